"""The place of the word at fault: what was read keeps the place
of each provision, and its file tells where in it a word stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final

from msgspec.structs import replace

from engine.diagnostics.diagnostic import Diagnostic, Location
from engine.source.shapes import ratio_of
from engine.source.yaml_source import read_file

_HEAD: Final = frozenset({"id", "effect", "says", "source", "basis", "quote"})
"""The keys that name and cite a provision: a word that its rule uses is looked for elsewhere."""


def placed(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the findings, each at the place of the word that
    it names, where its file says it there; else as they are.
    """
    file = cache(_File)
    at_their_word = []
    for finding in findings:
        place = (
            file(finding.location.path).place_of(finding.word, finding.location, finding.under)
            if finding.word
            else None
        )
        at_their_word.append(
            replace(finding, location=place or finding.location, word="", under=())
        )
    return at_their_word


class _File:
    """The words of a file, each with its place, in the order of the file."""

    def __init__(self, path: str) -> None:
        document, _ = read_file(path)
        self._words = [] if document is None else list(document.entries())
        self._first: dict[Location, int] = {}
        for rank, (_, place, _) in enumerate(self._words):
            self._first.setdefault(place, rank)

    def place_of(self, word: str, within: Location, under: Sequence[str] = ()) -> Location | None:
        """Return where a word stands in what begins at a place; where a template holds it, the
        place of the template. Of several, one `under` these keys comes first, one of the head last.
        """
        start = self._first.get(within)
        if start is None:
            return None
        written, in_a_template = [], []
        for text, place, keys in self._said(start):
            rank = 0 if keys & {*under} else 2 if keys & _HEAD else 1
            if text == word or (text.endswith("%") and str(ratio_of(text)) == word):
                written.append((rank, place))
            elif f"{{{word}}}" in text:
                in_a_template.append((rank, place))
        # the sort keeps the order of the file, and what is written before what a template holds
        ordered = sorted([*written, *in_a_template], key=lambda ranked: ranked[0])
        return ordered[0][1] if ordered else None

    def _said(self, start: int) -> Iterator[tuple[str, Location, frozenset[str]]]:
        """Yield each word of what begins at a rank: its text, its place, the keys above it."""
        end = start + self._words[start][2]
        above: list[tuple[int, str]] = []
        for rank in range(start, end):
            text, place, span = self._words[rank]
            while above and above[-1][0] <= rank:
                above.pop()
            yield text, place, frozenset(key for _, key in above)
            if text and span > 1:
                above.append((rank + span, text))
