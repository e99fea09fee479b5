"""Every reader of conditions has what it needs of every operator: a test for each, named after both."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from importlib import import_module
from itertools import pairwise, product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ibis
import pytest
from msgspec.structs import replace

from engine.checks.misfits import Misfits
from engine.checks.possible import may_hold
from engine.checks.spans import spans_of
from engine.diagnostics.bilingual import Bilingual
from engine.diagnostics.diagnostic import Diagnostic
from engine.language.comparison import Operator
from engine.language.forms.facts import Fact
from engine.language.forms.literal import Literally
from engine.language.kinds import DATE, DURATION, NUMBER, TEXT, TRUTH
from engine.language.model import NOWHERE, Vocabulary, Word
from engine.language.nodes import All, Compare, Not
from engine.language.operators import OPERATORS, WRITTEN, meant_by, opposite
from engine.language.temporal import Duration, parse_duration
from engine.questions.awaited import closes
from engine.questions.thresholds import sides
from engine.reasoning.logic import Scope, compiled_condition
from engine.reasoning.networks import loaded
from engine.reasoning.normal_form import normal_form
from engine.source.expressions import Expressions
from engine.source.shapes import near_operator
from engine.source.yaml_source import read_yaml
from engine.tables.terms import terms
from engine.tables.terms.lengths import number_of
from engine.tables.terms.terms import Term
from engine.words.phrases import Phrases

_LABEL: Any = None
_NAMED = Bilingual("x", "x")
_TYPES = {
    NUMBER: "integer",
    DATE: "date",
    TEXT: "enumeration",
    TRUTH: "boolean",
    DURATION: "duration",
}
_FACTS = {
    NUMBER: ("n", "m"),
    DATE: ("d", "e"),
    TEXT: ("s", "t"),
    TRUTH: ("b", "c"),
    DURATION: ("l", "k"),
}
_WORDS = {
    name: Word(name, _TYPES[kind], _LABEL) for kind, names in _FACTS.items() for name in names
}
_DAY = date(2022, 4, 1)
VALUES: dict[str, list[Any]] = {
    NUMBER: [-6, -1, 0, 1, 2, 3, 4, 6, 12],
    DATE: [_DAY + timedelta(days) for days in (-2, -1, 0, 1, 2)],
    TEXT: ["gift", "loan", "other"],
    TRUTH: [False, True],
    DURATION: [parse_duration(one).plain() for one in ("P10D", "P1M", "P32D", "P2M", "P1Y")],
}
SCOPE: Any = Scope(
    SimpleNamespace(  # type: ignore[arg-type]  # as much as is read
        corpus=SimpleNamespace(
            vocabulary=SimpleNamespace(facts=_WORDS, collections={}), readings={}
        )
    ),
    None,  # type: ignore[arg-type]  # not read
    {},
)


def kinds_of(operator: Operator) -> list[str]:
    """Return the kinds of value that an operator may be tried on."""
    return [operator.compares] if operator.compares else list(VALUES)


def comparisons(operator: Operator) -> Iterator[tuple[Compare, list[Any]]]:
    """Yield comparisons with constants, each with the values to try its fact on."""
    for kind in kinds_of(operator):
        values = VALUES[kind]
        lists = list(pairwise(values))
        for operands in lists if operator.single else [(one,) for one in values]:
            yield Compare(_FACTS[kind][0], operator.name, tuple(map(Literally, operands))), values


EXAMPLES = {
    NUMBER: 5, DATE: _DAY, TEXT: "gift", TRUTH: True, DURATION: Duration(months=2),
}  # fmt: skip
ROOT = Path(__file__).parent.parent.parent
_VOCABULARY = Vocabulary(
    {
        name: replace(word, label=Bilingual(name, name), values=dict.fromkeys(VALUES[TEXT], _NAMED))
        if word.type == "enumeration"
        else replace(word, label=Bilingual(name, name))
        for name, word in _WORDS.items()
    },
    {}, {}, {}, {}, {}, {},
)  # fmt: skip
PHRASES: dict[str, Phrases] = {
    language: Phrases(_VOCABULARY, {}, language, None, {}, {}) for language in ("fr", "en")
}


def checked(leaf: Compare) -> Iterator[Diagnostic]:
    """Yield the findings of a comparison."""
    corpus: Any = SimpleNamespace(vocabulary=_VOCABULARY, texts={}, occasions={}, periods={})
    return Misfits(corpus).compared(leaf, NOWHERE)


def in_columns(operator: Operator, kind: str, pairs: list[Any]) -> list[bool | None]:
    """Return the truth of a comparison of two columns, row by row."""
    types = {
        NUMBER: ("number", "int32"),
        DATE: ("date", "date"),
        TEXT: ("text", "string"),
        DURATION: ("duration", "int64"),
    }
    name, column = types.get(kind, ("boolean", "boolean"))
    if kind == DURATION:
        pairs = [tuple(None if one is None else number_of(one) for one in pair) for pair in pairs]
    rows = [{"rank": rank, "a": a, "b": b} for rank, (a, b) in enumerate(pairs)]
    table = ibis.memtable(rows, schema={"rank": "int32", "a": column, "b": column})
    terms_of = [
        terms.number(table[one], 0, 12, signed=True) if kind == NUMBER else Term(name, table[one])
        for one in "ab"
    ]
    truth = terms.as_column(operator.term(terms_of[0], terms_of[1:], terms.OFFERED))
    connection = ibis.duckdb.connect()
    connection.raw_sql("SET lambda_syntax='ENABLE_SINGLE_ARROW'")  # as the engine of tables does
    found = connection.to_pyarrow(table.select("rank", truth=truth).order_by("rank"))
    truths: list[bool | None] = found["truth"].to_pylist()
    return truths


def written_out(operands: tuple[Any, ...]) -> list[Any]:
    """Return the constants of a comparison."""
    return [operand.value for operand in operands]


# --- the readers ------------------------------------------------------------------------------


def written_whole(operator: Operator) -> None:
    """A record says all that a reader may ask, and how it is denied where nothing else denies it."""
    asked = {name for name in vars(Operator) if not name.startswith("_")}
    asked |= set() if operator.opposite else {"denied"}
    assert {name for name in asked if not hasattr(operator, name)} == set()


def read_from_a_file(operator: Operator) -> None:
    """`engine.source.expressions` reads each of its examples."""
    if not operator.written:
        return
    for example in operator.examples:
        content = json.dumps({"it": {"club.size": {operator.name: example}}}).encode()
        document, problems = read_yaml("f.yaml", content)
        assert document is not None, problems
        findings: list[Diagnostic] = []
        condition = Expressions(document, findings).condition(document.tree["it"], ("it",))
        assert findings == []
        assert isinstance(condition, Compare)
        assert condition.operator == operator.name
        assert len(condition.operands) == (len(example) if operator.single else 1)


def evaluated(operator: Operator) -> None:
    """`engine.reasoning.logic` gives its truth, unknown while either side is."""
    outcomes: set[bool | None] = set()
    for leaf, values in comparisons(operator):
        truth = compiled_condition(leaf, SCOPE)
        told = [truth({leaf.fact: value}) for value in values]
        assert told == [operator.holds(value, written_out(leaf.operands)) for value in values]
        assert truth({}) is None
        outcomes |= set(told)
        other = Compare(leaf.fact, operator.name, (Fact("x"),))
        assert compiled_condition(other, SCOPE)({leaf.fact: values[0]}) is None
    assert outcomes == {True, False}


def denied(operator: Operator) -> None:
    """Its opposite is true where it is false, and unknown where it is; the opposite of that is it."""
    for leaf, values in comparisons(operator):
        other = normal_form(Not(leaf), SCOPE)
        truth, untruth = compiled_condition(leaf, SCOPE), compiled_condition(other, SCOPE)
        for value in values:
            assert truth({leaf.fact: value}) is not untruth({leaf.fact: value})
        assert untruth({}) is None
        assert opposite(opposite(leaf)) == leaf


def mirrored(operator: Operator) -> None:
    """With its sides exchanged, it is what it says it is."""
    mirror = OPERATORS[operator.mirror] if operator.mirror else None
    for kind in kinds_of(operator) if mirror else ():
        for one, other in product(VALUES[kind], repeat=2):
            assert mirror is not None
            assert operator.holds(one, [other]) is mirror.holds(other, [one])


def inferred(operator: Operator) -> None:
    """Rules fire on it where it is true: against constants, and against another fact."""
    rules = {str(rank): leaf for rank, (leaf, _) in enumerate(comparisons(operator))}
    kinds = kinds_of(operator)
    rules |= {
        kind: Compare(_FACTS[kind][0], operator.name, (Fact(_FACTS[kind][1]),)) for kind in kinds
    }
    _, make = loaded()
    network = make("kind", rules, SCOPE)
    for kind in kinds:
        for value, other in product([*VALUES[kind], None], repeat=2):
            given = dict(zip(_FACTS[kind], (value, other), strict=True))
            view = {name: one for name, one in given.items() if one is not None}
            true = {key for key, leaf in rules.items() if compiled_condition(leaf, SCOPE)(view)}
            assert network.fired(view) == true


def possible(operator: Operator) -> None:
    """What holds for some value is never called impossible; what it and its opposite hold, is."""
    for leaf, values in comparisons(operator):
        held = [value for value in values if operator.holds(value, written_out(leaf.operands))]
        for value in held:
            assert may_hold(All((leaf, Compare(leaf.fact, "is", (Literally(value),)))))
        assert not may_hold(All((leaf, opposite(leaf))))
        for other, _ in (one for each in OPERATORS.values() for one in comparisons(each)):
            needed = written_out(other.operands)
            if other.fact == leaf.fact and not may_hold(All((leaf, other))):
                assert not any(OPERATORS[other.operator].holds(value, needed) for value in held)


def spanned(operator: Operator) -> None:
    """The spans in which it holds its fact hold every value for which it is true."""
    for leaf, values in comparisons(operator):
        for value in values:
            if operator.holds(value, written_out(leaf.operands)):
                same = spans_of(Compare(leaf.fact, "is", (Literally(value),)))[leaf.fact]
                spans = spans_of(leaf).get(leaf.fact)
                assert spans is None or any(a <= same[0][0] <= b for a, b in spans)


def tried_where_missing(operator: Operator) -> None:
    """Of the values next to an operand, those on which its truth changes are offered."""
    for limit in VALUES[NUMBER] if NUMBER in kinds_of(operator) and not operator.single else ():
        offered = list(sides(operator.name, limit))
        for value in (limit, limit + 1):
            if operator.holds(value, [limit]) is not operator.holds(value - 1, [limit]):
                assert value in offered


def waited_for(operator: Operator) -> None:
    """No act that is still to come meets it once its last day is past, if it closes."""
    if DATE not in kinds_of(operator) or not closes(operator.name):
        return
    for leaf, values in comparisons(operator):
        (last,) = written_out(leaf.operands)
        assert not any(operator.holds(day, [last]) for day in values if day > last)


def in_a_table(operator: Operator) -> None:
    """Its term is true, false or null where its truth is true, false or unknown."""
    for leaf, values in comparisons(operator):
        needed = [terms.constant(value) for value in written_out(leaf.operands)]
        for value in values:
            found = operator.term(terms.constant(value), needed, terms.OFFERED)
            assert found is operator.holds(value, written_out(leaf.operands))
    for kind in () if operator.single else kinds_of(operator):
        pairs = list(product([*VALUES[kind], None], repeat=2))
        assert in_columns(operator, kind, pairs) == [
            None if None in pair else operator.holds(pair[0], [pair[1]]) for pair in pairs
        ]


def said_aloud(operator: Operator) -> None:
    """`engine.words.phrases` says it in both languages, as no other operator of one operand is."""
    for language, (kind, example) in product(("fr", "en"), EXAMPLES.items()):
        if operator.single or kind not in kinds_of(operator):
            continue
        said = {
            name: PHRASES[language].condition(Compare(_FACTS[kind][0], name, (Literally(example),)))
            for name, other in OPERATORS.items()
            if not other.single and kind in kinds_of(other)
        }
        own = said.pop(operator.name)
        assert own not in said.values()
        assert "{" not in own
    for leaf, _ in comparisons(operator) if operator.single else ():
        assert PHRASES["en"].condition(leaf) != PHRASES["en"].condition(opposite(leaf))


def typed(operator: Operator) -> None:
    """`engine.checks.misfits` refuses a fact of another kind, and says what to write instead."""
    if not operator.written or not operator.compares:
        return
    for kind, (fact, _) in _FACTS.items():
        leaf = Compare(fact, operator.name, (Literally(VALUES[kind][-1]),))
        findings = list(checked(leaf))
        assert [one.code for one in findings] == ([] if kind == operator.compares else ["ACC209"])
        assert all(str(one.hint).startswith("write `") for one in findings)
    for number in (-6, 0) if operator.compares == NUMBER else ():
        leaf = Compare(_FACTS[NUMBER][0], operator.name, (Literally(number),))
        assert [one.code for one in checked(leaf)] == ["ACC220"] * operator.above_zero


def listed_in_the_schema(operator: Operator) -> None:
    """The schema of the editors offers it where a file may write it, and its examples are valid."""
    schema = json.loads((ROOT / "schemas" / "common.schema.json").read_text(encoding="utf-8"))
    comparison = schema["$defs"]["comparison"]["properties"]
    assert (operator.name in comparison) is operator.written
    if operator.written:
        assert comparison[operator.name]["description"] == " / ".join(operator.says)


READERS: tuple[Callable[[Operator], None], ...] = (
    written_whole,
    read_from_a_file,
    evaluated,
    denied,
    mirrored,
    inferred,
    possible,
    spanned,
    tried_where_missing,
    waited_for,
    in_a_table,
    said_aloud,
    typed,
    listed_in_the_schema,
)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
@pytest.mark.parametrize("name", OPERATORS)
def test_each_reader_has_what_it_needs_of_each_operator(
    name: str, reader: Callable[[Operator], None]
) -> None:
    reader(OPERATORS[name])


def test_each_list_of_operators_is_annotated_so_that_mypy_reads_its_records() -> None:
    folder = ROOT / "engine" / "language" / "operators"
    for name in sorted(path.stem for path in folder.glob("[!_]*.py")):
        module = import_module(f"engine.language.operators.{name}")
        assert module.__annotations__.get("OPERATORS") == "tuple[Operator, ...]", name


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("au_moins", "at_least"),
        ("Au moins", "at_least"),
        ("au-moin", "at_least"),
        ("au_plus", "at_most"),
        ("plus de", "more_than"),
        ("moins_de", "less_than"),
        ("supérieur à", "more_than"),
        ("supérieur_ou_égal", "at_least"),
        ("avant", "before"),
        ("après", "after"),
        ("apres", "after"),
        ("est", "is"),
        ("égal", "is"),
        ("parmi", "one_of"),
        (">=", "at_least"),
        ("at_leest", "at_least"),
        ("on_or_befor", "on_or_before"),
        ("members", None),
    ],
)
def test_a_hand_that_writes_an_operator_in_french_is_told_which_is_meant(
    written: str, meant: str | None
) -> None:
    assert meant_by(written) == meant
    hint = near_operator(written, (*WRITTEN, "known"))
    if meant:
        assert hint.in_language("fr") == f"vouliez-vous dire `{meant}`\u00a0?"
    else:
        assert str(hint).startswith("valid names: ")


def test_no_two_operators_are_called_alike() -> None:
    called = [name for operator in OPERATORS.values() for name in operator.also_called]
    assert len({*called, *WRITTEN}) == len(called) + len(WRITTEN)
    assert {operator.name for operator in OPERATORS.values() if operator.also_called} == {*WRITTEN}
    for operator in OPERATORS.values():
        assert [meant_by(name) for name in operator.also_called] == [operator.name] * len(
            operator.also_called
        )
