"""What all commands share: dates on the command line, `--reading all`, and findings turned into exit status 1."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from typing import Any

import click

from engine.diagnostics import Diagnostic, RefusedInput, in_order
from engine.temporal import parse_date

ALL_READINGS = "all"
RULESETS_HELP = "A folder of texts, beside the shipped ones; a text with the id of a shipped one takes its place."


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
            self.fail(f"{value!r} is not a date: write YYYY-MM-DD, for example 2023-06-01.", param, ctx)


def chosen_readings(given: Iterable[str], every: str = "--reading all") -> dict[str, str]:
    """Return the readings chosen by `--reading ID=OPTION`; one chosen twice, otherwise, is a misuse of the command.

    `every` is how the command is asked for all options.
    """
    readings: dict[str, str] = {}
    for one in given:
        id_, equals, option = one.partition("=")
        if not equals:
            message = f"--reading {one}: write ID=OPTION" + (f", or {every} for all options." if one == ALL_READINGS else ".")
            raise click.UsageError(message)
        if readings.setdefault(id_, option) != option:
            message = f"--reading {id_}: both {readings[id_]} and {option}: choose one, or see what all options give (`{every}`)."
            raise click.UsageError(message)
    return readings


class refusals:  # noqa: N801  # reads as a word at its use
    """Turns refused input into findings on standard error and exit status 1."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: Any) -> None:
        if isinstance(error, RefusedInput):
            fail(error.diagnostics)


def fail(diagnostics: Iterable[Diagnostic]) -> None:
    """Print findings on standard error, in order, and end with exit status 1."""
    for diagnostic in in_order(diagnostics):
        click.echo(str(diagnostic), err=True)
    sys.exit(1)
