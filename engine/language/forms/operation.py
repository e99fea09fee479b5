"""What values made of others have in common: a list of them, or operands under their own keys."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from engine.diagnostics.bilingual import Sentence, sentence
from engine.language.values import Compute, Fault, Need, Value, View

if TYPE_CHECKING:
    from engine.language.asked import ColumnWriter, File, Ground, T, Types, ValueSpeaker
    from engine.language.model import Word


WHOLE = "a whole number"
"""Beside the kinds of values, what may be given where a number must be whole."""


def two_of(key: str, *kinds: str) -> tuple[tuple[str, Any], ...]:
    """Return how an operation is sketched: with two values of one kind, for each of some kinds."""
    return tuple((kind, {key: [f"<{kind}>", f"<{kind}>"]}) for kind in kinds)


class WrittenOut(Value, frozen=True):
    """A value that stands in the text itself: it has no key, no part, and reads no fact."""

    keys = ()
    schemas = ()
    of_a_case = False

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return the value that is written; it begins with no key, and is never a mapping."""
        return file.value(node, at)

    def children(self, ground: Ground | None = None) -> tuple[Value, ...]:
        """It has no part."""
        return ()

    def names(self) -> tuple[str, ...]:
        """It reads no fact."""
        return ()

    def faults(self, types: Types) -> Iterator[Need | Fault]:
        """It is what it is."""
        return iter(())


class NeedsAll(Value, frozen=True):
    """A value that needs all its parts: it is unknown as soon as one of them is."""

    @abstractmethod
    def combine(self, values: list[Any], /) -> Any:
        """Return what it makes of values that are all known; None where they give none."""

    @abstractmethod
    def combined_terms(self, plan: ColumnWriter[T], terms: Sequence[T]) -> T:
        """Return what it makes of terms, none of which is unknown whatever the case."""

    def compiled(self, ground: Ground) -> Compute:
        """Return the result, unknown as soon as a part is."""
        parts, combine = [part.compiled(ground) for part in self.children()], self.combine

        def compute(view: View) -> Any:
            values = []
            for part in parts:
                if (value := part(view)) is None:
                    return None
                values.append(value)
            return combine(values)

        return compute

    def term(self, plan: ColumnWriter[T]) -> T | None:
        """Return the result, unknown as soon as a part is."""
        terms = [plan.term(part) for part in self.children()]
        known = [term for term in terms if term is not None]
        return self.combined_terms(plan, known) if len(known) == len(terms) else None


# --- operands under keys of their own: `{round: value, to: 10}` -----------------------------------


class Operand(NamedTuple):
    """A field that holds an operand, the kind that it must be of, and what a finding calls it."""

    field: str
    kind: str
    where: str | Sentence


class OfOperands(Value, frozen=True):
    """A value of one kind made of operands, each a field; one that is None is not there.

    What a class below does not say is so: it reads no fact by itself, it is no whole number, its
    key finds it in its file, and only its operands may be below zero.
    """

    kind: ClassVar[str]
    """What it gives."""
    operands: ClassVar[tuple[Operand, ...]]

    of_a_case = False

    def _given(self) -> Iterator[tuple[Operand, Value]]:
        for operand in self.operands:
            if (part := getattr(self, operand.field)) is not None:
                yield operand, part

    def children(self, ground: Ground | None = None) -> tuple[Value, ...]:
        """Return its operands."""
        return tuple(part for _, part in self._given())

    def names(self) -> tuple[str, ...]:
        """It reads no fact by itself."""
        return ()

    def kinds(self, types: Types) -> frozenset[str]:
        """It gives its kind."""
        return frozenset({self.kind})

    def is_whole(self, types: Types) -> bool:
        """It is no number, or may have decimals."""
        return False

    def faults(self, types: Types) -> Iterator[Need | Fault]:
        """Each operand is of its kind."""
        for operand, part in self._given():
            yield Need(part, operand.kind, operand.where)

    def token(self) -> str:
        """Return its key."""
        return self.keys[0]

    def takes_away(self) -> bool:
        """Its operands say so, if they do."""
        return False


# --- a list: `{add: [2, 3]}` ----------------------------------------------------------------------


class ValueOperation(Value, frozen=True):
    """An operation on values, written `{name: [value, …]}`."""

    parts: tuple[Value, ...]

    of_a_case = False
    compound = True
    least: ClassVar[int] = 1
    most: ClassVar[int | None] = None
    """How many values it takes."""

    @property
    def key(self) -> str:
        """The name of the operation."""
        return self.keys[0]

    @classmethod
    def read(cls, file: File, key: str, node: Mapping[str, Any], at: Any) -> Value:
        """Return `{name: [value, …]}`."""
        file.entries(node, at, (key,))
        where = (*at, key)
        parts = tuple(
            file.value(part, (*where, rank))
            for rank, part in enumerate(file.items(node[key], where))
        )
        if isinstance(node[key], list):
            cls._counted(file, key, len(parts), where)
        return cls(parts)

    @classmethod
    def _counted(cls, file: File, key: str, count: int, where: Any) -> None:
        """Note a list that has too few values, or too many."""
        if cls.least <= count and (cls.most is None or count <= cls.most):
            return
        known = {"operation": f"`{key}`"}
        message = sentence("{operation} needs at least one value", **known)
        if cls.most is not None:
            message = sentence(
                "{operation} needs exactly two values, and has {count}", **known, count=count
            )
        hint = sentence("write `{operation}: [value, value]`.", operation=key)
        file.note("ACC110", where, message, hint)

    def children(self, ground: Ground | None = None) -> tuple[Value, ...]:
        """Return the values on which it works."""
        return self.parts

    def names(self) -> tuple[str, ...]:
        """It reads no fact by itself."""
        return ()

    def is_whole(self, types: Types) -> bool:
        """Whether all its parts are whole numbers."""
        return all(part.is_whole(types) for part in self.parts)

    def words(self, types: Types) -> frozenset[str]:
        """Return the words of its parts."""
        return frozenset[str]().union(*(part.words(types) for part in self.parts))

    def token(self) -> str:
        """Return the name of the operation."""
        return self.key

    def parts_said(self, speaker: ValueSpeaker, word: Word | None) -> list[str]:
        """Return its parts read aloud, operations among several in parentheses."""
        phrases = [speaker.value(part, word) for part in self.parts]
        if len(phrases) < 2:
            return phrases
        return [
            f"({phrase})" if part.compound else phrase
            for phrase, part in zip(phrases, self.parts, strict=True)
        ]


class Complete(NeedsAll, ValueOperation, frozen=True):
    """An operation that needs all its parts, each of the one kind that it gives."""

    kind: ClassVar[str]

    def kinds(self, types: Types) -> frozenset[str]:
        """It gives its kind."""
        return frozenset({self.kind})

    def faults(self, types: Types) -> Iterator[Need | Fault]:
        """Each part is of its kind."""
        for part in self.parts:
            yield Need(part, self.kind, f"`{self.key}`")

    def takes_away(self) -> bool:
        """Its parts say so, if they do."""
        return False
