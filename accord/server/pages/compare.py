"""Two variants side by side: the case and the same with what is supposed, or two cases."""

from __future__ import annotations

from typing import Final

from litestar import Response, get, post
from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

import accord
from accord.server.pages.answered.asked import Answered, Asked, Refused, Reply, reply_to
from accord.server.pages.answered.drawing import Drawer, SectionShown
from accord.server.pages.answered.refusals import Refusal, refusals_of
from accord.server.pages.answered.sides import (
    Figure,
    both_by_period,
    compared,
    figures,
    lead_of,
)
from accord.server.pages.given import Given, file_in, only_case
from accord.server.pages.page import language_in, url_of, visit_of, written
from accord.server.pages.visit import Visit
from accord.server.service import AnyRequest, service_of
from accord.server.wording import say
from engine.render.pages import parts_of


class Variant(Struct, frozen=True):
    """One side: what it is called, the first sentences of its answer, or why it has none."""

    label: str
    lead: tuple[str, ...]
    refused: tuple[Refusal, ...]


class Comparing(Struct, frozen=True):
    """The page of a comparison."""

    variants: tuple[Variant, Variant]
    figures: tuple[Figure, ...]
    chart: Markup
    lead: tuple[str, ...]
    sections: tuple[SectionShown, ...]


@get("/{language:str}/compare")
async def nothing_to_compare(request: AnyRequest) -> Response[bytes]:
    """Show what can be compared: nothing was said yet."""
    return _page(request, await visit_of(request), None)


@post("/{language:str}/compare", status_code=200)
async def compare(request: AnyRequest) -> Response[bytes]:
    """Compare the case with another, or with itself as it is supposed."""
    visit, form = await visit_of(request), await request.form()
    carried = Given(str(form.get("other_name", "")), str(form.get("other", "")).encode())
    given = await file_in(form, "other_file") or carried

    def work() -> Response[bytes]:
        law, language = service_of(request).laws.current.law, language_in(request)
        if not given.content.strip() and not visit.settings:
            return _page(request, visit, None)
        first = reply_to(law, replace(visit, settings=()), language)
        if not given.content.strip():
            shown = _shown(request, first, reply_to(law, visit, language), other=False)
            return _page(request, visit, shown)
        try:
            other = only_case(replace(visit, settings=()), given, law, language)
        except accord.RefusedInput as refusal:
            second = Reply(None, None, (Refused("case", refusal.findings),))
            return _page(request, visit, _shown(request, first, second, other=True))
        second = reply_to(law, other, language)
        return _page(request, visit, _shown(request, first, second, other=True), other)

    return await service_of(request).answering.of(work, "long" if given.is_table else "short")


def _page(
    request: AnyRequest, visit: Visit, shown: Comparing | None, other: Visit | None = None
) -> Response[bytes]:
    """Write the page; the next form carries the case of `other`."""
    return written(request, "compare/page.html", visit, shown=shown, other=other or Visit())


def _shown(request: AnyRequest, first: Reply, second: Reply, *, other: bool) -> Comparing:
    """Return two answers side by side; `other`: they are of two cases."""
    language = language_in(request)
    labels = (
        say("compare.first", language),
        say("compare.second" if other else "compare.supposed", language),
    )
    both = (_variant(labels[0], first), _variant(labels[1], second))
    if first.asked is None or second.asked is None or not (first.answer and second.answer):
        return Comparing(both, (), Markup(), (), ())
    return _compared(request, both, (first.asked, second.asked), (first.answer, second.answer),
                     other=other)  # fmt: skip


def _variant(label: str, reply: Reply) -> Variant:
    refused = tuple(each for at in refusals_of(reply).values() for each in at)
    if reply.asked is None or reply.answer is None:
        return Variant(label, (), refused)
    return Variant(label, lead_of(reply.asked.pen(), reply.answer), refused)


def _compared(
    request: AnyRequest,
    variants: tuple[Variant, Variant],
    asked: tuple[Asked, Asked],
    answers: tuple[Answered, Answered],
    *,
    other: bool,
) -> Comparing:
    """Return the figures of both sides, and what causes each difference."""
    first, second = asked
    pen = first.pen()
    answer = compared(first, second) if other else compared(second, None)
    drawer = Drawer(first, answer.on, url_of(request))
    lead, sections = drawer.plain(parts_of(answer, pen).body, "d")
    bars = both_by_period(pen, *answers, (variants[0].label, variants[1].label))
    return Comparing(variants, figures(pen, *answers), drawer.drawn(bars, "b"), lead, sections)


ROUTES: Final = (nothing_to_compare, compare)
