"""The answers for programs, under `/api/v1`.

In: JSON requests. Out: the same JSON as the commands and the Python API, or a problem that says
what to do. Read first: `requests.py`, then `questions.py`.
"""

__all__ = ["described", "replies", "routes"]
