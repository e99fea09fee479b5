"""Whoever watches rules at work: told of each step of the reasoning, and of each sum that moved.

An answer keeps what its readers need. Who asks which rules of the law were ever tried, and how each
of them came out, needs every step of every occasion: it watches, while an answer is worked out, and
changes nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from engine.reasoning.steps import Step

_WATCHING: Final[ContextVar[Witness | None]] = ContextVar("watching", default=None)


class Witness(Protocol):
    """What is told while an answer is worked out."""

    def inferred(self, steps: Iterable[Step]) -> None:
        """Take note of the steps of one occasion: what was derived, then what was concluded."""

    def moved(self, steps: Iterable[Step]) -> None:
        """Take note of the steps that gave a right or a payment."""


@contextmanager
def watched_by(witness: Witness) -> Iterator[None]:
    """Tell a witness of all that is worked out inside."""
    before = _WATCHING.set(witness)
    try:
        yield
    finally:
        _WATCHING.reset(before)


def watching() -> Witness | None:
    """Return who watches now, if anyone does."""
    return _WATCHING.get()
