"""Finds names that people read and that have no label in French and in English.

Rows and columns of tables, events, groups of provisions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic
from engine.language.model import Corpus, LegalText, Provision, Vocabulary, provisions_of
from engine.language.values import Scalar
from engine.words.labels import COMMON_EVENTS, has_label


def unlabelled(corpus: Corpus) -> Iterator[Diagnostic]:
    """Yield a finding for each row, column, event and group without a label.

    An answer could only show it as its file writes it.
    """
    for text in corpus.texts.values():
        yield from _events_and_groups(text)
    for provision in provisions_of(corpus.texts.values()):
        if provision.table:
            yield from _rows(provision, corpus.vocabulary)
            yield from _columns(provision, corpus.vocabulary)


def _events_and_groups(text: LegalText) -> Iterator[Diagnostic]:
    for name, event in text.events.items():
        if event.label is None and name not in COMMON_EVENTS:
            message = sentence(
                "the event `{event}` of the text `{text}` has no label.", event=name, text=text.id
            )
            yield Diagnostic(
                "ACC212",
                message,
                text.location,
                sentence("add `label: {fr: …, en: …}` to it."),
                word=name,
                under=("events",),
            )
    for name in text.entry_into_force:
        if name != "ordinary" and name not in text.groups:
            message = sentence(
                "the group `{group}` of the text `{text}` has no label.", group=name, text=text.id
            )
            hint = sentence(
                "write `{group}: {fr: …, en: …}` under `groups` in text.yaml.", group=name
            )
            yield Diagnostic(
                "ACC212", message, text.location, hint, word=name, under=("entry_into_force",)
            )


def _rows(provision: Provision, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    assert provision.table is not None
    for row in (*provision.table.rows, *provision.table.totals):
        # A number reads the same in every language.
        if not row.isdecimal() and not has_label(vocabulary.lines, row, vocabulary):
            message = sentence("the row `{row}` has no label.", row=row)
            hint = sentence(
                "write `{row}: {fr: …, en: …}` under `lines` in vocabulary.yaml.", row=row
            )
            yield Diagnostic(
                "ACC212", message, provision.location, hint, word=row, under=("rows", "totals")
            )


def _columns(provision: Provision, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """Columns and classes named by words: numbers and dates read the same in every language."""
    table = provision.table
    assert table is not None
    if table.column is None:
        for name in _not_of_one_fact(table.columns, vocabulary):
            message = sentence("the column `{column}` has no label.", column=name)
            hint = sentence(
                "make it one of the `values` of a fact, with those beside it, or name the "
                "columns by `column: {fr: …, en: …}`."
            )
            yield Diagnostic(
                "ACC212", message, provision.location, hint, word=name, under=("columns",)
            )
    for name in _not_of_one_fact([name for _, _, name in table.brackets], vocabulary):
        message = sentence("the class `{name}` has no label.", name=name)
        hint = sentence("make it one of the `values` of a fact, with those beside it.")
        yield Diagnostic(
            "ACC212", message, provision.location, hint, word=name, under=("brackets",)
        )


def _not_of_one_fact(names: Sequence[Scalar], vocabulary: Vocabulary) -> list[str]:
    """Return the words among names that the fact which knows most of them does not know."""
    words = [name for name in names if isinstance(name, str)]
    known = [
        {name for name in words if name in word.values}
        for word in vocabulary.facts.values()
        if word.values
    ]
    best = max(known, key=len, default=set())
    return [name for name in words if name not in best]
