"""What `accord new` writes: the files of each kind, made in memory, then put in place."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from engine.diagnostics.bilingual import Language, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.diagnostics.extras import need_extra
from engine.drafting.amended import amended_text, amending_corpus, target_of
from engine.drafting.beside import Beside
from engine.drafting.empty_case import empty_case
from engine.drafting.kinds import new_id, refuse_kind
from engine.drafting.new_scenario import new_scenario
from engine.drafting.new_texts import article_file, new_article, new_avenant, new_text
from engine.language.model import Corpus
from engine.library import corpus_begun, load
from engine.source.new_file import refuse_place, write_new
from engine.source.new_folder import refuse_folder, write_folder
from engine.tables.needed import LIBRARIES


class Wanted(Struct, frozen=True):
    """What is asked of `accord new`: the options, and where the file goes."""

    folder: Path
    language: Language
    corpus: str | None
    rulesets: tuple[Path, ...]
    id: str | None
    amends: str | None
    article: str | None
    force: bool

    def chosen(self) -> Corpus:
        """Return the corpus that the file is about."""
        return corpus_begun(load(self.rulesets), self.corpus)

    def taken(self, ids: Iterable[str]) -> set[str]:
        """Return the ids of texts that a new one may not have: with --force, it may replace one
        that lies in the same folder.
        """
        return {id_ for id_ in ids if not (self.force and (self.folder / id_).is_dir())}


def write(kind: str, wanted: Wanted) -> Path:
    """Write the file, or the folder, of a kind; return where it is. Raises RefusedInput for
    whatever cannot be: then nothing is written.
    """
    refuse_kind(kind)
    if not wanted.folder.is_dir():
        hint = sentence("give a folder that exists: the file is written in it.")
        message = sentence("there is no such folder.")
        raise RefusedInput([Diagnostic("ACC607", message, Location(str(wanted.folder)), hint)])
    place = _WRITERS[kind](wanted)
    if kind in _WITH_SCHEMAS:
        _with_schema(place, wanted)
    return place


_WITH_SCHEMAS: Final = ("case", "scenario", "text", "avenant", "article")
"""The kinds that are files of YAML: an editor completes them from a schema."""


def _with_schema(place: Path, wanted: Wanted) -> None:
    """Make what was written begin with the line that names its schema, made for its corpus. Where
    other texts of its folder cannot be read, or nothing can be written there, it keeps the line
    that names the common schema.
    """
    from engine.editor.schema_files import beside_texts, write_schemas

    try:
        home, corpora, files = beside_texts(place, wanted.rulesets, wanted.corpus)
        write_schemas(home, corpora, wanted.language)
    except RefusedInput:
        return
    for file, line in files.items():
        _, newline, rest = file.read_text(encoding="utf-8").partition("\n")
        write_new(file, f"{line}{newline}{rest}".encode(), force=True)


def _file(path: Path, content: Callable[[], str | bytes], wanted: Wanted) -> Path:
    """Write one file, once it is known that it may be."""
    refuse_place(path, force=wanted.force)
    made = content()
    write_new(path, made if isinstance(made, bytes) else made.encode(), force=wanted.force)
    return path


def _case(wanted: Wanted) -> Path:
    path = wanted.folder / "case.yaml"
    return _file(path, lambda: empty_case(wanted.chosen(), wanted.language, wanted.folder), wanted)


def _need_tables(kind: str) -> None:
    """Raise RefusedInput when what reads tables is not installed: it says what heads a column."""
    need_extra("batch", LIBRARIES, kind)


def _workbook(wanted: Wanted) -> Path:
    _need_tables("cases.xlsx")
    from engine.tables.template import as_workbook

    day = datetime.now(UTC).date()
    path = wanted.folder / "cases.xlsx"
    return _file(path, lambda: as_workbook(wanted.chosen(), wanted.language, day), wanted)


def _csv(wanted: Wanted) -> Path:
    _need_tables("cases.csv")
    from engine.tables.template import as_csv

    path = wanted.folder / "cases.csv"
    return _file(path, lambda: as_csv(wanted.chosen(), wanted.language), wanted)


def _scenario(wanted: Wanted) -> Path:
    id_ = new_id(wanted.id, "new_scenario", ())
    path = wanted.folder / f"{id_}.scenario.yaml"

    def content() -> str:
        corpus = wanted.chosen()
        day = datetime.now(UTC).date()
        rulesets = _below(wanted)
        return new_scenario(corpus, id_, wanted.language, wanted.folder, day, rulesets)

    return _file(path, content, wanted)


def _below(wanted: Wanted) -> tuple[str, ...]:
    """Return the folders of texts as a scenario names them, from its own folder."""
    home = wanted.folder.resolve()
    for folder in wanted.rulesets:
        if not folder.resolve().is_relative_to(home):
            message = sentence("a scenario names only folders of texts that lie below its own.")
            hint = sentence("give a folder that holds `{folder}`.", folder=folder)
            raise RefusedInput([Diagnostic("ACC502", message, Location(str(wanted.folder)), hint)])
    below = (os.path.relpath(folder.resolve(), home) for folder in wanted.rulesets)
    return tuple(Path(folder).as_posix() for folder in below)


def _text(wanted: Wanted) -> Path:
    corpora = load(wanted.rulesets)
    texts = (text for corpus in corpora.values() for text in corpus.texts)
    id_ = new_id(wanted.id, "new_text", wanted.taken((*texts, *corpora)))
    folder = wanted.folder / id_
    write_folder(folder, new_text(id_, wanted.language, folder), force=wanted.force)
    return folder


def _avenant(wanted: Wanted) -> Path:
    corpora = load(wanted.rulesets)
    corpus = amending_corpus(corpora, wanted.corpus, wanted.amends)
    id_ = new_id(wanted.id, "new_avenant", wanted.taken(corpus.texts))
    folder = wanted.folder / id_
    refuse_folder(folder, force=wanted.force)
    amended = amended_text(corpus, wanted.amends)
    target = target_of(corpus, amended, wanted.article, datetime.now(UTC).date())
    files = new_avenant(id_, amended, target, wanted.language, folder)
    write_folder(folder, files, force=wanted.force)
    return folder


def _article(wanted: Wanted) -> Path:
    beside = Beside.of(wanted.folder)
    number = beside.next_number() if wanted.article is None else wanted.article
    path = wanted.folder / article_file(number)
    if not (wanted.force and path.exists()):
        beside.refuse_number(number)
    document = beside.document
    return _file(
        path, lambda: new_article(number, document, wanted.language, wanted.folder), wanted
    )


_WRITERS: Final[Mapping[str, Callable[[Wanted], Path]]] = {
    "case": _case,
    "cases.xlsx": _workbook,
    "cases.csv": _csv,
    "scenario": _scenario,
    "text": _text,
    "avenant": _avenant,
    "article": _article,
}
