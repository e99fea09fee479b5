"""The help of the commands, and what is said of their
misuse, in the language asked: click's own words too.

Both are written in English where they stand, and their French is in a catalogue
(`engine/locale/fr/help.po`), found by the English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

import click

from engine.diagnostics.bilingual import Language, Sentence

MISUSES: Final = (
    "No such option {name}. Did you mean {possibility}?",
    "No such option {name}. (Did you mean one of: {possibilities}?)",
    "No such option: {name} Did you mean {possibility}?",
    "No such option: {name} (Possible options: {possibilities})",
    "No such option {name}.",
    "No such option: {name}",
    "No such command {name}. Did you mean {possibility}?",
    "No such command {name}. (Did you mean one of: {possibilities}?)",
    "No such command {name}.",
    "Missing command.",
    "Missing argument {param_hint}.",
    "Missing option {param_hint}.",
    "Invalid value for {param_hint}: {message}",
    "Invalid value: {message}",
    "Got unexpected extra argument ({args})",
    "Got unexpected extra arguments ({args})",
    "Option {name} requires an argument.",
    "Option {name} does not take a value.",
    "{value} is not a valid {number_type}.",
    "{value} is not in the range {range}.",
    "{value} is not one of {choices}.",
    "{name} {filename} does not exist.",
    "{name} {filename} is a file.",
    "{name} {filename} is a directory.",
    "{name} {filename} is not readable.",
    "{value} is not {choice}.",
)
"""What click says of a misuse, in its several versions;
what is not among them is shown as click says it.
"""
OF_CLICK: Final = (
    "Usage:",
    "Options",
    "Commands",
    "COMMAND [ARGS]...",
    "Show this message and exit.",
    "Show the version and exit.",
    ("Try '{command} {option}' for help."),
    "Error: {message}",
    "Aborted!",
    "default: {default}",
    "required",
    "CASE",
    "TEXT",
    "FILE",
    "DIRECTORY",
    "PATH",
    "INTEGER",
    "INTEGER RANGE",
    "File",
    "Directory",
    "Path",
    "integer",
    "integer range",
)
_NAME: Final = re.compile(r"\\\{(\w+)\\\}")


def said(text: str, language: Language, /, **parts: str) -> str:
    """Return a text of the help in a language, as it is when the catalogue has no French of it."""
    return Sentence(text, tuple(parts.items())).in_language(language)


class Formatter(click.HelpFormatter):
    """A page of help written in French."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line of usage."""
        for words in ("COMMAND [ARGS]...", "CASE"):
            args = re.sub(rf"(?<!\w){re.escape(words)}(?!\w)", said(words, "fr"), args)
        super().write_usage(prog, args, prefix or f"{said('Usage:', 'fr')} ")

    def write_heading(self, heading: str) -> None:
        """Write the name of a section, with a space before its colon."""
        self.write(f"{'':>{self.current_indent}}{said(heading, 'fr')}\u00a0:\n")

    def write_text(self, text: str) -> None:
        """Write what a command does."""
        super().write_text(said(text, "fr"))

    def write_dl(self, rows: Iterable[tuple[str, str]], *args: Any, **extra: Any) -> None:
        """Write options or commands, one a row."""
        super().write_dl([(_spec(spec), _told(told)) for spec, told in rows], *args, **extra)


def _spec(spec: str) -> str:
    """Return the names of an option, click's word for its value translated."""
    names, _, value = spec.partition(" ") if "," not in spec else (spec, "", "")
    if not value:
        head, space, last = spec.rpartition(", ")
        names, _, value = last.partition(" ")
        names = f"{head}{space}{names}"
    return f"{names} {said(value, 'fr')}" if value else names


def _told(told: str) -> str:
    """Return what is told of an option: its help, then between
    brackets its default, its bounds and whether it is required.
    """
    help_, _, extra = told.rpartition("[") if told.endswith("]") else (told, "", "")
    told = said(help_.strip(), "fr")
    if not extra:
        return told
    items = "\u00a0; ".join(_extra(item) for item in extra[:-1].split("; "))
    return f"{told}  [{items}]" if told else f"[{items}]"


def _extra(item: str) -> str:
    kind, colon, value = item.partition(": ")
    if not colon:
        return said(item, "fr")
    inner = value.strip("()")
    return said(f"{kind}: {{default}}", "fr", default=value.replace(inner, said(inner, "fr")))


class Context(click.Context):
    """The context of a command; its `obj` is the language of help and findings."""

    def make_formatter(self) -> click.HelpFormatter:
        """Return what writes the help, in the language asked."""
        if self.obj != "fr":
            return super().make_formatter()
        return Formatter(width=self.terminal_width, max_width=self.max_content_width)


class Command(click.Command):
    """A command whose help is in the language asked."""

    context_class = Context


class Group(click.Group):
    """Commands whose help is in the language asked."""

    context_class = Context
    command_class = Command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, each with the first sentence of its help: whole, click cuts it."""
        told = [
            (name, click.Command(name, help=said(command.help or "", ctx.obj)))
            for name in self.list_commands(ctx)
            if (command := self.get_command(ctx, name)) is not None
        ]
        with formatter.section("Commands"):
            formatter.write_dl([(name, each.get_short_help_str(_WHOLE)) for name, each in told])


_WHOLE: Final = 400
"""More characters than the first sentence of a command's help has."""


class Misuse(click.UsageError):
    """A misuse of a command, said in French."""

    def show(self, file: Any = None) -> None:
        """Print the usage, how to ask for help, and what is wrong."""
        lines = []
        if self.ctx is not None:
            lines += [self.ctx.get_usage()]
            lines += [
                said(
                    "Try '{command} {option}' for help.",
                    "fr",
                    command=self.ctx.command_path,
                    option="--help",
                ),
                "",
            ]
        click.echo(
            "\n".join([*lines, said("Error: {message}", "fr", message=self.message)]),
            file=file,
            err=file is None,
        )


def misuse(problem: click.UsageError, language: Language) -> click.UsageError:
    """Return a misuse of a command as it is to be said in a language."""
    if language == "en" or type(problem).__name__ == "NoArgsIsHelpError":
        return problem
    return Misuse(retold(problem.format_message()), problem.ctx)


def retold(message: str) -> str:
    """Return in French what click says in English, the parts of it that are click's words too."""
    for template in MISUSES:
        match = re.fullmatch(_NAME.sub(r"(?P<\1>.+?)", re.escape(template)), message, re.DOTALL)
        if match:
            return said(
                template, "fr", **{name: retold(part) for name, part in match.groupdict().items()}
            )
    quoted = re.fullmatch("'(.+)'", message)
    return f"'{said(quoted[1], 'fr')}'" if quoted else said(message, "fr")
