"""One page per article: the text as in force, its versions,
its rules in words, the scenarios that cite it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from docpages.writing import either, escaped, page, slug, table
from engine.diagnostics.bilingual import Language
from engine.language.model import Corpus, LegalText
from engine.law.consolidation import Timeline, timeline_of
from engine.questions.question import Question
from engine.questions.texts import text as ask
from engine.render import render
from engine.source.articles import article_order
from engine.testing.scenario import SUFFIX, Scenario, read_scenarios
from engine.words.citation import article_name
from engine.words.formats import span

Key: TypeAlias = tuple[str, str]
"""A text and the number of one of its articles."""

_EVERYTHING_KNOWN = date.max


def address(key: Key) -> str:
    """Return the name of the page of an article."""
    return f"articles/{key[0]}/{slug(key[1])}"


def article_pages(
    corpora: Mapping[str, Corpus], scenarios: Path, language: Language
) -> dict[str, str]:
    """Return the page of each article of each corpus, those
    of the amending articles included, and their index.
    """
    found: dict[str, str] = {}
    listed: list[str] = []
    for corpus in corpora.values():
        timeline = timeline_of(corpus, _EVERYTHING_KNOWN, {})
        citing = _citing(corpus, scenarios)
        for text in corpus.texts.values():
            keys = sorted(_articles(text, timeline), key=lambda key: article_order(key[1]))
            listed.append(_index(text, keys, timeline, language))
            found |= {
                address(key): _article(corpus, key, timeline, citing.get(key, []), language)
                for key in keys
            }
    title = either(language, "# Les textes, article par article", "# The texts, article by article")
    return found | {"articles/index": page(title, *listed)}


def _articles(text: LegalText, timeline: Timeline) -> set[Key]:
    """The articles that a text holds, written by itself or brought into it by an amendment."""
    enacted = {key for law in timeline.laws for key in law.articles if key[0] == text.id}
    return enacted | {(text.id, article.number) for article in text.articles}


def _index(text: LegalText, keys: list[Key], timeline: Timeline, language: Language) -> str:
    rows = []
    for key in keys:
        link = f"[{escaped(article_name(key[1], language, text.named))}]({address(key).removeprefix('articles/')}.md)"
        rows.append(
            (
                link,
                escaped(_title(text, key, timeline, language)),
                str(len(_versions(key, timeline))),
            )
        )
    heads = (
        either(language, "article", "article"),
        either(language, "titre", "title"),
        either(language, "versions", "versions"),
    )
    return (
        "## "
        f"{escaped(text.short.in_language(language))}\n\n{escaped(text.title.in_language(language))}\n\n{table(heads, rows, figures_from=2)}"
    )


def _title(text: LegalText, key: Key, timeline: Timeline, language: Language) -> str:
    titles = [law.articles[key].title for law in timeline.laws if key in law.articles]
    own = [article.title for article in text.articles if article.number == key[1]]
    return [*own, *titles][-1].in_language(language)


def _versions(key: Key, timeline: Timeline) -> list[tuple[date, date | None]]:
    """The intervals in which an article reads the same."""
    found: list[tuple[date, date | None]] = []
    previous: object = None
    for law in timeline.laws:
        article = law.articles.get(key)
        if article is None or not article.provisions:
            continue
        if article is previous and found:
            found[-1] = (found[-1][0], law.end)
        else:
            found.append((law.start, law.end))
        previous = article
    return found


def _article(
    corpus: Corpus, key: Key, timeline: Timeline, scenarios: list[Scenario], language: Language
) -> str:
    text = corpus.texts[key[0]]
    name = f"{text.short.in_language(language)}, {article_name(key[1], language, text.named)}"
    versions = _versions(key, timeline)
    return page(
        f"# {escaped(name)}",
        f"**{escaped(_title(text, key, timeline, language))}**",
        _in_force(corpus, key, versions, language),
        *_operations(text, key, language),
        *_history(corpus, key, timeline, versions, language),
        *_scenarios(scenarios, language),
    )


def _in_force(
    corpus: Corpus, key: Key, versions: list[tuple[date, date | None]], language: Language
) -> str:
    if not versions:
        return ""
    since, until = versions[-1]
    question = Question(since, _EVERYTHING_KNOWN, language)
    shown = render(ask(corpus, question, "/".join(key)), "markdown", language, "none")
    body = re.split(r"^## .*$", shown, maxsplit=1, flags=re.MULTILINE)[-1]
    body = re.split(r"^## ", body, maxsplit=1, flags=re.MULTILINE)[0].strip()
    heading = either(language, "Le texte, tel que consolidé", "The text, as consolidated")
    interval = span(since.isoformat(), until.isoformat() if until else None, language)
    return f"## {heading}\n\n*{escaped(interval)}*\n\n{body}"


def _operations(text: LegalText, key: Key, language: Language) -> Iterator[str]:
    operations = [
        op for article in text.articles if article.number == key[1] for op in article.operations
    ]
    if not operations:
        return
    yield f"## {either(language, 'Ce que cet article modifie', 'What this article amends')}"
    heads = (
        either(language, "point", "point"),
        either(language, "vise", "target"),
        either(language, "ce qu'il fait", "what it does"),
    )
    rows = []
    for op in operations:
        target = (op.target.split("/")[0], op.target.split("/")[1])
        link = f"[{escaped(op.target)}](../{address(target).removeprefix('articles/')}.md)"
        point = ", ".join(part for part in (op.point, str(op.indent) if op.indent else "") if part)
        rows.append((escaped(point), link, escaped(op.says.in_language(language))))
    yield table(heads, rows)


def _history(
    corpus: Corpus,
    key: Key,
    timeline: Timeline,
    versions: list[tuple[date, date | None]],
    language: Language,
) -> Iterator[str]:
    if not versions:
        return
    yield f"## {either(language, 'Versions', 'Versions')}"
    rows = []
    for since, until in versions:
        law = timeline.law_on(since)
        links = (
            {
                e.citation.chain[-1].display(language)
                for e in law.articles[key].provisions
                if e.since == since
            }
            if law
            else set()
        )
        command = (
            f"accord text {'/'.join(key) if _ambiguous(corpus, key) else _quoted(key[1])} --on "
            f"{since}"
        )
        interval = span(since.isoformat(), until.isoformat() if until else None, language)
        rows.append((escaped(interval), escaped(" ; ".join(sorted(links))), f"`{command}`"))
    heads = (
        either(language, "en vigueur", "in force"),
        either(language, "par", "by"),
        either(language, "la lire", "read it"),
    )
    yield table(heads, rows)


def _ambiguous(corpus: Corpus, key: Key) -> bool:
    return (
        sum(article.number == key[1] for text in corpus.texts.values() for article in text.articles)
        > 1
    )


def _quoted(number: str) -> str:
    return f'"{number}"' if " " in number else number


# --- scenarios ------------------------------------------------------------------------------------


def _scenarios(scenarios: list[Scenario], language: Language) -> Iterator[str]:
    if not scenarios:
        return
    yield f"## {either(language, 'Scénarios qui le citent', 'Scenarios that cite it')}"
    yield "\n".join(
        (
            f"- {escaped(scenario.title.in_language(language))} "
            f"(`{Path(scenario.location.path).name}`, `{scenario.id}`)"
        )
        for scenario in scenarios
    )


def _citing(corpus: Corpus, folder: Path) -> dict[Key, list[Scenario]]:
    """The scenarios that expect a citation of each article, or ask for its text."""
    found: dict[Key, list[Scenario]] = {}
    names = {
        f"{text.short.in_language(language)}, {article_name(number, language, text.named)}": (
            text.id,
            number,
        )
        for text in corpus.texts.values()
        for law in timeline_of(corpus, _EVERYTHING_KNOWN, {}).laws
        for (owner, number) in law.articles
        if owner == text.id
        for language in ("fr", "en")
    }
    for scenario in _every_scenario(folder):
        for key in sorted(_cited(scenario.content.get("expect", {}), names)):
            found.setdefault(key, []).append(scenario)
    return found


@lru_cache
def _every_scenario(folder: Path) -> tuple[Scenario, ...]:
    files = sorted(folder.rglob(f"*{SUFFIX}"))
    return tuple(scenario for file in files for scenario in read_scenarios(file)[0])


def _cited(node: Any, names: Mapping[str, Key]) -> set[Key]:
    if isinstance(node, Mapping):
        own = (
            {(node["text"], str(node["article"]))} if {"text", "article"} <= node.keys() else set()
        )
        return own.union(*(_cited(part, names) for part in node.values()))
    if isinstance(node, list):
        return set().union(*(_cited(part, names) for part in node))
    if isinstance(node, str):
        return {
            key
            for name, key in names.items()
            if node == name or node.startswith((f"{name}, dans", f"{name}, as amended"))
        }
    return set()
