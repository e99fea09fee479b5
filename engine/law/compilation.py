"""The states of a law put together in order, and put
together again from the first day that changes on.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import TypeAlias

from engine.language.model import Corpus, LegalText
from engine.law.amendments import DayOfEffect, Part, Versions, parts_of, state_after
from engine.law.enactment import EnactedArticle, Key, State

Group: TypeAlias = tuple[str, str]
"""A group of provisions of a text that enter into force
together: the id of the text and the name of the group.
"""
_Entry: TypeAlias = tuple[date, int, str, str]
_NOTHING = Part()


class LawStates:
    """The states of the law of a corpus, one for each day
    on which a group of provisions takes effect.
    """

    def __init__(self, corpus: Corpus, versions: Versions | None = None) -> None:
        """Put the law of `corpus` together; `versions` holds those of other laws of it, so that
        what is the same in several of them is one object.
        """
        self.corpus = corpus
        self._versions = versions
        self.states: list[State] = []
        self._days: list[date] = []
        self._entries: list[_Entry] = []
        self._ranks = {text.id: rank for rank, text in enumerate(in_order(corpus))}
        self._effects: dict[Group, date] = {}
        self._articles: dict[Key, EnactedArticle] = {}
        self._parts: dict[str, dict[str, Part]] = {}

    def change(self, effects: Mapping[Group, date | None]) -> int:
        """Let groups take effect on other days (None: on no day),
        and return the rank of the first state that is another now.
        """
        days = [day for group, new in effects.items() for day in self._moved(group, new)]
        if not days:
            return len(self.states)
        first = bisect_left(self._days, min(days))
        if first < len(self.states):
            del self.states[first:], self._days[first:]
            self._articles = self.states[-1].articles() if self.states else {}
        self._build(bisect_left(self._entries, (min(days), -1, "", "")))
        return first

    def _moved(self, group: Group, new: date | None) -> Iterable[date]:
        old = self._effects.pop(group, None)
        if new is not None:
            self._effects[group] = new
        rank = self._ranks[group[0]]
        if old is not None:
            del self._entries[bisect_left(self._entries, (old, rank, *group))]
        if new is not None:
            insort(self._entries, (new, rank, *group))
        return [] if old == new else [day for day in (old, new) if day is not None]

    def _build(self, start: int) -> None:
        for on, entries in groupby(self._entries[start:], lambda entry: entry[0]):
            by_text = groupby(entries, lambda entry: entry[2])
            effective = [
                (self.corpus.texts[text], self._effective(text, [dated[3] for dated in of_text]))
                for text, of_text in by_text
            ]
            before = self.states[-1] if self.states else None
            self.states.append(
                state_after(
                    before,
                    DayOfEffect(self.corpus, on, self._articles, versions=self._versions),
                    effective,
                )
            )
            self._days.append(on)

    def _effective(self, text: str, groups: Iterable[str]) -> dict[str, Part]:
        """Return what groups of a text let enter into force; a
        text is searched once, however many days its groups take.
        """
        if text not in self._parts:
            self._parts[text] = parts_of(self.corpus.texts[text])
        return {group: self._parts[text].get(group, _NOTHING) for group in groups}


def in_order(corpus: Corpus) -> tuple[LegalText, ...]:
    """Return the texts so that each comes after those it amends or
    declares itself after; ties by id, so that folders never matter.
    """
    ordered: dict[str, LegalText] = {}
    entered: set[str] = set()
    for id_ in sorted(corpus.texts):
        waiting = [id_]
        while waiting:  # no recursion: texts may follow one another in a chain of any length
            name = waiting[-1]
            text = corpus.texts[name]
            earlier = [] if name in entered else sorted({*text.amends, *text.after}, reverse=True)
            earlier = [
                predecessor
                for predecessor in earlier
                if predecessor in corpus.texts and predecessor not in entered
            ]
            entered.add(name)
            if earlier:
                waiting += [predecessor for predecessor in earlier if predecessor != name]
            else:
                ordered.setdefault(waiting.pop(), text)
    return tuple(ordered.values())
