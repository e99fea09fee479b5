"""The examples of the docstrings of `accord`, run; and every public name has a docstring."""

from __future__ import annotations

import doctest
import inspect
from importlib import import_module
from pathlib import Path

import pytest

import accord

ROOT = Path(__file__).parent.parent.parent
MODULES = sorted(
    f"accord.{file.stem}" for file in (ROOT / "accord").glob("*.py") if file.stem != "__init__"
)
WITH_EXAMPLES = {"accord", "accord.answers", "accord.case", "accord.findings", "accord.law"}


@pytest.mark.parametrize("name", ["accord", *MODULES])
def test_the_examples_of_a_module_are_true(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    run = doctest.testmod(import_module(name))
    assert run.failed == 0
    assert run.attempted > 0 or name not in WITH_EXAMPLES


@pytest.mark.parametrize("name", accord.__all__)
def test_every_public_name_says_what_it_is(name: str) -> None:
    public = getattr(accord, name)
    assert inspect.getdoc(public), name
    if inspect.isclass(public):
        own = [
            method
            for method in vars(public).values()
            if inspect.isfunction(method) and not method.__name__.startswith("_")
        ]
        assert [method.__name__ for method in own if not inspect.getdoc(method)] == []


@pytest.mark.parametrize(
    "method",
    ["eligibility", "calendar", "funding", "duties", "text", "diff", "check", "batch", "case"],
)
def test_every_method_of_a_law_has_an_example(method: str) -> None:
    assert ">>> " in (inspect.getdoc(getattr(accord.Law, method)) or "")
