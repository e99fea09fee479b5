"""The answers about the texts: an article as in force on a day, and what changed between
two days.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from engine.language.model import Basis
from engine.questions.answers.answer import Answer
from engine.questions.answers.cited import ActShown, ArticleCited
from engine.questions.answers.record import HoldsMappings, Record


class RowShown(Record, frozen=True, kw_only=True):
    """A row of a table of the law."""

    name: str
    """The row."""
    label: str
    """What it is called."""
    cells: tuple[str, ...]
    """Its cells: a number as it is written, in the unit of the table."""


class BracketShown(Record, frozen=True, kw_only=True):
    """A bracket of a table of the law."""

    label: str
    """Its limits, in words."""
    is_: str
    """The class that it gives."""


class TableShown(Record, frozen=True, kw_only=True):
    """A table of the law: rows and printed totals, or brackets."""

    unit: str
    """The unit of its figures: `EUR`, `ratio`, or the name of what is counted."""
    columns: tuple[str, ...]
    """What its columns are called."""
    rows: tuple[RowShown, ...]
    """Its rows."""
    totals: tuple[RowShown, ...]
    """The totals that the text prints."""
    brackets: tuple[BracketShown, ...]
    """Its brackets."""


class SourceShown(Record, frozen=True, kw_only=True):
    """The document in which a provision was read."""

    document: str
    """The id of the document."""
    title: str
    """Its title; "" where it has none."""
    at: str
    """Where in the document."""


class ProvisionShown(HoldsMappings, frozen=True, kw_only=True):
    """A provision in one version."""

    address: str
    """Its address, `text/article/id`."""
    id: str
    """Its id in the article."""
    place: str
    """Where in the article, in words."""
    kind: str
    """`rule`, `table` or `norm`."""
    says: str
    """What it says."""
    quote: str
    """The words of the source, in French; "" where none are quoted."""
    in_words: str | None = None
    """Its rule read aloud."""
    values: Mapping[str, str]
    """The figures that it names, in words."""
    value_labels: Mapping[str, str]
    """What these figures are called."""
    table: TableShown | None = None
    """Its table."""
    from_: date
    """The first day of the version."""
    since: date
    """The same day."""
    until: date | None
    """The first day on which it no longer reads so; null while no end is known."""
    notes: tuple[str, ...] | None = None
    """The remarks on it, each with its condition in words; absent where there are none."""
    stands_for: str | None = None
    """The cases for which this version stands, in words; absent where it does for all."""
    chain: tuple[ActShown, ...]
    """The acts that made it, in order."""
    source: SourceShown
    """Where it was read."""
    basis: Basis
    """How far its words were read."""
    basis_label: str
    """The same in words."""
    repeats: tuple[str, ...]
    """The addresses of the provisions that it repeats."""
    citations: tuple[ArticleCited, ...]
    """Its citation."""


class ProvisionRepealed(Record, frozen=True, kw_only=True):
    """A provision of an article that is no longer there, with the act that took it away."""

    id: str
    """Its id in the article."""
    verb: str
    """What the act did."""
    text: str
    """The id of the text of the act."""
    article: str
    """The article of the act."""
    point: str
    """The point of that article; "" where the act has none."""
    indent: int | None = None
    """The rank of the dash, from 1; absent where the act has none."""
    on: date
    """The day from which the act has effect."""
    display: str
    """The act as lawyers cite it."""


class ArticleShown(Record, frozen=True, kw_only=True):
    """An article as in force on the day of the question."""

    text: str
    """The id of the text."""
    text_short: str
    """What the text is called."""
    number: str
    """The number of the article."""
    name: str
    """How the article is cited."""
    title: str
    """Its title."""
    provisions: tuple[ProvisionShown, ...]
    """Its provisions, in order."""
    repealed: tuple[ProvisionRepealed, ...]
    """Its provisions that were repealed."""


class ArticleEmptied(Record, frozen=True, kw_only=True):
    """An article of which nothing is left, with the act that took the rest away."""

    text: str
    """The id of the text of that act."""
    text_short: str
    """What the text of the article is called."""
    number: str
    """The number of the article."""
    verb: str
    """What the act did."""
    article: str
    """The article of the act."""
    point: str
    """The point of that article; "" where the act has none."""
    indent: int | None = None
    """The rank of the dash, from 1; absent where the act has none."""
    on: date
    """The day from which the act has effect."""
    display: str
    """The act as lawyers cite it."""


class TextAnswer(Answer, frozen=True, kw_only=True):
    """The text in force on a day: `accord text`."""

    articles: tuple[ArticleShown, ...]
    """The articles in force, or the one asked for."""
    repealed: tuple[ArticleEmptied, ...]
    """The articles of which nothing is left."""


class ProvisionSide(Record, frozen=True, kw_only=True):
    """A provision before, or after, a change."""

    says: str
    """What it says."""
    from_: date
    """The first day of the version."""
    until: date | None
    """The first day on which it no longer reads so; null while no end is known."""
    in_words: str | None = None
    """Its rule read aloud."""
    stands_for: str | None = None
    """The cases for which it reads so, in words; absent where it does for all."""


class ValueChanged(Record, frozen=True, kw_only=True):
    """A figure that a change gives, alters or takes away."""

    name: str
    """The figure."""
    label: str
    """What it is called; "" where the vocabulary does not say."""
    before: str | None
    """The figure before, in words; null where it was not there."""
    after: str | None
    """The figure after, in words; null where it is not there."""


class ProvisionChanged(Record, frozen=True, kw_only=True):
    """A provision that an operation added, changed or removed."""

    address: str
    """Its address, `text/article/id`."""
    display: str
    """Its citation."""
    change: str
    """`added`, `changed` or `removed`."""
    before: ProvisionSide | None
    """The provision before; null where it was not there."""
    after: ProvisionSide | None
    """The provision after; null where it is not there."""
    values: tuple[ValueChanged, ...]
    """The figures that changed."""
    citations: tuple[ArticleCited, ...]
    """Its citation."""


class OperationShown(Record, frozen=True, kw_only=True):
    """An operation that took effect between the two days."""

    display: str
    """The act as lawyers cite it."""
    operation: str
    """The id of the operation; "" for an entry into force."""
    verb: str
    """What the act did."""
    says: str
    """What the operation says."""
    on: date
    """The day from which it has effect."""
    order: int
    """Its rank in the answer, from 0."""
    stands_for: str | None = None
    """The cases that it reaches one by one, in words; absent where it reaches all on its day."""
    changes: tuple[ProvisionChanged, ...]
    """What it changed. A provision of which other cases had another version is there for each."""
    parts: tuple[str, ...] = ()
    """What becomes of each part of a provision that it changes one by one, in words."""


class DiffAnswer(Answer, frozen=True, kw_only=True):
    """What changed in the law between two days: `accord diff`."""

    from_: date
    """The earlier day."""
    to: date
    """The later day."""
    operations: tuple[OperationShown, ...]
    """The operations that took effect after the earlier day and by the later one, in order."""
