"""The command `accord`: reads what is asked, prints the
answer, decides the exit status; nothing else.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from engine.commands.options import (
    ALL_READINGS,
    KNOWN_ON_HELP,
    ON_HELP,
    RULESETS_HELP,
    Day,
    bounds_options,
    chosen_readings,
    days_asked,
    fail,
    language_option,
    refusals,
    spoken,
)
from engine.commands.usage import Group, misuse, said
from engine.diagnostics.bilingual import sentence
from engine.diagnostics.chosen_language import language_of_answers, language_of_findings
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput, nearest
from engine.questions.question import Question
from engine.source.file_content import reason_of

if TYPE_CHECKING:
    from engine.cases.case_reader import Facts
    from engine.diagnostics.bilingual import Language
    from engine.language.model import Corpus
    from engine.questions.presentation import Plain

Command = TypeVar("Command", bound=Callable[..., Any])
_ANSWERED = "Language of the answer and of findings."
_OTHERWISE = "the environment's, else fr for the answer and en for findings"
_FORMS = ("text", "json", "markdown", "html")
_FORM = "The form of what is printed."
_TRACE = "How much of the reasoning is shown."


def common(command: Command) -> Command:
    """Add the options that all questions share."""
    options = [
        click.option("--on", type=Day(), help=ON_HELP),
        click.option("--known-on", type=Day(), help=KNOWN_ON_HELP),
        *bounds_options(command),
        click.option(
            "--reading",
            "readings",
            multiple=True,
            metavar="ID=OPTION",
            help="Choose a reading; `all` shows what each option gives.",
        ),
        click.option(
            "--rulesets", multiple=True, type=click.Path(path_type=Path), help=RULESETS_HELP
        ),
        click.option(
            "--format",
            "form",
            type=click.Choice(["text", "json", "markdown", "html"]),
            default="text",
            show_default=True,
            help=_FORM,
        ),
        language_option(language_of_answers, _ANSWERED, _OTHERWISE),
        click.option(
            "--trace",
            type=click.Choice(["none", "short", "full"]),
            default="short",
            show_default=True,
            help=_TRACE,
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


class _Commands(Group):
    """The commands, those on tables of cases read only when
    they are asked for: their libraries are many.
    """

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command line. What is printed is UTF-8 everywhere;
        a page that cannot be written is one line and exit status 1.
        """
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        try:
            return super().main(*args, **extra)
        except OSError as problem:
            message = sentence(
                "accord: a file could not be read or written ({said}).", said=reason_of(problem)
            )
            click.echo(message.in_language(language_of_findings(os.environ, sys.argv)), err=True)
            os.dup2(
                os.open(os.devnull, os.O_WRONLY), 1
            )  # what is left in the buffer must not fail again at the exit
            sys.exit(1)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Note the language of findings before the arguments
        are read: what is wrong with them is said in it.
        """
        language = extra.setdefault("obj", language_of_findings(os.environ, args))
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as problem:
            raise misuse(problem, language) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command asked for; a misuse of it is said in the language asked."""
        try:
            return super().invoke(ctx)
        except click.UsageError as problem:
            raise misuse(problem, ctx.obj) from None
        except KeyboardInterrupt:
            click.echo(f"\n{said('Aborted!', ctx.obj)}", err=True)
            ctx.exit(1)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), "batch", "cases"])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in ("batch", "cases"):
            from engine.commands.tables import batch, cases

            gc.enable()
            return batch if cmd_name == "batch" else cases
        return super().get_command(ctx, cmd_name)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(package_name="accord")
def main() -> None:
    """The law as data that answers, and proves its answers."""


@main.command()
@click.argument("case")
@click.argument("benefit", required=False)
@common
def eligibility(case: str, benefit: str | None, **options: Any) -> None:
    """Say whether CASE is eligible, benefit by benefit, and which article says so."""
    from engine.questions.eligibility import eligibility as ask

    _about_case(
        case, options, lambda corpus, facts, question: ask(corpus, facts, question, benefit)
    )


@main.command()
@click.argument("case")
@common
def calendar(case: str, **options: Any) -> None:
    """List by when CASE must act, and when it is paid."""
    from engine.questions.calendar import calendar as ask

    _about_case(case, options, ask)


@main.command()
@click.argument("case")
@click.option(
    "--known-since",
    type=Day(),
    help="Also list the adjustments that what has become known since this day brings.",
)
@common
def funding(case: str, known_since: date | None, **options: Any) -> None:
    """Compute what CASE is due, year by year, and the ledger of payments."""
    from engine.questions.funding import funding as answer
    from engine.questions.funding import under_readings
    from engine.questions.knowledge import since

    def ask(corpus: Corpus, facts: Facts, question: Question) -> Plain:
        brought = {} if known_since is None else since(corpus, facts, question, known_since)
        return answer(corpus, facts, question) | brought

    _about_case(case, options, ask, under_readings)


@main.command()
@click.argument("case")
@common
def duties(case: str, **options: Any) -> None:
    """List what is demanded of CASE on the day, with the article that says so."""
    from engine.questions.duties import duties as ask

    _about_case(case, options, ask)


