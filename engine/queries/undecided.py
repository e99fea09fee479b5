"""Sums that hang on an amendment whose day of effect is not known: those that are otherwise if it took effect as early as it could."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from engine.clauses import Literally
from engine.consolidation import Timeline
from engine.model import Corpus, LegalText
from engine.presentation import Plain, Presenter
from engine.rights import Payment, Right

Key = tuple[Any, ...]


class Undecided(Struct, frozen=True):
    """The amendments whose day of effect is not known, and the sums that would be due if it were the earliest."""

    texts: tuple[LegalText, ...] = ()
    rights: frozenset[Key] = frozenset()
    payments: frozenset[Key] = frozenset()

    def hangs(self, sums: Iterable[Right | Payment]) -> bool:
        """Whether one of some sums hangs on that day."""
        return bool(self.texts) and any(_key(one) not in (self.rights if isinstance(one, Right) else self.payments) for one in sums)

    def said(self, presenter: Presenter) -> Plain:
        """Return that a line hangs on that day, and on which events."""
        shown = ", ".join(presenter.say(text.short) for text in self.texts)
        note = presenter.either(
            f"sous condition : le jour d'effet n'est pas connu ({shown})", f"conditional: the day of effect is not known ({shown})"
        )
        return {"conditional": True, "depends_on": [f"{text.id}.effect" for text in self.texts], "note": note}


def without_day(timeline: Timeline) -> tuple[LegalText, ...]:
    """Return the amendments known as law of which a group of provisions has no day of effect."""
    return tuple(
        text
        for text in timeline.corpus.texts.values()
        if text.amends and timeline.counts(text) and any(timeline.effect_date(text.id, group) is None for group in text.entry_into_force)
    )


def in_force_at_once(corpus: Corpus, timeline: Timeline, texts: Sequence[LegalText]) -> Corpus:
    """Return the corpus as if what has no day of effect took effect on the first day known of its text: it cannot sooner."""
    supposed = {text.id: replace(text, entry_into_force=_from_the_first_day(text, timeline)) for text in texts}
    digest = sha256(f"{corpus.digest} {timeline.known_on} {sorted(supposed)}".encode()).hexdigest()
    return replace(corpus, texts={**corpus.texts, **supposed}, digest=digest)


def _from_the_first_day(text: LegalText, timeline: Timeline) -> dict[str, Any]:
    days = (timeline.event_date(text.id, event) for event in text.events)
    first = min((day for day in days if day is not None), default=date.min)
    dated = {group: timeline.effect_date(text.id, group) for group in text.entry_into_force}
    return {group: Literally(day or first) for group, day in dated.items()}


def undecided(texts: tuple[LegalText, ...], rights: Iterable[Right], payments: Iterable[Payment]) -> Undecided:
    """Return what hangs on the day of effect of amendments, from the rights and the payments as they would be if it were the earliest."""
    return Undecided(texts, frozenset(map(_key, rights)), frozenset(map(_key, payments)))


def _key(one: Right | Payment) -> Key:
    right = one if isinstance(one, Right) else one.right
    period = (right.span.name, right.span.number) if right.span else None
    if isinstance(one, Payment):
        return right.line, period, one.part, one.due, one.amount
    return right.line, period, right.start, right.end, right.amount, _key(right.base) if right.base else None
