"""What a value is, and all that the engine asks of one: the base of every form.

A form is one way to say a value: a fact, a cell of a table, a sum, a date moved. Each is a class
below `Value`, in a module of `engine.language.forms`, and answers every question by itself. Whoever
needs the value of a rule, its words, its column in a table of cases or its schema asks the node;
nobody else knows which forms there are. What a form needs from outside comes in as an argument,
and what may be asked of that argument is a Protocol here.

Read first `forms/dates.py`, the shortest of them that has parts.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeAlias, TypeVar

from msgspec import Struct

from engine.diagnostics.bilingual import NO_SENTENCE, Sentence
from engine.language.temporal import Duration

if TYPE_CHECKING:
    from engine.language.bands import Band
    from engine.language.forms.readings import Choice
    from engine.language.forms.texts import EffectDate, EventDate
    from engine.language.model import LawTable, Word
    from engine.language.public_holidays import Step

Scalar: TypeAlias = bool | int | Decimal | date | Duration | str
View: TypeAlias = Mapping[str, Any]
"""The facts known on an occasion, by name; a fact that is absent is unknown."""
Compute: TypeAlias = Callable[[View], Any]
"""Gives a value for the facts of an occasion, None where it is unknown."""
Schema: TypeAlias = Mapping[str, Any]
Wording: TypeAlias = tuple[str, str]
"""What is said in French, and in English."""
UNKNOWN_DERIVED = "derivations.unknown"
"""The name, in a view, of the set of the derived facts that are unknown.

