"""The page of an answer says what the Python API answers, to the cent, and loses nothing of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from depth import spread
from litestar import Litestar
from litestar.testing import TestClient
from pages_read import PageRead, Tag

import accord
from accord.server.pages.answered.days import day_moved
from accord.server.pages.answered.readings import option_chosen
from accord.server.pages.answered.settable import also, without
from accord.server.service import Service
from engine.render.page import (
    Block,
    Cell,
    Heading,
    Paragraph,
    References,
    Table,
    Tree,
    Writing,
)
from engine.render.pages import legend, parts_of
from engine.render.typeset import typeset_blocks
from engine.words.formats import apostrophes, difference, long_date, money

ROOT = Path(__file__).parents[2]
EXAMPLE = (ROOT / "examples/cpts_exemple.yaml").read_text("utf-8")
PROJECT = (ROOT / "examples/projet_paris.yaml").read_text("utf-8")
ON = "2023-06-01"
QUERIES = ("eligibility", "calendar", "funding", "duties")
LARGER = "community.population@2024-01-01=80000"
Fields = dict[str, Any]


@pytest.fixture(scope="session")
def law(service: Service) -> accord.Law:
    return service.laws.current.law


def page_of(
    server: TestClient[Litestar],
    query: str,
    case: str = EXAMPLE,
    lang: str = "fr",
    **fields: Any,
) -> PageRead:
    """Return the page of an answer, as it is read; of a refusal where `status` says so."""
    status = fields.pop("status", 200)
    sent = {"case": case, "on": ON, **fields}
    reply = server.post(f"/{lang}/answer/{query}", data=sent)
    assert reply.status_code == status, reply.text
    return PageRead(reply.text)


def case_of(law: accord.Law, case: str = EXAMPLE) -> accord.Case:
    return law.case_in(case) if case.strip() else law.case({})


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", apostrophes(text))


def rows(page: PageRead) -> list[list[Tag]]:
    """Return the cells of each row of the tables of a page."""
    found: list[list[Tag]] = []
    for tag in page.tags:
        if tag.name == "tr":
            found.append([])
        elif tag.name in ("td", "th") and found:
            found[-1].append(tag)
    return found


def rows_with(page: PageRead, *texts: str) -> list[list[Tag]]:
    """Return the rows whose cells begin with some texts, in order."""
    return [
        cells
        for cells in rows(page)
        if len(cells) >= len(texts)
        and all(
            squeezed(cell.text).startswith(squeezed(text))
            for cell, text in zip(cells, texts, strict=False)
        )
    ]


def euros(text: str) -> Decimal:
    """Return the sum that a French text says."""
    said = re.search(r"[\d\u202f]+(?:,\d\d)?(?=\u00a0€)", text)
    assert said is not None, text
    return Decimal(said[0].replace("\u202f", "").replace(",", "."))


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def hidden(page: PageRead, name: str, form: str = "/answer/") -> list[str]:
    """Return what the hidden fields of a name hold in the form that asks again."""
    fields = next(fields for tag, fields in page.forms if form in (tag.get("action") or ""))
    return [value for key, value in fields if key == name]


# --- figures --------------------------------------------------------------------------------------


def test_the_rights_are_those_of_the_answer_to_the_cent(
    server: TestClient[Litestar], law: accord.Law
) -> None:
    answer = law.funding(case_of(law), on=ON)
    page = page_of(server, "funding")
    told = [
        (squeezed(cells[0].text), euros(cells[1].text))
        for cells in rows(page)
        if len(cells) == 3 and "amount" in (cells[1].get("class") or "") and "€" in cells[1].text
    ]
    rights = [(squeezed(upper_first(line.label)), line.amount) for line in answer.entitlements]
    sums = [total.amount for total in answer.totals]
    shown = [(label, amount) for label, amount in told if not label.startswith("Total")]
    assert len(shown) == len(rights) > 20
    for (label, amount), (said, due) in zip(shown, rights, strict=True):
        assert label.startswith(said)
        assert amount == due
    assert [amount for label, amount in told if label.startswith("Total")] == sums
    assert sum(due for _, due in rights) == sum(sums) == answer.total


def test_the_ledger_is_that_of_the_answer_and_adds_up(
    server: TestClient[Litestar], law: accord.Law
) -> None:
    answer = law.funding(case_of(law), on=ON)
    page = page_of(server, "funding")
    ledger = [cells for cells in rows(page) if len(cells) == 5 and "€" in cells[3].text]
    *payments, total = ledger
    expected = sorted(answer.payments, key=lambda payment: payment.due_on or date.max)
    assert len(payments) == len(expected) > 30
    for cells, payment in zip(payments, expected, strict=True):
        assert squeezed(cells[0].text).startswith(
            squeezed(long_date(payment.due_on, "fr") if payment.due_on else "sans date")
        )
        assert squeezed(cells[1].text).startswith(squeezed(upper_first(payment.label)))
        assert squeezed(payment.part_label) in squeezed(cells[1].text)
        assert euros(cells[3].text) == payment.amount
    assert euros(total[3].text) == answer.paid.amount == sum(p.amount for p in expected)
    assert "au moins" in total[3].text  # a part of it is not known, and the line says which
    assert "part variable" in total[1].text


def test_each_line_cites_its_article_and_leads_to_it(server: TestClient[Litestar]) -> None:
    page = page_of(server, "funding")
    cited = [cells[-1] for cells in rows(page) if "ref" in (cells[-1].get("class") or "")]
    lines = [cell for cell in cited if "[" in cell.text]
    assert len(lines) > 60
    places = {tag["id"] for tag in page.tags if tag.get("id")}
    numbers = [tag["href"] for tag in page.all("a") if re.match(r"#s\d+t\d+-r\d+", tag["href"])]
    assert len(numbers) > 100
    assert {href.removeprefix("#") for href in numbers} <= places
    articles = [tag["href"] for tag in page.all("a") if "/law/" in tag["href"]]
    assert any(re.match(r"/fr/law/aci_2019/8\?on=2020-01-15#", href) for href in articles)
    assert any(re.match(r"/fr/law/aci_2019/8\?on=2022-04-01#", href) for href in articles)


def test_pictures_have_a_title_and_say_all_that_they_show(
    server: TestClient[Litestar], law: accord.Law
) -> None:
    answer = law.funding(case_of(law), on=ON)
    for query in ("funding", "calendar"):
        page = page_of(server, query)
        ids = {tag["id"]: tag for tag in page.tags if tag.get("id")}
        pictures = [tag for tag in page.all("svg") if tag.get("role") == "img"]
        assert pictures
        for picture in pictures:
            title, says = picture["aria-labelledby"].split()
            assert ids[title].name == "title"
            assert ids[title].text.strip()
            assert ids[says].name == "desc"
            assert ids[says].text.strip()
    page = page_of(server, "funding")
    said = squeezed(" ".join(tag.text for tag in page.all("desc")))
    assert all(squeezed(money(total.amount, "fr")) in said for total in answer.totals)


@pytest.mark.parametrize("query", QUERIES)
def test_what_the_marks_stand_for_is_said_under_the_tables_that_use_them(
    server: TestClient[Litestar], query: str
) -> None:
    text = server.post(f"/fr/answer/{query}", data={"case": EXAMPLE, "on": str(ON)}).text
    sections = re.split(r'<h2|<details id="s', text.partition('id="missing"')[0])
    marked = [part for part in sections if 'class="ref"' in part and 'class="basis"' in part]
    assert marked
    for part in marked:
        table, _, said = part.rpartition('<p class="legend')
        for mark in re.findall(r'class="basis"[^>]*>(.)<', table):
            assert f"{mark} " in said
        assert ("«\u00a0|\u00a0»" in said) == (" | <a" in table)


# --- nothing is lost ------------------------------------------------------------------------------


def texts_of(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Yield every text of some blocks."""
    for block in blocks:
        match block:
            case Heading() | Paragraph():
                yield block.text
            case Table():
                for row in block.rows:
                    for cell in row.cells:
                        assert isinstance(cell, Cell)
                        yield from (cell.text, *cell.under)
                yield from (str(citation) for _, citation in block.references)
            case Tree():
                for node in block.nodes:
                    yield from (node.head, *node.lines)


