"""An article without a number, and a place that was not
read, are named in the reader's language.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.diagnostics.bilingual import Bilingual, Language
from engine.language.temporal import parse_date
from engine.library import load, load_case
from engine.questions.question import Question
from engine.words.citation import article_name
from tests.answers import duties
from tests.answers import text as read_text

CORPUS = load()["cpts"]
DAY = parse_date("2025-06-01")
OVER = "contract: {signed_on: '2019-10-01'}\nmissions: {}\n"


def test_an_article_without_a_number_is_named_as_its_text_says() -> None:
    named = {"durée": Bilingual("durée", "term")}
    assert [article_name("durée", language, named) for language in ("fr", "en")] == [
        "durée",
        "term",
    ]
    assert [article_name("8", language, named) for language in ("fr", "en")] == ["art. 8", "art. 8"]


@pytest.mark.parametrize(
    ("language", "cited", "place"),
    [
        ("fr", "ACI CPTS, vie du contrat", "vie du contrat (numéro et titre de l'article non lus)"),
        (
            "en",
            "CPTS agreement, life of the contract",
            "life of the contract (number and title of the article not read)",
        ),
    ],
)
def test_what_is_over_is_cited_and_placed_in_the_language_asked(
    tmp_path: Path, language: Language, cited: str, place: str
) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(OVER, "utf-8")
    answer: dict[str, Any] = duties(
        *load_case(str(path), {"cpts": CORPUS}), Question(DAY, DAY, language)
    )
    (over,) = [one for one in answer["over"] if one["fact"] == "contract.ends_on"]
    assert [one["display"] for one in over["citations"]] == [cited]
    assert [one["place"] for one in over["not_encoded"]] == [place]


@pytest.mark.parametrize(
    "wanted", ["vie du contrat", "life of the contract", "aci_2019/vie du contrat"]
)
def test_such_an_article_is_found_by_either_name(wanted: str) -> None:
    (article,) = read_text(CORPUS, Question(DAY, DAY, "en"), wanted)["articles"]
    assert (article["number"], article["name"]) == ("vie du contrat", "life of the contract")
