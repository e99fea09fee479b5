"""What an editor finds as one types is what `accord check` finds, and only what changed is read
again. Each bad example is typed over the files of the base.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.editor.answers import Answers
from engine.editor.edits import edited
from engine.editor.remedies import remedies
from engine.editor.workspace import Workspace
from engine.mutation.reasons_named import check_with_reasons
from tests.depth import spread

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
OTHERWISE = (
    "ACC004",  # what is no text cannot be typed
    "ACC117",  # a folder without a text.yaml: no law to read its file by
    "ACC3",  # what is at fault is a case
)
BAD = sorted(
    folder
    for folder in (EXAMPLES / "bad").iterdir()
    if folder.is_dir()
    and any(path.parent != folder for path in folder.rglob("*.yaml"))
    and not folder.name.startswith(OTHERWISE)
)
CHECKED = spread(BAD, 12)
"""Those whose findings are held against those of the command."""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    texts = tmp_path_factory.mktemp("typed") / "texts"
    shutil.copytree(EXAMPLES / "base", texts, ignore=shutil.ignore_patterns("case.yaml"))
    return texts


@pytest.fixture(scope="module")
def workspace(base: Path) -> Workspace:
    return Workspace([base.parent], with_shipped=False)


@pytest.fixture
def typed(
    request: pytest.FixtureRequest, base: Path, workspace: Workspace
) -> Iterator[tuple[Path, Path]]:
    """A bad example, typed over the base: its folder, and one of the files typed."""
    example: Path = request.param
    files, made = [], []
    for file in sorted(path for path in example.rglob("*.yaml") if path.parent != example):
        target = base / file.relative_to(example)
        if not target.parent.is_dir():
            target.parent.mkdir()
            made.append(target.parent)
        if not target.exists():
            shutil.copy(file, target)
            made.append(target)
        files.append(target)
        workspace.type(target, file.read_text(encoding="utf-8", errors="replace"))
    workspace.changed_on_disk()
    yield example, files[-1]
    for target in files:
        workspace.close(target)
    for path in reversed(made):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    workspace.changed_on_disk()


@pytest.mark.parametrize("typed", spread(BAD, 3), indirect=True, ids=lambda folder: folder.name)
def test_each_fault_is_found_as_it_is_typed(typed: tuple[Path, Path], workspace: Workspace) -> None:
    example, file = typed
    found = [each for listed in workspace.findings(file).values() for each in listed]
    assert example.name[:6] in {finding.code for finding in found}
    for finding in found:
        for remedy in remedies(finding, lambda path: workspace.text(Path(path))):
            if remedy.certain:
                text = workspace.text(Path(finding.location.path))
                assert edited(text, remedy.edits) != text


@pytest.mark.parametrize("typed", CHECKED, indirect=True, ids=lambda folder: folder.name)
def test_it_is_what_the_command_finds(
    typed: tuple[Path, Path], workspace: Workspace, base: Path, tmp_path: Path
) -> None:
    _, file = typed
    found = [each for listed in workspace.findings(file).values() for each in listed]
    saved = tmp_path / "texts"
    shutil.copytree(base, saved)
    for path, content in workspace.open.items():
        (saved / Path(path).relative_to(base)).write_bytes(content)
    said = check_with_reasons([saved], with_shipped=False).findings
    plain = [str(finding).replace(str(saved), "") for finding in said]
    assert sorted(str(finding).replace(str(base), "") for finding in found) == sorted(plain)


def test_only_what_has_changed_is_read_again(base: Path, workspace: Workspace) -> None:
    file = next((base / "pact").glob("art_*.yaml"))
    text = file.read_text(encoding="utf-8")
    workspace.type(file, text)
    assert workspace.findings(file)[str(file)] == []
    read = workspace.read
    workspace.findings(file)
    assert workspace.read == read
    workspace.type(file, f"{text}\n# a remark\n")
    workspace.findings(file)
    assert workspace.read == read + 1
    workspace.close(file)
    workspace.findings(file)
    assert workspace.read == read + 2


def test_a_label_that_is_missing_can_be_put_into_the_vocabulary(
    base: Path, workspace: Workspace
) -> None:
    file = base / "pact" / "art_2.yaml"
    text = file.read_text(encoding="utf-8")
    assert "entitle: {line: base" in text
    workspace.type(file, text.replace("entitle: {line: base", "entitle: {line: premium"))
    found = [each for each in workspace.findings(file)[str(file)] if each.code == "ACC212"]
    law = workspace.law_of(file)
    corpus = law.of(file) if law else None
    offered = [
        remedy
        for each in found
        for remedy in remedies(each, lambda path: workspace.text(Path(path)), corpus)
        if not remedy.certain
    ]
    assert offered
    edit = offered[0].edits[0]
    words = Path(edit.path)
    after = edited(workspace.text(words), offered[0].edits)
    assert "premium: {fr:" in after
    workspace.type(words, after)
    assert not [each for each in workspace.findings(file)[str(file)] if each.code == "ACC212"]
    workspace.close(words)
    workspace.close(file)


def test_amendments_are_read_with_the_texts_beside_them() -> None:
    guild = EXAMPLES.parent / "corpora" / "guild"
    workspace = Workspace([guild], with_shipped=False)
    file = next((guild / "amendments").rglob("text.yaml"))
    assert [each for listed in workspace.findings(file).values() for each in listed] == []


def test_a_fact_is_renamed_in_what_scenarios_expect_and_in_profiles(base: Path) -> None:
    scenario = base.parent / "later.scenario.yaml"
    scenario.write_text(
        """\
scenarios:
  - scenario: later
    title: What binds later.
    case: {corpus: pact, contract: {signed_on: not_yet}}
    question: {query: duties, on: "2021-01-01"}
    expect: {duties: [{duty: x, awaits: [{fact: contract.signed_on}]}], missing: [contract.signed_on]}
""",
        encoding="utf-8",
    )
    profile = base.parent / "profile.yaml"
    profile.write_text(
        """\
corpus: pact
facts:
  contract.signed_on: {between: ["2020-01-01", "2021-01-01"], known: 1}
  contract.accepted_on: {after: contract.signed_on, days: [0, 9], known: 1}
  contract.complete: {one_of: {"true": 1}, only_with: contract.signed_on, known: 1}
""",
        encoding="utf-8",
    )
    words = base / "pact" / "vocabulary.yaml"
    lines = words.read_text(encoding="utf-8").splitlines()
    line = next(n for n, said in enumerate(lines, 1) if "contract.signed_on:" in said)
    answers = Answers(Workspace([base.parent], with_shipped=False), "en")
    edits = answers.renamed(words, line, 4, "contract.agreed_on")
    for file, times in ((scenario, 3), (profile, 3)):
        before = file.read_text(encoding="utf-8")
        after = edited(before, [edit for edit in edits if edit.path == str(file)])
        assert after == before.replace("signed_on", "agreed_on")
        assert after.count("agreed_on") == times
        file.unlink()
