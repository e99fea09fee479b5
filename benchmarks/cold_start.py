"""Cold start: a whole process to the funding answer,
against a bare Python that imports durable-rules.

    python benchmarks/cold_start.py [runs]

Prints the best and the median CPU and wall time of each, and the ratios. The cache of rulesets is
warm: the first run is not counted.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

CASE = Path(__file__).parent / "five_years.yaml"
BARE = [sys.executable, "-c", "import durable.engine"]
OURS = [
    sys.executable,
    "-m",
    "engine",
    "funding",
    str(CASE),
    "--on",
    "2023-06-01",
    "--format",
    "json",
    "--trace",
    "none",
]
TRACED = [*OURS[:-1], "full"]
# byte-compiled code may be written: that is how an installed package runs
ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def measured(command: list[str]) -> tuple[float, float]:
    """Return the wall and CPU time of a process, in milliseconds."""
    before, start = os.times(), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    wall, after = time.perf_counter() - start, os.times()
    cpu = (
        after.children_user + after.children_system - before.children_user - before.children_system
    )
    return wall * 1000, cpu * 1000


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    for command in (BARE, OURS, TRACED):
        measured(command)
    found = {
        name: []
        for name in (
            "bare Python + durable-rules",
            "accord funding, no trace",
            "accord funding, full trace",
        )
    }
    for _ in range(runs):
        for name, command in zip(found, (BARE, OURS, TRACED), strict=True):
            found[name].append(measured(command))
    base = None
    for name, times in found.items():
        wall, cpu = [one[0] for one in times], [one[1] for one in times]
        base = base or (min(wall), min(cpu))
        print(
            f"{name:30} wall best {min(wall):6.0f} ms, median {statistics.median(wall):6.0f} ms (x{min(wall) / base[0]:.1f})"
            f"   CPU best {min(cpu):6.0f} ms (x{min(cpu) / base[1]:.1f})"
        )


if __name__ == "__main__":
    main()
