"""Where the schemas made for a corpus are written, and how a file of YAML finds its own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote

from engine.diagnostics.bilingual import Language, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.editor.schemas import as_file, corpus_schemas
from engine.language.model import Corpus
from engine.library import load, one_corpus, shipped
from engine.source.cache import read_kept
from engine.source.new_file import write_new
from engine.source.reader import TEXT_FILE, UNTESTED_FILE

FOLDER: Final = ".accord"
"""The folder of the schemas, beside the texts that they are made for; no text is looked for in it.
"""
_SHAPES: Final = {
    TEXT_FILE: "text",
    UNTESTED_FILE: "untested",
    **{f"{name}.yaml": name for name in ("vocabulary", "occasions", "readings")},
}
_SCENARIO: Final = ".scenario.yaml"
_MODELINE: Final = "# yaml-language-server: $schema="


def home_of(folder: Path) -> Path:
    """Return the folder beside whose texts the schemas lie: the one that holds them."""
    return folder.parent if (folder / TEXT_FILE).is_file() else folder


def made_in(home: Path, corpus: str) -> Path:
    """Return the folder of the schemas made for a corpus."""
    return home / FOLDER / corpus


def corpora_in(
    home: Path, rulesets: Sequence[Path], *, with_shipped: bool = True
) -> dict[str, Corpus]:
    """Return the corpora that have a text in a folder, read with the shipped texts and others.

    Raises RefusedInput with what cannot be read, or where there is no text. Names that do not exist
    are no reason to refuse: the schemas say where they are.
    """
    own = shipped("rulesets")
    with_shipped = with_shipped and home.resolve() != own.resolve()
    corpora, findings = read_kept([*rulesets, home], own if with_shipped else None)
    if findings:
        raise RefusedInput(findings)
    return {name: corpus for name, corpus in corpora.items() if _lies_in(corpus, home)}


def _lies_in(corpus: Corpus, home: Path) -> bool:
    place = home.resolve()
    return any(
        Path(text.location.path).resolve().is_relative_to(place) for text in corpus.texts.values()
    )


def write_schemas(home: Path, corpora: Mapping[str, Corpus], language: Language) -> list[Path]:
    """Write the schemas of each corpus beside the texts of a folder; return where they are.

    Those that are there already are written anew. Raises RefusedInput where that cannot be done.
    """
    folders = []
    for name, corpus in corpora.items():
        folder = made_in(home, name)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            message = sentence(
                "the folder cannot be made ({reason})", reason=problem.strerror or ""
            )
            hint = sentence("choose a place where you may write.")
            raise RefusedInput(
                [Diagnostic("ACC801", message, Location(str(folder)), hint)]
            ) from None
        for schema, content in corpus_schemas(corpus, language).items():
            write_new(folder / f"{schema}.schema.json", as_file(content).encode(), force=True)
        folders.append(folder)
    return folders


def schema_address(file: Path, schema: str, made: Path) -> str:
    """Return the line by which an editor finds the schema of a file, among those that were made."""
    place = os.path.relpath(made.resolve() / f"{schema}.schema.json", file.resolve().parent)
    return f"{_MODELINE}{quote(Path(place).as_posix(), safe='/.')}"


def beside_texts(
    place: Path, rulesets: Sequence[Path], corpus: str | None
) -> tuple[Path, dict[str, Corpus], dict[Path, str]]:
    """Return where the schemas of a new file (or folder of files) lie, the corpora that they are
    made for, and the line with which each file begins.

    A file of a text has the schemas beside its text; a case or a scenario has those of the corpus
    that it is about beside itself. A text of its own corpus needs nothing else. Raises RefusedInput
    where the texts beside it cannot be read.
    """
    files = sorted(place.glob("*.yaml")) if place.is_dir() else [place]
    folder = place if place.is_dir() else place.parent
    home = home_of(folder)
    if (folder / TEXT_FILE).is_file():
        corpora = _of_text(corpora_in(home, rulesets), folder)
    else:
        chosen = one_corpus(load(rulesets), corpus)
        corpora = {chosen.id: chosen}
    lines = {
        file: schema_address(file, shape_of(file), made_in(home, name))
        for name in corpora
        for file in files
    }
    return home, corpora, lines


def _of_text(corpora: Mapping[str, Corpus], folder: Path) -> dict[str, Corpus]:
    return {name: corpus for name, corpus in corpora.items() if _lies_in(corpus, folder)}


# --- the files that are there already -------------------------------------------------------------


def set_modelines(home: Path, corpora: Mapping[str, Corpus]) -> list[Path]:
    """Make the texts of a folder begin with the line that names their schema; return those changed.

    A file that begins with such a line has it replaced; nothing else of a file changes.
    """
    changed = []
    for name, corpus in corpora.items():
        for file in _files_of(corpus, home):
            wanted = schema_address(file, shape_of(file), made_in(home, name))
            text = file.read_text(encoding="utf-8")
            first, newline, rest = text.partition("\n")
            written = f"{wanted}\n{rest if first.startswith(_MODELINE) and newline else text}"
            if written != text:
                write_new(file, written.encode(), force=True)
                changed.append(file)
    return changed


def shape_of(file: Path) -> str:
    """Return the name of the schema of a file, by its name."""
    if file.name.endswith(_SCENARIO):
        return "scenario"
    if file.name != TEXT_FILE and not (file.parent / TEXT_FILE).is_file():
        return "case"
    return _SHAPES.get(file.name, "article")


def _files_of(corpus: Corpus, home: Path) -> Iterator[Path]:
    place = home.resolve()
    for text in corpus.texts.values():
        folder = Path(text.location.path).parent
        if folder.resolve().is_relative_to(place):
            yield from sorted(folder.glob("*.yaml"))
