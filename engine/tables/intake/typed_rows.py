"""Reading a table of cases: its columns checked against the vocabulary,
its rows typed, and the bad ones set apart with their reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from engine.cases.order_of_acts import bound_of, full_name
from engine.cases.scalars import FIRST_DAY, LAST_DAY, MOST_YEARS
from engine.diagnostics.bilingual import Language, Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput, nearest
from engine.language.model import Collection, Corpus, Vocabulary, Word
from engine.language.temporal import NOT_YET_WORDS
from engine.tables.columns import (
    CASE,
    HELD,
    CaseColumn,
    TableShape,
    all_names,
    resolve,
)
from engine.tables.intake import written
from engine.tables.intake.acts_in_order import (
    NEVER,
    contradictions,
    filled,
    given,
    quoted,
    with_followers,
)
from engine.tables.intake.headings import Labels
from engine.tables.intake.sources import NOTHING, ROW, Ragged, RowsFile, text_literal

PROBLEMS = "problems!"
READ = "read_rows"
_TEXT = "text!"
ACCEPTED_ROWS = f'FROM {READ} WHERE len("{PROBLEMS}") = 0'
_OF_CASES = (*HELD["text"].accepted, "ENUM")


@dataclass(frozen=True, slots=True)
class Checked:
    """One column as SQL: its typed value, and for each way in
    which it may be bad the condition, the code and the hint.
    """

    column: CaseColumn
    value: str
    faults: tuple[tuple[str, str, Sentence], ...]


def base_of(kind: str) -> str:
    """Return an SQL type without its sizes; a time with a zone is a type of its own."""
    return kind.split("(", maxsplit=1)[0]


def shape_of(source: RowsFile, corpus: Corpus) -> TableShape:
    """Return what a table holds, from its columns' names and SQL types.

    Raises RefusedInput for an unknown column (with the nearest name), one whose type cannot hold
    its fact, or no column `case`.
    """
    vocabulary = corpus.vocabulary
    shape, findings = TableShape(vocabulary), []
    names = [name for name, _ in source.types]
    if CASE not in names:
        findings.append(_no_column_of_ids(names, source.path))
    for rank, (name, kind) in enumerate(source.types, 1):
        place = Location(str(source.path), 1, rank)
        if name == CASE:
            if base_of(kind) not in (*_OF_CASES, NOTHING):
                findings.append(_ids_of_another_type(kind, place))
            continue
        column = resolve(name, vocabulary)
        if column is None:
            findings.append(_unknown_column(name, place, vocabulary))
        elif base_of(kind) not in (*column.held.accepted, NOTHING):
            findings.append(_fact_of_another_type(column, kind, place))
        else:
            shape.columns[name] = column
    if findings:
        raise RefusedInput(findings)
    return with_followers(shape)


def _no_column_of_ids(names: Sequence[str], path: Path) -> Diagnostic:
    """Return the finding for a table without the column of ids, with the name nearest to it."""
    hint = sentence("add a column `{name}` that identifies each case.", name=CASE)
    if names:
        hint = sentence("{hint} {nearest}", hint=hint, nearest=nearest(CASE, names))
    message = sentence("there is no column `{name}`.", name=CASE)
    return Diagnostic("ACC601", message, Location(str(path), 1, 1), hint)


def _ids_of_another_type(kind: str, place: Location) -> Diagnostic:
    """Return the finding for a column of ids that holds neither texts nor whole numbers."""
    message = sentence(
        "`{name}` holds texts or whole numbers and the column is of type {kind}.",
        name=CASE,
        kind=kind,
    )
    return Diagnostic("ACC602", message, place, sentence("write the ids as texts."))


def _fact_of_another_type(column: CaseColumn, kind: str, place: Location) -> Diagnostic:
    """Return the finding for a column whose type cannot hold its fact."""
    message = sentence(
        "`{name}` is of type `{type}` and the column of type {kind}.",
        name=column.name,
        type=column.word.type,
        kind=kind,
    )
    return Diagnostic("ACC602", message, place, _type_hint(column.word, kind))


def _unknown_column(name: str, place: Location, vocabulary: Vocabulary) -> Diagnostic:
    if not name.strip():
        message = sentence("column {rank} has no name.", rank=place.column)
        return Diagnostic(
            "ACC603",
            message,
            place,
            sentence(
                "name the fact that it holds, or remove it: separators too many make such columns."
            ),
        )
    message = sentence("`{name}` is not a fact of the vocabulary.", name=name)
    return Diagnostic("ACC603", message, place, _unknown_hint(name, vocabulary))


def _unknown_hint(name: str, vocabulary: Vocabulary) -> Sentence:
    word = vocabulary.facts.get(name)
    if word is not None and word.derived:
        return sentence("leave it out: the law derives it.")
    called = Labels(vocabulary).near(name)
    return (
        sentence("did you mean `{name}`?", name=called)
        if called
        else nearest(name, all_names(vocabulary, ranks=3))
    )


def _type_hint(word: Word, kind: str) -> Sentence:
    if word.type == "date" and "ZONE" in kind:
        return sentence("a moment is another day in another zone: give dates.")
    return {
        "date": sentence("give dates, or texts such as 2022-03-31 or `not_yet`."),
        "boolean": sentence("give booleans, or the texts oui and non, true and false."),
        "integer": sentence("give whole numbers."),
    }.get(word.type, sentence("give values of that type."))


# --- rows -----------------------------------------------------------------------------------------


def checked(column: CaseColumn, kind: str) -> Checked:
    """Return how a column is read, from its fact and its SQL type."""
    raw, word, base = quoted(column.name), column.word, base_of(kind)
    if base == NOTHING:
        return Checked(column, f"CAST(NULL AS {column.held.sql})", ())
    if base == "VARCHAR":
        raw = written.plain(raw)
    match word.type:
        case "date":
            return _date(column, raw, base)
        case "boolean":
            value = raw if base == "BOOLEAN" else written.truth(raw)
            hint = sentence(
                "write yes or no, true or false; 0 and 1 are not read: an empty cell is often "
                "exported as 0."
            )
            return Checked(
                column, value, ((f"{raw} IS NOT NULL AND ({value}) IS NULL", "ACC302", hint),)
            )
        case "enumeration":
            value = written.choice(f"CAST({raw} AS VARCHAR)", word.values)
            hint = sentence("write one of {listed}.", listed=", ".join(word.values))
            fault = f"{raw} IS NOT NULL AND ({value}) IS NULL"
            return Checked(column, value, ((fault, "ACC305", hint),))
        case "duration":
            return _duration(column, f"CAST({raw} AS VARCHAR)")
        case "text":
            return _text(column, f"CAST({raw} AS VARCHAR)")
    return _number(column, raw, base)


def _text(column: CaseColumn, value: str) -> Checked:
    """Read a text; a listing of elements is separated by spaces, commas or semicolons, and names
    only elements that are there, by their keys or by what they are called.
    """
    if column.role != "listing":
        return Checked(column, value, ())
    value = written.keys(value, column.word.values)
    return Checked(column, f"trim(regexp_replace({value}, '[\\s,;]+', ' ', 'g'))", ())


def _duration(column: CaseColumn, raw: str) -> Checked:
    """Read a duration, `P2M` or `2 mois`."""
    value = written.duration(raw)
    hint = sentence("write P2M (two months), P15D (days) or P1Y (a year).")
    months, days = written.months(value), written.days(value)
    beyond = f"({months}) > {12 * MOST_YEARS} OR ({days}) > {366 * MOST_YEARS}"
    return Checked(
        column,
        value,
        ((f"{raw} IS NOT NULL AND ({value}) IS NULL", "ACC302", hint), (beyond, "ACC304", hint)),
    )


def _date(column: CaseColumn, raw: str, base: str) -> Checked:
    """Read a day. In a column of dates, which can hold no word,
    the last day of all stands for an act that has not happened.
    """
    low, high = (f"DATE '{day.isoformat()}'" for day in (FIRST_DAY, LAST_DAY))
    if base == "VARCHAR":
        day = written.day(raw)
        value = f"CASE WHEN {is_not_yet(raw)} THEN {NEVER} ELSE {day} END"
        outside = f"({day}) NOT BETWEEN {low} AND {high}"
    else:
        value = f"TRY_CAST({raw} AS DATE)"
        outside = f"({value}) <> {NEVER} AND ({value}) NOT BETWEEN {low} AND {high}"
    bounds = {"first": FIRST_DAY.year, "last": LAST_DAY.year}
    hint = sentence(
        "write year-month-day or day/month/year between {first} and {last}, or `not_yet`.", **bounds
    )
    return Checked(
        column,
        value,
        ((f"{raw} IS NOT NULL AND ({value}) IS NULL", "ACC303", hint), (outside, "ACC304", hint)),
    )


def is_not_yet(text: str) -> str:
    """Return the SQL that says whether a text stands for an act that has not happened."""
    return f"{text} IN ({', '.join(text_literal(word) for word in NOT_YET_WORDS)})"


def _number(column: CaseColumn, raw: str, base: str) -> Checked:
    word, scale = column.word, column.scale
    if base == "VARCHAR":
        exact = written.exact(raw, word.type)
        exact = f"CAST(({exact}) AS DECIMAL(28, 12))"
    elif base == "FLOAT":
        # 0.85, and not the nearest number of 32 bits
        exact = f"TRY_CAST(CAST({raw} AS VARCHAR) AS DECIMAL(28, 12))"
    elif base == "DOUBLE":
        exact = f"TRY_CAST(round({raw}, {scale + 3}) AS DECIMAL(28, 12))"
    else:
        exact = f"TRY_CAST({raw} AS DECIMAL(28, 12))"
    value = f"TRY_CAST(({exact}) * {10**scale} AS BIGINT)"
    whole = f"({exact}) * {10**scale} = trunc(({exact}) * {10**scale})"
    hint = {
        "integer": sentence("write a whole number."),
        "ratio": sentence("write 0.85 or 85 %, with six decimals at most."),
        "decimal": sentence("write 16.5, with six decimals at most."),
    }.get(word.type, sentence("write 75000 or 75000.50."))
    unlike = (f"{raw} IS NOT NULL AND ({value} IS NULL OR NOT ({whole}))", "ACC302", hint)
    return Checked(column, value, (unlike, *_beyond(column, value)))


def _beyond(column: CaseColumn, value: str) -> Iterator[tuple[str, str, Sentence]]:
    """Yield, for each bound of a number, the SQL that says whether it is beyond it."""
    word, scale = column.word, column.scale
    if word.minimum is not None:
        low = sentence("at least {bound}.", bound=word.minimum)
        yield f"{value} < {int(Decimal(word.minimum) * 10**scale)}", "ACC304", low
    if word.maximum is not None:
        high = sentence("at most {bound}.", bound=word.maximum)
        if word.type == "ratio":
            high = sentence(
                "at most {bound}; write 85 per cent as 0.85 or 85 %.", bound=word.maximum
            )
        yield f"{value} > {int(Decimal(word.maximum) * 10**scale)}", "ACC304", high
    if word.minimum is None or word.maximum is None:
        hint = sentence("check the figure: it is beyond all measure.")
        yield f"abs({value}) > {column.most}", "ACC304", hint


def select_rows(source: RowsFile, shape: TableShape, language: Language) -> str:
    """Return the SQL that reads the rows: their rank, the id of the
    case, each fact typed, and the list of what is wrong, in words.
    """
    kinds = dict(source.types)
    related = list(_relations(shape))
    kept_texts = {
        name: f"{name}{_TEXT}"
        for name in dict.fromkeys(name for name, *_ in related)
        if name in kinds
    }
    first = _cell_by_cell(source, shape, kept_texts, language)
    later = []
    for name, condition, code, hint in related:
        reason = problem(
            name, code, hint, language, quoted(kept_texts[name]) if name in kept_texts else "NULL"
        )
        later.append(f"CASE WHEN {condition} THEN {reason} END")
    joined = f"list_concat({quoted(PROBLEMS)}, [{', '.join(later)}])" if later else quoted(PROBLEMS)
    kept = f"list_filter({joined}, lambda one: one IS NOT NULL)"
    replaced = [
        f"{kept} AS {quoted(PROBLEMS)}",
        *(
            f"{checked_column.value} AS {quoted(checked_column.column.name)}"
            for checked_column in filled(shape)
        ),
    ]
    without = f" EXCLUDE ({', '.join(map(quoted, kept_texts.values()))})" if kept_texts else ""
    return f"SELECT *{without} REPLACE ({', '.join(replaced)}) FROM ({first})"


def _cell_by_cell(
    source: RowsFile, shape: TableShape, kept_texts: Mapping[str, str], language: Language
) -> str:
    """Return the SQL of the rows with each cell typed and judged by itself; `kept_texts` says, by
    column, under which name its text is kept for what is judged of several cells.
    """
    kinds = dict(source.types)
    columns = [
        checked(column, kinds[name]) for name, column in shape.columns.items() if name in kinds
    ]
    values = [
        f"{checked_column.value} AS {quoted(checked_column.column.name)}"
        for checked_column in columns
    ]
    added = [
        f"CAST(NULL AS {column.held.sql}) AS {quoted(name)}"
        for name, column in shape.columns.items()
        if name not in kinds
    ]
    texts = [f"{shown_in(quoted(name))} AS {quoted(own)}" for name, own in kept_texts.items()]
    case = f"nullif(trim(CAST({quoted(CASE)} AS VARCHAR)), '')"
    listed = f"[{', '.join(_faults_of_cells(case, columns, language))}] AS {quoted(PROBLEMS)}"
    selected = [
        f"{source.row} AS {quoted(ROW)}",
        f"{case} AS {quoted(CASE)}",
        *values,
        *added,
        *texts,
        listed,
    ]
    return f"SELECT {', '.join(selected)} FROM {source.sql}"


def _faults_of_cells(case: str, columns: Sequence[Checked], language: Language) -> Iterator[str]:
    """Yield, as SQL, what is wrong with the id of the case and with each cell, or NULL."""
    unnamed = problem(CASE, "ACC604", sentence("give each case an id of its own."), language)
    yield f"CASE WHEN {case} IS NULL THEN {unnamed} END"
    for checked_column in columns:
        name = checked_column.column.name
        for condition, code, hint in checked_column.faults:
            reason = problem(name, code, hint, language, shown_in(quoted(name)))
            yield f"CASE WHEN {condition} THEN {reason} END"


def problem(column: str, code: str, hint: Sentence, language: Language, value: str = "NULL") -> str:
    """Return what is wrong in a column as SQL, the remedy
    in a language; `value` is that of the text read there.
    """
    said = text_literal(hint.in_language(language))
    fields = {
        "column": text_literal(column),
        "value": f"CAST({value} AS VARCHAR)",
        "code": text_literal(code),
        "hint": said,
    }
    return f"{{{', '.join(f'{name!r}: {own}' for name, own in fields.items())}}}"


def shown_in(cell: str) -> str:
    """Return the SQL of what a cell holds as a finding
    shows it: on one line, of eighty characters at most.
    """
    text = f"trim(regexp_replace(CAST({cell} AS VARCHAR), '\\s+', ' ', 'g'))"
    return f"CASE WHEN length({text}) > 80 THEN left({text}, 79) || '…' ELSE {text} END"


def _relations(shape: TableShape) -> Iterator[tuple[str, str, str, Sentence]]:
    """Yield what the facts of one row must satisfy together: dates in order, what an element
    requires, records with one of two facts.
    """
    vocabulary = shape.vocabulary
    yield from (
        (later, condition, "ACC306", hint) for later, condition, hint in contradictions(shape)
    )
    for word in vocabulary.facts.values():
        yield from _order(shape, word.name, bound_of(word))
        yield from _not_with(shape, word.name, word, str)
    for collection in vocabulary.collections.values():
        for key in shape.elements(collection):
            yield from _of_an_element(shape, collection, key)
        if collection.name in shape.columns:
            yield from _of_a_listing(shape, collection)


def _of_an_element(
    shape: TableShape, collection: Collection, key: str
) -> Iterator[tuple[str, str, str, Sentence]]:
    """Yield what the facts of one element of a collection must satisfy together."""
    own = [column for column in shape.of_element(collection.name, key) if column.role == "fact"]
    element = f"{collection.name}.{key}"
    full = partial(full_name, singular=collection.singular, element=element)
    for word in collection.facts.values():
        name = f"{element}.{word.name}"
        yield from _order(shape, name, bound_of(word, collection.singular, element))
        yield from _not_with(shape, name, word, full)
        if word.required and (own or collection.name in shape.columns):
            is_null = f"{quoted(name)} IS NULL" if name in shape.columns else "true"
            here = given(shape, collection.name, key)
            yield (
                name,
                f"({here}) AND {is_null}",
                "ACC315",
                sentence("give it for each element that the case has."),
            )
    yield from _one_of(shape, collection.lists, own)
    yield from _order_of_records(shape, collection, key)


def _of_a_listing(
    shape: TableShape, collection: Collection
) -> Iterator[tuple[str, str, str, Sentence]]:
    """Yield what the column that lists the elements of a collection must satisfy: keys that there
    are, or a number for which there are columns.
    """
    if collection.keys:
        keys = "|".join(collection.keys)
        valid = f"regexp_full_match({quoted(collection.name)}, '(({keys})( |$))*')"
        hint = sentence("list keys among {listed}.", listed=", ".join(collection.keys))
        yield collection.name, f"NOT {valid}", "ACC316", hint
        return
    required = next((word.name for word in collection.facts.values() if word.required), None)
    if required:
        beyond = f"{quoted(collection.name)} > {len(shape.elements(collection))}"
        first = f"{collection.name}.1.{required}"
        hint = sentence(
            "give `{required}` for each, in columns `{first}` and so on.",
            required=required,
            first=first,
        )
        yield collection.name, beyond, "ACC315", hint


def _order(shape: TableShape, later: str, earlier: str) -> Iterator[tuple[str, str, str, Sentence]]:
    if earlier and later in shape.columns and earlier in shape.columns:
        yield (
            later,
            f"{quoted(later)} < {quoted(earlier)} AND {quoted(earlier)} <> {NEVER}",
            "ACC306",
            _before(earlier),
        )


def _before(earlier: str) -> Sentence:
    return sentence("it cannot come before `{earlier}`.", earlier=earlier)


def _order_of_records(
    shape: TableShape, collection: Collection, key: str
) -> Iterator[tuple[str, str, str, Sentence]]:
    """Yield the acts stated in a list that come before those that they
    may not precede; one that has not happened comes after all others.
    """
    for column in shape.of_element(collection.name, key):
        earlier = (
            bound_of(column.word, collection.singular, f"{collection.name}.{key}")
            if column.records
            else ""
        )
        if earlier in shape.columns:
            yield (
                column.name,
                f"{quoted(column.name)} < {quoted(earlier)}",
                "ACC306",
                _before(earlier),
            )


def _not_with(
    shape: TableShape, name: str, word: Word, full: Callable[[str], str]
) -> Iterator[tuple[str, str, str, Sentence]]:
    here = quoted(name)
    said = {"date": f"{here} <> {NEVER}", "boolean": here}.get(word.type, f"{here} IS NOT NULL")
    for short, value in word.not_with.items() if name in shape.columns else ():
        other = full(short)
        if other in shape.columns:
            constant = text_literal(value) if isinstance(value, str) else str(value).lower()
            hint = sentence("it contradicts `{other}`: correct one of the two.", other=other)
            yield name, f"{said} AND {quoted(other)} = {constant}", "ACC321", hint


def _one_of(
    shape: TableShape, lists: Any, own: Sequence[CaseColumn]
) -> Iterator[tuple[str, str, str, Sentence]]:
    for name, records in lists.items():
        for index in sorted(
            {column.index for column in own if column.records.split(".")[0] == name}
        ):
            groups = {}
            for choice in records.one_of:
                columns = [
                    c.name for c in own if c.index == index and _under(c, name, index, choice)
                ]
                if columns:
                    groups[choice] = (
                        "("
                        + " OR ".join(f"{quoted(column)} IS NOT NULL" for column in columns)
                        + ")"
                    )
            if len(groups) > 1:
                place = next(c.name for c in own if c.index == index)
                yield (
                    place,
                    " AND ".join(groups.values()),
                    "ACC310",
                    sentence("give one of {listed}.", listed=", ".join(groups)),
                )
            yield from _required_records(own, records, name, index)


def _under(column: CaseColumn, name: str, index: int, choice: str) -> bool:
    return f".{name}.{index}.{choice}." in f"{column.name}."


def _required_records(
    own: Sequence[CaseColumn], records: Any, name: str, index: int
) -> Iterator[tuple[str, str, str, Sentence]]:
    for inner, sub in records.lists.items():
        places: dict[str, list[str]] = {}
        for column in own:
            if column.index == index and column.records == f"{name}.{inner}":
                places.setdefault(column.name.rpartition(".")[0], []).append(column.name)
        for place, columns in places.items():
            given = " OR ".join(f"{quoted(column)} IS NOT NULL" for column in columns)
            for word in sub.facts.values():
                full = f"{place}.{word.name}"
                if word.required:
                    is_null = f"{quoted(full)} IS NULL" if full in columns else "true"
                    yield (
                        full,
                        f"({given}) AND {is_null}",
                        "ACC315",
                        sentence("give it for each record."),
                    )
        for word in sub.facts.values():
            if word.adds_up_to is not None:
                yield from _sums(
                    [
                        f"{place}.{word.name}"
                        for place in places
                        if f"{place}.{word.name}" in places[place]
                    ],
                    word,
                    word.adds_up_to,
                )


def _sums(
    columns: Sequence[str], word: Word, total: Decimal
) -> Iterator[tuple[str, str, str, Sentence]]:
    if columns:
        summed = " + ".join(f"coalesce({quoted(column)}, 0)" for column in columns)
        some = " OR ".join(f"{quoted(column)} IS NOT NULL" for column in columns)
        due = int(total * 10 ** CaseColumn("", word).scale)
        hint = sentence(
            "the values of `{name}` must add up to {total}.", name=word.name, total=total
        )
        yield columns[0], f"({some}) AND {summed} <> {due}", "ACC322", hint


def set_apart(ragged: Ragged, connection: duckdb.DuckDBPyConnection, language: Language) -> None:
    """Note among the rows read one that has not all its cells."""
    reason = problem("", "ACC613", ragged.fault, language)
    connection.execute(
        (
            f"INSERT INTO {READ} BY NAME SELECT ? AS {quoted(ROW)}, ? AS {quoted(CASE)}, "
            f"[{reason}] AS {quoted(PROBLEMS)}"
        ),
        [ragged.row, ragged.case],
    )
