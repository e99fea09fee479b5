"""The value of a fact, on the day of the occasion or on another day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from engine.diagnostics.bilingual import sentence
from engine.language.arithmetic import average
from engine.language.kinds import DATE, KINDS, NUMBER
from engine.language.spellings import example, ref, written
from engine.language.values import (
    Compute,
    Fault,
    Lookup,
    Need,
    Schema,
    Value,
    View,
    Wording,
    history_of,
)

if TYPE_CHECKING:
    from engine.language.asked import (
        Calculation,
        ColumnWriter,
        File,
        Ground,
        T,
        Types,
        ValueSpeaker,
    )
    from engine.language.model import Word

OF_THE_OCCASION = ("occasion.on", "period.from", "period.until")
"""The days that are never before the period of an occasion."""


_DAYS: Mapping[str, Mapping[str, Any]] = {
    "period_start": {"fact": "period.from"},
    "period_end": {"before": {"fact": "period.until"}, "by": "P1D"},
}
"""The days of its period on which a fact may be read, as a file would write them."""
_PLACES: Mapping[str, Wording] = {
    "period_start": ("au premier jour de la période", "on the first day of the period"),
    "period_end": ("au dernier jour de la période", "on the last day of the period"),
}
_AVERAGE = "period_average"
_WHERE = (*_DAYS, _AVERAGE)


class _OfAFact(Value, frozen=True):
    """A fact, whatever the day."""

    name: str

    of_a_case = True

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{fact: name}`, or `{fact: name, on: day}`, or `{fact: name, as_of: place}`."""
        by = "as_of" if "as_of" in node else "on"
        parts = file.entries(node, at, ("fact",), (by,))
        name = file.text_at(parts, at, "fact")
        if by not in parts:
            return Fact(name)
        if by == "on":
            return FactOn(name, file.value_at(parts, at, "on"))
        where = (*at, "as_of")
        place = file.one_of(file.text_at(parts, at, "as_of"), _WHERE, where)
        if place == _AVERAGE:
            return FactOverPeriod(name, Fact("period.from"))
        return FactOn(name, file.value(_DAYS[place], where) if place in _DAYS else Fact(name))

    def names(self) -> tuple[str, ...]:
        """Return the fact."""
        return (self.name,)

    def kinds(self, types: Types) -> frozenset[str]:
        """Return the kind of the fact."""
        word = types.word(self.name)
        return frozenset({KINDS[word.type]} if word else ())

    def is_whole(self, types: Types) -> bool:
        """Whether the fact is a whole number."""
        word = types.word(self.name)
        return word is not None and word.type == "integer"

    def words(self, types: Types) -> frozenset[str]:
        """Return the words of the fact."""
        word = types.word(self.name)
        return frozenset(word.values if word else ())

    def token(self) -> str:
        """Return the fact."""
        return self.name

    def takes_away(self) -> bool:
        """What a case gives adds to a sum."""
        return False

    def copy_of(self, ground: Ground) -> str:
        """Return the fact."""
        return self.name


class Fact(_OfAFact, frozen=True):
    """The value of a fact on the occasion."""

    keys = ("fact",)
    schemas = ()
    page = ("{fact: contract.signed_on}",)
    sketches = (
        ("a number", {"fact": "<fact: a number>"}),
        ("a whole number", {"fact": "<fact: a whole number>"}),
        ("a date", {"fact": "<fact: a date>"}),
        ("a word", {"fact": "<fact: a word>"}),
        ("true or false", {"fact": "<fact: true or false>"}),
        ("a duration", {"fact": "<fact: a duration>"}),
    )

    def children(self, ground: Ground | None = None) -> tuple[Value, ...]:
        """It has no part."""
        return ()

    def compiled(self, ground: Ground) -> Compute:
        """Return what the occasion knows of the fact."""
        name = self.name
        return lambda view: view.get(name)

    def term(self, plan: ColumnWriter[T]) -> T | None:
        """Return the column of the fact."""
        return plan.fact(self.name)

    def faults(self, types: Types) -> Iterator[Need | Fault]:
        """Any fact has a value."""
        return iter(())

    def not_before_period(self, ground: Ground) -> bool:
        """Whether it is a day of the occasion or of its period."""
        return self.name in OF_THE_OCCASION

    def reached_from(self, name: str) -> Callable[[date], date] | None:
        """It is on the very day of the fact."""
        return (lambda day: day) if self.name == name else None

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return its label with its article."""
        return speaker.definite(self.name)

    def shown(self, value: Any, sums: Calculation) -> str:
        """Return its value as that fact is written."""
        return sums.fact(self.name, value)


class FactOn(_OfAFact, frozen=True):
    """The value that a fact of the case which varies had on a day, whatever the occasion."""

    on: Value

    keys = ("fact",)
    schemas: ClassVar[tuple[Schema, ...]] = (
        written(
            {"fact": ref("name", "La valeur d'un fait / The value of a fact")},
            {
                "on": ref(
                    "value",
                    "Le jour où lire un fait qui varie, au lieu du jour de l'occasion / "
                    "The day on which to read a fact that varies, instead of the day of the "
                    "occasion",
                )
            },
            [
                {"fact": "contract.signed_on"},
                {"fact": "club.members", "on": {"fact": "period.from"}},
            ],
        ),
        written(
            {
                "fact": ref("name", "La valeur d'un fait / The value of a fact"),
                "as_of": {
                    "enum": ["period_start", "period_end"],
                    "description": "Le premier ou le dernier jour de la période, où lire un fait "
                    "qui varie / The first or the last day of the period, on which to read a fact "
                    "that varies",
                },
            },
            None,
            [{"fact": "club.members", "as_of": "period_end"}],
        ),
    )
    page: ClassVar[tuple[str, ...]] = (
        example(
            "{fact: town.population, on: {fact: period.from}}",
            "its value on another day than the occasion's; only for a fact that varies",
        ),
        example(
            "{fact: town.population, as_of: period_end}",
            "its value on the last day of the period; or period_start, on the first",
        ),
    )
    sketches: ClassVar[tuple[tuple[str, Any], ...]] = (
        ("a number", {"fact": "<fact that varies>", "on": "<a date>"}),
        *(("a number", {"fact": "<fact that varies>", "as_of": place}) for place in _DAYS),
    )

    def children(self, ground: Ground | None = None) -> tuple[Value, ...]:
        """Return the day."""
        return (self.on,)

    def lookup(self) -> Lookup | None:
        """It may not be known on that day."""
        return Lookup(self.name, self.on)

    def compiled(self, ground: Ground) -> Compute:
        """Return the last value of its history by that day."""
        name, whole, on = self.name, history_of(self.name), self.on.compiled(ground)

        def read(view: View) -> Any:
            history = view.get(whole)
            if history is None:
                return view.get(name)  # given once, it holds on any day
            day = on(view)
            if day is None:
                return None
            return next((value for start, value in reversed(history) if start <= day), None)

        return read

    def term(self, plan: ColumnWriter[T]) -> T | None:
        """Return the column of the fact, or what its history says of the day."""
        return plan.fact_on(self.name, plan.term(self.on))

    def faults(self, types: Types) -> Iterator[Need | Fault]:
        """The day is a date, and the fact varies."""
        yield Need(self.on, DATE, "`on`")
        word = types.word(self.name)
        if word is not None and (word.derived or not word.varies):
            message = sentence(
                "`{fact}` does not vary over time: it has no value of a day.", fact=self.name
            )
            yield Fault("ACC209", message, sentence("leave `on` out."), self.name)

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return its label with its article, and the day."""
        place = _place_of(self.on)
        on = speaker.of(_PLACES[place]) if place else speaker.on_day(self.on)
        return f"{speaker.definite(self.name)} {on}"


