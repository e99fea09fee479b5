"""Someone who opens the pages in a browser, and what is watched meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

from accord.server.wording import say

DESKTOP = {"width": 1280, "height": 900}
TELEPHONE = {"width": 390, "height": 844}
_SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => {
  for (const entry of list.getEntries())
    if (!entry.hadRecentInput)
      window.shifts.push(entry.value.toFixed(4) + ' ' +
        entry.sources.map(one => one.node?.outerHTML?.slice(0, 80)).join(' | '));
}).observe({type: 'layout-shift', buffered: true});
"""
"""Notes what moves by itself on a page, not what moves because the visitor did something."""
_WIDER = """() => {
  const width = document.documentElement.clientWidth;
  return [...document.querySelectorAll('body *')].filter(one =>
    one.getBoundingClientRect().right > width + 1 && getComputedStyle(one).position !== 'fixed'
    && !one.closest('.wide, [tabindex], .unseen')).map(one => one.outerHTML.slice(0, 90)).slice(0, 3);
}"""
_SEND = """([action, fields]) => {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = action;
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement('input');
    field.type = 'hidden';
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}"""
_SUM = re.compile(r"(\d{1,3}(?:\s\d{3})*(?:,\d\d)?)\s€|€(\d{1,3}(?:,\d{3})*(?:\.\d\d)?)")


class Server(NamedTuple):
    """A server that answers: its address, and the file of all that it says."""

    home: str
    log: Path


class Visitor:
    """A browser of its own (no cookie, no cache) with one page; `faults` is what went wrong."""

    def __init__(self, context: Any, server: Server, language: str) -> None:
        self.context = context
        self.language = language
        self.home = server.home
        self.faults: list[str] = []
        self.requests: list[Any] = []
        self.refused: set[int] = set()
        """The statuses of replies that a test means to have, beside those of success."""
        context.set_default_timeout(20_000)
        context.add_init_script(_SHIFTS)
        context.on("page", self._watch)
        self.page = context.new_page()

    def _watch(self, page: Any) -> None:
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("request", self._ask)
        page.on("requestfailed", self._miss)
        page.on("response", self._receive)

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning") and "the server responded with" not in message.text:
            self.faults.append(f"console: {message.text}")

    def _ask(self, request: Any) -> None:
        self.requests.append(request)
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.faults.append(f"asks {request.url}")

    def _miss(self, request: Any) -> None:
        if request.failure != "net::ERR_ABORTED":  # a download, or asked anew meanwhile
            self.faults.append(f"has no answer from {request.url}: {request.failure}")

    def _receive(self, response: Any) -> None:
        if response.status >= 400 and response.status not in self.refused:
            self.faults.append(f"{response.request.method} {response.url}: {response.status}")

    def open(self, path: str) -> None:
        """Open a page of the language: `open("law")`."""
        self.page.goto(f"{self.home}/{self.language}/{path}")

    def send(self, path: str, fields: dict[str, str]) -> None:
        """Open a page of the language with a form, as the pages send it to each other."""
        with self.page.expect_navigation():
            self.page.evaluate(_SEND, [f"{self.home}/{self.language}/{path}", fields])

    def say(self, key: str, **slots: object) -> str:
        """Return the words of a page in the visitor's language."""
        return say(key, "fr" if self.language == "fr" else "en", **slots)

    def settle(self) -> None:
        """Wait until nothing is on its way."""
        self.page.wait_for_load_state("networkidle")

    def button(self, key: str, **slots: object) -> Any:
        """Return the button that has these words."""
        return self.page.get_by_role("button", name=self.say(key, **slots), exact=True)

    def text(self, selector: str = "main") -> str:
        """Return the text of a part of the page as it is read, its spaces made plain."""
        return plain(self.page.locator(selector).first.inner_text())

    def sums(self, selector: str = "main") -> list[Decimal]:
        """Return the sums in euros that a part of the page shows, in order."""
        return sums_in(self.text(selector))

    def held(self, name: str) -> list[str]:
        """Return what the page carries of the visit under a name."""
        values: list[str] = self.page.evaluate(
            "name => new FormData(document.querySelector('#visit')).getAll(name)", name
        )
        return values

    def asked(self) -> list[str]:
        """Return the fact that the page asks for, if it asks for one."""
        asks = "[...document.querySelectorAll('main input[name=fact]')].map(one => one.value)"
        facts: list[str] = self.page.evaluate(asks)
        return facts

    def shows(self, selector: str) -> Any:
        """Return the first part of the page that is so, once it is there."""
        part = self.page.locator(selector).first
        part.wait_for(state="attached")
        return part

    def until(self, holds: Callable[[], object], seconds: float = 20) -> None:
        """Wait until something holds; asked from outside, for the policy of the pages lets no text
        become a script.
        """
        given_up = monotonic() + seconds
        while not holds():
            assert monotonic() < given_up, "it never held"
            self.page.wait_for_timeout(40)

    def shifts(self) -> list[str]:
        """Return what has moved by itself since the page was opened."""
        moved: list[str] = self.page.evaluate("window.shifts")
        return moved

    def too_wide(self) -> list[str]:
        """Return what stands out of the screen on the right."""
        found: list[str] = self.page.evaluate(_WIDER)
        return found

    def violations(self, axe: str) -> list[str]:
        """Return what axe-core finds on the page."""
        self.page.evaluate(axe)
        told = self.page.evaluate("() => axe.run({resultTypes: ['violations']})")
        return [
            f"{rule['id']} ({len(rule['nodes'])} times): {rule['nodes'][0]['html'][:160]}"
            for rule in told["violations"]
        ]

    def focused(self) -> str:
        """Return the name of what has the focus, as it is read aloud."""
        said: str = self.page.evaluate(
            "() => { const one = document.activeElement; return (one.getAttribute('aria-label')"
            " || one.labels?.[0]?.innerText || one.innerText || '').trim(); }"
        )
        return " ".join(said.split())

    def tab_to(self, what: str, most: int = 150) -> None:
        """Press Tab until what has the focus is called `what`."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if self.focused().startswith(" ".join(what.split())):
                return
        message = f"Tab does not come to {what!r}"
        raise AssertionError(message)


def plain(text: str) -> str:
    """Return a text with plain spaces."""
    return re.sub(r"[ \u00a0\u202f]+", " ", text)


def sums_in(text: str) -> list[Decimal]:
    """Return the sums in euros of a text, in either language."""
    return [
        Decimal(re.sub(r"\s", "", french).replace(",", "."))
        if french
        else Decimal(english.replace(",", ""))
        for french, english in _SUM.findall(plain(text))
    ]
