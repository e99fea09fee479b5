"""The reasoning in numbered sentences: of each rule what it says, what was looked at, what it gave.

A trace is a tree for each occasion. Here a rule is told once, in each version that was applied,
with all the periods for which it gave the same; what it rests on is told before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias

from msgspec import Struct, field

from engine.documents.report.blocks import Block, Group, Section, Step, Steps
from engine.documents.report.pen import Pen
from engine.questions.answers import CalendarAnswer, CaseAnswer, EligibilityAnswer, FundingAnswer
from engine.questions.answers.calendar import DateEntry
from engine.questions.answers.cited import ArticleCited
from engine.questions.answers.eligibility import RequirementLine
from engine.questions.answers.trace import FailedCheck, TraceOccasion, TraceStep
from engine.reasoning.rights import ADJUSTMENT
from engine.render.proof import failed_in_words
from engine.words.formats import upper_first, written
from engine.words.ranks import periods_in_words, ranks_in_words

_TOLD: Final = ("eligibility", "funding", "calendar")
"""The questions whose reasoning is told. A duty is what its provision says: its row says it."""
_SENTENCE: Final = re.compile(r"(?<=[^\W\d]{3})[.] (?=[A-ZÀ-Þ])|(?<=[)»”\d])[.] (?=[A-ZÀ-Þ])")
_MOST_FACTS: Final = 2
_MOST_VALUES: Final = 4

Key: TypeAlias = tuple[str, str]
"""A rule by its address and the first day of its version."""


class Times(Struct, frozen=True):
    """One time that a rule was applied: the step, its occasion, the benefit that required it."""

    step: TraceStep
    occasion: TraceOccasion
    top: bool
    """Whether it is what the question asked for, and not what that rests on."""
    benefit: str


class Told(Struct):
    """A rule in one version, with each time that it was applied."""

    query: str
    says: str
    times: list[Times] = field(default_factory=list)
    rests_on: dict[Key, None] = field(default_factory=dict)
    citations: list[ArticleCited] = field(default_factory=list)
    facts: dict[str, dict[str, None]] = field(default_factory=dict)
    """What it read of the case: the values of each fact, by what the fact is called."""
    required: list[tuple[str, RequirementLine]] = field(default_factory=list)
    """Of a requirement, the benefits that ask it, each with what became of it there."""


class Account:
    """The rules that the answers applied, in the order in which they are told."""

    def __init__(self, is_of_case: Callable[[str], bool]) -> None:
        """Start with no rule."""
        self._is_of_case = is_of_case
        self.rules: dict[Key, Told] = {}

    def hear(self, answer: CaseAnswer) -> None:
        """Take in the trace of an answer."""
        if isinstance(answer, EligibilityAnswer):
            self._requirements(answer)
        elif isinstance(answer, FundingAnswer):
            self._occasions(answer.query, answer.trace, lambda step: step.outcome != "not_applied")
        elif isinstance(answer, CalendarAnswer):
            labels = _pressing(answer)
            self._occasions(
                answer.query,
                answer.trace,
                lambda step: any(label in step.conclusion for label in labels),
            )

    def _requirements(self, answer: EligibilityAnswer) -> None:
        """Take in each requirement of the benefits that are open. Why another is not, its row of
        the table says, with its articles.
        """
        asked: dict[str, list[tuple[str, RequirementLine]]] = {}
        for benefit in answer.benefits:
            if benefit.outcome == "eligible":
                for line in benefit.requirements:
                    asked.setdefault(line.says, []).append((benefit.label, line))
        for occasion in answer.trace or ():
            for step in occasion.children:
                if step.outcome != "not_applied" and step.says in asked:
                    (key,) = self._met(answer.query, step, occasion, "", top=True)
                    self.rules[key].required = asked[step.says]

    def _occasions(
        self,
        query: str,
        occasions: Iterable[TraceOccasion] | None,
        wanted: Callable[[TraceStep], bool],
    ) -> None:
        for occasion in occasions or ():
            for step in occasion.children:
                if step.outcome != "not_applied" and wanted(step):
                    self._met(query, step, occasion, "", top=True)

    def _met(
        self, query: str, step: TraceStep, occasion: TraceOccasion, benefit: str, *, top: bool
    ) -> list[Key]:
        """Take in a step after what it rests on; return the rules that stand for it."""
        if step.benefit:
            return [
                key
                for child in step.children
                for key in self._met(query, child, occasion, step.says, top=False)
            ]
        below, cited = self._rests_on(query, step, occasion)
        key = (step.rule or step.id, str(step.version.from_) if step.version else "")
        told = self.rules.setdefault(key, Told(query, step.says))
        told.rests_on |= below
        if not step.see:
            told.times.append(Times(step, occasion, top, benefit))
        for fact in step.facts or ():
            if fact.from_ == "case" and self._is_of_case(fact.fact):
                told.facts.setdefault(fact.label, {})[fact.display] = None
        told.citations += [
            citation for citation in dict.fromkeys(cited) if citation not in told.citations
        ]
        return [key]

    def _rests_on(
        self, query: str, step: TraceStep, occasion: TraceOccasion
    ) -> tuple[dict[Key, None], list[ArticleCited]]:
        """Take in what a step rests on; return the rules of it, and the articles to cite beside
        that of the step: of the tables that it looks up, and of what changed the law under a
        payment. What had been due and is due the table of payments says.
        """
        cited = [step.citation] if step.citation else []
        if step.id.startswith(f"{ADJUSTMENT}@"):
            changes = (child for child in step.children if child.id.startswith("change@"))
            return {}, [*cited, *(change.citation for change in changes if change.citation)]
        below: dict[Key, None] = {}
        for child in step.children:
            if child.rule and child.id.startswith(f"{child.rule}["):  # a table looked up
                cited += [child.citation] if child.citation else []
            elif child.id.startswith(f"{ADJUSTMENT}@"):
                self._met(query, child, occasion, "", top=True)
            elif child.outcome != "not_applied":
                below |= dict.fromkeys(self._met(query, child, occasion, "", top=False))
        return below, cited


def _pressing(answer: CalendarAnswer) -> set[str]:
    """Return what the dates are called whose reasoning is told: those that are late, and the next
    one. The others have their article beside them.
    """
    mine = [
        entry
        for entry in answer.entries
        if isinstance(entry, DateEntry) and not entry.by and entry.kind != "anniversary"
    ]
    coming = sorted((entry for entry in mine if entry.status == "not_yet" and entry.on), key=_day)
    late = [entry for entry in mine if entry.status == "late"]
    return {entry.label for entry in (*late, *coming[:1])}


def _day(entry: DateEntry) -> date:
    return entry.on or date.max


def reasoning_blocks(
    pen: Pen, answers: Iterable[CaseAnswer], is_of_case: Callable[[str], bool]
) -> Iterator[Block]:
    """Yield the steps of the reasoning, question by question. `is_of_case` tells the names of the
    facts that the case gives.
    """
    account = Account(is_of_case)
    told = [answer for answer in answers if answer.query in _TOLD]
    for answer in told:
        account.hear(answer)
    rules = {key: rule for key, rule in account.rules.items() if rule.times}
    groups = {answer.query: _grouped(rules, answer.query) for answer in told}
    ordered = [key for grouped in groups.values() for _, keys in grouped for key in keys]
    numbers = {key: number for number, key in enumerate(ordered, 1)}
    for query, grouped in groups.items():
        steps = tuple(
            Group(
                upper_first(pen.listed(shortened(benefits))),
                tuple(_step(pen, numbers[key], rules[key], numbers) for key in keys),
            )
            for benefits, keys in grouped
        )
        if steps:
            yield Section(2, pen.say(f"query.{query}"))
            yield Steps(pen.word("hence"), steps)


def _grouped(rules: Mapping[Key, Told], query: str) -> list[tuple[tuple[str, ...], list[Key]]]:
    """Return the rules that a question told first, requirements under the benefits that ask them;
    what a requirement rests on stands with it.
    """
    groups: dict[tuple[str, ...], list[Key]] = {}
    waiting: list[Key] = []
    for key, rule in rules.items():
        if rule.query != query:
            continue
        waiting.append(key)
        if rule.required:
            benefits = tuple(dict.fromkeys(label for label, _ in rule.required))
            groups.setdefault(benefits, []).extend(waiting)
            waiting = []
    if waiting:
        groups.setdefault((), []).extend(waiting)
    return list(groups.items())


def _step(pen: Pen, number: int, rule: Told, numbers: Mapping[Key, int]) -> Step:
    return Step(
        number,
        pen.sentence(_first_sentence(rule.says)),
        _seen(pen, rule, [numbers[key] for key in rule.rests_on if key in numbers]),
        pen.sentence_end(_gave(pen, rule)),
        pen.notes(rule.citations),
    )


def _first_sentence(says: str) -> str:
    """Return the first sentence of what a provision says: what follows comments on it."""
    end = _SENTENCE.search(says)
    return says[: end.start() + 1] if end else says


def _seen(pen: Pen, rule: Told, rests_on: Sequence[int]) -> str:
    """Say which facts of the case a rule read, and on which steps it rests; "" for none."""
    parts = [
        f"{label} ({', '.join(written(value, '', pen.language) for value in values)})"
        for label, values in rule.facts.items()
    ]
    if len(parts) > _MOST_FACTS:
        parts = [*parts[: _MOST_FACTS - 1], f"{parts[_MOST_FACTS - 1]}…"]
    if rests_on:
        key = "step" if len(rests_on) == 1 else "steps"
        parts.append(pen.word(key, steps=ranks_in_words(rests_on, pen.language)))
    return pen.word("seen", what=pen.joined(parts)) if parts else ""


def _gave(pen: Pen, rule: Told) -> str:
    """Say what a rule gave, the same thing once."""
    if rule.required:
        return pen.joined(_required(pen, rule.required))
    if any(once.benefit for once in rule.times):
        return pen.joined(_needed(pen, rule.times))
    paid = any(once.top and once.step.conclusion.endswith(")") for once in rule.times)
    if rule.query == "funding" and paid:
        return _payments(pen, rule)
    return pen.joined(_results(pen, rule.times))


def _payments(pen: Pen, rule: Told) -> str:
    """Say that a rule gave payments, which the table of payments lists."""
    return pen.word("paid", what=_periods(pen, rule.times, {"": rule.times}))


def _required(pen: Pen, required: Sequence[tuple[str, RequirementLine]]) -> Iterator[str]:
    """Yield whether a requirement is met, why it is not, and for which benefits where that
    differs.
    """
    outcomes = dict.fromkeys(line.outcome for _, line in required)
    for outcome in outcomes:
        mine = [(label, line) for label, line in required if line.outcome == outcome]
        failed = (check for _, line in mine for check in line.failed)
        labels = [label for label, _ in mine] if len(outcomes) > 1 else []
        yield _outcome(pen, outcome, labels, failed, alike=len(mine) > 1)


def _needed(pen: Pen, times: Sequence[Times]) -> Iterator[str]:
    """Yield whether what a right needs is met."""
    for outcome in dict.fromkeys(once.step.outcome for once in times):
        mine = [once for once in times if once.step.outcome == outcome]
        failed = (check for once in mine for check in once.step.failed or ())
        yield _outcome(pen, outcome, [once.benefit for once in mine], failed, alike=False)


def _outcome(
    pen: Pen, outcome: str, benefits: Sequence[str], failed: Iterable[FailedCheck], *, alike: bool
) -> str:
    """Return an outcome, what it is the outcome for, and why."""
    named = {"applied": "met", "not_applied": "unmet"}.get(outcome, outcome)
    said = pen.word(f"requirement.{named}")
    if benefits:
        what = pen.listed(shortened(list(dict.fromkeys(benefits))))
        said = pen.word("requirement.for", outcome=said, what=what)
    why = dict.fromkeys(failed_in_words(pen, check) for check in failed)
    return said if alike else " — ".join((said, *why))


def shortened(names: Sequence[str]) -> list[str]:
    """Return names without the words with which all of them begin, two at least, but for the
    first.
    """
    words = [name.split(" ") for name in names]
    alike = 0
    if len(names) > 1:
        for column in zip(*(each[:-1] for each in words), strict=False):
            if len({*column}) > 1:
                break
            alike += 1
    kept = alike if alike > 1 else 0
    return [" ".join(each[kept:] if rank else each) for rank, each in enumerate(words)]


def _results(pen: Pen, times: Sequence[Times]) -> Iterator[str]:
    """Yield what a rule concluded: for each thing its values, and the periods of each value."""
    results: dict[str, dict[str, list[Times]]] = {}
    for once in times:
        for piece in once.step.conclusion.split(pen.joined(("", ""))):
            name, value = _parted(pen, piece, once)
            results.setdefault(name, {}).setdefault(value, []).append(once)
    for name, values in results.items():
        said = [
            f"{value} ({periods})" if (periods := _periods(pen, same, values)) else value
            for value, same in values.items()
        ]
        if len(said) > _MOST_VALUES:
            said = [*said[:2], "…", said[-1]]
        yield f"{name}{pen.colon} {', '.join(said)}" if name else ", ".join(said)


def _parted(pen: Pen, piece: str, once: Times) -> tuple[str, str]:
    """Return a conclusion as what it is about and its value; a sum without the day on which it is
    paid, which the table of payments says, where its period tells it.
    """
    unknown = once.top and once.step.outcome == "unknown"
    if unknown:
        return piece, pen.word("unknown_cell")
    name, _, value = piece.rpartition(pen.colon.replace("\N{NO-BREAK SPACE}", " ") + " ")
    if once.occasion.period and value.endswith(")"):
        value = value.rpartition(" (")[0]
    return name, value


def _periods(pen: Pen, same: Sequence[Times], values: Mapping[str, Sequence[Times]]) -> str:
    """Return for which periods a rule gave a value; "" where it gave no other and was not asked
    for. What the occasion is of is said where another gave another value in the same period.
    """
    if len(values) == 1 and not any(once.top for once in same):
        return ""
    of_period: dict[object, set[str]] = {}
    for value, times in values.items():
        for once in times:
            of_period.setdefault(once.occasion.period, set()).add(value)
    apart = any(len(told) > 1 for told in of_period.values())
    grids: dict[tuple[str, str], list[int]] = {}
    for once in same:
        subject = (once.occasion.subject_label or "") if apart else ""
        period = once.occasion.period
        ranks = grids.setdefault((subject, period.id if period else ""), [])
        ranks += [period.number] if period else []
    parts = []
    for (subject, grid), ranks in grids.items():
        label = pen.periods.get(grid, grid)
        shown = periods_in_words(label, ranks, pen.language) if ranks else ""
        parts.append(", ".join(filter(None, (subject, shown))))
    return pen.joined(filter(None, parts))
