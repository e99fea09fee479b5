"""What all commands share: the language they speak, the options of a question and the question
built from them, findings turned into exit status 1.

Every command that asks a question takes `question_options` and builds it with `question_of`: what
one refuses, all refuse.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from engine.diagnostics.bilingual import Language, Sentence, sentence
from engine.diagnostics.chosen_language import LANGUAGES, language_of_findings
from engine.diagnostics.diagnostic import Diagnostic, RefusedInput, in_order

if TYPE_CHECKING:
    from engine.cases.settings import Setting
    from engine.questions.question import Question

Command = TypeVar("Command", bound=Callable[..., Any])
ALL_READINGS = "all"
EVERY_READING = f"--reading {ALL_READINGS}"
"""How a question about one case is asked what each option of each reading gives."""
RULESETS_HELP = (
    "A folder of texts, beside the shipped ones; a text with the id of a shipped one takes its "
    "place."
)

ON_HELP = (
    "Day of the question: the law in force that day answers (default: today, in universal time)."
)
KNOWN_ON_HELP = (
    "Day of knowledge: only what was published by then (default: today, in universal time)."
)
_BOUNDS_HELP: Final[Mapping[str, tuple[str, str]]] = {
    "funding": (
        (
            "First day, included: what is paid from then on, and the rights of the periods that "
            "go on then, each whole."
        ),
        (
            "Last day, excluded: what is paid before it, and the rights of the periods begun "
            "before it, each whole."
        ),
    ),
    "calendar": (
        (
            "First day, included: the dates and the payments from then on; those without a day "
            "are kept."
        ),
        "Last day, excluded: the dates and the payments before it; those without a day are kept.",
    ),
    "eligibility": (
        "Changes nothing here: eligibility is judged on the day of the question (--on).",
        "Changes nothing here: eligibility is judged on the day of the question (--on).",
    ),
    "duties": (
        "Changes nothing here: duties are those of the day of the question (--on).",
        "Changes nothing here: duties are those of the day of the question (--on).",
    ),
    "ask": (
        "First day, included, of what is asked about (calendar and funding).",
        "Last day, excluded, of what is asked about (calendar and funding).",
    ),
    "text": (
        "Changes nothing here: the text is that in force on one day (--on).",
        "Changes nothing here: the text is that in force on one day (--on).",
    ),
    "diff": (
        "Changes nothing here: the two days compared are the arguments.",
        "Changes nothing here: the two days compared are the arguments.",
    ),
}
"""What --from and --until do, by command."""


def spoken() -> Language:
    """Return the language in which the command that runs says its findings."""
    context = click.get_current_context(silent=True)
    return (
        context.obj
        if context is not None and context.obj in LANGUAGES
        else language_of_findings(os.environ)
    )


def language_option(
    chosen: Callable[[Mapping[str, str]], Language], told: str, otherwise: str
) -> Callable[[Command], Command]:
    """Return the option `--lang`; without it, the language is the one given before the command,
    else the one `chosen` in the environment, as `otherwise` says.
    """

    def unless_given() -> Language:
        first = click.get_current_context().find_root().params.get("lang")
        return first or chosen(os.environ)

    return click.option(
        "--lang",
        "language",
        type=click.Choice(LANGUAGES),
        default=unless_given,
        show_default=otherwise,
        help=told,
    )


def shipped_option() -> Callable[[Command], Command]:
    """Return the option `--shipped`, which is on unless `--no-shipped` is given."""
    return click.option(
        "--shipped/--no-shipped",
        "with_shipped",
        default=True,
        show_default=True,
        help="Read the shipped rulesets too.",
    )


def bounds_options(command: Callable[..., Any]) -> list[Callable[[Command], Command]]:
    """Return the options `--from` and `--until` of a command, whose help says what they do to its
    answer; none for a command that has no such help.
    """
    if command.__name__ not in _BOUNDS_HELP:
        return []
    first, last = _BOUNDS_HELP[command.__name__]
    return [
        click.option("--from", "start", type=DayType(), help=first),
        click.option("--until", "end", type=DayType(), help=last),
    ]


class DayType(click.ParamType[date]):
    """A date written YYYY-MM-DD, and in no other form of ISO 8601."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the date; fail as a misuse of the command when it is not one."""
        if isinstance(value, date):
            return value
        from engine.language.temporal import parse_date

        try:
            return parse_date(value)
        except ValueError:
            message = sentence(
                "'{value}' is not a date: write YYYY-MM-DD, for example 2023-06-01.", value=value
            )
            self.fail(message.in_language(spoken()), param, ctx)


