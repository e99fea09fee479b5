"""The files of an editor as they are typed, and the law that they make: read again where a file has
changed, and nowhere else.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from engine.checks import check_corpus
from engine.diagnostics.diagnostic import Diagnostic, RefusedInput, in_order
from engine.editor.schema_files import home_of
from engine.language.model import Corpus
from engine.language.temporal import default_day
from engine.library import shipped
from engine.mutation.reasons_named import reasons_for_nothing
from engine.source.digest import digest_of
from engine.source.document import Document
from engine.source.file_content import as_typed, read_bytes
from engine.source.reader import MOST_FILES, TEXT_FILE, load_document, read_corpora
from engine.source.yaml_source import read_file
from engine.testing.check_files import check_file
from engine.testing.scenario import SUFFIX, forget_texts

_NO_CORPUS: Final = "ACC113"
"""What is found of a text that amends one of another folder: those beside it are then read too."""
_LEFT_OUT: Final = frozenset({"node_modules", "site", "build", "dist", "__pycache__"})


class Law(Struct, frozen=True):
    """The corpora that a folder of texts makes with the shipped ones, and what reading found."""

    home: Path
    corpora: Mapping[str, Corpus]
    findings: tuple[Diagnostic, ...]

    def of(self, file: Path) -> Corpus | None:
        """Return the corpus of a file of a text."""
        for corpus in self.corpora.values():
            for text in corpus.texts.values():
                if Path(text.location.path).parent == file.parent:
                    return corpus
        return None

    def own(self) -> list[Corpus]:
        """Return the corpora that have a text in the folder."""
        return [
            corpus
            for corpus in self.corpora.values()
            if any(Path(t.location.path).is_relative_to(self.home) for t in corpus.texts.values())
        ]


class Workspace:
    """The folders of an editor, the files that are open in it, and what was read of all of them."""

    def __init__(
        self, roots: Sequence[Path], rulesets: Sequence[Path] = (), *, with_shipped: bool = True
    ) -> None:
        self.roots = [*roots]
        self.rulesets = [*rulesets]
        self.with_shipped = with_shipped
        self.open: dict[str, bytes] = {}
        self.read = 0
        """How many files were parsed so far."""
        self._documents: dict[tuple[str, str], tuple[str, Document | None, list[Diagnostic]]] = {}
        self._laws: dict[Path, Law] = {}
        self._checked: dict[Path, tuple[Diagnostic, ...]] = {}
        self._files: tuple[Path, ...] | None = None

    # --- what changes ---

    def type(self, file: Path, text: str) -> None:
        """Take the text of a file that is open, as it is typed."""
        content = text.encode("utf-8", "surrogatepass")  # half an emoji is found at its place
        if self.open.get(str(file)) != content:
            self.open[str(file)] = content
            self._forget()

    def close(self, file: Path) -> None:
        """Go back to what the disk holds of a file."""
        if self.open.pop(str(file), None) is not None:
            self.changed_on_disk()

    def changed_on_disk(self) -> None:
        """Look at the disk again: files came, went or changed."""
        self._files = None
        forget_texts()
        self._forget()

    def _forget(self) -> None:
        self._laws.clear()
        self._checked.clear()

    # --- files ---

    def files(self) -> tuple[Path, ...]:
        """Return the files of YAML below the folders, those of hidden folders aside."""
        if self._files is None:
            found: dict[Path, None] = {}
            for root in self.roots:
                found |= dict.fromkeys(_yaml_below(root))
            self._files = tuple(found)
        typed = [file for file in map(Path, self.open) if self._is_below(file)]
        return tuple(dict.fromkeys((*self._files, *typed)))

    def _is_below(self, file: Path) -> bool:
        """Whether a file of YAML lies below the folders, on the disk or not yet."""
        return file.suffix == ".yaml" and any(map(file.is_relative_to, self.roots))

    def homes(self) -> list[Path]:
        """Return the folders of texts below the folders of the editor."""
        texts = (file.parent.parent for file in self.files() if file.name == TEXT_FILE)
        return list(dict.fromkeys(texts))

    def text(self, file: Path) -> str:
        """Return the text of a file, as it is typed where it is open, or nothing."""
        with as_typed(self.open):
            content, _ = read_bytes(file)
        return (content or b"").decode("utf-8", "replace")

    def document(self, file: Path) -> Document | None:
        """Return the document of a file, None where it is not YAML."""
        with as_typed(self.open):
            return self._kept(str(file), "", lambda: read_file(file))[0]

    def _load(self, path: str, shape: str) -> tuple[Document | None, list[Diagnostic]]:
        return self._kept(path, shape, lambda: load_document(Path(path), shape))

    def _kept(
        self,
        path: str,
        shape: str,
        load: Callable[[], tuple[Document | None, list[Diagnostic]]],
    ) -> tuple[Document | None, list[Diagnostic]]:
        """Return what a file holds; it is parsed only if its content is not that of last time."""
        content, findings = read_bytes(path)
        if content is None:
            return None, findings
        digest = digest_of(content)
        before = self._documents.get((path, shape))
        if before is None or before[0] != digest:
            self.read += 1
            before = (digest, *load())
            self._documents[path, shape] = before
        return before[1], [*before[2]]

    # --- the law ---

    def law(self, home: Path) -> Law:
        """Return the law of a folder of texts, read with the shipped texts."""
        if home not in self._laws:
            own = shipped("rulesets")
            beside = own if self.with_shipped and home.resolve() != own.resolve() else None
            with as_typed(self.open):
                corpora, findings = read_corpora([*self.rulesets, home], self._load, beside)
                if any(finding.code == _NO_CORPUS for finding in findings):
                    others = [other for other in self.homes() if other.parent == home.parent]
                    folders = dict.fromkeys([*self.rulesets, *others, home])
                    corpora, findings = read_corpora([*folders], self._load, beside)
            self._laws[home] = Law(home, corpora, tuple(findings))
        return self._laws[home]

    def law_of(self, file: Path) -> Law | None:
        """Return the law that a file belongs to, or is about: that of its folder of texts, for a
        case or a scenario that of the nearest one; None where there is none.
        """
        if (file.parent / TEXT_FILE).is_file():
            return self.law(home_of(file.parent))
        near = [home for home in self.homes() if home.parent in file.parents]
        near.sort(key=lambda home: len(home.parts), reverse=True)
        for home in near:
            law = self.law(home)
            if self.corpus_of(file, law) is not None:
                return law
        return self.law(near[0]) if near else None

    def corpus_of(self, file: Path, law: Law) -> Corpus | None:
        """Return the corpus that a file belongs to, or is about, in a law."""
        corpus = law.of(file)
        if corpus is not None:
            return corpus
        document = self.document(file)
        tree: Any = document.tree if document is not None else None
        if not isinstance(tree, Mapping):
            return None
        if file.name.endswith(SUFFIX):
            return _about(_cases_in(tree), law.corpora.values())
        return _about([tree], law.corpora.values())

    # --- findings ---

    def findings(self, file: Path) -> Mapping[str, list[Diagnostic]]:
        """Return what is found in a file and in the texts of its folder, by path."""
        found = {str(file): list[Diagnostic]()}
        with as_typed(self.open):
            listed = in_order([*self._in_texts(file), *self._in_file(file)])
        for finding in listed:
            found.setdefault(finding.location.path, []).append(finding)
        return found

    def _in_texts(self, file: Path) -> Iterable[Diagnostic]:
        if not (file.parent / TEXT_FILE).is_file() or file.name.endswith(SUFFIX):
            return ()
        home = home_of(file.parent)
        if home not in self._checked:
            law = self.law(home)
            found = law.findings or tuple(
                finding for corpus in law.own() for finding in check_corpus(corpus)
            )
            self._checked[home] = found or tuple(self._reasons(law))
        return self._checked[home]

    def _reasons(self, law: Law) -> list[Diagnostic]:
        """Return what is found in the reasons of a law that has no other finding."""

        def read(path: str) -> tuple[Document | None, list[Diagnostic]]:
            return self._kept(path, "", lambda: read_file(path))

        return reasons_for_nothing(law.own(), default_day(), read)

    def _in_file(self, file: Path) -> Iterable[Diagnostic]:
        """Return what is found in a case or a scenario. Any other YAML is none of our business."""
        if (file.parent / TEXT_FILE).is_file() and not file.name.endswith(SUFFIX):
            return ()
        law = self.law_of(file)
        if law is None or self.corpus_of(file, law) is None:
            return ()
        try:
            found = check_file(file, dict(law.corpora), unread=bool(law.findings))
        except RefusedInput as refused:
            found = list(refused.diagnostics)
        return [finding for finding in found if finding.location.path == str(file)]


def _yaml_below(root: Path) -> Iterator[Path]:
    seen = 0
    for folder, below, names in os.walk(root):
        below[:] = sorted(n for n in below if not n.startswith(".") and n not in _LEFT_OUT)
        for name in sorted(names):
            seen += 1
            if seen > MOST_FILES:
                return
            if name.endswith(".yaml"):
                yield Path(folder) / name


def _cases_in(tree: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    scenarios = tree.get("scenarios")
    written = scenarios if isinstance(scenarios, list) else []
    cases = [one.get("case") for one in written if isinstance(one, Mapping)]
    return [case for case in cases if isinstance(case, Mapping)] or [{}]


def _about(cases: Iterable[Mapping[str, Any]], corpora: Iterable[Corpus]) -> Corpus | None:
    """Return the corpus that cases name, or whose words they use most."""
    listed = list(corpora)
    keys = [key for case in cases for key in case]
    named = {str(case["corpus"]) for case in cases if "corpus" in case}
    for corpus in listed:
        if corpus.id in named:
            return corpus
    best = max(listed, key=lambda corpus: _words_used(keys, corpus), default=None)
    return best if best is not None and _words_used(keys, best) else None


def _words_used(keys: Iterable[str], corpus: Corpus) -> int:
    vocabulary = corpus.vocabulary
    begun = {name.partition(".")[0] for name in (*vocabulary.facts, *vocabulary.collections)}
    return sum(key in begun for key in keys)
