"""Occasions (faits générateurs): the dated events of a case on which rules work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import count
from typing import Any, TypeAlias

from msgspec import Struct

from engine.cases.case_reader import Facts
from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, RefusedInput
from engine.language.arithmetic import Share
from engine.language.elements import reached_of
from engine.language.model import Collection, Corpus, OccasionKind, Period, Vocabulary
from engine.language.nodes import EMPTY
from engine.language.temporal import NOT_YET, shifted, whole_months_started
from engine.language.values import UNKNOWN_DERIVED, Value, View, history_of
from engine.reasoning.logic import Scope
from engine.words.labels import is_derived

MOST_PERIODS = 1200
"""A grid of more periods (a hundred years of months) is refused, never cut short."""
WHOLE = Fraction(1)
Changes: TypeAlias = Callable[[date, date], tuple[date, ...]]


class Span(Struct, frozen=True):
    """One period of a series, numbered from 1: `[start, end)`.

    The last may be cut: `whole` is where it would end if the series went on. The first of a series
    of the calendar may be cut too: `begins` is where the month, the quarter or the year begins.
    """

    name: str
    number: int
    start: date
    end: date
    whole: date
    begins: date


class Occasion(Struct, frozen=True):
    """One dated event: its kind, its day, and where it lies.

    `element` is the key of an element of a collection, or "". `span` is the period it lies in; the
    fractions say how much of the period it covers. Where a change of the law cuts a period, `uncut`
    is the occasion as it stood before that change, as far as the end of the period. `resumed` says
    that the occasion begins on such a change.
    """

    kind: str
    on: date
    element: str
    span: Span | None
    end: date | None
    covered_days: Fraction
    covered_months: Fraction
    uncut_days: Fraction = WHOLE
    uncut_months: Fraction = WHOLE
    whole_days: Fraction = WHOLE
    whole_months: Fraction = WHOLE
    uncut: Occasion | None = None
    resumed: bool = False

    @property
    def id(self) -> str:
        """A stable id: kind, element, day."""
        return "@".join(part for part in (self.kind, self.element, self.on.isoformat()) if part)


def full_name(name: str, occasion: Occasion, corpus: Corpus) -> str:
    """Return the name of a fact as the case writes it: `plots.north.started_on`.

    For a record of a period, `plots.north.yields.2.rate`.
    """
    if not occasion.element:
        return name
    collection = corpus.vocabulary.collections.get(corpus.occasions[occasion.kind].each)
    number = "" if occasion.span is None else str(occasion.span.number)
    return name_in(name, collection, occasion.element, number)


def name_in(name: str, collection: Collection | None, element: str, number: str = "") -> str:
    """Return the full name of a fact of an element.

    `number` is the number of the period, for the record of a period.
    """
    if collection is None or not element or not name.startswith(f"{collection.singular}."):
        return name
    rest = name[len(collection.singular) + 1 :]
    if number:
        items, _, own = rest.partition(".")
        records = collection.lists.get(items)
        if records and records.indexed_by and own and not own.partition(".")[0].isdigit():
            rest = f"{items}.{number}.{own}"
    return f"{collection.name}.{element}.{rest}"


def record_in(name: str, vocabulary: Vocabulary, number: str) -> str:
    """Return the full name of a fact of the record of a period: `plots.north.yields.2.rate` for
    `plots.north.yields.rate` in the second one; other facts keep theirs.
    """
    head, _, rest = name.partition(".")
    key, _, rest = rest.partition(".")
    items, _, fact = rest.partition(".")
    collection = vocabulary.collections.get(head)
    records = collection.lists.get(items) if collection else None
    if records is None or not records.indexed_by or not fact or fact.partition(".")[0].isdigit():
        return name
    return f"{head}.{key}.{items}.{number}.{fact}"


def group_of(name: str) -> str:
    """Return what the names of the facts of one group begin with, "" for a fact of no group."""
    group = name.rpartition(".")[0]
    return f"{group}." if group else ""


def dating(name: str, kind: OccasionKind, corpus: Corpus) -> tuple[str, ...]:
    """Return the facts that date the periods to which a fact belongs; none for other facts.

    The rank of a period and a record of a period are such facts. While the dates are unknown there
    is no period, and it is they that are asked for.
    """
    lists = [
        f"{collection.singular}.{records.name}."
        for collection in corpus.vocabulary.collections.values()
        for records in collection.lists.values()
        if records.indexed_by
    ]
    if not name.startswith(("period.", *lists)):
        return ()
    periods = [corpus.periods[kind.period]] if kind.period else corpus.periods.values()
    read = [fact for period in periods for fact in period.start.facts_read()]
    return tuple(fact for fact in read if not is_derived(fact, corpus.vocabulary))


class Undated(Struct, frozen=True):
    """A kind of occasion that cannot be laid out because facts are unknown.

    `asked`: whether the facts are asked for. Those of an optional occasion that the case does not
    mention are not.
    """

    kind: OccasionKind
    element: str
    facts: tuple[str, ...]
    asked: bool = True
    law: bool = False
    """Whether it is dated, and only the law that governs it is not known."""


def undated_facts(undated: Undated, corpus: Corpus) -> tuple[str, ...]:
    """Return the facts without which an occasion has no day, named as the case writes them."""
    collection = corpus.vocabulary.collections.get(undated.kind.each)
    return tuple(name_in(name, collection, undated.element) for name in undated.facts)


class CaseFacts:
    """The facts of one case on any day, and its occasions.

    Facts that an earlier occasion derived for good are among them.
    """

    def __init__(self, facts: Facts, corpus: Corpus, day: date, until: date | None = None) -> None:
        self.facts = facts
        self.corpus = corpus
        self.day = day
        self.horizon = until - timedelta(days=1) if until and until > day else day
        self.lasting: dict[str, Any] = {}
        self.unknown_lasting: Mapping[str, tuple[str, ...]] = {}
        self._given: dict[str, Any] = {**facts.values, **facts.elements, **facts.records}
        self._grids: dict[tuple[str, date | None], tuple[Span, ...]] = {}
        self._elements: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}

    def keep_reached(self, days: Mapping[str, date]) -> None:
        """Keep from which day each text that applies case by case reaches the case, by text."""
        self._given |= {reached_of(text): day for text, day in days.items()}

    def keep_lasting(self, derived: Mapping[str, Any]) -> None:
        """Keep facts derived on an occasion that occurs once.

        Later occasions and periods read them.
        """
        self.lasting.update(derived)
        self._grids.clear()

    def keep_unknown(self, awaited: Mapping[str, tuple[str, ...]]) -> None:
        """Keep what would be derived for good and is unknown.

        Each fact comes with what is missing to derive it.
        """
        self.unknown_lasting = dict(awaited)
        self._grids.clear()

    def as_of(self, on: date) -> dict[str, Any]:
        """Return the facts of the case on a day: histories are read at that day."""
        view = self._given.copy()
        for name, history in self.facts.histories.items():
            view[history_of(name)] = history
            current = [value for start, value in history if start <= on]
            if current:
                view[name] = current[-1]
        view.update(self.lasting)
        view[UNKNOWN_DERIVED] = self.unknown_lasting.keys()
        view["day"] = self.day
        return view

    def view(self, occasion: Occasion) -> dict[str, Any]:
        """Return all the facts that a rule may read on an occasion."""
        view = self.as_of(occasion.on)
        view["occasion.on"], view["occasion.kind"] = occasion.on, occasion.kind
        if occasion.span is not None:
            span = occasion.span
            view |= {
                "period.number": span.number,
                "period.from": span.start,
                "period.until": span.end,
            }
            view |= {
                "period.covered_days": occasion.covered_days,
                "period.covered_months": occasion.covered_months,
            }
            view |= {
                "period.uncut_days": occasion.uncut_days,
                "period.uncut_months": occasion.uncut_months,
            }
            view |= {
                "period.whole_days": occasion.whole_days,
                "period.whole_months": occasion.whole_months,
            }
        if occasion.element:
            collection = self.corpus.vocabulary.collections[
                self.corpus.occasions[occasion.kind].each
            ]
            view |= self._element(collection, occasion.element, view)
            self._indexed(view, collection, occasion)
        return view

    def _element(self, collection: Collection, key: str, view: View) -> dict[str, Any]:
        """Return the facts of one element, named by the singular of its collection.

        `view` has them under their full names.
        """
        names = self._elements.get((collection.name, key))
        if names is None:
            prefix, singular = f"{collection.name}.{key}.", f"{collection.singular}."
            own = [
                (singular + name[len(prefix) :], name)
                for name in (*self.facts.values, *self.facts.histories, *self.facts.records)
                if name.startswith(prefix)
            ]
            dated = [(short, name) for short, name in own if name in self.facts.histories]
            names = (*own, *((history_of(short), history_of(name)) for short, name in dated))
            self._elements[collection.name, key] = names
        return {short: view[name] for short, name in names if name in view} | {
            collection.singular: key
        }

    def _indexed(self, view: dict[str, Any], collection: Collection, occasion: Occasion) -> None:
        """Add the record of each indexed list that belongs to the period of the occasion."""
        for name, records in collection.lists.items():
            if not records.indexed_by or occasion.span is None:
                continue
            for record in self.facts.records.get(
                f"{collection.name}.{occasion.element}.{name}", ()
            ):
                if record.get(records.indexed_by) == occasion.span.number:
                    view |= {
                        f"{collection.singular}.{name}.{key}": value
                        for key, value in record.items()
                    }

    # --- periods ---

    def spans(self, period: Period, scope: Scope, horizon: date | None = None) -> tuple[Span, ...]:
        """Return the periods of a series; none while its first day is unknown.

        Without a known end, those that begin by the horizon, which is that of the case where none
        is given. Raises RefusedInput for more than MOST_PERIODS.
        """
        key = (period.name, horizon)
        if key not in self._grids:
            view = self.as_of(self.day)
            start, end = (
                _dated(period.start, view, scope),
                _dated(period.end, view, scope) if period.end else None,
            )
            unknown = start is None or (period.end is not None and end is None)
            self._grids[key] = (
                ()
                if start is None or unknown or start == NOT_YET
                else self._grid(period, start, end, horizon or self.horizon)
            )
        return self._grids[key]

    def _grid(
        self, period: Period, start: date, end: date | None, horizon: date
    ) -> tuple[Span, ...]:
        spans: list[Span] = []
        for span in _grid(period, start, end):
            if end in (None, NOT_YET) and span.start > horizon:
                break
            if len(spans) == MOST_PERIODS:
                raise RefusedInput([_too_many(period, start, self.facts)])
            spans.append(span)
        return tuple(spans)

    def span_of(self, kind: OccasionKind, on: date, scope: Scope) -> Span | None:
        """Return the period in which a day lies.

        It is one of the series that the kind of occasion names, else of the first series that has
        one.
        """
        grids = [self.corpus.periods[kind.period]] if kind.period else self.corpus.periods.values()
        beyond = on if on > self.horizon else None
        spans = (span for period in grids for span in self.spans(period, scope, beyond))
        return next((span for span in spans if span.start <= on < span.end), None)

    # --- layout ---

    def lay_out(
        self,
        kind: OccasionKind,
        scope: Scope,
        changes: Changes,
        last: date | None = None,
        brought: Mapping[str, date] = EMPTY,
    ) -> tuple[list[Occasion], list[Undated]]:
        """Return the occasions of a kind in order of date, and what cannot be dated.

        `changes` gives the days, strictly inside two others, on which what the law says on this
        kind changes. Periods that begin on `last` or after it are left out, and so are those of an
        element that end before a text has `brought` it: the day of its effect, by element.
        """
        occasions: list[Occasion] = []
        undated: list[Undated] = []
        for element, view in self._candidates(kind, scope, undated):
            if kind.each_period:
                first = brought.get(element, date.min)
                occasions += self._periodic(
                    kind, element, view, scope, changes, undated, first, last
                )
                continue
            assert kind.on is not None  # the schema asks for `on` or `each_period`
            on = _dated(kind.on, view, scope)
            if on is None:
                self._report(kind, element, (kind.on,), view, undated)
            elif on is not None and on != NOT_YET:
                occasions.append(
                    Occasion(
                        kind.name, on, element, self.span_of(kind, on, scope), None, WHOLE, WHOLE
                    )
                )
        return sorted(occasions, key=lambda occasion: occasion.on), undated

    def _unlisted(
        self,
        kind: OccasionKind,
        collection: Collection,
        view: View,
        scope: Scope,
        undated: list[Undated],
    ) -> None:
        """Report a collection that the case does not give.

        Nothing is reported if its elements have no occasion anyway: their day is not to come, or
        undefined.
        """
        day = _dated(kind.on, view, scope) if kind.on is not None else None
        read = kind.on.facts_read() if kind.on is not None else ()
        own = any(name.startswith(f"{collection.singular}.") for name in read)
        may_be_given = (
            own
            or kind.on is None
            or any(not is_derived(name, self.corpus.vocabulary) for name in read)
        )
        if day != NOT_YET and (day is not None or may_be_given):
            undated.append(self.undated(kind, "", (collection.name,)))
            if kind.on is not None and day is None and not own:
                self._report(kind, "", (kind.on,), view, undated)

    def _candidates(
        self, kind: OccasionKind, scope: Scope, undated: list[Undated]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        base = self.as_of(self.day)
        if not kind.each:
            yield "", base
            return
        collection = self.corpus.vocabulary.collections[kind.each]
        elements = self.facts.elements.get(collection.name)
        dated_by_element = any(
            name.startswith(f"{collection.singular}.")
            for value in (kind.on, kind.since)
            if value
            for name in value.facts_read()
        )
        if elements is None and (dated_by_element or not collection.keys or collection.keys_only):
            self._unlisted(kind, collection, base, scope, undated)
            return
        listed = elements or ()
        keys = (
            listed
            if dated_by_element or collection.keys_only or not collection.keys
            else tuple(collection.keys)
        )
        for key in keys:
            yield key, base | self._element(collection, key, base)

    def _periodic(
        self,
        kind: OccasionKind,
        element: str,
        view: dict[str, Any],
        scope: Scope,
        changes: Changes,
        undated: list[Undated],
        first: date,
        last: date | None,
    ) -> Iterator[Occasion]:
        """Yield the periods of a kind, or their parts, that end after `first`."""
        period = self.corpus.periods[kind.each_period]
        spans = self.spans(period, scope)
        if not spans:
            if _dated(period.start, view, scope) != NOT_YET:
                self._report(kind, element, (period.start, period.end), view, undated)
            return
        since = _dated(kind.since, view, scope) if kind.since else date.min
        if since is None:
            self._report(kind, element, (kind.since,), view, undated)
            return
        cut = kind.cut_reading and scope.option(kind.cut_reading) == kind.cut_option
        for span in spans:
            if last is not None and span.start >= last:
                return
            if span.end <= since or span.end <= first:
                continue
            on = max(since, span.start)
            days = changes(on, span.end) if cut else ()
            # Between two changes of the law, a part of the period of its own.
            for start, end in zip((on, *days), (*days, span.end), strict=True):
                parts = _parts(start, span.end, on, span)
                whole = Occasion(
                    kind.name, start, element, span, span.end, *parts, resumed=start > on
                )
                yield whole if end == span.end else _cut(whole, on, span, end)

    def _report(
        self,
        kind: OccasionKind,
        element: str,
        values: tuple[Value | None, ...],
        view: View,
        undated: list[Undated],
    ) -> None:
        """Report what keeps dates unknown.

        Facts that the case does not give; for periods, also what earlier occasions would derive.
        """
        vocabulary = self.corpus.vocabulary
        read = [
            name
            for value in values
            if value is not None
            for name in value.facts_read()
            if name not in view
        ]
        names = [name for name in read if not is_derived(name, vocabulary)]
        if kind.each_period:
            names += (name for fact in read for name in self.unknown_lasting.get(fact, ()))
        if names:
            undated.append(self.undated(kind, element, tuple(dict.fromkeys(names))))

    def undated(self, kind: OccasionKind, element: str, names: tuple[str, ...]) -> Undated:
        """Return what keeps a kind of occasion undated.

        For an optional one, it is asked for only where the case says something of its group.
        """
        groups = [group_of(name) for name in names if kind.optional]
        asked = not kind.optional or any(
            given.startswith(group) for group in groups if group for given in self.facts.pointers
        )
        return Undated(kind, element, names, asked)


def _cut(whole: Occasion, since: date, span: Span, end: date) -> Occasion:
    """Return the part of an occasion before a change of the law."""
    return Occasion(
        whole.kind,
        whole.on,
        whole.element,
        span,
        end,
        *_parts(whole.on, end, since, span),
        whole,
        whole.resumed,
    )


def _parts(
    start: date, end: date, since: date, span: Span
) -> tuple[Fraction, Fraction, Fraction, Fraction, Fraction, Fraction]:
    """Return six fractions of a period, three in days and three in months, one of each in turn.

    What `[start, end)` is of the whole period; what it is of the part that begins on `since`, where
    the law does not cut it; and what that part is of the whole period.
    """
    days, months = _covered(start, end, span)
    if (start, end) == (since, span.end):
        return days, months, WHOLE, WHOLE, days, months
    uncut_months = Share(_months(start, end, span), _months(since, span.end, span))
    return (
        days,
        months,
        Share((end - start).days, (span.end - since).days),
        uncut_months,
        *_covered(since, span.end, span),
    )


def _dated(value: Value, view: View, scope: Scope) -> date | None:
    day: date | None = value.compiled(scope)(view)
    return day


def _grid(period: Period, anchor: date, end: date | None) -> Iterator[Span]:
    first = begins = period.begins(anchor)
    start = anchor
    for number in count(1):
        following = shifted(first, period.every, number)
        if (end is not None and start >= end) or following == NOT_YET or following <= start:
            return
        yield Span(
            period.name,
            number,
            start,
            min(following, end) if end is not None else following,
            following,
            begins,
        )
        start = begins = following


def _too_many(period: Period, start: date, facts: Facts) -> Diagnostic:
    dated_by = [name for name in period.start.facts_read() if name in facts.values]
    place = facts.locate(dated_by[0]) if dated_by else period.location
    return Diagnostic(
        "ACC408",
        sentence(
            "{period}: more than {most} periods from {start} on.",
            period=period.label,
            most=MOST_PERIODS,
            start=start,
        ),
        place,
        sentence("check the dates."),
    )


def _covered(start: date, end: date, span: Span) -> tuple[Fraction, Fraction]:
    """Return what part of the whole period a span covers, in days and in months begun.

    The parts of a period that the law cuts add up to that of the period.
    """
    if start == span.begins and end == span.end == span.whole:
        return WHOLE, WHOLE
    days = Share((end - start).days, (span.whole - span.begins).days)
    return days, Share(_months(start, end, span), whole_months_started(span.begins, span.whole))


def _months(start: date, end: date, span: Span) -> int:
    """Count the months begun of a part of a period."""
    return whole_months_started(start, span.end) - whole_months_started(end, span.end)
