"""The commands that write with their author: `accord ask`, an interview, and `accord new`, files to
be completed.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from engine.commands.options import (
    RULESETS_HELP,
    language_option,
    question_of,
    question_options,
    refusals,
    spoken,
)
from engine.commands.output import show
from engine.commands.usage import Command
from engine.diagnostics.bilingual import Sentence, sentence
from engine.diagnostics.chosen_language import language_of_answers
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput

if TYPE_CHECKING:
    from engine.cases.case_reader import Facts
    from engine.commands.interview import Held
    from engine.diagnostics.bilingual import Language
    from engine.language.model import Corpus

_FORMS = ("text", "json", "markdown", "html")


def _asked(command: Any) -> Any:
    """Add the options of an interview."""
    options = [
        *question_options(command, "Choose a reading (repeatable)."),
        click.option("--corpus", help="The corpus, where several are loaded."),
        click.option("--benefit", help="The only benefit asked about (eligibility)."),
        click.option(
            "-o", "--out", type=click.Path(path_type=Path), help="Write the case to this file."
        ),
        click.option("--force", is_flag=True, help="Replace an output that exists."),
        click.option(
            "--format",
            "form",
            type=click.Choice(_FORMS),
            default="text",
            show_default=True,
            help="The form of what is printed.",
        ),
        language_option(
            language_of_answers, "Language of the interview.", "the environment's, else fr"
        ),
        click.option(
            "--trace",
            type=click.Choice(["none", "short", "full"]),
            default="none",
            show_default=True,
            help="How much of the reasoning is shown.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def ask(query: str, case: str | None, **options: Any) -> None:
    """Be asked what QUESTION needs: only what can still change its answer, from CASE or nothing."""
    from engine.commands.interview import Held
    from engine.library import load
    from engine.source.new_file import refuse_place
    from engine.whatif.interview import asking

    with refusals():
        if options["out"] is not None:
            refuse_place(options["out"], force=options["force"])
        answering = asking(query, options["benefit"])
        corpus, facts = _begun(case, load(options["rulesets"]), options["corpus"])
        question = question_of(options).checked(corpus)
        held = Held(corpus, query, question, facts, options["benefit"])
        try:
            held.hold()
            answer = answering(corpus, held.facts, question)
        except (KeyboardInterrupt, click.Abort):
            _left(held, options)
        show(answer, {**options, "out": None})
        _keep(held, options)


def _begun(
    case: str | None, corpora: Mapping[str, Corpus], name: str | None
) -> tuple[Corpus, Facts]:
    """Return the corpus and the facts with which an interview begins."""
    from engine.cases.supposition import nothing_known
    from engine.library import corpus_begun, load_case

    if case == "-":
        message = sentence("the replies are read from standard input: the case cannot be.")
        hint = sentence("write the case to a file, and give its name.")
        raise RefusedInput([Diagnostic("ACC441", message, Location("CASE"), hint)])
    if case is not None:
        return load_case(case, corpora)
    return corpus_begun(corpora, name), nothing_known()


# --- the case that the replies make ---------------------------------------------------------------


def _keep(held: Held, options: Mapping[str, Any]) -> None:
    """Write the case where that was asked for; else offer to, and print it."""
    from engine.commands.interview import at_terminal
    from engine.source.new_file import write_new

    out: Path | None = options["out"]
    if out is None and at_terminal():
        out = _offered(held.language)
    if out is None:
        click.echo(f"\n{_text(held, None)}", err=True, nl=False)
        return
    write_new(out, _text(held, out.parent).encode(), force=options["force"])
    _say(sentence("{file}: written.", file=out))


def _offered(language: Language) -> Path | None:
    """Ask for a name to keep the case by; None where none is given."""
    from engine.source.new_file import refuse_place

    said = sentence("Name of a file to keep the case (Enter: none)").in_language(language)
    while True:
        try:
            name = click.prompt(said, default="", show_default=False, err=True).strip()
        except click.Abort:
            return None
        if not name:
            return None
        try:
            refuse_place(Path(name), force=False)
        except RefusedInput as refused:
            for finding in refused.diagnostics:
                click.echo(finding.in_language(language), err=True)
        else:
            return Path(name)


def _left(held: Held, options: Mapping[str, Any]) -> None:
    """End an interview that was broken off: nothing is written, what was replied is printed."""
    click.echo(err=True)
    _say(sentence("The interview was broken off: nothing is written. What was replied:"))
    click.echo(_text(held, None), err=True, nl=False)
    if options["out"] is not None:
        _say(sentence("To go on from there, keep these lines in a file and name it as CASE."))
    click.get_current_context().exit(1)


def _text(held: Held, folder: Path | None) -> str:
    """Return the case that the replies make, commented."""
    from engine.drafting.case_file import NOT_ZERO, case_modeline, case_text

    language = held.language
    tree = held.facts.document.tree
    head = [*case_modeline(held.corpus, folder), NOT_ZERO.in_language(language)]
    return case_text(
        tree if isinstance(tree, dict) else {},
        held.corpus,
        language,
        head=head,
        tail=_unknown(held),
    )


def _unknown(held: Held) -> list[str]:
    """Return, as lines of comment, the questions that have no reply."""
    left = replace(held, past=[], not_known=())
    open_questions = left.state().questions
    if not open_questions:
        return []
    said = sentence("Still to be answered:").in_language(held.language)
    return ["", said, *(f"  {asked.fact}: {asked.question}" for asked in open_questions)]


def _say(said: Sentence) -> None:
    click.echo(said.in_language(spoken()), err=True)


ask = click.command("ask", cls=Command)(
    click.argument("query", metavar="QUESTION")(click.argument("case", required=False)(_asked(ask)))
)


@click.command("new", cls=Command)
@click.argument("kind", metavar="KIND")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--id", "id_", help="Id of the text, the avenant or the scenario.")
@click.option("--amends", help="The text that the avenant amends (default: the main one).")
@click.option("--article", help="Number of the article to write, or that the avenant amends.")
@click.option("--corpus", help="The corpus, where several are loaded.")
@click.option("--rulesets", multiple=True, type=click.Path(path_type=Path), help=RULESETS_HELP)
@click.option("--force", is_flag=True, help="Replace an output that exists.")
@language_option(language_of_answers, "Language of the comments.", "the environment's, else fr")
def new(kind: str, folder: Path, **options: Any) -> None:
    """Begin a file in DIR: case, cases.xlsx, cases.csv, scenario, text, avenant or article."""
    from engine.commands.new_files import Wanted, write

    with refusals():
        wanted = Wanted(
            folder=folder,
            language=options["language"],
            corpus=options["corpus"],
            rulesets=options["rulesets"],
            id=options["id_"],
            amends=options["amends"],
            article=options["article"],
            force=options["force"],
        )
        place = write(kind, wanted)
    _say(sentence("{file}: written.", file=place))
