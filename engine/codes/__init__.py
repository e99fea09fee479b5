"""Every diagnostic code: what it says, why, an example of the fault and its correction. Codes are stable for life.

In: nothing. Out: `CODES`, and the explanation of one in a language. Read first: `entry.py`.

ACC0xx files and YAML · ACC1xx shape · ACC2xx law, across provisions · ACC3xx case · ACC4xx question · ACC5xx scenarios · ACC6xx tables of cases · ACC7xx the server · ACC8xx editors and tests of the law.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from engine.codes.amending import AMENDING
from engine.codes.asking import QUESTIONS
from engine.codes.batch import TABLES
from engine.codes.case_facts import CASES
from engine.codes.corpus import LAW
from engine.codes.editor import EDITOR
from engine.codes.effect import EFFECTS
from engine.codes.entry import Code
from engine.codes.files import FILES
from engine.codes.law_tests import LAW_TESTS
from engine.codes.serving import SERVING
from engine.codes.structure import SHAPES
from engine.codes.sums import SUMS
from engine.diagnostics.bilingual import Language

__all__ = ["CODES", "explanation"]

CODES: Final[Mapping[str, Code]] = MappingProxyType(
    {
        entry.code: entry
        for entry in (
            *FILES,
            *SHAPES,
            *LAW,
            *SUMS,
            *AMENDING,
            *EFFECTS,
            *CASES,
            *QUESTIONS,
            *TABLES,
            *SERVING,
            *EDITOR,
            *LAW_TESTS,
        )
    }
)

_HEADINGS: Final = {
    "fr": ("Exemple fautif :", "Correction :"),
    "en": ("Example of the fault:", "Correction:"),
}


def explanation(code: str, language: Language) -> str:
    """Return the explanation of a code (a key of CODES) in `language`, with an example and its correction, ready to be printed."""
    entry = CODES[code]
    bad, good = _HEADINGS[language]
    lines = [
        f"{entry.code}  {entry.title.in_language(language)}",
        "",
        entry.explanation.in_language(language),
        "",
    ]
    for heading, example in ((bad, entry.bad), (good, entry.good)):
        lines += [
            heading,
            "",
            *(f"    {line}" if line else "" for line in example.splitlines()),
            "",
        ]
    return "\n".join(lines).rstrip() + "\n"