CASES = {"example": EXAMPLE, "nothing known": "", "project": PROJECT}


@pytest.mark.parametrize(
    ("case", "lang"),
    [("example", "fr"), ("example", "en"), ("nothing known", "fr"), ("project", "en")],
)
@pytest.mark.parametrize("query", QUERIES)
def test_the_page_says_all_that_the_answer_says(
    server: TestClient[Litestar], law: accord.Law, query: str, case: str, lang: Any
) -> None:
    answer = getattr(law, query)(case_of(law, CASES[case]), on=ON, lang=lang, trace=False)
    shown = squeezed(page_of(server, query, CASES[case], lang).words())
    parts = parts_of(answer, Writing(lang, References(), served=True))
    marks = typeset_blocks(legend(Writing(lang, References(), served=True), parts.body))
    body = parts.body[: -len(marks)] if marks else parts.body  # said of each section, below
    for text in texts_of((*parts.asked, *body, *parts.law)):
        assert squeezed(text) in shown, text
    for lack in answer.missing:
        assert squeezed(upper_first(lack.label)) in shown
        assert all(squeezed(label) in shown for label in lack.affects_labels)
        assert all(squeezed(each.leads_to) in shown for each in lack.possible)
    for reading in answer.readings_detail:
        assert squeezed(reading.question) in shown
        assert squeezed(reading.says) in shown
        assert all(squeezed(other.says) in shown for other in reading.others)


