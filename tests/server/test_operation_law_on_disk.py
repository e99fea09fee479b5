"""The law that is served follows the files, when they are clean."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from accord.server import served_law
from accord.server.served_law import LawOnDisk

OTHER = Path("examples/other_agreement/rulesets")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(served_law, "read_elsewhere", served_law.checked)  # none is started
    return Path(shutil.copytree(OTHER, tmp_path / "rulesets"))


def edited(folder: Path, change: Callable[[str], str]) -> Path:
    file = next(folder.glob("*/text.yaml"))
    before = file.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    file.write_text(after, encoding="utf-8")
    return file


def test_a_folder_of_its_own_corpus_is_no_draft(folder: Path) -> None:
    current = LawOnDisk([folder]).current
    assert set(current.law.corpora) - set(current.base.corpora) == {"velo"}
    assert current.drafts == frozenset()


def test_a_text_that_changes_a_shipped_corpus_is_a_draft(tmp_path: Path) -> None:
    shipped = Path("rulesets")
    name = sorted(path.parent.name for path in shipped.glob("*/text.yaml"))[0]
    shutil.copytree(shipped / name, tmp_path / "draft" / name)
    current = LawOnDisk([tmp_path / "draft"]).current
    assert current.drafts == {text.id for text in current.law.texts if text.id in name}


def test_nothing_changes_while_the_files_do_not(folder: Path) -> None:
    laws = LawOnDisk([folder])
    before = laws.current
    assert not laws.look()
    assert (laws.current, laws.newer) == (before, None)


def test_newer_files_are_served_once_they_are_settled_and_clean(folder: Path) -> None:
    laws = LawOnDisk([folder])
    before = laws.current
    edited(folder, lambda text: text + "\n# a note\n")
    assert not laws.look()
    assert laws.newer is not None
    assert laws.newer.state == "checking"
    assert laws.current is before
    assert laws.look()
    assert (laws.newer, laws.findings) == (None, 0)
    assert laws.current.digest != before.digest


def test_faulty_files_are_refused_and_the_law_stays(folder: Path) -> None:
    laws = LawOnDisk([folder])
    before = laws.current
    file = edited(folder, lambda text: text + "\nno_such_key: 1\n")
    laws.look()
    assert not laws.look()
    assert laws.current is before
    assert laws.newer is not None
    assert laws.newer.state == "refused"
    assert file.name in laws.newer.findings[0].place
    english, french = laws.newer.findings[0], laws.newer.in_french[0]
    assert (english.place, english.code) == (french.place, french.code)
    assert english.message != french.message
    assert not laws.look()
    assert laws.newer.state == "refused"
    edited(folder, lambda text: text.replace("\nno_such_key: 1\n", "\n# mended\n"))
    laws.look()
    assert laws.look()
    assert laws.newer is None


def test_a_file_taken_back_to_what_it_was_changes_nothing(folder: Path) -> None:
    laws = LawOnDisk([folder])
    before = laws.current
    edited(folder, lambda text: text + "\nno_such_key: 1\n")
    laws.look()
    laws.look()
    edited(folder, lambda text: text.replace("\nno_such_key: 1\n", ""))
    laws.look()
    assert not laws.look()
    assert (laws.current, laws.newer) == (before, None)


def test_another_process_finds_the_same() -> None:
    assert served_law.read_elsewhere([OTHER]).findings == ()
    refused = served_law.read_elsewhere([Path("tests/scenarios/none")])
    assert [finding.code for finding in refused.findings] == ["ACC001"]
