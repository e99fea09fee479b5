"""Why nothing is due: the periods that no act has opened yet, the rights that an act does not give,
each with its articles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from msgspec.structs import replace

from engine.language.forms.facts import Fact
from engine.language.model import Period
from engine.language.nodes import Entitle
from engine.language.templates import filled
from engine.language.temporal import NOT_YET
from engine.language.tree import facts_read
from engine.questions.answers.funding import BeforeTheLaw, NotOpened, RightRefused
from engine.questions.presentation import Presenter
from engine.reasoning.evaluation import Evaluation, concluding, law_of
from engine.reasoning.explanation import Check
from engine.reasoning.required import benefits_of, open_where
from engine.reasoning.steps import NOT_APPLIED, UNKNOWN, OccasionSteps, Step
from engine.words.labels import ENGINE_FACTS


def not_opened(evaluation: Evaluation, presenter: Presenter) -> Iterator[NotOpened]:
    """Yield each grid of periods that starts with an act still to come: what it waits for, in
    words, with its article.
    """
    for period in presenter.corpus.periods.values():
        view = evaluation.case.as_of(evaluation.case.day)
        acts = [name for name in facts_read(period.start) if view.get(name) == NOT_YET]
        if acts:
            yield _reason(period, acts, evaluation, presenter)


def _reason(
    period: Period, acts: list[str], evaluation: Evaluation, presenter: Presenter
) -> NotOpened:
    label, awaited = presenter.say(period.label), ", ".join(presenter.fact(name) for name in acts)
    says = presenter.either(
        (
            f"Aucune période n'est ouverte ({label}) : elle se compte d'un acte qui n'a pas "
            f"encore eu lieu ({awaited})."
        ),
        (
            f"No period is open ({label}): it is counted from an act that has not happened yet "
            f"({awaited})."
        ),
    )
    law = law_of(evaluation, evaluation.case.day)
    enacted = law.provision(period.opened_by) if law else None
    return NotOpened(
        period=period.name,
        facts=tuple(acts),
        says=says,
        see="eligibility",
        because=presenter.say(enacted.provision.says) if enacted else "",
        citations=presenter.citations([enacted] if enacted else []),
    )


def refused(evaluation: Evaluation, presenter: Presenter) -> Iterator[RightRefused]:
    """Yield each right that an act of the case does not give: a benefit is not open, or the right
    has been given already. A line that the case never has is told once.

    Where it is known that nothing is due at all, yield each line that the case could have had, on
    the occasion where the fewest conditions failed.
    """
    nothing = not (
        evaluation.rights or evaluation.payments or evaluation.undated
    ) and not _in_doubt(evaluation)
    had = {right.line for right in evaluation.rights}
    rows: dict[tuple[str, str], RightRefused] = {}
    for worked in evaluation.occasions:
        kind = presenter.corpus.occasions[worked.occasion.kind]
        by_act = isinstance(kind.on, Fact) and _given(kind.on.name, presenter)
        for step in worked.steps:
            if step.because == "already_given":
                given = _refused(step, worked, (), presenter)
                rows[step.id, ""] = replace(given, because=step.because)
            if not _is_refused(step):
                continue
            named, absent = benefits_of(step.rule), _line(step) not in had
            if not (nothing or (named and (by_act or absent))) or not (checks := _failing(step)):
                continue
            told = all(_given(check.fact, presenter) for check in checks)
            never = told and bool(named) and absent
            if (by_act and named) or never or (nothing and told):
                row = _refused(step, worked, named, presenter)
                if not (nothing or by_act) and row.benefit is None:
                    continue  # it is on another occasion that the benefit is looked at
                key = (row.line, "" if nothing or never else worked.occasion.id)
                rows[key] = min(
                    rows.get(key, row), row, key=lambda condition: len(condition.failed)
                )
    yield from rows.values()


def before_the_law(evaluation: Evaluation, presenter: Presenter) -> Iterator[BeforeTheLaw]:
    """Yield each act of the case that came before the law which attaches a sum to such acts."""
    for kind in presenter.corpus.occasions.values():
        on = (
            evaluation.case.as_of(evaluation.case.day).get(kind.on.name)
            if isinstance(kind.on, Fact)
            else None
        )
        if (
            not isinstance(on, date)
            or on > evaluation.case.day
            or not _given(kind.on.name, presenter)  # type: ignore[union-attr]  # a Fact
        ):
            continue
        now = [
            enacted
            for enacted in concluding(evaluation, kind, "funding")
            if enacted.provision.rule and isinstance(enacted.provision.rule.then, Entitle)
        ]
        if now and all(enacted.citation.chain[0].on > on for enacted in now):
            yield BeforeTheLaw(
                line="",
                label=presenter.say(kind.label),
                on=on,
                because="before_the_law",
                since=min(enacted.since for enacted in now),
                failed=(),
                citations=presenter.citations(now),
            )


def _in_doubt(evaluation: Evaluation) -> bool:
    return any(step.outcome == UNKNOWN for worked in evaluation.occasions for step in worked.steps)


def _is_refused(step: Step) -> bool:
    """Whether a rule would give a right and does not, set aside by no other."""
    return (
        step.outcome == NOT_APPLIED
        and isinstance(step.rule.rule.then, Entitle)
        and not step.set_aside_by
    )


def _failing(step: Step) -> tuple[Check, ...]:
    """Return why a right is refused for good. One that waits for an act to come is left to another
    answer.
    """
    checks = step.failed()
    waits = any(step.view.get(check.fact) == NOT_YET for check in checks)
    return () if waits else checks


def _refused(
    step: Step, worked: OccasionSteps, benefits: Sequence[str], presenter: Presenter
) -> RightRefused:
    line, wanting = _line(step), None
    for benefit in benefits:
        wanting = benefit if open_where(step.rule, benefit)(step.view) is False else wanting
    return RightRefused(
        line=line,
        label=presenter.line(line),
        on=worked.occasion.on,
        benefit=wanting,
        benefit_label=None if wanting is None else presenter.benefit(wanting),
        failed=presenter.failed(step, worked),
        **presenter.stated_by([step.rule.enacted], presenter.provisions_behind(step, worked)),
    )


def _line(step: Step) -> str:
    then = step.rule.rule.then
    assert isinstance(then, Entitle)  # only rights are refused
    return filled(then.line, step.view)


def _given(fact: str, presenter: Presenter) -> bool:
    return fact not in ENGINE_FACTS and not presenter.is_derived(fact)


def readings_that_matter(evaluation: Evaluation, gives: Callable[[str, str], bool]) -> set[str]:
    """Return the readings that matter to an answer in which nothing is due: those with an option
    that gives something, as `gives` says.
    """
    readings = evaluation.corpus.readings
    return {
        id_
        for id_ in evaluation.mattered
        if any(gives(id_, option) for option in readings[id_].options)
    }
