"""New files for whoever writes them: a case from replies typed, and files to begin with.

In: a vocabulary, what was typed. Out: values as a case writes them, and the text of files. Read
first: `case_file.py`.
"""

__all__ = [
    "amended",
    "asked",
    "beside",
    "case_file",
    "empty_case",
    "form",
    "form_reading",
    "in_words",
    "kinds",
    "new_scenario",
    "new_texts",
    "quoted",
    "replies",
]
