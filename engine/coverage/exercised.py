"""What scenarios exercise: each is answered, and each step of the reasoning is noted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from engine.coverage.branches import (
    APPLIED,
    EDGES,
    MOVED,
    UNKNOWN,
    Branch,
    address_amended,
    operations_in,
    version_of,
    written_leaves,
)
from engine.diagnostics.diagnostic import RefusedInput
from engine.language.model import Corpus, Operation
from engine.language.temporal import default_day
from engine.language.tree import conclusion_values, walk
from engine.language.values import UNKNOWN_DERIVED, Value, View, history_of
from engine.law.consolidation import timeline_of
from engine.reasoning.logic import Truth, compiled_condition
from engine.reasoning.normal_form import normal_form
from engine.reasoning.program import CompiledRule
from engine.reasoning.steps import Step
from engine.reasoning.witness import watched_by
from engine.testing.scenario import Difference, Scenario, answered, corpora_of, run


class Exercise:
    """What some scenarios exercise in the law of one corpus.

    `seen` gives, for each branch, the first scenario that exercised it. `read` gives the scenarios
    that met each provision, by their rank among `scenarios`, and how it came out there; `through`
    those that met it through another rule, as what a benefit requires; `cells_read` those that read
    each cell of each table. With `keeping`, the answers are compared with what is expected:
    `failing` is what differs, and `met` gives, for each rule, what its condition was asked about,
    and in which scenarios. `elsewhere` are the scenarios asked of another law: of other texts.
    """

    def __init__(self, corpus: Corpus, *, keeping: bool = False) -> None:
        self.corpus = corpus
        self._keeping = keeping
        self.met: dict[CompiledRule, dict[Any, tuple[View, set[int]]]] = defaultdict(dict)
        self.through: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.seen: dict[Branch, Scenario] = {}
        self.read: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.cells_read: dict[tuple[str, str], set[int]] = defaultdict(set)
        self.scenarios: list[Scenario] = []
        self.elsewhere: list[Scenario] = []
        self._rules: dict[CompiledRule, _Watched] = {}
        self.failing: list[tuple[int, Difference]] = []
        self._rank = 0

    def add(self, scenario: Scenario, corpora: Mapping[str, Corpus] | None = None) -> None:
        """Answer a scenario and note what it exercises; one that is refused is noted too."""
        self._rank = len(self.scenarios)
        self.scenarios.append(scenario)
        if self._keeping:
            with watched_by(self):
                self.failing += [(self._rank, differs) for differs in run(scenario, corpora)]
            return
        with watched_by(self):
            try:
                answer = answered(scenario, corpora, whole=False)
            except RefusedInput:
                return
        readings = getattr(answer, "readings", None) or {}
        if answer.corpus == self.corpus.id:
            for reading, option in readings.items():
                self._note(Branch("reading", reading, "", option))

    def inferred(self, steps: Iterable[Step]) -> None:
        """Note the steps of one occasion."""
        for step in steps:
            watched = self._rules.get(step.rule)
            if watched is None:
                watched = self._rules[step.rule] = _Watched(step.rule)
            if watched.corpus != self.corpus.digest:
                continue
            self.read[watched.address][self._rank].add(step.outcome)
            for address in watched.rests_on:
                self.through[address][self._rank].add(step.outcome)
            if self._keeping:
                kept = self.met[step.rule].setdefault(_asked(step), (step.view, set()))
                kept[1].add(self._rank)
            outcome = UNKNOWN if step.outcome == APPLIED and step.missing else step.outcome
            for branch in watched.branches(step, outcome):
                self._note(branch)
            if step.outcome == APPLIED:
                for branch in watched.cells(step):
                    self.cells_read[branch.what, branch.way].add(self._rank)
                    self._note(branch)

    def moved(self, steps: Iterable[Step]) -> None:
        """Note the steps that moved a sum."""
        for step in steps:
            watched = self._rules[step.rule]
            if watched.corpus == self.corpus.digest:
                self._note(Branch("rule", watched.address, watched.version, MOVED))

    def _note(self, branch: Branch) -> None:
        self.seen.setdefault(branch, self.scenarios[-1])


class _Watched:
    """A rule that is watched: what is left to see of it."""

    def __init__(self, rule: CompiledRule) -> None:
        scope = rule.scope
        self.corpus = scope.timeline.corpus.digest
        self.address, self.version = rule.address, version_of(rule.enacted)
        self.rests_on = [
            enacted.provision.address for enacted in rule.rests_on if enacted is not rule.enacted
        ]
        readings = scope.timeline.corpus.readings
        chosen = {name: scope.option(name) for name in readings}
        self._leaves: list[tuple[int, Callable[[View], Truth]]] = [
            (rank, compiled_condition(normal_form(leaf, scope), scope))
            for rank, leaf in written_leaves(rule.rule.when, chosen)
        ]
        self._truths: set[tuple[int, bool]] = set()
        self._outcomes: set[str] = set()
        when = rule.rule.when
        roots = [*conclusion_values(rule.rule.then), *([] if when is None else [when])]
        nodes = [node for root in roots for node in walk(root, scope) if isinstance(node, Value)]
        self._cells = [
            (address, version_of(enacted), cell)
            for node in nodes
            if (cell := node.cell_read(scope)) is not None
            for address in node.tables()
            if (enacted := scope.law.provision(address)) is not None
        ]

    def branches(self, step: Step, outcome: str) -> Iterator[Branch]:
        """Yield what a step exercises and earlier ones of this rule did not."""
        if outcome not in self._outcomes:
            self._outcomes.add(outcome)
            yield Branch("rule", self.address, self.version, outcome)
        for rank, truth in self._leaves:
            value = truth(step.view)
            if value is not None and (rank, value) not in self._truths:
                self._truths.add((rank, value))
                way = f"condition {rank} {'true' if value else 'false'}"
                yield Branch("condition", self.address, self.version, way)

    def cells(self, step: Step) -> Iterator[Branch]:
        """Yield the cells that a step reads."""
        for address, version, cell in self._cells:
            name = cell(step.view)
            if name is not None:
                yield Branch("cell", address, version, name)


def _asked(step: Step) -> Any:
    """Return what the condition of a rule read, to tell one asking from another: of elements, all
    that is known of each.
    """
    view = step.view
    unknown = view.get(UNKNOWN_DERIVED, frozenset())
    read = step.rule.condition_facts
    known = step.rule.scope.timeline.corpus.vocabulary.collections
    begun = tuple(f"{name}." for name in read if name in known)
    within = sorted(name for name in view if name.startswith(begun)) if begun else ()
    return tuple(
        (name, str(view.get(name)), str(view.get(history_of(name), "")), name in unknown)
        for name in (*read, *within)
    )


# --- amendments -----------------------------------------------------------------------------------


def edges_shown(corpus: Corpus, scenarios: Sequence[Scenario]) -> Iterator[tuple[Branch, Scenario]]:
    """Yield the edges of amendments that scenarios show, each with the first that does.

    A scenario shows an edge when it asks for the text of the article amended, on the eve, the day
    or the morrow of the effect, and expects what stood there before, or what the operation brought.
    """
    asked: dict[str, list[Scenario]] = defaultdict(list)
    for scenario in scenarios:
        question = scenario.content["question"]
        if question["query"] == "text" and "article" in question:
            asked[question["article"]].append(scenario)
    for text, operation in operations_in(corpus):
        article = "/".join(address_amended(operation, corpus).split("/")[:2])
        own = article.partition("/")[2]
        about = [*asked[article], *asked[own]]
        if operation.number:  # the article may be asked for by the number that it is given
            renumbered = article.removesuffix(own) + operation.number
            about += [*asked[renumbered], *asked[operation.number]]
        for edge, offset in EDGES.items():
            for scenario in about:
                if _shows(scenario, operation, corpus, offset) and _is_on(
                    scenario, corpus, text, operation, offset
                ):
                    name = f"{text}/{operation.article}/{operation.id}"
                    yield Branch("amendment", name, "", edge), scenario
                    break


def _shows(scenario: Scenario, operation: Operation, corpus: Corpus, offset: int) -> bool:
    """Whether what a scenario expects of the text of an article tells the state before (offset -1)
    or after an operation.
    """
    expected: Mapping[str, Any] = scenario.content["expect"]
    if offset < 0:
        return bool({"provisions", "diagnostics"} & set(expected))
    shown = _named(expected.get("provisions", ()))
    if operation.verb == "repeal":
        gone = operation.target in _named(expected.get("absent", {}).get("provisions", ()))
        return gone or "diagnostics" in expected
    if operation.provisions:
        return bool({provision.address for provision in operation.provisions} & shown)
    target = address_amended(operation, corpus)
    return any(address == target or address.startswith(f"{target}/") for address in shown)


def _named(records: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the addresses that the expected records name."""
    return {record["address"] for record in records if "address" in record}


