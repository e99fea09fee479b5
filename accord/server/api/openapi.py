"""The description of the API (OpenAPI 3.1), made of the records of requests, of the schemas of
answers and of the words of the law that is served: nothing of it is written twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Any, Final

from msgspec import Struct, json
from msgspec.json import schema_components

import accord
from accord.server.api.examples import example_case, requests_of
from accord.server.api.parameters import (
    ArticleParameters,
    CorpusParameters,
    DiffParameters,
    LawParameters,
)
from accord.server.api.replies import LAW_HEADER
from accord.server.api.requests import REQUESTS, Requested
from accord.server.api.schemas import answer_schemas, problem_schema
from accord.server.limits import Limits
from accord.server.problems import KINDS, MEDIA_TYPE, TYPES
from accord.server.served_law import corpora_of
from engine.cases.case_schema import case_schema

PREFIX: Final = "/api/v1"
Described = dict[str, Any]
_REF: Final = "#/components/schemas/{name}"
_REFUSALS: Final[Mapping[int, str]] = {
    400: "What was sent is not JSON, or does not have the keys that it should have.",
    404: "There is no such text, article or question, or not on that day.",
    413: "The body is too large.",
    415: "The content is not of the type that is read here.",
    422: "The law refuses the case or the question; each finding says where, why and what to do.",
    429: "Too many requests come from there.",
    500: "The server has failed.",
    503: "The server is busy: ask again later.",
    504: "The answer takes too long.",
}
_OF_POST: Final = (400, 413, 415, 422, 429, 500, 503, 504)
_OF_GET: Final = (400, 404, 422, 429, 500, 503, 504)
_NAMED: Final = re.compile(r"\{(\w+)\}")
_TAG: Final = {
    "description": "What tells this answer from any other: send it as `If-None-Match`.",
    "schema": {"type": "string"},
}

_DIGEST: Final = {
    "description": "Which law gave the answer: the digest that `/api/v1/law` gives.",
    "schema": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
}
_STANDS: Final = {"description": "What you have still stands.", "headers": {"ETag": _TAG}}


class Looked(Struct, frozen=True):
    """What is looked up by `GET`: its address, its parameters, what is told, and what it is for."""

    path: str
    kind: type[Requested]
    told: str
    says: str


_LOOKED: Final = (
    Looked("/law", LawParameters, "law", "Which law is served: its texts, drafts, digest"),
    Looked("/law/{text}", ArticleParameters, "text", "A text as in force on a day"),
    Looked("/law/{text}/{article}", ArticleParameters, "text", "An article as in force on a day"),
    Looked("/diff", DiffParameters, "diff", "What changed in the law between two days"),
    Looked("/vocabulary", CorpusParameters, "vocabulary", "The words of a case and of an answer"),
    Looked("/readings", CorpusParameters, "readings", "The points that the texts leave open"),
    Looked("/schema/case", CorpusParameters, "", "The JSON Schema of a case"),
    Looked("/schema/answer/{question}", LawParameters, "", "The JSON Schema of an answer"),
    Looked("/schema/problem", LawParameters, "", "The JSON Schema of a problem"),
)


def openapi(law: accord.Law, root_path: str = "", limits: Limits | None = None) -> Described:
    """Return the description of the API that answers with a law, as OpenAPI 3.1."""
    case, in_path = example_case(law), _in_path(law)
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "accord",
            "version": version("accord"),
            "summary": "The law as data that answers, with the article for each sum and each date.",
            "description": "Money is a string of euros, a day is `2023-06-01`; what is left out of "
            "a case is unknown, never zero and never false. Nothing that is asked is kept. Answers "
            "and problems are in French or in English (`lang`, else `Accept-Language`).",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": root_path or "/"}],
        "security": [],
        "tags": [
            {"name": "case", "description": "Questions about a case"},
            {"name": "law", "description": "The law itself"},
            {"name": "description", "description": "What goes in and what comes out"},
        ],
        "paths": {
            **{
                f"{PREFIX}/{question}": {"post": _question(question, example)}
                for question, example in requests_of(law, case).items()
            },
            f"{PREFIX}/batch": {"post": _batch(case, limits or Limits())},
            **{
                f"{PREFIX}{looked.path}": {"get": _look(looked, law, in_path)} for looked in _LOOKED
            },
            f"{PREFIX}/openapi.json": {"get": _itself(law)},
        },
        "components": {"schemas": _schemas(law), "responses": dict(_responses())},
    }


# --- addresses ------------------------------------------------------------------------------------


def _question(question: str, example: Any) -> Described:
    kind = REQUESTS[question]
    return {
        "operationId": question,
        "summary": _first_line(kind),
        "tags": ["case"],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": _ref(kind.__name__), "example": example},
            },
        },
        "responses": {
            "200": {**_answered(question), "headers": {LAW_HEADER: _DIGEST}},
            **_refusals(_OF_POST),
        },
    }


def _answered(told: str) -> Described:
    """Return the reply that is an answer of a kind; any object where it has no schema."""
    schema = _ref(answer_name(told)) if told in answer_schemas() else {"type": "object"}
    return {"description": "The answer.", "content": {"application/json": {"schema": schema}}}


def _batch(case: Any, limits: Limits) -> Described:
    line = json.encode({"id": 1, "question": "eligibility", "case": case}).decode()
    lines = "application/x-ndjson"
    text = {"type": "string"}
    return {
        "operationId": "batch",
        "summary": "One request a line, one answer a line, in the same order",
        "description": "A line is the request of a question, with the question under `question` "
        "and, if you like, a text or a whole number under `id`. Its answer is a line `{id, "
        "answer}`, or `{id, line, problem}` with the rank of the line; the next lines are answered "
        "all the same. An empty line is passed over. A line is read once the answer before it is "
        "taken: read while you write. "
        f"A line may hold {limits.line} bytes; a batch has no limit.",
        "tags": ["case"],
        "requestBody": {
            "required": True,
            "content": {lines: {"schema": text, "example": f"{line}\n"}},
        },
        "responses": {
            "200": {"description": "The answers.", "content": {lines: {"schema": text}}},
            **_refusals((415, 429, 500, 503)),
        },
    }


def _look(looked: Looked, law: accord.Law, in_path: Mapping[str, Described]) -> Described:
    reply = {**_answered(looked.told), "headers": {"ETag": _TAG}}
    return {
        "operationId": "_".join(part.strip("{}") for part in looked.path.split("/") if part),
        "summary": looked.says,
        "tags": ["law" if looked.told else "description"],
        "parameters": [
            *(in_path[name] for name in _NAMED.findall(looked.path)),
            *_in_query(looked.kind, law),
        ],
        "responses": {
            "200": reply,
            "304": _STANDS,
            **_refusals(_OF_GET),
        },
    }


def _itself(law: accord.Law) -> Described:
    reply = {**_answered(""), "headers": {"ETag": _TAG}}
    return {
        "operationId": "openapi",
        "summary": "This description",
        "tags": ["description"],
        "parameters": [*_in_query(LawParameters, law)],
        "responses": {"200": reply, "304": _STANDS, **_refusals(_OF_GET)},
    }


def _in_path(law: accord.Law) -> Mapping[str, Described]:
    """Return what addresses name, by its name, with an example of each."""
    first = law.texts[0].id
    article = law.text(first).articles[0].number
    any_name = {"type": "string", "minLength": 1, "pattern": "^[^/]+$"}
    question = {"type": "string", "enum": [*answer_schemas()]}
    named = (
        ("text", any_name, "The id of a text (`/law`).", first),
        ("article", any_name, "The number of an article.", article),
        ("question", question, "A question.", "funding"),
    )
    return {
        name: {
            "name": name,
            "in": "path",
            "required": True,
            "schema": schema,
            "description": description,
            "example": example,
        }
        for name, schema, description, example in named
    }


def _in_query(kind: type[Requested], law: accord.Law) -> Iterator[Described]:
    _, components = schema_components([kind], ref_template=_REF)
    schema = components[kind.__name__]
    days = [text.in_force_from.isoformat() for text in law.texts if text.in_force_from]
    examples = {"earlier": min(days, default=None), "later": max(days, default=None)}
    for name, told in schema["properties"].items():
        required = name in schema.get("required", ())
        description = told.get("description", "")
        parameter = {"name": name, "in": "query", "required": required, "description": description}
        parameter["schema"] = _without_null(told)
        if examples.get(name):
            parameter["example"] = examples[name]
        yield parameter


def _without_null(schema: Described) -> Described:
    """Return a schema of what an address can say: a parameter is there or not, never null."""
    kinds = schema.get("anyOf", [schema])
    (kind,) = [kind for kind in kinds if kind.get("type") != "null"]
    return {key: told for key, told in kind.items() if key not in ("description", "default")}


def _refusals(statuses: tuple[int, ...]) -> Described:
    return {str(status): {"$ref": f"#/components/responses/{status}"} for status in statuses}


# --- components -----------------------------------------------------------------------------------


def answer_name(question: str) -> str:
    """Return the name of the schema of an answer."""
    return f"{question.capitalize()}Answer"


def _responses() -> Iterator[tuple[str, Described]]:
    for status, says in _REFUSALS.items():
        kinds = [f"`{TYPES}{name}`" for name, kind in KINDS.items() if kind.status == status]
        response: Described = {
            "description": f"{says} Its `type` is {' or '.join(kinds)}.",
            "content": {MEDIA_TYPE: {"schema": _ref("Problem")}},
        }
        if status in (429, 503):
            seconds = {"type": "integer", "minimum": 1}
            told = "After how many seconds to ask again."
            response["headers"] = {"Retry-After": {"description": told, "schema": seconds}}
        yield str(status), response


def _schemas(law: accord.Law) -> Described:
    schemas: Described = {}
    held: Described = {}
    for question, schema in answer_schemas().items():
        _add(schemas, held, answer_name(question), json.decode(schema))
    _add(schemas, held, "Problem", json.decode(problem_schema()))
    corpora = corpora_of(law)
    for name, corpus in corpora.items():
        _add(schemas, held, f"Case.{name}", case_schema(corpus.vocabulary))
    schemas["Case"] = {"anyOf": [_ref(f"Case.{name}") for name in corpora]}
    _, requests = schema_components(REQUESTS.values(), ref_template=_REF)
    for name, schema in requests.items():
        for key in ("case", "other"):
            if key in schema["properties"]:
                schema["properties"][key]["anyOf"][0] = _ref("Case")
        schemas[name] = schema
    return schemas


def _add(schemas: Described, held: Described, name: str, schema: Described) -> None:
    """Add a schema under a name, and those that it holds beside it: `held` has these as they were
    written, for several answers hold the same ones.
    """
    inner = schema.pop("$defs", {})
    names = {
        own: own if held.get(own, part) == part else f"{name}.{own}" for own, part in inner.items()
    }
    for own, part in inner.items():
        held.setdefault(own, part)
        schemas[names[own]] = _moved(part, names)
    plain = {key: part for key, part in schema.items() if key not in ("$schema", "$id")}
    schemas[name] = _moved(plain, names)


def _moved(schema: Any, names: Mapping[str, str]) -> Any:
    """Return a schema whose references lead to where the schemas beside it now are."""
    if isinstance(schema, list):
        return [_moved(part, names) for part in schema]
    if not isinstance(schema, dict):
        return schema
    moved = {key: _moved(part, names) for key, part in schema.items()}
    if isinstance(reference := schema.get("$ref"), str):
        moved["$ref"] = _REF.format(name=names[reference.removeprefix("#/$defs/")])
    return moved


def _ref(name: str) -> Described:
    return {"$ref": _REF.format(name=name)}


def _first_line(kind: type) -> str:
    return (kind.__doc__ or "").strip().splitlines()[0]
