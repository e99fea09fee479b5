"""The reasons written for what no scenario exercises, and for the changes that none notices: the
file `untested.yaml` in the folder of a text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct

from engine.diagnostics.bilingual import Bilingual, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.language.model import Corpus
from engine.source.document import Document
from engine.source.file_content import typed_in
from engine.source.reader import UNTESTED_FILE
from engine.source.schema import validate
from engine.source.yaml_source import read_file

Read: TypeAlias = Callable[[str], tuple[Document | None, list[Diagnostic]]]
"""Reads the file of a path: its YAML, not yet its shape."""


class Reason(Struct, frozen=True):
    """A reason: for all whose name is `what`, where `*` stands for any signs."""

    what: str
    why: Bilingual
    location: Location

    def is_for(self, name: str) -> bool:
        """Whether it is the reason for what has this name."""
        return fnmatchcase(name, self.what)


def reasons_of(corpus: Corpus, part: str, read: Read = read_file) -> list[Reason]:
    """Return the reasons written in the texts of a corpus, for `coverage` or for `mutation`.

    Raises RefusedInput with every finding in their files.
    """
    reasons: list[Reason] = []
    findings: list[Diagnostic] = []
    for text in corpus.texts.values():
        file = Path(text.location.path).parent / UNTESTED_FILE
        if not (file.is_file() or UNTESTED_FILE in typed_in(file.parent)):
            continue
        document, found = read(str(file))
        if document is not None:
            found = [*found, *validate(document, "untested")]
        findings += found
        if document is None or found:
            continue
        reasons += [
            Reason(
                written["what"],
                Bilingual(written["why"]["fr"], written["why"]["en"]),
                document.locate((part, rank, "what")),
            )
            for rank, written in enumerate(document.tree.get(part, ()))
        ]
    if findings:
        raise RefusedInput(findings)
    return reasons


def with_reasons(names: Iterable[str], reasons: Iterable[Reason]) -> Mapping[str, Reason]:
    """Return the reason of each name that has one: the first that is for it."""
    listed = list(reasons)
    found = ((name, next((why for why in listed if why.is_for(name)), None)) for name in names)
    return {name: why for name, why in found if why is not None}


def for_nothing(names: Iterable[str], reasons: Iterable[Reason]) -> Iterator[Diagnostic]:
    """Yield a finding for each reason that is for none of the names."""
    listed = list(names)
    for reason in reasons:
        if not any(map(reason.is_for, listed)):
            yield Diagnostic(
                "ACC821",
                sentence("this reason is for nothing that lacks: `{what}`.", what=reason.what),
                reason.location,
                sentence("take it away, or write the name as the command lists it."),
            )
