"""What is asked of the API: one record a question, whose keys are those of the JSON body.

    {"case": {"contract": {"signed_on": "2020-01-15"}}, "on": "2023-06-01", "lang": "en"}

The description of the API is made from these records (`openapi.py`); `request_of` reads one, and
says all that is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Final, Literal, TypeAlias, TypeVar, get_args

from msgspec import Meta, Struct, ValidationError, convert, json
from msgspec.structs import FieldInfo, fields

from accord.server.problems import pointer
from engine.diagnostics.bilingual import Language, Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput, nearest

Made = TypeVar("Made", bound="Requested")
Query: TypeAlias = Literal["eligibility", "calendar", "funding", "duties"]
Trace: TypeAlias = Literal["none", "short", "full"]


def _said(text: str) -> Meta:
    """Return the description of a key."""
    return Meta(description=text)


Given: TypeAlias = dict[str, Any] | str
Chosen: TypeAlias = dict[str, str]
ReadingsChosen: TypeAlias = Annotated[
    Chosen | None, _said("The option chosen for each reading named.")
]
Readings: TypeAlias = Annotated[
    Chosen | Literal["all"] | tuple[Literal["all"], Chosen] | None,
    _said(
        "The option chosen for each reading named; `all` adds to the answer what each option of "
        'each reading would give; `["all", {…}]` does both.'
    ),
]
Settings: TypeAlias = Annotated[
    dict[str, Any] | None,
    _said(
        "Facts of the case set to other values, by their path: `group.fact`, or "
        "`group.fact@2024-01-01` from a day on. `null` is as if the case did not say. The answer "
        "is as if the case said so, and says it (`supposed`)."
    ),
]
Lang: TypeAlias = Annotated[
    Literal["fr", "en"] | None,
    _said("The language of the answer; else that of `Accept-Language`, else French."),
]
OnDay: TypeAlias = Annotated[
    date | None, _said("The day of the question, whose law answers; today where nothing is said.")
]
KnownOn: TypeAlias = Annotated[
    date | None,
    _said(
        "The day of knowledge: only what was published by then counts; today where nothing is said."
    ),
]
Since: TypeAlias = Annotated[date | None, _said("The first day that is asked about.")]
Until: TypeAlias = Annotated[date | None, _said("The day before which what is asked about ends.")]
Benefit: TypeAlias = Annotated[str | None, _said("The one benefit that is asked about.")]
Reasoning: TypeAlias = Annotated[
    Trace,
    _said(
        "How much of the reasoning the answer carries: `none`, the steps that applied (`short`), "
        "or those that did not too (`full`). It costs more than the answer."
    ),
]


class Requested(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What every request may say."""

    lang: Lang = None


