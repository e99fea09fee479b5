"""Open the pages of the built site in headless Chromium: `python docs/check_site.py SITE`.

Each kind of page, in French and in English, on a desktop and on a telephone, in the light and in
the dark: no error in the console, no request to another host, nothing wider than the screen, no
long name broken inside a word, and no violation that axe-core finds. One line for each fault, and
an exit status of 1. Where Chromium, playwright or axe-core is not installed it says so, and checks
nothing.

`--pictures FOLDER` keeps a picture of each page, to look at.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

PAGES = (
    "",
    "concepts",
    "case",
    "coverage-of-the-law",
    "articles",
    "articles/aci_2019/8",
    "articles/aci_2019/8/2019-08-25",
    "articles/aci_2019/8/compared",
    "articles/avenant_2/4",
    "amendments",
    "amendments/avenant_2",
    "readings",
    "readings/governing_version",
    "vocabulary",
    "commands",
    "language",
    "codes",
    "codes/ACC401",
    "architecture",
    "tables",
    "adr",
    "adr/0003-intervals-and-two-dates",
)
"""One page at least of each kind; the guides, which have tables and pictures of their own, come all."""
IN_THE_DARK = (
    "fr/articles/aci_2019/8/",
    "fr/amendments/avenant_2/",
    "fr/readings/governing_version/",
    "fr/vocabulary/",
    "fr/tables/",
    "fr/guides/batch/",
    "fr/guides/python/",
    "fr/guides/take-along/",
)
"""The pages that are opened in the dark too: all colours of words and of code are on one of them."""
DESKTOP = {"width": 1280, "height": 900}
TELEPHONE = {"width": 390, "height": 844}
OF_THE_THEME = {
    "landmark-unique": "the theme names both of its navigations alike on a narrow screen",
}
"""The rules of axe-core that the theme breaks by itself, and how."""
_IN_THE_THEME = (
    ".md-header",
    ".md-sidebar",
    ".md-search",
    ".md-nav",
    ".md-overlay",
    ".md-top",
    ".md-footer",
    ".md-clipboard",
    ".md-annotation",
    ".headerlink",
)
"""Parts of the page that the theme writes: what axe-core finds within them is not ours."""
_WIDER = """() => {
  const width = document.documentElement.clientWidth;
  return document.documentElement.scrollWidth > width + 1 ? document.documentElement.scrollWidth : 0;
}"""
_BROKEN = """() => [...document.querySelectorAll('article code')].filter(code => {
  if (code.closest('pre') || !code.firstChild) return false;
  const style = getComputedStyle(code);
  return style.overflowWrap === 'anywhere' || style.wordBreak === 'break-all';
}).map(code => code.textContent).slice(0, 3)"""


class _Quiet(SimpleHTTPRequestHandler):
    """Serves the site, and says nothing."""

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


def missing() -> str:
    """Return what is not installed, "" where all is."""
    if shutil.which("chromium") is None:
        return "Chromium is not here"
    for name in ("playwright", "axe_playwright_python"):
        if find_spec(name) is None:
            return f"{name} is not installed (pip install 'accord[site]')"
    return ""


def faults(site: Path, pictures: Path | None) -> Iterator[str]:
    """Yield what is wrong with the pages of a built site."""
    import axe_playwright_python  # only where it is installed
    from playwright.sync_api import sync_playwright

    axe = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    home = f"http://127.0.0.1:{server.server_port}/"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for language in ("", "fr/"):
            page, said = _opened(browser, home, DESKTOP)
            for path in _paths(site):
                address = f"{language}{path}{'/' if path else ''}"
                yield from _faults_of(page, home, address, axe, pictures)
                yield from (f"/{address}: {one}" for one in said)
                said.clear()
            page.context.close()
        yield from _searched(browser, home)
        browser.close()
    server.shutdown()


def _paths(site: Path) -> list[str]:
    """Return the pages to open: one at least of each kind, and all the guides."""
    return [
        *PAGES,
        *sorted(f"guides/{page.parent.name}" for page in site.glob("guides/*/index.html")),
    ]


def _faults_of(
    page: Any, home: str, address: str, axe: str, pictures: Path | None
) -> Iterator[str]:
    """Yield what is wrong with one page, on a desktop then on a telephone."""
    page.set_viewport_size(DESKTOP)
    response = page.goto(home + address)
    if response.status != 200:
        yield f"/{address}: {response.status}"
        return
    page.evaluate(axe)
    for name, size in (("desktop", DESKTOP), ("telephone", TELEPHONE)):
        page.set_viewport_size(size)
        if pictures is not None:
            file = f"{address.strip('/').replace('/', '_') or 'home'}_{name}.png"
            page.screenshot(path=str(pictures / file))
        if wide := page.evaluate(_WIDER):
            yield f"/{address} on a {name}: {wide} pixels wide"
        yield from (f"/{address}: `{code}` may break anywhere" for code in page.evaluate(_BROKEN))
        if (name == "telephone") == address.startswith("fr/"):  # each kind of page on both
            yield from (f"/{address} on a {name}: {one}" for one in _violations(page))
    if address in IN_THE_DARK:
        page.set_viewport_size(DESKTOP)
        page.evaluate("document.body.dataset.mdColorScheme = 'slate'")
        page.wait_for_timeout(400)  # the colours take a moment to change
        yield from (f"/{address} in the dark: {one}" for one in _violations(page))


def _opened(browser: Any, home: str, size: dict[str, int]) -> tuple[Any, list[str]]:
    """Return a new page, and the list to which its errors and foreign requests are added."""
    page = browser.new_context(viewport=size).new_page()
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda one: said.append(str(one)))
    page.on(
        "request",
        lambda one: (
            None if one.url.startswith((home, "data:", "blob:")) else said.append(f"asks {one.url}")
        ),
    )
    page.on(
        "requestfailed",
        lambda one: (
            None  # the next page was opened before the last was whole
            if one.failure == "net::ERR_ABORTED"
            else said.append(f"has no answer from {one.url}")
        ),
    )
    return page, said


def _violations(page: Any) -> Iterator[str]:
    """Yield what axe-core finds on a page, the parts of the theme left aside."""
    context = {"exclude": [[part] for part in _IN_THE_THEME]}
    found = page.evaluate("context => axe.run(context, {resultTypes: ['violations']})", context)
    for rule in found["violations"]:
        if rule["id"] not in OF_THE_THEME:
            node = rule["nodes"][0]["html"][:120].replace("\n", " ")
            yield f"{rule['id']} ({len(rule['nodes'])} times): {rule['help']}: {node}"


def _searched(browser: Any, home: str) -> Iterator[str]:
    """Yield what is wrong with the search: a French one finds French pages, an English one English
    pages."""
    for folder, word in (("fr/", "avenant"), ("", "amendment")):
        page, said = _opened(browser, home, DESKTOP)
        page.goto(home + folder)
        page.click(".md-search__input")
        page.keyboard.type(word)
        page.wait_for_selector(".md-search-result__item a")
        first = "[...document.querySelectorAll('.md-search-result__item a')].map(a => a.href)"
        for link in page.evaluate(first):
            if link.removeprefix(home).startswith("fr/") != (folder == "fr/"):
                yield f"/{folder}: a search for {word} finds {link}"
        yield from (f"/{folder}, searched: {one}" for one in said)
        page.context.close()


def main() -> int:
    """Check the site named on the command line; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("--pictures", type=Path)
    asked = parser.parse_args()
    if reason := missing():
        print(f"the site was not opened: {reason}")
        return 0
    if asked.pictures:
        asked.pictures.mkdir(parents=True, exist_ok=True)
    found = list(dict.fromkeys(faults(asked.site, asked.pictures)))
    count = 2 * len(_paths(asked.site))
    print("\n".join(found) or f"{count} pages opened, nothing to say of them")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
