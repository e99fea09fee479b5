"""What texts bring to many cases and take from them, and by which operation.

In: tables of cases and files of single cases, the law before and after. Out: an answer, rows, a
workbook. Read first: `whole_impact.py`, then `attributing.py`, which says what a cause is.
"""

__all__ = ["asked", "request", "whole_impact", "workbook"]
