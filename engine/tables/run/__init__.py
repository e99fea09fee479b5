"""A whole run: files read, plans computed slice by slice, rows written, citations beside them.

In: file names and a question. Out: files put in place whole, and a summary.
Read first: `whole_run.py`.
"""

__all__ = ["endings", "engines", "outputs", "plans", "request", "whole_run"]
