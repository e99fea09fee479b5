"""Commands that make a file to take along."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from engine.commands.options import (
    KNOWN_ON_HELP,
    ON_HELP,
    RULESETS_HELP,
    DayType,
    chosen_readings,
    language_option,
    question_of,
    question_options,
    refusals,
    set_option,
    settings_of,
)
from engine.commands.output import write
from engine.commands.usage import Command
from engine.diagnostics.chosen_language import language_of_answers, language_of_findings

Asking = TypeVar("Asking", bound=Callable[..., Any])


def _asked_of_a_case(command: Asking) -> Asking:
    """Add the options of a question about a case, and that of the language."""
    options = [
        *question_options(command, "Choose a reading (repeatable)."),
        set_option(),
        language_option(
            language_of_answers,
            "Language of the answer and of findings.",
            "the environment's, else fr for the answer and en for findings",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@click.command(
    cls=Command,
    help="Write a file for a decision on CASE: the answer, its tables, the reasoning with its "
    "articles, what is missing, and what proves it.\n\n"
    "QUESTION is eligibility, funding, calendar or duties; without any, the first three are "
    "answered.",
)
@click.argument("case")
@click.argument("questions", nargs=-1, metavar="[QUESTION]...")
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="The file to write: a name in .pdf or .html.",
)
@click.option("--force", is_flag=True, help="Replace an output that exists.")
@_asked_of_a_case
def report(case: str, questions: tuple[str, ...], **options: Any) -> None:
    """Write a file for a decision on a case."""
    from engine.documents.report.asked import chosen
    from engine.documents.report.files import form_of, report_on, written_as
    from engine.library import load, load_case

    with refusals():
        queries = chosen(questions, "QUESTION")
        form = form_of(options["out"], force=options["force"])
        corpus, facts = load_case(case, load(options["rulesets"]), settings_of(options))
        question = question_of(options).checked(corpus)
        write(
            written_as(report_on(corpus, facts, question, queries, case), form),
            {**options, "case": case},
        )


@click.command(
    cls=Command,
    help="Write the proof of the answer to QUESTION about CASE: all that works it out again.\n\n"
    "QUESTION is eligibility, calendar, funding or duties. Python alone checks the proof: "
    "python tools/check_proof.py PROOF RULESETS.",
)
@click.argument("case")
@click.argument("question")
@set_option()
@click.option("--on", type=DayType(), help=ON_HELP)
@click.option("--known-on", type=DayType(), help=KNOWN_ON_HELP)
@click.option(
    "--reading",
    "readings",
    multiple=True,
    metavar="ID=OPTION",
    help="Choose a reading (repeatable).",
)
@click.option("--rulesets", multiple=True, type=click.Path(path_type=Path), help=RULESETS_HELP)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    help="Write the proof to a file (default: standard output).",
)
@click.option("--force", is_flag=True, help="Replace an output that exists.")
@language_option(language_of_findings, "Language of the findings.", "the environment's, else en")
def prove(case: str, question: str, **options: Any) -> None:
    """Write the proof of an answer."""
    from engine.library import load, load_case
    from engine.proofs.proof import prove as proof_of
    from engine.questions.question import Question
    from engine.source.new_file import refuse_place

    asked = Question.asked(
        options["on"],
        options["known_on"],
        language=options["language"],
        readings=chosen_readings(options["readings"]),
    )
    with refusals():
        if options["out"] is not None:
            refuse_place(options["out"], force=options["force"])
        corpus, facts = load_case(case, load(options["rulesets"]), settings_of(options))
        write(proof_of(corpus, facts, asked.checked(corpus), question), {**options, "case": case})
