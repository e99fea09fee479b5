"""What is nearest to change the answer: the thresholds around the numbers of a case, the smallest
changes that open a benefit, and those that come too late.

What is tried comes from the law itself: the values at which it changes. Each change is verified by
asking again with it; one that changes nothing is left out.

In: a case and a question. Out: `NearestAnswer`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fnmatch import fnmatchcase
from itertools import combinations
from typing import Any, Final, NamedTuple

from msgspec.structs import replace

from engine.cases.case_reader import Facts
from engine.cases.editing import way_to
from engine.cases.settings import Setting
from engine.cases.supposition import with_settings, written_value
from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput, nearest_name
from engine.language.durations import average_days, shorter
from engine.language.kinds import NUMBERS
from engine.language.model import Corpus, Word
from engine.language.nodes import Entitle, OfRights
from engine.language.templates import filled
from engine.language.temporal import NOT_YET, Duration
from engine.language.tree import conclusion_values, facts_read
from engine.questions.answers.nearest import NearestAnswer, UnknownFact
from engine.questions.completeness import Completeness
from engine.questions.eligibility import awaiting, outcome_of, requirements_of
from engine.questions.envelope import envelope
from engine.questions.funding import note_missing
from engine.questions.missing import MissingFacts, askable
from engine.questions.presentation import Presenter
from engine.questions.question import Question
from engine.questions.thresholds import least_step, thresholds
from engine.reasoning.evaluation import Evaluation, evaluate
from engine.reasoning.program import CompiledRule
from engine.reasoning.steps import OccasionSteps, Step
from engine.source.shapes import near, shown
from engine.whatif.brought import Asked, Brought, Tried

MOST_ALONE: Final = 60
"""How many changes of one fact are verified at most."""
MOST_TOGETHER: Final = 60
"""How many changes of two facts are verified at most."""
_MOST_THRESHOLDS: Final = 3
"""How many thresholds of a number are tried on each side, the nearest first."""


class _Known(NamedTuple):
    """A fact that the case gives: its word and its value on the day of the question."""

    word: Word
    value: Any


class _Search:
    """The search of what is nearest to change the answer to a question."""

    def __init__(self, corpus: Corpus, facts: Facts, question: Question, target: str) -> None:
        self.asked = Asked(corpus, facts, question)
        self.corpus, self.facts, self.question = corpus, facts, question
        self.target = target
        assert self.asked.before.money is not None  # both questions are asked
        self.money = self.asked.before.money
        self.opening = _evaluated(corpus, facts, question)
        self.required = requirements_of(self.opening)
        self.known = dict(self._known())
        self.verified: dict[tuple[Setting, ...], Brought | None] = {}
        self.left: dict[int, int] = {1: MOST_ALONE, 2: MOST_TOGETHER}
        self.stopped = False

    def _known(self) -> Iterator[tuple[str, _Known]]:
        """Yield the facts that the case gives, by their full names."""
        view = self.money.evaluation.case.as_of(self.question.on)
        for name in (*self.facts.values, *self.facts.histories):
            way = way_to(name, self.corpus.vocabulary)
            if way and way.word and not way.word.derived and name in view:
                yield name, _Known(way.word, view[name])

    # --- what is tried ---

    def changed(self, name: str, value: Any) -> Tried:
        """Return a fact with another value: of one that varies, from the day of the question on."""
        word, held = self.known[name]
        since = self.question.on if word.varies else None
        return Tried(Setting(name, written_value(value), since), word, held, value)

    def verify(self, tried: Sequence[Tried]) -> Brought | None:
        """Return what a change brings; None where it changes nothing, where no case says so, or
        where too many have been tried.
        """
        key = tuple(each.setting for each in tried)
        if key in self.verified:
            return self.verified[key]
        if self.left[len(tried)] <= 0:
            self.stopped = True
            return None
        self.left[len(tried)] -= 1
        try:
            brought = self.asked.again(tried)
        except RefusedInput:
            brought = None
        self.verified[key] = brought
        return brought

    def concerns(self, brought: Brought) -> bool:
        """Whether a change bears on what is asked about."""
        return not self.target or self.target in brought.touched

    # --- thresholds of numbers ---

    def numbers(self) -> Iterator[Brought]:
        """Yield, for each number of the case, the nearest threshold on each side at which the
        answer changes.
        """
        for name, known in self.known.items():
            if known.word.type not in NUMBERS:
                continue
            above, below = self.around(name)
            for side in (above, below):
                for tried in side[:_MOST_THRESHOLDS]:
                    brought = self.verify([self.changed(name, tried)])
                    if brought is not None and self.concerns(brought):
                        yield brought
                        break

    def around(self, name: str) -> tuple[list[Any], list[Any]]:
        """Return the values at which the law changes above a number, and those below it, the
        nearest first: the first value of each stretch above, the last of each below.
        """
        word, value = self.known[name]
        limits = self.limits(name, word, self.occasions())
        above = sorted(limit for limit in limits if limit > value)
        below = sorted(limit - least_step(word) for limit in limits if limit <= value)[::-1]
        return [each for each in above if _may_be(each, word)], [
            each for each in below if _may_be(each, word)
        ]

    # --- what is no number ---

    def others(self) -> Iterator[Brought]:
        """Yield, for each fact of the case that is no number and that the rules read, the nearest
        other value with which the answer changes: another choice, a duration, a day to come.
        """
        for name in self.read():
            if self.known[name].word.type in NUMBERS or self.is_varied(name):
                continue
            for value in self.values(name, self.occasions())[:_MOST_THRESHOLDS]:
                tried = self.changed(name, value)
                brought = None if self.too_late(tried) else self.verify([tried])
                if brought is not None and self.concerns(brought):
                    yield brought
                    break

    def occasions(self) -> list[OccasionSteps]:
        """Return the occasions on which the rights, and the benefits, are decided."""
        return [*self.money.evaluation.occasions, *self.opening.occasions]

    def read(self) -> list[str]:
        """Return the facts of the case that the rules at work read, by their full names."""
        names: dict[str, None] = {}
        for worked in self.occasions():
            for step in worked.steps:
                names |= dict.fromkeys(_read_by(step, worked, self.asked.presenter.full_name))
        of_lists = {name.rpartition(".")[2] for name in names}
        return [name for name in self.known if name in names or name.rpartition(".")[2] in of_lists]

    def is_varied(self, name: str) -> bool:
        """Whether another value of a fact was tried."""
        return any(tried.path == name for key in self.verified for tried in key)

    def not_varied(self) -> Iterator[UnknownFact]:
        """Yield the facts of the case that the rules read, and of which no other value was tried:
        a text, a number on which no threshold bears, an act that is done.
        """
        for name in self.read():
            if not self.is_varied(name):
                yield UnknownFact(name=name, label=self.asked.presenter.fact(name))

    # --- benefits and lines that are not there ---

    def closed(self) -> Iterator[str]:
        """Yield what is asked about and is not there: benefits, then the line."""
        for benefit, required in self.required.items():
            outcome = outcome_of([step for step, _ in required])
            if self.target in ("", benefit) and required and outcome != "eligible":
                yield benefit
        if self.target and self.target not in self.corpus.vocabulary.benefits:
            yield self.target

    def behind(self, target: str) -> list[tuple[Step, OccasionSteps]]:
        """Return the steps that decide on a benefit, or on a line."""
        if target in self.required:
            return sorted(self.required[target], key=lambda pair: pair[0].outcome == "applied")
        return [
            (step, worked)
            for worked in self.money.evaluation.occasions
            for step in worked.steps
            if isinstance(then := step.rule.rule.then, Entitle | OfRights)
            and filled(then.line, step.view) == target
        ]

    def possible(self, target: str) -> list[Tried]:
        """Return the changes of one fact that may open a benefit or a line: those of what its
        requirements read, the unmet ones first.
        """
        tried: dict[Setting, Tried] = {}
        for step, worked in self.behind(target):
            for name in _read_by(step, worked, self.asked.presenter.full_name):
                for value in self.values(name, [worked]) if name in self.known else ():
                    each = self.changed(name, value)
                    tried.setdefault(each.setting, each)
        if target not in self.corpus.vocabulary.benefits:
            # a line may have no occasion at all until an act takes place
            for name, (word, value) in self.known.items():
                if word.type == "date" and value == NOT_YET:
                    each = self.changed(name, self.question.on)
                    tried.setdefault(each.setting, each)
        return list(tried.values())

    def values(self, name: str, occasions: Sequence[OccasionSteps]) -> list[Any]:
        """Return values to try of a fact in the place of its own."""
        word, value = self.known[name]
        if word.type == "boolean":
            return [not value]
        if word.type == "enumeration":
            return [each for each in word.values if each != value]
        if word.type in NUMBERS:
            above, below = self.around(name)
            return [*above[:_MOST_THRESHOLDS], *below[:_MOST_THRESHOLDS]]
        if word.type == "duration":
            return self.lengths(name, occasions)
        return self.days(name, occasions) if word.type == "date" else []

    def lengths(self, name: str, occasions: Sequence[OccasionSteps]) -> list[Duration]:
        """Return the durations to try: those next to each threshold, the nearest first."""
        word, value = self.known[name]
        limits = self.limits(name, word, occasions)
        both = {*limits, *filter(None, map(shorter, limits))} - {value}
        own = average_days(value)
        return sorted(both, key=lambda length: (abs(average_days(length) - own), str(length)))

    def limits(self, name: str, word: Word, occasions: Sequence[OccasionSteps]) -> set[Any]:
        """Return the values at which what the law says on some occasions changes with a fact."""
        return {
            limit
            for worked in occasions
            for known_as in _names(name, worked, self.corpus)
            for limit in thresholds(worked, known_as, word)
        }

    def days(self, name: str, occasions: Sequence[OccasionSteps]) -> list[date]:
        """Return the days to try of an act: that of the question, and those next to each threshold
        that the law sets, the nearest first.
        """
        word, value = self.known[name]
        limits = self.limits(name, word, occasions)
        days = {day for limit in limits for day in (limit - timedelta(days=1), limit)}
        near_to = self.question.on if value == NOT_YET else value
        by_nearness = sorted(days - {value}, key=lambda day: abs((day - near_to).days))
        first = [self.question.on] if value == NOT_YET else []
        return list(dict.fromkeys((*first, *by_nearness)))[: 2 * _MOST_THRESHOLDS + len(first)]

    def too_late(self, tried: Tried) -> bool:
        """Whether no one can make a change any more: its day is past, or its act has been done."""
        if tried.word.type != "date":
            return False
        on = self.question.on
        done: bool = tried.held != NOT_YET and tried.held < on
        return done or tried.value < on

    def alone(self, target: str) -> Iterator[Brought]:
        """Yield the changes of one fact that open a benefit or a line: one for each fact, on each
        side of the day of the question.
        """
        done: set[tuple[str, bool]] = set()
        for tried in self.possible(target):
            key = tried.setting.path, self.too_late(tried)
            if key in done:
                continue
            brought = self.verify([tried])
            if brought is not None and brought.opens(target):
                done.add(key)
                yield self.dated(brought, target)

    def together(self, target: str) -> Iterator[Brought]:
        """Yield the nearest change of two facts that opens a benefit or a line."""
        tried = [each for each in self.possible(target) if not self.too_late(each)]
        for pair in combinations(tried, 2):
            if pair[0].setting.path == pair[1].setting.path:
                continue
            brought = self.verify(pair)
            if brought is not None and brought.opens(target):
                yield self.dated(brought, target)
                return
            if self.left[2] <= 0:
                self.stopped = True
                return

    # --- the last day ---

    def dated(self, brought: Brought, target: str) -> Brought:
        """Return a change with the last day on which its act still opens what it opens."""
        whole = tuple(
            each
            if each.word.type != "date" or each.held != NOT_YET or each.value != self.question.on
            else replace(each, last_day=self.last_day(each, brought.tried, target))
            for each in brought.tried
        )
        return replace(brought, tried=whole)

    def last_day(self, act: Tried, tried: Sequence[Tried], target: str) -> date | None:
        """Return the last day on which an act, asked about on that very day, still does; None where
        the law sets none.
        """
        limits = {
            limit
            for _, worked in self.behind(target)
            for known_as in _names(act.setting.path, worked, self.corpus)
            for limit in thresholds(worked, known_as, act.word)
            if limit > self.question.on
        }
        for limit in sorted(limits)[: 2 * _MOST_THRESHOLDS]:
            day = limit - timedelta(days=1)
            if self._does_on(limit, act, tried, target):
                continue
            return day if self._does_on(day, act, tried, target) else None
        return None

    def _does_on(self, day: date, act: Tried, tried: Sequence[Tried], target: str) -> bool:
        settings = [
            replace(each.setting, value=day.isoformat())
            if each.word.type == "date" and each.value == act.value
            else each.setting
            for each in tried
        ]
        try:
            facts = with_settings(self.facts, self.corpus.vocabulary, settings)
            later = replace(self.question, on=day)
            if target in self.corpus.vocabulary.benefits:
                then = _evaluated(self.corpus, facts, later)
                steps = [step for step, _ in requirements_of(then).get(target, [])]
                return outcome_of(steps, waits=target in awaiting(then)) == "eligible"
            rights = Asked(self.corpus, facts, later).before.money
            return rights is not None and any(right.line == target for right in rights.rights)
        except RefusedInput:
            return False

    # --- what is not known ---

    def unknown(self) -> Iterator[UnknownFact]:
        """Yield what the answer depends on and the case does not give."""
        presenter = self.asked.presenter
        missing = MissingFacts(presenter, self.question.on)
        if not self.target or self.target not in self.required:
            note_missing(self.money, missing, Completeness(self.money, self.question, presenter))
        for benefit, required in self.required.items():
            for step, worked in required if self.target in ("", benefit) else ():
                if step.missing and askable(step, self.corpus):
                    missing.add(step, worked, (benefit, presenter.benefit(benefit)))
        for each in missing.records(self.facts):
            touched = not self.target or self.target in ", ".join(each.affects).split(", ")
            if touched and each.fact:
                yield UnknownFact(name=each.fact, label=each.label)


def nearest(
    corpus: Corpus, facts: Facts, question: Question, target: str | None = None
) -> NearestAnswer:
    """Return what is nearest to change the answer to a case: to all of it, or to a benefit or a
    line of money.

    Raises RefusedInput as the questions do, and where there is no such benefit or line.
    """
    _refuse_unknown(target, corpus)
    question = replace(question, traced=False, weighed=False)
    search = _Search(corpus, facts, question, target or "")
    changes, past = list(search.numbers()), list[Brought]()
    for closed in search.closed():
        alone = list(search.alone(closed))
        late = [each for each in alone if any(map(search.too_late, each.tried))]
        ahead = [each for each in alone if each not in late] or [*search.together(closed)]
        changes += ahead
        past += late if not ahead else []
    changes += search.others()
    presenter = search.asked.presenter
    return NearestAnswer(
        **envelope("funding", question, corpus, presenter, search.money.evaluation)
        | {"query": "nearest"},
        target=target,
        target_label=_label(target, presenter),
        changes=tuple(each.record() for each in sorted(_once(changes), key=_rank)),
        past=tuple(each.record() for each in _once(past)),
        unknown=tuple(search.unknown()),
        not_varied=tuple(search.not_varied()),
        tried=MOST_ALONE - search.left[1],
        tried_together=MOST_TOGETHER - search.left[2],
        stopped=search.stopped,
    )


def _label(target: str | None, presenter: Presenter) -> str | None:
    if not target:
        return None
    benefit = target in presenter.corpus.vocabulary.benefits
    return presenter.benefit(target) if benefit else presenter.line(target)


def _once(changes: Iterable[Brought]) -> list[Brought]:
    """Return changes once each, those that name a last day first."""
    kept: dict[tuple[Setting, ...], Brought] = {}
    for each in changes:
        key = tuple(tried.setting for tried in each.tried)
        dated = any(tried.last_day for tried in each.tried)
        if key not in kept or dated:
            kept[key] = each
    return list(kept.values())


_ORDER: Final = ("number", "act", "choice", "together")


def _rank(brought: Brought) -> tuple[Any, ...]:
    """Return the place of a change: what brings money, then by kind, the nearest first, then what
    brings the most.
    """
    distance = brought.distance
    far = Decimal("Infinity") if distance is None else distance
    order = _ORDER.index(brought.kind)
    return (not brought.brings, not brought.in_all, order, far, -brought.in_all)


def _refuse_unknown(target: str | None, corpus: Corpus) -> None:
    names = [*corpus.vocabulary.benefits, *_lines(corpus)]
    if target is None or any(fnmatchcase(target, name) for name in names):
        return
    message = sentence("there is no benefit and no line of money {name}", name=shown(target))
    close = nearest_name(target[:120], names)
    hint = near("", names) if close is None else sentence("did you mean `{name}`?", name=close)
    raise RefusedInput([Diagnostic("ACC431", message, Location("TARGET"), hint)])


def _lines(corpus: Corpus) -> Iterator[str]:
    """Yield the lines of money: one for each element, where they are those of elements that the
    vocabulary names.
    """
    collections = corpus.vocabulary.collections.values()
    every = [key for each in collections for key in each.keys]
    for line in corpus.vocabulary.lines:
        head, star, _ = line.partition(".*")
        own = next((each for each in collections if each.name == head), None)
        keys = every if own is None else list(own.keys)
        yield from (line.replace("*", key) for key in keys) if star and keys else (line,)


def _evaluated(corpus: Corpus, facts: Facts, question: Question) -> Evaluation:
    return evaluate(
        corpus,
        facts,
        "eligibility",
        on=question.on,
        known_on=question.known_on,
        readings=question.readings,
    )


def _may_be(value: Any, word: Word) -> bool:
    return (word.minimum is None or value >= word.minimum) and (
        word.maximum is None or value <= word.maximum
    )


def _names(name: str, worked: OccasionSteps, corpus: Corpus) -> Iterator[str]:
    """Yield the names by which the rules of an occasion may know a fact."""
    yield name
    occasion = worked.occasion
    each = corpus.occasions[occasion.kind].each
    if occasion.element and each:
        collection = corpus.vocabulary.collections[each]
        prefix = f"{collection.name}.{occasion.element}."
        if name.startswith(prefix):
            yield f"{collection.singular}.{name.removeprefix(prefix)}"


def _read_by(step: Step, worked: OccasionSteps, full_name: Any) -> list[str]:
    """Return the full names of what a step reads, itself or through what is derived for it."""
    names: dict[str, None] = {}
    waiting: list[CompiledRule] = [step.rule]
    seen: set[str] = set()
    while waiting:
        rule = waiting.pop(0)
        roots = [rule.condition, *conclusion_values(rule.rule.then)]
        for name in (name for root in roots for name in facts_read(root, rule.scope)):
            if name in seen:
                continue
            seen.add(name)
            names[full_name(name, step.occasion)] = None
            waiting += [other.rule for other in worked.derived.get(name, ())]
    return list(names)