def test_what_is_missing_leads_to_its_question(
    server: TestClient[Litestar], law: accord.Law
) -> None:
    answer = law.funding(case_of(law), on=ON)
    asked = [
        tag["value"]
        for tag in page_of(server, "funding").all("button")
        if (tag.get("formaction") or "").endswith("/interview/funding")
    ]
    assert {lack.fact for lack in answer.missing} == set(asked)


# --- what is read first ---------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_sum_is_read_first_what_has_ended_below(
    server: TestClient[Litestar], law: accord.Law, lang: Any
) -> None:
    """The term of the contract, passed by then, stands first everywhere else."""
    after = "2026-11-27"
    answer = law.funding(case_of(law), on=after, lang=lang)
    assert answer.over
    assert answer.total is not None
    page = page_of(server, "funding", lang=lang, on=after)
    (short,) = (tag for tag in page.all("section") if tag.get("class") == "answer")
    (total,) = (tag for tag in page.all("strong") if tag.get("class") == "sum")
    assert total.text == money(answer.total, lang)
    (ended,) = answer.over
    assert short.text.index(total.text) < short.text.index(upper_first(ended.label))
    first = next(tag for tag in page.tags if "data-sentence" in tag.attributes)
    assert total.text in first.text


def test_the_period_of_the_day_is_open_and_the_others_fold(
    server: TestClient[Litestar], law: accord.Law
) -> None:
    answer = law.funding(case_of(law), on=ON)
    folds = [tag for tag in page_of(server, "funding").all("details") if "Total" in tag.text]
    sums = [money(total.amount, "fr") for total in answer.totals]
    shown = [tag for tag in folds if "versements" not in tag.text.splitlines()[0]]
    assert len(shown) == len(sums)
    assert all(total in tag.text for total, tag in zip(sums, shown, strict=True))
    opened = ["open" in tag.attributes for tag in shown]
    asked = date.fromisoformat(ON)
    days = [(total.from_, total.until) for total in answer.totals]
    assert opened == [bool(a and b and a <= asked < b) for a, b in days]
    assert sum(opened) == 1


def test_what_is_asked_in_the_same_words_is_said_once(
    server: TestClient[Litestar], law: accord.Law
) -> None:
    page = page_of(server, "funding")
    rates = [each for each in law.funding(case_of(law), on=ON).missing if not each.outside_window]
    heads = [tag.text for tag in page.all("h3")]
    assert len(rates) > 1
    assert heads.count("Taux d’atteinte des objectifs") == 1
    for lack in rates:
        assert upper_first(lack.label) not in heads


def test_the_difference_is_said_where_a_fact_was_tried(server: TestClient[Litestar]) -> None:
    """Far down the page, the reader sees it without going back to its top."""
    tried = {"what_if_of": "community.population", "what_if_fact": "community.population"}
    page = page_of(server, "funding", do="try", what_if_value="80000", **tried)
    (here,) = (tag for tag in page.tags if tag.get("id") == "difference-here")
    (above,) = (tag for tag in page.tags if tag.get("aria-labelledby") == "supposed-title")
    told = re.search(r"\+\s[\d\u202f,]+\u00a0€ en tout", here.text)
    assert told
    assert told[0] in above.text
    assert "autofocus" in here.attributes
    kept = page_of(server, "funding", set="community.population=80000")
    (here,) = (tag for tag in kept.tags if tag.get("id") == "difference-here")
    assert "autofocus" not in here.attributes


