"""What the tests of telling a case share: sending a form as a browser does, and the case that a
page then carries.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from forms import Form, Page, Pairs
from litestar import Litestar
from litestar.testing import TestClient

from engine.source.yaml_source import read_yaml

Server = TestClient[Litestar]
_ENCODED = {"content-type": "application/x-www-form-urlencoded"}


class Reply:
    """A page that came back: its status, its text, and what is in it."""

    def __init__(self, status: int, text: str) -> None:
        self.status = status
        self.text = text
        self.page = Page(text)

    @property
    def title(self) -> str:
        """Its one heading."""
        (title,) = self.page.said("h1")
        return title

    @property
    def visit(self) -> dict[str, str]:
        """What the page carries of the visit, each field once."""
        (form,) = [form for form in self.page.forms if ("here" in dict(form.fields))]
        return {name: value.replace("\r\n", "\n") for name, value in form.fields}

    @property
    def case(self) -> Any:
        """The case that it carries."""
        text = self.visit.get("case", "")
        if not text:
            return {}
        document, findings = read_yaml("case", text.encode())
        assert document is not None, findings
        return document.tree

    def form(self, end: str, *, having: str = "") -> Form:
        return self.page.form(end, having=having)

    @property
    def errors(self) -> list[str]:
        """What the summary of errors says."""
        start = self.text.partition('class="error-summary"')[2]
        return Page(start.partition("</div>")[0]).said("li") if start else []


def got(server: Server, address: str) -> Reply:
    reply = server.get(address)
    return Reply(reply.status_code, reply.text)


def sent(server: Server, address: str, fields: Pairs | dict[str, str]) -> Reply:
    """Post a form, as a browser without a script does."""
    pairs = list(fields.items()) if isinstance(fields, dict) else fields
    reply = server.post(address, content=urlencode(pairs), headers=_ENCODED)
    return Reply(reply.status_code, reply.text)


def opened(
    server: Server, name: str, content: bytes, *, language: str = "fr", **fields: str
) -> Reply:
    """Open a file."""
    reply = server.post(
        f"/{language}/open",
        files={"file": (name, content, "application/octet-stream")},
        data={"query": "funding", "on": "2023-06-01", **fields},
    )
    return Reply(reply.status_code, reply.text)
