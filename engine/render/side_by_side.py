"""Two versions of an article side by side: which provisions are of one id, and which words, cells
and rules changed.

In: the provisions of both. Out: `Compared`, whose texts are in parts that are the same or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import count
from typing import Final, TypeAlias

from msgspec import Struct

from engine.diagnostics.bilingual import Language
from engine.questions.answers.texts import ProvisionShown
from engine.render.law_blocks import cells_of
from engine.words.formats import typographic, upper_first

_WORDS: Final = re.compile(r"\S+\s*")
_ALIKE: Final = 0.35
"""Two texts that have less in common are shown as they are: marks on nearly every word say nothing.
"""
_Version: TypeAlias = tuple[str, int]
"""The id of a provision, and its rank among the versions of it that stand, each for other cases."""


class Words(Struct, frozen=True):
    """A part of a text, and whether the other text does not have it."""

    text: str
    changed: bool = False


class Side(Struct, frozen=True):
    """A provision in one of the two versions, with what the other does not have marked."""

    place: str
    words: Sequence[Words]
    heads: Sequence[str] = ()
    """The headings of its table; nothing where it has none."""
    rows: Sequence[Sequence[Words]] = ()
    rule: Sequence[Words] = ()
    """Its rule in words, where that is not the same in both."""
    stands_for: str = ""
    """The cases for which it stands, in words; "" where it does for all."""


class Compared(Struct, frozen=True):
    """Two versions: each provision that changed, before and after (None for nothing), then those
    that did not.
    """

    pairs: Sequence[tuple[Side | None, Side | None]]
    same: Sequence[ProvisionShown]


def compared(
    before: Sequence[ProvisionShown], after: Sequence[ProvisionShown], language: Language
) -> Compared:
    """Compare the provisions of two versions, in the order of the text."""
    every = list(paired(before, after))
    return Compared(
        [_pair(old, new, language) for old, new in every if not unchanged(old, new)],
        [new for old, new in every if old and new and unchanged(old, new)],
    )


def _pair(
    old: ProvisionShown | None, new: ProvisionShown | None, language: Language
) -> tuple[Side | None, Side | None]:
    words = words_compared(old.says if old else "", new.says if new else "", language)
    return _side(old, words[0], new, language), _side(new, words[1], old, language)


def _side(
    provision: ProvisionShown | None,
    words: Sequence[Words],
    other: ProvisionShown | None,
    language: Language,
) -> Side | None:
    if provision is None:
        return None
    heads, rows = _table(provision, other, language)
    rule: Sequence[Words] = ()
    if provision.in_words and (other is None or other.in_words != provision.in_words):
        before = (other.in_words or "") if other else ""
        rule = words_compared(before, provision.in_words, language)[1]
    place = typographic(upper_first(provision.place), language)
    stands_for = typographic(provision.stands_for or "", language)
    return Side(place, words, heads, rows, rule, stands_for)


def _table(
    provision: ProvisionShown, other: ProvisionShown | None, language: Language
) -> tuple[Sequence[str], Sequence[Sequence[Words]]]:
    """Return a table in words, the cells marked that the other version does not have."""
    if provision.table is None:
        return (), ()
    heads, rows = cells_of(provision.table, language)
    against = other.table if other else None
    known = cells_of(against, language)[1] if against else []
    cells = {(row[0], rank): cell for row in known for rank, cell in enumerate(row)}
    return heads, [
        [
            Words(cell, against is not None and cells.get((row[0], rank)) != cell)
            for rank, cell in enumerate(row)
        ]
        for row in rows
    ]


def paired(
    before: Sequence[ProvisionShown], after: Sequence[ProvisionShown]
) -> Iterator[tuple[ProvisionShown | None, ProvisionShown | None]]:
    """Yield the provisions of two versions in the order of the text: those of one id together,
    one that comes or goes alone. Where a provision has several versions, each for other cases, one
    that stays as it is stands with itself.
    """
    old = _told_apart(before, {})
    new = _told_apart(after, old)
    matcher = SequenceMatcher(None, [*old], [*new], autojunk=False)
    listed = [*old], [*new]
    for _, low, high, start, end in matcher.get_opcodes():
        for key in dict.fromkeys((*listed[0][low:high], *listed[1][start:end])):
            if key in old and key in new:
                if key in listed[1][start:end]:  # one that moved stands where it is now
                    yield old[key], new[key]
            else:
                # what other cases get from now on was the same for all until then
                yield old.get(key) or old.get((key[0], 0)), new.get(key)


def _told_apart(
    provisions: Sequence[ProvisionShown], others: Mapping[_Version, ProvisionShown]
) -> dict[_Version, ProvisionShown]:
    """Return provisions by id and rank among those of that id; one that is among the `others` has
    the rank that it has there.
    """
    found: dict[_Version, ProvisionShown] = {}
    for one in provisions:
        same = (key for key, other in others.items() if key[0] == one.id and unchanged(other, one))
        if (key := next(same, None)) is not None:
            found[key] = one
    whole: dict[_Version, ProvisionShown] = {}
    for one in provisions:
        kept = next((key for key, other in found.items() if other is one), None)
        taken = {**found, **whole}
        whole[kept or next(key for rank in count() if (key := (one.id, rank)) not in taken)] = one
    return whole


def unchanged(old: ProvisionShown | None, new: ProvisionShown | None) -> bool:
    """Whether a provision is there in both versions and says and computes the same."""
    return bool(
        old
        and new
        and (old.says, old.table, old.values, old.in_words)
        == (new.says, new.table, new.values, new.in_words)
    )


def words_compared(
    old: str, new: str, language: Language
) -> tuple[Sequence[Words], Sequence[Words]]:
    """Return two texts in parts, those that only one of them has marked; none of a text that has no
    other, or another that is hardly like it."""
    whole = tuple((Words(typographic(text, language)),) for text in (old, new))
    if not old or not new:
        return whole[0], whole[1]
    before, after = (_WORDS.findall(typographic(text, language)) for text in (old, new))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return whole[0], whole[1]
    sides: tuple[list[Words], list[Words]] = ([], [])
    for kind, low, high, start, end in matcher.get_opcodes():
        pieces = "".join(before[low:high]), "".join(after[start:end])
        for side, piece in zip(sides, pieces, strict=True):
            bare = piece.rstrip()
            if bare:
                side.append(Words(bare, kind != "equal"))
            if len(bare) < len(piece):
                side.append(Words(piece[len(bare) :]))
    return sides
