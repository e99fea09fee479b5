"""The interview: one question at a time, in the order that the engine computes; what is certain
already, and what has been said, beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final, TypeAlias

from litestar import Response, route
from litestar.datastructures import FormMultiDict
from msgspec import Struct
from msgspec.structs import replace

import accord
from accord.findings import refusals
from accord.law import Law
from accord.server.pages.agreement import agreement_shown
from accord.server.pages.fields import FIELD, input_of, of_templates
from accord.server.pages.page import form_of, visit_of, written
from accord.server.pages.telling import ASKED_OR_TOLD, told_by
from accord.server.pages.told import Told, told_in
from accord.server.pages.visit import Visit
from accord.server.service import AnyRequest
from accord.server.wording import say
from engine.diagnostics.bilingual import Language
from engine.diagnostics.diagnostic import Diagnostic, Location
from engine.diagnostics.diagnostic import RefusedInput as Refused
from engine.drafting.asked import (
    NOTHING_GIVEN,
    by_outcome,
    given,
    replied,
)
from engine.drafting.case_file import unit_of
from engine.drafting.form import Block, Several, Typed, groups_of, typed_of, with_row, without_row
from engine.drafting.form_reading import filled
from engine.drafting.in_words import told_in_words
from engine.language.model import Vocabulary
from engine.language.temporal import parse_date
from engine.questions.answers.interview import Interview, QuestionToAsk
from engine.whatif.interview import asked_again, interview
from engine.words.formats import as_printed, long_date, upper_first
from engine.words.labels import display, element_label, fact_label, word_of

REPLY: Final = "reply"
"""The button that was used: `give`, `not_yet`, `unknown` or `none_known` (nor those like it)."""
_MOST_ANSWERS: Final = 400
Form: TypeAlias = FormMultiDict


class Said(Struct, frozen=True):
    """Something that the visitor has said: the fact, what it is called, its value in words."""

    fact: str
    label: str
    value: str
    by_question: bool = True
    """Whether one reply changes it; else the form of the facts does."""


class Step(Struct, frozen=True):
    """Where the interview stands, and the question that it puts."""

    told: Told
    state: Interview
    asked: QuestionToAsk | None
    changing: bool = False
    """Whether the question was answered before."""
    typed: Typed = {}
    """What stands in the fields of the question."""
    errors: tuple[str, ...] = ()


# --- addresses ------------------------------------------------------------------------------------


@route("/{language:str}/interview/{topic:str}", http_method=ASKED_OR_TOLD, status_code=200)
async def ask(request: AnyRequest) -> Response[bytes]:
    """Take a reply, where there is one, and put the next question."""
    visit = await visit_of(request, request.path_params["topic"])
    return await put(request, visit, await form_of(request))


async def put(request: AnyRequest, visit: Visit, form: Form) -> Response[bytes]:
    """Write the page of the question that comes next, once the reply in a form is taken."""
    step = await told_by(request, visit, form, next_step)
    if isinstance(step, Response):
        return step
    return written(
        request,
        "interview/question.html" if step.asked else "interview/done.html",
        step.told.visit,
        status=422 if step.errors else 200,
        here=f"/interview/{visit.query}",
        agreement=agreement_shown(request, step.told.corpus),
        **shown(step),
    )


ROUTES: Final = (ask,)


# --- a step ---------------------------------------------------------------------------------------


def next_step(visit: Visit, law: Law, language: Language, form: Form) -> Step:
    """Return where the interview stands once the reply in a form is taken; the same question again,
    with what was typed, when the reply cannot be.

    Raises `accord.RefusedInput` when the case or its days cannot be read.
    """
    told = told_in(visit, law, language)
    told.question()
    fact = str(form.get("fact", ""))
    change = str(form.get("change", ""))
    if change or not (form.get(REPLY) or _rows_asked(form)):
        return _asked(told, change or fact)
    asked = asked_again(fact, told.corpus, told.question())
    if asked is None:
        return _asked(told)
    return _taken(told, replace(asked, since=_day(str(form.get("since", "")))), form)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _taken(told: Told, asked: QuestionToAsk, form: Form) -> Step:
    """Return the step after a reply."""
    typed = {name.removeprefix(FIELD): [str(text) for text in form.getall(name)] for name in form}
    if _rows_asked(form):
        add, remove = str(form.get("add", "")), str(form.get("remove", ""))
        rows = with_row(typed, add) if add else without_row(typed, remove)
        return replace(_asked(told, asked.fact), typed=rows)
    reply = typed[REPLY][0]
    visit = told.visit
    if reply in ("unknown", "none_known"):
        alike = _alike(_asked(told, asked.fact)) if reply == "none_known" else ()
        unknown = tuple(dict.fromkeys((*visit.unknown, asked.fact, *alike)))
        return _asked(replace(told, visit=replace(visit, unknown=unknown)))
    try:
        after = _told_with(told, asked, typed, reply)
        known = tuple(name for name in visit.unknown if name != asked.fact)
        after = replace(after, visit=replace(after.visit, unknown=known))
        return _asked(after)
    except Refused as refusal:
        errors = tuple(
            told_in_words(finding, asked.type, told.corpus.vocabulary, told.language)
            for finding in refusal.diagnostics
        )
    except accord.RefusedInput as refusal:
        errors = tuple(f"{finding.message} {finding.hint}" for finding in refusal.findings)
    return replace(_asked(told, asked.fact), typed=typed, errors=tuple(dict.fromkeys(errors)))


def _rows_asked(form: Form) -> bool:
    return bool(form.get("add") or form.get("remove"))


def _told_with(told: Told, asked: QuestionToAsk, typed: Typed, reply: str) -> Told:
    """Return the case with a reply. Raises the engine's RefusedInput for what it would refuse."""
    corpus, facts = told.corpus, told.facts
    if asked.type in ("elements", "list"):
        read = filled(_of_collection(typed, asked), told.tree, corpus, told.language)
        if read.facts is None:
            raise Refused(read.findings)
        if read.tree == told.tree and asked.fact not in facts.pointers:
            raise Refused([_nothing_given(asked)])
        return told.saying(read.facts, read.tree)
    text = "not_yet" if reply == "not_yet" else "".join(typed.get("value", ())[:1])
    if not text.strip():
        raise Refused([_nothing_given(asked)])
    value = given(asked, text, corpus.vocabulary)
    after = replied(corpus, facts, told.question(), asked, value)
    return told.saying(after, after.document.tree)


