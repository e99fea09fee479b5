"""What became of the changes of a law, as a page: how many were noticed, then those that no
scenario noticed, and the reasons.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from engine.coverage.page import of_other_texts
from engine.diagnostics.bilingual import Bilingual, Language, Sentence, sentence
from engine.mutation.changes import KINDS
from engine.mutation.run import Mutation, Tried
from engine.mutation.trial import NOTICED, REFUSED, SURVIVED
from engine.render.page import (
    Block,
    Cell,
    Column,
    Heading,
    Node,
    Page,
    Paragraph,
    Row,
    Table,
    Tone,
    Tree,
    Verbatim,
)
from engine.render.typeset import typeset_blocks
from engine.words.formats import apostrophes, number, typographic

_TITLE: Final = sentence("Which mistakes in the law its scenarios notice")
_KINDS: Final = {
    "figure": sentence("a figure by one unit"),
    "date": sentence("a date by one day"),
    "duration": sentence("a duration by one"),
    "limit": sentence("a limit that counts or not"),
    "condition_dropped": sentence("a condition left out"),
    "condition_denied": sentence("a condition denied"),
    "override_removed": sentence("an exception forgotten"),
    "operation_dropped": sentence("an amendment, or a part of one, forgotten"),
    "citation": sentence("a citation moved to its neighbour, or left out"),
}


def mutation_page(mutation: Mutation, language: Language) -> Page:
    """Return the page: how many, by kind, then what survived without and with a reason."""
    words = _Words(language)
    reasoned = [one for one in mutation.tried if one.reason is not None]
    blocks = (
        Heading(1, words.of(_TITLE)),
        Paragraph(_lead(mutation, words), "lead"),
        *_elsewhere(mutation.elsewhere, words),
        _by_kind(mutation, words),
        *_listed(sentence("What no scenario notices"), mutation.survivors, words),
        *_listed(sentence("What has a reason in writing"), reasoned, words),
    )
    return Page(apostrophes(words.of(_TITLE)), language, typeset_blocks(blocks))


class _Words:
    """Says sentences and numbers in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def of(self, said: Sentence | Bilingual) -> str:
        """Return a sentence as it is printed in the language."""
        return typographic(said.in_language(self.language), self.language)

    def number(self, count: int) -> str:
        """Return a number as it is written in the language."""
        return number(count, self.language)


def _lead(mutation: Mutation, words: _Words) -> str:
    outcomes = Counter(one.outcome for one in mutation.tried)
    reasoned = sum(one.reason is not None for one in mutation.tried)
    return words.of(
        sentence(
            "Changes tried, one at a time: {tried}. Noticed by the scenarios: {noticed}; refused "
            "by the checks of the law: {refused}; explained by a reason in writing: {reasoned}; "
            "not noticed: {survived}.",
            tried=words.number(len(mutation.tried)),
            noticed=words.number(outcomes[NOTICED]),
            refused=words.number(outcomes[REFUSED]),
            reasoned=words.number(reasoned),
            survived=words.number(len(mutation.survivors)),
        )
    )


def _elsewhere(count: int, words: _Words) -> Iterator[Block]:
    if count:
        yield Paragraph(words.of(of_other_texts(count, words.number(count))))


def _by_kind(mutation: Mutation, words: _Words) -> Table:
    titles = (
        sentence("tried"),
        sentence("noticed"),
        sentence("refused"),
        sentence("with a reason"),
        sentence("survived"),
    )
    columns = (
        Column(words.of(sentence("change"))),
        *(Column(words.of(said), "amount") for said in titles),
    )
    rows = []
    for kind in KINDS:
        among = [one for one in mutation.tried if one.kind == kind]
        if not among:
            continue
        outcomes = Counter(one.outcome for one in among)
        reasoned = sum(one.reason is not None for one in among)
        counts = (len(among), outcomes[NOTICED], outcomes[REFUSED], reasoned)
        left = outcomes[SURVIVED] - reasoned
        cells = [Cell(words.number(count)) for count in counts]
        tone: Tone = "bad" if left else "good"
        rows.append(Row((Cell(words.of(_KINDS[kind])), *cells, Cell(words.number(left), (), tone))))
    return Table(words.of(sentence("By kind")), columns, tuple(rows))


def _listed(title: Sentence, tried: Iterable[Tried], words: _Words) -> Iterator[Block]:
    listed = list(tried)
    if not listed:
        return
    yield Heading(2, words.of(title))
    yield Tree("", tuple(_changed(one, words) for one in listed))


def _changed(one: Tried, words: _Words) -> Node:
    """Return a change under its place, whole: both are copied from here."""
    reason = () if one.reason is None else (words.of(one.reason),)
    return Node(one.place, (Verbatim(one.name), *reason), (), "plain" if reason else "bad")
