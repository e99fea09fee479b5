"""The description of the API: it is OpenAPI 3.1, says all that there is, and its examples answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from litestar import Litestar
from litestar.routes import ASGIRoute, HTTPRoute
from litestar.testing import TestClient
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource

import accord
from accord.server.api.examples import day_of_examples, example_case
from accord.server.api.openapi import openapi

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path.name for path in (ROOT / "examples").iterdir() if path.is_dir())
Server = TestClient[Litestar]
OTHER = "examples/other_agreement/rulesets"


@pytest.fixture(scope="module")
def described(server: Server) -> dict[str, Any]:
    reply = server.get("/api/v1/openapi.json")
    assert reply.status_code == 200
    document: dict[str, Any] = reply.json()
    return document


def validator(described: dict[str, Any], name: str) -> Draft202012Validator:
    contents = {**described, "$schema": "https://json-schema.org/draft/2020-12/schema"}
    registry = Registry().with_resource("urn:api", Resource.from_contents(contents))
    reference = {"$ref": f"urn:api#/components/schemas/{name}"}
    return Draft202012Validator(reference, registry=registry)


def test_it_is_openapi(described: dict[str, Any]) -> None:
    assert not list(OpenAPIV31SpecValidator(described).iter_errors())


def test_it_says_every_address(server: Server, described: dict[str, Any]) -> None:
    served = {
        (route.path_format.rstrip("/"), method.lower())
        for route in server.app.routes
        for method in ({"POST"} if isinstance(route, ASGIRoute) else getattr(route, "methods", ()))
        if isinstance(route, HTTPRoute | ASGIRoute) and route.path.startswith("/api/v1/")
    }
    served = {(path, method) for path, method in served if method != "options"}
    told = {(path, method) for path, on in described["paths"].items() for method in on}
    assert told == served


def test_every_question_has_its_example(server: Server, described: dict[str, Any]) -> None:
    asked = 0
    for path, on in described["paths"].items():
        for kind, content in on.get("post", {}).get("requestBody", {}).get("content", {}).items():
            example = content["example"]
            body = example if isinstance(example, str) else json.dumps(example)
            reply = server.post(path, content=body, headers={"content-type": kind})
            assert reply.status_code == 200, (path, reply.text)
            if kind == "application/json":
                name = content["schema"]["$ref"].rpartition("/")[2]
                assert not list(validator(described, name).iter_errors(example))
                told = on["post"]["responses"]["200"]["content"]["application/json"]["schema"]
                if "$ref" in told:
                    answer = told["$ref"].rpartition("/")[2]
                    assert not list(validator(described, answer).iter_errors(reply.json())), path
            else:
                assert set(reply.json()) == {"id", "answer"}
            asked += 1
    assert asked == 10


def test_every_address_of_the_law_has_its_example(
    server: Server, described: dict[str, Any]
) -> None:
    for path, on in described["paths"].items():
        if "get" not in on:
            continue
        operation = on["get"]
        parameters = operation["parameters"]
        given = {one["name"]: one["example"] for one in parameters if "example" in one}
        inside = {one["name"]: given.pop(one["name"]) for one in parameters if one["in"] == "path"}
        reply = server.get(path.format(**inside), params=given)
        assert reply.status_code == 200, (path, reply.text)
        told = operation["responses"]["200"]["content"]["application/json"]["schema"]
        if "$ref" in told:
            name = told["$ref"].rpartition("/")[2]
            assert not list(validator(described, name).iter_errors(reply.json())), path


def test_another_agreement_is_described_in_its_own_words() -> None:
    document = openapi(accord.load(OTHER), "/behind")
    assert not list(OpenAPIV31SpecValidator(document).iter_errors())
    assert {"Case.cpts", "Case.velo"} <= set(document["components"]["schemas"])
    assert document["servers"] == [{"url": "/behind"}]


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_example_of_a_case_is_one_that_the_law_answers(example: str) -> None:
    """Also where the law of another agreement, older than the shipped one, is served beside it."""
    law = accord.load(ROOT / "examples" / example / "rulesets")
    case = example_case(law)
    assert case
    on = day_of_examples(law)
    assert law.interview(case, "funding", on=on).query == "funding"


def test_the_law_is_tagged(server: Server) -> None:
    first = server.get("/api/v1/readings", headers={"accept-language": "en"})
    tag = first.headers["etag"]
    again = server.get("/api/v1/readings", headers={"accept-language": "en", "if-none-match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    french = server.get("/api/v1/readings", headers={"accept-language": "fr", "if-none-match": tag})
    assert french.status_code == 200
    assert french.content != first.content


@pytest.mark.parametrize(
    ("path", "status", "found"),
    [
        ("law/aci_2019/400", 404, {"": "ACC405"}),
        ("law/nothing", 404, {"": "ACC405"}),
        ("law/aci_2019/4?on=1990-01-01", 422, {"?on": "ACC401"}),
        ("law?x=1", 400, {"?x": "ACC701"}),
        ("law?lang=de", 400, {"?lang": "ACC702"}),
        ("law?lang=fr&lang=en", 400, {"?lang": "ACC012"}),
        ("law/aci_2019?on=2023", 400, {"?on": "ACC702"}),
        ("diff?earlier=2023-01-01", 400, {"?later": "ACC703"}),
        ("diff?earlier=2023-01-01&later=2022-01-01", 422, {"?earlier": "ACC406"}),
        ("vocabulary?corpus=x", 404, {"?corpus": "ACC405"}),
        ("schema/answer/fundings", 404, {}),
    ],
)
def test_what_is_looked_up_and_is_not_there(
    server: Server, path: str, status: int, found: dict[str, str]
) -> None:
    reply = server.get(f"/api/v1/{path}")
    problem = reply.json()
    assert (reply.status_code, problem["status"]) == (status, status)
    assert {one["path"]: one["code"] for one in problem.get("findings", ())} == found


def test_what_is_told_of_the_law(server: Server) -> None:
    law = server.get("/api/v1/law?lang=en").json()
    assert law["corpora"] == ["cpts"]
    assert {text["id"]: text["draft"] for text in law["texts"]}["avenant_2"] is False
    article = server.get("/api/v1/law/aci_2019/4?on=2023-06-01&known_on=2026-01-01&lang=en")
    expected = accord.load().text("aci_2019/4", on="2023-06-01", known_on="2026-01-01", lang="en")
    assert article.content == expected.as_json()
    words = server.get("/api/v1/vocabulary?corpus=cpts&lang=en").json()["corpora"][0]
    assert "contract.signed_on" in {fact["name"] for fact in words["facts"]}
    assert server.get("/api/v1/schema/case").json()["type"] == "object"
