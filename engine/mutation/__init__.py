"""The mutation of a law: one small mistake at a time in its files, and which of them no scenario
notices.

In: the folders of a law, its scenarios. Out: what became of each change: noticed, refused by the
checks, survived. Read first: `changes.py`, then `trial.py`.
"""

__all__ = ["changes", "page", "reasons_named", "run"]
