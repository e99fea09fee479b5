"""The law as data: texts, articles, provisions, rules, amendments, vocabulary. Frozen, and without behaviour beyond naming.

Nothing here knows a date's meaning, a file format or a domain: `reader` builds these objects, every later module reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from engine.diagnostics import Location
from engine.temporal import Duration

Scalar: TypeAlias = bool | int | Decimal | date | str
Language: TypeAlias = Literal["fr", "en"]
Basis: TypeAlias = Literal["official_text", "official_summary", "inferred"]
Verb: TypeAlias = Literal["replace", "insert", "complete", "repeal"]
T = TypeVar("T")

NOWHERE = Location("")
EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A sentence or a label in French and in English."""

    fr: str
    en: str

    def in_language(self, language: Language) -> str:
        """Return the wording in `language`."""
        return self.fr if language == "fr" else self.en


# --- values -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Literally:
    """A value written in the text itself."""

    value: Scalar


@dataclass(frozen=True, slots=True)
class Fact:
    """The value of a fact on the occasion."""

    name: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table of the law in force: `row` may hold `{fact}` placeholders."""

    table: str
    row: str
    column: Value


@dataclass(frozen=True, slots=True)
class Bracket:
    """The class into which a value falls in a table of brackets."""

    value: Value
    table: str


@dataclass(frozen=True, slots=True)
class Combine:
    """Arithmetic or choice among values, `operation` in COMBINATIONS."""

    operation: str
    parts: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """A date moved by a duration, forwards (`times` 1) or backwards (-1)."""

    start: Value
    by: Duration
    times: int


@dataclass(frozen=True, slots=True)
class EventDate:
    """The date of an event of a text (`signed`, `published`…), unknown before it is known."""

    text: str
    event: str


@dataclass(frozen=True, slots=True)
class EffectDate:
    """The date on which a group of provisions of a text enters into force."""

    text: str
    group: str


@dataclass(frozen=True, slots=True)
class Proportion:
    """The part of the whole period that the occasion covers, in `days` or in `months` started."""

    unit: str


@dataclass(frozen=True, slots=True)
class Weighted:
    """The sum of weight times value over the records of a list fact."""

    items: str
    weight: str
    value: str


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """What a reading decides: one alternative for each of its options."""

    reading: str
    options: Mapping[str, T]

    def __hash__(self) -> int:
        return hash((self.reading, tuple(self.options)))


Value: TypeAlias = "Literally | Fact | Cell | Bracket | Combine | Shift | EventDate | EffectDate | Proportion | Weighted | Choice[Value]"

COMBINATIONS = ("multiply", "add", "subtract", "negate", "least", "greatest", "earliest", "latest", "first_known")


# --- conditions -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class All:
    """True when every part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when one part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True when its part is false."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Compare:
    """A fact against an operand, `operator` in OPERATORS; `one_of` has several operands, the others one."""

    fact: str
    operator: str
    operands: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """Whether a fact is known; never unknown itself."""

    fact: str
    expected: bool


@dataclass(frozen=True, slots=True)
class Meets:
    """All the requirements of a benefit that are in force on the occasion."""

    benefit: str


Condition: TypeAlias = "All | AnyOf | Not | Compare | Known | Meets | Choice[Condition]"

OPERATORS = (
    "is",
    "is_not",
    "one_of",
    "at_least",
    "at_most",
    "more_than",
    "less_than",
    "before",
    "after",
    "on_or_before",
    "on_or_after",
)


# --- conclusions ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Derive:
    """The fact takes the value."""

    fact: str
    value: Value


@dataclass(frozen=True, slots=True)
class Require:
    """A condition of eligibility for a benefit (which may hold `{fact}` placeholders)."""

    benefit: str
    requirement: str


@dataclass(frozen=True, slots=True)
class Entitle:
    """A right of `amount` euros on `line`; `once_in` a Duration value or `calendar_year` limits how often."""

    line: str
    amount: Value
    once_in: Value | None = None
    start: Value | None = None
    end: Value | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A payment of a share of a right, due on a date; the part without share is the rest."""

    name: str
    share: Decimal | None
    due: Value


@dataclass(frozen=True, slots=True)
class Pay:
    """How the rights on the lines that match one of `lines` are paid."""

    lines: tuple[str, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Increase:
    """A right of `by` (a ratio) of each right on the lines that match, on the line `line`."""

    line: str
    lines: Choice[tuple[str, ...]] | tuple[str, ...]
    by: Decimal


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date in the calendar; `met_by` is the date fact that meets it."""

    entry: str
    due: Value
    met_by: Value | None
    kind: str


@dataclass(frozen=True, slots=True)
class Oblige:
    """A duty; `traits` holds what else the text says of it (level, direction…)."""

    duty: str
    category: str
    subject: str
    by: str
    traits: Mapping[str, str] = field(default_factory=lambda: EMPTY)


@dataclass(frozen=True, slots=True)
class Advise:
    """A step to take, in order, with who helps, and the condition under which it is done."""

    step: str
    order: int
    helped_by: tuple[str, ...]
    done_when: Condition | None


Conclusion: TypeAlias = Derive | Require | Entitle | Pay | Increase | Deadline | Oblige | Advise


# --- texts ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """Where it was read: a document of the corpus and the place in it."""

    document: str
    at: str


