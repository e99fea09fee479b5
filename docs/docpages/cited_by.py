"""The scenarios that exercise each article: those that expect a citation of it or ask for its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from docpages.law import Consolidated, Key
from docpages.writing import LANGUAGES, either, folded, html, said
from engine.diagnostics.bilingual import Language
from engine.testing.scenario import SUFFIX, Scenario, read_scenarios

_AMENDED = re.compile(r", dans sa rédaction issue d(?:e l['’]|e la |u )|, as amended by ")
SHOWN = 8
"""So many scenarios are shown at once; the others are folded."""


@lru_cache
def every_scenario(folder: Path) -> tuple[Scenario, ...]:
    """Return the scenarios of a folder, by file and in the order of each file."""
    files = sorted(folder.rglob(f"*{SUFFIX}"))
    return tuple(scenario for file in files for scenario in read_scenarios(file)[0])


def citing(law: Consolidated, folder: Path) -> dict[Key, list[Scenario]]:
    """Return the scenarios that exercise each article."""
    names = {
        law.named(key, language): key
        for keys in law.keys.values()
        for key in keys
        for language in LANGUAGES
    }
    found: dict[Key, list[Scenario]] = {}
    for scenario in every_scenario(folder):
        for key in sorted(_cited(scenario.content.get("expect", {}), names)):
            found.setdefault(key, []).append(scenario)
    return found


def _cited(node: Any, names: Mapping[str, Key]) -> set[Key]:
    if isinstance(node, Mapping):
        own = (
            {(node["text"], str(node["article"]))} if {"text", "article"} <= node.keys() else set()
        )
        return own.union(*(_cited(part, names) for part in node.values()))
    if isinstance(node, list):
        return set().union(*(_cited(part, names) for part in node))
    if isinstance(node, str):
        return {names[name] for name in _named(node) if name in names}
    return set()


def _named(citation: str) -> Iterator[str]:
    """Yield the article of a citation, then that of the act that made its version, point by point
    from its end: « avenant 2, art. 4, 2° », « avenant 2, art. 4 »."""
    base, _, act = _AMENDED.sub("\0", citation).partition("\0")
    yield base
    while act:
        yield act
        act = act.rpartition(", ")[0]


def scenario_list(scenarios: list[Scenario], language: Language) -> Iterator[str]:
    """Yield the section of an article on its scenarios, by question asked; the first are shown,
    the others folded."""
    if not scenarios:
        return
    yield f"## {either(language, 'Les cas types qui le mettent à l’épreuve', 'The scenarios that exercise it')} {{ #scenarios }}"
    yield (
        either(
            language,
            f"{len(scenarios)} en tout : un dossier, une question, la réponse attendue avec ses articles.",
            f"{len(scenarios)} in all: a case, a question, the answer expected with its articles.",
        )
        if len(scenarios) > 1
        else ""
    )
    shown, others = scenarios[:SHOWN], scenarios[SHOWN:]
    yield _listed(shown, language)
    if others:
        more = either(language, f"{len(others)} autres", f"{len(others)} more")
        yield folded(more, _listed(others, language))


def _listed(scenarios: list[Scenario], language: Language) -> str:
    lines = []
    for path, group in groupby(scenarios, key=lambda one: one.location.path):
        for one in group:
            title = said(one.title.in_language(language), language)
            lines.append(
                f'- {title} <span class="where">{html(Path(path).name.removesuffix(SUFFIX))}</span>'
            )
    return "\n".join(lines)
