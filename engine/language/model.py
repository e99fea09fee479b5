"""The law as data: texts, articles, provisions, rules, amendments, vocabulary.

Frozen records that do nothing but name their parts. Nothing here knows what a date means, a file
format or a field of law: `engine.source` builds these objects, every later package reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args

from msgspec import Struct, field

from engine.diagnostics.bilingual import Bilingual
from engine.diagnostics.diagnostic import Location
from engine.language.nodes import EMPTY, Conclusion, Condition
from engine.language.temporal import Duration, calendar_day
from engine.language.values import Scalar, Value

if TYPE_CHECKING:
    from engine.language.parts import PartChange

Basis: TypeAlias = Literal["official_text", "official_summary", "inferred"]
BASES: Final[tuple[Basis, ...]] = get_args(Basis)
"""The bases, the strongest first."""
Verb: TypeAlias = Literal[
    "replace", "insert", "complete", "repeal", "amend", "renumber", "reinstate"
]

PAST: Final[Mapping[Verb, str]] = {
    "replace": "replaced",
    "insert": "inserted",
    "complete": "completed",
    "repeal": "repealed",
    "amend": "amended",
    "renumber": "renumbered",
    "reinstate": "reinstated",
}
"""What an operation has done once it is made, by its verb."""

NOWHERE = Location("")
REPEALED = "repealed"
"""What an operation may say of a version that it amends: it is repealed, and nothing is to be done.
"""


# --- texts ----------------------------------------------------------------------------------------


class Source(Struct, frozen=True, gc=False):
    """Where it was read: a document of the corpus and the place in it."""

    document: str
    at: str


class LawTable(Struct, frozen=True):
    """Values of a text: `rows` by name under `columns`, or `brackets`.

    A bracket is a limit, whether the limit is included, and the class that it gives. `column` is
    what the columns are called.
    """

    unit: str
    columns: tuple[Scalar, ...] = ()
    rows: Mapping[str, tuple[Decimal, ...]] = EMPTY
    totals: Mapping[str, tuple[tuple[str, ...], tuple[Decimal, ...]]] = EMPTY
    brackets: tuple[tuple[Decimal | None, bool, Scalar], ...] = ()
    column: Bilingual | None = None


class Rule(Struct, frozen=True, gc=False):
    """On one of the occasions `on` (any if empty), where `when` holds, the conclusion `then`.

    `grounds` are the other provisions on which it stands: what it concludes cites them too.
    """

    on: tuple[str, ...]
    when: Condition | None
    then: Conclusion
    overrides: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()


class Remark(Struct, frozen=True):
    """What is to be known beside a provision, where `when` holds (None: always)."""

    says: Bilingual
    when: Condition | None


class Provision(Struct, frozen=True, gc=False):
    """The smallest thing that can be cited, amended and tested: a rule, a table or a norm.

    A norm has neither rule nor table. `address` is `text/article/id`; `written` is its own YAML,
    which an amendment compares with what it expects to find.
    """

    address: str
    place: Mapping[str, Any]
    says: Bilingual
    quote: str
    source: Source
    basis: Basis
    effect: str
    rule: Rule | None
    table: LawTable | None
    values: Mapping[str, Any]
    repeats: tuple[str, ...]
    agrees: Mapping[str, Mapping[str, Any]]
    written: Mapping[str, Any]
    location: Location
    notes: tuple[Remark, ...] = ()

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


class Outcomes(dict[Any, Any]):
    """What an operation made of each provision that it met: worked out once, and no part of what
    the operation is, so that any two are equal.
    """

    __hash__ = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Outcomes)

    def __ne__(self, other: object) -> bool:
        return not self == other


class Operation(Struct, frozen=True, gc=False):
    """An amendment: one verb on one provision or article of another text.

    `expect` is the content that must be found there. Where several versions may be found,
    `by_version` gives it for each, by the text (or the operation) that made the version; REPEALED
    means that there is nothing left to amend. `parts` are what an operation changes inside a
    provision, one at a time; `reads` is what the provision says from then on, where it says
    something else. `outcomes` keeps what it made of each provision that it met.
    """

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
    by_version: Mapping[str, Any] = EMPTY
    parts: tuple[PartChange, ...] = ()
    reads: Bilingual | None = None
    number: str = ""
    """The number that an article is given."""
    of_operation: bool = False
    """Whether its target is an operation of another amendment, which is not made yet."""
    written: Mapping[str, Any] = EMPTY
    """Its own YAML, which a later amendment compares with what it expects to find."""
    singulars: Mapping[str, str] = EMPTY
    """What an element of each collection is called: what it amends is read again."""
    outcomes: Outcomes = field(default_factory=Outcomes)

    @property
    def name(self) -> str:
        """Its full name, `text/article/id`."""
        return f"{self.text}/{self.article}/{self.id}"


class Article(Struct, frozen=True, gc=False):
    """One article of one text: its provisions in order and, in an amendment, its operations."""

    text: str
    number: str
    title: Bilingual
    provisions: tuple[Provision, ...]
    operations: tuple[Operation, ...]
    location: Location
    short: Bilingual | None = None
    """How it is cited where it has no number."""


class Event(Struct, frozen=True):
    """A dated event of a text; `on` is None while it has not happened."""

    name: str
    on: date | None
    basis: Basis
    source: Source | None
    note: Bilingual | None
    label: Bilingual | None = None
    """What it is called, for one that every text does not have."""


class NotRead(Struct, frozen=True):
    """Texts that are known to exist and were not read; `later`: those after the last that was."""

    what: Bilingual
    source: Source | None = None
    later: bool = False


class AppliesTo(Struct, frozen=True):
    """Which cases a group of provisions reaches, and from when.

    Those where `when` holds (None: all), from the day `start` of each on (None: from its entry into
    force).
    """

    when: Condition | None
    start: Value | None


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
    named: Mapping[str, Bilingual] = EMPTY
    """How its articles that have no number are cited."""
    groups: Mapping[str, Bilingual] = EMPTY
    """What the groups of provisions that enter into force together are called."""
    not_read: tuple[NotRead, ...] = ()
    """What is known to exist beside it, or after it, and was not read."""
    applies_to: Mapping[str, AppliesTo] = EMPTY
    """Which cases they reach, of the groups that do not reach all of them on one day."""
    instead_of: str = ""
    """The text.yaml of the shipped text that it takes the place of."""


def operations_of(texts: Iterable[LegalText]) -> Iterator[Operation]:
    """Yield all the amendments that texts make, in order."""
    for text in texts:
        for article in text.articles:
            yield from article.operations


def provisions_of(texts: Iterable[LegalText]) -> Iterator[Provision]:
    """Yield all the provisions that texts write, in order.

    Those of their own articles come with those that their amendments bring.
    """
    for text in texts:
        for article in text.articles:
            yield from article.provisions
            for operation in article.operations:
                yield from operation.provisions


def rules_of(provisions: Iterable[Provision]) -> Iterator[tuple[Provision, Rule]]:
    """Yield, of some provisions, those that have a rule, each with it."""
    for provision in provisions:
        if provision.rule is not None:
            yield provision, provision.rule


def article_names(texts: Iterable[LegalText]) -> frozenset[str]:
    """Return how the articles of texts may be asked for, those that amendments insert included.

    `8`, `accord/8`, as it is cited, and `accord` for all of them.
    """
    listed = list(texts)
    written = {f"{text.id}/{article.number}" for text in listed for article in text.articles}
    keys = written | {
        "/".join(operation.target.split("/")[:2]) for operation in operations_of(listed)
    }
    cited = {
        name for text in listed for short in text.named.values() for name in (short.fr, short.en)
    }
    return frozenset(
        keys | {key.partition("/")[2] for key in keys} | {text.id for text in listed} | cited
    )


# --- vocabulary, occasions, readings --------------------------------------------------------------


class Unsaid(Struct, frozen=True):
    """What a fact is taken to be where a case does not say it, why, and how well that is known."""

    value: Scalar
    because: Bilingual
    basis: Basis


class Counted(Struct, frozen=True):
    """What a unit is called beside a number: « 2 points », and « 1 point » where `one` is given."""

    several: Bilingual
    one: Bilingual | None = None


class Word(Struct, frozen=True):
    """A fact of the vocabulary.

    `type` is text, integer, ratio, money, decimal, duration, boolean, date or enumeration.
    `not_before` names the act whose day it may not precede. `after` names the act that it can only
    follow: while that one has not happened, neither has this one (`engine.cases.order_of_acts`).
    `not_with` gives, by fact, the value that contradicts this one. In a list, the values of a fact
    that has `adds_up_to` must add up to it.
    """

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
    after: str = ""
    absent: str = ""
    only_for: tuple[str, ...] = ()
    not_with: Mapping[str, Scalar] = EMPTY
    adds_up_to: Decimal | None = None
    unsaid: Unsaid | None = None
    """What it is taken to be where a case leaves it out."""
    otherwise: bool | None = None
    """What a derived fact is where its rules do not apply: false, or (None) nothing."""
    counted: Counted | None = None
    """What its unit is called, where `values` says it."""


class Records(Struct, frozen=True):
    """A list of records inside an element: results by membership year, indicators of a scale."""

    name: str
    label: Bilingual
    facts: Mapping[str, Word]
    lists: Mapping[str, Records] = EMPTY
    indexed_by: str = ""
    one_of: tuple[str, ...] = ()
    only_for: tuple[str, ...] = ()


class Collection(Struct, frozen=True):
    """Several elements of one kind.

    A case gives them as a mapping by key (`keys`), a list of keys (`keys_only`), or a list of
    records. `after` names the act without which there is no element: while it has not happened, a
    collection that a case leaves out is empty. `since` names, by key, the text that brought the
    element: none of its acts comes before that text takes effect.
    """

    name: str
    singular: str
    label: Bilingual
    keys: Mapping[str, Bilingual]
    keys_only: bool
    complete: bool
    facts: Mapping[str, Word]
    lists: Mapping[str, Records]
    after: str = ""
    since: Mapping[str, str] = EMPTY
    question: Bilingual | None = None
    """What is asked of one that a case does not give: how many elements there are, or which."""

    def lists_of(self, key: str) -> Mapping[str, Records]:
        """Return the lists that the element of a key may hold."""
        return {
            name: records
            for name, records in self.lists.items()
            if not records.only_for or key in records.only_for
        }


class FactGroup(Struct, frozen=True):
    """An optional group of facts, and what it is called.

    The greatest cell of the row `row` of `table` is the most that it can give.
    """

    label: Bilingual
    table: str = ""
    row: str = ""


class Vocabulary(Struct, frozen=True):
    """All the words of a corpus, and the labels of what its rules conclude."""

    facts: Mapping[str, Word]
    collections: Mapping[str, Collection]
    benefits: Mapping[str, Bilingual]
    lines: Mapping[str, Bilingual]
    parts: Mapping[str, Bilingual]
    entries: Mapping[str, Bilingual]
    actors: Mapping[str, Bilingual]
    values: Mapping[str, Bilingual] = EMPTY
    places: Mapping[str, Location] = EMPTY
    groups: Mapping[str, FactGroup] = EMPTY


class Period(Struct, frozen=True):
    """A series of dates counted from a first one, such as membership years.

    `opened_by` is the provision that sets the first date. If `aligned`, the periods are those of
    the calendar (`every` is then 1, 3, 6 or 12 months): the first begins on the first date, and is
    a part of a year, a quarter… unless that date opens one.
    """

    name: str
    start: Value
    every: Duration
    end: Value | None
    label: Bilingual
    location: Location = NOWHERE
    opened_by: str = ""
    aligned: bool = False

    def begins(self, day: date) -> date:
        """Return the day from which the periods of a series whose first date is `day` are counted.

        It is that day itself, or the first of its month, quarter… in the calendar.
        """
        return calendar_day(day, self.every.months, 0, 0) if self.aligned else day


class OccasionKind(Struct, frozen=True):
    """A kind of dated event on which rules work."""

    name: str
    label: Bilingual
    on: Value | None
    each: str
    each_period: str
    period: str
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
    """Texts that are read together, with their words, occasions and readings.

    `digest` identifies the content.
    """

    id: str
    texts: Mapping[str, LegalText]
    vocabulary: Vocabulary
    periods: Mapping[str, Period]
    occasions: Mapping[str, OccasionKind]
    readings: Mapping[str, Reading]
    digest: str
