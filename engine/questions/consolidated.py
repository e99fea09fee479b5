"""A corpus as consolidated, as its pages show it: the versions of each article, what made them, and
which provisions stand on which others.

In: a corpus and a day of knowledge. Out: `Consolidated`, worked out once, whatever the language.
"""

from __future__ import annotations

import re
from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Final, TypeAlias

from msgspec import Struct

from engine.diagnostics.bilingual import Language
from engine.language.model import Corpus, LegalText, Operation, Provision, Rule
from engine.language.nodes import Derive, Entitle, Meets, OfRights, Pay, Require
from engine.language.templates import placeholders
from engine.language.temporal import default_day
from engine.language.tree import all_roots_of, conclusion_names, facts_read, tables_of, walk
from engine.law.consolidation import timeline_of
from engine.law.enactment import Act, Enacted, EnactedArticle
from engine.questions.answers.texts import ArticleShown
from engine.questions.question import Question
from engine.questions.texts import text as ask
from engine.source.articles import article_order
from engine.words.citation import ChainLink, article_name

Key: TypeAlias = tuple[str, str]
"""A text and the number of one of its articles."""

EVERYTHING_KNOWN: Final = date.max


class Version(Struct, frozen=True):
    """An article between two changes: its first day, the day after its last (None while no end is
    known), its provisions, and the acts that made it."""

    start: date
    end: date | None
    article: EnactedArticle
    by: tuple[ChainLink, ...]


class Use(Struct, frozen=True):
    """One provision stands on another: `how` says in what way, `what` is the fact, the benefit or
    the line by which it does."""

    user: Provision
    used: Provision
    how: str
    what: str


def key_of(address: str) -> Key:
    """Return the article of a provision, or of a target, by its address."""
    text, _, rest = address.partition("/")
    return text, rest.partition("/")[0]


class Consolidated:
    """A corpus as consolidated under the default readings, with all that is published by a day of
    knowledge, else with all that is published."""

    def __init__(self, corpus: Corpus, known_on: date = EVERYTHING_KNOWN) -> None:
        self.corpus = corpus
        self.known_on = known_on
        self.timeline = timeline_of(corpus, known_on, {})

    def named(self, key: Key, language: Language) -> str:
        """Return how an article is cited, its text first."""
        text = self.corpus.texts[key[0]]
        return f"{text.short.in_language(language)}, {self.number(key, language)}"

    def number(self, key: Key, language: Language) -> str:
        """Return how an article is cited within its text."""
        return article_name(key[1], language, self.corpus.texts[key[0]].named)

    def title(self, key: Key, language: Language) -> str:
        """Return the title of an article, the last that it had."""
        text = self.corpus.texts[key[0]]
        own = [article.title for article in text.articles if article.number == key[1]]
        titles = [law.articles[key].title for law in self.timeline.laws if key in law.articles]
        return [*own, *titles][-1].in_language(language)

    @cached_property
    def keys(self) -> dict[str, list[Key]]:
        """The articles of each text in their order, those that an amendment brought into it
        included."""
        enacted = {key for law in self.timeline.laws for key in law.articles}
        return {
            text.id: sorted(
                {(text.id, article.number) for article in text.articles}
                | {key for key in enacted if key[0] == text.id},
                key=lambda key: article_order(key[1]),
            )
            for text in self.corpus.texts.values()
        }

    @cached_property
    def acts(self) -> dict[Key, list[tuple[date, Act]]]:
        """What changed each article, in order, its entry into force first."""
        acts: dict[Key, list[tuple[date, Act]]] = defaultdict(list)
        for law in self.timeline.laws:
            for act in law.acts:
                for key in dict.fromkeys(key_of(change.address) for change in act.changes):
                    acts[key].append((law.start, act))
        return acts

    @cached_property
    def versions(self) -> dict[Key, list[Version]]:
        """The versions of each article, in order."""
        versions: dict[Key, list[Version]] = defaultdict(list)
        for law in self.timeline.laws:
            for key, article in law.articles.items():
                if not article.provisions:
                    continue
                before = versions[key]
                if before and before[-1].article is article:
                    last = before.pop()
                    before.append(Version(last.start, law.end, article, last.by))
                else:
                    by = (act.link for day, act in self.acts[key] if day == law.start)
                    before.append(Version(law.start, law.end, article, tuple(by)))
        return versions

    def current(self, key: Key, on: date | None = None) -> Version | None:
        """Return the version of an article that is in force on a day (today), else the last that
        was, else the first that will be; None for one that only amends."""
        versions = self.versions.get(key, [])
        begun = [version for version in versions if version.start <= (on or default_day())]
        return begun[-1] if begun else versions[0] if versions else None

    def shown(self, key: Key, version: Version, language: Language) -> ArticleShown:
        """Return a version of an article in words."""
        question = Question(version.start, self.known_on, language)
        return ask(self.corpus, question, "/".join(key)).articles[0]

    def name_asked(self, key: Key) -> str:
        """Return how `accord text` is asked for an article: its number, after its text where two
        texts have one."""
        alone = sum(key[1] == number for keys in self.keys.values() for _, number in keys) == 1
        name = key[1] if alone else "/".join(key)
        return f'"{name}"' if " " in name else name

    @cached_property
    def uses(self) -> list[Use]:
        """Which provision stands on which other, of all the versions of both."""
        provisions = {id(one.provision): one.provision for one in self._every_version()}
        return list(_uses(list(provisions.values())))

    def _every_version(self) -> Iterator[Enacted]:
        for versions in self.versions.values():
            for version in versions:
                yield from version.article.provisions

    @cached_property
    def operations(self) -> dict[str, list[tuple[Operation, Act | None]]]:
        """The operations of each text in order, each with what it did; None for one that has not
        taken effect."""
        done = {
            act.operation.id + act.operation.text: act
            for law in self.timeline.laws
            for act in law.acts
            if act.operation
        }
        return {
            text.id: [
                (operation, done.get(operation.id + operation.text))
                for article in text.articles
                for operation in article.operations
            ]
            for text in self.corpus.texts.values()
        }

    def effects(self, text: LegalText) -> list[tuple[str, date | None]]:
        """Return the days on which the groups of provisions of a text enter into force."""
        return [
            (group, self.timeline.effect_date(text.id, group)) for group in text.entry_into_force
        ]


