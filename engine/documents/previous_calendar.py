"""The calendar that was taken along before: read back, so that what has moved since is told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from engine.diagnostics.bilingual import Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput, visible
from engine.source.file_content import LARGEST, read_bytes

PRODUCT: Final = "-//accord//calendar//"
"""How the name of the product begins in the calendars that are ours."""
CORPUS, CASE = "X-ACCORD-CORPUS", "X-ACCORD-CASE"
"""Where a calendar names the law and the case that it is of."""
_LINE: Final = re.compile(r"[A-Za-z0-9-]+[;:]")
_GIVE: Final = sentence(
    "give a calendar that `accord calendar --format ics` wrote, as it wrote it."
)
_MOST: Final = 2**31 - 1
"""The largest number that a calendar may give: the next would be none."""
_NEEDED: Final = ("UID", "DTSTART", "DTSTAMP", "SEQUENCE")


class Unfolded(Struct, frozen=True):
    """A line of a calendar, whole again where it was folded, with its number in the file."""

    number: int
    text: str


def read_previous(path: Path, corpus: str, case: str) -> Mapping[str, Any]:
    """Return the events of an earlier calendar of a case, by their identifiers.

    Raises RefusedInput for a file that cannot be read, is no calendar, is damaged, was not written
    by us, or is of another case.
    """
    content, findings = read_bytes(path)
    if content is None:
        raise RefusedInput(findings)
    if len(content) > LARGEST:
        message = sentence("the file is larger than {largest} bytes", largest=LARGEST)
        raise _refused("ACC450", path, 0, message)
    lines = _lines(path, content)
    _check_nesting(path, lines)
    from icalendar import Calendar

    try:
        calendar = Calendar.from_ical(content.decode())
    except ValueError as problem:  # what the checks above let through
        said = str(problem).splitlines()[0][:150]
        raise _refused("ACC450", path, 0, sentence("it is damaged ({said}).", said=said)) from None
    _check_ours(path, lines, calendar, corpus, case)
    return _events(path, lines, calendar)


def _refused(
    code: str, path: Path, line: int, message: Sentence, hint: Sentence = _GIVE
) -> RefusedInput:
    return RefusedInput([Diagnostic(code, message, Location(str(path), line), hint)])


def _lines(path: Path, content: bytes) -> Sequence[Unfolded]:
    """Return the lines of a file; raise RefusedInput when it is no text, or no calendar."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        message = sentence("this is no calendar: it is not UTF-8 text.")
        raise _refused("ACC450", path, line, message) from None
    lines: list[Unfolded] = []
    for number, part in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        if part[:1] in (" ", "\t") and lines:
            lines[-1] = Unfolded(lines[-1].number, lines[-1].text + part[1:])
        elif part:
            lines.append(Unfolded(number, part))
    if not lines or lines[0].text.upper() != "BEGIN:VCALENDAR":
        message = sentence("this is no calendar: it does not begin with BEGIN:VCALENDAR.")
        raise _refused("ACC450", path, 1, message)
    return lines


def _check_nesting(path: Path, lines: Sequence[Unfolded]) -> None:
    """Raise RefusedInput when a line is none, or what is begun does not end as it should."""
    begun: list[Unfolded] = []
    for line in lines:
        if not _LINE.match(line.text):
            shown = visible(line.text[:40])
            message = sentence("it is damaged: `{shown}` is no line of a calendar.", shown=shown)
            raise _refused("ACC450", path, line.number, message)
        word, _, name = line.text.upper().partition(":")
        if word == "BEGIN":
            begun.append(line)
        elif word == "END" and (not begun or begun.pop().text.upper() != f"BEGIN:{name}"):
            message = sentence("it is damaged: nothing was begun that {line} ends.", line=line.text)
            raise _refused("ACC450", path, line.number, message)
    if begun:
        message = sentence("it is damaged: {line} never ends.", line=begun[-1].text)
        raise _refused("ACC450", path, begun[-1].number, message)


def _check_ours(
    path: Path, lines: Sequence[Unfolded], calendar: Any, corpus: str, case: str
) -> None:
    """Raise RefusedInput when a calendar is not one of ours, or is that of another case."""
    if not str(calendar.get("PRODID", "")).startswith(PRODUCT):
        by = visible(str(calendar.get("PRODID", "")))
        message = sentence("it was not written by accord (PRODID: {by}).", by=by or "—")
        raise _refused("ACC451", path, _place(lines, "PRODID"), message)
    of_corpus, of_case = str(calendar.get(CORPUS, "")), str(calendar.get(CASE, ""))
    if (of_corpus, of_case) != (corpus, case):
        same_law = of_corpus == corpus
        message = sentence(
            "it is the calendar of another case: `{theirs}`, and this one is `{ours}`.",
            theirs=visible(of_case if same_law else f"{of_case} ({of_corpus})"),
            ours=visible(case if same_law else f"{case} ({corpus})"),
        )
        hint = sentence("give the earlier calendar of this case, or leave --previous out.")
        raise _refused("ACC452", path, _place(lines, CASE), message, hint)


def _place(lines: Sequence[Unfolded], name: str, after: int = 0) -> int:
    """Return the number of the first line that gives a property, from a line on; 0 where none
    does.
    """
    named = re.compile(rf"{re.escape(name)}[;:]", re.IGNORECASE)
    return next(
        (line.number for line in lines if line.number > after and named.match(line.text)), 0
    )


def _events(path: Path, lines: Sequence[Unfolded], calendar: Any) -> Mapping[str, Any]:
    """Return the events by their identifiers; raise RefusedInput for all that are damaged."""
    begun = [line.number for line in lines if line.text.upper() == "BEGIN:VEVENT"]
    events: dict[str, Any] = {}
    findings: list[Diagnostic] = []
    for start, event in zip(begun, calendar.walk("VEVENT"), strict=True):
        findings += _faults(path, lines, start, event)
        uid = str(event.get("UID", ""))
        if uid in events:
            message = sentence("it is damaged: two events have the same UID.")
            place = Location(str(path), _place(lines, "UID", start))
            findings.append(Diagnostic("ACC450", message, place, _GIVE))
        events[uid] = event
    if findings:
        raise RefusedInput(findings)
    return events


def _faults(path: Path, lines: Sequence[Unfolded], start: int, event: Any) -> Iterator[Diagnostic]:
    """Yield what an event lacks of what each of ours has, and what of it cannot be read."""
    unread = {str(name) for name, _ in event.errors}
    for name in _NEEDED:
        if name not in event or (name not in unread and not _is_whole(name, event)):
            message = sentence("it is damaged: an event has no {name} that can be read.", name=name)
            yield Diagnostic("ACC450", message, Location(str(path), start), _GIVE)
    for name in sorted(unread):
        message = sentence("it is damaged: {name} cannot be read.", name=name)
        place = Location(str(path), _place(lines, name, start) or start)
        yield Diagnostic("ACC450", message, place, _GIVE)


def _is_whole(name: str, event: Any) -> bool:
    """Whether a property is given once, as the kind of value that it has in ours."""
    value = event[name]
    match name:
        case "DTSTART":
            day = getattr(value, "dt", None)
            return isinstance(day, date) and not isinstance(day, datetime)
        case "DTSTAMP":
            moment = getattr(value, "dt", None)
            return isinstance(moment, datetime) and moment.tzinfo is not None
        case "SEQUENCE":
            return isinstance(value, int) and 0 <= value < _MOST
    return isinstance(value, str) and bool(value)
