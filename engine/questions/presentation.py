"""Steps as an answer tells them, in one language: the tree of its trace."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from engine.diagnostics.bilingual import Language
from engine.language.arithmetic import Share
from engine.language.forms.literal import Literally
from engine.language.forms.tables import TableCell
from engine.language.model import Corpus
from engine.language.nodes import Advise, Compare, Deadline, Derive, Entitle, Known, Oblige, Require
from engine.language.templates import filled
from engine.language.temporal import NOT_YET
from engine.law.consolidation import Enacted
from engine.questions.answers.record import Kind, of_grid
from engine.questions.answers.trace import (
    CellRead,
    FactRead,
    FailedCheck,
    Origin,
    SetAside,
    TraceOccasion,
    TracePeriod,
    TraceStep,
)
from engine.questions.authority import Citing
from engine.questions.naming import iso
from engine.reasoning.explanation import Check
from engine.reasoning.occasions import Occasion, Span
from engine.reasoning.required import Needed, needed, own_facts
from engine.reasoning.steps import (
    APPLIED,
    NOT_APPLIED,
    UNKNOWN,
    OccasionSteps,
    Step,
    from_below,
    with_all_below,
)
from engine.words.labels import display, is_derived, word_of
from engine.words.rules_aloud import RulesAloud

_FROM_ENGINE = ("day", "occasion.", "period.")


class Presenter(Citing):
    """Puts an evaluation into one language. There is one for each answer, so that a citation or a
    derivation is put together once.
    """

    def __init__(self, corpus: Corpus, language: Language, readings: Mapping[str, str]) -> None:
        super().__init__(corpus, language)
        self.readings = {
            id_: readings.get(id_, reading.default) for id_, reading in corpus.readings.items()
        }
        self.aloud = RulesAloud(
            corpus.vocabulary, corpus.readings, language, self.readings, corpus.texts
        )
        self._derived: dict[tuple[Step, OccasionSteps], TraceStep] = {}

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
        behind = with_all_below(step, lambda below: self.derivations(below, worked))
        return list(dict.fromkeys(enacted for below in behind for enacted in below.rule.rests_on))

    def derivations(
        self, step: Step, worked: OccasionSteps, names: Iterable[str] | None = None
    ) -> list[Step]:
        """Return the derivations that gave (or failed to give) the facts that a step reads, or of
        these those named.
        """
        derivations: list[Step] = []
        for name in step.rule.facts if names is None else names:
            steps = [other for other in worked.derived.get(name, ()) if other is not step]
            given = [other for other in steps if other.outcome == APPLIED]
            derivations += given or steps
        return derivations

    def step(
        self,
        step: Step,
        worked: OccasionSteps,
        children: Sequence[TraceStep] = (),
        conclusion: str = "",
        outcome: str = "",
    ) -> TraceStep:
        """Return a step with the derivations it rests on as children; `conclusion` and `outcome`
        take the place of its own.
        """
        opened = [self._benefit(opening, step, worked) for opening in needed(step)]
        derived = [
            self._derivation(other, worked)
            for other in self.derivations(step, worked, own_facts(step) if opened else None)
        ]
        missing = tuple(self.full_name(name, step.occasion) for name in step.missing)
        return TraceStep(
            **self._head(step),
            outcome=outcome or step.outcome,
            conclusion=conclusion or self._conclusion(step),
            facts=self._facts(step, worked),
            failed=self.failed(step, worked),
            because=step.because or None,
            set_aside_by=self.set_aside_by(step) or None,
            missing=missing or None,
            children=(*self._looked_up(step), *opened, *derived, *children),
        )

    def bare(self, step: Step, conclusion: str) -> TraceStep:
        """Return a step that is written in full elsewhere: with the cells of tables that it looks
        up, without what it rests on.
        """
        return TraceStep(
            **self._head(step),
            outcome=APPLIED,
            conclusion=conclusion,
            facts=(),
            failed=(),
            children=self._looked_up(step),
        )

    def _benefit(self, opening: Needed, step: Step, worked: OccasionSteps) -> TraceStep:
        """A benefit that a rule needs, as a step of its own: whether it is open, with each
        requirement and what that rests on.
        """
        outcome = {True: "met", False: "unmet", None: "unknown"}[opening.truth]
        says = self.benefit(opening.benefit)
        conclusions = {
            "met": ("conditions remplies", "requirements met"),
            "unmet": ("conditions non remplies", "requirements not met"),
            "unknown": ("conditions encore inconnues", "requirements not known yet"),
        }
        return TraceStep(
            id=f"{opening.benefit}@{step.occasion.id}",
            benefit=opening.benefit,
            says=says,
            **self._happening(step.occasion),
            outcome=outcome,
            conclusion=f"{says}{self.either(' : ', ': ')}{self.either(*conclusions[outcome])}",
            facts=(),
            failed=(),
            children=tuple(self._required(required, worked) for required in opening.requirements),
        )

    def _required(self, step: Step, worked: OccasionSteps) -> TraceStep:
        outcome = (
            "set_aside"
            if step.set_aside_by
            else {APPLIED: "met", UNKNOWN: "unknown"}.get(step.outcome, "unmet")
        )
        return self.step(step, worked, (), self._demand(step), outcome)

    def _demand(self, step: Step) -> str:
        """Say whether a requirement is met, and what it asks."""
        outcome = {APPLIED: ("remplie", "met"), UNKNOWN: ("inconnue", "unknown")}.get(
            step.outcome, ("non remplie", "not met")
        )
        outcome = ("écartée", "set aside") if step.set_aside_by else outcome
        says = self.say(step.rule.enacted.provision.says)
        return self.either(f"condition {outcome[0]} : {says}", f"requirement {outcome[1]}: {says}")

    def _derivation(self, step: Step, worked: OccasionSteps) -> TraceStep:
        """Return a derivation, the same record for each step of an occasion that rests on it."""
        if (step, worked) not in self._derived:
            for below in from_below(
                step,
                lambda above: [
                    derivation
                    for derivation in self.derivations(above, worked)
                    if (derivation, worked) not in self._derived
                ],
            ):
                self._derived[below, worked] = self.step(below, worked)
        return self._derived[step, worked]

    def set_aside_by(self, step: Step) -> tuple[SetAside, ...]:
        """Return the provisions that set a rule aside: what each says, with its citation."""
        rules = ((rule.address, rule.enacted) for rule in step.set_aside_by)
        return tuple(
            SetAside(
                rule=address,
                says=self.say(enacted.provision.says),
                citations=(self.citation(enacted.citation),),
            )
            for address, enacted in rules
        )

    def _looked_up(self, step: Step) -> tuple[TraceStep, ...]:
        """Return the cells of tables that a step looks up as steps of their own, each with its own
        article and version.
        """
        return tuple(
            self._looked_up_in(node, step)
            for node in (step.rule.cells if step.outcome != NOT_APPLIED else ())
        )

    def _looked_up_in(self, node: TableCell, step: Step) -> TraceStep:
        enacted, row = step.rule.scope.law.provisions[node.table], filled(node.row, step.view)
        shown = f"{self.line(row)}{self.either(' : ', ': ')}{self._cell(node, row, step)}"
        return TraceStep(
            id=f"{node.table}[{row}]@{step.occasion.id}",
            rule=node.table,
            says=self.say(enacted.provision.says),
            occasion=step.occasion.kind,
            on=step.occasion.on,
            outcome=APPLIED,
            conclusion=self.either(f"barème, {shown}", f"table, {shown}"),
            citation=self.citation(enacted.citation),
            version=self.version(enacted, step.rule.scope.timeline),
            facts=(),
            failed=(),
            children=(),
        )

    def calculation(self, step: Step) -> str:
        """Return how an amount was worked out, « 17 500 € × 85 % × 231/366 »; empty for one factor.

        A right alone has an amount.
        """
        then = step.rule.rule.then
        return then.amount.worked_out(StepValues(self, step)) if isinstance(then, Entitle) else ""

    def occasion(self, worked: OccasionSteps, children: Iterable[TraceStep]) -> TraceOccasion:
        """Return an occasion as a heading of the trace."""
        occasion, span = worked.occasion, worked.occasion.span
        return TraceOccasion(
            id=occasion.id,
            says=self.say(self.corpus.occasions[occasion.kind].label),
            occasion=occasion.kind,
            on=occasion.on,
            children=tuple(children),
            subject=occasion.element or None,
            subject_label=self.subject(occasion) if occasion.element else None,
            period=None if span is None else TracePeriod(id=span.name, number=span.number),
        )

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
                if check.fact in step.view or not is_derived(check.fact, self.corpus.vocabulary)
            )
        compared = {check.fact for check in checks if check.operator != "known"}
        kept = (
            check for check in checks if check.operator != "known" or check.fact not in compared
        )
        return tuple(self.check(check, step, worked) for check in kept)

    def check(self, check: Check, step: Step, worked: OccasionSteps) -> FailedCheck:
        """Return a failed leaf: what the fact had to be, and what it was."""
        operand = Known(check.fact, check.needed == (True,))
        needed = self.aloud.needed(operand) if check.operator == "known" else self._needed(check)
        name = self.full_name(check.fact, step.occasion)
        return FailedCheck(
            fact=name,
            label=self.fact(name),
            needed=needed,
            read=None if check.read is None else self.value(check.fact, check.read),
            from_="undefined" if check.undefined else self._origin(check.fact, step, worked),
        )

    def _needed(self, check: Check) -> str:
        if None in check.needed:
            return self.either(
                "comparé à ce qui n'est pas connu", "compared with what is not known"
            )
        leaf = Compare(
            check.fact, check.operator, tuple(Literally(value) for value in check.needed)
        )
        return self.aloud.needed(leaf)

    def _head(self, step: Step) -> dict[str, Any]:
        """Return the fields of a step that name its rule, in its version, and its occasion."""
        enacted = step.rule.enacted
        return {
            "id": step.id,
            "rule": step.rule.address,
            "says": self.say(enacted.provision.says),
            **self._happening(step.occasion),
            "citation": self.citation(enacted.citation),
            "version": self.version(enacted, step.rule.scope.timeline),
        }

    def _happening(self, occasion: Occasion) -> dict[str, Any]:
        return {
            "occasion": occasion.kind,
            "occasion_label": self.say(self.corpus.occasions[occasion.kind].label),
            "on": occasion.on,
            "subject": occasion.element or None,
            "subject_label": self.subject(occasion) if occasion.element else None,
        }

    def _conclusion(self, step: Step) -> str:
        then = step.rule.rule.then
        if step.outcome == APPLIED and step.values and isinstance(then, Derive):
            shown = self.value(then.fact, step.values[0])
            return f"{self.fact(then.fact)}{self.either(' : ', ': ')}{shown}"
        if step.outcome == UNKNOWN and isinstance(then, Derive):
            return f"{self.fact(then.fact)}{self.either(' : inconnu', ': unknown')}"
        if step.outcome == APPLIED and isinstance(then, Deadline):
            entry = self.entry(filled(then.entry, step.view))
            return (
                f"{entry}{self.either(' : ', ': ')}{display(step.values[0], None, self.language)}"
            )
        if isinstance(then, Require):
            benefit = self.benefit(filled(then.benefit, step.view))
            return f"{benefit}, {self._demand(step)}"
        if isinstance(then, Entitle):
            return self.line(filled(then.line, step.view))
        if isinstance(then, Advise) or (
            isinstance(then, Oblige) and then.start is None and then.end is None
        ):
            return self.say(step.rule.enacted.provision.says)
        return self.aloud.conclusion(then)

    def _facts(self, step: Step, worked: OccasionSteps) -> tuple[FactRead | CellRead, ...]:
        facts: list[FactRead | CellRead] = []
        on_days = {on_day.node.name: on_day.read(step.view) for on_day in step.rule.on_days}
        for name in step.rule.facts:
            value = on_days.get(name, step.view.get(name))
            if value is None or isinstance(value, tuple):
                continue
            full = self.full_name(name, step.occasion)
            facts.append(
                FactRead(
                    fact=full,
                    label=self.fact(full),
                    value=iso(value),
                    display=self.value(name, value),
                    from_=self._origin(name, step, worked),
                )
            )
        return (*facts, *self._cells(step))

    def _cells(self, step: Step) -> Iterator[CellRead]:
        """Yield the cells of tables that the conclusion reads, each with its citation."""
        for node in step.rule.cells:
            table, row = step.rule.scope.law.provisions[node.table], filled(node.row, step.view)
            yield CellRead(
                fact=node.table,
                label=self.line(row),
                row=row,
                from_="law",
                display=self._cell(node, row, step),
                citation=self.citation(table.citation),
            )

    def _cell(self, node: TableCell, row: str, step: Step) -> str:
        table = step.rule.scope.table(node.table)
        value = TableCell(node.table, row, node.column).compiled(step.rule.scope)(step.view)
        return (
            self.either("inconnu", "unknown")
            if value is None
            else display(value, None, self.language, table.unit if table else "")
        )

    def _origin(self, name: str, step: Step, worked: OccasionSteps) -> Origin:
        if name not in step.view:
            return "unknown"
        if name.startswith(_FROM_ENGINE) or name == "day":
            return "question" if name == "day" else "occasion"
        word = word_of(name, self.corpus.vocabulary)
        return (
            "derived" if name in worked.derived or (word is not None and word.derived) else "case"
        )


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
        return _fraction(value) or display(value, None, self.presenter.language, unit)


def _fraction(value: object) -> str:
    """Return a part as it was counted, 198 days of 366, or a fraction; empty for another number."""
    if isinstance(value, Share):
        return f"{value.part}/{value.whole}"
    return f"{value.numerator}/{value.denominator}" if isinstance(value, Fraction) else ""
