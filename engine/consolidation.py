"""The law in force: a pure function of the texts, the day, what was known by a day, and the readings chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from engine.citation import ChainLink, Citation
from engine.clauses import Choice, Combine, EffectDate, EventDate, Literally, Shift, Value
from engine.diagnostics import Diagnostic, Location, RefusedInput, nearest
from engine.model import Article, Bilingual, Corpus, LegalText, OccasionKind, Operation, Provision
from engine.temporal import NOT_YET, shifted

_VERBS = {"replace": "replaced", "insert": "inserted", "complete": "completed", "repeal": "repealed"}


class Enacted(Struct, frozen=True, eq=False):
    """A provision in one version: since when, and the citation that carries its chain."""

    provision: Provision
    since: date
    citation: Citation


class EnactedArticle(Struct, frozen=True):
    """An article as it reads in one state of the law."""

    text: str
    number: str
    title: Bilingual
    provisions: tuple[Enacted, ...]


class Law(Struct, frozen=True, eq=False):
    """The consolidated law between two changes, `[start, end)`; `end` is None when no change is known."""

    start: date
    end: date | None
    articles: Mapping[tuple[str, str], EnactedArticle]
    provisions: Mapping[str, Enacted]


class TextStatus(Struct, frozen=True):
    """What is known of a text: `in_force`, `not_yet`, `announced` (signed, not published) or `unknown_effect`."""

    text: LegalText
    status: str
    in_force_from: date | None
    depends_on: str


class Timeline:
    """The law of a corpus as known on a day, under chosen readings: dates of effect, changes, and the law of any day.

    Raises RefusedInput when an amendment does not find its target or the value it expects, or when two texts amend the same
    provision on the same day without an order.
    """

    def __init__(self, corpus: Corpus, known_on: date, readings: Mapping[str, str]) -> None:
        self.corpus = corpus
        self.known_on = known_on
        self.readings = readings
        self._effects: dict[tuple[str, str], date | None] = {}
        self.kinds: dict[str, tuple[OccasionKind, ...]] = {}
        self.shared: dict[Any, Any] = {}  # what `program` compiles once for several states of the law
        self._laws: tuple[Law, ...] | None = None

    @property
    def laws(self) -> tuple[Law, ...]:
        """The states of the law in order, put together on first use: dates of effect alone do not need them."""
        if self._laws is None:
            self._laws = _build(self)
        return self._laws

    def event_date(self, text: str, event: str) -> date | None:
        """Return the day of an event, None while it is not known."""
        found = self.corpus.texts[text].events.get(event)
        return found.on if found and found.on and found.on <= self.known_on else None

    def counts(self, text: LegalText) -> bool:
        """Whether the text is known as law: published by the day of knowledge, where publication is one of its events."""
        return "published" not in text.events or self.event_date(text.id, "published") is not None

    def effect_date(self, text: str, group: str = "ordinary") -> date | None:
        """Return the day on which a group of provisions enters into force, None while it depends on what is not known."""
        key = (text, group)
        if key not in self._effects:
            legal = self.corpus.texts[text]
            value = legal.entry_into_force.get(group)
            day = self.resolve(value) if value is not None and self.counts(legal) else None
            self._effects[key] = None if day == NOT_YET else day
        return self._effects[key]

    def resolve(self, value: Value, options: Mapping[str, str] | None = None) -> date | None:
        """Return the day that a value of events gives; `options` override the readings chosen."""
        match value:
            case Literally(value=date() as day):
                return day
            case EventDate(text, event):
                return self.event_date(text, event)
            case EffectDate(text, group):
                return self.effect_date(text, group)
            case Shift(start, by, times, None):
                origin = self.resolve(start, options)
                return None if origin is None else shifted(origin, by, times)
            case Choice(reading, alternatives):
                chosen = (options or {}).get(reading) or self.readings.get(reading) or self.corpus.readings[reading].default
                return self.resolve(alternatives[chosen], options)
            case Combine(operation, parts):
                days = [self.resolve(part, options) for part in parts]
                known = [day for day in days if day is not None]
                if len(known) < len(days):
                    return None
                return min(known) if operation == "earliest" else max(known)
        return None

    def law_on(self, day: date) -> Law | None:
        """Return the law in force on a day, None before the first text."""
        current = None
        for law in self.laws:
            if law.start > day:
                break
            current = law
        return current

    def changes_between(self, start: date, end: date) -> tuple[date, ...]:
        """Return the days strictly inside `(start, end)` on which the law changes."""
        return tuple(law.start for law in self.laws if start < law.start < end)

    def statuses(self, on: date) -> tuple[TextStatus, ...]:
        """Return what is known of each text on a day; a text without any known event does not exist yet."""
        found = []
        for text in self.corpus.texts.values():
            if not any(event.on and event.on <= self.known_on for event in text.events.values()):
                continue
            days = [self.effect_date(text.id, group) for group in text.entry_into_force]
            known = sorted(day for day in days if day)
            if not self.counts(text):
                found.append(TextStatus(text, "announced", None, "published"))
            elif not known:
                found.append(TextStatus(text, "unknown_effect", None, _unknown_events(self, text)))
            else:
                found.append(TextStatus(text, "in_force" if known[0] <= on else "not_yet", known[0], ""))
        return tuple(found)


def _unknown_events(timeline: Timeline, text: LegalText) -> str:
    missing = [name for name, event in text.events.items() if timeline.event_date(text.id, name) is None and (event.on is None or event.on)]
    return ", ".join(missing)


@lru_cache(maxsize=64)
def _timeline(corpus_key: _ByIdentity, known_on: date, readings: tuple[tuple[str, str], ...]) -> Timeline:
    return Timeline(corpus_key.corpus, known_on, dict(readings))


class _ByIdentity(Struct, frozen=True, eq=False):
    corpus: Corpus

    def __hash__(self) -> int:
        return hash(self.corpus.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and self.corpus.digest == other.corpus.digest


def timeline_of(corpus: Corpus, known_on: date, readings: Mapping[str, str]) -> Timeline:
    """Return the timeline of a corpus, kept while it is among the last used; the readings that move no text are left aside."""
    moving = moving_readings(corpus)
    return _timeline(_ByIdentity(corpus), known_on, tuple(sorted((id_, option) for id_, option in readings.items() if id_ in moving)))


def moving_readings(corpus: Corpus) -> frozenset[str]:
    """Return the readings on which the entry into force of a text depends."""
    return _moving_readings(_ByIdentity(corpus))


@lru_cache(maxsize=64)
def _moving_readings(corpus_key: _ByIdentity) -> frozenset[str]:
    texts = corpus_key.corpus.texts.values()
    return frozenset(value.reading for text in texts for value in text.entry_into_force.values() if isinstance(value, Choice))


# --- building ---------------------------------------------------------------------------------------------------------


class _State(Struct):
    """The articles while they are being amended, day after day."""

    timeline: Timeline
    articles: dict[tuple[str, str], EnactedArticle] = field(default_factory=dict)
    amended: dict[str, tuple[date, Operation]] = field(default_factory=dict)
    findings: list[Diagnostic] = field(default_factory=list)

    def enact(self, provision: Provision, on: date, chain: tuple[ChainLink, ...]) -> Enacted:
        text = self.timeline.corpus.texts[provision.text]
        citation = Citation(text.id, provision.article, provision.address, provision.place, provision.basis, text.short, chain)
        return Enacted(provision, on, citation)


def _build(timeline: Timeline) -> tuple[Law, ...]:
    texts = _in_order(timeline.corpus)
    days = sorted({day for text in texts for group in text.entry_into_force if (day := timeline.effect_date(text.id, group))})
    state = _State(timeline)
    snapshots: list[tuple[date, dict[tuple[str, str], EnactedArticle]]] = []
    for day in days:
        for text in texts:
            _write(state, text, day)
        for text in texts:
            for article in text.articles:
                for operation in article.operations:
                    if timeline.effect_date(text.id, operation.effect) == day:
                        _apply(state, text, operation, day)
        snapshots.append((day, dict(state.articles)))
    if state.findings:
        raise RefusedInput(state.findings)
    ends: list[date | None] = [day for day, _ in snapshots[1:]] + [None] * bool(snapshots)
    return tuple(
        Law(day, end, articles, {enacted.provision.address: enacted for article in articles.values() for enacted in article.provisions})
        for (day, articles), end in zip(snapshots, ends, strict=True)
    )


def _in_order(corpus: Corpus) -> tuple[LegalText, ...]:
    """Texts so that each comes after those it amends or declares itself after; ties by id, so that folders never matter."""
    ordered: list[LegalText] = []
    visiting: set[str] = set()

    def visit(text: LegalText) -> None:
        if text in ordered or text.id in visiting:
            return
        visiting.add(text.id)
        for other in sorted({*text.amends, *text.after}):
            if other in corpus.texts:
                visit(corpus.texts[other])
        ordered.append(text)

    for id_ in sorted(corpus.texts):
        visit(corpus.texts[id_])
    return tuple(ordered)


def _write(state: _State, text: LegalText, day: date) -> None:
    for article in text.articles:
        fresh = tuple(p for p in article.provisions if state.timeline.effect_date(text.id, p.effect) == day)
        if not fresh:
            continue
        link = ChainLink("written", text.id, article.number, "", 0, "", day, text.kind, text.short)
        key = (text.id, article.number)
        standing = state.articles.get(key, EnactedArticle(text.id, article.number, article.title, ()))
        enacted = {e.provision.id: e for e in standing.provisions}
        enacted |= {p.id: state.enact(p, day, (link,)) for p in fresh}
        state.articles[key] = replace(standing, provisions=_text_order(article, enacted))


def _text_order(article: Article, enacted: dict[str, Enacted]) -> tuple[Enacted, ...]:
    order = {provision.id: rank for rank, provision in enumerate(article.provisions)}
    return tuple(sorted(enacted.values(), key=lambda e: order.get(e.provision.id, len(order))))


def _apply(state: _State, text: LegalText, operation: Operation, day: date) -> None:
    link = link_of(operation, text, day)
    target_text, number, *rest = operation.target.split("/", 2)
    key = (target_text, number)
    article = state.articles.get(key)
    if article is None:
        if operation.verb == "insert" and operation.title:
            provisions = tuple(state.enact(p, day, (link,)) for p in operation.provisions)
            state.articles[key] = EnactedArticle(target_text, number, operation.title, provisions)
        else:
            _missing_target(state, operation, f"{target_text}/{number}", (f"{t}/{n}" for t, n in state.articles))
        return
    if operation.verb != "insert" and not _ordered(state, text, operation, day):
        return
    provision_id = rest[0] if rest else None
    ids = [e.provision.id for e in article.provisions]
    for wanted in (provision_id, operation.after, operation.before):
        if wanted is not None and wanted not in ids:
            _missing_target(state, operation, f"{target_text}/{number}/{wanted}", (f"{target_text}/{number}/{i}" for i in ids))
            return
    touched = [e for e in article.provisions if provision_id in (None, e.provision.id)]
    if not _expected(state, operation, touched, whole=provision_id is None):
        return
    amended = _amended(state, article, operation, touched, link, day)
    if _distinct(state, operation, amended):
        state.articles[key] = amended


def link_of(operation: Operation, text: LegalText, day: date) -> ChainLink:
    """Return the link that an operation of a text adds to the chain of a provision on the day it takes effect."""
    verb = _VERBS[operation.verb]
    return ChainLink(verb, text.id, operation.article, operation.point, operation.indent, operation.id, day, text.kind, text.short)


def _amended(
    state: _State, article: EnactedArticle, operation: Operation, touched: list[Enacted], link: ChainLink, day: date
) -> EnactedArticle:
    chains = {e.provision.id: e.citation.chain for e in touched}
    whole = operation.target.count("/") == 1
    new = [state.enact(p, day, (*chains.get(p.id, ()), link) if operation.verb == "replace" else (link,)) for p in operation.provisions]
    standing = list(article.provisions)
    match operation.verb:
        case "replace" | "repeal":
            at = standing.index(touched[0]) if touched else len(standing)
            standing = [e for e in standing if e not in touched]
            standing[at:at] = new
        case "complete" if whole:
            standing += new
        case "complete":
            at = standing.index(touched[0])
            standing[at] = state.enact(touched[0].provision, day, (*touched[0].citation.chain, link))
            standing[at + 1 : at + 1] = new
        case "insert":
            ids = [e.provision.id for e in standing]
            at = ids.index(operation.after) + 1 if operation.after else ids.index(operation.before) if operation.before else len(ids)
            standing[at:at] = new
    return replace(article, title=operation.title or article.title, provisions=tuple(standing))


def _ordered(state: _State, text: LegalText, operation: Operation, day: date) -> bool:
    """Two texts that amend the same target on the same day need an order: one amends, or declares itself after, the other."""
    same_day = [one for on, one in state.amended.values() if on == day and one.text != text.id and _overlap(one, operation)]
    state.amended[operation.target] = (day, operation)
    previous = next((one for one in same_day if one.text not in {*text.after, *text.amends}), None)
    if previous is None:
        return True
    state.findings.append(
        Diagnostic(
            "ACC203",
            f"`{text.id}` and `{previous.text}` both amend {operation.target} on {day} and no order is stated.",
            operation.location,
            f"write `after: [{previous.text}]` in the text.yaml of the text that comes second.",
            (previous.location,),
        )
    )
    return False


def _overlap(one: Operation, other: Operation) -> bool:
    """Whether two operations touch one provision: the same target, or a whole article replaced or repealed round the other's."""
    pairs = ((one, other), (other, one))
    return one.target == other.target or any(a.verb != "complete" and b.target.startswith(f"{a.target}/") for a, b in pairs)


