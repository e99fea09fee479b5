"""Answers as files to take along, each by a library that is loaded when it is asked for.

In: an answer. Out: the bytes of a file. Read first: `calendar_file.py` for a calendar, `sheets.py`
then `workbook.py` for a workbook, `report/blocks.py` for the file for a decision.
"""

__all__ = ["calendar_file", "sheets", "wording", "workbook"]
