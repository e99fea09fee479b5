"""What the pages of the law show: texts, articles and their versions, readings, words.

In: the law that is served, a language, a day of knowledge. Out: records that the templates write.
A page is of the law alone: nothing of a case is in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Any, Final

from msgspec import Struct

from accord.server.served_law import ServedLaw, corpora_of
from accord.server.wording import say
from engine.diagnostics.bilingual import Language
from engine.language.model import PAST, Corpus, LegalText, Operation, Reading
from engine.language.temporal import default_day
from engine.law.consolidation import TextStatus
from engine.law.enactment import Act
from engine.questions.answers.cited import ActShown
from engine.questions.answers.texts import ProvisionShown
from engine.questions.consolidated import (
    EVERYTHING_KNOWN,
    Consolidated,
    Key,
    Use,
    Version,
    consolidated,
    key_of,
)
from engine.questions.consulted import articles_of_readings, questions_of, readings_in
from engine.questions.documents import address_of, document_named, places_read
from engine.questions.effect_by_case import cases_of_act
from engine.questions.presentation import presenter_of
from engine.questions.texts import parts_changed
from engine.render.law_blocks import anchors, cells_of
from engine.render.side_by_side import Compared, compared
from engine.render.wording import say as say_of_law
from engine.render.wording import word_or
from engine.words.citation import ChainLink
from engine.words.formats import as_printed, long_date, span, upper_first
from engine.words.labels import event_label, fact_label, group_label

_NEAREST: Final = 6
"""How many names are offered for one that there is not."""


class Link(Struct, frozen=True):
    """Words that lead to a page: to the parts of its address, and maybe to a place on it."""

    words: str
    parts: tuple[str, ...] = ()
    """What follows the language in the address; nothing where there is no such page."""
    draft: bool = False
    """Whether it is of a draft."""


class Days(Struct, frozen=True):
    """The days that a page of the law is asked about."""

    on: date | None = None
    """The day of the text in force: today where it is None."""
    known_on: date | None = None
    """What is published by then counts; everything where it is None."""
    from_: date | None = None
    to: date | None = None
    """Two days whose versions are compared, where both are given."""


class ProvisionOnPage(Struct, frozen=True):
    """A provision, and what leads elsewhere."""

    anchor: str
    """Its place on the page: its id, with a rank where several versions stand, each for other
    cases.
    """
    shown: ProvisionShown
    kind: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    totals_from: int
    """The rank of the first row that is a total."""
    acts: Sequence[Link]
    """The acts of other articles that made it."""
    source: str
    draft: bool


class VersionOnPage(Struct, frozen=True):
    """One version of an article in the line of them."""

    start: date
    interval: str
    acts: Sequence[Link]
    here: bool
    before: date | None
    """The first day of the version before it."""

    @property
    def draft(self) -> bool:
        """Whether a draft made it."""
        return any(act.draft for act in self.acts)


class OperationOnPage(Struct, frozen=True):
    """An amendment: what stands where, what it does, since when."""

    place: str
    article: Link
    verb: str
    says: str
    quote: str
    """Its words in the text that amends."""
    source: str
    basis: str
    on: date | None
    compare: tuple[date, date] | None = None
    """The eve and the day, where it has taken effect on an article that has versions."""
    stands_for: str = ""
    """The cases that it reaches one by one, in words; "" where it reaches all on its day."""
    parts: Sequence[str] = ()
    """What becomes of each part of a provision that it changes one by one, in words."""


class Comparison(Struct, frozen=True):
    """Two versions of an article side by side."""

    before: str
    after: str
    by: Sequence[Link]
    compared: Compared


class LawView:
    """One corpus as the pages show it."""

    def __init__(
        self, served: ServedLaw, corpus: Corpus, language: Language, known_on: date | None = None
    ) -> None:
        self.served = served
        self.language: Language = language
        self.corpus = corpus
        self.law: Consolidated = consolidated(corpus, known_on or EVERYTHING_KNOWN)
        self._presenter = presenter_of(corpus, language, {})

    # --- names ---

    def is_draft(self, text: str) -> bool:
        """Whether a text is a draft."""
        return text in self.served.drafts

    def short(self, text: str) -> str:
        """Return how a text is called, to begin a line."""
        return upper_first(self._prose(self.corpus.texts[text].short.in_language(self.language)))

    def link(self, key: Key, words: str | None = None) -> Link:
        """Return a link to an article."""
        there = key in self.law.keys.get(key[0], ())
        said = self.law.named(key, self.language) if words is None else words
        return Link(self._prose(said), ("law", *key) if there else (), draft=self.is_draft(key[0]))

    def act(self, act: ChainLink | ActShown) -> Link:
        """Return a link to the article of an act, cited as lawyers do."""
        words = act.display if isinstance(act, ActShown) else act.display(self.language)
        return self.link((act.text, act.article), words)

    def _prose(self, text: str) -> str:
        return as_printed(text, self.language)

    def _acts(self, acts: Sequence[ChainLink]) -> list[Link]:
        return list(dict.fromkeys(self.act(act) for act in acts))

    # --- texts ---

    def text(self, text: LegalText) -> dict[str, Any]:
        """Return what is said of a text wherever it is named."""
        statuses = {status.text.id: status for status in self.law.timeline.statuses(default_day())}
        return {
            "id": text.id,
            "short": self.short(text.id),
            "title": upper_first(self._prose(text.title.in_language(self.language))),
            "status": self._status(statuses.get(text.id)),
            "draft": self.is_draft(text.id),
            "articles": len(self.law.keys[text.id]),
            "operations": len(self.law.operations[text.id]),
            "amends": [self.short(other) for other in text.amends if other in self.corpus.texts],
        }

    def _status(self, status: TextStatus | None) -> str:
        if status is None:
            return say("law.nothing_dated", self.language)
        key = f"law.{status.status}"
        if status.in_force_from is None:
            key += "_undated" if status.status == "in_force" else ""
            return upper_first(say_of_law(key, self.language))
        on = long_date(status.in_force_from, self.language)
        if self.is_draft(status.text.id):
            return say("law.draft_effect", self.language, on=on)
        key += "" if status.status == "in_force" else "_on"
        return upper_first(say_of_law(key, self.language, on=on))

    def dates(self, text: LegalText) -> list[tuple[str, date | None, str]]:
        """Return the events of a text and its days of effect, each with its day and a note."""
        language = self.language
        rows = [
            (
                upper_first(event_label(text, event.name, language)),
                event.on,
                self._prose(event.note.in_language(language)) if event.note else "",
            )
            for event in text.events.values()
        ]
        effect = say("law.takes_effect", language)
        for group, day in self.law.effects(text):
            rows.append((effect, day, self._prose(group_label(text, group, language))))
        return rows

    def articles(self, text: LegalText) -> list[dict[str, Any]]:
        """Return the articles of a text in its order."""
        return [
            {
                "link": self.link(key, self.law.number(key, self.language)),
                "title": self._prose(self.law.title(key, self.language)),
                "versions": len(self.law.versions.get(key, ())),
            }
            for key in self.law.keys[text.id]
        ]

    def identifiers(self, text: LegalText) -> list[tuple[str, str | None]]:
        """Return the identifiers of a text, each with where it is read."""
        return [
            (
                value if address_of(kind, value) else f"{kind.upper()} {value}",
                address_of(kind, value),
            )
            for kind, value in text.identifiers.items()
        ]

    def operations(self, text: LegalText) -> list[OperationOnPage]:
        """Return the operations of a text in its order."""
        return [self._operation(operation, act) for operation, act in self.law.operations[text.id]]

    def _operation(self, operation: Operation, act: Act | None) -> OperationOnPage:
        language = self.language
        dash = say("law.indent", language, rank=operation.indent) if operation.indent else ""
        own = (operation.text, operation.article)
        place = [self.law.number(own, language), operation.point, dash]
        on = act.link.on if act else None
        target = key_of(operation.target)
        return OperationOnPage(
            self._prose(", ".join(part for part in place if part)),
            self.link(target),
            word_or("verb", PAST[operation.verb], language),
            self._prose(operation.says.in_language(language)),
            operation.quote,
            self._source(operation),
            word_or("basis", operation.basis, language),
            on,
            (on - timedelta(days=1), on) if on and target in self.law.versions else None,
            self._prose(cases_of_act(act, self._presenter) or "") if act else "",
            [self._prose(said) for said in parts_changed(act, self._presenter)] if act else (),
        )

    def _source(self, operation: Operation) -> str:
        """Return where the words of an operation were read."""
        read = operation.source
        titles = document_named(self.corpus, read.document).get("title", {})
        parts = (titles.get(self.language, read.document), read.at)
        return self._prose(", ".join(part for part in parts if part))

    def documents(self, names: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
        """Return documents, each with the places in it that were read."""
        listed = []
        for name, places in names.items():
            known = document_named(self.corpus, name)
            listed.append(
                {
                    "title": self._prose(known.get("title", {}).get(self.language, name)),
                    "url": known.get("url"),
                    "publisher": self._prose(known.get("publisher", "")),
                    "date": known.get("date"),
                    "at": [self._prose(place) for place in places if place],
                }
            )
        return listed

    # --- an article ---

    def article(self, key: Key, days: Days) -> dict[str, Any]:
        """Return what the page of an article shows."""
        law, language = self.law, self.language
        versions = law.versions.get(key, [])
        version = law.current(key, days.on)
        return {
            "key": key,
            "named": upper_first(self._prose(law.named(key, language))),
            "title": self._prose(law.title(key, language)),
            "draft": self.is_draft(key[0]),
            "short": self.short(key[0]),
            "version": version and self._version(key, version, None, here=True),
            "not_then": self._not_then(version, days.on),
            "provisions": list(self._provisions(key, version)) if version else [],
            "versions": [
                self._version(key, each, before, here=each is version)
                for before, each in zip([None, *versions], versions, strict=False)
            ],
            "comparison": self._comparison(key, days),
            "amended_by": self._amended_by(key),
            "amends": [
                self._operation(operation, act)
                for operation, act in law.operations[key[0]]
                if operation.article == key[1]
            ],
            "used_by": self._ways(key, users=True),
            "uses": self._ways(key, users=False),
            "readings": list(self._readings_of(key)),
            "documents": self.documents({k: [*v] for k, v in places_read(law, key).items()}),
            "questions": questions_of(versions),
            "neighbours": self._neighbours(key),
        }

    def _not_then(self, version: Version | None, on: date | None) -> bool:
        """Whether an article is not in force on the day asked about (today)."""
        day = on or default_day()
        return version is not None and not (
            version.start <= day and (version.end is None or day < version.end)
        )

    def _version(
        self, key: Key, version: Version, before: Version | None, *, here: bool
    ) -> VersionOnPage:
        interval = upper_first(span(version.start, version.end, self.language))
        return VersionOnPage(
            version.start,
            self._prose(interval),
            self._acts(version.by),
            here,
            before.start if before else None,
        )

    def _provisions(self, key: Key, version: Version) -> Iterator[ProvisionOnPage]:
        provisions = self.law.shown(key, version, self.language).provisions
        for anchor, shown in zip(anchors(provisions), provisions, strict=True):
            heads, rows = cells_of(shown.table, self.language) if shown.table else ([], [])
            totals = (
                len(shown.table.rows) if shown.table and not shown.table.brackets else len(rows)
            )
            source = [part for part in (shown.source.title, shown.source.at) if part]
            yield ProvisionOnPage(
                anchor,
                shown,
                word_or("kind", shown.kind, self.language),
                heads,
                rows,
                totals,
                [self.act(act) for act in shown.chain if (act.text, act.article) != key],
                self._prose(", ".join(source) or shown.source.document),
                draft=any(self.is_draft(act.text) for act in shown.chain),
            )

    def _comparison(self, key: Key, days: Days) -> Comparison | None:
        before = self.law.current(key, days.from_) if days.from_ else None
        after = self.law.current(key, days.to) if days.to else None
        if before is None or after is None:
            return None
        if after.start < before.start:
            before, after = after, before
        heads = [
            self._prose(upper_first(span(each.start, each.end, self.language)))
            for each in (before, after)
        ]
        between = [
            act
            for version in self.law.versions[key]
            if before.start < version.start <= after.start
            for act in version.by
        ]
        sides = [self.law.shown(key, each, self.language).provisions for each in (before, after)]
        whole = compared(sides[0], sides[1], self.language)
        return Comparison(heads[0], heads[1], self._acts(between), whole)

    def _amended_by(self, key: Key) -> list[tuple[date, Link, str]]:
        return [
            (day, self.act(act.link), self._prose(act.operation.says.in_language(self.language)))
            for day, act in self.law.acts.get(key, ())
            if act.operation
        ]

    def _ways(self, key: Key, *, users: bool) -> list[tuple[Link, list[str]]]:
        """Return the articles that stand on one, or those on which it stands, and how."""
        ways: dict[Key, dict[str, None]] = {}
        for use in self.law.uses:
            own, other = (use.used, use.user) if users else (use.user, use.used)
            if key_of(own.address) == key:
                ways.setdefault(key_of(other.address), {})[self._how(use)] = None
        return [(self.link(other), [*how]) for other, how in ways.items()]

    def _how(self, use: Use) -> str:
        words, what = self.corpus.vocabulary, use.what
        if use.how == "fact":
            what = fact_label(what, words, self.language)
        elif use.how == "benefit" and what in words.benefits:
            what = words.benefits[what].in_language(self.language)
        return say(f"law.how.{use.how}", self.language, what=what)

    def _readings_of(self, key: Key) -> Iterator[Reading]:
        for name, keys in articles_of_readings(self.corpus).items():
            if key in keys and name in self.corpus.readings:
                yield self.corpus.readings[name]

    def _neighbours(self, key: Key) -> tuple[Link | None, Link | None]:
        keys = self.law.keys[key[0]]
        rank = keys.index(key)
        before, after = (
            self.link(keys[other], self.law.number(keys[other], self.language))
            if 0 <= other < len(keys)
            else None
            for other in (rank - 1, rank + 1)
        )
        return before, after

    def nearest(self, text: str, number: str) -> list[Link]:
        """Return the articles whose number is nearest to one that there is not."""
        keys = {key[1]: key for key in self.law.keys[text]}
        names = get_close_matches(number, keys, n=_NEAREST, cutoff=0.4)
        return [self.link(keys[name]) for name in names]

    # --- readings ---

    def readings(self) -> Iterator[dict[str, Any]]:
        """Yield each reading with its options, its reason and the articles that it touches."""
        touched = articles_of_readings(self.corpus)
        for reading in self.corpus.readings.values():
            texts = [
                Link(self.short(text.id), ("law", text.id), draft=self.is_draft(text.id))
                for text in self.corpus.texts.values()
                if reading.id in readings_in(text.entry_into_force.values())
            ]
            yield {
                "id": reading.id,
                "question": self._prose(reading.question.in_language(self.language)),
                "options": [
                    (self._prose(says.in_language(self.language)), option == reading.default)
                    for option, says in reading.options.items()
                ],
                "reason": self._prose(reading.reason.in_language(self.language)),
                "texts": texts,
                "articles": [self.link(key) for key in touched.get(reading.id, ())],
            }


def view_of_text(
    served: ServedLaw, text: str, language: Language, known_on: date | None = None
) -> LawView | None:
    """Return the corpus that holds a text, as the pages show it; None where none does."""
    for corpus in corpora_of(served.law).values():
        if text in corpus.texts:
            return LawView(served, corpus, language, known_on)
    return None


def nearest_texts(served: ServedLaw, text: str, language: Language) -> list[Link]:
    """Return the texts whose id is nearest to one that there is not."""
    known = {id_: corpus for corpus in corpora_of(served.law).values() for id_ in corpus.texts}
    names = get_close_matches(text, known, n=_NEAREST, cutoff=0.4)
    return [
        Link(
            LawView(served, known[name], language).short(name),
            ("law", name),
            draft=name in served.drafts,
        )
        for name in names
    ]
