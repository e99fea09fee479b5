"""`accord check`: rulesets, cases, scenarios and quotations, every finding of every file at once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from msgspec import Struct

from engine.cases import choose_corpus, read_case
from engine.checks import check_corpus
from engine.diagnostics import Diagnostic, Location, RefusedInput, in_order
from engine.library import shipped
from engine.model import Corpus, Operation, Provision, operations_of, provisions_of
from engine.reader import MOST_FILES, read_corpora
from engine.scenario import SUFFIX, case_findings, read_scenarios
from engine.yaml_source import read_file

_SHORTEST_MATCH = 8


class Report(Struct, frozen=True):
    """What was checked, in one sentence, and what was found, sorted by place."""

    summary: str
    findings: tuple[Diagnostic, ...]


def check_paths(paths: Sequence[Path], rulesets: Sequence[Path] = (), sources: Path | None = None) -> Report:
    """Check paths: folders of texts, cases, `*.scenario.yaml` files, or folders of those; the shipped rulesets always.

    With `sources`, each quotation is looked up in the document of that folder whose name starts with the `file` of the document quoted.
    """
    folders = [path for path in paths if path.is_dir() and _holds_texts(path)]
    corpora, findings = read_corpora([shipped("rulesets"), *rulesets, *(one for one in folders if not _is_shipped(one))])
    if not findings:
        findings = [found for corpus in corpora.values() for found in check_corpus(corpus)]
    files = list(_files(path for path in paths if path not in folders))
    for file in files:
        findings += _check_file(file, corpora)
    if sources is not None:
        findings += _quotations(corpora.values(), sources)
    return Report(_summary(corpora, files), in_order(findings))


def _is_shipped(folder: Path) -> bool:
    home = shipped("rulesets").resolve()
    return folder.resolve() == home or home in folder.resolve().parents


def _holds_texts(folder: Path) -> bool:
    return (folder / "text.yaml").exists() or any(folder.glob("*/text.yaml"))


def _files(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        if path.is_dir():
            found = list(islice(path.rglob("*.yaml"), MOST_FILES + 1))
            if len(found) > MOST_FILES:
                message = f"the folder holds more than {MOST_FILES} files to check"
                raise RefusedInput([Diagnostic("ACC006", message, Location(str(path)), "check a part of it.")])
            yield from sorted(file for file in found if not any(_holds_texts(folder) for folder in (file.parent, *file.parent.parents[:1])))
        else:
            yield path


def _check_file(file: Path, corpora: dict[str, Corpus]) -> list[Diagnostic]:
    if file.name.endswith(SUFFIX):
        scenarios, findings = read_scenarios(file)
        return findings or [found for scenario in scenarios for found in case_findings(scenario)]
    document, findings = read_file(file)
    if document is None or not corpora:
        return findings
    try:
        corpus = choose_corpus(document, corpora)
    except RefusedInput as refused:
        return [*findings, *refused.diagnostics]
    return findings + read_case(document, corpus.vocabulary)[1]


def _summary(corpora: dict[str, Corpus], files: list[Path]) -> str:
    texts = [text for corpus in corpora.values() for text in corpus.texts.values()]
    articles = [article for text in texts for article in text.articles]
    provisions, operations = len(list(provisions_of(texts))), len(list(operations_of(texts)))
    counts = {"text": len(texts), "article": len(articles), "provision": provisions, "amendment": operations, "other file": len(files)}
    counted = ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for name, count in counts.items())
    return f"no findings: {counted}."


# --- quotations -------------------------------------------------------------------------------------------------------


def _quotations(corpora: Iterable[Corpus], folder: Path) -> list[Diagnostic]:
    """A finding for each quotation whose words are not in its source, white space and typography aside."""
    findings = []
    for corpus in corpora:
        words = _source_words(corpus, folder)
        quoted: tuple[Provision | Operation, ...] = (*provisions_of(corpus.texts.values()), *operations_of(corpus.texts.values()))
        findings += [found for one in quoted if (found := _quotation(one, words))]
    return findings


def _quotation(one: Provision | Operation, words: dict[str, str]) -> Diagnostic | None:
    source = words.get(one.source.document)
    wanted = _plain(one.quote)
    if source is None or len(wanted) < _SHORTEST_MATCH or wanted in source:
        return None
    message = f"the words « {one.quote} » are not in the document `{one.source.document}`."
    return Diagnostic("ACC217", message, one.location, "quote the exact words, or say it in your own words without quoting.")


def _source_words(corpus: Corpus, folder: Path) -> dict[str, str]:
    if not folder.is_dir():
        raise RefusedInput(
            [Diagnostic("ACC001", f"there is no folder {folder}.", Location(str(folder)), "give a folder of source documents.")]
        )
    files = sorted(file for file in folder.iterdir() if file.suffix in {".txt", ".md"} and file.is_file())
    found = {}
    for text in corpus.texts.values():
        for name, document in text.documents.items():
            start = str(document.get("file", "")) or "\0"
            for file in files:
                if file.name.startswith(start):
                    found[name] = _plain(file.read_text(encoding="utf-8", errors="replace"))
    return found


def _plain(text: str) -> str:
    """Lower-case letters and digits only: typography, white space and marks of emphasis do not count."""
    decomposed = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[\W_]+", "", decomposed)
