"""The names of the pages of articles; the law that they show is
`engine.questions.consolidated`."""

from __future__ import annotations

from datetime import date

from docpages.writing import slug
from engine.questions.consolidated import (
    EVERYTHING_KNOWN,
    Consolidated,
    Key,
    Use,
    Version,
    consolidated,
    key_of,
)


def page_of(key: Key) -> str:
    """Return the name of the page of an article."""
    return f"articles/{key[0]}/{slug(key[1])}"


def page_of_version(key: Key, start: date) -> str:
    """Return the name of the page of one version of an article."""
    return f"{page_of(key)}/{start}"


def page_of_comparison(key: Key) -> str:
    """Return the name of the page that compares the versions of an article."""
    return f"{page_of(key)}/compared"


__all__ = [
    "EVERYTHING_KNOWN",
    "Consolidated",
    "Key",
    "Use",
    "Version",
    "consolidated",
    "key_of",
    "page_of",
    "page_of_comparison",
    "page_of_version",
]
