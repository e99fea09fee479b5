"""Questions asked again with something changed, and what the change does.

In: a case, a question, and what differs. Out: an answer in one language. Read first:
`attribution.py`, which says what a cause is.
"""

__all__ = ["attribution"]
