"""The three ways to ask: a drawn case has the same answer, byte for byte, from the API, from Python
and from the command. The API leaves out the blanks of the indentation, and nothing else.
"""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from depth import some
from litestar import Litestar
from litestar.testing import TestClient
from msgspec.json import format as formatted

from accord.server.service import Service
from engine.commands.main import main
from tests.batch.comparison import case_of
from tests.batch.contracts import drawn, loaded

DRAWN = some(4, 500)
WAYS = list(
    product(
        ("eligibility", "calendar", "funding", "duties"),
        ("none", "short", "full"),
        ("fr", "en"),
        ("2023-06-01", "2021-02-15", "2025-01-01"),
    )
)
KNOWN = "2026-01-01"


def drawn_cases() -> list[str]:
    """Return drawn cases, each as the JSON of its file."""
    corpus = loaded()
    return [json.dumps(case_of(row, corpus)) for row in drawn(corpus, DRAWN, seed=12).to_pylist()]


@pytest.mark.slow
def test_the_api_python_and_the_command_say_the_same(
    server: TestClient[Litestar], service: Service, tmp_path: Path
) -> None:
    law, file = service.laws.current.law, tmp_path / "case.json"
    answered = 0
    for rank, case in enumerate(drawn_cases()):
        question, trace, lang, on = WAYS[rank * 7 % len(WAYS)]
        keywords: dict[str, Any] = {"on": on, "known_on": KNOWN, "lang": lang}
        body = json.dumps({**keywords, "trace": trace})[:-1] + f', "case": {case}}}'
        reply = server.post(
            f"/api/v1/{question}", content=body, headers={"content-type": "application/json"}
        )
        assert reply.status_code == 200, reply.text
        answer = getattr(law, question)(json.loads(case, parse_float=Decimal), **keywords)
        file.write_text(case, encoding="utf-8")
        options = ["--on", on, "--known-on", KNOWN, "--lang", lang, "--trace", trace]
        printed = CliRunner().invoke(main, [question, str(file), *options, "--format", "json"])
        indented = formatted(reply.content, indent=2)
        assert answer.to_json(trace).encode() == indented, (case, question)
        assert printed.stdout_bytes == indented + b"\n", (case, question)
        answered += 1
    assert answered == DRAWN
