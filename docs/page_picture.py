"""Draw the picture of the page in the README: a real answer, as Chromium shows it on a desktop.
`python docs/page_picture.py` rewrites it; it needs the extras `serve` and `site`, and Chromium.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from engine.diagnostics.bilingual import Language

ROOT = Path(__file__).parent.parent
CASE, DAY, PORT = ROOT / "examples" / "cpts_exemple.yaml", "2023-06-01", 8790
PICTURES: dict[Language, Path] = {
    "en": ROOT / "docs" / "images" / "page.png",
    "fr": ROOT / "docs" / "images" / "page.fr.png",
}
SIZE = {"width": 1100, "height": 760}
_ASK = """([action, fields]) => {
  const form = document.createElement('form');
  Object.assign(form, {method: 'post', action});
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement('textarea');
    Object.assign(field, {name, value});
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}"""


def draw(browser: Any, language: Language, picture: Path) -> None:
    """Write the picture of the answer in a language."""
    home = f"http://127.0.0.1:{PORT}/{language}"
    page = browser.new_page(viewport=SIZE, color_scheme="light")
    page.goto(f"{home}/")
    said = {"case": CASE.read_text("utf-8"), "on": DAY, "known_on": "2024-01-01"}
    with page.expect_navigation():
        page.evaluate(_ASK, [f"{home}/answer/funding", said])
    page.screenshot(path=picture, animations="disabled")
    page.close()


def write() -> None:
    """Serve the page, and write the picture of each language."""
    from playwright.sync_api import sync_playwright

    command = [sys.executable, "-m", "accord", "serve", "--port", str(PORT), "--no-browser"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        _wait()
        with sync_playwright() as playwright:
            chromium = shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            for language, picture in PICTURES.items():
                draw(browser, language, picture)
    finally:
        server.terminate()
        server.wait()


def _wait() -> None:
    for _ in range(100):
        try:
            urlopen(f"http://127.0.0.1:{PORT}/fr/").read()
        except URLError:
            time.sleep(0.2)
        else:
            return


if __name__ == "__main__":
    write()
