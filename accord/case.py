"""A case: the facts of one situation, read and checked in the words of a law."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TypeAlias

from msgspec import Struct

from engine.cases.case_reader import Facts
from engine.language.temporal import NOT_YET, Duration
from engine.language.values import Scalar

Value: TypeAlias = "bool | int | str | Decimal | date"


def _plain(value: Scalar) -> Value:
    """Return a value as Python has it; a duration is the text that a case writes, `P2M`."""
    return str(value) if isinstance(value, Duration) else value


class Case(Struct, frozen=True, eq=False):
    """A case that was read and found clean. Made by `Law.case`, and by no one else.

    >>> import accord
    >>> given = {"contract": {"signed_on": "2020-01-15"}, "community": {"population": 55000}}
    >>> case = accord.load().case(given)
    >>> case
    <accord.Case cpts, 2 facts>
    >>> case.facts["contract.signed_on"]
    datetime.date(2020, 1, 15)
    >>> print(case.name)
    None
    """

    corpus: str
    """The corpus that answers it."""
    name: str | None
    """What it is called, where it says so: its first fact that is a text."""
    path: str | None
    """The file that it was read from, None when it was given as a mapping."""
    _facts: Facts
    _digest: str

    @property
    def facts(self) -> Mapping[str, Value]:
        """The facts given once, by their full name (`group.fact`, `collection.key.fact`).

        An act that has not happened is the text `not_yet`. What was left out is unknown, and not
        here.
        """
        values = self._facts.values.items()
        return MappingProxyType(
            {name: "not_yet" if value == NOT_YET else _plain(value) for name, value in values}
        )

    def __repr__(self) -> str:
        name = f" “{self.name}”" if self.name else ""
        count = len(self._facts.values) + len(self._facts.histories)
        return f"<accord.Case {self.corpus}{name}, {count} facts>"

    def _repr_html_(self) -> str:
        from accord.notebook import case_page

        return case_page(self)
