"""What is missing from an answer that no case can give: the day of an event, the entry into force
of a text, a cell of a table.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from engine.language.durations import NOT_COME, NOT_COMPARED, NOT_SPLIT, NOT_WHOLE, UNSURE
from engine.language.forms.fractions import ZERO
from engine.language.forms.gathered import NO_ELEMENT, Gathered
from engine.language.forms.tables import TABLE, TableCell
from engine.language.forms.texts import EFFECT, EVENT
from engine.language.forms.working_days import HOLIDAYS
from engine.language.tree import conclusion_values, walk
from engine.language.values import Value, View
from engine.law.consolidation import Timeline
from engine.questions.naming import Names, iso
from engine.questions.presentation import Presenter
from engine.questions.undecided import without_day
from engine.reasoning.explanation import is_outside
from engine.reasoning.steps import OccasionSteps, Step
from engine.words.formats import quoted
from engine.words.labels import class_labels

if TYPE_CHECKING:
    from engine.language.asked import Ground

_CALENDAR = (
    "jours fériés (connus de 1951 à 2099)",
    "public holidays (known from 1951 to 2099)",
)
_DURATIONS = (
    "durées entre lesquelles rien ne tranche (un mois a de 28 à 31 jours)",
    "durations that do not compare (a month has 28 to 31 days)",
)
_NOT_COME = (
    "temps jusqu’à une date qui n’est pas venue",
    "time to a date that has not come",
)
_NOT_SPLIT = (
    "montant réparti entre deux jours que rien ne sépare",
    "amount split between two days with no time between them",
)
_NOT_WHOLE = (
    "durée comptée un nombre de fois qui n’est pas entier",
    "duration taken a number of times that is not whole",
)
_UNSURE = {
    NOT_COMPARED: _DURATIONS,
    NOT_COME: _NOT_COME,
    NOT_SPLIT: _NOT_SPLIT,
    NOT_WHOLE: _NOT_WHOLE,
}
_DIVISION = ("division par zéro", "division by zero")
Fields: TypeAlias = dict[str, Any]
"""Fields of the record `Missing`."""


def outside(
    step: Step, worked: OccasionSteps, presenter: Presenter
) -> Iterator[tuple[str, Fields]]:
    """Yield what a step misses beside facts, by name, with its fields: `event`, `table` or
    `collection` names it, `label` says it.
    """
    for name in step.missing:
        if is_outside(name):
            yield name, _outside(name, step, worked, presenter)


def _outside(name: str, step: Step, worked: OccasionSteps, presenter: Presenter) -> Fields:
    if name.startswith(TABLE):
        return _table(name, step, worked, presenter)
    if name.startswith(HOLIDAYS):
        return {"label": presenter.either(*_CALENDAR)}
    if name.startswith(ZERO):
        return {"label": _by_zero(name, step, worked, presenter)}
    if name.startswith(UNSURE):
        return {"label": _unsure(name, presenter)}
    if name.startswith(NO_ELEMENT):
        return _no_element(name, presenter)
    return _event(name, presenter)


def without_effect(timeline: Timeline, presenter: Presenter) -> Iterator[str]:
    """Name the amendments whose day of effect is not known: they may add to the sums of an answer,
    or take from them.
    """
    for text in without_day(timeline):
        short = presenter.say(text.short)
        yield presenter.either(
            f"{short}, dont le jour d'effet n'est pas connu",
            f"{short}, whose day of effect is not known",
        )


def _event(name: str, presenter: Names) -> Fields:
    text, _, event = name.removeprefix(EVENT).removeprefix(EFFECT).partition(".")
    legal = presenter.corpus.texts[text]
    if name.startswith(EFFECT):
        named = (
            presenter.say(legal.short),
            presenter.either("entrée en vigueur", "entry into force"),
            presenter.group(text, event),
        )
        label = ", ".join(part for part in named if part)
        return {"event": f"{text}.{event}", "effect": True, "label": label}
    known = legal.events.get(event)
    note = f" ({presenter.say(known.note)})" if known and known.note else ""
    label = f"{presenter.say(legal.short)}, {presenter.event(text, event)}{note}"
    return {"event": f"{text}.{event}", "label": label}


def _unsure(name: str, presenter: Names) -> str:
    """Return what to say of durations that do not compare, or of days with no time between."""
    return presenter.either(*_UNSURE[name])


def _no_element(name: str, presenter: Names) -> Fields:
    """Return what is said of a collection none of whose elements counts."""
    items = name.removeprefix(NO_ELEMENT)
    label = presenter.fact(items)
    words = presenter.either(
        f"{label} : aucun élément dont prendre la valeur", f"{label}: no element to take a value of"
    )
    return {"collection": items, "label": words}


def outside_label(name: str, presenter: Names) -> str:
    """Return what an event, an entry into force or a table is called, where no step is at hand."""
    if name.startswith(HOLIDAYS):
        return presenter.either(*_CALENDAR)
    if name.startswith(ZERO):
        return presenter.either(*_DIVISION)
    if name.startswith(UNSURE):
        return _unsure(name, presenter)
    if name.startswith(NO_ELEMENT):
        return str(_no_element(name, presenter)["label"])
    if not name.startswith(TABLE):
        return str(_event(name, presenter)["label"])
    text = presenter.corpus.texts.get(name.removeprefix(TABLE).split("/")[0])
    table = presenter.either("barème", "table")
    return f"{presenter.say(text.short)}, {table}" if text else table


def _table(name: str, step: Step, worked: OccasionSteps, presenter: Presenter) -> Fields:
    """Return what is said of a table that is not there, or has no such row or column."""
    address = name.removeprefix(TABLE)
    for reader in (step, *_derivations(step, worked, presenter)):
        for node, view in _nodes(reader):
            lookup = node.lookup()
            for table in node.tables() if lookup is not None and lookup.name == name else ():
                address = table
                absent = _absent_from(node, address, view, reader, presenter)
                if absent is not None:
                    return {"table": address} | absent
    words = presenter.either(
        "une case du barème n'est pas donnée", "a cell of the table is not given"
    )
    shown = _table_cited(address, step, presenter)
    return {"table": address, "label": presenter.labelled(shown, words)}


def _table_cited(address: str, step: Step, presenter: Presenter) -> str:
    enacted = step.rule.scope.law.provision(address)
    return enacted.citation.display(presenter.language) if enacted else address


def _by_zero(name: str, step: Step, worked: OccasionSteps, presenter: Presenter) -> str:
    """Return what to say of a division whose divisor is zero: « division par zéro : adhérents »."""
    said = presenter.either(*_DIVISION)
    for reader in (step, *_derivations(step, worked, presenter)):
        for node, view in _nodes(reader):
            lookup = node.lookup()
            if lookup is None or lookup.name != name:
                continue
            number, divisor = (part.compiled(reader.rule.scope) for part in node.children())
            if number(view) is not None and divisor(view) == 0:
                divided = presenter.aloud.value(node.children()[1])
                return presenter.labelled(said, divided)
    return said


def _absent_from(
    node: Value, address: str, view: View, step: Step, presenter: Presenter
) -> Fields | None:
    """Return what to say of the table, the row or the column that a step looks for and that is not
    there. None where it is there.
    """
    scope, shown = step.rule.scope, _table_cited(address, step, presenter)
    enacted = scope.law.provision(address)
    table = enacted.provision.table if enacted else None
    if table is None:
        french, english = "le barème n'est pas en vigueur", "the table is not in force"
        return {"label": presenter.either(f"{shown} : {french}", f"{shown}: {english}")}
    if not isinstance(node, TableCell) or node.compiled(scope)(view) is not None:
        return None
    row, column = node.row_in(view, scope), node.column.compiled(scope)(view)
    if row not in table.rows:
        what = quoted(presenter.line(row), presenter.language)
        words = presenter.either(
            f"le barème n'a pas de ligne {what}", f"the table has no row {what}"
        )
    else:
        labels = class_labels([column], presenter.corpus.vocabulary, presenter.language)
        value = quoted(labels[0] or str(iso(column)), presenter.language)
        words = presenter.either(
            f"le barème n'a pas de colonne {value}", f"the table has no column {value}"
        )
    label = presenter.labelled(shown, words)
    return {"row": row, "column": iso(column), "label": label}


def _nodes(step: Step) -> Iterator[tuple[Value, View]]:
    """Yield the values that a step works out, and all their parts, each with the facts that it is
    worked out from: those of the occasion, or of one element.
    """
    for root in (step.rule.condition, *conclusion_values(step.rule.rule.then)):
        for node in walk(root, step.rule.scope):
            if isinstance(node, Gathered):
                yield from _of_elements(node, step.rule.scope, step.view)
            if isinstance(node, Value):
                yield node, step.view


def _of_elements(node: Gathered, scope: Ground, view: View) -> Iterator[tuple[Value, View]]:
    """Yield what is worked out for each element that may count."""
    counts = node.counting(scope)
    for member in node.elements(scope)(view).members:
        for inner in node.inner(scope) if counts(member.facts) is not False else ():
            if isinstance(inner, Gathered):
                yield from _of_elements(inner, scope, member.facts)
            if isinstance(inner, Value):
                yield inner, member.facts


def _derivations(step: Step, worked: OccasionSteps, presenter: Presenter) -> Iterator[Step]:
    for derivation in presenter.derivations(step, worked):
        yield derivation
        yield from _derivations(derivation, worked, presenter)
