"""Small rulesets drawn at random in which the law changes in every way, and words are of every
kind: amendments part by part, of an amendment, of words and of readings, articles renumbered and
reinstated, texts that reach each case on a day of its own, facts that a case may leave out.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa

from engine.language.operators import OPERATORS
from engine.language.temporal import NOT_YET
from engine.tables.columns import CASE

from .corpora import CHANGE, FIRST, GRID, KEYS, LEVELS, SOURCE, _text, _write, said
from .typed_corpora import COMPARING, DAYS, LENGTHS_DRAWN, NUMBERS, TYPED, DrawnValues

AGAIN = date(2023, 1, 1)
"""The day on which the last of the texts takes effect."""
ZONES = ["metropole", "alsace_moselle", "guadeloupe"]
SILENT = {"because": said("silence"), "basis": "inferred"}
OPERATION = {"says": said("operation"), "source": SOURCE, "basis": "official_text"}
HOLD = [{"person.grade": {"one_of": ["a", "b"]}}, {"person.settled": {"is": True}}]
CLASSES = {"unit": "points", "brackets": [{"below": 200, "is": 1}, {"is": 3}]}
ONCE = ["P12M", "P40D", "calendar_year"]
SOMETIMES = ["incident_right", "more", "least", "most", "incident_paid", "due", "start"]
"""Rules of the first article of which some are drawn."""
VISITS = {
    "label": said("visits"),
    "facts": {"seen_on": {"type": "date", "label": said("seen")}},
}
_WEIGHT, _START = {"fact": "task.weight"}, {"fact": "task.started_on"}
OVER_ELEMENTS: list[tuple[dict[str, Any], str]] = [
    (what, operator)
    for kind, several in (
        (NUMBERS, [{"count": "tasks"}]),
        (NUMBERS, [{how: _WEIGHT, "over": "tasks"} for how in ("sum", "least", "greatest")]),
        (DAYS, [{how: _START, "over": "tasks"} for how in ("least", "greatest")]),
    )
    for what in several
    for operator in COMPARING[kind]
]
"""What is worked out over elements, with each operator that compares it."""
WAYS: tuple[dict[str, Any], ...] = (
    {"from": {"fact": "person.hired_on"}},
    {"from": {"latest": [{"fact": "person.moved_on"}, {"fact": "person.hired_on"}]}},
    {"when": {"person.grade": {"one_of": ["a", "b"]}}},
    {"when": {"any": [{"person.zone": {"is": "metropole"}}, {"person.partner": {"is": False}}]}},
    {
        "from": {
            "anniversary_of": {"fact": "person.hired_on"},
            "on_or_after": {"effect_of": "later"},
        }
    },
    {
        "when": {"person.fee": {"at_least": 100}},
        "from": {
            "first_of": [
                {"fact": "person.hired_on"},
                {"after": {"fact": "person.hired_on"}, "by": "P18M"},
            ],
            "on_or_after": {"effect_of": "later"},
        },
    },
)
"""Ways in which a text reaches each case on its own day."""


class DrawnWhole(DrawnValues):
    """A corpus in which all that the language can say is drawn, beside what was drawn before."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.wider = Random(f"wider {seed}")
        if self.wider.random() < 0.4:
            self.every = self.wider.choice(["calendar_month", "calendar_half_year"])
        self.way = self.wider.choice(WAYS) if self.wider.random() < 0.4 else None
        self.first: set[str] = set()
        self.rank = 5 * seed
        self.taken = self.wider.choice([100, {"fact": "person.points"}])
        self.new = self.wider.choice([5, 50])
        self.lasting = self.wider.random() < 0.6
        """Whether there are texts after the first amendment."""

    # --- files ---

    def write(self, folder: Path) -> list[Path]:
        """Write the texts, those of before and the later ones; return their folders."""
        base, later = super().write(folder)
        article = {"article": "2", "title": said("two")}
        _write(base / "art_2.yaml", article | {"provisions": self.more_provisions()})
        _write(later / "art_2.yaml", article | {"operations": self.more_operations()})
        _write(later / "vocabulary.yaml", self.more_words())
        _write(later / "readings.yaml", self.more_readings())
        texts = [base, later]
        if self.lasting:
            texts += [self.second(folder / "second"), self.last(folder / "last")]
        if self.way:
            path = texts[-1] / "text.yaml"
            text = json.loads(path.read_text(encoding="utf-8"))
            _write(path, text | {"applies_to": {"ordinary": self.way}})
        return texts

    def second(self, folder: Path) -> Path:
        """Write the text that amends the last one before it takes effect."""
        folder.mkdir()
        text = _text("second", "avenant", date(2021, 9, 1))
        text |= {"amends": ["base", "last"], "after": ["later"]}
        _write(folder / "text.yaml", text | {"entry_into_force": {"ordinary": str(CHANGE)}})
        parts = [
            {"at": ["parts", 1, "with"], "expect": 350, "with": self.wider.randrange(300, 400)}
        ]
        amended = {"id": "less", "amend": {"operation": "last/1/raised"}, "parts": parts}
        undone = {"id": "undone", "repeal": {"operation": "last/1/moved"}}
        undone |= {"expect": {"number": "9"}}
        operations = [OPERATION | amended]
        if self.wider.random() < 0.5:
            operations.append(OPERATION | undone)
        article = {"article": "1", "title": said("less"), "operations": operations}
        _write(folder / "art_1.yaml", article)
        return folder

    def last(self, folder: Path) -> Path:
        """Write the text that amends again, and puts back what was repealed."""
        folder.mkdir()
        text = _text("last", "avenant", date(2021, 3, 1))
        text |= {"amends": ["base"], "after": ["later"]}
        force = {"ordinary": str(AGAIN), "fresh": {"effect_of": "later"}}
        _write(folder / "text.yaml", text | {"entry_into_force": force})
        lamp = self.lamp(self.wider.choice(["P2M", "P20D"]))
        back: dict[str, Any] = {"id": "back", "reinstate": "base/2/lamp", "expect": {"id": "lamp"}}
        if self.wider.random() < 0.5:
            back["with"] = [lamp]
        raised = {
            "id": "raised",
            "amend": "base/2/hold",
            "parts": [
                {"at": ["when", "all", 1, "person.score", "at_least"], "expect": 300, "with": 350}
            ],
        }
        operations = [
            raised,
            back,
            {
                "id": "weights",
                "amend": "base/2/sums",
                "parts": [
                    {
                        "row": "new",
                        "column": 1,
                        "expect_by_version": {"later": self.new, "base": "absent"},
                        "with": self.new + 3,
                    }
                ],
            },
        ]
        then = {"deadline": {"id": "fresh", "due": {"fact": "person.closed_on"}}}
        fresh = self.provision("fresh", on="question", when=self.leaf(), then=then)
        operations += [
            {
                "id": "fresh",
                "insert": "base/2_new",
                "number": "2",
                "title": said("fresh"),
                "with": [fresh],
                "effect": "fresh",
            },
            {
                "id": "classes",
                "replace": "base/2/classes",
                "expect_by_version": {
                    "base": {"table": {"unit": "points"}},
                    "later": {"table": {"unit": "points"}},
                    "second": "repealed",
                },
                "with": [self.provision("classes", table=CLASSES)],
            },
        ]
        operations.append({"id": "moved", "renumber": "base/2", "number": "9"})
        article = {"article": "1", "title": said("again")}
        _write(
            folder / "art_1.yaml", article | {"operations": [OPERATION | one for one in operations]}
        )
        return folder

    # --- words ---

    def vocabulary(self) -> dict[str, Any]:
        found = super().vocabulary()

        def word(kind: str, **more: Any) -> dict[str, Any]:
            return {"type": kind, "label": said(kind)} | more

        zones = {zone: said(zone) for zone in ZONES}
        words = {one: said(one) for one in "abc"}
        found["facts"] |= {
            "person.zone": word("enumeration", values=zones),
            "person.bonus": word("money", minimum=0, absent={"is": 0} | SILENT),
            "person.kind": word("enumeration", values=words, absent={"is": "a"} | SILENT),
            "person.partner": word("boolean", absent={"is": False} | SILENT),
            "person.notice": word("duration", absent={"is": "P1M"} | SILENT),
            "person.points": word("integer", absent={"is": 1} | SILENT, minimum=0, maximum=20),
            "person.moved_on": word("date", absent={"is": "not_yet"} | SILENT),
            "person.name": word("text"),
            "person.renewed_on": word("date", not_before="person.hired_on", absent="not_yet"),
            "person.closed_on": word("date", after="person.hired_on"),
            "person.refused": word("boolean", not_with={"person.partner": True}),
            "person.hours": word("decimal", unit="hours", minimum=0, maximum=99),
            "early.signed_on": word("date"),
            "person.settled": word("boolean", derived=True, otherwise=False),
            "person.strict": word("boolean", derived=True, otherwise=False),
            "person.band": word("integer", derived=True, minimum=1, maximum=3),
        }
        found["facts"]["person.tier"]["values"]["d"] = said("d")
        tasks = found["collections"]["tasks"]
        tasks["facts"] |= {
            "weight": word("integer", minimum=0, maximum=9, absent={"is": 2} | SILENT),
            "shared": word("boolean", absent={"is": True} | SILENT),
            "special": word("integer", minimum=0, maximum=9, only_for=["red", "blue"]),
        }
        rank = word("integer", minimum=1, maximum=9, required=True)
        item = word("ratio", minimum=0, maximum=1, required=True, adds_up_to=1)
        items = {"label": said("items"), "facts": {"part": item}}
        tasks["lists"]["reports"] = {
            "label": said("reports"),
            "indexed_by": "rank",
            "facts": {"rank": rank, "rate": word("ratio", minimum=0, maximum=1)},
            "lists": {"items": items},
            "one_of": ["rate", "items"],
            "only_for": ["red"],
        }
        incidents = found["collections"]["incidents"]
        incidents["facts"]["cost"] = word("money", minimum=0, absent={"is": 50} | SILENT)
        chosen = {"singular": "pick", "label": said("chosen"), "keys_of": "tasks"}
        posts = {"singular": "post", "label": said("posts"), "after": "person.hired_on"}
        posts |= {"keys": {key: said(key) for key in ("old", "new")}, "since": {"new": "later"}}
        posts["facts"] = {"held_on": word("date", not_before="person.hired_on")}
        found["collections"] |= {"chosen": chosen | {"only": ["red", "blue"]}, "posts": posts}
        at_most = {"table": "base/2/sums", "row": "welcome"}
        found["groups"] = {"early": {"label": said("early"), "at_most": at_most}}
        return found

    def occasions(self) -> dict[str, Any]:
        found = super().occasions()
        found["periods"]["term"]["opened_by"] = "base/1/ends"
        early = {"on": {"fact": "early.signed_on"}, "optional": True, "label": said("early")}
        post = {"each": "posts", "on": {"fact": "post.held_on"}, "label": said("post")}
        found["occasions"] |= {"early": early | {"period": "term"}, "post": post}
        return found

    def more_words(self) -> dict[str, Any]:
        """Return the words that the amendment adds, its own and to those of the agreement."""
        own = {
            "person.sunny": {"type": "boolean", "label": said("sunny")},
            "person.rated": {
                "type": "integer",
                "label": said("rated"),
                "absent": {"is": 3} | SILENT,
            },
        }
        tint = {"type": "enumeration", "label": said("tint"), "values": {"x": said("x")}}
        seen = {"type": "integer", "label": said("seen"), "minimum": 0, "maximum": 9}
        lists = {
            "marks": {"facts": {"seen": seen}},
            "reports": {"only_for": ["amber"], "lists": {"visits": VISITS}},
        }
        tasks = {"keys": {"amber": said("amber")}, "facts": {"tint": tint}, "lists": lists}
        tasks["facts"]["special"] = {"only_for": ["amber"]}
        amended = {
            "person.grade": {"values": {"d": said("d")}},
            "person.score": {"maximum": 1200, "label": said("new score")},
            "person.points": {"minimum": -5},
        }
        collections = {"tasks": tasks, "chosen": {"only": ["amber"]}}
        amends = {"facts": amended, "collections": collections}
        return {"facts": own, "amends": amends}

    def more_readings(self) -> dict[str, Any]:
        """Return the reading that the amendment opens, and the option that it settles."""
        option = self.wider.choice(["wide", "narrow"])
        settled = {"base_of": {"default": option, "reason": said("settled")}}
        options = {name: {"says": said(name)} for name in ("near", "far")}
        opened = {
            "question": said("?"),
            "default": self.wider.choice(["near", "far"]),
            "options": options,
            "reason": said("silence"),
        }
        return {"readings": {"reach": opened}, "amends": settled}

    # --- provisions ---

    def value(self, kind: str, depth: int, **more: Any) -> Any:
        """Return a value of less depth than elsewhere: there are more states of the law here."""
        return super().value(kind, min(depth, 1), **more)

    def fillings(self, depth: int, *, task: bool, period: bool) -> dict[str, Callable[[], Any]]:
        found = super().fillings(depth, task=task, period=period)
        return found | {
            "<territory>": lambda: self.random.choice([*ZONES, {"fact": "person.zone"}])
        }

    def rules(self, version: str) -> list[dict[str, Any]]:
        """Return some of the rules of the first article: those of the second stand beside them."""
        kept = {"term_right", "task_right", "paid", *self.wider.sample(SOMETIMES, 3)}
        if version == "second":
            kept &= self.first
        self.first = kept
        return [rule for rule in super().rules(version) if rule["id"] in kept]

    def provisions(self) -> list[dict[str, Any]]:
        found = super().provisions()
        (grid,) = (one for one in found if one["id"] == "grid")
        grid["table"] = GRID | {"rows": GRID["rows"] | {"d": [3, 4, 5]}}
        return found

    def lamp(self, by: str) -> dict[str, Any]:
        due = {"after": {"fact": "person.hired_on"}, "by": by}
        then = {"deadline": {"id": "lamp", "due": due, "by": "owner", "optional": True}}
        return self.provision("lamp", on="question", then=then)

    def cell(self, row: str) -> dict[str, Any]:
        return {"table": "base/2/sums", "row": row, "column": {"fact": "person.level"}}

    def more_provisions(self) -> list[dict[str, Any]]:
        """Return the provisions of an article that the amendments change part by part."""
        sums = {
            "unit": "EUR",
            "columns": LEVELS,
            "column": said("level"),
            "rows": {"welcome": [100, 200, 300], "gift": [10, 20, 30.5], "more": [1, 2, 3]},
            "totals": {"all": {"of": ["welcome", "gift", "more"], "values": [111, 222, 333.5]}},
        }
        classes = [{"below": 100, "is": 1}, {"up_to": 500, "is": 2}, {"is": 3}]
        notes = [{"says": said("note"), "when": self.leaf()}, {"says": said("always")}]
        definition = self.provision("definition", values={"term": "P3Y"}, quote="words")
        return [
            definition | {"notes": notes},
            self.provision("sums", table=sums),
            self.provision("classes", table={"unit": "points", "brackets": classes}),
            *self.derivations(),
            *self.sums_due(),
            *self.acts_due(),
        ]

    def derivations(self) -> list[dict[str, Any]]:
        choice = self.wider.choice
        settled = {"derive": {"fact": "person.settled", "value": True}}
        enough = {"person.points": {"at_least": choice([0, 1, 3])}}
        denied = {"not": {"person.settled": {"is": choice([True, False])}}}
        strict = {"fact": "person.strict", "value": choice([True, False])}
        band = {"bracket": {"fact": "person.score"}, "in": "base/2/classes"}
        hold = {"all": [{"person.score": {"at_least": 250}}, {"any": HOLD}]}
        required = {"require": {"benefit": "grant", "requirement": "hold"}}
        return [
            self.provision(
                "settled",
                when={"all": [self.leaf(), enough]},
                grounds=["base/2/definition"],
                then=settled,
            ),
            self.provision("settled_too", when=self.leaf(), then=settled),
            self.provision("strict", when=denied, then={"derive": strict}),
            self.provision("band", then={"derive": {"fact": "person.band", "value": band}}),
            self.provision("hold", on="question", when=hold, then=required),
            self.provision(
                "elements",
                on="question",
                when={"any": [self.over_elements() for _ in range(4)]},
                then={"require": {"benefit": "grant", "requirement": "elements"}},
            ),
        ]

    def sums_due(self) -> list[dict[str, Any]]:
        """Return rights on sums of the table, what pays them and what caps them."""
        choice = self.wider.choice
        covered = {choice(["at_least", "less_than"]): {"proportion": choice(["days", "months"])}}
        stay = {"multiply": [self.cell("more"), self.taken]}
        bound = choice(
            [{"fact": "person.bonus"}, 150, {"multiply": [100, {"fact": "person.band"}]}]
        )
        lines = {"wide": ["stay"], "narrow": ["stay", "base"]}
        capped = {"line": "bound", "lines": {"reading": "base_of", "options": lines}, "at": bound}
        once: dict[str, Any] = {"line": "once", "amount": {"fact": "incident.cost"}}
        if self.wider.random() < 0.5:
            until = {"after": {"fact": "occasion.on"}, "by": "P6M"}
            once |= {"from": {"fact": "occasion.on"}, "until": until}
        part = {"part": "whole", "due": {"fact": "occasion.on"}}
        more = {"line": "more.{task}", "amount": {"multiply": [{"fact": "task.weight"}, 10]}}
        return [
            self.provision(
                "welcome",
                on="hiring",
                when=choice([self.leaf(), {"person.strict": {"is": True}}]),
                then={"entitle": {"line": "welcome", "amount": self.cell("welcome")}},
            ),
            self.provision(
                "gift",
                on="hiring",
                when={"person.band": {"at_least": 2}},
                then={"entitle": {"line": "gift", "amount": self.cell("gift")}},
            ),
            self.provision(
                "welcome_paid", on="hiring", then={"pay": {"lines": ["welcome"], "parts": [part]}}
            ),
            self.provision(
                "stay",
                on="term",
                when={"all": [{"person.share": covered}, self.leaf()]},
                grounds=["base/2/definition", "base/2/classes"],
                then={"entitle": {"line": "stay", "amount": stay}},
            ),
            self.provision("bound", on="term", then={choice(["cap", "floor"]): capped}),
            self.provision(
                "more_of_a_task",
                on="task_term",
                when=choice([{"task.shared": {"is": True}}, {"task.special": {"at_least": 3}}]),
                then={"entitle": more},
            ),
            self.provision(
                "early",
                on="early",
                then={"entitle": {"line": "early", "amount": self.cell("welcome")}},
            ),
            self.provision(
                "post",
                on="post",
                when=self.leaf(),
                then={
                    "entitle": {"line": "posts.{post}", "amount": 20, "once_in": choice(ONCE)},
                },
            ),
            self.provision(
                "other_paid",
                on=["early", "post"],
                then={"pay": {"lines": ["early", "posts.*"], "parts": [part]}},
            ),
            self.provision("once", on="incident", when=self.leaf(), then={"entitle": once}),
            self.provision(
                "once_paid", on="incident", then={"pay": {"lines": ["once"], "parts": [part]}}
            ),
        ]

    def acts_due(self) -> list[dict[str, Any]]:
        """Return dates of the calendar, and what no table answers: duties and steps."""
        choice, day = self.wider.choice, {"fact": "person.hired_on"}
        kind = choice(["event", "anniversary", "review", "term"])
        due = {"after": day, "by": {"fact": "person.notice"}}
        act = {"id": "act", "due": due, "kind": kind, "met_by": {"fact": "person.moved_on"}}
        duty = {"duty": "lamp", "category": choice(["content", "plan"]), "by": "owner"}
        duty |= {"from": day, "until": {"fact": "person.ends_on"}, "entry": "lamp"}
        indicator = {"duty": "rate", "category": "indicator", "by": "owner", "level": "local"}
        indicator |= {"direction": "increasing", "force": "recommended", "subject": "owner"}
        step = {"step": "first", "order": 1, "helped_by": ["owner"], "done_when": self.leaf()}
        return [
            self.lamp("P1M"),
            self.provision("act", on="hiring", when=self.leaf(), then={"deadline": act}),
            self.provision("duty", on="question", then={"oblige": duty}),
            self.provision("rate", on="question", when=self.leaf(), then={"oblige": indicator}),
            self.provision("step", on="question", then={"advise": step}),
        ]

    def leaf(self) -> dict[str, Any]:
        """Return a condition on one of the facts that a case may leave out."""
        choice = self.wider.choice
        leaves: list[dict[str, Any]] = [
            {"person.bonus": {choice(["at_least", "more_than"]): choice([0, 100])}},
            {"person.kind": {choice(["is", "is_not"]): choice("abc")}},
            {"person.partner": {"is": choice([True, False])}},
            {"person.partner": {"known": choice([True, False])}},
            {
                "person.notice": {
                    choice(["lasts_at_least", "shorter_than"]): choice(["P1M", "P31D"])
                }
            },
            {"person.points": {"at_least": choice([1, 2, {"fact": "person.level"}])}},
            {"person.moved_on": {"on_or_before": {"fact": "occasion.on"}}},
            {"person.zone": {"is": choice(ZONES)}},
            {"tasks.red.weight": {"at_least": choice([2, 3])}},
            {"tasks.blue.shared": {"is": True}},
            {"tasks.red.special": {"at_least": 2}},
            {"count": "tasks", "where": {"task.shared": {"is": True}}, "at_least": 2},
            {"sum": {"fact": "task.weight"}, "over": "tasks", "at_least": choice([2, 4, 6])},
            {"any": "incidents", "where": {"incident.cost": {"at_least": choice([50, 60])}}},
            {"person.name": {choice(["is", "is_not"]): "someone"}},
            {"person.renewed_on": {"after": {"fact": "person.hired_on"}}},
            {"person.closed_on": {"known": True}},
            {"person.closed_on": {"on_or_before": {"fact": "day"}}},
            {"person.refused": {"is": choice([True, False])}},
            {"person.hours": {"at_least": choice([0, 7.5])}},
            {"early.signed_on": {"before": {"fact": "day"}}},
            {"any": "chosen", "where": {"pick": {"is": choice(["red", "blue"])}}},
            {"count": "chosen", "at_least": choice([1, 2])},
            {"posts.old.held_on": {"before": "2022-01-01"}},
            {"every": "posts", "holds": {"post.held_on": {"before": {"fact": "day"}}}},
            {
                "reading": "unit",
                "options": {
                    "days": {"person.partner": {"is": True}},
                    "months": {"person.kind": {"one_of": ["a", "c"]}},
                },
            },
            self.over_elements(),
        ]
        return choice(leaves)

    def over_elements(self) -> dict[str, Any]:
        """Return something worked out over tasks, compared in one of the ways after another."""
        what, operator = OVER_ELEMENTS[self.rank % len(OVER_ELEMENTS)]
        self.rank += 1
        dated = {"fact": "task.started_on"} in what.values()
        value: Any = "2021-06-01" if dated else self.wider.choice([2, 3])
        return what | {operator: [value] if OPERATORS[operator].single else value}

    # --- amendments ---

    def more_operations(self) -> list[dict[str, Any]]:
        """Return what the amendment changes in the second article, part by part."""
        choice, tasks = self.wider.choice, {"tasks.amber.shared": {"is": True}}
        stay = {"near": {"fact": "person.rated"}, "far": self.cell("new")}
        due = {"after": {"fact": "period.until"}, "by": "P1M"}
        report = {"deadline": {"id": "second_report", "due": due, "kind": "review"}}
        sunny = {"require": {"benefit": "grant", "requirement": "sunny"}}
        parts: dict[str, list[dict[str, Any]]] = {
            "sums": [
                {"row": "welcome", "column": 2, "expect": 200, "with": 250},
                {"row": "new", choice(["after", "before"]): "gift", "with": [self.new, 6, 7.25]},
                {"total": "all", "column": 2, "expect": 222, "with": 272},
            ],
            "classes": [{"bracket": 2, "expect": {"up_to": 500}, "with": {"below": 600}}],
            "definition": [{"value": "term", "expect": "P3Y", "with": "P5Y"}],
            "hold": [
                {"at": ["when", "all", 1, "person.score", "at_least"], "expect": 250, "with": 300},
                {"item_of": ["when", "all", 2, "any", 1, "person.grade", "one_of"], "with": "d"},
            ],
            "settled": [{"item_of": ["when", "all"], "with": choice([self.leaf(), tasks])}],
            "welcome_paid": [{"item_of": ["then", "pay", "lines"], "with": "gift"}],
            "stay": [
                {
                    "at": ["then", "entitle", "amount", "multiply", 2],
                    "expect": self.taken,
                    "with": {"reading": "reach", "options": stay},
                }
            ],
        }
        changed: list[dict[str, Any]] = [
            {"id": name, "amend": f"base/2/{name}", "parts": own, "reads": said(name)}
            for name, own in parts.items()
        ]
        return [
            OPERATION | one
            for one in [
                *changed,
                {
                    "id": "sunny",
                    "insert": "base/2",
                    "before": "lamp",
                    "with": [
                        self.provision(
                            "sunny",
                            on="question",
                            when={"person.sunny": {"is": True}},
                            then=sunny,
                            overrides=["base/2/hold"],
                            grounds=["base/2/definition"],
                            notes=[{"says": said("note"), "when": self.leaf()}],
                            values={"least": 1},
                        )
                    ],
                },
                {"id": "no_lamp", "repeal": "base/2/lamp", "expect": {"id": "lamp"}},
                {
                    "id": "second_report",
                    "complete": "base/2/act",
                    "expect": {"id": "act"},
                    "with": [self.provision("second_report", on="term", then=report)],
                },
            ]
        ]

    # --- cases ---

    def cases(self, count: int) -> pa.Table:
        return pa.Table.from_pylist(
            [{CASE: f"c{rank}"} | self.case() for rank in range(count)], schema=WHOLE
        )

    def case(self) -> dict[str, Any]:
        row, random = super().case(), self.wider
        choice = random.choice
        row |= {
            "person.zone": choice([*ZONES, None]),
            "person.bonus": choice([None, None, Decimal(0), Decimal("120.5")]),
            "person.kind": choice([None, None, *"abc"]),
            "person.partner": choice([None, None, True, False]),
            "person.notice": choice([None, None, *LENGTHS_DRAWN]),
            "person.points": choice([None, None, 0, 1, 2, 20]),
            "person.moved_on": choice([None, None, CHANGE, FIRST, NOT_YET, AGAIN]),
            "person.sunny": choice([None, True, False]),
            "person.rated": choice([None, None, 0, 4]),
            "person.name": choice([None, "someone", "other"]),
            "person.refused": choice([None, None, False, True]),
            "person.hours": choice([None, Decimal(0), Decimal("7.5")]),
            "early.signed_on": choice([None, None, CHANGE, NOT_YET, AGAIN]),
            "chosen": choice([None, "red", "red blue", "blue"]),
            "posts": choice([None, "old", "old new"]),
        }
        if row["person.hired_on"] not in (None, NOT_YET):
            later = row["person.hired_on"] + timedelta(days=random.randrange(0, 400))
            row["person.renewed_on"] = choice([None, later, NOT_YET])
            row["person.closed_on"] = choice([None, later, AGAIN, NOT_YET])
            row["posts.old.held_on"] = choice([None, later])
            row["posts.new.held_on"] = choice([None, max(later, AGAIN)])
        if choice([True, False, False]) and row["person.grade"]:
            row["person.grade"] = "d"
        if row["tasks"] and choice([True, False]):
            row["tasks"] += " amber"
            row["tasks.amber.started_on"] = choice(
                [None, CHANGE, CHANGE + timedelta(days=random.randrange(0, 300)), NOT_YET]
            )
            row["tasks.amber.marks.1.mark"] = choice([None, Decimal("0.5")])
            row["tasks.amber.tint"] = choice([None, "x"])
        listed = (row["tasks"] or "").split()
        for key in listed:
            row[f"tasks.{key}.weight"] = choice([None, None, 0, 3])
            row[f"tasks.{key}.shared"] = choice([None, None, True, False])
            if key == "red":
                row["tasks.red.reports.1.rate"] = choice([None, Decimal("0.5"), Decimal("0.2")])
            if key in ("red", "blue"):
                row[f"tasks.{key}.special"] = choice([None, 1, 3])
        for rank in range(1, (row["incidents"] or 0) + 1):
            row[f"incidents.{rank}.cost"] = choice([None, Decimal(0), Decimal("75.5")])
        return row


