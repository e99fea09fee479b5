"""How much the tests draw: little by default, so that the suite takes minutes; much when asked.

`ACCORD_DEEP=1`, or `just deep`, draws as much as before a release: `some(short, long)` gives the
one or the other. What is held is the same; only how many cases it is held on changes.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

import pytest

One = TypeVar("One")
DEEP = os.environ.get("ACCORD_DEEP", "") not in ("", "0")


deep = pytest.mark.skipif(not DEEP, reason="ACCORD_DEEP=1 runs it")
"""Mark a test of drawn cases that others hold too, more cheaply: it runs only when tests are deep."""


def some(short: int, long: int) -> int:
    """Return how many are drawn: `short` of them, or `long` when the tests are deep."""
    return long if DEEP else short


def spread(everything: Sequence[One], every: int, start: int = 0) -> Sequence[One]:
    """Return one in `every` of a sequence, from rank `start` on; all of it when the tests are
    deep.
    """
    return everything if DEEP else everything[start % every :: every]
