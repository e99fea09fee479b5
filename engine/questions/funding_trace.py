"""The trace of a funding answer: what each occasion gives and pays, and how an adjustment is worked
out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from msgspec.structs import replace

from engine.language.arithmetic import cents
from engine.language.nodes import Cap, Entitle, Floor, Increase, Pay
from engine.law.consolidation import Enacted
from engine.questions.answers.trace import TraceOccasion, TraceStep
from engine.questions.compact_trace import compacted
from engine.questions.grounds import Ledger, behind_rights, changed_by, grounds_of, worked_of
from engine.questions.naming import iso
from engine.questions.presentation import Presenter
from engine.questions.question import Question
from engine.questions.step_traces import StepTraces
from engine.reasoning.rights import ADJUSTMENT, Payment, Right
from engine.reasoning.steps import APPLIED, Step
from engine.words.labels import display

_CONCLUDED_IN = (Entitle, Increase, Cap, Floor, Pay)
"""The order in which an occasion is written: the rights, what increases them, how all are paid."""


def funding_trace(
    ledger: Ledger, presenter: Presenter, question: Question
) -> tuple[TraceOccasion, ...]:
    """Return the trace of a funding answer: on each occasion the rights, their increases and
    payments, with what each rests on.
    """
    traces = StepTraces(presenter)
    nodes = []
    rights: dict[Step, list[Right]] = {}
    paid: dict[Step, list[Payment]] = {}
    for right in ledger.rights:
        rights.setdefault(right.step, []).append(right)
    for pay in ledger.payments:
        paid.setdefault(pay.step, []).append(pay)
    for worked in ledger.evaluation.occasions:
        steps = []
        for step in sorted(
            worked.steps,
            key=lambda concluding: _CONCLUDED_IN.index(type(concluding.rule.rule.then)),
        ):
            given, pays = rights.get(step, ()), paid.pop(step, ())
            if not question.shows(step):
                continue
            corrected = [_adjustment(pay, ledger, traces) for pay in pays if pay.part == ADJUSTMENT]
            steps.append(
                traces.step(step, worked, corrected, _concluded(step, given, pays, presenter))
            )
        nodes.append(traces.occasion(worked, steps))
    # what is left is of rights that the law as known now does not give
    ended = [pay for pays in paid.values() for pay in pays if pay.part == ADJUSTMENT]
    nodes += [
        traces.occasion(worked_of(pay.step, ledger), [_adjustment(pay, ledger, traces)])
        for pay in ended
    ]
    return compacted(nodes)


def _concluded(
    step: Step, rights: Iterable[Right], payments: Iterable[Payment], presenter: Presenter
) -> str:
    """Say the sums that a step concluded; adjustments are written apart."""
    given = tuple(rights)
    parts = [_given(right, step, presenter) for right in given]
    if given and (limit := presenter.limit(step)):
        limit += _beyond(given, step, presenter)
        parts[0] = presenter.labelled(limit, parts[0])
    parts += [_paid(pay, presenter) for pay in payments if pay.part != ADJUSTMENT]
    return presenter.either(" ; ", "; ").join(parts)


def _beyond(rights: Sequence[Right], step: Step, presenter: Presenter) -> str:
    """Say how far what a cap or a floor bears on is from its limit, « , soit 300 € − 400 € =
    −100 € »; empty where that is known in part.
    """
    held = sum((right.base.amount for right in rights if right.base), Decimal(0))
    apart = sum((right.amount for right in rights), Decimal(0))
    at = cents(step.values[0])
    if at - held != apart:
        return ""
    shown = f"{_money(at, presenter)} − {_money(held, presenter)} = {_money(apart, presenter)}"
    return presenter.either(f", soit {shown}", f", that is {shown}")


def _given(right: Right, step: Step, presenter: Presenter) -> str:
    product = presenter.calculation(step) if right.base is None else ""
    shown = f" = {product}" if product else ""
    amount = _money(right.amount, presenter)
    if right.base is not None and step.missing:
        amount += presenter.either(" (en partie)", " (in part)")
    return presenter.labelled(_line(right, presenter), f"{amount}{shown}")


def _line(right: Right, presenter: Presenter) -> str:
    """Return the line of a right; of what increases or caps another, that one's too."""
    line = presenter.line(right.line)
    return line if right.base is None else f"{line} ({presenter.line(right.base.line)})"


def _paid(pay: Payment, presenter: Presenter, amount: str = "") -> str:
    due = display(pay.due, None, presenter.language) if pay.due else "?"
    part = f"{_line(pay.right, presenter)}, {presenter.part(pay.part)}"
    return presenter.labelled(part, f"{amount or _money(pay.amount, presenter)} ({due})")


def _money(amount: Decimal, presenter: Presenter) -> str:
    return presenter.figure(amount, "EUR")


def _adjustment(pay: Payment, ledger: Ledger, traces: StepTraces) -> TraceStep:
    """An adjustment as a subtraction: what is due with the change, what had been due without it,
    and what the change made of the law.
    """
    presenter = traces.presenter
    had, owed = (
        cents(sum((compared.amount for compared in side), Decimal(0)))
        for side in (pay.had, pay.owed)
    )
    worked = (
        f"{_money(owed, presenter)} − {_money(had, presenter)} = {_money(pay.amount, presenter)}"
    )
    before, after = (
        ("dû jusque-là", "had been due"),
        ("dû une fois le droit changé", "due once the law has changed"),
    )
    children = [_side(compared.as_it_stood, before, ledger, traces) for compared in pay.had]
    children += [_side(compared, after, ledger, traces) for compared in pay.owed]
    behind = [pay.step.rule.enacted, *behind_rights([pay.right], ledger, presenter)]
    if pay.late:
        behind = [
            enacted
            for compared in (*pay.had, *pay.owed)
            for enacted in grounds_of(compared, ledger, presenter)
        ]
    children += [
        _change(enacted, pay, ledger, presenter) for enacted in changed_by(pay, behind, ledger)
    ]
    node = traces.bare(pay.step, _paid(pay, presenter, worked))
    id_ = f"{ADJUSTMENT}@{pay.step.id}@{iso(pay.due)}"
    return replace(node, id=id_, children=tuple(children))


def _side(pay: Payment, words: tuple[str, str], ledger: Ledger, traces: StepTraces) -> TraceStep:
    """What had been due, or is: the payment, and the right of which it is a part, with the cells of
    tables that it reads.
    """
    presenter = traces.presenter
    node = traces.bare(
        pay.step,
        presenter.labelled(presenter.either(*words), _paid(pay, presenter)),
    )
    if pay.had or pay.owed:
        return replace(node, children=(_adjustment(pay, ledger, traces),))
    return replace(node, children=(_right(pay.right, traces),))


def _right(right: Right, traces: StepTraces) -> TraceStep:
    node = traces.bare(right.step, _given(right, right.step, traces.presenter))
    if right.base is None:
        return node
    return replace(node, children=(*node.children, _right(right.base, traces)))


def _change(enacted: Enacted, pay: Payment, ledger: Ledger, presenter: Presenter) -> TraceStep:
    """A provision that the law which begins on the day of an adjustment made, or ended."""
    says = presenter.say(enacted.provision.says)
    timeline = ledger.evaluation.timeline if pay.late else pay.step.rule.scope.timeline
    return TraceStep(
        id=f"change@{enacted.provision.address}@{iso(pay.due)}",
        rule=enacted.provision.address,
        says=says,
        outcome=APPLIED,
        conclusion=presenter.either(f"ce qui change : {says}", f"what changes: {says}"),
        citation=presenter.citation(enacted),
        version=presenter.version(enacted, timeline),
        children=(),
    )
