"""The shapes that every file shares (texts, lists, sentences, durations…), read with a finding wherever one is not as expected.

A fault is noted where it stands and reading goes on, so that one pass shows them all; the caller drops what a fault touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from engine.diagnostics import Diagnostic, Location, nearest
from engine.language import NO_SENTENCE, Bilingual, Sentence, sentence
from engine.temporal import Duration, parse_duration
from engine.yaml_source import Document, Pointer

_RATIO: Final = re.compile(r"(-?\d+(?:[.,]\d+)?)\s?%\Z", re.ASCII)
_TYPE_NAMES: Final = {dict: "a mapping", list: "a list", str: "a text", bool: "true or false", int: "a whole number", Decimal: "a number"}


def type_name(value: object) -> str:
    """Return in plain words what kind of data a value is."""
    return "nothing" if value is None else _TYPE_NAMES.get(type(value), "something else")


_WRITTEN = {True: "true", False: "false", None: "null"}


def shown(given: object) -> str:
    """Return a value of a file as a message shows it: as the file writes it, in one line, never longer than eighty characters."""
    text = " ".join(str(_WRITTEN.get(given, given) if given is None or isinstance(given, bool) else given).split())
    return f"`{text if len(text) <= 80 else text[:79] + '…'}`"


def near(name: str, valid: Iterable[str]) -> Sentence:
    """Return a hint that names the valid name nearest to `name`, or lists the valid ones."""
    return nearest(name[:80], valid)


def ratio_of(text: str) -> Decimal | None:
    """Return `75 %` as the ratio 0.75, None for any other text."""
    found = _RATIO.match(text.replace("\u00a0", " ").replace("\u202f", " "))
    return Decimal(found.group(1).replace(",", ".")).scaleb(-2) if found else None


class Shapes:
    """A file being read: its document, where faults are noted, and the shapes that every file shares."""

    def __init__(self, document: Document, findings: list[Diagnostic]) -> None:
        """Read `document`; what is wrong with it is added to `findings`."""
        self.document = document
        self.findings = findings

    def note(
        self, code: str, at: Pointer, message: Sentence, hint: Sentence = NO_SENTENCE, *, key: bool = False, first: Location | None = None
    ) -> None:
        """Add a finding at a place of the file (at its key when `key`); `first` is the other place that it concerns."""
        related = (first,) if first else ()
        self.findings.append(Diagnostic(code, message, self.document.locate(at, key=key), hint, related))

    def mapping(self, node: Any, at: Pointer) -> Mapping[str, Any]:
        """Return the mapping at a place, an empty one (and a finding) when it is something else."""
        if isinstance(node, dict):
            return node
        self.note(
            "ACC103",
            at,
            sentence("a mapping is needed here, not {node}", node=type_name(node)),
            sentence("write `key: value` lines, or `{key: value}`."),
        )
        return {}

    def items(self, node: Any, at: Pointer) -> list[Any]:
        """Return the list at a place, an empty one (and a finding) when it is something else."""
        if isinstance(node, list):
            return node
        self.note(
            "ACC103",
            at,
            sentence("a list is needed here, not {node}", node=type_name(node)),
            sentence("write `[…]`, or one `- …` line for each."),
        )
        return []

    def text(self, node: Any, at: Pointer) -> str:
        """Return the text at a place, an empty one (and a finding) when it is something else."""
        if isinstance(node, str):
            return node
        if isinstance(node, int | Decimal):
            self.note(
                "ACC105",
                at,
                sentence("{node} is read as {node2}, and a text is needed", node=shown(node), node2=type_name(node)),
                sentence('put it in quotes, as in "7.10".'),
            )
        else:
            self.note(
                "ACC103", at, sentence("a text is needed here, not {node}", node=type_name(node)), sentence("write words, in quotes.")
            )
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
        """Return the number at a place (a decimal written as a text too), zero (and a finding) when it is something else."""
        if isinstance(node, int | Decimal) and not isinstance(node, bool):
            return Decimal(node)
        if isinstance(node, str):
            ratio = ratio_of(node)
            if ratio is not None:
                return ratio
            if re.fullmatch(r"-?\d+(\.\d+)?", node, re.ASCII):
                return Decimal(node)
        self.note(
            "ACC103", at, sentence("a number is needed here, not {node}", node=type_name(node)), sentence("write 75000, 0.85 or 75 %.")
        )
        return Decimal(0)

    def flag(self, node: Any, at: Pointer) -> bool:
        """Return the boolean at a place, false (and a finding) when it is something else."""
        if not isinstance(node, bool):
            self.note(
                "ACC103",
                at,
                sentence("true or false is needed here, not {node}", node=type_name(node)),
                sentence("write true or false, without quotes."),
            )
        return node is True

    def bilingual(self, node: Any, at: Pointer) -> Bilingual:
        """Return a sentence in French and English."""
        entries = self.entries(node, at, ("fr", "en"))
        return Bilingual(self.text_at(entries, at, "fr"), self.text_at(entries, at, "en"))

    def entries(self, node: Any, at: Pointer, needed: Iterable[str] = (), optional: Iterable[str] = ()) -> Mapping[str, Any]:
        """Return the mapping at a place, with findings for the keys that are missing and those that have no meaning here."""
        found = self.mapping(node, at)
        if not found and not isinstance(node, dict):
            return found
        known = (*needed, *optional)
        for key in found:
            if key not in known:
                self.note("ACC101", (*at, key), sentence("the key {key} has no meaning here", key=shown(key)), near(key, known), key=True)
        for key in needed:
            if key not in found:
                self.note("ACC102", at, sentence("the key {key} is missing", key=shown(key)), sentence("add `{key}:` here.", key=key))
        return found

    def duration(self, node: Any, at: Pointer) -> Duration:
        """Return the ISO 8601 duration at a place."""
        try:
            return parse_duration(self.text(node, at))
        except ValueError:
            if isinstance(node, str):
                self.note(
                    "ACC108",
                    at,
                    sentence("{node} is not a duration", node=shown(node)),
                    sentence("write P6M (six months), P15D (days), P1Y (a year), PT24H."),
                )
            return Duration()

    def event_name(self, node: Any, at: Pointer) -> tuple[str, str]:
        """Return the text and the event named `text.event`."""
        text, dot, event = self.text(node, at).partition(".")
        if not dot and text:
            self.note(
                "ACC106",
                at,
                sentence("{node} does not name an event", node=shown(node)),
                sentence("write text.event, as in `{event: accord.published}`."),
            )
        return text, event