def test_what_to_do_comes_before_each_benefit(server: TestClient[Litestar]) -> None:
    page = page_of(server, "eligibility", PROJECT)
    folds = [tag for tag in page.all("details") if tag.get("class") == "section"]
    assert "Prochaines étapes" in folds[0].text.splitlines()[0]
    opened = [rank for rank, tag in enumerate(folds) if "open" in tag.attributes]
    assert opened == [0, 1]


# --- why ------------------------------------------------------------------------------------------


def test_a_line_opens_its_why_with_the_words_of_its_article(
    server: TestClient[Litestar], law: accord.Law
) -> None:
    answer = law.funding(case_of(law), on=ON)
    line = answer.entitlements[1]
    closed = page_of(server, "funding")
    page = page_of(server, "funding", toggle="why.entitlements.1")
    shown = squeezed(page.words())
    assert line.calculation is not None
    text = law.text("7.3.1", on="2020-07-01")
    rule = text.articles[0].provisions[0]
    assert squeezed(rule.quote) in shown
    assert squeezed(rule.quote) not in squeezed(closed.words())
    assert squeezed("taille de la communauté = 2 (calculé)") in shown
    assert squeezed("population du territoire = 55\u202f000 (dossier)") in shown
    button = next(t for t in page.all("button") if t.get("value") == "why.entitlements.1")
    assert button["aria-expanded"] == "true"
    assert "why.entitlements.1" in hidden(page, "open")
    again = page_of(server, "funding", open="why.entitlements.1", toggle="why.entitlements.1")
    assert "why.entitlements.1" not in hidden(again, "open")


@pytest.mark.parametrize(
    ("query", "name", "said"),
    [
        ("funding", "payments.4", "Lu"),
        ("eligibility", "requirements.2.1", "attendu"),
        ("calendar", "entries.6", "Lu"),
        ("duties", "duties.1", "Lu"),
    ],
)
def test_lines_of_each_question_have_their_why(
    server: TestClient[Litestar], query: str, name: str, said: str
) -> None:
    page = page_of(server, query, open=f"why.{name}")
    why = next(tag for tag in page.tags if tag.get("id") == f"why-{name}")
    assert said in why.text
    assert "rédaction du" in why.text


def test_a_payment_of_a_calendar_leads_to_the_answer_that_works_it_out(
    server: TestClient[Litestar],
) -> None:
    page = page_of(server, "calendar", open="why.entries.3")
    why = next(tag for tag in page.tags if tag.get("id") == "why-entries.3")
    assert "Financement" in why.text
    assert "9.2" in why.text


# --- readings -------------------------------------------------------------------------------------


def test_what_each_reading_of_funding_would_change_is_that_of_the_api(
    server: TestClient[Litestar], law: accord.Law
) -> None:
    answer = law.funding(case_of(law), on=ON, readings="all")
    page = page_of(server, "funding", toggle="readings")
    assert answer.under_readings
    folds = {tag["id"]: squeezed(tag.text) for tag in page.all("details") if tag.get("id")}
    changed = [option for option in answer.under_readings if option.difference]
    assert changed
    for option in changed:
        told = folds[f"reading-{option.reading}"]
        assert squeezed(difference(option.difference, "fr")) in told
        assert squeezed(money(option.total, "fr")) in told


def test_what_each_reading_of_dates_would_change_is_that_of_the_api(
    server: TestClient[Litestar], law: accord.Law
) -> None:
    answer = law.calendar(case_of(law), on=ON, readings="all")
    page = page_of(server, "calendar", toggle="readings")
    folds = {tag["id"]: squeezed(tag.text) for tag in page.all("details") if tag.get("id")}
    changed = [option for option in answer.under_readings or () if option.changes]
    assert changed
    for option in changed:
        for change in option.changes:
            assert squeezed(change.label) in folds[f"reading-{option.reading}"]


def test_a_reading_that_is_chosen_answers(server: TestClient[Litestar], law: accord.Law) -> None:
    answer = law.funding(case_of(law), on=ON, readings="all")
    option = next(each for each in answer.under_readings or () if each.difference)
    page = page_of(server, "funding", choose=f"{option.reading}={option.option}")
    assert hidden(page, "reading") == [f"{option.reading}={option.option}"]
    assert squeezed(money(option.total, "fr")) in squeezed(page.words())
    assert "votre choix" in page.words()


