"""Proofs: each is verified by a program that knows nothing of the engine, and each way of tampering
with one is caught at its step. What is tampered with is sealed again: the seal alone catches none.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import re
import shutil
import sys
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import accord
from engine.commands.main import main
from engine.language.forms import FORMS
from engine.language.operators import WRITTEN
from engine.proofs.canonical import canonical, hash_of, plain
from engine.proofs.proof import ASKED
from engine.testing.scenario import SUFFIX, Scenario, _folders, read_scenarios
from tests.depth import some, spread

pytestmark = pytest.mark.slow  # all together they take seconds

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import check_proof as checker  # noqa: E402  # it stands beside the project, and is no part of it

read_corpus = checker.read_corpus
RULESETS, CASE = ROOT / "rulesets", ROOT / "examples/cpts_exemple.yaml"
RELIURE, THEATRE = ROOT / "tests/corpora/reliure", ROOT / "tests/corpora/theatre"
GUILD = ROOT / "tests/corpora/guild"
DAY = "2023-06-01"


@cache
def proof_of(asks: str, case: Path = CASE, *folders: Path, on: str = DAY) -> bytes:
    return accord.load(*folders).prove(str(case), asks, on=on, known_on=on)


def fresh(asks: str = "funding") -> dict[str, Any]:
    read: dict[str, Any] = json.loads(proof_of(asks))
    return read


def sealed(proof: dict[str, Any]) -> dict[str, Any]:
    proof.pop("sha256", None)
    return {**proof, "sha256": hash_of(canonical(proof))}


@cache
def corpus_in(folders: tuple[Path, ...], corpus: str) -> list[checker.LegalText]:
    return read_corpus(folders, corpus)


def failure(proof: dict[str, Any], *folders: Path) -> checker.Failure:
    with pytest.raises(checker.Failure) as caught:
        checked(proof, *folders)
    return caught.value


def checked(proof: dict[str, Any], *folders: Path) -> list[int]:
    """Check a proof as the command does; the files of a folder are read once for all the tests."""
    arguments = argparse.Namespace(rulesets=list(folders or [RULESETS]), case=None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checker, "read_corpus", lambda read, name: corpus_in(tuple(read), name))
        return checker._checked(proof, arguments)


# --- what is true is verified ---------------------------------------------------------------------

PROVED = [
    *((CASE, (), asks, DAY) for asks in ASKED),
    (
        ROOT / "examples/other_agreement/atelier.yaml",
        (ROOT / "examples/other_agreement/rulesets",),
        "funding",
        "2024-06-01",
    ),
    (
        ROOT / "examples/avenant_3/case.yaml",
        (ROOT / "examples/avenant_3/rulesets",),
        "calendar",
        "2024-06-01",
    ),
    *(
        (ROOT / "examples" / name / "case.yaml", (ROOT / "examples" / name / "rulesets",), asks, on)
        for name, asks, on in (
            ("avenant_3", "funding", "2025-01-15"),
            ("health_centre", "eligibility", "2023-06-01"),
            ("health_centre", "funding", "2023-06-01"),
            ("home_employment", "calendar", "2022-01-03"),
        )
    ),
    *((RELIURE / "jeanne.yaml", (RELIURE / "rulesets",), asks, "2024-06-01") for asks in ASKED),
    (THEATRE / "company.yaml", (THEATRE / "rulesets",), "funding", "2024-06-01"),
    *(
        (GUILD / "cases" / case, (GUILD / "rulesets",), asks, "2022-06-01")
        for case in ("members.yaml", "members_in_part.yaml", "no_indicator.yaml")
        for asks in ("eligibility", "funding")
    ),
]


@pytest.mark.parametrize(
    ("case", "folders", "asks", "on"), PROVED, ids=lambda one: getattr(one, "stem", str(one))
)
def test_a_proof_is_verified(case: Path, folders: tuple[Path, ...], asks: str, on: str) -> None:
    proof = json.loads(proof_of(asks, case, *folders, on=on))
    steps, operations, hashes, sums, _ = checked(proof, RULESETS, *folders)
    assert steps == sum(len(work["steps"]) for work in proof["work"].values())
    assert operations >= steps or not steps
    assert hashes == len(proof["files"]) + len(proof["versions"]) + 1
    assert (sums > 0) is (asks in ("funding", "calendar"))


def test_the_same_input_gives_the_same_bytes() -> None:
    again = accord.load().prove(str(CASE), "funding", on=DAY, known_on=DAY)
    assert again == proof_of("funding")
    assert again == canonical(json.loads(again)) + b"\n"


def test_what_is_proved_is_the_answer() -> None:
    answer = accord.load().funding(str(CASE), on=DAY, known_on=DAY)
    sums = fresh()["answer"]["sums"]
    assert sums["rights"] == str(sum(total.amount for total in answer.totals))
    assert sums["payments"] == str(sum(payment.amount for payment in answer.payments))
    eligible = accord.load().eligibility(str(CASE), on=DAY, known_on=DAY)
    said = {row.benefit: row.outcome for row in eligible.benefits if row.requirements}
    assert fresh("eligibility")["answer"]["benefits"] == said
    dates = accord.load().calendar(str(CASE), on=DAY, known_on=DAY).entries
    ours = sorted(
        (one["entry"], str(one["on"]), one["status"])
        for one in fresh("calendar")["answer"]["dates"]
    )
    theirs = sorted((one.id, str(one.on), one.status) for one in dates if one.kind != "payment")
    assert ours == theirs
    due = accord.load().duties(str(CASE), on=DAY, known_on=DAY).duties
    names = {(row["duty"], row["subject"]) for row in fresh("duties")["answer"].values()}
    assert {(duty.duty, duty.subject) for duty in due} <= names


def test_the_checker_knows_every_form_and_operator() -> None:
    """Names the form or the operator that the checker does not know, when one is added."""
    forms = {key for form in FORMS for key in form.keys}
    assert forms - {*checker.FORMS, *checker.OF_ELEMENTS, *checker.OVER_ELEMENTS} == set()
    assert set(WRITTEN) - set(checker.OPERATORS) - {"one_of"} == set()


def test_the_reader_of_the_checker_reads_what_the_engine_reads() -> None:
    from engine.source.yaml_source import read_file

    files = [
        *RULESETS.glob("*/*.yaml"),
        *RELIURE.rglob("*.yaml"),
        *(ROOT / "examples").rglob("*.yaml"),
    ]
    assert len(files) > 70
    for file in files:
        document, _ = read_file(file)
        if document is not None and not re.search(r": [|>]", file.read_text(encoding="utf-8")):
            read = checker.read_yaml(file.read_bytes(), file.name)
            assert checker.plain(read) == plain(document.tree), file


# --- fifty ways of tampering ----------------------------------------------------------------------

Tampering = Callable[[dict[str, Any]], object]


def step(proof: dict[str, Any], ending: str) -> dict[str, Any]:
    """Return the first step that applied, of the rule whose address ends so."""
    steps = proof["work"]["funding"]["steps"]
    return next(one for one in steps if f"/{ending}@" in one["id"] and one["outcome"] == "applied")


def node(tree: Any, name: str) -> dict[str, Any]:
    """Return the first record of an operation, wherever it is."""
    for part in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        if isinstance(part, dict) and part.get("op") == name:
            return part
        if isinstance(part, dict | list) and (inner := node(part, name)):
            return inner
    return {}


def steps_of(proof: dict[str, Any]) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = proof["work"]["funding"]["steps"]
    return steps


def in_steps(name: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda proof: node(steps_of(proof), name)


def put(at: Callable[[dict[str, Any]], Any], key: Any, value: Any) -> Tampering:
    """Return what puts another value at a place, and sees that it is another."""

    def tamper(proof: dict[str, Any]) -> None:
        place = at(proof)
        assert place[key] != value
        place[key] = value

    return tamper


def of(*names: Any) -> Callable[[dict[str, Any]], Any]:
    def at(proof: dict[str, Any]) -> Any:
        for name in names:
            proof = proof[name]
        return proof

    return at


def _version(proof: dict[str, Any], address: str) -> dict[str, Any]:
    return next(one for one in proof["versions"] if one["id"].startswith(f"{address}@"))


def amounts(proof: dict[str, Any]) -> dict[str, Any]:
    return _version(proof, "aci_2019/8/amounts")


def unknown(proof: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in steps_of(proof) if one["outcome"] == "unknown")


def not_applied(proof: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in steps_of(proof) if one["outcome"] == "not_applied" and "when" in one)


def chained(proof: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in proof["versions"] if len(one["chain"]) > 1)


def cut(proof: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in proof["work"]["funding"]["occasions"] if one["period"])


FUNDING, ANSWER, FACTS = ("work", "funding"), ("answer",), ("facts", "values")
TAMPERINGS: list[tuple[str, Tampering, str]] = [
    ("the amount of a right", put(of(*ANSWER, "rights", 0), "amount", "1.00"), "answer rights"),
    ("the amount of a payment", put(of(*ANSWER, "payments", 0), "amount", "1.00"), "answer payments"),
    ("the day of a payment", put(of(*ANSWER, "payments", 0), "due", "2030-01-01"), "answer payments"),
    ("the status of a payment", put(of(*ANSWER, "payments", 0), "status", "conditional"), "answer payments"),
    ("the line of a right", put(of(*ANSWER, "rights", 0), "line", "other"), "answer rights"),
    ("the first day of a right", put(of(*ANSWER, "rights", 0), "from", "2000-01-01"), "answer rights"),
    ("the end of a right", put(of(*ANSWER, "rights", 0), "until", None), "answer rights"),
    ("the period of a right", put(of(*ANSWER, "rights", 0), "period", ["contract_year", 9]), "answer rights"),
    ("a right left out", lambda proof: proof["answer"]["rights"].pop(), "answer rights"),
    ("a right given twice", lambda proof: proof["answer"]["rights"].append(proof["answer"]["rights"][0]), "answer rights"),
    ("a payment left out", lambda proof: proof["answer"]["payments"].pop(0), "answer payments"),
    ("a total of the rights", put(of(*ANSWER, "sums"), "rights", "1.00"), "answer sums rights"),
    ("a total of the payments", put(of(*ANSWER, "sums"), "payments", "1.00"), "answer sums payments"),
    ("the total of a period", put(of(*ANSWER, "sums", "periods"), "contract_year.1", "1.00"), "answer sums periods"),
    ("the total of a year", put(of(*ANSWER, "sums", "years"), "2020", "1.00"), "answer sums years 2020"),
    ("the total of a status", put(of(*ANSWER, "sums", "statuses"), "due", "1.00"), "answer sums statuses due"),
    ("a sum that is unpaid", lambda proof: proof["answer"]["sums"]["unpaid"].update(x="1.00"), "answer sums unpaid x"),
    ("the sum of a line", put(of(*ANSWER, "sums", "lines"), "operating contract_year.1", "1.00"), "answer sums lines"),
    ("the day of a fact", put(of(*FACTS), "contract.signed_on", "2020-02-15"), "work funding occasions"),
    ("a number of a fact", put(of(*FACTS), "community.population", "90000"), "work funding steps"),
    ("a truth of a fact", put(of(*FACTS), "contract.file_complete", value=False), "work funding"),
    ("a fact left out", lambda proof: proof["facts"]["values"].pop("community.population"), "work funding steps"),
    ("a derived fact given", lambda proof: proof["facts"]["values"].update({"community.size": "4"}), "facts community.size"),
    ("a record of achievement", lambda proof: next(iter(proof["facts"]["records"].values()))[0].update(rate="1"), "work funding steps"),
    ("an element of a collection", lambda proof: proof["facts"]["elements"]["missions"].pop(0), "work funding"),
    ("an operand", lambda proof: in_steps("fact")(proof).update({"is": "7"}), "work funding steps"),
    ("the result of a product", lambda proof: in_steps("multiply")(proof).update({"is": "7"}), "work funding steps"),
    ("an operand left out", lambda proof: in_steps("multiply")(proof)["of"].pop(), "work funding steps"),
    ("another operation", lambda proof: in_steps("multiply")(proof).update({"op": "add"}), "work funding steps"),
    ("a cell of a table", lambda proof: in_steps("table")(proof).update({"is": "99999"}), "work funding steps"),
    ("the row of a cell", lambda proof: in_steps("table")(proof).update({"row": "other"}), "work funding steps"),
    ("the table of a cell", lambda proof: in_steps("table")(proof).update({"table": "aci_2019/8/other"}), "work funding steps"),
    ("the column of a cell", lambda proof: in_steps("table")(proof)["of"][0].update({"is": "4"}), "work funding steps"),
    ("the class of a bracket", lambda proof: in_steps("bracket")(proof).update({"is": "4"}), "work funding steps"),
    ("a day moved", lambda proof: in_steps("after")(proof).update({"is": "2031-01-01"}), "work funding steps"),
    ("a duration", lambda proof: in_steps("after")(proof).update({"by": "P7Y"}), "work funding steps"),
    ("a proportion", lambda proof: in_steps("proportion")(proof).update({"is": "1/7"}), "work funding steps"),
    ("the option of a reading in a step", lambda proof: in_steps("reading")(proof).update({"option": "other"}), "work funding steps"),
    ("the option of a reading", put(of("question", "readings"), "prorata_unit", "months"), "work funding steps"),
    ("an option that is none", put(of("question", "readings"), "proration_scope", "none"), "question readings proration_scope"),
    ("a reading left out", lambda proof: proof["question"]["readings"].popitem(), "question readings"),
    ("a comparison", lambda proof: in_steps("is")(proof).update({"is": False}), "work funding steps"),
    ("what a comparison read", lambda proof: in_steps("is")(proof).update({"read": "other"}), "work funding steps"),
    ("an operator", lambda proof: in_steps("is")(proof).update({"op": "is_not"}), "work funding steps"),
    ("a truth of a rule that did not apply", lambda proof: not_applied(proof)["when"].update({"is": True}), "work funding steps"),
    ("a rule that did not apply made to", lambda proof: not_applied(proof).update(outcome="applied"), "work funding steps"),
    ("a rule that applied made not to", lambda proof: step(proof, "snp_compensation").update(outcome="not_applied"), "work funding steps"),
    ("the reason of a rule", lambda proof: not_applied(proof).update(because="no_value"), "work funding steps"),
    ("unknown made false", lambda proof: unknown(proof).update(outcome="not_applied"), "work funding steps"),
    ("what an unknown lacks", lambda proof: unknown(proof).update(missing=["community.population"]), "work funding steps"),
    ("a step left out", lambda proof: steps_of(proof).pop(3), "work funding steps"),
    ("a step added", lambda proof: steps_of(proof).insert(3, {**steps_of(proof)[3], "id": "a/1/b@c@2020-01-01"}), "work funding steps a/1/b"),
    ("a step repeated", lambda proof: steps_of(proof).insert(3, steps_of(proof)[3]), "work funding steps"),
    ("steps in another order", lambda proof: steps_of(proof).reverse(), "work funding steps"),
    ("the version of a step", lambda proof: steps_of(proof)[0].update(since="2000-01-01"), "work funding steps"),
    ("the day of an occasion", put(of(*FUNDING, "occasions", 0), "on", "2000-01-01"), "work funding occasions"),
    ("the law of an occasion", put(of(*FUNDING, "occasions", 0), "law", "2000-01-01"), "work funding occasions"),
    ("the period of an occasion", lambda proof: cut(proof)["period"].__setitem__(1, 9), "work funding occasions"),
    ("the part of a period", lambda proof: cut(proof)["parts"].__setitem__(0, "1/2"), "work funding occasions"),
    ("an occasion left out", lambda proof: proof["work"]["funding"]["occasions"].pop(), "work funding occasions"),
    ("the hash of a file", put(of("files"), "aci_2019/art_8.yaml", "0" * 64), "files aci_2019/art_8.yaml"),
    ("a file left out", lambda proof: proof["files"].pop("aci_2019/art_8.yaml"), "files aci_2019/art_8.yaml"),
    ("a file added", put(lambda proof: _Growing(proof["files"]), "aci_2019/art_99.yaml", "0" * 64), "files aci_2019/art_99.yaml"),
    ("the hash of a provision", lambda proof: amounts(proof).update(sha256="0" * 64), "versions aci_2019/8/amounts"),
    ("a figure of a provision", lambda proof: amounts(proof)["content"]["table"]["rows"]["operating"].__setitem__(1, 61000), "versions aci_2019/8/amounts"),
    ("a provision swapped for another", lambda proof: amounts(proof).update(content=chained(proof)["content"]), "versions aci_2019/8/amounts"),
    ("the file of a provision", lambda proof: amounts(proof).update(file="aci_2019/art_9_1.yaml"), "versions aci_2019/8/amounts"),
    ("the end of a version", lambda proof: amounts(proof).update(until="2030-01-01"), "versions aci_2019/8/amounts"),
    ("a version left out", lambda proof: proof["versions"].remove(amounts(proof)), "versions aci_2019/8/amounts"),
    ("the chain of a version", lambda proof: chained(proof)["chain"].reverse(), "versions"),
    ("a link of a chain", lambda proof: chained(proof)["chain"].pop(0), "versions"),
    ("a citation", lambda proof: chained(proof)["chain"].__setitem__(-1, "replaced avenant_2/9/other 2022-04-01"), "versions"),
    ("a day of entry into force", put(of("effects"), "avenant_2.ordinary", "2022-05-01"), "effects avenant_2.ordinary"),
    ("the day of the question", put(of("question"), "on", "2024-06-01"), ""),
    ("the day of knowledge", put(of("question"), "known_on", "2021-01-01"), ""),
    ("another question", put(of("question"), "asks", "calendar"), "work"),
    ("a question without proof", put(of("question"), "asks", "text"), "question asks"),
    ("a part added", lambda proof: proof.update(note="approved"), "note"),
    ("a part left out", lambda proof: proof.pop("answer"), "answer"),
]  # fmt: skip


class _Growing(dict[str, Any]):
    """A mapping in which what is not there is nothing, written through to the one it is made of."""

    def __init__(self, inner: dict[str, Any]) -> None:
        self.inner = inner

    def __missing__(self, key: str) -> None:
        return None

    def __setitem__(self, key: str, value: Any) -> None:
        self.inner[key] = value


@pytest.mark.parametrize(
    ("tamper", "named"), [one[1:] for one in TAMPERINGS], ids=[one[0] for one in TAMPERINGS]
)
def test_a_proof_that_was_tampered_with_is_caught_at_its_step(
    tamper: Tampering, named: str
) -> None:
    proof = fresh()
    tamper(proof)
    assert canonical(proof) + b"\n" != proof_of("funding")
    caught = failure(sealed(proof))
    assert caught.step.startswith(named), (caught.step, caught.english)
    assert caught.french != caught.english


def test_there_are_fifty_ways_of_tampering() -> None:
    assert len({name for name, *_ in TAMPERINGS}) == len(TAMPERINGS) >= 50


def leaves(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(tree, dict) and tree:
        return [leaf for name, part in tree.items() for leaf in leaves(part, (*path, name))]
    if isinstance(tree, list) and tree:
        return [leaf for rank, part in enumerate(tree) for leaf in leaves(part, (*path, rank))]
    return [path]


STATED = ("engine", "case", "facts", "question", "format", "sha256")
"""What a proof is of: another case, or another question, is the proof of another answer."""


@cache
def worked_out() -> list[tuple[Any, ...]]:
    return [path for path in leaves(fresh()) if path[0] not in STATED]


@settings(max_examples=some(25, 400), deadline=None)
@given(st.data())
def test_any_leaf_that_is_changed_is_caught(data: st.DataObject) -> None:
    """Sealed again where it is worked out; the seal holds the rest."""
    proof = fresh()
    path = data.draw(st.sampled_from([*worked_out(), *leaves({"facts": proof["facts"]})]))
    place = of(*path[:-1])(proof)
    other = data.draw(st.sampled_from([None, True, "x", "1", "2021-01-01", 7]))
    if place[path[-1]] == other and type(place[path[-1]]) is type(other):
        return
    place[path[-1]] = other
    failure(sealed(proof) if path[0] not in STATED else proof)


# --- files, and what is no proof ------------------------------------------------------------------


def ran(*given: object, lang: str = "en") -> tuple[int, str]:
    with contextlib.redirect_stderr(io.StringIO()) as told, contextlib.redirect_stdout(told):
        try:
            status = checker.main([*map(str, given), "--lang", lang])
        except SystemExit as left:
            status = int(str(left.code))
    return status, told.getvalue()


def written(folder: Path, content: bytes) -> Path:
    file = folder / "proof.json"
    file.write_bytes(content)
    return file


def test_a_file_of_the_law_that_was_changed_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "rulesets"
    shutil.copytree(RULESETS, folder)
    file = folder / "aci_2019/art_8.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("60000", "61000"), encoding="utf-8")
    status, told = ran(written(tmp_path, proof_of("funding")), folder)
    assert status == 1
    assert told.startswith("failure — files aci_2019/art_8.yaml: ")


def test_the_facts_are_compared_with_the_case(tmp_path: Path) -> None:
    file = written(tmp_path, proof_of("funding"))
    status, told = ran(file, RULESETS, "--case", CASE, lang="fr")
    assert (status, told.startswith("Preuve vérifiée : ")) == (0, True)
    assert "20 faits du dossier" in told
    other = tmp_path / "case.yaml"
    other.write_text(CASE.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert ran(file, RULESETS, "--case", other)[1].startswith("failure — case sha256: ")
    proof = fresh()
    proof["facts"]["values"]["community.name"] = {"text": "Another"}
    file = written(tmp_path, canonical(sealed(proof)))
    assert ran(file, RULESETS, "--case", CASE)[1].startswith("failure — facts community.name: ")


@pytest.mark.parametrize(
    ("content", "english", "french"),
    [
        (b"", "it is not a proof: it is not JSON", "ce n'est pas du JSON"),
        (b"\xff\xfe", "it is not JSON", "ce n'est pas du JSON"),
        (b"[" * 200_000, "it is not JSON", "ce n'est pas du JSON"),
        (b"[1, 2]", "it is not a proof", "ce n'est pas une preuve"),
        (b'{"a": "' + b"x" * 10_000_000 + b'"}', "it is not a proof", "ce n'est pas une preuve"),
        (
            b'{"format": "accord-proof/2"}',
            "this program checks accord-proof/1",
            "ce programme vérifie",
        ),
    ],
    ids=["empty", "not-text", "deep", "a-list", "ten-megabytes", "another-version"],
)
def test_what_is_no_proof_is_said_to_be_none(
    content: bytes, english: str, french: str, tmp_path: Path
) -> None:
    file = written(tmp_path, content)
    for lang, said in (("en", english), ("fr", french)):
        status, told = ran(file, RULESETS, lang=lang)
        assert (status, said in told, "Traceback" in told) == (2, True, False)
        assert len(told) < 500


def test_a_wrong_folder_is_said_to_be_wrong(tmp_path: Path) -> None:
    file = written(tmp_path, proof_of("funding"))
    assert ran(file, tmp_path / "none") == (2, f"{tmp_path / 'none'}: it is not a folder\n")
    assert ran(file, tmp_path) == (2, f"{tmp_path}: no text of “cpts” is there\n")
    assert ran(tmp_path / "none.json", RULESETS)[0] == 2
    assert ran()[0] == 2


def test_the_command_writes_what_the_checker_verifies(tmp_path: Path) -> None:
    file = tmp_path / "proof.json"
    asked = ["prove", str(CASE), "funding", "--on", DAY, "--known-on", DAY, "-o", str(file)]
    assert CliRunner().invoke(main, asked).exit_code == 0
    assert file.read_bytes() == proof_of("funding")
    again = CliRunner().invoke(main, asked)
    assert (again.exit_code, "ACC607" in again.stderr) == (1, True)
    assert ran(file, RULESETS)[0] == 0
    refused = CliRunner().invoke(main, ["prove", str(CASE), "fundings", "--lang", "en"])
    assert (refused.exit_code, "did you mean `funding`?" in refused.stderr) == (1, True)


def test_a_proof_says_what_was_set_in_the_case() -> None:
    changed = accord.load().prove(
        str(CASE), "funding", on=DAY, known_on=DAY, settings={"community.population": 90000}
    )
    proof = json.loads(changed)
    assert proof["case"]["set"] == ["community.population=90000"]
    assert checked(proof)[0] > 0
    assert proof["answer"]["sums"]["rights"] != fresh()["answer"]["sums"]["rights"]


def test_the_checker_imports_nothing_of_ours() -> None:
    source = (ROOT / "tools/check_proof.py").read_text(encoding="utf-8")
    imported = set(re.findall(r"^(?:from|import) ([a-z_]+)", source, flags=re.MULTILINE))
    assert imported <= set(sys.stdlib_module_names) | {"__future__"}
    assert checker.date is date


def _scenarios() -> list[Scenario]:
    files = sorted((ROOT / "scenarios").rglob(f"*{SUFFIX}"))
    return [one for file in files for one in read_scenarios(file)[0]]


@pytest.mark.slow
def test_the_proofs_of_scenarios_are_verified_under_any_readings() -> None:
    """On some scenarios by default, on all of them when the tests are deep."""
    draw, verified = Random(1), 0
    for scenario in spread(_scenarios(), 180, 7):
        asked = scenario.content["question"]
        law = accord.load(*_folders(scenario))
        case = scenario.content.get("case") or scenario.folder / scenario.content.get(
            "case_file", ""
        )
        readings = dict(asked.get("reading", {}))
        for asks in ASKED:
            try:
                corpus = law.case(case).corpus
                for name, reading in law._corpora[corpus].readings.items():
                    if draw.random() < 0.3:
                        readings[name] = draw.choice(list(reading.options))
                days = {"on": asked.get("on", DAY), "known_on": asked.get("known_on", DAY)}
                proof = law.prove(case, asks, readings=readings, **days)
            except accord.RefusedInput:
                continue
            assert checked(json.loads(proof), RULESETS, *map(Path, _folders(scenario)))
            verified += 1
    assert verified > 5


def test_the_same_law_read_from_two_folders_is_proved_from_each(tmp_path: Path) -> None:
    """What is kept of a law that was read comes from the first folder; its copy is proved too."""
    proofs: list[bytes] = []
    case = GUILD / "cases/members.yaml"
    for name in ("first", "second"):
        home = tmp_path / name
        shutil.copytree(GUILD / "rulesets", home)
        proofs.append(accord.load(home).prove(str(case), "eligibility", on=DAY, known_on=DAY))
        shutil.rmtree(home)
    assert proofs[0] == proofs[1]
