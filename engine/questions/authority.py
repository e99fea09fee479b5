"""The provisions behind a line of an answer: how they are
cited, in which version, and the weakest basis among them.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.diagnostics.bilingual import Language
from engine.language.model import Basis, Corpus
from engine.law.consolidation import Enacted, Timeline
from engine.questions.naming import Names, Plain, iso
from engine.words.citation import Citation, place_name, weakest_of


class Citing(Names):
    """Names, and citations as plain data, each put together once."""

    def __init__(self, corpus: Corpus, language: Language) -> None:
        super().__init__(corpus, language)
        self._citations: dict[int, Plain] = {}
        self._weakest: dict[int, Basis] = {}

    def citation(self, citation: Citation) -> Plain:
        """Return a citation as plain data."""
        found = self._citations.get(id(citation))
        if found is None:
            found = {
                "text": citation.text,
                "article": citation.article,
                "provision": citation.provision,
                "place": place_name(citation.place, self.language),
                "as_amended_by": [link.as_plain() for link in citation.amendments],
                "display": citation.display(self.language),
                "basis": citation.basis,
            }
            self._citations[id(citation)] = found
        return found

    def citations(self, enacted: Iterable[Enacted]) -> list[Plain]:
        """Return the citations of provisions, an article in the same version once.

        `weakest` says the weakest basis of all that is cited there, where it is weaker than the
        `basis` of the provision named.
        """
        kept: dict[str, Plain] = {}
        for one in enacted:
            found = self.citation(one.citation)
            first = kept.setdefault(found["display"], found)
            known: Basis = first.get("weakest") or first["basis"]
            weakest = self.weakest((one,))
            if weakest != known and weakest_of((known, weakest)) == weakest:
                kept[found["display"]] = first | {"weakest": weakest}
        return list(kept.values())

    def resting_on(self, enacted: Iterable[Enacted]) -> Plain:
        """Return what says on which provisions a line rests:
        their citations, and the weakest basis behind it.
        """
        behind = list(enacted)
        return (
            {"basis": self.weakest(behind), "citations": self.citations(behind)}
            if behind
            else {"citations": []}
        )

    def weakest(self, enacted: Iterable[Enacted]) -> Basis:
        """Return the weakest basis among provisions, as the function of this name does."""
        known, found = self._weakest, set()
        for one in enacted:
            key = id(one.citation)
            if key not in known:
                known[key] = one.citation.weakest
            found.add(known[key])
        return weakest_of(found)

    def version(self, enacted: Enacted, timeline: Timeline) -> Plain:
        """Return from when to when a provision reads as it does
        (None while no end is known), and the acts that made it so.
        """
        chain = [
            {"verb": link.verb} | link.as_plain() | {"on": iso(link.on)}
            for link in enacted.citation.chain
        ]
        return {"from": iso(enacted.since), "until": iso(timeline.until(enacted)), "chain": chain}


def weakest(enacted: Iterable[Enacted]) -> Basis:
    """Return the weakest basis among provisions and the
    amendments that made them read as they do.
    """
    return weakest_of(one.citation.weakest for one in enacted)
