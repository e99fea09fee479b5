"""On what a line of an answer rests: the articles cited, each in its version, and the weakest basis
behind the line."""

from __future__ import annotations

from datetime import date

from engine.language.model import Basis
from engine.questions.answers.record import Record


class ActCited(Record, frozen=True, kw_only=True):
    """Where an act that wrote or amended a provision is found: « avenant 2, art. 4, 2° »."""

    text: str
    """The id of the text."""
    article: str
    """The number of the article."""
    point: str
    """The point of the article, `2°`; "" where the act has none."""
    indent: int | None = None
    """The rank of the dash, from 1; absent where the act has none."""


class ArticleCited(Record, frozen=True, kw_only=True):
    """A provision cited, in the version that was applied."""

    text: str
    """The id of the text."""
    article: str
    """The number of the article."""
    provision: str
    """The address of the provision, `text/article/id`."""
    place: str
    """Where in the article, in words: `al. 3, 2°`; "" where it is not known."""
    as_amended_by: tuple[ActCited, ...]
    """The acts of other texts that made this version, in order."""
    display: str
    """The citation as lawyers write it."""
    basis: Basis
    """How far the words of the provision were read."""
    weakest: Basis | None = None
    """The weakest basis of all that is cited in this article; absent where it is `basis`."""


class ActInChain(Record, frozen=True, kw_only=True):
    """One act in the life of a provision."""

    verb: str
    """What the act did: `written`, `replaced`, `completed`, `amended`, `repealed`."""
    text: str
    """The id of the text."""
    article: str
    """The number of the article."""
    point: str
    """The point of the article; "" where the act has none."""
    indent: int | None = None
    """The rank of the dash, from 1; absent where the act has none."""
    on: date
    """The day from which the act has effect."""


class ActShown(ActInChain, frozen=True, kw_only=True):
    """One act in the life of a provision, with how it is cited."""

    display: str
    """The act as lawyers cite it."""


class VersionRead(Record, frozen=True, kw_only=True):
    """The version of a provision: from when to when it reads so, and the acts that made it so."""

    from_: date
    """The first day of the version."""
    until: date | None
    """The first day on which it no longer reads so; null while no end is known."""
    chain: tuple[ActInChain, ...]
    """The acts that made it, the first one having written it."""