_MOST_KEPT: Final = 8
_KEPT: OrderedDict[tuple[str, date], Consolidated] = OrderedDict()
"""The corpora that were worked out last, by their digests and days of knowledge."""


def consolidated(corpus: Corpus, known_on: date = EVERYTHING_KNOWN) -> Consolidated:
    """Return a corpus as consolidated, worked out once."""
    key = (corpus.digest, known_on)
    kept = _KEPT.pop(key, None) or Consolidated(corpus, known_on)
    _KEPT[key] = kept
    while len(_KEPT) > _MOST_KEPT:
        _KEPT.popitem(last=False)
    return kept


# --- which provision stands on which -------------------------------------------------------------


def _uses(provisions: Sequence[Provision]) -> Iterator[Use]:
    """Yield each use between two provisions of different articles."""
    by_address: dict[str, Provision] = {one.address: one for one in provisions}
    giving = _Giving(provisions)
    for user in provisions:
        for address in user.repeats:
            yield from _use(user, by_address.get(address), "repeats", "")
        if user.rule is None:
            continue
        for address in user.rule.overrides:
            yield from _use(user, by_address.get(address), "overrides", "")
        for address in user.rule.grounds:
            yield from _use(user, by_address.get(address), "grounds", "")
        for how, what, used in giving.behind(user.rule):
            yield from _use(user, used or by_address.get(what), how, "" if used is None else what)


def _use(user: Provision, used: Provision | None, how: str, what: str) -> Iterator[Use]:
    if used is not None and key_of(used.address) != key_of(user.address):
        yield Use(user, used, how, what)


class _Giving:
    """The provisions that conclude each fact, require something for each benefit, or give rights
    on each line."""

    def __init__(self, provisions: Sequence[Provision]) -> None:
        self.facts: dict[str, list[Provision]] = defaultdict(list)
        self.benefits: dict[str, list[Provision]] = defaultdict(list)
        self.lines: list[tuple[str, Provision]] = []
        for one in provisions:
            match one.rule.then if one.rule else None:
                case Derive(fact, _):
                    self.facts[fact].append(one)
                case Require(benefit, _):
                    self.benefits[benefit].append(one)
                case Entitle(line=line) | OfRights(line=line):
                    self.lines.append((_pattern(line), one))

    def behind(self, rule: Rule) -> Iterator[tuple[str, str, Provision | None]]:
        """Yield what a rule stands on: how, by what, and the provision (None for a table, which
        its address names)."""
        roots = all_roots_of(rule)
        nodes = [node for root in roots for node in walk(root)]
        yield from (("table", address, None) for address in dict.fromkeys(tables_of(nodes)))
        names = dict.fromkeys(name for root in roots for name in facts_read(root))
        names |= dict.fromkeys(
            hole for name in conclusion_names(rule.then) for hole in placeholders(name)
        )
        yield from (("fact", name, one) for name in names for one in self.facts.get(name, ()))
        benefits = dict.fromkeys(node.benefit for node in nodes if isinstance(node, Meets))
        yield from (("benefit", name, one) for name in benefits for one in self.benefits[name])
        if isinstance(rule.then, Pay):
            yield from self._rights("pays", rule.then.lines)
        if isinstance(rule.then, OfRights):
            lines = rule.then.lines
            options = [lines] if isinstance(lines, tuple) else list(lines.options.values())
            yield from self._rights("increases", [line for option in options for line in option])

    def _rights(self, how: str, lines: Sequence[str]) -> Iterator[tuple[str, str, Provision]]:
        for line, one in self.lines:
            if any(fnmatchcase(line, _pattern(wanted)) for wanted in lines):
                yield how, "", one


def _pattern(line: str) -> str:
    return re.sub(r"\{[^}]*\}", "*", line)
