"""Contracts of the shipped agreement, drawn at random, for tests that hold a table of them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from engine.language.model import Corpus
from engine.library import load, shipped
from engine.tables.generate.generator import generate, read_profile

KNOWN_ON = date(2026, 11, 21)
FEW = (
    "case",
    "community.population",
    "community.members",
    "contract.signed_on",
    "contract.file_complete",
    "contract.amended_on",
    "covid_actions",
    "crises",
    "crises.1.identified_on",
    "crises.1.by",
    "missions.access.started_on",
    "missions.access.achievement.1.rate",
    "missions.access.achievement.2.rate",
    "missions.crisis.started_on",
)
"""Columns that keep a plan small: it leaves out the elements that no row may have. One run of them
takes a third of the time of a run of all eighty.
"""


@lru_cache
def loaded() -> Corpus:
    """Return the shipped agreement."""
    return load()["cpts"]


def drawn(corpus: Corpus, count: int, seed: int) -> pa.Table:
    """Return contracts drawn by the shipped profile, with all their columns."""
    profile = read_profile(shipped("profiles") / "cpts.yaml", corpus)
    return pa.Table.from_batches(list(generate(profile, count, seed)))


def drawn_small(corpus: Corpus, count: int, seed: int) -> pa.Table:
    """Return contracts drawn by the shipped profile, with few of their columns: those that have
    more than one crisis are left out, as only the first has columns.
    """
    contracts = drawn(corpus, 2 * count, seed)
    several = pc.fill_null(pc.greater(contracts["crises"], 1), fill_value=False)
    return contracts.filter(pc.invert(several)).select(FEW).slice(0, count)