def test_one_option_of_a_reading_is_chosen_at_a_time() -> None:
    assert option_chosen(("a=x", "b=y"), "a=z") == ("b=y", "a=z")


def test_a_reading_that_is_none_is_refused_beside_the_answer(
    server: TestClient[Litestar],
) -> None:
    page = page_of(server, "funding", reading="no_such_reading=x")
    alert = next(tag for tag in page.tags if tag.get("role") == "alert")
    assert "no_such_reading" in alert.text
    assert "832\u202f514,78" in page.words()


# --- what if --------------------------------------------------------------------------------------


def test_the_difference_shown_is_that_of_compare(
    server: TestClient[Litestar], law: accord.Law
) -> None:
    settings = {"community.population@2024-01-01": 80000}
    answer = law.compare(case_of(law), settings=settings, on=ON)
    page = page_of(server, "funding", set=LARGER)
    assert answer.amount == 40000
    shown = squeezed(page.words())
    assert squeezed(difference(answer.amount, "fr") + " en tout") in shown
    for line in answer.entitlements:
        cells = rows_with(page, upper_first(line.label))
        sums = (line.before, line.after)
        said = [squeezed(money(amount, "fr")) for amount in sums if amount is not None]
        said.append(squeezed(difference(line.amount, "fr")))
        assert any([squeezed(cell.text) for cell in row[1:4]] == said for row in cells)
    for cause in answer.causes:
        assert squeezed(cause.because.says) in shown
    assert "Supposé" in page.words()


def test_a_fact_is_tried_kept_or_dropped(server: TestClient[Litestar], law: accord.Law) -> None:
    typed = {
        "what_if_fact": "community.population",
        "what_if_value": "80 000",
        "what_if_since": "2024-01-01",
        "do": "try",
    }
    tried = page_of(server, "funding", **typed)
    assert hidden(tried, "set") == [LARGER]
    kept = page_of(server, "funding", set=LARGER, do="keep")
    assert hidden(kept, "set") == []
    (case,) = hidden(kept, "case")
    assert law.funding(case_of(law, case), on=ON).total == Decimal("872514.78")
    assert "An invented community" in case  # the comments of the file are kept
    dropped = page_of(server, "funding", set=LARGER, drop=LARGER)
    assert hidden(dropped, "set") == []
    assert "832\u202f514,78" in dropped.words()


def test_a_fact_that_cannot_be_so_is_refused_with_what_was_typed(
    server: TestClient[Litestar],
) -> None:
    typed = {"what_if_fact": "community.population", "what_if_value": "beaucoup", "do": "try"}
    page = page_of(server, "funding", **typed)
    alert = next(tag for tag in page.tags if tag.get("role") == "alert")
    assert "nombre entier" in alert.text
    field = next(tag for tag in page.all("input") if tag.get("name") == "what_if_value")
    assert field["value"] == "beaucoup"
    assert hidden(page, "set") == []
    assert "832\u202f514,78" in page.words()


def test_every_fact_of_the_vocabulary_can_be_tried(
    server: TestClient[Litestar], law: accord.Law
) -> None:
    page = page_of(server, "funding")
    offered = {tag["value"] for tag in page.all("option")}
    assert set(case_of(law).facts) <= offered
    assert {tag["label"] for tag in page.all("optgroup")} >= {"Accès aux soins", "Prévention"}


def test_a_field_follows_the_type_of_its_fact(server: TestClient[Litestar]) -> None:
    for fact, kind in (
        ("contract.file_complete", "select"),
        ("community.region", "select"),
        ("contract.signed_on", "input"),
        ("community.population", "input"),
    ):
        page = page_of(server, "funding", what_if_fact=fact, do="pick")
        (field,) = [tag for tag in page.tags if tag.get("name") == "what_if_value"]
        assert field.name == kind
        varies = [tag for tag in page.tags if tag.get("name") == "what_if_since"]
        assert bool(varies) == (fact == "community.population")


def test_settings_replace_those_of_the_same_fact_and_day() -> None:
    assert also(("a=1", "b=2"), ("a=3",)) == ("b=2", "a=3")
    assert also(("a=1",), ("a@2024-01-01=3",)) == ("a=1", "a@2024-01-01=3")
    assert without(("a=1", "b=2"), "a=1") == ("b=2",)


