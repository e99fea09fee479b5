"""The trace of an answer: each occasion, its steps, and below each step what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from engine.language.comparison import Truth
from engine.language.forms.gathered import COUNT, Gathered
from engine.language.forms.tables import TableCell
from engine.language.kept import Same, kept
from engine.language.nodes import Advise, Deadline, Derive, Entitle, Oblige, Require
from engine.language.templates import filled
from engine.language.values import Compute, View
from engine.questions.answers.trace import (
    CellRead,
    FactRead,
    TraceOccasion,
    TracePeriod,
    TraceStep,
)
from engine.questions.naming import iso
from engine.questions.presentation import Presenter
from engine.reasoning.logic import Scope
from engine.reasoning.program import CompiledRule
from engine.reasoning.required import Needed, needed, own_facts
from engine.reasoning.steps import (
    APPLIED,
    NOT_APPLIED,
    UNKNOWN,
    OccasionSteps,
    Step,
    from_below,
)
from engine.words.labels import display


class _Place(NamedTuple):
    """An occasion as its steps name it: its id, what it is called, its element if any."""

    id: str
    label: str
    subject: str | None


class StepTraces:
    """Writes steps as the trace of one answer. There is one for each answer, so that a derivation
    on which several steps rest is put together once.
    """

    def __init__(self, presenter: Presenter) -> None:
        self.presenter = presenter
        self._derived: dict[tuple[Step, OccasionSteps], TraceStep] = {}
        # The steps of one occasion share their view: what it says is put into words once.
        self._read: dict[tuple[int, OccasionSteps], dict[str, FactRead | None]] = {}
        self._places: dict[int, _Place] = {}

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
        presenter = self.presenter
        opened = [self._benefit(opening, step, worked) for opening in needed(step)]
        read = own_facts(step.rule) if opened else None
        derived = [
            self._derivation(other, worked) for other in presenter.derivations(step, worked, read)
        ]
        missing = tuple(presenter.full_name(name, step.occasion) for name in step.missing)
        return self._of_rule(
            step,
            outcome=outcome or step.outcome,
            conclusion=conclusion or self._conclusion(step),
            facts=self._facts(step, worked),
            failed=presenter.failed(step, worked),
            because=step.because or None,
            set_aside_by=presenter.set_aside_by(step) or None,
            missing=missing or None,
            children=(*self._looked_up(step), *opened, *derived, *children),
        )

    def bare(self, step: Step, conclusion: str) -> TraceStep:
        """Return a step that is written in full elsewhere: with the cells of tables that it looks
        up, without what it rests on.
        """
        return self._of_rule(
            step,
            outcome=APPLIED,
            conclusion=conclusion,
            facts=(),
            failed=(),
            children=self._looked_up(step),
        )

    def occasion(self, worked: OccasionSteps, children: Iterable[TraceStep]) -> TraceOccasion:
        """Return an occasion as a heading of the trace."""
        presenter = self.presenter
        occasion, span = worked.occasion, worked.occasion.span
        return TraceOccasion(
            id=occasion.id,
            says=presenter.say(presenter.corpus.occasions[occasion.kind].label),
            occasion=occasion.kind,
            on=occasion.on,
            children=tuple(children),
            subject=occasion.element or None,
            subject_label=presenter.subject(occasion) if occasion.element else None,
            period=None if span is None else TracePeriod(id=span.name, number=span.number),
        )

    def _benefit(self, opening: Needed, step: Step, worked: OccasionSteps) -> TraceStep:
        """A benefit that a rule needs, as a step of its own: whether it is open, with each
        requirement and what that rests on.
        """
        presenter = self.presenter
        outcome = {True: "met", False: "unmet", None: "unknown"}[opening.truth]
        says = presenter.benefit(opening.benefit)
        place = self._place(step)
        conclusions = {
            "met": ("conditions remplies", "requirements met"),
            "unmet": ("conditions non remplies", "requirements not met"),
            "unknown": ("conditions encore inconnues", "requirements not known yet"),
        }
        return TraceStep(
            id=f"{opening.benefit}@{place.id}",
            benefit=opening.benefit,
            says=says,
            occasion=step.occasion.kind,
            occasion_label=place.label,
            on=step.occasion.on,
            subject=step.occasion.element or None,
            subject_label=place.subject,
            outcome=outcome,
            conclusion=presenter.labelled(says, presenter.either(*conclusions[outcome])),
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
        presenter = self.presenter
        outcome = {APPLIED: ("remplie", "met"), UNKNOWN: ("inconnue", "unknown")}.get(
            step.outcome, ("non remplie", "not met")
        )
        outcome = ("écartée", "set aside") if step.set_aside_by else outcome
        says = presenter.say(step.rule.enacted.provision.says)
        return presenter.either(
            f"condition {outcome[0]} : {says}", f"requirement {outcome[1]}: {says}"
        )

    def _derivation(self, step: Step, worked: OccasionSteps) -> TraceStep:
        """Return a derivation, the same record for each step of an occasion that rests on it."""
        if (step, worked) not in self._derived:
            for below in from_below(
                step,
                lambda above: [
                    derivation
                    for derivation in self.presenter.derivations(above, worked)
                    if (derivation, worked) not in self._derived
                ],
            ):
                self._derived[below, worked] = self.step(below, worked)
        return self._derived[step, worked]

    def _looked_up(self, step: Step) -> tuple[TraceStep, ...]:
        """Return the cells of tables that a step looks up as steps of their own, each with its own
        article and version.
        """
        if step.outcome == NOT_APPLIED:
            return ()
        cells = (self._looked_up_in(node, read, step) for node, read in cells_of(step.rule))
        return (*cells, *self._bands(step))

    def _bands(self, step: Step) -> Iterator[TraceStep]:
        """Yield the brackets that a step looks up and that are not of its own version."""
        presenter, rule = self.presenter, step.rule
        own = presenter.rule_read(rule)
        for enacted in rule.rests_on:
            table, cited = enacted.provision.table, presenter.citation(enacted)
            if table is None or not table.brackets or cited.display == own.citation.display:
                continue
            says = presenter.say(enacted.provision.says)
            yield TraceStep(
                id=f"{enacted.provision.address}[]@{self._place(step).id}",
                rule=enacted.provision.address,
                says=says,
                occasion=step.occasion.kind,
                on=step.occasion.on,
                outcome=APPLIED,
                conclusion=presenter.either("tranches du barème", "brackets of the table"),
                citation=cited,
                version=presenter.version(enacted, rule.scope.timeline),
                facts=(),
                failed=(),
                children=(),
            )

    def _looked_up_in(self, node: TableCell, read: Compute, step: Step) -> TraceStep:
        presenter = self.presenter
        scope = step.rule.scope
        enacted, row = scope.law.provisions[node.table], node.row_in(step.view, scope)
        known = read(step.view) is not None
        shown = presenter.labelled(presenter.line(row), self._cell(node, read, step))
        return TraceStep(
            id=f"{node.table}[{row}]@{self._place(step).id}",
            rule=node.table,
            says=presenter.say(enacted.provision.says),
            occasion=step.occasion.kind,
            on=step.occasion.on,
            outcome=APPLIED if known else UNKNOWN,
            conclusion=presenter.either(f"barème, {shown}", f"table, {shown}"),
            citation=presenter.citation(enacted),
            version=presenter.version(enacted, step.rule.scope.timeline),
            facts=(),
            failed=(),
            children=(),
        )

    def _of_rule(self, step: Step, **rest: Any) -> TraceStep:
        """Return a step with the fields that name its rule, in its version, and its occasion."""
        read, place = self.presenter.rule_read(step.rule), self._place(step)
        occasion = step.occasion
        return TraceStep(
            id=f"{read.address}@{place.id}",
            rule=read.address,
            says=read.says,
            occasion=occasion.kind,
            occasion_label=place.label,
            on=occasion.on,
            subject=occasion.element or None,
            subject_label=place.subject,
            citation=read.citation,
            version=read.version,
            **rest,
        )

    def _place(self, step: Step) -> _Place:
        place = self._places.get(id(step.view))
        if place is None:
            occasion = step.occasion
            happening = self.presenter.happening(occasion.kind, occasion.element)
            place = self._places[id(step.view)] = _Place(occasion.id, *happening)
        return place

    def _conclusion(self, step: Step) -> str:
        presenter = self.presenter
        then = step.rule.rule.then
        if step.outcome == APPLIED and step.values and isinstance(then, Derive):
            shown = presenter.value(then.fact, step.values[0])
            return presenter.labelled(presenter.fact(then.fact), shown)
        if step.outcome == UNKNOWN and isinstance(then, Derive):
            return presenter.labelled(
                presenter.fact(then.fact), presenter.either("inconnu", "unknown")
            )
        if step.outcome == APPLIED and isinstance(then, Deadline):
            entry = presenter.entry(filled(then.entry, step.view))
            return presenter.labelled(entry, display(step.values[0], None, presenter.language))
        if isinstance(then, Require):
            benefit = presenter.benefit(filled(then.benefit, step.view))
            return f"{benefit}, {self._demand(step)}"
        if isinstance(then, Entitle):
            return presenter.line(filled(then.line, step.view))
        if isinstance(then, Advise) or (
            isinstance(then, Oblige) and then.start is None and then.end is None
        ):
            return presenter.say(step.rule.enacted.provision.says)
        return presenter.concluding(step.rule)

    def _facts(self, step: Step, worked: OccasionSteps) -> tuple[FactRead | CellRead, ...]:
        presenter, view = self.presenter, step.view
        facts: list[FactRead | CellRead | None] = []
        on_days = {on_day.node.name: on_day.read(view) for on_day in step.rule.on_days}
        known = self._read.setdefault((id(view), worked), {})
        for name, full in presenter.names_read(step.rule, step.occasion):
            if name in on_days:
                facts.append(self._fact(name, full, on_days[name], step, worked))
                continue
            if name not in known:
                known[name] = self._fact(name, full, view.get(name), step, worked)
            facts.append(known[name])
        facts += self._of_elements(step)
        return (*(fact for fact in facts if fact is not None), *self._cells(step))

    def _of_elements(self, step: Step) -> Iterator[FactRead]:
        """Yield the facts of elements that a step read, each under the name that the case gives."""
        presenter, scope, told = self.presenter, step.rule.scope, set[str]()
        for node in step.rule.gathered:
            for name, full, value in facts_of_elements(node, scope, step.view):
                if full not in told:
                    told.add(full)
                    origin = presenter.origin_of(name)
                    yield presenter.fact_read(name, full, value, iso(value), origin)

    def _fact(
        self, name: str, full: str, value: Any, step: Step, worked: OccasionSteps
    ) -> FactRead | None:
        """Return a fact that a step read; None for one that is not known, and for a list."""
        if value is None or isinstance(value, tuple):
            return None
        origin = self.presenter.origin(name, step, worked)
        return self.presenter.fact_read(name, full, value, iso(value), origin)

    def _cells(self, step: Step) -> Iterator[CellRead]:
        """Yield the cells of tables that the conclusion reads, each with its citation."""
        presenter = self.presenter
        for node, read in cells_of(step.rule):
            table, row = step.rule.scope.law.provisions[node.table], filled(node.row, step.view)
            yield CellRead(
                fact=node.table,
                label=presenter.line(row),
                row=row,
                from_="law",
                display=self._cell(node, read, step),
                citation=presenter.citation(table),
            )

    def _cell(self, node: TableCell, read: Compute, step: Step) -> str:
        presenter, value = self.presenter, read(step.view)
        if value is None:
            return presenter.either("inconnu", "unknown")
        table = step.rule.scope.table(node.table)
        return presenter.figure(value, table.unit if table else "")


def facts_of_elements(node: Gathered, scope: Scope, view: View) -> Iterator[tuple[str, str, Any]]:
    """Yield the facts that are known of the elements of a case and read over them: the name of each
    for the rule and in full, and its value. Those of a list within an element come after it. Of an
    element that does not count, only what the condition reads is told.
    """
    chosen, counts = _chosen(node, Same(scope))
    for member in node.elements(scope)(view).members:
        if not member.listed:
            continue
        told = chosen if counts(member.facts) is False else node
        for name in told.records():
            value = member.facts.get(name)
            if name != node.element and not isinstance(value, tuple | None):
                yield name, member.called(name, node.element), value
        for part in told.inner(scope):
            if isinstance(part, Gathered):
                for name, own, value in facts_of_elements(part, scope, member.facts):
                    yield name, member.called(own, node.element), value


@kept("elements that are told", 4096)
def _chosen(node: Gathered, scope: Same[Scope]) -> tuple[Gathered, Callable[[View], Truth]]:
    """Return the count of the elements that count, whatever is worked out for each, and what says
    whether one does.
    """
    chosen = Gathered(COUNT, node.items, node.element, where=node.where)
    return chosen, chosen.counting(scope.it)


@kept("cells that rules look up", 4096)
def cells_of(rule: CompiledRule) -> tuple[tuple[TableCell, Compute], ...]:
    """Return the cells of tables that a rule looks up, each with what reads it on an occasion."""
    return tuple((node, node.compiled(rule.scope)) for node in rule.cells)
