"""The calendar of a case as a file that any program for calendars opens (RFC 5545).

The same answer gives the same bytes: an event is stamped with the day of knowledge of the answer
that last changed it, not with the hour at which the file was made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from engine.diagnostics.bilingual import Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.diagnostics.extras import need_extra
from engine.documents.calendar_events import KIND, events, has_a_day
from engine.documents.previous_calendar import CASE, CORPUS, PRODUCT, read_previous
from engine.documents.wording import say
from engine.questions.answers import CalendarAnswer
from engine.render.answer_blocks import chosen_blocks, supposed_blocks
from engine.render.page import References, Writing
from engine.words.formats import one_line

_STAMPS: Final = frozenset({"SEQUENCE", "DTSTAMP", "LAST-MODIFIED"})
"""What of an event tells when it was made, and no more."""


class CalendarFile(Struct, frozen=True):
    """A calendar that is made. The counts are of events: `added`, `changed` and `cancelled` since
    the earlier calendar, of which there is one where `compared`.
    """

    content: bytes
    events: int
    added: int
    changed: int
    cancelled: int
    compared: bool
    undated: tuple[str, ...]
    """What the entries are called that have no day, and are no events."""

    def remarks(self) -> Iterator[Sentence]:
        """Yield what must be known of the file beside what it holds."""
        if self.compared:
            yield sentence(
                "since the earlier calendar: {added} added, {changed} changed, {cancelled} "
                "cancelled.",
                added=self.added, changed=self.changed, cancelled=self.cancelled,
            )  # fmt: skip
        if self.undated:
            yield sentence(
                "{count} entries have no known day and are not in the calendar: {listed}.",
                count=len(self.undated),
                listed="; ".join(dict.fromkeys(self.undated)),
            )


def calendar_file(
    answer: CalendarAnswer,
    file_name: str = "",
    *,
    previous: Path | None = None,
    payments: bool = True,
) -> CalendarFile:
    """Return the calendar of an answer: an event of a whole day for each entry that has a day, the
    payments among them where they are asked for.

    A case is identified by its name, else by `file_name`. With the earlier calendar of the case,
    what is as it was keeps its number and its stamp; what has changed, is gone or is back gets the
    next number. Raises RefusedInput for an earlier calendar that will not do, for a case without
    any name, and where icalendar is not installed.
    """
    need_extra("calendar", ("icalendar",), "--format ics")
    case = _identified(answer, file_name)
    before = {} if previous is None else read_previous(previous, answer.corpus, case)
    made = _Merged(answer, before, payments=payments)
    wanted = list(events(answer, case, payments=payments))
    merged = [*map(made.as_it_is_now, wanted), *made.gone({str(one["UID"]) for one in wanted})]
    if not merged:  # a calendar has one event at least
        message = sentence(
            "no entry of this answer has a day: there is nothing to put into a calendar."
        )
        hint = sentence("`accord calendar CASE` says what is awaited.")
        raise RefusedInput([Diagnostic("ACC454", message, Location("CASE"), hint)])
    calendar = _calendar(answer, case)
    for event in sorted(merged, key=lambda event: (event["DTSTART"].dt, str(event["UID"]))):
        calendar.add_component(event)
    undated = tuple(entry.label for entry in answer.entries if not has_a_day(entry))
    counts = (len(merged), made.added, made.changed, made.cancelled)
    return CalendarFile(calendar.to_ical(sorted=False), *counts, previous is not None, undated)


def _identified(answer: CalendarAnswer, file_name: str) -> str:
    """Return what identifies the case of an answer; raise RefusedInput where nothing does."""
    case = one_line(answer.case.name or "") or file_name
    if not case:
        message = sentence("the case has neither a name nor a file: nothing tells it from others.")
        hint = sentence("give the case its name, or read it from a file.")
        raise RefusedInput([Diagnostic("ACC453", message, Location("CASE"), hint)])
    return case


def _calendar(answer: CalendarAnswer, case: str) -> Any:
    """Return the calendar without its events: what it is called, of what it is, what was asked."""
    from icalendar import Calendar

    page = Writing(answer.language, References())
    calendar = Calendar()
    calendar.add("PRODID", f"{PRODUCT}{answer.language.upper()}")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    name = "calendar.supposed" if answer.supposed else "calendar"
    calendar.add("X-WR-CALNAME", say(name, answer.language, case=case))
    calendar.add("X-WR-CALDESC", " ".join(_told(page, answer)))
    calendar.add(CORPUS, answer.corpus)
    calendar.add(CASE, case)
    return calendar


def _told(page: Writing, answer: CalendarAnswer) -> Iterator[str]:
    """Yield what was asked, where the law ends, and which entries have no day."""
    asked, known = (
        page.say("asked", on=page.day(answer.on)),
        page.say("known", on=page.day(answer.known_on)),
    )
    yield f"{asked}, {known}."
    yield from (block.text for block in supposed_blocks(page, answer.supposed or ()))
    yield from (block.text for block in chosen_blocks(page, answer.readings_detail))
    yield page.prose(answer.horizon.says)
    undated = dict.fromkeys(entry.label for entry in answer.entries if not has_a_day(entry))
    if undated:
        yield say("calendar.undated", answer.language, what=page.joined(undated))


class _Merged:
    """The events of an answer and those of an earlier calendar, one with the other."""

    def __init__(
        self, answer: CalendarAnswer, before: Mapping[str, Any], *, payments: bool
    ) -> None:
        self.added = self.changed = self.cancelled = 0
        self._answer = answer
        self._before = before
        self._payments = payments
        self._stamp = datetime.combine(answer.known_on, time(), UTC)

    def as_it_is_now(self, event: Any) -> Any:
        """Return an event of the answer with its number and its stamps: those that it had, where
        nothing of it has changed.
        """
        earlier = self._before.get(str(event["UID"]))
        if earlier is None:
            self.added += 1
            return self._stamped(event, 0, self._stamp)
        if _told_by(earlier) == _told_by(event):
            return earlier
        self.changed += 1
        return self._next(event, earlier)

    def gone(self, wanted: set[str]) -> Iterator[Any]:
        """Yield the events of the earlier calendar that the answer no longer has: they are
        cancelled, unless the answer was not asked about them.
        """
        for uid, earlier in self._before.items():
            if uid in wanted:
                continue
            if str(earlier.get("STATUS", "")) == "CANCELLED" or not self._was_asked(earlier):
                yield earlier
                continue
            self.cancelled += 1
            yield self._cancelled(earlier)

    def _was_asked(self, event: Any) -> bool:
        """Whether an event is of those that the answer would have: within its bounds, and a payment
        only where payments are asked for.
        """
        if str(event.get(KIND, "")) == "payment" and not self._payments:
            return False
        window, day = self._answer.window, event["DTSTART"].dt
        if window is None:
            return True
        start, end = window.from_ or date.min, window.until or date.max
        return bool(start <= day < end)

    def _cancelled(self, earlier: Any) -> Any:
        from icalendar import Event

        event = Event()
        for name, value in earlier.items():
            if name not in _STAMPS | {"STATUS", "SUMMARY"}:
                event[name] = value
        language = self._answer.language
        event.add("SUMMARY", say("calendar.cancelled", language, what=earlier.get("SUMMARY", "")))
        event.add("STATUS", "CANCELLED")
        return self._next(event, earlier)

    def _next(self, event: Any, earlier: Any) -> Any:
        """Return an event with the number after that of an earlier one, stamped no sooner."""
        stamp = max(self._stamp, earlier["DTSTAMP"].dt)
        return self._stamped(event, int(earlier["SEQUENCE"]) + 1, stamp)

    @staticmethod
    def _stamped(event: Any, sequence: int, stamp: datetime) -> Any:
        event.add("SEQUENCE", sequence)
        event.add("DTSTAMP", stamp)
        event.add("LAST-MODIFIED", stamp)
        return event


def _told_by(event: Any) -> list[tuple[str, bytes]]:
    """Return what an event and its alarms say, without what tells when it was made."""
    told = [
        (str(name), value if isinstance(value, bytes) else value.to_ical())
        for name, value in event.property_items()
        if name not in _STAMPS
    ]
    return sorted(told)
