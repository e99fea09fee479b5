"""The command `accord mutate`: one mistake at a time in a law, and which no scenario notices."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from engine.commands.coverage import (
    as_json,
    asked_of_scenarios,
    law_asked_about,
    printed_page,
    progress_bar,
    scenarios_in,
)
from engine.commands.options import refusals
from engine.commands.output import ready, write
from engine.commands.usage import Command
from engine.diagnostics.diagnostic import RefusedInput

if TYPE_CHECKING:
    from engine.mutation.changes import Change
    from engine.mutation.run import Mutation

_KINDS: Final = (
    *("figure", "date", "duration", "limit", "condition_dropped", "condition_denied"),
    *("override_removed", "operation_dropped", "citation"),
)


@click.command(cls=Command)
@asked_of_scenarios
@click.option(
    "--state",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file that keeps what was done: a run that was stopped goes on where it was.",
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(_KINDS),
    help="Only changes of this kind (repeatable; default: all).",
)
@click.option("--article", help="Only changes of the article TEXT/NUMBER, or in the files of TEXT.")
@click.option("--threads", type=click.IntRange(1), help="Workers (default: all).")
def mutate(**options: Any) -> None:
    """Make one small mistake at a time in the law: say which no scenario of PATHS notices."""
    from engine.library import shipped
    from engine.mutation.run import Work, mutation_of

    with refusals():
        ready(options)
        corpus, _ = law_asked_about(options)
        scenarios = tuple(scenarios_in(options["paths"]))
        work = Work(tuple(options["rulesets"]), shipped("rulesets"), corpus.id, scenarios)
        kinds, article = options["kinds"], options["article"]

        def only(change: Change) -> bool:
            within = (None, change.article, change.within, change.within.partition("/")[0])
            return (not kinds or change.kind in kinds) and article in within

        with progress_bar(options) as progress:
            done = mutation_of(
                work, options["state"], workers=options["threads"], only=only, progress=progress
            )
        write(_printed(done, options), options)
        if done.findings and not (kinds or article):
            raise RefusedInput(done.findings)
        sys.exit(1 if done.survivors else 0)


def _printed(done: Mutation, options: dict[str, Any]) -> str:
    if options["form"] == "json":
        return as_json(done)
    from engine.mutation.page import mutation_page

    return printed_page(mutation_page(done, options["language"]), options)
