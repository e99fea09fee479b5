"""The interview: the questions that the command asks, in its order; the same replies make the same
case; what is wrong stands beside what was typed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from depth import deep
from told import Reply, Server, got, sent

from engine.commands.main import main
from engine.source.yaml_source import read_yaml

ROOT = Path(__file__).parents[2]
VELO = ROOT / "examples/other_agreement/rulesets"
ON, KNOWN_ON = "2025-06-01", "2026-01-01"
DAYS = {"on": ON, "known_on": KNOWN_ON}
EXAMPLE = (ROOT / "examples/cpts_exemple.yaml").read_text(encoding="utf-8")


def replied(server: Server, page: Reply, reply: str) -> Reply:
    """Reply to the question of a page, as one replies to the command."""
    form = page.form("", having="reply")
    names = [name for name, _ in form.fields]
    fact = dict(form.fields)["fact"]
    if reply == "?":
        return sent(server, form.action, form.sent(button=("reply", "unknown")))
    if reply == "not yet":
        return sent(server, form.action, form.sent(button=("reply", "not_yet")))
    if f"f:{fact}:keys" in names:
        keys = [(f"f:{fact}:keys", key.strip()) for key in reply.split(",")]
        return sent(server, form.action, [*form.sent(button=("reply", "give")), *keys])
    if f"f:{fact}:rows" in names:
        none = [(f"f:{fact}:none", "yes")] if reply == "0" else []
        return sent(server, form.action, [*form.sent(button=("reply", "give")), *none])
    return sent(server, form.action, form.sent(("value", reply), button=("reply", "give")))


def by_command(query: str, replies: list[str], *args: str) -> Any:
    """Return the case that the command makes of the same replies."""
    asked = ["ask", query, *args, "--lang", "en", "--on", ON, "--known-on", KNOWN_ON]
    done = CliRunner().invoke(main, asked, input="\n".join(replies) + "\n", catch_exceptions=False)
    start = done.stderr.index("# What is not written here")
    document, findings = read_yaml("case", done.stderr[start:].encode())
    assert document is not None, findings
    return document.tree


INTERVIEWS = [
    pytest.param("funding", ["2023-03-01", "55 000", "access"], marks=deep),
    ("funding", ["?", "not yet"]),
    ("eligibility", ["2019-09-01", "no", "2019-11-04", "association"]),
    pytest.param("calendar", ["2022-01-15", "access", "2022-07-01"], marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("query", "replies"), INTERVIEWS)
def test_the_same_replies_make_the_case_that_the_command_makes(
    server: Server, query: str, replies: list[str]
) -> None:
    words = {"no": "false", "yes": "true"}
    page = sent(server, f"/en/interview/{query}", DAYS)
    typed: list[str] = []
    for reply in replies:
        form = page.form("", having="reply")
        kinds = {button[1] for button in form.buttons}
        if reply == "not yet" and "not_yet" not in kinds:
            continue
        after = replied(server, page, words.get(reply, reply))
        assert after.status in (200, 422), after.text
        if after.status == 422:  # this reply is none to this question: both skip it
            assert after.errors
            after = replied(server, page, "?")
            typed.append("?")
        else:
            typed.append(reply)
        page = after
    by_page = {name: value for name, value in page.case.items() if name != "corpus"}
    command = {n: v for n, v in by_command(query, [*typed, "!"]).items() if n != "corpus"}
    assert by_page == command


def test_a_whole_interview_about_another_agreement(with_another: Server) -> None:
    page = got(with_another, "/en/interview/funding")
    assert page.title == "Which agreement is it about?"
    form = page.form("/interview/funding", having="corpus")
    page = sent(with_another, form.action, [*form.sent(button=("corpus", "velo")), *DAYS.items()])
    replies = {
        "agreement.signed_on": "2023-03-01",
        "employer.staff": "500",
        "employer.in_town": "true",
        "actions": "workshop",
        "actions.workshop.started_on": "2024-01-01",
    }
    typed = []
    while "reply" in {button[0] for form in page.page.forms for button in form.buttons}:
        fact = dict(page.form("", having="reply").fields)["fact"]
        typed.append(replies.pop(fact))
        page = replied(with_another, page, typed[-1])
        assert page.errors == []
    assert len(typed) > 3
    assert page.title == "We know what we need"
    spoken = ["yes" if reply == "true" else reply for reply in typed]
    args = ("--rulesets", str(VELO), "--corpus", "velo")
    assert page.case == by_command("funding", spoken, *args)
    assert "mission" not in page.text.lower()
    assert page.form("/answer/funding").fields


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ("31/02/2020", "`31/02/2020` n’est pas un jour du calendrier."),
        ("", "Il n’y a pas de réponse"),
        ("1820-01-15", "est hors des bornes"),
        ("<script>alert(1)</script>", "n’est pas un jour du calendrier"),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_typed(server: Server, reply: str, said: str) -> None:
    first = got(server, "/fr/interview/funding")
    again = replied(server, first, reply)
    assert again.status == 422
    assert again.title == first.title
    assert said in again.errors[0], again.errors
    assert '<a href="#value">' in again.text
    form = again.form("/interview/funding", having="reply")
    assert dict(form.fields)["value"] == reply
    assert again.case == {}
    assert "<script>alert" not in again.text


def test_a_reply_that_contradicts_another_names_both_in_words(server: Server) -> None:
    case = "health_project: {submitted_on: 2019-09-01}\n"
    page = sent(
        server, "/en/interview/calendar", {"case": case, "change": "health_project.validated_on"}
    )
    wrong = replied(server, page, "2018-01-01")
    (error,) = wrong.errors
    assert error == (
        "Date the health project was validated: 1 January 2018 is before “date the health project "
        "was sent to the ARS”, which is on 1 September 2019. Check the two dates."
    )


def test_every_reply_is_listed_and_can_be_changed(server: Server) -> None:
    page = sent(server, "/en/interview/funding", {"case": EXAMPLE, **DAYS})
    form = page.form("/interview/funding", having="change")
    listed = [value for name, value, _ in form.buttons if name in ("change", "at")]
    assert {"contract.signed_on", "missions", "crises", "community.population"} <= set(listed)
    again = sent(server, form.action, form.sent(button=("change", "contract.signed_on")))
    assert again.title == "When was the tripartite contract signed?"
    assert dict(again.form("/interview/funding", having="reply").fields)["value"] == "2020-01-15"
    assert "You had replied: 15 January 2020." in again.page.said("p")
    changed = replied(server, again, "2020-02-01")
    assert changed.status == 200
    assert changed.case["contract"] == {"signed_on": "2020-02-01", "file_complete": True}
    assert changed.case["community"]["name"] == "CPTS Exemple"
    assert "# An invented community of 55 000 inhabitants" in changed.visit["case"]


def test_elements_are_changed_without_losing_what_is_known_of_the_others(server: Server) -> None:
    page = sent(server, "/en/interview/funding", {"case": EXAMPLE, "change": "missions"})
    form = page.form("/interview/funding", having="reply")
    ticked = [value for name, value in form.fields if name == "f:missions:keys"]
    assert ticked == ["", "access", "crisis"]
    fields = [pair for pair in form.fields if pair != ("f:missions:keys", "crisis")]
    after = sent(
        server, form.action, [*fields, ("f:missions:keys", "prevention"), ("reply", "give")]
    )
    assert after.case["missions"] == {
        "access": {
            "started_on": "2020-07-01",
            "deployed_on": "2021-05-03",
            "achievement": [
                {
                    "contract_year": 1,
                    "rate": after.case["missions"]["access"]["achievement"][0]["rate"],
                }
            ],
        },
        "prevention": {},
    }


def test_a_list_is_given_row_by_row_without_a_script(server: Server) -> None:
    page = sent(
        server,
        "/fr/interview/funding",
        {"case": "contract: {signed_on: 2022-05-02}", "change": "crises"},
    )
    form = page.form("/interview/funding", having="reply")
    assert [value for name, value in form.fields if name == "f:crises:rows"] == ["", "1"]
    page = sent(
        server,
        form.action,
        form.sent(("f:crises.1.identified_on", "2023-01-10"), button=("add", "crises")),
    )
    form = page.form("/interview/funding", having="reply")
    assert dict(form.fields)["f:crises.1.identified_on"] == "2023-01-10"
    empty = sent(server, form.action, form.sent(button=("reply", "give")))
    assert empty.status == 422
    done = sent(
        server,
        form.action,
        form.sent(("f:crises.2.identified_on", "2023-02-10"), button=("reply", "give")),
    )
    assert done.case["crises"] == [{"identified_on": "2023-01-10"}, {"identified_on": "2023-02-10"}]
    none = sent(server, page.form("/interview/funding", having="reply").action,
                [*page.form("/interview/funding", having="reply").sent(("f:crises.1.identified_on", ""), button=("reply", "give")), ("f:crises:none", "yes")])  # fmt: skip
    assert none.case["crises"] == []


def test_i_do_not_know_is_not_asked_again_and_can_be_replied(server: Server) -> None:
    first = got(server, "/fr/interview/funding")
    second = replied(server, first, "?")
    assert second.title != first.title
    assert second.visit["unknown"] == "contract.signed_on"
    form = second.form("/interview/funding", having="change")
    back = sent(server, form.action, form.sent(button=("change", "contract.signed_on")))
    assert back.title == first.title
    told = replied(server, back, "2022-01-15")
    assert "unknown" not in told.visit
    assert told.case["contract"] == {"signed_on": "2022-01-15"}


def test_the_answer_page_asks_for_one_fact_here(server: Server) -> None:
    page = sent(server, "/en/interview/funding", {"fact": "community.population"})
    assert page.title == "How many inhabitants does the community's territory have?".replace(
        "'", "’"
    )


@pytest.mark.parametrize("day", ["2023-02-31", "tomorrow", "<b>"])
def test_a_day_that_is_none_is_put_right_where_one_was(server: Server, day: str) -> None:
    page = sent(server, "/fr/interview/funding", {"case": EXAMPLE, "on": day})
    assert page.status == 422
    form = page.form("/interview/funding", having="on")
    assert dict(form.fields)["on"] == day
    assert dict(form.fields)["case"].replace("\r\n", "\n") == EXAMPLE
    again = sent(server, form.action, form.sent(("on", "2023-06-01")))
    assert again.status == 200


def test_a_choice_that_there_is_not_is_left_behind(server: Server) -> None:
    page = sent(server, "/fr/interview/funding", {"case": EXAMPLE, "reading": "no=such"})
    assert page.status == 422
    again = sent(
        server, "/fr/interview/funding", page.form("/interview/funding", having="on").sent()
    )
    assert again.status == 200


@pytest.mark.parametrize("fact", ["nothing.such", "value", "", "a" * 5000])
def test_a_fact_that_is_none_changes_nothing(server: Server, fact: str) -> None:
    first = got(server, "/fr/interview/funding")
    for button in ("reply", "change", "add", "remove"):
        page = sent(server, "/fr/interview/funding", {"fact": fact, button: "give", "value": "x"})
        assert page.status in (200, 422)
        assert page.title == first.title or button == "change"


def test_there_is_no_question_of_that_name(server: Server) -> None:
    assert got(server, "/fr/interview/weather").status == 404


STARTED = """
contract: {signed_on: 2023-03-15}
community: {population: 62000}
missions: {access: {started_on: 2023-09-01}, prevention: {started_on: 2024-01-15}}
"""


@pytest.mark.parametrize(("lang", "which"), [("fr", "Accès aux soins"), ("en", "Access to care")])
def test_a_question_says_of_which_element_it_is(server: Server, lang: str, which: str) -> None:
    case = "{contract: {signed_on: 2023-03-15}, missions: {access: {}, prevention: {}}}"
    page = sent(server, f"/{lang}/interview/funding", {"case": case, "on": "2026-11-27"})
    fact = dict(page.form("", having="reply").fields)["fact"]
    assert fact == "missions.access.started_on"
    assert page.title.startswith(which)


def test_what_is_not_known_of_one_may_be_said_of_all_alike(server: Server) -> None:
    days = {"case": STARTED, "on": "2026-11-27", "query": "funding"}
    page = sent(server, "/fr/interview/funding", days)
    while not any("none_known" in button for button in page.form("", having="reply").buttons):
        page = replied(server, page, "?")
    form = page.form("", having="reply")
    fact = dict(form.fields)["fact"]
    after = sent(server, form.action, form.sent(button=("reply", "none_known")))
    fields = after.form("", having="reply").fields
    unknown = {name for field, name in fields if field == "unknown"}
    before = {name for field, name in form.fields if field == "unknown"}
    kind = fact.rpartition(".")[2]
    assert fact in unknown
    assert len(unknown - before) > 1
    assert {name.rpartition(".")[2] for name in unknown - before} == {kind}
    assert dict(fields)["fact"].rpartition(".")[2] != kind
    assert after.case == page.case


def test_what_is_certain_says_by_which_readings_and_without_what_is_tried(
    server: Server,
) -> None:
    asked = {"case": EXAMPLE, "on": "2023-06-01"}
    tried = {"reading": "prorata_unit=months", "set": "community.population=80000"}
    said = ("By the readings that you have chosen.", "Without the facts that you have tried.")
    plain = server.post("/en/interview/funding", data=asked).text
    beside = server.post("/en/interview/funding", data=asked | tried).text
    assert [words in plain for words in said] == [False, False]
    assert [words in beside for words in said] == [True, True]
