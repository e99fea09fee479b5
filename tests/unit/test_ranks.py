"""Periods by their ranks, in the singular and in the plural."""

from __future__ import annotations

import pytest

from engine.diagnostics.bilingual import Language
from engine.words.ranks import periods_in_words


@pytest.mark.parametrize(
    ("label", "ranks", "language", "said"),
    [
        ("année de contrat", [1], "fr", "année de contrat 1"),
        ("année de contrat", [2, 1], "fr", "années de contrat 1 et 2"),
        ("année de l’atelier", [2, 3, 4, 5], "fr", "années de l’atelier 2 à 5"),
        ("année civile", [1, 2, 4], "fr", "années civiles 1, 2 et 4"),
        ("année d’adhésion", [1, 2], "fr", "années d’adhésion 1 et 2"),
        ("mois civil", [1, 2, 3, 5], "fr", "mois civils 1 à 3 et 5"),
        ("trimestre régional", [1, 3], "fr", "trimestres régionaux 1 et 3"),
        ("contract year", [1], "en", "contract year 1"),
        ("contract year", [1, 2], "en", "contract years 1 and 2"),
        ("year of the contract", [1, 2, 3], "en", "years of the contract 1 to 3"),
        ("subsidy", [1, 2], "en", "subsidies 1 and 2"),
    ],
)
def test_several_periods_are_named_in_the_plural(
    label: str, ranks: list[int], language: Language, said: str
) -> None:
    assert periods_in_words(label, ranks, language) == said
