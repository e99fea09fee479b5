"""What kind each value of a corpus is of, and whether it is a whole number whatever the case."""

from __future__ import annotations

from engine.language.kinds import DATE, KINDS, NUMBER, is_whole, kind_of
from engine.language.model import Corpus, Table, provisions_of
from engine.language.nodes import (
    Bracket,
    Cell,
    Choice,
    Combine,
    EffectDate,
    EventDate,
    Fact,
    FactOn,
    Literally,
    Proportion,
    Scalar,
    Shift,
    Value,
    Weighted,
)
from engine.words.labels import word_of

SUMS = frozenset({"multiply", "add", "subtract", "negate"})
DATES = frozenset({"earliest", "latest"})


class Values:
    """The values of a corpus, with the tables that they read in all their versions."""

    def __init__(self, corpus: Corpus) -> None:
        self.vocabulary = corpus.vocabulary
        self.provisions = tuple(provisions_of(corpus.texts.values()))
        self._tables: dict[str, list[Table]] = {}
        for provision in self.provisions:
            if provision.table:
                self._tables.setdefault(provision.address, []).append(provision.table)

    def kinds(self, value: Value) -> frozenset[str]:
        """Return the kinds that a value may be of, none when nothing can be told."""
        match value:
            case Literally(value=given):
                return frozenset({kind_of(given)})
            case Fact(name) | FactOn(name, _):
                word = word_of(name, self.vocabulary)
                return frozenset({KINDS[word.type]} if word else ())
            case Shift() | EventDate() | EffectDate():
                return frozenset({DATE})
            case Cell() | Proportion() | Weighted():
                return frozenset({NUMBER})
            case Combine(operation, parts):
                fixed = NUMBER if operation in SUMS else DATE if operation in DATES else ""
                return frozenset({fixed}) if fixed else frozenset().union(*map(self.kinds, parts))
            case Bracket(_, table):
                return frozenset(map(kind_of, self.classes(table)))
            case Choice(_, options):
                return frozenset().union(*map(self.kinds, options.values()))
        raise TypeError(value)

    def classes(self, table: str) -> tuple[Scalar, ...]:
        """Return the classes of the brackets of a table."""
        return tuple(name for one in self._tables.get(table, ()) for _, _, name in one.brackets)

    def column_kinds(self, table: str) -> frozenset[str]:
        """Return the kinds of the columns of a table."""
        return frozenset(
            kind_of(column) for one in self._tables.get(table, ()) for column in one.columns
        )

    def is_whole(self, value: Value) -> bool:
        """Whether a value, where it is known, is a whole number whatever the case."""
        match value:
            case Literally(value=given):
                return is_whole(given)
            case Fact(name) | FactOn(name, _):
                word = word_of(name, self.vocabulary)
                return word is not None and word.type == "integer"
            case Combine(_, parts):
                return all(map(self.is_whole, parts))
            case Bracket(_, table):
                return all(map(is_whole, self.classes(table)))
            case Cell(table, _, _):
                return all(
                    is_whole(cell)
                    for one in self._tables.get(table, ())
                    for cells in one.rows.values()
                    for cell in cells
                )
            case Choice(_, options):
                return all(map(self.is_whole, options.values()))
        return False

    def scalars(self, value: Value) -> frozenset[Scalar] | None:
        """Return all that a value may be where it is written in the law, None where it is not."""
        match value:
            case Literally(value=given):
                return frozenset({given})
            case Bracket(_, table):
                return frozenset(self.classes(table))
            case Choice(_, options):
                found = [self.scalars(one) for one in options.values()]
                return (
                    None
                    if None in found
                    else frozenset[Scalar]().union(*(one for one in found if one))
                )
        return None

    def words(self, value: Value) -> frozenset[str]:
        """Return the words that a value may be, as far as
        they are written in the law or are those of a fact.
        """
        match value:
            case Literally(value=str() as given):
                return frozenset({given})
            case Fact(name) | FactOn(name, _):
                word = word_of(name, self.vocabulary)
                return frozenset(word.values if word else ())
            case Combine(_, parts):
                return frozenset().union(*map(self.words, parts))
            case Bracket(_, table):
                return frozenset(name for name in self.classes(table) if isinstance(name, str))
            case Choice(_, options):
                return frozenset().union(*map(self.words, options.values()))
        return frozenset()


def alternatives(value: Value) -> tuple[Value, ...]:
    """Return the value itself or, when a reading decides, what each option gives."""
    if not isinstance(value, Choice):
        return (value,)
    return tuple(one for option in value.options.values() for one in alternatives(option))
