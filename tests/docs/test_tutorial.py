"""The guide that encodes an agreement: its files are made, its commands run, in their order.

`…` in what a command says stands for anything. The French page has the same blocks.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.commands.main import main
from engine.testing.scenario import read_scenarios, run

GUIDES = Path(__file__).parent.parent.parent / "docs" / "guides"
BLOCKS = re.compile(
    r"^```(yaml|diff|console)(?: title=\"([^\"]*)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL
)


def blocks(page: str) -> list[tuple[str, str, str]]:
    return BLOCKS.findall((GUIDES / page).read_text(encoding="utf-8"))


def write(kind: str, title: str, content: str) -> None:
    file = Path(title)
    file.parent.mkdir(exist_ok=True)
    if kind == "yaml":
        assert not file.exists(), f"{title} is written twice"
        file.write_text(content, encoding="utf-8")
        return
    removed, added = (
        "".join(line[1:] for line in content.splitlines(keepends=True) if line[0] == sign)
        for sign in "-+"
    )
    before = file.read_text(encoding="utf-8")
    assert before.count(removed) == 1, f"{title} does not have the line that is corrected"
    file.write_text(before.replace(removed, added), encoding="utf-8")


def ask(content: str) -> None:
    for said in re.split(r"^\$ accord ", content, flags=re.MULTILINE)[1:]:
        command, _, expected = said.partition("\n")
        result = CliRunner().invoke(main, shlex.split(command))
        shown = re.sub(r"\s+", " ", result.output)
        pattern = ".*".join(
            re.escape(re.sub(r"\s+", " ", part).strip()) for part in expected.split("…")
        )
        assert re.search(pattern, shown), f"accord {command}\n{result.output}"


@pytest.mark.slow  # each command reads the shipped law too
def test_the_agreement_of_the_guide_is_made_step_by_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for kind, title, content in blocks("encode.md"):
        if kind == "console":
            ask(content)
        else:
            write(kind, title, content)
    scenarios, findings = read_scenarios(Path("notice.scenario.yaml"))
    assert [str(finding) for finding in findings] == []
    assert len(scenarios) == 3
    assert [str(difference) for scenario in scenarios for difference in run(scenario)] == []


def test_the_french_guide_makes_the_same_files() -> None:
    assert blocks("encode.fr.md") == blocks("encode.md")
