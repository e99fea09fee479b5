"""Typed expressions of the plan: exact numbers, days,
conditions and values, null standing for the unknown.

In: nodes of the language. Out: expressions over the columns of a table.
Read first: `terms.py`, then `inference.py` (how far each reaches) and `conditions.py`.
"""

__all__ = [
    "algebra",
    "conditions",
    "dating",
    "grids",
    "inference",
    "integers",
    "lengths",
    "levels",
    "lookups",
    "terms",
    "values",
]
