"""Small pieces of Markdown in two languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from engine.diagnostics.bilingual import Language
from engine.render.markdown import escaped

LANGUAGES: tuple[Language, ...] = ("en", "fr")


def either(language: Language, french: str, english: str) -> str:
    """Return one of two wordings."""
    return french if language == "fr" else english


def path_of(name: str, language: Language) -> str:
    """Return the path of a page in the docs folder."""
    return f"{name}.fr.md" if language == "fr" else f"{name}.md"


def slug(name: str) -> str:
    """Return a name as it can stand in an address: small ASCII
    letters, digits and hyphens; a dot would be read as a language.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9_]+", "-", plain).strip("-")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, figures_from: int = 1000) -> str:
    """Return a pipe table; the cells are Markdown already. The
    columns from `figures_from` on (counted from 0) hold figures.
    """
    rules = ["---:" if rank >= figures_from else "---" for rank in range(len(heads))]
    lines = [f"| {' | '.join(heads)} |", f"|{'|'.join(rules)}|"]
    return "\n".join(
        [*lines, *(f"| {' | '.join(cell.replace(chr(10), ' ') for cell in row)} |" for row in rows)]
    )


def code(text: str, kind: str = "") -> str:
    """Return a block of code."""
    return f"```{kind}\n{text}\n```"


def page(*blocks: str) -> str:
    """Return a page made of blocks; empty ones are left out."""
    return "\n\n".join(block for block in blocks if block) + "\n"


__all__ = ["LANGUAGES", "code", "either", "escaped", "page", "path_of", "slug", "table"]
