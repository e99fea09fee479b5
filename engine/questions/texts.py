"""The text itself: an article as in force on a day with the
chain of each provision, and what changed between two days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from msgspec import Struct

from engine.diagnostics.bilingual import Bilingual, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput, nearest
from engine.language.model import Corpus, Table
from engine.language.values import Scalar
from engine.law.consolidation import Timeline, timeline_of
from engine.law.enactment import Act, Change, Enacted, EnactedArticle, Key, Law
from engine.questions.envelope import text_heading
from engine.questions.presentation import Plain, Presenter, iso
from engine.questions.question import Question
from engine.words.citation import ChainLink, article_name, place_name
from engine.words.formats import written
from engine.words.labels import class_labels, display
from engine.words.rules_aloud import rule_in_words

_BASES = {
    "official_text": ("texte officiel", "official text"),
    "official_summary": ("résumé officiel", "official summary"),
    "inferred": ("déduction", "inferred"),
}


def text(corpus: Corpus, question: Question, article: str | None = None) -> Plain:
    """Return the articles in force on a day, or the one
    named (`8`, or `accord/8` where two texts have one).

    Raises RefusedInput when no such article is in force that day, or an operation on it could not
    be applied.
    """
    timeline = timeline_of(corpus, question.known_on, question.readings)
    presenter = Presenter(corpus, question.language, question.readings)
    law = _law_on(timeline, question.on)
    answer = text_heading("text", question, corpus, presenter, timeline)
    if article is None:
        _refuse_doubts(law)
    chosen = (
        list(law.articles.values()) if article is None else _named(law, article, timeline, question)
    )
    answer["articles"] = [_article(one, timeline, presenter) for one in chosen if one.provisions]
    answer["repealed"] = [_emptied(one, presenter) for one in chosen if not one.provisions]
    return answer


def diff(corpus: Corpus, question: Question, start: date, end: date) -> Plain:
    """Return what changed in the law between two days: each
    operation that took effect, with what it changed.
    """
    if end < start:
        message = sentence("{end} comes before {start}.", end=end, start=start)
        raise RefusedInput(
            [
                Diagnostic(
                    "ACC406", message, Location("DATE"), sentence("give the earlier day first.")
                )
            ]
        )
    timeline = timeline_of(corpus, question.known_on, question.readings)
    presenter = Presenter(corpus, question.language, question.readings)
    _law_on(timeline, start)
    _refuse_doubts(_law_on(timeline, end))
    answer = text_heading("diff", question, corpus, presenter, timeline)
    answer |= {"from": start.isoformat(), "to": end.isoformat()}
    acts = [act for law in timeline.laws if start < law.start <= end for act in law.acts]
    answer["operations"] = [
        _operation(act, rank, timeline, presenter) for rank, act in enumerate(acts)
    ]
    return answer


def _law_on(timeline: Timeline, day: date) -> Law:
    law = timeline.law_on(day)
    if law is None:
        first = timeline.laws[0].start if timeline.laws else None
        message = sentence(
            "no law is in force on {day}: no text is known on that day of knowledge.", day=day
        )
        if first:
            message = sentence(
                "no law is in force on {day}: the first text is in force from {first}.",
                day=day,
                first=first,
            )
        raise RefusedInput(
            [Diagnostic("ACC401", message, Location("--on"), sentence("ask about a later day."))]
        )
    return law


def _refuse_doubts(law: Law, keys: Iterable[Key] | None = None) -> None:
    """Raise RefusedInput when an operation on one of the
    articles (on any, where none is named) could not be applied.
    """
    doubts = [
        doubt for key in (law.doubts if keys is None else keys) for doubt in law.doubts.get(key, ())
    ]
    if doubts:
        raise RefusedInput(finding for doubt in doubts for finding in doubt.findings)


def _named(law: Law, wanted: str, timeline: Timeline, question: Question) -> list[EnactedArticle]:
    keys = [
        key
        for key in dict.fromkeys((*law.articles, *law.doubts))
        if wanted in _names(key, timeline.corpus)
    ]
    _refuse_doubts(law, keys)
    there = [law.articles[key] for key in keys]
    if found := [one for one in there if one.provisions]:
        return found
    if there:
        raise RefusedInput([_repealed(one, wanted, timeline, question) for one in there])
    later = next(
        (
            later.start
            for later in timeline.laws
            for key in later.state.changed
            if wanted in _names(key, timeline.corpus)[1:]
        ),
        None,
    )
    hint = nearest(wanted, {one.number for one in law.articles.values() if one.provisions})
    if later and later > question.on:
        hint = sentence("it is in force from {later}.", later=later)
    raise RefusedInput(
        [
            Diagnostic(
                "ACC405",
                sentence(
                    "no article `{wanted}` is in force on {on}.", wanted=wanted, on=question.on
                ),
                Location("ARTICLE"),
                hint,
            )
        ]
    )


def _names(key: Key, corpus: Corpus) -> tuple[str, ...]:
    """How an article may be asked for: by its text, by its number,
    alone or after its text, and as it is cited where it has no number.
    """
    short = corpus.texts[key[0]].named.get(key[1]) if key[0] in corpus.texts else None
    return (key[0], key[1], "/".join(key), *((short.fr, short.en) if short else ()))


def _repealed(
    article: EnactedArticle, wanted: str, timeline: Timeline, question: Question
) -> Diagnostic:
    """An article of which nothing is left is named with the act that took the rest of it away."""
    by = article.last
    eve = by.on - timedelta(days=1)
    text = timeline.corpus.texts[article.text]
    named = Bilingual(
        article_name(article.number, "fr", text.named),
        article_name(article.number, "en", text.named),
    )
    message = sentence(
        (
            "no article `{wanted}` is in force on {on}: {text}, {article} is repealed by {act}, "
            "since {since}."
        ),
        wanted=wanted,
        on=question.on,
        text=text.short,
        article=named,
        act=Bilingual(by.display("fr"), by.display("en")),
        since=by.on,
    )
    return Diagnostic(
        "ACC409",
        message,
        Location("ARTICLE"),
        sentence("it is readable at an earlier day: `--on {eve}`.", eve=eve),
    )


def _article(article: EnactedArticle, timeline: Timeline, presenter: Presenter) -> Plain:
    text = presenter.corpus.texts[article.text]
    found: Plain = {
        "text": article.text,
        "text_short": presenter.say(text.short),
        "number": article.number,
    }
    found["name"] = article_name(article.number, presenter.language, text.named)
    found |= {"title": presenter.say(article.title)}
    found["provisions"] = [
        provision(one, timeline.until(one), presenter) for one in article.provisions
    ]
    return found | {
        "repealed": [
            {"id": id_} | _link(link, presenter)
            for id_, link in article.removed.items()
            if link.verb == "repealed"
        ]
    }


def _emptied(article: EnactedArticle, presenter: Presenter) -> Plain:
    """An article of which nothing is left, with the act that took the rest of it away."""
    short = presenter.say(presenter.corpus.texts[article.text].short)
    return {"text": article.text, "text_short": short, "number": article.number} | _link(
        article.last, presenter
    )


def provision(enacted: Enacted, until: date | None, presenter: Presenter) -> Plain:
    """Return a provision in one version as plain data: its sentence,
    its rule in words, its table, its chain and its source.
    """
    own, corpus = enacted.provision, presenter.corpus
    kind = "rule" if own.rule else "table" if own.table else "norm"
    found: Plain = {
        "address": own.address,
        "id": own.id,
        "place": place_name(own.place, presenter.language),
        "kind": kind,
    }
    found |= {"says": presenter.say(own.says), "quote": own.quote}
    found |= in_words(enacted, presenter)
    found["values"] = {
        name: written(value, "", presenter.language) for name, value in own.values.items()
    }
    found["value_labels"] = presenter.value_names(own.values)
    if own.table:
        found["table"] = table(own.table, presenter)
    found |= {"from": iso(enacted.since), "since": iso(enacted.since), "until": iso(until)}
    found["chain"] = [_link(link, presenter) for link in enacted.citation.chain]
    document = _document(corpus, own.source.document)
    title = document.get("title", {})
    found["source"] = {
        "document": own.source.document,
        "title": title.get(presenter.language, ""),
        "at": own.source.at,
    }
    found |= {
        "basis": own.basis,
        "basis_label": presenter.either(*_BASES[own.basis]),
        "repeats": list(own.repeats),
    }
    return found | {"citations": [presenter.citation(enacted.citation)]}


def table(own: Table, presenter: Presenter) -> Plain:
    """Return a table as plain data: rows and printed totals, or brackets."""
    called = f"{presenter.say(own.column)} " if own.column else ""
    labels = _classes(own.columns, presenter)
    found: Plain = {
        "unit": own.unit,
        "columns": [
            label or f"{called}{name}" for name, label in zip(own.columns, labels, strict=True)
        ],
    }
    rows = [
        {"name": name, "label": presenter.line(name), "cells": [str(cell) for cell in cells]}
        for name, cells in own.rows.items()
    ]
    printed = [
        {"name": name, "label": presenter.line(name), "cells": [str(cell) for cell in cells]}
        for name, (_, cells) in own.totals.items()
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
    return next(
        (text.documents[name] for text in corpus.texts.values() if name in text.documents), {}
    )


def _link(link: ChainLink, presenter: Presenter) -> Plain:
    return (
        {"verb": link.verb}
        | link.as_plain()
        | {"on": iso(link.on), "display": link.display(presenter.language)}
    )


# --- differences ----------------------------------------------------------------------------------


def _operation(act: Act, rank: int, timeline: Timeline, presenter: Presenter) -> Plain:
    """Return an act as plain data: what it is, and each provision
    that it added, changed or removed, before and after.
    """
    link = act.link
    says = (
        presenter.say(act.operation.says)
        if act.operation
        else presenter.either("entrée en vigueur", "entry into force")
    )
    found: Plain = {
        "display": link.display(presenter.language),
        "operation": link.operation,
        "verb": link.verb,
        "says": says,
    }
    changes = [
        _change(change, timeline, presenter)
        for change in act.changes
        if not _only_completed(change)
    ]
    return found | {"on": iso(link.on), "order": rank, "changes": changes}


def _only_completed(change: Change) -> bool:
    """Whether a provision is what it was, another having been put after it."""
    return bool(
        change.before and change.after and change.before.provision is change.after.provision
    )


def _change(change: Change, timeline: Timeline, presenter: Presenter) -> Plain:
    old, new = change.before, change.after
    shown = new or old
    assert shown is not None  # one of the two is there
    what = "added" if old is None else "removed" if new is None else "changed"
    found: Plain = {
        "address": change.address,
        "display": shown.citation.display(presenter.language),
        "change": what,
    }
    found |= {
        side: _side(one, timeline, presenter) for side, one in (("before", old), ("after", new))
    }
    found["values"] = list(_values(old, new, presenter))
    return found | {"citations": [presenter.citation(shown.citation)]}


def _side(enacted: Enacted | None, timeline: Timeline, presenter: Presenter) -> Plain | None:
    if enacted is None:
        return None
    interval = {"from": iso(enacted.since), "until": iso(timeline.until(enacted))}
    return {"says": presenter.say(enacted.provision.says)} | interval | in_words(enacted, presenter)


def in_words(enacted: Enacted, presenter: Presenter) -> Plain:
    """Return the rule of a provision read aloud, nothing for a provision that is no rule."""
    rule, corpus = enacted.provision.rule, presenter.corpus
    if rule is None:
        return {}
    return {
        "in_words": rule_in_words(
            rule,
            corpus.vocabulary,
            corpus.readings,
            presenter.language,
            None,
            corpus.occasions,
            corpus.texts,
        )
    }


def _values(old: Enacted | None, new: Enacted | None, presenter: Presenter) -> Iterable[Plain]:
    before, after = _flat(old, presenter), _flat(new, presenter)
    for name in dict.fromkeys((*before, *after)):
        one, other = before.get(name), after.get(name)
        if one is None or other is None or one.value != other.value:
            label = (other or one or _Figure("", "", "")).label
            sides = {
                key: _shown(found, presenter) if found else None
                for key, found in (("before", one), ("after", other))
            }
            yield {"name": name, "label": label} | sides


class _Figure(Struct, frozen=True):
    """A named value of a provision (its name is put into words
    by the rendering), or a figure of its table with its label.
    """

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
    found = {
        name: _Figure(labels.get(name, ""), value, "")
        for name, value in enacted.provision.values.items()
    }
    own = enacted.provision.table
    if own:
        shown = table(own, presenter)
        for row, cells in zip(shown["rows"], own.rows.values(), strict=True):
            for column, called, cell in zip(own.columns, shown["columns"], cells, strict=True):
                found[f"{row['name']} [{column}]"] = _Figure(
                    f"{row['label']}, {called}", cell, own.unit
                )
        for (limit, included, name), bracket in zip(own.brackets, shown["brackets"], strict=True):
            bound = f"{'≤' if included else '<'} {limit}" if limit is not None else ""
            found[f"[{name}]"] = _Figure(bracket["is"], bound, "")
    return found
