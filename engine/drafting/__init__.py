"""New files for whoever writes them: a case from replies typed, and files to begin with.

In: a vocabulary, what was typed. Out: values as a case writes them, and the text of files. Read
first: `case_file.py`.
"""

__all__ = ["case_file", "replies"]
