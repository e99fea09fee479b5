"""Tables of cases, read: headings and cells as people write
them, rows typed, bad rows set apart with reasons.

In: files or relations of rows and a vocabulary. Out: typed tables, rejected rows, and statistics of
what was accepted. Read first: `typed_rows.py`.
"""

__all__ = [
    "acts_in_order",
    "headings",
    "histories",
    "rejects",
    "single_cases",
    "sources",
    "statistics",
    "typed_rows",
    "unspoken",
]
