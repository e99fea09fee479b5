"""GoRules ZEN: a decision of a table (size to amounts) and
expressions, evaluated row by row: it has no way to take a whole table.
"""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import numpy as np
import zen
from shared import AMOUNTS, MEMBERS, MISSIONS, OPERATING, SIZES, TABLE, Columns, Row, listed, main


def decision() -> dict[str, Any]:
    """Return the decision: the input, the table of amounts
    by size, the lines, the total and the ids of the rules.
    """
    outputs = ["size", "operating", *(name.replace(".", "_") for name in TABLE)]
    rows = []
    for rank, amounts in enumerate(zip(OPERATING, *TABLE.values(), strict=True), 1):
        condition = f"< {SIZES[rank - 1]}" if rank <= len(SIZES) else f">= {SIZES[-1]}"
        rows.append(
            {
                "_id": f"r{rank}",
                "in": condition,
                **{f"o{at}": str(value) for at, value in enumerate((rank, *amounts))},
            }
        )
    table = {
        "hitPolicy": "first",
        "inputs": [{"id": "in", "name": "population", "field": "population"}],
        "outputs": [
            {"id": f"o{at}", "name": name, "field": f"amounts.{name}"}
            for at, name in enumerate(outputs)
        ],
        "rules": rows,
        "passThrough": True,
        "inputField": None,
        "outputPath": None,
        "executionMode": "single",
    }
    steps: list[tuple[str, str]] = [("operating", "amounts.operating")]
    for mission in MISSIONS:
        steps.append((f"{mission}_fixed", f"{mission}_engaged ? amounts.{mission}_fixed : 0"))
        steps.append(
            (
                f"{mission}_variable",
                (
                    f"{mission}_engaged ? amounts.{mission}_variable * min([{mission}_percent, "
                    "100]) / 100 : 0"
                ),
            )
        )
    base = " + ".join(
        f"$.{mission}_{part}" for mission in MISSIONS for part in ("fixed", "variable")
    )
    steps.append(("majoration", f"amounts.size == 4 and members >= {MEMBERS} ? ({base}) / 10 : 0"))
    steps.append(("total", f"$.operating + {base} + $.majoration"))
    applied = [
        "period == 1 ? '9.1/full_at_signature' : '9.1/yearly'",
        "$.majoration > 0 ? '8/majoration' : ''",
    ]
    applied += [
        f"{mission}_engaged ? '{mission}:7.3.1/fixed,7.3.2/variable' : ''" for mission in MISSIONS
    ]
    steps.append(("rules", f"[{', '.join(applied)}]"))
    expressions = [
        {"id": f"e{at}", "key": key, "value": value} for at, (key, value) in enumerate(steps)
    ]
    content = {
        "expressions": expressions,
        "passThrough": False,
        "inputField": None,
        "outputPath": None,
        "executionMode": "single",
    }
    nodes = [
        {"id": "1", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
        {
            "id": "2",
            "type": "decisionTableNode",
            "name": "amounts",
            "content": table,
            "position": {"x": 0, "y": 0},
        },
        {
            "id": "3",
            "type": "expressionNode",
            "name": "lines",
            "content": content,
            "position": {"x": 0, "y": 0},
        },
        {"id": "4", "type": "outputNode", "name": "out", "position": {"x": 0, "y": 0}},
    ]
    edges = [
        {"id": f"{a}{a + 1}", "sourceId": str(a), "targetId": str(a + 1), "type": "edge"}
        for a in (1, 2, 3)
    ]
    return {"nodes": nodes, "edges": edges}


DECISION = zen.ZenEngine().create_decision(json.dumps(decision()))


def one(row: Row, *, trace: bool = False) -> Row:
    """Evaluate the decision on one row; amounts in cents, with the ids of the rules."""
    result = DECISION.evaluate(row, {"trace": trace})["result"]
    return {name: round(result[name] * 100) for name in AMOUNTS} | {"rules": result["rules"]}


def work(rows: Columns) -> Columns:
    """Evaluate the decision on each row; amounts in cents."""
    found = [one(row) for row in listed(rows)]
    return {name: np.array([each[name] for each in found], np.int64) for name in AMOUNTS}


if __name__ == "__main__":
    main(
        {"list of rules": work},
        {"list of rules": one, "list of rules and trace": partial(one, trace=True)},
    )