@dataclass(frozen=True, slots=True)
class Table:
    """Values of a text: `rows` by name under `columns`, or `brackets` (limit, limit included, class)."""

    unit: str
    columns: tuple[Scalar, ...] = ()
    rows: Mapping[str, tuple[Decimal, ...]] = field(default_factory=lambda: EMPTY)
    totals: Mapping[str, tuple[tuple[str, ...], tuple[Decimal, ...]]] = field(default_factory=lambda: EMPTY)
    brackets: tuple[tuple[Decimal | None, bool, Scalar], ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """On one of the occasions `on` (any when empty), when the condition holds, the conclusion."""

    on: tuple[str, ...]
    when: Condition | None
    then: Conclusion
    overrides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Provision:
    """The smallest thing that can be cited, amended and tested: a rule, a table or (with neither) a norm.

    `address` is `text/article/id`; `written` is its own YAML, against which an amendment checks what it expects to find.
    """

    address: str
    place: Mapping[str, Any]
    says: Bilingual
    quote: str
    source: Source
    basis: Basis
    effect: str
    rule: Rule | None
    table: Table | None
    values: Mapping[str, Any]
    repeats: tuple[str, ...]
    agrees: Mapping[str, Mapping[str, Any]]
    written: Mapping[str, Any]
    location: Location

    @property
    def text(self) -> str:
        """The id of the text it belongs to."""
        return self.address.split("/", 1)[0]

    @property
    def article(self) -> str:
        """The number of its article."""
        return self.address.split("/", 2)[1]

    @property
    def id(self) -> str:
        """Its id within the article."""
        return self.address.split("/", 2)[2]


@dataclass(frozen=True, slots=True)
class Operation:
    """An amendment: one verb on one provision or article of another text."""

    id: str
    text: str
    article: str
    point: str
    indent: int
    verb: Verb
    target: str
    after: str | None
    before: str | None
    expect: Mapping[str, Any] | None
    provisions: tuple[Provision, ...]
    title: Bilingual | None
    says: Bilingual
    quote: str
    source: Source
    basis: Basis
    effect: str
    location: Location


@dataclass(frozen=True, slots=True)
class Article:
    """One article of one text: its provisions in the text's order and, in an avenant, its operations."""

    text: str
    number: str
    title: Bilingual
    provisions: tuple[Provision, ...]
    operations: tuple[Operation, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class Event:
    """A dated event of a text; `on` is None while it has not happened."""

    name: str
    on: date | None
    basis: Basis
    source: Source | None
    note: Bilingual | None


@dataclass(frozen=True, slots=True)
class LegalText:
    """One text: identity, events, entry into force by group, articles in their order."""

    id: str
    corpus: str
    kind: str
    title: Bilingual
    short: Bilingual
    amends: tuple[str, ...]
    after: tuple[str, ...]
    identifiers: Mapping[str, str]
    events: Mapping[str, Event]
    entry_into_force: Mapping[str, Value]
    documents: Mapping[str, Mapping[str, Any]]
    not_encoded: tuple[Mapping[str, Any], ...]
    articles: tuple[Article, ...]
    location: Location


# --- vocabulary, occasions, readings ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Word:
    """A fact of the vocabulary. `type` is text, integer, ratio, money, boolean, date or enumeration."""

    name: str
    type: str
    label: Bilingual
    question: Bilingual | None = None
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    values: Mapping[str, Bilingual] = field(default_factory=lambda: EMPTY)
    varies: bool = False
    derived: bool = False
    required: bool = False
    not_before: str = ""
    absent: str = ""
    only_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Records:
    """A list of records inside an element: achievement by contract year, indicators of a scale."""

    name: str
    label: Bilingual
    facts: Mapping[str, Word]
    lists: Mapping[str, Records] = field(default_factory=lambda: EMPTY)
    indexed_by: str = ""
    one_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Collection:
    """Several elements of one kind: a mapping by key (`keys`), a list of keys (`keys_only`), or a list of records."""

    name: str
    singular: str
    label: Bilingual
    keys: Mapping[str, Bilingual]
    keys_only: bool
    complete: bool
    facts: Mapping[str, Word]
    lists: Mapping[str, Records]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All the words of a corpus, and the labels of what its rules conclude."""

    facts: Mapping[str, Word]
    collections: Mapping[str, Collection]
    benefits: Mapping[str, Bilingual]
    lines: Mapping[str, Bilingual]
    parts: Mapping[str, Bilingual]
    entries: Mapping[str, Bilingual]
    actors: Mapping[str, Bilingual]


@dataclass(frozen=True, slots=True)
class Period:
    """A grid of dates from an anchor: contract years, for example."""

    name: str
    start: Value
    every: Duration
    end: Value | None
    label: Bilingual
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class OccasionKind:
    """A kind of dated event on which rules work."""

    name: str
    label: Bilingual
    on: Value | None
    each: str
    each_period: str
    since: Value | None
    optional: bool
    requires: str
    cut_reading: str
    cut_option: str
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Reading:
    """A point that the texts leave open, with its options; the default has its reason."""

    id: str
    question: Bilingual
    default: str
    options: Mapping[str, Bilingual]
    reason: Bilingual
    location: Location = NOWHERE


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts that are read together, with their words, occasions and readings. `digest` identifies the content."""

    id: str
    texts: Mapping[str, LegalText]
    vocabulary: Vocabulary
    periods: Mapping[str, Period]
    occasions: Mapping[str, OccasionKind]
    readings: Mapping[str, Reading]
    digest: str
