"""`accord check --fix` puts right what is certain; `--watch` checks again as files change."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from engine.commands.main import main
from tests.editor.conftest import EXAMPLE

TERM = "rulesets/convention_velo/art_2.yaml"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLE, tmp_path / "work")
    return tmp_path / "work"


def check(work: Path, *args: str) -> Any:
    return CliRunner().invoke(main, ["check", str(work), "--no-shipped", "--lang", "en", *args])


def test_what_is_certain_is_put_right_and_nothing_else_changes(work: Path) -> None:
    file = work / TERM
    text = file.read_text(encoding="utf-8").replace(
        "    on: membership_year\n", "    on: membership_year   # each year, as the text says\n"
    )
    broken = (
        text.replace('article: "2"', "article: 2")
        .replace("on: membership_year", "on: membership_yeer")
        .replace("{fact: agreement.ends_on}", "{fact: agreement.end_on}")
        .replace("deadline:", "deadlin:", 1)
    )
    file.write_text(broken, encoding="utf-8")
    assert check(work).exit_code == 1
    result = check(work, "--fix")
    assert result.exit_code == 0, result.output
    assert file.read_text(encoding="utf-8") == text
    for before, after in (
        ("2", '"2"'),
        ("membership_yeer", "membership_year"),
        ("agreement.end_on", "agreement.ends_on"),
        ("deadlin", "deadline"),
    ):
        assert f"`{before}` is now `{after}`" in result.output
    assert f"{file}:2:10: " in result.output
    assert "no findings" in check(work, "--fix").output


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("on: membership_year", "on: every_now_and_then"),  # nothing that is close
        ("basis: official_text", "basis: "),  # no value at all
        ("by: P3M", "by: 3 months"),  # a remedy in words only
        ("basis: inferred", "basis: ["),  # no YAML
    ],
)
def test_what_is_not_certain_is_left(work: Path, right: str, wrong: str) -> None:
    file = work / TERM
    broken = file.read_text(encoding="utf-8").replace(right, wrong, 1)
    file.write_text(broken, encoding="utf-8")
    result = check(work, "--fix")
    assert result.exit_code == 1
    assert "ACC" in result.output
    assert "is now" not in result.output
    assert file.read_text(encoding="utf-8") == broken


def test_a_file_elsewhere_is_not_touched(work: Path, tmp_path: Path) -> None:
    file = work / TERM
    broken = file.read_text(encoding="utf-8").replace("membership_year", "membership_yeer")
    file.write_text(broken, encoding="utf-8")
    amendment = work / "rulesets" / "avenant_velo_1"
    result = CliRunner().invoke(
        main,
        ["check", str(amendment), "--rulesets", str(file.parent), "--no-shipped"],
    )
    assert result.exit_code == 1
    case = work / "atelier.yaml"
    result = CliRunner().invoke(main, ["check", str(case), "--fix", "--no-shipped", "--lang", "en"])
    assert file.read_text(encoding="utf-8") == broken


def test_a_byte_order_mark_and_line_ends_stay(work: Path) -> None:
    file = work / TERM
    whole = "\ufeff" + file.read_text(encoding="utf-8").replace("\n", "\r\n")
    file.write_bytes(whole.replace('article: "2"', "article: 2").encode())
    assert check(work, "--fix").exit_code == 0
    assert file.read_bytes() == whole.encode()


def test_neither_goes_without_paths_nor_a_watch_in_json() -> None:
    for args in (["--fix"], ["--watch"], [".", "--watch", "--format", "json"]):
        result = CliRunner().invoke(main, ["check", *args, "--lang", "en"])
        assert result.exit_code == 2, result.output
    assert "leave --format out" in result.output


def test_files_are_checked_again_as_they_change(work: Path) -> None:
    file = work / TERM
    text = file.read_text(encoding="utf-8")
    command = [sys.executable, "-m", "engine", "check", str(work), "--watch", "--no-shipped"]
    with subprocess.Popen(
        [*command, "--lang", "en"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as running:
        assert running.stdout is not None
        assert "no findings" in running.stdout.readline()
        assert "Waiting" in running.stdout.readline()
        time.sleep(0.3)
        file.write_text(text.replace("membership_year", "membership_yeer"), encoding="utf-8")
        assert "ACC211" in running.stdout.readline()
        assert "did you mean" in running.stdout.readline()
        assert "Waiting" in running.stdout.readline()
        os.kill(running.pid, signal.SIGINT)
        assert "Traceback" not in running.stdout.read()
        assert running.wait(timeout=20) == 1
