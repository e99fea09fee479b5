"""The first of several days that does not come before another: signed or amended from a day on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from engine.language.forms.operation import NeedsAll
from engine.language.kinds import DATE
from engine.language.spellings import example, ref, several, written
from engine.language.temporal import NOT_YET
from engine.language.values import Fault, Need, Value

if TYPE_CHECKING:
    from engine.language.asked import ColumnWriter, File, Ground, T, Types, ValueSpeaker
    from engine.language.model import Word


class FirstSince(NeedsAll, frozen=True):
    """The first of some `days` that does not come before `since`; not yet, where all do."""

    days: tuple[Value, ...]
    since: Value

    keys = ("first_of",)
    schemas = (
        written(
            {
                "first_of": several("les jours / the days", 2),
                "on_or_after": ref(
                    "value",
                    "Le premier de ces jours qui ne vient pas avant celui-ci / "
                    "The first of these days that does not come before this one",
                ),
            },
            None,
            [
                {
                    "first_of": [{"fact": "contract.signed_on"}, {"fact": "contract.amended_on"}],
                    "on_or_after": {"effect_of": "amendment_1"},
                }
            ],
        ),
    )
    page = (
        example(
            "{first_of: [{fact: contract.signed_on}, {fact: contract.amended_on}], "
            "on_or_after: {effect_of: amendment_1}}",
            "signed or amended from that day on; not_yet, where both are before it",
        ),
    )
    sketches = (("a date", {"first_of": ["<a date>", "<a date>"], "on_or_after": "<a date>"}),)
    of_a_case = False

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{first_of: [date, date], on_or_after: date}`."""
        parts = file.entries(node, at, (key, "on_or_after"))
        days = tuple(
            file.value(day, (*at, key, rank))
            for rank, day in enumerate(file.items(parts.get(key, []), (*at, key)))
        )
        return cls(days, file.value_at(parts, at, "on_or_after"))

    def children(self, ground: Ground | None = None) -> tuple[Value, ...]:
        """Return the days, then the one before which none counts."""
        return (*self.days, self.since)

    def names(self) -> tuple[str, ...]:
        """It reads no fact by itself."""
        return ()

    def combine(self, values: list[Any], /) -> date:
        """Return the first of the days on the last one or after it."""
        *days, since = values
        return min((day for day in days if day >= since), default=NOT_YET)

    def combined_terms(self, plan: ColumnWriter[T], terms: Sequence[T]) -> T:
        """Return the first of the days on the last one or after it."""
        *days, since = terms
        return plan.first_since(days, since)

    def kinds(self, types: Types) -> frozenset[str]:
        """It is a date."""
        return frozenset({DATE})

    def is_whole(self, types: Types) -> bool:
        """It is no number."""
        return False

    def faults(self, types: Types) -> Iterator[Need | Fault]:
        """All are dates."""
        for day in self.days:
            yield Need(day, DATE, "`first_of`")
        yield Need(self.since, DATE, "`on_or_after`")

    def token(self) -> str:
        """Return its key."""
        return self.keys[0]

    def takes_away(self) -> bool:
        """It is no number."""
        return False

    def not_before_period(self, ground: Ground) -> bool:
        """Whether the day before which none counts is not."""
        return self.since.not_before_period(ground)

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return « le premier de la signature et de la modification à ne pas précéder le … »."""
        named = [speaker.value(day) for day in self.days]
        of = speaker.listed([speaker.contracted("de", day) for day in named])
        said = ("le premier {} à ne pas précéder {}", "the first of {} not before {}")
        return speaker.of(said).format(of, speaker.value(self.since))
