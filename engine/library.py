"""Where the law is found and how it is loaded: the shipped
rulesets, the folders added, the cases asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from engine.cases.case_reader import Facts, choose_corpus, read_case
from engine.diagnostics.bilingual import Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput, nearest
from engine.language.model import Corpus, article_names
from engine.source.cache import load_corpora, load_file
from engine.source.document import Document

if TYPE_CHECKING:
    from engine.cases.settings import Setting

T = TypeVar("T")


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


def load_case(
    path: str, corpora: Mapping[str, Corpus], settings: Sequence[Setting] = ()
) -> tuple[Corpus, Facts]:
    """Return the corpus that answers a case and its facts, some of them set to another value; `-`
    reads standard input. Raises RefusedInput with every finding.
    """
    document, findings = load_file(path)
    return facts_of(document, corpora, findings, settings)


def facts_of(
    document: Document | None,
    corpora: Mapping[str, Corpus],
    findings: Sequence[Diagnostic] = (),
    settings: Sequence[Setting] = (),
) -> tuple[Corpus, Facts]:
    """Return the corpus that answers the case in a document, and its facts; those set are as if the
    case said so.

    Raises RefusedInput with the findings made so far and all those of the case.
    """
    if document is None:
        raise RefusedInput(findings)
    try:
        corpus = choose_corpus(document, corpora)
    except RefusedInput as refused:
        raise RefusedInput([*findings, *refused.diagnostics]) from None
    facts, faults = read_case(document, corpus.vocabulary)
    if facts is None or findings:
        places = {finding.location for finding in findings}  # one fault, one finding
        raise RefusedInput(
            [*findings, *(fault for fault in faults if fault.location not in places)]
        )
    return corpus, as_if(facts, corpus, settings)


def as_if(facts: Facts, corpus: Corpus, settings: Sequence[Setting]) -> Facts:
    """Return the facts of a case with some set to another value, read as if its author had written
    them. Raises RefusedInput for what a case would refuse, at the settings that are at fault.
    """
    if not settings:
        return facts
    from engine.cases.supposition import with_settings

    return with_settings(facts, corpus.vocabulary, settings)


def one_corpus(corpora: Mapping[str, Corpus], name: str | None) -> Corpus:
    """Return the corpus named, or the only one there is; raises RefusedInput where a name is
    needed, or is that of none.
    """
    if name is None and len(corpora) > 1:
        raise _to_choose(corpora, sentence("several corpora are loaded."))
    if name is None:
        return next(iter(corpora.values()))
    if name not in corpora:
        message = sentence("there is no corpus `{name}`.", name=name)
        raise RefusedInput(
            [Diagnostic("ACC405", message, Location("--corpus"), nearest(name, corpora))]
        )
    return corpora[name]


def corpus_begun(corpora: Mapping[str, Corpus], name: str | None) -> Corpus:
    """Return the corpus of a case that is begun: the one named, or the only one there is, or of
    several the only one of which no text is shipped: whoever brings it means it. Raises
    RefusedInput where a name is needed, or is that of none.
    """
    if name is None:
        of_others = [corpus for corpus in corpora.values() if _brought(corpus, all)]
        beside = [corpus for corpus in corpora.values() if _brought(corpus, any)]
        if len(of_others) == 1 and beside == of_others:
            return of_others[0]
    return one_corpus(corpora, name)


def _brought(corpus: Corpus, which: Callable[[Iterable[bool]], bool]) -> bool:
    """Whether all the texts of a corpus, or any of them, lie outside the shipped rulesets."""
    home = shipped("rulesets").resolve()
    files = (Path(text.location.path).resolve() for text in corpus.texts.values())
    return which(home not in file.parents for file in files)


def corpora_asked(
    corpora: Mapping[str, Corpus], name: str | None, article: str | None = None
) -> list[Corpus]:
    """Return the corpora that a question on the texts may be about.

    It is the one named, else all those that have the article asked for, else the only one there
    is. Where no corpus has the article, the first will say so. Raises RefusedInput for an unknown
    name, or where one must be chosen.
    """
    if name is not None or article is None:
        return [one_corpus(corpora, name)]
    having = [
        corpus for corpus in corpora.values() if article in article_names(corpus.texts.values())
    ]
    return having or [next(iter(corpora.values()))]


def in_force_in_one(ask: Callable[[Corpus], T], corpora: Sequence[Corpus]) -> T:
    """Return what the one corpus says in which the article asked about is in force that day.

    `ask` raises RefusedInput where it is not. Where it is in force in none, what the first corpus
    says is raised; where it is in several, that one must be chosen.
    """
    answers: dict[str, T] = {}
    refusals: list[RefusedInput] = []
    for corpus in corpora:
        try:
            answers[corpus.id] = ask(corpus)
        except RefusedInput as refusal:
            refusals.append(refusal)
            if not {finding.code for finding in refusal.diagnostics} <= {"ACC401", "ACC405"}:
                break
    if len(answers) > 1:
        raise _to_choose(answers, sentence("the article is in force in several corpora."))
    if not answers:
        raise refusals[0]
    return next(iter(answers.values()))


def _to_choose(corpora: Iterable[str], message: Sentence) -> RefusedInput:
    """Return the refusal that asks which of several corpora is meant."""
    hint = sentence("choose one of {listed} with --corpus.", listed=", ".join(corpora))
    return RefusedInput([Diagnostic("ACC405", message, Location("--corpus"), hint)])