@main.command()
@click.argument("article", required=False)
@click.option("--corpus", help="The corpus, where several are loaded.")
@common
def text(article: str | None, corpus: str | None, **options: Any) -> None:
    """Show ARTICLE (or all) as in force on a day, provision by provision, with its history."""
    from engine.library import corpora_asked, first_in_force, load
    from engine.questions.texts import text as ask

    with refusals():
        question = _question(options)
        answer = partial(first_in_force, lambda one: ask(one, question.checked(one), article))
        try:
            alone = load(options["rulesets"], article)
            found = answer(corpora_asked(alone, corpus, article))
        except RefusedInput:  # what is wrong may be told by the other articles
            found = answer(corpora_asked(load(options["rulesets"]), corpus, article))
        _print(found, options)


@main.command()
@click.argument("earlier", type=Day(), metavar="DATE")
@click.argument("later", type=Day(), metavar="DATE")
@click.option("--corpus", help="The corpus, where several are loaded.")
@common
def diff(earlier: date, later: date, corpus: str | None, **options: Any) -> None:
    """Show what changed in the law between two days, by the operation that changed it."""
    from engine.library import corpora_asked, load
    from engine.questions.texts import diff as ask

    options["on"] = options["on"] or later
    with refusals():
        chosen = corpora_asked(load(options["rulesets"]), corpus)[0]
        _print(ask(chosen, _question(options).checked(chosen), earlier, later), options)


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--rulesets", multiple=True, type=click.Path(path_type=Path), help=RULESETS_HELP)
@click.option(
    "--sources",
    type=click.Path(path_type=Path),
    help="A folder of source documents: every quotation is looked up in them.",
)
@click.option(
    "--shipped/--no-shipped",
    "with_shipped",
    default=True,
    show_default=True,
    help="Read the shipped rulesets too.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help=_FORM,
)
@language_option(language_of_findings, "Language of the findings.", "the environment's, else en")
def check(
    paths: tuple[Path, ...],
    rulesets: tuple[Path, ...],
    sources: Path | None,
    *,
    with_shipped: bool,
    form: str,
    language: Language,
) -> None:
    """Check rulesets, cases and scenarios (the shipped rulesets by default); list every finding."""
    from engine.commands.check import check_paths
    from engine.commands.findings import report_page

    if not with_shipped and not (paths or rulesets):
        message = sentence("--no-shipped leaves nothing to check: name a folder, or a file.")
        raise click.UsageError(message.in_language(spoken()))
    with refusals():
        report = check_paths(paths, rulesets, sources, with_shipped=with_shipped)
        click.echo(
            report_page(report, form, language), err=form == "text" and bool(report.findings)
        )
        sys.exit(1 if report.findings else 0)


@main.command()
@click.argument("code")
@language_option(language_of_answers, "Language of the explanation.", "the environment's, else fr")
def explain(code: str, language: Language) -> None:
    """Explain a diagnostic CODE, with an example and its correction."""
    from engine.codes import CODES, explanation

    if code.upper() not in CODES:
        place = Location("CODE")
        fail(
            [
                Diagnostic(
                    "ACC407",
                    sentence("there is no diagnostic `{code}`.", code=code),
                    place,
                    nearest(code.upper(), CODES, show=100),
                )
            ]
        )
    click.echo(explanation(code.upper(), language))


# --- what the commands share ----------------------------------------------------------------------


def _about_case(
    case: str,
    options: dict[str, Any],
    ask: Callable[[Corpus, Facts, Question], Plain],
    under_readings: Callable[[Corpus, Facts, Question], list[Plain]] | None = None,
) -> None:
    from engine.library import load, load_case

    every = ALL_READINGS in options["readings"]
    options["readings"] = tuple(
        reading for reading in options["readings"] if reading != ALL_READINGS
    )
    question = _question(options)
    with refusals():
        corpus, facts = load_case(case, load(options["rulesets"]))
        question = question.checked(corpus)
        answer = ask(corpus, facts, question)
        if every and under_readings:
            answer["under_readings"] = under_readings(corpus, facts, question)
        elif every:
            from engine.questions.comparison import compared

            answer["under_readings"] = compared(
                lambda asked: ask(corpus, facts, asked), corpus, question, answer
            )
        _print(answer, options)


def _question(options: dict[str, Any]) -> Question:
    readings = chosen_readings(options["readings"])
    on, known_on = days_asked(options)
    return Question(
        on,
        known_on,
        options["language"],
        readings,
        options["start"],
        options["end"],
        options["trace"] != "none",
    )


def _print(answer: dict[str, Any], options: dict[str, Any]) -> None:
    from engine.render import render

    colour = (
        sys.stdout is not None and sys.stdout.isatty()
    )  # there is none when the shell closed it
    page = render(
        answer,
        options["form"],
        options["language"],
        options["trace"],
        width=_width(),
        colour=colour,
    )
    click.echo(page, nl=not page.endswith("\n"))


def _width() -> int:
    import shutil

    return max(60, min(140, shutil.get_terminal_size((100, 40)).columns))
