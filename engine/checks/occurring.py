"""Occasions that no case can have: rules that work on nothing else never apply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from msgspec import Struct

from engine.checks.dates_in_order import never_before
from engine.checks.states import EVERYTHING_KNOWN, moved
from engine.diagnostics.bilingual import Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, backquoted
from engine.language.forms.literal import Literally
from engine.language.model import (
    Collection,
    Corpus,
    OccasionKind,
    Period,
    Rule,
    provisions_of,
    rules_of,
)
from engine.language.nodes import Derive
from engine.language.values import Value
from engine.law.consolidation import Timeline
from engine.reasoning.program import is_lasting
from engine.words.labels import ENGINE_FACTS, is_derived


class Obstacle(Struct, frozen=True):
    """Why a date can never be known: the word at fault, a sentence, and the remedy.

    `waits`: it would be known if another occasion could occur.
    """

    word: str
    why: Sentence
    remedy: Sentence
    waits: bool = False


def occurring(corpus: Corpus) -> Iterator[Diagnostic]:
    """Yield a finding for each occasion and each period that no case can have.

    Only those on which some rule works: the others do no harm.
    """
    occasions = _Occurring(corpus)
    used = {name: corpus.occasions[name] for rule in occasions.rules for name in rule.on}
    stopped = {name: obstacle for name, obstacle in occasions.obstacles().items() if name in used}
    unbegun = {
        name: obstacle
        for name in sorted({kind.each_period for kind in used.values()})
        if (obstacle := occasions.begins(name))
    }
    dead = {*stopped, *(name for name, kind in used.items() if kind.each_period in unbegun)}
    own = {name: obstacle for name, obstacle in stopped.items() if not obstacle.waits}
    for name, obstacle in (own or (stopped if not unbegun else {})).items():
        message = sentence(
            "the occasion `{occasion}` can never occur: {why}.", occasion=name, why=obstacle.why
        )
        yield _finding(corpus, message, obstacle, used[name], {name}, dead)
    for name, obstacle in unbegun.items():
        message = sentence(
            "the period `{period}` can never begin: {why}.", period=name, why=obstacle.why
        )
        kinds = {kind.name for kind in used.values() if kind.each_period == name}
        yield _finding(corpus, message, obstacle, corpus.periods[name], kinds, dead)


def _finding(
    corpus: Corpus,
    message: Sentence,
    obstacle: Obstacle,
    at: OccasionKind | Period,
    kinds: set[str],
    dead: set[str],
) -> Diagnostic:
    """Return a finding with the places of the rules that never apply because of it.

    They are those that work on some of `kinds`, and on no kind that can occur.
    """
    idle = tuple(
        provision.location
        for provision, rule in rules_of(provisions_of(corpus.texts.values()))
        if kinds & set(rule.on) and set(rule.on) <= dead
    )
    return Diagnostic("ACC230", message, at.location, obstacle.remedy, idle, obstacle.word)


class _Occurring:
    """Finds which kinds of occasion can occur.

    An occasion that occurs may derive a fact that dates another, so it is looked for in rounds.
    """

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.rules: tuple[Rule, ...] = tuple(
            rule for _, rule in rules_of(provisions_of(corpus.texts.values()))
        )
        self.deriving: dict[str, set[str]] = {}
        for rule in self.rules:
            if isinstance(rule.then, Derive):
                self.deriving.setdefault(rule.then.fact, set()).update(rule.on)
        self.lasting: set[str] = set()

    def obstacles(self) -> Mapping[str, Obstacle]:
        """Return what keeps each kind of occasion from ever occurring; its period is left out."""
        while True:  # each round may derive facts that date further occasions
            stopped = {
                name: obstacle
                for name, kind in self.corpus.occasions.items()
                if (obstacle := self._stopped(kind))
            }
            dead = {
                *stopped,
                *(
                    name
                    for name, kind in self.corpus.occasions.items()
                    if self.begins(kind.each_period)
                ),
            }
            living = {
                name
                for name, kind in self.corpus.occasions.items()
                if name not in dead and is_lasting(kind)
            }
            opened = {fact for fact, on in self.deriving.items() if on & living} - self.lasting
            if not opened:
                return stopped
            self.lasting |= opened

    def _stopped(self, kind: OccasionKind) -> Obstacle | None:
        collection = self.corpus.vocabulary.collections.get(kind.each)
        if collection is not None and collection.keys_only and not collection.keys:
            why = sentence("`{collection}` has no key", collection=kind.each)
            return Obstacle(
                kind.each, why, sentence("give the collection a key that a case may name.")
            )
        for value in (kind.on, kind.since):
            if value is not None and (obstacle := self._unknowable(value, collection)):
                return obstacle
        if (
            kind.requires
            and isinstance(kind.on, Literally)
            and isinstance(kind.on.value, date)
            and self._too_early(kind.on.value, kind.requires)
        ):
            why = sentence(
                "`{day}` comes before `{text}`, which it requires, is in force",
                day=kind.on.value,
                text=kind.requires,
            )
            return Obstacle(
                str(kind.on.value), why, sentence("correct the day, or leave out `requires`.")
            )
        end = self.corpus.periods[kind.each_period].end if kind.each_period else None
        if kind.since is not None and end is not None and never_before(kind.since, end):
            why = sentence("`since` is never before the end of `{period}`", period=kind.each_period)
            return Obstacle("since", why, sentence("let it begin before the period ends."))
        return None

    def _too_early(self, day: date, text: str) -> bool:
        """Whether a text takes effect after a day, under each reading that moves one."""
        starts = [
            Timeline(self.corpus, EVERYTHING_KNOWN, readings).effect_date(text)
            for readings in ({}, *moved(self.corpus))
        ]
        return all(start is not None and start > day for start in starts)

    def begins(self, name: str) -> Obstacle | None:
        """Return what keeps a period from ever beginning, if it never does."""
        period = self.corpus.periods.get(name)
        if period is None:
            return None
        for value in (period.start, period.end):
            if value is not None and (obstacle := self._unknowable(value, None)):
                return obstacle
        if period.end is not None and never_before(period.start, period.end):
            return Obstacle(
                "until",
                sentence("its `until` is never after its `from`"),
                sentence("let it end after it begins."),
            )
        return None

    # --- values that are never known ---

    def _unknowable(self, value: Value, collection: Collection | None) -> Obstacle | None:
        """Return why no case can make a date known, None when one may."""
        parts = value.children()
        named = (self._fact(name, collection) for name in value.names())
        missing = next(filter(None, named), None)
        if missing is None and parts and value.alternative:
            return self._of_all(parts, collection)
        of_parts = (self._unknowable(part, collection) for part in parts)
        return missing or next(filter(None, of_parts), None)

    def _of_all(self, values: Iterable[Value], collection: Collection | None) -> Obstacle | None:
        """Return what is against the first of some values, when something is against each."""
        obstacles = [self._unknowable(value, collection) for value in values]
        return obstacles[0] if all(obstacles) else None

    def _fact(self, name: str, collection: Collection | None) -> Obstacle | None:
        if name in ENGINE_FACTS and name != "day":
            why = sentence("`{fact}` is known only once the occasion has its day", fact=name)
            return Obstacle(
                name,
                why,
                sentence("date it by a fact of the case, or by `{day}`.", day="{fact: day}"),
            )
        if is_derived(name, self.corpus.vocabulary):
            return None if name in self.lasting else self._derived(name)
        if name in self.corpus.vocabulary.facts:
            return None
        holders = [
            of_elements
            for of_elements in self.corpus.vocabulary.collections.values()
            if name.startswith(f"{of_elements.singular}.")
        ]
        if not holders:
            return None
        if collection not in holders or collection is None:
            known = {"fact": name, "collection": holders[0].name}
            why = sentence(
                "`{fact}` belongs to each element of `{collection}`, for which it does not occur",
                **known,
            )
            return Obstacle(
                name,
                why,
                sentence(
                    "write `each: {collection}`, or date it by a fact of the case.",
                    collection=holders[0].name,
                ),
            )
        if name.removeprefix(f"{collection.singular}.") not in collection.facts:
            why = sentence(
                "`{fact}` belongs to the records of a list, and dates no occasion", fact=name
            )
            return Obstacle(name, why, sentence("date it by a fact of the element itself."))
        return None

    def _derived(self, name: str) -> Obstacle | None:
        """Return why a derived fact never lasts, None if it does.

        None also for a fact that no rule derives: another check finds it.
        """
        on = self.deriving.get(name)
        if on is None:
            return None
        once = [kind for kind in sorted(on) if is_lasting(self.corpus.occasions[kind])]
        if once:
            why = sentence(
                "`{fact}`, which dates it, is derived on {occasions}, which cannot occur before",
                fact=name,
                occasions=backquoted(once),
            )
            return Obstacle(
                name, why, sentence("date one of them by a fact of the case."), waits=True
            )
        why = sentence(
            (
                "`{fact}`, which dates it, is derived on no occasion that occurs once, and does "
                "not last"
            ),
            fact=name,
        )
        return Obstacle(
            name,
            why,
            sentence("derive it on an occasion that occurs once: what is derived there lasts."),
        )