A derived fact that is neither in the view nor in this set is undefined: no rule gave it a value.
"""
T = TypeVar("T")
Finding_co = TypeVar("Finding_co", covariant=True)


def history_of(name: str) -> str:
    """Return the name under which a view holds the whole history of a fact: days and values."""
    return f"{name}@"


# --- what a form may ask, and whom ----------------------------------------------------------------


class Ground(Protocol):
    """What values depend on beside facts: readings chosen, tables in force, days of texts."""

    def option(self, reading: str) -> str:
        """Return the option chosen for a reading."""

    def table(self, address: str) -> LawTable | None:
        """Return a table, None when there is none."""

    def day_of(self, value: EventDate | EffectDate) -> date | None:
        """Return the day of an event or of an entry into force, None while it is not known."""


class File(Protocol):
    """A file being read: a fault is noted at its place, and reading goes on."""

    def value(self, node: Any, at: Any) -> Value:
        """Return the value at a place."""

    def condition(self, node: Any, at: Any) -> Any:
        """Return the condition at a place."""

    def element_name(self, items: str) -> str:
        """Return what stands for one element of a collection, or for one record of a list."""

    def value_at(self, parts: Mapping[str, Any], at: Any, name: str) -> Value:
        """Return the value under `name` of the mapping at `at`."""

    def entries(
        self, node: Any, at: Any, needed: Iterable[str] = (), optional: Iterable[str] = ()
    ) -> Mapping[str, Any]:
        """Return the mapping at a place; keys that are missing or mean nothing are noted."""

    def items(self, node: Any, at: Any) -> list[Any]:
        """Return the list at a place."""

    def text_at(self, parts: Mapping[str, Any], at: Any, name: str, default: str = "") -> str:
        """Return the text under `name` of the mapping at `at`."""

    def number(self, node: Any, at: Any) -> Decimal:
        """Return the number at a place."""

    def duration(self, node: Any, at: Any) -> Duration:
        """Return the ISO 8601 duration at a place."""

    def brackets(self, node: Any, at: Any) -> tuple[Band, ...]:
        """Return the bands at a place: a limit, whether it is included, and what the band gives."""

    def event_name(self, node: Any, at: Any) -> tuple[str, str]:
        """Return the text and the event named `text.event`."""

    def one_of(self, given: str, valid: Iterable[str], at: Any) -> str:
        """Return `given`, which is noted when it is none of the valid words."""

    def choice(self, node: Any, at: Any, read: Callable[[Any, Any], Any]) -> Choice[Any]:
        """Return what a reading decides, each alternative read by `read`."""

    def note(self, code: str, at: Any, message: Sentence, hint: Sentence = NO_SENTENCE) -> None:
        """Note a fault at a place."""


class Types(Protocol):
    """The words of a corpus and its tables in all their versions, for the checks of kinds."""

    def word(self, name: str) -> Word | None:
        """Return the word of a fact, None when there is none."""

    def classes(self, table: str) -> tuple[Scalar, ...]:
        """Return the classes of the brackets of a table."""

    def brackets(self, table: str) -> tuple[Band, ...]:
        """Return the brackets of a table, those of all its versions."""

    def rows(self, table: str) -> Iterable[str]:
        """Return the names of the rows of a table, those of all its versions."""

    def column_kinds(self, table: str) -> frozenset[str]:
        """Return the kinds of the columns of a table."""

    def cells(self, table: str) -> Iterable[Decimal]:
        """Return the cells of a table."""

    def kind_named(self, kind: str) -> Sentence:
        """Return what a kind is called: a date, a number…"""

    def remedy(self, kind: str) -> Sentence:
        """Return how a value of a kind is written."""


class Need(Struct, frozen=True):
    """A part of a value that must be of a kind; `where` names it (a key of the file)."""

    part: Value
    kind: str
    where: str | Sentence


class Fault(Struct, frozen=True):
    """What is wrong with a value in itself; `word` is what to look for in the file, first `under`
    these keys.
    """

    code: str
    message: Sentence
    hint: Sentence
    word: str
    under: tuple[str, ...] = ()


class NameChecker(Protocol[Finding_co]):
    """Whoever knows the names of texts, readings and tables, and finds those that do not exist."""

    def event(self, text: str, event: str) -> Iterator[Finding_co]:
        """Yield what is wrong with the name of an event of a text."""

    def group(self, text: str, group: str) -> Iterator[Finding_co]:
        """Yield what is wrong with the name of a group of provisions of a text."""

    def cell(self, table: str, row: str, column: Value) -> Iterator[Finding_co]:
        """Yield what is wrong with the name of a table, of its row or of its column."""

    def brackets(self, table: str) -> Iterator[Finding_co]:
        """Yield what is wrong with the name of a table of brackets."""

    def reading(self, choice: Choice[Any]) -> Iterator[Finding_co]:
        """Yield what is wrong with the name of a reading or of its options."""


class ValueSpeaker(Protocol):
    """Whoever reads values aloud, in one language."""

    def of(self, wordings: Wording) -> str:
        """Return the one of (French, English) that is in the language spoken."""

    def value(self, value: Value, word: Word | None = None) -> str:
        """Return a value as a noun phrase; `word` is the fact to which it is given."""

    def condition(self, condition: Any) -> str:
        """Return a condition as a phrase."""

    def scalar(self, value: Scalar, word: Word | None) -> str:
        """Return a value that is written out."""

    def ratio(self, value: Decimal) -> str:
        """Return a ratio, `75 %`."""

    def number(self, value: Decimal) -> str:
        """Return a number as it is written in the language."""

    def label(self, fact: str) -> str:
        """Return the label of a fact."""

    def definite(self, fact: str) -> str:
        """Return the label of a fact with its article."""

    def day_of_year(self, month: int, number: int) -> str:
        """Return a day of any year: `le 30 juin`, `30 June`."""

    def contracted(self, preposition: str, phrase: str) -> str:
        """Return a French phrase after `à` or `de`; in English, the phrase alone."""

    def on_day(self, day: Value) -> str:
        """Return a day as the one on which something is: `au 1er mars`, `on 1 March`."""

    def lasting(self, by: Duration) -> str:
        """Return a duration in words."""

    def listed(self, phrases: Sequence[str]) -> str:
        """Return phrases joined by commas and `and`."""

    def choice(self, reading: str, options: Mapping[str, str]) -> str:
        """Return the phrase of the option chosen, or that of each option with what it says."""

    def article(self, address: str) -> str:
        """Return the article of a provision, `art. 7.3.1`."""

    def row(self, row: str) -> str:
        """Return the row of a table: the label of its line, or of the fact that names it."""

    def is_of_money(self, table: str) -> bool:
        """Whether a table holds sums of money."""

    def text(self, text: str) -> str:
        """Return the short name of a text."""

    def event(self, text: str, event: str) -> str:
        """Return an event of a text, `la publication`."""

    def group(self, text: str, group: str) -> str:
        """Return what a group of provisions is called, empty for the ordinary one."""


class Calculation(Protocol):
    """Whoever shows how an amount was worked out on one occasion."""

    @property
    def ground(self) -> Ground:
        """What the values depend on."""

    @property
    def view(self) -> View:
        """The facts of the occasion."""

    def of(self, wordings: Wording) -> str:
        """Return the one of (French, English) that is in the language spoken."""

    def fact(self, name: str, value: Any) -> str:
        """Return the value of a fact."""

    def number(self, value: Any, unit: str = "") -> str:
        """Return a number, or an amount when the unit is EUR."""

    def ratio(self, value: Decimal) -> str:
        """Return a ratio, `75 %`."""


class ColumnWriter(Protocol[T]):
    """Whoever writes values as columns of a table of cases; T is a term of its own.

    A term is None where a value is unknown whatever the case.
    """

    def constant(self, value: Scalar) -> T:
        """Return the term of a constant."""

    def term(self, value: Value) -> T | None:
        """Return the term of a part."""

    def option(self, reading: str) -> str:
        """Return the option chosen for a reading."""

    def day_of(self, value: EventDate | EffectDate) -> T | None:
        """Return the day of an event or of an entry into force."""

    def fact(self, name: str) -> T | None:
        """Return a fact, or what the occasion covers, by its name in a view."""

    def fact_on(self, name: str, day: T | None) -> T | None:
        """Return a fact on a day."""

    def fact_over(self, name: str, first: T | None, until: T | None) -> T | None:
        """Return the average of a fact from a day to the eve of another, by days."""

    def cell(self, table: str, row: str, column: T | None) -> T | None:
        """Return a cell of a table."""

    def cell_by(self, table: str, row: T, column: T | None) -> T | None:
        """Return a cell of a table, in the row that a value names."""

    def bracket(self, table: str, place: T | None) -> T | None:
        """Return the class of a table of brackets into which a number falls."""

    def brackets(self, table: str) -> Sequence[Band]:
        """Return the brackets of a table in force, none where it is not."""

    def banded(self, bands: Sequence[Band], place: T) -> T:
        """Return what the band into which a number falls gives."""

    def moved(self, start: T, by: Duration, times: int, count: T | None, *, up: bool = False) -> T:
        """Return a date moved by a duration, `times` forwards (1) or backwards (-1).

        With `up`, a day that a month does not have is the first of the next one.
        """

    def moved_by(self, start: T, by: T, times: int, *, up: bool) -> T:
        """Return a date moved by a duration of each case, forwards (1) or backwards (-1)."""

    def between(self, start: T, end: T, unit: str, *, begun: bool, up: bool) -> T:
        """Return how many years, months or days there are from a date to another."""

    def longest(self, parts: Sequence[T], *, greatest: bool) -> T:
        """Return the longest or the shortest of durations, unknown where none certainly is."""

    def rounded_duration(self, part: T, unit: Duration, *, up: bool) -> T:
        """Return a duration as whole units of months, unknown where that is not certain."""

    def calendar_day(self, day: T, stretch: int, months: int, days: int) -> T:
        """Return the start of the stretch of a day (so many months), moved by months and days."""

    def anniversary(self, origin: T, day: T) -> T:
        """Return the first anniversary of a date that is not before another."""

    def found_day(self, day: T, step: Step, territory: Value | None) -> T | None:
        """Return the day found from another by passing over days off, holidays of a territory.

        The territory is a word, or the fact that gives it; None where no holiday matters.
        """

    def elapsed(self, start: T, end: T, unit: str) -> T:
        """Return how many days, or complete months or quarters, lie between two days.

        Unknown where they are not in order, or the second is `not_yet`.
        """

    def product(self, factors: Sequence[T]) -> T:
        """Return the product of numbers."""

    def quotient(self, number: T, divisor: T) -> T:
        """Return a number divided by another, unknown where that is zero."""

    def total(self, parts: Sequence[T], signs: Sequence[int]) -> T:
        """Return the sum of numbers, each with its sign (1 or -1)."""

    def extreme(self, parts: Sequence[T], *, greatest: bool) -> T:
        """Return the least or the greatest of numbers or dates."""

    def rounded(self, part: T, unit: Decimal, direction: str) -> T:
        """Return a number rounded to a whole number of units, as `arithmetic` names directions."""

    def first_known(self, parts: Sequence[Value]) -> T | None:
        """Return the first of some values that is known, behind those that are waited for."""


class Lookup(Struct, frozen=True):
    """What a value looks up, and where: a day, a cell, a class. It may not be there.

    `name` names what is unknown then. `place` is the value that says where to look (None for a day
    of the texts), `beside` and `facts` are the other values and facts that say so. If `total`, what
    is looked up has an answer for every place: only the whole may be missing.
    """

    name: str
    place: Value | None = None
    facts: tuple[str, ...] = ()
    total: bool = False
    beside: tuple[Value, ...] = ()

    @property
    def places(self) -> tuple[Value, ...]:
        """The values that say where to look: all of them must be known."""
        return () if self.place is None else (self.place, *self.beside)


# --- values ---------------------------------------------------------------------------------------


class Value(Struct, frozen=True):
    """A value of a rule. A form is a class below it, which answers each question.

    The questions marked abstract have no common answer: each form (or the family it belongs to)
    answers them. The others have an answer that is safe for any form, which says so.
    """

    keys: ClassVar[tuple[str, ...]]
    """The keys of YAML that begin a form; none for what another form reads, or is written out."""
    schemas: ClassVar[tuple[Schema, ...]]
    """What may be written, as JSON Schema: one for each spelling."""
    page: ClassVar[tuple[str, ...]]
    """Examples for the page of the language: lines of YAML, with a remark where one helps."""
    remarks: ClassVar[tuple[str, ...]] = ()
    """Paragraphs of the page of the language on what the examples do not say."""
    sketches: ClassVar[tuple[tuple[str, Any], ...]]
    """The kind of a value and how it is written, with holes.

    The property tests fill them, so that every form is drawn: `<a number>` is any value of that
    kind, `<fact: a date>` the name of a fact of that kind.
    """
    of_a_case: ClassVar[bool]
    """Whether a value may differ from case to case by itself, its parts aside."""
    alternative: ClassVar[bool] = False
    """Whether one of its parts is enough: it is known as soon as one of them is."""
    compound: ClassVar[bool] = False
    """Whether it is read aloud in parentheses inside another operation."""
    comes_with: ClassVar[str] = ""
    """For a date: it has come when `all` or `any` of its parts have, or by itself alone."""

    # --- reading, and the tree ---

    @classmethod
    @abstractmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return the value that a file writes at a place, `key` being the one that begins it."""

    @abstractmethod
    def children(self, ground: Ground | None = None) -> tuple[Value, ...]:
        """Return the values of which it is made; with a ground, those of the option chosen."""

    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """Return the facts that it reads by itself; those of its parts are not among them."""

    def templates(self) -> tuple[str, ...]:
        """Return its names with holes. None, unless a form says so."""
        return ()

    def tables(self) -> tuple[str, ...]:
        """Return the addresses of the tables that it looks up. None, unless a form says so."""
        return ()

    def records(self) -> tuple[str, ...]:
        """Return the facts of records that it reads by itself. None, unless a form says so."""
        return ()

    def lookup(self) -> Lookup | None:
        """Return what it looks up and may not find. Nothing, unless a form says so."""
        return None

    def cell_read(self, ground: Ground) -> Callable[[View], str | None] | None:
        """Return what names the cell of a table that it reads, for the facts of an occasion.

        Nothing, unless a form says so.
        """
        return None

    def figures(self) -> tuple[Scalar | Duration, ...]:
        """Return the numbers and durations written in it. None, unless a form says so."""
        return ()

    def walk(self, ground: Ground | None = None) -> Iterator[Value]:
        """Yield it and all its parts; with a ground, only the option chosen of each reading."""
        yield self
        for part in self.children(ground):
            yield from part.walk(ground)

    def facts_read(self, ground: Ground | None = None) -> tuple[str, ...]:
        """Return the names of the facts that it and its parts read, in order, once each."""
        return tuple(dict.fromkeys(name for part in self.walk(ground) for name in part.names()))

    # --- meaning ---

    @abstractmethod
    def compiled(self, ground: Ground) -> Compute:
        """Return the function that computes it for the facts of an occasion."""

    @abstractmethod
    def term(self, plan: ColumnWriter[T]) -> T | None:
        """Return its term in a plan of tables, None when it is unknown whatever the case."""

    # --- checks ---

    @abstractmethod
    def kinds(self, types: Types) -> frozenset[str]:
        """Return the kinds that it may be of, none when they are not known."""

    @abstractmethod
    def is_whole(self, types: Types) -> bool:
        """Whether it is a whole number, where it is known, whatever the case."""

    @abstractmethod
    def faults(self, types: Types) -> Iterator[Need | Fault]:
        """Yield what each of its parts must be, and what is wrong with itself."""

    def failures(self, types: Types) -> Iterator[Fault]:
        """Yield why it certainly has no value, whatever the case: its parts, as they are written.

        Asked only where it and its parts are of the kinds needed. A form says so if it may be.
        """
        return iter(())

    @abstractmethod
    def token(self) -> str:
        """Return the word by which it is found in its file."""

    @abstractmethod
    def takes_away(self) -> bool:
        """Whether it may be below zero by itself, so that adding it may make a sum smaller."""

    def words(self, types: Types) -> frozenset[str]:
        """Return the words that it may be. None are known, unless a form says so."""
        return frozenset()

    def scalars(self, types: Types) -> frozenset[Scalar] | None:
        """Return all the values that it may take, None if not known: a form says so if it is."""
        return None

    def references(self, names: NameChecker[T]) -> Iterator[T]:
        """Yield what is wrong with the names it uses. It uses none, unless a form says so."""
        return iter(())

    def not_before_period(self, ground: Ground) -> bool:
        """Whether it is a date that never comes before the period of its occasion.

        False is always safe: nothing is then left out.
        """
        return False

    def origin(self) -> tuple[Value, int, int] | None:
        """Return the date from which it is moved, and by how many months and days.

        Itself, unmoved, is always right. None where the move depends on the case.
        """
        return self, 0, 0

    # --- questions ---

    def copy_of(self, ground: Ground) -> str:
        """Return the name of the fact if it is simply that fact, else "" (which is always safe)."""
        return ""

    def reached_from(self, name: str) -> Callable[[date], date] | None:
        """Return the function that gives the day of a fact from which this date is a given day.

        None if the date is not made of that fact alone; None is always safe.
        """
        return None

    def limits(self, name: str, ground: Ground) -> Iterable[int | Duration]:
        """Return the whole numbers, or durations, at which it changes with a fact. None, unless a
        form says so.
        """
        return ()

    # --- words ---

    @abstractmethod
    def said(self, speaker: ValueSpeaker, word: Word | None) -> str:
        """Return it as a noun phrase; `word` is the fact to which it is given."""

    def factors(self, ground: Ground) -> tuple[Value, ...]:
        """Return the factors of which it is the product; itself, unless a form says otherwise."""
        return (self,)

    def shown(self, value: Any, sums: Calculation) -> str:
        """Return what it came to on an occasion, as a factor of an amount: a plain number."""
        return sums.number(value)

    def worked_out(self, sums: Calculation) -> str:
        """Return how it came to what it is, « 17 500 € × 85 % »; empty for one factor alone."""
        factors = [
            (part, part.compiled(sums.ground)(sums.view)) for part in self.factors(sums.ground)
        ]
        phrases = [part.shown(value, sums) for part, value in factors if value != 1]
        return " × ".join(phrases) if len(phrases) > 1 else ""


# --- pieces of a schema ---------------------------------------------------------------------------


def ref(name: str, description: str = "") -> dict[str, Any]:
    """Return a reference to a shared definition of the schemas, with what it says here."""
    return {"$ref": f"#/$defs/{name}"} | ({"description": description} if description else {})


def several(description: str, least: int = 1, most: int | None = None) -> dict[str, Any]:
    """Return the schema of a list of values."""
    bounds = {"minItems": least} | ({} if most is None else {"maxItems": most})
    return {"type": "array", **bounds, "items": ref("value"), "description": description}


def written(
    needed: Mapping[str, Any],
    optional: Mapping[str, Any] | None = None,
    examples: Sequence[Any] = (),
) -> dict[str, Any]:
    """Return the schema of a mapping: the keys that it needs, and those that it may have."""
    schema: dict[str, Any] = {
        "type": "object",
        "required": [*needed],
        "additionalProperties": False,
    }
    schema["properties"] = {**needed, **(optional or {})}
    return schema | ({"examples": [*examples]} if examples else {})


def example(yaml: str, remark: str = "") -> str:
    """Return a line of the page of the language: YAML, and a remark after it."""
    return f"{yaml:<44} # {remark}" if remark else yaml
