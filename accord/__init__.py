"""The law as data that answers, from Python.

>>> import accord
>>> from datetime import date
>>> law = accord.load()
>>> case = law.case("examples/cpts_exemple.yaml")
>>> answer = law.funding(case, on=date(2023, 6, 1), known_on=date(2024, 1, 1))
>>> answer.total
Decimal('832514.78')
>>> answer.payments[0].citations[0].display
'ACI CPTS, art. 8'

`load` reads the law: the texts that come with the package, and those of the folders that it is
given. A `Law` reads cases and answers questions about them; each answer has a type of its own,
whose fields have a type too, and shows itself in a notebook. Whatever cannot be used raises
`RefusedInput`, which lists all that is wrong. Nothing here changes once made: a law, a case and an
answer may be used from several threads.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
"""True for type checkers, which know this name; the module `typing` would cost more than this."""

if TYPE_CHECKING:
    from accord.answers import (
        Answer,
        Calendar,
        Comparison,
        Diff,
        Duties,
        Eligibility,
        Funding,
        Nearest,
        Text,
        Timeline,
    )
    from accord.case import Case
    from accord.findings import Finding, RefusedInput
    from accord.law import Law, LegalText, Report, load
    from accord.runs import Run, Running

__all__ = [
    "Answer",
    "Calendar",
    "Case",
    "Comparison",
    "Diff",
    "Duties",
    "Eligibility",
    "Finding",
    "Funding",
    "Law",
    "LegalText",
    "Nearest",
    "RefusedInput",
    "Report",
    "Run",
    "Running",
    "Text",
    "Timeline",
    "load",
]

_HOMES = {
    **dict.fromkeys(
        (
            "Answer",
            "Calendar",
            "Comparison",
            "Diff",
            "Duties",
            "Eligibility",
            "Funding",
            "Nearest",
            "Text",
            "Timeline",
        ),
        "answers",
    ),
    "Case": "case",
    **dict.fromkeys(("Finding", "RefusedInput"), "findings"),
    **dict.fromkeys(("Law", "LegalText", "Report", "load"), "law"),
    **dict.fromkeys(("Run", "Running"), "runs"),
}
"""In which module each name is; it is imported on first use, so that `import accord` costs next to
nothing.
"""


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"accord.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
