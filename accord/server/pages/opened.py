"""Opening a case: a file, a text that was pasted, an example; a table of one community or of
several.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from msgspec.structs import replace

import accord
from accord.server.pages.answer import answer_to
from accord.server.pages.given import Given, cases_of, file_in
from accord.server.pages.interview import next_step, put
from accord.server.pages.page import language_in, visit_of, written
from accord.server.pages.start import examples_of
from accord.server.pages.unreadable import said_of, unreadable
from accord.server.pages.visit import QUERIES, Visit
from accord.server.service import AnyRequest, service_of
from accord.server.wording import say


@get("/{language:str}/open")
async def ask(request: AnyRequest) -> Response[bytes]:
    """Ask for a file, a text or an example."""
    return _ask(request, await visit_of(request))


@post("/{language:str}/open")
async def opened(request: AnyRequest) -> Response[bytes]:
    """Open what was given, and answer it where it says enough."""
    visit, form = await visit_of(request), await request.form()
    given = await _given(request, form)
    if not given.content.strip():
        return _ask(request, visit, error=True)
    if given.is_table:
        return await _table(request, visit, given)
    return await answer_or_questions(
        request, replace(visit, case=given.text, name=given.name), given.content
    )


async def answer_or_questions(
    request: AnyRequest, visit: Visit, content: bytes | None = None
) -> Response[bytes]:
    """Write the page that comes after a case is there: the answer where something of it is certain,
    else the question that is asked first. `content` is the case as it was sent.
    """
    service, language = service_of(request), language_in(request)
    law = service.laws.current.law
    name = visit.name or "case"

    def begins_with_questions() -> bool:
        if content is not None:
            law.case_in(content, name=name, lang=language)
        state = next_step(visit, law, language, FormMultiDict()).state
        return bool(state.questions) and not state.certain

    try:
        to_ask = await service.answering.of(begins_with_questions)
    except accord.RefusedInput as refusal:
        return unreadable(request, visit, refusal)
    return await put(request, visit, FormMultiDict()) if to_ask else await answer_to(request, visit)


def _ask(request: AnyRequest, visit: Visit, *, error: bool = False) -> Response[bytes]:
    return written(
        request,
        "opened/ask.html",
        visit,
        status=422 if error else 200,
        here="/open",
        error=error,
        examples=[
            (example.file, example.name)
            for example in examples_of(service_of(request).laws.current)
        ],
        options=[(query, say(f"query.{query}", language_in(request))) for query in QUERIES],
    )


async def _given(request: AnyRequest, form: FormMultiDict) -> Given:
    file = await file_in(form, "file")
    if file is not None:
        return file
    text = str(form.get("text", ""))
    if text.strip():
        return Given(str(form.get("name", "")), text.replace("\r\n", "\n").encode())
    asked = str(form.get("example", ""))
    examples = examples_of(service_of(request).laws.current)
    chosen = next((example for example in examples if example.file == asked), None)
    return Given() if chosen is None else Given(chosen.file, chosen.text.encode())


# --- tables ---------------------------------------------------------------------------------------


async def _table(request: AnyRequest, visit: Visit, given: Given) -> Response[bytes]:
    """Open the one case of a table; offer those that it has where it has several."""
    service, language = service_of(request), language_in(request)
    read = partial(cases_of, visit, given, service.laws.current.law, language)
    try:
        offered, count = await service.answering.of(read, "long")
    except accord.RefusedInput as refusal:
        return unreadable(request, replace(visit, case="", name=given.name), refusal)
    if len(offered) == 1 and not offered[0].findings:
        return await answer_or_questions(request, offered[0].visit)
    if len(offered) == 1:
        wrong = accord.RefusedInput(offered[0].findings)
        return unreadable(request, replace(visit, case="", name=given.name), wrong)
    return written(
        request,
        "opened/several.html",
        visit,
        here="/open",
        offered=offered,
        count=count,
        file=given.name,
        said_of=said_of,
    )


ROUTES: Final = (ask, opened)
