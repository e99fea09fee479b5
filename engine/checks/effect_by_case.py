"""What a text says of the cases that it reaches, and what is wrong with the law of the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from engine.checks.misfits import Misfits
from engine.checks.references import NO_GROUP
from engine.checks.states import EVERYTHING_KNOWN, states_found
from engine.diagnostics.bilingual import Unfinished, all_of, sentence
from engine.diagnostics.diagnostic import Diagnostic, nearest
from engine.language.kinds import DATE
from engine.language.model import AppliesTo, Corpus, LegalText
from engine.language.nodes import Compare, Meets
from engine.language.tree import Node, facts_read, walk
from engine.language.values import Value
from engine.law.consolidation import Timeline
from engine.law.enactment import Law
from engine.words.labels import ENGINE_FACTS

MOST_BY_CASE = 6
"""The most groups of provisions that may reach each case on its own day: each doubles the laws."""
_UNDER = ("applies_to",)


def reaching(corpus: Corpus) -> Iterator[Diagnostic]:
    """Yield what is wrong with how texts say which cases they reach."""
    checking = Misfits(corpus)
    groups = [
        (text, group, applies)
        for text in corpus.texts.values()
        for group, applies in text.applies_to.items()
    ]
    for text, group, applies in groups:
        if group not in text.entry_into_force:
            yield Diagnostic(
                "ACC215",
                sentence("{what} `{name}`.", what=NO_GROUP, name=group),
                text.location,
                nearest(group, text.entry_into_force),
                word=group,
                under=_UNDER,
            )
        for name in _of_no_case(applies, corpus):
            yield _not_given(name, text)
        yield from checking.needed(applies.start, DATE, text.location, "`from`")
        for node in walk(applies.when) if applies.when is not None else ():
            if isinstance(node, Compare):
                yield from checking.compared(node, text.location)
    if len(groups) > MOST_BY_CASE:
        text, group, _ = groups[MOST_BY_CASE]
        yield _too_many(text, group, len(groups))


def _too_many(text: LegalText, group: str, count: int) -> Diagnostic:
    return Diagnostic(
        "ACC282",
        sentence(
            "`{group}` is the group of provisions {count} to reach each case on its own day: "
            "at most {most} may.",
            group=group,
            count=count,
            most=MOST_BY_CASE,
        ),
        text.location,
        sentence("let the oldest of them apply to all, or put groups together."),
        word=group,
        under=_UNDER,
    )


def roots_of(applies: AppliesTo) -> list[Node]:
    """Return the condition and the date by which a group reaches a case."""
    roots: Sequence[Node | None] = (applies.when, applies.start)
    return [root for root in roots if root is not None]


def _of_no_case(applies: AppliesTo, corpus: Corpus) -> Iterator[str]:
    """Yield what no case gives by itself once for all: facts, tables of the law, benefits."""
    for root in roots_of(applies):
        for node in walk(root):
            if isinstance(node, Meets):
                yield node.benefit
            elif isinstance(node, Value):
                yield from node.tables()
        for name in facts_read(root):
            word = corpus.vocabulary.facts.get(name)
            if name in ENGINE_FACTS or (word is not None and (word.derived or word.varies)):
                yield name


def _not_given(name: str, text: LegalText) -> Diagnostic:
    return Diagnostic(
        "ACC281",
        sentence(
            "`{fact}` does not tell which cases a text reaches: a case gives it neither once nor "
            "for all.",
            fact=name,
        ),
        text.location,
        sentence("read a fact that a case gives and that neither varies nor is derived."),
        word=name,
        under=_UNDER,
    )


def of_the_others(corpus: Corpus) -> Iterator[Diagnostic]:
    """Yield what is wrong with the law of the cases that some texts have not reached, and not with
    that of the others: amendments that do not apply there, rules that conflict.
    """
    timeline = Timeline(corpus, EVERYTHING_KNOWN, {})
    if not timeline.sets_by_case[1:]:
        return
    told = {*states_found(timeline), *_unapplied(timeline.laws)}
    for without in timeline.sets_by_case[1:]:
        laws = timeline.laws_without(without)
        texts = all_of(f"`{text}`" for text, _ in sorted(without))
        for finding in dict.fromkeys((*states_found(timeline, laws), *_unapplied(laws))):
            if finding in told:
                continue
            message = sentence(
                "{found} (for the cases that are not reached by {texts}).",
                found=Unfinished(finding.message),
                texts=texts,
            )
            yield replace(finding, message=message)


def _unapplied(laws: Sequence[Law]) -> Iterator[Diagnostic]:
    doubts = laws[-1].doubts.values() if laws else ()
    return (finding for group in doubts for doubt in group for finding in doubt.findings)
