"""Every answer says where the law that was read ends: the last
text known, and what was not read of what is known to exist.
"""

from __future__ import annotations

import html
import json
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from click.testing import CliRunner
from small_law import LABEL, agreement, amount, event, expected, operation, read_law, text

from engine.checks import cross_checks
from engine.commands.main import main
from engine.diagnostics.bilingual import Language
from engine.language.model import Corpus
from engine.law.horizon import horizon
from engine.library import load, load_case
from engine.questions.question import Question
from engine.render import FORMATS
from engine.words.formats import apostrophes, quoted
from tests.answers import calendar, diff, duties, eligibility, funding, render
from tests.answers import text as read_text

EXAMPLE = Path(__file__).parents[2] / "examples" / "cpts_exemple.yaml"
TODAY = date(2026, 1, 1)
AID = "aide à la création (ARS Île-de-France)"
NO_AMENDMENT_1 = "on n'a pas lu l'avenant 1"
ENDS = {
    "fr": (
        "Droit codé jusqu'à l'avenant 2 (2022) ; on n'a lu ni les textes postérieurs ni l'avenant "
        "1."
    ),
    "en": "Law encoded up to amendment 2 (2022); not read: later texts and amendment 1.",
}


@cache
def shipped() -> Corpus:
    return load()["cpts"]


@pytest.mark.parametrize(
    ("known_on", "french", "english"),
    [
        (TODAY, ENDS["fr"], ENDS["en"]),
        (date(2022, 3, 31), ENDS["fr"], ENDS["en"]),
        (
            date(2022, 3, 30),
            (
                f"Droit connu au 30 mars 2022, codé jusqu'au texte {quoted(AID, 'fr')} (2021) ; "
                f"{NO_AMENDMENT_1}."
            ),
            (
                "Law as known on 30 March 2022, encoded up to creation aid (ARS Île-de-France) "
                "(2021); not read: amendment 1."
            ),
        ),
        (
            date(2020, 1, 1),  # a guide has been published since: it is no law
            (
                "Droit connu au 1er janvier 2020, codé jusqu'à l'ACI CPTS (2019) ; on n'a pas lu "
                "l'avenant 1."
            ),
            (
                "Law as known on 1 January 2020, encoded up to CPTS agreement (2019); not read: "
                "amendment 1."
            ),
        ),
        (
            date(2019, 7, 1),
            "Aucun texte n'était connu au 1er juillet 2019.",
            "No text was known on 1 July 2019.",
        ),
    ],
)
def test_the_last_text_is_that_of_the_day_of_knowledge(
    known_on: date, french: str, english: str
) -> None:
    said = horizon(shipped(), known_on).said()
    assert (said.fr, said.en) == (french, english)


def amending(**more: Any) -> dict[str, Any]:
    articles = {
        "1": operation("replace", "m/1/x", expect=expected(100), **{"with": [amount("x", 200)]})
    }
    return text(
        "k", "2023-01-01", articles, amends=["m"], events={"published": event("2022-06-01")}, **more
    )


def test_a_corpus_that_declares_nothing_says_where_it_ends_and_no_more(tmp_path: Path) -> None:
    corpus = read_law(
        tmp_path, agreement(), amending(short={"fr": "avenant k", "en": "amendment k"})
    )
    said = horizon(corpus, TODAY).said()
    assert (said.fr, said.en) == (
        "Droit codé jusqu'à l'avenant k (2022).",
        "Law encoded up to amendment k (2022).",
    )


def test_later_texts_are_those_after_the_last_one_that_was_read(tmp_path: Path) -> None:
    unread = [
        {"what": {"fr": "les suivants", "en": "the next ones"}, "later": True},
        {"what": {"fr": "son annexe", "en": "its annex"}},
    ]
    corpus = read_law(tmp_path, agreement(not_read=unread), amending())
    assert horizon(corpus, TODAY).labels("en") == ["the next ones", "its annex"]
    assert horizon(corpus, date(2022, 5, 31)).labels("en") == [
        "its annex"
    ]  # the amendment was read, and is not known yet


