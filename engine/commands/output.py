"""Where an answer goes: to standard output, or to a file that is written whole or not at all."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from engine.commands.options import spoken
from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput

Command = TypeVar("Command", bound=Callable[..., Any])
SUFFIXES: Final[Mapping[str, str]] = {
    ".txt": "text",
    ".json": "json",
    ".md": "markdown",
    ".html": "html",
}
"""The form of an answer by the end of the name of its file."""


def out_options() -> list[Callable[[Command], Command]]:
    """Return the options `--out` and `--force`, which `write` reads."""
    return [
        click.option(
            "-o",
            "--out",
            type=click.Path(path_type=Path),
            help="Write the answer to a file, whose name says its form: .txt, .json, .md, .html.",
        ),
        click.option("--force", is_flag=True, help="Replace an output that exists."),
    ]


def ready(options: dict[str, Any]) -> None:
    """Choose the form of the answer, before anything is worked out: the one named, else that of the
    file to write, else text.

    Raises RefusedInput for a file whose name says no form, that cannot be written, or that may not
    be replaced.
    """
    out: Path | None = options["out"]
    if out is None:
        options["form"] = options["form"] or "text"
        return
    options["form"] = options["form"] or SUFFIXES.get(out.suffix.lower())
    if options["form"] is None:
        message = sentence("the name of the file does not say in which form to write.")
        hint = sentence("end it with {listed}, or add --format.", listed=", ".join(SUFFIXES))
        raise RefusedInput([Diagnostic("ACC412", message, Location(str(out)), hint)])
    from engine.source.new_file import refuse_place

    refuse_place(out, force=options["force"])


def write(content: str | bytes, options: Mapping[str, Any]) -> None:
    """Print an answer, or write it to the file asked for and say so on standard error.

    Raises RefusedInput when it cannot be written.
    """
    out: Path | None = options["out"]
    if out is None:
        if isinstance(content, bytes):
            sys.stdout.buffer.write(content)
        else:
            click.echo(content, nl=not content.endswith("\n"))
        return
    from engine.source.new_file import write_new

    text = content if isinstance(content, bytes) else content.rstrip("\n").encode() + b"\n"
    write_new(out, text, force=options["force"])
    told = sentence("{file}: written.", file=out)
    click.echo(told.in_language(spoken()), err=True)
