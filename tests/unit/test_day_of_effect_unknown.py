"""An amendment whose day of effect is not known: each line that
hangs on that day says so, and names of events are said in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from engine.cases.case_reader import Facts
from engine.diagnostics.bilingual import Language
from engine.language.forms.texts import EffectDate, EventDate
from engine.language.model import Corpus
from engine.language.temporal import parse_date
from engine.library import load, load_case
from engine.questions.question import Question
from engine.words.labels import event_label, group_label
from engine.words.phrases import Phrases
from tests.answers import PlainAnswer, calendar, duties, eligibility, funding, render

CORPORA = load()
CORPUS = CORPORA["cpts"]
KNOWN = parse_date("2026-11-26")
UNKNOWN_DAY = {"avenant_2_effect": "approval"}
EXAMPLE = str(Path(__file__).parents[2] / "examples" / "cpts_exemple.yaml")
QUERIES = {"funding": funding, "calendar": calendar, "eligibility": eligibility, "duties": duties}
LANGUAGES: tuple[Language, ...] = ("fr", "en")
OF_2022 = """
community: {population: 55000, members: 60, legal_form: association}
contract: {signed_on: "2022-06-01", file_complete: true}
missions: {access: {started_on: "2022-06-01"}}
crises: []
covid_actions: false
"""


def asked(on: str, language: Language = "fr", **readings: str) -> Question:
    return Question(parse_date(on), KNOWN, language, {**UNKNOWN_DAY, **readings})


def of_2022(folder: Path) -> tuple[Corpus, Facts]:
    path = folder / "case.yaml"
    path.write_text(OF_2022, "utf-8")
    return load_case(str(path), CORPORA)


def test_a_line_hangs_on_the_day_where_another_day_gives_another_sum(tmp_path: Path) -> None:
    # the operating funding of size 2 is 60,000 in both versions; the access mission goes from
    # 17,500 to 70,000, its two parts of 2019 end
    answer = funding(*of_2022(tmp_path), asked("2022-12-01"))
    first = {
        row["line"]: row.get("conditional", False)
        for row in answer["entitlements"]
        if row["contract_year"] == 1
    }
    assert first == {
        "operating": False,
        "missions.access.fixed": True,
        "missions.access.snp_compensation": True,
        "missions.access.snp_dedicated": True,
    }
    due = {
        row["line"]: row.get("note", "")
        for row in answer["payments"]
        if row["due_on"] == "2022-06-01"
    }
    assert due["operating"] == ""
    assert (
        due["missions.access.fixed"]
        == "sous condition : le jour d'effet n'est pas connu (avenant 2)"
    )
    assert next(row["depends_on"] for row in answer["payments"] if row.get("conditional")) == [
        "avenant_2.effect"
    ]


def test_what_was_due_before_the_amendment_could_take_effect_hangs_on_nothing() -> None:
    # signed on 2021-12-20 and published on 2022-03-31: what fell due on 2022-01-15 was due under
    # what was known that day
    answer = funding(*load_case(EXAMPLE, CORPORA), asked("2022-12-01"))
    doubted = [row for row in answer["payments"] if row.get("conditional")]
    assert {row["due_on"] for row in doubted} == {"2023-01-15", "2024-01-15", "2025-01-15"}
    assert {row["contract_year"] for row in answer["entitlements"] if row.get("conditional")} == {
        3,
        4,
        5,
    }


def test_no_line_hangs_on_a_day_that_is_known() -> None:
    answer = funding(
        *load_case(EXAMPLE, CORPORA), asked("2022-12-01", avenant_2_effect="signature")
    )
    assert not any(row.get("conditional") for row in (*answer["entitlements"], *answer["payments"]))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_the_page_says_it_of_each_line_and_of_the_sum(
    tmp_path: Path, form: Any, language: Language
) -> None:
    case = of_2022(tmp_path)
    words = {
        # 75 % of 17,500, 12,000 and 45,000: 55,875 due on the day
        "fr": (
            "échu, sous condition",
            "le jour d'effet d'un texte n'étant pas connu : 55 875 € échus",
            "(constat de l'approbation)",
        ),
        "en": (
            "fallen due, conditional",
            "as the day of effect of a text is not known: €55,875 fallen due",
            "(recording of the approval)",
        ),
    }
    for query in (funding, calendar):
        answer = query(*case, asked("2022-12-01", language))
        shown = render(answer, form, language, "none", payments=True).replace("’", "'")
        plain = " ".join(
            re.sub(r"[\u00a0\u202f]", " ", shown).replace("&#x27;", "'").replace("\\", "").split()
        )
        wanted = words[language] if query is funding else words[language][::2]
        assert [one for one in wanted if one not in plain] == []


def texts_of_the_page(answer: PlainAnswer, language: Language) -> Iterator[str]:
    """The sentences of a page, without the names that a reader is
    to write: of facts in a case, of readings with their options.
    """
    unwritten = (replace(fact, write=None) for fact in answer.answer.missing)
    answer = answer.changed(missing=tuple(unwritten))
    for line in render(answer, "text", language, "full").replace("\u00a0", " ").splitlines():
        if not re.search(r"dans le dossier :|in the case file:", line):
            yield re.sub(r"\([a-z_0-9]+\)|[a-z_0-9]+ =\s|= [a-z_0-9]+", "", line)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("given", ["example", "of_2022"])
def test_no_raw_name_stands_in_a_sentence(
    tmp_path: Path, given: str, query: str, language: Language
) -> None:
    case = load_case(EXAMPLE, CORPORA) if given == "example" else of_2022(tmp_path)
    answer = QUERIES[query](*case, asked("2022-12-01", language))
    answer = answer.changed(readings_detail=(), readings={})
    raw = [
        found
        for line in texts_of_the_page(answer, language)
        for found in re.findall(r"\b[a-z]+(?:_[a-z0-9]+)+\b", line)
    ]
    assert raw == []


def test_each_event_and_each_group_of_a_shipped_text_has_a_name_in_words() -> None:
    for corpus in CORPORA.values():
        for text in corpus.texts.values():
            for language in LANGUAGES:
                named = [
                    event_label(text, event, language)
                    for event in text.events
                    if event not in ("signed", "approved", "published")
                ]
                named += [
                    group_label(text, group, language)
                    for group in text.entry_into_force
                    if group != "ordinary"
                ]
                raw = {name.replace("_", " ") for name in (*text.events, *text.entry_into_force)}
                assert not raw & set(named), text.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_event_is_read_aloud_by_its_name_in_words(language: Language) -> None:
    phrases = Phrases(
        CORPUS.vocabulary, CORPUS.readings, language, None, CORPUS.texts, CORPUS.occasions
    )
    said = (
        phrases.value(EventDate("avenant_2", "approval_recorded")),
        phrases.value(EffectDate("avenant_2", "remuneration")),
    )
    wanted = {
        "fr": (
            "« constat de l'approbation » (avenant 2)",
            "l'entrée en vigueur (avenant 2, mesures qui relèvent la rémunération)",
        ),
        "en": (
            "“recording of the approval” (amendment 2)",
            "the entry into force (amendment 2, measures that raise remuneration)",
        ),
    }
    assert tuple(one.replace("\u00a0", " ") for one in said) == wanted[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_occasion_period_part_actor_and_enumeration_has_a_name_in_words(
    language: Language,
) -> None:
    words = CORPUS.vocabulary
    labels = [one.label for one in (*CORPUS.occasions.values(), *CORPUS.periods.values())]
    labels += [
        *words.parts.values(),
        *words.actors.values(),
        *words.benefits.values(),
        *words.lines.values(),
        *words.entries.values(),
    ]
    labels += [
        label for word in words.facts.values() for label in (word.label, *word.values.values())
    ]
    labels += [
        says
        for reading in CORPUS.readings.values()
        for says in (reading.question, *reading.options.values())
    ]
    assert [
        label
        for label in labels
        if "_" in label.in_language(language) or not label.in_language(language)
    ] == []
