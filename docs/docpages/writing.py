"""Small pieces of Markdown in two languages."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Sequence
from html import escape as html

from engine.diagnostics.bilingual import Language
from engine.render.markdown import escaped
from engine.words.formats import typographic

LANGUAGES: tuple[Language, ...] = ("en", "fr")
_AFTER = re.compile(r"([./_{}\[\]:-]+)(?=\w)")


def either(language: Language, french: str, english: str) -> str:
    """Return one of two wordings."""
    return french if language == "fr" else english


def said(text: str, language: Language) -> str:
    """Return a text of the law as Markdown, with the no-break spaces of its language."""
    return escaped(typographic(text, language))


def colon(language: Language) -> str:
    """Return a colon with the space that the language puts before it."""
    return either(language, "\u00a0: ", ": ")


def path_of(name: str, language: Language) -> str:
    """Return the path of a page in the docs folder."""
    return f"{name}.fr.md" if language == "fr" else f"{name}.md"


def link(label: str, page: str, *, at: str, anchor: str = "") -> str:
    """Return a link from the page named `at` to another; the label is Markdown already."""
    target = posixpath.relpath(f"{page}.md", posixpath.dirname(at) or ".")
    return f"[{label}]({target}{f'#{anchor}' if anchor else ''})"


def long_name(name: str) -> str:
    """Return a name of the program as code that breaks after its dots and underscores only."""
    broken = _AFTER.sub(r"\1<wbr>", html(name))
    return f"<code>{broken}</code>"


def slug(name: str) -> str:
    """Return a name as it can stand in an address: small ASCII
    letters, digits and hyphens; a dot would be read as a language.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9_]+", "-", plain).strip("-")


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    figures_from: int = 1000,
    figures_until: int = 1000,
) -> str:
    """Return a pipe table; the cells are Markdown already. The columns from `figures_from`
    (counted from 0) to `figures_until`, which is left out, hold figures.
    """
    figures = range(figures_from, figures_until)
    rules = ["---:" if rank in figures else "---" for rank in range(len(heads))]
    lines = [f"| {' | '.join(heads)} |", f"|{'|'.join(rules)}|"]
    return "\n".join(
        [*lines, *(f"| {' | '.join(cell.replace(chr(10), ' ') for cell in row)} |" for row in rows)]
    )


def folded(summary: str, *blocks: str) -> str:
    """Return blocks that a reader opens; the summary is HTML."""
    inner = "\n\n".join(blocks)
    return f'<details markdown="1">\n<summary>{summary}</summary>\n\n{inner}\n\n</details>'


def code(text: str, kind: str = "") -> str:
    """Return a block of code."""
    return f"```{kind}\n{text}\n```"


def page(*blocks: str) -> str:
    """Return a page made of blocks; empty ones are left out."""
    return "\n\n".join(block for block in blocks if block) + "\n"


__all__ = [
    "LANGUAGES",
    "code",
    "colon",
    "either",
    "escaped",
    "folded",
    "html",
    "link",
    "long_name",
    "page",
    "path_of",
    "said",
    "slug",
    "table",
]