def _of_collection(typed: Typed, asked: QuestionToAsk) -> Typed:
    """Return the fields of a form that are those of a collection."""
    return {
        name: texts
        for name, texts in typed.items()
        if name.startswith((f"{asked.fact}:", f"{asked.fact}."))
    }


def _nothing_given(asked: QuestionToAsk) -> Diagnostic:
    return Diagnostic("ACC314", NOTHING_GIVEN, Location(asked.fact))


def _asked(told: Told, change: str = "") -> Step:
    """Return the question that comes next, or the one of a fact that is to be changed."""
    with refusals(told.language):
        state = interview(
            told.corpus,
            told.facts,
            told.question(),
            told.visit.query,
            benefit=told.visit.benefit or None,
            not_known=told.visit.unknown,
        )
        again = _question_about(told, change, state) if change else None
    asked = again or next(iter(state.questions), None)
    typed = _standing(told, asked) if asked else {}
    return Step(told, state, asked, again is not None, typed)


def _question_about(told: Told, fact: str, state: Interview) -> QuestionToAsk | None:
    """Return the question of a fact: as it is asked now, else as it would be first."""
    whole = (asked for asked in state.questions if fact.startswith(f"{asked.fact}."))
    now = next((asked for asked in state.questions if asked.fact == fact), next(whole, None))
    return now or asked_again(fact, told.corpus, told.question())


def _alike(step: Step) -> tuple[str, ...]:
    """Return the facts of other elements that are asked in the same words."""
    asked = step.asked
    return tuple(
        each.fact
        for each in step.state.questions
        if asked and each.fact != asked.fact and each.question == asked.question
    )


def _standing(told: Told, asked: QuestionToAsk) -> Typed:
    """Return what stands in the fields of a question before anyone types."""
    typed = dict(typed_of(told.tree, told.corpus.vocabulary, told.language))
    if asked.type in ("elements", "list"):
        if asked.type == "list" and not typed.get(f"{asked.fact}:rows"):
            return with_row(typed, asked.fact)
        return typed
    once = typed.get(asked.fact) or typed.get(f"{asked.fact}:value") or [""]
    return {"value": once[:1]}


# --- what is shown --------------------------------------------------------------------------------