class AboutCase(Requested, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked of a case."""

    case: Annotated[
        Given,
        _said(
            "The facts of the case: an object, or a text that holds it as YAML or JSON, of which "
            "findings then give the line."
        ),
    ]
    on: OnDay = None
    known_on: KnownOn = None


class AsIf(AboutCase, frozen=True, kw_only=True):
    """What is asked of a case, some facts of which may be set to other values."""

    set: Settings = None


class Answered(AsIf, frozen=True, kw_only=True):
    """One of the questions about a case."""

    since: Since = None
    until: Until = None
    readings: Readings = None
    trace: Reasoning = "none"


class EligibilityRequest(Answered, frozen=True, kw_only=True):
    """Is this case eligible, benefit by benefit?"""

    benefit: Benefit = None


class CalendarRequest(Answered, frozen=True, kw_only=True):
    """By when must this case act, and when is it paid?"""


class FundingRequest(Answered, frozen=True, kw_only=True):
    """What is this case due?"""

    known_since: Annotated[
        date | None,
        _said("Also list the adjustments that what has become known since this day brings."),
    ] = None


class DutiesRequest(Answered, frozen=True, kw_only=True):
    """What is demanded of this case?"""


class TimelineRequest(AsIf, frozen=True, kw_only=True):
    """Between which days does the answer to a question stay the same?"""

    query: Annotated[Query, _said("The question.")]
    benefit: Benefit = None
    since: Since = None
    until: Until = None
    readings: ReadingsChosen = None


class NearestRequest(AsIf, frozen=True, kw_only=True):
    """What is nearest to change the answer to this case?"""

    target: Annotated[
        str | None, _said("The benefit or the line of money to change; all of it by default.")
    ] = None
    readings: ReadingsChosen = None


class CompareRequest(AsIf, frozen=True, kw_only=True):
    """What changes between two cases, or in one with facts set or without some texts?"""

    other: Annotated[
        Given | None, _said("The case to hold against the first; the same one by default.")
    ] = None
    without: Annotated[list[str], _said("The texts, by id, that the first side is without.")] = []
    readings: ReadingsChosen = None


class InterviewRequest(AboutCase, frozen=True, kw_only=True):
    """What is still to be asked so that a question has its answer, and what is certain already?"""

    query: Annotated[Query, _said("The question that is to be answered.")]
    benefit: Benefit = None
    not_known: Annotated[
        list[str], _said("The facts that nobody knows: they are not asked again.")
    ] = []
    since: Since = None
    until: Until = None
    readings: ReadingsChosen = None


class ProveRequest(AsIf, frozen=True, kw_only=True):
    """The proof of an answer: all that another program works it out again from."""

    query: Annotated[Query, _said("The question whose answer is proved.")]
    readings: ReadingsChosen = None


REQUESTS: Final[Mapping[str, type[AboutCase]]] = {
    "eligibility": EligibilityRequest,
    "calendar": CalendarRequest,
    "funding": FundingRequest,
    "duties": DutiesRequest,
    "compare": CompareRequest,
    "nearest": NearestRequest,
    "timeline": TimelineRequest,
    "interview": InterviewRequest,
    "prove": ProveRequest,
}
"""What is asked by `POST /api/v1/{question}`, by question."""


# --- reading one ----------------------------------------------------------------------------------


def request_of(kind: type[Made], plain: Any) -> Made:
    """Return the request that a JSON body makes. Raises RefusedInput with all that is wrong with
    its keys: those that it does not have, those that are missing, values of another kind.

    >>> request_of(DutiesRequest, {"case": {}, "on": "2023-06-01"}).on
    datetime.date(2023, 6, 1)
    """
    try:
        return convert(plain, kind)
    except ValidationError:
        findings = list(_at_fault(kind, plain))
    raise RefusedInput(findings)


_EXAMPLE: Final = '{"case": {}}'
_OBJECT: Final = sentence("send an object, as in `{example}`.", example=_EXAMPLE)
_A_DAY: Final = sentence("a day is a text, as in `2023-06-01`.")
_A_NAME: Final = sentence("give a name, which is a text.")
_NAMES: Final = sentence("give a list of names, which are texts.")
_FACTS: Final = sentence("give the facts as an object, or as a text that holds them.")
_DAYS: Final = ("on", "known_on", "since", "until", "known_since", "earlier", "later")
_REMEDIES: Final[Mapping[str, Sentence]] = {
    "case": _FACTS,
    "other": _FACTS,
    "readings": sentence("give an object of readings and options; some questions take `all` too."),
    "set": sentence("give an object of paths and values."),
    "without": _NAMES,
    "not_known": _NAMES,
    **dict.fromkeys(("benefit", "target", "corpus"), _A_NAME),
    **dict.fromkeys(_DAYS, _A_DAY),
}
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "lang": get_args(Language),
    "trace": get_args(Trace),
    "query": get_args(Query),
}
_TO_JSON: Final = json.Encoder(decimal_format="number")
_RANK: Final = re.compile(r" - at `\$\[(\d+)\]`\Z")


def _at_fault(kind: type[Requested], plain: Any) -> Iterator[Diagnostic]:
    """Yield all that is wrong with the keys of a request."""
    if not isinstance(plain, dict):
        message = sentence("a request is an object, not {given}", given=as_json(plain))
        yield Diagnostic("ACC702", message, Location(pointer()), _OBJECT)
        return
    taken = {field.encode_name: field for field in fields(kind)}
    for key in plain:
        if key not in taken:
            message = sentence("there is no key `{key}` in this request", key=key[:80])
            yield Diagnostic("ACC701", message, Location(pointer(key[:80])), nearest(key, taken))
    for key, field in taken.items():
        if key in plain:
            yield from _value_at_fault(field, plain[key])
        elif field.required:
            message = sentence("the key `{key}` is missing", key=key)
            yield Diagnostic("ACC703", message, Location(pointer(key)), _remedy(key, ""))


def _value_at_fault(field: FieldInfo, value: Any) -> Iterator[Diagnostic]:
    """Yield what is wrong with the value of a key; in a list, with the first item at fault."""
    try:
        convert(value, field.type)
    except ValidationError as problem:
        key, steps = field.encode_name, list[int]()
        rank = _RANK.search(str(problem))
        if rank and isinstance(value, list):
            steps = [int(rank[1])]
            value = value[steps[0]]
        message = sentence("{given} is not what goes here.", given=as_json(value))
        place = Location(pointer(key, *steps))
        yield Diagnostic("ACC702", message, place, _remedy(key, str(value)))


def _remedy(key: str, given: str) -> Sentence:
    """Return what to give for a key."""
    return nearest(given, _CHOICES[key]) if key in _CHOICES else _REMEDIES[key]


def as_json(value: Any) -> str:
    """Return a value as JSON writes it, in one line between backquotes, cut short.

    >>> as_json({"on": None})
    '`{"on":null}`'
    """
    text = _TO_JSON.encode(value).decode()
    return f"`{text if len(text) <= 80 else text[:79] + '…'}`"
