"""Bands of numbers: limits that grow, and what each band gives.

A table of brackets of the law and a scale written in a rule are both made of them. Comes in: bands
as a file writes them. Goes out: what is wrong with their order, and how a number is cut by them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from msgspec import Struct

from engine.diagnostics.bilingual import Sentence, sentence
from engine.language import arithmetic
from engine.language.values import Scalar

Band: TypeAlias = tuple[Decimal | None, bool, Scalar]
"""A limit (None for the last band), whether the limit is in the band, and what the band gives."""
Piece: TypeAlias = tuple[Any, Decimal]
"""How much of a number lies in a band, and the rate of that band."""


class Misplaced(Struct, frozen=True):
    """A band that is not in its place; `word` is what it gives, to be found in the file."""

    message: Sentence
    hint: Sentence
    word: str


def misplaced(bands: Sequence[Band]) -> Iterator[Misplaced]:
    """Yield what is wrong with the order of bands: limits grow, and the last band has none."""
    previous = None
    for rank, (limit, included, given) in enumerate(bands):
        last = rank == len(bands) - 1
        if limit is None and not last:
            message = sentence(
                "bracket `{bracket}` has no limit but is not the last: those after it are never "
                "reached.",
                bracket=given,
            )
            yield Misplaced(message, sentence("give it `below` or `up_to`."), str(given))
        if last and limit is not None:
            message = sentence("no bracket holds what lies beyond {limit}.", limit=limit)
            yield Misplaced(message, sentence("end with a bracket without limit."), str(given))
        if limit is not None and previous is not None and (limit, included) <= previous:
            message = sentence(
                "bracket `{bracket}` ends at {limit}, not after the one before it ({previous}).",
                bracket=given,
                limit=limit,
                previous=previous[0],
            )
            yield Misplaced(message, sentence("write the limits in growing order."), str(given))
        previous = previous if limit is None else (limit, included)


def rate_of(given: Scalar | None) -> Decimal:
    """Return the rate that a band gives, 0 for what is no number (which the checks refuse)."""
    return Decimal(given) if isinstance(given, int | Decimal) else Decimal(0)


def band_of(number: Any, bands: Sequence[Band]) -> Scalar | None:
    """Return what the band that holds a number gives, None where none holds it."""
    return next(
        (
            given
            for limit, included, given in bands
            if limit is None or number < limit or (included and number == limit)
        ),
        None,
    )


def pieces(number: Any, bands: Sequence[Band]) -> list[Piece]:
    """Return the pieces into which bands cut a number, from 0 up, each with its rate.

    They add up to the number. A number that is not above 0 has none.
    """
    cut: list[Piece] = []
    low = Decimal(0)
    for limit, _, rate in bands:
        if number <= low:
            break
        top = number if limit is None or number < limit else limit
        if top > low:
            cut.append((arithmetic.difference([top, low]), rate_of(rate)))
            low = top
    return cut
