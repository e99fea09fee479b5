"""The generated pages: none is missing, what is committed
is current, and the site takes nothing from elsewhere.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from docpages import committed, generated
from docpages.reference import every_command

from engine.codes import CODES
from engine.library import load
from engine.words.citation import place_not_read

DOCS = Path(__file__).parent.parent.parent / "docs"
CORPORA = load()
SUFFIXES = {"en": ".md", "fr": ".fr.md"}


@pytest.mark.parametrize("language", SUFFIXES)
def test_every_command_has_its_page_and_its_help(language: str) -> None:
    page = generated()[f"commands{SUFFIXES[language]}"]
    for path, command, _ in every_command():
        assert f"## {path} " in page
        assert command.help, path
        undocumented = [
            option.name
            for option in command.params
            if not getattr(option, "help", "") and option.name not in ARGUMENTS
        ]
        assert undocumented == [], path


ARGUMENTS = {
    "case",
    "table",
    "count",
    "benefit",
    "question",
    "questions",
    "article",
    "earlier",
    "later",
    "other",
    "cases",
    "query",
    "target",
    "kind",
    "folder",
    "code",
    "paths",
    "form",
    "language",
    "trace",
}
"""Arguments are named in the sentence of their command; the last three say their choices."""


@pytest.mark.parametrize("language", SUFFIXES)
@pytest.mark.parametrize("code", CODES)
def test_every_code_has_its_page(code: str, language: str) -> None:
    page = generated()[f"codes/{code}{SUFFIXES[language]}"]
    entry = CODES[code]
    assert entry.bad in page
    assert entry.good in page
    assert f"{code}.md" in generated()[f"codes/index{SUFFIXES[language]}"]


@pytest.mark.parametrize("language", SUFFIXES)
def test_every_reading_has_its_page_with_all_its_options(language: str) -> None:
    for corpus in CORPORA.values():
        for reading in corpus.readings.values():
            page = generated()[f"readings/{reading.id}{SUFFIXES[language]}"]
            assert all(f'id="{option}"' in page for option in reading.options)
            assert reading.id not in page.partition("\n")[0]


@pytest.mark.parametrize("language", SUFFIXES)
def test_every_article_has_its_page(language: str) -> None:
    pages = [
        path
        for path in generated()
        if path.startswith("articles/") and path.endswith(SUFFIXES[language])
    ]
    written = {
        (text.id, article.number)
        for corpus in CORPORA.values()
        for text in corpus.texts.values()
        for article in text.articles
    }
    assert (
        len([path for path in pages if language == "fr" or not path.endswith(".fr.md")])
        >= len(written) + 1
    )


@pytest.mark.parametrize("language", SUFFIXES)
def test_every_word_is_in_the_vocabulary(language: str) -> None:
    page = generated()[f"vocabulary{SUFFIXES[language]}"]
    for corpus in CORPORA.values():
        assert [
            name
            for name in (
                *corpus.vocabulary.facts,
                *corpus.vocabulary.collections,
                *corpus.vocabulary.lines,
            )
            if f'id="{name}"' not in page
            and f"{{ #{name} }}" not in page
            and f'id="lines.{name}"' not in page
        ] == []


@pytest.mark.parametrize("path", [f"coverage-of-the-law{suffix}" for suffix in SUFFIXES.values()])
def test_the_coverage_of_the_law_is_current(path: str) -> None:
    assert (DOCS / path).read_text(encoding="utf-8") == committed()[path], (
        "run `python docs/regenerate.py`"
    )


def test_all_that_is_not_encoded_is_on_the_coverage_page() -> None:
    page = generated()["coverage-of-the-law.md"]
    missing = [
        place_not_read(entry, "en")
        for corpus in CORPORA.values()
        for text in corpus.texts.values()
        for entry in text.not_encoded
    ]
    assert missing
    assert [
        place
        for place in missing
        if page.count(f"| {place} |".replace("_", "\\_")) == 0
        and str(place).split("(")[0][:20] not in page
    ] == []


def test_no_page_loads_anything_from_elsewhere() -> None:
    for path, page in generated().items():
        assert "<script" not in page, path
        assert "![](" not in page, path
    for name in ("trace.svg", "trace.fr.svg"):
        picture = (DOCS / "images" / name).read_text(encoding="utf-8")
        assert "@font-face" not in picture
        assert "url(http" not in picture
