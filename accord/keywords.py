"""What a question is asked with, from the keywords of Python: days, readings, language; checked,
every finding at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from os import PathLike, fspath
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from msgspec import Struct

from engine.cases.mapping import written
from engine.diagnostics.bilingual import Language, Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput, nearest
from engine.language.model import Corpus
from engine.language.temporal import parse_date
from engine.questions.question import Question

if TYPE_CHECKING:
    from engine.cases.settings import Setting

Path: TypeAlias = "str | PathLike[str]"
Day: TypeAlias = "date | str"
"""A day: a date, or a text `2023-06-01`. A moment of a day is refused: its day depends on where one
is.
"""
Readings: TypeAlias = (
    "Mapping[str, str] | Literal['all'] | tuple[Literal['all'], Mapping[str, str]]"
)
"""The option chosen for each reading named; `all` adds to the answer what each option of each
reading would give; `("all", {…})` does both.
"""

Settings: TypeAlias = "Mapping[str, Any]"
"""Facts of a case set to another value, by their path: `{"community.population": 80000}`; from a
day on, `{"community.population@2024-01-01": 80000}`. A day may be `+P3M`, three months later than
the case says; `None` is as if the case did not say.
"""

Reasoning: TypeAlias = bool | Literal["short"]
"""Whether an answer carries its reasoning: all of it, or `short`, what applies or may."""

EVERY_READING: Final = "all"
_LANGUAGES: Final = ("fr", "en")
_A_DAY: Final = sentence("give a date, or a text as in `2023-06-01`.")
_TO_CHOOSE: Final = sentence(
    "give a mapping of readings to options, or `all`, or a pair of the two."
)
_TRACES: Final = sentence("give `True`, `False`, or `short` for what applies alone.")
_OPTIONS: Final[Mapping[str, str]] = {
    "since": "--from",
    "readings": "--reading",
    "settings": "--set",
}
"""Keywords under the name of the option of the commands that asks the same, where it is another
one.
"""


class Keywords(Struct, frozen=True):
    """The keywords of a question, as they were given."""

    on: Day | None = None
    known_on: Day | None = None
    since: Day | None = None
    until: Day | None = None
    known_since: Day | None = None
    readings: Readings | None = None
    settings: Settings | None = None
    lang: Language | None = None
    trace: Reasoning = True

    @property
    def every_reading(self) -> bool:
        """Whether what each option of each reading would give is asked for."""
        return _every_and_chosen(self.readings)[0]

    def question(self, corpus: Corpus, otherwise: Language) -> Question:
        """Return the question, asked in the language `otherwise` unless another is named.

        Raises RefusedInput for days, readings or a language that are not.
        """
        findings: list[Diagnostic] = []
        named = ("on", "known_on", "since", "until", "known_since")
        days = {name: _day(name, getattr(self, name), findings) for name in named}
        language = language_of(self.lang, otherwise, findings)
        traced: object = self.trace
        if not isinstance(traced, bool) and traced != "short":
            findings.append(unfit("trace", traced, _TRACES))
        question = Question.asked(
            days["on"],
            days["known_on"],
            language=language,
            readings=_readings(self.readings, findings),
            start=days["since"],
            end=days["until"],
            traced=self.trace,
        )
        try:
            question = question.checked(corpus)
        except RefusedInput as refused:
            findings += refused.diagnostics
        if findings:
            raise RefusedInput(findings)
        return question

    def day_of_known_since(self) -> date | None:
        """Return the day since which what has become known is asked for, if any; see `question`."""
        return _day("known_since", self.known_since, [])


def place_of(keyword: str) -> Location:
    """Return the place of a keyword: that of the option of the commands that asks the same."""
    return Location(_OPTIONS.get(keyword, "--" + keyword.replace("_", "-")))


def unfit(keyword: str, given: object, hint: Sentence) -> Diagnostic:
    """Return the finding that a keyword does not take what it was given."""
    message = sentence("{given} is not what goes here.", given=written(given))
    return Diagnostic("ACC411", message, place_of(keyword), hint)


_A_PATH: Final = sentence("give a path: a text, or a `Path`.")


def path_of(keyword: str, given: object, hint: Sentence = _A_PATH) -> FilePath:
    """Return a path that a keyword was given; raises RefusedInput, with what could be given, when
    it is none.
    """
    if isinstance(given, str | PathLike):
        path = fspath(given)
        if isinstance(path, str):
            return FilePath(path)
    raise RefusedInput([unfit(keyword, given, hint)])


def names_of(**given: object) -> None:
    """Raise RefusedInput for the keywords that are given something else than a name."""
    hint = sentence("give a name: a text.")
    findings = [
        unfit(keyword, value, hint)
        for keyword, value in given.items()
        if value is not None and not isinstance(value, str)
    ]
    if findings:
        raise RefusedInput(findings)


def settings_of(given: object) -> tuple[Setting, ...]:
    """Return the settings that a keyword was given; raises RefusedInput, with every finding, for
    what is no path or no value of a case.
    """
    from engine.cases.mapping import plain_value
    from engine.cases.settings import OPTION, Setting, path_and_day

    if given is None:
        return ()
    if not isinstance(given, Mapping) or not all(isinstance(target, str) for target in given):
        hint = sentence("give a mapping of paths to values.")
        raise RefusedInput([unfit("settings", given, hint)])
    settings, findings = list[Setting](), list[Diagnostic]()
    for target, value in given.items():
        place = Location(f"{OPTION} {target[:80]}")
        path, day = path_and_day(target, place)
        plain, faults = plain_value(value, place)
        findings += faults
        if isinstance(day, Diagnostic):
            findings.append(day)
        elif not faults:
            settings.append(Setting(path, plain, day))
    if findings:
        raise RefusedInput(findings)
    return tuple(settings)


def refuse_language(lang: object) -> None:
    """Raise RefusedInput when the language named is none."""
    findings: list[Diagnostic] = []
    language_of(lang, "en", findings)
    if findings:
        raise RefusedInput(findings)


def language_of(given: object, otherwise: Language, findings: list[Diagnostic]) -> Language:
    """Return the language named, `otherwise` when there is none; a language that is not is a
    finding.
    """
    if given is None:
        return otherwise
    if given == "fr" or given == "en":  # the type checker follows the two comparisons
        return given
    findings.append(unfit("lang", given, nearest(str(given), _LANGUAGES)))
    return otherwise


def refuse_every_reading(readings: object) -> None:
    """Raise RefusedInput when a question on texts is asked under every reading."""
    if _every_and_chosen(readings)[0]:
        hint = sentence("give a mapping of readings to options.")
        raise RefusedInput([unfit("readings", readings, hint)])


def days_of(given: Mapping[str, object]) -> dict[str, date]:
    """Return the days that must be given, by keyword; raises RefusedInput for those
    that are not.
    """
    findings: list[Diagnostic] = []
    days = {keyword: _day(keyword, value, findings) for keyword, value in given.items()}
    findings += [unfit(keyword, None, _A_DAY) for keyword, value in given.items() if value is None]
    if findings:
        raise RefusedInput(findings)
    return {keyword: day for keyword, day in days.items() if day is not None}


def _day(keyword: str, given: object, findings: list[Diagnostic]) -> date | None:
    """Return the day that a keyword was given, None (and a finding, unless there is none) when it
    is no day.
    """
    if given is None:
        return None
    if isinstance(given, datetime):
        if given.tzinfo is None and given.time() == time():
            return given.date()
        findings.append(
            unfit(keyword, given, sentence("give the day alone, as `.date()` gives it."))
        )
        return None
    if isinstance(given, date):
        return given
    try:
        if isinstance(given, str):
            return parse_date(given)
    except ValueError:
        pass
    findings.append(unfit(keyword, given, _A_DAY))
    return None


def _every_and_chosen(given: object) -> tuple[bool, object]:
    """Return whether every reading is asked about, and what stands beside that: the readings
    chosen.
    """
    if isinstance(given, str) and given == EVERY_READING:
        return True, None
    if isinstance(given, tuple | list) and len(given) == 2 and given[0] == EVERY_READING:
        return True, given[1]
    return False, given


def _readings(given: object, findings: list[Diagnostic]) -> dict[str, str]:
    """Return the readings chosen, by their names."""
    _, chosen = _every_and_chosen(given)
    if chosen is None:
        return {}
    if isinstance(chosen, Mapping) and all(
        isinstance(name, str) for pair in chosen.items() for name in pair
    ):
        return dict(chosen)
    findings.append(unfit("readings", given, _TO_CHOOSE))
    return {}


__all__ = [
    "Day",
    "Keywords",
    "Path",
    "Readings",
    "Settings",
    "days_of",
    "language_of",
    "names_of",
    "path_of",
    "place_of",
    "refuse_every_reading",
    "refuse_language",
    "settings_of",
    "unfit",
]
