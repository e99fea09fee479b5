"""Who consults an article: which readings touch it, which facts it reads and concludes, and which
questions compute with it.

In: a corpus. Out: articles, by the name of what they read or give.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from engine.language.forms.readings import Choice
from engine.language.model import Corpus, provisions_of, rules_of
from engine.language.nodes import (
    Advise,
    Deadline,
    Derive,
    Entitle,
    Oblige,
    OfRights,
    Pay,
    Require,
)
from engine.language.templates import placeholders
from engine.language.tree import Node, all_roots_of, conclusion_names, facts_read, walk
from engine.questions.consolidated import Key, Version, key_of
from engine.words.labels import own_name

_ASKED: Final = (
    ((Entitle, OfRights, Pay, Derive), "funding"),
    ((Require, Advise), "eligibility"),
    ((Deadline,), "calendar"),
    ((Oblige,), "duties"),
)
"""Which question computes with the rules of each conclusion."""


def questions_of(versions: Sequence[Version]) -> list[str]:
    """Return the questions that compute with an article, going by the rules of its versions."""
    concluded = {
        type(enacted.provision.rule.then)
        for version in versions
        for enacted in version.article.provisions
        if enacted.provision.rule
    }
    return [question for kinds, question in _ASKED if concluded & {*kinds}]


class ArticlesOfNames:
    """Which articles read each fact, and which conclude each fact, line, benefit or entry."""

    def __init__(self, corpus: Corpus) -> None:
        self.reading: dict[str, dict[Key, None]] = defaultdict(dict)
        self.giving: dict[str, dict[Key, None]] = defaultdict(dict)
        words = corpus.vocabulary
        for provision, rule in rules_of(provisions_of(corpus.texts.values())):
            key = key_of(provision.address)
            names = [name for root in all_roots_of(rule) for name in facts_read(root)]
            names += [hole for name in conclusion_names(rule.then) for hole in placeholders(name)]
            for name in names:
                self.reading[own_name(name, words)][key] = None
            match rule.then:
                case Derive(name, _) | Require(name, _) | Deadline(entry=name):
                    self.giving[own_name(name, words)][key] = None
                case Entitle(line=name) | OfRights(line=name):
                    self.giving[name][key] = None


def articles_of_readings(corpus: Corpus) -> dict[str, list[Key]]:
    """Return the articles whose rules depend on each reading, by themselves or by the occasions
    on which they work, in the order of the texts."""
    by_occasion = {
        kind.name: {
            *readings_in(value for value in (kind.on, kind.since) if value is not None),
            *([kind.cut_reading] if kind.cut_reading else []),
        }
        for kind in corpus.occasions.values()
    }
    touched: dict[str, dict[Key, None]] = {}
    for provision, rule in rules_of(provisions_of(corpus.texts.values())):
        names = {*readings_in(all_roots_of(rule))}
        if isinstance(rule.then, OfRights) and isinstance(rule.then.lines, Choice):
            names.add(rule.then.lines.reading)
        names.update(*(by_occasion.get(occasion, ()) for occasion in rule.on))
        for name in names:
            touched.setdefault(name, {})[key_of(provision.address)] = None
    return {name: list(keys) for name, keys in touched.items()}


def readings_in(roots: Iterable[Node]) -> Iterator[str]:
    """Yield the readings that values and conditions hold."""
    for root in roots:
        yield from (node.reading for node in walk(root) if isinstance(node, Choice))