@pytest.mark.slow
def test_what_is_nearest_is_that_of_the_api_and_can_be_tried(
    server: TestClient[Litestar], law: accord.Law
) -> None:
    answer = law.nearest(case_of(law), on=ON)
    page = page_of(server, "funding", toggle="nearest")
    tries = [tag["value"] for tag in page.all("button") if tag.get("name") == "try"]
    brought = [change for change in answer.changes if change.brings]
    lost = [change for change in answer.changes if not change.brings]
    assert tries == [
        "\n".join(fact.set.removeprefix("--set ") for fact in change.facts)
        for change in (*brought, *lost)
    ]
    first = answer.changes[0]
    tried = page_of(server, "funding", **{"try": tries[0]})
    assert squeezed(difference(first.in_all, "fr") + " en tout") in squeezed(tried.words())


# --- days -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "named"), [("fr", "avenant 2"), ("en", "amendment 2")])
def test_the_days_of_knowledge_name_the_texts_in_the_language_of_the_page(
    server: TestClient[Litestar], language: str, named: str
) -> None:
    said = {"case": EXAMPLE, "on": "2023-06-01", "known_on": "2024-01-01"}
    page = server.post(f"/{language}/answer/funding", data=said).text
    known = page.partition('id="known_on_place"')[2].partition("</ol>")[0]
    assert named in known
    assert ("avenant 2" in known) == (language == "fr")


def test_a_day_is_moved_by_its_field_or_by_its_slider(server: TestClient[Litestar]) -> None:
    page = page_of(server, "funding")
    slider = next(tag for tag in page.all("input") if tag.get("id") == "on_place")
    first = date.fromisoformat(slider["data-days-from"])
    assert first + timedelta(days=int(slider["value"])) == date(2023, 6, 1)
    moved = {
        "on_place": str(int(slider["value"]) + 30),
        "on_place_before": slider["value"],
        "on_first": slider["data-days-from"],
    }
    assert "1er juillet 2023" in page_of(server, "funding", **moved).words()
    typed = {**moved, "on_place": slider["value"], "on": "2024-02-03"}
    assert "3 février 2024" in page_of(server, "funding", **typed).words()


@pytest.mark.parametrize("place", ["", "-3", "1e9", "99999999", "²"])
def test_a_slider_that_is_none_leaves_the_day(place: str) -> None:
    assert day_moved("2023-06-01", place, "5", "2020-01-01") == "2023-06-01"
    assert day_moved("2023-06-01", "7", "5", "not a day") == "2023-06-01"


@pytest.mark.slow
def test_the_days_on_which_the_answer_changes_are_those_of_the_timeline(
    server: TestClient[Litestar], law: accord.Law
) -> None:
    answer = law.timeline(case_of(law), "funding", on=ON)
    page = page_of(server, "funding", toggle="days")
    stops = [tag["value"] for tag in page.all("button") if tag.get("name") == "on_at"]
    assert stops == [stretch.from_.isoformat() for stretch in answer.stretches]
    there = page_of(server, "funding", on_at=stops[-1])
    assert long_date(answer.stretches[-1].from_, "fr") in there.words()


def test_a_day_that_is_none_is_refused_and_kept(server: TestClient[Litestar]) -> None:
    page = page_of(server, "funding", on="2023-02-30", status=422)
    alert = next(tag for tag in page.tags if tag.get("role") == "alert")
    assert "2023-02-30" in alert.text
    field = next(tag for tag in page.all("input") if tag.get("name") == "on")
    assert field["value"] == "2023-02-30"
    assert hidden(page, "case")[0].replace("\r\n", "\n") == EXAMPLE


# --- what is wrong --------------------------------------------------------------------------------


def test_a_case_that_cannot_be_read_shows_its_findings_with_their_lines(
    server: TestClient[Litestar],
) -> None:
    case = "community:\n  popluation: 5\n"
    page = page_of(server, "funding", case, status=422)
    alert = next(tag for tag in page.tags if tag.get("role") == "alert")
    assert "Ligne 2" in " ".join(alert.text.split())
    assert "population" in alert.text
    assert "popluation" in [tag.text for tag in page.all("code")]
    assert "`" not in alert.text
    (area,) = page.all("textarea")
    assert area.text.strip() == case.strip()


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>=cmd()"


