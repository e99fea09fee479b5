"""The question that a visitor asks, and its answer; or why there is none, and where to say it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final, Literal, TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import replace

import accord
from accord.findings import Finding, found
from accord.server.pages.visit import Visit
from accord.server.served_law import corpora_of
from engine.cases.scalars import ONE_DAY
from engine.diagnostics.bilingual import Language
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.documents.report.pen import Citations, Pen
from engine.language.model import Corpus
from engine.language.temporal import parse_date
from engine.questions.answers import (
    CalendarAnswer,
    DutiesAnswer,
    EligibilityAnswer,
    FundingAnswer,
)
from engine.source.days import not_a_day

Answered: TypeAlias = "EligibilityAnswer | CalendarAnswer | FundingAnswer | DutiesAnswer"
"""The answer to one of the four questions on a case."""
Made = TypeVar("Made")
Where: TypeAlias = Literal["case", "days", "settings", "readings", "answer"]
"""The part of the page at which a refusal is said."""
DAYS: Final = ("on", "known_on", "since", "until")
KEYWORDS: Final = ("on", "known_on", "readings", "settings")
BOUNDED: Final = ("calendar", "funding")
"""The questions that may be asked between two days."""


class Refused(Struct, frozen=True):
    """Why something that was given cannot be used, and the part of the page where it was given."""

    where: Where
    findings: tuple[Finding, ...]


class Asked(Struct, frozen=True):
    """A question on a case that was read. `visit` is the part of what the visitor said that can be
    used, `typed` all of it.
    """

    law: accord.Law
    language: Language
    typed: Visit
    visit: Visit
    case: accord.Case

    @property
    def corpus(self) -> Corpus:
        """The body of law in whose words the case is written."""
        return corpora_of(self.law)[self.case.corpus]

    def pen(self) -> Pen:
        """Return what writes the blocks of an answer, which has cited nothing yet."""
        citations = Citations()
        periods = {
            name: period.label.in_language(self.language)
            for name, period in self.corpus.periods.items()
        }
        return Pen(self.language, citations, served=True, cited=citations, periods=periods)

    def keywords(self, *names: str) -> dict[str, Any]:
        """Return the keywords of the question, all that it takes or those named."""
        bounds = ("since", "until") if self.visit.query in BOUNDED else ()
        given = self.visit.keywords(*(names or (*KEYWORDS, *bounds)))
        if self.visit.query == "eligibility" and self.visit.benefit and not names:
            given["benefit"] = self.visit.benefit
        return {**given, "lang": self.language}

    def answer(self, *, trace: bool = False, **more: Any) -> Answered:
        """Return the answer; raises `accord.RefusedInput`."""
        ask = getattr(self.law, self.visit.query)
        answer: Answered = ask(self.case, **{**self.keywords(), **more}, trace=trace)
        return answer


class Reply(Struct, frozen=True):
    """What a visitor is told: an answer, where there is one, and all that was refused. `asked` is
    None where the case cannot be read.
    """

    asked: Asked | None
    answer: Answered | None
    refused: tuple[Refused, ...]

    def findings(self, *where: Where) -> tuple[Finding, ...]:
        """Return what was refused at some parts of the page."""
        return tuple(
            finding for each in self.refused if each.where in where for finding in each.findings
        )


def reply_to(law: accord.Law, visit: Visit, language: Language, *, trace: bool = False) -> Reply:
    """Return the answer to what a visitor asks. What cannot be used is left aside where the rest
    has an answer without it (a setting, a reading), and is refused at its place.
    """
    refused: list[Refused] = []
    case = _tried("case", refused, language, lambda: visit.case_in(law, language))
    if case is None:
        return Reply(None, None, tuple(refused))
    asked = Asked(law, language, visit, visit, case)
    wrong = [name for name in DAYS if not _is_day(getattr(visit, name))]
    if wrong:
        findings = [_no_day(name, getattr(visit, name)) for name in wrong]
        return Reply(asked, None, (Refused("days", found(findings, language)),))
    asked = _with_readings(_with_settings(asked, refused), refused)
    answer = _tried("answer", refused, language, lambda: asked.answer(trace=trace))
    return Reply(asked, answer, tuple(refused))


def _is_day(given: str) -> bool:
    try:
        return not given or parse_date(given) is not None
    except ValueError:
        return False


def _no_day(name: str, given: str) -> Diagnostic:
    message, hint = not_a_day(given, ONE_DAY)
    return Diagnostic("ACC303", message, Location(name), hint)


def _with_settings(asked: Asked, refused: list[Refused]) -> Asked:
    """Return the question with the settings that can be made, each tried after those before."""
    for setting in asked.typed.settings:
        before = asked.visit.settings if asked.visit is not asked.typed else ()
        tried = replace(asked, visit=replace(asked.visit, settings=(*before, setting)))
        made = _tried("settings", refused, asked.language, partial(_supposed, tried))
        kept = tried.visit if made else replace(asked.visit, settings=before)
        asked = replace(asked, visit=kept)
    return asked


def _supposed(asked: Asked) -> accord.Case:
    """Return the case with what the question sets; raises RefusedInput."""
    return asked.law.case(asked.case, **asked.keywords("settings"))


def _with_readings(asked: Asked, refused: list[Refused]) -> Asked:
    """Return the question with the readings that the law has."""
    readings = asked.corpus.readings
    usable = tuple(
        each
        for each in asked.visit.readings
        if (id_ := each.partition("=")[0]) in readings
        and each.partition("=")[2] in readings[id_].options
    )
    if len(usable) < len(asked.visit.readings):
        _tried("readings", refused, asked.language, asked.answer)
    return replace(asked, visit=replace(asked.visit, readings=usable))


def _tried(
    where: Where, refused: list[Refused], language: Language, work: Callable[[], Made]
) -> Made | None:
    """Return what work makes. Of what it refuses note the part of the page where it is said, and
    return None.
    """
    try:
        return work()
    except accord.RefusedInput as refusal:
        refused.append(Refused(where, refusal.findings))
    except RefusedInput as refusal:
        refused.append(Refused(where, found(refusal.diagnostics, language)))
    return None
