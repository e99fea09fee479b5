"""What to ask next, so that a question gets its answer: the facts that can still change it, in the
order that settles most soonest, and what is certain already."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from engine.language.temporal import NOT_YET_WORDS
from engine.questions.answers.cited import ArticleCited
from engine.questions.answers.missing import AnyPossible
from engine.questions.answers.record import Record

TypeOfReply: TypeAlias = Literal[
    "text",
    "integer",
    "ratio",
    "money",
    "decimal",
    "duration",
    "boolean",
    "date",
    "enumeration",
    "elements",
    "list",
]
"""The type of a fact, as the vocabulary has it. Of a collection that is given whole: `elements`,
the keys of those that there are, or `list`, the elements one by one."""


class ValueOffered(Record, frozen=True, kw_only=True):
    """One of the values among which to choose."""

    value: str
    """The value, as a case writes it."""
    label: str
    """What it is called."""


class FactToGive(Record, frozen=True, kw_only=True):
    """A fact, and what may be said of it."""

    fact: str
    """The fact, by the name that a case gives it; within an element of a list, by its own."""
    type: TypeOfReply
    """What kind of reply it takes."""
    label: str
    """What it is called."""
    question: str
    """The question to ask whoever knows."""
    unit: str = ""
    """In what it is counted."""
    minimum: Decimal | None = None
    """The least that it may be."""
    maximum: Decimal | None = None
    """The most that it may be."""
    values: tuple[ValueOffered, ...] = ()
    """The values among which to choose: those of an enumeration, the keys of a collection."""

    @property
    def not_yet(self) -> str | None:
        """What to reply where it has not happened; None for what is no act."""
        return NOT_YET_WORDS[0] if self.type == "date" else None


class QuestionToAsk(FactToGive, frozen=True, kw_only=True):
    """A question whose reply can still change the answer."""

    since: date | None = None
    """The day from which the value is needed, where the case gives the fact as dated values."""
    parts: tuple[FactToGive, ...] = ()
    """What each element of a `list` must say."""
    note: str | None = None
    """What a reply also says of others."""
    affects: tuple[str, ...]
    """What depends on it, by id."""
    affects_labels: tuple[str, ...]
    """What these are called."""
    closes: bool
    """Whether one of the values tried leaves nothing open of what depends on it."""
    citations: tuple[ArticleCited, ...]
    """The articles that make it matter."""
    possible: tuple[AnyPossible, ...]
    """What the values that the law tells apart would lead to."""


class Certain(Record, frozen=True, kw_only=True):
    """Something of the answer that no further reply can change."""

    id: str
    """The benefit, the date, the duty or the period."""
    label: str
    """What it is called."""
    says: str
    """What is certain of it, in words."""


class Interview(Record, frozen=True, kw_only=True):
    """Where an interview stands."""

    query: str
    """The question that is to be answered."""
    corpus: str
    """The id of the body of law."""
    questions: tuple[QuestionToAsk, ...]
    """What is still to be asked, the next one first; nothing where the answer stands."""
    certain: tuple[Certain, ...]
    """What is certain already."""
    not_known: tuple[str, ...]
    """The facts that matter and of which it was said that they are not known."""
    beyond: tuple[str, ...]
    """What is missing and no case gives, in words: days of texts, cells of tables."""
