"""What an answer says of a step, in one language: the provisions behind it, what failed, how its
amount was worked out. Its trace is in `step_traces`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from engine.diagnostics.bilingual import Language
from engine.language.arithmetic import Share, cents
from engine.language.elements import UNBOUNDED
from engine.language.forms.literal import Literally
from engine.language.kept import Same, kept
from engine.language.model import Corpus
from engine.language.nodes import Bound, Compare, Entitle, Known
from engine.language.temporal import NOT_YET
from engine.language.watched_day import is_watched
from engine.law.consolidation import Enacted
from engine.questions.answers.cited import ArticleCited, VersionRead
from engine.questions.answers.record import Kind, Scalar, of_grid
from engine.questions.answers.trace import FactRead, FailedCheck, Origin, SetAside
from engine.questions.authority import Citing
from engine.reasoning.explanation import Check
from engine.reasoning.occasions import Occasion, Span, name_in
from engine.reasoning.program import CompiledRule
from engine.reasoning.steps import APPLIED, OccasionSteps, Step, with_all_below
from engine.words.formats import ratio
from engine.words.rules_aloud import RulesAloud

_FROM_ENGINE = ("day", "occasion.", "period.")


class RuleRead(NamedTuple):
    """How a rule is named: its address, what it says, its article, its version."""

    address: str
    says: str
    citation: ArticleCited
    version: VersionRead


class Presenter(Citing):
    """Puts an evaluation into one language. It knows no case: `presenter_of` gives the same one
    for all answers, so that a name or a citation is put together once.
    """

    def __init__(self, corpus: Corpus, language: Language, readings: Mapping[str, str]) -> None:
        super().__init__(corpus, language)
        self.readings = {
            id_: readings.get(id_, reading.default) for id_, reading in corpus.readings.items()
        }
        self.aloud = RulesAloud(
            corpus.vocabulary, corpus.readings, language, self.readings, corpus.texts
        )

    def placed(self, kind: type[Kind], span: Span | None, **fields: Any) -> Kind:
        """Return a record of a kind, in the period to which it belongs: two grids of one corpus may
        both have a period 1.
        """
        if span is None:
            outside: Callable[..., Kind] = kind
            return outside(period=None, **fields)
        record: Callable[..., Kind] = of_grid(kind, span.name)
        return record(
            period=span.number,
            period_of=span.name,
            period_label=self.say(self.corpus.periods[span.name].label),
            in_grid=span.number,
            **fields,
        )

    # --- steps ---

    def provisions_behind(self, step: Step, worked: OccasionSteps) -> list[Enacted]:
        """Return the provisions on which a step rests: the tables it reads, itself, its benefits'
        requirements, its derivations.
        """
        if step not in worked.behind:
            behind = with_all_below(step, lambda below: self.derivations(below, worked))
            worked.behind[step] = tuple(
                dict.fromkeys(enacted for below in behind for enacted in below.rule.rests_on)
            )
        return list(worked.behind[step])

    def stating(self, step: Step) -> list[Enacted]:
        """Return the provisions that state what a step concludes: the tables in which its figures
        stand, else its own.
        """
        tables = {cell.table for cell in step.rule.cells}
        stated = [enacted for enacted in step.rule.rests_on if enacted.provision.address in tables]
        return stated or [step.rule.enacted]

    def derivations(
        self, step: Step, worked: OccasionSteps, names: Iterable[str] | None = None
    ) -> list[Step]:
        """Return the derivations that gave (or failed to give) the facts that a step reads, or of
        these those named.
        """
        derivations: list[Step] = []
        for name in step.rule.facts if names is None else names:
            if deriving := worked.derived.get(name):
                steps = [other for other in deriving if other is not step]
                given = [other for other in steps if other.outcome == APPLIED]
                derivations += given or steps
        return derivations

    def set_aside_by(self, step: Step) -> tuple[SetAside, ...]:
        """Return the provisions that set a rule aside: what each says, with its citation."""
        rules = ((rule.address, rule.enacted) for rule in step.set_aside_by)
        return tuple(
            SetAside(
                rule=address,
                says=self.say(enacted.provision.says),
                citations=(self.citation(enacted),),
            )
            for address, enacted in rules
        )

    def calculation(self, step: Step) -> str:
        """Return how an amount was worked out, « 17 500 € × 85 % × 231/366 »; empty for one factor.

        A right alone has an amount.
        """
        then = step.rule.rule.then
        return then.amount.worked_out(StepValues(self, step)) if isinstance(then, Entitle) else ""

    def limit(self, step: Step) -> str:
        """Return the sum that a cap or a floor sets, « au plus 30 000 € × 1/2 = 15 000 € »; empty
        for another conclusion.
        """
        then = step.rule.rule.then
        if not isinstance(then, Bound) or not step.values:
            return ""
        worked = then.at.worked_out(StepValues(self, step))
        words = ("au moins {}", "at least {}") if then.is_floor else ("au plus {}", "at most {}")
        shown = self.figure(cents(step.values[0]), "EUR")
        return self.either(*words).format(f"{worked} = {shown}" if worked else shown)

    def failed(self, step: Step, worked: OccasionSteps) -> tuple[FailedCheck, ...]:
        """Return the parts of a condition that failed. That a fact had to be known is left out
        where the value that it had to have is said.

        Where an act has not happened, what is only derived from it is left out too.
        """
        checks = step.failed()
        if any(step.view.get(check.fact) == NOT_YET for check in checks):
            checks = tuple(
                check
                for check in checks
                if check.fact in step.view or not self.is_derived(check.fact)
            )
        compared = {check.fact for check in checks if check.operator != "known"}
        kept = (
            check for check in checks if check.operator != "known" or check.fact not in compared
        )
        return tuple(self.check(check, step, worked) for check in kept)

    def check(self, check: Check, step: Step, worked: OccasionSteps) -> FailedCheck:
        """Return a failed leaf: what the fact had to be, and what it was."""
        if check.value is not None:
            return self._over_elements(check)
        watched = any(map(is_watched, check.needed))
        needed = (self._in_words if watched else self._needed)(
            check.fact, check.operator, check.needed
        )
        failed = self._failed_now if self.is_passing(check.fact, check.read) else self._failed
        return failed(
            self.full_name(check.fact, step.occasion),
            needed,
            None if check.read is None else self.value(check.fact, check.read),
            "undefined" if check.undefined else self.origin(check.fact, step, worked),
        )

    def _over_elements(self, check: Check) -> FailedCheck:
        """Return a failed comparison with what is worked out over elements."""
        assert check.value is not None  # its caller sees to it
        known = [Literally(operand) for operand in check.needed if operand is not None]
        needed = (
            self.aloud.needed_of(check.operator, known[0])
            if known
            else self._in_words(check.fact, check.operator, check.needed)
        )
        return FailedCheck(
            fact=check.fact,
            label=self.aloud.value(check.value),
            needed=needed,
            read=self._worked_out(check),
            from_="case",
        )

    def _worked_out(self, check: Check) -> str | None:
        if check.read is not None:
            return self.figure(check.read)
        return self._counted(check.between) if check.between else None

    def _counted(self, between: tuple[int, int]) -> str | None:
        """Return how many elements count, as far as it is known; None where nothing is."""
        low, high = between
        if high < UNBOUNDED:
            return self.either("de {} à {}", "from {} to {}").format(low, high)
        return self.either("au moins {}", "at least {}").format(low) if low else None

    def _failed_now(self, name: str, needed: str, read: str | None, origin: Origin) -> FailedCheck:
        return FailedCheck(fact=name, label=self.fact(name), needed=needed, read=read, from_=origin)

    _failed = kept("checks that failed", 8192)(_failed_now)

    def _in_words(self, fact: str, operator: str, operands: tuple[Any, ...]) -> str:
        """Return what a fact had to be."""
        if operator == "known":
            return self.aloud.needed(Known(fact, operands == (True,)))
        if None in operands:
            return self.either("une valeur qui n’est pas connue", "a value that is not known")
        return self.aloud.needed(Compare(fact, operator, tuple(map(Literally, operands))))

    _needed = kept("what facts had to be", 8192)(_in_words)

    def fact_read(
        self, name: str, full: str, value: Any, written: Scalar, origin: Origin
    ) -> FactRead:
        """Return a fact that a step read: its name for the rule and in full, its value, also as
        JSON holds it, and where it comes from.
        """
        read = self._fact_read_now if self.is_passing(name, value) else self._fact_read
        return read(name, full, value, written, origin)

    def _fact_read_now(
        self, name: str, full: str, value: Any, written: Scalar, origin: Origin
    ) -> FactRead:
        return FactRead(
            fact=full,
            label=self.fact(full),
            value=written,
            display=self.value(name, value),
            from_=origin,
        )

    _fact_read = kept("facts read", 8192)(_fact_read_now)

    def names_read(self, rule: CompiledRule, occasion: Occasion) -> tuple[tuple[str, str], ...]:
        """Return the facts that a rule reads on an occasion: by their names for the rule, and in
        full.
        """
        number = 0 if occasion.span is None else occasion.span.number
        return self._names_read(rule, occasion.kind, occasion.element, number)

    @kept("names of facts read", 8192)
    def _names_read(
        self, rule: CompiledRule, kind: str, element: str, number: int
    ) -> tuple[tuple[str, str], ...]:
        collection = self.corpus.vocabulary.collections.get(self.corpus.occasions[kind].each)
        return tuple(
            (name, name_in(name, collection, element, str(number or ""))) for name in rule.facts
        )

    @kept("rules read", 8192)
    def rule_read(self, rule: CompiledRule) -> RuleRead:
        """Return how a rule is named."""
        enacted = rule.enacted
        return RuleRead(
            rule.address,
            self.say(enacted.provision.says),
            self.citation(enacted),
            self.version(enacted, rule.scope.timeline),
        )

    @kept("kinds of occasion in words", 4096)
    def happening(self, kind: str, element: str) -> tuple[str, str | None]:
        """Return what a kind of occasion is called, and its element where it has one."""
        label = self.say(self.corpus.occasions[kind].label)
        return label, self._element(kind, element) if element else None

    @kept("conclusions in words", 8192)
    def concluding(self, rule: CompiledRule) -> str:
        """Return what a rule concludes, as the law says it."""
        return self.aloud.conclusion(rule.rule.then)

    def origin(self, name: str, step: Step, worked: OccasionSteps) -> Origin:
        """Return where the fact that a step read comes from."""
        if name not in step.view:
            return "unknown"
        origin = self.origin_of(name)
        return "derived" if origin == "case" and name in worked.derived else origin

    @kept("origins of facts", 4096)
    def origin_of(self, name: str) -> Origin:
        """Return where a fact that is known comes from, by its name for a rule."""
        if name.startswith(_FROM_ENGINE):
            return "question" if name == "day" else "occasion"
        return "derived" if self.is_derived(name) else "case"


def presenter_of(corpus: Corpus, language: Language, readings: Mapping[str, str]) -> Presenter:
    """Return what puts the answers of a corpus into a language, under the readings chosen."""
    return _presenter(Same(corpus), language, tuple(readings.items()))


@kept("presenters", 32)
def _presenter(
    corpus: Same[Corpus], language: Language, readings: tuple[tuple[str, str], ...]
) -> Presenter:
    return Presenter(corpus.it, language, dict(readings))


class StepValues:
    """The values of one step, as an amount shows them (`Calculation`)."""

    def __init__(self, presenter: Presenter, step: Step) -> None:
        self.presenter = presenter
        self.ground = step.rule.scope
        self.view = step.view

    def of(self, wordings: tuple[str, str]) -> str:
        """Return the one of (French, English) that is in the language of the answer."""
        return self.presenter.either(*wordings)

    def fact(self, name: str, value: Any) -> str:
        """Return the value of a fact."""
        return _fraction(value) or self.presenter.value(name, value)

    def number(self, value: Any, unit: str = "") -> str:
        """Return a number, or an amount when the unit is EUR."""
        return _fraction(value) or self.presenter.figure(value, unit)

    def ratio(self, value: Decimal) -> str:
        """Return a ratio, `75 %`."""
        return ratio(value, self.presenter.language)


def _fraction(value: object) -> str:
    """Return a part as it was counted, 198 days of 366, or a fraction; empty for another number."""
    if isinstance(value, Share):
        return f"{value.part}/{value.whole}"
    return f"{value.numerator}/{value.denominator}" if isinstance(value, Fraction) else ""
