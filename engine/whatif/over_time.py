"""When the answer to a question on a case changes, and why: `accord funding CASE --timeline`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from itertools import chain
from typing import Any, Final

from msgspec.structs import replace

from engine.cases.case_reader import Facts
from engine.cases.scalars import LAST_DAY
from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.language.model import Corpus
from engine.language.temporal import Duration, shifted
from engine.language.watched_day import unnoted
from engine.law.consolidation import timeline_of
from engine.questions.answers import (
    Answer,
    CalendarAnswer,
    CaseAnswer,
    DutiesAnswer,
    EligibilityAnswer,
    FundingAnswer,
)
from engine.questions.answers.missing import CountOfDuties
from engine.questions.answers.timeline import DateAhead, Stretch, TimelineAnswer
from engine.questions.calendar import calendar
from engine.questions.duties import duties, in_words
from engine.questions.eligibility import eligibility
from engine.questions.funding import funding
from engine.questions.presentation import Presenter, presenter_of
from engine.questions.question import Question
from engine.whatif.causes import Causes, dated
from engine.whatif.stretches import Days, days_alike
from engine.words.formats import money

QUERIES: Final[Mapping[str, Any]] = {
    "eligibility": eligibility,
    "calendar": calendar,
    "funding": funding,
    "duties": duties,
}
"""The questions that may be asked over time."""
_BEYOND: Final = Duration(years=10)
"""So long after the last day that the case, the law or the question names, an answer that goes on
changing is no longer followed."""
_FEW: Final = 2
"""Of more benefits that are closed, only the number is said."""
_BEHIND: Final = frozenset({"met", "past", "due", "late", "lapsed"})


def timeline(
    corpus: Corpus, facts: Facts, question: Question, query: str, benefit: str | None = None
) -> TimelineAnswer:
    """Return the days between which the answer to a question stays the same, each with what makes
    it change.

    `query` is a key of QUERIES. The bounds of the question bound its day; without them, the days
    are those from the first that the case names. `benefit` is one that eligibility is asked about
    alone. Raises RefusedInput as the question does on its own day.
    """
    ask = partial(QUERIES[query], corpus, facts)
    ask = partial(_about, ask, benefit) if benefit else ask
    here = ask(_alone(question))
    first, last = _bounds(corpus, facts, question)
    spread = list(days_alike(ask, question, first, last))
    causes = Causes(corpus, facts, question, query, min(last, _last_change(spread, first)))
    presenter = presenter_of(corpus, question.language, question.readings)
    stretches = tuple(
        _stretch(before, days, causes, question, presenter, last)
        for before, days in zip([None, *spread], spread, strict=False)
    )
    until = stretches[-1].until if stretches else question.end
    heading = {name: getattr(here, name) for name in CaseAnswer.__struct_fields__}
    return TimelineAnswer(
        **heading | {"query": "timeline"},
        of=query,
        from_=first,
        until=until,
        goes_on=until is not None and question.end is None,
        stretches=stretches,
    )


def _about(ask: Any, benefit: str, question: Question) -> Answer:
    """Ask about one benefit alone."""
    answer: Answer = ask(question, benefit)
    return answer


def _alone(question: Question) -> Question:
    """Return the question about its own day alone."""
    return replace(question, traced=False, weighed=False, start=None, end=None)


def _bounds(corpus: Corpus, facts: Facts, question: Question) -> tuple[date, date]:
    """Return the first day and the last one to look at, both included."""
    named = [*dated(facts), question.on]
    first = question.start or min(named)
    if first > LAST_DAY:
        message = sentence(
            "{day} is beyond {last_day}, the last day that can be asked about.",
            day=first,
            last_day=LAST_DAY,
        )
        check = sentence("check the year.")
        raise RefusedInput([Diagnostic("ACC406", message, Location("--from"), check)])
    if question.end is not None:
        return min(first, question.end), shifted(question.end, Duration(days=1), -1)
    laws = timeline_of(corpus, question.known_on, question.readings).laws
    latest = max(chain(named, (law.start for law in laws), (first,)))
    return first, min(LAST_DAY, shifted(latest, _BEYOND))


def _last_change(spread: list[Days], first: date) -> date:
    return max((days.first for days in spread), default=first)


def _stretch(
    before: Days | None,
    days: Days,
    causes: Causes,
    question: Question,
    presenter: Presenter,
    last: date,
) -> Stretch:
    """Return days alike with what makes them other than those before."""
    until = days.until
    if until is not None and until > last:
        until = shifted(last, Duration(days=1))
    asked = days.first <= question.on and (until is None or question.on < until)
    shared: dict[str, Any] = {
        "from_": days.first,
        "until": until,
        "asked": asked or None,
        "causes": () if before is None else causes.of(days.first, before.answer, days.answer),
    }
    if isinstance(days.answer, RefusedInput):
        told = " ".join(
            finding.message.in_language(question.language) for finding in days.answer.diagnostics
        )
        says = presenter.either("pas de réponse", "no answer")
        return Stretch(**shared, says=says, refused=told)
    return Stretch(**shared, **_summary(days.answer, presenter))


def _summary(answer: Answer, presenter: Presenter) -> dict[str, Any]:
    """Return what an answer says, in a few words and in figures."""
    match answer:
        case FundingAnswer():
            return _of_funding(answer, presenter)
        case EligibilityAnswer():
            return _of_eligibility(answer, presenter)
        case CalendarAnswer():
            return _of_calendar(answer, presenter)
        case DutiesAnswer():
            return _of_duties(answer, presenter)
    raise TypeError(answer.query)


def _of_funding(answer: FundingAnswer, presenter: Presenter) -> dict[str, Any]:
    due, to_come = answer.paid.due, answer.paid.to_come

    def shown(amount: Any, *, least: bool) -> str:
        told = money(amount, presenter.language)
        return presenter.either(f"au moins {told}", f"at least {told}") if least else told

    words = (
        presenter.labelled(
            presenter.either("échu", "fallen due"), shown(due.amount, least=due.at_least)
        ),
        presenter.labelled(
            presenter.either("à venir", "to come"), shown(to_come.amount, least=to_come.at_least)
        ),
    )
    return {
        "says": presenter.either(" ; ", "; ").join(words),
        "due": due.amount,
        "to_come": to_come.amount,
        "at_least": True if due.at_least or to_come.at_least else None,
    }


def _of_eligibility(answer: EligibilityAnswer, presenter: Presenter) -> dict[str, Any]:
    words = {
        "eligible": ("éligible", "eligible"),
        "undetermined": ("indéterminé", "undetermined"),
        "not_eligible": ("non éligible", "not eligible"),
    }
    parts = []
    for outcome, wording in words.items():
        labels = [row.label for row in answer.benefits if row.outcome == outcome]
        closed = outcome == "not_eligible" and len(labels) > _FEW
        told = str(len(labels)) if closed else ", ".join(labels)
        if labels:
            parts.append(presenter.labelled(presenter.either(*wording), told))
    return {
        "says": presenter.either(" ; ", "; ").join(parts),
        "benefits": {row.benefit: row.outcome for row in answer.benefits},
    }


def _of_calendar(answer: CalendarAnswer, presenter: Presenter) -> dict[str, Any]:
    late = [entry for entry in answer.entries if entry.status == "late"]
    ahead = [
        entry for entry in answer.entries if entry.on is not None and entry.status not in _BEHIND
    ]
    parts = []
    if late:
        named = ", ".join(dict.fromkeys(entry.label for entry in late))
        parts.append(presenter.labelled(presenter.either("en retard", "late"), named))
    following = None
    for entry in ahead[:1]:
        assert entry.on is not None  # it is ahead
        on = unnoted(entry.on)
        following = DateAhead(id=entry.id, label=entry.label, on=on)
        told = f"{entry.label}, {presenter.value('day', on)}"
        parts.append(presenter.labelled(presenter.either("prochaine date", "next date"), told))
    nothing = presenter.either("plus aucune date à venir", "no date still to come")
    return {
        "says": presenter.either(" ; ", "; ").join(parts if following else [*parts, nothing]),
        "late": tuple(dict.fromkeys(entry.id for entry in late)),
        "next": following,
    }


def _of_duties(answer: DutiesAnswer, presenter: Presenter) -> dict[str, Any]:
    statuses = [duty.status for duty in answer.duties]
    return {
        "says": in_words(statuses, presenter),
        "duties": CountOfDuties(
            binding=statuses.count("binding"),
            later=statuses.count("later"),
            undetermined=statuses.count("undetermined"),
        ),
    }
