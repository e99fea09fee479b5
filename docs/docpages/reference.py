"""Reference pages: diagnostic codes, readings, vocabulary, commands."""

from __future__ import annotations

from collections.abc import Iterator

import click

from docpages.writing import code, either, escaped, page, table
from engine.codes import CODES
from engine.commands.main import main
from engine.diagnostics.bilingual import Language

# --- diagnostic codes -----------------------------------------------------------------------------


def code_pages(language: Language) -> dict[str, str]:
    """Return a page per diagnostic code, and their index."""
    found = {}
    rows = []
    for name, entry in CODES.items():
        title = entry.title.in_language(language)
        rows.append((f"[{name}]({name}.md)", escaped(title)))
        found[f"codes/{name}"] = page(
            f"# {name} : {escaped(title)}" if language == "fr" else f"# {name}: {escaped(title)}",
            escaped(entry.explanation.in_language(language)),
            f"## {either(language, 'Exemple fautif', 'Example of the fault')}",
            code(entry.bad, "yaml"),
            f"## {either(language, 'Correction', 'Correction')}",
            code(entry.good, "yaml"),
            either(
                language,
                f"La même page au terminal : `accord explain {name}`.",
                f"The same in a terminal: `accord explain {name} --lang en`.",
            ),
        )
    introduction = either(
        language,
        (
            "Toute anomalie est écrite `chemin:ligne:colonne: CODE message`, avec une suggestion. "
            "Les codes ne changent jamais de sens."
        ),
        (
            "Every finding is written `path:line:column: CODE message`, with a hint. A code never "
            "changes its meaning."
        ),
    )
    title = either(language, "# Codes d'anomalie", "# Diagnostic codes")
    return found | {
        "codes/index": page(
            title, introduction, table(("code", either(language, "sens", "meaning")), rows)
        )
    }


# --- commands -------------------------------------------------------------------------------------


def commands(language: Language) -> str:
    """Return the page of the commands, from their own help."""
    introduction = either(
        language,
        "Statut de sortie : 0 quand la question a reçu sa réponse, quelle qu'elle soit ; 1 quand l'entrée ou les règles ont des anomalies ; 2 quand la commande "
        "est mal employée. Sans `--on`, le jour est celui du temps universel, le même dans tous les fuseaux. `CASE` est un fichier YAML ou JSON, ou `-` pour l'entrée standard. La langue est celle de `--lang`, sinon celle de l'environnement (`LANGUAGE`, `LC_ALL`, "
        "`LC_MESSAGES`, `LANG`, dans cet ordre) quand il nomme le français ou l'anglais ; sinon les réponses sont en français, les anomalies et l'aide en anglais.",
        "Exit status: 0 when the question was answered, whatever the answer; 1 when the input or the rulesets have findings; 2 when the command is "
        "misused. Without `--on` the day is that of universal time, the same in every time zone. `CASE` is a YAML or JSON file, or `-` for standard input. The language is that of `--lang`, else that of the environment (`LANGUAGE`, `LC_ALL`, `LC_MESSAGES`, "
        "`LANG`, in this order) where it names French or English; else answers are in French, findings and help in English.",
    )
    blocks = [either(language, "# Commandes", "# Commands"), introduction]
    for path, command, context in every_command(language):
        blocks += [
            f"## {path} {{ #{path.replace(' ', '-')} }}",
            code(command.get_help(context), "text"),
        ]
    return page(*blocks)


def every_command(language: Language = "en") -> Iterator[tuple[str, click.Command, click.Context]]:
    """Yield each command that answers, its path (`accord funding`)
    and a context to ask it for help in a language, groups left aside.
    """
    yield from _within(
        main,
        main.context_class(
            main, info_name="accord", max_content_width=88, terminal_width=88, obj=language
        ),
        "accord",
    )


def _within(
    group: click.Group, context: click.Context, path: str
) -> Iterator[tuple[str, click.Command, click.Context]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None  # it is listed
        inner = command.context_class(
            command, parent=context, info_name=name, max_content_width=88, terminal_width=88
        )
        if isinstance(command, click.Group):
            yield from _within(command, inner, f"{path} {name}")
        else:
            yield f"{path} {name}", command, inner
