"""Days counted as courts count them, *ouvrables*, *ouvrés* or *francs*, and a term carried over."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import nearest
from engine.language import public_holidays
from engine.language.forms.constants import outcomes
from engine.language.forms.facts import Fact
from engine.language.forms.literal import Literally
from engine.language.forms.operation import NeedsAll, OfOperands, Operand
from engine.language.kinds import DATE, TEXT
from engine.language.public_holidays import FIRST, HOLIDAY, LAST, MOST_DAYS, OFF, TERRITORIES, Step
from engine.language.spellings import example, ref, written
from engine.language.temporal import NOT_YET, Duration, shifted
from engine.language.values import Compute, Fault, Lookup, Need, Value, Wording

if TYPE_CHECKING:
    from engine.language.asked import ColumnWriter, File, Ground, T, Types, ValueSpeaker
    from engine.language.model import Word

HOLIDAYS: Final = "holidays:"
"""Begins the name of what is missing where the public holidays of a year are not known."""
_OF_TERRITORY: Final[Mapping[str, Wording]] = {
    "metropole": ("de métropole", "of mainland France"),
    "alsace_moselle": ("d'Alsace-Moselle", "of Alsace-Moselle"),
    "guadeloupe": ("de Guadeloupe", "of Guadeloupe"),
    "martinique": ("de Martinique", "of Martinique"),
    "guyane": ("de Guyane", "of French Guiana"),
    "reunion": ("de La Réunion", "of La Réunion"),
    "mayotte": ("de Mayotte", "of Mayotte"),
    "saint_barthelemy": ("de Saint-Barthélemy", "of Saint-Barthélemy"),
    "saint_martin": ("de Saint-Martin", "of Saint-Martin"),
    "saint_pierre_et_miquelon": (
        "de Saint-Pierre-et-Miquelon",
        "of Saint-Pierre-et-Miquelon",
    ),
    "nouvelle_caledonie": ("de Nouvelle-Calédonie", "of New Caledonia"),
    "polynesie_francaise": ("de Polynésie française", "of French Polynesia"),
    "wallis_et_futuna": ("de Wallis-et-Futuna", "of Wallis and Futuna"),
}
_COUNTED: Final[Mapping[str, tuple[Wording, Wording]]] = {
    "ouvrables": (("jour ouvrable", "working day"), ("jours ouvrables", "working days")),
    "ouvres": (("jour ouvré", "business day"), ("jours ouvrés", "business days")),
}
_OFF_NAMED: Final[Mapping[str, Wording]] = {
    "saturday": ("un samedi", "a Saturday"),
    "sunday": ("un dimanche", "a Sunday"),
    HOLIDAY: ("un jour férié {where}", "a public holiday {where}"),
}
_CARRIED: Final[Mapping[int, Wording]] = {
    1: (
        "{day}, reporté au premier jour suivant qui ne l'est pas s'il tombe {off}",
        "{day}, carried over to the first day after it that is none if it falls on {off}",
    ),
    -1: (
        "{day}, avancé au dernier jour précédent qui ne l'est pas s'il tombe {off}",
        "{day}, brought forward to the last day before it that is none if it falls on {off}",
    ),
}
_REMARK_COUNTED = """\
The day from which days are counted does not count. Days *ouvrables* are all but Sundays and \
public holidays; days *ouvrés*, all but Saturdays, Sundays and public holidays. Between a day and \
another so many clear days (*francs*) after it, there are so many whole days: neither of the two \
counts."""
_REMARK_CARRIED = """\
`carried_over` is for a term that falls on a day off, as article 642 of the code of civil \
procedure has it. A text that does not say whether its terms are carried over is read by a \
`reading`: one option gives `{carried_over: …}`, the other the day itself."""
_REMARK_HOLIDAYS = """\
`holidays` names the territory whose public holidays count: `metropole`, `alsace_moselle`, \
`guadeloupe`, `martinique`, `guyane`, `reunion`, `mayotte`, `saint_barthelemy`, `saint_martin`, \
`saint_pierre_et_miquelon`, `nouvelle_caledonie`, `polynesie_francaise`, `wallis_et_futuna`; or a \
fact, of which each case gives one of these words. They come from the library `holidays`: \
`pip install accord[holidays]`. They are known from 1951 to 2099; on other days the \
value is unknown."""
_TERRITORY = {
    "description": "les jours fériés de ce territoire / the public holidays of this territory",
    "anyOf": [
        {"enum": [*TERRITORIES]},
        written({"fact": {"type": "string", "description": "un fait / a fact"}}),
    ],
}
_NUMBER = {"type": "integer", "minimum": 1, "description": "combien de jours / how many days"}
_SIDES = ("after", "before")


def read_count(file: File, parts: Mapping[str, Any], at: Any, key: str) -> int:
    """Return how many days are counted, 1 (and a finding) where that is no such number."""
    given = parts.get(key)
    if type(given) is int and 1 <= given <= MOST_DAYS:
        return given
    if given is not None:
        message = sentence(
            "`{key}: {given}` is no number of days to count", key=key, given=str(given)
        )
        hint = sentence("write a whole number, from 1 to {most}.", most=MOST_DAYS)
        file.note("ACC252", (*at, key), message, hint)
    return 1


def read_side(node: Mapping[str, Any]) -> str:
    """Return whether days are counted `after` or `before` a day; a mapping has one of the two."""
    return "before" if "before" in node and "after" not in node else "after"


def read_territory(file: File, node: Any, at: Any) -> Value:
    """Return the territory whose public holidays count: a word, or a fact that gives it."""
    if isinstance(node, dict):
        parts = file.entries(node, at, ("fact",))
        return Fact(file.text_at(parts, at, "fact"))
    given = file.one_of(file.text_at({"holidays": node}, at[:-1], "holidays"), TERRITORIES, at)
    if given in TERRITORIES and not public_holidays.are_installed():
        message = sentence("the public holidays of `{name}` are needed here.", name=given)
        hint = sentence("install them: `pip install accord[holidays]`.")
        file.note("ACC253", at, message, hint)
    return Literally(given)


class _DayFound(OfOperands, frozen=True):
    """A day found from another one by counting days, or by passing over days off.

    It is after that day (`times` 1), or before it (-1).
    """

    day: Value
    times: int

    kind = DATE

    def not_before_period(self, ground: Ground) -> bool:
        """Whether it is found forwards from a date that does not come before."""
        return self.times > 0 and self.day.not_before_period(ground)


class ClearDays(NeedsAll, _DayFound, frozen=True):
    """The day so many clear days after another (`times` 1) or before it (-1)."""

    count: int

    keys = ("clear_days",)
    operands = (Operand("day", DATE, "`clear_days`"),)
    schemas = tuple(
        written(
            {"clear_days": _NUMBER, side: ref("value")},
            examples=[{"clear_days": 8, side: {"fact": "meeting.held_on"}}],
        )
        for side in _SIDES
    )
    page = (
        example(
            "{clear_days: 8, before: {fact: meeting.held_on}}",
            "eight clear days (francs) before; or after",
        ),
    )
    sketches = (
        ("a date", {"clear_days": 8, "after": "<a date>"}),
        ("a date", {"clear_days": 3, "before": "<a date>"}),
    )

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{clear_days: 8, after: date}` or `{…, before: date}`."""
        side = read_side(node)
        parts = file.entries(node, at, (key, side))
        count, times = read_count(file, parts, at, key), 1 if side == "after" else -1
        return cls(file.value_at(parts, at, side), times, count)

    def combine(self, values: list[Any], /) -> Any:
        """Return the day after the clear days: neither end counts."""
        return shifted(values[0], Duration(days=self.count + 1), self.times)

    def combined_terms(self, plan: ColumnWriter[T], terms: Sequence[T]) -> T:
        """Return the day after the clear days."""
        return plan.moved(terms[0], Duration(days=self.count + 1), self.times, None)

    def origin(self) -> tuple[Value, int, int] | None:
        """Return the date from which it is moved, and by how many days."""
        first = self.day.origin()
        if first is None:
            return None
        value, months, days = first
        return value, months, days + (self.count + 1) * self.times

    def reached_from(self, name: str) -> Callable[[date], date] | None:
        """It is moved back, when it is moved from the fact itself."""
        if self.day != Fact(name):
            return None
        by, times = Duration(days=self.count + 1), -self.times
        return lambda day: shifted(day, by, times)

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return « 8 jours francs avant la date de réunion »."""
        one = ("jour franc", "clear day"), ("jours francs", "clear days")
        length = f"{self.count} {speaker.of(one[self.count > 1])}"
        order = ("avant", "before") if self.times < 0 else ("après", "after")
        return f"{length} {speaker.of(order)} {speaker.value(self.day)}"


class _ByHolidays(_DayFound, frozen=True):
    """A day found by passing over days off, public holidays of a territory among them."""

    territory: Value | None

    @abstractmethod
    def step(self) -> Step:
        """Return how the day is found."""

    def children(self, ground: Ground | None = None) -> tuple[Value, ...]:
        """Return the day from which it is found, and the fact that gives the territory."""
        return (self.day, self.territory) if isinstance(self.territory, Fact) else (self.day,)

    def lookup(self) -> Lookup | None:
        """The public holidays of a year far off are not known."""
        if self.territory is None:
            return None
        return Lookup(HOLIDAYS + self.territory.token(), self.day, self.territory.names())

    def compiled(self, ground: Ground) -> Compute:
        """Return the day found; unknown out of the years known."""
        day, step, territory = self.day.compiled(ground), self.step(), self.territory
        place: Compute = (lambda _: "") if territory is None else territory.compiled(ground)

        def compute(view: Mapping[str, Any]) -> date | None:
            known, where = day(view), place(view)
            return None if known is None or where is None else step.found(known, where)

        return compute

    def term(self, plan: ColumnWriter[T]) -> T | None:
        """Return the day found."""
        day = plan.term(self.day)
        return None if day is None else plan.found_day(day, self.step(), self.territory)

    def faults(self, types: Types) -> Iterator[Need | Fault]:
        """It is found from a date, in a territory whose public holidays are known."""
        yield from super().faults(types)
        if not isinstance(self.territory, Fact):
            return
        yield Need(self.territory, TEXT, "`holidays`")
        name = self.territory.token()
        hint = sentence("write the names of territories as its `values`.")
        words = self.territory.words(types)
        for word in sorted(words - TERRITORIES.keys()):
            message = sentence(
                "`{fact}` may be `{word}`, for which no public holidays are known.",
                fact=name,
                word=word,
            )
            yield Fault("ACC254", message, nearest(word, TERRITORIES), name)
            return
        if not words and types.word(name) is not None:
            message = sentence("`{fact}` may be any word: it names no territory.", fact=name)
            yield Fault("ACC254", message, hint, name)

    def failures(self, types: Types) -> Iterator[Fault]:
        """The day that is written is of a year whose public holidays are not known."""
        for (day,) in outcomes(self.day) if self.territory is not None else ():
            if day is not None and not (FIRST <= day <= LAST or day == NOT_YET):
                message = sentence(
                    "`{key}`: the public holidays of {day} are not known: there is no value.",
                    key=self.token(),
                    day=day,
                )
                hint = sentence("write a day from {first} to {last}.", first=FIRST, last=LAST)
                yield Fault("ACC243", message, hint, self.token())
                return

    def where(self, speaker: ValueSpeaker) -> str:
        """Return whose public holidays they are: « de métropole »."""
        if isinstance(self.territory, Fact):
            label = speaker.value(self.territory)
            return speaker.of((f"du territoire ({label})", f"of the territory ({label})"))
        return speaker.of(_OF_TERRITORY[self.territory.token()]) if self.territory else ""


class WorkingDays(_ByHolidays, frozen=True):
    """The last of so many days *ouvrables* or *ouvrés* after a day (`times` 1) or before it (-1).

    `counted` says which of the two they are.
    """

    counted: str
    count: int

    keys = ("working_days",)
    operands = (Operand("day", DATE, "`working_days`"),)
    schemas = tuple(
        written(
            {
                "working_days": _NUMBER,
                "counted": {
                    "enum": [*OFF],
                    "description": "ouvrables : tous sauf dimanches et jours fériés ; ouvres : "
                    "ni les samedis / ouvrables: all but Sundays and holidays; ouvres: nor "
                    "Saturdays",
                },
                side: ref("value"),
                "holidays": _TERRITORY,
            },
            examples=[
                {
                    "working_days": 5,
                    "counted": "ouvrables",
                    side: {"fact": "notice.received_on"},
                    "holidays": "metropole",
                }
            ],
        )
        for side in _SIDES
    )
    page = (
        example(
            "{working_days: 5, counted: ouvrables, after: {fact: notice.received_on}, "
            "holidays: metropole}",
            "or ouvres; or before",
        ),
    )
    remarks = (_REMARK_COUNTED, _REMARK_HOLIDAYS)
    sketches = tuple(
        (
            "a date",
            {"working_days": count, "counted": counted, side: "<a date>", "holidays": territory},
        )
        for count, counted, side, territory in (
            (5, "ouvrables", "after", "metropole"),
            (10, "ouvres", "before", "<territory>"),
        )
    )

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{working_days: 5, counted: ouvrables, after: date, holidays: metropole}`."""
        side = read_side(node)
        parts = file.entries(node, at, (key, "counted", side, "holidays"))
        counted = file.one_of(file.text_at(parts, at, "counted"), OFF, (*at, "counted"))
        territory = read_territory(file, parts.get("holidays", ""), (*at, "holidays"))
        count, times = read_count(file, parts, at, key), 1 if side == "after" else -1
        return cls(file.value_at(parts, at, side), times, territory, counted, count)

    def step(self) -> Step:
        """Return how the day is found: by counting days."""
        return Step(OFF[self.counted], self.count * self.times)

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return « 5 jours ouvrables après la réception (hors jours fériés de métropole) »."""
        length = f"{self.count} {speaker.of(_COUNTED[self.counted][self.count > 1])}"
        order = ("avant", "before") if self.times < 0 else ("après", "after")
        phrase = f"{length} {speaker.of(order)} {speaker.value(self.day)}"
        without = speaker.of(("hors jours fériés", "without the public holidays"))
        return f"{phrase} ({without} {self.where(speaker)})"


class CarriedOver(_ByHolidays, frozen=True):
    """A term that falls on a day off, carried over to the next (`times` 1) or brought back (-1).

    `past` names the days off: `saturday`, `sunday`, `holiday`.
    """

    past: tuple[str, ...]

    keys = ("carried_over",)
    operands = (Operand("day", DATE, "`carried_over`"),)
    schemas = (
        written(
            {"carried_over": ref("value", "le terme / the term")},
            {
                "holidays": _TERRITORY,
                "past": {
                    "type": "array",
                    "minItems": 1,
                    "items": {"enum": [*OFF["ouvres"]]},
                    "description": "les jours qui reportent, tous par défaut / the days that "
                    "carry over, all by default",
                },
                "to": {"enum": ["next", "previous"], "default": "next"},
            },
            [{"carried_over": {"fact": "appeal.due_on"}, "holidays": "metropole"}],
        ),
    )
    page = (
        example(
            "{carried_over: {after: {fact: notice.received_on}, by: P1M}, holidays: metropole}",
            "past Saturdays, Sundays and public holidays",
        ),
        example(
            "{carried_over: {fact: fee.due_on}, past: [saturday, sunday], to: previous}",
            "`past`: which days; `to`: back to the day before",
        ),
    )
    remarks = (_REMARK_CARRIED,)
    sketches = (
        ("a date", {"carried_over": "<a date>", "holidays": "<territory>"}),
        ("a date", {"carried_over": "<a date>", "past": ["sunday"], "to": "previous"}),
        (
            "a date",
            {
                "carried_over": "<a date>",
                "past": ["saturday", "holiday"],
                "holidays": "<territory>",
                "to": "next",
            },
        ),
    )

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{carried_over: date, holidays: metropole}`, `past` some days, `to` a side."""
        given = node.get("past")
        off = tuple(given) if isinstance(given, list) else OFF["ouvres"]
        needs = (key, "holidays") if HOLIDAY in off else (key,)
        optional = ("past", "to", *(("holidays",) if HOLIDAY not in off else ()))
        parts = file.entries(node, at, needs, optional)
        if "past" in parts:
            off = _read_off(file, parts["past"], (*at, "past"))
        to = file.one_of(file.text_at(parts, at, "to", "next"), ("next", "previous"), (*at, "to"))
        territory = None
        if "holidays" in parts:
            territory = read_territory(file, parts["holidays"], (*at, "holidays"))
            _refuse_useless(file, off, parts["holidays"], (*at, "holidays"))
        day = file.value_at(parts, at, key)
        return cls(day, -1 if to == "previous" else 1, territory, off)

    def step(self) -> Step:
        """Return how the day is found: by passing over the days off."""
        return Step(self.past, onwards=self.times > 0)

    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return « …, reporté au premier jour suivant qui ne l'est pas s'il tombe… »."""
        where = self.where(speaker)
        names = [speaker.of(_OFF_NAMED[name]).format(where=where) for name in self.past]
        off = names[0] if len(names) == 1 else _either(names, speaker)
        return speaker.of(_CARRIED[self.times]).format(day=speaker.value(self.day), off=off)


def _either(names: list[str], speaker: ValueSpeaker) -> str:
    """Return phrases joined by commas and `or`."""
    return f"{', '.join(names[:-1])} {speaker.of(('ou', 'or'))} {names[-1]}"


def _read_off(file: File, node: Any, at: Any) -> tuple[str, ...]:
    """Return the days off that are named, all of them where none is."""
    named = tuple(
        file.one_of(str(name), OFF["ouvres"], (*at, rank))
        for rank, name in enumerate(file.items(node, at))
    )
    return tuple(name for name in OFF["ouvres"] if name in named) or OFF["ouvres"]


def _refuse_useless(file: File, off: tuple[str, ...], given: Any, at: Any) -> None:
    """Note a territory that nothing needs."""
    if HOLIDAY not in off:
        message = sentence("`{name}` serves nothing: `past` names no holiday", name=str(given))
        file.note("ACC252", at, message, sentence("remove it, or add `holiday` to `past`."))
