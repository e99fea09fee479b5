"""What a value is, and all that the engine asks of one: the base of every form.

A form is one way to say a value: a fact, a cell of a table, a sum, a date moved. Each is a class
below `Value`, in a module of `engine.language.forms`, and answers every question by itself. Whoever
needs the value of a rule, its words, its column in a table of cases or its schema asks the node;
nobody else knows which forms there are. What a form may ask is in `asked.py`.

Read first `forms/dates.py`, the shortest of them that has parts.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from msgspec import Struct

from engine.diagnostics.bilingual import Sentence
from engine.language.temporal import Duration

if TYPE_CHECKING:
    from engine.language.asked import (
        Calculation,
        ColumnWriter,
        File,
        Ground,
        NameChecker,
        T,
        Types,
        ValueSpeaker,
    )
    from engine.language.model import Word

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


def history_of(name: str) -> str:
    """Return the name under which a view holds the whole history of a fact: days and values."""
    return f"{name}@"


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
