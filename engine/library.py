"""Where the law is found and how it is loaded: the shipped
rulesets, the folders added, the cases asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from engine.cases.case_reader import Facts, choose_corpus, read_case
from engine.diagnostics.diagnostic import Diagnostic, RefusedInput
from engine.language.model import Corpus
from engine.source.cache import load_corpora, load_file


def shipped(folder: str) -> Path:
    """Return a shipped folder (`rulesets`, `schemas`):
    beside the installed package, or in the source tree.
    """
    packaged = Path(__file__).parent / "_data" / folder
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / folder


def load(added: Sequence[Path] = (), article: str | None = None) -> dict[str, Corpus]:
    """Return the corpora of the shipped rulesets and of the
    folders added, by id; raise RefusedInput with every finding.

    A text added takes the place of the shipped text that has its id. With `article`, only what
    bears on it may be there.
    """
    return load_corpora(added, _cross_checks, shipped("rulesets"), article)


def _cross_checks(corpus: Corpus) -> Iterable[Diagnostic]:
    from engine.checks import cross_checks

    return cross_checks(corpus)


def load_case(path: str, corpora: Mapping[str, Corpus]) -> tuple[Corpus, Facts]:
    """Return the corpus that answers a case and its facts; `-`
    reads standard input. Raises RefusedInput with every finding.
    """
    document, findings = load_file(path)
    if document is None:
        raise RefusedInput(findings)
    corpus = choose_corpus(document, corpora)
    facts, findings = read_case(document, corpus.vocabulary)
    if facts is None:
        raise RefusedInput(findings)
    return corpus, facts
