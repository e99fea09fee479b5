"""Reference pages: diagnostic codes, readings, vocabulary, commands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import click

from docpages.law import page_of as address
from docpages.writing import code, either, escaped, page, table
from engine.codes import CODES
from engine.commands.main import main
from engine.diagnostics.bilingual import Bilingual, Language
from engine.language.forms.readings import Choice
from engine.language.model import Corpus, LegalText, Provision, Reading, Records, Rule, Word
from engine.language.nodes import Increase
from engine.language.tree import conclusion_values, walk
from engine.words.citation import article_name

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


# --- readings -------------------------------------------------------------------------------------


def reading_pages(corpora: Mapping[str, Corpus], language: Language) -> dict[str, str]:
    """Return a page per reading, and their index."""
    found: dict[str, str] = {}
    rows = []
    for corpus in corpora.values():
        used = _uses(corpus)
        for reading in corpus.readings.values():
            rows.append(
                (
                    f"[{reading.id}]({reading.id}.md)",
                    escaped(reading.question.in_language(language)),
                    f"`{reading.default}`",
                )
            )
            found[f"readings/{reading.id}"] = _reading(
                reading, used.get(reading.id, []), corpus.texts, language
            )
    introduction = either(
        language,
        (
            "Un point que les textes laissent ouvert, avec ses options. Une réponse nomme les "
            "lectures dont elle dépend, et `--reading ID=OPTION` en choisit une autre."
        ),
        (
            "A point that the texts leave open, with its options. An answer names the readings it "
            "depends on, and `--reading ID=OPTION` chooses another."
        ),
    )
    heads = either(language, "lecture|question|par défaut", "reading|question|default").split("|")
    title = either(language, "# Lectures", "# Readings")
    return found | {"readings/index": page(title, introduction, table(heads, rows))}


def _reading(
    reading: Reading, used: list[str], texts: Mapping[str, LegalText], language: Language
) -> str:
    default = either(language, " (par défaut)", " (default)")
    options = [
        (
            f"`{name}`{default if name == reading.default else ''}",
            escaped(says.in_language(language)),
        )
        for name, says in reading.options.items()
    ]
    return page(
        f"# {reading.id}",
        f"**{escaped(reading.question.in_language(language))}**",
        table(either(language, "option|ce qu'elle dit", "option|what it says").split("|"), options),
        f"## {either(language, 'Pourquoi cette option par défaut', 'Why this default')}",
        escaped(reading.reason.in_language(language)),
        f"## {either(language, 'Articles concernés', 'Articles concerned')}",
        "\n".join(f"- {use}" for use in used_links(used, texts, language))
        or either(language, "L'entrée en vigueur d'un texte.", "The entry into force of a text."),
        code(f"$ accord funding CASE --reading {reading.id}={_another(reading)}", "console"),
    )


def _another(reading: Reading) -> str:
    return next(
        (option for option in reading.options if option != reading.default), reading.default
    )


def used_links(
    addresses: list[str], texts: Mapping[str, LegalText], language: Language
) -> list[str]:
    """Return the links to the articles of provisions, each once."""
    keys = dict.fromkeys((one.split("/")[0], one.split("/")[1]) for one in addresses)
    return [
        (
            f"[{escaped(f'{texts[text].short.in_language(language)}, {article_name(number, language, texts[text].named)}')}](../{address((text, number))}.md)"
        )
        for text, number in keys
    ]


def _uses(corpus: Corpus) -> dict[str, list[str]]:
    """The provisions whose rule depends on each reading."""
    found: dict[str, list[str]] = {}
    for text in corpus.texts.values():
        for provision in _provisions(text):
            if provision.rule:
                for reading in _readings_of(provision.rule):
                    found.setdefault(reading, []).append(provision.address)
    return found


def _provisions(text: LegalText) -> Iterator[Provision]:
    for article in text.articles:
        yield from article.provisions
        for operation in article.operations:
            yield from operation.provisions


def _readings_of(rule: Rule) -> Iterator[str]:
    roots = [root for root in (rule.when, *conclusion_values(rule.then)) if root is not None]
    yield from (node.reading for root in roots for node in walk(root) if isinstance(node, Choice))
    if isinstance(rule.then, Increase) and isinstance(rule.then.lines, Choice):
        yield rule.then.lines.reading


# --- vocabulary -----------------------------------------------------------------------------------


def vocabulary(corpora: Mapping[str, Corpus], language: Language) -> str:
    """Return the page of all the words that a case and a condition may use."""
    blocks = [
        either(language, "# Vocabulaire", "# Vocabulary"),
        either(
            language,
            (
                "Les seuls mots qu'une condition peut employer. Un fait *déduit* ne se donne pas "
                ": une règle le conclut. Un fait *daté* peut varier dans le temps."
            ),
            (
                "The only words that a condition may use. A *derived* fact is not given: a rule "
                "concludes it. A *dated* fact may vary over time."
            ),
        ),
    ]
    for corpus in corpora.values():
        words = corpus.vocabulary
        blocks += [f"## {corpus.id}", _facts(words.facts, "", language)]
        for name, collection in words.collections.items():
            blocks.append(f"### `{name}` : {escaped(collection.label.in_language(language))}")
            if collection.keys:
                keys = (
                    (f"`{key}`", escaped(label.in_language(language)))
                    for key, label in collection.keys.items()
                )
                blocks.append(table(either(language, "clé|sens", "key|meaning").split("|"), keys))
            prefix = f"{collection.singular}."
            if collection.facts:
                blocks.append(_facts(collection.facts, prefix, language))
            blocks += [_records(records, prefix, language) for records in collection.lists.values()]
        for kind, labels in _labels(corpus, language):
            rows = (
                (f"`{name}`", escaped(label.in_language(language)))
                for name, label in labels.items()
            )
            blocks += [
                f"### {kind}",
                table(either(language, "nom|sens", "name|meaning").split("|"), rows),
            ]
    return page(*blocks)


def _labels(corpus: Corpus, language: Language) -> Iterator[tuple[str, Mapping[str, Bilingual]]]:
    words = corpus.vocabulary
    yield either(language, "Avantages", "Benefits"), words.benefits
    yield either(language, "Lignes de financement", "Funding lines"), words.lines
    yield either(language, "Parts des versements", "Parts of payments"), words.parts
    yield either(language, "Dates du calendrier", "Calendar entries"), words.entries
    yield either(language, "Acteurs", "Actors"), words.actors
    yield either(language, "Valeurs nommées", "Named values"), words.values


def _records(records: Records, prefix: str, language: Language) -> str:
    title = f"#### `{prefix}{records.name}[]` : {escaped(records.label.in_language(language))}"
    inner = [
        _records(one, f"{prefix}{records.name}[].", language) for one in records.lists.values()
    ]
    return "\n\n".join(
        [title, _facts(records.facts, f"{prefix}{records.name}[].", language), *inner]
    )


def _facts(facts: Mapping[str, Word], prefix: str, language: Language) -> str:
    heads = either(language, "mot|type|sens|question", "word|type|meaning|question").split("|")
    return table(heads, (_fact(prefix + name, word, language) for name, word in facts.items()))


def _fact(name: str, word: Word, language: Language) -> tuple[str, str, str, str]:
    traits = [word.type, word.unit]
    traits += [either(language, "déduit", "derived")] if word.derived else []
    traits += [either(language, "daté", "dated")] if word.varies else []
    if word.minimum is not None or word.maximum is not None:
        traits.append(
            f"{'' if word.minimum is None else word.minimum}…{'' if word.maximum is None else word.maximum}"
        )
    meaning = escaped(word.label.in_language(language))
    if word.values:
        meaning += " : " + ", ".join(
            f"`{value}` ({escaped(label.in_language(language))})"
            for value, label in word.values.items()
        )
    question = escaped(word.question.in_language(language)) if word.question else ""
    return f"`{name}`", ", ".join(trait for trait in traits if trait), meaning, question


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
