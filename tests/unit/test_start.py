"""A command loads what it needs: those that infer nothing load no inference engine, nor the law."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from engine import VERSION
from engine.reasoning.inference import installed

MODULES = """
import json, sys
from engine.__main__ import main
sys.argv = ["accord", *{arguments}]
try:
    main()
except SystemExit as end:
    status = end.code
print(json.dumps([status, sorted(sys.modules)]), file=sys.stderr)
"""


def started(*arguments: str) -> tuple[str, set[str]]:
    """What a command prints in a process of its own, and the modules that it loads."""
    program = MODULES.format(arguments=arguments)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    status, modules = json.loads(done.stderr)
    assert not status
    return done.stdout, set(modules)


def loads(modules: set[str], *names: str) -> list[str]:
    return sorted(
        module for module in modules if any(f"{module}.".startswith(f"{name}.") for name in names)
    )


@pytest.mark.parametrize(
    "arguments", [["explain", "ACC101"], ["--help"], ["funding", "--help"], ["--version"]], ids=str
)
def test_what_reads_no_law_loads_nothing_of_it(arguments: list[str]) -> None:
    _, modules = started(*arguments)
    assert loads(modules, "durable", "durable_rules_engine", "ruamel", "jsonschema") == []
    assert loads(modules, "engine.source", "engine.cases", "engine.law", "engine.words") == []
    assert loads(modules, "engine.language", "engine.questions", "engine.tables.intake") == []
    assert "engine.reasoning.networks" not in modules


@pytest.mark.parametrize(
    "arguments", [["text", "8"], ["diff", "2021-01-01", "2023-01-01"]], ids=str
)
def test_the_text_is_read_without_inference(arguments: list[str]) -> None:
    _, modules = started(*arguments, "--format", "json")
    assert loads(modules, "durable", "durable_rules_engine") == []


@pytest.mark.parametrize("arguments", [["funding", "benchmarks/five_years.yaml"], ["text", "8"]])
def test_what_was_read_before_loads_no_check_no_table_and_no_reader_of_yaml(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACCORD_CACHE", str(tmp_path))
    for _ in range(2):  # the first reads the law, and keeps it
        _, modules = started(*arguments)
    assert loads(modules, "engine.checks", "engine.tables", "jsonschema", "duckdb", "shutil") == []
    assert loads(modules, "ruamel", "engine.source.yaml_source", "engine.source.schema") == []
    assert loads(modules, "engine.source.days", "calendar") == []


def test_the_version_says_what_infers() -> None:
    infers = installed()
    told, _ = started("--version")
    assert told == f"accord, version {VERSION}\ninference: {infers.engine} {infers.version}\n"


def test_the_version_in_french(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "fr")
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    told, _ = started("--version")
    assert f"\ninférence\u00a0: {installed().engine} " in told
