"""Numbers with their unit and durations, as people read and write them: in answers, in what is
missing, in the cells of a table, in the replies of an interview.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import pytest
from small_law import LABEL, agreement, day, read_law, said, write_law

from engine.cases.case_reader import Facts, read_case
from engine.cases.mapping import document_of
from engine.diagnostics.bilingual import Bilingual, Language
from engine.documents.report.as_html import html_of
from engine.documents.report.asked import answered
from engine.documents.report.making import report_of
from engine.drafting.replies import value_of
from engine.language.model import Corpus, Counted, Word
from engine.questions.question import Question
from engine.source.reader import read_corpora
from engine.tables.intake import written
from engine.words.labels import display
from tests.answers import calendar, eligibility, render
from tests.guild import corpus as guild

ON = day("2025-03-01")
YEARS = Counted(Bilingual("ans", "years"), Bilingual("an", "year"))
PATIENTS = Counted(Bilingual("patients", "patients"))


def plain(text: str) -> str:
    """Return a text with ordinary spaces."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


# --- units ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "counted", "french", "english"),
    [
        (Decimal("16.5"), YEARS, "16,5 ans", "16.5 years"),
        (Decimal("1.5"), YEARS, "1,5 an", "1.5 years"),
        (1, YEARS, "1 an", "1 year"),
        (0, YEARS, "0 an", "0 years"),
        (-1, YEARS, "−1 an", "−1 years"),
        (Fraction(33, 2), YEARS, "16,5 ans", "16.5 years"),
        (6000, PATIENTS, "6 000 patients", "6,000 patients"),
        (1, PATIENTS, "1", "1"),
        (6000, None, "6 000", "6,000"),
    ],
)
def test_a_number_has_its_unit(
    value: Any, counted: Counted | None, french: str, english: str
) -> None:
    word = Word("fact", "decimal", Bilingual("x", "x"), unit="some", counted=counted)
    assert plain(display(value, word, "fr")) == french
    assert plain(display(value, word, "en")) == english


def in_years(folder: Path) -> Corpus:
    """Return a law that asks for sixteen and a half years and six thousand patients."""
    facts: dict[str, Any] = {
        "deal.signed_on": {"type": "date", "label": LABEL, "question": LABEL},
        "deal.years": {"type": "decimal", "unit": "years", "label": LABEL, "question": LABEL},
        "deal.people": {"type": "integer", "unit": "patients", "label": LABEL, "question": LABEL},
    }
    law = agreement()
    law["vocabulary"] = {
        "facts": facts,
        "lines": {"base": LABEL, "extra": LABEL},
        "benefits": {"aid": {"fr": "aide", "en": "aid"}},
        "values": {
            "years": {"fr": "ans", "en": "years"},
            "years.one": {"fr": "an", "en": "year"},
            "patients": {"fr": "patients", "en": "patients"},
        },
    }
    when = {"all": [{"deal.years": {"at_least": 16.5}}, {"deal.people": {"at_least": 6000}}]}
    then = {"require": {"benefit": "aid", "requirement": "old"}}
    law["articles"]["3"] = [said("old", on="question", when=when, then=then)]
    return read_law(folder, law)


def facts_of(corpus: Corpus, case: dict[str, Any]) -> Facts:
    facts, findings = read_case(document_of(case)[0], corpus.vocabulary)
    assert facts is not None, findings
    return facts


@pytest.mark.parametrize(
    ("language", "terms"),
    [
        ("fr", ("17,5 ans", "5 999 patients", "6 000 patients", "12,5 ans", "16,5 ans")),
        ("en", ("17.5 years", "5,999 patients", "6,000 patients", "12.5 years", "16.5 years")),
    ],
)
def test_answers_traces_and_what_is_missing_have_the_unit(
    tmp_path: Path, language: Language, terms: tuple[str, ...]
) -> None:
    corpus = in_years(tmp_path)
    question = Question(ON, ON, language, traced=True)
    facts = facts_of(corpus, {"deal": {"years": 17.5}})
    answer = eligibility(corpus, facts, question)
    (missing,) = answer["missing"]
    assert [plain(one["value"]) for one in missing["possible"]] == [*terms[1:3]]
    report = html_of(report_of(answered(corpus, facts, question, ("eligibility",), None)))
    pages = [render(answer, form, language, "full") for form in ("text", "html", "markdown")]
    for page in map(plain, (*pages, report)):
        assert [term for term in terms[:3] if term not in page] == []
        assert "1 750" not in page
    refused = eligibility(corpus, facts_of(corpus, {"deal": {"years": 12.5}}), question)
    page = plain(render(refused, "text", language, "full"))
    assert [term for term in terms[3:] if term not in page] == []


