"""Small rulesets drawn at random, of no particular field,
written as YAML and read as any ruleset is; and cases for them.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa

from engine.language.model import Corpus
from engine.language.temporal import NOT_YET
from engine.source.reader import read_corpora
from engine.tables.columns import CASE

SOURCE = {"document": "paper", "at": "p. 1"}
FIRST, CHANGE = date(2020, 1, 1), date(2022, 7, 1)
LEVELS = [1, 2, 3]
KEYS = ["red", "blue", "green"]
GRID = {
    "unit": "points",
    "columns": LEVELS,
    "rows": {"a": [10, 20.5, 30], "b": [0, 1, 2], "c": [7, 70, 700.25]},
}
"""A table addressed by a word and by a level."""


def said(text: str) -> dict[str, str]:
    return {"fr": text, "en": text}


class Drawn:
    """One corpus being drawn: two texts, the second amending the first half-way."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.parted = Random(
            f"parts {seed}"
        )  # beside the other draws, which it leaves as they were
        self.every = self.random.choice(["P1Y", "P6M", "P3M", "P90D"])
        of_calendar = Random(f"calendar {seed}")  # likewise
        if of_calendar.random() < 0.3:
            self.every = of_calendar.choice(["calendar_year", "calendar_quarter"])
        self.count = 0

    # --- files ---

    def write(self, folder: Path) -> list[Path]:
        """Write both texts; return their folders."""
        base, later = folder / "base", folder / "later"
        for one in (base, later):
            one.mkdir(parents=True)
        _write(base / "text.yaml", _text("base", "accord", FIRST) | {"corpus": "drawn"})
        _write(later / "text.yaml", _text("later", "avenant", CHANGE) | {"amends": ["base"]})
        _write(base / "vocabulary.yaml", self.vocabulary())
        _write(base / "occasions.yaml", self.occasions())
        _write(base / "readings.yaml", self.readings())
        _write(
            base / "art_1.yaml",
            {"article": "1", "title": said("one"), "provisions": self.provisions()},
        )
        _write(
            later / "art_1.yaml",
            {"article": "1", "title": said("change"), "operations": self.operations()},
        )
        return [base, later]

    def vocabulary(self) -> dict[str, Any]:
        def word(kind: str, **more: Any) -> dict[str, Any]:
            return {"type": kind, "label": said(kind)} | more

        facts = {
            "person.hired_on": word("date"),
            "person.score": word("integer", minimum=0, maximum=1000, varies=True),
            "person.active": word("boolean", varies=True),
            "person.grade": word("enumeration", values={one: said(one) for one in "abc"}),
            "person.fee": word("money", minimum=0, maximum=100000),
            "person.share": word("ratio", minimum=0, maximum=2),
            "person.level": word("integer", derived=True, minimum=1, maximum=3),
            "person.ends_on": word("date", derived=True),
            "person.fit": word("boolean", derived=True),
        }
        marks = {
            "label": said("marks"),
            "indexed_by": "rank",
            "facts": {
                "rank": word("integer", minimum=1, maximum=99, required=True),
                "mark": word("ratio", minimum=0, maximum=5),
            },
        }
        tasks = {
            "singular": "task",
            "label": said("tasks"),
            "complete": self.random.random() < 0.7,
            "keys": {key: said(key) for key in KEYS},
            "facts": {"started_on": word("date", absent="not_yet")},
            "lists": {"marks": marks},
        }
        incidents = {
            "singular": "incident",
            "label": said("incidents"),
            "facts": {"happened_on": word("date", required=True), "heavy": word("boolean")},
        }
        return {
            "facts": facts,
            "collections": {"tasks": tasks, "incidents": incidents},
            "benefits": {"grant": said("grant")},
        }

    def occasions(self) -> dict[str, Any]:
        cut = {"reading": "version", "option": "split"}
        periods = {
            "term": {
                "from": {"fact": "person.hired_on"},
                "every": self.every,
                "until": {"fact": "person.ends_on"},
                "label": said("term"),
            }
        }
        occasions = {
            "hiring": {"on": {"fact": "person.hired_on"}, "requires": "base"},
            "term": {"each_period": "term", "cut_at_changes": cut},
            "task_term": {
                "each": "tasks",
                "each_period": "term",
                "since": {"fact": "task.started_on"},
                "cut_at_changes": cut,
            },
            "incident": {"each": "incidents", "on": {"fact": "incident.happened_on"}},
            "change": {"on": {"effect_of": "later"}},
            "question": {"on": {"fact": "day"}, "requires": "base"},
        }
        return {
            "periods": periods,
            "occasions": {name: one | {"label": said(name)} for name, one in occasions.items()},
        }

    def readings(self) -> dict[str, Any]:
        def reading(*options: str) -> dict[str, Any]:
            texts = {option: {"says": said(option)} for option in options}
            return {
                "question": said("?"),
                "default": self.random.choice(options),
                "options": texts,
                "reason": said("silence"),
                "source": SOURCE,
            }

        return {
            "readings": {
                "version": reading("whole", "split"),
                "unit": reading("days", "months"),
                "base_of": reading("wide", "narrow"),
            }
        }

    # --- provisions ---

    def provision(self, id_: str, **parts: Any) -> dict[str, Any]:
        return {
            "id": id_,
            "place": {"paragraph": 1},
            "says": said(id_),
            "source": SOURCE,
            "basis": "official_text",
        } | parts

    def provisions(self) -> list[dict[str, Any]]:
        limits = sorted(self.random.sample(range(50, 950), 2))
        brackets = [
            {"below": limits[0], "is": 1},
            {self.random.choice(["below", "up_to"]): limits[1], "is": 2},
            {"is": 3},
        ]
        found = [
            self.provision("levels", table={"unit": "points", "brackets": brackets}),
            self.provision("amounts", table=self.table()),
            self.provision("grid", table=GRID),
            self.provision(
                "level",
                then={
                    "derive": {
                        "fact": "person.level",
                        "value": {"bracket": {"fact": "person.score"}, "in": "base/1/levels"},
                    }
                },
            ),
            self.provision(
                "ends",
                on="hiring",
                then={
                    "derive": {
                        "fact": "person.ends_on",
                        "value": {
                            "after": {"fact": "person.hired_on"},
                            "by": self.random.choice(["P2Y", "P30M", "P700D"]),
                        },
                    }
                },
            ),
            self.provision(
                "fit",
                when=self.condition(1),
                then={"derive": {"fact": "person.fit", "value": True}},
                **self.override(),
            ),
            self.provision(
                "unfit",
                when=self.condition(1),
                then={"derive": {"fact": "person.fit", "value": False}},
            ),
            self.provision(
                "needs_level",
                on="question",
                when=self.condition(1),
                then={"require": {"benefit": "grant", "requirement": "level"}},
            ),
            self.provision(
                "needs_fit",
                on="question",
                when={"person.fit": {"is": True}},
                then={"require": {"benefit": "grant", "requirement": "fit"}},
            ),
        ]
        return found + self.rules("first")

    def rules(self, version: str) -> list[dict[str, Any]]:
        of = {"of": "uncut"} if self.parted.random() < 0.4 else {}
        proportion = {
            "reading": "unit",
            "options": {
                "days": {"proportion": "days"} | of,
                "months": {"proportion": "months"} | of,
            },
        }
        cell = {
            "table": "base/1/amounts",
            "row": "tasks.{task}",
            "column": {"fact": "person.level"},
        }
        task = {
            "multiply": [
                cell,
                *self.some(
                    [
                        proportion,
                        {"least": [1, {"fact": "task.marks.mark"}]},
                        {"fact": "person.share"},
                    ]
                ),
            ]
        }
        term: dict[str, Any] = {
            "multiply": [
                {"table": "base/1/amounts", "row": "base", "column": {"fact": "person.level"}},
                *self.some([proportion, {"fact": "person.share"}]),
            ]
        }
        if self.random.random() < 0.4:
            term = {"add": [term, {"fact": "person.fee"}]}
        when = {"person.fit": {"is": True}} if self.random.random() < 0.4 else self.condition(2)
        lines = {
            "reading": "base_of",
            "options": {"wide": ["tasks.*", "base"], "narrow": ["tasks.red"]},
        }
        once: dict[str, Any] = {
            "line": "incident",
            "amount": self.random.choice([125, {"fact": "person.fee"}]),
            "once_in": self.random.choice(["P12M", "P40D", "calendar_year"]),
        }
        if self.parted.random() < 0.3:
            once |= {
                "once_in": "period",
                "from": {"fact": "period.from"},
                "until": {"fact": "period.until"},
            }
        rules = [
            self.provision(
                "term_right",
                on="term",
                when=when,
                then={"entitle": {"line": "base", "amount": term}},
            ),
            self.provision(
                "task_right",
                on="task_term",
                when=self.condition(2, task=True),
                then={"entitle": {"line": "tasks.{task}", "amount": task}},
            ),
            self.provision(
                "incident_right",
                on="incident",
                when=self.condition(1, incident=True),
                then={"entitle": once},
            ),
            self.provision(
                "more",
                on=["term", "task_term", "incident"],
                when=self.random.choice([{"benefit": "grant"}, self.condition(1)]),
                then={
                    "increase": {
                        "line": "more",
                        "lines": lines,
                        "by": self.parted.choice(
                            [
                                "10 %",
                                "12.5 %",
                                "33.33 %",
                                {"least": ["10 %", {"fact": "person.share"}]},
                            ]
                        ),
                    }
                },
            ),
            self.provision(
                "least",
                on=["term", "task_term"],
                when=self.bounding(),
                then={"floor": {"line": "least", "lines": ["*"], "at": self.bound()}},
            ),
            self.provision(
                "most",
                on=["term", "task_term", "incident"],
                when=self.bounding(),
                then={
                    "cap": {
                        "line": "most",
                        "lines": self.parted.choice([["*"], ["base", "tasks.*"], ["more"]]),
                        "at": self.bound(),
                    }
                },
            ),
            self.provision(
                "paid",
                on=["term", "task_term"],
                then={"pay": {"lines": ["*"], "parts": self.parts("period.until")}},
            ),
            self.provision(
                "incident_paid",
                on="incident",
                when=self.condition(1),
                then={
                    "pay": {
                        "lines": ["incident"],
                        "parts": [
                            {"part": "full", "due": {"after": {"fact": "occasion.on"}, "by": "P1M"}}
                        ],
                    }
                },
            ),
            self.provision(
                "due",
                on="term",
                when=self.condition(1),
                then={
                    "deadline": {
                        "id": "report",
                        "due": {"before": {"fact": "period.until"}, "by": "P15D"},
                        "kind": "deadline",
                    }
                },
            ),
            self.provision(
                "start",
                on="task_term",
                then={
                    "deadline": {
                        "id": "{task}.start",
                        "due": {"after": {"fact": "period.from"}, "by": "P1M"},
                        "met_by": {"fact": "task.started_on"},
                        "kind": "deadline",
                    }
                },
            ),
        ]
        return (
            rules
            if version == "first"
            else [rule for rule in rules if self.random.random() < 0.6 or rule["id"] == "paid"]
        )

    def bounding(self) -> dict[str, Any]:
        """Return where a cap or a floor applies: often everywhere."""
        level = {"person.level": {"at_least": self.parted.choice([1, 1, 2])}}
        return self.parted.choice([level, {"person.active": {"is": True}}])

    def bound(self) -> Any:
        """Return the amount of a cap or of a floor: below and above what the tables give."""
        return self.parted.choice([0, 333.33, 20000, 45000, {"fact": "person.fee"}])

    def parts(self, until: str) -> list[dict[str, Any]]:
        share = self.random.choice(["75 %", "33.33 %", "50 %"])
        times = self.parted.choice(
            [
                {},
                {},
                {"times": {"proportion": "days"}},
                {"times": {"proportion": "months", "of": "uncut"}},
                {"times": {"proportion": "days", "as_if": "uncut"}},
            ]
        )
        part = self.parted.choice(
            [
                {"share": share} | times,
                {"share": share} | times,
                {"share": {"fact": "person.share"}} | times,
                {"amount": {"multiply": ["50 %", {"fact": "person.fee"}]}},
            ]
        )
        return [
            {"part": "advance", "due": {"fact": "occasion.on"}} | part,
            {"part": "balance", "due": {"fact": until}},
        ]

    def table(self) -> dict[str, Any]:
        rows = ["base", *(f"tasks.{key}" for key in KEYS)]
        return {
            "unit": "EUR",
            "columns": LEVELS,
            "rows": {row: [self.random.randrange(100, 99999) for _ in LEVELS] for row in rows},
        }

    def operations(self) -> list[dict[str, Any]]:
        operation = {"says": said("operation"), "source": SOURCE, "basis": "official_text"}
        changed, table = self.rules("second"), self.table()
        return [
            operation
            | {
                "id": "table",
                "point": "1°",
                "replace": "base/1/amounts",
                "expect": {"table": {"unit": "EUR"}},
                "with": [self.provision("amounts", table=table)],
            },
            operation
            | {
                "id": "parts",
                "point": "1° bis",
                "amend": "base/1/amounts",
                "parts": [self.part_of(table["rows"])],
            },
            *(
                operation
                | {
                    "id": rule["id"],
                    "point": f"{rank}°",
                    "replace": f"base/1/{rule['id']}",
                    "expect": {"id": rule["id"]},
                    "with": [rule],
                }
                for rank, rule in enumerate(changed, 2)
            ),
        ]

    def part_of(self, rows: dict[str, list[int]]) -> dict[str, Any]:
        """Return a part of the table of amounts, and what becomes of it."""
        row, rank = self.parted.choice(sorted(rows)), self.parted.randrange(len(LEVELS))
        column, more = LEVELS[rank], self.parted.randrange(1, 999)
        return self.parted.choice(
            [
                {"row": row, "column": column, "expect": rows[row][rank], "with": more},
                {"row": row, "expect": rows[row], "with": [cell + more for cell in rows[row]]},
                {"column": column, "expect": {row: rows[row][rank]}, "with": {row: more}},
            ]
        )

    def override(self) -> dict[str, Any]:
        """Mostly a precedence; else two rules may disagree
        on a case, which both sides must then refuse.
        """
        return {"overrides": ["base/1/unfit"]} if self.random.random() < 0.7 else {}

    # --- conditions ---

    def some(self, values: list[Any]) -> list[Any]:
        return [value for value in values if self.random.random() < 0.5]

    def condition(
        self, depth: int, *, task: bool = False, incident: bool = False
    ) -> dict[str, Any]:
        if depth and self.random.random() < 0.6:
            parts = [
                self.condition(depth - 1, task=task, incident=incident)
                for _ in range(self.random.choice([2, 2, 3]))
            ]
            return self.random.choice(
                [
                    {"all": parts},
                    {"any": parts},
                    {"not": parts[0]},
                    {"any": [parts[0], {"not": parts[1]}]},
                ]
            )
        leaves: list[dict[str, Any]] = [
            {
                "person.score": {
                    self.random.choice(
                        ["at_least", "less_than", "more_than", "at_most"]
                    ): self.random.randrange(0, 1000, 50)
                }
            },
            {"person.active": {"is": self.random.random() < 0.7}},
            {"person.grade": {self.random.choice(["is", "is_not"]): self.random.choice("abc")}},
            {"person.grade": {"one_of": ["a", "c"]}},
            {
                "person.fee": {
                    self.random.choice(["at_least", "less_than"]): self.random.randrange(
                        0, 100000, 777
                    )
                }
            },
            {"person.share": {self.random.choice(["more_than", "at_most"]): "50 %"}},
            {
                "person.hired_on": {
                    self.random.choice(["before", "on_or_after"]): str(
                        FIRST + timedelta(days=self.random.randrange(0, 1400))
                    )
                }
            },
            {"person.hired_on": {"on_or_before": {"before": {"fact": "occasion.on"}, "by": "P1M"}}},
            {"person.active": {"known": self.random.random() < 0.5}},
            {"tasks.red.started_on": {"on_or_before": {"fact": "occasion.on"}}},
        ]
        if task:
            leaves += [
                {"task": {"is": self.random.choice(KEYS)}},
                {"task.marks.mark": {"at_least": "50 %"}},
                {"period.number": {"at_least": 2}},
            ]
        if incident:
            leaves += [{"incident.heavy": {"is": True}}] * 3
        return self.random.choice(leaves)

    # --- cases ---

    def cases(self, count: int) -> pa.Table:
        """Return random cases, unknown facts and days at the edges among them."""
        return pa.Table.from_pylist(
            [{CASE: f"c{rank}"} | self.case() for rank in range(count)], schema=SCHEMA
        )

    def case(self) -> dict[str, Any]:
        random = self.random
        hired = random.choice(
            [
                FIRST + timedelta(days=random.randrange(0, 1500)),
                CHANGE,
                CHANGE - timedelta(days=1),
                date(2020, 2, 29),
                date(2020, 12, 31),
                date(2021, 8, 31),
            ]
        )
        row: dict[str, Any] = {
            "person.hired_on": random.choice([hired] * 8 + [None, NOT_YET]),
            "person.score": random.choice(
                [random.randrange(0, 1000), random.randrange(0, 1000, 50), None]
            ),
            "person.active": random.choice([True, True, False, None]),
            "person.grade": random.choice(["a", "b", "c", None]),
            "person.fee": random.choice(
                [Decimal(random.randrange(0, 9999999)) / 100, Decimal(0), None]
            ),
            "person.share": random.choice(
                [Decimal(random.randrange(0, 20000)) / 10000, Decimal("0.5"), None]
            ),
        }
        listed = [key for key in KEYS if random.random() < 0.7]
        row["tasks"] = " ".join(listed) if listed and random.random() < 0.8 else None
        for key in listed:
            row[f"tasks.{key}.started_on"] = random.choice(
                [hired + timedelta(days=random.randrange(0, 500)), hired, NOT_YET, None]
            )
            for rank in range(1, 4):
                row[f"tasks.{key}.marks.{rank}.mark"] = random.choice(
                    [Decimal(random.randrange(0, 15000)) / 10000, None]
                )
        row["incidents"] = random.choice([0, 1, 2, 3, 3, None])
        for rank in range(1, (row["incidents"] or 0) + 1):
            row[f"incidents.{rank}.happened_on"] = random.choice(
                [
                    CHANGE,
                    CHANGE - timedelta(days=1),
                    FIRST + timedelta(days=random.randrange(0, 1600)),
                ]
            )
            row[f"incidents.{rank}.heavy"] = random.choice([True, True, False, None])
        return row


