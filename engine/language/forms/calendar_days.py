"""A day of the calendar found from another: the last day of its month, 30 June of the next year."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from engine.diagnostics.bilingual import sentence
from engine.language.asked import ColumnWriter, File, Ground, T, ValueSpeaker
from engine.language.forms.operation import NeedsAll, OfOperands, Operand
from engine.language.kinds import DATE
from engine.language.spellings import example, ref, written
from engine.language.temporal import calendar_day
from engine.language.values import Value, Wording

if TYPE_CHECKING:
    from engine.language.model import Word

MONTHS: Final[Mapping[str, int]] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
"""The stretches of the calendar, and their months."""
FURTHEST: Final = 400
"""The furthest stretch that may be named, before or after that of a day."""
_OWN: Final[Mapping[str, Wording]] = {
    "month": ("du mois", "of the month"),
    "quarter": ("du trimestre", "of the quarter"),
    "half_year": ("du semestre", "of the half-year"),
    "year": ("de l'année", "of the year"),
}
_FAR: Final[Mapping[str, Wording]] = {
    "month": ("du {rank}e mois", "of the month {rank} months"),
    "quarter": ("du {rank}e trimestre", "of the quarter {rank} quarters"),
    "half_year": ("du {rank}e semestre", "of the half-year {rank} half-years"),
    "year": ("de la {rank}e année", "of the year {rank} years"),
}
_SAID: Final[Mapping[int, Wording]] = {
    0: ("{day} {stretch} où tombe {value}", "{day} {stretch} in which {value} falls"),
    1: (
        "{day} {stretch} suivant {that} où tombe {value}",
        "{day} {stretch} after the one in which {value} falls",
    ),
    -1: (
        "{day} {stretch} précédant {that} où tombe {value}",
        "{day} {stretch} before the one in which {value} falls",
    ),
}
"""How it is read where it lies in the same stretch, in a later one, in an earlier one."""
_LATER = {
    "later": {
        "type": "integer",
        "default": 0,
        "description": "combien plus tard : 1 est le suivant, -1 le précédent / "
        "how many later: 1 is the next, -1 the previous",
    }
}
_REMARK = """\
`day_of_year` takes a day that every year has. For the last day of February, write \
`{last_day: month, of: …}` of a day of February."""
_STRETCH = {
    "enum": [*MONTHS],
    "description": "mois, trimestre, semestre ou année civile / month, quarter, half-year or year",
}
_OF = ref("value", "le jour dont c'est le mois, l'année… / the day whose month, year… it is")


def read_later(file: File, parts: Mapping[str, Any], at: Any) -> int:
    """Return how many stretches later a day is, 0 where nothing says so; a finding otherwise."""
    given = parts.get("later", 0)
    if type(given) is int and abs(given) <= FURTHEST:
        return given
    message = sentence(
        "`later: {given}` does not count whole months, years… (at most {most})",
        given=given,
        most=FURTHEST,
    )
    hint = sentence("write 1 for the next one, -1 for the previous one.")
    file.note("ACC251", (*at, "later"), message, hint)
    return 0


class _CalendarDay(NeedsAll, OfOperands, frozen=True):
    """A day that the calendar gives from another one; the forms below say which.

    `later` counts the stretches of the calendar (months, years…) from that of the day.
    """

    day: Value
    stretch: str
    later: int

    kind = DATE
    operands = (Operand("day", DATE, "`of`"),)

    @abstractmethod
    def place(self) -> tuple[int, int]:
        """Return how many months and days after the start of the stretch of `day` it is."""

    @abstractmethod
    def named(self, speaker: ValueSpeaker) -> str:
        """Return what the day is called in its stretch: « le dernier jour », « le 30 juin »."""

    def combine(self, values: list[Any], /) -> Any:
        """Return the day of the calendar."""
        return calendar_day(values[0], MONTHS[self.stretch], *self.place())

    def combined_terms(self, plan: ColumnWriter[T], terms: Sequence[T]) -> T:
        """Return the day of the calendar."""
        return plan.calendar_day(terms[0], MONTHS[self.stretch], *self.place())

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return « le dernier jour du mois où tombe la date d'adhésion »."""
        rank, side = abs(self.later), (self.later > 0) - (self.later < 0)
        stretch = speaker.of((_FAR if rank > 1 else _OWN)[self.stretch]).format(rank=rank)
        that = "celle" if self.stretch == "year" else "celui"
        day, value = self.named(speaker), speaker.value(self.day)
        return speaker.of(_SAID[side]).format(day=day, stretch=stretch, that=that, value=value)


