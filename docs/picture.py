"""Draw the picture of the README: a real answer with its trace,
as the command prints it. `python docs/picture.py` rewrites it.

The picture holds no font and names no address: it is shown with the reader's own monospace font.
"""

from __future__ import annotations

import re
from datetime import date
from io import StringIO
from pathlib import Path

from msgspec.structs import replace
from rich.console import Console
from rich.terminal_theme import SVG_EXPORT_THEME
from rich.text import Text

from engine.diagnostics.bilingual import Language
from engine.library import load, load_case
from engine.questions.eligibility import eligibility
from engine.questions.question import Question
from engine.render import render

ROOT = Path(__file__).parent.parent
CASE, BENEFIT, DAY = "examples/cpts_exemple.yaml", "size_4_majoration", date(2022, 6, 1)
PICTURES: dict[Language, Path] = {
    "en": ROOT / "docs" / "images" / "trace.svg",
    "fr": ROOT / "docs" / "images" / "trace.fr.svg",
}
COLUMNS = 108
_FONTS = re.compile(r"@font-face\s*{[^}]*}\s*")


def drawing(language: Language) -> str:
    """Return the picture in a language, an SVG document. What the law is and
    which readings were chosen is left out of it, to keep it short.
    """
    corpus, facts = load_case(str(ROOT / CASE), load())
    answer = eligibility(corpus, facts, Question(DAY, DAY, language), BENEFIT)
    page = render(
        replace(answer, law=(), readings={}, readings_detail=()),
        "text",
        language,
        "full",
        width=COLUMNS,
        colour=True,
    )
    console = Console(file=StringIO(), record=True, width=COLUMNS, force_terminal=True)
    console.print(
        Text(
            f"$ accord eligibility {CASE} {BENEFIT} --on {DAY} --lang {language} --trace full",
            style="dim",
        )
    )
    console.print(Text.from_ansi(page.rstrip()))
    drawn = _FONTS.sub(
        "", console.export_svg(title="accord", theme=SVG_EXPORT_THEME, unique_id="accord")
    )
    return (
        "\n".join(
            line.rstrip() for line in drawn.replace("Fira Code", "DejaVu Sans Mono").splitlines()
        )
        + "\n"
    )


def write() -> None:
    """Write the picture of each language."""
    for language, picture in PICTURES.items():
        picture.parent.mkdir(exist_ok=True)
        picture.write_text(drawing(language), encoding="utf-8")


if __name__ == "__main__":
    write()
