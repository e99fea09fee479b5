"""What every record of an answer is: frozen, in a fixed order of keys, written as plain data
through msgspec.

A field that is `None` by default is a key that the JSON answer leaves out when there is nothing to
say; one without a default is always there, as `null` where nothing is known. A name that Python
keeps for itself ends in `_` here and has no `_` in JSON: `from_`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final, Never, TypeAlias, TypeVar, cast

from msgspec import Struct, defstruct, field, json, to_builtins
from msgspec.structs import astuple, force_setattr

from engine.language.temporal import NOT_YET

Scalar: TypeAlias = str | int | bool | None
"""A value as JSON holds it: a number of any precision and a date are strings, `not_yet` is an act
that has not happened."""

Kind = TypeVar("Kind", bound="Record")
_LAST_DAY: Final = b'"9999-12-31"'
"""How msgspec writes NOT_YET, the day of an act that has not happened."""


def _with_acts_to_come(value: Any) -> Any:
    """Return plain data with the word `not_yet` in the place of the day NOT_YET."""
    if isinstance(value, dict):
        return {key: _with_acts_to_come(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_with_acts_to_come(inner) for inner in value]
    return "not_yet" if isinstance(value, date) and value == NOT_YET else value


class Record(
    Struct,
    frozen=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    gc=False,
    rename=lambda name: name.removesuffix("_"),
):
    """A record of an answer. It never changes: `msgspec.structs.replace` gives another one."""

    def as_plain(self) -> dict[str, Any]:
        """Return the record as JSON holds it: mappings, lists, strings, whole numbers, booleans;
        dates as ISO days, and the day of an act that has not happened as `not_yet`."""
        plain: dict[str, Any] = json.decode(self.as_json())
        return plain

    def as_json(self) -> bytes:
        """Return the record as compact JSON."""
        written = json.encode(self)
        if _LAST_DAY not in written:
            return written
        # It may be a text of the case that looks like that day: only days are replaced.
        return json.encode(_with_acts_to_come(to_builtins(self, builtin_types=(date, Decimal))))


class Placed(Record, frozen=True):
    """A record that may belong to a period, as the third of the years of a contract.

    JSON says it twice: in `period`, and under the name of the grid of periods (`"contract_year":
    3`).
    """


class Unchanging(dict[str, Any]):
    """A mapping of an answer: a dictionary that refuses to change, so that an answer can be shared,
    and be a key itself.
    """

    def __hash__(self) -> int:  # type: ignore[override]  # a dictionary that changes has none
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type[Unchanging], tuple[dict[str, Any]]]:
        return Unchanging, (dict(self),)

    def _refused(self, *_: object, **__: object) -> Never:
        message = "an answer does not change; take a copy: `dict(answer.readings)`"
        raise TypeError(message)

    __setitem__ = __delitem__ = __ior__ = _refused
    clear = pop = popitem = setdefault = update = _refused


class HoldsMappings(Record, frozen=True):
    """A record that holds mappings, which refuse to change as it does."""

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if type(value) is dict:
                force_setattr(self, name, Unchanging(value))


def _of_grid_again(kind: type[Kind], grid: str, values: tuple[Any, ...]) -> Kind:
    """Return a record of a grid from the values of its fields; what `pickle` calls."""
    renamed: Any = of_grid(kind, grid)
    made: Kind = renamed(**dict(zip(renamed.__struct_fields__, values, strict=True)))
    return made


@cache
def of_grid(kind: type[Kind], grid: str) -> type[Kind]:
    """Return the kind of record whose JSON has the number of its period under the name of the grid
    too.

    A grid that is called as a key of the record is written as `in_grid`.
    """
    if grid in kind.__struct_encode_fields__:
        return kind
    number = field(name=grid, default=None)
    renamed: Any = defstruct(
        kind.__name__,
        [("in_grid", int | None, number)],
        bases=(kind,),
        module=kind.__module__,
        frozen=True,
        kw_only=True,
        gc=False,
    )
    renamed.__doc__ = kind.__doc__
    renamed.__reduce__ = lambda record: (_of_grid_again, (kind, grid, astuple(record)))
    return cast("type[Kind]", renamed)
