"""Questions asked from Python: the answers of the commands, under keywords; and what cannot be
asked is a finding.
"""

from __future__ import annotations

import copy
import decimal
import json
import pickle
import shutil
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from shipped_examples import EXAMPLE, OTHER

import accord
from engine.commands.main import main
from engine.library import shipped

ON, KNOWN = ["--on", "2023-06-01"], ["--known-on", "2026-01-01"]
ASKED = {"on": date(2023, 6, 1), "known_on": "2026-01-01"}


def printed(*arguments: str) -> str:
    ran = CliRunner().invoke(main, [*arguments, *KNOWN, "--format", "json", "--lang", "fr"])
    assert ran.exit_code == 0, ran.output
    return ran.output


def codes(ask: Any) -> dict[str, str]:
    """The code of each finding that a question raises, by its place."""
    with pytest.raises(accord.RefusedInput) as caught:
        ask()
    return {finding.place: finding.code for finding in caught.value.findings}


# --- the same answers as the commands -------------------------------------------------------------


@pytest.mark.parametrize("trace", ["none", "short", "full"])
@pytest.mark.parametrize("ask", ["funding", "eligibility", "calendar", "duties"])
def test_an_answer_about_a_case_is_that_of_the_command(
    law: accord.Law, ask: str, trace: Any
) -> None:
    answer = getattr(law, ask)(EXAMPLE, **ASKED, trace=trace != "none")
    assert answer.to_json(trace) + "\n" == printed(ask, str(EXAMPLE), *ON, "--trace", trace)


@pytest.mark.parametrize("article", ["4", None])
def test_the_text_is_that_of_the_command(law: accord.Law, article: str | None) -> None:
    assert law.text(article, **ASKED).to_json() + "\n" == printed(
        "text", *([article] if article else []), *ON
    )


def test_a_difference_is_that_of_the_command(law: accord.Law) -> None:
    answer = law.diff("2022-01-01", date(2022, 6, 1), known_on="2026-01-01")
    assert answer.to_json() + "\n" == printed("diff", "2022-01-01", "2022-06-01")
    with pytest.raises(accord.RefusedInput, match="on: ACC411"):
        law.diff("2022-01-01", "2022-06-01", on="")


@pytest.mark.parametrize("ask", ["funding", "calendar"])
def test_between_two_days(law: accord.Law, ask: str) -> None:
    answer = getattr(law, ask)(EXAMPLE, **ASKED, since="2022-01-01", until=date(2023, 1, 1))
    assert answer.to_json() + "\n" == printed(
        ask, str(EXAMPLE), *ON, "--from", "2022-01-01", "--until", "2023-01-01"
    )


@pytest.mark.parametrize("ask", ["funding", "eligibility", "calendar", "duties"])
def test_under_every_reading(law: accord.Law, ask: str) -> None:
    answer = getattr(law, ask)(EXAMPLE, **ASKED, readings="all")
    assert answer.to_json() + "\n" == printed(ask, str(EXAMPLE), *ON, "--reading", "all")
    assert answer.under_readings


def test_under_every_reading_one_being_chosen(law: accord.Law) -> None:
    answer = law.duties(EXAMPLE, **ASKED, readings=("all", {"old_contracts_amended": "no"}))
    assert answer.to_json() + "\n" == printed(
        "duties", str(EXAMPLE), *ON, "--reading", "all", "--reading", "old_contracts_amended=no"
    )
    assert answer.under_readings


def test_under_a_reading(law: accord.Law) -> None:
    answer = law.funding(EXAMPLE, **ASKED, readings={"prorata_unit": "months"})
    assert answer.to_json() + "\n" == printed(
        "funding", str(EXAMPLE), *ON, "--reading", "prorata_unit=months"
    )
    assert answer.readings["prorata_unit"] == "months"


