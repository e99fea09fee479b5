"""Small rulesets drawn at random in which every form of value meets
every type of fact, wherever facts come from; and cases for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from engine.language.forms import FORMS
from engine.language.kinds import DATE, DURATION, NUMBER, TEXT, TRUTH
from engine.language.operators import OPERATORS, WRITTEN
from engine.language.values import Value
from engine.tables.columns import CASE

from .corpora import CHANGE, FIRST, KEYS, LEVELS, SCHEMA, Drawn, said

NUMBERS, DAYS, WORDS, TRUTHS, LENGTHS = NUMBER, DATE, TEXT, TRUTH, DURATION
_KINDS = {NUMBERS: NUMBER, DAYS: DATE, WORDS: TEXT, TRUTHS: TRUTH, LENGTHS: DURATION}
COMPARING = {
    kind: [name for name in WRITTEN if OPERATORS[name].compares in ("", named)]
    for kind, named in _KINDS.items()
}
"""All the operators that compare values of a kind."""
OF_THE_CASE = {
    NUMBERS: [
        "person.score",
        "person.fee",
        "person.share",
        "person.level",
        "tasks.red.size",
        "tasks.blue.count",
    ],
    DAYS: [
        "person.hired_on",
        "person.ends_on",
        "occasion.on",
        "tasks.red.started_on",
        "tasks.blue.checked_on",
    ],
    WORDS: ["person.grade", "tasks.red.rank"],
    TRUTHS: ["person.active", "tasks.green.ready"],
    LENGTHS: ["tasks.red.lasting", "tasks.blue.lasting"],
}
"""Facts that may be read anywhere, by kind: of the case,
derived once for all, of an element by its name.
"""
OF_A_TASK = {
    NUMBERS: ["task.size", "task.count", "task.marks.mark", "task.marks.hours", "period.number"],
    DAYS: [
        "task.started_on",
        "task.checked_on",
        "task.marks.held_on",
        "period.from",
        "period.until",
    ],
    WORDS: ["task.rank", "task.marks.rank_then", "task"],
    TRUTHS: ["task.ready", "task.marks.passed"],
    LENGTHS: ["task.lasting"],
}
DERIVED = [
    ("person.total", "integer", NUMBERS),
    ("person.part", "ratio", NUMBERS),
    ("person.gain", "money", NUMBERS),
    ("person.review_on", "date", DAYS),
    ("person.tier", "enumeration", WORDS),
    ("person.able", "boolean", TRUTHS),
    ("person.load", "decimal", NUMBERS),
    ("person.delay", "duration", LENGTHS),
]
"""Facts derived on every occasion, each from those before it."""


LENGTHS_DRAWN = ["P1M", "P2M", "P28D", "P30D", "P31D", "P45D", "P1M15D", "P1Y", "P12M", "P2W"]
"""Durations that are the same, that compare, and that do not."""


def holes(sketch: Any) -> set[str]:
    """Return the holes of a sketch of a value."""
    if isinstance(sketch, dict):
        return set[str]().union(*map(holes, sketch.values()))
    if isinstance(sketch, list):
        return set[str]().union(*map(holes, sketch))
    return {sketch} if isinstance(sketch, str) and sketch.startswith("<") else set()


def has_zero(value: Any) -> bool:
    """Whether a 0 is written somewhere in a value."""
    if isinstance(value, dict):
        return any(map(has_zero, value.values()))
    if isinstance(value, list):
        return any(map(has_zero, value))
    return value == 0 and not isinstance(value, bool)


def filled(sketch: Any, fillings: Mapping[str, Callable[[], Any]]) -> Any:
    """Return a sketch with its holes filled."""
    if isinstance(sketch, dict):
        return {key: filled(part, fillings) for key, part in sketch.items()}
    if isinstance(sketch, list):
        return [filled(part, fillings) for part in sketch]
    return fillings[sketch]() if holes(sketch) else sketch


class DrawnValues(Drawn):
    """A corpus whose conditions, amounts, dates and
    derivations are drawn from all the forms of values.
    """

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.derived: list[str] = []
        self.forms: set[type[Value]] = set()

    # --- vocabulary ---

    def vocabulary(self) -> dict[str, Any]:
        found = super().vocabulary()
        words = {one: said(one) for one in "abc"}

        def word(kind: str, **more: Any) -> dict[str, Any]:
            return (
                {"type": kind, "label": said(kind)}
                | ({"values": words} if kind == "enumeration" else {})
                | more
            )

        found["facts"] |= {name: word(kind, derived=True) for name, kind, _ in DERIVED}
        tasks = found["collections"]["tasks"]
        tasks["facts"] |= {
            "size": word("ratio", minimum=0, maximum=3, varies=True),
            "count": word("integer", minimum=0, maximum=6),
            "rank": word("enumeration"),
            "ready": word("boolean"),
            "checked_on": word("date"),
            "lasting": word("duration"),
            "points": word("integer", derived=True),
        }
        marks = tasks["lists"]["marks"]
        marks["facts"] |= {
            "hours": word("integer", minimum=0, maximum=50),
            "rank_then": word("enumeration"),
            "passed": word("boolean"),
            "held_on": word("date"),
        }
        scores = {
            name: word("ratio", minimum=0, maximum=most, required=True)
            for name, most in (("share", 1), ("level", 4))
        }
        marks["lists"] = {"scores": {"label": said("scores"), "facts": scores}}
        return found

    def occasions(self) -> dict[str, Any]:
        found = super().occasions()
        found["occasions"]["task_day"] = {
            "each": "tasks",
            "on": {"fact": "day"},
            "label": said("task_day"),
        }
        return found

    # --- provisions ---

    def provisions(self) -> list[dict[str, Any]]:
        classes = [
            {"below": self.random.choice([0.5, 1, 2]), "is": "a"},
            {"up_to": 300, "is": "b"},
            {"is": "c"},
        ]
        found = [self.provision("words", table={"unit": "any", "brackets": classes})]
        for name, kind, of in DERIVED:
            value = self.whole(2) if kind == "integer" else self.value(of, 2)
            found.append(
                self.provision(
                    name.replace("person.", "d_"), then={"derive": {"fact": name, "value": value}}
                )
            )
            self.derived.append(name)
        points = {"derive": {"fact": "task.points", "value": self.whole(2, task=True)}}
        found.append(self.provision("points", on=["task_day", "task_term"], then=points))
        needs = {"require": {"benefit": "grant", "requirement": "task"}}
        found.append(
            self.provision(
                "needs_task", on="task_day", when=self.compared(task=True, day=True), then=needs
            )
        )
        return found + super().provisions()

    def rules(self, version: str) -> list[dict[str, Any]]:
        found = super().rules(version)
        for rule in found:
            task = rule["id"] in {"task_right", "start"}
            if rule["id"] in {"term_right", "task_right"} and self.random.random() < 0.7:
                rule["then"]["entitle"]["amount"] = self.value(NUMBERS, 2, task=task, period=True)
            if rule["id"] in {"due", "start"}:
                rule["then"]["deadline"]["due"] = self.value(DAYS, 2, task=task, period=True)
        return found

    def condition(
        self, depth: int, *, task: bool = False, incident: bool = False
    ) -> dict[str, Any]:
        if not depth and self.random.random() < 0.7:
            return self.compared(task=task)
        return super().condition(depth, task=task, incident=incident)

    def compared(self, *, task: bool, day: bool = False) -> dict[str, Any]:
        """Return a comparison of a fact with any value of
        its kind; on a day of a task there may be no period.
        """
        if self.random.random() < 0.12:
            return self.of_elements(task=task)
        kind = self.random.choice([NUMBERS, NUMBERS, DAYS, WORDS, TRUTHS, LENGTHS])
        fact = self.random.choice(self.facts(kind, task=task))
        operator = self.random.choice(COMPARING[kind])
        if OPERATORS[operator].single:
            count = self.random.choice([1, 2, 3, 14])
            return {
                fact: {
                    operator: [
                        self.value(kind, int(count < 14), task=task, of=fact) for _ in range(count)
                    ]
                }
            }
        return {fact: {operator: self.operand(operator, kind, 2, task=task, of=fact)}}

    def operand(self, operator: str, kind: str, depth: int, *, task: bool, of: str = "") -> Any:
        """Return a value with which an operator compares: a multiple of 0 is a finding."""
        while True:
            value = self.value(kind, depth, task=task, of=of)
            if not OPERATORS[operator].above_zero or not has_zero(value):
                return value

    def of_elements(self, *, task: bool) -> dict[str, Any]:
        """Return what is asked of the elements of a collection."""
        over = self.random.choice(["tasks", "incidents"])
        where = {"where": self.of_an_element(over)} if self.random.random() < 0.8 else {}
        how = self.random.randrange(4)
        if how == 0:
            return {"any": over} | where
        if how == 1:
            return {"every": over, "holds": self.of_an_element(over)} | where
        operator = self.random.choice(
            [name for name in COMPARING[NUMBERS] if not OPERATORS[name].single]
        )
        asked = {operator: self.operand(operator, NUMBERS, 1, task=task)}
        if how == 2:
            return {"count": over} | where | asked
        worked = {self.random.choice(["sum", "least", "greatest"]): self.number_of_a_task()}
        where = {"where": self.of_an_element("tasks")} if where else {}
        return worked | {"over": "tasks"} | where | asked

    def of_an_element(self, over: str) -> dict[str, Any]:
        """Return a condition on each element of a collection."""
        choice = self.random.choice
        if over == "incidents":
            operators = [name for name in COMPARING[DAYS] if not OPERATORS[name].single]
            day = {"incident.happened_on": {choice(operators): self.value(DAYS, 0)}}
            heavy = {"incident.heavy": {"is": choice([True, False])}}
            alone = {"incident.happened_on": {"before": {"fact": "person.hired_on"}}}
            return choice([heavy, alone, {"any": [heavy, {"not": alone}]}, day])
        marks = {"any": "task.marks", "where": {"task.marks.mark": {"at_least": choice([1, 3])}}}
        ready, rank = {"task.ready": {"is": True}}, {"task.rank": {"is": choice("abc")}}
        size = {"task.size": {"at_least": {"fact": "person.share"}}}
        return choice([ready, marks, {"all": [rank, {"not": ready}]}, {"any": [size, rank]}])

    def number_of_a_task(self) -> Any:
        """Return a number of a task."""
        own = {"fact": self.random.choice(["task.size", "task.count"])}
        return self.random.choice([own, {"multiply": [own, {"fact": "person.level"}]}])

    # --- values ---

    def facts(self, kind: str, *, task: bool) -> list[str]:
        known = {name: of for name, _, of in DERIVED}
        found = OF_THE_CASE[kind] + [name for name in self.derived if known[name] == kind]
        own = OF_A_TASK[kind] + (
            ["task.points"] if kind == NUMBERS and len(self.derived) == len(DERIVED) else []
        )
        return found + own * 2 if task else found

    def value(
        self, kind: str, depth: int, *, task: bool = False, period: bool = False, of: str = ""
    ) -> Any:
        """Return a value of a kind, of any form; `of` is the fact that it is compared with."""
        if of == "task":
            return self.random.choice(KEYS)
        if depth and self.random.random() < 0.7:
            return self.formed(kind, depth - 1, task=task, period=period)
        if self.random.random() < 0.5:
            return {
                "fact": self.random.choice(
                    [one for one in self.facts(kind, task=task) if one != "task"]
                )
            }
        return self.literal(kind)

    def literal(self, kind: str) -> Any:
        if kind == NUMBERS:
            return self.random.choice([0, 1, 2, 50, 400, 0.5, 1.25, "75 %", 99.99])
        if kind == LENGTHS:
            return self.random.choice(LENGTHS_DRAWN)
        if kind == DAYS:
            return self.random.choice(
                [
                    str(FIRST + timedelta(days=self.random.randrange(0, 1400))),
                    str(CHANGE),
                    "not_yet",
                ]
            )
        return self.random.choice("abc") if kind == WORDS else self.random.random() < 0.5

    def formed(self, kind: str, depth: int, *, task: bool, period: bool) -> Any:
        """Return a value of a kind in one of the forms of the language, each as often as others."""
        fillings = self.fillings(depth, task=task, period=period)
        forms = []
        for form in FORMS:
            sketches = [
                sketch
                for of, sketch in form.sketches
                if of == kind and holes(sketch) and holes(sketch) <= fillings.keys()
            ]
            forms += [(form, sketches)] if sketches else []
        form, sketches = self.random.choice(forms)
        self.forms.add(form)
        return filled(self.random.choice(sketches), fillings)

    def fillings(self, depth: int, *, task: bool, period: bool) -> dict[str, Callable[[], Any]]:
        """Return what gives each hole of a sketch its filling."""
        choice = self.random.choice

        def value(kind: str) -> Callable[[], Any]:
            return lambda: self.value(kind, depth, task=task, period=period)

        def fact(kind: str) -> Callable[[], Any]:
            return lambda: choice([one for one in self.facts(kind, task=task) if one != "task"])

        def options(kind: str) -> Callable[[], Any]:
            return lambda: {"days": value(kind)(), "months": value(kind)()}

        kinds = (NUMBERS, DAYS, WORDS, TRUTHS, LENGTHS)
        found: dict[str, Callable[[], Any]] = {f"<fact: {kind}>": fact(kind) for kind in kinds}
        found |= {f"<{kind}>": value(kind) for kind in kinds}
        found |= {f"<options: {kind}>": options(kind) for kind in kinds}
        columns = ["person.level", "tasks.blue.count"]
        found |= {
            "<a whole number>": lambda: self.whole(depth, task=task),
            "<fact: a whole number>": lambda: choice(self.whole_facts(task=task)),
            "<fact that varies>": lambda: choice(["person.score"] + ["task.size"] * task),
            "<figure>": lambda: self.literal(NUMBERS),
            "<fraction>": lambda: choice(["1/3", "2/7", "5/4", "-1/6"]),
            "<whole figure>": lambda: choice([1, 2, 30]),
            "<day>": lambda: self.literal(DAYS),
            "<text>": lambda: self.literal(WORDS),
            "<length>": lambda: self.literal(LENGTHS),
            "<flag>": lambda: self.literal(TRUTHS),
            "<table>": lambda: "base/1/amounts",
            "<grid>": lambda: "base/1/grid",
            "<row>": lambda: "tasks.{task}" if task else "base",
            "<column>": lambda: {"fact": choice([*columns, "person.share"])},
            "<brackets>": lambda: "base/1/levels",
            "<brackets of words>": lambda: "base/1/words",
            "<event>": lambda: "later.published",
            "<legal text>": lambda: "later",
            "<reading>": lambda: "unit",
            "<territory>": lambda: "metropole",
            "<duration>": lambda: choice(["P6M", "P15D", "P1Y", "P1M10D"]),
            "<count>": lambda: choice(
                [{"fact": "tasks.blue.count"}, {"add": [1, {"fact": "person.level"}]}, 3]
            ),
        }
        found |= {
            "<elements>": lambda: "tasks",
            "<a number of an element>": self.number_of_a_task,
            "<a date of an element>": lambda: {
                "fact": choice(["task.started_on", "task.checked_on"])
            },
            "<condition of an element>": lambda: self.of_an_element("tasks"),
        }
        if task or period:
            found["<unit>"] = lambda: choice(["days", "months"])
        if task:
            found["<records>"] = lambda: "task.marks.scores"
            found["<a number of a record>"] = lambda: {"fact": "task.marks.scores.level"}
        return found

    def whole_facts(self, *, task: bool) -> list[str]:
        own = ["task.count", "task.marks.hours"] if task else []
        return ["person.score", "person.level", "tasks.blue.count", *own]

    def whole(self, depth: int, *, task: bool = False) -> Any:
        """Return a value that is a whole number whatever the case."""
        if not depth or self.random.random() < 0.3:
            return self.random.choice(
                [1, 2, 30, *({"fact": one} for one in self.whole_facts(task=task))]
            )
        return self.formed("a whole number", depth - 1, task=task, period=False)

    # --- cases ---

    def cases(self, count: int) -> pa.Table:
        return pa.Table.from_pylist(
            [{CASE: f"c{rank}"} | self.case() for rank in range(count)], schema=TYPED
        )

    def case(self) -> dict[str, Any]:
        row, random = super().case(), self.random
        for key in KEYS:
            if not any(row.get(name) for name in row if name.startswith(f"tasks.{key}.")):
                continue
            own = f"tasks.{key}"
            row[f"{own}.size"] = random.choice(
                [Decimal(1), Decimal("0.5"), Decimal(2), Decimal("1.25"), None]
            )
            row[f"{own}.count"] = random.choice([0, 1, 2, 3, 6, None])
            row[f"{own}.rank"] = random.choice(["a", "b", "c", None])
            row[f"{own}.lasting"] = random.choice([*LENGTHS_DRAWN, None])
            row[f"{own}.ready"] = random.choice([True, False, None])
            row[f"{own}.checked_on"] = random.choice(
                [
                    CHANGE,
                    CHANGE - timedelta(days=1),
                    FIRST + timedelta(days=random.randrange(0, 1500)),
                    None,
                ]
            )
            for rank in range(1, 4):
                record = f"{own}.marks.{rank}"
                row[f"{record}.hours"] = random.choice([0, 1, 7, 50, None])
                row[f"{record}.rank_then"] = random.choice(["a", "b", None])
                row[f"{record}.passed"] = random.choice([True, False, None])
                row[f"{record}.held_on"] = random.choice(
                    [CHANGE, FIRST + timedelta(days=random.randrange(0, 1500)), None]
                )
                for place in range(1, random.choice([1, 2, 3])):
                    row[f"{record}.scores.{place}.share"] = random.choice(
                        [Decimal("0.5"), Decimal("0.25"), Decimal(1)]
                    )
                    row[f"{record}.scores.{place}.level"] = random.choice(
                        [Decimal(1), Decimal("0.8"), Decimal(4)]
                    )
        return row


_DECIMAL = pa.decimal128(12, 4)
_OF_A_TASK = [
    ("size", _DECIMAL),
    ("count", pa.int64()),
    ("rank", pa.string()),
    ("ready", pa.bool_()),
    ("checked_on", pa.date32()),
    ("lasting", pa.string()),
]
_OF_A_MARK = [
    ("hours", pa.int64()),
    ("rank_then", pa.string()),
    ("passed", pa.bool_()),
    ("held_on", pa.date32()),
]
_OF_A_MARK += [
    (f"scores.{place}.{fact}", _DECIMAL) for place in (1, 2) for fact in ("share", "level")
]
TYPED = pa.schema(
    [*SCHEMA]
    + [pa.field(f"tasks.{key}.{fact}", kind) for key in KEYS for fact, kind in _OF_A_TASK]
    + [
        pa.field(f"tasks.{key}.marks.{rank}.{fact}", kind)
        for key in KEYS
        for rank in range(1, 4)
        for fact, kind in _OF_A_MARK
    ]
)
assert LEVELS == [1, 2, 3]
