"""What a case does not speak of: the optional groups of facts that it leaves out whole, named and
never counted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from engine.diagnostics.bilingual import Bilingual
from engine.language.model import Corpus, OccasionKind
from engine.language.tree import facts_read
from engine.law.consolidation import Enacted, Timeline
from engine.questions.answers.answer import GroupLeftOut
from engine.questions.presentation import Presenter
from engine.reasoning.agenda import concluding_kinds
from engine.reasoning.evaluation import Evaluation


def optional_groups(timeline: Timeline, family: str) -> Mapping[str, Bilingual]:
    """Return the optional groups of facts of a family of questions, with what they are called. Such
    a group dates an occasion that need not take place.
    """
    corpus, labels = timeline.corpus, dict[str, Bilingual]()
    kinds = concluding_kinds(timeline, family)
    for kind in corpus.occasions.values():
        if kind.optional and kind.name in kinds:
            for group in groups_of(kind, corpus):
                described = corpus.vocabulary.groups.get(group)
                labels.setdefault(group, described.label if described else kind.label)
    return labels


def groups_of(kind: OccasionKind, corpus: Corpus) -> Iterator[str]:
    """Yield the outermost groups of the facts that date a kind of occasion. For a fact of an
    element it is the collection.
    """
    collection = corpus.vocabulary.collections.get(kind.each)
    for name in facts_read(kind.on) if kind.on is not None else ():
        of_element = collection is not None and name.startswith(f"{collection.singular}.")
        group, dot, _ = (collection.name if collection and of_element else name).partition(".")
        if dot or of_element:
            yield group


def is_given(group: str, given: Collection[str]) -> bool:
    """Whether a fact of a group is among those given, by their full names."""
    return any(name == group or name.startswith(f"{group}.") for name in given)


def at_most(group: str, timeline: Timeline) -> tuple[Decimal, tuple[Enacted, ...]] | None:
    """Return the most that an optional group could give, and the provisions that say so. It is the
    greatest amount, in any version known, of the row that the vocabulary names for the group.
    """
    described = timeline.corpus.vocabulary.groups.get(group)
    if described is None or not described.table:
        return None
    versions = [
        enacted for enacted in timeline.versions if enacted.provision.address == described.table
    ]
    cells = [
        (Decimal(str(cell)), enacted)
        for enacted in versions
        if enacted.provision.table
        for cell in enacted.provision.table.rows.get(described.row, ())
    ]
    most = max((amount for amount, _ in cells), default=None)
    return (
        None
        if most is None
        else (most, tuple(dict.fromkeys(enacted for amount, enacted in cells if amount == most)))
    )


def not_considered(
    family: str, evaluation: Evaluation, presenter: Presenter
) -> Iterator[GroupLeftOut]:
    """Yield each optional group that a case leaves out whole, with the most that it could give
    where the law says so.
    """
    for group, label in optional_groups(evaluation.timeline, family).items():
        if is_given(group, evaluation.case.facts.pointers):
            continue
        most = at_most(group, evaluation.timeline)
        yield GroupLeftOut(
            group=group,
            label=presenter.say(label),
            at_most=None if most is None else Decimal(f"{most[0]:.2f}"),
            citations=None if most is None else presenter.citations(most[1]),
        )
