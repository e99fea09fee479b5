"""What every answer starts with: what was asked, the law that was read, and for a case what it says
and leaves unsaid."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from engine.language.model import Basis
from engine.questions.answers.cited import ArticleCited
from engine.questions.answers.record import HoldsMappings, Record

SCHEMA_VERSION: Final = 1
"""The version of the keys of an answer: another one once a key goes or means something else."""


class LawRead(Record, frozen=True, kw_only=True):
    """Where the law that was read ends."""

    text: str | None
    """The id of the last text read; null where there is none."""
    short: str | None
    """What that text is called."""
    published: date | None
    """The day on which it was published."""
    year: int | None
    """The year of that day."""
    as_known_on: date | None = None
    """The day of knowledge, where later texts are left out for it."""
    not_read: tuple[str, ...]
    """What was not read, in words."""
    says: str
    """The sentence that says both."""


class TextKnown(Record, frozen=True, kw_only=True):
    """A text, and its status on the day of the question."""

    text: str
    """Its id."""
    short: str
    """What it is called."""
    title: str
    """Its title."""
    status: str
    """`in_force`, `not_yet`, `announced` (not signed or not published), or `unknown`."""
    in_force_from: date | None
    """The day from which it is in force; null where it is not known."""
    reaches_case: str | None = None
    """From when it applies to the case, in words; absent where it applies to all from one day."""
    depends_on: str | None = None
    """The events, by name, on which its entry into force depends."""
    depends_on_label: str | None = None
    """What these events are called."""


class Named(Record, frozen=True, kw_only=True):
    """Who the case speaks of."""

    name: str | None = None
    """The name, where the case gives one."""


class OptionNotChosen(Record, frozen=True, kw_only=True):
    """Another option of a reading."""

    option: str
    """Its id."""
    says: str
    """What it says."""


class ReadingUsed(Record, frozen=True, kw_only=True):
    """A legal interpretation that mattered to the answer."""

    id: str
    """Its id."""
    question: str
    """What it decides."""
    option: str
    """The option taken."""
    says: str
    """What that option says."""
    default: bool
    """Whether it is the option taken when none is asked for."""
    reason: str
    """Why the default is the default."""
    others: tuple[OptionNotChosen, ...]
    """The other options."""


class PlaceNotEncoded(Record, frozen=True, kw_only=True):
    """A place of the law that was read but is not encoded as rules."""

    text: str
    """The id of the text."""
    place: str
    """Where it stands."""
    why: str
    """Why it is not encoded."""


class Ended(Record, frozen=True, kw_only=True):
    """What has ended by the day of the question."""

    fact: str
    """The fact that dates the end; "" where no single fact does."""
    label: str
    """What the fact is called."""
    on: date
    """The day of the end."""
    not_encoded: tuple[PlaceNotEncoded, ...]
    """What of the consequences is not encoded."""
    citations: tuple[ArticleCited, ...]
    """The articles that say so."""
    duties: int | None = None
    """How many duties ended with it, in an answer about duties."""


class GroupLeftOut(Record, frozen=True, kw_only=True):
    """An optional group of facts of which the case says nothing: not counted."""

    group: str
    """The group, by the name that a case gives it."""
    label: str
    """What it is called."""
    at_most: Decimal | None = None
    """The most euros that it could give, where the law says so."""
    citations: tuple[ArticleCited, ...] | None = None
    """The articles that say so; absent with `at_most`."""


class UnusedBounds(Record, frozen=True, kw_only=True):
    """Bounds that were asked for and change nothing in an answer about one day."""

    from_: date | None
    """The first day asked for."""
    until: date | None
    """The day after the last one asked for."""
    used: Literal[False]
    """That they change nothing."""


class InferredBy(Record, frozen=True, kw_only=True):
    """What said which rules fire on the facts of a case."""

    engine: Literal["durable-rules", "accord"]
    """`accord` where durable-rules cannot be installed: both say the same."""
    version: str
    """Its version."""


class FactSupposed(Record, frozen=True, kw_only=True):
    """A fact that the question sets to another value than the case does."""

    path: str
    """The path of the fact."""
    label: str
    """What it is called."""
    value: str | int | bool | None
    """The value, as a case writes it (a decimal, a list or a mapping as YAML); null where it is as
    if the case did not say."""
    display: str
    """The value in words."""
    since: date | None = None
    """The day from which the value holds; absent where it holds on every day."""
    was: str
    """What the case says, in words; of a value from a day on, what it says on that day."""


class FactTaken(Record, frozen=True, kw_only=True):
    """A fact that the case leaves out and that is taken to be what the vocabulary says."""

    fact: str
    """The fact, by the name that a case gives it."""
    label: str
    """What it is called."""
    value: str | int | bool
    """What it is taken to be, as a case writes it."""
    display: str
    """The same in words."""
    because: str
    """Why."""
    basis: Basis
    """How well that is known."""


class RemarkMade(Record, frozen=True, kw_only=True):
    """A remark that a provision behind the answer makes."""

    says: str
    """What it says."""
    where: str | None = None
    """The condition on which it holds, in words, where that is not known; else absent."""
    citations: tuple[ArticleCited, ...]
    """The provision that makes it."""


class Answer(HoldsMappings, frozen=True, kw_only=True, tag_field="schema", tag=SCHEMA_VERSION):
    """What every answer starts with."""

    query: str
    """The question: `eligibility`, `calendar`, `funding`, `duties`, `text`, `diff` or `compare`."""
    corpus: str
    """The id of the body of law."""
    on: date
    """The day of the question."""
    known_on: date
    """The day of knowledge: what was published later is left out."""
    horizon: LawRead
    """Where the law that was read ends."""
    inference: InferredBy | None = None
    """What said which rules fire; absent where nothing is inferred, as in a question on texts."""
    language: Literal["fr", "en"]
    """The language of the words of the answer."""
    law: tuple[TextKnown, ...]
    """The texts in force on the day of the question."""
    read_from: Mapping[str, str] | None = None
    """The files of the texts that take the place of shipped ones, by the id of the text."""
    other_texts: tuple[TextKnown, ...]
    """The texts known that are not in force on that day."""
    notices: tuple[str, ...]
    """What a reader must know of these texts, in sentences."""


class CaseAnswer(Answer, frozen=True, kw_only=True):
    """What every answer about a case starts with."""

    case: Named
    """Who the case speaks of."""
    supposed: tuple[FactSupposed, ...] | None = None
    """The facts set to another value than the case gives; absent where there are none."""
    remarks: tuple[RemarkMade, ...] | None = None
    """The remarks on the provisions behind the answer; absent where there are none."""
    taken: tuple[FactTaken, ...] | None = None
    """The facts that were read though the case leaves them out; absent where there are none."""
    readings: Mapping[str, str]
    """The option taken of each legal interpretation that mattered, by id."""
    readings_detail: tuple[ReadingUsed, ...]
    """The same interpretations in words."""
    over: tuple[Ended, ...]
    """What has ended by the day of the question."""
    not_considered: tuple[GroupLeftOut, ...]
    """The optional groups of facts of which the case says nothing."""
