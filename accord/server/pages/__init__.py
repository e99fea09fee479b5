"""The pages that people read.

In: a request and the service. Out: HTML. Read first: `visit.py` (what a visitor has said so far,
which lives in the page and nowhere else), then `page.py`. A module a kind of page.
"""

__all__ = [
    "about",
    "answer",
    "answered",
    "compare",
    "drafts",
    "embed",
    "facts",
    "fields",
    "for_programs",
    "impact",
    "impact_elsewhere",
    "interview",
    "language",
    "law",
    "law_shown",
    "opened",
    "page",
    "start",
    "take_along",
    "told",
    "unanswered",
    "unreadable",
    "vocabulary_shown",
]
