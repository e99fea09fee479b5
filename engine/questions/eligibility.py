"""Eligibility: each benefit, each of its requirements met, unmet or unknown with its article; then
the steps that remain.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from engine.cases.case_reader import Facts
from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput, nearest
from engine.language.model import Corpus
from engine.language.nodes import Advise, Require
from engine.language.templates import filled
from engine.law.consolidation import moving_readings
from engine.questions.answers.eligibility import (
    ActToCome,
    AdvisedStep,
    BenefitLine,
    EligibilityAnswer,
    RequirementLine,
)
from engine.questions.answers.missing import PossibleOutcomes
from engine.questions.answers.trace import TraceOccasion
from engine.questions.awaited import awaited, first_acts
from engine.questions.compact_trace import compacted
from engine.questions.envelope import envelope
from engine.questions.missing import Answering, MissingFacts, Supposed, askable
from engine.questions.presentation import Presenter, presenter_of
from engine.questions.question import Question
from engine.questions.step_traces import StepTraces
from engine.reasoning.effect_by_case import benefits_awaiting
from engine.reasoning.evaluation import Evaluation, evaluate
from engine.reasoning.explanation import is_outside
from engine.reasoning.logic import compiled_condition
from engine.reasoning.lowering import BENEFIT_OUTCOME, RequirementForm, requirement_form
from engine.reasoning.normal_form import normal_form
from engine.reasoning.occasions import undated_facts
from engine.reasoning.on_values import on_values
from engine.reasoning.steps import APPLIED, UNKNOWN, OccasionSteps, Step, readings_behind
from engine.words.labels import display

_OUTCOMES_SAID = {
    "eligible": (" : éligible", ": eligible"),
    "not_eligible": (" : non éligible", ": not eligible"),
    "undetermined": (" : encore indéterminé", ": still undetermined"),
}


def eligibility(
    corpus: Corpus, facts: Facts, question: Question, benefit: str | None = None
) -> EligibilityAnswer:
    """Return the eligibility of a case for every benefit, or for one.

    Raises RefusedInput when there is no such benefit.
    """
    _refuse_unknown(benefit, corpus)
    evaluation = evaluate(
        corpus,
        facts,
        "eligibility",
        on=question.on,
        known_on=question.known_on,
        readings=question.readings,
    )
    presenter = presenter_of(corpus, question.language, question.readings)
    required = requirements_of(evaluation)
    wanted = [benefit] if benefit else list(required)
    if benefit:
        evaluation.mattered &= moving_readings(corpus) | _readings(required[benefit], presenter)
    missing = MissingFacts(presenter, question.on)
    missing.undated(evaluation, "eligibility")
    waiting = awaiting(evaluation)
    benefits = tuple(
        _benefit(name, required[name], waiting.get(name, ()), presenter, missing, question, facts)
        for name in wanted
    )
    to_come = [act.fact for row in benefits for act in row.to_come]
    answering = _answering(question, presenter) if question.weighed else None
    return EligibilityAnswer(
        **envelope("eligibility", question, corpus, presenter, evaluation),
        window=question.unused_bounds(),
        benefits=benefits,
        to_come=_acts(to_come, facts, presenter),
        missing=missing.records(facts, answering),
        next_steps=() if benefit else _steps(evaluation.occasions, presenter),
        trace=_trace(evaluation, wanted, presenter) if question.traced else (),
    )


def _refuse_unknown(benefit: str | None, corpus: Corpus) -> None:
    known = corpus.vocabulary.benefits
    if benefit is not None and benefit not in known:
        message = sentence("there is no benefit `{benefit}`.", benefit=benefit)
        place = Location("BENEFIT")
        raise RefusedInput([Diagnostic("ACC404", message, place, nearest(benefit, known))])


def _trace(
    evaluation: Evaluation, wanted: Collection[str], presenter: Presenter
) -> tuple[TraceOccasion, ...]:
    """Return the trace of the requirements of the benefits asked about."""
    traces = StepTraces(presenter)
    trace = [
        traces.occasion(
            worked,
            [traces.step(step, worked) for step in worked.steps if _concerns(step, wanted)],
        )
        for worked in evaluation.occasions
        if any(_concerns(step, wanted) for step in worked.steps)
    ]
    return compacted(trace)


def requirements_of(evaluation: Evaluation) -> dict[str, list[tuple[Step, OccasionSteps]]]:
    """Return the requirements of each benefit, each with all that happened on its occasion."""
    required: dict[str, list[tuple[Step, OccasionSteps]]] = {
        name: [] for name in evaluation.corpus.vocabulary.benefits
    }
    for worked in evaluation.occasions:
        for step in worked.steps:
            then = step.rule.rule.then
            if isinstance(then, Require):
                required.setdefault(filled(then.benefit, step.view), []).append((step, worked))
    return required


def awaiting(evaluation: Evaluation) -> dict[str, tuple[str, ...]]:
    """Return the benefits that may be required something by a law that is not known to govern the
    case, each with the facts that would tell, named as the case writes them.
    """
    waiting: dict[str, dict[str, None]] = {}
    for undated in evaluation.undated:
        if undated.law:
            names = dict.fromkeys(undated_facts(undated, evaluation.corpus))
            for benefit in benefits_awaiting(
                evaluation.timeline, evaluation.readings, undated.kind
            ):
                waiting.setdefault(benefit, {}).update(names)
    return {benefit: tuple(names) for benefit, names in waiting.items()}


def _readings(required: list[tuple[Step, OccasionSteps]], presenter: Presenter) -> set[str]:
    """Return the readings that matter to the requirements of one benefit, and to the derivations
    behind them.
    """
    readings: set[str] = set()
    for step, worked in required:
        readings |= readings_behind(step)
        readings |= _readings(
            [(derived, worked) for derived in presenter.derivations(step, worked)], presenter
        )
    return readings


def _concerns(step: Step, wanted: Collection[str]) -> bool:
    then = step.rule.rule.then
    return isinstance(then, Require) and filled(then.benefit, step.view) in wanted


def outcome_of(steps: list[Step], *, waits: bool = False) -> str:
    """Return the outcome of a benefit from its requirements; `waits`: it is not known which law
    governs others.
    """
    slots = {
        "asked": bool(steps) or waits,
        "forbidden": any(on_values(_form(step).forbids)(_slots(step)) for step in steps),
        "in_doubt": waits or any(map(_leaves_in_doubt, steps)),
    }
    outcome: str = on_values(BENEFIT_OUTCOME)(slots)
    return outcome


def requirement_outcome(step: Step) -> str:
    """Return the outcome of a requirement: met, unmet, unknown, set aside or not applicable."""
    outcome: str = on_values(_form(step).outcome)(_slots(step))
    return outcome


def _leaves_in_doubt(step: Step) -> bool:
    return on_values(_form(step).doubts)(_slots(step)) is True


def _form(step: Step) -> RequirementForm:
    return requirement_form(excuses=step.rule.scope.excuses(step.rule.rule))


def _slots(step: Step) -> dict[str, bool | None]:
    slots = {
        "asked": True,
        "set_aside": bool(step.set_aside_by),
        "holds": step.rule.truth(step.view),
    }
    return slots | {"applied": step.outcome == APPLIED, "in_doubt": step.outcome == UNKNOWN}


def _benefit(
    name: str,
    required: list[tuple[Step, OccasionSteps]],
    waiting: tuple[str, ...],
    presenter: Presenter,
    missing: MissingFacts,
    question: Question,
    facts: Facts,
) -> BenefitLine:
    """Return a benefit with its requirements. It waits for acts where each of its unmet
    requirements does.
    """
    outcome = outcome_of([step for step, _ in required], waits=bool(waiting))
    awaited_acts = [awaited(step, worked, question.on, facts) for step, worked in required]
    rows = tuple(
        _requirement(step, worked, presenter, _acts(names, facts, presenter))
        for (step, worked), names in zip(required, awaited_acts, strict=True)
    )
    unmet = [names for row, names in zip(rows, awaited_acts, strict=True) if row.outcome == "unmet"]
    acts = [name for names in unmet for name in names] if all(unmet) else []
    undecided = outcome == "undetermined"
    names = _missing_of(name, required, presenter, missing) if undecided else ()
    names = dict.fromkeys((*names, *(waiting if undecided else ())))
    return BenefitLine(
        benefit=name,
        label=presenter.benefit(name),
        outcome=outcome,
        reason=None if required or waiting else _no_provision(name, presenter, question),
        requirements=rows,
        missing=tuple(names),
        to_come=_acts(acts, facts, presenter),
    )


def _missing_of(
    name: str,
    required: list[tuple[Step, OccasionSteps]],
    presenter: Presenter,
    missing: MissingFacts,
) -> Iterable[str]:
    """Note what an undetermined benefit misses, and return its names."""
    names: dict[str, None] = {}
    for step, worked in required:
        if _leaves_in_doubt(step):
            missing.add(step, worked, (name, presenter.benefit(name)))
            names |= dict.fromkeys(
                presenter.full_name(fact, step.occasion) for fact in askable(step, presenter.corpus)
            )
            names |= dict.fromkeys(name for name in step.missing if is_outside(name))
    return names


def _acts(names: Iterable[str], facts: Facts, presenter: Presenter) -> tuple[ActToCome, ...]:
    """Return acts, without those that can only follow another of them."""
    return tuple(
        ActToCome(fact=name, label=presenter.fact(name))
        for name in first_acts(names, facts, presenter.corpus.vocabulary)
    )


def _requirement(
    step: Step, worked: OccasionSteps, presenter: Presenter, to_come: tuple[ActToCome, ...]
) -> RequirementLine:
    then = step.rule.rule.then
    assert isinstance(then, Require)  # only requirements are listed
    return RequirementLine(
        id=then.requirement,
        says=presenter.say(step.rule.enacted.provision.says),
        outcome=requirement_outcome(step),
        failed=presenter.failed(step, worked),
        set_aside_by=presenter.set_aside_by(step) or None,
        **presenter.stated_by([step.rule.enacted], presenter.provisions_behind(step, worked)),
        to_come=to_come,
    )


def _answering(question: Question, presenter: Presenter) -> Answering:
    """Say what the outcome of the benefits would be for other facts."""

    def answer(facts: Facts, affects: Collection[str], supposed: Supposed) -> PossibleOutcomes:
        corpus, on, known_on = presenter.corpus, question.on, question.known_on
        evaluation = evaluate(
            corpus, facts, "eligibility", on=on, known_on=known_on, readings=question.readings
        )
        required, waiting = requirements_of(evaluation), awaiting(evaluation)
        outcomes = {
            name: outcome_of([step for step, _ in required[name]], waits=name in waiting)
            for name in affects
            if name in required
        }
        wordings = (
            f"{presenter.benefit(name)}{presenter.either(*_OUTCOMES_SAID[outcome])}"
            for name, outcome in outcomes.items()
        )
        words = presenter.either(" ; ", "; ").join(wordings)
        return PossibleOutcomes(
            value=supposed.value, set=supposed.set, leads_to=words, benefits=outcomes
        )

    return answer


def _no_provision(name: str, presenter: Presenter, question: Question) -> str:
    """Say that no provision in force gives a benefit, and from when one does, as far as known."""
    from engine.law.consolidation import timeline_of

    timeline = timeline_of(presenter.corpus, question.known_on, question.readings)
    for enacted in timeline.versions:
        rule = enacted.provision.rule
        if (
            rule
            and isinstance(rule.then, Require)
            and rule.then.benefit == name
            and enacted.since > question.on
        ):
            since, by = (
                display(enacted.since, None, presenter.language),
                enacted.citation.display(presenter.language),
            )
            return presenter.either(
                f"aucune disposition en vigueur ce jour ne l'accorde ; à partir du {since} : {by}.",
                f"no provision in force on that day grants it; from {since}: {by}.",
            )
    return presenter.either(
        "aucune disposition connue ne l'accorde ce jour.",
        "no known provision grants it on that day.",
    )


def _steps(occasions: list[OccasionSteps], presenter: Presenter) -> tuple[AdvisedStep, ...]:
    """Return the steps advised, in order, unless the last of them is done."""
    rows = [
        _advised(step, step.rule.rule.then, presenter)
        for worked in occasions
        for step in worked.steps
        if isinstance(step.rule.rule.then, Advise) and step.outcome == APPLIED
    ]
    rows.sort(key=lambda row: row.order)
    return () if rows and rows[-1].done else tuple(rows)


def _advised(step: Step, then: Advise, presenter: Presenter) -> AdvisedStep:
    scope, actors = step.rule.scope, presenter.corpus.vocabulary.actors
    done = None
    if then.done_when:
        done = compiled_condition(normal_form(then.done_when, scope), scope)(step.view)
    return AdvisedStep(
        step=then.step,
        order=then.order,
        says=presenter.say(step.rule.enacted.provision.says),
        done=done,
        helped_by=tuple(
            presenter.say(actors[name]) if name in actors else name for name in then.helped_by
        ),
        **presenter.resting_on([step.rule.enacted]),
    )
