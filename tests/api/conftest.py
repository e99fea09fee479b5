"""What the tests of the Python API share."""

from __future__ import annotations

import pytest
from shipped_examples import OTHER

import accord


@pytest.fixture(scope="session")
def law() -> accord.Law:
    return accord.load()


@pytest.fixture(scope="session")
def both() -> accord.Law:
    return accord.load(OTHER / "rulesets")
