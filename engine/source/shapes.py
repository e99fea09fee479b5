"""The shapes that every file shares (texts, lists, sentences,
durations…), read with a finding wherever one is not as expected.

A fault is noted where it stands and reading goes on, so that one pass shows them all; the caller
drops what a fault touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from engine.diagnostics.bilingual import NO_SENTENCE, Bilingual, Sentence, Series, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, nearest
from engine.language.operators import meant_by
from engine.language.temporal import Duration, parse_duration
from engine.source.document import Document, Pointer

_RATIO: Final = re.compile(r"(-?\d+(?:[.,]\d+)?)\s?%\Z", re.ASCII)
_FRACTION: Final = re.compile(r"(-?\d{1,9})/(\d{1,9})\Z", re.ASCII)
A_MAPPING: Final = sentence("a mapping")
A_LIST: Final = sentence("a list")
A_TEXT: Final = sentence("a text")
A_NUMBER: Final = sentence("a number")
A_WHOLE_NUMBER: Final = sentence("a whole number")
TRUE_OR_FALSE: Final = sentence("true or false")
NOTHING: Final = sentence("nothing")
A_DATE: Final = sentence("a date")
_TYPE_NAMES: Final = {
    dict: A_MAPPING,
    list: A_LIST,
    str: A_TEXT,
    bool: TRUE_OR_FALSE,
    int: A_WHOLE_NUMBER,
    Decimal: A_NUMBER,
}


def type_name(value: object) -> Sentence:
    """Return in plain words what kind of data a value is."""
    return NOTHING if value is None else _TYPE_NAMES.get(type(value), sentence("something else"))


def needed(kind: Sentence | Series, given: Any) -> Sentence:
    """Return that one kind of data is needed where another is given."""
    return sentence("{kind} is needed here, not {given}", kind=kind, given=given)


_WRITTEN = {True: "true", False: "false", None: "null"}


def shown(given: object) -> str:
    """Return a value of a file as a message shows it: as the file
    writes it, in one line, never longer than eighty characters.
    """
    text = " ".join(
        str(
            _WRITTEN.get(given, given) if given is None or isinstance(given, bool) else given
        ).split()
    )
    return f"`{text if len(text) <= 80 else text[:79] + '…'}`"


def near(name: str, valid: Iterable[str]) -> Sentence:
    """Return a hint that names the valid name nearest to `name`, or lists the valid ones."""
    return nearest(name[:80], valid)


def near_operator(name: str, valid: Iterable[str]) -> Sentence:
    """Return the hint of `near` for a name written where an operator stands: what a hand meant by
    it comes before what is spelt alike, which may be its contrary.
    """
    operator = meant_by(name[:80])
    return sentence("did you mean `{name}`?", name=operator) if operator else near(name, valid)


def ratio_of(text: str) -> Decimal | None:
    """Return `75 %` as the ratio 0.75, None for any other text."""
    match = _RATIO.match(text.replace("\u00a0", " ").replace("\u202f", " "))
    return Decimal(match.group(1).replace(",", ".")).scaleb(-2) if match else None


def fraction_of(text: str) -> tuple[int, int] | None:
    """Return `1/3` as its two numbers, None for any other text."""
    match = _FRACTION.match(text)
    return (int(match.group(1)), int(match.group(2))) if match else None


class Shapes:
    """A file being read: its document, where faults are
    noted, and the shapes that every file shares.
    """

    def __init__(self, document: Document, findings: list[Diagnostic]) -> None:
        """Read `document`; what is wrong with it is added to `findings`."""
        self.document = document
        self.findings = findings

    def note(
        self,
        code: str,
        at: Pointer,
        message: Sentence,
        hint: Sentence = NO_SENTENCE,
        *,
        key: bool = False,
        first: Location | None = None,
    ) -> None:
        """Add a finding at a place of the file (at its key when
        `key`); `first` is the other place that it concerns.
        """
        related = (first,) if first else ()
        self.findings.append(
            Diagnostic(code, message, self.document.locate(at, key=key), hint, related)
        )

    def note_repeated(self, kind: str, name: str, first: Location) -> None:
        """Add the finding that a name of the mapping `kind` is defined twice, `first` elsewhere."""
        message = sentence("{name} is already defined", name=shown(name))
        hint = sentence("keep one of the two.")
        self.note("ACC112", (kind, name), message, hint, key=True, first=first)

    def _needs(self, kind: Sentence, given: Any, at: Pointer, hint: Sentence) -> None:
        self.note("ACC103", at, needed(kind, type_name(given)), hint)

    def mapping(self, node: Any, at: Pointer) -> Mapping[str, Any]:
        """Return the mapping at a place, an empty one (and a finding) when it is something else."""
        if isinstance(node, dict):
            return node
        self._needs(A_MAPPING, node, at, sentence("write `key: value` lines, or `{key: value}`."))
        return {}

    def items(self, node: Any, at: Pointer) -> list[Any]:
        """Return the list at a place, an empty one (and a finding) when it is something else."""
        if isinstance(node, list):
            return node
        self._needs(A_LIST, node, at, sentence("write `[…]`, or one `- …` line for each."))
        return []

    def text(self, node: Any, at: Pointer) -> str:
        """Return the text at a place, an empty one (and a finding) when it is something else."""
        if isinstance(node, str):
            return node
        if isinstance(node, int | Decimal) and not isinstance(node, bool):
            message = sentence(
                "{given} is read as {kind}, and a text is needed",
                given=shown(node),
                kind=type_name(node),
            )
            self.note("ACC105", at, message, sentence('put it in quotes, as in `"7.10"`.'))
        else:
            self._needs(A_TEXT, node, at, sentence("write words, in quotes."))
        return ""

    def text_at(self, parts: Mapping[str, Any], at: Pointer, name: str, default: str = "") -> str:
        """Return the text under `name` of the mapping at `at`, the default when it is not there."""
        return self.text(parts[name], (*at, name)) if name in parts else default

    def texts(self, node: Any, at: Pointer) -> tuple[str, ...]:
        """Return a list of texts; one text alone is a list of one."""
        if isinstance(node, str):
            return (node,)
        return tuple(self.text(item, (*at, rank)) for rank, item in enumerate(self.items(node, at)))

    def number(self, node: Any, at: Pointer) -> Decimal:
        """Return the number at a place (a decimal written as a
        text too), zero (and a finding) when it is something else.
        """
        if isinstance(node, int | Decimal) and not isinstance(node, bool):
            return Decimal(node)
        if isinstance(node, str):
            ratio = ratio_of(node)
            if ratio is not None:
                return ratio
            if re.fullmatch(r"-?\d+(\.\d+)?", node, re.ASCII):
                return Decimal(node)
        self._needs(A_NUMBER, node, at, sentence("write 75000, 0.85 or 75 %."))
        return Decimal(0)

    def flag(self, node: Any, at: Pointer) -> bool:
        """Return the boolean at a place, false (and a finding) when it is something else."""
        if not isinstance(node, bool):
            self._needs(
                TRUE_OR_FALSE, node, at, sentence("write `true` or `false`, without quotes.")
            )
        return node is True

    def bilingual(self, node: Any, at: Pointer) -> Bilingual:
        """Return a sentence in French and English."""
        entries = self.entries(node, at, ("fr", "en"))
        for language in ("fr", "en"):
            given = entries.get(language)
            if isinstance(given, str) and not given.strip():
                self.note(
                    "ACC110",
                    (*at, language),
                    sentence("an empty text"),
                    sentence("write it in this language too."),
                )
        return Bilingual(self.text_at(entries, at, "fr"), self.text_at(entries, at, "en"))

    def entries(
        self, node: Any, at: Pointer, needed: Iterable[str] = (), optional: Iterable[str] = ()
    ) -> Mapping[str, Any]:
        """Return the mapping at a place, with findings for the
        keys that are missing and those that have no meaning here.
        """
        mapping = self.mapping(node, at)
        if not mapping and not isinstance(node, dict):
            return mapping
        known = (*needed, *optional)
        for key in mapping:
            if key not in known:
                self.note(
                    "ACC101",
                    (*at, key),
                    sentence("the key {key} has no meaning here", key=shown(key)),
                    near(key, known),
                    key=True,
                )
        for key in needed:
            if key not in mapping:
                self.note(
                    "ACC102",
                    at,
                    sentence("the key `{key}` is missing", key=key),
                    sentence("add `{key}:` here.", key=key),
                )
        return mapping

    def duration(self, node: Any, at: Pointer) -> Duration:
        """Return the ISO 8601 duration at a place."""
        try:
            return parse_duration(self.text(node, at))
        except ValueError:
            if isinstance(node, str):
                self.note(
                    "ACC108",
                    at,
                    sentence("{given} is not a duration", given=shown(node)),
                    sentence("write P6M (six months), P15D (days), P1Y (a year), PT24H."),
                )
            return Duration()

    def event_name(self, node: Any, at: Pointer) -> tuple[str, str]:
        """Return the text and the event named `text.event`."""
        text, dot, event = self.text(node, at).partition(".")
        if not dot and text:
            hint = sentence("write `text.event`, as in `{event: accord.published}`.")
            self.note(
                "ACC106", at, sentence("{given} does not name an event", given=shown(node)), hint
            )
        return text, event
