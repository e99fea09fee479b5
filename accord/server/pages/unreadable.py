"""What a visitor gave and no answer can be made of: its findings beside its lines, in a field where
it can be put right. Nothing of it is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from litestar import Response
from msgspec import Struct

import accord
from accord.findings import Finding
from accord.server.pages.page import AnyRequest, language_in, written
from accord.server.pages.visit import Visit
from accord.server.wording import say
from engine.cases.settings import OPTION
from engine.diagnostics.bilingual import Language
from engine.words.formats import upper_first

_MOST_LINES = 2000
_WIDEST = 300


class Line(Struct, frozen=True):
    """A line of a case, and what is wrong with it."""

    number: int
    text: str
    findings: Sequence[Finding]


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
        by_place={finding.place: _said(finding) for finding in others},
        lead=say(f"open.unreadable_{key}", language),
    )


def _said(finding: Finding) -> str:
    return f"{upper_first(finding.message)} {upper_first(finding.hint)}".strip()


def _listed(finding: Finding, language: Language, *, of_case: bool) -> tuple[str, str]:
    """Return the id to which a finding leads, and what it says."""
    if finding.line:
        row = say("open.row", language, line=finding.line)
        said = f"{row}{say('interview.colon', language)}{_said(finding)}"
        return f"L{finding.line}" if of_case else "", said
    return finding.place if finding.place in ("on", "known_on") else "", _said(finding)


def _dropped(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield the fields of the visit that one goes on without: choices that there are not."""
    for finding in findings:
        if finding.place == "readings":
            yield "reading"
        elif finding.place.startswith(OPTION):
            yield "set"


def lines_of(text: str, findings: Sequence[Finding]) -> list[Line]:
    """Return the lines of a text, numbered, each with what is wrong with it: those around a fault
    alone, of a long one.
    """
    by_line: dict[int, list[Finding]] = {}
    for finding in findings:
        by_line.setdefault(finding.line or 1, []).append(finding)
    lines = text.splitlines() or [""]
    shown = range(1, len(lines) + 1)
    if len(lines) > _MOST_LINES:
        near = {line + by for line in by_line for by in range(-5, 6)}
        shown = sorted(near.intersection(shown))[:_MOST_LINES]  # type: ignore[assignment]
    return [Line(number, lines[number - 1][:_WIDEST], by_line.get(number, [])) for number in shown]
