"""Keeps what is compiled, for the sets of readings asked about last."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from msgspec import Struct

from engine.law.consolidation import Law, Timeline
from engine.reasoning.program import COMPILING, Program

T = TypeVar("T")
MOST_COMPILED = 64
"""For so many sets of readings what is compiled is kept."""
_LOCK = threading.Lock()


class Compiled(Struct, frozen=True):
    """What is compiled of a timeline under one set of readings.

    `programs` are laws by family of questions; `shared` is what several states of the law have in
    common.
    """

    timeline: Timeline
    programs: dict[tuple[int, str], Program]
    shared: dict[Any, Any]


_KEPT: OrderedDict[tuple[int, tuple[tuple[str, str], ...]], Compiled] = OrderedDict()


def compiled_under(timeline: Timeline, readings: Mapping[str, str]) -> Compiled:
    """Return what is compiled of a timeline under readings; kept while among the last used."""
    key = (id(timeline), tuple(sorted(readings.items())))
    with _LOCK:
        compiled = _KEPT.get(key)
        if compiled is None or compiled.timeline is not timeline:
            _KEPT[key] = compiled = Compiled(timeline, {}, {})
        _KEPT.move_to_end(key)
        while len(_KEPT) > MOST_COMPILED:
            _KEPT.popitem(last=False)
    return compiled


def program_of(timeline: Timeline, law: Law, readings: Mapping[str, str], family: str) -> Program:
    """Return a law compiled for a family under readings, kept as `compiled_under` says."""
    kept = compiled_under(timeline, readings)
    key = (id(law), family)
    program = kept.programs.get(key)
    if program is None:
        with COMPILING:
            program = kept.programs.get(key)  # another thread may have made it
            if program is None:
                program = Program(timeline, law, readings, family, kept.shared)
                kept.programs[key] = program
    return program


def once(kept: Timeline | Compiled, key: Any, work: Callable[[], T]) -> T:
    """Return what is worked out once for a timeline, or for it under one set of readings.

    It is kept under a key.
    """
    if key not in kept.shared:
        with COMPILING:
            if key not in kept.shared:
                kept.shared[key] = work()
    result: T = kept.shared[key]
    return result
