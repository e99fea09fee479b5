"""`accord lsp` over standard input and output, as an editor speaks to it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from tests.editor.client import Editor, place_of

AMENDMENT = "rulesets/avenant_velo_1/art_1.yaml"
TERM = "rulesets/convention_velo/art_2.yaml"
VOCABULARY = "rulesets/convention_velo/vocabulary.yaml"


def words_at(found: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """Of places in files, the name of each file and the words that stand there."""
    said = set()
    for each in found:
        file = Path(each["uri"].removeprefix("file://"))
        start, end = each["range"]["start"], each["range"]["end"]
        line = file.read_text(encoding="utf-8").splitlines()[start["line"]]
        said.add((file.name, line[start["character"] : end["character"]]))
    return said


def test_what_is_found_is_told_as_one_types(editor: Editor, folder: Path) -> None:
    file = folder / TERM
    text = file.read_text(encoding="utf-8")
    uri = editor.open(file)
    assert editor.findings(uri) == []
    for version, (right, wrong, code) in enumerate(
        [
            ("on: membership_year", "on: membership_yeer", "ACC211"),
            ("{fact: agreement.ends_on}", "{fact: agreement.end_on}", "ACC208"),
            ("deadline:", "deadlines:", "ACC101"),
            ('article: "2"', "article: 2", "ACC105"),
            ("basis: inferred", "basis: [", "ACC008"),
        ],
        start=2,
    ):
        broken = text.replace(right, wrong, 1)
        editor.change(uri, broken, version)
        found = editor.findings(uri)
        assert [each["code"] for each in found] == [code]
        start = found[0]["range"]["start"]
        word = wrong.rpartition(" ")[2].strip("{}:") if code != "ACC008" else ""
        line = broken.splitlines()[start["line"]]
        assert line[start["character"] :].startswith(word), line
        assert found[0]["source"] == "accord"
    editor.change(uri, text, 9)
    assert editor.findings(uri) == []


def test_what_is_typed_in_one_file_is_found_in_another(editor: Editor, folder: Path) -> None:
    words, term = folder / VOCABULARY, folder / TERM
    text = words.read_text(encoding="utf-8")
    uri = editor.open(words)
    editor.findings(uri)
    editor.change(uri, text.replace("agreement.ends_on", "agreement.over_on"), 2)
    found = editor.findings(term.as_uri(), at_least=1)
    assert {each["code"] for each in found} == {"ACC208"}
    editor.change(uri, text, 3)
    assert editor.findings(term.as_uri()) == []


def test_files_that_are_opened_at_once_are_each_told(editor: Editor, folder: Path) -> None:
    broken = {}
    for name in (TERM, AMENDMENT, "rulesets/convention_velo/art_4.yaml", "atelier.yaml"):
        file = folder / name
        text = file.read_text(encoding="utf-8")
        if name == "atelier.yaml":
            text = text.replace("in_town", "in_towm")
        broken[name] = editor.open(file, text)
    assert editor.findings(broken["atelier.yaml"], at_least=1)
    assert all(editor.findings(uri) == [] for name, uri in broken.items() if "rules" in name)


def test_hover_reads_the_rule_and_tells_its_history(editor: Editor, folder: Path) -> None:
    file = folder / "rulesets" / "convention_velo" / "art_4.yaml"
    text = file.read_text(encoding="utf-8")
    uri = editor.open(file)
    line, column = place_of(text, "id: grant")
    shown = editor.at("hover", uri, line, column + 5)["contents"]["value"]
    assert "convention_velo/4/grant" in shown
    assert "> " in shown  # the rule read aloud
    assert shown.count("\n- ") >= 1
    assert "as amended by" in shown
    line, column = place_of(text, "fact: employer.class")
    hover = editor.at("hover", uri, line, column + 7)
    assert "class of the employer" in hover["contents"]["value"]
    assert "`small`: small" in hover["contents"]["value"]
    assert hover["range"]["start"] == {"line": line, "character": column + 6}
    line, column = place_of(text, "table: convention_velo/4/amounts")
    assert "Yearly amounts" in editor.at("hover", uri, line, column + 9)["contents"]["value"]


def test_definition_and_references_join_all_files(editor: Editor, folder: Path) -> None:
    file = folder / TERM
    text = file.read_text(encoding="utf-8")
    uri = editor.open(file)
    line, column = place_of(text, "agreement.signed_on")
    defined = editor.at("definition", uri, line, column + 3)
    assert words_at(defined) == {("vocabulary.yaml", "agreement.signed_on")}
    found = editor.at("references", uri, line, column, context={"includeDeclaration": True})
    assert {name for name, _ in words_at(found)} >= {
        "vocabulary.yaml",
        "occasions.yaml",
        "art_2.yaml",
        "atelier.yaml",
        "first.scenario.yaml",
    }
    assert {word for _, word in words_at(found)} == {"agreement.signed_on", "signed_on"}
    amending = folder / AMENDMENT
    uri = editor.open(amending)
    line, column = place_of(amending.read_text(encoding="utf-8"), "convention_velo/4/amounts")
    defined = editor.at("definition", uri, line, column)
    assert words_at(defined) == {("art_4.yaml", "amounts"), ("art_1.yaml", "amounts")}
    found = editor.at("references", uri, line, column, context={"includeDeclaration": False})
    assert {name for name, _ in words_at(found)} == {"art_4.yaml", "art_1.yaml"}


def test_a_remedy_is_offered_where_it_is_certain(editor: Editor, folder: Path) -> None:
    file = folder / TERM
    text = file.read_text(encoding="utf-8")
    uri = editor.open(file)
    editor.findings(uri)
    for version, (right, wrong) in enumerate(
        [("membership_year", "membership_yeer"), ('"2"', "2"), ("is: training", "ist: training")],
        start=2,
    ):
        broken = text.replace(right, wrong, 1)
        if broken == text:
            continue
        editor.change(uri, broken, version)
        found = editor.findings(uri, at_least=1)
        actions = editor.ask(
            "textDocument/codeAction",
            {
                "textDocument": {"uri": uri},
                "range": found[0]["range"],
                "context": {"diagnostics": found},
            },
        )
        assert [action["kind"] for action in actions] == ["quickfix"]
        assert actions[0]["isPreferred"]
        edits = actions[0]["edit"]["changes"][uri]
        assert applied(broken, edits) == text


def applied(text: str, edits: list[dict[str, Any]]) -> str:
    lines = text.splitlines(keepends=True)
    for edit in sorted(
        edits, key=lambda each: tuple(each["range"]["start"].values()), reverse=True
    ):
        start, end = edit["range"]["start"], edit["range"]["end"]
        line = lines[start["line"]]
        lines[start["line"]] = (
            line[: start["character"]] + edit["newText"] + line[end["character"] :]
        )
    return "".join(lines)


def test_a_fact_is_renamed_in_every_file_and_comments_stay(editor: Editor, folder: Path) -> None:
    file = folder / TERM
    uri = editor.open(file)
    editor.findings(uri)
    line, column = place_of(file.read_text(encoding="utf-8"), "agreement.signed_on")
    asked = editor.at("prepareRename", uri, line, column)
    assert asked["placeholder"] == "agreement.signed_on"
    edit = editor.at("rename", uri, line, column, newName="agreement.joined_on")
    kept: dict[Path, str] = {}
    for each, edits in edit["changes"].items():
        changed = Path(each.removeprefix("file://"))
        before = kept[changed] = changed.read_text(encoding="utf-8")
        after = applied(before, edits)
        assert after.replace("joined_on", "signed_on") == before
        changed.write_text(after, encoding="utf-8")
    assert "# the day of joining" in (folder / "first.scenario.yaml").read_text(encoding="utf-8")
    left = [
        path.name
        for path in folder.rglob("*.yaml")
        if "signed_on" in path.read_text(encoding="utf-8").replace("# ", "")
    ]
    assert left == []
    editor.change(uri, file.read_text(encoding="utf-8"), 2)
    assert editor.findings(uri) == []
    for changed, before in kept.items():
        changed.write_text(before, encoding="utf-8")
    editor.change(uri, kept[file], 3)
    assert editor.findings(uri) == []


def test_what_cannot_be_renamed_says_why(editor: Editor, folder: Path) -> None:
    file = folder / TERM
    text = file.read_text(encoding="utf-8")
    uri = editor.open(file)
    line, column = place_of(text, "agreement.signed_on")
    for name, said in (
        ("agreement.ends_on", "another fact"),
        ("contract.signed_on", "only the last part"),
        ("Agreement", "small letters"),
    ):
        error = editor.refused(
            "textDocument/rename",
            {
                "textDocument": {"uri": uri},
                "position": {"line": line, "character": column},
                "newName": name,
            },
        )
        assert said in error["message"]
    line, column = place_of(text, "P3M")
    place = {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}}
    assert "no fact" in editor.refused("textDocument/prepareRename", place)["message"]


def test_a_lens_counts_the_scenarios_that_exercise_a_rule(editor: Editor, folder: Path) -> None:
    assert titles(editor, folder / "rulesets" / "convention_velo" / "art_4.yaml") == {
        "- id: amounts": "1 scenario",
        "- id: base": "1 scenario",
        "- id: grant": "1 scenario",
    }
    assert titles(editor, folder / TERM)["- id: term_entry"] == "no scenario exercises this"
    asked = {"command": "accord.scenarios", "arguments": ["convention_velo/4/base"]}
    assert editor.ask("workspace/executeCommand", asked) == [f"{folder}/first.scenario.yaml:3:5"]


def test_a_lens_counts_anew_once_a_file_is_saved(editor: Editor, folder: Path) -> None:
    file = folder / "rulesets" / "convention_velo" / "art_4.yaml"
    assert titles(editor, file)["- id: base"] == "1 scenario"
    text = file.read_text(encoding="utf-8")
    scenario = folder / "first.scenario.yaml"
    before = scenario.read_text(encoding="utf-8")
    second = before.partition("scenarios:\n")[2].replace("first_year", "again")
    for content, expected in ((before + second, "2 scenarios"), (before, "1 scenario")):
        scenario.write_text(content, encoding="utf-8")
        editor.tell("textDocument/didSave", {"textDocument": {"uri": scenario.as_uri()}})
        deadline = time.monotonic() + 30
        while titles(editor, file)["- id: base"] != expected:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    assert file.read_text(encoding="utf-8") == text


def titles(editor: Editor, file: Path) -> dict[str, str]:
    """The lenses of a file by the line that they stand on."""
    asked = {"textDocument": {"uri": editor.open(file)}}
    deadline = time.monotonic() + 30
    while not (lenses := editor.ask("textDocument/codeLens", asked)):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    lines = file.read_text(encoding="utf-8").splitlines()
    return {
        lines[each["range"]["start"]["line"]].strip(): each["command"]["title"] for each in lenses
    }


def test_yaml_that_is_no_law_is_left_alone(editor: Editor, folder: Path) -> None:
    file = folder / "compose.yaml"
    file.write_text("services: {web: {image: x}}\n", encoding="utf-8")
    uri = editor.open(file)
    assert editor.findings(uri) == []
    assert editor.at("hover", uri, 0, 2) is None
    assert editor.at("definition", uri, 0, 2) in ([], None)


QUESTIONS = ("hover", "definition", "references", "codeLens", "codeAction", "prepareRename")


def ask_all(editor: Editor, uri: str, line: int, character: int) -> None:
    """Ask all that may be asked of a place; only a rename may be refused."""
    place = {"line": line, "character": character}
    for question in QUESTIONS:
        answer = editor._answer(
            f"textDocument/{question}",
            {
                "textDocument": {"uri": uri},
                "position": place,
                "range": {"start": place, "end": place},
                "context": {"includeDeclaration": True, "diagnostics": []},
            },
        )
        assert "result" in answer or (question, answer["error"]["code"]) == (
            "prepareRename",
            -32602,  # of the protocol: invalid params
        ), answer


def test_a_file_that_is_half_typed_is_answered(editor: Editor, folder: Path) -> None:
    file = folder / "rulesets" / "convention_velo" / "art_4.yaml"
    text = file.read_text(encoding="utf-8")
    uri = editor.open(file)
    assert editor.findings(uri) == []
    for version in range(40):
        part = text[: len(text) * version // 40]
        editor.change(uri, part, version + 2)
        lines = part.split("\n")
        ask_all(editor, uri, len(lines) - 1, len(lines[-1]))
        ask_all(editor, uri, len(lines) // 2, 6)
    editor.change(uri, text, 99)
    while editor.findings(uri):  # what was told of the parts comes first
        continue
    assert "Traceback" not in editor.faults()


def test_half_of_an_emoji_is_found_and_what_follows_one_is_in_its_place(
    editor: Editor, folder: Path
) -> None:
    file = folder / TERM
    text = file.read_text(encoding="utf-8")
    uri = editor.open(file, text.replace("title: {fr: ", 'title: {de: "\ud83d", fr: ', 1))
    assert [each["code"] for each in editor.findings(uri)] == ["ACC004"]
    broken = text.replace("title: {fr: ", 'title: {de: "\U0001f600é", nl: x, fr: ', 1)
    editor.change(uri, broken.replace("\n", "\r\n"), 2)
    line, _ = place_of(broken, "title:")
    found = editor.findings(uri)
    assert [each["code"] for each in found] == ["ACC101", "ACC101"]
    assert [each["range"]["start"] for each in found] == [
        {"line": line, "character": len("title: {")},
        {"line": line, "character": len('title: {de: "XXé", ')},  # two units of UTF-16 an emoji
    ]


def test_a_file_that_is_not_saved_yet_is_read(editor: Editor, folder: Path) -> None:
    file = folder / "rulesets" / "convention_velo" / "art_77.yaml"
    uri = editor.open(file, "article: 77\ntitle: {fr: Un, en: One}\n")
    assert [each["code"] for each in editor.findings(uri)] == ["ACC105"]
    editor.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert editor.findings(uri) == []
    editor.opened.clear()


def test_what_is_no_file_is_left_alone(editor: Editor) -> None:
    uri = "untitled:Untitled-1"
    document = {"uri": uri, "languageId": "yaml", "version": 1, "text": "article: 7\n"}
    editor.tell("textDocument/didOpen", {"textDocument": document})
    ask_all(editor, uri, 0, 3)
    editor.tell("textDocument/didClose", {"textDocument": {"uri": uri}})
    editor.refused("accord/nothing", {})
    told = [each["params"]["uri"] for each in editor.notices if "uri" in each.get("params", {})]
    assert not [each for each in told if "ntitled" in each]


def test_a_file_that_is_closed_unsaved_is_told_as_the_disk_has_it(
    editor: Editor, folder: Path
) -> None:
    file = folder / TERM
    uri = editor.open(file, file.read_text(encoding="utf-8").replace("deadline:", "deadlines:", 1))
    assert editor.findings(uri) != []
    editor.close_all()
    uri = editor.open(file)
    assert editor.findings(uri) == []


def test_a_reason_for_nothing_is_found_as_it_is_typed(editor: Editor, folder: Path) -> None:
    file = folder / "rulesets" / "convention_velo" / "untested.yaml"
    reason = '{what: "convention_velo/NUMBER *", why: {fr: Non lu., en: Not read.}}'
    uri = editor.open(file, f"mutation:\n  - {reason.replace('NUMBER', '4')}\n")
    assert editor.findings(uri) == []
    wrong = f"mutation:\n  - {reason.replace('NUMBER', '444')}\n"
    editor.change(uri, wrong, 2)
    (found,) = editor.findings(uri)
    line, character = place_of(wrong, '"convention_velo/444 *"')
    assert (found["code"], found["range"]["start"]) == (
        "ACC821",
        {"line": line, "character": character},
    )
    editor.change(uri, wrong.replace("why:", "wy:"), 3)
    assert {each["code"] for each in editor.findings(uri)} == {"ACC101", "ACC102"}