@pytest.mark.parametrize("query", QUERIES)
def test_hostile_texts_are_texts(server: TestClient[Litestar], query: str) -> None:
    quoted = HOSTILE.replace("'", "''")
    case = EXAMPLE.replace("name: CPTS Exemple", f"name: '{quoted}'")
    fields = {
        "what_if_fact": HOSTILE,
        "what_if_value": HOSTILE,
        "reading": HOSTILE,
        "open": HOSTILE,
        "set": f"community.name={HOSTILE}",
        "benefit": "" if query == "eligibility" else HOSTILE,
    }
    page = page_of(server, query, case, **fields)
    scripts = [tag for tag in page.all("script") if not tag.get("src")]
    assert scripts == []
    assert page.all("img") == []
    assert not [tag for tag in page.tags if any(name.startswith("on") for name in tag.attributes)]
    assert "<script>alert(1)</script>" in page.all("h1")[0].text


# --- another agreement, and two variants ----------------------------------------------------------


@pytest.mark.parametrize("query", QUERIES)
def test_another_agreement_is_answered_with_no_change(
    with_another: TestClient[Litestar], query: str
) -> None:
    case = (ROOT / "examples/other_agreement/atelier.yaml").read_text("utf-8")
    page = page_of(with_another, query, case, on="2024-09-01")
    law = accord.load(ROOT / "examples/other_agreement/rulesets")
    answer = getattr(law, query)(law.case_in(case), on="2024-09-01", lang="fr", trace=False)
    shown = squeezed(page.words())
    parts = parts_of(answer, Writing("fr", References(), served=True))
    for text in texts_of((*parts.asked, *parts.body, *parts.law)):
        assert squeezed(text) in shown, text
    assert "CPTS" not in page.words()


@pytest.mark.parametrize("query", spread(QUERIES, 2))
def test_a_case_is_beside_itself_with_what_is_tried(
    server: TestClient[Litestar], law: accord.Law, query: str
) -> None:
    sent = {"case": EXAMPLE, "on": ON, "set": LARGER, "query": query}
    page = PageRead(server.post("/fr/compare", data=sent).text)
    answer = law.compare(case_of(law), settings={"community.population@2024-01-01": 80000}, on=ON)
    assert answer.amount is not None
    assert squeezed(difference(answer.amount, "fr") + " en tout") in squeezed(page.words())
    if query == "funding":
        (total,) = rows_with(page, "Total")
        said = [squeezed(cell.text) for cell in total[1:]]
        assert said == [
            squeezed(f"au moins {money(answer.before or Decimal(0), 'fr')}"),
            squeezed(f"au moins {money(answer.after or Decimal(0), 'fr')}"),
            squeezed(difference(answer.amount, "fr")),
        ]


def test_a_case_is_beside_another_one(server: TestClient[Litestar], law: accord.Law) -> None:
    other = EXAMPLE.replace('started_on: "2020-07-01"', 'started_on: "2020-09-01"')
    sent = {"case": EXAMPLE, "on": ON, "query": "funding"}
    file = {"other_file": ("autre.yaml", other.encode(), "application/yaml")}
    page = PageRead(server.post("/fr/compare", data=sent, files=file).text)
    answer = law.compare(case_of(law), case_of(law, other), on=ON)
    assert answer.amount == Decimal("-15140.02")
    assert squeezed(difference(answer.amount, "fr") + " en tout") in squeezed(page.words())
    assert hidden(page, "other", "/compare") == []
    kept = [value for _, fields in page.forms for name, value in fields if name == "other"]
    assert kept == [other]


def test_a_second_case_that_cannot_be_read_says_why(server: TestClient[Litestar]) -> None:
    sent = {"case": EXAMPLE, "on": ON, "other": "community: [", "query": "funding"}
    reply = server.post("/fr/compare", data=sent)
    page = PageRead(reply.text)
    assert reply.status_code == 200
    assert any(tag.get("role") == "alert" for tag in page.tags)
    assert "832\u202f514,78" in page.words()


def test_nothing_to_compare_says_what_can_be(server: TestClient[Litestar]) -> None:
    page = PageRead(server.get("/fr/compare").text)
    assert "côte à côte" in page.words()


