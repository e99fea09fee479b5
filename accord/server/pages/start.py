"""The first page: what do you want to know? A question, a file, or an example to begin with."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from litestar import Response, get, post
from litestar.response import Redirect
from msgspec import Struct

from accord.findings import RefusedInput
from accord.server.languages import language_wanted
from accord.server.pages.about import read_of
from accord.server.pages.language import COOKIE
from accord.server.pages.page import address, language_in, prepare_shell, visit_of, written
from accord.server.pages.visit import QUERIES, Query, Visit
from accord.server.served_law import ServedLaw
from accord.server.service import AnyRequest, service_of
from accord.server.wording import say
from engine.library import shipped


class Example(Struct, frozen=True):
    """A case that comes with the package."""

    corpus: str
    """The body of law that it is a case of."""
    name: str
    file: str
    text: str


@get("/", sync_to_thread=False)
def in_a_language(request: AnyRequest) -> Redirect:
    """Choose the language of the pages: the one chosen before, else the first that the browser asks
    for, else French.
    """
    chosen = request.cookies.get(COOKIE)
    accepted = request.headers.get("accept-language", "")
    language = chosen if chosen in ("fr", "en") else language_wanted(accepted)
    return Redirect(address(service_of(request).options.root_path, language), status_code=303)


@get("/{language:str}/")
async def start(request: AnyRequest) -> Response[bytes]:
    """Ask what the visitor wants to know."""
    return start_page(request, await visit_of(request))


@post("/{language:str}/", status_code=200)
async def start_again(request: AnyRequest) -> Response[bytes]:
    """Ask it of a visitor who has said something already."""
    return start_page(request, await visit_of(request))


def start_page(
    request: AnyRequest, visit: Visit, *, chosen: Query | None = None
) -> Response[bytes]:
    """Return the first page; `chosen` is a question that the visitor has chosen already."""
    law, language = service_of(request).laws.current, language_in(request)
    return written(
        request,
        "start.html",
        visit,
        chosen=chosen,
        read=read_of(law, language),
        examples=examples_of(law),
        questions=[(query, say(f"query.{query}", language)) for query in QUERIES],
        name=_name_of(visit, law),
        here="/",
    )


def prepare(law: ServedLaw) -> None:
    """Work out what the first page shows of a law, for the first visitor to wait less."""
    examples_of(law)
    read_of(law, "fr")
    read_of(law, "en")
    prepare_shell()


@lru_cache(maxsize=4)
def examples_of(law: ServedLaw) -> tuple[Example, ...]:
    """Return the cases that come with the package, of the bodies of law that are loaded."""
    return tuple(_examples(law))


def _examples(law: ServedLaw) -> Iterator[Example]:
    for file in sorted(shipped("examples").glob("*.yaml")):
        text = file.read_text("utf-8")
        try:
            case = law.law.case_in(text, name=file.name)
        except RefusedInput:  # of a body of law that is not loaded, or of another version of it
            continue
        yield Example(case.corpus, case.name or file.stem, file.name, text)


def _name_of(visit: Visit, law: ServedLaw) -> str:
    """Return what the case of a visit is called; "" where it has no name, or cannot be read."""
    try:
        return (visit.case_in(law.law, "fr").name if visit.case else None) or visit.name
    except RefusedInput:
        return visit.name


ROUTES: Final = (in_a_language, start, start_again)
