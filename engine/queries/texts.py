"""The text itself: an article as in force on a day with the chain of each provision, and what changed between two days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from engine.citation import ChainLink, place_name
from engine.clauses import Scalar
from engine.consolidation import Enacted, EnactedArticle, Law, Timeline, link_of, timeline_of
from engine.diagnostics import Diagnostic, Location, RefusedInput, nearest
from engine.formats import written
from engine.labels import class_labels, display
from engine.model import Corpus, Operation, Table
from engine.presentation import Plain, Presenter, iso
from engine.queries.question import Question, text_heading
from engine.words import rule_in_words

_BASES = {
    "official_text": ("texte officiel", "official text"),
    "official_summary": ("résumé officiel", "official summary"),
    "inferred": ("déduction", "inferred"),
}


def text(corpus: Corpus, question: Question, article: str | None = None) -> Plain:
    """Return the articles in force on a day, or the one named (`8`, or `accord/8` where two texts have one).

    Raises RefusedInput when no such article is in force that day.
    """
    timeline = timeline_of(corpus, question.known_on, question.readings)
    presenter = Presenter(corpus, question.language, question.readings)
    law = _law_on(timeline, question.on)
    answer = text_heading("text", question, corpus, presenter, timeline)
    chosen = list(law.articles.values()) if article is None else _named(law, article, timeline, question)
    answer["articles"] = [_article(one, law, timeline, presenter) for one in chosen if one.provisions]
    return answer


def diff(corpus: Corpus, question: Question, start: date, end: date) -> Plain:
    """Return what changed in the law between two days, provision by provision, grouped by the operation that did it."""
    if end < start:
        message = f"{end} comes before {start}."
        raise RefusedInput([Diagnostic("ACC406", message, Location("DATE"), "give the earlier day first.")])
    timeline = timeline_of(corpus, question.known_on, question.readings)
    presenter = Presenter(corpus, question.language, question.readings)
    before, after = _law_on(timeline, start), _law_on(timeline, end)
    answer = text_heading("diff", question, corpus, presenter, timeline)
    answer |= {"from": start.isoformat(), "to": end.isoformat()}
    groups: dict[str, Plain] = {}
    operations = {(op.text, op.article, op.id): op for op in _operations(corpus)}
    for address in dict.fromkeys((*before.provisions, *after.provisions)):
        old, new = before.provisions.get(address), after.provisions.get(address)
        if old is not new:
            _grouped(groups, address, old, new, timeline, operations, presenter)
    answer["operations"] = sorted(groups.values(), key=lambda group: (group["on"], group["order"]))
    return answer


def _operations(corpus: Corpus) -> Iterable[Operation]:
    return (op for text in corpus.texts.values() for article in text.articles for op in article.operations)


def _law_on(timeline: Timeline, day: date) -> Law:
    law = timeline.law_on(day)
    if law is None:
        first = timeline.laws[0].start if timeline.laws else None
        since = f"the first text is in force from {first}" if first else "no text is known on that day of knowledge"
        raise RefusedInput([Diagnostic("ACC401", f"no law is in force on {day}: {since}.", Location("--on"), "ask about a later day.")])
    return law


def _named(law: Law, wanted: str, timeline: Timeline, question: Question) -> list[EnactedArticle]:
    found = [one for one in law.articles.values() if wanted in (one.number, f"{one.text}/{one.number}", one.text) and one.provisions]
    if found:
        return found
    later = next((later.start for later in timeline.laws for key in later.articles if wanted in (key[1], "/".join(key))), None)
    hint = nearest(wanted, {one.number for one in law.articles.values()})
    if later and later > question.on:
        hint = f"it is in force from {later}."
    raise RefusedInput([Diagnostic("ACC405", f"no article `{wanted}` is in force on {question.on}.", Location("ARTICLE"), hint)])


def _article(article: EnactedArticle, law: Law, timeline: Timeline, presenter: Presenter) -> Plain:
    found: Plain = {"text": article.text, "text_short": presenter.say(presenter.corpus.texts[article.text].short), "number": article.number}
    found |= {"title": presenter.say(article.title)}
    return found | {"provisions": [provision(one, _until(one, law, timeline), presenter) for one in article.provisions]}


def _until(enacted: Enacted, law: Law, timeline: Timeline) -> date | None:
    address = enacted.provision.address
    return next((later.start for later in timeline.laws if later.start > law.start and later.provisions.get(address) is not enacted), None)


def provision(enacted: Enacted, until: date | None, presenter: Presenter) -> Plain:
    """Return a provision in one version as plain data: its sentence, its rule in words, its table, its chain and its source."""
    own, corpus = enacted.provision, presenter.corpus
    kind = "rule" if own.rule else "table" if own.table else "norm"
    found: Plain = {"address": own.address, "id": own.id, "place": place_name(own.place, presenter.language), "kind": kind}
    found |= {"says": presenter.say(own.says), "quote": own.quote}
    if own.rule:
        found["in_words"] = rule_in_words(
            own.rule, corpus.vocabulary, corpus.readings, presenter.language, None, corpus.occasions, corpus.texts
        )
    found["values"] = {name: written(value, "", presenter.language) for name, value in own.values.items()}
    found["value_labels"] = presenter.value_names(own.values)
    if own.table:
        found["table"] = table(own.table, presenter)
    found |= {"since": iso(enacted.since), "until": iso(until) if until else None}
    found["chain"] = [_link(link, presenter) for link in enacted.citation.chain]
    document = _document(corpus, own.source.document)
    title = document.get("title", {})
    found["source"] = {"document": own.source.document, "title": title.get(presenter.language, ""), "at": own.source.at}
    found |= {"basis": own.basis, "basis_label": presenter.either(*_BASES[own.basis]), "repeats": list(own.repeats)}
    return found | {"citations": [presenter.citation(enacted.citation)]}


def table(own: Table, presenter: Presenter) -> Plain:
    """Return a table as plain data: rows and printed totals, or brackets."""
    called = f"{presenter.say(own.column)} " if own.column else ""
    labels = _classes(own.columns, presenter)
    found: Plain = {"unit": own.unit, "columns": [label or f"{called}{name}" for name, label in zip(own.columns, labels, strict=True)]}
    rows = [{"name": name, "label": presenter.line(name), "cells": [str(cell) for cell in cells]} for name, cells in own.rows.items()]
    printed = [
        {"name": name, "label": presenter.line(name), "cells": [str(cell) for cell in cells]} for name, (_, cells) in own.totals.items()
    ]
    return found | {"rows": rows, "totals": printed, "brackets": list(_brackets(own, presenter))}


def _classes(names: Sequence[Scalar], presenter: Presenter) -> list[str]:
    return class_labels(names, presenter.corpus.vocabulary, presenter.language)


def _brackets(own: Table, presenter: Presenter) -> Iterable[Plain]:
    low = ""
    labels = _classes([name for _, _, name in own.brackets], presenter)
    for (limit, included, name), label in zip(own.brackets, labels, strict=True):
        shown = "" if limit is None else display(limit, None, presenter.language)
        high = f"{'≤' if included else '<'} {shown}" if shown else ""
        yield {"label": " ".join(part for part in (low, high) if part), "is": label or str(name)}
        # what an included limit leaves to the next bracket begins just above it
        low = (
            presenter.either(f"plus de {shown}", f"above {shown}")
            if included
            else presenter.either(f"à partir de {shown}", f"from {shown}")
        )


def _document(corpus: Corpus, name: str) -> Mapping[str, Any]:
    return next((text.documents[name] for text in corpus.texts.values() if name in text.documents), {})


def _link(link: ChainLink, presenter: Presenter) -> Plain:
    return {"verb": link.verb} | link.as_plain() | {"on": iso(link.on), "display": link.display(presenter.language)}


# --- differences ------------------------------------------------------------------------------------------------------


def _grouped(
    groups: dict[str, Plain],
    address: str,
    old: Enacted | None,
    new: Enacted | None,
    timeline: Timeline,
    operations: Mapping[tuple[str, str, str], Operation],
    presenter: Presenter,
) -> None:
    link = new.citation.chain[-1] if new else _repealed_by(address, timeline)
    if link is None:
        return
    name = f"{link.display(presenter.language)} {link.operation}"
    operation = operations.get((link.text, link.article, link.operation))
    if name not in groups:
        says = presenter.say(operation.says) if operation else presenter.either("entrée en vigueur", "entry into force")
        groups[name] = {
            "display": link.display(presenter.language),
            "operation": link.operation,
            "verb": link.verb,
            "says": says,
            "on": iso(link.on),
            "order": len(groups),
            "changes": [],
        }
    change = "added" if old is None else "removed" if new is None else "changed"
    shown = new or old
    assert shown is not None  # one of the two laws has it
    one: Plain = {"address": address, "display": shown.citation.display(presenter.language), "change": change}
    one |= {"before": {"says": presenter.say(old.provision.says)} if old else None}
    one |= {"after": {"says": presenter.say(new.provision.says)} if new else None, "values": list(_values(old, new, presenter))}
    groups[name]["changes"].append(one | {"citations": [presenter.citation(shown.citation)]})


def _repealed_by(address: str, timeline: Timeline) -> ChainLink | None:
    """The link of the operation that took a provision away: replaced with its article, or repealed."""
    corpus = timeline.corpus
    for text in corpus.texts.values():
        for article in text.articles:
            for op in article.operations:
                targets = op.target == address or (op.target.count("/") == 1 and address.startswith(f"{op.target}/"))
                day = timeline.effect_date(text.id, op.effect)
                if targets and op.verb in ("replace", "repeal") and day:
                    return link_of(op, text, day)
    return None


def _values(old: Enacted | None, new: Enacted | None, presenter: Presenter) -> Iterable[Plain]:
    before, after = _flat(old, presenter), _flat(new, presenter)
    for name in dict.fromkeys((*before, *after)):
        one, other = before.get(name), after.get(name)
        if one is None or other is None or one.value != other.value:
            label = (other or one or _Figure("", "", "")).label
            sides = {key: _shown(found, presenter) if found else None for key, found in (("before", one), ("after", other))}
            yield {"name": name, "label": label} | sides


class _Figure(Struct, frozen=True):
    """A named value of a provision (its name is put into words by the rendering), or a figure of its table with its label."""

    label: str
    value: Any
    unit: str


def _shown(found: _Figure, presenter: Presenter) -> str:
    return written(found.value, "EUR" if found.unit == "EUR" else "", presenter.language)


def _flat(enacted: Enacted | None, presenter: Presenter) -> dict[str, _Figure]:
    """The named values of a provision and the figures of its table, by name."""
    if enacted is None:
        return {}
    labels = presenter.value_names(enacted.provision.values)
    found = {name: _Figure(labels.get(name, ""), value, "") for name, value in enacted.provision.values.items()}
    own = enacted.provision.table
    if own:
        shown = table(own, presenter)
        for row, cells in zip(shown["rows"], own.rows.values(), strict=True):
            for column, called, cell in zip(own.columns, shown["columns"], cells, strict=True):
                found[f"{row['name']} [{column}]"] = _Figure(f"{row['label']}, {called}", cell, own.unit)
        for (limit, included, name), bracket in zip(own.brackets, shown["brackets"], strict=True):
            bound = f"{'≤' if included else '<'} {limit}" if limit is not None else ""
            found[f"[{name}]"] = _Figure(bracket["is"], bound, "")
    return found