class FactOverPeriod(FactOn, frozen=True):
    """The average of a fact of the case which varies over a period: each value for its days.

    It is unknown where the fact is not known `on` the first day of the period: its history then
    covers only a part of it.
    """

    keys = ("fact",)
    schemas = (
        written(
            {
                "fact": ref("name", "La valeur d'un fait / The value of a fact"),
                "as_of": {
                    "const": _AVERAGE,
                    "description": "La moyenne, sur la période, d'un fait qui varie, chaque valeur "
                    "comptant pour ses jours / The average, over the period, of a fact that "
                    "varies, each value counting for its days",
                },
            },
            None,
            [{"fact": "club.members", "as_of": _AVERAGE}],
        ),
    )
    page = (
        example(
            "{fact: town.population, as_of: period_average}",
            "its average over the period, each value counting for its days",
        ),
    )
    sketches = (("a number", {"fact": "<fact that varies>", "as_of": _AVERAGE}),)

    def children(self, ground: Ground | None = None) -> tuple[Value, ...]:
        """Return the days between which the period lies."""
        return (self.on, _UNTIL)

    def compiled(self, ground: Ground) -> Compute:
        """Return the average of its history over the period."""
        name, whole = self.name, history_of(self.name)

        def read(view: View) -> Any:
            history = view.get(whole)
            if history is None:
                return view.get(name)  # given once, it holds on any day
            first, until = view.get("period.from"), view.get("period.until")
            if first is None or until is None:
                return None
            return average(history, first, until)

        return read

    def term(self, plan: ColumnWriter[T]) -> T | None:
        """Return the column of the fact, or the average of its history."""
        return plan.fact_over(self.name, plan.term(self.on), plan.term(_UNTIL))

    def kinds(self, types: Types) -> frozenset[str]:
        """It is a number."""
        return frozenset({NUMBER})

    def is_whole(self, types: Types) -> bool:
        """The average of whole numbers may not be one."""
        return False

    def words(self, types: Types) -> frozenset[str]:
        """It is no word."""
        return frozenset()

    def copy_of(self, ground: Ground) -> str:
        """It is more than the fact."""
        return ""

    def faults(self, types: Types) -> Iterator[Need | Fault]:
        """The fact is a number that varies."""
        yield Need(Fact(self.name), NUMBER, f"`{_AVERAGE}`")
        yield from (fault for fault in super().faults(types) if isinstance(fault, Fault))

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return « la moyenne, sur la période, de : le nombre de salariés »."""
        template = speaker.of(
            (
                "la moyenne sur la période, en jours, de : {}",
                "the average over the period, by days, of: {}",
            )
        )
        return template.format(speaker.definite(self.name))

    def shown(self, value: Any, sums: Calculation) -> str:
        """Return a number, whole or not."""
        return sums.number(value)


_UNTIL = Fact("period.until")


def _place_of(day: Value) -> str:
    """Return the place in its period that a day is, "" for another day."""
    if day.origin() == (Fact("period.from"), 0, 0):
        return "period_start"
    return "period_end" if day.origin() == (Fact("period.until"), 0, -1) else ""