def shown(step: Step) -> dict[str, Any]:
    """Return what the template of a step needs."""
    told, state = step.told, step.state
    vocabulary, language = told.corpus.vocabulary, told.language
    said = list(said_in(told))
    replies = len(said) + len(told.visit.unknown)
    content: dict[str, Any] = {
        **of_templates(language),
        "step": step,
        "asked": step.asked,
        "state": state,
        "replies": replies,
        "whole": replies + len(state.questions),
        "said": said,
        "not_known": [
            (name, fact_label(name, vocabulary, language)) for name in told.visit.unknown
        ],
        "lost_comments": told.lost_comments,
        "on_day": told.question().on,
        "page": "interview",
        "errors": {},
        "wanted": (),
        "at": "",
        "errors_listed": [("value", error) for error in step.errors],
    }
    return content | (_of_question(step, step.asked) if step.asked else {})


def _of_question(step: Step, asked: QuestionToAsk) -> dict[str, Any]:
    """Return what the template of a question needs of it."""
    vocabulary, language = step.told.corpus.vocabulary, step.told.language
    word = word_of(asked.fact, vocabulary)
    typed = "".join(step.typed.get("value", ())[:1])
    outcomes = by_outcome(asked).items()
    joint = say("interview.why_or", language)
    worded = asked.question
    if asked.type == "list":  # a terminal asks for their number first
        worded = say("interview.are_there", language, what=upper_first(asked.label))
    if asked.type == "elements":
        worded = say("interview.which_of", language, what=upper_first(asked.label))
    return {
        "previous": _value(step.told, asked.fact) if step.changing else "",
        "put": as_printed(worded, language),
        "of_which": as_printed(upper_first(_which(asked.label)), language),
        "alike": len(_alike(step)),
        "block": _block(step, vocabulary, language),
        "word": word,
        "typed": typed,
        "kind": input_of(asked.type, typed),
        "unit": unit_of(word, vocabulary, language) if word else "",
        "outcomes": [(outcome, joint.join(values[:3])) for outcome, values in outcomes],
    }


def _which(label: str) -> str:
    """Return the element that a label tells in parentheses: `start date (north, year 1)`.

    >>> _which("start date (north, year 1)")
    'north, year 1'
    """
    _, parenthesis, which = label.partition(" (")
    return which.removesuffix(")") if parenthesis and label.endswith(")") else ""


def _block(step: Step, vocabulary: Vocabulary, language: Language) -> Several | None:
    """Return the elements among which the question lets choose, or the rows to fill in."""
    asked = step.asked
    if asked is None or asked.type not in ("elements", "list"):
        return None
    groups = groups_of(step.typed, vocabulary, language)
    blocks = _within(block for group in groups for block in group.blocks)
    return next((block for block in blocks if block.name == asked.fact), None)


def _within(blocks: Iterable[Block]) -> Iterator[Several]:
    """Yield the collections and the lists among blocks, and those that are inside them."""
    for block in blocks:
        if isinstance(block, Several):
            yield block
            for element in block.elements:
                yield from _within(element.blocks)


def said_in(told: Told) -> Iterator[Said]:
    """Yield what a case says, in its order, each fact with its value in words."""
    vocabulary, language = told.corpus.vocabulary, told.language
    for name in list(told.facts.pointers)[:_MOST_ANSWERS]:
        value = _value(told, name)
        if value:
            label = upper_first(fact_label(name, vocabulary, language))
            dated = name in told.facts.histories or name in told.facts.records
            yield Said(name, as_printed(label, language), value, by_question=not dated)


def _value(told: Told, name: str) -> str:
    """Return what a case says of a fact, in words; "" for what is no fact of its own."""
    facts, vocabulary, language = told.facts, told.corpus.vocabulary, told.language
    collection, word = vocabulary.collections.get(name), word_of(name, vocabulary)
    none = say("interview.none", language)
    if collection is not None:
        keys = facts.elements.get(name, ())
        labels = [element_label(collection, key, language) for key in keys]
        said = (", ".join(labels) if collection.keys else str(len(keys) or "")) or none
    elif name in facts.records:
        said = str(len(facts.records[name]) or none)
    elif name in facts.values:
        said = display(facts.values[name], word, language)
    else:
        said = ", ".join(
            say(
                "interview.since_day",
                language,
                day=long_date(day, language),
                value=display(value, word, language),
            )
            for day, value in facts.histories.get(name, ())
        )
    return as_printed(said, language)