# --- durations ------------------------------------------------------------------------------------


def test_a_missing_duration_is_offered_on_each_side_of_what_the_law_says() -> None:
    case = {"workshop": {"notice_given_on": "2024-12-31"}}
    for language, offered in (("fr", ["1 mois", "2 mois"]), ("en", ["1 month", "2 months"])):
        answer = calendar(guild(), facts_of(guild(), case), Question(ON, ON, language))
        (notice,) = [one for one in answer["missing"] if one["fact"] == "workshop.notice"]
        assert [plain(one["value"]) for one in notice["possible"]] == offered
        assert notice["write"] == 'workshop: {notice: "P1M"}'


def test_nonsense_is_told_in_a_case() -> None:
    for written_ in ("P", "2 mois", "PT24H", "-P1M", "P101Y", 2):
        tree = {"workshop": {"notice": written_}}
        _, findings = read_case(document_of(tree)[0], guild().vocabulary)
        assert [one.code for one in findings] in (["ACC302"], ["ACC304"]), written_


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("P2M", "P2M"),
        ("2 mois", "P2M"),
        ("2 Months", "P2M"),
        ("1 an", "P1Y"),
        ("2 semaines", "P2W"),
        ("15 jours", "P15D"),
        ("P1Y6M", "P1Y6M"),
        ("P", None),
        ("deux lunes", None),
        ("PT24H", None),
        ("2", None),
        ("-2 mois", None),
        ("", None),
    ],
)
def test_a_cell_says_a_duration(cell: str, read: str | None) -> None:
    sql = f"SELECT {written.duration('cell')} FROM (SELECT CAST($1 AS VARCHAR) AS cell)"
    assert duckdb.execute(sql, [cell]).fetchall() == [(read,)]


def test_a_bound_of_what_is_no_number_is_told(tmp_path: Path) -> None:
    fact = {"label": LABEL, "question": LABEL}
    law = agreement()
    law["vocabulary"] = {
        "facts": {
            "deal.signed_on": {"type": "date", "minimum": 3, **fact},
            "deal.notice": {"type": "duration", "maximum": 3, **fact},
            "deal.years": {"type": "decimal", "minimum": 0, "maximum": 0.5, **fact},
        },
        "lines": {"base": LABEL, "extra": LABEL},
    }
    _, findings = read_corpora([write_law(tmp_path / "law", [law])])
    assert [(one.code, str(one.message)) for one in findings] == [
        ("ACC102", "`minimum` of a fact of type `date`"),
        ("ACC102", "`maximum` of a fact of type `duration`"),
    ]


@pytest.mark.parametrize(
    ("operator", "offered"),
    [
        ({"lasts_at_least": "P2M"}, {"P1M": "not eligible", "P2M": "eligible"}),
        ({"lasts_at_most": "P2M"}, {"P2M": "eligible", "P3M": "not eligible"}),
        ({"longer_than": "P1M"}, {"P1M": "not eligible", "P2M": "eligible"}),
        ({"shorter_than": "P15D"}, {"P14D": "eligible", "P15D": "not eligible"}),
        ({"shorter_than": "P1M"}, {"P15D": "eligible", "P1M": "not eligible"}),
    ],
)
def test_a_length_is_offered_on_each_side_of_a_comparison(
    tmp_path: Path, operator: dict[str, str], offered: dict[str, str]
) -> None:
    law = agreement()
    notice = {"type": "duration", "label": LABEL, "question": LABEL}
    signed = {"type": "date", "label": LABEL, "question": LABEL}
    law["vocabulary"] = {
        "facts": {"deal.signed_on": signed, "deal.notice": notice},
        "lines": {"base": LABEL, "extra": LABEL},
        "benefits": {"aid": {"fr": "aide", "en": "aid"}},
    }
    then = {"require": {"benefit": "aid", "requirement": "long"}}
    law["articles"]["3"] = [said("long", on="question", when={"deal.notice": operator}, then=then)]
    corpus = read_law(tmp_path, law)
    (missing,) = eligibility(corpus, facts_of(corpus, {}), Question(ON, ON, "en"))["missing"]
    read = {
        value_of(one["value"], "duration", {}): one["leads_to"].removeprefix("aid: ")
        for one in missing["possible"]
    }
    assert read == offered
