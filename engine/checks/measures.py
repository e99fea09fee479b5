"""Checks that no figure of a rule or a table is absurdly large.

Within the limits, arithmetic is exact and every date is in the calendar.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain

from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location
from engine.language.kinds import TYPES
from engine.language.model import Corpus, Provision, provisions_of
from engine.language.nodes import Condition
from engine.language.temporal import Duration
from engine.language.tree import roots_of, walk_within
from engine.language.values import Value

MOST = TYPES["money"].largest
"""The largest number that a rule or a table may write, either way."""
LONGEST_YEARS = 400
"""The longest duration: longer than all the days that a case may name."""


def measures(corpus: Corpus) -> Iterator[Diagnostic]:
    """Yield a finding for each figure of a corpus that is beyond all measure."""
    for provision in provisions_of(corpus.texts.values()):
        yield from _provision(provision)
    for kind in corpus.occasions.values():
        yield from _values((kind.on, kind.since), kind.location)
    for period in corpus.periods.values():
        yield from _values((period.start, period.end), period.location)
        yield from _duration(period.every, 1, period.location)
    for text in corpus.texts.values():
        yield from _values(text.entry_into_force.values(), text.location)
        for applies in text.applies_to.values():
            yield from _values((applies.when, applies.start), text.location)


def _provision(provision: Provision) -> Iterator[Diagnostic]:
    place = provision.location
    if provision.rule:
        yield from _values(roots_of(provision.rule), place)
    if provision.table:
        limits = (limit for limit, *_ in provision.table.brackets)
        for number in chain(chain.from_iterable(provision.table.rows.values()), limits):
            yield from _number(number, place)


def _values(values: Iterable[Value | Condition | None], place: Location) -> Iterator[Diagnostic]:
    for value in values:
        for node in walk_within(value) if value is not None else ():
            for figure in node.figures() if isinstance(node, Value) else ():
                if isinstance(figure, Duration):
                    yield from _duration(figure, 1, place)
                else:
                    yield from _number(figure, place)


def _number(number: object, place: Location) -> Iterator[Diagnostic]:
    if isinstance(number, int | Decimal) and not -MOST <= number <= MOST:
        yield Diagnostic(
            "ACC222",
            sentence("the number {number} is beyond all measure.", number=number),
            place,
            sentence("write at most {most}: check the figure.", most=MOST),
            word=str(number),
        )


def _duration(by: Duration, times: int, place: Location) -> Iterator[Diagnostic]:
    if (by.years + by.months / 12 + by.days / 365) * abs(times) > LONGEST_YEARS:
        yield Diagnostic(
            "ACC222",
            sentence("the duration {by} is beyond all measure.", by=by),
            place,
            sentence("write at most {longest}: check it.", longest=f"P{LONGEST_YEARS}Y"),
            word=str(by),
        )
