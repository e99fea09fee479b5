from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from decimal import Decimal
from pathlib import Path

import pytest

from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.language.model import Corpus
from engine.source import cache as store
from engine.source.cache import cache_folder, load_corpora, load_file

ROOT = Path(__file__).parent.parent.parent
BASE = ROOT / "tests" / "examples" / "base"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ACCORD_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    import shutil

    shutil.copytree(BASE, tmp_path / "texts", ignore=shutil.ignore_patterns("case.yaml"))
    return tmp_path / "texts"


class Check:
    def __init__(self, *findings: Diagnostic) -> None:
        self.asked = 0
        self.findings = findings

    def __call__(self, corpus: Corpus) -> tuple[Diagnostic, ...]:
        self.asked += 1
        return self.findings


class Parsing:
    """Counts the files that are parsed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.files: list[str] = []
        real = store.load_document

        def counted(path: Path, shape: str) -> object:
            self.files.append(path.name)
            return real(path, shape)

        monkeypatch.setattr(store, "load_document", counted)


def test_asking_again_parses_and_checks_nothing(
    texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check, parsing = Check(), Parsing(monkeypatch)
    first = load_corpora([texts], check)
    assert (check.asked, len(parsing.files)) == (1, 9)
    parsing.files.clear()
    again = load_corpora([texts], check)
    assert (check.asked, parsing.files) == (1, [])
    assert again == first
    cells = again["pact"].texts["pact"].articles[1].provisions[0].written["table"]["rows"]["base"]
    assert (str(cells[2]), type(cells[2]), cells[0]) == ("3000.50", Decimal, 1000)


def test_an_edit_is_read_and_checked_at_once(texts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check, parsing = Check(), Parsing(monkeypatch)
    before = load_corpora([texts], check)
    file = texts / "pact" / "art_1.yaml"
    kept = file.stat()
    file.write_text(file.read_text("utf-8").replace("below: 50", "below: 60"), "utf-8")
    os.utime(file, ns=(kept.st_atime_ns, kept.st_mtime_ns))
    parsing.files.clear()
    after = load_corpora([texts], check)
    assert (check.asked, parsing.files) == (2, ["art_1.yaml"])
    assert after["pact"].digest != before["pact"].digest
    file.unlink()
    assert [
        article.number for article in load_corpora([texts], check)["pact"].texts["pact"].articles
    ] == ["2", "3"]
    assert check.asked == 3


def test_findings_are_never_remembered_as_clean(texts: Path) -> None:
    check = Check(Diagnostic("ACC204", sentence("conflict"), Location("x")))
    for asked in (1, 2):
        with pytest.raises(RefusedInput):
            load_corpora([texts], check)
        assert check.asked == asked
    (texts / "pact" / "art_9.yaml").write_text("article: 9\n")
    for _ in range(2):
        with pytest.raises(RefusedInput) as refused:
            load_corpora([texts], check)
        assert {finding.code for finding in refused.value.diagnostics} == {"ACC102", "ACC105"}
    assert check.asked == 2


def test_places_are_those_of_the_files_even_from_the_cache(texts: Path) -> None:
    first = load_corpora([texts], Check())
    again = load_corpora([texts], Check())
    for one, other in zip(
        first["pact"].texts["pact"].articles, again["pact"].texts["pact"].articles, strict=True
    ):
        assert [provision.location for provision in one.provisions] == [
            provision.location for provision in other.provisions
        ]


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{}\n",
        b"[1]\nxyz",
        b"\x00" * 100,
        b'{"format": "accord pack 3"}\n',
        None,
        "cut",
        "flip",
        "head",
    ],
)
def test_a_damaged_cache_is_passed_over(
    texts: Path, cache: Path, damage: bytes | str | None
) -> None:
    expected = load_corpora([texts], Check())
    (pack,) = cache.glob("*.pack")
    content = pack.read_bytes()
    if damage is None:
        pack.unlink()
        pack.mkdir()
    elif damage == "cut":
        pack.write_bytes(content[:-7])
    elif damage == "flip":
        pack.write_bytes(content[:-100] + bytes([content[-100] ^ 1]) + content[-99:])
    elif damage == "head":
        head, _, body = content.partition(b"\n")
        pack.write_bytes(
            json.dumps({**json.loads(head), "entries": [["x", "y", 1]]}).encode() + b"\n" + body
        )
    elif isinstance(damage, bytes):
        pack.write_bytes(damage)
    check = Check()
    assert load_corpora([texts], check) == expected
    assert check.asked == 1


def test_another_engine_reads_again(texts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_corpora([texts], Check())
    monkeypatch.setattr(store, "_fingerprint", lambda: "another")
    check = Check()
    load_corpora([texts], check)
    assert check.asked == 1


@pytest.mark.parametrize("value", ["off", "OFF", "0", "none"])
def test_the_cache_can_be_turned_off(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ACCORD_CACHE", value)
    assert cache_folder() is None
    check = Check()
    for _ in range(2):
        load_corpora([texts], check)
    assert check.asked == 2
    assert {path.name for path in tmp_path.iterdir()} == {"texts"}


def test_where_the_cache_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ACCORD_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "accord"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert cache_folder() == tmp_path / "home" / ".cache" / "accord"

    def homeless() -> Path:
        raise RuntimeError

    monkeypatch.setattr(Path, "home", homeless)
    assert cache_folder() is None


def test_a_cache_that_cannot_be_written_is_no_matter(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("ACCORD_CACHE", str(tmp_path / "file" / "cache"))
    check = Check()
    for _ in range(2):
        assert load_corpora([texts], check)
    assert check.asked == 2


def test_cases_are_kept_by_content(tmp_path: Path, cache: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text("a: {b: 0.10}\n")
    first, _ = load_file(case)
    other = tmp_path / "other.yaml"
    other.write_bytes(case.read_bytes())
    again, findings = load_file(other)
    assert findings == []
    assert first is not None
    assert again is not None
    assert (again.tree, again.path) == (first.tree, str(other))
    assert again.locate(("a", "b")) == Location(str(other), 1, 8)
    assert [path.name for path in cache.iterdir()] == ["cases.pack"]
    case.write_text("a: [\n")
    for _ in range(2):
        document, findings = load_file(case)
        assert document is None
        assert [finding.code for finding in findings] == ["ACC008"]
    assert [finding.code for finding in load_file(tmp_path / "none")[1]] == ["ACC001"]


def test_the_cache_stays_small(tmp_path: Path, cache: Path) -> None:
    for number in range(40):
        case = tmp_path / f"{number}.yaml"
        case.write_text(f"a: {number}\n")
        load_file(case)
    head = json.loads((cache / "cases.pack").read_bytes().partition(b"\n")[0])
    assert len(head["entries"]) == 32
    big = tmp_path / "big.yaml"
    big.write_text("a: 1\n" + "#" * 70_000)
    load_file(big)
    assert len(json.loads((cache / "cases.pack").read_bytes().partition(b"\n")[0])["entries"]) == 32
    for number in range(80):
        (cache / f"{number}.pack").write_bytes(b"old")
    (cache / "x.1.2.part").write_bytes(b"left")
    os.utime(cache / "x.1.2.part", (0, 0))
    load_corpora([BASE], Check())
    assert len(list(cache.glob("*.pack"))) == 64
    assert not list(cache.glob("*.part"))


def test_many_writers_at_once(texts: Path, cache: Path) -> None:
    expected = load_corpora([texts], Check())
    for file in cache.iterdir():
        file.unlink()
    failures: list[Exception] = []

    def load() -> None:
        try:
            assert load_corpora([texts], Check()) == expected
        except Exception as problem:
            failures.append(problem)

    threads = [threading.Thread(target=load) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(list(cache.iterdir())) == 1


def test_a_warm_cache_imports_neither_ruamel_nor_jsonschema(texts: Path, tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text("a: 1\n")
    program = (
        "import sys; from pathlib import Path; from engine.source.cache import load_corpora, load_file\n"
        f"load_corpora([Path({str(texts)!r})], lambda corpus: []); load_file({str(case)!r})\n"
        "print(sorted(name for name in ('ruamel.yaml', 'jsonschema') if name in sys.modules))"
    )
    outputs = [
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
        ).stdout
        for _ in (1, 2)
    ]
    assert outputs == ["['jsonschema', 'ruamel.yaml']\n", "[]\n"]
