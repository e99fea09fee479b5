"""Which of several differences cause each change of an answer.

In: the differences between two states, and what answers when some of them are made: rows, each
with a value. Nothing here knows what a difference or a row is. Out: for each row that changes, its
cause.

A set of differences *causes* the change of a row when the change comes with them and goes without
them: where they alone are made, the row is as it is after; where all are made but they, it is as it
was before. The cause of a change is the smallest such set. Most often it is one difference.

    before: 12 members, no office    after: 30 members, an office
    rent:   0 → 400      with the office alone: 400. Without it: 0.           cause: the office
    grant:  0 → 900      with the members alone: 0. With the office alone: 0. cause: both together

A difference whose removal alone brings the row back to what it was is in its cause, whatever else
is. Sets are tried from the smallest on, as long as there are evaluations left: a cause that was
not proven the smallest says so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final, Generic, TypeAlias, TypeVar

from msgspec import Struct

Difference = TypeVar("Difference", bound=Hashable)
Row = TypeVar("Row", bound=Hashable)
Value = TypeVar("Value")
Answering: TypeAlias = Callable[[frozenset[Difference]], "Mapping[Row, Value] | None"]
"""Gives the rows of the answer when these differences are made, and no others; None where there is
no answer. A row that is not there has no value.
"""

MOST_ANSWERS: Final = 240
"""How many times at most the question is asked again."""


class Cause(Struct, Generic[Difference], frozen=True):
    """The differences that together cause a change, in the order in which they were given.

    `smallest` is false where the search for a smaller set ended before its end.
    """

    differences: tuple[Difference, ...]
    smallest: bool = True


class Attribution(Generic[Difference, Row, Value]):
    """What each of several differences does to the rows of an answer. No set of differences is
    answered twice.
    """

    def __init__(
        self,
        differences: Iterable[Difference],
        answering: Answering[Difference, Row, Value],
        most: int = MOST_ANSWERS,
    ) -> None:
        """Compare what `answering` says without any of the differences and with all of them."""
        self.differences: tuple[Difference, ...] = tuple(dict.fromkeys(differences))
        self._all = frozenset(self.differences)
        self._answering = answering
        self._most = most
        self._answers: dict[frozenset[Difference], Mapping[Row, Value] | None] = {}

    def answer(self, made: Collection[Difference]) -> Mapping[Row, Value] | None:
        """Return the rows where these differences alone are made; None where there is no answer."""
        key = frozenset(made)
        if key not in self._answers:
            self._answers[key] = self._answering(key)
        return self._answers[key]

    @property
    def changed(self) -> tuple[Row, ...]:
        """The rows that have another value with all the differences than without any, in the order
        of the two answers.
        """
        before, after = self.answer(()) or {}, self.answer(self._all) or {}
        rows = dict.fromkeys((*before, *after))
        return tuple(row for row in rows if before.get(row) != after.get(row))

    def causes(self, likely: Collection[Difference] = ()) -> dict[Row, Cause[Difference]]:
        """Return the cause of each row that changes. `likely` are differences that may well matter:
        the others are then looked at together first.
        """
        rows = self.changed
        if len(self.differences) < 2:
            return {row: Cause(self.differences) for row in rows}
        at_work = list(self._at_work(rows, likely))
        return {row: self._cause(row, at_work) for row in rows}

    # --- one row ---

    def _cause(self, row: Row, at_work: Sequence[Difference]) -> Cause[Difference]:
        """Return the smallest set of the differences at work that causes the change of a row."""
        needed = [each for each in at_work if self._undone(row, {each})]
        if needed and self._made(row, needed) and self._undone(row, needed):
            return self._ordered(needed)  # without asking what each other one does alone
        touching = [each for each in at_work if each in needed or self._touches(row, each)]
        others = [each for each in touching if each not in needed]
        for size in range(1, len(others) + 1):
            for more in combinations(others, size):
                together = frozenset((*needed, *more))
                if self._spent() and size < len(others):
                    break
                if self._made(row, together) and self._undone(row, together):
                    return self._ordered(together)
        return self._widened(row, frozenset(touching), at_work)

    def _widened(
        self, row: Row, touching: frozenset[Difference], at_work: Sequence[Difference]
    ) -> Cause[Difference]:
        """Return a set that causes a change where those that touch the row do not: with all those
        at work, and at last all there are.
        """
        for together in (touching, frozenset(at_work)):
            if together and self._made(row, together) and self._undone(row, together):
                return self._ordered(together, smallest=False)
        return self._ordered(self._all, smallest=False)

    def _ordered(
        self, together: Collection[Difference], *, smallest: bool = True
    ) -> Cause[Difference]:
        listed = tuple(each for each in self.differences if each in together)
        return Cause(listed, smallest)

    def _made(self, row: Row, together: Collection[Difference]) -> bool:
        """Whether a row is as it is after, where these differences alone are made."""
        return self._value(together, row) == self._value(self._all, row)

    def _undone(self, row: Row, together: Collection[Difference]) -> bool:
        """Whether a row is as it was before, where all the differences are made but these."""
        return self._value(self._all.difference(together), row) == self._value((), row)

    def _touches(self, row: Row, each: Difference) -> bool:
        """Whether one difference does something to a row: taken away from all, or made alone."""
        alone = self._value({each}, row) != self._value((), row)
        return alone or self._value(self._all - {each}, row) != self._value(self._all, row)

    def _value(self, made: Collection[Difference], row: Row) -> object:
        """Return the value of a row, which is unlike any other where there is no answer."""
        rows = self.answer(made)
        return object() if rows is None else rows.get(row)

    def _spent(self) -> bool:
        return len(self._answers) >= self._most

    # --- which are at work ---

    def _at_work(self, rows: Sequence[Row], likely: Collection[Difference]) -> Iterator[Difference]:
        """Yield the differences that do something to a row that changes. Those that do nothing are
        found together, by halves.
        """
        first = [each for each in self.differences if each in likely]
        rest = [each for each in self.differences if each not in likely]
        for block in (first, rest):
            yield from self._of_block(block, rows)

    def _of_block(self, block: Sequence[Difference], rows: Sequence[Row]) -> Iterator[Difference]:
        if not block or not self._does_something(block, rows):
            return
        if len(block) == 1:
            yield block[0]
            return
        half = len(block) // 2
        yield from self._of_block(block[:half], rows)
        yield from self._of_block(block[half:], rows)

    def _does_something(self, block: Sequence[Difference], rows: Sequence[Row]) -> bool:
        """Whether a row that changes is another where a block of differences is taken away, or
        where it alone is made.
        """
        without = self._all.difference(block)
        return self._differ(without, self._all, rows) or self._differ(block, (), rows)

    def _differ(
        self, made: Collection[Difference], otherwise: Collection[Difference], rows: Sequence[Row]
    ) -> bool:
        return any(self._value(made, row) != self._value(otherwise, row) for row in rows)
