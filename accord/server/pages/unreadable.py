"""What a visitor gave and no answer can be made of: its findings beside its lines, in a field where
it can be put right. Nothing of it is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from litestar import Response
from markupsafe import Markup
from msgspec import Struct

import accord
from accord.findings import Finding
from accord.server.pages.page import coded, language_in, written
from accord.server.pages.visit import Visit
from accord.server.service import AnyRequest
from accord.server.wording import say
from engine.cases.settings import OPTION
from engine.diagnostics.bilingual import Language
from engine.diagnostics.diagnostic import visible
from engine.words.formats import as_printed, upper_first

_AROUND: Final = 3
_MOST_LINES: Final = 400
_WIDEST: Final = 300


class Line(Struct, frozen=True):
    """A line of a case, and what is wrong with it; `after_gap` where those before are left out."""

    number: int
    text: str
    findings: Sequence[str]
    after_gap: bool = False


def unreadable(
    request: AnyRequest, visit: Visit, refusal: accord.RefusedInput, *, status: int = 422
) -> Response[bytes]:
    """Write the page on which a visitor puts right what could not be read: the text of the case,
    or the days and the choices made.
    """
    findings, language = refusal.findings, language_in(request)
    own = [finding for finding in findings if finding.place in (visit.name, "case", "")]
    others = [finding for finding in findings if finding not in own]
    of_case = bool(own) and bool(visit.case)
    key = "days" if not own else "case" if of_case else "file"
    return written(
        request,
        "opened/unreadable.html",
        visit,
        status=status,
        findings=findings,
        lines=lines_of(visit.case, own) if of_case else [],
        listed=[_listed(finding, language, of_case=of_case) for finding in findings],
        of_case=of_case,
        of_days=not own,
        dropped=tuple(_dropped(others)),
        by_place={finding.place: said_of(finding) for finding in others},
        lead=say(f"open.unreadable_{key}", language),
    )


def said_of(finding: Finding) -> str:
    """Return what is wrong and what to do, in sentences."""
    language: Language = "fr" if finding.language == "fr" else "en"
    parts = (upper_first(part.rstrip(".")) for part in (finding.message, finding.hint) if part)
    said = " ".join(f"{part}." if part[-1] not in "?!…" else part for part in parts)
    return as_printed(said, language)


def _listed(finding: Finding, language: Language, *, of_case: bool) -> tuple[str, Markup]:
    """Return the id to which a finding leads, and what it says."""
    if finding.line:
        row = say("open.row", language, line=finding.line)
        said = f"{row}{say('interview.colon', language)}{said_of(finding)}"
        return f"L{finding.line}" if of_case else "", coded(said)
    return finding.place if finding.place in ("on", "known_on") else "", coded(said_of(finding))


def _dropped(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield the fields of the visit that one goes on without: choices that there are not."""
    for finding in findings:
        if finding.place == "readings":
            yield "reading"
        elif finding.place.startswith(OPTION):
            yield "set"


def lines_of(text: str, findings: Sequence[Finding]) -> list[Line]:
    """Return the lines of a text around what is wrong with it, numbered, each with what that is."""
    by_line: dict[int, list[str]] = {}
    for finding in findings:
        by_line.setdefault(finding.line or 1, []).append(said_of(finding))
    lines = text.splitlines() or [""]
    near = {line + by for line in by_line for by in range(-_AROUND, _AROUND + 1)}
    shown = [number for number in sorted(near) if 0 < number <= len(lines)][:_MOST_LINES]
    return [
        Line(
            number,
            visible(lines[number - 1][:_WIDEST]),
            by_line.get(number, ()),
            after_gap=rank > 0 and shown[rank - 1] != number - 1,
        )
        for rank, number in enumerate(shown)
    ]