def _is_on(
    scenario: Scenario,
    corpus: Corpus,
    text: str,
    operation: Operation,
    offset: int,
) -> bool:
    """Whether a scenario asks about the day that stands `offset` days from the effect of an
    operation, by its own readings.
    """
    question = scenario.content["question"]
    given = question.get("known_on")
    known = date.fromisoformat(given) if given else default_day()
    try:
        effect = timeline_of(corpus, known, question.get("reading", {})).effect_date(
            text, operation.effect
        )
    except KeyError:
        return False
    asked = question.get("on")
    on = date.fromisoformat(asked) if asked else default_day()
    return effect is not None and on == effect + timedelta(days=offset)


def is_of_other_texts(scenario: Scenario, corpus: Corpus) -> bool:
    """Whether a scenario names folders of texts, and these are not the law of a corpus."""
    if not scenario.content.get("rulesets"):
        return False
    named = corpora_of(scenario).get(corpus.id)
    return named is None or named.digest != corpus.digest


def exercised(
    scenarios: Sequence[Scenario],
    corpus: Corpus,
    corpora: Mapping[str, Corpus],
    progress: Callable[[int, int], None] = lambda done, whole: None,
    *,
    keeping: bool = False,
) -> Exercise:
    """Answer scenarios and return what they exercise in the law of a corpus.

    Those that name folders of texts are asked of these, the others of `corpora`.
    """
    exercise = Exercise(corpus, keeping=keeping)
    for done, scenario in enumerate(scenarios, 1):
        own = corpora_of(scenario) if scenario.content.get("rulesets") else corpora
        exercise.add(scenario, own)
        if is_of_other_texts(scenario, corpus):
            exercise.elsewhere.append(scenario)
        progress(done, len(scenarios))
    for branch, scenario in edges_shown(corpus, exercise.scenarios):
        exercise.seen.setdefault(branch, scenario)
    return exercise
