"""The pages that people read.

In: a request and the service. Out: HTML. Read first: `visit.py` (what a visitor has said so far,
which lives in the page and nowhere else), then `page.py`. A module a kind of page.
"""

__all__ = [
    "about",
    "answer",
    "compare",
    "embed",
    "facts",
    "for_programs",
    "impact",
    "interview",
    "language",
    "law",
    "opened",
    "page",
    "start",
    "take_along",
    "unanswered",
]
