"""Sums that hang on an amendment whose day of effect is not known: those that are otherwise if it
took effect as early as it could.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from engine.language.forms.literal import Literally
from engine.language.model import Corpus, LegalText
from engine.law.consolidation import Timeline
from engine.questions.presentation import Presenter
from engine.reasoning.rights import Payment, Right
from engine.source.digest import digest_of

Key = tuple[Any, ...]


class Undecided(Struct, frozen=True):
    """The amendments whose day of effect is not known, and the lines as they would be if it were
    the earliest.

    `parts` are what an increase adds to each right. They may change while their sum, which is the
    line, stays the same.
    """

    texts: tuple[LegalText, ...] = ()
    lines: frozenset[Key] = frozenset()
    parts: frozenset[Key] = frozenset()

    def hangs(self, sums: Sequence[Right | Payment]) -> bool:
        """Whether a line depends on such an amendment. A line is the sum of some rights or
        payments.
        """
        return bool(self.texts) and _line_key(sums) not in self.lines

    def hangs_within(self, right: Right) -> bool:
        """Whether what an increase adds to one right depends on such an amendment."""
        return bool(self.texts) and _key(right) not in self.parts

    def fields(self, presenter: Presenter) -> dict[str, Any]:
        """Return the fields that say that a line depends on such a day, and on which events."""
        shown = ", ".join(presenter.say(text.short) for text in self.texts)
        note = presenter.either(
            f"sous condition : le jour d'effet n'est pas connu ({shown})",
            f"conditional: the day of effect is not known ({shown})",
        )
        return {
            "conditional": True,
            "depends_on": tuple(f"{text.id}.effect" for text in self.texts),
            "note": note,
        }


def without_day(timeline: Timeline) -> tuple[LegalText, ...]:
    """Return the amendments, known as law, with at least one group of provisions whose day of
    effect is not known.
    """
    return tuple(
        text
        for text in timeline.corpus.texts.values()
        if text.amends
        and timeline.counts(text)
        and any(timeline.effect_date(text.id, group) is None for group in text.entry_into_force)
    )


def in_force_at_once(corpus: Corpus, timeline: Timeline, texts: Sequence[LegalText]) -> Corpus:
    """Return the corpus as if what has no day of effect took effect on the first day known of its
    text. It cannot take effect sooner.
    """
    supposed = {
        text.id: replace(text, entry_into_force=_from_the_first_day(text, timeline))
        for text in texts
    }
    digest = digest_of(f"{corpus.digest} {timeline.known_on} {sorted(supposed)}".encode())
    return replace(corpus, texts={**corpus.texts, **supposed}, digest=digest)


def _from_the_first_day(text: LegalText, timeline: Timeline) -> dict[str, Any]:
    days = (timeline.event_date(text.id, event) for event in text.events)
    first = min((day for day in days if day is not None), default=date.min)
    dated = {group: timeline.effect_date(text.id, group) for group in text.entry_into_force}
    return {group: Literally(day or first) for group, day in dated.items()}


def undecided(
    texts: tuple[LegalText, ...], lines: Iterable[Sequence[Right | Payment]]
) -> Undecided:
    """Return what depends on the day of effect of amendments, from the lines as they would be if it
    were the earliest.
    """
    known = [list(sums) for sums in lines]
    parts = (_key(right) for sums in known for right in sums if isinstance(right, Right))
    return Undecided(texts, frozenset(map(_line_key, known)), frozenset(parts))


def _line_key(sums: Sequence[Right | Payment]) -> Key:
    first, amount = sums[0], sum((part.amount for part in sums), Decimal(0))
    right = first if isinstance(first, Right) else first.right
    if isinstance(first, Payment):
        return "payment", right.line, _period(right), first.part, first.due, amount
    whole = right.span if right.base else None
    return (
        "right",
        right.line,
        _period(right),
        whole.start if whole else right.start,
        whole.end if whole else right.end,
        amount,
    )


def _key(right: Right) -> Key:
    return (
        right.line,
        _period(right),
        right.start,
        right.end,
        right.amount,
        _key(right.base) if right.base else None,
    )


def _period(right: Right) -> Key | None:
    return (right.span.name, right.span.number) if right.span else None
