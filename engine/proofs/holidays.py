"""The public holidays that a proof carries: whoever checks it needs no library of them."""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.forms.working_days import HOLIDAYS
from engine.language.model import Corpus, provisions_of
from engine.language.public_holidays import TERRITORIES, holidays_of
from engine.language.tree import Node, all_roots_of, walk
from engine.language.values import Value
from engine.proofs.records import Record


def holidays_written(corpus: Corpus) -> Record:
    """Return the public holidays that the law of a corpus counts, by territory and by year.

    A territory that each case gives may be any of them. The days of a year are `MM-DD`.
    """
    written: Record = {}
    for territory in sorted(set(_territories(corpus))):
        years: dict[str, list[str]] = {}
        for day in sorted(holidays_of(territory)):
            years.setdefault(str(day.year), []).append(day.isoformat()[5:])
        written[territory] = years
    return written


def _territories(corpus: Corpus) -> Iterator[str]:
    """Yield the territories whose public holidays the values of a corpus may read."""
    for value in _values(corpus):
        for node in walk(value):
            lookup = node.lookup() if isinstance(node, Value) else None
            if lookup is not None and lookup.name.startswith(HOLIDAYS):
                # where a fact gives the territory, it may be any
                named = (lookup.name.removeprefix(HOLIDAYS),)
                yield from TERRITORIES if lookup.facts else named


def _values(corpus: Corpus) -> Iterator[Node]:
    """Yield all that is worked out in a corpus: in its rules, its occasions and its texts."""
    for provision in provisions_of(corpus.texts.values()):
        if provision.rule:
            yield from all_roots_of(provision.rule)
    for kind in corpus.occasions.values():
        yield from (value for value in (kind.on, kind.since) if value is not None)
    for period in corpus.periods.values():
        yield from (value for value in (period.start, period.end) if value is not None)
    for text in corpus.texts.values():
        yield from text.entry_into_force.values()
        for applies in text.applies_to.values():
            yield from (root for root in (applies.when, applies.start) if root is not None)
