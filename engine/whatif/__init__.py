"""Questions asked again with something changed, what the change does, and what is left to ask.

In: a case, a question, and what differs. Out: an answer in one language. Read first:
`attribution.py`, which says what a cause is, and `interview.py`.
"""

__all__ = ["asked", "attribution", "comparison", "interview", "nearest", "over_time"]
