"""What a form of a value may ask, and whom: whoever reads its file, knows the law in force and the
words, reads values aloud, shows a calculation or writes columns of tables.

What a form needs from outside comes in as an argument, of one of these protocols.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from engine.diagnostics.bilingual import NO_SENTENCE, Sentence

if TYPE_CHECKING:
    from engine.language.bands import Band
    from engine.language.comparison import Truth
    from engine.language.forms.gathered import Gathered
    from engine.language.forms.readings import Choice
    from engine.language.forms.texts import EffectDate, EventDate
    from engine.language.model import Collection, LawTable, Word
    from engine.language.nodes import Condition
    from engine.language.public_holidays import Step
    from engine.language.temporal import Duration
    from engine.language.values import Scalar, Value, View, Wording

T = TypeVar("T")
Finding_co = TypeVar("Finding_co", covariant=True)


class Ground(Protocol):
    """What values depend on beside facts: readings chosen, tables in force, days of texts."""

    def option(self, reading: str) -> str:
        """Return the option chosen for a reading."""

    def table(self, address: str) -> LawTable | None:
        """Return a table, None when there is none."""

    def day_of(self, value: EventDate | EffectDate) -> date | None:
        """Return the day of an event or of an entry into force, None while it is not known."""


class ConditionGround(Ground, Protocol):
    """What conditions depend on beside facts: what values do, and the conditions of benefits."""

    def conditions(self, benefit: str) -> tuple[Condition, ...]:
        """Return the conditions of a benefit."""


class ElementGround(Ground, Protocol):
    """What the elements of a case are held against."""

    def collection(self, name: str) -> Collection | None:
        """Return a collection, None for the name of a list of records."""

    def index_of(self, items: str) -> str:
        """Return the fact that numbers the records of a list, "" where their order does."""

    def truth(self, condition: Condition) -> Callable[[View], Truth]:
        """Return the function that gives the truth of a condition for the facts of an element."""


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

    def columns(self, table: str) -> Iterable[Scalar]:
        """Return the columns of a table, those of all its versions."""

    def column_kinds(self, table: str) -> frozenset[str]:
        """Return the kinds of the columns of a table."""

    def cells(self, table: str) -> Iterable[Decimal]:
        """Return the cells of a table."""

    def kind_named(self, kind: str) -> Sentence:
        """Return what a kind is called: a date, a number…"""

    def remedy(self, kind: str) -> Sentence:
        """Return how a value of a kind is written."""


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

    def first_since(self, days: Sequence[T], since: T) -> T:
        """Return the first of some dates that is not before another, not yet where all are."""

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


class ElementColumns(ColumnWriter[T], Protocol[T]):
    """What writes columns of what is worked out over elements."""

    def gathered(self, node: Gathered) -> T | None:
        """Return what is counted, summed or picked."""
