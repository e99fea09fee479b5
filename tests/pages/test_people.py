"""Three people find out what they came for: a manager on a telephone, an auditor who has a keyboard
alone, an analyst with a draft. What each sees is what the package answers, to the cent; and the
manager's way again without JavaScript.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from ical.calendar_stream import IcsCalendarStream
from pypdf import PdfReader
from visitor import DESKTOP, TELEPHONE, Server, Visitor, plain, sums_in

import accord
from engine.words.formats import money

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "cpts_exemple.yaml"
NAME = "CPTS des Deux Rives"
REPLIES: dict[str, Any] = {
    "contract.signed_on": date(2020, 1, 15),
    "community.population": 55_000,
    "missions": ("access",),
    "missions.access.started_on": date(2020, 7, 1),
    "covid_actions": True,
}
"""What the manager knows; of all else it is said that it is not known."""
FACTS = {name: value for name, value in REPLIES.items() if not isinstance(value, tuple)}
CASES = """case,contract.signed_on,community.population,missions.prevention.started_on
A,2023-01-15,55000,2023-07-01
B,2022-06-15,90000,2023-02-01
"""
Comes = Callable[..., Visitor]


@pytest.fixture(scope="session")
def law() -> accord.Law:
    return accord.load()


def case_in(law: accord.Law, one: Visitor) -> accord.Case:
    """Return the case that a page carries."""
    (text,) = one.held("case")
    return law.case_in(text)


def totals_shown(one: Visitor) -> list[Decimal]:
    """Return the total of each period, as the tables of rights show it: that of payments, which has
    more columns, is left aside.
    """
    tables = one.page.locator("main table:not(:has(thead .date))")
    rows = [plain(row.text_content() or "") for row in tables.locator("tr.total").all()]
    return [sums_in(f"{row} ")[0] for row in rows]


def same_as(answer: accord.answers.Funding, one: Visitor) -> None:
    """Hold that a page shows the sums of an answer, to the cent: the whole, and each period."""
    language = "fr" if one.language == "fr" else "en"
    assert answer.total is not None
    one.shows("[data-sentence]")
    assert plain(money(answer.total, language)) in one.text("section.answer")
    assert totals_shown(one) == [total.amount for total in answer.totals]


# --- the manager, in French, on a telephone -------------------------------------------------------


def interviewed(one: Visitor, press: str, *, scripted: bool = True) -> Iterator[str]:
    """Answer question after question, and yield the fact of each, until nothing more is asked."""
    while one.page.locator("main input[name=fact]").count():
        fact = one.page.locator("main input[name=fact]").first.get_attribute("value")
        form = one.page.locator("main form", has=one.page.locator("input[name=fact]"))
        reply = REPLIES.get(fact)
        if isinstance(reply, bool):
            form.locator(f"input[name=value][value={str(reply).lower()}]").check()
        elif isinstance(reply, tuple):
            for key in reply:
                form.locator(f"input[type=checkbox][value={key}]").check()
        elif reply is not None:
            form.locator("input[name=value]").fill(str(reply))
        said = "unknown" if reply is None else "give"
        button = form.locator(f"button:not(.unseen)[name=reply][value={said}]")
        if scripted:
            with one.page.expect_response("**/interview/**"):
                getattr(button, press)()
            one.until(lambda gone=fact: gone not in one.asked())
        else:
            with one.page.expect_navigation():
                getattr(button, press)()
        yield fact


def see_the_answer(one: Visitor, press: str) -> None:
    for key in ("interview.see_answer", "interview.answer_now"):
        if one.button(key).count():
            getattr(one.button(key), press)()
            break
    one.shows("[data-sentence]")


def test_a_manager_on_a_telephone(visitor: Comes, law: accord.Law, tmp_path: Path) -> None:
    one = visitor("fr", TELEPHONE, accept_downloads=True)
    one.open("")
    one.page.get_by_role("button", name=one.say("query.funding")).tap()
    one.shows("input[name=fact]")
    asked = list(interviewed(one, "tap"))
    assert asked[0] == law.interview({}, "funding").questions[0].fact
    assert set(REPLIES) <= set(asked), asked
    see_the_answer(one, "tap")
    case = case_in(law, one)
    assert FACTS.items() <= case.facts.items()
    same_as(law.funding(case), one)
    assert one.too_wide() == []

    # why, with the article and its text
    line = law.funding(case).entitlements[0]
    why = one.page.get_by_role("button", name=one.say("answer.why_of", of=""))
    why.first.tap()
    opened = plain(one.shows("div.why").inner_text())
    assert plain(line.citations[0].display) in opened

    # another reply
    one.button("answer.change_facts").tap()
    field = one.page.locator("input[name='f:community.population:value']").first
    field.wait_for(state="attached")
    if not field.is_visible():
        one.page.locator("details.group", has=field).locator("summary").first.tap()
    field.fill("90000")
    one.button("facts.save_answer").tap()
    one.shows("[data-sentence]")
    larger = case_in(law, one)
    assert larger.facts["community.population"] == 90_000
    same_as(law.funding(larger), one)
    assert law.funding(larger).total != law.funding(case).total

    files = {}
    for form in ("ics", "pdf"):
        with one.page.expect_download() as download:
            one.button(f"take.form.{form}").tap()
        files[form] = tmp_path / f"taken.{form}"
        download.value.save_as(files[form])
    events = IcsCalendarStream.calendar_from_ics(files["ics"].read_text("utf-8")).events
    assert len(events) > 3
    text = plain("".join(page.extract_text() for page in PdfReader(files["pdf"]).pages))
    whole = law.funding(larger).total
    assert whole is not None
    assert plain(money(whole, "fr")) in text


def test_without_javascript(visitor: Comes, law: accord.Law, tmp_path: Path) -> None:
    one = visitor("fr", DESKTOP, java_script_enabled=False, accept_downloads=True)
    one.open("")
    one.page.get_by_role("button", name=one.say("query.funding")).click()
    assert REPLIES.keys() <= set(interviewed(one, "click", scripted=False))
    see_the_answer(one, "click")
    text = one.page.locator("#visit input[name=case]").get_attribute("value")
    case = law.case_in(text)
    assert FACTS.items() <= case.facts.items()
    same_as(law.funding(case), one)
    one.page.get_by_role("button", name=one.say("answer.why_of", of="")).first.click()
    assert one.page.locator("div.why").count() == 1
    with one.page.expect_download() as download:
        one.button("take.form.yaml").click()
    download.value.save_as(tmp_path / "case.yaml")
    assert law.case(tmp_path / "case.yaml").facts == case.facts


# --- the auditor, in English, with a keyboard alone -----------------------------------------------


def test_an_auditor_with_a_keyboard(visitor: Comes, law: accord.Law, tmp_path: Path) -> None:
    one = visitor("en", DESKTOP, accept_downloads=True)
    keys = one.page.keyboard
    one.open("")
    keys.press("Tab")
    assert one.focused() == one.say("skip")
    keys.press("Enter")
    one.tab_to("CPTS Exemple")
    keys.press("Enter")
    one.shows("[data-sentence]")
    answer = law.funding(EXAMPLE, lang="en")
    same_as(answer, one)
    assert one.focused() == " ".join(one.page.locator("h1").inner_text().split())

    # why, and the article in its version
    one.tab_to(one.say("answer.why_of", of=""))
    keys.press("Enter")
    why = plain(one.shows("div.why").inner_text())
    article = answer.entitlements[0].citations[0]
    assert plain(article.display) in why
    assert one.focused().startswith(" ".join(one.say("answer.why_of", of="").split()))
    one.tab_to(article.display)
    keys.press("Enter")
    one.page.wait_for_url("**/en/law/**")
    assert one.page.locator("h1").count() == 1
    one.page.go_back()
    one.shows("[data-sentence]")
    same_as(answer, one)

    # another reading
    reading = next(each for each in answer.readings_detail if each.id == "governing_version")
    option = reading.others[0]
    chosen = law.funding(EXAMPLE, lang="en", readings={reading.id: option.option})
    one.tab_to(one.say("answer.readings"))
    keys.press("Enter")
    one.tab_to(reading.question)
    keys.press("Enter")
    one.tab_to(f"{one.say('answer.choose')} {option.says}")
    keys.press("Enter")
    one.until(lambda: one.held("reading") == [f"{reading.id}={option.option}"])
    same_as(chosen, one)

    one.tab_to(one.say("take.title"))
    keys.press("Enter")
    with one.page.expect_download() as download:
        one.tab_to(one.say("take.form.proof"))
        keys.press("Enter")
    download.value.save_as(tmp_path / "proof.json")
    checked = subprocess.run(
        [sys.executable, "tools/check_proof.py", str(tmp_path / "proof.json"), "rulesets"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_two_versions_are_compared_with_a_keyboard(visitor: Comes) -> None:
    one = visitor("en", DESKTOP)
    keys = one.page.keyboard
    one.open("law/aci_2019/8")
    one.tab_to(one.say("law.compare_before"))
    keys.press("Enter")
    one.page.wait_for_url("**from=**")
    compared = one.text(".compared")
    assert "60,000" in compared or "€" in compared


# --- the analyst, with a draft --------------------------------------------------------------------


def test_an_analyst_with_a_draft(visitor: Comes, drafts: Server, tmp_path: Path) -> None:
    one = visitor("fr", DESKTOP, to=drafts)
    drafted = accord.load(ROOT / "examples" / "avenant_3" / "rulesets")
    case_file = ROOT / "examples" / "avenant_3" / "case.yaml"
    one.open("law")
    assert one.say("draft.chip") in one.text()
    one.open("")
    one.page.locator("input[type=file]").set_input_files(case_file)
    one.button("start.open_it").click()
    one.shows("[data-sentence]")
    same_as(drafted.funding(case_file), one)
    assert "fictif" in one.text("aside.draft")

    # what if
    one.page.get_by_label(one.say("answer.fact"), exact=True).select_option("community.population")
    if one.button("answer.this_fact").is_visible():
        one.button("answer.this_fact").click()
    value = one.page.get_by_label(one.say("answer.value"), exact=True)
    value.fill("90000")
    one.button("answer.see_difference").click()
    one.until(lambda: one.held("set") == ["community.population=90000"])
    tried = drafted.funding(case_file, settings={"community.population": 90_000})
    same_as(tried, one)

    # and on many cases
    table = tmp_path / "cases.csv"
    table.write_text(CASES, "utf-8")
    folder = ROOT / "examples" / "avenant_3" / "rulesets"
    expected = accord.load().impact([table], with_=[folder])
    assert expected.difference
    one.open("impact")
    one.page.locator("#impact input[type=file]").set_input_files(table)
    one.button("impact.show").click()
    one.page.locator("#result").wait_for(timeout=60_000)
    assert plain(money(expected.difference, "fr")) in one.text("#result")
    for cause in expected.causes:
        assert plain(money(cause.difference, "fr")) in one.text("#result")
