"""The law as data: texts, articles, provisions, rules, amendments, vocabulary. Frozen, and without behaviour beyond naming.

Nothing here knows a date's meaning, a file format or a domain: `reader` builds these objects, every later module reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from msgspec import Struct

from engine.diagnostics import Location
from engine.temporal import Duration

Scalar: TypeAlias = bool | int | Decimal | date | str
Language: TypeAlias = Literal["fr", "en"]
Basis: TypeAlias = Literal["official_text", "official_summary", "inferred"]
Verb: TypeAlias = Literal["replace", "insert", "complete", "repeal"]
T = TypeVar("T")

NOWHERE = Location("")
EMPTY: Mapping[str, Any] = MappingProxyType({})


class Bilingual(Struct, frozen=True):
    """A sentence or a label in French and in English."""

    fr: str
    en: str

    def in_language(self, language: Language) -> str:
        """Return the wording in `language`."""
        return self.fr if language == "fr" else self.en


# --- values -----------------------------------------------------------------------------------------------------------


class Literally(Struct, frozen=True):
    """A value written in the text itself."""

    value: Scalar


class Fact(Struct, frozen=True):
    """The value of a fact on the occasion."""

    name: str


class Cell(Struct, frozen=True):
    """A cell of a table of the law in force: `row` may hold `{fact}` placeholders."""

    table: str
    row: str
    column: Value


class Bracket(Struct, frozen=True):
    """The class into which a value falls in a table of brackets."""

    value: Value
    table: str


class Combine(Struct, frozen=True):
    """Arithmetic or choice among values, `operation` in COMBINATIONS."""

    operation: str
    parts: tuple[Value, ...]


class Shift(Struct, frozen=True):
    """A date moved by a duration, forwards (`times` 1) or backwards (-1)."""

    start: Value
    by: Duration
    times: int


class EventDate(Struct, frozen=True):
    """The date of an event of a text (`signed`, `published`…), unknown before it is known."""

    text: str
    event: str


class EffectDate(Struct, frozen=True):
    """The date on which a group of provisions of a text enters into force."""

    text: str
    group: str


class Proportion(Struct, frozen=True):
    """The part of the whole period that the occasion covers, in `days` or in `months` started."""

    unit: str


class Weighted(Struct, frozen=True):
    """The sum of weight times value over the records of a list fact."""

    items: str
    weight: str
    value: str


class Choice(Struct, Generic[T], frozen=True):
    """What a reading decides: one alternative for each of its options."""

    reading: str
    options: Mapping[str, T]

    def __hash__(self) -> int:
        return hash((self.reading, tuple(self.options)))


Value: TypeAlias = "Literally | Fact | Cell | Bracket | Combine | Shift | EventDate | EffectDate | Proportion | Weighted | Choice[Value]"

COMBINATIONS = ("multiply", "add", "subtract", "negate", "least", "greatest", "earliest", "latest", "first_known")


# --- conditions -------------------------------------------------------------------------------------------------------


class All(Struct, frozen=True):
    """True when every part is."""

    parts: tuple[Condition, ...]


class AnyOf(Struct, frozen=True):
    """True when one part is."""

    parts: tuple[Condition, ...]


class Not(Struct, frozen=True):
    """True when its part is false."""

    part: Condition


class Compare(Struct, frozen=True):
    """A fact against an operand, `operator` in OPERATORS; `one_of` has several operands, the others one."""

    fact: str
    operator: str
    operands: tuple[Value, ...]


class Known(Struct, frozen=True):
    """Whether a fact is known; never unknown itself."""

    fact: str
    expected: bool


class Meets(Struct, frozen=True):
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


class Derive(Struct, frozen=True):
    """The fact takes the value."""

    fact: str
    value: Value


class Require(Struct, frozen=True):
    """A condition of eligibility for a benefit (which may hold `{fact}` placeholders)."""

    benefit: str
    requirement: str


class Entitle(Struct, frozen=True):
    """A right of `amount` euros on `line`; `once_in` a Duration value or `calendar_year` limits how often."""

    line: str
    amount: Value
    once_in: Value | None = None
    start: Value | None = None
    end: Value | None = None


class Part(Struct, frozen=True):
    """A payment of a share of a right, due on a date; the part without share is the rest."""

    name: str
    share: Decimal | None
    due: Value


class Pay(Struct, frozen=True):
    """How the rights on the lines that match one of `lines` are paid."""

    lines: tuple[str, ...]
    parts: tuple[Part, ...]


class Increase(Struct, frozen=True):
    """A right of `by` (a ratio) of each right on the lines that match, on the line `line`."""

    line: str
    lines: Choice[tuple[str, ...]] | tuple[str, ...]
    by: Decimal


class Deadline(Struct, frozen=True):
    """A date in the calendar; `met_by` is the date fact that meets it."""

    entry: str
    due: Value
    met_by: Value | None
    kind: str


class Oblige(Struct, frozen=True):
    """A duty; `traits` holds what else the text says of it (level, direction…)."""

    duty: str
    category: str
    subject: str
    by: str
    traits: Mapping[str, str] = EMPTY


class Advise(Struct, frozen=True):
    """A step to take, in order, with who helps, and the condition under which it is done."""

    step: str
    order: int
    helped_by: tuple[str, ...]
    done_when: Condition | None


Conclusion: TypeAlias = Derive | Require | Entitle | Pay | Increase | Deadline | Oblige | Advise


# --- texts ------------------------------------------------------------------------------------------------------------


class Source(Struct, frozen=True):
    """Where it was read: a document of the corpus and the place in it."""

    document: str
    at: str


class Table(Struct, frozen=True):
    """Values of a text: `rows` by name under `columns`, or `brackets` (limit, limit included, class)."""

    unit: str
    columns: tuple[Scalar, ...] = ()
    rows: Mapping[str, tuple[Decimal, ...]] = EMPTY
    totals: Mapping[str, tuple[tuple[str, ...], tuple[Decimal, ...]]] = EMPTY
    brackets: tuple[tuple[Decimal | None, bool, Scalar], ...] = ()


class Rule(Struct, frozen=True):
    """On one of the occasions `on` (any when empty), when the condition holds, the conclusion."""

    on: tuple[str, ...]
    when: Condition | None
    then: Conclusion
    overrides: tuple[str, ...] = ()


class Provision(Struct, frozen=True):
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


class Operation(Struct, frozen=True):
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


class Article(Struct, frozen=True):
    """One article of one text: its provisions in the text's order and, in an avenant, its operations."""

    text: str
    number: str
    title: Bilingual
    provisions: tuple[Provision, ...]
    operations: tuple[Operation, ...]
    location: Location


