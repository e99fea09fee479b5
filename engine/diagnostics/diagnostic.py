"""Findings: one shape for every problem, a stable code for
each kind, collected and then reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from unicodedata import category

from msgspec import Struct, field

from engine.diagnostics.bilingual import NO_SENTENCE, Language, Sentence, sentence

_COMMANDING: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def visible(text: str) -> str:
    """Return a text on one line, each character that would break it
    or command a terminal written as its escape (`\\n`, `\\x1b`).
    """
    return "".join(
        character.encode("unicode_escape").decode()
        if category(character) in _COMMANDING
        else character
        for character in text
    )


class Location(Struct, frozen=True, order=True):
    """A place in a file: `path` as given, `line` and
    `column` counted from 1 (0 when the whole file is meant).
    """

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{visible(self.path)}:{self.line or 1}:{self.column or 1}"


class Diagnostic(Struct, frozen=True):
    """One finding. `code` is a key of `engine.codes.CODES`; `message`
    names the fault, `hint` the remedy, `related` the other places.

    `word` is the word at fault in what stands at `location`: its own place is looked for when the
    findings are complete, first `under` these keys, where the word may stand elsewhere too.
    """

    code: str
    message: Sentence
    location: Location
    hint: Sentence = NO_SENTENCE
    related: tuple[Location, ...] = field(default=())
    word: str = ""
    under: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.in_language("en")

    def in_language(self, language: Language) -> str:
        """Return the finding as it is printed, in `language`."""
        also, remedy = (
            ("  voir aussi\u00a0: ", "  conseil\u00a0: ")
            if language == "fr"
            else ("  see also: ", "  hint: ")
        )
        lines = [f"{self.location}: {self.code} {visible(self.message.in_language(language))}"]
        lines += [f"{also}{place}" for place in self.related]
        if self.hint:
            lines.append(f"{remedy}{self.hint.in_language(language)}")
        return "\n".join(lines)


class RefusedInput(Exception):
    """The input cannot be used. `diagnostics` says why, sorted by place; there is at least one."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = in_order(diagnostics)
        super().__init__("\n".join(str(diagnostic) for diagnostic in self.diagnostics))


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics without repeats, sorted by place, then code."""
    return tuple(
        sorted(
            dict.fromkeys(diagnostics),
            key=lambda finding: (finding.location, finding.code, str(finding.message)),
        )
    )


def backquoted(names: Iterable[str]) -> str:
    """Return names between backquotes, each once, as a sentence lists them."""
    return ", ".join(f"`{name}`" for name in dict.fromkeys(names))


def nearest(name: str, valid: Iterable[str], *, show: int = 20) -> Sentence:
    """Return a hint that names the valid name nearest to `name`, or lists the valid ones."""
    candidates: Sequence[str] = sorted(set(valid))
    close = nearest_name(name, candidates)
    if close:
        return sentence("did you mean `{name}`?", name=close)
    head = name.rpartition("/")[0]  # of an address, the names beside it
    candidates = [
        candidate for candidate in candidates if head and candidate.rpartition("/")[0] == head
    ] or candidates
    if not candidates:
        return sentence("nothing is defined here.")
    names = backquoted(candidates[:show])
    if len(candidates) > show:
        return sentence("valid names: {names}…", names=names)
    return sentence("valid names: {names}.", names=names)


def nearest_name(name: str, candidates: Sequence[str]) -> str | None:
    """Return the name that was probably meant: of addresses, one
    that differs by its last part, or by what stands before it.
    """
    from difflib import get_close_matches

    head, _, last = name.rpartition("/")
    plain = {candidate.casefold(): candidate for candidate in candidates}
    if not head:
        same = plain.get(name.casefold())
        return same or next(iter(get_close_matches(name, candidates, n=1, cutoff=0.55)), None)
    beside = {
        candidate.rpartition("/")[2]: candidate
        for candidate in candidates
        if candidate.rpartition("/")[0] == head
    }
    elsewhere = {
        candidate.rpartition("/")[0]: candidate
        for candidate in candidates
        if candidate.rpartition("/")[2] == last
    }
    for part, others in ((last, beside), (head, elsewhere)):
        close = get_close_matches(
            part, others, n=1, cutoff=0.55 if any(map(str.isalpha, part)) else 0.8
        )
        if close:
            return others[close[0]]
    return None
