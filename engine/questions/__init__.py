"""The questions: eligibility, calendar, funding, duties, and the text itself.

In: a `Question` and a case. Out: an answer in one language, with its trace, its citations and what
is missing. Read first: `question.py`, then the module of one question.
"""

__all__ = [
    "authority",
    "calendar",
    "comparison",
    "completeness",
    "consolidated",
    "consulted",
    "documents",
    "duties",
    "effect_by_case",
    "eligibility",
    "envelope",
    "funding",
    "knowledge",
    "left_out",
    "missing",
    "missing_law",
    "naming",
    "presentation",
    "question",
    "supposed",
    "texts",
    "thresholds",
    "undecided",
]
