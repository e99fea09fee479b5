"""The facts of a table of cases as the rules read them: elements
listed, acts that have not happened, histories read on a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

import ibis
import ibis.expr.types as ir

from engine.language.model import Collection, OccasionKind, Records, Word
from engine.language.temporal import NOT_YET
from engine.language.values import Scalar, history_of
from engine.reasoning.occasions import group_of
from engine.tables.columns import CASE, HELD, Bounds, CaseColumn, TableShape
from engine.tables.passes import ALL, Passes
from engine.tables.terms import dating, lengths, terms
from engine.tables.terms.inference import never_null, of_column
from engine.tables.terms.levels import Kept, Reference, Sheet
from engine.tables.terms.terms import Term, Truth

LISTED, GIVEN = "listed", "given"


def term_in(column: CaseColumn, expr: ir.Value, bounds: Bounds | None = None) -> Term:
    """Return the term that a column holds, within the bounds that its rows have."""
    kind = column.held.term
    if kind == "duration":
        return Term(kind, lengths.read(expr))
    if kind not in ("date", "number"):
        return Term(kind, expr)
    return Term(kind, expr, **of_column(column, bounds).attributes())


def _without_dates(shape: TableShape) -> TableShape:
    """Return the shape without the first and the last day of its columns: no condition on a date
    is then folded before the rows are read.
    """
    dates = [name for name, column in shape.columns.items() if column.word.type == "date"]
    bounded = {name: shape.bounds[name] for name in dates if name in shape.bounds}
    unbounded = {name: replace(own, low=None, high=None) for name, own in bounded.items()}
    return replace(shape, bounds={**shape.bounds, **unbounded})


class BaseFacts:
    """The facts of each case on a sheet of one row per case.

    `shape` says which columns the table has. The sheet receives the columns that show which
    elements are listed.
    """

    def __init__(
        self,
        table: ir.Table,
        shape: TableShape,
        histories: ir.Table | None,
        day: date,
        passes: Passes = ALL,
    ) -> None:
        self.shape = shape = shape if "fold" in passes else _without_dates(shape)
        self.day = day
        self.passes = passes
        self.sheet = Sheet(table, "b", "facts", passes.rewriter({}))
        if histories is not None:
            self.sheet.remake(partial(_with_histories, histories=histories, shape=shape), {CASE})
        table = self.sheet.table
        self._facts: dict[str, Reference] = {}
        # which collections a case gives (null elsewhere), and which of their elements
        self._lists: dict[str, Reference] = {}
        self._varying: dict[str, Word] = {
            name: shape.varying(name) for name in sorted(shape.histories)
        }
        self.listed: dict[tuple[str, str], Reference] = {}
        self.given: dict[str, Reference] = {}
        for column in shape.columns.values():
            if column.role == "fact":
                held = term_in(column, table[column.name], shape.bounds.get(column.name))
                self._facts[column.name] = (
                    self.sheet.keep_term(held)  # what is computed with is not what is written
                    if held.kind == "duration"
                    else Kept(column.name, held)
                )
        for collection in shape.vocabulary.collections.values():
            self._list(collection)
        self._lists |= {
            name: partial(_some_given, columns=own)
            for name, own in _columns_of_lists(shape).items()
        }
        self.sheet.add_level()
        self._fill_unsaid()

    def _fill_unsaid(self) -> None:
        """Give the facts that a case leaves out the value that the vocabulary says, if any."""
        vocabulary, unsaid = self.shape.vocabulary, dict[str, Reference]()
        for word in vocabulary.facts.values():
            if word.unsaid is not None:
                unsaid[word.name] = self._unsaid(word.name, word, word.unsaid.value, listed=True)
        for collection in vocabulary.collections.values():
            words = [word for word in collection.facts.values() if word.unsaid is not None]
            for key in self.shape.elements(collection) if words else ():
                listed = _truth_of(self.listed[collection.name, key], self.sheet.table)
                for word in words:
                    assert word.unsaid is not None  # as they were chosen
                    if not word.only_for or key in word.only_for:
                        name = f"{collection.name}.{key}.{word.name}"
                        unsaid[name] = self._unsaid(name, word, word.unsaid.value, listed=listed)
        self._facts |= unsaid
        self.sheet.add_level()

    def _unsaid(self, name: str, word: Word, value: Scalar, *, listed: Truth) -> Reference:
        """Return a fact with its value, where the cases in which it stands leave it out."""
        default, reference = terms.constant(value), self._facts.get(name)
        if reference is None and listed is True:
            return default
        if reference is None:
            expr = terms.only_where(listed, default.expr)
            return Kept(self.sheet.keep(expr), replace(default, expr=expr, constant=None))
        own = reference.on(self.sheet.table) if isinstance(reference, Kept) else reference
        assert isinstance(own, Term)  # histories have no such value: their words do not vary
        taken = replace(default, expr=terms.only_where(listed, default.expr), constant=None)
        return self.sheet.keep_term(terms.first_known([own, default if listed is True else taken]))

    def _list(self, collection: Collection) -> None:
        """Keep which elements a case lists, and give the
        acts of those that a complete collection leaves out.
        """
        table, shape = self.sheet.table, self.shape
        listing = table[collection.name] if collection.name in shape.columns else None
        flags: dict[str, Truth] = {}
        for key in shape.elements(collection):
            listed = shape.listed.get((collection.name, key), False)
            flags[key] = table[listed] if isinstance(listed, str) else listed
        given = terms.any_of(
            [*flags.values(), *([terms.present(listing)] if listing is not None else [])]
        )
        self.given[collection.name] = self._kept_truth(given)
        known = terms.certain(given)
        if known is not False:
            yes = terms.only_where(known, ibis.literal(True))
            self._lists[collection.name] = Kept(self.sheet.keep(yes), Term("boolean", yes))
        for key, flag in flags.items():
            self.listed[collection.name, key] = self._kept_truth(flag)
            self._lists[f"{collection.name}.{key}"] = self.listed[collection.name, key]
            # A complete list gives all that there is: the acts of an element left out are known not
            # to have happened yet.
            if collection.complete:
                self._fill(collection, key, flag, given)
            elif collection.after and listing is not None and collection.keys:
                self._fill(
                    collection, key, flag, listing == ""
                )  # emptied, since what it follows has not happened

    def _kept_truth(self, truth: terms.Truth) -> Reference:
        if truth is None or isinstance(truth, bool):
            return terms.constant(bool(truth))
        return Kept(self.sheet.keep(truth), Term("boolean", truth))

    def _fill(
        self, collection: Collection, key: str, listed: terms.Truth, given: terms.Truth
    ) -> None:
        for word in collection.facts.values():
            if not word.absent or (word.only_for and key not in word.only_for):
                continue
            name = f"{collection.name}.{key}.{word.name}"
            never = ibis.date(NOT_YET.isoformat())
            absent = terms.all_of([given, terms.negation(listed)])
            bounds = self.shape.bounds.get(name)
            low = (
                NOT_YET
                if name not in self.shape.columns
                else None
                if bounds is None
                else bounds.low
            )
            expr = terms.only_where(absent, never)
            if name in self.shape.columns:
                own = self.sheet.table[name]
                given_if_listed = bounds is not None and bounds.given_if_listed
                expr = (
                    own
                    if never_null(own)
                    else ibis.coalesce(own, never if given_if_listed else expr)
                )
            elif absent is True:
                self._facts[name] = terms.constant(NOT_YET)
                continue
            self._facts[name] = Kept(
                self.sheet.keep(expr), Term("date", expr, low=low, high=NOT_YET)
            )

    # --- reading ---

    def as_of(self, on: Term) -> dict[str, Reference]:
        """Return the facts of the case on a day."""
        facts: dict[str, Reference] = {**self._facts, **self._lists}
        for name, word in self._varying.items():
            reader = partial(_history_on, name=name, word=word, plain=name in self.shape.columns)
            facts[name], facts[history_of(name)] = partial(reader, on=on), reader
        return facts | {"day": terms.constant(self.day)}

    def asks(self, kind: OccasionKind, names: Iterable[str], table: ir.Table) -> terms.Truth:
        """Return where the facts that date a kind of occasion are asked:
        of an optional one, where the case gives a fact of their group.
        """
        groups = [group for name in names if (group := group_of(name))]
        given = [
            name for name in self.shape.columns if any(name.startswith(group) for group in groups)
        ]
        return (
            terms.any_of([terms.present(table[name]) for name in given]) if kind.optional else True
        )

    def element(
        self, collection: Collection, key: str, facts: Mapping[str, Reference]
    ) -> dict[str, Reference]:
        """Return the facts of an element under the singular
        name of its collection, from those of the case on a day.
        """
        prefix = f"{collection.name}.{key}."
        own = [
            name for name in (*self._facts, *self._lists, *self._varying) if name.startswith(prefix)
        ]
        short = {name: f"{collection.singular}.{name[len(prefix) :]}" for name in own}
        references = {short[name]: facts[name] for name in own}
        references |= {
            history_of(short[name]): facts[history_of(name)]
            for name in own
            if name in self._varying
        }
        return references | {collection.singular: terms.constant(key)}

    def indexed(self, collection: Collection, key: str, number: Kept) -> dict[str, Reference]:
        """Return the facts of the records of an element that belong to a period."""
        references: dict[str, Reference] = {}
        for name, records in collection.lists.items():
            if records.indexed_by:
                references |= self._records(collection, key, name, records, number)
        return references

    def by_index(self) -> dict[str, dict[int, str]]:
        """Return the columns of the facts that belong to a period, by
        its rank, under the name that each has on the rows of its period.
        """
        vocabulary = self.shape.vocabulary
        places = [
            (collection, key, name)
            for collection in vocabulary.collections.values()
            for key in self.shape.elements(collection)
            for name in collection.lists
        ]
        lists = [
            self._of_list(collection, key, name)
            for collection, key, name in places
            if collection.lists[name].indexed_by
        ]
        return {name: own for facts in lists for name, (_, own) in facts.items()}

    def _of_list(
        self, collection: Collection, key: str, name: str
    ) -> dict[str, tuple[str, dict[int, str]]]:
        """Return each fact of a list of an element under its name on the rows of its period, with
        its columns by the index of its records.
        """
        prefix = f"{collection.name}.{key}.{name}"
        columns = [
            column
            for column in self.shape.of_element(collection.name, key)
            if column.records.split(".")[0] == name
        ]
        indices = sorted({column.index for column in columns})
        columns_of_fact = {}
        for fact in collection.lists[name].facts:
            own = {
                index: f"{prefix}.{index}.{fact}"
                for index in indices
                if f"{prefix}.{index}.{fact}" in self.shape.columns
            }
            if own:
                columns_of_fact[f"{prefix}.#.{fact}"] = fact, own
        return columns_of_fact

    def _records(
        self, collection: Collection, key: str, name: str, records: Records, number: Kept
    ) -> dict[str, Reference]:
        references: dict[str, Reference] = {}
        for here, (fact, own) in self._of_list(collection, key, name).items():
            bounds = all_bounds([self.shape.bounds.get(column) for column in own.values()])
            references[f"{collection.singular}.{name}.{fact}"] = partial(
                _at_index,
                here=here,
                columns=own,
                word=records.facts[fact],
                number=number,
                bounds=bounds,
            )
        for inner in records.lists:
            references |= self._list_of(collection, key, f"{name}.{inner}", number)
        return references

    def _list_of(
        self, collection: Collection, key: str, place: str, number: Kept
    ) -> dict[str, Reference]:
        """Return where a case gives the list inside the record of a period."""
        columns = [
            column
            for column in self.shape.of_element(collection.name, key)
            if column.records == place
        ]
        by_index: dict[int, set[str]] = {}
        for column in columns:
            by_index.setdefault(column.index, set()).add(column.name.rpartition(".")[0])
        items = f"{collection.singular}.{place}"
        references: dict[str, Reference] = {}
        if by_index:
            references[items] = partial(
                _any_given, by_index=by_index, number=number, shape=self.shape
            )
        return references


def _truth_of(reference: Reference, table: ir.Table) -> Truth:
    """Return a truth that has been kept, on the present table."""
    term = reference.on(table) if isinstance(reference, Kept) else reference
    assert isinstance(term, Term)  # truths are kept or constant
    return bool(term.constant) if term.constant is not None else term.expr


def _with_histories(table: ir.Table, histories: ir.Table, shape: TableShape) -> ir.Table:
    """Return the cases with one more column for each fact
    that has a history: its dated values in order.
    """
    for name in sorted(shape.histories):
        word = shape.varying(name)
        own = histories.filter(histories.fact == name)
        value = own[HELD[word.type].history]
        dated = own.select(owner=own[CASE], entry=ibis.struct({"since": own.since, "value": value}))
        grouped = dated.group_by("owner").aggregate(**{f"{name}@": dated.entry.collect().sort()})
        table = table.left_join(grouped, table[CASE] == grouped.owner).drop("owner")
    return table


def _history_on(
    table: ir.Table,
    name: str,
    word: Word,
    on: Term | Kept,
    *,
    plain: bool,
    until: Term | None = None,
) -> Term:
    """Return the value of a history on a day: the last one given by then. With `until`, the
    average from that day to its eve.
    """
    if until is not None:
        assert isinstance(on, Term)  # as a value gives its days
        return _history_over(table, name, word, (on, until), plain=plain)
    day = on.on(table).expr if isinstance(on, Kept) else on.expr
    # The values are in order of their days: the last one given by that day counts.
    entries = table[f"{name}@"].filter(lambda entry: entry["since"] <= day)
    count = entries.length()
    value = ibis.ifelse(
        count > 0,
        entries[ibis.greatest(count - 1, 0)]["value"],
        ibis.null(entries.type().value_type["value"]),
    )
    expr = ibis.coalesce(value, table[name]) if plain else value
    return term_in(CaseColumn(name, word), expr)


def _history_over(
    table: ir.Table, name: str, word: Word, days: tuple[Term, Term], *, plain: bool
) -> Term:
    """Return the average of a history from a day to the eve of another: each value counts for the
    days from its own to the next one's.
    """
    entries, (first, until) = table[f"{name}@"], days
    begun = entries.filter(lambda entry: entry["since"] < until.expr)
    column = CaseColumn(name, word)
    sample = term_in(column, begun[0]["value"])

    def days_left(entry: ir.StructValue) -> ir.IntegerValue:
        return dating.day_count(ibis.greatest(entry["since"], first.expr), until.expr)

    # A value counts from its day to the end, less what the next one counts for: no entry needs to
    # know how long it lasted.
    parts = begun.zip(begun[1:]).map(
        lambda pair: (
            pair["f1"]["value"].cast("int64")
            * (
                days_left(pair["f1"])
                - ibis.ifelse(pair["f2"]["since"].isnull(), 0, days_left(pair["f2"]))
            )
        )
    )
    covered = (begun.length() > 0) & (begun[0]["since"] <= first.expr)
    whole = dating.elapsed(first, until, "days")
    most = sample.most * whole.most
    weighted = terms.number(
        ibis.ifelse(covered, parts.sums().cast("int64"), ibis.null("int64")),
        sample.scale,
        most,
        signed=sample.signed,
    )
    averaged = terms.quotient(weighted, whole)
    return terms.first_known([averaged, term_in(column, table[name])]) if plain else averaged


def all_bounds(several: Sequence[Bounds | None]) -> Bounds:
    """Return bounds that hold for all the columns, which are stored alike; without a least and a
    greatest when those of one are not known.
    """
    known = [bounds for bounds in several if bounds is not None and bounds.low is not None]
    trailing_zeros = max(
        (bounds.trailing_zeros for bounds in several if bounds is not None), default=0
    )
    if len(known) < len(several):
        return Bounds(nullable=True, low=None, high=None, trailing_zeros=trailing_zeros)
    return Bounds(
        True,
        min(bounds.low for bounds in known),
        max(bounds.high for bounds in known),
        trailing_zeros=trailing_zeros,
    )


def _at_index(
    table: ir.Table,
    here: str,
    columns: dict[int, str],
    word: Word,
    number: Kept,
    bounds: Bounds | None,
) -> Term:
    """Return the fact of the record of a period: it is a column of its
    row where periods are written out, else it is picked by its rank.
    """
    if here in table.columns:
        return term_in(CaseColumn("", word), table[here], bounds)
    rank = number.on(table).expr
    picked = [(rank == index, table[name]) for index, name in columns.items()]
    expr = ibis.cases(*picked, else_=terms.nothing(picked[0][1]))
    return term_in(CaseColumn("", word), expr, bounds)


def _given_at(table: ir.Table, places: Iterable[str], shape: TableShape) -> list[ir.BooleanValue]:
    """Return, for each column of some records, where a case gives it."""
    return [
        table[column].notnull()
        for place in sorted(places)
        for column in shape.columns
        if column.startswith(f"{place}.")
    ]


def _columns_of_lists(shape: TableShape) -> dict[str, list[str]]:
    """Return the columns of each list of records, and of each list inside one of these."""
    columns: dict[str, list[str]] = {}
    for column in shape.columns.values():
        parts = column.name.split(".") if column.records else []
        for count in range(3, len(parts), 2):  # collection, key, list, rank, fact
            columns.setdefault(".".join(parts[:count]), []).append(column.name)
    return columns


def _some_given(table: ir.Table, columns: Sequence[str]) -> Term:
    """Return true where one of some columns is given, null elsewhere."""
    given = terms.any_of([terms.present(table[name]) for name in columns])
    return Term("boolean", terms.only_where(given, ibis.literal(True)))


def _any_given(
    table: ir.Table, by_index: dict[int, set[str]], number: Kept, shape: TableShape
) -> Term:
    rank = number.on(table).expr
    signs = []
    for index, places in sorted(by_index.items()):
        given = _given_at(table, places, shape)
        signs.append(terms.all_of([rank == index, terms.any_of(given)]))
    flag = terms.as_column(terms.any_of(signs))
    return Term("boolean", ibis.ifelse(flag, True, ibis.null("boolean")))


def whole_period(table: ir.Table, number: Kept | Term | None) -> Term:
    """Return the part of its period that an occasion
    without length covers, unknown where it lies in none.
    """
    rank = number.on(table) if isinstance(number, Kept) else number
    known = False if rank is None else rank.known
    return (
        terms.constant(1)
        if known is True
        else terms.number(terms.only_where(known, ibis.literal(1, "int32")), 0, 1)
    )
