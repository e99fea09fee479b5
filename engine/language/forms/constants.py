"""What a value comes to where the rule alone says it: it reads no case, no table, no other text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice, product
from typing import Any, Final

from engine.diagnostics.bilingual import sentence
from engine.language.forms.readings import Choice
from engine.language.forms.texts import EffectDate, EventDate
from engine.language.values import Fault, Value

_MOST_OPTIONS: Final = 256
"""Of so many ways to take the readings of one value together, those that follow are not tried."""


class _Options:
    """What a value that reads nothing else depends on: the options chosen."""

    def __init__(self, chosen: Mapping[str, str]) -> None:
        self._chosen = chosen

    def option(self, reading: str) -> str:
        """Return the option chosen for a reading."""
        return self._chosen[reading]

    def table(self, address: str) -> None:
        """There is no table."""

    def day_of(self, value: EventDate | EffectDate) -> None:
        """There is no day of a text."""


def outcomes(*values: Value) -> Iterator[tuple[Any, ...]]:
    """Yield what values come to together, one tuple for each way to take their readings.

    Nothing where one of them depends on more than readings. What has no value is None.
    """
    if not all(map(_is_written, values)):
        return
    nodes = [node for value in values for node in value.walk()]
    readings: dict[str, frozenset[str]] = {}
    for node in nodes:
        if isinstance(node, Choice):
            shared = readings.get(node.reading, frozenset(node.options))
            readings[node.reading] = shared & frozenset(node.options)
    ways = product(*(sorted(options) for options in readings.values()))
    for way in islice(ways, _MOST_OPTIONS):
        ground = _Options(dict(zip(readings, way, strict=True)))
        yield tuple(value.compiled(ground)({}) for value in values)


def days_in_disorder(start: Value, end: Value) -> tuple[date, date] | None:
    """Return two days that are written, the second of which is not after the first; or None."""
    for first, last in outcomes(start, end):
        if isinstance(first, date) and isinstance(last, date) and last <= first:
            return first, last
    return None


def fails(value: Value) -> bool:
    """Whether a value has none under some reading, though all of its parts have one."""
    parts = (value, *value.children())
    return any(own is None and None not in of_parts for own, *of_parts in outcomes(*parts))


def _is_written(value: Value) -> bool:
    return not any(
        node.of_a_case or node.names() or node.tables() or isinstance(node, EventDate | EffectDate)
        for node in value.walk()
    )


# --- what is found of them ------------------------------------------------------------------------

_COMPARED = sentence("write durations that compare: months with months, or days with days.")


def not_in_order(key: str, first: str, start: date, last: str, end: date) -> Fault:
    """Return the finding of two days that are written, the second of which is not after the first.

    `first` and `last` are the keys of the days, under the key of the form.
    """
    message = sentence(
        "`{key}`: `{last}` ({end}) is not after `{first}` ({start}).",
        key=key,
        last=last,
        end=end,
        first=first,
        start=start,
    )
    hint = sentence("write the earlier day under `{first}`.", first=first)
    return Fault("ACC243", message, hint, last, (key,))


def not_coming(key: str, last: str) -> Fault:
    """Return the finding of a day that is written as one that has not come."""
    message = sentence("`{key}`: `{last}` is a day that has not come.", key=key, last=last)
    return Fault("ACC243", message, sentence("write a day that comes."), last)


def not_certain(key: str) -> Fault:
    """Return the finding of durations that are written, and that do not compare."""
    message = sentence("`{key}`: a month has 28 to 31 days, so that there is no value.", key=key)
    return Fault("ACC243", message, _COMPARED, key)
