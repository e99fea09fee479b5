"""The coverage of a law by its scenarios: what of it they exercise, and what they do not.

In: the law of a corpus, its scenarios, the reasons written for what cannot be exercised. Out: a
record of each branch with the first scenario that exercises it, as a page or JSON; stubs of the
scenarios that are missing. Read first: `branches.py`, then `exercised.py`.
"""

__all__ = ["branches", "exercised", "page", "reasons", "report", "stubs"]