ODD: dict[str, Fields] = {
    "the last day": {"on": "9999-12-31", "toggle": ["days", "nearest", "readings"]},
    "the first day": {"on": "0001-01-01"},
    "before the law": {"on": "2015-01-01", "set": LARGER},
    "nothing was known": {"known_on": "1900-01-01"},
    "settings that are none": {"set": ["a", "b=", "=c", "community.population@x=1"], "do": "keep"},
    "readings that are none": {"reading": ["x", "=", "a=b=c"], "choose": "="},
    "lines that are none": {"open": ["why.payments.9999", "why.", "why.x.y"], "toggle": "why.-1"},
    "a fact that is none": {"what_if_fact": "nope", "what_if_value": "9" * 5000, "do": "try"},
    "bounds the wrong way round": {"since": "2024-01-01", "until": "2023-01-01"},
    "a benefit that is none": {"benefit": "nope"},
    "a case that is a list": {"case": "[1, 2]"},
    "a case of no agreement": {"case": "corpus: nope"},
    "a slider beyond time": {"on_place": "5", "on_place_before": "6", "on_first": "9999-12-30"},
}


@pytest.mark.parametrize("odd", list(ODD))
def test_odd_questions_have_a_page(server: TestClient[Litestar], odd: str) -> None:
    sent = {"case": EXAMPLE, "on": ON, **ODD[odd]}
    for query in QUERIES:
        reply = server.post(f"/fr/answer/{query}", data=sent)
        refused = "error-summary" in reply.text
        assert reply.status_code == (422 if refused else 200)
    assert server.post("/en/compare", data={**sent, "query": "duties"}).status_code == 200


CHOSEN = "avenant_2_effect=approval"


@pytest.mark.parametrize(
    ("lang", "provisional", "chosen"),
    [
        ("fr", "646\u202f350,40\u00a0€ (provisoire)", "Lecture choisie"),
        ("en", "€646,350.40 (provisional)", "By a reading that was chosen"),
    ],
)
def test_a_sum_that_may_be_smaller_is_provisional_and_the_reading_is_said(
    server: TestClient[Litestar], lang: str, provisional: str, chosen: str
) -> None:
    page = page_of(server, "funding", lang=lang, reading=CHOSEN).words()
    assert page.index(provisional) < page.index(chosen)
    other = page_of(server, "funding", lang=lang, reading="avenant_2_effect=signature").words()
    assert "(provis" not in other
    assert chosen in other
    assert chosen not in page_of(server, "funding", lang=lang).words()


def test_what_a_reading_would_give_is_provisional_too(server: TestClient[Litestar]) -> None:
    page = page_of(server, "funding", lang="en", open="readings").words()
    assert "−€186,164.38: €646,350.40 (provisional)" in page


def test_dates_that_are_not_known_are_not_said_to_be_none(server: TestClient[Litestar]) -> None:
    assert "No date can be given yet." in page_of(server, "calendar", PROJECT, "en").words()
    then = {"on": "2021-06-01", "known_on": "2021-06-01"}
    earlier = page_of(server, "calendar", PROJECT, "en", **then).words()
    assert "No date in this answer but those of others, below." in earlier


@pytest.mark.parametrize("query", ["calendar", "funding"])
@pytest.mark.parametrize("reading", ["", "avenant_2_effect=signature", CHOSEN])
def test_each_article_leads_to_the_version_that_is_cited(
    server: TestClient[Litestar], law: accord.Law, query: str, reading: str
) -> None:
    known = {"known_on": "2026-01-01"}
    page = page_of(server, query, reading=reading, **known)
    links = {
        (tag["href"], tag.text.strip())
        for tag in page.all("a")
        if (tag.get("href") or "").startswith("/fr/law/aci_2019/") and "art." in tag.text
    }
    assert len(links) > 10
    for href, text in links:
        address, provision = urlsplit(href), href.rpartition("#p-")[2]
        number = unquote(address.path.rpartition("/")[2])
        on = parse_qs(address.query)["on"][0]
        shown = [
            each
            for article in law.text(number, on=on, **known).articles
            for each in article.provisions
            if article.text == "aci_2019" and each.id == provision
        ]
        assert len(shown) == 1, href
        assert ("avenant 2" in text) == ("avenant_2" in {act.text for act in shown[0].chain}), href


def test_two_variants_say_the_reading_that_was_chosen(server: TestClient[Litestar]) -> None:
    sent = {"case": EXAMPLE, "on": ON, "set": LARGER, "query": "funding", "reading": CHOSEN}
    page = PageRead(server.post("/en/compare", data=sent).text).words()
    assert page.count("By a reading that was chosen") == 2