class EdgeOfStretch(_CalendarDay, frozen=True):
    """The `first` or the `last` day of a month, quarter, half-year or year of the calendar."""

    which: str

    keys = ("first_day", "last_day")
    schemas = tuple(
        written(
            {key: _STRETCH, "of": _OF},
            _LATER,
            [{key: "month", "of": {"fact": "contract.signed_on"}, "later": 1}],
        )
        for key in ("first_day", "last_day")
    )
    page = (
        example(
            "{last_day: month, of: {fact: contract.signed_on}}",
            "or the first_day; month, quarter, half_year, year",
        ),
        example(
            "{first_day: quarter, of: {fact: occasion.on}, later: 1}",
            "`later`: 1 is the next quarter, -1 the one before",
        ),
    )
    sketches = (
        ("a date", {"last_day": "month", "of": "<a date>"}),
        ("a date", {"first_day": "quarter", "of": "<a date>", "later": 1}),
        ("a date", {"last_day": "half_year", "of": "<a date>", "later": -1}),
        ("a date", {"first_day": "year", "of": "<a date>"}),
    )

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{last_day: month, of: date}` or `{first_day: …}`, so many `later` when given."""
        parts = file.entries(node, at, (key, "of"), ("later",))
        stretch = file.one_of(file.text_at(parts, at, key), MONTHS, (*at, key))
        later = read_later(file, parts, at)
        return cls(file.value_at(parts, at, "of"), stretch, later, key.removesuffix("_day"))

    def place(self) -> tuple[int, int]:
        """Return how far it is from the start of the stretch: the last is the eve of the next."""
        last = self.which == "last"
        return MONTHS[self.stretch] * (self.later + last), -int(last)

    def token(self) -> str:
        """Return its key."""
        return f"{self.which}_day"

    def not_before_period(self, ground: Ground) -> bool:
        """Whether it does not come before a date that does not."""
        forwards = self.later >= (0 if self.which == "last" else 1)
        return forwards and self.day.not_before_period(ground)

    def named(self, speaker: ValueSpeaker) -> str:
        """Return « le premier jour » or « le dernier jour »."""
        if self.which == "first":
            return speaker.of(("le premier jour", "the first day"))
        return speaker.of(("le dernier jour", "the last day"))


class DayOfYear(_CalendarDay, frozen=True):
    """A day of the calendar year: 30 June of the year of a date, or of one so much `later`."""

    month: int
    number: int

    keys = ("day_of_year",)
    schemas = (
        written(
            {
                "day_of_year": {
                    "type": "string",
                    "pattern": r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$",
                    "description": "mois-jour, d'une année quelconque / month-day, of any year",
                },
                "of": _OF,
            },
            _LATER,
            [{"day_of_year": "06-30", "of": {"fact": "contract.signed_on"}, "later": 1}],
        ),
    )
    page = (
        example(
            '{day_of_year: "06-30", of: {fact: contract.signed_on}, later: 1}',
            "30 June of the next year; without `later`, of the same year",
        ),
    )
    remarks = (_REMARK,)
    sketches = (
        ("a date", {"day_of_year": "06-30", "of": "<a date>", "later": 1}),
        ("a date", {"day_of_year": "12-31", "of": "<a date>"}),
        ("a date", {"day_of_year": "03-01", "of": "<a date>", "later": -1}),
    )

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{day_of_year: "06-30", of: date}`, so many years `later` when given."""
        parts = file.entries(node, at, (key, "of"), ("later",))
        month, number = _day_of_any_year(file, file.text_at(parts, at, key), (*at, key))
        later = read_later(file, parts, at)
        return cls(file.value_at(parts, at, "of"), "year", later, month, number)

    def place(self) -> tuple[int, int]:
        """Return how far it is from the start of the year."""
        return 12 * self.later + self.month - 1, self.number - 1

    def not_before_period(self, ground: Ground) -> bool:
        """Whether it lies in a later year than a date that does not come before."""
        return self.later >= 1 and self.day.not_before_period(ground)

    def named(self, speaker: ValueSpeaker) -> str:
        """Return « le 30 juin »."""
        return speaker.day_of_year(self.month, self.number)


def _day_of_any_year(file: File, given: str, at: Any) -> tuple[int, int]:
    """Return the month and the day that are written, 1 January (and a finding) for another day."""
    try:
        day = date.fromisoformat(f"2023-{given}") if len(given) == len("06-30") else None
    except ValueError:
        day = None
    if day is not None:
        return day.month, day.day
    if given:
        message = sentence("`{given}` is not a day of every year", given=given)
        hint = sentence('write the month and the day in quotes, as in `"06-30"`.')
        if given == "02-29":
            hint = sentence("write `{last_day: month, of: …}` for the last day of February.")
        file.note("ACC251", at, message, hint)
    return 1, 1
