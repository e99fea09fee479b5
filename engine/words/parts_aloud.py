"""What an amendment does to one part of a provision, in words: « le montant de la taille 2 passe de
15 000 € à 17 500 € ».
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct

from engine.diagnostics.bilingual import Language
from engine.language.expected import plain
from engine.language.model import LawTable, Operation, Provision, Vocabulary
from engine.language.parts import (
    Cell,
    Inside,
    ListItem,
    NamedValue,
    NotThere,
    PartChange,
    TableBracket,
    TableColumn,
    TableRow,
    TableTotal,
    TotalCell,
)
from engine.language.temporal import parse_duration
from engine.words.formats import listed, quoted, ratio, written
from engine.words.labels import class_labels, definite, fact_label, name_label, word_of
from engine.words.phrases import contracted

_SHARE: Final = re.compile(r"(\d+(?:[.,]\d+)?)\s*%")
"""The name of a bracket that gives a share, as its table writes it."""


def parts_in_words(
    operation: Operation,
    before: Provision,
    after: Provision,
    vocabulary: Vocabulary,
    language: Language,
) -> Iterator[str]:
    """Yield, for each part that an operation changes, the clause that says what becomes of it, from
    what the provision was and what it is.
    """
    aloud = _PartsAloud(before, after, vocabulary, language)
    for change in operation.parts:
        was, is_ = _standing(change, before.written), _standing(change, after.written)
        if change.adds:
            was, is_ = None, change.value
        elif change.value is None:
            is_ = None
        else:
            is_ = change.value
        if was is not None or is_ is not None:
            yield aloud.said(change, was, is_)


def _standing(change: PartChange, content: Mapping[str, Any]) -> Any:
    try:
        return change.part.standing(content, change.expect)
    except NotThere:
        return None


class _PartsAloud(Struct):
    """Says what becomes of the parts of a provision in one language."""

    before: Provision
    after: Provision
    vocabulary: Vocabulary
    language: Language

    def said(self, change: PartChange, was: Any, is_: Any) -> str:
        """Return the clause for one part."""
        match change.part:
            case Cell(row, column):
                return self._cell(column, was, is_) + f" ({self._row(row)})"
            case TotalCell(total, column):
                named = self._named("total", "total", self._row(total))
                return self._cell(column, was, is_) + f" ({named})"
            case TableRow(row):
                return self._changed(self._named("la ligne", "the row", self._row(row)), was, is_)
            case TableTotal(total):
                named = self._named("le total", "the total", self._row(total))
                return self._changed(named, was, is_, feminine=False)
            case TableColumn(column):
                return self._column(column, was, is_)
            case TableBracket(name):
                label = self._class(name)
                return self._changed(self._named("la tranche", "the bracket", label), was, is_)
            case NamedValue(name):
                known = self.vocabulary.values.get(name)
                said = definite(known.in_language(self.language), self.language) if known else ""
                return self._changed(said or self._noun(is_ if was is None else was), was, is_)
            case Inside(at):
                return self._changed(self._inside(at, was, is_), was, is_)
            case ListItem():
                return self._item(was, is_)
        raise TypeError(change.part)

    def _of(self, french: str, english: str) -> str:
        return french if self.language == "fr" else english

    def _named(self, french: str, english: str, label: str) -> str:
        return f"{self._of(french, english)} {quoted(label, self.language)}"

    @property
    def _table(self) -> LawTable | None:
        return self.after.table or self.before.table

    def _row(self, row: str) -> str:
        return name_label(self.vocabulary.lines, row, self.vocabulary, self.language)

    def _class(self, name: Any) -> str:
        share = _SHARE.fullmatch(name) if isinstance(name, str) else None
        if share:
            return ratio(Decimal(share[1].replace(",", ".")) / 100, self.language)
        table = self._table
        names = list(table.columns) if table else []
        names += [bracket[2] for bracket in table.brackets] if table else []
        label = class_labels(names if name in names else [name], self.vocabulary, self.language)
        return label[names.index(name) if name in names else 0] or str(name)

    def _column_named(self, column: Any) -> str:
        table = self._table
        if table is not None and table.column is not None:
            called = definite(table.column.in_language(self.language), self.language)
            return f"{called} {self._class(column)}"
        return quoted(self._class(column), self.language)

    def _figure(self, value: Any) -> str:
        table = self._table
        if isinstance(value, Mapping):
            return self._grouped(value)
        return written(value, table.unit if table else "", self.language)

    def _grouped(self, value: Mapping[str, Any]) -> str:
        """Return a bracket by its limit, a total by its cells, anything else as it is written."""
        if "below" in value:
            return self._of("moins de {}", "less than {}").format(self._figure(value["below"]))
        if "up_to" in value:
            return self._of("{} au plus", "{} at most").format(self._figure(value["up_to"]))
        if "values" in value:
            return self._figure(value["values"])
        return self._of("sans limite", "no limit") if [*value] == ["is"] else plain(value)

    def _cell(self, column: Any, was: Any, is_: Any) -> str:
        table, named = self._table, self._column_named(column)
        money = table is not None and table.unit == "EUR"
        what = self._of(
            "le montant" if money else "la valeur", "the amount" if money else "the value"
        )
        of = (
            contracted("de", named)
            if self.language == "fr"
            else f"for {named.removeprefix('the ')}"
        )
        return self._changed(f"{what} {of}", was, is_)

    def _column(self, column: Any, was: Any, is_: Any) -> str:
        label = self._column_named(column)
        named = self._of("la colonne {}", "the column for {}").format(label.removeprefix("the "))
        if was is None or is_ is None:
            return self._changed(named, was, is_)
        cells = [
            self._changed(quoted(self._row(name), self.language), was.get(name), cell)
            for name, cell in is_.items()
        ]
        return self._of("dans {}, {}", "in {}, {}").format(named, listed(cells, self.language))

    def _inside(self, at: tuple[Any, ...], was: Any, is_: Any) -> str:
        """Return what stands where a path leads: a day, a duration, a figure, and of which fact."""
        value = is_ if was is None else was
        noun = self._noun(value)
        facts = [step for step in at if isinstance(step, str) and word_of(step, self.vocabulary)]
        if not facts:
            return noun
        label = definite(fact_label(facts[-1], self.vocabulary, self.language), self.language)
        return self._of("{} pour {}", "{} for {}").format(noun, label)

    def _noun(self, value: Any) -> str:
        if isinstance(value, int) and not isinstance(value, bool):
            return self._of("le chiffre", "the figure")
        if isinstance(value, list):
            return self._of("la liste", "the list")
        text = str(value)
        try:
            parse_duration(text)
        except ValueError:
            pass
        else:
            return self._of("la durée", "the duration")
        if text[:4].isdecimal() and text[4:5] == "-":
            return self._of("le jour", "the day")
        figure = text[:1].isdecimal()
        return self._of("le chiffre", "the figure") if figure else self._of("le mot", "the word")

    def _item(self, was: Any, is_: Any) -> str:
        old, new = (quoted(self._item_named(item), self.language) for item in (was, is_))
        if was is None:
            return self._of("{} est ajouté à la liste", "{} is added to the list").format(new)
        if is_ is None:
            return self._of("{} est retiré de la liste", "{} is taken off the list").format(old)
        template = self._of("{} prend la place de {}", "{} takes the place of {}")
        return template.format(new, old)

    def _item_named(self, item: Any) -> str:
        if not isinstance(item, str):
            return plain(item) if item is not None else ""
        label = class_labels([item], self.vocabulary, self.language)[0]
        return label or name_label(self.vocabulary.lines, item, self.vocabulary, self.language)

    def _changed(self, named: str, was: Any, is_: Any, *, feminine: bool = True) -> str:
        """Return the clause that says that something is added, taken away, or goes from one value
        to another.
        """
        e = "e" if feminine and named.startswith(("la ", "l’", "l'")) else ""
        if was is None:
            template = self._of(f"{{}} est ajouté{e} : {{}}", "{} is added: {}")
            return template.format(named, self._figure(is_))
        if is_ is None:
            return self._of(f"{{}} est supprimé{e}", "{} is taken away").format(named)
        template = self._of("{} passe de {} à {}", "{} goes from {} to {}")
        return template.format(named, self._figure(was), self._figure(is_))
