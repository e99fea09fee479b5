"""What answers, laws and cases look like: pages, data frames, a notebook."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from shipped_examples import EXAMPLE

import accord

ASKED = {"on": date(2023, 6, 1), "known_on": "2026-01-01"}
MAIN = {"funding": "payments", "eligibility": "benefits", "calendar": "entries", "duties": "duties"}


def test_the_pages_of_an_answer(law: accord.Law) -> None:
    answer = law.funding(EXAMPLE, **ASKED)
    assert answer.render("html").startswith("<!doctype html>")
    assert answer.render("markdown").startswith("# ")
    assert "100 columns" not in answer.render("text", width=60)
    assert max(map(len, answer.render("text", width=60).splitlines())) < max(
        map(len, answer.render("text", width=140).splitlines())
    )
    assert str(answer) == answer.render("text", "none")
    assert repr(answer) == "<accord.Funding cpts, on 2023-06-01>"


@pytest.mark.parametrize(
    ("keyword", "asked"),
    [("form", {"form": "pdf"}), ("trace", {"trace": "all"}), ("width", {"width": 0})],
)
def test_a_page_that_is_not_made(law: accord.Law, keyword: str, asked: Any) -> None:
    with pytest.raises(accord.RefusedInput) as caught:
        law.duties(EXAMPLE, **ASKED).render(**asked)
    assert [(one.place, one.code) for one in caught.value.findings] == [(keyword, "ACC411")]


@pytest.mark.parametrize("ask", MAIN)
def test_an_answer_shows_itself_in_a_notebook(law: accord.Law, ask: str) -> None:
    page = getattr(law, ask)(EXAMPLE, **ASKED)._repr_html_()
    assert page.startswith("<iframe srcdoc=")
    assert "CPTS Exemple" in page
    assert "<script" not in page


def test_a_law_shows_its_texts_and_dates(law: accord.Law) -> None:
    page = law._repr_html_()
    assert "2022-03-31" in page
    assert all(text.short in page for text in law.texts if "'" not in text.short)


def test_a_case_shows_its_facts(law: accord.Law) -> None:
    page = law.case(
        {"community": {"name": "<b>CPTS</b> & co"}, "contract": {"signed_on": "2020-01-15"}}
    )._repr_html_()
    assert "&lt;b&gt;CPTS&lt;/b&gt; &amp; co" in page
    assert "2020-01-15" in page


@pytest.mark.parametrize("ask", MAIN)
def test_a_data_frame_has_a_row_for_each_main_record(law: accord.Law, ask: str) -> None:
    pytest.importorskip("pandas")
    answer = getattr(law, ask)(EXAMPLE, **ASKED)
    assert len(answer.to_frame()) == len(getattr(answer, MAIN[ask]))


def test_what_the_cells_of_a_data_frame_hold(law: accord.Law) -> None:
    pytest.importorskip("pandas")
    answer = law.funding(EXAMPLE, **ASKED)
    frame = answer.to_frame()
    assert sum(frame["amount"]) == answer.paid.amount
    assert frame["due_on"][0] == date(2020, 1, 15)
    assert isinstance(frame["amount"][0], Decimal)
    assert frame["citations"][0].startswith("ACI CPTS, art. 8")
    assert list(answer.to_frame("totals")["amount"]) == [one.amount for one in answer.totals]


def test_the_provisions_and_the_operations_as_data_frames(law: accord.Law) -> None:
    pytest.importorskip("pandas")
    text = law.text("4", **ASKED)
    assert list(text.to_frame()["address"]) == [
        one.address for article in text.articles for one in article.provisions
    ]
    difference = law.diff("2022-01-01", "2022-06-01")
    assert len(difference.to_frame()) == len(difference.operations)


def test_rows_that_an_answer_does_not_have(law: accord.Law) -> None:
    with pytest.raises(accord.RefusedInput) as caught:
        law.funding(EXAMPLE, **ASKED).to_frame("payment")
    (finding,) = caught.value.findings
    assert (finding.place, finding.code) == ("rows", "ACC411")
    assert "`payments`" in finding.hint


@pytest.mark.parametrize("library", ["numpy", "", 3, ["pandas"]])
def test_a_library_that_makes_no_frames(law: accord.Law, library: Any) -> None:
    with pytest.raises(accord.RefusedInput) as caught:
        law.funding(EXAMPLE, **ASKED).to_frame(library=library)
    assert [one.code for one in caught.value.findings] == ["ACC411"]


def test_without_pandas_nor_polars_the_extra_is_named(
    law: accord.Law, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accord.frames.find_spec", lambda _: None)
    with pytest.raises(accord.RefusedInput) as caught:
        law.funding(EXAMPLE, **ASKED).to_frame()
    (finding,) = caught.value.findings
    assert finding.code == "ACC611"
    assert "accord[frames]" in finding.hint


@pytest.mark.parametrize("ask", MAIN)
def test_polars_is_used_where_it_is_named(law: accord.Law, ask: str) -> None:
    polars = pytest.importorskip("polars")
    answer = getattr(law, ask)(EXAMPLE, **ASKED)
    frame = answer.to_frame(library="polars")
    assert isinstance(frame, polars.DataFrame)
    assert len(frame) == len(answer.to_frame(library="pandas"))