def _distinct(state: _State, operation: Operation, article: EnactedArticle) -> bool:
    """Whether the provisions of an amended article still have ids of their own; a finding when not."""
    places: dict[str, Location] = {}
    for provision in (enacted.provision for enacted in article.provisions):
        first = places.setdefault(provision.id, provision.location)
        if first is not provision.location:
            message = f"{operation.verb} gives `{article.text}/{article.number}` a second provision `{provision.id}`."
            state.findings.append(Diagnostic("ACC112", message, operation.location, "give the new provision its own id.", (first,)))
            return False
    return True


def _missing_target(state: _State, operation: Operation, wanted: str, valid: Iterable[str]) -> None:
    state.findings.append(
        Diagnostic("ACC201", f"{operation.verb} finds no `{wanted}` in the law it amends.", operation.location, nearest(wanted, valid))
    )


def _expected(state: _State, operation: Operation, touched: list[Enacted], *, whole: bool) -> bool:
    """Compare the old value the operation expects with what is there; both places are shown when they differ."""
    if operation.expect is None:
        return True
    found: Any = {e.provision.id: e.provision.written for e in touched} if whole else touched[0].provision.written
    difference = _difference(operation.expect, found, "")
    if difference is None:
        return True
    path, expected, actual = difference
    places: tuple[Location, ...] = tuple(e.provision.location for e in touched if not whole or path.startswith(e.provision.id))
    state.findings.append(
        Diagnostic(
            "ACC202",
            f"{operation.target}: expected {path or 'the provision'} to be {expected!s}, found {actual!s}.",
            operation.location,
            "correct `expect`, or the provision it amends, after reading both texts.",
            places,
        )
    )
    return False


def _difference(expected: Any, found: Any, path: str) -> tuple[str, Any, Any] | None:
    if isinstance(expected, Mapping):
        if not isinstance(found, Mapping):
            return path, dict(expected), found
        for key, value in expected.items():
            inner = _difference(value, found.get(key), f"{path}.{key}".lstrip("."))
            if inner:
                return inner
        return None
    return None if expected == found else (path, expected, "nothing" if found is None else found)
