"""The law as a plan: occasions laid out as rows and
columns, rules, rights and payments as expressions.

In: one consolidated law and a family of questions. Out: the relation whose rows are the answer.
Read first: `plan.py`.
"""

__all__ = [
    "branches",
    "conditional",
    "dates",
    "entitlements",
    "funding_columns",
    "late",
    "plan",
    "rows",
    "wide",
]
