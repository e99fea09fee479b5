"""An empty table of cases: its headings, as `accord batch` reads them back, as CSV or as a workbook
with lists to choose from, formats, and a sheet that explains each column.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from engine.diagnostics.bilingual import Bilingual, Language, sentence
from engine.documents.sheets import Book, Column
from engine.drafting.case_file import unit_of
from engine.drafting.empty_case import how_written
from engine.language.model import Corpus, Vocabulary, Word
from engine.tables.columns import CASE, HELD, all_names, resolve
from engine.tables.intake.headings import Labels
from engine.words.labels import fact_label, word_of

if TYPE_CHECKING:
    from collections.abc import Iterator

ROWS: Final = 1000
"""How many rows are ready to be filled, with their lists."""
_LONGEST_LIST: Final = 255
"""How many signs a list of choices holds in a workbook."""
_CASES = Bilingual("dossiers", "cases")
_COLUMNS = Bilingual("colonnes", "columns")
_CASE_HEADING = Bilingual("dossier", "case")
_CASE_LABEL = Bilingual("identifiant du dossier", "id of the case")


class Heading(Struct, frozen=True):
    """A column of the table: what heads it, the fact that it holds, and its word."""

    title: str
    name: str
    word: Word


def headings(vocabulary: Vocabulary, language: Language) -> list[Heading]:
    """Return the columns of a table of cases, in the order of the vocabulary.

    A fact is headed by what it is called; by its name where several are called so.
    """
    labels = Labels(vocabulary)
    columns = [Heading(_CASE_HEADING.in_language(language), CASE, Word(CASE, "text", _CASE_LABEL))]
    for name in all_names(vocabulary):
        column = resolve(name, vocabulary)
        if column is None:
            continue
        called = fact_label(name, vocabulary, language)
        title = called if labels.names(called) == (name,) else name
        columns.append(Heading(title, name, column.word))
    return columns


def as_csv(corpus: Corpus, language: Language) -> bytes:
    """Return the headings as a CSV file; in French with semicolons, as spreadsheets open it."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if language == "fr" else ",", lineterminator="\n")
    writer.writerow([heading.title for heading in headings(corpus.vocabulary, language)])
    return text.getvalue().encode("utf-8-sig")


def as_workbook(corpus: Corpus, language: Language, day: date) -> bytes:
    """Return the table as a workbook; `day` is when it is said to be made."""
    columns = headings(corpus.vocabulary, language)
    book = Book(language, _CASES.in_language(language), day)
    _table(book, columns)
    _explained(book, columns, corpus.vocabulary)
    return book.close()


def _table(book: Book, columns: list[Heading]) -> None:
    """Write the sheet to fill in: its headings, and for each column its format and its choices."""
    sheet = book.sheet(_CASES.in_language(book.language))
    shown = [Column(heading.title, HELD[heading.word.type].sheet) for heading in columns]
    widths = [max(14, min(26, len(heading.title) // 2 + 4)) for heading in columns]
    sheet.widths(*widths)
    sheet.headings(shown, frozen=1, filtered=ROWS)
    for rank, (column, heading) in enumerate(zip(shown, columns, strict=True)):
        sheet.sheet.set_column(rank, rank, widths[rank], book.styles.of(column.kind))
        rule = _validation(heading, book.language)
        if rule:
            sheet.sheet.data_validation(1, rank, ROWS, rank, rule)


def _validation(heading: Heading, language: Language) -> dict[str, Any]:
    """Return what a cell of a column lets one choose; nothing where one writes freely."""
    choices = _choices(heading.word, language)
    if not choices or len(",".join(choices)) > _LONGEST_LIST:
        return {}
    return {
        "validate": "list",
        "source": choices,
        "error_title": heading.title[:32],
        "error_message": sentence("Choose one of the list.").in_language(language),
    }


def _choices(word: Word, language: Language) -> list[str]:
    if word.type == "boolean":
        return ["oui", "non"] if language == "fr" else ["yes", "no"]
    called = [label.in_language(language) for label in word.values.values()]
    spoken = len({label.lower() for label in called}) == len(called)
    if (
        spoken
        and not any("," in label for label in called)
        and len(",".join(called)) < _LONGEST_LIST
    ):
        return called
    return list(word.values)


def _explained(book: Book, columns: list[Heading], vocabulary: Vocabulary) -> None:
    """Write the sheet that says of each column what it asks and how it is written."""
    language = book.language
    titles = (
        (sentence("column"), 34),
        (sentence("question"), 60),
        (sentence("unit"), 14),
        (sentence("how it is written"), 40),
        (sentence("values"), 50),
        (sentence("fact"), 34),
    )
    shown = [Column(said.in_language(language), "text", width) for said, width in titles]
    rows = [list(_explanation(heading, vocabulary, language)) for heading in columns]
    book.sheet(_COLUMNS.in_language(language)).table(shown, rows)


def _explanation(heading: Heading, vocabulary: Vocabulary, language: Language) -> Iterator[str]:
    word = word_of(heading.name, vocabulary) or heading.word
    yield heading.title
    yield (heading.word.question or word.label).in_language(language)
    yield unit_of(heading.word, vocabulary, language)
    choices = _choices(heading.word, language)
    if heading.word.type == "boolean":
        yield sentence("one of: {values}", values=", ".join(choices)).in_language(language)
    elif heading.word.type == "date":
        yield sentence("a day, or `not_yet`").in_language(language)
    elif choices:
        yield sentence("one of the values, by its name or its id").in_language(language)
    else:
        yield how_written(heading.word).in_language(language)
    yield "\n".join(
        f"{value}: {label.in_language(language)}" for value, label in heading.word.values.items()
    )
    yield heading.name
