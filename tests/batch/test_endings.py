"""How runs end: no two paths are one file, one run writes one
result, and whatever stops a run is one line and leaves nothing.
"""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import duckdb
import pytest
from click.testing import Result

from engine.diagnostics.diagnostic import RefusedInput
from engine.tables import scratch
from engine.tables.run.endings import more_memory, stopped
from engine.tables.run.outputs import Claim, refuse_shared
from engine.tables.scratch import hold, work_folder

from .test_tables import GOOD, HEADER, SMALL, accord, asked, table

HISTORIES = "case,fact,from,value\nA1,community.members,2020-01-01,120\n"


# --- paths ----------------------------------------------------------------------------------------


def command(folder: Path, names: dict[str, str], *more: str) -> Result:
    """Ask about a table, each file of the command under the name given."""
    options = [
        part
        for option in ("--histories", "-o", "--rejects", "--citations")
        for part in (option, str(folder / names[option]))
    ]
    return accord(
        "batch",
        "funding",
        folder / names["CASES"],
        *options,
        "--on",
        "2023-06-01",
        "--rulesets",
        folder / "nowhere",
        *more,
    )


@pytest.mark.parametrize("force", [(), ("--force",)])
@pytest.mark.parametrize(
    ("one", "other"),
    list(combinations(["CASES", "--histories", "-o", "--rejects", "--citations"], 2)),
)
def test_no_two_paths_of_a_command_are_the_same_file(
    one: str, other: str, force: tuple[str, ...], tmp_path: Path
) -> None:
    table(tmp_path, HEADER + GOOD)
    table(tmp_path, HISTORIES, "histories.csv")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path)
    names = {
        "CASES": "cases.csv",
        "--histories": "histories.csv",
        "-o": "out.csv",
        "--rejects": "bad.csv",
        "--citations": "cited.csv",
    }
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    for spelling in ("{}", "folder/../{}", "link/{}"):
        done = command(tmp_path, {**names, other: spelling.format(names[one])}, *force)
        assert (done.exit_code, "ACC615" in done.stderr) == (1, True), done.output
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


def test_links_to_one_file_are_one_file(tmp_path: Path) -> None:
    cases = table(tmp_path, HEADER + GOOD)
    (tmp_path / "hard.csv").hardlink_to(cases)
    (tmp_path / "soft.csv").symlink_to(cases)
    (tmp_path / "dangling.csv").symlink_to(tmp_path / "out.csv")
    for name in ("hard.csv", "soft.csv"):
        with pytest.raises(RefusedInput, match="ACC615"):
            refuse_shared({"CASES": cases, "--out": tmp_path / name})
    with pytest.raises(RefusedInput, match="ACC615"):
        refuse_shared({"--rejects": tmp_path / "dangling.csv", "--out": tmp_path / "out.csv"})
    assert asked(cases, tmp_path / "soft.csv", "--force").exit_code == 1
    assert cases.read_text(encoding="utf-8") == HEADER + GOOD


def test_the_rejects_that_go_beside_the_result_are_a_path_too(tmp_path: Path) -> None:
    cases = table(tmp_path, HEADER + GOOD, "out.rejects.csv")
    done = asked(cases, tmp_path / "out.csv", "--force")
    assert (done.exit_code, "ACC615" in done.stderr) == (1, True)
    assert cases.read_text(encoding="utf-8") == HEADER + GOOD


def test_a_profile_is_not_where_the_cases_go(tmp_path: Path) -> None:
    profile = table(tmp_path, "facts: {}", "profile.csv")
    done = accord("cases", "generate", "3", "-o", profile, "--profile", profile, "--force")
    assert (done.exit_code, "ACC615" in done.stderr) == (1, True)


# --- two runs at once -----------------------------------------------------------------------------


def test_of_two_runs_to_one_result_the_second_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    with Claim(out, force=False) as first:
        with (
            pytest.raises(RefusedInput, match="another run is writing it"),
            Claim(out, force=False),
        ):
            pass
        first.partial.write_text("first", encoding="utf-8")
        first.settle()
    with pytest.raises(RefusedInput, match="the file exists already"), Claim(out, force=False):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
    assert out.read_text(encoding="utf-8") == "first"


def test_a_result_that_came_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    with Claim(out, force=False) as claim:
        claim.partial.write_text("ours", encoding="utf-8")
        out.write_text("theirs", encoding="utf-8")
        with pytest.raises(RefusedInput, match="ACC607"):
            claim.settle()
    assert out.read_text(encoding="utf-8") == "theirs"


def test_a_folder_that_another_run_takes_for_dead_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Path] = []

    def taken_away(path: Path, tries: int = 3) -> int | None:
        if not taken:  # what runs that look for the dead do, before the lock is there
            taken.append(path.parent)
            path.parent.rmdir()
        return hold(path, tries)

    monkeypatch.setattr(scratch, "hold", taken_away)
    with work_folder(tmp_path) as folder:
        assert folder.is_dir()
        assert [folder] != taken