def _text(name: str, kind: str, day: date) -> dict[str, Any]:
    event = {"on": str(day), "basis": "official_text", "source": SOURCE}
    documents = {"paper": {"title": said("paper"), "publisher": "nobody", "date": str(day)}}
    return {
        "text": name,
        "kind": kind,
        "title": said(name),
        "events": {"published": event},
        "entry_into_force": {"ordinary": {"event": f"{name}.published"}},
        "documents": documents,
    }


def _write(path: Path, tree: dict[str, Any]) -> None:
    path.write_text(json.dumps(tree), encoding="utf-8")


def drawn_corpus(drawn: Drawn, folder: Path) -> Corpus:
    """Return the corpus, read from its files by the reader of rulesets."""
    corpora, findings = read_corpora(drawn.write(folder))
    assert not findings, "\n".join(map(str, findings))
    return corpora["drawn"]


_DECIMAL = pa.decimal128(12, 4)
SCHEMA = pa.schema(
    [
        (CASE, pa.string()),
        ("person.hired_on", pa.date32()),
        ("person.score", pa.int32()),
        ("person.active", pa.bool_()),
    ]
    + [
        ("person.grade", pa.string()),
        ("person.fee", pa.decimal128(12, 2)),
        ("person.share", _DECIMAL),
        ("tasks", pa.string()),
    ]
    + [(f"tasks.{key}.started_on", pa.date32()) for key in KEYS]
    + [(f"tasks.{key}.marks.{rank}.mark", _DECIMAL) for key in KEYS for rank in range(1, 4)]
    + [("incidents", pa.int64())]
    + [
        (f"incidents.{rank}.{fact}", kind)
        for rank in range(1, 4)
        for fact, kind in (("happened_on", pa.date32()), ("heavy", pa.bool_()))
    ]
)
