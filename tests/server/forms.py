"""A page as a browser without JavaScript has it: its forms, what each would send, what it says."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

Pairs = list[tuple[str, str]]


@dataclass
class Form:
    """A form: where it is sent, what it holds, its buttons (name, value, address)."""

    action: str
    fields: Pairs = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)

    def sent(
        self, *changes: tuple[str, str | None], button: tuple[str, str] | None = None
    ) -> Pairs:
        """Return what is sent: with fields changed (None takes one away, a box is ticked by a new
        pair), by a button.
        """
        pairs = list(self.fields)
        for name, value in changes:
            pairs = [pair for pair in pairs if pair[0] != name]
            pairs += [] if value is None else [(name, value)]
        return [*pairs, *([button] if button else [])]


class Page(HTMLParser):
    """A page read."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.ids: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.links: list[str] = []
        self._open: list[str] = []
        self._form: Form | None = None
        self._select: list[Any] = []
        self._area: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        if "id" in held:
            self.ids.append(held["id"])
        if tag == "a":
            self.links.append(held.get("href", ""))
        if tag not in ("input", "meta", "link", "br", "hr", "path"):
            self._open.append(tag)
            if tag in ("h1", "h2", "li", "legend", "title", "summary", "p", "strong"):
                self.texts.setdefault(tag, []).append("")
        if tag == "form":
            self._form = Form(held.get("action", ""))
            self.forms.append(self._form)
        if self._form is not None:
            self._of_form(self._form, tag, held)

    def _of_form(self, form: Form, tag: str, held: dict[str, str]) -> None:
        name = held.get("name", "")
        if tag == "input" and name:
            boxed = held.get("type") in ("checkbox", "radio")
            if (not boxed or "checked" in held) and held.get("type") != "file":
                form.fields.append((name, held.get("value", "")))
        elif tag == "button":
            form.buttons.append((name, held.get("value", ""), held.get("formaction", form.action)))
        elif tag == "select":
            self._select = [name, None]
        elif tag == "option" and (self._select[1] is None or "selected" in held):
            self._select[1] = held.get("value", "")
        elif tag == "textarea":
            form.fields.append((name, ""))
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area += data
        for tag in set(self._open):
            if self.texts.get(tag):
                self.texts[tag][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if self._form is not None and tag == "select":
            self._form.fields.append((self._select[0], self._select[1] or ""))
            self._select = []
        if self._form is not None and tag == "textarea":
            name, _ = self._form.fields.pop()
            text = (self._area or "").removeprefix("\n")
            self._form.fields.append((name, text.replace("\n", "\r\n")))
            self._area = None
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def said(self, tag: str) -> list[str]:
        """Return what the elements of a tag say, each on one line."""
        return [" ".join(text.split()) for text in self.texts.get(tag, [])]

    def form(self, end: str, *, having: str = "") -> Form:
        """Return the form that is sent to an address that ends so, and has a button or a field of a
        name.
        """
        return next(
            form
            for form in self.forms
            if form.action.endswith(end)
            and (not having or any(having == name for name, *_ in (*form.buttons, *form.fields)))
        )
