"""The page of an answer: the sentence first, then figures, dates and reasons; readings, days and
facts to be changed, with what each changes.
"""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post

from accord.server.pages.agreement import agreement_shown
from accord.server.pages.answered.acts import Acted, Form, acted, kept_in_case, supposed
from accord.server.pages.answered.asked import Reply, reply_to
from accord.server.pages.answered.content import Content, Maker
from accord.server.pages.answered.refusals import refusals_of
from accord.server.pages.drafts import drafts_behind
from accord.server.pages.page import fragment_of, language_in, url_of, visit_of, written
from accord.server.pages.start import start_page
from accord.server.pages.visit import Visit
from accord.server.service import AnyRequest, service_of


@get("/{language:str}/answer/{question:str}")
async def without_a_case(request: AnyRequest) -> Response[bytes]:
    """Show the first page, with the question chosen: nothing was said yet."""
    visit = await visit_of(request, str(request.path_params["question"]))
    return start_page(request, visit, chosen=visit.query)


@post("/{language:str}/answer/{question:str}", status_code=200)
async def answer(request: AnyRequest) -> Response[bytes]:
    """Answer what the visitor asks, after what was done on the page."""
    visit = await visit_of(request, str(request.path_params["question"]))
    form = await request.form()
    typed = {name: tuple(str(value) for value in form.getall(name, [])) for name in form}
    done = acted(visit, typed)
    long = bool(done.opened)
    return await service_of(request).answering.of(
        lambda: _page(request, done, typed), "long" if long else "short"
    )


async def answer_to(request: AnyRequest, visit: Visit) -> Response[bytes]:
    """Return the answer to a visit that was told on another page."""
    done = acted(visit, {})
    return await service_of(request).answering.of(lambda: _page(request, done, {}))


def _page(request: AnyRequest, done: Acted, form: Form) -> Response[bytes]:
    """Return the page, worked out and written."""
    reply = _replied(request, done)
    asked, act = reply.asked, "".join(form.get("do", ())[:1])
    if asked is not None and act == "try":
        done = supposed(asked, done)
        reply = _replied(request, done)
    elif asked is not None and act == "keep" and not reply.findings("settings"):
        done = kept_in_case(asked, done)
        reply = _replied(request, done)
    content = _content(request, reply, done)
    refused = refusals_of(reply)
    served = service_of(request).laws.current
    return written(
        request,
        "answer/page.html",
        done.visit,
        status=200 if content else 422,
        here=f"/answer/{done.visit.query}",
        shown=content,
        refused=refused,
        done=done,
        agreement=agreement_shown(request, asked.corpus if asked else None),
        tried=act == "try",
        behind=drafts_behind(served, reply.answer, language_in(request)),
    )


def _replied(request: AnyRequest, done: Acted) -> Reply:
    law = service_of(request).laws.current.law
    traced = any(name.startswith("why.") or name == "trace" for name in done.opened)
    return reply_to(law, done.visit, language_in(request), trace=traced)


def _content(request: AnyRequest, reply: Reply, done: Acted) -> Content | None:
    if reply.asked is None or reply.answer is None:
        return None
    fragment: Any = fragment_of(request)
    drafts = service_of(request).laws.current.drafts
    return Maker(reply.asked, reply.answer, done, url_of(request), fragment, drafts).content()


ROUTES: Final = (without_a_case, answer)
