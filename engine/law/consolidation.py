"""The law in force: a pure function of the texts, the day,
what was known by a day, and the readings chosen.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from threading import RLock
from typing import Any, Final
from weakref import WeakValueDictionary

from msgspec import Struct

from engine.language.forms.readings import Choice
from engine.language.forms.texts import EffectDate, EventDate
from engine.language.kept import kept
from engine.language.model import Corpus, LawTable, LegalText, OccasionKind
from engine.language.nodes import Condition
from engine.language.temporal import NOT_YET
from engine.language.tree import walk
from engine.law.amendments import Versions
from engine.law.compilation import Group, LawStates
from engine.law.enactment import Act, Doubt, Enacted, EnactedArticle, Law

__all__ = [
    "Act",
    "Doubt",
    "Enacted",
    "EnactedArticle",
    "Law",
    "TextStatus",
    "Timeline",
    "counting_event",
    "moving_readings",
    "timeline_of",
]

_LOCK: Final = RLock()
"""Held while a timeline is made or its states are put together: all threads get the same."""


class TextStatus(Struct, frozen=True):
    """What is known of a text: `in_force`, `not_yet`,
    `announced` (signed, not published) or `unknown_effect`.
    """

    text: LegalText
    status: str
    in_force_from: date | None
    depends_on: str


class Timeline:
    """The law of a corpus as known on a day, under chosen
    readings: dates of effect, changes, and the law of any day.

    An amendment that does not find its target or what it expects, or two that amend the same
    provision on the same day without an order, leave their article in doubt from that day on
    (`Law.doubts`): an answer that touches it is refused, the others are not.
    """

    def __init__(self, corpus: Corpus, known_on: date, readings: Mapping[str, str]) -> None:
        self.corpus = corpus
        self.known_on = known_on
        self.readings = readings
        self.kinds: dict[str, tuple[OccasionKind, ...]] = {}
        self.networks: WeakValueDictionary[Any, Any] = (
            WeakValueDictionary()
        )  # of rules, which several sets of readings share
        self.shared: dict[
            Any, Any
        ] = {}  # what `program` compiles once for several states of the law
        self._effects: dict[Group, date | None] = {}
        self._laws: tuple[Law, ...] | None = None
        self._laws_without: dict[frozenset[Group], tuple[Law, ...]] = {}
        self._known_versions: Versions = {}

    @property
    def laws(self) -> tuple[Law, ...]:
        """The states of the law in order, put together on first use, by one thread.

        Dates of effect alone do not need them.
        """
        if self._laws is None:
            with _LOCK:
                if self._laws is None:
                    self._laws = self._states()
        return self._laws

    @cached_property
    def by_case(self) -> tuple[Group, ...]:
        """The groups of provisions that do not reach all cases on one day, of those that may reach
        one: their entry into force is known.
        """
        return tuple(
            (text.id, group)
            for text in self.corpus.texts.values()
            for group in text.applies_to
            if self.effect_date(text.id, group) is not None
        )

    def laws_without(self, groups: frozenset[Group]) -> tuple[Law, ...]:
        """Return the states of the law for the cases that some groups never reach, in order.

        What these laws have in common is the same object in all of them.
        """
        if not groups:
            return self.laws
        with _LOCK:
            if groups not in self._laws_without:
                self._laws_without[groups] = self._states(groups)
        return self._laws_without[groups]

    @property
    def sets_by_case(self) -> tuple[frozenset[Group], ...]:
        """Return each set of groups that may not have reached a case; the empty one comes first."""
        sets = [frozenset[Group]()]
        for group in self.by_case:
            sets += [others | {group} for others in sets]
        return tuple(sets)

    def _states(self, without: frozenset[Group] = frozenset()) -> tuple[Law, ...]:
        compilation = LawStates(self.corpus, self._known_versions if self.by_case else None)
        compilation.change(
            {group: None if group in without else self.effect_date(*group) for group in self.groups}
        )
        ends = [state.day for state in compilation.states[1:]]
        return tuple(
            Law(state, end) for state, end in zip(compilation.states, [*ends, None], strict=False)
        )

    @property
    def groups(self) -> tuple[Group, ...]:
        """All the groups of provisions that the texts let enter into force together."""
        return tuple(
            (text.id, group)
            for text in self.corpus.texts.values()
            for group in text.entry_into_force
        )

    @cached_property
    def versions(self) -> tuple[Enacted, ...]:
        """All the versions of provisions that are in force in one
        state of the law at least, in the order in which they begin.
        """
        fresh = (
            enacted
            for without in self.sets_by_case
            for law in self.laws_without(without)
            for enacted in law.state.fresh
        )
        return tuple(dict.fromkeys(fresh))

    @cached_property
    def _ends(self) -> dict[tuple[str, date], date]:
        """The day on which each version ends, by its provision and
        its first day, of those that an act has changed or taken away.
        """
        ends: dict[tuple[str, date], date] = {}
        for without in self.sets_by_case:
            changes = (
                (law.start, change.before)
                for law in self.laws_without(without)
                for act in law.acts
                for change in act.changes
            )
            for day, enacted in changes:
                if enacted is not None and enacted.since < day:
                    key = (enacted.provision.address, enacted.since)
                    ends[key] = max(day, ends.get(key, day))
        return {key: day for key, day in ends.items() if key not in self._lasting}

    @cached_property
    def _lasting(self) -> frozenset[tuple[str, date]]:
        """The versions that some cases keep though others have lost them, by their provision and
        their first day.
        """
        if not self.by_case:
            return frozenset()
        last = (laws[-1] for without in self.sets_by_case if (laws := self.laws_without(without)))
        standing = (enacted for law in last for enacted in law.provisions.values())
        return frozenset((enacted.provision.address, enacted.since) for enacted in standing)

    def until(self, enacted: Enacted) -> date | None:
        """Return the day on which a version is in force no
        more, None while no end of it is known.
        """
        return self._ends.get((enacted.provision.address, enacted.since))

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """The operations that could not be applied, whatever the day."""
        several = (self.laws_without(without) for without in self.sets_by_case)
        last = (doubts for laws in several if laws for doubts in laws[-1].doubts.values())
        each = (doubt for doubts in last for doubt in doubts)
        return tuple({id(doubt.operation): doubt for doubt in each}.values())

    @cached_property
    def _starts(self) -> list[date]:
        return [law.start for law in self.laws]

    def event_date(self, text: str, event: str) -> date | None:
        """Return the day of an event, None while it is not known."""
        known = self.corpus.texts[text].events.get(event)
        return known.on if known and known.on and known.on <= self.known_on else None

    def counts(self, text: LegalText) -> bool:
        """Whether the text is known as law by the day of knowledge."""
        event = counting_event(text)
        return event is None or self.event_date(text.id, event) is not None

    def effect_date(self, text: str, group: str = "ordinary") -> date | None:
        """Return the day on which a group of provisions enters
        into force, None while it depends on what is not known.
        """
        waiting, below = [(text, group)], set[tuple[str, str]]()
        while waiting:  # no recursion: each may wait for another, in a chain of any length
            key = waiting[-1]
            needed = [] if key in self._effects or key in below else self._needed(key)
            below.add(key)
            if needed:
                waiting += needed
            elif key not in self._effects:
                self._effects[key] = self._computed(key)
            else:
                waiting.pop()
        return self._effects[text, group]

    def known_effect(self, text: str, group: str) -> date | None:
        """Return the day of an entry into force when it is worked
        out; one that is not waits for itself, and has no day.
        """
        return self._effects.get((text, group))

    def _needed(self, key: tuple[str, str]) -> list[tuple[str, str]]:
        """The entries into force on which one depends and which are not worked out yet."""
        named = (
            (node.text, node.group)
            for node in self.dates_read(*key)
            if isinstance(node, EffectDate)
        )
        return [group for group in named if group not in self._effects]

    def dates_read(self, text: str, group: str) -> tuple[EventDate | EffectDate, ...]:
        """Return the events and the entries into force from
        which one is worked out, under the readings chosen.
        """
        value = self.corpus.texts[text].entry_into_force.get(group)
        nodes = walk(value, _Texts(self)) if value is not None else ()
        return tuple(
            node
            for node in nodes
            if isinstance(node, EventDate | EffectDate) and node.text in self.corpus.texts
        )

    def later(
        self, known_on: date, hit: Iterable[Group], waiting: Mapping[Group, Iterable[Group]]
    ) -> tuple[Timeline, list[Group]]:
        """Return what is known on a later day, and which entries into
        force that day moves, when all of today's are worked out.

        `hit` are those on which the events of that day bear, `waiting` those that wait for each
        other one.
        """
        timeline = Timeline(self.corpus, known_on, self.readings)
        timeline._effects = {**self._effects}
        moved: dict[Group, None] = {}
        pending = deque(hit)
        while pending:
            group = pending.popleft()
            day = timeline._computed(group)
            if day != timeline._effects[group]:
                timeline._effects[group] = day
                moved[group] = None
                pending += waiting.get(group, ())
        return timeline, list(moved)

    def _computed(self, key: tuple[str, str]) -> date | None:
        legal = self.corpus.texts[key[0]]
        value = legal.entry_into_force.get(key[1])
        day = value.compiled(_Texts(self))({}) if value is not None and self.counts(legal) else None
        return day if isinstance(day, date) and day != NOT_YET else None

    def resolve(self, value: EventDate | EffectDate) -> date | None:
        """Return the day of an event of a text or of its
        entry into force, None while it is not known.
        """
        return (
            self.event_date(value.text, value.event)
            if isinstance(value, EventDate)
            else self.effect_date(value.text, value.group)
        )

    def law_on(self, day: date, without: frozenset[Group] = frozenset()) -> Law | None:
        """Return the law in force on a day, None before the first text.

        `without` are the groups of provisions that have not reached the case asked about.
        """
        if without:
            laws = self.laws_without(without)
            rank = bisect_right(laws, day, key=lambda law: law.start)
            return laws[rank - 1] if rank else None
        rank = bisect_right(self._starts, day)
        return self.laws[rank - 1] if rank else None

    def changes_between(self, start: date, end: date) -> tuple[date, ...]:
        """Return the days strictly inside `(start, end)` on which the law changes."""
        days = self._starts[bisect_right(self._starts, start) :]
        return tuple(days[: bisect_left(days, end)])

    def statuses(self, on: date) -> tuple[TextStatus, ...]:
        """Return what is known of each text on a day; a text
        whose events are all unknown does not exist yet.
        """
        statuses = []
        for text in self.corpus.texts.values():
            if text.events and not any(
                event.on and event.on <= self.known_on for event in text.events.values()
            ):
                continue
            days = [self.effect_date(text.id, group) for group in text.entry_into_force]
            known = sorted(day for day in days if day)
            if not self.counts(text):
                statuses.append(TextStatus(text, "announced", None, counting_event(text) or ""))
            elif not known:
                statuses.append(
                    TextStatus(text, "unknown_effect", None, _unknown_events(self, text))
                )
            else:
                statuses.append(
                    TextStatus(text, "in_force" if known[0] <= on else "not_yet", known[0], "")
                )
        return tuple(statuses)


def counting_event(text: LegalText) -> str | None:
    """Return the event from whose day on a text counts as law: its
    publication, else its signature, else the first that is dated.

    None for a text without any event: it counts from ever.
    """
    if "published" in text.events:
        return "published"
    dated = {event.name: event.on for event in text.events.values() if event.on is not None}
    return (
        "signed"
        if "signed" in dated
        else min(
            dated or text.events, key=lambda name: (dated.get(name, date.max), name), default=None
        )
    )


class _Texts(Struct, frozen=True):
    """What the values of an entry into force stand on: the
    texts and the readings, no law and no case.
    """

    timeline: Timeline

    def option(self, reading: str) -> str:
        return self.timeline.readings.get(reading) or self.timeline.corpus.readings[reading].default

    def table(self, address: str) -> LawTable | None:
        return None

    def conditions(self, benefit: str) -> tuple[Condition, ...]:
        return ()

    def day_of(self, value: EventDate | EffectDate) -> date | None:
        if isinstance(value, EventDate):
            return self.timeline.event_date(value.text, value.event)
        return self.timeline.known_effect(value.text, value.group)


def _unknown_events(timeline: Timeline, text: LegalText) -> str:
    read = [
        node
        for group in text.entry_into_force
        for node in timeline.dates_read(text.id, group)
        if isinstance(node, EventDate)
    ]
    own = [
        node.event
        for node in read
        if node.text == text.id and timeline.event_date(text.id, node.event) is None
    ]
    if own:
        return ", ".join(dict.fromkeys(own))
    missing = [
        name
        for name, event in text.events.items()
        if timeline.event_date(text.id, name) is None and (event.on is None or event.on)
    ]
    return ", ".join(missing)


@kept("timelines", 64)
def _timeline(
    corpus_key: _ByIdentity, known_on: date, readings: tuple[tuple[str, str], ...]
) -> Timeline:
    return Timeline(corpus_key.corpus, known_on, dict(readings))


class _ByIdentity(Struct, frozen=True, eq=False):
    corpus: Corpus

    def __hash__(self) -> int:
        return hash(self.corpus.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and self.corpus.digest == other.corpus.digest


def timeline_of(corpus: Corpus, known_on: date, readings: Mapping[str, str]) -> Timeline:
    """Return the timeline of a corpus, kept while it is among
    the last used; the readings that move no text are left aside.
    """
    moving = moving_readings(corpus)
    chosen = tuple(sorted((id_, option) for id_, option in readings.items() if id_ in moving))
    with _LOCK:
        return _timeline(_ByIdentity(corpus), known_on, chosen)


def moving_readings(corpus: Corpus) -> frozenset[str]:
    """Return the readings on which the entry into force of a text depends."""
    return _moving_readings(_ByIdentity(corpus))


@kept("readings that move texts", 64)
def _moving_readings(corpus_key: _ByIdentity) -> frozenset[str]:
    texts = corpus_key.corpus.texts.values()
    values = (value for text in texts for value in text.entry_into_force.values())
    return frozenset(
        node.reading for value in values for node in walk(value) if isinstance(node, Choice)
    )
