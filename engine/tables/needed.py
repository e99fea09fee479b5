"""The libraries without which no table is read: those of the extra `batch`."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput

LIBRARIES: Final = ("duckdb", "ibis", "numpy", "pyarrow", "python_calamine", "rich", "xlsxwriter")


def need_libraries() -> None:
    """Raise RefusedInput when the libraries of the extra are not installed."""
    absent = [name for name in LIBRARIES if find_spec(name) is None]
    if absent:
        message = sentence("tables need {listed}, not installed.", listed=", ".join(absent))
        hint = sentence("install the extra: pip install 'accord[batch]'.")
        raise RefusedInput([Diagnostic("ACC611", message, Location("accord batch"), hint)])
