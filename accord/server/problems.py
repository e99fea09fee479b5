"""Problems: what a program is told instead of an answer, as RFC 9457 has it.

    {"type": "urn:accord:problem:refused", "title": "…", "status": 422, "detail": "…",
     "findings": [{"code": "ACC302", "path": "/case/contract/signed_on", "message": "…"}]}

`problem_of` makes one from what the package refuses, `problem` any other. `type` never changes for
one kind; title, detail and findings are in the language asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from accord.findings import Finding, found
from engine.diagnostics.bilingual import NO_SENTENCE, Language, Sentence, already_said, sentence
from engine.diagnostics.diagnostic import Diagnostic, visible
from engine.questions.answers.record import Record

MEDIA_TYPE: Final = "application/problem+json"
TYPES: Final = "urn:accord:problem:"
"""What the type of each problem starts with; the rest is a key of KINDS."""
GONE_WRONG: Final = sentence("This is a fault of the server; the answer could not be given.")


class Kind(Struct, frozen=True):
    """One kind of problem: its HTTP status, and its title."""

    status: int
    title: Sentence


KINDS: Final[Mapping[str, Kind]] = {
    "not-json": Kind(400, sentence("The body is not JSON.")),
    "request": Kind(400, sentence("The request is not one that can be read.")),
    "not-found": Kind(404, sentence("There is nothing at this address.")),
    "method": Kind(405, sentence("This address does not take this method.")),
    "too-slow": Kind(408, sentence("What was sent came too slowly.")),
    "too-large": Kind(413, sentence("What was sent is too large.")),
    "media-type": Kind(415, sentence("The content is not of a type that is read here.")),
    "host": Kind(421, sentence("This server has another name.")),
    "refused": Kind(422, sentence("The question cannot be answered as it is asked.")),
    "too-many": Kind(429, sentence("There are too many requests.")),
    "failed": Kind(500, sentence("The server has failed.")),
    "busy": Kind(503, sentence("The server is busy.")),
    "too-long": Kind(504, sentence("The answer takes too long.")),
}
"""The kinds of problems, by the end of their `type`."""
_BY_STATUS: Final[Mapping[int, str]] = {
    kind.status: name for name, kind in KINDS.items() if name != "not-json"
}


class ProblemFinding(Record, frozen=True):
    """One thing that is wrong, and what to do about it."""

    code: str
    """What kind of fault it is: `accord explain CODE` says more."""
    path: str
    """Where it is: the JSON pointer to it in the request; the empty pointer is all of it."""
    message: str
    """What is wrong."""
    hint: str = ""
    """What to do."""
    line: int = 0
    """The line, from 1, in the text of the case or in the body; left out where it has none."""
    column: int = 0
    """The column, from 1."""
    related: tuple[str, ...] = ()
    """The other places that it concerns."""


class Problem(Record, frozen=True):
    """Why there is no answer (RFC 9457)."""

    type: str
    """The kind of problem: `urn:accord:problem:` and a word that never changes."""
    title: str
    """What kind of problem it is, in words."""
    status: int
    """The HTTP status."""
    detail: str = ""
    """What is wrong this time."""
    instance: str = ""
    """The id of the request, as in the header `X-Request-ID` and in the logs."""
    findings: tuple[ProblemFinding, ...] = ()
    """All that is wrong, one by one."""


class Refused(Exception):
    """What was asked has no answer: `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.status_code = problem.status
        super().__init__(problem.detail)


def problem(
    kind: str,
    language: Language,
    detail: Sentence = NO_SENTENCE,
    findings: Iterable[ProblemFinding] = (),
) -> Problem:
    """Return a problem of a kind (a key of KINDS). Without a detail, that of the findings."""
    told = tuple(findings)
    said = (detail or _summed_up(told)).in_language(language)
    entry = KINDS[kind]
    return Problem(
        TYPES + kind, entry.title.in_language(language), entry.status, said, findings=told
    )


def problem_of_status(status: int, language: Language) -> Problem:
    """Return the problem of an HTTP status: 4xx is the fault of the request, 5xx of the server."""
    if status in _BY_STATUS:
        return problem(_BY_STATUS[status], language)
    made = problem("request" if status < 500 else "failed", language)
    return replace(made, type="about:blank", status=status)


def problem_of(
    findings: Iterable[Finding],
    language: Language,
    *,
    kind: str = "refused",
    path: Callable[[str], str] = str,
) -> Problem:
    """Return the problem that findings make: those of `accord.RefusedInput`, or of `findings_of`.
    `path` leads from the place of one to where it is in what was asked.
    """
    return problem(
        kind,
        language,
        findings=(
            ProblemFinding(
                finding.code,
                _plain(path(finding.place)),
                _plain(finding.message),
                _plain(finding.hint),
                finding.line,
                finding.column,
                tuple(_plain(other if ":" in other else path(other)) for other in finding.related),
            )
            for finding in findings
        ),
    )


def findings_of(diagnostics: Iterable[Diagnostic], language: Language) -> tuple[Finding, ...]:
    """Return what the engine found, as findings of the package, in `language`."""
    return found(diagnostics, language)


def _plain(text: str) -> str:
    """Return a text that commands nothing where it is shown: characters of control as escapes."""
    return text if text.isprintable() else visible(text)


def _summed_up(findings: Sequence[ProblemFinding]) -> Sentence:
    if not findings:
        return NO_SENTENCE
    first = findings[0].message
    if len(findings) == 1:
        return already_said(first)
    return sentence(
        "{count} things are wrong; the first: {message}", count=len(findings), message=first
    )


# --- the way to what is at fault ------------------------------------------------------------------

_STEP: Final = re.compile(r"\.?([^.\[\]]+)|\[(\d+)\]")
_SET: Final = "set "


def pointer(*steps: str | int) -> str:
    """Return the JSON pointer (RFC 6901) to what is at `steps`.

    >>> pointer("case", "a/b", 0)
    '/case/a~1b/0'
    """
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def pointer_in(key: str, given: Any, way: str) -> str:
    """Return the JSON pointer to what a way in words leads to, in the case given under `key`.

    >>> pointer_in("case", {"visits": [{"by": 1}]}, "visits[0].by")
    '/case/visits/0/by'
    """
    steps: list[str | int] = [key]
    while way:
        match = _STEP.match(way)
        name = _longest_key(given, way) or (match and match[1])
        if name:
            given = given.get(name) if isinstance(given, dict) else None
            steps.append(name)
            way = way.removeprefix(".").removeprefix(name)
        elif match:
            rank = int(match[2])
            given = given[rank] if isinstance(given, list) and rank < len(given) else None
            steps.append(rank)
            way = way[match.end() :]
        else:
            break
    return pointer(*steps)


def _longest_key(given: Any, way: str) -> str | None:
    """Return the key of an object with which a way starts; keys may hold dots and brackets."""
    if not isinstance(given, dict):
        return None
    left = way.removeprefix(".")
    starting = [
        key
        for key in given
        if key and left.startswith(key) and left[len(key) : len(key) + 1] in ("", ".", "[")
    ]
    return max(starting, key=len, default=None)


def path_in_request(place: str, case: Any, keywords: Collection[str]) -> str:
    """Return the JSON pointer to the place of a finding, in the request about a case.

    `keywords` are the keys of the request beside its case; what is none of them, and no setting, is
    in the case.

    >>> path_in_request("set town.size", {}, ["on"]), path_in_request("on", {}, ["on"])
    ('/set/town.size', '/on')
    """
    if place.startswith(_SET):
        return pointer("set", place.removeprefix(_SET))
    if place in keywords and not (isinstance(case, dict) and place in case):
        return pointer(place)
    return pointer_in("case", case, "" if place == "case" else place)


__all__ = [
    "GONE_WRONG",
    "KINDS",
    "MEDIA_TYPE",
    "TYPES",
    "Kind",
    "Problem",
    "ProblemFinding",
    "Refused",
    "findings_of",
    "path_in_request",
    "pointer",
    "pointer_in",
    "problem",
    "problem_of",
    "problem_of_status",
]