def test_what_has_become_known_since_a_day(law: accord.Law) -> None:
    answer = law.funding(EXAMPLE, **ASKED, known_since="2022-01-01")
    assert answer.to_json() + "\n" == printed(
        "funding", str(EXAMPLE), *ON, "--known-since", "2022-01-01"
    )
    assert answer.known_since == date(2022, 1, 1)


def test_one_benefit(law: accord.Law) -> None:
    answer = law.eligibility(EXAMPLE, "aci_contract", **ASKED)
    assert [one.benefit for one in answer.benefits] == ["aci_contract"]


def test_two_corpora(both: accord.Law) -> None:
    assert both.corpora == ("cpts", "velo")
    assert both.funding(OTHER / "atelier.yaml", on="2024-06-01").corpus == "velo"
    assert both.text("1", corpus="velo", on="2024-06-01").corpus == "velo"
    assert codes(lambda: both.text("4", corpus="vélo")) == {"corpus": "ACC405"}


# --- languages ------------------------------------------------------------------------------------


def test_the_language_of_an_answer() -> None:
    english, french = accord.load(lang="en"), accord.load()
    assert english.language == "en"
    assert french.language == "fr"
    assert (
        english.funding(EXAMPLE, **ASKED).payments[0].label
        != french.funding(EXAMPLE, **ASKED).payments[0].label
    )
    assert (
        english.funding(EXAMPLE, **ASKED, lang="fr").to_json()
        == french.funding(EXAMPLE, **ASKED).to_json()
    )


# --- types ----------------------------------------------------------------------------------------


def test_sums_are_decimals_and_days_are_dates(law: accord.Law) -> None:
    answer = law.funding(EXAMPLE, **ASKED)
    assert isinstance(answer.total, Decimal)
    assert {type(payment.amount) for payment in answer.payments} == {Decimal}
    assert answer.total == sum(one.amount for one in answer.totals)
    assert answer.payments[0].due_on == date(2020, 1, 15)
    assert answer.payments[0].citations[0].display == "ACI CPTS, art. 8"


def test_answers_do_not_hang_on_the_decimal_context_of_the_caller(law: accord.Law) -> None:
    expected = law.funding(EXAMPLE, **ASKED)
    with decimal.localcontext(
        decimal.Context(prec=3, rounding=decimal.ROUND_UP, traps=[decimal.Inexact])
    ):
        answer = law.funding(EXAMPLE, **ASKED)
        assert (answer.to_json("full"), answer.render("text"), answer.total) == (
            expected.to_json("full"),
            expected.render("text"),
            expected.total,
        )


# --- what cannot be asked -------------------------------------------------------------------------


@pytest.mark.parametrize("keyword", ["on", "known_on", "since", "until", "known_since"])
@pytest.mark.parametrize(
    "day",
    [
        2023,
        "2023-02-30",
        "01/06/2023",
        "today",
        datetime(2023, 6, 1, tzinfo=UTC),
        datetime(2023, 6, 1, 8, 0),  # noqa: DTZ001
        1.5,
        [],
    ],
)
def test_what_is_no_day(law: accord.Law, keyword: str, day: Any) -> None:
    asked: dict[str, Any] = {**ASKED, keyword: day}
    assert codes(lambda: law.funding(EXAMPLE, **asked)) == {keyword: "ACC411"}


def test_midnight_without_a_zone_is_its_day(law: accord.Law) -> None:
    assert law.duties(EXAMPLE, on=datetime(2023, 6, 1)).on == date(2023, 6, 1)  # noqa: DTZ001


def test_all_that_is_wrong_in_a_question_is_told_at_once(law: accord.Law) -> None:
    found = codes(
        lambda: law.funding(
            EXAMPLE, on=2023, known_on="soon", readings={"prorata": "day"}, lang="de"
        )
    )  # type: ignore[arg-type]
    assert found == {"on": "ACC411", "known_on": "ACC411", "readings": "ACC403", "lang": "ACC411"}


