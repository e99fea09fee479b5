"""The provisions behind a line of an answer: how they are cited, in which version, and the weakest
basis among them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from engine.language.kept import kept
from engine.language.model import Basis
from engine.law.consolidation import Enacted, Timeline
from engine.questions.answers.cited import ActCited, ActInChain, ArticleCited, VersionRead
from engine.questions.naming import Names
from engine.words.citation import ChainLink, place_name, weakest_of


class Citing(Names):
    """Names, and citations as an answer gives them, each put together once for all answers."""

    @kept("citations", 8192)
    def citation(self, enacted: Enacted) -> ArticleCited:
        """Return the citation of a provision as an answer gives it."""
        citation = enacted.citation
        return ArticleCited(
            text=citation.text,
            article=citation.article,
            provision=citation.provision,
            place=place_name(citation.place, self.language),
            as_amended_by=tuple(ActCited(**act_place(link)) for link in citation.amendments),
            display=citation.display(self.language),
            basis=citation.basis,
        )

    def citations(self, enacted: Iterable[Enacted]) -> tuple[ArticleCited, ...]:
        """Return the citations of provisions, each version of an article once.

        `weakest` is the weakest basis of all the provisions cited there, where it is weaker than
        the `basis` of the provision named.
        """
        return self._citations(tuple(enacted))

    @kept("citations of lines", 8192)
    def _citations(self, enacted: tuple[Enacted, ...]) -> tuple[ArticleCited, ...]:
        articles: dict[str, ArticleCited] = {}
        for provision in enacted:
            cited = self.citation(provision)
            first = articles.setdefault(cited.display, cited)
            known = first.weakest or first.basis
            weakest = self.weakest((provision,))
            if weakest != known and weakest_of((known, weakest)) == weakest:
                articles[cited.display] = replace(first, weakest=weakest)
        return tuple(articles.values())

    def resting_on(self, enacted: Iterable[Enacted]) -> dict[str, Any]:
        """Return the fields that say on which provisions a line rests: their citations, and the
        weakest basis behind it.
        """
        behind = tuple(enacted)
        return (
            {"basis": self.weakest(behind), "citations": self._citations(behind)}
            if behind
            else {"citations": ()}
        )

    def stated_by(self, own: Iterable[Enacted], enacted: Iterable[Enacted]) -> dict[str, Any]:
        """Return the fields of `resting_on` for a line that some provisions, its `own`, state
        themselves: these are cited first, and counted where others lead to them.
        """
        first = tuple(own)
        fields = self.resting_on((*first, *enacted))
        count = len(self._citations(first))
        led_to = first and count < len(fields["citations"])
        return fields | ({"own_citations": count} if led_to else {})

    def weakest(self, enacted: Iterable[Enacted]) -> Basis:
        """Return the weakest basis among provisions and their amendments."""
        return _weakest(tuple(enacted))

    @kept("versions read", 8192)
    def version(self, enacted: Enacted, timeline: Timeline) -> VersionRead:
        """Return the days between which a provision reads as it does, and the acts that made it so.
        The last day is None while no end is known.
        """
        chain = tuple(
            ActInChain(verb=link.verb, **act_place(link), on=link.on)
            for link in enacted.citation.chain
        )
        return VersionRead(from_=enacted.since, until=timeline.until(enacted), chain=chain)


def act_place(link: ChainLink) -> dict[str, Any]:
    """Return the fields that say where an act stands in its text. `indent` is None where the act is
    not one of several listed with dashes.
    """
    return {
        "text": link.text,
        "article": link.article,
        "point": link.point,
        "indent": link.indent or None,
    }


def weakest(enacted: Iterable[Enacted]) -> Basis:
    """Return the weakest basis among provisions and the amendments that made them read as
    they do.
    """
    return _weakest(tuple(enacted))


@kept("weakest bases", 8192)
def _weakest(enacted: tuple[Enacted, ...]) -> Basis:
    return weakest_of(provision.citation.weakest for provision in enacted)
