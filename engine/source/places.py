"""The place of the word at fault: what was read keeps the place
of each provision, and its file tells where in it a word stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from msgspec.structs import replace

from engine.diagnostics.diagnostic import Diagnostic, Location
from engine.source.yaml_source import read_file


def placed(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the findings, each at the place of the word that
    it names, where its file says it there; else as they are.
    """
    file = cache(_File)
    at_their_word = []
    for finding in findings:
        place = (
            file(finding.location.path).place_of(finding.word, finding.location)
            if finding.word
            else None
        )
        at_their_word.append(replace(finding, location=place or finding.location, word=""))
    return at_their_word


class _File:
    """The words of a file, each with its place, in the order of the file."""

    def __init__(self, path: str) -> None:
        document, _ = read_file(path)
        self._words = [] if document is None else list(document.entries())
        self._first: dict[Location, int] = {}
        for rank, (_, place, _) in enumerate(self._words):
            self._first.setdefault(place, rank)

    def place_of(self, word: str, within: Location) -> Location | None:
        """Return where a word stands in what begins at a place;
        where a template holds it, the place of the template.
        """
        start = self._first.get(within)
        if start is None:
            return None
        _, _, span = self._words[start]
        said = self._words[start : start + span]
        written = (place for text, place, _ in said if text == word)
        in_a_template = (place for text, place, _ in said if f"{{{word}}}" in text)
        return next(written, None) or next(in_a_template, None)