def test_what_a_dead_run_left_is_taken_away_and_what_a_live_one_holds_is_not(
    tmp_path: Path,
) -> None:
    dead, live, foreign = (tmp_path / f"accord-{name}" for name in ("dead", "live", "mine"))
    for folder in (dead, live, foreign):
        folder.mkdir()
        (folder / "work.duckdb").touch()
    (dead / "lock").touch()
    held = hold(live / "lock")
    assert held is not None
    (tmp_path / ".old.csv.accord.partial").touch()
    with work_folder(tmp_path) as folder, Claim(tmp_path / "out.csv", force=False):
        assert folder.is_dir()
    os.close(held)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["accord-live", "accord-mine"]


# --- what stops a run -----------------------------------------------------------------------------

SLOW = "import signal, time, engine.tables.run.whole_run as run\nwait = run.TableRun._answer\n"
# a shell may ignore them
SLOW += (
    "signal.signal(signal.SIGHUP, signal.SIG_DFL), signal.signal(signal.SIGINT, "
    "signal.default_int_handler)\n"
)
SLOW += "run.TableRun._answer = lambda *given: (print('begun', flush=True), time.sleep(30), wait(*given))\n"
SLOW += "from engine.commands.main import main\nmain()\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_run_that_is_told_to_end_leaves_nothing(number: signal.Signals, tmp_path: Path) -> None:
    cases = table(tmp_path, HEADER + GOOD)
    given = [
        "batch",
        "eligibility",
        str(cases),
        "-o",
        str(tmp_path / "out.csv"),
        "--on",
        "2023-06-01",
        "--quiet",
        *map(str, SMALL),
    ]
    with subprocess.Popen(
        [sys.executable, "-c", SLOW, *given], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"begun\n"
        assert len(list(tmp_path.glob("accord-*"))) == 1
        running.send_signal(number)
        _, said = running.communicate(timeout=60)
    assert (running.returncode, said.decode().splitlines()[0]) == (
        1,
        "accord batch:1:1: ACC618 the run was interrupted.",
    )
    assert b"Traceback" not in said
    assert [path.name for path in tmp_path.iterdir()] == ["cases.csv"]


@pytest.mark.parametrize(
    "said",
    [duckdb.InterruptException("INTERRUPT Error: Interrupted!"), RuntimeError("Query interrupted")],
)
def test_a_query_of_duckdb_that_is_interrupted(said: Exception, tmp_path: Path) -> None:
    """DuckDB says so by errors of its own, before a query and in the midst of one."""
    with pytest.raises(KeyboardInterrupt), stopped(tmp_path / "out.csv", None, None):
        raise said


@pytest.mark.parametrize(
    ("memory", "threads", "said"),
    [
        ("10MB", 2, "the run needs 250MB (125MB for each of 2 workers)"),
        ("2GB", 2, "the run needs 4000MB or more"),
        (None, 4, "500MB"),
    ],
)
def test_how_much_memory_is_needed(memory: str | None, threads: int, said: str) -> None:
    (found,) = more_memory(memory, threads).diagnostics
    assert (found.code, said in str(found.message)) == ("ACC617", True), str(found.message)


def test_too_little_memory_is_said(tmp_path: Path) -> None:
    connection = duckdb.connect()
    connection.execute("SET memory_limit = '10MB'")
    connection.execute("SET temp_directory = ''")
    with (
        pytest.raises(RefusedInput, match=r"ACC617 --memory 10MB is not enough"),
        stopped(tmp_path / "out.csv", "10MB", 1),
    ):
        connection.execute(
            "CREATE TABLE wide AS SELECT range AS a, random() AS b, uuid()::VARCHAR AS c FROM "
            "range(3_000_000) ORDER BY b"
        )


@pytest.mark.parametrize(
    "option",
    [
        ("--threads", 10**20),
        ("--threads", 5000),
        ("--slice", 10**20),
        ("--memory", "99999999999999TB"),
    ],
)
def test_options_beyond_all_measure(option: tuple[str, object], tmp_path: Path) -> None:
    done = asked(table(tmp_path, HEADER + GOOD), tmp_path / "out.csv", *option)
    assert (done.exit_code, done.stderr.startswith(f"{option[0]}:1:1: ACC620 ")) == (1, True), (
        done.output
    )
    assert accord("cases", "generate", 10**20, "-o", tmp_path / "many.csv").exit_code == 1


def test_a_full_disk_at_the_start_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("tempfile.mkdtemp", full)
    done = asked(table(tmp_path, HEADER + GOOD), tmp_path / "out.csv")
    assert (
        done.exit_code,
        "ACC614 it cannot be written (No space left on device)" in done.stderr,
    ) == (1, True), done.output
    assert [path.name for path in tmp_path.iterdir()] == ["cases.csv"]


def test_files_that_may_not_grow_are_said(tmp_path: Path) -> None:
    """As on a disk that is full: DuckDB cannot write its own file."""
    cases = table(tmp_path, HEADER + GOOD)
    line = (
        f"ulimit -f 4; exec {sys.executable} -m engine batch eligibility {cases} -o "
        f"{tmp_path}/out.csv --on 2023-06-01 --quiet"
    )
    done = subprocess.run(
        ["/bin/bash", "-c", line],
        capture_output=True,
        timeout=120,
        check=False,
        env={**os.environ, "ACCORD_CACHE": "off"},
    )
    assert done.returncode == 1, done.stderr
    assert done.stderr.decode().count("\n") == 2, done.stderr.decode()
    assert b": ACC614 it cannot be written" in done.stderr, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["cases.csv"]
