"""What the command says: the texts that it serves; or, before it listens, what it cannot serve with, as
the other commands say it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from accord.server.command import _welcome, serve
from accord.server.service import Service
from accord.server.serving import listening
from engine.diagnostics import extras
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


def refused(monkeypatch: pytest.MonkeyPatch, language: str, *given: str) -> Result:
    monkeypatch.delenv("LANGUAGE", raising=False)
    monkeypatch.setenv("LC_ALL", f"{language}.UTF-8")
    done = CliRunner().invoke(serve, ["--no-browser", *given], catch_exceptions=False)
    assert done.exit_code == 1
    return done


def test_the_texts_of_two_agreements_are_told_apart(two_laws: Service) -> None:
    lines = _welcome(two_laws.laws.current, "http://127.0.0.1:8000/")
    texts = [line for line in lines if "avenant 1" in line or "avenant 2" in line]
    assert len(texts) == 2
    assert "ACI CPTS" in texts[0]
    assert "vélo" in texts[1]


def test_a_folder_that_is_not_there_is_refused_as_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = tmp_path / "absent"
    done = refused(monkeypatch, "en", "--rulesets", str(absent))
    assert f"{absent}:1:1: ACC001 the folder cannot be read" in done.stderr
    assert "hint: give the folder of a text" in done.stderr


def test_a_text_that_cannot_be_read_is_said_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "avenant").mkdir()
    text = tmp_path / "avenant" / "text.yaml"
    text.write_text("text: [\n", "utf-8")
    done = refused(monkeypatch, "fr", "--rulesets", str(tmp_path))
    assert f"{text}:2:1: ACC008 ce n'est pas du YAML" in done.stderr


def test_without_its_libraries_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    done = refused(monkeypatch, "fr")
    assert "ce qu'il faut n'est pas installé\xa0: litestar, uvicorn" in done.stderr
    assert "pip install 'accord[serve]'" in done.stderr
