"""The names of a workspace: what stands at a place, where it is defined and where it is used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engine.editor.mentions import Mention, mentions
from engine.editor.roles import FACT
from engine.editor.schema_files import shape_of
from engine.editor.workspace import Law, Workspace
from engine.language.model import Corpus
from engine.source.digest import digest_of


class Index:
    """The names in the files of a workspace, worked out once for each content of a file."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._kept: dict[str, tuple[str, list[Mention]]] = {}

    def in_file(self, file: Path, corpus: Corpus) -> list[Mention]:
        """Return the names in a file, read with the words of a corpus."""
        text = self.workspace.text(file)
        words = hash(frozenset(corpus.vocabulary.places))
        key = f"{digest_of(text.encode())} {corpus.id} {words}"
        kept = self._kept.get(str(file))
        if kept is None or kept[0] != key:
            kept = (key, self._mentions(file, text, corpus))
            self._kept[str(file)] = kept
        return kept[1]

    def _mentions(self, file: Path, text: str, corpus: Corpus) -> list[Mention]:
        document = self.workspace.document(file)
        if document is None:
            return []
        lines = text.removeprefix("\ufeff").splitlines()
        text_id = self._text_id(file)
        return mentions(document, shape_of(file), lines, corpus.vocabulary, text_id)

    def _text_id(self, file: Path) -> str:
        document = self.workspace.document(file.parent / "text.yaml")
        tree: Any = document.tree if document is not None else None
        return str(tree.get("text", "")) if isinstance(tree, dict) else ""

    def at(self, file: Path, corpus: Corpus, line: int, column: int) -> Mention | None:
        """Return the name at a place of a file; of several, the shortest."""
        there = [each for each in self.in_file(file, corpus) if each.covers(line, column)]
        return min(there, key=lambda each: each.length, default=None)

    def of(self, wanted: Mention, corpus: Corpus, law: Law) -> list[Mention]:
        """Return every place that names what a place names, in the files that speak of its corpus:
        the texts first, then cases and scenarios.
        """
        found = []
        for file in self._speaking_of(wanted, corpus, law):
            found += [
                each
                for each in self.in_file(file, corpus)
                if (each.family, each.name) == (wanted.family, wanted.name)
            ]
        return found

    def _speaking_of(self, wanted: Mention, corpus: Corpus, law: Law) -> Iterator[Path]:
        """Yield the files that may name something, and are of a corpus or about it."""
        # in a case, and within an element, only the last part of the name of a fact is written
        word = wanted.name.rpartition("." if wanted.family == FACT else "/")[2].encode()
        homes = {Path(text.location.path).parent: None for text in corpus.texts.values()}
        files = dict.fromkeys(
            file for folder in homes for file in sorted(folder.glob("*.yaml"))
        ) | dict.fromkeys(self.workspace.files())
        for file in files:
            if word not in self.workspace.text(file).encode():
                continue
            if file.parent in homes or self._is_about(file, corpus, law):
                yield file

    def _is_about(self, file: Path, corpus: Corpus, law: Law) -> bool:
        """Whether a file outside the texts of a corpus is about it."""
        beside = self.workspace.law_of(file)
        about = self.workspace.corpus_of(file, beside or law)
        return about is not None and about.id == corpus.id
