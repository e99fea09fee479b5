"""The trial of a change: the scenarios that read what it changes are asked again, until one of them
is answered otherwise; where none is, the checks of the law are asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from engine.checks import check_corpus
from engine.coverage.branches import NOT_APPLIED
from engine.coverage.exercised import Exercise, is_of_other_texts
from engine.diagnostics.diagnostic import Diagnostic, RefusedInput
from engine.language.model import PAST, Corpus
from engine.mutation.changes import Change
from engine.mutation.law_files import LawFiles
from engine.reasoning.logic import compiled_condition
from engine.reasoning.normal_form import normal_form
from engine.testing.scenario import Scenario, run

NOTICED: Final = "noticed"
REFUSED: Final = "refused"
SURVIVED: Final = "survived"
_FIGURES: Final = frozenset({"figure", "duration", "date"})
_OF_CONCLUSIONS: Final = frozenset({"then", "values"})
_OF_RULES: Final = frozenset({"then", "when"})


class Verdict(Struct, frozen=True):
    """What became of a change: a scenario noticed it, or the checks of the law refused it, or it
    survived all of the `asked` scenarios.

    `by` is the scenario or the code of the finding, `at` its place.
    """

    change: Change
    outcome: str
    by: str = ""
    at: str = ""
    asked: int = 0


class Trials:
    """All that trials share: the files of the law, what the scenarios read of it."""

    def __init__(self, files: LawFiles, corpus: Corpus, exercise: Exercise) -> None:
        self._files, self._corpus, self._exercise = files, corpus, exercise
        self._texts = _asking_for_texts(exercise.scenarios)
        self._own = {
            rank
            for rank, scenario in enumerate(exercise.scenarios)
            if is_of_other_texts(scenario, corpus)
        }
        self._singulars = {
            name: collection.singular for name, collection in corpus.vocabulary.collections.items()
        }
        self._noticed: dict[int, int] = {}
        self._found = {_said(finding) for finding in check_corpus(corpus)}
        self.failing = tuple(
            difference for rank, difference in exercise.failing if rank not in self._own
        )
        """What differs from what is expected before any change."""

    def of(self, change: Change) -> Verdict:
        """Return what becomes of a change."""
        corpora, findings = self._files.corpora(change)
        corpus = corpora.get(self._corpus.id)
        if findings or corpus is None:
            code, at = (findings[0].code, str(findings[0].location)) if findings else ("", "")
            return Verdict(change, REFUSED, code, at)
        if change.kind in _FIGURES and not _OF_RULES & set(change.pointer):
            found = self._newly_found(corpus)  # what is stated elsewhere too: sooner than scenarios
            if found:
                return Verdict(change, REFUSED, found[0].code, str(found[0].location))
        ranks = self.asked_about(change)
        for asked, rank in enumerate(ranks, 1):
            scenario = self._exercise.scenarios[rank]
            if _differs(scenario, corpora):
                self._noticed[rank] = self._noticed.get(rank, 0) + 1
                return Verdict(change, NOTICED, scenario.id, str(scenario.location), asked)
        found = self._newly_found(corpus)
        if found:
            return Verdict(change, REFUSED, found[0].code, str(found[0].location), len(ranks))
        return Verdict(change, SURVIVED, asked=len(ranks))

    def _newly_found(self, corpus: Corpus) -> list[Diagnostic]:
        """Return what the checks find in a changed law and did not find before."""
        return [one for one in check_corpus(corpus) if _said(one) not in self._found]

    def asked_about(self, change: Change) -> list[int]:
        """Return the scenarios that read what a change bears on, by rank: those that ask for its
        article first, then those in which it applied, then those in which it did not.

        Of a condition, those alone in which it would come out otherwise.
        """
        if not change.provisions:
            return self._all()
        texts = self._texts_about(change)
        if "place" in change.pointer[-2:-1]:
            cases: list[int] = []
        elif "when" in change.pointer and "notes" not in change.pointer:
            cases = [*self._otherwise(change), *self._met(change, through=True)]
        else:
            cases = self._met(change)
        return [rank for rank in dict.fromkeys((*texts, *cases)) if rank not in self._own]

    def _all(self) -> list[int]:
        """Return all the scenarios, those that noticed the most changes first."""
        ranks = set(range(len(self._exercise.scenarios))) - self._own
        return sorted(ranks, key=lambda rank: (-self._noticed.get(rank, 0), rank))

    def _met(self, change: Change, *, through: bool = False) -> list[int]:
        """Return the scenarios that met a provision; only `through` other rules, if so."""
        exercise = self._exercise
        outcomes: dict[int, set[str]] = {}
        for address in self._addresses(change):
            for among in (exercise.through, *(() if through else (exercise.read,))):
                for rank, seen in among.get(address, {}).items():
                    outcomes.setdefault(rank, set()).update(seen)
        if change.cell:
            kept = exercise.cells_read.get((change.provisions[0], change.cell), set())
            outcomes = {rank: seen for rank, seen in outcomes.items() if rank in kept}
        elif _OF_CONCLUSIONS & set(change.pointer):
            outcomes = {rank: seen for rank, seen in outcomes.items() if seen != {NOT_APPLIED}}
        return sorted(
            outcomes,
            key=lambda rank: (
                outcomes[rank] == {NOT_APPLIED},
                -self._noticed.get(rank, 0),
                len(outcomes[rank]),
                rank,
            ),
        )

    def _addresses(self, change: Change) -> Iterator[str]:
        """Yield the provisions that a change bears on, those of a whole article one by one."""
        for address in change.provisions:
            yield address
            if address.count("/") == 1:
                met = dict.fromkeys((*self._exercise.read, *self._exercise.through))
                yield from (each for each in met if each.startswith(f"{address}/"))

    def _otherwise(self, change: Change) -> list[int]:
        """Return the scenarios in which a condition comes out otherwise once it is changed: of what
        the rule was asked about in each, its truth is worked out again.

        Where an amendment changed parts of the rule since, all the scenarios that met it then.
        """
        before = self._files.condition(change, self._singulars, after=False)
        after = self._files.condition(change, self._singulars, after=True)
        ranks: dict[int, None] = {}
        for rule, asked in self._exercise.met.items():
            if rule.address != change.provisions[0]:
                continue
            if rule.rule.when != before:
                if any(link.verb == PAST["amend"] for link in rule.enacted.citation.chain):
                    ranks |= dict.fromkeys(
                        sorted(set().union(*(seen for _, seen in asked.values())))
                    )
                continue
            truth = compiled_condition(normal_form(after, rule.scope), rule.scope)
            for view, among in asked.values():
                if truth(view) is not rule.truth(view):
                    ranks |= dict.fromkeys(sorted(among))
        return list(ranks)

    def _texts_about(self, change: Change) -> list[int]:
        number = change.article.partition("/")[2]
        named = (change.article, number, change.article.partition("/")[0], "")
        return [rank for name in named for rank in self._texts.get(name, ())]


def _said(finding: Diagnostic) -> tuple[str, str]:
    return finding.code, str(finding.message)


def _differs(scenario: Scenario, corpora: Mapping[str, Corpus]) -> bool:
    try:
        return bool(run(scenario, corpora))
    except RefusedInput:
        return True


def _asking_for_texts(scenarios: Sequence[Scenario]) -> dict[str, list[int]]:
    """Return the scenarios that ask for texts, by article; under "" those that ask for all."""
    asking: dict[str, list[int]] = {}
    for rank, scenario in enumerate(scenarios):
        question = scenario.content["question"]
        if question["query"] in ("text", "diff"):
            asking.setdefault(question.get("article", ""), []).append(rank)
    return asking
