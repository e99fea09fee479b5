"""The coverage of a law as a page: how much of it is exercised, article by article, and what is
not, in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from engine.coverage.branches import versions_in, written_leaves
from engine.coverage.report import KINDS, Coverage, Covered
from engine.diagnostics.bilingual import Bilingual, Language, Sentence, sentence
from engine.language.model import Corpus
from engine.law.consolidation import Enacted
from engine.render.page import Block, Cell, Column, Heading, Page, Paragraph, Row, Table, Tone
from engine.render.typeset import typeset_blocks
from engine.words.citation import article_name
from engine.words.formats import apostrophes, number, typographic
from engine.words.rules_aloud import RulesAloud

_TITLE: Final = sentence("What the scenarios exercise of the law")
_KINDS: Final = {
    "rule": sentence("rules: applied, not applied, unknown, sums moved"),
    "condition": sentence("conditions: true and false"),
    "cell": sentence("cells of tables that rules read"),
    "amendment": sentence("amendments: eve, day and morrow"),
    "reading": sentence("readings: each option"),
}
_WAYS: Final = {
    "applied": sentence("never applied"),
    "not_applied": sentence("never failed to apply"),
    "unknown": sentence("never left unknown"),
    "moved": sentence("applied, but never moved a sum"),
    "eve": sentence("its text was not asked on the eve"),
    "day": sentence("its text was not asked on the day"),
    "morrow": sentence("its text was not asked on the morrow"),
}


def of_other_texts(count: int, shown: str) -> Sentence:
    """Return the sentence that says how many scenarios are asked of other texts than these."""
    if count == 1:
        return sentence(
            "1 scenario names other texts than those asked about: it tells nothing of them."
        )
    return sentence(
        "{count} scenarios name other texts than those asked about: they tell nothing of them.",
        count=shown,
    )


def coverage_page(coverage: Coverage, corpus: Corpus, language: Language) -> Page:
    """Return the page: the whole, by kind and by article, then what lacks, then the reasons."""
    words = BranchWords(corpus, coverage, language)
    blocks = (
        Heading(1, words.of(_TITLE)),
        Paragraph(_lead(coverage, words), "lead"),
        *_elsewhere(coverage.elsewhere, words),
        _by_kind(coverage, words),
        _by_article(coverage, corpus, words),
        *_lacking(coverage, words),
        *_reasons(coverage, words),
    )
    return Page(apostrophes(words.of(_TITLE)), language, typeset_blocks(blocks))


class BranchWords:
    """Says in words what a branch is, in one language."""

    def __init__(self, corpus: Corpus, coverage: Coverage, language: Language) -> None:
        self.language, self._corpus = language, corpus
        self._versions = versions_in(corpus, coverage.known_on)
        self._operations = {
            f"{text.id}/{article.number}/{operation.id}": operation
            for text in corpus.texts.values()
            for article in text.articles
            for operation in article.operations
        }
        self._inserted = {
            operation.target: operation
            for operation in self._operations.values()
            if operation.verb == "insert" and operation.number
        }
        self._aloud = RulesAloud(
            corpus.vocabulary,
            corpus.readings,
            language,
            None,
            corpus.texts,
            corpus.occasions,
        )

    def of(self, said: Sentence | Bilingual) -> str:
        """Return a sentence in the language, as it is printed in it."""
        return typographic(said.in_language(self.language), self.language)

    def number(self, count: int) -> str:
        """Return a number as it is written in the language."""
        return number(count, self.language)

    def share(self, done: int, whole: int) -> str:
        """Return how much of a whole is done, rounded down: 100 % is all of it."""
        share = 100 if not whole else done * 100 // whole
        return typographic(f"{share} %" if self.language == "fr" else f"{share}%", self.language)

    def where(self, branch: Covered) -> str:
        """Return the provision as it is cited, and what says it; the question, for a reading."""
        if branch.kind == "reading":
            return self.of(self._corpus.readings[branch.what].question)
        if branch.kind == "amendment":
            operation = self._operations[branch.what]
            text = self._corpus.texts[operation.text]
            name = article_name(operation.article, self.language, text.named)
            short = text.short.in_language(self.language)
            return self.of(Bilingual(*(f"{short}, {name}, {operation.point}" for _ in "..")))
        return self._enacted(branch).citation.display(self.language)

    def says(self, branch: Covered) -> str:
        """Return the sentence of the provision, or of the operation."""
        if branch.kind == "reading":
            return ""
        if branch.kind == "amendment":
            return self.of(self._operations[branch.what].says)
        return self.of(self._enacted(branch).provision.says)

    def lacking(self, branch: Covered) -> str:
        """Return what of a branch was not exercised."""
        match branch.kind:
            case "reading":
                return self.of(
                    sentence("never asked under the option `{option}`", option=branch.way)
                )
            case "cell":
                return self.of(sentence("the cell `{cell}` was never read", cell=branch.way))
            case "condition":
                _, rank, way = branch.way.split(" ")
                rule = self._enacted(branch).provision.rule
                leaves = dict(written_leaves(rule.when if rule else None))
                said = self._aloud.condition(leaves[int(rank)])
                if way == "true":
                    return self.of(sentence("never true: {said}", said=said))
                return self.of(sentence("never false: {said}", said=said))
        return self.of(_WAYS[branch.way])

    def article(self, article: str) -> str:
        """Return an article as it is cited."""
        text, _, article_number = article.partition("/")
        legal = self._corpus.texts[text]
        inserted = self._inserted.get(article)
        number = inserted.number if inserted else article_number
        name = article_name(number, self.language, legal.named)
        title = f" ({self.of(inserted.title)})" if inserted and inserted.title else ""
        return f"{legal.short.in_language(self.language)}, {name}{title}"

    def _enacted(self, branch: Covered) -> Enacted:
        return self._versions[branch.what, branch.version]


def _lead(coverage: Coverage, words: BranchWords) -> str:
    whole, done, reasoned = coverage.counts()
    parts = {
        "scenarios": words.number(coverage.scenarios),
        "done": words.number(done),
        "whole": words.number(whole),
        "share": words.share(done, whole),
        "reasoned": words.number(reasoned),
        "missing": words.number(whole - done - reasoned),
    }
    if done == whole:
        said = sentence(
            "All of it is exercised. Branches: {done}; scenarios: {scenarios}.", **parts
        )
    elif done + reasoned == whole:
        said = sentence(
            "Branches exercised: {done} of {whole}; all the others have a reason in writing. "
            "Scenarios: {scenarios}.",
            **parts,
        )
    elif reasoned:
        said = sentence(
            "Branches exercised: {done} of {whole} ({share}); with a reason in writing: "
            "{reasoned}; lacking: {missing}. Scenarios: {scenarios}.",
            **parts,
        )
    else:
        said = sentence(
            "Branches exercised: {done} of {whole} ({share}); lacking: {missing}. "
            "Scenarios: {scenarios}.",
            **parts,
        )
    return words.of(said)


def _elsewhere(count: int, words: BranchWords) -> Iterator[Block]:
    """Yield how many scenarios say nothing of this law: they are asked of other texts."""
    if count:
        yield Paragraph(words.of(of_other_texts(count, words.number(count))))


def _columns(words: BranchWords, first: Sentence) -> tuple[Column, ...]:
    figures = (
        sentence("branches"),
        sentence("exercised"),
        sentence("with a reason"),
        sentence("lacking"),
    )
    return (Column(words.of(first)), *(Column(words.of(said), "amount") for said in figures))


def _counted(name: str, counts: tuple[int, int, int], words: BranchWords) -> Row:
    whole, done, reasoned = counts
    lacking = whole - done - reasoned
    cells = [Cell(words.number(count)) for count in (whole, done, reasoned)]
    tone: Tone = "bad" if lacking else "good"
    return Row((Cell(name), *cells, Cell(words.number(lacking), (), tone)))


def _by_kind(coverage: Coverage, words: BranchWords) -> Table:
    rows = [
        _counted(words.of(_KINDS[kind]), coverage.counts(kind), words)
        for kind in KINDS
        if coverage.counts(kind)[0]
    ]
    what = sentence("what is counted")
    return Table(words.of(sentence("By kind")), _columns(words, what), tuple(rows))


def _by_article(coverage: Coverage, corpus: Corpus, words: BranchWords) -> Table:
    counted: dict[str, list[int]] = {article: [0, 0, 0] for article in coverage.articles}
    for branch in coverage.branches:
        if branch.article:
            counts = counted[branch.article]
            counts[0] += 1
            counts[1] += branch.scenario is not None
            counts[2] += branch.scenario is None and branch.reason is not None
    rows = [
        _counted(words.article(article), (counts[0], counts[1], counts[2]), words)
        for article, counts in counted.items()
    ]
    return Table(
        words.of(sentence("By article")), _columns(words, sentence("article")), tuple(rows)
    )


def _lacking(coverage: Coverage, words: BranchWords) -> Iterator[Block]:
    missing = coverage.missing
    if not missing:
        return
    yield Heading(2, words.of(sentence("What no scenario exercises")))
    yield _listed(missing, words, words.lacking)


def _reasons(coverage: Coverage, words: BranchWords) -> Iterator[Block]:
    reasoned = [branch for branch in coverage.branches if branch.reason and not branch.scenario]
    if not reasoned:
        return
    yield Heading(2, words.of(sentence("What has a reason in writing")))
    why: Mapping[str, Bilingual] = {b.name: b.reason for b in reasoned if b.reason is not None}
    yield _listed(reasoned, words, lambda branch: words.of(why[branch.name]))


def _listed(
    branches: Iterable[Covered], words: BranchWords, said: Callable[[Covered], str]
) -> Table:
    columns = (Column(words.of(sentence("where"))), Column(words.of(sentence("what"))))
    rows = tuple(
        Row((Cell(words.where(b), tuple(filter(None, (words.says(b), b.name)))), Cell(said(b))))
        for b in branches
    )
    return Table(words.of(sentence("Branches")), columns, rows)
