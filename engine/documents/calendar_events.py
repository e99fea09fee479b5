"""The events of a calendar: one for each date of the answer that has a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import Struct, json

from engine.documents.wording import say
from engine.language.temporal import NOT_YET
from engine.questions.answers import CalendarAnswer
from engine.questions.answers.calendar import DateEntry, PaymentEntry
from engine.render.answer_blocks import status_shown
from engine.render.page import References, Writing, displays, stating
from engine.render.wording import word_or
from engine.words.formats import long_date, money, one_line, upper_first

_OURS: Final = UUID("0f1f7c52-6b0f-5d0c-9a52-0c7f0d6a4b1e")
"""The space of names of our events: any other program finds other names in it."""
WARNINGS: Final = (30, 7)
"""How many days before it an alarm tells of what must be done."""
_DONE: Final = frozenset({"met", "lapsed"})
ENTRY, KIND = "X-ACCORD-ENTRY", "X-ACCORD-KIND"
"""Where an event names its entry, and its kind."""


class Identity(Struct, frozen=True):
    """What tells an entry of a case from all others, whatever its day, its facts or the language.

    `rank` is that of its period, where it comes back with each; `twin` counts those that nothing
    else tells apart, by their days.
    """

    corpus: str
    case: str
    entry: str
    rank: int | None
    twin: int

    @property
    def uid(self) -> str:
        """The identifier of the event: the same for the same entry of the same case, for ever."""
        return str(uuid5(_OURS, json.encode(self).decode()))

    @property
    def name(self) -> str:
        """The entry as a program may read it in the event: `contract.anniversary 3`."""
        ranks = (str(self.rank) if self.rank else "", str(self.twin) if self.twin > 1 else "")
        return " ".join(part for part in (self.entry, *ranks) if part)


def events(answer: CalendarAnswer, case: str, *, payments: bool) -> Iterator[Any]:
    """Yield the events of an answer as icalendar has them, without what tells when they were made;
    `case` is what identifies the case.
    """
    page = Writing(answer.language, References())
    twins: Counter[tuple[str, int | None]] = Counter()
    for entry in answer.entries:
        if not has_a_day(entry) or (isinstance(entry, PaymentEntry) and not payments):
            continue
        rank = entry.period if isinstance(entry, PaymentEntry) else entry.rank
        twins[entry.id, rank] += 1
        identity = Identity(answer.corpus, case, entry.id, rank, twins[entry.id, rank])
        yield _event(page, answer, entry, identity)


def has_a_day(entry: DateEntry | PaymentEntry) -> bool:
    """Whether an entry has a day: it is an event then."""
    return entry.on is not None and entry.on != NOT_YET


def _event(
    page: Writing, answer: CalendarAnswer, entry: DateEntry | PaymentEntry, identity: Identity
) -> Any:
    from icalendar import Event

    assert entry.on is not None  # the others are no events
    event = Event()
    title = _title(page, entry)
    event.add("UID", identity.uid)
    event.add("DTSTART", entry.on)
    event.add("DTEND", entry.on + timedelta(days=1))
    event.add("SUMMARY", title)
    event.add("DESCRIPTION", "\n".join(_description(page, answer, entry)))
    kind, status = word_or("entry", entry.kind, page.language), status_shown(page, entry)
    event.add("CATEGORIES", [upper_first(kind), upper_first(status)])
    event.add("STATUS", "TENTATIVE" if _is_conditional(entry) else "CONFIRMED")
    event.add("TRANSP", "TRANSPARENT")
    event.add(ENTRY, identity.name)
    event.add(KIND, entry.kind)
    if is_to_be_done(entry, answer.on):
        for days in WARNINGS:
            event.add_component(
                _alarm(days, say("calendar.in_days", page.language, days=days, what=title))
            )
    return event


def _alarm(days: int, text: str) -> Any:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", text)
    alarm.add("TRIGGER", timedelta(days=-days))
    return alarm


def is_to_be_done(entry: DateEntry | PaymentEntry, on: date) -> bool:
    """Whether the one that the case speaks of still has something to do by the day of an entry: no
    payment, nothing that others must do, nothing that is done.
    """
    return (
        isinstance(entry, DateEntry)
        and entry.kind == "deadline"
        and not entry.by
        and entry.status not in _DONE
        and entry.on is not None
        and entry.on >= on
    )


def _is_conditional(entry: DateEntry | PaymentEntry) -> bool:
    return isinstance(entry, PaymentEntry) and bool(entry.conditional)


def _title(page: Writing, entry: DateEntry | PaymentEntry) -> str:
    label = page.prose(upper_first(entry.label))
    if isinstance(entry, PaymentEntry):
        return f"{label}{page.colon} {money(entry.amount, page.language)}"
    return label


def _description(
    page: Writing, answer: CalendarAnswer, entry: DateEntry | PaymentEntry
) -> Iterator[str]:
    """Yield what an event says: the rule, its article in its version, who acts, how it stands."""
    language = page.language
    if isinstance(entry, DateEntry):
        yield page.prose(entry.says)
        subject = one_line(answer.case.name or "")
        actor = entry.by_label or entry.by or subject
        if actor and (entry.by or entry.kind == "deadline"):
            yield say("calendar.who", language, what=actor)
    else:
        yield say("calendar.amount", language, what=money(entry.amount, language))
        if entry.period is not None:
            period = f"{entry.period_label or page.say('period')} {entry.period}"
            yield say("calendar.period", language, what=period)
    status = status_shown(page, entry)
    if isinstance(entry, DateEntry) and entry.met_on:
        status += f" ({page.say('status.met_on', on=long_date(entry.met_on, language))})"
    if isinstance(entry, DateEntry) and entry.not_stated:
        status += f" ({page.say('not_stated', what=entry.not_stated)})"
    yield say("calendar.status", language, what=status)
    if isinstance(entry, DateEntry) and entry.on_time:
        yield upper_first(page.say("status.on_time", leads_to=entry.on_time.leads_to))
    if entry.depends_on:
        yield say("calendar.depends", language, what=entry.depends_on)
    own = displays(stating(entry))
    if own:
        key = "calendar.articles" if len(own) > 1 else "calendar.article"
        yield say(key, language, what=page.joined(own))
    others = [one for one in displays(entry.citations) if one not in own]
    if others:
        yield say("calendar.by_reason", language, what=page.joined(others))
