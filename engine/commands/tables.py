"""The commands on tables of cases: `accord batch …` and `accord cases generate`."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from engine.commands.options import (
    ALL_READINGS,
    RULESETS_HELP,
    language_option,
    question_of,
    question_options,
    refusals,
    spoken,
)
from engine.commands.usage import Group
from engine.diagnostics.bilingual import Bilingual, Language, Sentence, sentence
from engine.diagnostics.chosen_language import language_of_findings
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.tables.needed import ENCODINGS, ENGINES, MOST_CASES, MOST_WORKERS, SIZES, need_libraries

if TYPE_CHECKING:
    from engine.language.model import Corpus
    from engine.tables.run.request import Request
    from engine.tables.run.whole_run import RunSummary

Command = TypeVar("Command", bound=Callable[..., Any])
_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group(
    cls=Group,
    help="Answer a whole table of cases: Parquet, CSV or XLSX, one row per case.\n\n"
    "Exit status: 0 when a case is answered or the table has none, 1 when every case is rejected "
    "or the run is refused, 2 when an option is misused.",
)
def batch() -> None:
    """Answer a whole table of cases."""


@click.group(cls=Group)
def cases() -> None:
    """Make tables of cases."""


def _engine(_: click.Context, __: click.Parameter, value: str) -> str:
    """Accept duckdb, or the name of a Spark master."""
    if not re.fullmatch(ENGINES, value):
        message = sentence(
            (
                "`{value}` is neither duckdb nor a Spark master, such as local[4] or "
                "spark://host:7077."
            ),
            value=value,
        )
        raise click.BadParameter(message.in_language(spoken()))
    return value


def size_of_memory(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Accept a size with its unit."""
    if value is not None and not re.fullmatch(SIZES, value, re.IGNORECASE):
        message = sentence("`{value}` is not a size: write 3GB or 512MB.", value=value)
        raise click.BadParameter(message.in_language(spoken()))
    if value is not None and len(value) > 12:
        with refusals():
            message = sentence("{value} is more than any machine has.", value=value)
            raise RefusedInput(
                [
                    Diagnostic(
                        "ACC620", message, Location("--memory"), sentence("write 3GB or 512MB.")
                    )
                ]
            )
    return value


def _bounded(most: int) -> Callable[[click.Context, click.Parameter, int | None], int | None]:
    """Accept a number up to a bound; beyond it, it is a slip of the pen."""

    def check(_: click.Context, parameter: click.Parameter, value: int | None) -> int | None:
        if value is not None and value > most:
            name = parameter.opts[0] if parameter.opts[0].startswith("-") else "N"
            with refusals():
                raise RefusedInput(
                    [
                        Diagnostic(
                            "ACC620",
                            sentence(
                                "{value} is beyond {most}, the most that can be asked.",
                                value=value,
                                most=most,
                            ),
                            Location(name),
                            sentence("check the figure."),
                        )
                    ]
                )
        return value

    return check


_RUN_BY = click.option(
    "--engine",
    default="duckdb",
    show_default=True,
    metavar="duckdb|local[N]|spark://…",
    callback=_engine,
    help="What runs the plan.",
)
_EVERY_READING = click.option(
    "--readings",
    "every",
    type=click.Choice([ALL_READINGS]),
    help="`all`: one more set of rows for each other option of each reading.",
)


def _asked(command: Command) -> list[Callable[..., Any]]:
    """Return what a command on a table is asked, and of which cases."""
    return [
        click.argument("table", metavar="CASES", type=_FILE),
        click.option(
            "-o",
            "--out",
            required=True,
            type=_FILE,
            help="Where the rows go: a name in .parquet, .csv or .xlsx.",
        ),
        _RUN_BY,
        *question_options(command, "Choose a reading (repeatable).", _FOLDER),
        _EVERY_READING,
        click.option(
            "--with",
            "added",
            multiple=True,
            type=_FOLDER,
            help="Answer before and after these texts, in a column `law`.",
        ),
        click.option("--corpus", help="The corpus, where several are loaded."),
        click.option(
            "--histories",
            type=_FILE,
            help="A second table (case, fact, from, value) of facts that vary over time.",
        ),
        click.option(
            "--encoding",
            type=click.Choice(ENCODINGS),
            help="How CSV is encoded (default: UTF-8, or cp1252 if it can only be that).",
        ),
    ]


