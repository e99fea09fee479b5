"""Provisions, articles and states of the law as they are in
force, and the acts that made them so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import TypeAlias

from msgspec import Struct

from engine.diagnostics.bilingual import Bilingual
from engine.diagnostics.diagnostic import Diagnostic
from engine.language.model import Operation, Provision
from engine.language.nodes import EMPTY
from engine.words.citation import ChainLink, Citation

Key: TypeAlias = tuple[str, str]
"""An article: the id of its text and its number."""
_KEPT_EVERY = 64


class Enacted(Struct, frozen=True, gc=False, eq=False):
    """A provision in one version: since when, and the citation that carries its chain."""

    provision: Provision
    since: date
    citation: Citation


class EnactedArticle(Struct, frozen=True, gc=False):
    """An article as it reads in one state of the law, as the act
    `last` left it; `removed`: what took provisions away, by id,
    and `gone`: what they were, each with its rank. `shown` is the
    number that it was given since, `formerly` the one before.
    """

    text: str
    number: str
    title: Bilingual
    provisions: tuple[Enacted, ...]
    last: ChainLink
    removed: Mapping[str, ChainLink] = EMPTY
    gone: Mapping[str, tuple[int, Enacted]] = EMPTY
    shown: str = ""
    formerly: str = ""

    @property
    def cited(self) -> str:
        """The number under which it is cited."""
        return self.shown or self.number


class Change(Struct, frozen=True, gc=False, eq=False):
    """A provision before and after an act: `before` is None
    when it is added, `after` when it is removed.
    """

    address: str
    before: Enacted | None
    after: Enacted | None


class Act(Struct, frozen=True, gc=False, eq=False):
    """An article that enters into force, or an operation applied,
    with what it changed; a completed provision is not changed itself.
    """

    link: ChainLink
    operation: Operation | None
    changes: tuple[Change, ...]


class Doubt(Struct, frozen=True, gc=False, eq=False):
    """An operation that does not apply to what it finds,
    and why: from its day on, its article cannot be told.
    """

    operation: Operation
    findings: tuple[Diagnostic, ...]


Doubts: TypeAlias = Mapping[Key, tuple[Doubt, ...]]
"""The operations that could not be applied, by article."""


Pending: TypeAlias = Mapping[str, tuple[Operation | None, ChainLink]]
"""The operations that were amended before they took effect, by name, as they are now (None: taken
back), each with the act that amended it.
"""


class State:
    """The law after one more day of changes, kept as what that day
    changed: a law amended thousands of times is not copied each time.
    """

    __slots__ = ("acts", "before", "changed", "day", "depth", "doubts", "fresh", "kept", "pending")

    def __init__(
        self,
        day: date,
        before: State | None,
        changed: Mapping[Key, EnactedArticle],
        acts: tuple[Act, ...],
        doubts: Mapping[Key, tuple[Doubt, ...]],
        pending: Pending = EMPTY,
    ) -> None:
        self.pending = pending
        self.day, self.before, self.changed, self.acts, self.doubts = (
            day,
            before,
            changed,
            acts,
            doubts,
        )
        standing = {id(enacted) for article in changed.values() for enacted in article.provisions}
        versions = dict.fromkeys(
            change.after for act in acts for change in act.changes if change.after is not None
        )
        self.fresh: tuple[Enacted, ...] = tuple(
            enacted for enacted in versions if id(enacted) in standing
        )
        self.depth: int = 0 if before is None else before.depth + 1
        self.kept: dict[Key, EnactedArticle] | None = None

    def articles(self) -> dict[Key, EnactedArticle]:
        """Return all the articles, in a mapping of its own."""
        missing: list[State] = []
        state: State | None = self
        while state is not None and state.kept is None:
            missing.append(state)
            state = state.before
        whole: dict[Key, EnactedArticle] = (
            {} if state is None or state.kept is None else dict(state.kept)
        )
        for older in reversed(missing):
            whole.update(older.changed)
            if older.depth % _KEPT_EVERY == _KEPT_EVERY - 1:
                older.kept = dict(whole)
        return whole

    def article(self, key: Key) -> EnactedArticle | None:
        """Return one article, None when there is none; the others are not laid out for it."""
        state: State | None = self
        for _ in range(2 * _KEPT_EVERY):
            if state is None or key in state.changed:
                return state.changed[key] if state else None
            if state.kept is not None:
                return state.kept.get(key)
            state = state.before
        return self.articles().get(key)


class Law:
    """The consolidated law between two changes, `[start,
    end)`; `end` is None when no change is known.
    """

    __slots__ = ("_articles", "_exceptions", "_provisions", "end", "start", "state")

    def __init__(self, state: State, end: date | None) -> None:
        self.state, self.start, self.end = state, state.day, end
        self._articles: Mapping[Key, EnactedArticle] | None = None
        self._provisions: Mapping[str, Enacted] | None = None
        self._exceptions: Mapping[str, tuple[Enacted, ...]] | None = None

    @property
    def articles(self) -> Mapping[Key, EnactedArticle]:
        """The articles by text and number, those without provisions left included."""
        if self._articles is None:
            self._articles = MappingProxyType(self.state.articles())
        return self._articles

    @property
    def provisions(self) -> Mapping[str, Enacted]:
        """The provisions by address."""
        if self._provisions is None:
            articles = self.articles.values()
            self._provisions = {
                enacted.provision.address: enacted
                for article in articles
                for enacted in article.provisions
            }
        return self._provisions

    def provision(self, address: str) -> Enacted | None:
        """Return the provision at an address, None when none
        is in force there; the others are not laid out for it.
        """
        if self._provisions is not None:
            return self._provisions.get(address)
        text, _, rest = address.partition("/")
        article = self.state.article((text, rest.partition("/")[0]))
        return (
            next(
                (enacted for enacted in article.provisions if enacted.provision.address == address),
                None,
            )
            if article
            else None
        )

    @property
    def exceptions(self) -> Mapping[str, tuple[Enacted, ...]]:
        """The rules that override a provision, by its address."""
        if self._exceptions is None:
            by_rule: dict[str, tuple[Enacted, ...]] = {}
            for enacted in self.provisions.values():
                for address in enacted.provision.rule.overrides if enacted.provision.rule else ():
                    by_rule[address] = (*by_rule.get(address, ()), enacted)
            self._exceptions = by_rule
        return self._exceptions

    @property
    def acts(self) -> tuple[Act, ...]:
        """The acts that take effect on its first day, in the order in which they apply."""
        return self.state.acts

    @property
    def doubts(self) -> Doubts:
        """The operations that could not be applied so far, by article."""
        return self.state.doubts