@pytest.mark.parametrize(
    "readings",
    ["prorata_unit=months", ["prorata_unit"], {"prorata_unit": 3}, 3, ("all", 3), ("all", "all")],
)
def test_what_chooses_no_reading(law: accord.Law, readings: Any) -> None:
    assert codes(lambda: law.funding(EXAMPLE, readings=readings)) == {"readings": "ACC411"}


def test_a_question_on_texts_has_one_reading(law: accord.Law) -> None:
    every: Any = "all"
    assert codes(lambda: law.text("4", readings=every)) == {"readings": "ACC411"}
    assert codes(lambda: law.diff("2022-01-01", "2023-01-01", readings=every)) == {
        "readings": "ACC411"
    }


@pytest.mark.parametrize("trace", ["none", "full", None, 1])
def test_the_reasoning_is_put_together_or_not(law: accord.Law, trace: Any) -> None:
    assert codes(lambda: law.duties(EXAMPLE, trace=trace)) == {"trace": "ACC411"}


def test_bounds_before_all_time(law: accord.Law) -> None:
    assert law.funding(EXAMPLE, **ASKED, until=date.min).payments == ()


def test_days_in_the_wrong_order_or_out_of_the_calendar(law: accord.Law) -> None:
    assert codes(lambda: law.funding(EXAMPLE, since="2023-06-01", until="2023-06-01")) == {
        "until": "ACC406"
    }
    assert codes(lambda: law.funding(EXAMPLE, on="2500-01-01")) == {"on": "ACC406"}
    assert codes(lambda: law.funding(EXAMPLE, on="2010-01-01")) == {"on": "ACC401"}
    assert codes(lambda: law.funding(EXAMPLE, known_on="2023-01-01", known_since="2024-01-01")) == {
        "known_since": "ACC410"
    }
    assert codes(lambda: law.diff("2023-01-01", "2022-01-01")) == {"earlier": "ACC406"}
    assert codes(lambda: law.diff("2010-01-01", "2022-01-01")) == {"earlier": "ACC401"}
    assert codes(lambda: law.diff(None, "tomorrow")) == {"earlier": "ACC411", "later": "ACC411"}  # type: ignore[arg-type]


def test_what_is_said_speaks_of_keywords_and_not_of_options(law: accord.Law) -> None:
    asked = [
        lambda: law.funding(EXAMPLE, since="2023-06-01", until="2023-01-01"),
        lambda: law.funding(EXAMPLE, known_on="2023-01-01", known_since="2024-01-01"),
        lambda: law.funding(EXAMPLE, readings={"none": "x"}),
        lambda: law.case({"corpus": "none"}),
        lambda: law.batch("funding", EXAMPLE, EXAMPLE),
    ]
    for ask in asked:
        with pytest.raises(accord.RefusedInput) as caught:
            ask()
        assert "--" not in str(caught.value)


def test_what_is_not_there(law: accord.Law) -> None:
    assert codes(lambda: law.eligibility(EXAMPLE, "grant")) == {"benefit": "ACC404"}
    assert codes(lambda: law.text("80", on="2023-06-01")) == {"article": "ACC405"}
    assert codes(lambda: accord.load("\0")) == {"\0": "ACC003"}
    assert set(codes(lambda: accord.load("nowhere")).values()) == {"ACC001"}
    assert codes(lambda: accord.load(3)) == {"folders": "ACC411"}  # type: ignore[arg-type]
    assert codes(lambda: accord.load(lang="de")) == {"lang": "ACC411"}  # type: ignore[arg-type]


@pytest.mark.parametrize("given", [4, ["4"], b"4"], ids=["number", "list", "bytes"])
def test_what_is_no_name(law: accord.Law, given: Any) -> None:
    assert codes(lambda: law.text(given)) == {"article": "ACC411"}
    assert codes(lambda: law.text("4", corpus=given)) == {"corpus": "ACC411"}
    assert codes(lambda: law.diff("2022-01-01", "2023-01-01", corpus=given)) == {"corpus": "ACC411"}
    assert codes(lambda: law.eligibility(EXAMPLE, given)) == {"benefit": "ACC411"}


