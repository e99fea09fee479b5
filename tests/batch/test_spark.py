"""The plan unchanged on a local Spark: the same rows as on
DuckDB. It takes Java and pyspark, which the user brings.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from .corpora import Drawn

ROOT = Path(__file__).parents[2]
ABSENT = [
    name
    for name, there in (("Java", shutil.which("java")), ("pyspark", find_spec("pyspark")))
    if there is None
]

pytestmark = pytest.mark.skipif(
    bool(ABSENT), reason=f"no Spark is run: {' and '.join(ABSENT)} not installed"
)


PROGRAM = """
import sys
from datetime import date
from pathlib import Path
from engine.tables.run.request import Request
from engine.tables.run.whole_run import run
from engine.questions.question import Question
from tests.batch.corpora import Drawn, drawn_corpus

folder, engine = Path(sys.argv[1]), sys.argv[2]
corpus = drawn_corpus(Drawn(5), folder / f"rules_{engine}")
question = Question(date(2023, 6, 1), date(2026, 1, 1))
run(Request("funding", folder / "cases.parquet", folder / f"{engine}.parquet", {"": corpus}, question, engine=engine))
"""


def rows(folder: Path, engine: str) -> list[str]:
    """Return the rows of a ledger, in no order, computed in a process of its own."""
    environment = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1"}
    command = [sys.executable, "-W", "ignore", "-c", PROGRAM, str(folder), engine]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=environment, timeout=600, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return sorted(str(row) for row in pq.read_table(folder / f"{engine}.parquet").to_pylist())


def test_spark_gives_the_rows_of_duckdb(tmp_path: Path) -> None:
    pq.write_table(Drawn(5).cases(40), tmp_path / "cases.parquet")
    embedded = rows(tmp_path, "duckdb")
    assert len(embedded) > 50
    assert rows(tmp_path, "local[1]") == embedded
