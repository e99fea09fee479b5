"""Checks that every name that a text, a provision or the vocabulary uses exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from msgspec.structs import replace

from engine.checks.remedies import for_fact
from engine.diagnostics.bilingual import Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, backquoted, nearest
from engine.language.forms.gathered import Gathered
from engine.language.forms.readings import Choice
from engine.language.model import (
    Article,
    Corpus,
    LawTable,
    LegalText,
    OccasionKind,
    Operation,
    Provision,
    Records,
    Rule,
    Vocabulary,
    operations_of,
    provisions_of,
)
from engine.language.nodes import (
    Advise,
    Condition,
    Deadline,
    Derive,
    Entitle,
    Meets,
    Oblige,
    OfRights,
    Pay,
    Require,
)
from engine.language.templates import placeholders
from engine.language.tree import Node, all_roots_of, conclusion_names, facts_read, walk_within
from engine.language.values import Value
from engine.words.labels import ENGINE_FACTS, is_group, word_of

_ACTOR = sentence("unknown actor")
_BENEFIT = sentence("unknown benefit")
_COLLECTION_OR_LIST = sentence("unknown collection or list")
_COLLECTION = sentence("unknown collection")
_DOCUMENT = sentence("unknown document")
_ENTRY = sentence("unknown entry")
_FACT = sentence("unknown fact")
NO_GROUP = sentence("unknown group of entry into force")
_GROUP_OF_FACTS = sentence("unknown group of facts")
_LINE = sentence("unknown line")
_OCCASION = sentence("unknown occasion")
_OPERATION = sentence("unknown operation")
_PART = sentence("unknown part")
_PERIOD = sentence("unknown period")
_PROVISION = sentence("unknown provision")
_READING = sentence("unknown reading")
_RULE_TO_OVERRIDE = sentence("unknown rule to override")
_SUBJECT = sentence("unknown subject")
_TABLE = sentence("unknown table")
_TABLE_OF_BRACKETS = sentence("unknown table of brackets")
_TEXT = sentence("unknown text")


class _KnownNames:
    """All the names of a corpus, and the tables that any text writes."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        vocabulary = corpus.vocabulary
        self.facts = {*vocabulary.facts, *ENGINE_FACTS}
        self.lists: set[str] = set()
        for collection in vocabulary.collections.values():
            self.facts |= {collection.name, collection.singular}
            self.facts |= {f"{collection.singular}.{fact}" for fact in collection.facts}
            own = [
                name.removeprefix(f"{collection.singular}.")
                for name in vocabulary.facts
                if name.startswith(f"{collection.singular}.")
            ]
            self.facts |= {
                f"{collection.name}.{key}.{fact}"
                for key in collection.keys
                for fact in (*collection.facts, *own)
            }
            self.lists |= _lists_named(collection.singular, collection.lists)
            for name, records in collection.lists.items():
                self.facts |= {
                    f"{collection.singular}.{name}.{fact}"
                    for fact in (*records.facts, *records.lists)
                }
        self.documents = {name for text in corpus.texts.values() for name in text.documents}
        self.provisions = {p.address: p for p in provisions_of(corpus.texts.values())}
        self.operations = {
            f"{operation.text}/{operation.article}/{operation.id}"
            for operation in operations_of(corpus.texts.values())
        }
        self.tables: dict[str, list[LawTable]] = {}
        for provision in provisions_of(corpus.texts.values()):
            if provision.table:
                self.tables.setdefault(provision.address, []).append(provision.table)


def _lists_named(begin: str, lists: Mapping[str, Records]) -> set[str]:
    """Return the names of lists of records, and of the lists inside them."""
    own = {f"{begin}.{name}" for name in lists}
    inner = (_lists_named(f"{begin}.{name}", records.lists) for name, records in lists.items())
    return own.union(*inner)


def references(corpus: Corpus) -> list[Diagnostic]:
    """Return a finding for each name that does not exist in a corpus."""
    names = _KnownNames(corpus)
    findings: list[Diagnostic] = []
    for text in corpus.texts.values():
        findings += _text(text, names)
    for provision in provisions_of(corpus.texts.values()):
        findings += _provision(provision, names)
    for kind in corpus.occasions.values():
        findings += _kind(kind, names)
    for period in corpus.periods.values():
        for value in (period.start, period.end):
            if value is not None:
                findings += _tree(value, period.location, names)
        if period.opened_by and period.opened_by not in names.provisions:
            findings.append(
                _unknown("ACC201", _PROVISION, period.opened_by, period.location, names.provisions)
            )
    vocabulary = corpus.vocabulary
    for name, collection in vocabulary.collections.items():
        brought = (text for text in collection.since.values() if text not in corpus.texts)
        findings += [
            _unknown("ACC218", _TEXT, text, vocabulary.places[name], corpus.texts)
            for text in brought
        ]
    findings += _groups(vocabulary, names)
    for beside, name in _other_facts(vocabulary):
        if name not in names.facts:
            findings.append(_no_fact(name, vocabulary.places[beside], names))
    return findings


