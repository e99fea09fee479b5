"""Files checked: rulesets, cases, scenarios and quotations, every finding of every file at once.

`accord check` prints what is found; `Law.check` of the package returns it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path

from msgspec import Struct

from engine.cases.case_reader import choose_corpus, read_case
from engine.checks import check_corpus
from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput, in_order
from engine.language.model import Corpus, Operation, Provision, operations_of, provisions_of
from engine.language.nodes import EMPTY
from engine.library import shipped
from engine.source.articles import Articles
from engine.source.cache import read_kept
from engine.source.document import Document
from engine.source.reader import MOST_FILES, TEXT_FILE
from engine.source.schema import validate
from engine.source.yaml_source import read_file
from engine.testing.scenario import SUFFIX, case_findings, read_scenarios
from engine.words.citation import replaced

_SHORTEST_MATCH = 8
_FIRST_LINES = 50


class Report(Struct, frozen=True):
    """What was checked, and what was found, sorted by place.

    `counts` tells how many things of each kind were read, `replaced` which shipped text gave way to
    which file, `alone` which articles belong to no text, so that the names in them were not looked
    up.
    """

    counts: Mapping[str, int]
    findings: tuple[Diagnostic, ...]
    replaced: Mapping[str, str] = EMPTY
    alone: tuple[str, ...] = ()


def check_paths(
    paths: Sequence[Path],
    rulesets: Sequence[Path] = (),
    sources: Path | None = None,
    *,
    with_shipped: bool = True,
    then: Callable[[Iterable[Corpus]], Iterable[Diagnostic]] = lambda corpora: (),
) -> Report:
    """Check paths: folders of texts, a file of a text (its whole text is then read), cases,
    `*.scenario.yaml` files, or folders of those; the texts that lie deeper in a folder are read.

    The shipped rulesets are read too, unless `with_shipped` is False; a text of the paths takes the
    place of the shipped one with its id. With `sources`, each quotation is looked up in the
    document of that folder whose name starts with the `file` of the document quoted. `then` finds
    what else is wrong in the corpora, once they have no finding.
    """
    folders = list(dict.fromkeys(folder for path in paths for folder in _folders_of_texts(path)))
    read = [
        *rulesets,
        *(folder for folder in folders if not (with_shipped and _is_shipped(folder))),
    ]
    corpora, findings = read_kept(read, shipped("rulesets") if with_shipped else None)
    unread = bool(findings)
    if not findings:
        findings = [finding for corpus in corpora.values() for finding in check_corpus(corpus)]
    if not findings:
        findings = list(then(corpora.values()))
    files = list(_files(path for path in paths if _text_folder(path) is None))
    for file in files:
        findings += check_file(file, corpora, unread=unread)
    if sources is not None:
        findings += _quotations(corpora.values(), sources)
    taken = {text: file for corpus in corpora.values() for text, file in replaced(corpus).items()}
    return Report(
        _counts(corpora, files),
        in_order(findings),
        taken,
        tuple(str(file) for file in files if _is_article(file)),
    )


def _is_shipped(folder: Path) -> bool:
    home = shipped("rulesets").resolve()
    return folder.resolve() == home or home in folder.resolve().parents


def _folders_of_texts(path: Path) -> list[Path]:
    """Return the folders of texts that a path is or holds, at any depth; hidden folders aside."""
    folder = _text_folder(path)
    if folder is not None or not path.is_dir():
        return [] if folder is None else [folder]
    texts = (
        file.parent
        for file in path.rglob(TEXT_FILE)
        if not any(part.startswith(".") for part in file.relative_to(path).parts)
    )
    return sorted({text.parent for text in texts})


def _text_folder(path: Path) -> Path | None:
    """Return the folder of texts that a path is, or that of
    the text to which a file belongs; None for any other path.
    """
    if path.is_dir():
        return path if _holds_texts(path) else None
    of_a_text = (
        path.suffix == ".yaml"
        and not path.name.endswith(SUFFIX)
        and (path.parent / TEXT_FILE).is_file()
    )
    return path.parent if of_a_text else None


def _holds_texts(folder: Path) -> bool:
    return (folder / "text.yaml").exists() or any(folder.glob("*/text.yaml"))


def _files(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        if path.is_dir():
            files = list(islice(path.rglob("*.yaml"), MOST_FILES + 1))
            if len(files) > MOST_FILES:
                message = sentence(
                    "the folder holds more than {most} files to check.", most=MOST_FILES
                )
                raise RefusedInput(
                    [
                        Diagnostic(
                            "ACC006", message, Location(str(path)), sentence("check a part of it.")
                        )
                    ]
                )
            yield from sorted(
                file
                for file in files
                if not any(
                    _holds_texts(folder)
                    for folder in (file.parent, *file.parent.parents[:1])
                    if folder == path or path in folder.parents
                )
            )
        else:
            yield path


def check_file(file: Path, corpora: dict[str, Corpus], *, unread: bool) -> list[Diagnostic]:
    """Return the findings of a file. A case for which there is no corpus is at fault, but where the
    texts were `unread`: then they are, and have their findings.

    Of a profile, from which cases are drawn, only the shape is looked at: `accord cases generate`
    holds it against a corpus.
    """
    if file.name.endswith(SUFFIX):
        scenarios, findings = read_scenarios(file)
        return findings or [
            finding for scenario in scenarios for finding in case_findings(scenario)
        ]
    document, findings = read_file(file)
    if _is_article(file):
        return findings if document is None else _article_alone(document)
    if document is not None and _is_profile(document):
        return findings + validate(document, "profile")
    if document is None or (unread and not corpora):
        return findings
    try:
        corpus = choose_corpus(document, corpora)
    except RefusedInput as refused:
        return [*findings, *refused.diagnostics]
    return findings + read_case(document, corpus.vocabulary)[1]


def _article_alone(document: Document) -> list[Diagnostic]:
    """Return the findings of an article that lies in no text: its
    shape and its rules; what its names stand for cannot be looked up.
    """
    findings = validate(document, "article")
    if not findings:
        Articles(document, findings, "text").article()
    return findings


def _is_article(file: Path) -> bool:
    """Whether a file begins as an article does."""
    try:
        with file.open(encoding="utf-8") as lines:
            return any(line.startswith("article:") for line in islice(lines, _FIRST_LINES))
    except (OSError, ValueError):
        return False


def _is_profile(document: Document) -> bool:
    """Whether a file holds a profile: names of facts, each with how it is drawn, and no case."""
    tree = document.tree if isinstance(document.tree, dict) else {}
    drawn = tree.get("facts")
    return tree.keys() <= {"corpus", "facts"} and isinstance(drawn, dict)


def _counts(corpora: Mapping[str, Corpus], files: Sequence[Path]) -> dict[str, int]:
    texts = [text for corpus in corpora.values() for text in corpus.texts.values()]
    articles = [article for text in texts for article in text.articles]
    provisions, operations = len(list(provisions_of(texts))), len(list(operations_of(texts)))
    return {
        "text": len(texts),
        "article": len(articles),
        "provision": provisions,
        "amendment": operations,
        "other file": len(files),
    }


# --- quotations -----------------------------------------------------------------------------------


def _quotations(corpora: Iterable[Corpus], folder: Path) -> list[Diagnostic]:
    """A finding for each quotation whose words are not in
    its source, white space and typography aside.
    """
    findings = []
    for corpus in corpora:
        words = _source_words(corpus, folder)
        quoted: tuple[Provision | Operation, ...] = (
            *provisions_of(corpus.texts.values()),
            *operations_of(corpus.texts.values()),
        )
        findings += [finding for part in quoted if (finding := _quotation(part, words))]
    return findings


def _quotation(quoted: Provision | Operation, words: dict[str, str]) -> Diagnostic | None:
    source = words.get(quoted.source.document)
    wanted = _plain(quoted.quote)
    if source is None or len(wanted) < _SHORTEST_MATCH or wanted in source:
        return None
    message = sentence(
        "the words “{quote}” are not in the document `{document}`.",
        quote=quoted.quote,
        document=quoted.source.document,
    )
    return Diagnostic(
        "ACC217",
        message,
        quoted.location,
        sentence("quote the exact words, or say it in your own words without quoting."),
    )


def _source_words(corpus: Corpus, folder: Path) -> dict[str, str]:
    if not folder.is_dir():
        raise RefusedInput(
            [
                Diagnostic(
                    "ACC001",
                    sentence("there is no folder `{folder}`.", folder=folder),
                    Location(str(folder)),
                    sentence("give a folder of source documents."),
                )
            ]
        )
    files = sorted(
        file for file in folder.iterdir() if file.suffix in {".txt", ".md"} and file.is_file()
    )
    words = {}
    for text in corpus.texts.values():
        for name, document in text.documents.items():
            start = str(document.get("file", "")) or "\0"
            for file in files:
                if file.name.startswith(start):
                    words[name] = _plain(file.read_text(encoding="utf-8", errors="replace"))
    return words


def _plain(text: str) -> str:
    """Lower-case letters and digits only: typography, white
    space and marks of emphasis do not count.
    """
    decomposed = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[\W_]+", "", decomposed)
