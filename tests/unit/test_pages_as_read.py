"""What a reader of the pages asks: where a sum is counted, why
an act gives nothing, which year a payment and a doubt are of.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from engine.diagnostics.bilingual import Language
from engine.language.temporal import parse_date
from engine.library import load, load_case
from engine.questions.question import Question
from tests.answers import calendar, funding, render

CORPORA = load()
CASE = load_case(str(Path(__file__).parents[2] / "examples" / "cpts_exemple.yaml"), CORPORA)
LANGUAGES: tuple[Language, ...] = ("fr", "en")


def asked(language: Language = "fr") -> Question:
    return Question(parse_date("2023-06-01"), parse_date("2026-11-26"), language)


def page(answer: dict[str, Any], language: Language) -> str:
    shown = render(answer, "markdown", language, "short", payments=True).replace("’", "'")
    return " ".join(re.sub(r"[\u00a0\u202f]", " ", shown).replace("\\", "").split())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "fr",
            (
                "du 1er janvier 2021 au 31 décembre 2021<br>compté dans la période où le droit "
                "est né, le 1er avril 2022"
            ),
        ),
        (
            "en",
            (
                "from 1 January 2021 to 31 December 2021<br>counted in the period in which the "
                "right arose, on 1 April 2022"
            ),
        ),
    ],
)
def test_a_sum_of_another_time_than_its_period_says_where_it_is_counted(
    language: Language, said: str
) -> None:
    # « au titre de 2021 » is a calendar year; signed on 15 January 2020, the contract is in its
    # third year when the amounts take effect
    answer = funding(*CASE, asked(language))
    outside = [
        (row["line"], row["contract_year"], row["arises_on"])
        for row in answer["entitlements"]
        if "arises_on" in row
    ]
    assert outside == [
        ("missions.crisis.variable", 3, "2022-04-01"),
        ("missions.crisis.variable", 3, "2023-01-10"),
    ]
    assert said in page(answer, language)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "fr",
            (
                "Signature du contrat de mission précoce (1er mars 2022) : aucune somme n'y était "
                "attachée ce jour-là"
            ),
        ),
        (
            "en",
            (
                "Signature of the early-mission contract (1 March 2022): no sum was attached to "
                "it on that day; one is since 1 April 2022."
            ),
        ),
    ],
)
def test_an_act_done_before_the_law_that_attaches_a_sum_to_it_is_said_to_give_none(
    language: Language, said: str
) -> None:
    answer = funding(*CASE, asked(language))
    [refused] = [one for one in answer["refused"] if one.get("because") == "before_the_law"]
    assert (refused["on"], refused["since"], refused["citations"][0]["article"]) == (
        "2022-03-01",
        "2022-04-01",
        "annexe 6, 2.2",
    )
    assert said in page(answer, language)


def test_a_doubt_that_remains_is_of_the_other_years() -> None:
    first = funding(*CASE, asked())["missing"][0]
    assert first["fact"] == "missions.access.achievement.2.rate"
    said = [
        one["leads_to"].replace("\u00a0", " ").replace("\u202f", " ") for one in first["possible"]
    ]
    rest = "encore indéterminé (années de contrat 3 à 5)"
    assert said == [rest, f"accès aux soins : part variable : + 17 500 € ; {rest}"]


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "paiement, année de contrat 2"), ("en", "payment, contract year 2")],
)
def test_a_payment_of_the_calendar_names_its_year(language: Language, said: str) -> None:
    assert said in page(calendar(*CASE, asked(language)), language)


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "taux d'atteinte retenu : inconnu"), ("en", "unknown")]
)
def test_what_is_derived_from_what_is_missing_is_unknown(language: Language, said: str) -> None:
    assert said in page(funding(*CASE, asked(language)), language)


GUILD = Path(__file__).parents[1] / "corpora/guild"


@pytest.mark.parametrize(
    ("language", "cell", "nothing", "product", "together"),
    [
        (
            "fr",
            "? barème, enseigne : inconnu",
            (
                "temps jusqu'à une date qui n'est pas venue en dépend : indemnité de départ aucun "
                "fait ne manque au dossier"
            ),
            "✓ outillage : 30 € = 90 × 1/3",
            "aide au four et enseigne (années de l'atelier 1 et 2) ; indemnité de départ (année de",
        ),
        (
            "en",
            "? table, sign: unknown",
            (
                "time to a date that has not come depends on it: leaving indemnity no fact is missing "
                "from the case"
            ),
            "✓ tools: €30 = 90 × 1/3",
            "oven grant and sign (years of the workshop 1 and 2); leaving indemnity (year of",
        ),
    ],
)
def test_what_is_not_known_bears_no_tick_and_says_what_is_missing(
    language: Language, cell: str, nothing: str, product: str, together: str
) -> None:
    law, facts = load_case(str(GUILD / "cases/no_indicator.yaml"), load((GUILD / "rulesets",)))
    question = Question(parse_date("2022-06-01"), parse_date("2026-11-26"), language)
    shown = page(funding(law, facts, question), language)
    assert cell in shown
    assert together in shown
    assert nothing in shown.lower()
    assert product in shown
    assert not re.search(r"(dans le dossier|in the case file) ?: \*", shown)