def _groups(vocabulary: Vocabulary, names: _KnownNames) -> Iterator[Diagnostic]:
    """Yield a finding for each optional group of the vocabulary that means nothing.

    A group begins the names of facts; the row that gives the most it can bring is in some table.
    """
    beginnings = {
        name.partition(".")[0]
        for name in (
            *(word.name for word in vocabulary.facts.values() if not word.derived),
            *vocabulary.collections,
        )
    }
    for name, group in vocabulary.groups.items():
        if name not in beginnings:
            yield _unknown("ACC208", _GROUP_OF_FACTS, name, vocabulary.places[name], beginnings)
        if group.table:
            yield from _Written(names, vocabulary.places[name]).row(group.table, group.row)


def _other_facts(vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Yield the facts that the vocabulary names beside others, each after the fact that names it.

    For example the act that an act follows, or the fact that it contradicts.
    """
    beside = list(vocabulary.facts.items())
    for name, collection in vocabulary.collections.items():
        beside += [
            (f"{collection.singular}.{fact}", word) for fact, word in collection.facts.items()
        ]
        beside += [
            (name, word) for records in collection.lists.values() for word in records.facts.values()
        ]
        if collection.after:
            yield name, collection.after
    for name, word in beside:
        yield from (
            (name, other) for other in (word.not_before, word.after, *word.not_with) if other
        )


def _unknown(
    code: str,
    what: Sentence,
    name: str,
    place: Location,
    valid: Iterable[str],
    under: tuple[str, ...] = (),
) -> Diagnostic:
    """Return the finding of an unknown name, written `under` one of these keys."""
    return Diagnostic(
        code,
        sentence("{what} `{name}`.", what=what, name=name),
        place,
        nearest(name, valid),
        word=name,
        under=under,
    )


def _no_fact(name: str, place: Location, names: _KnownNames) -> Diagnostic:
    hint = for_fact(name, names.corpus, names.facts)
    return Diagnostic(
        "ACC208", sentence("{what} `{name}`.", what=_FACT, name=name), place, hint, word=name
    )


def _text(text: LegalText, names: _KnownNames) -> Iterator[Diagnostic]:
    texts = names.corpus.texts
    for other in (*text.amends, *text.after):
        if other not in texts:
            yield _unknown("ACC218", _TEXT, other, text.location, texts, ("amends", "after"))
    for root in (*text.entry_into_force.values(), *_reaching(text)):
        yield from _tree(root, text.location, names)
    for group in text.groups:
        if group not in text.entry_into_force:
            yield _unknown("ACC215", NO_GROUP, group, text.location, text.entry_into_force)
    sources = [event.source for event in text.events.values()] + [
        unread.source for unread in text.not_read
    ]
    for document in (source.document for source in sources if source):
        if document not in names.documents:
            yield _unknown(
                "ACC213", _DOCUMENT, document, text.location, names.documents, ("document",)
            )
    yield from _other_documents(text, names)
    for unread in text.not_encoded:
        for name in unread.get("facts", ()):
            if name not in names.facts:
                yield _no_fact(name, text.location, names)
    for article in text.articles:
        yield from _operations(text, article, names)


def _other_documents(text: LegalText, names: _KnownNames) -> Iterator[Diagnostic]:
    """Documents that an earlier text of the corpus describes otherwise under the same name.

    A source names its document in one word: it would not tell which.
    """
    for other in names.corpus.texts.values():
        if other.id == text.id:
            return
        for name in text.documents:
            if name in other.documents and other.documents[name] != text.documents[name]:
                message = sentence(
                    "`{text}` describes another document as `{name}`.", text=other.id, name=name
                )
                hint = sentence("give each document of a corpus a name of its own.")
                yield Diagnostic("ACC231", message, text.location, hint, (other.location,), name)


def _reaching(text: LegalText) -> Iterator[Node]:
    for applies in text.applies_to.values():
        yield from (root for root in (applies.when, applies.start) if root is not None)


def _operations(text: LegalText, article: Article, names: _KnownNames) -> Iterator[Diagnostic]:
    for operation in article.operations:
        target = operation.target.split("/", 1)[0]
        if target not in names.corpus.texts:
            unknown = _unknown("ACC218", _TEXT, target, operation.location, names.corpus.texts)
            yield replace(unknown, word=operation.target)
        elif operation.of_operation and operation.target not in names.operations:
            # nothing says which article it would reach, nor so which answers wait for it
            place = operation.location
            yield _unknown("ACC201", _OPERATION, operation.target, place, names.operations)
        if operation.effect not in text.entry_into_force:
            yield _unknown(
                "ACC215",
                NO_GROUP,
                operation.effect,
                operation.location,
                text.entry_into_force,
                ("effect",),
            )
        yield from _versions(operation, names)
        if operation.source.document not in names.documents:
            yield _unknown(
                "ACC213",
                _DOCUMENT,
                operation.source.document,
                operation.location,
                names.documents,
                ("document",),
            )


def _versions(operation: Operation, names: _KnownNames) -> Iterator[Diagnostic]:
    """The texts, or the operations named in full, that may have left what an operation finds."""
    for version in operation.by_version:
        text, _, rest = version.partition("/")
        if text not in names.corpus.texts:
            yield _unknown("ACC218", _TEXT, text, operation.location, names.corpus.texts)
        elif rest and version not in names.operations:
            yield _unknown("ACC201", _OPERATION, version, operation.location, names.operations)


def _provision(provision: Provision, names: _KnownNames) -> Iterator[Diagnostic]:
    place, corpus = provision.location, names.corpus
    if provision.source.document not in names.documents:
        yield _unknown(
            "ACC213", _DOCUMENT, provision.source.document, place, names.documents, ("document",)
        )
    # None where an operation aims at a text that does not exist: its target has a finding then.
    text = corpus.texts.get(provision.text)
    if (
        text
        and provision.effect not in text.entry_into_force
        and any(provision in article.provisions for article in text.articles)
    ):
        yield _unknown(
            "ACC215",
            NO_GROUP,
            provision.effect,
            place,
            text.entry_into_force,
            ("effect",),
        )
    for address in (*provision.repeats, *provision.agrees):
        if address not in names.provisions:
            yield _unknown(
                "ACC201",
                _PROVISION,
                address,
                place,
                names.provisions,
                ("repeats", "agrees", "overrides"),
            )
    for remark in provision.notes:
        if remark.when is not None:
            yield from _tree(remark.when, place, names)
    if provision.rule:
        yield from _rule(provision.rule, place, names)


def _rule(rule: Rule, place: Location, names: _KnownNames) -> Iterator[Diagnostic]:
    for name in rule.on:
        if name not in names.corpus.occasions:
            yield _unknown("ACC211", _OCCASION, name, place, names.corpus.occasions, ("on",))
    for address in rule.overrides:
        if address not in names.provisions:
            yield _unknown(
                "ACC216",
                _RULE_TO_OVERRIDE,
                address,
                place,
                names.provisions,
                ("repeats", "agrees", "overrides"),
            )
    for address in rule.grounds:
        if address not in names.provisions:
            yield _unknown("ACC201", _PROVISION, address, place, names.provisions, ("grounds",))
    then = rule.then
    for root in all_roots_of(rule):
        yield from _tree(root, place, names)
    for template in conclusion_names(then):
        for name in placeholders(template):
            if name not in names.facts:
                yield _no_fact(name, place, names)
    yield from _labels(then, place, names)


def _labels(then: Any, place: Location, names: _KnownNames) -> Iterator[Diagnostic]:
    vocabulary = names.corpus.vocabulary
    match then:
        case Derive(fact, _) if fact not in names.facts:
            yield _no_fact(fact, place, names)
        case Require(benefit, _) if not _labelled(benefit, vocabulary.benefits):
            yield _unknown("ACC212", _BENEFIT, benefit, place, vocabulary.benefits, ("benefit",))
        case Entitle(line=line) | OfRights(line=line) if not _labelled(line, vocabulary.lines):
            yield _unknown("ACC212", _LINE, line, place, vocabulary.lines, ("line",))
        case Deadline(entry=entry) | Oblige(entry=entry) if entry and not _labelled(
            entry, vocabulary.entries
        ):
            yield _unknown(
                "ACC212", _ENTRY, entry, place, vocabulary.entries, ("entry", "deadline")
            )
        case Oblige(subject=subject) if not _subject_labelled(subject, vocabulary):
            yield _unknown(
                "ACC212",
                _SUBJECT,
                subject,
                place,
                (*vocabulary.actors, *vocabulary.collections),
                ("subject",),
            )
    if isinstance(then, OfRights) and isinstance(then.lines, Choice):
        yield from _Written(names, place).reading(then.lines)
    for what, used, labels, under in (
        (_ACTOR, _actors(then), vocabulary.actors, ("by", "helped_by")),
        (_PART, _parts(then), vocabulary.parts, ("parts",)),
    ):
        for name in used:
            if name not in labels:
                yield _unknown("ACC212", what, name, place, labels, under)


def _subject_labelled(subject: str, vocabulary: Vocabulary) -> bool:
    """Whether the subject of a duty has a label: as an actor, a collection or an element."""
    if not subject or placeholders(subject) or subject in vocabulary.actors:
        return True
    return any(
        subject in {collection.name, collection.singular, *collection.keys}
        for collection in vocabulary.collections.values()
    )


def _actors(then: Any) -> tuple[str, ...]:
    if isinstance(then, Oblige | Deadline):
        return (then.by,) if then.by else ()
    return then.helped_by if isinstance(then, Advise) else ()


def _parts(then: Any) -> tuple[str, ...]:
    return tuple(part.name for part in then.parts) if isinstance(then, Pay) else ()


def _labelled(template: str, labels: Mapping[str, Any]) -> bool:
    """Whether a name or a template has a label: `plots.{plot}.grant` may have that of `plots.*`."""
    name = template
    for fact in placeholders(template):
        name = name.replace(f"{{{fact}}}", "*")
    return name in labels or any(
        fnmatchcase(name, pattern) or fnmatchcase(pattern, name) for pattern in labels
    )


def _kind(kind: OccasionKind, names: _KnownNames) -> Iterator[Diagnostic]:
    corpus = names.corpus
    for value in (kind.on, kind.since):
        if value is not None:
            yield from _tree(value, kind.location, names)
    if kind.each and kind.each not in corpus.vocabulary.collections:
        yield _unknown(
            "ACC211", _COLLECTION, kind.each, kind.location, corpus.vocabulary.collections
        )
    for period in (kind.each_period, kind.period):
        if period and period not in corpus.periods:
            yield _unknown("ACC211", _PERIOD, period, kind.location, corpus.periods)
    if kind.requires and kind.requires not in corpus.texts:
        yield _unknown("ACC218", _TEXT, kind.requires, kind.location, corpus.texts)
    if kind.cut_reading:
        reading = corpus.readings.get(kind.cut_reading)
        if reading is None:
            yield _unknown("ACC210", _READING, kind.cut_reading, kind.location, corpus.readings)
        elif kind.cut_option not in reading.options:
            yield _unknown(
                "ACC210",
                sentence("unknown option of `{reading}`:", reading=kind.cut_reading),
                kind.cut_option,
                kind.location,
                reading.options,
            )


# --- trees of values and conditions ---------------------------------------------------------------


def _tree(root: Value | Condition, place: Location, names: _KnownNames) -> Iterator[Diagnostic]:
    nodes = [*walk_within(root)]
    over = {node.items for node in nodes if isinstance(node, Gathered)}
    for name in facts_read(root):
        if name not in names.facts and name not in over:
            yield _no_fact(name, place, names)
    for node in nodes:
        yield from _node(node, place, names)


def _node(node: Value | Condition, place: Location, names: _KnownNames) -> Iterator[Diagnostic]:
    benefits = names.corpus.vocabulary.benefits
    if isinstance(node, Meets) and node.benefit not in benefits:
        yield _unknown("ACC212", _BENEFIT, node.benefit, place, benefits, ("benefit",))
    elif isinstance(node, Value):
        yield from node.references(_Written(names, place))
    if isinstance(node, Gathered):
        yield from _over_elements(node, place, names)


def _over_elements(node: Gathered, place: Location, names: _KnownNames) -> Iterator[Diagnostic]:
    """Yield what is wrong with the collection of a count or a sum, and with the facts of its
    elements.
    """
    vocabulary = names.corpus.vocabulary
    if not is_group(node.items, vocabulary):
        whole = {each.singular: each.name for each in vocabulary.collections.values()}
        message = sentence("{what} `{name}`.", what=_COLLECTION_OR_LIST, name=node.items)
        hint = (
            sentence("write `{collection}`.", collection=whole[node.items])
            if node.items in whole
            else nearest(node.items, (*vocabulary.collections, *names.lists))
        )
        yield Diagnostic("ACC235", message, place, hint, word=node.items)
        return
    for name in node.records():
        word = word_of(name, vocabulary)
        if word is None and not is_group(name, vocabulary):
            yield _no_fact(name, place, names)
        elif word is not None and word.derived:
            message = sentence(
                "`{fact}` is derived for each element on its own occasions: it is not known of all "
                "of `{items}` at once.",
                fact=name,
                items=node.items,
            )
            hint = sentence("read facts that the case gives, or derive it for the case itself.")
            yield Diagnostic("ACC236", message, place, hint, word=name)


class _Written:
    """The names of a corpus: says which of those that a value uses are written nowhere."""

    def __init__(self, names: _KnownNames, place: Location) -> None:
        self.names = names
        self.place = place

    def event(self, text: str, event: str) -> Iterator[Diagnostic]:
        """Say that a text, or its event, is written nowhere."""
        texts = self.names.corpus.texts
        if text not in texts:
            yield _unknown("ACC218", _TEXT, text, self.place, texts)
        elif event not in texts[text].events:
            what = sentence("unknown event of `{text}`:", text=text)
            yield _unknown("ACC218", what, event, self.place, texts[text].events)

    def group(self, text: str, group: str) -> Iterator[Diagnostic]:
        """Say that a text, or its group of provisions, is written nowhere."""
        texts = self.names.corpus.texts
        if text not in texts:
            yield _unknown("ACC218", _TEXT, text, self.place, texts)
        elif group not in texts[text].entry_into_force:
            known = texts[text].entry_into_force
            yield _unknown("ACC215", NO_GROUP, group, self.place, known)

    def brackets(self, table: str) -> Iterator[Diagnostic]:
        """Say that no table of brackets has this address."""
        tables = self.names.tables
        if not any(version.brackets for version in tables.get(table, ())):
            yield _unknown("ACC219", _TABLE_OF_BRACKETS, table, self.place, tables)

    def cell(self, table: str, row: str, column: Value) -> Iterator[Diagnostic]:
        """Say that no table has this address, or no version of it this row."""
        return self.row(table, row)

    def row(self, table: str, row: str) -> Iterator[Diagnostic]:
        """Say the same of a row alone."""
        tables = self.names.tables.get(table)
        if not tables:
            yield _unknown("ACC219", _TABLE, table, self.place, self.names.tables)
            return
        pattern = row
        for fact in placeholders(row):
            pattern = pattern.replace(f"{{{fact}}}", "*")
        rows = {name for version in tables for name in version.rows}
        if not any(fnmatchcase(name, pattern) for name in rows):
            what = sentence("unknown row of `{table}`:", table=table)
            yield _unknown("ACC219", what, row, self.place, rows)

    def reading(self, choice: Choice[Any]) -> Iterator[Diagnostic]:
        """Say that a reading, or an option of it, is written nowhere, or that one is left out."""
        readings = self.names.corpus.readings
        reading = readings.get(choice.reading)
        if reading is None:
            yield _unknown("ACC210", _READING, choice.reading, self.place, readings, ("reading",))
            return
        for option in choice.options:
            if option not in reading.options:
                what = sentence("unknown option of `{reading}`:", reading=choice.reading)
                yield _unknown("ACC210", what, option, self.place, reading.options)
        left_out = [option for option in reading.options if option not in choice.options]
        if left_out:
            message = sentence(
                "reading `{reading}` has no alternative for {options}.",
                reading=choice.reading,
                options=backquoted(left_out),
            )
            hint = sentence("give one for each option.")
            yield Diagnostic("ACC210", message, self.place, hint, word=choice.reading)


def fact_names(corpus: Corpus) -> frozenset[str]:
    """Return the names of facts that a rule of a corpus may read, those of elements and of records
    among them, and the names of what is counted: collections and lists.
    """
    names = _KnownNames(corpus)
    of_records = {
        name
        for collection in corpus.vocabulary.collections.values()
        for begin in (
            collection.singular,
            *(f"{collection.name}.{key}" for key in collection.keys),
        )
        for name in _record_facts(begin, collection.lists)
    }
    return frozenset(names.facts | names.lists | of_records)


def _record_facts(begin: str, lists: Mapping[str, Records]) -> Iterator[str]:
    """Yield the names of lists of records, and of the facts in them."""
    for name, records in lists.items():
        yield f"{begin}.{name}"
        yield from (f"{begin}.{name}.{fact}" for fact in records.facts)
        yield from _record_facts(f"{begin}.{name}", records.lists)
