"""What a change of the case brings: the answer asked again with it, held against the answer.

In: facts with another value. Out: `Brought`, and its record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, TypeAlias

from msgspec import Struct

from engine.cases.case_reader import Facts
from engine.cases.settings import OPTION, Setting
from engine.cases.supposition import as_yaml, with_settings
from engine.language.model import Corpus, Word
from engine.questions.answers.cited import ArticleCited
from engine.questions.answers.eligibility import BenefitLine, RequirementLine
from engine.questions.answers.nearest import (
    BenefitReached,
    FactChanged,
    LineBrought,
    NearChange,
    WholePeriod,
    WouldBecome,
)
from engine.questions.question import Question
from engine.reasoning.occasions import Span
from engine.reasoning.rights import Right
from engine.whatif.comparison import placed, records_of
from engine.whatif.differences import State
from engine.whatif.rows import RIGHT, Evaluated, Key, Sum, right_key
from engine.words.labels import is_derived

_ASKED = ("funding", "eligibility")
Kind: TypeAlias = Literal["number", "act", "choice", "together"]


class Tried(Struct, frozen=True):
    """A fact of a case with another value; `held` is its own on the day of the question. Of an act
    that has not happened, `last_day` is the last on which it would still do.
    """

    setting: Setting
    word: Word
    held: Any
    value: Any
    last_day: date | None = None


class Asked:
    """A question asked, to be asked again with changes of the case."""

    def __init__(self, corpus: Corpus, facts: Facts, question: Question) -> None:
        """Ask it; raises RefusedInput as the questions do."""
        self.corpus, self.facts, self.question = corpus, facts, question
        self.before = Evaluated(State(facts, corpus, question), _ASKED)
        self.presenter = self.before.presenter

    def again(self, tried: Sequence[Tried]) -> Brought | None:
        """Return what a change brings, None where it changes nothing. Raises RefusedInput where no
        case says so.
        """
        facts = with_settings(self.facts, self.corpus.vocabulary, [each.setting for each in tried])
        after = Evaluated(State(facts, self.corpus, self.question), _ASKED)
        brought = Brought(tuple(tried), self, after)
        return brought if brought.sums or brought.outcomes else None


class Brought(Struct, frozen=True, eq=False, dict=True):
    """A change of a case, and the answer with it."""

    tried: tuple[Tried, ...]
    asked: Asked
    after: Evaluated

    # --- what changes ---

    @cached_property
    def sums(self) -> dict[Key, tuple[Sum, Sum]]:
        """The rights whose amount is another, by row, with both."""
        sides = [
            {
                key: value
                for key, value in side.values({"eligibility": set()}).items()
                if key[0] == RIGHT
            }
            for side in (self.asked.before, self.after)
        ]
        none = Sum(None)
        pairs = {
            key: (sides[0].get(key, none), sides[1].get(key, none))
            for key in dict.fromkeys((*sides[0], *sides[1]))
        }
        return {key: pair for key, pair in pairs.items() if _amount(pair)}

    @cached_property
    def outcomes(self) -> dict[str, tuple[BenefitLine, BenefitLine]]:
        """The benefits whose outcome is another, with both."""
        before, after = _benefits(self.asked.before), _benefits(self.after)
        return {
            name: (row, after[name])
            for name, row in before.items()
            if name in after and row.outcome != after[name].outcome
        }

    @cached_property
    def touched(self) -> set[str]:
        """The lines and the benefits that change, by id."""
        return {str(key[1]) for key in self.sums} | set(self.outcomes)

    def opens(self, target: str) -> bool:
        """Whether the change opens a benefit, or gives more on a line."""
        if target in self.asked.corpus.vocabulary.benefits:
            return target in self.outcomes and self.outcomes[target][1].outcome == "eligible"
        return sum(_amount(pair) for key, pair in self.sums.items() if key[1] == target) > 0

    @property
    def in_all(self) -> Decimal:
        """The difference of all rights, in euros."""
        return sum(map(_amount, self.sums.values()), Decimal("0.00"))

    @property
    def brings(self) -> bool:
        """Whether it brings money or, where the sum is the same, a benefit."""
        opened = any(after.outcome == "eligible" for _, after in self.outcomes.values())
        return self.in_all > 0 or (self.in_all == 0 and opened)

    @property
    def kind(self) -> Kind:
        """What kind of change it is."""
        if len(self.tried) > 1:
            return "together"
        kind = self.tried[0].word.type
        return (
            "act" if kind == "date" else "number" if isinstance(_gap(self), Decimal) else "choice"
        )

    @property
    def distance(self) -> Decimal | None:
        """How far a number is, as a part of its own value."""
        gap, held = _gap(self), self.tried[0].held
        return round(abs(gap) / abs(Decimal(held)), 4) if gap is not None and held else None

    # --- the record ---

    def record(self) -> NearChange:
        """Return the change as the answer holds it."""
        lines = tuple(self._lines())
        benefits = tuple(self._reached())
        greatest = sorted(lines, key=lambda line: -abs(line.amount))
        behind = [line.citations[:1] for line in greatest] + [each.citations for each in benefits]
        return NearChange(
            kind=self.kind,
            brings=self.brings,
            facts=tuple(map(self._fact, self.tried)),
            distance=self.distance if self.kind == "number" else None,
            in_all=self.in_all,
            whole_period=self._whole_period(),
            lines=lines,
            benefits=benefits,
            becomes=tuple(self._becomes()),
            citations=tuple({cited.display: cited for each in behind for cited in each}.values()),
        )

    def _fact(self, tried: Tried) -> FactChanged:
        names, setting = self.asked.presenter, tried.setting
        number = isinstance(tried.value, int | Decimal) and not isinstance(tried.value, bool)
        gap = Decimal(tried.value) - Decimal(tried.held) if number else Decimal(0)
        day = f"@{setting.since}" if setting.since else ""
        on = self.asked.question.on
        value = setting.value
        typed = value if isinstance(value, str) else as_yaml(value)
        return FactChanged(
            path=setting.path,
            label=names.fact(setting.path),
            value=value if isinstance(value, str | int) else as_yaml(value),
            before=names.value(setting.path, tried.held),
            after=names.value(setting.path, tried.value),
            short_by=gap if gap > 0 else None,
            above_by=-gap if gap < 0 else None,
            last_day=tried.last_day,
            days_left=(tried.last_day - on).days if tried.last_day else None,
            set=f"{OPTION} {setting.path}{day}={typed}",
        )

    def _lines(self) -> Iterator[LineBrought]:
        names = self.asked.presenter
        sides = [
            records_of(side, {"eligibility": set()}) for side in (self.after, self.asked.before)
        ]
        for key, (before, after) in self.sums.items():
            _, line, grid, number = key
            records = sides[0].get(key) or sides[1].get(key) or []
            cited = dict.fromkeys(each for record in records for each in record.citations)
            yield placed(
                LineBrought,
                names,
                grid,
                number,
                line=line,
                label=records[0].label if records else names.line(str(line)),
                before=before.amount,
                after=after.amount,
                amount=_amount((before, after)),
                basis=next((record.basis for record in records), None),
                citations=tuple(cited),
            )

    def _reached(self) -> Iterator[BenefitReached]:
        for name, (before, after) in self.outcomes.items():
            were = {row.id: row.outcome for row in before.requirements}
            turned = [row for row in after.requirements if were.get(row.id) != row.outcome]
            yield BenefitReached(
                benefit=name,
                label=after.label,
                before=before.outcome,
                after=after.outcome,
                citations=_citations(turned or after.requirements),
            )

    def _whole_period(self) -> WholePeriod | None:
        """Return the first whole period from the day of the question on that changes."""
        spans = {
            key: right.span
            for side in (self.asked.before, self.after)
            for key, right in _rights(side).items()
            if right.span is not None
        }
        affected = [
            (spans[key], key)
            for key in self.sums
            if key in spans and spans[key].begins >= self.asked.question.on
        ]
        if not affected:
            return None
        span = min((span for span, _ in affected), key=lambda span: (span.start, span.end))
        return self._period(span)

    def _period(self, span: Span) -> WholePeriod:
        names, corpus = self.asked.presenter, self.asked.corpus
        every = corpus.periods[span.name].every
        made: WholePeriod = names.placed(
            WholePeriod,
            span,
            from_=span.start,
            until=span.end,
            yearly=every.years * 12 + every.months == 12 and not every.days and self._lasts(span),
            amount=self._of_period(span),
        )
        return made

    def _of_period(self, span: Span) -> Decimal:
        return sum(
            (
                _amount(pair)
                for key, pair in self.sums.items()
                if key[2:] == (span.name, span.number)
            ),
            Decimal("0.00"),
        )

    def _lasts(self, first: Span) -> bool:
        """Whether each later period of the grid changes as much as the first."""
        evaluation = self.after.money.evaluation if self.after.money else None
        spans = {worked.occasion.span for worked in evaluation.occasions} if evaluation else set()
        return all(
            self._of_period(span) == self._of_period(first)
            for span in spans
            if span and span.name == first.name and span.number >= first.number
        )

    def _becomes(self) -> Iterator[WouldBecome]:
        """Yield what is derived otherwise for the rights that change: classes, numbers, words."""
        names, vocabulary = self.asked.presenter, self.asked.corpus.vocabulary
        rights = _rights(self.asked.before), _rights(self.after)
        seen: set[str] = set()
        for key in self.sums:
            if key not in rights[0] or key not in rights[1]:
                continue
            before, after = (side[key].step for side in rights)
            for name, value in after.view.items():
                was = before.view.get(name)
                plain = isinstance(value, int | str) and not isinstance(value, bool)
                if name in seen or not plain or was in (None, value):
                    continue
                if is_derived(name, vocabulary) and name in after.rule.facts:
                    seen.add(name)
                    label = names.fact(name)
                    yield WouldBecome(
                        fact=name,
                        label=label,
                        before=names.value(name, was),
                        after=names.value(name, value),
                    )


def _amount(pair: tuple[Sum, Sum]) -> Decimal:
    return (pair[1].amount or Decimal("0.00")) - (pair[0].amount or Decimal("0.00"))


def _gap(brought: Brought) -> Decimal | None:
    value, held = brought.tried[0].value, brought.tried[0].held
    number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return Decimal(value) - Decimal(held) if number else None


def _benefits(side: Evaluated) -> dict[str, Any]:
    return {getattr(row, "benefit", ""): row for row in side.rows["eligibility"]}


def _rights(side: Evaluated) -> dict[Key, Right]:
    """Return the first right of each row."""
    rights: dict[Key, Right] = {}
    for right in side.money.rights if side.money else ():
        span = right.span
        place = (span.name, span.number) if span else (None, None)
        rights.setdefault(right_key(right.line, *place), right)
    return rights


def _citations(rows: Sequence[RequirementLine]) -> tuple[ArticleCited, ...]:
    return tuple(dict.fromkeys(each for row in rows for each in row.citations))
