"""Two versions of an article side by side: which provisions are of one id, and which words changed.

In: the provisions of both. Out: pairs of provisions, and texts in parts that are the same or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

from msgspec import Struct

from engine.diagnostics.bilingual import Language
from engine.questions.answers.texts import ProvisionShown
from engine.words.formats import typographic

_WORDS: Final = re.compile(r"\S+\s*")
_ALIKE: Final = 0.35
"""Two texts that have less in common are shown as they are: marks on nearly every word say nothing.
"""


class Words(Struct, frozen=True):
    """A part of a text, and whether the other text does not have it."""

    text: str
    changed: bool = False


def paired(
    before: Sequence[ProvisionShown], after: Sequence[ProvisionShown]
) -> Iterator[tuple[ProvisionShown | None, ProvisionShown | None]]:
    """Yield the provisions of two versions in the order of the text: those of one id together,
    one that comes or goes alone."""
    old, new = {one.id: one for one in before}, {one.id: one for one in after}
    matcher = SequenceMatcher(None, [*old], [*new], autojunk=False)
    listed = [*old], [*new]
    for _, low, high, start, end in matcher.get_opcodes():
        for id_ in dict.fromkeys((*listed[0][low:high], *listed[1][start:end])):
            if id_ in old and id_ in new:
                if id_ in listed[1][start:end]:  # one that moved stands where it is now
                    yield old[id_], new[id_]
            else:
                yield old.get(id_), new.get(id_)


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
