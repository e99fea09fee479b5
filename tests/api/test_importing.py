"""`import accord` costs next to nothing: what is heavy comes with its first use."""

from __future__ import annotations

import subprocess
import sys

HEAVY = (
    "engine",
    "msgspec",
    "ruamel",
    "click",
    "duckdb",
    "ibis",
    "pandas",
    "polars",
    "pyarrow",
    "durable",
    "polib",
    "jsonschema",
)


def imported_by(program: str) -> set[str]:
    asked = subprocess.run(
        [
            sys.executable,
            "-c",
            f"{program}\nimport sys; print(*{{name.partition('.')[0] for name in sys.modules}})",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(asked.stdout.splitlines()[-1].split())


def test_importing_the_package_imports_nothing_of_the_engine() -> None:
    assert imported_by("import accord").isdisjoint(HEAVY)


def test_an_answer_needs_neither_the_command_nor_the_libraries_of_tables() -> None:
    asked = (
        "import accord\naccord.load().funding({'contract': {'signed_on': '2020-01-15'}}, "
        "on='2023-06-01').to_json()"
    )
    assert imported_by(asked).isdisjoint(
        {"click", "duckdb", "ibis", "pandas", "polars", "pyarrow", "polib"}
    )


def test_a_name_that_is_not_there_is_said() -> None:
    import accord

    assert set(dir(accord)) == set(accord.__all__)
    assert not hasattr(accord, "fund")