def _running() -> list[Callable[..., Any]]:
    """Return how a command on a table is run, and where it writes beside its output."""
    return [
        click.option("--rejects", type=_FILE, help="Where bad rows go (default: OUT.rejects.csv)."),
        click.option("--citations", type=_FILE, help="Also write the dictionary of the citations."),
        click.option("--force", is_flag=True, help="Replace outputs that exist."),
        click.option(
            "--threads",
            type=click.IntRange(1),
            callback=_bounded(MOST_WORKERS),
            help="Workers (default: all).",
        ),
        click.option(
            "--memory",
            metavar="SIZE",
            callback=size_of_memory,
            help="Most memory for the embedded engine, for example 3GB; beyond it spills to disk.",
        ),
        click.option(
            "--slice",
            "slice_size",
            type=click.IntRange(1),
            callback=_bounded(MOST_CASES),
            help="Cases computed at a time.",
        ),
        click.option("--quiet", is_flag=True, help="No progress bar and no summary."),
        language_option(
            language_of_findings,
            "Language of what is said of the run, of the reasons of rejects, and of a workbook.",
            "the environment's, else en",
        ),
    ]


def _common(command: Command) -> Command:
    """Add the options that all commands on a table share."""
    options = [*_asked(command), *_running()]
    for option in reversed(options):
        command = option(command)
    return command


@batch.command()
@_common
@click.option(
    "--only",
    type=click.Choice(["entitlement", "payment", "missing"]),
    multiple=True,
    help="Keep these rows alone.",
)
@click.option(
    "--wide",
    is_flag=True,
    help=(
        "One row for each period of a case: a column for each line, their total, the rules as bits."
    ),
)
def funding(only: tuple[str, ...], *, wide: bool, **options: Any) -> None:
    """What each case is due: rights and payments, line by line, with rules and citations."""
    if wide and only:
        message = sentence("--wide holds the rights of each period: it takes no --only.")
        raise click.UsageError(message.in_language(spoken()))
    _run("funding", {**options, "only": only}, frozenset(only), wide=wide)


@batch.command()
@_common
def eligibility(**options: Any) -> None:
    """Each benefit of each case, and each of its requirements: met, unmet or unknown."""
    _run("eligibility", options)


@batch.command()
@_common
def calendar(**options: Any) -> None:
    """Each date of each case, with its status on the day of the question."""
    _run("calendar", options)


@cases.command()
@click.argument("count", type=click.IntRange(0), callback=_bounded(MOST_CASES), metavar="N")
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="The same seed gives the same cases.",
)
@click.option(
    "-o",
    "--out",
    required=True,
    type=_FILE,
    help="Where the cases go: a name in .parquet, .csv or .xlsx.",
)
@click.option(
    "--profile", type=_FILE, help="How to draw them (default: the shipped profile of the corpus)."
)
@click.option("--rulesets", multiple=True, type=_FOLDER, help=RULESETS_HELP)
@click.option("--corpus", help="The corpus, where several are loaded.")
@click.option("--force", is_flag=True, help="Replace an output that exists.")
@language_option(
    language_of_findings, "Language of what is said of the run.", "the environment's, else en"
)
def generate(
    count: int,
    seed: int,
    out: Path,
    profile: Path | None,
    rulesets: tuple[Path, ...],
    corpus: str | None,
    *,
    force: bool,
    language: Language,
) -> None:
    """Make N random cases, as a table that `accord batch` reads."""
    with refusals(), told_to_end():
        need_libraries()
        from engine.library import load, one_corpus, shipped
        from engine.tables.generate.generator import draw_to, read_profile
        from engine.tables.run.outputs import refuse_shared

        refuse_shared({"--out": out} | ({"--profile": profile} if profile else {}))
        chosen = one_corpus(load(rulesets), corpus)
        of_corpus = shipped("profiles") / f"{chosen.id}.yaml"
        if profile is None and not of_corpus.exists():
            raise RefusedInput([_no_profile(chosen.id)])
        drawn = read_profile(profile or of_corpus, chosen)
        draw_to(out, drawn, count, seed, force=force)
    _say(out, sentence("{count} cases", count=count))


def _no_profile(corpus: str) -> Diagnostic:
    return Diagnostic(
        "ACC001",
        sentence("no profile comes with the corpus `{name}`.", name=corpus),
        Location("--profile"),
        sentence("write one, as those of the folder `profiles`, and give its file here."),
    )


