"""The questions about a case: from the body of a request to the JSON of the answer.

`answer_to` needs no server: `POST /api/v1/{question}` and each line of a batch call it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, cast

import accord
from accord.keywords import Reasoning
from accord.server.api.json_body import read_json
from accord.server.api.requests import (
    REQUESTS,
    AboutCase,
    Answered,
    CalendarRequest,
    CompareRequest,
    DutiesRequest,
    EligibilityRequest,
    FundingRequest,
    Given,
    InterviewRequest,
    NearestRequest,
    ProveRequest,
    TimelineRequest,
    Trace,
    request_of,
)
from accord.server.problems import (
    Refused,
    findings_of,
    path_in_request,
    pointer_in,
    problem_of,
)
from engine.diagnostics.bilingual import Language
from engine.diagnostics.diagnostic import RefusedInput
from engine.render.trace import shown_at

_OF_MANY_ANSWERS: Final = frozenset({"nearest", "timeline"})


def answer_to(law: accord.Law, question: str, plain: Any, language: Language) -> bytes:
    """Return the answer to a question (a key of REQUESTS) as compact JSON, from what the body of
    its request holds (`read_body`).

    `language` is that of the answer where the request names none. Raises `Refused`.
    """
    spoken = language_of(plain, language)
    try:
        request = request_of(REQUESTS[question], plain)
    except RefusedInput as refused:
        findings = findings_of(refused.diagnostics, spoken)
        raise Refused(problem_of(findings, spoken, kind="request")) from None
    case = _case_of(law, "case", request.case, spoken)
    asked = _keywords(request, spoken)
    try:
        return _asked(law, request, case, asked)
    except accord.RefusedInput as refused:
        names = [name for name in request.__struct_fields__ if name not in ("case", "other")]

        def path(place: str) -> str:
            return path_in_request(place, request.case, names)

        raise Refused(problem_of(refused.findings, spoken, path=path)) from None


def turn_of(question: str, plain: Any) -> Literal["short", "long"]:
    """Return whose turn a question waits for: `long` where it asks for many answers at once."""
    chosen = plain.get("readings") if isinstance(plain, dict) else None
    many = question in _OF_MANY_ANSWERS or not isinstance(chosen, dict | None)
    return "long" if many else "short"


def read_body(body: bytes, language: Language) -> Any:
    """Return what a body holds; raises `Refused` for what is not JSON."""
    try:
        return read_json(body)
    except RefusedInput as refused:
        findings = findings_of(refused.diagnostics, language)
        raise Refused(problem_of(findings, language, kind="not-json")) from None


def language_of(plain: Any, otherwise: Language) -> Language:
    """Return the language that a body names, if it names one."""
    named = plain.get("lang") if isinstance(plain, dict) else None
    return cast("Language", named) if named in ("fr", "en") else otherwise


def _case_of(law: accord.Law, key: str, given: Given, language: Language) -> accord.Case:
    """Return the case given under a key: an object, or the text of one."""
    try:
        if isinstance(given, str):
            return law.case_in(given, lang=language)
        return law.case(given, lang=language)
    except accord.RefusedInput as refused:

        def path(place: str) -> str:
            return pointer_in(key, given, "" if place == "case" else place)

        raise Refused(problem_of(refused.findings, language, path=path)) from None


def _keywords(request: AboutCase, language: Language) -> dict[str, Any]:
    """Return what a request asks with, as the keywords of the methods of a law; `trace` is left
    out.
    """
    asked: dict[str, Any] = {"lang": language}
    for name in request.__struct_fields__:
        if name not in ("case", "other", "lang", "trace"):
            asked["settings" if name == "set" else name] = getattr(request, name)
    return asked


def _asked(law: accord.Law, request: AboutCase, case: accord.Case, asked: dict[str, Any]) -> bytes:
    """Return the answer to a request about a case that was read."""
    match request:
        case Answered():
            ask = _ANSWERED[type(request)]
            answer = ask(law, case, trace=_TRACED[request.trace], **asked)
            return shown_at(answer, request.trace).as_json()
        case CompareRequest():
            other = None
            if request.other is not None:
                other = _case_of(law, "other", request.other, asked["lang"])
            return law.compare(case, other, **asked).as_json()
        case ProveRequest():
            return law.prove(case, asked.pop("query"), **asked)
        case InterviewRequest():
            return law.interview(case, **asked).as_json()
        case NearestRequest():
            return law.nearest(case, **asked).as_json()
        case TimelineRequest():
            return law.timeline(case, **asked).as_json()
    raise TypeError(type(request))


_TRACED: Final[Mapping[Trace, Reasoning]] = {"none": False, "short": "short", "full": True}
"""What is worked out of the reasoning, for how much of it is asked for."""
_ANSWERED: Final[Mapping[type[Answered], Callable[..., accord.Answer]]] = {
    EligibilityRequest: accord.Law.eligibility,
    CalendarRequest: accord.Law.calendar,
    FundingRequest: accord.Law.funding,
    DutiesRequest: accord.Law.duties,
}
