"""Where an answer goes: to standard output, or to a file that is written whole or not at all."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from engine.commands.options import language_option, spoken
from engine.diagnostics.bilingual import sentence
from engine.diagnostics.chosen_language import language_of_answers
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput

if TYPE_CHECKING:
    from engine.questions.answers import Answer

Command = TypeVar("Command", bound=Callable[..., Any])
SUFFIXES: Final[Mapping[str, str]] = {
    ".txt": "text",
    ".json": "json",
    ".md": "markdown",
    ".html": "html",
    ".xlsx": "xlsx",
    ".ics": "ics",
}
"""The form of an answer by the end of the name of its file."""
TAKEN_ALONG: Final = frozenset({"xlsx", "ics"})
"""The forms that other programs open."""
_PAGES: Final = ("text", "json", "markdown", "html")
_FORMS: Final[Mapping[str, tuple[str, ...]]] = {
    "calendar": (*_PAGES, "xlsx", "ics"),
    **dict.fromkeys(("diff", "duties", "eligibility", "funding", "text"), (*_PAGES, "xlsx")),
}


def forms_of(command: str) -> tuple[str, ...]:
    """Return the forms in which a command gives its answer."""
    return _FORMS.get(command, _PAGES)


def out_options() -> list[Callable[[Command], Command]]:
    """Return the options `--out` and `--force`, which `write` reads."""
    return [
        click.option(
            "-o",
            "--out",
            type=click.Path(path_type=Path),
            help="Write the answer to a file, whose name says its form: .txt, .json, .md, .html; "
            "where --format has them, .xlsx and .ics.",
        ),
        click.option("--force", is_flag=True, help="Replace an output that exists."),
    ]


def page_options(command: Callable[..., Any]) -> list[Callable[[Command], Command]]:
    """Return the options that say how an answer is shown: its form, its file, its language."""
    return [
        click.option(
            "--format",
            "form",
            type=click.Choice(forms_of(command.__name__)),
            show_default="text, or what the name of --out says",
            help="The form of what is printed.",
        ),
        *out_options(),
        language_option(
            language_of_answers,
            "Language of the answer and of findings.",
            "the environment's, else fr for the answer and en for findings",
        ),
    ]


def ready(options: dict[str, Any]) -> None:
    """Choose the form of the answer, before anything is worked out: the one named, else that of the
    file to write, else text.

    Raises RefusedInput for a file whose name says no form, that cannot be written, or that may not
    be replaced.
    """
    out: Path | None = options["out"]
    given = options["form"]
    options["form"] = given or ("text" if out is None else SUFFIXES.get(out.suffix.lower()))
    forms = forms_of(click.get_current_context().command.name or "")
    if options["form"] not in forms:
        known = [suffix for suffix, form in SUFFIXES.items() if form in forms]
        message = sentence("the name of the file does not say in which form to write.")
        if options["form"]:
            message = sentence("this answer cannot be written as `{form}`.", form=options["form"])
        hint = sentence("end it with {listed}, or add --format.", listed=", ".join(known))
        raise RefusedInput([Diagnostic("ACC412", message, Location(str(out)), hint)])
    if options.get("previous") is not None and options["form"] != "ics":
        message = sentence("--previous goes with --format ics.")
        raise click.UsageError(message.in_language(spoken()))
    if out is None:
        _refuse_terminal(options["form"])
        return
    from engine.source.new_file import refuse_place

    refuse_place(out, force=options["force"])


def _refuse_terminal(form: str) -> None:
    """Raise RefusedInput for a workbook that would be printed on a terminal."""
    if form == "xlsx" and sys.stdout is not None and sys.stdout.isatty():
        message = sentence("a workbook cannot be shown on a terminal.")
        hint = sentence("name a file: `-o answer.xlsx`.")
        raise RefusedInput([Diagnostic("ACC412", message, Location("--format"), hint)])


def _refuse_case(out: Path, case: str | None) -> None:
    """Raise RefusedInput when an answer would take the place of its case, even by --force."""
    if case and out.exists() and Path(case).exists() and out.samefile(case):
        message = sentence("the answer would take the place of the case.")
        hint = sentence("give another name: --force does not replace the case that was read.")
        raise RefusedInput([Diagnostic("ACC607", message, Location(str(out)), hint)])


def write(content: str | bytes, options: Mapping[str, Any]) -> None:
    """Print an answer, or write it to the file asked for and say so on standard error.

    Raises RefusedInput when it cannot be written.
    """
    out: Path | None = options["out"]
    if out is None:
        if isinstance(content, bytes):
            if sys.stdout is None:  # it is closed
                raise OSError(errno.EBADF, os.strerror(errno.EBADF))
            sys.stdout.buffer.write(content)
        else:
            click.echo(content, nl=not content.endswith("\n"))
        return
    from engine.source.new_file import write_new

    _refuse_case(out, options.get("case"))
    text = content if isinstance(content, bytes) else content.rstrip("\n").encode() + b"\n"
    write_new(out, text, force=options["force"])
    told = sentence("{file}: written.", file=out)
    click.echo(told.in_language(spoken()), err=True)


def write_taken_along(answer: Answer, options: Mapping[str, Any]) -> None:
    """Write an answer in a form of TAKEN_ALONG; say on standard error what the file leaves out."""
    if options["form"] == "xlsx":
        from engine.documents.workbook import workbook

        write(workbook(answer, options["trace"]), options)
        return
    from engine.documents.calendar_file import calendar_file
    from engine.questions.answers import CalendarAnswer
    from engine.source.file_content import STANDARD_INPUT

    assert isinstance(answer, CalendarAnswer)  # no other question has this form
    case = options["case"]
    name = "" if case == STANDARD_INPUT else Path(case).stem
    payments = options["payments"] is not False
    made = calendar_file(answer, name, previous=options["previous"], payments=payments)
    write(made.content, options)
    for remark in made.remarks():
        click.echo(remark.in_language(spoken()), err=True)


def show(answer: Answer, options: Mapping[str, Any]) -> None:
    """Print an answer in the form asked for, or write it to the file asked for."""
    from engine.render import render

    form, out = options["form"], options["out"]
    if form in TAKEN_ALONG:
        write_taken_along(answer, options)
        return
    # there is no standard output when the shell closed it
    colour = out is None and sys.stdout is not None and sys.stdout.isatty()
    width = _width() if form == "text" and out is None else 100
    payments = bool(options.get("payments"))
    page = render(
        answer,
        form,
        options["language"],
        options["trace"],
        width=width,
        colour=colour,
        payments=payments,
    )
    write(page, options)


def _width() -> int:
    return max(60, min(140, _columns() or 100))


def _columns() -> int:
    """Return the columns that `COLUMNS` says, else the terminal; 0 where neither does.

    `shutil` says the same, but loads all that reads archives: 1.5 ms of each page.
    """
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told):
        return int(told)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns if sys.__stdout__ else 0
    except (ValueError, OSError):  # it is closed, or no terminal
        return 0
