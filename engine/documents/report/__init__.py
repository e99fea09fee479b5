"""The file for a decision: a report on a case that a fund can read, keep and verify.

In: a case, the questions asked about it. Out: a PDF (by typst) or an HTML page. Read first:
`blocks.py`, then `making.py`; `files.py` is the way in.
"""

from __future__ import annotations

__all__ = ["asked", "drawing", "files", "pen", "time_line"]
