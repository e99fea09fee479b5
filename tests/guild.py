"""The invented guild of town workshops (`tests/corpora/guild`), loaded once for all its tests."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from engine.language.model import Corpus
from engine.library import load

FOLDER = Path(__file__).parent / "corpora" / "guild"


@lru_cache
def corpus() -> Corpus:
    """Return the agreement of the guild."""
    return load((FOLDER / "rulesets",))["guild"]
