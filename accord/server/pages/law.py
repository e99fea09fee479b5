"""The pages of the law: its texts, each article in its versions, the readings, the words.

They are of the law alone, so they are the same for every visitor: what was written last is kept,
and a browser that has a page asks only whether it is still the same.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Any, Final, TypeAlias

from litestar import Response, route
from msgspec import Struct

from accord.server.pages.drafts import faults_of
from accord.server.pages.law_shown import (
    Days,
    LawView,
    nearest_texts,
    view_of_text,
)
from accord.server.pages.page import here_in, language_in, visit_of, written
from accord.server.pages.telling import ASKED_OR_TOLD
from accord.server.pages.vocabulary_shown import Vocabulary
from accord.server.served_law import ServedLaw, corpora_of
from accord.server.service import AnyRequest, service_of
from accord.server.wording import say
from engine.diagnostics.bilingual import Language
from engine.diagnostics.diagnostic import RefusedInput
from engine.language.temporal import default_day, parse_date

_MOST_KEPT: Final = 128
_DAYS: Final = ("on", "known_on", "from", "to")
_KEPT: OrderedDict[tuple[object, ...], tuple[bytes, str]] = OrderedDict()
"""The pages written last, with the tag of each."""


class Shown(Struct, frozen=True):
    """What a page is written of: its template, what that needs, the status of the reply."""

    template: str
    content: dict[str, Any]
    status: int = 200


Show: TypeAlias = Callable[[ServedLaw, Language], Shown]


@route("/{language:str}/law", http_method=ASKED_OR_TOLD, status_code=200)
async def texts(request: AnyRequest) -> Response[bytes]:
    """Show the texts of each corpus, with what is known of each today."""

    def show(served: ServedLaw, language: Language) -> Shown:
        listed = []
        for corpus in corpora_of(served.law).values():
            view = LawView(served, corpus, language)
            listed.append([view.text(text) for text in corpus.texts.values()])
        return Shown("law/index.html", {"corpora": listed})

    return await _answered(request, show)


@route("/{language:str}/law/readings", http_method=ASKED_OR_TOLD, status_code=200)
async def readings(request: AnyRequest) -> Response[bytes]:
    """Show each point that the texts leave open, with its options."""

    def show(served: ServedLaw, language: Language) -> Shown:
        listed = [
            [*LawView(served, corpus, language).readings()]
            for corpus in corpora_of(served.law).values()
        ]
        return Shown("law/readings.html", {"corpora": listed})

    return await _answered(request, show)


@route("/{language:str}/law/vocabulary", http_method=ASKED_OR_TOLD, status_code=200)
async def vocabulary(request: AnyRequest) -> Response[bytes]:
    """Show each word that a case and a condition may use."""

    def show(served: ServedLaw, language: Language) -> Shown:
        listed = [
            [*Vocabulary(LawView(served, corpus, language)).families()]
            for corpus in corpora_of(served.law).values()
        ]
        return Shown("law/vocabulary.html", {"corpora": listed})

    return await _answered(request, show)


@route("/{language:str}/law/{text:str}", http_method=ASKED_OR_TOLD, status_code=200)
async def text(request: AnyRequest) -> Response[bytes]:
    """Show a text: its dates, its articles, what it amends, where it was read."""
    name = str(request.path_params["text"])

    def show(served: ServedLaw, language: Language) -> Shown:
        view = view_of_text(served, name, language)
        if view is None:
            nearest = nearest_texts(served, name, language)
            return _not_there(name, nearest)
        known = view.corpus.texts[name]
        content = {
            "text": view.text(known),
            "identifiers": view.identifiers(known),
            "dates": view.dates(known),
            "articles": view.articles(known),
            "operations": view.operations(known),
            "documents": view.documents(dict.fromkeys(known.documents, ())),
        }
        return Shown("law/text.html", content)

    return await _answered(request, show)


@route("/{language:str}/law/{text:str}/{article:str}", http_method=ASKED_OR_TOLD, status_code=200)
async def article(request: AnyRequest) -> Response[bytes]:
    """Show an article: as in force on a day, its versions, two of them side by side, what stands on
    it.
    """
    name, number = (str(request.path_params[part]) for part in ("text", "article"))
    typed = {day: str(request.query_params.get(day, "")).strip() for day in _DAYS}

    def show(served: ServedLaw, language: Language) -> Shown:
        days, wrong = _days_of(typed, language)
        view = view_of_text(served, name, language, days.known_on)
        if view is None:
            return _not_there(name, nearest_texts(served, name, language))
        key = (name, number)
        if key not in view.law.keys[name]:
            whole = view_of_text(served, name, language)
            known = whole is not None and key in whole.law.keys[name]
            return _not_there(number, view.nearest(name, number), view, name, later=known)
        content = view.article(key, days) | {"typed": typed, "wrong": wrong}
        return Shown("law/article.html", content, 422 if wrong else 200)

    return await _answered(request, show)


def _not_there(
    name: str,
    nearest: object,
    view: LawView | None = None,
    text: str = "",
    *,
    later: bool = False,
) -> Shown:
    """Say that there is no such text or article, with the nearest names; `later`: there is one,
    of what is published after the day of knowledge.
    """
    short = view.short(text) if view else ""
    content = {"name": name, "nearest": nearest, "text": text, "short": short, "later": later}
    return Shown("law/not_there.html", content, 404)


def _days_of(typed: dict[str, str], language: Language) -> tuple[Days, list[tuple[str, str]]]:
    """Return the days asked for, and what is wrong with those that are none, by field."""
    days: dict[str, date | None] = {}
    wrong = []
    for name, written_day in typed.items():
        try:
            days[name] = parse_date(written_day) if written_day else None
        except ValueError:
            days[name] = None
            wrong.append((name, say("law.no_day", language, typed=written_day[:40])))
    return Days(days["on"], days["known_on"], days["from"], days["to"]), wrong


# --- what was written is kept ---------------------------------------------------------------------


async def _answered(request: AnyRequest, show: Show) -> Response[bytes]:
    """Write a page of the law, or give the one that was written before."""
    service, language = service_of(request), language_in(request)
    served = service.laws.current
    # who writes a text is told what is wrong with it now
    alone = request.method == "GET" and not faults_of(service, language)
    key = (
        served.digest,
        default_day(),
        service.options.root_path,
        language,
        here_in(request, language),
    )
    kept = _KEPT.get(key) if alone else None
    if kept is None:
        shown = await service.answering.of(lambda: _shown(show, served, language))
        visit = await visit_of(request)
        page = written(request, shown.template, visit, status=shown.status, **shown.content)
        if not alone or shown.status != 200:
            return page
        kept = page.content, f'"{sha256(page.content).hexdigest()[:24]}"'
        _keep(key, kept)
    content, tag = kept
    headers = {"etag": tag, "cache-control": "no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers)
    return Response(content, media_type="text/html", headers=headers)


def _shown(show: Show, served: ServedLaw, language: Language) -> Shown:
    """Return what a page shows; where an amendment could not be applied, why."""
    try:
        return show(served, language)
    except RefusedInput as refused:
        findings = [
            (finding.message.in_language(language), finding.hint.in_language(language))
            for finding in refused.diagnostics
        ]
        return Shown("law/refused.html", {"findings": findings}, 422)


def _keep(key: tuple[object, ...], page: tuple[bytes, str]) -> None:
    _KEPT[key] = page
    while len(_KEPT) > _MOST_KEPT:
        _KEPT.popitem(last=False)


ROUTES: Final = (texts, readings, vocabulary, text, article)
