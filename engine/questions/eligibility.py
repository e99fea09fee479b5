"""Eligibility: each benefit, each of its requirements met,
unmet or unknown with its article; then the steps that remain.
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
from engine.questions.awaited import awaited, first_acts
from engine.questions.envelope import envelope
from engine.questions.missing import Answering, MissingFacts, askable
from engine.questions.presentation import Plain, Presenter
from engine.questions.question import Question
from engine.questions.retelling import told_once
from engine.reasoning.evaluation import Evaluation, evaluate
from engine.reasoning.explanation import is_outside
from engine.reasoning.logic import compiled_condition
from engine.reasoning.lowering import BENEFIT_OUTCOME, RequirementForm, requirement_form
from engine.reasoning.normal_form import normal_form
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
) -> Plain:
    """Return the eligibility of a case for every benefit, or for one.

    Raises RefusedInput when there is no such benefit.
    """
    if benefit is not None and benefit not in corpus.vocabulary.benefits:
        message = sentence("there is no benefit `{benefit}`.", benefit=benefit)
        raise RefusedInput(
            [
                Diagnostic(
                    "ACC404",
                    message,
                    Location("BENEFIT"),
                    nearest(benefit, corpus.vocabulary.benefits),
                )
            ]
        )
    found = evaluate(
        corpus,
        facts,
        "eligibility",
        on=question.on,
        known_on=question.known_on,
        readings=question.readings,
    )
    presenter = Presenter(corpus, question.language, question.readings)
    required = _required(found)
    wanted = [benefit] if benefit else list(required)
    if benefit:
        found.mattered &= moving_readings(corpus) | _readings(required[benefit], presenter)
    answer = envelope("eligibility", question, corpus, presenter, found) | question.unused_bounds()
    missing = MissingFacts(presenter, question.on)
    missing.undated(found, "eligibility")
    awaiting = {
        step: awaited(step, worked, question.on, facts)
        for steps in required.values()
        for step, worked in steps
    }
    answer["benefits"] = [
        _benefit(name, required[name], presenter, missing, question) for name in wanted
    ]
    for benefit_row in answer["benefits"]:
        _add_acts_to_come(
            benefit_row,
            [awaiting[step] for step, _ in required[benefit_row["benefit"]]],
            facts,
            presenter,
        )
    answer["to_come"] = _acts(
        [act["fact"] for row in answer["benefits"] for act in row["to_come"]], facts, presenter
    )
    answer["missing"] = missing.plain(
        facts, _answering(question, presenter) if question.weighed else None
    )
    answer["next_steps"] = [] if benefit else _steps(found.occasions, presenter)
    trace = [
        presenter.occasion(
            worked,
            [presenter.step(step, worked) for step in worked.steps if _concerns(step, wanted)],
        )
        for worked in found.occasions
        if any(_concerns(step, wanted) for step in worked.steps)
    ]
    answer["trace"] = told_once(trace)
    return answer


def _required(found: Evaluation) -> dict[str, list[tuple[Step, OccasionSteps]]]:
    """Return the requirements of each benefit."""
    required: dict[str, list[tuple[Step, OccasionSteps]]] = {
        name: [] for name in found.corpus.vocabulary.benefits
    }
    for worked in found.occasions:
        for step in worked.steps:
            then = step.rule.rule.then
            if isinstance(then, Require):
                required.setdefault(filled(then.benefit, step.view), []).append((step, worked))
    return required


def _readings(required: list[tuple[Step, OccasionSteps]], presenter: Presenter) -> set[str]:
    """The readings that matter to the requirements of one benefit, through what they rest on."""
    found: set[str] = set()
    for step, worked in required:
        found |= readings_behind(step)
        found |= _readings(
            [(derived, worked) for derived in presenter.derivations(step, worked)], presenter
        )
    return found


def _concerns(step: Step, wanted: list[str]) -> bool:
    then = step.rule.rule.then
    return isinstance(then, Require) and filled(then.benefit, step.view) in wanted


def _outcome(steps: list[Step]) -> str:
    slots = {
        "asked": bool(steps),
        "forbidden": any(on_values(_form(step).forbids)(_slots(step)) for step in steps),
        "in_doubt": any(map(_leaves_in_doubt, steps)),
    }
    outcome: str = on_values(BENEFIT_OUTCOME)(slots)
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
    presenter: Presenter,
    missing: MissingFacts,
    question: Question,
) -> Plain:
    outcome = _outcome([step for step, _ in required])
    found: Plain = {"benefit": name, "label": presenter.benefit(name), "outcome": outcome}
    if not required:
        found["reason"] = _no_provision(name, presenter, question)
    found["requirements"] = [_requirement(step, worked, presenter) for step, worked in required]
    names: dict[str, None] = {}
    if outcome == "undetermined":
        for step, worked in required:
            if _leaves_in_doubt(step):
                missing.add(step, worked, (name, presenter.benefit(name)))
                names |= dict.fromkeys(
                    presenter.full_name(fact, step.occasion)
                    for fact in askable(step, presenter.corpus)
                )
                names |= dict.fromkeys(name for name in step.missing if is_outside(name))
    return found | {"missing": list(names)}


def _add_acts_to_come(
    benefit: Plain, awaiting: list[tuple[str, ...]], facts: Facts, presenter: Presenter
) -> None:
    """Say which acts each unmet requirement waits for, and
    the benefit too when it waits for nothing else.
    """
    unmet = []
    for requirement, names in zip(benefit["requirements"], awaiting, strict=True):
        requirement["to_come"] = _acts(names, facts, presenter)
        unmet += [names] if requirement["outcome"] == "unmet" else []
    benefit["to_come"] = (
        _acts([name for names in unmet for name in names], facts, presenter) if all(unmet) else []
    )


def _acts(names: Iterable[str], facts: Facts, presenter: Presenter) -> list[Plain]:
    """Return acts as plain data, without those that can only follow another of them."""
    return [
        {"fact": name, "label": presenter.fact(name)}
        for name in first_acts(names, facts, presenter.corpus.vocabulary)
    ]


def _requirement(step: Step, worked: OccasionSteps, presenter: Presenter) -> Plain:
    then = step.rule.rule.then
    assert isinstance(then, Require)  # only requirements are listed
    outcome = on_values(_form(step).outcome)(_slots(step))
    found: Plain = {
        "id": then.requirement,
        "says": presenter.say(step.rule.enacted.provision.says),
        "outcome": outcome,
    }
    found["failed"] = presenter.failed(step, worked)
    if step.set_aside_by:
        found["set_aside_by"] = presenter.set_aside_by(step)
    return found | presenter.resting_on(presenter.provisions_behind(step, worked))


def _answering(question: Question, presenter: Presenter) -> Answering:
    """Say what the outcome of the benefits would be for other facts."""

    def answer(facts: Facts, affects: Collection[str]) -> Plain:
        corpus, on, known_on = presenter.corpus, question.on, question.known_on
        required = _required(
            evaluate(
                corpus, facts, "eligibility", on=on, known_on=known_on, readings=question.readings
            )
        )
        outcomes = {
            name: _outcome([step for step, _ in required[name]])
            for name in affects
            if name in required
        }
        said = (
            f"{presenter.benefit(name)}{presenter.either(*_OUTCOMES_SAID[outcome])}"
            for name, outcome in outcomes.items()
        )
        return {"leads_to": presenter.either(" ; ", "; ").join(said), "benefits": outcomes}

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


def _steps(occasions: list[OccasionSteps], presenter: Presenter) -> list[Plain]:
    """Return the steps advised, in order, unless the last of them is done."""
    rows = []
    for worked in occasions:
        for step in worked.steps:
            then = step.rule.rule.then
            if not (isinstance(then, Advise) and step.outcome == APPLIED):
                continue
            done = (
                compiled_condition(normal_form(then.done_when, step.rule.scope), step.rule.scope)(
                    step.view
                )
                if then.done_when
                else None
            )
            actors = presenter.corpus.vocabulary.actors
            helped = [
                presenter.say(actors[name]) if name in actors else name for name in then.helped_by
            ]
            row: Plain = {
                "step": then.step,
                "order": then.order,
                "says": presenter.say(step.rule.enacted.provision.says),
                "done": done,
            }
            rows.append(row | {"helped_by": helped} | presenter.resting_on([step.rule.enacted]))
    rows.sort(key=lambda row: row["order"])
    return [] if rows and rows[-1]["done"] else rows
