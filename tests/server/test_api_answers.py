"""The questions of the API: the answers are those of the Python package; each refusal says what to
do, where, and in the language asked.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from litestar import Litestar
from litestar.testing import TestClient
from msgspec.json import format as formatted

import accord
from accord.server.api.requests import REQUESTS
from accord.server.service import Service
from engine.diagnostics.bilingual import Language

Server = TestClient[Litestar]
ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "cpts_exemple.yaml"
SMALL = {"contract": {"signed_on": "2020-01-15"}, "community": {"population": 55000}}
ON = {"on": "2023-06-01", "known_on": "2026-01-01"}
EXACT = """{
    "case": {
        "contract": {"signed_on": "2020-01-15"},
        "missions": {"access": {"started_on": "2020-07-01", "achievement": [{"contract_year": 1, "rate": %s}]}}
    },
    "on": "2023-06-01", "known_on": "2026-01-01"
}"""
JSON = {"content-type": "application/json"}
PROBLEM = Draft202012Validator(json.loads((ROOT / "schemas/problem.schema.json").read_text()))


def asked(server: Server, question: str, body: Any, **headers: str) -> Any:
    content = body if isinstance(body, bytes | str) else json.dumps(body)
    return server.post(f"/api/v1/{question}", content=content, headers={**JSON, **headers})


def compact(answer: accord.Answer, trace: Any) -> bytes:
    return formatted(answer.to_json(trace).encode(), indent=-1)


def refused(server: Server, question: str, body: Any, **headers: str) -> dict[str, Any]:
    reply = asked(server, question, body, **headers)
    return problem_in(reply)


def problem_in(reply: Any) -> dict[str, Any]:
    assert reply.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = reply.json()
    assert not list(PROBLEM.iter_errors(problem))
    assert problem["status"] == reply.status_code
    return problem


def places(problem: dict[str, Any]) -> dict[str, str]:
    return {finding["path"]: finding["code"] for finding in problem["findings"]}


@pytest.mark.parametrize("question", ["eligibility", "calendar", "funding", "duties"])
@pytest.mark.parametrize("trace", ["none", "short", "full"])
def test_an_answer_is_that_of_the_package(
    server: Server, service: Service, question: str, trace: Any
) -> None:
    reply = asked(server, question, {"case": SMALL, **ON, "lang": "en", "trace": trace})
    law = service.laws.current.law
    answer = getattr(law, question)(SMALL, **ON, lang="en")
    assert (reply.status_code, reply.headers["content-type"]) == (200, "application/json")
    assert reply.content == compact(answer, trace)


def test_a_case_may_be_the_text_of_a_file(server: Server, service: Service) -> None:
    reply = asked(server, "funding", {"case": EXAMPLE.read_text("utf-8"), **ON})
    answer = service.laws.current.law.funding(EXAMPLE, **ON, trace=False)
    assert reply.content == compact(answer, "none")


def test_questions_of_many_answers(server: Server, service: Service) -> None:
    law = service.laws.current.law
    asks: dict[str, tuple[dict[str, Any], accord.Answer]] = {
        "compare": (
            {"set": {"community.population": 80000}},
            law.compare(SMALL, settings={"community.population": 80000}, **ON),
        ),
        "nearest": ({}, law.nearest(SMALL, **ON)),
        "timeline": ({"query": "funding"}, law.timeline(SMALL, "funding", **ON)),
    }
    for question, (body, answer) in asks.items():
        reply = asked(server, question, {"case": SMALL, **ON, **body})
        assert reply.content == answer.as_json(), question


def test_a_timeline_of_one_benefit_is_that_of_eligibility(server: Server) -> None:
    body = {"case": SMALL, "query": "funding", "benefit": "aci_contract", **ON}
    assert places(refused(server, "timeline", body)) == {"/benefit": "ACC411"}
    reply = asked(server, "timeline", body | {"query": "eligibility"})
    assert reply.status_code == 200


def test_an_interview_and_a_proof(server: Server, service: Service) -> None:
    law = service.laws.current.law
    reply = asked(server, "interview", {"case": {}, "query": "funding", "not_known": ["x"], **ON})
    step = law.interview({}, "funding", not_known=["x"], **ON)
    assert reply.content == step.as_json()
    reply = asked(server, "prove", {"case": SMALL, "query": "duties", **ON})
    assert reply.content == law.prove(SMALL, "duties", **ON)


def test_two_cases_are_compared(server: Server, service: Service) -> None:
    other = {"contract": {"signed_on": "2020-02-15"}}
    reply = asked(server, "compare", {"case": SMALL, "other": other, **ON})
    assert reply.content == service.laws.current.law.compare(SMALL, other, **ON).as_json()
    problem = refused(server, "compare", {"case": SMALL, "other": {"contract": {"signed_no": 1}}})
    assert places(problem) == {"/other/contract/signed_no": "ACC301"}


def test_rates_are_exact(server: Server, service: Service) -> None:
    body = EXACT % "0.85"
    given = json.loads(body, parse_float=Decimal)["case"]
    expected = service.laws.current.law.funding(given, **ON, trace=False)
    assert asked(server, "funding", body).content == compact(expected, "none")
    assert asked(server, "funding", EXACT % "0.8500000000000000000000000000001").status_code == 422


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({}, "fr"),
        ({"accept-language": "en-GB,fr;q=0.5"}, "en"),
        ({"accept-language": "de, en;q=0.1"}, "en"),
        ({"accept-language": "en;q=0.2, fr;q=0.8"}, "fr"),
        ({"accept-language": "en;q=x"}, "fr"),
    ],
)
def test_the_language_is_the_one_accepted(
    server: Server, headers: dict[str, str], language: Language
) -> None:
    assert asked(server, "duties", {"case": {}}, **headers).json()["language"] == language
    told = refused(server, "duties", {"cas": {}}, **headers)["title"]
    french = "La demande ne peut pas être lue."
    assert (told == french) == (language == "fr")


def test_the_language_asked_for_is_that_of_findings(server: Server) -> None:
    for lang, start in (("fr", "il faut"), ("en", "a whole number")):
        body = {"case": {"community": {"population": "many"}}, "lang": lang}
        problem = refused(server, "funding", body)
        assert problem["findings"][0]["message"].startswith(start)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"case": {"contract": {"signed_no": 1}}}, {"/case/contract/signed_no": "ACC301"}),
        ({"case": SMALL, "set": {"community.populaton": 1}}, {"/set/community.populaton": "ACC421"}),
        ({"case": SMALL, "set": {"community.population": "x"}}, {"/set/community.population": "ACC302"}),
        ({"case": SMALL, "readings": {"x": "y"}, "on": "2300-01-01"}, {"/readings": "ACC403", "/on": "ACC406"}),
        ({"case": SMALL, "since": "2023-01-02", "until": "2023-01-01"}, {"/until": "ACC406"}),
        ({"case": SMALL, "known_since": "2025-01-01", "known_on": "2024-01-01"}, {"/known_since": "ACC410"}),
    ],
)  # fmt: skip
def test_what_the_law_refuses_is_told_at_the_key_that_it_came_from(
    server: Server, body: dict[str, Any], found: dict[str, str]
) -> None:
    problem = refused(server, "funding", body)
    assert (problem["status"], problem["type"]) == (422, "urn:accord:problem:refused")
    assert places(problem) == found


def test_the_text_of_a_case_has_lines(server: Server) -> None:
    text = "contract:\n  signed_on: 2020-01-15\n  signed_no: 3\n"
    (finding,) = refused(server, "funding", {"case": text, "lang": "en"})["findings"]
    assert (finding["path"], finding["line"], finding["column"]) == ("/case", 3, 3)
    assert finding["hint"] == "did you mean `signed_on`?"


@pytest.mark.parametrize("question", REQUESTS)
def test_a_request_that_cannot_be_read_is_refused(server: Server, question: str) -> None:
    problem = refused(server, question, {"case": {}, "know_on": "2023", "lang": "en"})
    assert problem["type"] == "urn:accord:problem:request"
    assert places(problem)["/know_on"] == "ACC701"
    problem = refused(server, question, '{"case": }', **{"accept-language": "en"})
    assert problem["type"] == "urn:accord:problem:not-json"
    assert problem["findings"][0] == {
        "code": "ACC704",
        "path": "",
        "message": "a value is needed here",
        "hint": "give a text in double quotes, a number, true, false, null, a list or an object.",
        "line": 1,
        "column": 10,
    }


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "application/xml", "x" * 9000]
)
def test_another_type_of_content_is_refused(server: Server, kind: str) -> None:
    reply = server.post("/api/v1/funding", content=b"{}", headers={"content-type": kind})
    assert problem_in(reply)["status"] == 415


def test_a_body_that_is_too_large_is_refused(server: Server) -> None:
    reply = asked(server, "funding", json.dumps({"case": {"name": "x" * (2 << 20)}}))
    assert problem_in(reply)["status"] == 413


@pytest.mark.parametrize("path", ["", "/", "/v1", "/v1/", "/v1/fundings", "/v1/law/a/b/c", "/v2"])
def test_an_address_that_there_is_not_is_a_problem(server: Server, path: str) -> None:
    if path not in ("", "/"):
        assert problem_in(server.get(f"/api{path}"))["status"] == 404
    assert problem_in(server.put(f"/api{path}"))["status"] in (404, 405)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_another_method_is_refused(server: Server, method: str) -> None:
    reply = server.request(method, "/api/v1/funding")
    assert problem_in(reply)["status"] == 405
    assert "POST" in reply.headers["allow"]


def test_a_refusal_is_no_fault_of_the_server(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    refused(server, "funding", {"case": {"contract": {"signed_no": 1}}})
    refused(server, "funding", "{bad")
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


HOSTILE = "<script>alert(1)</script>\x1b[31m\u202ex"


@pytest.mark.parametrize(
    "body",
    [
        {"case": {HOSTILE: 1}},
        {"case": {"community": {"name": HOSTILE}}},
        {"case": {}, HOSTILE: 1},
        {"case": {}, "readings": {HOSTILE: HOSTILE}},
        {"case": {}, "set": {HOSTILE: HOSTILE}},
        {"case": {"corpus": HOSTILE}},
        {"case": f"{json.dumps(HOSTILE)}: 1"},
    ],
)
def test_what_would_command_a_terminal_comes_back_inert(
    server: Server, body: dict[str, Any]
) -> None:
    reply = asked(server, "funding", body)
    problem = problem_in(reply)
    told = " ".join([problem["detail"], *(str(finding) for finding in problem["findings"])])
    assert not [sign for sign in told if sign in "\x1b\u202e"]


def test_a_hostile_name_does_no_harm_in_an_answer(server: Server) -> None:
    body = {"case": {"community": {"name": "<script>x</script>"}}, **ON}
    reply = asked(server, "funding", body)
    assert reply.headers["content-type"] == "application/json"
    assert reply.json()["case"]["name"] == "<script>x</script>"


def test_headers_cannot_be_injected(server: Server) -> None:
    reply = server.get("/api/v1/law/x%0d%0aset-cookie:%20a=b/y")
    assert problem_in(reply)["status"] == 404
    assert "set-cookie" not in reply.headers


@pytest.mark.parametrize(
    "body", [b"", b"\x00", b"\xff", b"null", b"[]", b"3", b'"x"', b"[" * 50_000, b'{"case":' * 9999]
)
def test_no_body_makes_the_server_fail(server: Server, body: bytes) -> None:
    assert 400 <= problem_in(asked(server, "funding", body))["status"] < 500


@pytest.mark.parametrize("question", ["funding", "interview", "prove"])
def test_an_answer_says_which_law_gave_it(server: Server, question: str) -> None:
    body = {"case": {}, **({} if question == "funding" else {"query": "funding"})}
    reply = server.post(f"/api/v1/{question}", json=body)
    assert reply.headers["x-law-digest"] == server.get("/api/v1/law").json()["digest"]
    paths = server.get("/api/v1/openapi.json").json()["paths"]
    operation = next(on["post"] for path, on in paths.items() if path.endswith(f"/{question}"))
    assert "X-Law-Digest" in operation["responses"]["200"]["headers"]


COMMON = {"on": "2023-06-01", "known_on": "2026-01-01", "lang": "en", "case": {}}
CHOSEN = {"readings": {"avenant_2_effect": "signature"}}
SET = {"set": {"community.population": 80000}}


@pytest.mark.parametrize(
    ("question", "more"),
    [
        ("compare", CHOSEN | SET),
        ("nearest", CHOSEN | SET),
        ("prove", CHOSEN | SET | {"query": "eligibility"}),
        ("timeline", CHOSEN | SET | {"query": "funding", "since": "2023-01-01"}),
        ("interview", CHOSEN | {"query": "funding", "until": "2024-01-01"}),
    ],
)
def test_the_other_questions_take_the_keys_that_the_guide_names(
    server: Server, question: str, more: dict[str, Any]
) -> None:
    reply = server.post(f"/api/v1/{question}", json=COMMON | more)
    assert reply.status_code == 200, reply.text


def test_a_comparison_holds_under_the_readings_chosen(server: Server, service: Service) -> None:
    law, case = service.laws.current.law, EXAMPLE.read_text("utf-8")
    chosen = {"avenant_2_effect": "approval"}
    body = {**COMMON, **SET, "case": case, "readings": chosen}
    keywords: dict[str, Any] = {key: COMMON[key] for key in ("on", "known_on", "lang")}
    answer = law.compare(law.case_in(case), settings=SET["set"], readings=chosen, **keywords)
    assert server.post("/api/v1/compare", json=body).json()["amount"] == str(answer.amount)
    assert answer.amount != law.compare(law.case_in(case), settings=SET["set"], **keywords).amount
