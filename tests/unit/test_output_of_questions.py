"""An answer written to a file: whole or not at all, in the form that its name says."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.commands.main import main
from engine.diagnostics.diagnostic import RefusedInput
from engine.source.new_file import write_new

CASE = "examples/cpts_exemple.yaml"


def asked(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in arguments])


def duties(*arguments: object) -> Result:
    return asked("duties", CASE, "--on", "2023-06-01", "--trace", "none", *arguments)


@pytest.mark.parametrize(
    ("name", "begins"),
    [("a.json", "{"), ("a.md", "# "), ("a.HTML", "<!doctype html>"), ("a.txt", "")],
)
def test_the_name_of_the_file_says_its_form(tmp_path: Path, name: str, begins: str) -> None:
    done = duties("-o", tmp_path / name, "--lang", "en")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == f"{tmp_path / name}: written.\n"
    assert (tmp_path / name).read_text("utf-8").startswith(begins)
    assert list(tmp_path.iterdir()) == [tmp_path / name]


def test_a_form_that_is_named_wins_over_the_name(tmp_path: Path) -> None:
    assert duties("-o", tmp_path / "a.txt", "--format", "json").exit_code == 0
    assert json.loads((tmp_path / "a.txt").read_text("utf-8"))["query"] == "duties"


def test_a_name_that_says_no_form_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    done = asked("duties", "no such case", "-o", tmp_path / "answer", "--lang", "en")
    assert done.exit_code == 1
    assert "ACC412 the name of the file does not say" in done.stderr
    assert ".txt, .json, .md, .html, .xlsx, or add --format" in done.stderr


def test_a_file_that_exists_is_replaced_only_by_force(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text("mine")
    done = duties("-o", file)
    assert (done.exit_code, file.read_text()) == (1, "mine")
    assert "ACC607" in done.stderr
    assert duties("-o", file, "--force").exit_code == 0
    assert json.loads(file.read_text("utf-8"))["query"] == "duties"


@pytest.mark.parametrize("place", ["", "absent/a.json"], ids=["a folder", "in no folder"])
def test_a_place_where_no_file_can_be_is_refused(tmp_path: Path, place: str) -> None:
    done = duties("-o", tmp_path / place, "--format", "json")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "ACC607" in done.stderr


def test_a_refused_question_writes_nothing(tmp_path: Path) -> None:
    done = asked("funding", CASE, "--reading", "nothing=at_all", "-o", tmp_path / "a.json")
    assert done.exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_a_disk_without_room_leaves_what_was_there(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text("mine")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(RefusedInput, match="ACC614"):
            write_new(file, b"x" * 100_000, force=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (file.read_text(), list(tmp_path.iterdir())) == ("mine", [file])


def test_two_writers_do_not_replace_each_other(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    write_new(file, b"first", force=False)
    with pytest.raises(RefusedInput, match="ACC607"):
        write_new(file, b"second", force=False)
    assert file.read_bytes() == b"first"


def test_a_workbook_to_a_closed_output_is_one_line() -> None:
    case = Path(__file__).parents[2] / "examples/cpts_exemple.yaml"
    command = f"exec {sys.executable} -m engine duties {case} --format xlsx --lang en >&-"
    ended = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith("accord: a file could not be read or written")
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", ["duties {case}", "prove {case} duties"])
def test_the_case_that_was_read_is_never_replaced(tmp_path: Path, command: str) -> None:
    case, link = tmp_path / "case.json", tmp_path / "link.json"
    case.write_text(Path(CASE).read_text(encoding="utf-8"), encoding="utf-8")
    link.symlink_to(case)
    for out in (case, link):
        result = asked(*command.format(case=case).split(), "-o", out, "--force", "--lang", "en")
        assert (result.exit_code, "take the place of the case" in result.stderr) == (1, True)
    assert case.read_text(encoding="utf-8") == Path(CASE).read_text(encoding="utf-8")
