"""What is read first, and once: the answer with its article, the dates that are acts, the reasons
that no table gives; in the typography of the language.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from answers import calendar, funding, render, text

from engine.diagnostics.bilingual import Language
from engine.library import load, load_case
from engine.questions.question import Question
from engine.words.formats import apostrophes

EXAMPLE = Path(__file__).parents[2] / "examples" / "cpts_exemple.yaml"
CASE = load_case(str(EXAMPLE), load())


def asked(language: Language = "fr") -> Question:
    return Question(date(2023, 6, 1), date(2026, 1, 1), language)


CALENDARS = {language: calendar(*CASE, asked(language)) for language in ("fr", "en")}
FUNDING = funding(*CASE, asked())


def page(answer: object, language: Language = "fr", **options: object) -> str:
    return render(answer, "text", language, "short", width=140, **options)  # type: ignore[arg-type]


def test_the_article_of_the_amount_comes_first_and_apart() -> None:
    # art. 8 gives the amount of a fixed part, art. 7.3.1 that it is due, 7.1 the size of the case
    row = next(
        row
        for row in FUNDING["entitlements"]
        if (row["line"], row.get("contract_year")) == ("missions.access.fixed", 2)
    )
    own = row["citations"][: row["own_citations"]]
    assert [citation["article"] for citation in own] == ["8"]
    others = [citation["article"] for citation in row["citations"][row["own_citations"] :]]
    assert {"7.1", "7.3.1"} <= set(others)
    shown = page(FUNDING)
    line = next(line for line in shown.splitlines() if "17 500" in line.replace("\u202f", " "))
    first, apart, _ = line.partition(" | ")
    assert apart
    number = first.rpartition("[")[2]
    assert re.search(rf"^\[{number}\] +ACI CPTS, art. 8\b", shown, re.MULTILINE)


def test_a_payment_rests_on_its_amount_then_on_what_pays_it() -> None:
    # 75 % of the fixed part in advance: art. 8 the sum, art. 9.2 the share and the day
    row = next(row for row in FUNDING["payments"] if row["line"] == "missions.access.fixed")
    own = [citation["article"] for citation in row["citations"][: row["own_citations"]]]
    assert own == ["8", "9.2"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_calendar_lists_acts_and_its_payments_on_demand(language: Language) -> None:
    answer = CALENDARS[language]
    paid = [entry for entry in answer["entries"] if entry["kind"] == "payment"]
    acts, whole = page(answer, language), page(answer, language, payments=True)
    assert "`--payments`" in acts
    assert "`--payments`" not in whole
    cents = "9\u202f467,21" if language == "fr" else "7,100.41"
    assert (cents in acts, len(paid) > 30) == (False, True)
    assert ("7\u202f100,41" if language == "fr" else cents) in whole
    html = render(answer, "html", language, "none")
    assert "<details><summary>" in html
    assert html.count("<tr") > len(paid)


def test_the_reasons_do_not_say_the_table_again() -> None:
    shown = page(FUNDING).partition("Pourquoi\n")[2]
    assert shown
    # 15 January 2021 and 2022 gave the same, by the same rules: told once
    assert shown.count("15 janvier 2021 et 15 janvier 2022 — début d’une année de contrat") == 1
    assert "versement intégral" not in shown
    whole = render(FUNDING, "text", "fr", "full", width=140).rpartition("Pourquoi\n")[2]
    assert "versement intégral" in whole


def test_readings_are_told_in_words() -> None:
    shown = page(FUNDING)
    assert "avenant_2_effect" not in shown
    assert "Le lendemain de la publication au Journal officiel" in " ".join(shown.split())
    whole = render(FUNDING, "text", "fr", "full", width=140)
    assert "--reading avenant_2_effect=day_after_publication" in whole


def test_no_straight_apostrophe_is_read() -> None:
    for form in ("text", "markdown", "html"):
        shown = render(FUNDING, form, "fr", "short").split("</style>")[-1]
        assert not re.search(r"\w(?:'|&#x27;)\w", re.sub(r"`[^`]*`|<code>.*?</code>", "", shown))


@pytest.mark.parametrize(
    ("plain", "set_"),
    [
        ("l'avenant d'un an", "l’avenant d’un an"),
        ("écrire `l'avenant` de l'an", "écrire `l'avenant` de l’an"),
        ("'cité' l'«\u00a0an\u00a0»", "'cité' l’«\u00a0an\u00a0»"),
        ("the community's", "the community’s"),
        ("rien", "rien"),
    ],
)
def test_apostrophes(plain: str, set_: str) -> None:
    assert apostrophes(plain) == set_
    assert apostrophes(set_) == set_


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", ["moins de 40 000", "de 40 000 à moins de 80 000", "175 000 ou plus"]),
        ("en", ["less than 40,000", "from 40,000 to less than 80,000", "175,000 or more"]),
    ],
)
def test_brackets_are_words(language: Language, said: list[str]) -> None:
    (article,) = text(CASE[0], asked(language), "7.1")["articles"]
    labels = [
        bracket["label"].replace("\u202f", " ")
        for provision in article["provisions"]
        if "table" in provision
        for bracket in provision["table"]["brackets"]
    ]
    assert [label for label in labels if label in said] == said


def test_a_date_that_is_late_says_what_it_would_have_given_in_time() -> None:
    # prevention, size 2: 15,000 euros a year of fixed part, in 2019 as since amendment 2; started
    # on 15 January 2021 it would be due for the contract years 2 to 5
    late = {
        entry["id"]: entry["on_time"] for entry in CALENDARS["fr"]["entries"] if "on_time" in entry
    }
    prevention = late["missions.prevention.start"]
    assert prevention["lines"] == [
        {"line": "missions.prevention.fixed", "difference": str(Decimal("15000.00") * 4)}
    ]
    assert "2 à 5" in prevention["undetermined"]
    assert late["missions.prevention.deployment"]["lines"] == []
    lead = page(CALENDARS["fr"]).partition("Prochaine date")[0]
    assert "Fait à temps, le 15 janvier 2021, «\u00a0prévention\u00a0: démarrage\u00a0»" in lead
    assert "60\u202f000\u00a0€" in lead
