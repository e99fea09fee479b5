"""Stubs of the scenarios that lack: what each must exercise, the day, the question, the facts that
the rule reads. The case and what must be answered are for their author.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from engine.coverage.branches import EDGES, address_amended, versions_in
from engine.coverage.page import BranchWords
from engine.coverage.report import Coverage, Covered
from engine.diagnostics.bilingual import Language, sentence
from engine.drafting.case_file import modeline
from engine.drafting.quoted import quoted
from engine.language.model import Corpus, Operation, Rule
from engine.language.nodes import Deadline, Entitle, Increase, Oblige, Pay
from engine.language.tree import all_roots_of, facts_read
from engine.law.consolidation import timeline_of
from engine.words.labels import ENGINE_FACTS, fact_label

_SIGNS: Final = re.compile(r"[^a-z0-9]+")
_EXPECT: Final = "  expect: {absent: {law: [{short: to be completed}]}}"
"""What always holds, in the place of what the author expects."""
_TO_DO: Final = sentence(
    "To be completed: the facts of the case, and the answer worked out by hand."
)


def stubs(
    coverage: Coverage,
    corpus: Corpus,
    language: Language,
    folder: Path,
    rulesets: Sequence[Path] = (),
) -> str:
    """Return a file of stubs for what lacks, one for each provision and branch.

    A stub holds as it stands, since it expects nothing of the answer: its author says what. It
    names the `rulesets`, folders of texts beside the shipped ones, that its `folder` holds.
    """
    words = BranchWords(corpus, coverage, language)
    home = folder.resolve()
    beside = (texts.resolve() for texts in rulesets)
    named = [str(texts.relative_to(home)) for texts in beside if texts.is_relative_to(home)]
    law = [f"  rulesets: [{', '.join(map(quoted, named))}]"] if named else []
    lines = [modeline("scenario", folder), "scenarios:"]
    for rank, branch in enumerate(coverage.missing, 1):
        first, *rest = _stub(branch, rank, corpus, coverage.known_on, words)
        lines += [f"  {line}" for line in (first, *law, *rest)]
    return "\n".join(lines) + "\n"


def _stub(
    branch: Covered, rank: int, corpus: Corpus, known_on: date, words: BranchWords
) -> Sequence[str]:
    colon = "\u00a0: " if words.language == "fr" else ": "
    title = f"{words.where(branch)}{colon}{words.lacking(branch)}"
    head = [f"- scenario: {_id(branch, rank)}", f"  title: {quoted(title)}"]
    if branch.kind == "amendment":
        return [*head, *_of_amendment(branch, corpus, known_on)]
    rule = None
    on = known_on
    if branch.kind != "reading":
        enacted = versions_in(corpus, known_on)[branch.what, branch.version]
        rule, on = enacted.provision.rule, enacted.since
    facts = _facts(rule, corpus, words.language)
    reads = [f"  # {words.of(sentence('It reads: {facts}.', facts=facts))}"] if facts else []
    reading = f", reading: {{{branch.what}: {quoted(branch.way)}}}" * (branch.kind == "reading")
    return [
        *head,
        f"  # {words.of(_TO_DO)}",
        *reads,
        f"  case: {{corpus: {corpus.id}}}",
        f'  question: {{query: {_query(rule)}, on: "{on.isoformat()}"{reading}}}',
        _EXPECT,
    ]


def _of_amendment(branch: Covered, corpus: Corpus, known_on: date) -> list[str]:
    operation = _operation(branch, corpus)
    effect = timeline_of(corpus, known_on, {}).effect_date(operation.text, operation.effect)
    day = (effect or known_on) + timedelta(days=EDGES[branch.way])
    article = "/".join(address_amended(operation, corpus).split("/")[:2])
    return [
        f'  question: {{query: text, article: {quoted(article)}, on: "{day.isoformat()}"}}',
        _EXPECT,
    ]


def _operation(branch: Covered, corpus: Corpus) -> Operation:
    text, number, id_ = branch.what.split("/")
    return next(
        operation
        for article in corpus.texts[text].articles
        if article.number == number
        for operation in article.operations
        if operation.id == id_
    )


def _query(rule: Rule | None) -> str:
    """Return the question whose answer shows what a rule concludes."""
    match rule.then if rule else None:
        case Deadline():
            return "calendar"
        case Oblige():
            return "duties"
        case Entitle() | Pay() | Increase():
            return "funding"
    return "eligibility"


def _facts(rule: Rule | None, corpus: Corpus, language: Language) -> str:
    if rule is None:
        return ""
    read = dict.fromkeys(name for root in all_roots_of(rule) for name in facts_read(root))
    return ", ".join(
        f"{name} ({fact_label(name, corpus.vocabulary, language)})"
        for name in read
        if name not in ENGINE_FACTS
    )


def _id(branch: Covered, rank: int) -> str:
    last = branch.what.rpartition("/")[2]
    plain = unicodedata.normalize("NFKD", f"{last}_{branch.way}").encode("ascii", "ignore").decode()
    return f"lacking_{rank}_{_SIGNS.sub('_', plain.lower()).strip('_')}"
