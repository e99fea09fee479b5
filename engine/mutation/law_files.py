"""The files of a law, read once: the same corpora again with one change in one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct, field

from engine.diagnostics.diagnostic import Diagnostic, RefusedInput
from engine.language.model import Corpus
from engine.language.nodes import Condition
from engine.mutation.changes import (
    Change,
    changed,
    changes_in_article,
    changes_in_occasions,
    changes_in_text,
)
from engine.source.document import Document
from engine.source.expressions import Expressions
from engine.source.reader import load_document, read_corpora

_READ = dict[str, tuple[Document | None, list[Diagnostic]]]


class LawFiles(Struct):
    """The files of some folders of texts, by path, each with its shape."""

    folders: Sequence[Path]
    shipped: Path | None
    read: _READ = field(default_factory=dict)
    shapes: dict[str, str] = field(default_factory=dict)

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
            _, findings = self.corpora()
            if findings:
                raise RefusedInput(findings)
        texts = {str(Path(text.location.path).parent): text.id for text in corpus.texts.values()}
        for path, (document, _) in self.read.items():
            text = texts.get(str(Path(path).parent))
            if document is None or text is None:
                continue
            match self.shapes[path]:
                case "article":
                    yield from changes_in_article(document, text)
                case "text":
                    yield from changes_in_text(document)
                case "occasions":
                    yield from changes_in_occasions(document)

    def condition(self, change: Change, *, after: bool) -> Condition | None:
        """Return the condition in which a change is made, before or after it; None where there is
        none, or none is left.
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
        return None if node is None else Expressions(document, []).condition(node, at)


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
