"""What all commands share: the language they speak, dates on the
command line, `--reading all`, and findings turned into exit status 1.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final, TypeVar

import click

from engine.diagnostics.bilingual import Language, sentence
from engine.diagnostics.chosen_language import LANGUAGES, language_of_findings
from engine.diagnostics.diagnostic import Diagnostic, RefusedInput, in_order
from engine.language.temporal import default_day, parse_date

Command = TypeVar("Command", bound=Callable[..., Any])
ALL_READINGS = "all"
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
    """Return the option `--lang`; without it, the language is
    the one `chosen` in the environment, as `otherwise` says.
    """
    return click.option(
        "--lang",
        "language",
        type=click.Choice(LANGUAGES),
        default=lambda: chosen(os.environ),
        show_default=otherwise,
        help=told,
    )


def bounds_options(command: Callable[..., Any]) -> list[Callable[[Command], Command]]:
    """Return the options `--from` and `--until` of a
    command, whose help says what they do to its answer.
    """
    first, last = _BOUNDS_HELP[command.__name__]
    return [
        click.option("--from", "start", type=Day(), help=first),
        click.option("--until", "end", type=Day(), help=last),
    ]


class Day(click.ParamType[date]):
    """A date written YYYY-MM-DD, and in no other form of ISO 8601."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the date; fail as a misuse of the command when it is not one."""
        if isinstance(value, date):
            return value
        try:
            return parse_date(value)
        except ValueError:
            message = sentence(
                "'{value}' is not a date: write YYYY-MM-DD, for example 2023-06-01.", value=value
            )
            self.fail(message.in_language(spoken()), param, ctx)


def days_asked(options: Mapping[str, Any]) -> tuple[date, date]:
    """Return the day of the question and the day of knowledge that a
    command asks for, today in universal time where it says nothing.
    """
    today = default_day()
    return options["on"] or today, options["known_on"] or today


def chosen_readings(given: Iterable[str], every: str = "--reading all") -> dict[str, str]:
    """Return the readings chosen by `--reading ID=OPTION`;
    one chosen twice, otherwise, is a misuse of the command.

    `every` is how the command is asked for all options.
    """
    readings: dict[str, str] = {}
    for one in given:
        id_, equals, option = one.partition("=")
        if not equals:
            message = sentence("--reading {given}: write ID=OPTION.", given=one)
            if one == ALL_READINGS:
                message = sentence(
                    "--reading {given}: write ID=OPTION, or {every} for all options.",
                    given=one,
                    every=every,
                )
            raise click.UsageError(message.in_language(spoken()))
        if readings.setdefault(id_, option) != option:
            message = sentence(
                (
                    "--reading {id}: both {first} and {second}: choose one, or see what all "
                    "options give (`{every}`)."
                ),
                id=id_, first=readings[id_], second=option, every=every,
            )  # fmt: skip
            raise click.UsageError(message.in_language(spoken()))
    return readings


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