_OF_A_CASE = [
    ("zone", pa.string()),
    ("bonus", pa.decimal128(12, 2)),
    ("kind", pa.string()),
    ("partner", pa.bool_()),
    ("notice", pa.string()),
    ("points", pa.int64()),
    ("moved_on", pa.date32()),
    ("sunny", pa.bool_()),
    ("rated", pa.int64()),
    ("name", pa.string()),
    ("refused", pa.bool_()),
    ("hours", pa.decimal128(12, 2)),
    ("renewed_on", pa.date32()),
    ("closed_on", pa.date32()),
]
_OTHERS = [
    ("early.signed_on", pa.date32()),
    ("chosen", pa.string()),
    ("posts", pa.string()),
    ("posts.old.held_on", pa.date32()),
    ("posts.new.held_on", pa.date32()),
    ("tasks.red.reports.1.rate", pa.decimal128(12, 4)),
]
_OF_A_TASK = [("weight", pa.int64()), ("shared", pa.bool_())]
_OF_AMBER = [
    ("started_on", pa.date32()),
    ("marks.1.mark", pa.decimal128(12, 4)),
    ("tint", pa.string()),
]
WHOLE = pa.schema(
    [*TYPED, *(pa.field(*one) for one in _OTHERS)]
    + [pa.field(f"person.{fact}", kind) for fact, kind in _OF_A_CASE]
    + [
        pa.field(f"tasks.{key}.{fact}", kind)
        for key in [*KEYS, "amber"]
        for fact, kind in _OF_A_TASK
    ]
    + [pa.field(f"tasks.amber.{fact}", kind) for fact, kind in _OF_AMBER]
    + [pa.field(f"tasks.{key}.special", pa.int64()) for key in ("red", "blue")]
    + [pa.field(f"incidents.{rank}.cost", pa.decimal128(12, 2)) for rank in range(1, 4)]
)
