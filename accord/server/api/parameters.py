"""What is asked in the query of an address: `?on=2023-06-01&lang=en`, read as a request is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, TypeVar

from msgspec import Meta

from accord.server.api.replies import language_accepted
from accord.server.api.requests import KnownOn, OnDay, Requested, request_of
from accord.server.problems import Refused, findings_of, problem_of
from accord.server.service import AnyRequest
from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput

if TYPE_CHECKING:
    from engine.diagnostics.bilingual import Language

Asked = TypeVar("Asked", bound=Requested)
CorpusNamed = Annotated[str | None, Meta(description="The body of texts, where there are several.")]


class LawParameters(Requested, frozen=True, kw_only=True):
    """What is asked of the law as a whole."""


class CorpusParameters(Requested, frozen=True, kw_only=True):
    """What is asked of one body of texts."""

    corpus: CorpusNamed = None


class ArticleParameters(Requested, frozen=True, kw_only=True):
    """The days on which an article is read."""

    on: OnDay = None
    known_on: KnownOn = None


class DiffParameters(Requested, frozen=True, kw_only=True):
    """The two days between which the law is compared."""

    earlier: Annotated[date, Meta(description="The first day.")]
    later: Annotated[date, Meta(description="The second day.")]
    known_on: KnownOn = None
    corpus: CorpusNamed = None


def parameters_of(kind: type[Asked], request: AnyRequest) -> tuple[Asked, Language]:
    """Return the parameters of an address, and the language of the answer. Raises `Refused` with
    all that is wrong with them.
    """
    given: dict[str, str] = {}
    findings: list[Diagnostic] = []
    for name, value in request.query_params.multi_items():
        if name in given:
            message = sentence("the key `{key}` is given twice", key=name[:80])
            hint = sentence("keep one of the two.")
            findings.append(Diagnostic("ACC012", message, Location(f"/{name[:80]}"), hint))
        given[name] = value
    language: Language = language_accepted(request)
    if given.get("lang") in ("fr", "en"):
        language = "fr" if given["lang"] == "fr" else "en"
    try:
        asked = request_of(kind, given)
    except RefusedInput as refused:
        findings += refused.diagnostics
    if findings:

        def path(place: str) -> str:
            return "?" + place.removeprefix("/")

        told = findings_of(findings, language)
        raise Refused(problem_of(told, language, kind="request", path=path))
    return asked, language
