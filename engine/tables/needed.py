"""What a run on a table needs, and within which bounds it may be asked; read without the libraries
of tables.
"""

from __future__ import annotations

from typing import Final

from engine.diagnostics.extras import need_extra

LIBRARIES: Final = ("duckdb", "ibis", "numpy", "pyarrow", "python_calamine", "rich", "xlsxwriter")
"""Those of the extra `batch`."""
ENGINES: Final = r"duckdb|local(\[[\d*]+(,\d+)?\])?|(spark|k8s|mesos)://.+|yarn"
"""What may run the plan: DuckDB, or the name of a Spark master."""
SIZES: Final = r"\d+(\.\d+)?\s?([KMGT]i?B)"
"""A size of memory with its unit, in capitals or not."""
UTF_8: Final = "utf-8"
CP1252: Final = "cp1252"
ENCODINGS: Final = (UTF_8, CP1252)
"""What a table of separated values may be encoded in."""
MOST_WORKERS: Final = 1024
MOST_CASES: Final = 10**9


def need_libraries() -> None:
    """Raise RefusedInput when the libraries of the extra are not installed."""
    need_extra("batch", LIBRARIES, "accord batch")
