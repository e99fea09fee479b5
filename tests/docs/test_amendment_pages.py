"""The pages of amendments and of readings: what they give on the example is what the engine
answers, and each operation shows what it changed."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from docpages import generated
from docpages.amendments import page_of_amendment
from docpages.asking import DAY, EXAMPLE
from docpages.law import consolidated
from docpages.readings import articles_of_readings, page_of_reading
from docpages.writing import LANGUAGES, path_of, said

from engine.diagnostics.bilingual import Language
from engine.library import load, load_case
from engine.questions.funding import funding
from engine.questions.question import Question
from engine.words.formats import money

ROOT = Path(__file__).parent.parent.parent
(CORPUS,) = load().values()
LAW = consolidated(CORPUS)
FACTS = load_case(str(ROOT / EXAMPLE), load())[1]
EVE = date(2022, 3, 30)
"""The last day on which the amendment was not published."""


def page(name: str, language: Language = "en") -> str:
    return generated()[path_of(name, language)]


def total(language: Language, known_on: date = date.max, **readings: str) -> str:
    question = Question(DAY, known_on, language, readings=readings)
    answer = funding(CORPUS, FACTS, question)
    return money(sum(one.amount for one in answer.entitlements), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_impact_of_an_amendment_is_what_the_engine_answers(language: Language) -> None:
    shown = page(page_of_amendment("avenant_2"), language).partition("## ")[2]
    impact = shown.partition("\n## ")[0]
    assert f"**{total(language)}**" in impact
    assert total(language, EVE) in impact
    assert total(language) != total(language, EVE)
    rows = [line for line in impact.splitlines() if line.startswith("|")][2:]
    assert len(rows) > 5
    assert all("](../articles/aci_2019/" in row for row in rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_operation_of_an_amendment_is_there_with_what_it_changed(language: Language) -> None:
    shown = page(page_of_amendment("avenant_2"), language)
    operations = LAW.operations["avenant_2"]
    anchors = re.findall(r"^\{: #(\S+) \.operation \}$", shown, re.M)
    assert anchors == [f"{one.article.replace(' ', '-')}-{one.id}" for one, _ in operations]
    assert len(set(anchors)) == len(operations) > 40
    for operation, act in operations:
        assert said(operation.says.in_language(language), language) in shown
        assert act is not None
    assert shown.count('<details class="changed">') == len(operations)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reading_is_titled_in_words_and_says_what_each_option_gives(language: Language) -> None:
    touched = articles_of_readings(CORPUS)
    for reading in CORPUS.readings.values():
        shown = page(page_of_reading(reading.id), language)
        assert shown.startswith(f"# {said(reading.question.in_language(language), language)}\n")
        assert len(re.findall(r'^<div class="provision"', shown, re.M)) == len(reading.options)
        assert touched.get(reading.id) or "(../amendments/" in shown
    prorata = page(page_of_reading("governing_version"), language).partition('id="prorata"')[2]
    assert f"**{total(language, governing_version='prorata')}**" in prorata
    assert total(language, governing_version="prorata") != total(language)