def question_options(
    command: Callable[..., Any], readings_help: str, folders: click.Path | None = None
) -> list[Callable[[Command], Command]]:
    """Return the options of a question: its days, its bounds, its readings, the folders of texts.

    `readings_help` says what `--reading` takes, `folders` what `--rulesets` accepts.
    """
    return [
        click.option("--on", type=DayType(), help=ON_HELP),
        click.option("--known-on", type=DayType(), help=KNOWN_ON_HELP),
        *bounds_options(command),
        click.option(
            "--reading", "readings", multiple=True, metavar="ID=OPTION", help=readings_help
        ),
        click.option(
            "--rulesets",
            multiple=True,
            type=folders or click.Path(path_type=Path),
            help=RULESETS_HELP,
        ),
    ]


SET_HELP = (
    "Answer as if the case said so (repeatable): PATH@DATE=VALUE from a day on, PATH=+P3M for "
    "three months later, PATH= for not known."
)


def set_option() -> Callable[[Command], Command]:
    """Return the option `--set`, which `settings_of` reads."""
    return click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", help=SET_HELP)


def settings_of(options: Mapping[str, Any]) -> tuple[Setting, ...]:
    """Return what `--set` sets. Raises RefusedInput for what cannot be read."""
    if not options["settings"]:
        return ()
    from engine.cases.settings import asked

    settings, findings = asked(options["settings"])
    if findings:
        raise RefusedInput(findings)
    return settings


def question_of(options: Mapping[str, Any], every: str = "") -> Question:
    """Return the question that the options of a command ask, not yet checked against a law.

    `every` is how this command is asked what all options of the readings give, for the message;
    `--reading all` is left to a command that is asked in this way.
    """
    from engine.questions.question import Question

    named = [
        reading
        for reading in options["readings"]
        if reading != ALL_READINGS or every != EVERY_READING
    ]
    return Question.asked(
        options["on"],
        options["known_on"],
        language=options["language"],
        readings=chosen_readings(named, every),
        start=options.get("start"),
        end=options.get("end"),
        traced=options.get("trace") != "none",
    )


def chosen_readings(given: Iterable[str], every: str = "") -> dict[str, str]:
    """Return the readings chosen by `--reading ID=OPTION`; one chosen twice, otherwise, is a misuse
    of the command.

    `every` is how the command is asked for all options, where it can be.
    """
    readings: dict[str, str] = {}
    for choice in given:
        id_, equals, option = choice.partition("=")
        if not equals:
            raise click.UsageError(_unreadable(choice, every).in_language(spoken()))
        if readings.setdefault(id_, option) != option:
            both = _chosen_twice(id_, (readings[id_], option), every)
            raise click.UsageError(both.in_language(spoken()))
    return readings


def _unreadable(choice: str, every: str) -> Sentence:
    if choice == ALL_READINGS and every:
        return sentence(
            "--reading {given}: write ID=OPTION, or {every} for all options.",
            given=choice,
            every=every,
        )
    return sentence("--reading {given}: write ID=OPTION.", given=choice)


def _chosen_twice(id_: str, options: tuple[str, str], every: str) -> Sentence:
    first, second = options
    if not every:
        return sentence(
            "--reading {id}: both {first} and {second}: choose one.",
            id=id_,
            first=first,
            second=second,
        )
    return sentence(
        (
            "--reading {id}: both {first} and {second}: choose one, or see what all "
            "options give (`{every}`)."
        ),
        id=id_,
        first=first,
        second=second,
        every=every,
    )


class refusals:  # noqa: N801  # reads as a word at its use
    """Turns refused input into findings on standard error and exit status 1."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: Any
    ) -> None:
        if isinstance(error, RefusedInput):
            fail(error.diagnostics)


def fail(diagnostics: Iterable[Diagnostic]) -> None:
    """Print findings on standard error, in order and in the
    language asked, and end with exit status 1.
    """
    language = spoken()
    for diagnostic in in_order(diagnostics):
        click.echo(diagnostic.in_language(language), err=True)
    sys.exit(1)