@contextmanager
def told_to_end() -> Iterator[None]:
    """Let a run that is interrupted, or told to end, say so
    in one line when it has taken away what it had begun.
    """
    from engine.tables.scratch import ends_in_order

    with ends_in_order():
        try:
            yield
        except KeyboardInterrupt:
            hint = sentence("nothing was written: run it again.")
            raise RefusedInput(
                [
                    Diagnostic(
                        "ACC618",
                        sentence("the run was interrupted."),
                        Location("accord batch"),
                        hint,
                    )
                ]
            ) from None


_AS_GIVEN = ("out", "engine", "histories", "rejects", "citations", "force", "threads", "memory")
"""The options that a request has under the same name."""


def _request(family: str, options: dict[str, Any], only: frozenset[str], *, wide: bool) -> Request:
    """Return the run asked for; two of its paths that are one file are refused."""
    from engine.tables.run.outputs import refuse_shared
    from engine.tables.run.request import Request, paths_of

    paths = ("table", "out", "histories", "rejects", "citations")
    refuse_shared(paths_of(*(options[name] for name in paths)))
    return Request(
        family=family,
        cases=options["table"],
        corpora=_corpora(options),
        question=question_of(options, f"--readings {ALL_READINGS}"),
        all_readings=options["every"] == ALL_READINGS,
        only=only,
        wide=wide,
        slice_size=options["slice_size"] or 0,
        encoding=options["encoding"] or "",
        **{name: options[name] for name in _AS_GIVEN},
    )


def _notes_on_law(request: Request) -> Iterator[Bilingual]:
    """Yield where the law of a run ends, and which shipped texts a file takes the place of."""
    from engine.law.horizon import horizon
    from engine.words.citation import replaced, said_of_replaced

    corpora, known_on = request.corpora.values(), request.question.known_on
    yield from dict.fromkeys(horizon(corpus, known_on).said() for corpus in corpora)
    taken = {text: file for corpus in corpora for text, file in replaced(corpus).items()}
    for text, file in taken.items():
        yield said_of_replaced(text, file)


def _run(
    family: str, options: dict[str, Any], only: frozenset[str] = frozenset(), *, wide: bool = False
) -> None:
    with refusals(), told_to_end():
        need_libraries()
        from engine.tables.run.whole_run import run

        request = _request(family, options, only, wide=wide)
        report = run(request) if options["quiet"] else _with_progress(request)
        if not options["quiet"]:
            _summarise(report, options)
            for note in _notes_on_law(request):
                _say(options["out"], note)
    if report.read and report.rejected == report.read:
        _say(
            options["out"],
            sentence("every case is rejected; {rejects} says why", rejects=report.rejects),
        )
        sys.exit(1)


def _with_progress(request: Request) -> RunSummary:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    from engine.tables.run.whole_run import run

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task(request.family, total=None)
        return run(request, lambda done, total: bar.update(task, completed=done, total=total))


def _summarise(report: RunSummary, options: Mapping[str, Any]) -> None:
    counts = {"read": report.read, "rejected": report.rejected, "written": report.written}
    _say(
        options["out"],
        sentence("{read} cases read, {rejected} rejected, {written} rows written", **counts),
    )
    if options["histories"]:
        counts = {"read": report.histories, "rejected": report.histories_rejected}
        _say(options["histories"], sentence("{read} rows read, {rejected} rejected", **counts))
    for remark in report.remarks():
        _say(options["out"], remark)
    for file, chosen in report.chosen:
        _say(file, chosen)
    for finding in report.said:
        click.echo(finding.in_language(spoken()), err=True)
    if report.rejects:
        colon = "\u00a0: " if spoken() == "fr" else ": "
        codes = ", ".join(f"{code}{colon}{count}" for code, count in sorted(report.codes.items()))
        _say(report.rejects, sentence("rejected rows ({codes})", codes=codes))


def _say(file: Path, what: Sentence | Bilingual) -> None:
    """Say something of a file of the run, on standard error."""
    said = sentence("{file}: {what}", file=file, what=what)
    click.echo(said.in_language(spoken()), err=True)


def _corpora(options: Mapping[str, Any]) -> dict[str, Corpus]:
    from engine.library import load, one_corpus

    before = one_corpus(load(options["rulesets"]), options["corpus"])
    if not options["added"]:
        return {"": before}
    return {
        "before": before,
        "after": one_corpus(load((*options["rulesets"], *options["added"])), before.id),
    }