def test_a_text_whose_publication_is_not_known_is_not_the_last(tmp_path: Path) -> None:
    announced = text(
        "k",
        "2023-01-01",
        {},
        amends=["m"],
        events={"signed": event("2022-06-01"), "published": {"basis": "inferred"}},
    )
    assert (
        horizon(read_law(tmp_path, agreement(), announced), TODAY).said().en
        == "Law encoded up to m (2019)."
    )


def test_the_document_of_what_was_not_read_must_exist(tmp_path: Path) -> None:
    unread = [{"what": LABEL, "source": {"document": "nowhere", "at": "p. 1"}}]
    corpus = read_law(tmp_path, agreement(not_read=unread))
    assert "ACC213" in [one.code for one in cross_checks(corpus)]


@cache
def answers(language: Language, known_on: date) -> dict[str, dict[str, Any]]:
    corpus, facts = load_case(str(EXAMPLE), load())
    question = Question(date(2021, 12, 1), known_on, language)
    asked = {
        name: ask(corpus, facts, question)
        for name, ask in (("eligibility", eligibility), ("calendar", calendar))
    }
    asked |= {
        "funding": funding(corpus, facts, question),
        "duties": duties(corpus, facts, question),
    }
    return asked | {
        "text": read_text(corpus, question, "8"),
        "diff": diff(corpus, question, date(2020, 1, 1), date(2021, 1, 1)),
    }


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "json"])
@pytest.mark.parametrize("language", get_args(Language))
def test_every_answer_says_it_in_one_line(language: Language, form: str) -> None:
    for known_on in (TODAY, date(2022, 3, 30)):
        line = horizon(shipped(), known_on).said().in_language(language)
        for query, answer in answers(language, known_on).items():
            page = render(answer, form, language, "none", width=140)
            page = (
                html.unescape(re.sub(r"<[^>]*>", " ", page))
                if form == "html"
                else page.replace("\\", "")
            )
            assert re.sub(r"\s+", " ", apostrophes(line)) in re.sub(r"\s+", " ", page), (
                query,
                known_on,
            )


@pytest.mark.parametrize("language", get_args(Language))
def test_json_says_it_by_its_parts(language: Language) -> None:
    for answer in answers(language, TODAY).values():
        found = json.loads(render(answer, "json", language, "none"))["horizon"]
        unread = (
            ["les textes postérieurs", "l'avenant 1"]
            if language == "fr"
            else ["later texts", "amendment 1"]
        )
        parts = {
            "text": "avenant_2",
            "published": "2022-03-31",
            "year": 2022,
            "not_read": unread,
            "says": ENDS[language],
        }
        assert found == parts | {"short": "avenant 2" if language == "fr" else "amendment 2"}
    for answer in answers(language, date(2022, 3, 30)).values():
        assert (answer["horizon"]["text"], answer["horizon"]["as_known_on"]) == (
            "creation_aid_idf",
            "2022-03-30",
        )


@pytest.mark.parametrize("language", get_args(Language))
def test_a_run_on_a_table_says_it_once(language: Language, tmp_path: Path) -> None:
    table = tmp_path / "cases.csv"
    table.write_text("case,contract.signed_on\nA,2020-01-15\nB,2021-01-15\n", "utf-8")
    asked = [
        "batch",
        "eligibility",
        str(table),
        "-o",
        str(tmp_path / "out.csv"),
        "--on",
        "2023-06-01",
        "--known-on",
        "2026-01-01",
    ]
    asked += ["--lang", language]
    result = CliRunner().invoke(main, asked)
    assert result.exit_code == 0, result.output
    assert result.stderr.count(ENDS[language]) == 1


def test_an_article_that_the_last_text_leaves_alone_is_told_with_it() -> None:
    asked = [
        "text",
        "12.3",
        "--on",
        "2023-06-01",
        "--known-on",
        "2026-01-01",
        "--lang",
        "en",
        "--format",
        "json",
    ]
    result = CliRunner().invoke(main, asked)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["horizon"]["says"] == ENDS["en"]
