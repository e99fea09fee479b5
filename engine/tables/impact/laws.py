"""The law that an impact asks: before, after, and with some of the causes made alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from engine.language.model import Corpus
from engine.questions.question import Question
from engine.tables.impact.causes import Cause, Signature, signature, with_what_falls, without

Causes: TypeAlias = frozenset[int]
"""Some of the causes, by their ranks."""


class Laws:
    """The law before and after, and the law with some of the causes made and no others, put
    together when it is asked for.

    `acting` are the ranks of the causes without which the law says something else of funding: the
    others change no sum. What cannot stand without a cause goes with it.
    """

    def __init__(
        self, before: Corpus, after: Corpus, causes: Sequence[Cause], question: Question
    ) -> None:
        self.before, self.after, self.causes = before, after, tuple(causes)
        self.every: Causes = frozenset(range(len(self.causes)))
        self._question = question.checked(after)
        self._made: dict[Causes, tuple[Signature, Corpus]] = {
            frozenset(): (self._signature(before), before),
            self.every: (self._signature(after), after),
        }
        last, _ = self._made[self.every]
        self.acting = tuple(
            rank for rank in sorted(self.every) if self.made(self.every - {rank})[0] != last
        )

    def made(self, causes: Causes) -> tuple[Signature, Corpus]:
        """Return the law with some causes made and no others, after what it says of funding."""
        if causes not in self._made:
            names = [self.causes[rank].id for rank in self.every - causes]
            gone = with_what_falls(self.after, names, self._question, self.before)
            corpus = without(self.after, gone, self.before)
            self._made[causes] = self._signature(corpus), corpus
        return self._made[causes]

    def fallen(self, rank: int) -> frozenset[str]:
        """Return what cannot be made without one cause, beside it."""
        own = self.causes[rank].id
        return with_what_falls(self.after, [own], self._question, self.before) - {own}

    def _signature(self, corpus: Corpus) -> Signature:
        return signature(corpus, self._question)
