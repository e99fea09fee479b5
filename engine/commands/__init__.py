"""The command `accord`: options, messages and exit statuses; everything else is done elsewhere.

In: the arguments of a shell. Out: an answer on standard output, findings on standard error, an exit
status. Read first: `main.py`.
"""

__all__ = ["main", "options", "usage"]
