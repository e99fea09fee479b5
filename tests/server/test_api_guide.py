"""The guide of the API: its commands, taken apart as a shell does, are answered as it says."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

Server = TestClient[Litestar]
GUIDES = Path(__file__).parents[2] / "docs" / "guides"
HERE = "http://127.0.0.1:8000"


def replies(server: Server, guide: str) -> Iterator[Any]:
    """Yield the reply to each `curl` of a guide."""
    for block in re.findall(r"```bash\n(.*?)```", (GUIDES / guide).read_text("utf-8"), re.S):
        if "curl" not in block:
            continue
        before, _, command = block.replace("\\\n", " ").partition("curl ")
        url, *options = shlex.split(command)
        given = dict(zip(options[::2], options[1::2], strict=True))
        content = given.get("-d", "")
        if given.get("--data-binary") == "@-":
            content = "\n".join(shlex.split(before.partition("printf ")[2])[1:-1])
        method = "POST" if content else "GET"
        headers = dict([given["-H"].split(": ")]) if "-H" in given else {}
        yield server.request(method, url.removeprefix(HERE), content=content, headers=headers)


@pytest.mark.parametrize("guide", ["api.md", "api.fr.md"])
def test_the_commands_are_answered_as_the_guide_says(server: Server, guide: str) -> None:
    funding, interview, refused, batch, article = replies(server, guide)
    assert funding.json()["query"] == "funding"
    assert interview.json()["questions"][0]["fact"] == "contract.signed_on"
    (shown,) = re.findall(r"```json\n(.*?)```", (GUIDES / guide).read_text("utf-8"), re.S)
    told = refused.json()
    told.pop("instance", None)
    assert told == json.loads(shown)
    first, second = map(json.loads, batch.text.splitlines())
    assert first.keys() == {"id", "answer"}
    assert second.keys() == {"id", "line", "problem"}
    assert article.json()["articles"][0]["number"] == "4"
