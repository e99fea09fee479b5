"""The files of a law, read once: the same corpora again with one change in one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from engine.coverage.branches import address_amended, operations_in
from engine.coverage.reasons import Read
from engine.diagnostics.diagnostic import Diagnostic, RefusedInput
from engine.language.model import Corpus
from engine.language.nodes import Condition
from engine.mutation.changes import (
    Change,
    changed,
    changes_in_amended_words,
    changes_in_article,
    changes_in_occasions,
    changes_in_text,
)
from engine.source.document import Document
from engine.source.expressions import Expressions
from engine.source.reader import files_of_text, load_document, read_corpora
from engine.source.yaml_source import read_file

_READ = dict[str, tuple[Document | None, list[Diagnostic]]]


class LawFiles(Struct):
    """The files of some folders of texts, by path, each with its shape."""

    folders: Sequence[Path]
    shipped: Path | None
    read: _READ = field(default_factory=dict)
    shapes: dict[str, str] = field(default_factory=dict)
    parsed: Read = read_file
    """Gives what a file of a law holds whose shape was checked."""

    def corpora(self, change: Change | None = None) -> tuple[dict[str, Corpus], list[Diagnostic]]:
        """Return the corpora of the files, by id, one change made in them, and what is found."""

        def load(path: str, shape: str) -> tuple[Document | None, list[Diagnostic]]:
            if path not in self.read:
                self.read[path] = load_document(Path(path), shape)
                self.shapes[path] = shape
            document, findings = self.read[path]
            if change is None or document is None or path != change.path:
                return document, findings
            return _with_change(document, change), []

        return read_corpora(self.folders, load, self.shipped)

    def changes(self, corpus: Corpus) -> Iterator[Change]:
        """Yield all the changes that may be tried in the texts of a corpus."""
        if not self.read:
            self._read(corpus)
        texts = {str(Path(text.location.path).parent): text.id for text in corpus.texts.values()}
        amended = {
            operation.name: address_amended(operation, corpus)
            for _, operation in operations_in(corpus)
        }
        for path, (document, _) in self.read.items():
            text = texts.get(str(Path(path).parent))
            if document is None or text is None:
                continue
            match self.shapes[path]:
                case "article":
                    yield from changes_in_article(document, text, amended)
                case "text":
                    yield from changes_in_text(document, text)
                case "occasions":
                    yield from changes_in_occasions(document, text)
                case "vocabulary" | "readings":
                    yield from changes_in_amended_words(document, text)

    def _read(self, corpus: Corpus) -> None:
        """Read the files of the texts of a corpus: their shape was checked when it was made.

        Raises RefusedInput where one is no YAML any more.
        """
        for text in corpus.texts.values():
            for path, shape in files_of_text(Path(text.location.path).parent):
                self.read[path], self.shapes[path] = self.parsed(path), shape
        findings = [finding for _, found in self.read.values() for finding in found]
        if findings:
            raise RefusedInput(findings)

    def condition(
        self, change: Change, singulars: Mapping[str, str], *, after: bool
    ) -> Condition | None:
        """Return the condition in which a change is made, before or after it; None where there is
        none, or none is left. `singulars` says what an element of each collection is called.
        """
        document = self.read[change.path][0]
        at = change.pointer[: change.pointer.index("when") + 1]
        if document is None:
            return None
        if after:
            document = _with_change(document, change)
        node = document.tree
        for step in at:
            node = node.get(step) if isinstance(node, dict) else node[step]
        if node is None:
            return None
        expressions = Expressions(document, [])
        expressions.singulars = singulars
        return expressions.condition(node, at)


def _with_change(document: Document, change: Change) -> Document:
    """Return a document in which a change was made: all of it stands where the change is."""
    tree = changed(document.tree, change)
    place = document.locate(change.pointer)
    positions: list[int] = []
    _spans(tree, place.line, place.column, positions)
    return Document(document.path, tree, positions, f"{document.digest} {change.name}")


def _spans(node: object, line: int, column: int, positions: list[int]) -> None:
    """Note the positions of a node and of all below it, in the order of documents."""
    first = len(positions)
    positions += (line, column, 1)
    if isinstance(node, dict):
        for child in node.values():
            positions += (line, column, 1)
            _spans(child, line, column, positions)
    elif isinstance(node, list):
        for child in node:
            _spans(child, line, column, positions)
    positions[first + 2] = (len(positions) - first) // 3
