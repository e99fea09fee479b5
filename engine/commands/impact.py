"""The command `accord impact`: what texts bring to many cases, and by which operation."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from engine.commands.options import (
    RULESETS_HELP,
    DayType,
    language_option,
    question_of,
    refusals,
    spoken,
)
from engine.commands.output import SUFFIXES, write
from engine.commands.tables import size_of_memory, told_to_end
from engine.commands.usage import Command
from engine.diagnostics.bilingual import sentence
from engine.diagnostics.chosen_language import language_of_answers
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.tables.needed import ENCODINGS, need_libraries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.tables.impact.request import ImpactRequest
    from engine.tables.impact.whole_impact import Impact

_FOLDER: Final = click.Path(path_type=Path, file_okay=False)
_FILE: Final = click.Path(path_type=Path, dir_okay=False)
_FORMS: Final = ("text", "json", "markdown", "html")
_PAGES: Final = {suffix: form for suffix, form in SUFFIXES.items() if form in _FORMS}
_ROWS: Final = (".parquet", ".csv")
_BOOK: Final = ".xlsx"


@click.command(cls=Command)
@click.argument("cases", metavar="CASES…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--with", "added", multiple=True, type=_FOLDER, help="The texts whose impact is asked."
)
@click.option(
    "--without",
    "removed",
    multiple=True,
    metavar="TEXT",
    help="A text that is there already, whose impact is asked: the law is taken without it.",
)
@click.option(
    "--by",
    multiple=True,
    metavar="FACT|COLUMN",
    help="Also group the totals by a fact, on the day of each right, or by a column of the table.",
)
@click.option("--on", type=DayType(), help="Day of the question (default: today).")
@click.option("--known-on", type=DayType(), help="Day of knowledge (default: today).")
@click.option(
    "--from",
    "start",
    type=DayType(),
    help="First day, included: the rights of the periods that go on then, each whole.",
)
@click.option(
    "--until",
    "end",
    type=DayType(),
    help="Last day, excluded: the rights of the periods begun before it, each whole.",
)
@click.option("--reading", "readings", multiple=True, metavar="ID=OPTION", help="Choose a reading.")
@click.option("--rulesets", multiple=True, type=_FOLDER, help=RULESETS_HELP)
@click.option("--corpus", help="The corpus, where several are loaded.")
@click.option(
    "--histories",
    type=_FILE,
    help="A second table (case, fact, from, value) of facts that vary over time.",
)
@click.option("--encoding", type=click.Choice(ENCODINGS), help="How CSV is encoded.")
@click.option(
    "-o",
    "--out",
    type=_FILE,
    help="Write a file: .parquet or .csv (a row for each line that changes), .xlsx (all of it), "
    ".html (a page with charts), .md, .json, .txt.",
)
@click.option("--force", is_flag=True, help="Replace an output that exists.")
@click.option("--rejects", type=_FILE, help="Where bad rows go (default: OUT.rejects.csv).")
@click.option("--format", "form", type=click.Choice(_FORMS), help="The form of what is printed.")
@click.option("--threads", type=click.IntRange(1), help="Workers (default: all).")
@click.option(
    "--memory", metavar="SIZE", callback=size_of_memory, help="Most memory, for example 3GB."
)
@click.option("--slice", "slice_size", type=click.IntRange(1), help="Cases computed at a time.")
@click.option("--quiet", is_flag=True, help="No progress bar.")
@language_option(language_of_answers, "Language of the answer.", "the environment's, else fr")
def impact(**options: Any) -> None:
    """Say what texts bring to many CASES (tables, files, folders), and by which operation."""
    with refusals(), told_to_end():
        need_libraries()
        out: Path | None = options["out"]
        _ready(options)
        request = _request(options)
        parent = out.parent if out is not None else Path(_temporary())
        with _working(options, request, parent) as worked:
            _deliver(worked, options)
    answered = worked.answer.cases
    if answered.read and not answered.answered:
        sys.exit(1)


def _temporary() -> str:
    import tempfile

    return tempfile.gettempdir()


def _ready(options: dict[str, Any]) -> None:
    """Choose what is written, before anything is worked out; refuse a place that cannot be."""
    from engine.source.new_file import refuse_place

    out: Path | None = options["out"]
    suffix = "" if out is None else out.suffix.lower()
    if out is not None and suffix not in (*_PAGES, *_ROWS, _BOOK):
        message = sentence("the name of the file does not say in which form to write.")
        hint = sentence("end it with {listed}.", listed=", ".join((*_ROWS, _BOOK, *_PAGES)))
        raise RefusedInput([Diagnostic("ACC412", message, Location(str(out)), hint)])
    options["form"] = options["form"] or _PAGES.get(suffix, "text")
    if out is not None:
        refuse_place(out, force=options["force"])
        options["rejects"] = options["rejects"] or out.with_name(f"{out.stem}.rejects.csv")
    from engine.tables.run.outputs import refuse_shared

    shared = {f"CASES[{rank}]": path for rank, path in enumerate(options["cases"], 1)}
    named = {f"--{name}": options[name] for name in ("histories", "out", "rejects")}
    refuse_shared(shared | {name: path for name, path in named.items() if path})


def _request(options: dict[str, Any]) -> ImpactRequest:
    """Return what is asked, from the options."""
    from engine.tables.impact.asked import impact_request

    return impact_request(
        options["cases"],
        added=options["added"],
        removed=options["removed"],
        rulesets=options["rulesets"],
        corpus=options["corpus"],
        by=options["by"],
        question=question_of(options),
        histories=options["histories"],
        encoding=options["encoding"] or "",
        threads=options["threads"],
        memory=options["memory"],
        slice_size=options["slice_size"] or 0,
    )


@contextmanager
def _working(options: dict[str, Any], request: ImpactRequest, parent: Path) -> Iterator[Impact]:
    """Work the impact out, with a bar that shows how far it is."""
    from engine.tables.impact.whole_impact import worked_out

    if options["quiet"] or not sys.stderr.isatty():
        with worked_out(request, parent) as worked:
            yield worked
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task("impact", total=None)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        with worked_out(request, parent, progress) as worked:
            bar.stop()
            yield worked


def _deliver(worked: Impact, options: dict[str, Any]) -> None:
    """Write what is asked for, then say on standard error what was set apart and chosen."""
    from engine.tables.impact.whole_impact import rejects_table

    out: Path | None = options["out"]
    suffix = "" if out is None else out.suffix.lower()
    if out is not None and suffix in (*_ROWS, _BOOK):
        _write_file(worked, out, force=options["force"])
        written = sentence("{file}: written.", file=out).in_language(spoken())
        click.echo(written, err=True)
        options = {**options, "out": None}
    _print(worked, options)
    table = rejects_table(worked.reports)
    if table.num_rows:
        _tell_rejects(worked, table, options)
    for file, chosen in worked.chosen:
        said = sentence("{file}: {what}", file=file, what=chosen)
        click.echo(said.in_language(spoken()), err=True)


def _print(worked: Impact, options: dict[str, Any]) -> None:
    """Print the answer, or write it to the file asked for."""
    from engine.render import render

    page = render(worked.answer, options["form"], options["language"], width=100)
    write(page, options)


def _write_file(worked: Impact, out: Path, *, force: bool) -> None:
    """Write the rows, or the workbook: whole, or not at all."""
    from engine.source.new_file import writing
    from engine.tables.impact.whole_impact import write_rows
    from engine.tables.impact.workbook import write_workbook
    from engine.tables.run.outputs import Claim

    with Claim(out, force=force) as claim, writing(out):
        if out.suffix.lower() == _BOOK:
            write_workbook(worked, claim.partial)
        else:
            write_rows(worked, claim)
        claim.settle()


def _tell_rejects(worked: Impact, table: Any, options: dict[str, Any]) -> None:
    """Write what was set apart where a file is given for it, and say the first of it."""
    from engine.tables.impact.whole_impact import write_rejects
    from engine.tables.run.outputs import Claim

    for finding in worked.said[:20]:
        click.echo(finding.in_language(spoken()), err=True)
    rejects: Path | None = options["rejects"]
    if rejects is None:
        told = sentence(
            "{rejected} of {read} cases rejected; --rejects FILE.csv writes them with the reasons.",
            rejected=worked.answer.cases.rejected,
            read=worked.answer.cases.read,
        )
    else:
        with Claim(rejects, force=options["force"]) as claim:
            write_rejects(table, claim)
            claim.settle()
        told = sentence("{file}: rejected rows.", file=rejects)
    click.echo(told.in_language(spoken()), err=True)
