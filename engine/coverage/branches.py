"""What there is to exercise in a law: each branch of each version of each rule, each cell of each
table that a rule reads, each edge of each amendment, each reading under each option.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from msgspec import Struct

from engine.language.forms.readings import Choice
from engine.language.model import Corpus, LawTable, Operation, Rule, rules_of
from engine.language.nodes import (
    All,
    AnyOf,
    Compare,
    Condition,
    Derive,
    Entitle,
    Increase,
    Known,
    Meets,
    Not,
    Pay,
)
from engine.language.templates import placeholders
from engine.language.tree import (
    all_roots_of,
    conclusion_names,
    facts_read,
    needed_values,
    tables_of,
    walk,
)
from engine.law.consolidation import Enacted, Timeline, moving_readings, timeline_of
from engine.words.labels import ENGINE_FACTS, word_of

APPLIED: Final = "applied"
NOT_APPLIED: Final = "not_applied"
UNKNOWN: Final = "unknown"
MOVED: Final = "moved"
EDGES: Final[Mapping[str, int]] = {"eve": -1, "day": 0, "morrow": 1}
"""The days around the effect of an amendment, and how far from it each is."""


class Branch(Struct, frozen=True, order=True):
    """One thing that a scenario may exercise.

    `kind` is rule, condition, cell, amendment or reading. `what` is the address of the provision,
    of the operation or of the reading; `version` tells the versions of a provision apart (the
    operations that made it, "" for the words first written); `way` is the branch.
    """

    kind: str
    what: str
    version: str
    way: str

    @property
    def name(self) -> str:
        """How it is written where it has a reason: `accord/8/fixed by avenant/2: applied`."""
        by = f" by {self.version}" if self.version else ""
        return f"{self.what}{by}: {self.way}"


def version_of(enacted: Enacted) -> str:
    """Return what tells a version of a provision from its others: its dates may move with a
    reading, the operations that made it do not.
    """
    return ", ".join(
        f"{link.text}/{link.article}/{link.operation}"
        for link in enacted.citation.chain
        if link.operation
    )


def written_leaves(
    condition: Condition | None, options: Mapping[str, str] | None = None
) -> Iterator[tuple[int, Compare | Known | Meets]]:
    """Yield the leaves of a condition as it is written, each with its rank among all of them.

    With `options`, only those of the option chosen for each reading.
    """
    rank = 0
    waiting: list[tuple[Condition, bool]] = [] if condition is None else [(condition, True)]
    while waiting:
        node, chosen = waiting.pop()
        match node:
            case All(parts) | AnyOf(parts):
                waiting += [(part, chosen) for part in reversed(parts)]
            case Not(part):
                waiting.append((part, chosen))
            case Choice(reading, alternatives):
                waiting += [
                    (part, chosen and (options is None or options.get(reading) == option))
                    for option, part in reversed(list(alternatives.items()))
                ]
            case Compare() | Known() | Meets():
                rank += 1
                if chosen:
                    yield rank, node


def cell_names(table: LawTable) -> Iterator[str]:
    """Yield the names of the cells of a table, and of its brackets."""
    for row in table.rows:
        for column in table.columns:
            yield f"{row}, {column}"
    for _, _, name in table.brackets:
        yield f"{name}"


# --- what there is to exercise --------------------------------------------------------------------


def timelines(corpus: Corpus, known_on: date) -> Iterator[Timeline]:
    """Yield every course of the law: under the default readings, then under each option that moves
    an entry into force.
    """
    yield timeline_of(corpus, known_on, {})
    for reading in sorted(moving_readings(corpus)):
        for option in corpus.readings[reading].options:
            yield timeline_of(corpus, known_on, {reading: option})


def versions_in(corpus: Corpus, known_on: date) -> dict[tuple[str, str], Enacted]:
    """Return all the versions of provisions, by address and version."""
    return {
        (enacted.provision.address, version_of(enacted)): enacted
        for timeline in timelines(corpus, known_on)
        for law in timeline.laws
        for enacted in law.provisions.values()
    }


def branches_of(corpus: Corpus, known_on: date) -> Iterator[Branch]:
    """Yield all that there is to exercise in the law of a corpus, as known on a day."""
    versions = versions_in(corpus, known_on)
    certain = _Certain(corpus, versions.values())
    read = set(
        tables_of(
            node
            for _, rule in rules_of(enacted.provision for enacted in versions.values())
            for root in all_roots_of(rule)
            for node in walk(root)
        )
    )
    for (address, version), enacted in versions.items():
        rule, table = enacted.provision.rule, enacted.provision.table
        if rule is not None:
            yield from _of_rule(rule, address, version, certain)
        if table is not None and address in read:
            for name in cell_names(table):
                yield Branch("cell", address, version, name)
    for text, operation in operations_in(corpus):
        for edge in EDGES:
            yield Branch("amendment", f"{text}/{operation.article}/{operation.id}", "", edge)
    for reading in corpus.readings.values():
        for option in reading.options:
            yield Branch("reading", reading.id, "", option)


def _of_rule(rule: Rule, address: str, version: str, certain: _Certain) -> Iterator[Branch]:
    yield Branch("rule", address, version, APPLIED)
    if not certain.always(rule):
        yield Branch("rule", address, version, NOT_APPLIED)
    if not certain.known(rule):
        yield Branch("rule", address, version, UNKNOWN)
    if isinstance(rule.then, Entitle | Pay | Increase):
        yield Branch("rule", address, version, MOVED)
    for rank, leaf in written_leaves(rule.when):
        only = certain.only(leaf, rule)
        for truth, way in ((True, "true"), (False, "false")):
            if only in (None, truth):
                yield Branch("condition", address, version, f"condition {rank} {way}")


def operations_in(corpus: Corpus) -> Iterator[tuple[str, Operation]]:
    """Yield the operations of the texts, each with the id of its text."""
    for text in corpus.texts.values():
        for article in text.articles:
            for operation in article.operations:
                yield text.id, operation


def address_amended(operation: Operation, corpus: Corpus) -> str:
    """Return the address of the provision, or of the article, that an operation amends: through the
    operation that it amends, where it amends one.
    """
    known = {other.name: other for _, other in operations_in(corpus)}
    reached: set[str] = set()
    while operation.of_operation and operation.target in known.keys() - reached:
        reached.add(operation.target)
        operation = known[operation.target]
    return operation.target


class _Certain:
    """Which facts are never unknown where a rule reads them, and what is never false."""

    def __init__(self, corpus: Corpus, versions: Iterable[Enacted]) -> None:
        self._corpus = corpus
        self._elements = {
            collection.singular: frozenset(collection.keys)
            for collection in corpus.vocabulary.collections.values()
        }
        self._deriving: dict[str, list[Rule]] = {}
        for _, rule in rules_of(enacted.provision for enacted in versions):
            if isinstance(rule.then, Derive):
                self._deriving.setdefault(rule.then.fact, []).append(rule)

    def always(self, rule: Rule) -> bool:
        """Whether a rule cannot fail to apply: it has no condition, or one that always holds."""
        return rule.when is None or self.only(rule.when, rule) is True

    def only(self, condition: Condition, rule: Rule) -> bool | None:
        """Return the one truth that a leaf may have, None where it may have both.

        What the engine gives is always known. A comparison with each element that a collection may
        have holds for all of them, one with each occasion of the rule on all of these.
        """
        match condition:
            case Known(fact, expected) if fact in ENGINE_FACTS or fact in self._elements:
                return expected
            case Compare(fact, "one_of" | "is", operands):
                every = self._elements.get(fact, frozenset())
                if fact == "occasion.kind":
                    every = frozenset(rule.on)
                named = {getattr(operand, "value", None) for operand in operands}
                return True if every and every <= named else None
        return None

    def known(self, rule: Rule, below: frozenset[str] = frozenset()) -> bool:
        """Whether all that a rule needs is known on each of its occasions: it is never unknown."""
        here = self._given_by_occasions(rule)
        roots = [*needed_values(rule.then), *([] if rule.when is None else [rule.when])]
        nodes = [node for root in roots for node in walk(root)]
        read = dict.fromkeys(name for root in roots for name in facts_read(root))
        names = placeholders(" ".join(conclusion_names(rule.then)))
        return not any(isinstance(node, Meets) for node in nodes) and all(
            name in here or self._fact(name, below) for name in (*read, *names)
        )

    def _fact(self, name: str, below: frozenset[str]) -> bool:
        if name in ENGINE_FACTS or name in self._elements:
            return True
        word = word_of(name, self._corpus.vocabulary)
        if word is not None and word.required:
            return True
        deriving = self._deriving.get(name, ()) if name not in below else ()
        return bool(deriving) and all(self.known(rule, below | {name}) for rule in deriving)

    def _given_by_occasions(self, rule: Rule) -> frozenset[str]:
        """Return the facts that give the days of each occasion of a rule: there, they are known."""
        given: list[frozenset[str]] = []
        for name in rule.on:
            kind = self._corpus.occasions[name]
            period = self._corpus.periods.get(kind.each_period)
            values = (kind.on, kind.since, period.start if period else None)
            given.append(
                frozenset(
                    fact
                    for value in values
                    if value is not None and not any(node.alternative for node in value.walk())
                    for fact in value.facts_read()
                )
            )
        return frozenset.intersection(*given) if given else frozenset()
