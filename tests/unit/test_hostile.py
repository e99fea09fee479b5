"""Hostile and clumsy input, as it was tried from outside: a finding with its place or a whole
answer, never a traceback, never a hang.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.cases.scalars import MOST_IN_LIST
from engine.commands.main import main
from engine.language.temporal import NOT_YET
from engine.render.terminal_lines import breadth, wrapped
from engine.source.cache import load_file
from engine.source.yaml_source import read_file
from engine.testing.scenario import case_findings, read_scenarios
from engine.words.formats import long_date, span

CASE = 'community: {name: Exemple, population: 55000}\ncontract: {signed_on: "2020-01-15"}\n'


def accord(*arguments: str, given: str = CASE) -> Result:
    """Run the command with a case on standard input."""
    return CliRunner().invoke(main, list(arguments), input=given)


# --- what a case may hold -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "place"),
    [
        (
            "crises: [" + '{identified_on: "2023-01-10", by: ars},' * (MOST_IN_LIST + 1) + "]",
            "-:1:9",
        ),
        (
            "community: {members: ["
            + '{from: "2023-01-10", value: 1},' * (MOST_IN_LIST + 1)
            + "]}",
            "-:1:22",
        ),
        (
            "missions: {access: {achievement: ["
            + "{contract_year: 1, rate: 1}," * (MOST_IN_LIST + 1)
            + "]}}",
            "-:1:34",
        ),
    ],
    ids=["elements", "history", "records"],
)
def test_a_list_beyond_any_real_case_is_one_finding(given: str, place: str) -> None:
    refused = accord("funding", "-", given=given)
    assert refused.exit_code == 1
    assert refused.output.startswith(
        f"{place}: ACC304 {MOST_IN_LIST + 1} entries are out of bounds"
    )


@pytest.mark.slow
def test_as_many_crises_as_a_case_may_hold_are_answered() -> None:
    crises = "".join(
        f'- {{identified_on: "20{23 + n // 300}-{n // 25 % 12 + 1:02}-{n % 25 + 1:02}", by: ars}}\n'
        for n in range(MOST_IN_LIST)
    )
    answered = accord(
        "funding", "-", "--on", "2023-06-01", "--trace", "none", given=f"{CASE}crises:\n{crises}"
    )
    assert answered.exit_code == 0, answered.output


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u2028", "\x85"])
def test_characters_that_turn_the_text_round_are_refused(mark: str) -> None:
    refused = accord("funding", "-", given=f'community: {{name: "a{mark}b"}}')
    assert (refused.exit_code, "ACC004" in refused.output) == (1, True)
    escaped = accord("funding", "-", given=f'community: {{name: "\\u{ord(mark):04x}"}}')
    assert (escaped.exit_code, "ACC015" in escaped.output) == (1, True)


# --- names that a page must hold ------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["100 " * 60, "9 " + "000 " * 60, "art. " * 40, "n° " * 60, "1\u00a0" * 90, "x" * 500]
)
@pytest.mark.parametrize("width", [12, 72])
def test_text_whose_spaces_do_not_break_is_cut_all_the_same(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert max(map(breadth, lines)) <= width
    assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.mark.parametrize("form", ["text", "html", "markdown", "json"])
def test_markup_in_a_name_stays_text(form: str) -> None:
    name = (
        "[red]x[/red] [/] {mission} {0} %s %(x)s <script>alert(1)</script> &amp; `c` **b** | "
        "[l](javascript:x)"
    )
    answered = accord(
        "funding",
        "-",
        "--on",
        "2023-06-01",
        "--format",
        form,
        given=CASE.replace("Exemple", f"'{name}'"),
    )
    assert answered.exit_code == 0, answered.output
    assert "{mission}" in answered.output
    if form == "html":
        assert "<script" not in answered.output
    if form == "markdown":
        assert "\\<script" in answered.output
        assert "](javascript" not in answered.output.replace("\\](", "")


def test_what_has_not_happened_is_written_in_words() -> None:
    assert (long_date("not_yet", "fr"), long_date(NOT_YET, "en")) == ("pas encore", "not yet")
    assert span("2020-01-15", "not_yet", "fr") == "depuis le 15 janvier 2020"


# --- the command line -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "day", ["20230601", "2023-W01-1", "2023-6-1", "2023-02-29", "today", "", "2023-06-01 "]
)
def test_a_day_has_one_form(day: str) -> None:
    assert accord("funding", "-", "--on", day).exit_code == 2


@pytest.mark.parametrize("option", ["--on", "--known-on"])
def test_the_day_that_never_comes_is_no_day_of_a_question(option: str) -> None:
    days = {"--on": "2023-06-01", "--known-on": "2023-06-01", option: "9999-12-31"}
    refused = accord("funding", "-", *(word for pair in days.items() for word in pair))
    assert (
        refused.exit_code,
        refused.output.startswith(f"{option}:1:1: ACC406 9999-12-31 is beyond 2199-12-31"),
    ) == (1, True)


def test_two_options_of_one_reading_are_a_misuse() -> None:
    chosen = ("--reading", "majoration_base=missions")
    assert accord("funding", "-", "--on", "2023-06-01", *chosen, *chosen).exit_code == 0
    both = accord(
        "funding", "-", "--on", "2023-06-01", *chosen, "--reading", "majoration_base=missions_fixed"
    )
    assert (both.exit_code, "both missions and missions_fixed" in both.output) == (2, True)


def shell(command: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Run `accord` in a shell, with its redirections; `variables` add to the environment."""
    line = f"exec {sys.executable} -m engine {command}"
    return subprocess.run(
        ["/bin/sh", "-c", line],
        input=CASE.encode(),
        capture_output=True,
        timeout=60,
        env=variables,
        check=False,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A home that is empty but for the cache that the first command leaves in it."""
    return str(tmp_path_factory.mktemp("home"))


@pytest.mark.parametrize("command", ["explain ACC001", "--help", "text"])
def test_a_full_disk_is_said_in_one_line(command: str, home: str) -> None:
    done = shell(f"{command} >/dev/full", HOME=home)
    assert done.returncode == 1
    assert done.stderr.decode().count("\n") == 1, done.stderr.decode()


def test_a_full_disk_is_said_in_the_language_asked(home: str) -> None:
    done = {
        said: shell("explain ACC001 >/dev/full", HOME=home, LANG=said).stderr.decode()
        for said in ("fr", "en")
    }
    assert done["fr"] == (
        "accord\u00a0: un fichier n'a pas pu être lu ou écrit (il n'y a plus de place sur le "
        "disque).\n"
    )
    assert (
        done["en"] == "accord: a file could not be read or written (no room is left on the disk).\n"
    )


def test_closed_streams_are_no_traceback(home: str) -> None:
    assert (
        shell("explain ACC001 >&-", HOME=home).returncode,
        shell("funding - 2>&- >&-", HOME=home).returncode,
    ) == (0, 0)
    closed = shell("funding - <&-", HOME=home)
    assert closed.returncode == 1
    assert closed.stderr.startswith(
        b"-:1:1: ACC003 the file cannot be read (standard input is closed)"
    )


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_pages_are_utf_8_whatever_the_terminal_says(encoding: str, home: str) -> None:
    done = shell("funding - --on 2023-06-01", HOME=home, PYTHONIOENCODING=encoding, LC_ALL="C")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "═" in done.stdout.decode()


def test_a_pipe_that_nobody_writes_to_is_refused(tmp_path: Path) -> None:
    pipe = tmp_path / "case.yaml"
    os.mkfifo(pipe)
    start = time.monotonic()
    document, (found,) = read_file(pipe)
    assert (document, found.code, "nobody writes to" in str(found.message)) == (
        None,
        "ACC003",
        True,
    )
    assert time.monotonic() - start < 5


def test_a_pipe_that_someone_writes_to_is_read_however_late(tmp_path: Path) -> None:
    pipe = tmp_path / "case.yaml"
    os.mkfifo(pipe)
    writing = subprocess.Popen(["/bin/sh", "-c", f"exec 3>{pipe}; sleep 1.5; echo 'a: 1' >&3"])
    document, findings = read_file(pipe)
    assert writing.wait(10) == 0
    assert document is not None, findings
    assert document.tree == {"a": 1}


# --- the cache ------------------------------------------------------------------------------------


def test_a_cache_nested_without_end_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACCORD_CACHE", str(tmp_path / "cache"))
    case = tmp_path / "case.yaml"
    case.write_text(CASE, encoding="utf-8")
    assert load_file(case)[0] is not None
    (pack,) = (tmp_path / "cache").iterdir()
    pack.write_bytes(b"[" * 200_000)
    document, findings = load_file(case)
    assert (document is not None, findings) == (True, [])


# --- the law --------------------------------------------------------------------------------------


@pytest.mark.parametrize("never", ["not_yet", '"9999-12-31"'])
def test_a_text_that_never_takes_effect_is_of_unknown_effect(never: str, tmp_path: Path) -> None:
    folder = tmp_path / "late"
    folder.mkdir()
    (folder / "text.yaml").write_text(
        "text: late\nkind: avenant\ntitle: {fr: Texte tardif, en: Late text}\namends: [aci_2019]\n"
        f"events:\n  published: {{on: 2022-01-01, basis: inferred}}\nentry_into_force:\n  ordinary: {never}\n",
        encoding="utf-8",
    )
    answered = accord("funding", "-", "--on", "2023-06-01", "--rulesets", str(tmp_path))
    assert answered.exit_code == 0, answered.output
    assert "entrée en vigueur inconnue" in answered.output.replace("\n", " ")


# --- scenarios ------------------------------------------------------------------------------------

SCENARIO = """scenarios:
  - scenario: first
    title: One.
    because: It is so.
    case: {contract: {signed_on: "2020-01-15"}, community: {population: 5}}
    question: {query: funding, on: "2023-06-01"}
    expect: {entitlements: [{line: operating}]}
"""


def found_in(folder: Path, content: str) -> str:
    """Check one scenario of a folder; return its findings, one after the other."""
    file = folder / "one.scenario.yaml"
    file.write_text(content, encoding="utf-8")
    scenarios, findings = read_scenarios(file)
    return "\n".join(
        map(
            str,
            [*findings, *(found for scenario in scenarios for found in case_findings(scenario))],
        )
    )


@pytest.mark.parametrize(
    ("right", "wrong", "finding"),
    [
        ("population: 5", "population: -5", ":5:73: ACC304"),
        ("population", "populaton", ":5:61: ACC301"),
        ("2023-06-01", "2023-02-30", ":6:36: ACC107"),
        (
            'case: {contract: {signed_on: "2020-01-15"}, community: {population: 5}}',
            "case_file: none.yaml",
            "none.yaml:1:1: ACC001",
        ),
        ("    question", "    rulesets: [none]\n    question", "none:1:1: ACC001"),
    ],
)
def test_the_case_of_a_scenario_is_checked_with_it(
    right: str, wrong: str, finding: str, tmp_path: Path
) -> None:
    assert finding in found_in(tmp_path, SCENARIO.replace(right, wrong))


def test_a_scenario_that_expects_a_refusal_may_hold_a_bad_case(tmp_path: Path) -> None:
    bad = SCENARIO.replace("population: 5", "population: -5")
    assert (
        found_in(
            tmp_path, bad.replace("entitlements: [{line: operating}]", "diagnostics: [ACC304]")
        )
        == ""
    )
    assert found_in(tmp_path, SCENARIO) == ""


def test_the_command_checks_the_cases_of_scenarios(tmp_path: Path) -> None:
    file = tmp_path / "one.scenario.yaml"
    file.write_text(SCENARIO.replace("population: 5", "population: -5"), encoding="utf-8")
    refused = accord("check", str(file))
    assert (refused.exit_code, ":5:73: ACC304" in refused.output) == (1, True), refused.output
