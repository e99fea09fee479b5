"""From folders to corpora: every file of every text read,
put together and checked as far as one place allows.

What needs several provisions at once (targets, conflicts, cycles, unknown words) is checked
elsewhere, on the corpora returned here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, in_order
from engine.language.model import (
    BASES,
    AppliesTo,
    Article,
    Corpus,
    Event,
    LegalText,
    NotRead,
    operations_of,
)
from engine.language.values import Value
from engine.source.articles import Articles, article_order
from engine.source.corpus_files import OccasionsFile, ReadingsFile, Shared
from engine.source.digest import digest_of
from engine.source.document import Document, Pointer
from engine.source.file_content import reason_of, typed_in
from engine.source.shapes import A_DATE, needed, shown, type_name
from engine.source.vocabulary_file import VocabularyFile, Words, vocabulary_of


class Unread(Struct, frozen=True):
    """A file of an article that is left out, known by the
    SHA-256 of its content: what is asked does not touch it.
    """

    digest: str


Load: TypeAlias = Callable[[str, str], tuple[Document | Unread | None, list[Diagnostic]]]
"""Reads the file of a path, whose shape is named (`text`,
`article`, `vocabulary`, `occasions`, `readings`).
"""

TEXT_FILE: Final = "text.yaml"
MOST_FILES: Final = 20_000
"""The most files and folders of a folder that is read: a code of ten thousand articles fits."""
UNTESTED_FILE: Final = "untested.yaml"
"""The file that says why no scenario exercises a part of the law: no part of the law itself."""
_SHAPES: Final = {
    TEXT_FILE: "text",
    "vocabulary.yaml": "vocabulary",
    "occasions.yaml": "occasions",
    "readings.yaml": "readings",
}
T = TypeVar("T")
_TEXT_REQUIRED: Final = ("text", "kind", "title", "entry_into_force")
_TEXT_OPTIONAL: Final = (
    *("corpus", "short", "amends", "after", "identifiers"),
    *("events", "groups", "documents", "not_encoded", "not_read", "applies_to"),
)
KINDS: Final = ("accord", "avenant", "code", "decree", "scheme", "guide")


def load_document(path: str | Path, shape: str) -> tuple[Document | None, list[Diagnostic]]:
    """Return the document in a file of a text, or every
    reason why it is refused: its YAML, then its shape.
    """
    # what is kept is neither parsed nor held against its schema
    from engine.source.schema import validate
    from engine.source.yaml_source import read_file

    document, findings = read_file(path)
    if document is not None:
        findings = validate(document, shape)
    return (None if findings else document), findings


def files_of_text(folder: Path) -> list[tuple[str, str]]:
    """Return the files that a text is read from, each with its shape."""
    files = sorted(file for file in folder.glob("*.yaml") if not file.name.startswith("."))
    return [
        (str(file), _SHAPES.get(file.name, "article"))
        for file in files
        if file.name != UNTESTED_FILE
    ]


def read_corpora(
    folders: Sequence[Path], load: Load = load_document, shipped: Path | None = None
) -> tuple[dict[str, Corpus], list[Diagnostic]]:
    """Return the corpora that the folders hold, by id, and all findings in order.

    A folder is a text (it has a text.yaml) or holds the folders of texts. A text of the folder
    `shipped`, which is read before them, gives way to one of theirs with its id. With findings, the
    corpora lack what is at fault: only corpora without findings may answer.
    """
    findings: list[Diagnostic] = []
    texts: dict[str, _TextFiles] = {}
    unread = False
    for folder in text_folders([*([shipped] if shipped else []), *folders], findings):
        files = _text_files(folder, load, findings)
        if files is None:
            unread = True
            continue
        first = texts.setdefault(files.text.id, files)
        if (
            shipped is not None
            and first is not files
            and _lies_in(first, shipped)
            and not _lies_in(files, shipped)
        ):
            texts[files.text.id] = replace(
                files, text=replace(files.text, instead_of=first.text.location.path)
            )
        elif first is not files:
            message = sentence("the text `{id}` is already defined", id=files.text.id)
            hint = sentence("give each text its own id.")
            findings.append(
                Diagnostic("ACC112", message, files.text.location, hint, (first.text.location,))
            )
    corpora = {}
    # where a text could not be read, it may be the one that gives the others their corpus
    for name, members in _by_corpus(texts, [] if unread else findings).items():
        corpora[name] = _corpus(name, members, findings)
    return corpora, list(in_order(findings))


def _lies_in(files: _TextFiles, folder: Path) -> bool:
    return Path(files.text.location.path).is_relative_to(folder)


# --- folders --------------------------------------------------------------------------------------


def text_folders(folders: Iterable[Path], findings: list[Diagnostic]) -> list[Path]:
    """Return the folders of texts among and within the folders
    given, each once, in the order given and then by name.
    """
    by_identity: dict[tuple[int, int], Path] = {}
    for folder in folders:
        for text in _texts_within(folder, findings):
            known = text.stat()
            by_identity.setdefault((known.st_dev, known.st_ino), text)
    return list(by_identity.values())


def _texts_within(folder: Path, findings: list[Diagnostic]) -> list[Path]:
    place = Location(str(folder))
    try:
        if (folder / TEXT_FILE).is_file():
            return [folder]
        if holds_too_much(folder):
            findings.append(_too_many(folder))
            return []
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if not entry.name.startswith("."))
    except (OSError, ValueError) as problem:  # a path that no system takes is a ValueError
        code = "ACC001" if isinstance(problem, FileNotFoundError) else "ACC003"
        hint = sentence("give the folder of a text, or a folder that holds folders of texts.")
        findings.append(
            Diagnostic(
                code,
                sentence("the folder cannot be read ({reason})", reason=reason_of(problem)),
                place,
                hint,
            )
        )
        return []
    texts, nameless = [], []
    for child in (folder / name for name in names):
        if (child / TEXT_FILE).is_file():
            texts.append(child)
        elif child.is_dir() and any(child.glob("*.yaml")):
            nameless.append(child)
    message = sentence("this folder has no `{file}`", file=TEXT_FILE)
    hint = sentence("add a `{file}`: it says which text this is.", file=TEXT_FILE)
    findings.extend(Diagnostic("ACC117", message, Location(str(child)), hint) for child in nameless)
    if not texts:
        hint = sentence("a text is a folder with a `{file}`.", file=TEXT_FILE)
        findings.append(Diagnostic("ACC117", sentence("no text in this folder"), place, hint))
    return texts


def holds_too_much(folder: Path) -> bool:
    """Whether a folder holds so many files and folders that it is not one of texts."""
    with os.scandir(folder) as entries:
        return next(islice(entries, MOST_FILES, None), None) is not None


def _too_many(folder: Path) -> Diagnostic:
    message = sentence("the folder holds more than {most} files and folders", most=MOST_FILES)
    hint = sentence("give a folder of texts alone, or one that holds folders of texts.")
    return Diagnostic("ACC006", message, Location(str(folder)), hint)


# --- the files of one text ------------------------------------------------------------------------


class _TextFiles(Struct, frozen=True):
    """What was read of one text: its articles, not put together yet since they need the words of
    the corpus, and the files that its corpus shares.
    """

    text: LegalText
    articles: tuple[Document, ...]
    shared: Mapping[str, Document]
    digests: tuple[str, ...]
    unread: frozenset[str]


def _text_files(folder: Path, load: Load, findings: list[Diagnostic]) -> _TextFiles | None:
    documents: list[tuple[str, Document]] = []
    digests: list[str] = []
    unread: set[str] = set()
    with os.scandir(folder) as entries:
        on_disk = [entry.name for entry in islice(entries, MOST_FILES + 1)]
    names = sorted({*on_disk, *typed_in(folder)})
    if len(names) > MOST_FILES:
        findings.append(_too_many(folder))
        return None
    prefix = str(folder / TEXT_FILE).removesuffix(TEXT_FILE)
    for name in names:
        suffix = "" if name.startswith(".") else name.rpartition(".")[2]
        path = f"{prefix}{name}"
        if suffix in ("yml", "json"):
            hint = sentence("name it `….yaml`, or move it away.")
            findings.append(
                Diagnostic("ACC118", sentence("a file that no text reads"), Location(path), hint)
            )
        if suffix != "yaml" or name == UNTESTED_FILE:
            continue
        shape = _SHAPES.get(name, "article")
        document, problems = load(path, shape)
        findings.extend(problems)
        if document is None:
            unread.add(shape)
        else:
            digests.append(document.digest)
        if isinstance(document, Document):
            documents.append((shape, document))
    own = next((document for shape, document in documents if shape == "text"), None)
    if own is None:
        return None
    text = _TextFile(own, findings).text_of()
    if text is None:
        return None
    articles = tuple(document for shape, document in documents if shape == "article")
    shared = {shape: document for shape, document in documents if shape not in ("text", "article")}
    return _TextFiles(text, articles, shared, tuple(digests), frozenset(unread))


def _articles(
    text: str,
    documents: Iterable[Document],
    findings: list[Diagnostic],
    singulars: Mapping[str, str],
) -> tuple[Article, ...]:
    """Return the articles of a text; `singulars` says what an element of a collection is called."""
    by_number: dict[str, Article] = {}
    for document in documents:
        reading = Articles(document, findings, text)
        reading.singulars = singulars
        article = reading.article()
        if article is None:
            continue
        first = by_number.setdefault(article.number, article)
        if first is not article:
            message = sentence(
                "the article `{number}` is already in another file", number=article.number
            )
            findings.append(
                Diagnostic(
                    "ACC112",
                    message,
                    article.location,
                    sentence("write each article in one file."),
                    (first.location,),
                )
            )
    return tuple(sorted(by_number.values(), key=lambda article: article_order(article.number)))


class _TextFile(Articles):
    """Reads a text.yaml."""

    of_rules = False
    of_cases = False

    def __init__(self, document: Document, findings: list[Diagnostic]) -> None:
        super().__init__(document, findings, "")

    def text_of(self) -> LegalText | None:
        """Return the text without its articles, None when it has no id."""
        parts = self.entries(self.document.tree, (), _TEXT_REQUIRED, _TEXT_OPTIONAL)
        name = self.text_at(parts, (), "text")
        if not name:
            return None
        title = self.bilingual(parts.get("title", {}), ("title",))
        return LegalText(
            id=name,
            corpus=self.text_at(parts, (), "corpus"),
            kind=self.one_of(self.text_at(parts, (), "kind"), KINDS, ("kind",)),
            title=title,
            short=self.bilingual(parts["short"], ("short",)) if "short" in parts else title,
            amends=self.texts(parts.get("amends", []), ("amends",)),
            after=self.texts(parts.get("after", []), ("after",)),
            identifiers=self._each(parts, "identifiers", self.text),
            events={
                key: self._event_of(key, event, ("events", key))
                for key, event in self._under(parts, "events")
            },
            entry_into_force=self._each(parts, "entry_into_force", self.value),
            documents=self._each(parts, "documents", self.mapping),
            not_encoded=self._list_of(parts, "not_encoded", self.mapping),
            articles=(),
            location=self.document.locate(("text",), key=True),
            groups=self._each(parts, "groups", self.bilingual),
            not_read=self._list_of(parts, "not_read", self._not_read_of),
            applies_to=self._each(parts, "applies_to", self._applies_to),
        )

    def _each(
        self, parts: Mapping[str, Any], key: str, read: Callable[[Any, Pointer], T]
    ) -> dict[str, T]:
        """Return the entries of a mapping of the text, each read, by their names."""
        return {name: read(node, (key, name)) for name, node in self._under(parts, key)}

    def _list_of(
        self, parts: Mapping[str, Any], key: str, read: Callable[[Any, Pointer], T]
    ) -> tuple[T, ...]:
        """Return the items of a list of the text, each read."""
        items = self.items(parts.get(key, []), (key,))
        return tuple(read(node, (key, rank)) for rank, node in enumerate(items))

    def value(self, node: Any, at: Pointer) -> Value:
        """Return a value of the text itself: it is the same for every
        case, and what only a case or the law in force gives is refused.
        """
        value = super().value(node, at)
        if value.of_a_case:
            message = sentence(
                "{key} reads the facts of a case, and dates no entry into force",
                key=shown(next(iter(node))),
            )
            if value.tables():
                message = sentence(
                    "{key} reads the law in force, and dates no entry into force",
                    key=shown(next(iter(node))),
                )
            hint = sentence(
                "a text enters into force on the same day for everyone: name events "
                "(`event:`), `effect_of:`, or days."
            )
            self.note("ACC120", at, message, hint)
        return value

    def _applies_to(self, node: Any, at: Pointer) -> AppliesTo:
        """Return which cases a group of provisions reaches: it may read what a case gives."""
        parts = self.entries(node, at, (), ("when", "from"))
        of_a_case = _OfACase(self.document, self.findings, "")
        when = of_a_case.condition(parts["when"], (*at, "when")) if "when" in parts else None
        start = of_a_case.value(parts["from"], (*at, "from")) if "from" in parts else None
        return AppliesTo(when, start)

    def _under(self, parts: Mapping[str, Any], name: str) -> Iterable[tuple[str, Any]]:
        return self.mapping(parts.get(name, {}), (name,)).items()

    def _not_read_of(self, node: Any, at: Pointer) -> NotRead:
        parts = self.entries(node, at, ("what",), ("source", "later"))
        source = self.source(parts["source"], (*at, "source")) if "source" in parts else None
        return NotRead(
            self.bilingual(parts.get("what", {}), (*at, "what")), source, parts.get("later") is True
        )

    def _event_of(self, name: str, node: Any, at: Pointer) -> Event:
        parts = self.entries(node, at, ("basis",), ("on", "source", "note", "label"))
        basis = self.basis(parts, at) if "basis" in parts else BASES[-1]
        source = self.source(parts["source"], (*at, "source")) if "source" in parts else None
        note = self.bilingual(parts["note"], (*at, "note")) if "note" in parts else None
        label = self.bilingual(parts["label"], (*at, "label")) if "label" in parts else None
        return Event(name, self._day(parts.get("on"), (*at, "on")), basis, source, note, label)

    def _day(self, node: Any, at: Pointer) -> date | None:
        if node is None:
            return None
        already = len(self.findings)
        day = self.scalar(node, at)
        if isinstance(day, date):
            return day
        if len(self.findings) == already:
            hint = sentence("write year-month-day, or leave it out while it is not known.")
            self.note("ACC103", at, needed(A_DATE, type_name(node)), hint)
        return None


class _OfACase(Articles):
    """Reads which cases a text reaches: what a case gives, and nothing of its elements."""

    of_rules = False
    instead_of_elements = sentence("name a fact that a case gives once for all.")


# --- corpora --------------------------------------------------------------------------------------


def _by_corpus(
    texts: Mapping[str, _TextFiles], findings: list[Diagnostic]
) -> dict[str, list[_TextFiles]]:
    """Return the texts of each corpus; a text that names
    none belongs to the corpus of the text that it amends.
    """
    groups: dict[str, list[_TextFiles]] = {}
    named: dict[str, str] = {}
    for files in texts.values():
        corpus = _corpus_of(files, texts, named)
        if not corpus:
            hint = sentence("add `corpus:`, or `amends:` a text that is read too.")
            message = sentence("the text `{id}` belongs to no corpus", id=files.text.id)
            findings.append(Diagnostic("ACC113", message, files.text.location, hint))
            continue
        groups.setdefault(corpus, []).append(files)
    for members in groups.values():
        members.sort(key=lambda files: _text_order(files.text))
    return groups


def _corpus_of(files: _TextFiles, texts: Mapping[str, _TextFiles], named: dict[str, str]) -> str:
    """Return the corpus of a text, "" when nothing gives it
    one; `named` keeps what is found for each text on the way.
    """
    seen: dict[str, None] = {}
    current: _TextFiles | None = files
    corpus = ""
    while current is not None and not corpus:
        seen[current.text.id] = None
        corpus = current.text.corpus or named.get(current.text.id, "")
        current = next(
            (texts[name] for name in current.text.amends if name in texts and name not in seen),
            None,
        )
    named |= dict.fromkeys(seen, corpus)
    return corpus


def _text_order(text: LegalText) -> tuple[date, str]:
    """Return what sorts texts: their first event that is dated, never the name of their folder."""
    return min(
        (event.on for event in text.events.values() if event.on is not None), default=date.max
    ), text.id


def _whole(
    files: _TextFiles, corpus: str, singulars: Mapping[str, str], findings: list[Diagnostic]
) -> LegalText:
    """Return a text with its articles, and how those without a number are cited."""
    articles = _articles(files.text.id, files.articles, findings, singulars)
    named = {article.number: article.short for article in articles if article.short}
    return replace(files.text, corpus=corpus, articles=articles, named=named)


def _corpus(name: str, members: Sequence[_TextFiles], findings: list[Diagnostic]) -> Corpus:
    words, shared, before = Words(), Shared(), len(findings)
    for files in members:
        if "vocabulary" in files.shared:
            VocabularyFile(files.shared["vocabulary"], findings).add_to(words, files.text.id)
        if "occasions" in files.shared:
            OccasionsFile(files.shared["occasions"], findings).add_to(shared)
        if "readings" in files.shared:
            ReadingsFile(files.shared["readings"], findings).add_to(shared)
    for file in shared.amending:
        file.amend(shared)
    content = sorted(
        f"{files.text.id} {file_digest}" for files in members for file_digest in files.digests
    )
    vocabulary = vocabulary_of(words, findings)
    if any(files.unread & {"vocabulary", "readings"} for files in members):
        # What a text amends may stand in the file that could not be read.
        findings[before:] = [one for one in findings[before:] if one.code != "ACC278"]
    singulars = {each.name: each.singular for each in vocabulary.collections.values()}
    texts = {files.text.id: _whole(files, name, singulars, findings) for files in members}
    if any(operation.parts for operation in operations_of(texts.values())):
        # few laws change parts: what does is imported where one does
        from engine.source.amended import with_outcomes

        texts = with_outcomes(texts)
    digest = digest_of("\n".join(content).encode())
    return Corpus(
        name, texts, vocabulary, shared.periods, shared.occasions, shared.readings, digest
    )
