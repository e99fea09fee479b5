"""The facts of a case as a form: all that can be said of one, group by group, what the answer needs
first among it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Final

from litestar import Response, route
from litestar.datastructures import FormMultiDict
from msgspec import Struct
from msgspec.structs import replace

from accord.law import Law
from accord.server.pages.agreement import agreement_shown
from accord.server.pages.fields import FIELD, of_templates
from accord.server.pages.interview import put
from accord.server.pages.opened import answer_or_questions
from accord.server.pages.page import form_of, visit_of, written
from accord.server.pages.telling import ASKED_OR_TOLD, told_by
from accord.server.pages.told import Told, told_in
from accord.server.pages.visit import Visit
from accord.server.service import AnyRequest
from accord.server.wording import say
from engine.diagnostics.bilingual import Language
from engine.diagnostics.diagnostic import Diagnostic
from engine.diagnostics.diagnostic import RefusedInput as Refused
from engine.drafting.form import (
    VALUE,
    Block,
    Group,
    Several,
    Typed,
    groups_of,
    label_of,
    rows_typed,
    typed_of,
    with_row,
    without_row,
)
from engine.drafting.form_reading import filled
from engine.drafting.in_words import told_in_words
from engine.whatif.interview import interview
from engine.words.formats import as_printed, upper_first
from engine.words.labels import word_of

THEN: Final = "then"
"""The button that was used: where one goes once the form is kept."""


class Filling(Struct, frozen=True):
    """A form as it stands: the case of the visit, what stands in its fields, and what is wrong."""

    told: Told
    typed: Typed
    wanted: frozenset[str]
    """The facts that the answer still needs."""
    findings: tuple[Diagnostic, ...] = ()
    kept: bool = False
    """Whether what it says is in the case now."""


# --- addresses ------------------------------------------------------------------------------------


@route("/{language:str}/facts/{topic:str}", http_method=ASKED_OR_TOLD, status_code=200)
async def fill_in(request: AnyRequest) -> Response[bytes]:
    """Take what the form says, where it was sent, and go where its button leads."""
    visit, form = await visit_of(request, request.path_params["topic"]), await form_of(request)
    filling = await told_by(request, visit, form, next_filling)
    if isinstance(filling, Response):
        return filling
    then = str(form.get(THEN, ""))
    if filling.kept and then == "interview":
        return await put(request, filling.told.visit, FormMultiDict())
    if filling.kept and then == "answer":
        return await answer_or_questions(request, filling.told.visit)
    return written(
        request,
        "facts/form.html",
        filling.told.visit,
        status=422 if filling.findings else 200,
        here=f"/facts/{visit.query}",
        agreement=agreement_shown(request, filling.told.corpus),
        **_content(filling, _place(form, filling.typed)),
    )


def _place(form: FormMultiDict, typed: Typed) -> str:
    """Return where the visitor is: the row that was added, the list from which one was taken away,
    or the fact to which another page leads.
    """
    added, removed = str(form.get("add", "")), str(form.get("remove", ""))
    if added and added + VALUE in typed:
        return f"{added}:{len(typed[added + VALUE])}"
    if added:
        return f"{added}.{next(reversed(rows_typed(typed, added)), '')}"
    fact, colon, _ = removed.rpartition(":")
    return str(form.get("at", "")) or (fact if colon else removed.rpartition(".")[0])


ROUTES: Final = (fill_in,)


# --- the form -------------------------------------------------------------------------------------


def next_filling(visit: Visit, law: Law, language: Language, form: FormMultiDict) -> Filling:
    """Return the form once what was sent is taken: into the case, where nothing is wrong with it.

    Raises `accord.RefusedInput` when the case or its days cannot be read.
    """
    told = told_in(visit, law, language)
    told.question()
    sent = {
        name.removeprefix(FIELD): [str(text) for text in form.getall(name)]
        for name in form
        if name.startswith(FIELD)
    }
    typed = sent or typed_of(told.tree, told.corpus.vocabulary, language)
    for button, change in (("add", with_row), ("remove", without_row)):
        if form.get(button):
            return replace(_needing(told), typed=change(typed, str(form[button])), findings=())
    if THEN not in form:
        return _needing(told)
    read = filled(typed, told.tree, told.corpus, language)
    if read.facts is None:
        return replace(_needing(told), typed=typed, findings=read.findings)
    after = told if read.tree == told.tree else told.saying(read.facts, read.tree)
    filling = _needing(after)
    if filling.findings:  # it can be read, and no answer can be given to it
        return replace(filling, told=told, typed=typed)
    return replace(filling, kept=True)


def _needing(told: Told) -> Filling:
    """Return the form of a case, with what the answer needs of it; or why there is no answer, at
    the fields that are at fault.
    """
    shown = typed_of(told.tree, told.corpus.vocabulary, told.language)
    facts = filled({}, told.tree, told.corpus, told.language).facts  # its places are the fields
    try:
        state = interview(
            told.corpus,
            told.facts if facts is None else facts,
            told.question(),
            told.visit.query,
            benefit=told.visit.benefit or None,
        )
    except Refused as refusal:
        return Filling(told, shown, frozenset(), refusal.diagnostics)
    return Filling(told, shown, frozenset(asked.fact for asked in state.questions))


# --- what is shown --------------------------------------------------------------------------------


def _content(filling: Filling, at: str) -> dict[str, Any]:
    """Return what the template of a form needs; `at` is the fact, the list or the row that the
    visitor is at.
    """
    told = filling.told
    vocabulary, language = told.corpus.vocabulary, told.language
    groups = groups_of(filling.typed, vocabulary, language)
    errors: dict[str, list[str]] = {}
    listed = []
    for finding in filling.findings:
        name = finding.location.path
        word = word_of(name.partition(":")[0], vocabulary)
        said = told_in_words(finding, word.type if word else "list", vocabulary, language)
        errors.setdefault(name, []).append(said)
        listed.append((f"{FIELD}{name}" if name else "", _of_fact(name, said, told)))
    return {
        **of_templates(language),
        "groups": [(group, *_counts(group, filling.wanted)) for group in groups],
        "wanted": filling.wanted,
        "errors": errors,
        "errors_listed": listed,
        "opened": _opened(groups, [*errors, at], filling.wanted),
        "at": at,
        "holds_error": partial(_holds_error, errors),
        "kept": filling.kept,
        "lost_comments": told.lost_comments,
        "on_day": told.question().on,
        "page": "facts",
    }


def _of_fact(name: str, said: str, told: Told) -> str:
    """Return what is wrong with a field, with what the field is called, once."""
    if not name:
        return said
    language = told.language
    colon = say("interview.colon", language)
    called = as_printed(upper_first(label_of(name, told.corpus.vocabulary, language)), language)
    own = called.partition(" (")[0]
    return f"{called}{colon}{upper_first(said.removeprefix(f'{own}{colon}'))}"


def _opened(
    groups: Sequence[Group], places: Iterable[str], wanted: Collection[str]
) -> frozenset[str]:
    """Return the groups that are open: those of something wrong, of where the visitor is; the first
    one when the answer needs nothing.
    """
    names = {group.name for group in groups}
    first = [] if wanted else [group.name for group in groups[:1]]
    heads = (place.partition(":")[0].partition(".")[0] for place in places if place)
    return frozenset([*first, *(head if head in names else "" for head in heads)])


def _holds_error(errors: Iterable[str], name: str) -> bool:
    """Whether something is wrong within an element or a group of facts."""
    return any(place == name or place.startswith((f"{name}.", f"{name}:")) for place in errors)


def _counts(group: Group, wanted: Collection[str]) -> tuple[int, int]:
    """Return how many facts of a group are given, and how many the answer needs."""
    fields = list(_fields(group.blocks))
    return sum(field.is_given for field in fields), sum(
        any(need == field.name or need.startswith(f"{field.name}.") for field in fields)
        for need in wanted
    )


def _fields(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the fields among blocks, and the collections that say something themselves."""
    for block in blocks:
        yield block
        if isinstance(block, Several):
            for element in block.elements:
                yield from _fields(element.blocks)
