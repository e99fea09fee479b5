"""What may cause a difference between two states of the law: the operations of an amendment, and
what a text writes itself; and the law without some of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from engine.diagnostics.bilingual import Bilingual
from engine.language.model import Article, Corpus, LegalText, Operation, Provision
from engine.language.nodes import Pay
from engine.law.consolidation import timeline_of
from engine.law.enactment import Enacted
from engine.questions.question import Question
from engine.source.digest import digest_of
from engine.tables.compile.branches import variants
from engine.words.citation import article_name

Signature: TypeAlias = tuple[object, ...]


class Cause(Struct, frozen=True):
    """An operation of a text (`text/article/operation`), what one of its articles writes
    (`text/article`), or the whole of a text that takes the place of another (`text`).
    """

    id: str
    text: str
    cited: Bilingual
    says: Bilingual | None = None


def causes_of(before: Corpus, after: Corpus) -> tuple[Cause, ...]:
    """Return what the law after has that the law before has not, in the order of the texts."""
    listed: list[Cause] = []
    for text in after.texts.values():
        earlier = before.texts.get(text.id)
        if earlier is None or (earlier.articles != text.articles and not text.instead_of):
            known = set() if earlier is None else set(_units(earlier))
            listed += [cause for cause in _of_text(text) if cause.id not in known]
        elif earlier is not text and earlier != text:
            listed.append(Cause(text.id, text.id, text.short, text.title))
    return tuple(listed)


def _units(text: LegalText) -> Iterator[str]:
    """Yield the ids of what a text does and writes."""
    return (cause.id for cause in _of_text(text))


def _of_text(text: LegalText) -> Iterator[Cause]:
    for article in text.articles:
        for operation in article.operations:
            yield Cause(
                operation_id(operation), text.id, _cited(text, article, operation), operation.says
            )
        if article.provisions:
            yield Cause(article_id(article), text.id, _cited(text, article), article.title)


def operation_id(operation: Operation) -> str:
    """Return the full name of an operation."""
    return f"{operation.text}/{operation.article}/{operation.id}"


def article_id(article: Article) -> str:
    """Return the full name of an article."""
    return f"{article.text}/{article.number}"


def _cited(text: LegalText, article: Article, operation: Operation | None = None) -> Bilingual:
    point = operation.point if operation else ""
    dash = operation.indent if operation else 0
    ranks = (f"{dash}{'er' if dash == 1 else 'e'} tiret", f"indent {dash}") if dash else ("", "")

    def said(language: str, rank: str) -> str:
        french = language == "fr"
        name = article_name(article.number, "fr" if french else "en", text.named)
        parts = (text.short.in_language("fr" if french else "en"), name, point, rank)
        return ", ".join(part for part in parts if part)

    return Bilingual(said("fr", ranks[0]), said("en", ranks[1]))


def without(corpus: Corpus, removed: Iterable[str], before: Corpus | None = None) -> Corpus:
    """Return a corpus as if some of its operations had not been made, nor some of its articles
    written; a text named whole is as it was `before`.
    """
    ids = frozenset(removed)
    texts = {}
    for text in corpus.texts.values():
        if before is not None and text.id in ids:
            texts[text.id] = before.texts[text.id]
        elif any(id_.startswith(f"{text.id}/") for id_ in ids):
            articles = tuple(_left(article, ids) for article in text.articles)
            texts[text.id] = replace(text, articles=articles)
    if not texts:
        return corpus
    digest = digest_of(f"{corpus.digest} without {sorted(ids)}".encode())
    return replace(corpus, texts={**corpus.texts, **texts}, digest=digest)


def _left(article: Article, removed: frozenset[str]) -> Article:
    return replace(
        article,
        operations=tuple(one for one in article.operations if operation_id(one) not in removed),
        provisions=() if article_id(article) in removed else article.provisions,
    )


def all_of_text(text: LegalText) -> tuple[str, ...]:
    """Return the ids of all that a text does and writes."""
    return tuple(_units(text))


def with_what_falls(
    corpus: Corpus, removed: Iterable[str], question: Question, before: Corpus | None = None
) -> frozenset[str]:
    """Return what is removed with the operations that cannot be made without it: they no longer
    find their target, or what they expect there.
    """
    gone = frozenset(removed)
    known = set(_in_doubt(corpus, question))
    while True:
        fallen = set(_in_doubt(without(corpus, gone, before), question)) - known - gone
        if not fallen:
            return gone
        gone |= fallen


def _in_doubt(corpus: Corpus, question: Question) -> Iterator[str]:
    timeline = timeline_of(corpus, question.known_on, question.readings)
    return (operation_id(doubt.operation) for doubt in timeline.doubts)


def signature(corpus: Corpus, question: Question) -> Signature:
    """Return what the law gives, state by state, and not how it is paid: two laws of the same
    signature give the same sums.
    """
    timeline = timeline_of(corpus, question.known_on, question.readings)
    said: list[object] = []
    for kind in corpus.occasions:
        states: list[tuple[object, ...]] = [
            (
                state.since,
                state.until,
                state.without,
                frozenset(
                    (enacted.provision.address, *_written(enacted))
                    for enacted in state.section.provisions
                    if not _pays(enacted.provision)
                ),
                state.section.lasting,
                tuple(str(doubt) for doubt in state.doubts),
            )
            for state in variants(timeline, question.readings, kind, "funding")
        ]
        said.append((kind, *_merged(states)))
    return tuple(said)


def _written(enacted: Enacted) -> Iterator[str]:
    """Yield where a version of a provision is written: its words, then each operation that changed
    a part of it, the last first, as far back as the one that wrote it whole.
    """
    yield str(enacted.provision.location)
    for link in reversed(enacted.citation.chain):
        if link.verb == "amended":
            yield f"{link.text}/{link.article}/{link.operation}"
        elif link.verb != "completed":
            return


def _pays(provision: Provision) -> bool:
    return provision.rule is not None and isinstance(provision.rule.then, Pay)


def _merged(states: Sequence[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Return states in order, those that follow one another and say the same as one."""
    merged: list[tuple[object, ...]] = []
    for state in states:
        if merged and merged[-1][2:] == state[2:]:
            merged[-1] = (merged[-1][0], *state[1:])
        else:
            merged.append(state)
    return merged
