"""What is asked of a plan under compilation, and what every sheet shares while it is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from engine.language.model import Corpus, OccasionKind
from engine.questions.question import Question
from engine.tables.compile.facts import BaseFacts
from engine.tables.compile.layout import Layout
from engine.tables.compile.rows import Citations, MissingNames
from engine.tables.terms.levels import Kept
from engine.tables.terms.terms import Term


@dataclass(frozen=True, slots=True, eq=False)
class Awaited:
    """Occasions of a kind of which it is not known, on the rows where `when` holds, which law
    governs them; `missing` names the facts that would tell.
    """

    kind: OccasionKind
    when: Kept | Term
    missing: MissingNames


@dataclass(slots=True, eq=False)
class Asked:
    """A family of questions asked of the law, the facts that it reads and the occasions
    laid out; `beside` names the facts whose value, on the day of each right, is shown with it;
    `paid` is false where nobody asks how rights are paid.
    """

    corpus: Corpus
    question: Question
    family: str
    base: BaseFacts
    layout: Layout
    citations: Citations = field(default_factory=Citations)
    beside: tuple[str, ...] = ()
    paid: bool = True
    awaiting: list[Awaited] = field(default_factory=list)
    """What is asked where it is not known which law governs an occasion."""

    @property
    def window(self) -> tuple[date | None, date | None]:
        """The bounds asked for."""
        return self.question.start, self.question.end
