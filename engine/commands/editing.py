"""The commands that help an editor: `accord schema` and `accord lsp`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.commands.options import RULESETS_HELP, language_option, refusals, shipped_option, spoken
from engine.commands.usage import Command
from engine.diagnostics.bilingual import sentence
from engine.diagnostics.chosen_language import language_of_answers, language_of_findings

if TYPE_CHECKING:
    from engine.diagnostics.bilingual import Language


@click.command("schema", cls=Command)
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), default=".")
@click.option("--rulesets", multiple=True, type=click.Path(path_type=Path), help=RULESETS_HELP)
@shipped_option()
@click.option(
    "--modelines",
    is_flag=True,
    help="Also begin each file of the texts with the line by which editors find its schema.",
)
@language_option(language_of_answers, "Language of the descriptions.", "the environment's, else fr")
def schema(
    folder: Path,
    rulesets: tuple[Path, ...],
    *,
    with_shipped: bool,
    modelines: bool,
    language: Language,
) -> None:
    """Write the JSON Schemas of the texts of DIR: editors complete and check every word by them."""
    from engine.editor.schema_files import corpora_in, home_of, set_modelines, write_schemas

    with refusals():
        home = home_of(folder)
        corpora = corpora_in(home, rulesets, with_shipped=with_shipped)
        places = write_schemas(home, corpora, language)
        changed = set_modelines(home, corpora) if modelines else []
    for place in (*places, *changed):
        click.echo(sentence("{file}: written.", file=place).in_language(spoken()))


@click.command("lsp", cls=Command)
@click.option("--rulesets", multiple=True, type=click.Path(path_type=Path), help=RULESETS_HELP)
@shipped_option()
@language_option(language_of_findings, "Language of what is said.", "the environment's, else en")
def lsp(rulesets: tuple[Path, ...], *, with_shipped: bool, language: Language) -> None:
    """Serve an editor over standard input and output: findings, hover, definitions, remedies."""
    from engine.diagnostics.extras import need_extra

    with refusals():
        need_extra("editor", ("pygls", "lsprotocol"), "accord lsp")
    from engine.editor.server import serve

    serve(rulesets, language, with_shipped=with_shipped)
