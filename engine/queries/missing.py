"""What is not known: the facts that an answer hangs on, the articles that make them matter, and what each value would give."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from msgspec import Struct, field

from engine.binding import begun, ended
from engine.clauses import Bracket, Compare, Fact, Literally, Oblige, Shift
from engine.consolidation import Enacted
from engine.diagnostics import RefusedInput
from engine.labels import ENGINE_FACTS, is_derived, word_of
from engine.logic import facts_read, walk
from engine.model import Corpus, Word
from engine.occasions import Undated
from engine.presentation import Plain, Presenter
from engine.steps import OccasionSteps, Step, infer
from engine.temporal import NOT_YET, shifted

Outcome = Callable[[list[Step], OccasionSteps], str]
"""Says in words what the steps concluded on an occasion lead to."""
_MOST_CANDIDATES = 8


class _Entry(Struct):
    label: str
    question: str
    affects: dict[str, str] = field(default_factory=dict)
    """What hangs on the fact, by id, with its label."""
    enacted: dict[Enacted, None] = field(default_factory=dict)
    possible: list[Plain] = field(default_factory=list)


class MissingFacts(Struct):
    """Collects the facts that are missing from an answer."""

    presenter: Presenter
    case_view: Callable[[Any], dict[str, Any]]
    entries: dict[str, _Entry] = field(default_factory=dict)

    def add(self, step: Step, worked: OccasionSteps, affects: tuple[str, str], outcome: Outcome) -> None:
        """Note each fact that a step misses, what it affects (an id and its label), and what each possible value would lead to."""
        for name in askable(step, self.presenter.corpus):
            full = self.presenter.full_name(name, step.occasion)
            new = full not in self.entries
            entry = self._entry(full, name)
            entry.affects.setdefault(*affects)
            for enacted in self.presenter.provisions_behind(step, worked):
                entry.enacted[enacted] = None
            if new:
                entry.possible = list(self._possible(name, step, worked, outcome))

    def undated(self, undated: Iterable[Undated]) -> None:
        """Note the facts without which occasions cannot be dated."""
        for one in undated:
            for name in one.facts:
                label = self.presenter.say(one.kind.label)
                self._entry(self._full(name, one), name).affects[label] = label

    def plain(self) -> list[Plain]:
        """Return the missing facts as plain data."""
        return [
            {"fact": name, "label": entry.label, "question": entry.question, "affects": list(entry.affects)}
            | {
                "affects_labels": list(dict.fromkeys(entry.affects.values())),
                "citations": self.presenter.citations(entry.enacted),
                "possible": entry.possible,
            }
            for name, entry in self.entries.items()
        ]

    def _full(self, name: str, one: Undated) -> str:
        if not (one.element and one.kind.each):
            return name
        collection = self.presenter.corpus.vocabulary.collections[one.kind.each]
        prefix = f"{collection.singular}."
        return f"{collection.name}.{one.element}.{name[len(prefix) :]}" if name.startswith(prefix) else name

    def _entry(self, full: str, name: str) -> _Entry:
        if full not in self.entries:
            word = word_of(name, self.presenter.corpus.vocabulary)
            question = self.presenter.say(word.question) if word and word.question else self._whole(full)
            self.entries[full] = _Entry(self.presenter.fact(full), question)
        return self.entries[full]

    def _whole(self, name: str) -> str:
        """Say how a collection is given; "" for any other name: an empty one is known to be empty, one left out is unknown."""
        collection = self.presenter.corpus.vocabulary.collections.get(name)
        if collection is None:
            return ""
        empty = "{}" if collection.keys else "[]"
        return self.presenter.either(f"À donner en entier ; {empty} s'il n'y en a pas.", f"Give them all; {empty} if there are none.")

    def _possible(self, name: str, step: Step, worked: OccasionSteps, outcome: Outcome) -> Iterable[Plain]:
        for value in candidates(self.presenter.corpus, step, worked, name):
            view = self.case_view(step.occasion)
            view[name] = value
            try:
                derived, steps = infer(worked.section, step.occasion, view)
            except RefusedInput:  # rules that contradict each other for that value only: nothing can be said of it, all else stands
                continue
            leads_to = outcome(steps, OccasionSteps(step.occasion, worked.section, derived, tuple(steps)))
            if leads_to:
                yield {"value": self.presenter.value(name, value), "leads_to": leads_to}


def askable(step: Step, corpus: Corpus) -> tuple[str, ...]:
    """Return the facts that a step misses and a case can give: for one of the engine (the rank of a period), those that date its grid."""
    found: list[str] = []
    for name in step.missing:
        if name not in ENGINE_FACTS:
            found.append(name)
        elif name.startswith("period."):
            grid = corpus.occasions[step.occasion.kind].period
            periods = [corpus.periods[grid]] if grid else corpus.periods.values()
            read = (fact for period in periods for fact in facts_read(period.start) if fact not in step.view)
            found += [fact for fact in read if not is_derived(fact, corpus.vocabulary)]
    return tuple(dict.fromkeys(found))


def candidates(corpus: Corpus, step: Step, worked: OccasionSteps, name: str) -> list[Any]:
    """Return values of a fact that stand for all those that the law tells apart on an occasion: one on each side of every threshold."""
    word = word_of(name, corpus.vocabulary)
    if word is None:
        return []
    if word.type == "boolean":
        return [True, False]
    if word.type == "enumeration":
        return list(word.values)
    if word.type == "ratio":
        return [Decimal(0), Decimal(1)]
    return _around(word, sorted(set(_thresholds(step, worked, name))))[:_MOST_CANDIDATES]


def _around(word: Word, thresholds: list[Any]) -> list[Any]:
    if word.type == "date":
        sides = [side for day in thresholds if day != NOT_YET for side in (day - timedelta(days=1), day)]
        return sorted({*sides, NOT_YET}) if sides else []
    if word.type == "integer":
        lowest = int(word.minimum) if word.minimum is not None else None
        sides = [int(limit) for limit in thresholds]
        return sorted({*([] if lowest is None else [lowest]), *sides}) if sides else []
    return []


def _thresholds(step: Step, worked: OccasionSteps, name: str) -> Iterable[Any]:
    """The constants that the rules at work compare a fact with."""
    rules = [step.rule, *(other.rule for group in worked.derived.values() for other in group)]
    for rule in rules:
        roots = [rule.condition, *_values(rule)]
        for node in (node for root in roots for node in walk(root, rule.scope)):
            match node:
                case Compare(fact, _, (Literally(value=int() | Decimal() | date() as limit),)) if fact == name:
                    yield limit
                case Compare(fact, operator, (Fact(other),)) if fact == name and isinstance(step.view.get(other), date):
                    yield step.view[other] + timedelta(days=operator in {"after", "on_or_before"})
                case Compare(other, operator, (operand,)) if isinstance(step.view.get(other), date) and (back := _origin(operand, name)):
                    day = back(step.view[other])
                    yield day if day == NOT_YET else day + timedelta(days=operator in {"before", "on_or_after"})
                case Bracket(Fact(fact), table) if fact == name:
                    found = rule.scope.table(table)
                    yield from (limit for limit, _, _ in (found.brackets if found else ()) if limit is not None)


def _origin(operand: Any, name: str) -> Callable[[date], date] | None:
    """Return what gives, for a day, the value of a fact from which an operand reaches it; None when the operand is not made of it alone."""
    match operand:
        case Fact(fact) if fact == name:
            return lambda day: day
        case Shift(Fact(fact), by, times, None) if fact == name:
            return lambda day: shifted(day, by, -times)
    return None


def _values(rule: Any) -> Iterable[Any]:
    from engine.program import conclusion_values

    then = rule.rule.then
    return (begun(then), ended(then)) if isinstance(then, Oblige) else conclusion_values(then)
