"""`accord compare`, what changes between two sides, and why; `accord nearest`, what is nearest to
change an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import click

from engine.commands.options import (
    KNOWN_ON_HELP,
    ON_HELP,
    RULESETS_HELP,
    DayType,
    question_of,
    refusals,
    set_option,
    settings_of,
    spoken,
)
from engine.commands.output import page_options, ready, show
from engine.commands.usage import Command as HelpedCommand
from engine.diagnostics.bilingual import sentence

_QUESTIONS: Final = ("funding", "calendar", "eligibility", "duties")


def _laws() -> list[Any]:
    """Return the options that say which texts each side has, and what is compared."""
    folder = click.Path(path_type=Path)
    return [
        click.option("--rulesets", multiple=True, type=folder, help=RULESETS_HELP),
        click.option(
            "--with",
            "added",
            multiple=True,
            type=folder,
            help="A folder of texts that the second side alone has.",
        ),
        click.option(
            "--without",
            multiple=True,
            metavar="TEXT",
            help="A text that the first side does not have: what it has brought.",
        ),
        click.option(
            "--question",
            "questions",
            multiple=True,
            type=click.Choice(_QUESTIONS),
            help="What is compared (repeatable; default: all).",
        ),
    ]


def _options(command: Any) -> Any:
    """Add the options of a comparison: given twice, a day of knowledge or a reading is one on each
    side.
    """
    options = [
        click.argument("case"),
        click.argument("other", required=False),
        set_option(),
        click.option("--on", type=DayType(), help=ON_HELP),
        click.option("--known-on", multiple=True, type=DayType(), help=KNOWN_ON_HELP),
        click.option(
            "--reading",
            "readings",
            multiple=True,
            metavar="ID=OPTION",
            help="Choose a reading; given twice, one option for each side.",
        ),
        *_laws(),
        *page_options(command),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@click.command(cls=HelpedCommand)
@_options
def compare(
    case: str,
    other: str | None,
    known_on: Sequence[date],
    readings: Sequence[str],
    added: Sequence[Path],
    without: Sequence[str],
    questions: Sequence[str],
    **options: Any,
) -> None:
    """Say what changes between two cases, readings, days of knowledge or laws, and why."""
    from engine.whatif.asked import Compared, answered

    chosen: dict[str, list[str]] = {}
    for choice in readings:
        id_, equals, option = choice.partition("=")
        if not equals:
            message = sentence("--reading {given}: write ID=OPTION.", given=choice)
            raise click.UsageError(message.in_language(spoken()))
        chosen.setdefault(id_, []).append(option)
    with refusals():
        ready(options)
        asked = Compared(
            case=case,
            other=other,
            settings=settings_of(options),
            on=options["on"],
            known_on=tuple(known_on),
            readings=chosen,
            rulesets=tuple(options["rulesets"]),
            added=tuple(added),
            without=tuple(without),
            questions=tuple(questions) or _QUESTIONS,
            language=options["language"],
        )
        show(answered(asked), {**options, "trace": "none", "case": case})


def _about_a_case(command: Any) -> Any:
    """Add the options of what is nearest: those of a question about a case, without bounds."""
    options = [
        click.argument("case"),
        click.argument("target", required=False, metavar="[BENEFIT|LINE]"),
        set_option(),
        click.option("--on", type=DayType(), help=ON_HELP),
        click.option("--known-on", type=DayType(), help=KNOWN_ON_HELP),
        click.option(
            "--reading",
            "readings",
            multiple=True,
            metavar="ID=OPTION",
            help="Choose a reading (repeatable).",
        ),
        click.option(
            "--rulesets", multiple=True, type=click.Path(path_type=Path), help=RULESETS_HELP
        ),
        *page_options(command),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@click.command(cls=HelpedCommand)
@_about_a_case
def nearest(case: str, target: str | None, **options: Any) -> None:
    """Say what is nearest to change the answer to CASE, and what it would bring."""
    from engine.library import load, load_case
    from engine.whatif.nearest import nearest as ask

    with refusals():
        ready(options)
        corpus, facts = load_case(case, load(options["rulesets"]), settings_of(options))
        question = question_of({**options, "start": None, "end": None}).checked(corpus)
        answer = ask(corpus, facts, question, target)
        show(answer, {**options, "trace": "none", "case": case})
