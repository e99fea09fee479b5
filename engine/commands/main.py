"""The command `accord`: reads what is asked, prints the
answer, decides the exit status; nothing else.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
from msgspec.structs import replace

from engine.commands.options import (
    ALL_READINGS,
    EVERY_READING,
    RULESETS_HELP,
    DayType,
    fail,
    language_option,
    question_of,
    question_options,
    refusals,
    set_option,
    settings_of,
    shipped_option,
    spoken,
)
from engine.commands.output import TAKEN_ALONG, page_options, ready, show
from engine.commands.usage import Group, misuse, said
from engine.diagnostics.bilingual import sentence
from engine.diagnostics.chosen_language import (
    LANGUAGES,
    language_of_answers,
    language_of_findings,
)
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput, nearest

if TYPE_CHECKING:
    from engine.cases.case_reader import Facts
    from engine.diagnostics.bilingual import Language
    from engine.language.model import Corpus
    from engine.questions.answers import Answer, CaseAnswer, FundingAnswer
    from engine.questions.answers.funding import TotalUnderReading
    from engine.questions.question import Question
    from engine.testing.check_files import Report

Command = TypeVar("Command", bound=Callable[..., Any])
_FORM = "The form of what is printed."
_TRACE = "How much of the reasoning is shown."


def asked_of_a_case(command: Command) -> Command:
    """Add the argument CASE and the options of a question about it."""
    readings = "Choose a reading; `all` shows what each option gives."
    return click.argument("case")(set_option()(_with_options(command, readings)))


def over_time(command: Command) -> Command:
    """Add the option that asks when the answer changes."""
    return click.option(
        "--timeline",
        is_flag=True,
        help="Instead of the answer of one day: the days between which it stays the same, and what "
        "makes it change. --from and --until bound the day of the question.",
    )(command)


def asked_of_texts(command: Command) -> Command:
    """Add the options of a question about the texts of one corpus."""
    corpus = click.option("--corpus", help="The corpus, where several are loaded.")
    return corpus(_with_options(command, "Choose a reading (repeatable)."))


def _with_options(command: Command, readings: str) -> Command:
    """Add the options of a question, and those of the page that answers it."""
    trace = click.option(
        "--trace",
        type=click.Choice(["none", "short", "full"]),
        default="short",
        show_default=True,
        help=_TRACE,
    )
    for option in reversed([*question_options(command, readings), *page_options(command), trace]):
        command = option(command)
    return command


LAZY: Final[dict[str, str]] = {
    "ask": "engine.commands.drafting",
    "batch": "engine.commands.tables",
    "cases": "engine.commands.tables",
    "compare": "engine.commands.whatif",
    "coverage": "engine.commands.coverage",
    "lsp": "engine.commands.editing",
    "new": "engine.commands.drafting",
    "prove": "engine.commands.documents",
    "report": "engine.commands.documents",
    "impact": "engine.commands.impact",
    "mutate": "engine.commands.mutate",
    "nearest": "engine.commands.whatif",
    "schema": "engine.commands.editing",
}
"""The commands that are read only when they are asked for, each with its module: what they need is
much, and the plain questions start without it. A package above the engine adds its own.
"""


class _Commands(Group):
    """The commands: the plain questions, and those of `LAZY`."""

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
            from engine.source.file_content import reason_of

            message = sentence(
                "accord: a file could not be read or written ({said}).", said=reason_of(problem)
            )
            click.echo(message.in_language(language_of_findings(os.environ, sys.argv)), err=True)
            # what is left in the buffer must not fail again at the exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
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
        return sorted([*super().list_commands(ctx), *LAZY])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in LAZY:
            return super().get_command(ctx, cmd_name)
        from importlib import import_module

        gc.enable()
        command: click.Command = getattr(import_module(LAZY[cmd_name]), cmd_name)
        return command


def _show_version(context: click.Context, _: click.Parameter, asked: object) -> None:
    """Print the version, and what infers here; neither the law nor what infers is loaded."""
    if asked and not context.resilient_parsing:
        from engine import VERSION
        from engine.reasoning.inference import installed

        infers = installed()
        told = sentence(
            "inference: {engine} {version}", engine=infers.engine, version=infers.version
        )
        click.echo(f"accord, version {VERSION}\n{told.in_language(context.obj)}")
        context.exit()


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    help="Language of the help, of the answer and of findings, before any command.",
)
def main(lang: str | None) -> None:
    """The law as data that answers, and proves its answers."""


@main.command()
@asked_of_a_case
@over_time
@click.argument("benefit", required=False)
def eligibility(case: str, benefit: str | None, **options: Any) -> None:
    """Say whether CASE is eligible, benefit by benefit, and which article says so."""
    from engine.questions.eligibility import eligibility as ask

    _about_case(
        case,
        {**options, "benefit": benefit},
        lambda corpus, facts, question: ask(corpus, facts, question, benefit),
    )


@main.command()
@asked_of_a_case
@over_time
@click.option(
    "--payments/--no-payments",
    default=None,
    help="List the payments too, beside the dates; the file of a calendar has them by default.",
)
@click.option(
    "--previous",
    type=click.Path(path_type=Path),
    help="With --format ics: the calendar of this case written before; what has moved since is "
    "updated, what is gone is cancelled.",
)
def calendar(case: str, **options: Any) -> None:
    """List by when CASE must act, and when it is paid."""
    from engine.questions.calendar import calendar as ask

    _about_case(case, options, ask)


@main.command()
@asked_of_a_case
@over_time
@click.option(
    "--known-since",
    type=DayType(),
    help="Also list the adjustments that what has become known since this day brings.",
)
@click.option(
    "--received",
    multiple=True,
    metavar="DAY=SUM[:LINE]",
    help="A sum that was received, beside those that the case lists (repeatable): the answer says "
    "what is still owed.",
)
def funding(case: str, known_since: date | None, received: tuple[str, ...], **options: Any) -> None:
    """Compute what CASE is due, year by year, and the ledger of payments."""
    from engine.questions.funding import funding as answer
    from engine.questions.funding import under_readings
    from engine.questions.knowledge import since

    def ask(corpus: Corpus, facts: Facts, question: Question) -> FundingAnswer:
        if received:
            from engine.cases.receipts import receipts_given

            more = receipts_given(received, corpus.vocabulary)
            facts = replace(facts, received=(*facts.received, *more))
        brought = {} if known_since is None else since(corpus, facts, question, known_since)
        return replace(answer(corpus, facts, question), **brought)

    if known_since is not None and options["timeline"]:
        message = sentence("--known-since and --timeline do not go together.")
        raise click.UsageError(message.in_language(spoken()))
    _about_case(case, options, ask, under_readings)


@main.command()
@asked_of_a_case
@over_time
def duties(case: str, **options: Any) -> None:
    """List what is demanded of CASE on the day, with the article that says so."""
    from engine.questions.duties import duties as ask

    _about_case(case, options, ask)


@main.command()
@click.argument("article", required=False)
@asked_of_texts
def text(article: str | None, corpus: str | None, **options: Any) -> None:
    """Show ARTICLE (or all) as in force on a day, provision by provision, with its history."""
    from engine.library import corpora_asked, in_force_in_one, load
    from engine.questions.texts import text as ask

    with refusals():
        ready(options)
        question = question_of(options)
        answer = partial(in_force_in_one, lambda law: ask(law, question.checked(law), article))
        try:
            alone = load(options["rulesets"], article)
            page = answer(corpora_asked(alone, corpus, article))
        except RefusedInput:  # what is wrong may be told by the other articles
            page = answer(corpora_asked(load(options["rulesets"]), corpus, article))
        show(page, options)


@main.command()
@click.argument("earlier", type=DayType(), metavar="DATE")
@click.argument("later", type=DayType(), metavar="DATE")
@asked_of_texts
def diff(earlier: date, later: date, corpus: str | None, **options: Any) -> None:
    """Show what changed in the law between two days, by the operation that changed it."""
    from engine.library import corpora_asked, load
    from engine.questions.texts import diff as ask

    options["on"] = options["on"] or later
    with refusals():
        ready(options)
        chosen = corpora_asked(load(options["rulesets"]), corpus)[0]
        show(ask(chosen, question_of(options).checked(chosen), earlier, later), options)


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--rulesets", multiple=True, type=click.Path(path_type=Path), help=RULESETS_HELP)
@click.option(
    "--sources",
    type=click.Path(path_type=Path),
    help="A folder of source documents: every quotation is looked up in them.",
)
@shipped_option()
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help=_FORM,
)
@click.option(
    "--fix",
    is_flag=True,
    help="Put right what has one certain remedy (a word misspelt, a number to be quoted) in the "
    "files of PATHS, and say what was changed. Comments and layout stay.",
)
@click.option(
    "--watch", is_flag=True, help="Check again whenever a file changes, until it is interrupted."
)
@language_option(language_of_findings, "Language of the findings.", "the environment's, else en")
def check(
    paths: tuple[Path, ...],
    rulesets: tuple[Path, ...],
    sources: Path | None,
    *,
    with_shipped: bool,
    form: str,
    fix: bool,
    watch: bool,
    language: Language,
) -> None:
    """Check rulesets, cases and scenarios (the shipped rulesets by default); list every finding."""
    from engine.commands.findings import report_page
    from engine.mutation.reasons_named import check_with_reasons

    if not with_shipped and not (paths or rulesets):
        message = sentence("--no-shipped leaves nothing to check: name a folder, or a file.")
        raise click.UsageError(message.in_language(spoken()))
    checking: Callable[[], Report] = partial(
        check_with_reasons, paths, rulesets, sources, with_shipped=with_shipped
    )
    with refusals():
        if fix or watch:
            from engine.commands.checking import again

            checking = again(checking, (*paths, *rulesets), form, language, fix=fix, watch=watch)
        report = checking()
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
    ask: Callable[[Corpus, Facts, Question], CaseAnswer],
    under_readings: Callable[[Corpus, Facts, Question], tuple[TotalUnderReading, ...]]
    | None = None,
) -> None:
    from engine.library import load, load_case

    timeline = bool(options.get("timeline"))
    every = ALL_READINGS in options["readings"] and not timeline
    question = question_of(options, "" if timeline else EVERY_READING)
    with refusals():
        ready(options)
        corpus, facts = load_case(case, load(options["rulesets"]), settings_of(options))
        question = question.checked(corpus)
        if timeline:
            show(_over_time(corpus, facts, question, options), {**options, "case": case})
            return
        answer = ask(corpus, facts, question)
        if every and under_readings:
            totals = under_readings(corpus, facts, question)
            answer = replace(answer, under_readings=totals)
        elif every:
            from engine.questions.comparison import compared

            changes = compared(lambda asked: ask(corpus, facts, asked), corpus, question, answer)
            answer = replace(answer, under_readings=changes)
        show(answer, {**options, "case": case})


def _over_time(
    corpus: Corpus, facts: Facts, question: Question, options: Mapping[str, Any]
) -> Answer:
    """Return when the answer of the command that runs changes."""
    from engine.whatif.over_time import timeline

    if options["form"] in TAKEN_ALONG:
        message = sentence("this answer cannot be written as `{form}`.", form=options["form"])
        hint = sentence("--timeline is a page or JSON.")
        raise RefusedInput([Diagnostic("ACC412", message, Location("--timeline"), hint)])
    command = click.get_current_context().command.name or ""
    return timeline(corpus, facts, question, command, options.get("benefit"))
