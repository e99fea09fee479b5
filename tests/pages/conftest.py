"""The pages as a browser shows them: Chromium before a server of its own, both shared by all the
tests of this folder.

Where Chromium or playwright is missing the tests are skipped, and say which.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from visitor import DESKTOP, TELEPHONE, Server, Visitor

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
STARTS_WITHIN = 30
_OPTIONS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
"""No name leads anywhere: a page that asks another host has no answer, and the test says so."""


def missing() -> str:
    """Return what a browser needs and is not there, "" where all is."""
    if shutil.which("chromium") is None:
        return "Chromium is not here: apt-get install chromium"
    for name in ("playwright", "axe_playwright_python"):
        if find_spec(name) is None:
            return f"{name} is not installed: pip install 'accord[site]'"
    return ""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder, which all need a browser."""
    why = missing()
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.pages)
            if why:
                item.add_marker(pytest.mark.skip(reason=f"the pages were not opened: {why}"))


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port


def _started(log: Path, *options: str) -> Iterator[Server]:
    """Yield a server that answers, with all that it says written to a file."""
    port = _free_port()
    command = [sys.executable, "-m", "accord", "serve", "--port", str(port)]
    environment = {**os.environ, "BROWSER": "true"}
    with log.open("wb") as said:
        process = subprocess.Popen(
            [*command, *options], stdout=said, stderr=said, cwd=ROOT, env=environment
        )
        home = f"http://127.0.0.1:{port}"
        try:
            _wait_for(f"{home}/fr/", process, log)
            yield Server(home, log)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    given_up = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < given_up and process.poll() is None:
        try:
            urlopen(address).read()
        except URLError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the server did not start: {log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of the shipped texts."""
    yield from _started(tmp_path_factory.mktemp("server") / "log.txt")


@pytest.fixture(scope="session")
def drafts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of the shipped texts and of a draft amendment."""
    folder = ROOT / "examples" / "avenant_3" / "rulesets"
    yield from _started(tmp_path_factory.mktemp("drafts") / "log.txt", "--rulesets", str(folder))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(_OPTIONS)
        )
        yield chromium
        chromium.close()


@pytest.fixture
def visitor(browser: Any, server: Server) -> Iterator[Callable[..., Visitor]]:
    """Return a visitor of the server: `visitor("fr", TELEPHONE)`; whatever goes wrong on a page
    that it opens fails the test.
    """
    here: list[Visitor] = []

    def comes(
        language: str = "fr",
        size: dict[str, int] = DESKTOP,
        to: Server = server,
        **options: Any,
    ) -> Visitor:
        touch = {"has_touch": True, "is_mobile": True} if size == TELEPHONE else {}
        locale = {"fr": "fr-FR", "en": "en-GB"}[language]
        context = browser.new_context(viewport=size, locale=locale, **touch, **options)
        here.append(Visitor(context, to, language))
        return here[-1]

    yield comes
    for one in here:
        one.context.close()
    assert not [fault for one in here for fault in one.faults]
