"""What a visitor does on the page of an answer: moves a day, chooses a reading, supposes a fact,
keeps or drops it, unfolds a part; as another visit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from accord.findings import Finding, found
from accord.findings import RefusedInput as _Refused
from accord.server.pages.answered.asked import Asked
from accord.server.pages.answered.days import day_moved
from accord.server.pages.answered.readings import option_chosen
from accord.server.pages.answered.settable import also, setting_typed, without
from accord.server.pages.told import case_as_set
from accord.server.pages.visit import Visit
from engine.diagnostics.diagnostic import RefusedInput

Form = Mapping[str, Sequence[str]]
"""The fields of a form, each with all its values."""
NEAREST: Final = "nearest"
READINGS: Final = "readings"
DAYS: Final = "days"
PARTS: Final = frozenset({NEAREST, READINGS, DAYS, "trace"})
"""The parts of the page that are worked out when they are asked for; `why.LINE` is one too."""
_MOST_OPENED: Final = 60


class Typed(Struct, frozen=True):
    """What is typed about a fact that is supposed, before it is a setting."""

    path: str = ""
    value: str = ""
    since: str = ""
    wrong: tuple[Finding, ...] = ()


class Acted(Struct, frozen=True):
    """What a visitor did: the visit that follows from it, the parts of the page that are open, and
    what is typed about a fact.
    """

    visit: Visit
    opened: frozenset[str] = frozenset()
    typed: Typed = Typed()


def acted(visit: Visit, form: Form) -> Acted:
    """Return the visit after what the visitor did that hangs on no case."""
    visit = replace(
        visit,
        on=_day(form, "on", visit.on),
        known_on=_day(form, "known_on", visit.known_on),
        settings=also(without(visit.settings, _first(form, "drop")), _tried(form)),
    )
    if _first(form, "drop") == "*":
        visit = replace(visit, settings=())
    if _first(form, "choose"):
        visit = replace(visit, readings=option_chosen(visit.readings, _first(form, "choose")))
    opened = frozenset(each for each in form.get("open", ()) if _is_part(each))
    opened ^= frozenset(each for each in form.get("toggle", ()) if _is_part(each))
    fact, value, since = (_first(form, f"what_if_{part}") for part in ("fact", "value", "since"))
    # what stands in the fields is of the fact for which they were shown
    same = _first(form, "what_if_of") in ("", fact) and _first(form, "do") != "pick"
    picked = Typed(fact, value, since) if same else Typed(fact)
    return Acted(visit, frozenset(sorted(opened)[:_MOST_OPENED]), picked)


def _first(form: Form, name: str) -> str:
    return next(iter(form.get(name, ())), "")


def _tried(form: Form) -> tuple[str, ...]:
    """Return the settings of a change that is tried, a line each."""
    return tuple(line for each in form.get("try", ()) for line in each.splitlines() if line)


def _is_part(name: str) -> bool:
    return name in PARTS or (name.startswith("why.") and len(name) < 60)


def _day(form: Form, name: str, typed: str) -> str:
    if _first(form, f"{name}_at"):
        return _first(form, f"{name}_at")
    places = (_first(form, f"{name}_{part}") for part in ("place", "place_before", "first"))
    return day_moved(typed, *places)


def supposed(asked: Asked, done: Acted) -> Acted:
    """Return the visit with the fact that is typed as one more setting; where it is refused, the
    visit as it was, and what is wrong beside what was typed.
    """
    typed = done.typed
    try:
        setting = setting_typed(asked, typed.path, typed.value, typed.since)
        visit = replace(asked.visit, settings=also(asked.visit.settings, (setting,)))
        tried = replace(asked, visit=visit)
        tried.law.case(tried.case, **tried.keywords("settings"))
    except RefusedInput as refusal:
        wrong = found(refusal.diagnostics, asked.language)
        return replace(done, typed=replace(typed, wrong=wrong))
    except _Refused as refusal:
        return replace(done, typed=replace(typed, wrong=refusal.findings))
    settings = also(asked.typed.settings, (setting,))
    return replace(done, visit=replace(done.visit, settings=settings), typed=Typed())


def kept_in_case(asked: Asked, done: Acted) -> Acted:
    """Return the visit with what was supposed written into its case."""
    text = case_as_set(asked.visit, asked.law, asked.case, asked.language)
    return replace(done, visit=replace(done.visit, case=text, settings=()))