class Event(Struct, frozen=True):
    """A dated event of a text; `on` is None while it has not happened."""

    name: str
    on: date | None
    basis: Basis
    source: Source | None
    note: Bilingual | None


class LegalText(Struct, frozen=True):
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


class Word(Struct, frozen=True):
    """A fact of the vocabulary. `type` is text, integer, ratio, money, boolean, date or enumeration."""

    name: str
    type: str
    label: Bilingual
    question: Bilingual | None = None
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    values: Mapping[str, Bilingual] = EMPTY
    varies: bool = False
    derived: bool = False
    required: bool = False
    not_before: str = ""
    absent: str = ""
    only_for: tuple[str, ...] = ()


class Records(Struct, frozen=True):
    """A list of records inside an element: achievement by contract year, indicators of a scale."""

    name: str
    label: Bilingual
    facts: Mapping[str, Word]
    lists: Mapping[str, Records] = EMPTY
    indexed_by: str = ""
    one_of: tuple[str, ...] = ()


class Collection(Struct, frozen=True):
    """Several elements of one kind: a mapping by key (`keys`), a list of keys (`keys_only`), or a list of records."""

    name: str
    singular: str
    label: Bilingual
    keys: Mapping[str, Bilingual]
    keys_only: bool
    complete: bool
    facts: Mapping[str, Word]
    lists: Mapping[str, Records]


class Vocabulary(Struct, frozen=True):
    """All the words of a corpus, and the labels of what its rules conclude."""

    facts: Mapping[str, Word]
    collections: Mapping[str, Collection]
    benefits: Mapping[str, Bilingual]
    lines: Mapping[str, Bilingual]
    parts: Mapping[str, Bilingual]
    entries: Mapping[str, Bilingual]
    actors: Mapping[str, Bilingual]


class Period(Struct, frozen=True):
    """A grid of dates from an anchor: contract years, for example."""

    name: str
    start: Value
    every: Duration
    end: Value | None
    label: Bilingual
    location: Location = NOWHERE


class OccasionKind(Struct, frozen=True):
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


class Reading(Struct, frozen=True):
    """A point that the texts leave open, with its options; the default has its reason."""

    id: str
    question: Bilingual
    default: str
    options: Mapping[str, Bilingual]
    reason: Bilingual
    location: Location = NOWHERE


class Corpus(Struct, frozen=True):
    """Texts that are read together, with their words, occasions and readings. `digest` identifies the content."""

    id: str
    texts: Mapping[str, LegalText]
    vocabulary: Vocabulary
    periods: Mapping[str, Period]
    occasions: Mapping[str, OccasionKind]
    readings: Mapping[str, Reading]
    digest: str
