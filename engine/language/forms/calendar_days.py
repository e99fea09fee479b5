"""A day of the calendar found from another: the last day of its month, 30 June of the next year."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from engine.diagnostics.bilingual import sentence
from engine.language.forms.operation import NeedsAll, OfOperands, Operand
from engine.language.kinds import DATE
from engine.language.spellings import example, ref, written
from engine.language.temporal import AFTERWARDS, Duration, calendar_day, neighbouring_day
from engine.language.values import Fault, Need, Value, Wording

if TYPE_CHECKING:
    from engine.language.asked import ColumnWriter, File, Ground, T, Types, ValueSpeaker
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
OF: Final = "of"
_BESIDE: Final[Mapping[str, Wording]] = {
    "after": ("{day} qui suit {value}", "the next {day} after {value}"),
    "on_or_after": (
        "{day} qui suit {value} ou tombe ce jour-là",
        "the next {day} on or after {value}",
    ),
    "before": ("{day} qui précède {value}", "the latest {day} before {value}"),
    "on_or_before": (
        "{day} qui précède {value} ou tombe ce jour-là",
        "the latest {day} on or before {value}",
    ),
}
"""How it is read where it is the nearest on one side of the day, by the key that says which."""
_ANY: Final[Mapping[str, Wording]] = {
    "month": ("de mois", "of a month"),
    "quarter": ("de trimestre", "of a quarter"),
    "half_year": ("de semestre", "of a half-year"),
    "year": ("d'année", "of a year"),
}
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
_REMARK_BESIDE = """\
With `after`, `on_or_after`, `before` or `on_or_before` in place of `of`, it is the nearest such \
day on that side: the 30 June after 1 March 2024 is 30 June 2024, and after 30 June 2024 that of \
2025. Whether the day itself counts, the text decides, or a reading: `on_or_after` 30 June 2024 is \
that day."""
_STRETCH = {
    "enum": [*MONTHS],
    "description": "mois, trimestre, semestre ou année civile / month, quarter, half-year or year",
}
_OF = ref("value", "le jour dont c'est le mois, l'année… / the day whose month, year… it is")
_NEAREST = {
    "after": "le premier qui suit ce jour / the first after this day",
    "on_or_after": "le premier qui suit ce jour, ou ce jour / the first on or after this day",
    "before": "le dernier qui précède ce jour / the last before this day",
    "on_or_before": "le dernier qui précède ce jour, ou ce jour / the last on or before this day",
}


def _spellings(key: str, of: Mapping[str, Any], shown: str) -> tuple[Mapping[str, Any], ...]:
    """Return the schemas of a day: of the stretch of another, or the nearest on a side of it."""
    day = {"fact": "contract.signed_on"}
    return (
        written({key: of, OF: _OF}, _LATER, [{key: shown, OF: day, "later": 1}]),
        *(
            written({key: of, side: ref("value", said)}, None, [{key: shown, side: day}])
            for side, said in _NEAREST.items()
        ),
    )


def read_side(node: Mapping[str, Any]) -> str:
    """Return the key under which a day is named: `of`, or the side on which the nearest is."""
    return next((side for side in _NEAREST if side in node and OF not in node), OF)


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

    Under the side `of`, it lies in the stretch of the calendar (month, year…) of the day, or in
    one so many `later`. Under another side, it is the nearest on that side of the day.
    """

    day: Value
    side: str
    stretch: str
    later: int

    kind = DATE
    operands = (Operand("day", DATE, "`of`"),)

    @abstractmethod
    def place(self) -> tuple[int, int]:
        """Return how many months and days after the start of the stretch of `day` it is."""

    @abstractmethod
    def is_later(self) -> bool:
        """Whether, of the stretch of a day or a later one, it never comes before the day."""

    @abstractmethod
    def named(self, speaker: ValueSpeaker) -> str:
        """Return what the day is called in its stretch: « le dernier jour », « le 30 juin »."""

    def any_such(self, speaker: ValueSpeaker) -> str:
        """Return what the day is called, of whatever stretch: « le dernier jour de mois »."""
        return self.named(speaker)

    def combine(self, values: list[Any], /) -> Any:
        """Return the day of the calendar."""
        if self.side == OF:
            return calendar_day(values[0], MONTHS[self.stretch], *self.place())
        return neighbouring_day(values[0], MONTHS[self.stretch], *self.place(), self.side)

    def combined_terms(self, plan: ColumnWriter[T], terms: Sequence[T]) -> T:
        """Return the day of the calendar."""
        stretch, (months, days) = MONTHS[self.stretch], self.place()
        if self.side == OF:
            return plan.calendar_day(terms[0], stretch, months, days)
        # The next 30 June is that of the year after the one in which a day 29 days and 5 months
        # earlier lies: on 30 June that day is 1 January.
        forwards = self.side in AFTERWARDS
        itself = self.side in ("on_or_after", "before")
        back = plan.moved(terms[0], Duration(days=days + itself), -1, None)
        back = plan.moved(back, Duration(months=months), -1, None)
        return plan.calendar_day(back, stretch, months + stretch * forwards, days)

    def faults(self, types: Types) -> Iterator[Need | Fault]:
        """It is found from a date."""
        yield Need(self.day, DATE, f"`{self.side}`")

    def not_before_period(self, ground: Ground) -> bool:
        """Whether it does not come before a date that does not."""
        if self.side == OF and not self.is_later():
            return False
        return (self.side == OF or self.side in AFTERWARDS) and self.day.not_before_period(ground)

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return « le dernier jour du mois où tombe la date d'adhésion »."""
        if self.side != OF:
            wording = speaker.of(_BESIDE[self.side])
            return wording.format(day=self.any_such(speaker), value=speaker.value(self.day))
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
        schema for key in ("first_day", "last_day") for schema in _spellings(key, _STRETCH, "month")
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
        example(
            "{first_day: month, on_or_after: {fact: contract.signed_on}}",
            "the next first day of a month, or the day itself if it is one",
        ),
    )
    sketches = (
        ("a date", {"last_day": "month", "of": "<a date>"}),
        ("a date", {"first_day": "quarter", "of": "<a date>", "later": 1}),
        ("a date", {"last_day": "half_year", "of": "<a date>", "later": -1}),
        ("a date", {"first_day": "year", "of": "<a date>"}),
        *(
            ("a date", {f"{end}_day": stretch, side: "<a date>"})
            for end in ("first", "last")
            for side, stretch in zip(_BESIDE, MONTHS, strict=True)
        ),
    )

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{last_day: month, of: date}`, so many `later` when given, or the nearest on a
        side of the date: `{first_day: month, after: date}`.
        """
        side = read_side(node)
        parts = file.entries(node, at, (key, side), ("later",) if side == OF else ())
        stretch = file.one_of(file.text_at(parts, at, key), MONTHS, (*at, key))
        later, which = read_later(file, parts, at), key.removesuffix("_day")
        return cls(file.value_at(parts, at, side), side, stretch, later, which)

    def place(self) -> tuple[int, int]:
        """Return how far it is from the start of the stretch: the last is the eve of the next."""
        last = self.which == "last"
        return MONTHS[self.stretch] * (self.later + last), -int(last)

    def token(self) -> str:
        """Return its key."""
        return f"{self.which}_day"

    def is_later(self) -> bool:
        """Whether it is a last day, or of a later stretch."""
        return self.later >= (0 if self.which == "last" else 1)

    def named(self, speaker: ValueSpeaker) -> str:
        """Return « le premier jour » or « le dernier jour »."""
        if self.which == "first":
            return speaker.of(("le premier jour", "the first day"))
        return speaker.of(("le dernier jour", "the last day"))

    def any_such(self, speaker: ValueSpeaker) -> str:
        """Return « le premier jour de mois », in English without article."""
        first = ("le premier jour", "first day")
        named = first if self.which == "first" else ("le dernier jour", "last day")
        return f"{speaker.of(named)} {speaker.of(_ANY[self.stretch])}"


class DayOfYear(_CalendarDay, frozen=True):
    """A day of the calendar year: 30 June of the year of a date, or of one so much `later`."""

    month: int
    number: int

    keys = ("day_of_year",)
    schemas = _spellings(
        "day_of_year",
        {
            "type": "string",
            "pattern": r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$",
            "description": "mois-jour, d'une année quelconque / month-day, of any year",
        },
        "06-30",
    )
    page = (
        example(
            '{day_of_year: "06-30", of: {fact: contract.signed_on}, later: 1}',
            "30 June of the next year; without `later`, of the same year",
        ),
        example(
            '{day_of_year: "06-30", after: {fact: contract.signed_on}}',
            "the next 30 June; or on_or_after, before, on_or_before",
        ),
    )
    remarks = (_REMARK, _REMARK_BESIDE)
    sketches = (
        ("a date", {"day_of_year": "06-30", "of": "<a date>", "later": 1}),
        ("a date", {"day_of_year": "12-31", "of": "<a date>"}),
        ("a date", {"day_of_year": "03-01", "of": "<a date>", "later": -1}),
        ("a date", {"day_of_year": "06-30", "after": "<a date>"}),
        ("a date", {"day_of_year": "01-01", "on_or_before": "<a date>"}),
        ("a date", {"day_of_year": "12-31", "on_or_after": "<a date>"}),
        ("a date", {"day_of_year": "03-31", "before": "<a date>"}),
    )

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{day_of_year: "06-30", of: date}`, so many years `later` when given, or the
        nearest on a side of the date: `{day_of_year: "06-30", after: date}`.
        """
        side = read_side(node)
        parts = file.entries(node, at, (key, side), ("later",) if side == OF else ())
        month, number = _day_of_any_year(file, file.text_at(parts, at, key), (*at, key))
        later = read_later(file, parts, at)
        return cls(file.value_at(parts, at, side), side, "year", later, month, number)

    def place(self) -> tuple[int, int]:
        """Return how far it is from the start of the year."""
        return 12 * self.later + self.month - 1, self.number - 1

    def is_later(self) -> bool:
        """Whether it lies in a later year."""
        return self.later >= 1

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
