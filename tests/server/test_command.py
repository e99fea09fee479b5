"""The command refuses what it cannot serve with before it listens, in the words of the others."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from accord.server.command import serve
from accord.server.serving import listening
from engine.diagnostics.diagnostic import RefusedInput


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--root-path", "/a b"], "ACC717"),
        (["--root-path", "https://example.org/accord"], "ACC717"),
        (["--root-path", '/"><script>'], "ACC717"),
        (["--root-path", "/a/../b"], "ACC717"),
        (["--allow-host", "https://example.org"], "ACC717"),
        (["--allow-host", "example.org:8000"], "ACC717"),
        (["--allow-host", ""], "ACC717"),
        (["--allow-origin", "*"], "ACC717"),
        (["--rulesets", "/there/is/none"], "ACC001"),
        (["--rulesets", __file__], "ACC003"),
    ],
)
def test_what_cannot_be_served_is_refused(options: list[str], code: str) -> None:
    told = CliRunner().invoke(serve, options)
    assert told.exit_code == 1
    assert isinstance(told.exception, SystemExit)
    assert f": {code} " in told.output
    assert "hint:" in told.output or "conseil" in told.output


def test_a_folder_without_a_text_is_refused(tmp_path: Path) -> None:
    told = CliRunner().invoke(serve, ["--rulesets", str(tmp_path)])
    assert told.exit_code == 1
    assert "ACC117" in told.output


@pytest.mark.parametrize("host", ["a..b", "é..x", "a" * 300])
def test_what_is_no_name_of_a_machine_is_refused(host: str) -> None:
    with pytest.raises(RefusedInput) as refused:
        listening(host, 8299)
    assert refused.value.diagnostics[0].code == "ACC716"
