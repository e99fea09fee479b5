"""One diagnostic code."""

from __future__ import annotations

from textwrap import dedent

from msgspec import Struct

from engine.diagnostics.bilingual import Bilingual


class Code(Struct, frozen=True):
    """A diagnostic code: title and explanation in both languages, an example of the fault (`bad`) and its correction (`good`)."""

    code: str
    title: Bilingual
    explanation: Bilingual
    bad: str
    good: str


def entry(
    code: str, title: tuple[str, str], explanation: tuple[str, str], bad: str, good: str
) -> Code:
    """Return a code; titles and explanations are (French, English), examples may be indented."""
    return Code(
        code, Bilingual(*title), Bilingual(*explanation), dedent(bad).strip(), dedent(good).strip()
    )
