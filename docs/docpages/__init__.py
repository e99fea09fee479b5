"""The pages of the site that are made from the rulesets and
the code themselves, so that they never lag behind them.

`generated()` gives each page's Markdown by its path in the docs folder; English pages are named
`x.md`, French ones `x.fr.md`.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from docpages.amendments import amendment_pages
from docpages.articles import article_pages
from docpages.coverage import coverage
from docpages.readings import reading_pages
from docpages.reference import code_pages, commands
from docpages.vocabulary import vocabulary
from docpages.writing import LANGUAGES, path_of
from engine.library import load

ROOT = Path(__file__).parent.parent.parent
COVERAGE = "coverage-of-the-law"
"""The one generated page that is committed too, because it
is read where there is no site; a test holds it current.
"""


@lru_cache
def generated() -> dict[str, str]:
    """Return the Markdown of every generated page, by path;
    raise RefusedInput when the shipped rulesets have findings.
    """
    corpora = load()
    found: dict[str, str] = {}
    for language in LANGUAGES:
        pages = (
            article_pages(corpora, ROOT / "scenarios", language)
            | code_pages(language)
            | reading_pages(corpora, ROOT / "scenarios", language)
            | amendment_pages(corpora, language)
        )
        pages |= {
            "vocabulary": vocabulary(corpora, language),
            "commands": commands(language),
            COVERAGE: coverage(corpora, language, linked=True),
        }
        found |= {path_of(name, language): page for name, page in pages.items()}
    return found


def committed() -> dict[str, str]:
    """Return the Markdown of the pages that are committed,
    by path: without links to pages that only the site has.
    """
    return {
        path_of(COVERAGE, language): coverage(load(), language, linked=False)
        for language in LANGUAGES
    }
