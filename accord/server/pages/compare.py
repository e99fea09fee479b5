"""Two variants side by side: the case and the same with what is supposed, or two cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from accord.server.pages.answered.asked import Answered, Asked, Reply, reply_to
from accord.server.pages.answered.drawing import Drawer, SectionShown
from accord.server.pages.answered.refusals import Refusal, refusals_of
from accord.server.pages.answered.sides import (
    Figure,
    both_by_period,
    compared,
    figures,
    lead_of,
)
from accord.server.pages.page import AnyRequest, language_in, url_of, visit_of, written
from accord.server.pages.visit import Visit
from accord.server.service import service_of
from accord.server.wording import say
from engine.render.pages import parts_of

_OTHER: Final = "other"
"""The field that holds the text of the second case."""


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
    visit = await visit_of(request)
    return written(request, "compare/page.html", visit, shown=None, other="", other_name="")


@post("/{language:str}/compare", status_code=200)
async def compare(request: AnyRequest) -> Response[bytes]:
    """Compare the case with another, or with itself as it is supposed."""
    visit = await visit_of(request)
    form = await request.form()
    other, name = await _other_in(form)

    def work() -> Response[bytes]:
        shown = _shown(request, visit, other, name) if other or visit.settings else None
        content: Mapping[str, Any] = {"shown": shown, "other": other, "other_name": name}
        return written(request, "compare/page.html", visit, **content)

    return await service_of(request).answering.of(work)


async def _other_in(form: Mapping[str, Any]) -> tuple[str, str]:
    """Return the text and the name of the second case: of a file that was chosen, else as it was
    given before.
    """
    chosen = form.get("other_file")
    if isinstance(chosen, UploadFile) and chosen.filename:
        content = await chosen.read()
        return content.decode("utf-8-sig", errors="replace"), chosen.filename
    return str(form.get(_OTHER, "")), str(form.get("other_name", ""))


def _shown(request: AnyRequest, visit: Visit, other: str, name: str) -> Comparing:
    law, language = service_of(request).laws.current.law, language_in(request)
    first = reply_to(law, replace(visit, settings=()), language)
    second = reply_to(
        law,
        replace(visit, case=other, name=name, settings=()) if other else visit,
        language,
    )
    labels = (
        say("compare.first", language),
        say("compare.second" if other else "compare.supposed", language),
    )
    variants = tuple(
        _variant(label, reply) for label, reply in zip(labels, (first, second), strict=True)
    )
    both = (variants[0], variants[1])
    if first.asked is None or second.asked is None or not (first.answer and second.answer):
        return Comparing(both, (), Markup(), (), ())
    return _compared(request, both, (first.asked, second.asked), (first.answer, second.answer),
                     other=bool(other))  # fmt: skip


def _variant(label: str, reply: Reply) -> Variant:
    refused = tuple(each for found in refusals_of(reply).values() for each in found)
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
