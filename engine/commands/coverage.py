"""The command `accord coverage`: what scenarios exercise of a law, and what they do not."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from engine.commands.options import (
    KNOWN_ON_HELP,
    RULESETS_HELP,
    DayType,
    language_option,
    refusals,
    spoken,
)
from engine.commands.output import out_options, ready, write
from engine.commands.usage import Command
from engine.diagnostics.bilingual import sentence
from engine.diagnostics.chosen_language import language_of_answers
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.coverage.report import Coverage
    from engine.diagnostics.bilingual import Language
    from engine.language.model import Corpus
    from engine.testing.scenario import Scenario

FORMS: Final = ("text", "json", "markdown", "html")
_HOME: Final = Path("scenarios")


def asked_of_scenarios(command: Any) -> Any:
    """Add the argument PATHS and the options that say which law is meant."""
    options = [
        click.argument("paths", nargs=-1, type=click.Path(path_type=Path)),
        click.option(
            "--rulesets", multiple=True, type=click.Path(path_type=Path), help=RULESETS_HELP
        ),
        click.option("--corpus", help="The corpus, where several are loaded."),
        click.option(
            "--format", "form", type=click.Choice(FORMS), help="The form of what is printed."
        ),
        *out_options(),
        click.option("--quiet", is_flag=True, help="No progress bar."),
        language_option(
            language_of_answers, "Language of the report.", "the environment's, else fr"
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@click.command(cls=Command)
@asked_of_scenarios
@click.option("--known-on", type=DayType(), help=KNOWN_ON_HELP)
@click.option(
    "--missing",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a file of stubs: a scenario for each branch that lacks one, to be completed.",
)
def coverage(**options: Any) -> None:
    """Say what the scenarios of PATHS exercise of the law, and what none of them does."""
    from engine.coverage.report import coverage_of
    from engine.language.temporal import default_day

    with refusals():
        ready(options)
        corpus, corpora = law_asked_about(options)
        begun = options["missing"] is not None  # the first scenarios of a law are written from it
        scenarios = scenarios_in(options["paths"], required=not begun)
        known_on: date = options["known_on"] or default_day()
        with progress_bar(options) as progress:
            found = coverage_of(corpus, corpora, scenarios, known_on, progress)
        write(_printed(found, corpus, options), options)
        if options["missing"] is not None:
            _write_stubs(found, corpus, options)
        if found.findings:
            raise RefusedInput(found.findings)
        sys.exit(1 if found.missing else 0)


def law_asked_about(options: dict[str, Any]) -> tuple[Corpus, dict[str, Corpus]]:
    """Return the corpus asked about, and all those that are loaded."""
    from engine.library import load, one_corpus

    corpora = load(options["rulesets"])
    return one_corpus(corpora, options["corpus"]), corpora


def scenarios_in(paths: Sequence[Path], *, required: bool = True) -> list[Scenario]:
    """Return the scenarios of files and folders; raise RefusedInput with every finding in them, and
    where there is none and one is required.
    """
    from engine.testing.scenario import SUFFIX, read_scenarios

    files = [
        file
        for path in paths or [_HOME]
        for file in (sorted(path.rglob(f"*{SUFFIX}")) if path.is_dir() else [path])
    ]
    if not files and required:
        message = sentence("there is no file of scenarios.")
        place = Location(str(paths[0] if paths else _HOME))
        hint = sentence("name files `….scenario.yaml`, or a folder that holds some.")
        raise RefusedInput([Diagnostic("ACC822", message, place, hint)])
    scenarios: list[Scenario] = []
    findings: list[Diagnostic] = []
    for file in files:
        read, found = read_scenarios(file)
        scenarios += read
        findings += found
    if findings:
        raise RefusedInput(findings)
    return scenarios


@contextmanager
def progress_bar(options: dict[str, Any]) -> Iterator[Callable[[int, int], None]]:
    """Show how far the work is, on a terminal, and give what says how much of how much is done."""
    if options["quiet"] or not sys.stderr.isatty():
        yield lambda done, whole: None
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task(click.get_current_context().info_name or "", total=None)
        yield lambda done, whole: bar.update(task, completed=done, total=whole)


def _printed(found: Coverage, corpus: Corpus, options: dict[str, Any]) -> str:
    if options["form"] == "json":
        return as_json(found)
    from engine.coverage.page import coverage_page

    return printed_page(coverage_page(found, corpus, options["language"]), options)


def as_json(report: Any) -> str:
    """Return a record as JSON."""
    import msgspec

    encoded = msgspec.json.format(msgspec.json.encode(report), indent=2)
    return encoded.decode()


def printed_page(page: Any, options: dict[str, Any]) -> str:
    """Return a page in the form asked for."""
    if options["form"] == "markdown":
        from engine.render import markdown

        return markdown.render(page)
    if options["form"] == "html":
        from engine.render import html

        return html.render(page)
    from engine.render import text

    colour = options["out"] is None and sys.stdout is not None and sys.stdout.isatty()
    return text.render(page, width=100, colour=colour)


def _write_stubs(found: Coverage, corpus: Corpus, options: dict[str, Any]) -> None:
    from engine.coverage.stubs import stubs

    file: Path = options["missing"]
    if not found.missing:
        told = sentence("{file}: not written, nothing lacks.", file=file)
        click.echo(told.in_language(spoken()), err=True)
        return
    language: Language = options["language"]
    content = stubs(found, corpus, language, file.parent, options["rulesets"])
    write(content, {"out": file, "force": options["force"]})
