"""The law itself: what is served, an article on a day, what changed, its words, its readings.

These answers change with the law alone (or with the day, where none is asked for): they carry a
tag (`ETag`), and whoever has one already is told that it still stands (304).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Final

from litestar import Response, get
from litestar.exceptions import NotFoundException
from msgspec.structs import replace

import accord
from accord.server.api.law_records import law_served, readings_served, vocabulary_served
from accord.server.api.parameters import (
    ArticleParameters,
    CorpusParameters,
    DiffParameters,
    LawParameters,
    parameters_of,
)
from accord.server.api.replies import json_reply
from accord.server.api.schemas import answer_schema, case_schema_of, problem_schema
from accord.server.problems import Refused, findings_of, problem_of
from accord.server.served_law import ServedLaw, corpora_of
from accord.server.service import AnyRequest, service_of
from engine.diagnostics.bilingual import Language
from engine.diagnostics.diagnostic import RefusedInput
from engine.language.model import Corpus
from engine.language.temporal import default_day
from engine.library import one_corpus
from engine.questions.answers.record import Record

_NOT_THERE: Final = frozenset({"ACC405", "ACC409"})
"""The codes that say that there is no such text, article or corpus, or no longer."""


@get("/law")
async def law(request: AnyRequest) -> Response[bytes]:
    """Tell which law is served: its texts, which of them are drafts, its digest."""
    _, language = parameters_of(LawParameters, request)
    served = service_of(request).laws.current

    def told() -> bytes:
        return law_served(served, replace(served.law, _language=language).texts).as_json()

    return await answer_with_tag(request, told, language)


@get("/law/{text:str}")
async def law_text(request: AnyRequest) -> Response[bytes]:
    """Show a text as in force on a day, article by article."""
    return await _article(request, request.path_params["text"])


@get("/law/{text:str}/{article:str}")
async def law_article(request: AnyRequest) -> Response[bytes]:
    """Show an article as in force on a day, with its history."""
    named = request.path_params
    return await _article(request, f"{named['text']}/{named['article']}")


async def _article(request: AnyRequest, name: str) -> Response[bytes]:
    asked, language = parameters_of(ArticleParameters, request)
    current = service_of(request).laws.current.law

    def told() -> bytes:
        answer = current.text(name, on=asked.on, known_on=asked.known_on, lang=language)
        return answer.as_json()

    return await answer_with_tag(request, told, language)


@get("/diff")
async def diff(request: AnyRequest) -> Response[bytes]:
    """Show what changed in the law between two days, by the operation that changed it."""
    asked, language = parameters_of(DiffParameters, request)
    current = service_of(request).laws.current.law

    def told() -> bytes:
        return current.diff(
            asked.earlier,
            asked.later,
            corpus=asked.corpus,
            known_on=asked.known_on,
            lang=language,
        ).as_json()

    return await answer_with_tag(request, told, language)


@get("/vocabulary")
async def vocabulary(request: AnyRequest) -> Response[bytes]:
    """List the words that a case may use, and those of the answers."""
    return await _of_corpora(request, vocabulary_served)


@get("/readings")
async def readings(request: AnyRequest) -> Response[bytes]:
    """List the points that the texts leave open, with their options."""
    return await _of_corpora(request, readings_served)


@get("/schema/case")
async def schema_of_case(request: AnyRequest) -> Response[bytes]:
    """Show the JSON Schema of a case."""
    asked, language = parameters_of(CorpusParameters, request)
    (corpus,) = _asked_about(service_of(request).laws.current, asked.corpus, language, one=True)
    return await answer_with_tag(request, lambda: case_schema_of(corpus), language)


@get("/schema/answer/{question:str}")
async def schema_of_answer(request: AnyRequest) -> Response[bytes]:
    """Show the JSON Schema of the answer to a question."""
    _, language = parameters_of(LawParameters, request)
    schema = answer_schema(request.path_params["question"])
    if schema is None:
        raise NotFoundException
    return await answer_with_tag(request, lambda: schema, language)


@get("/schema/problem")
async def schema_of_problem(request: AnyRequest) -> Response[bytes]:
    """Show the JSON Schema of a problem."""
    _, language = parameters_of(LawParameters, request)
    return await answer_with_tag(request, problem_schema, language)


# --- what they share ------------------------------------------------------------------------------


async def _of_corpora(
    request: AnyRequest, told: Callable[[Iterable[Corpus], Language], Record]
) -> Response[bytes]:
    """Return what is told of the corpus that is named, else of all of them."""
    asked, language = parameters_of(CorpusParameters, request)
    corpora = _asked_about(service_of(request).laws.current, asked.corpus, language)
    return await answer_with_tag(request, lambda: told(corpora, language).as_json(), language)


def _asked_about(
    served: ServedLaw, named: str | None, language: Language, *, one: bool = False
) -> tuple[Corpus, ...]:
    """Return the corpus named, else all of them. Raises `Refused` for an unknown name, and where
    `one` must be chosen.
    """
    corpora = corpora_of(served.law)
    if named is None and not one:
        return tuple(corpora.values())
    try:
        return (one_corpus(corpora, named),)
    except RefusedInput as refused:
        raise _refused(findings_of(refused.diagnostics, language), language) from None


async def answer_with_tag(
    request: AnyRequest, work: Callable[[], bytes], language: Language
) -> Response[bytes]:
    """Return what `work` tells, or that what the client has still stands."""
    service = service_of(request)
    tag = _tag(service.laws.current, request, language)
    headers = {"ETag": tag, "Vary": "Accept-Language", "Cache-Control": "no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers)
    try:
        return json_reply(await service.answering.of(work), headers)
    except accord.RefusedInput as refused:
        raise _refused(refused.findings, language) from None


def _refused(findings: tuple[accord.Finding, ...], language: Language) -> Refused:
    codes = {finding.code for finding in findings}
    kind = "not-found" if codes <= _NOT_THERE else "refused"

    def path(place: str) -> str:
        return "" if place == "article" else f"?{place}"

    return Refused(problem_of(findings, language, kind=kind, path=path))


def _tag(served: ServedLaw, request: AnyRequest, language: Language) -> str:
    """Return what tells this answer from any other: the law, the address, the language, the day."""
    url = request.url
    told = f"{served.digest} {url.path}?{url.query} {language} {default_day()}"
    return f'"{sha256(told.encode()).hexdigest()[:32]}"'


ROUTES: Final = (
    law,
    law_text,
    law_article,
    diff,
    vocabulary,
    readings,
    schema_of_case,
    schema_of_answer,
    schema_of_problem,
)
