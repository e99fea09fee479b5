"""The rows of a run as a workbook that a person opens: headings and labels in words, the name of
each case, the articles written out.

The columns of Parquet and CSV are all there, in their order. Their names stand in the first row,
which is hidden; the headings in words are in the second. A column of ids stands folded after the
one that says them in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from msgspec import Struct

from engine.documents.sheets import Book, Column, Kind, Sheet, Value, width_of
from engine.documents.wording import known, say
from engine.law.consolidation import Enacted
from engine.questions.missing_law import outside_label
from engine.questions.naming import Names
from engine.reasoning.explanation import is_outside
from engine.render.wording import word_or
from engine.tables.columns import CASE
from engine.tables.compile.plan import Plan
from engine.tables.compile.rows import BASIS, CHOSEN
from engine.tables.compile.wide import Wide
from engine.tables.run.outputs import SAMPLE, kind_of, put_row
from engine.tables.run.request import Request
from engine.words.formats import typographic, upper_first
from engine.words.labels import has_label

_LABELLED: Final = frozenset(
    {"kind", "line", "part", "benefit", "requirement", "outcome", "entry", "status", BASIS}
    | {"missing", "conditional", "law", "reading"}
)
"""The columns of ids that are also said in words."""
_WIDEST: Final = 48
"""How wide a column of texts is at most, in signs: they do not wrap, so that a row is a line."""
_FOLDED: Final = frozenset({"occasion", "rule", "citation"})
"""The columns of ids that are not: the articles say them."""


class _Place(Struct, frozen=True):
    """A column of the sheet: of the rows as they are, or in words beside the column it names."""

    name: str
    column: Column
    worded: bool = False
    folded: bool = False


class ResultBook:
    """The workbook of a run; it writes rows as the other writers of `outputs.py` do."""

    def __init__(self, request: Request, names: Mapping[str, str]) -> None:
        """Begin for a run; `names` says what the cases are called, by their ids."""
        self._request = request
        self._called = names
        self._language = request.question.language
        self._names = [Names(corpus, self._language) for corpus in request.corpora.values()]
        self._said: dict[tuple[Any, ...], str] = {}
        self._cited: dict[tuple[int, int], Sequence[Enacted]] = {}
        self._plan: Plan | None = None
        self._wide: Wide | None = None

    def begin(self, path: Path, schema: pa.Schema) -> ResultBook:
        """Begin the file: the names of the columns, then their headings."""
        question = self._request.question
        title = word_or("query", self._request.family, self._language)
        self._book = Book(self._language, title, question.known_on, path)
        self._sheet = self._book.sheet(self._say("sheet.results"))
        self._schema = schema
        self._places = list(self._laid_out(schema))
        self._sampled: list[list[Value]] = []
        for rank, place in enumerate(self._places):
            if not place.worded:
                self._sheet.sheet.write_string(0, rank, place.name)
        self._sheet.sheet.set_row(0, None, None, {"hidden": True})
        self._sheet.row = 1
        self._sheet.sheet.set_row(1, 32)
        self._columns = [place.column for place in self._places]
        self._sheet.headings(self._columns, frozen=2 if self._called else 1)
        return self

    def of_plan(self, plan: Plan, wide: Wide | None) -> None:
        """Say which plan gives the rows that come next."""
        self._plan, self._wide = plan, wide

    def write(self, batch: pa.RecordBatch) -> None:
        """Write rows of the schema given."""
        columns = {
            name: batch.column(rank).to_pylist() for rank, name in enumerate(batch.schema.names)
        }
        for rank in range(batch.num_rows):
            row = {name: values[rank] for name, values in columns.items()}
            shown = [
                self._in_words(place.name, row) if place.worded else row[place.name]
                for place in self._places
            ]
            if len(self._sampled) < SAMPLE:
                self._sampled.append(shown)
            put_row(self._sheet, self._columns, shown)

    def close(self) -> None:
        """Finish the file: widths, filters, the articles, what was asked."""
        sheet = self._sheet.sheet
        for rank, place in enumerate(self._places):
            folded = {"level": 1, "hidden": True} if place.folded else {}
            width = width_of(place.column, rank, self._sampled, _WIDEST)
            sheet.set_column(rank, rank, width, None, folded)
        last = max(self._sheet.row - 1, 2)
        sheet.autofilter(1, 0, last, len(self._places) - 1)
        self._articles()
        self._about()
        self._book.close()

    # --- what stands where ---

    def _laid_out(self, schema: pa.Schema) -> Iterator[_Place]:
        """Yield the columns of the sheet."""
        ruled = False
        for field in schema:
            name, kind = field.name, kind_of(field.type)
            rules = name == "rules" or name.startswith("rules_")
            if name == "citation" or (rules and not ruled):
                ruled = rules
                yield _Place(name, Column(self._say("column.articles"), "short"), worded=True)
            if name in _LABELLED:
                yield _Place(name, Column(self._heading(name), "short"), worded=True)
            folded = rules or name in _LABELLED | _FOLDED
            heading = name if folded else self._heading(name)
            yield _Place(name, Column(heading, kind), folded=folded)
            if name == CASE and self._called:
                yield _Place("name!", Column(self._say("column.name"), "short"), worded=True)

    def _heading(self, name: str) -> str:
        """Return what a column is called: that of a line of money by its label."""
        key = f"batch.{name}"
        if known(key):
            return self._say(key)
        line, _, of = name.partition("adjustment.")
        label = self._of_corpora("line", of or line)
        return upper_first(f"{self._say('batch.adjustment')} — {label}" if of else label)

    # --- words ---

    def _say(self, key: str) -> str:
        return say(key, self._language)

    def _in_words(self, name: str, row: Mapping[str, Any]) -> str | None:
        """Return in words what a column says on a row."""
        if name == "name!":
            return self._called.get(row[CASE])
        if name == "citation" or name == "rules":
            return self._articles_of(row)
        value = row[name]
        if value is None:
            return None
        beside = row.get({"status": "kind", "requirement": "citation"}.get(name, ""))
        key = (name, value, beside)
        if key not in self._said:
            words = typographic(self._worded(name, value, beside), self._language)
            self._said[key] = upper_first(words) if name in ("line", "entry", "benefit") else words
        return self._said[key]

    def _worded(self, name: str, value: str, beside: Any) -> str:
        match name:
            case "line" | "part" | "benefit" | "entry":
                return self._of_corpora(name, value)
            case "kind":
                key = f"kind.{value}"
                return self._say(key) if known(key) else word_or("entry", value, self._language)
            case "status":
                payment = (
                    {"due": "payable", "conditional": "undated"} if beside == "payment" else {}
                )
                return word_or("status", payment.get(value, value), self._language)
            case "outcome" | "basis":
                return word_or(name, value, self._language)
            case "requirement":
                return self._requirement(value, beside)
            case "missing":
                return self._listed(self._missing(each) for each in value.split(" "))
            case "conditional":
                return self._listed(self._event(each) for each in value.split(" "))
            case "reading":
                return self._reading(value)
        key = f"{name}.{value}"
        return self._say(key) if known(key) else value

    def _of_corpora(self, name: str, value: str) -> str:
        """Return a label from the first law whose words have it, else the id as words."""
        tables = {"line": "lines", "part": "parts", "benefit": "benefits", "entry": "entries"}
        for names in self._names:
            words = names.corpus.vocabulary
            if has_label(getattr(words, tables[name]), value, words):
                break
        else:
            names = self._names[0]
        label: str = getattr(names, name)(value)
        return label

    def _requirement(self, value: str, citation: int | None) -> str:
        """Return what the provision of a requirement says, where its citation has it."""
        for enacted in self._provisions(citation):
            provision = enacted.provision
            requires = getattr(getattr(provision, "rule", None), "then", None)
            if getattr(requires, "requirement", None) == value:
                return provision.says.in_language(self._language)
        return value.replace("_", " ")

    def _missing(self, name: str) -> str:
        if not is_outside(name):
            return self._names[0].fact(name)
        text = re.split(r"[./]", name.partition(":")[2])[0]
        law = next((each for each in self._names if text in each.corpus.texts), self._names[0])
        return outside_label(name, law)

    def _event(self, name: str) -> str:
        """Return what an event of a text is called: `text.event`."""
        text, _, event = name.partition(".")
        for names in self._names:
            if text in names.corpus.texts:
                short = names.say(names.corpus.texts[text].short)
                label = self._say("event.effect") if event == "effect" else names.event(text, event)
                return f"{short}{names.either(' : ', ': ')}{label}"
        return name

    def _reading(self, value: str) -> str:
        if value == CHOSEN:
            return self._say("reading.chosen")
        id_, _, option = value.partition("=")
        for names in self._names:
            reading = names.corpus.readings.get(id_)
            if reading and option in reading.options:
                return names.say(reading.options[option])
        return value

    # --- articles ---

    def _provisions(self, citation: int | None) -> Sequence[Enacted]:
        """Return the provisions of a citation of the rows that are being written."""
        if citation is None or self._plan is None:
            return ()
        key = (id(self._plan), citation)
        if key not in self._cited:
            self._cited[key] = self._plan.citations.lists.get(citation, ())
        return self._cited[key]

    def _articles_of(self, row: Mapping[str, Any]) -> str | None:
        """Return the articles of a row, one after the other."""
        if self._wide is not None:
            return self._articles_of_bits(row, self._wide)
        citation = row.get("citation")
        key = ("articles", id(self._plan), citation)
        if key not in self._said:
            self._said[key] = self._joined(self._provisions(citation))
        return self._said[key] or None

    def _articles_of_bits(self, row: Mapping[str, Any], wide: Wide) -> str | None:
        """Return the articles of the rules whose bits are set."""
        bits = tuple((name, row[name]) for name in row if name.startswith("rules"))
        key = ("bits", id(wide), bits)
        if key not in self._said:
            set_ = dict(bits)
            rules = [bit for bit in wide.bits if (set_.get(bit.column) or 0) >> bit.bit & 1]
            self._said[key] = self._joined(enacted for bit in rules for enacted in bit.provisions)
        return self._said[key] or None

    def _joined(self, provisions: Iterable[Enacted]) -> str:
        return self._listed(one.citation.display(self._language) for one in provisions)

    def _listed(self, parts: Iterable[str]) -> str:
        return (" ; " if self._language == "fr" else "; ").join(dict.fromkeys(parts))

    def _articles(self) -> None:
        """Write the citations of the rows: a row for each provision of each."""
        cited = sorted(self._cited.items(), key=lambda one: one[0][1])
        rows = dict.fromkeys(
            (citation, rank, *self._provision(enacted))
            for (_, citation), provisions in cited
            for rank, enacted in enumerate(provisions, 1)
        )
        if not rows:
            return
        heads: dict[str, Kind] = {
            "citation": "number", "rank": "number", "article": "text", "in_force_from": "date",
            "basis": "short", "says": "text", "provision": "text",
        }  # fmt: skip
        columns = [Column(self._say(f"batch.{name}"), kind) for name, kind in heads.items()]
        self._book.sheet(self._say("sheet.citations")).table(columns, list(rows))

    def _provision(self, enacted: Enacted) -> list[Value]:
        citation = enacted.citation
        return [
            citation.display(self._language),
            enacted.since,
            word_or("basis", citation.weakest, self._language),
            typographic(enacted.provision.says.in_language(self._language), self._language),
            enacted.provision.address,
        ]

    def _about(self) -> None:
        """Write what was asked, and how the sheet is read."""
        question = self._request.question
        sheet: Sheet = self._book.sheet(self._say("sheet.about"))
        sheet.widths(34, 100)
        sheet.line(word_or("query", self._request.family, self._language), "title", across=2)
        sheet.pair(self._say("on"), question.on, "date")
        sheet.pair(self._say("known_on"), question.known_on, "date")
        for reading, option in question.readings.items():
            sheet.pair(self._say("batch.reading"), f"{reading} = {option}")
        sheet.gap()
        sheet.line(self._say("about.columns"), "plain", across=2)