def test_a_keyword_that_does_not_exist_is_a_type_error(law: accord.Law) -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'when'"):
        law.funding(EXAMPLE, when="2023-06-01")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected keyword argument 'thread'"):
        law.batch("funding", EXAMPLE, "out.csv", thread=3)  # type: ignore[call-arg]


def test_a_refusal_travels_between_processes(law: accord.Law) -> None:
    with pytest.raises(accord.RefusedInput) as caught:
        law.case({"contract": 3})
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.findings == caught.value.findings


@pytest.mark.parametrize("ask", ["funding", "eligibility", "calendar", "duties"])
def test_an_answer_travels_is_compared_and_is_a_key(law: accord.Law, ask: str) -> None:
    answer, other = (getattr(law, ask)(EXAMPLE, **ASKED) for _ in range(2))
    again = pickle.loads(pickle.dumps(answer))
    assert again == copy.deepcopy(answer) == copy.copy(answer) == answer == other
    assert len({again, answer, other, copy.deepcopy(answer)}) == 1
    assert again.to_json() == answer.to_json()
    assert again.render("text") == answer.render("text")


def test_a_law_travels_as_its_folders() -> None:
    law = accord.load(OTHER / "rulesets", lang="en")
    assert copy.deepcopy(law) is copy.copy(law) is law
    again = pickle.loads(pickle.dumps(law))
    assert (again.corpora, again.language) == (law.corpora, "en")
    asked: dict[str, Any] = {"on": "2024-06-01", "known_on": "2026-01-01"}
    case = pickle.loads(pickle.dumps(law.case(OTHER / "atelier.yaml")))
    assert again.funding(case, **asked) == law.funding(case, **asked)


def test_a_notebook_shows_a_refusal_without_a_traceback(law: accord.Law) -> None:
    with pytest.raises(accord.RefusedInput) as caught:
        law.case({"contract": {"signed_no": 1}})
    assert caught.value._render_traceback_() == str(caught.value).splitlines()


# --- the law --------------------------------------------------------------------------------------


def test_a_folder_adds_texts() -> None:
    folder = EXAMPLE.parent / "avenant_3" / "rulesets"
    shipped, added = accord.load(), accord.load(str(folder))
    assert {one.id for one in shipped.texts} < {one.id for one in added.texts}
    assert len({one.id for one in added.texts}) == len(added.texts)


def test_what_a_law_says_of_its_texts(law: accord.Law) -> None:
    texts = {one.id: one for one in law.texts}
    amendment = texts["avenant_2"]
    assert amendment.events["published"] == date(2022, 3, 31)
    assert amendment.in_force_from == date(2022, 4, 1)
    assert amendment.status == "in_force"


@pytest.mark.slow
def test_checking(law: accord.Law, tmp_path: Path) -> None:
    assert law.check().findings == ()
    assert law.check().counts["text"] == len(law.texts)
    wrong = tmp_path / "case.yaml"
    wrong.write_text("contract: {signed_no: 1}\n", encoding="utf-8")
    (finding,) = law.check(wrong).findings
    assert (finding.code, finding.place) == ("ACC301", str(wrong))
    assert [finding.code for finding in law.check(tmp_path / "none.yaml").findings] == ["ACC001"]
    assert (str(law.check(lang="fr")), str(law.check(lang="en"))) == (
        "rien à signaler",
        "no findings",
    )


def test_a_copy_of_a_shipped_text_takes_its_place(tmp_path: Path) -> None:
    shutil.copytree(shipped("rulesets") / "avenant_2", tmp_path / "avenant_2")
    assert accord.load(tmp_path).text("4", on="2023-06-01").read_from == {
        "avenant_2": str(tmp_path / "avenant_2" / "text.yaml")
    }


def test_json_has_the_version_of_its_keys(law: accord.Law) -> None:
    assert json.loads(law.duties(EXAMPLE, **ASKED).to_json())["schema"] == 1
