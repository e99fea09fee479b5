"""What a law, a case and the report of a run look like in a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accord.case import Case
    from accord.law import Law


def law_page(law: Law) -> str:
    """Return the texts of a law with their dates, as a table of HTML."""
    rows = [
        (
            text.corpus,
            text.short,
            text.title,
            *(_day(text.events.get(name)) for name in ("signed", "published")),
            _day(text.in_force_from),
        )
        for text in law.texts
    ]
    heads = ("corpus", "texte", "titre", "signé", "publié", "en vigueur depuis")
    if law.language == "en":
        heads = ("corpus", "text", "title", "signed", "published", "in force from")
    return table(heads, rows)


def case_page(case: Case) -> str:
    """Return the facts of a case, as a table of HTML."""
    rows = [(name, str(value)) for name, value in case.facts.items()]
    return table((case.name or case.corpus, ""), rows)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of HTML, everything in it escaped."""
    head = "".join(
        f'<th scope="col" style="text-align: left">{escape(head)}</th>' for head in heads
    )
    body = "\n".join(f"<tr>{''.join(_cell(cell) for cell in row)}</tr>" for row in rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>"


def _cell(text: str) -> str:
    return f'<td style="text-align: left">{escape(text)}</td>'


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
