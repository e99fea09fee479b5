"""What differs between two sides of a comparison, one difference at a time: facts of the case,
readings, texts known, operations of an amendment.

In: the two sides. Out: the differences, and the case, the law and the question when only some of
them are made.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final, Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from engine.cases.case_reader import Facts
from engine.cases.editing import differing
from engine.cases.settings import Setting
from engine.cases.supposition import with_settings
from engine.language.model import Article, Corpus, LegalText, Operation
from engine.law.consolidation import counting_event
from engine.questions.question import Question
from engine.source.digest import digest_of

Kind: TypeAlias = Literal["fact", "reading", "operation", "text"]


ANOTHER: Final = "another"
"""What a text has on a side when both have it, with another content."""


class Difference(Struct, frozen=True):
    """One thing that is another on the two sides.

    `name` is the path of a fact, the id of a reading, or that of a text; `point` the place of an
    operation in its text: its article and its point. `before` and `after` are what each side has: a
    value of a case, an option; of an operation or of what a text writes itself, whether it is
    there; of a text that is in force on both sides, the day until which its events are known; of
    one that has another content, ANOTHER.
    """

    kind: Kind
    name: str
    before: Any
    after: Any
    point: tuple[str, str] = ("", "")

    @property
    def id(self) -> str:
        """Its name in an answer: `contract.signed_on`, `text/article/point`."""
        return "/".join(part for part in (self.name, *self.point) if part)

    def __hash__(self) -> int:
        return hash((self.kind, self.name, self.point))


class Side(Struct, frozen=True):
    """One side of a comparison: a case, and the question that it is asked. `without` are texts that
    are left out as if they had never been known; `texts` take the place of those of the corpus.
    """

    facts: Facts
    question: Question
    without: frozenset[str] = frozenset()
    texts: Mapping[str, LegalText] = {}


class State(Struct, frozen=True):
    """A case, a law and a question between two sides."""

    facts: Facts
    corpus: Corpus
    question: Question


class Sides:
    """Two sides that are read in the words of one corpus, and all the states between them."""

    def __init__(self, corpus: Corpus, before: Side, after: Side) -> None:
        self.corpus = corpus
        self.before = before
        self.after = after
        self._facts: dict[frozenset[Difference], Facts] = {}
        self._corpora: dict[frozenset[Difference], Corpus] = {}
        self._known = max(before.question.known_on, after.question.known_on)
        self.differences: tuple[Difference, ...] = (*self._of_facts(), *self._of_readings())
        self.differences += tuple(self._of_law())

    # --- what differs ---

    def _of_facts(self) -> Iterator[Difference]:
        trees = self.before.facts.document.tree, self.after.facts.document.tree
        for unlike in differing(*trees, self.corpus.vocabulary):
            yield Difference("fact", unlike.path, unlike.before, unlike.after)

    def _of_readings(self) -> Iterator[Difference]:
        chosen = self.before.question.readings, self.after.question.readings
        for id_, reading in self.corpus.readings.items():
            before, after = (options.get(id_, reading.default) for options in chosen)
            if before != after:
                yield Difference("reading", id_, before, after)

    def _of_law(self) -> Iterator[Difference]:
        """Yield the texts that only one side knows, by operation; and those that differ."""
        for id_, text in self.corpus.texts.items():
            there = _counts(text, self.before), _counts(text, self.after)
            known = self.before.question.known_on, self.after.question.known_on
            if there[0] != there[1]:
                yield from _parts_of(text, before=there[0], after=there[1])
            elif self.before.texts.get(id_) is not self.after.texts.get(id_):
                yield Difference("text", id_, ANOTHER, ANOTHER)
            elif any(min(known) < day <= max(known) for day in _days(text)):
                yield Difference("text", id_, *known)

    # --- what is between ---

    def state(self, made: Collection[Difference]) -> State:
        """Return the case, the law and the question where these differences alone are made. Raises
        RefusedInput where no case says so.
        """
        chosen = dict(self.before.question.readings)
        for each in made:
            if each.kind == "reading":
                chosen[each.name] = each.after
        question = replace(self.before.question, known_on=self._known, readings=chosen)
        return State(self._case(made), self._law(made), question)

    def _case(self, made: Collection[Difference]) -> Facts:
        facts = frozenset(each for each in made if each.kind == "fact")
        if facts not in self._facts:
            self._facts[facts] = self._read(facts)
        return self._facts[facts]

    def _read(self, facts: frozenset[Difference]) -> Facts:
        every = [each for each in self.differences if each.kind == "fact"]
        if not facts:
            return self.before.facts
        if len(facts) == len(every):
            return self.after.facts
        settings = [Setting(each.name, each.after) for each in every if each in facts]
        return with_settings(self.before.facts, self.corpus.vocabulary, settings)

    def _law(self, made: Collection[Difference]) -> Corpus:
        """Return the law: what a difference brings is there when it is made, what it takes away
        when it is not.
        """
        laws = [each for each in self.differences if each.kind in ("operation", "text")]
        key = frozenset(each for each in laws if each in made)
        if key not in self._corpora:
            self._corpora[key] = self._consolidated(laws, key)
        return self._corpora[key]

    def _consolidated(self, laws: Iterable[Difference], made: Collection[Difference]) -> Corpus:
        texts, told = dict(self.corpus.texts), list[tuple[str, object]]()
        parts: dict[str, dict[Difference, bool]] = {}
        for each in laws:
            if each.before is ANOTHER:
                side = self.after if each in made else self.before
                texts[each.name] = side.texts.get(each.name, texts[each.name])
                told.append((each.name, each in made))
            elif isinstance(each.before, date):
                day = each.after if each in made else each.before
                texts[each.name] = as_if_unknown(texts[each.name], day)
                told.append((each.name, day.isoformat()))
            else:
                there = each.after if each in made else each.before
                parts.setdefault(each.name, {})[each] = bool(there)
        for id_, there_by_part in parts.items():
            texts[id_] = self._in_part(texts[id_], there_by_part)
            kept = sorted(each.id for each, there in there_by_part.items() if there)
            told.append((id_, kept))
        left_out = self.before.without & self.after.without
        for id_ in left_out:
            texts[id_] = as_if_unknown(texts[id_], date.min)
        if not told and not left_out:
            return self.corpus
        told_of = f"{self.corpus.digest} {self._known} {sorted(left_out)} {told}"
        return replace(self.corpus, texts=texts, digest=digest_of(told_of.encode()))

    def _in_part(self, text: LegalText, there: Mapping[Difference, bool]) -> LegalText:
        """Return a text with some of its parts alone; as if it were not known where it has none."""
        if not any(there.values()):
            ever = text.id in self.before.without | self.after.without
            first = min(self.before.question.known_on, self.after.question.known_on)
            return as_if_unknown(text, date.min if ever else first)
        kept = {each.point for each, is_there in there.items() if is_there}
        return replace(text, articles=tuple(_kept(text.articles, kept)))


_OWN: tuple[str, str] = ("", "")
"""The point of what a text writes itself, beside its operations on other texts."""


def _counts(text: LegalText, side: Side) -> bool:
    """Whether a side knows a text as law."""
    name = counting_event(text)
    event = text.events.get(name) if name else None
    known = event is None or (event.on is not None and event.on <= side.question.known_on)
    return known and text.id not in side.without


def _parts_of(text: LegalText, *, before: bool, after: bool) -> Iterator[Difference]:
    """Yield what a text brings: what it writes itself, then each point of its amendments."""
    if any(article.provisions for article in text.articles) or not text.amends:
        yield Difference("text", text.id, before, after)
    points = dict.fromkeys(_point(each) for article in text.articles for each in article.operations)
    for point in points:
        yield Difference("operation", text.id, before, after, point)


def _point(operation: Operation) -> tuple[str, str]:
    return operation.article, operation.point


def _kept(articles: Iterable[Article], points: Collection[tuple[str, str]]) -> Iterator[Article]:
    """Yield the articles of a text with some of their operations alone."""
    for article in articles:
        operations = tuple(each for each in article.operations if _point(each) in points)
        own = article.provisions if _OWN in points else ()
        yield replace(article, operations=operations, provisions=own)


def _days(text: LegalText) -> list[date]:
    return [event.on for event in text.events.values() if event.on is not None]


def as_if_unknown(text: LegalText, after: date) -> LegalText:
    """Return a text as if nothing that happened to it after a day were known."""
    events = {
        name: replace(event, on=None) if event.on is not None and event.on > after else event
        for name, event in text.events.items()
    }
    return replace(text, events=events)
