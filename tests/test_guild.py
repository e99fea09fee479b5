"""The invented guild, in which each new thing that the language says has its article."""

from __future__ import annotations

from engine.checks import check_corpus
from tests.guild import corpus


def test_the_guild_has_no_finding() -> None:
    assert check_corpus(corpus()) == ()
