"""Every form of a value answers every question, and every reader asks the form."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest
from msgspec.structs import fields

from engine.language.forms import BY_KEY, FORMS
from engine.language.kinds import KINDS
from engine.language.temporal import Duration
from engine.language.values import Value

ENGINE = Path(__file__).parent.parent.parent / "engine"

READERS: Mapping[str, str] = {
    # the tree
    "read": "source/expressions.py",
    "children": "language/tree.py",
    "walk": "language/tree.py",
    "names": "language/tree.py",
    "facts_read": "tables/terms/values.py",
    "templates": "checks/misfits.py",
    "tables": "source/reader.py",
    "records": "checks/idle.py",
    "figures": "checks/measures.py",
    "lookup": "reasoning/explanation.py",
    # its meaning
    "compiled": "reasoning/logic.py",
    "term": "tables/terms/values.py",
    # the checks
    "kinds": "checks/misfits.py",
    "is_whole": "checks/misfits.py",
    "words": "checks/misfits.py",
    "scalars": "checks/holding.py",
    "faults": "checks/misfits.py",
    "failures": "checks/misfits.py",
    "token": "checks/misfits.py",
    "references": "checks/references.py",
    "not_before_period": "reasoning/reach.py",
    "origin": "checks/dates_in_order.py",
    # the coverage
    "cell_read": "coverage/exercised.py",
    # the questions
    "takes_away": "questions/completeness.py",
    "copy_of": "questions/thresholds.py",
    "reached_from": "questions/thresholds.py",
    "limits": "questions/thresholds.py",
    # the words
    "said": "words/phrases.py",
    "worked_out": "questions/presentation.py",
    "shown": "language/values.py",
    "factors": "language/values.py",
}
"""Each question that is asked of a value, and the file that asks it."""
SAFE = {
    "templates", "tables", "records", "lookup", "figures", "words", "scalars", "references",
    "not_before_period", "origin", "copy_of", "reached_from", "limits", "factors", "shown",
    "worked_out", "walk", "facts_read", "cell_read", "failures",
}  # fmt: skip
"""The questions with an answer that is right for any form: what it does not say is not there."""
SAID = ("keys", "schemas", "page", "sketches", "of_a_case")
"""What each form says of itself without being asked about a node."""


def questions() -> set[str]:
    return {
        name
        for name in vars(Value)
        if not name.startswith("_") and inspect.isroutine(getattr(Value, name))
    }


def unanswered(form: type[Value]) -> Iterator[str]:
    """Yield what a form does not answer, with the reader that needs it."""
    for name, reader in READERS.items():
        if name not in SAFE and getattr(form, name) == getattr(Value, name):
            yield f"{form.__name__} has no `{name}`, which {reader} asks for"
        if getattr(getattr(form, name), "__isabstractmethod__", False):
            yield f"{form.__name__} has no `{name}`, which {reader} asks for"
    for name in SAID:
        if not hasattr(form, name):
            yield f"{form.__name__} does not say its `{name}`"


def test_the_readers_are_all_listed() -> None:
    assert questions() == set(READERS)
    assert set(READERS) >= SAFE


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_each_form_answers_each_reader(form: type[Value]) -> None:
    assert list(unanswered(form)) == []


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_a_form_says_the_figures_that_it_holds(form: type[Value]) -> None:
    held = {
        kind
        for field in fields(form)
        for kind in (get_args(field.type) or (field.type,))
        if kind in (Decimal, Duration)
    }
    assert not held or form.figures is not Value.figures


def test_a_form_that_lacks_a_reader_is_named() -> None:
    class Guess(Value, frozen=True):
        keys = ("guess",)

    named = set(unanswered(Guess))
    assert "Guess has no `term`, which tables/terms/values.py asks for" in named
    assert "Guess has no `said`, which words/phrases.py asks for" in named
    assert "Guess does not say its `schemas`" in named
    assert sum("has no" in one for one in named) == len(set(READERS) - SAFE)


@pytest.mark.parametrize("name", READERS)
def test_the_reader_asks(name: str) -> None:
    tree = ast.parse((ENGINE / READERS[name]).read_text(encoding="utf-8"))
    asked = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert name in asked


def test_keys_are_written_once() -> None:
    keys = [key for form in FORMS for key in form.keys]
    assert set(keys) == set(BY_KEY)
    twice = {key for key in keys if keys.count(key) > 1}
    assert twice == {"fact", "round"}  # `{fact, on}` is read with `{fact}`


def test_each_kind_of_value_is_sketched() -> None:
    kinds = {kind for form in FORMS for kind, _ in form.sketches}
    assert kinds == {*KINDS.values(), "a whole number"}


# --- nobody else takes a value apart --------------------------------------------------------------

PLAIN = {"Literally", "WrittenFraction", "Fact", "Choice"}
"""What is written, a fact, an option: the leaves of a tree, which any reader may look for."""
ELSEWHERE: Mapping[str, set[str]] = {
    "EventDate": {  # they give the day
        "language/asked.py", "law/consolidation.py", "reasoning/logic.py", "tables/terms/values.py",
        "checks/states.py",
    },
    "EffectDate": {
        "language/asked.py", "law/consolidation.py", "reasoning/logic.py", "tables/terms/values.py",
        "reasoning/program.py", "reasoning/evaluation.py", "checks/links.py",
    },
    "TableCell": {  # a trace shows each cell with its article
        "reasoning/program.py", "questions/step_traces.py", "questions/missing_law.py",
    },
    "FactOn": {"reasoning/program.py"},  # and each fact on its own day
    "Shift": {"language/operators/order.py"},  # « au plus tard 6 mois après »
    "ValueOperation": {"questions/over.py"},  # the first fact of several days names an end
    "Gathered": {  # what is held against each element of a collection is a tree of its own
        "checks/elements.py", "checks/holding.py", "checks/misfits.py", "checks/possible.py",
        "checks/references.py", "language/asked.py", "language/tree.py", "proofs/records.py",
        "questions/missing_law.py", "questions/step_traces.py", "questions/thresholds.py",
        "reasoning/explanation.py", "reasoning/logic.py", "reasoning/program.py",
        "source/expressions.py",
        "tables/terms/conditions.py", "tables/terms/values.py",
        "words/over_elements.py",
    },
}  # fmt: skip
"""The forms that another file knows by name, and why: whoever adds to this explains it here."""


def test_nobody_else_knows_a_form_by_name() -> None:
    found: dict[str, set[str]] = {}
    for path in sorted(ENGINE.rglob("*.py")):
        name = path.relative_to(ENGINE).as_posix()
        if name.startswith("language/forms/"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            if isinstance(node, ast.ImportFrom) and module.startswith("engine.language.forms"):
                for one in node.names:
                    if one.name[0].isupper() and not one.name.isupper() and one.name not in PLAIN:
                        found.setdefault(one.name, set()).add(name)
    assert found == ELSEWHERE


def test_each_class_of_a_form_is_found() -> None:
    folder = ENGINE / "language" / "forms"
    for name in sorted(path.stem for path in folder.glob("[!_]*.py") if path.stem != "operation"):
        module = import_module(f"engine.language.forms.{name}")
        classes = [each for each in vars(module).values() if inspect.isclass(each)]
        public = {
            each.__name__
            for each in classes
            if each.__module__ == module.__name__ and not each.__name__.startswith("_")
        }
        missed = public - {form.__name__ for form in FORMS}
        assert not missed, f"no forms, for want of `page` or of the base `Value`: {missed}"
