"""The facts as a form: sent back as it came it changes nothing of a case; what is wrong is said at
its field; rows are added and taken away without a script.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from depth import some
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from told import Reply, Server, got, sent

import accord
from accord.server.service import Service
from engine.cases.editing import put
from engine.drafting.case_file import plain_case
from engine.language.temporal import parse_date

ROOT = Path(__file__).parents[2]
EXAMPLE = (ROOT / "examples/cpts_exemple.yaml").read_text(encoding="utf-8")


def form_of(page: Reply) -> Any:
    return page.form("", having="then")


def kept(server: Server, page: Reply, *changes: tuple[str, str | None], more: Any = ()) -> Reply:
    form = form_of(page)
    return sent(server, form.action, [*form.sent(*changes, button=("then", "facts")), *more])


def test_an_opened_case_is_sent_back_byte_for_byte(server: Server) -> None:
    text = EXAMPLE + "received: [{on: 2021-01-20, amount: 45000}]   # the first sum\n"
    page = sent(server, "/fr/facts/funding", {"case": text})
    assert kept(server, page).visit["case"] == text


def drawn(rng: random.Random, law: accord.Law) -> Any:
    """Return a case in which things are true, some given as histories, as someone may write it."""
    day = parse_date(f"20{rng.randrange(19, 23)}-0{rng.randrange(1, 10)}-11").isoformat()
    parts: list[tuple[str, Any]] = [
        ("community.name", rng.choice(["A  b", "L’été", "<i>x</i>", 'q"uo\'te', "a&amp;b", "été\tx"])),
        ("community.population", rng.choice([0, 55000, [{"from": day, "value": 7}, {"from": "2024-01-01", "value": 8}]])),
        ("community.statute_fits", rng.choice([True, [{"from": day, "value": False}]])),
        ("community.legal_form", rng.choice(["gcs", "none"])),
        ("contract.signed_on", rng.choice([day, "not_yet"])),
        ("contract.file_complete", rng.random() < 0.5),
        ("covid_actions", rng.random() < 0.5),
        ("missions", rng.choice([{}, {"access": {}}, {"quality": {"achievement": [{"contract_year": 2, "rate": "85 %"}]}}])),
        ("crises", rng.choice([[], [{"identified_on": "2025-02-02"}, {"identified_on": "2025-03-02", "by": "other"}]])),
        ("early_mission.missions", rng.choice([[], ["prevention", "access"]])),
        ("early_mission.termination.by", "fund"),
    ]  # fmt: skip
    tree: Any = {"corpus": "cpts"}
    for name, value in parts:
        if rng.random() < 0.6:
            tree, _ = put(tree, name.split("."), value)
    try:
        law.interview(tree, "eligibility")
    except accord.RefusedInput:  # crises before any contract, and so on
        return drawn(rng, law)
    return tree


@settings(
    max_examples=some(6, 100),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32))
def test_any_case_is_the_same_after_its_form(server: Server, service: Service, seed: int) -> None:
    law = service.laws.current.law
    tree = drawn(random.Random(seed), law)
    corpus = law._corpora["cpts"]
    text = plain_case(tree, corpus, "fr")
    language = "fr" if seed % 2 else "en"
    page = sent(server, f"/{language}/facts/eligibility", {"case": text})
    after = kept(server, page)
    assert after.status == 200, after.errors
    assert law.case(after.case).facts == law.case(tree).facts
    assert after.case == page.case


def test_what_is_changed_is_changed_and_all_else_stays(server: Server) -> None:
    page = sent(server, "/en/facts/funding", {"case": EXAMPLE})
    after = kept(
        server,
        page,
        ("f:community.population:value", "60 000"),
        ("f:contract.file_complete", ""),
        ("f:missions.crisis.deployed_on", "2023-02-01"),
        more=[("f:contract.amended_on:not_yet", "yes")],
    )
    assert after.page.said("h2")[0] == "Noted."
    expected = dict(page.case)
    expected["community"] = {**page.case["community"], "population": 60000}
    expected["contract"] = {"signed_on": "2020-01-15", "amended_on": "not_yet"}
    crisis = {**page.case["missions"]["crisis"], "deployed_on": "2023-02-01"}
    expected["missions"] = {**page.case["missions"], "crisis": crisis}
    assert after.case == expected
    assert "# An invented community of 55 000 inhabitants" in after.visit["case"]


def test_a_history_is_told_row_by_row_without_a_script(server: Server) -> None:
    page = sent(server, "/fr/facts/funding", {"case": "contract: {signed_on: 2020-01-15}"})
    form = form_of(page)
    page = sent(
        server,
        form.action,
        form.sent(
            ("f:community.population:value", "55000"), button=("add", "community.population")
        ),
    )
    fields = form_of(page).sent(button=("then", "facts"))
    assert [pair for pair in fields if pair[0].startswith("f:community.population")] == [
        ("f:community.population:since", ""),
        ("f:community.population:value", "55000"),
        ("f:community.population:since", ""),
        ("f:community.population:value", ""),
    ]
    fields = [pair for pair in fields if not pair[0].startswith("f:community.population")]
    rows = [("2020-01-15", "55000"), ("2023-01-01", "58 000")]
    dated = [
        pair
        for since, value in rows
        for pair in (
            ("f:community.population:since", since),
            ("f:community.population:value", value),
        )
    ]
    after = sent(server, form.action, [*fields, *dated])
    assert after.case["community"]["population"] == [
        {"from": "2020-01-15", "value": 55000},
        {"from": "2023-01-01", "value": 58000},
    ]
    less = sent(
        server, form.action, form_of(after).sent(button=("remove", "community.population:1"))
    )
    kept_row = kept(server, less)
    assert kept_row.case["community"]["population"] == [{"from": "2023-01-01", "value": 58000}]


@pytest.mark.parametrize(
    ("button", "place"),
    [
        (("add", "crises"), '<fieldset class="card" id="f:crises.2" tabindex="-1" autofocus>'),
        (("add", "community.population"), 'id="f:community.population:2"'),
        (("remove", "crises.1"), 'id="f:crises" tabindex="-1" autofocus>'),
    ],
)
def test_one_stays_where_one_was(server: Server, button: tuple[str, str], place: str) -> None:
    form = form_of(sent(server, "/fr/facts/funding", {"case": EXAMPLE}))
    page = sent(server, form.action, form.sent(button=button))
    assert page.text.count("autofocus") == 1
    _, _, after = page.text.partition(place)
    assert after, "the place is there"
    assert "autofocus" in place + after.partition(">")[0]


def test_what_is_wrong_is_said_at_the_top_and_at_its_field(server: Server) -> None:
    page = sent(server, "/fr/facts/funding", {"case": EXAMPLE})
    again = kept(
        server,
        page,
        ("f:contract.signed_on", "2018-02-31"),
        ("f:community.members:value", "beaucoup"),
        ("f:missions.access.achievement.1.rate", "1200 %"),
        ("f:community.name", "<b>CPTS</b>"),
    )
    assert again.status == 422
    assert sorted(again.errors) == [
        "Date de signature du contrat tripartite : `2018-02-31` n’est pas un jour du calendrier. Février 2018 a 28 jours.",
        "Membres ayant expressément adhéré : Ce n’est pas compris. Répondez par un nombre entier, comme 55000.",
        "Taux d’atteinte des objectifs (accès aux soins, année de contrat 1) : 12.00 est hors des bornes (au plus 10). Écrivez 0.85 pour 85 %.",
    ]  # fmt: skip
    assert {
        "f:contract.signed_on",
        "f:community.members",
        "f:missions.access.achievement.1.rate",
    } <= set(again.page.ids)
    assert {link for link in again.page.links if link.startswith("#f:")} <= {
        f"#{id_}" for id_ in again.page.ids
    }
    typed = dict(form_of(again).fields)
    assert typed["f:contract.signed_on"] == "2018-02-31"
    assert typed["f:community.members:value"] == "beaucoup"
    assert typed["f:community.name"] == "<b>CPTS</b>"
    assert "<b>CPTS" not in again.text
    assert again.visit["case"] == EXAMPLE


def test_facts_that_contradict_each_other_are_named_in_words(server: Server) -> None:
    page = sent(server, "/fr/facts/funding", {"case": EXAMPLE})
    again = kept(server, page, ("f:missions.access.started_on", "2019-01-01"))
    (error,) = again.errors
    assert "contract.signed_on" not in error
    assert "«\u00a0date de signature du contrat tripartite\u00a0»".replace("\u00a0", " ") in error
    assert "1er janvier 2019" in error


def test_what_no_answer_can_be_given_to_is_said_at_its_field(server: Server) -> None:
    page = sent(server, "/fr/facts/funding", {"case": "contract: {signed_on: 2015-03-11}"})
    assert page.status == 422
    (error,) = page.errors
    assert error.startswith("Date de signature du contrat tripartite : ")
    assert "11 mars 2015" in error
    assert kept(server, page, ("f:contract.signed_on", "2020-01-15")).status == 200
    good = sent(server, "/fr/facts/funding", {"case": "contract: {signed_on: 2020-01-15}"})
    again = kept(server, good, ("f:contract.signed_on", "2015-03-11"))
    assert again.errors == [error]
    assert dict(form_of(again).fields)["f:contract.signed_on"] == "2015-03-11"
    assert again.case == {"contract": {"signed_on": "2020-01-15"}}


@pytest.mark.parametrize(
    ("then", "end"), [("answer", "/answer/funding"), ("interview", "/interview/funding")]
)
def test_its_buttons_lead_on(server: Server, then: str, end: str) -> None:
    form = form_of(sent(server, "/fr/facts/funding", {"case": EXAMPLE, "on": "2023-06-01"}))
    page = sent(server, form.action, form.sent(button=("then", then)))
    assert page.status == 200
    assert page.visit["here"] == end
    assert page.visit["case"] == EXAMPLE
    assert page.visit["on"] == "2023-06-01"


def test_what_the_answer_needs_is_marked(server: Server) -> None:
    page = got(server, "/en/facts/funding")
    needed = [text for text in page.page.said("legend") if "the answer needs it" in text]
    assert any("Date the tripartite contract was signed" in text for text in needed)


def test_every_id_is_said_once(server: Server) -> None:
    page = sent(server, "/fr/facts/funding", {"case": EXAMPLE})
    assert len(page.page.ids) == len(set(page.page.ids))


@pytest.mark.parametrize(
    "fields",
    [
        {"f:missions:rows": "x", "then": "facts"},
        {"f:crises:rows": "99999999999", "then": "facts"},
        {"f:crises:rows": "-1", "then": "facts"},
        {"f:crises.1.by": "ars", "then": "facts"},
        {"add": "a" * 3000},
        {"add": "../../etc"},
        {"remove": ":"},
        {"f:": "x", "then": "facts"},
        {"f:community.population:value": "9" * 4000, "then": "facts"},
        {"f:community.name": "\x00\u202e", "then": "facts"},
        {"f:community.legal_form": "1", "then": "facts"},
    ],
)
def test_a_form_that_no_browser_sends_is_no_accident(
    server: Server, fields: dict[str, str]
) -> None:
    page = sent(server, "/fr/facts/funding", {"case": EXAMPLE, **fields})
    assert page.status in (200, 422)
    assert page.title == "Le dossier"
    assert page.case["contract"]["signed_on"] == "2020-01-15"
