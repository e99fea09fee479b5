"""Every page of the French site is in French: none falls back on its English twin, and no paragraph
of one is in English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docpages import generated
from ruamel.yaml import YAML

DOCS = Path(__file__).parent.parent.parent / "docs"
CONFIG = DOCS.parent / "mkdocs.yml"
ENGLISH_ONLY: set[str] = set()
"""The pages that have no French yet."""
WRITTEN = sorted(
    path.relative_to(DOCS).as_posix()
    for path in DOCS.rglob("*.md")
    if not path.name.endswith(".fr.md")
)
PAGES = {path.relative_to(DOCS).as_posix(): path.read_text("utf-8") for path in DOCS.rglob("*.md")}
_CODE = re.compile(r"^```.*?^```|<code>.*?</code>|`[^`\n]*`|<pre.*?</pre>|<!--.*?-->", re.M | re.S)
_QUOTED = re.compile(r"“[^”]*”|<[^>]*>|\]\([^)]*\)")
_ENGLISH = {"the", "of", "and", "is", "are", "which", "that", "with", "by", "from", "not", "what"}
_FRENCH = {"le", "la", "les", "de", "des", "du", "un", "une", "et", "est", "que", "qui", "dans"}


def in_english(page: str) -> list[str]:
    """Return the paragraphs of a page that read as English, its code left aside."""
    found = []
    for paragraph in re.split(r"\n\s*\n", _CODE.sub(" ", page)):
        words = re.findall(r"[^\W\d_]+", _QUOTED.sub(" ", paragraph).casefold())
        english = sum(word in _ENGLISH for word in words)
        if english > 1 and english > sum(word in _FRENCH for word in words):
            found.append(paragraph.strip())
    return found


def test_every_page_has_its_french() -> None:
    assert {page for page in WRITTEN if page.replace(".md", ".fr.md") not in PAGES} == ENGLISH_ONLY
    names = {path for path in generated() if not path.endswith(".fr.md")}
    assert {path for path in names if path.replace(".md", ".fr.md") not in generated()} == set()


@pytest.mark.parametrize("page", sorted(name for name in PAGES if name.endswith(".fr.md")))
def test_a_page_written_in_french_says_what_the_english_one_does(page: str) -> None:
    english = PAGES[page.replace(".fr.md", ".md")]
    levels = [
        re.findall(r"^(#+) ", re.sub(r"^```.*?^```", "", one, flags=re.M | re.S), re.M)
        for one in (PAGES[page], english)
    ]
    assert levels[0] == levels[1]
    assert in_english(PAGES[page]) == []


def test_the_pages_made_in_french_are_in_french() -> None:
    pages = {name: page for name, page in generated().items() if name.endswith(".fr.md")}
    assert len(pages) > 300
    assert {name: found for name, page in pages.items() if (found := in_english(page))} == {}


def test_english_is_told_from_french() -> None:
    assert in_english("Le texte est lu.\n\nThe text of the law is read, and that is all.")
    assert in_english("Une règle `the law of the day` du texte.\n\n```yaml\nthe of and\n```") == []


def test_every_title_of_the_navigation_has_its_french() -> None:
    config = YAML(typ="safe", pure=True).load(CONFIG)

    def titles(entries: list[dict[str, object]]) -> set[str]:
        found: set[str] = set()
        for entry in entries:
            for title, below in entry.items():
                found.add(title)
                found |= titles(below) if isinstance(below, list) else set()
        return found

    (i18n,) = (one["i18n"] for one in config["plugins"] if "i18n" in one)
    (french,) = (one for one in i18n["languages"] if one["locale"] == "fr")
    assert titles(config["nav"]) == set(french["nav_translations"])
