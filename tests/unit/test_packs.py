"""A pack for each folder of texts: what is combined when it
is loaded, and the part of it that bears on one article.
"""

from __future__ import annotations

import json
import os
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import library
from engine.checks import cross_checks
from engine.commands.main import main
from engine.diagnostics.diagnostic import Diagnostic, RefusedInput
from engine.language.model import Corpus
from engine.library import load
from engine.questions.question import Question
from engine.source import cache as store
from engine.source.cache import _Packs, load_corpora
from engine.source.reader import read_corpora
from tests.answers import text
from tests.small_law import agreement, amount, event, expected, operation, said, write_law
from tests.small_law import text as a_text

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ACCORD_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


class Work:
    """Counts the files that are parsed and the corpora that are checked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.parsed: list[str] = []
        self.checked: list[str] = []
        real = store.load_document

        def counted(path: Path, shape: str) -> object:
            self.parsed.append(f"{path.parent.name}/{path.name}")
            return real(path, shape)

        monkeypatch.setattr(store, "load_document", counted)

    def check(self, corpus: Corpus) -> tuple[Diagnostic, ...]:
        self.checked.append(corpus.id)
        return cross_checks(corpus)

    def done(self) -> tuple[list[str], list[str]]:
        found = sorted(self.parsed), sorted(self.checked)
        self.parsed.clear()
        self.checked.clear()
        return found


def amending(id_: str, had: int, gives: int, published: str, **more: Any) -> dict[str, Any]:
    """Return a text that raises the first right of the agreement `m`."""
    effect = {"after": {"event": f"{id_}.published"}, "by": "P1D"}
    acts = {
        "1": operation("replace", "m/1/x", expect=expected(had), **{"with": [amount("x", gives)]})
    }
    return a_text(id_, effect, acts, events={"published": event(published)}, amends=["m"], **more)


def write_apart(folder: Path, law: dict[str, Any]) -> Path:
    """Write a text in a folder of its own: one that amends
    has the words and the occasions of what it amends.
    """
    home = write_law(folder, [law]) / law["text"]["text"]
    for name in ("vocabulary.yaml", "occasions.yaml") if "amends" in law["text"] else ():
        (home / name).unlink()
    return folder


def test_one_more_folder_reads_and_checks_nothing_of_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = Work(monkeypatch)
    shipped, own = ROOT / "tests" / "examples" / "base", write_law(tmp_path / "own", [agreement()])
    load_corpora([], work.check, shipped)
    assert [len(part) for part in work.done()] == [9, 1]
    both = load_corpora([own], work.check, shipped)
    assert work.done() == (
        ["m/art_1.yaml", "m/art_2.yaml", "m/occasions.yaml", "m/text.yaml", "m/vocabulary.yaml"],
        ["mini"],
    )
    assert both.keys() == {"mini", "pact"}
    load_corpora([], work.check, shipped)
    load_corpora([own], work.check)
    assert work.done() == ([], [])


def test_a_corpus_that_a_folder_extends_is_checked_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = Work(monkeypatch)
    base = write_law(tmp_path / "base", [agreement()])
    more, wrong = (
        write_apart(tmp_path / name, amending("k", 100, gives, "2020-12-31"))
        for name, gives in (("more", 150), ("wrong", 160))
    )
    file = wrong / "k" / "art_1.yaml"
    file.write_text(file.read_text("utf-8").replace('"line": "base"', '"line": "extra"'), "utf-8")
    load_corpora([], work.check, base)
    work.done()
    load_corpora([more], work.check, base)
    assert work.done() == (["k/art_1.yaml", "k/text.yaml"], ["mini"])
    load_corpora([more], work.check, base)
    load_corpora([], work.check, base)
    assert work.done() == ([], [])
    for _ in range(2):  # two rights on one line, nobody says which: found each time
        with pytest.raises(RefusedInput) as refused:
            load_corpora([wrong], work.check, base)
        assert {one.code for one in refused.value.diagnostics} == {"ACC204"}
        assert work.done()[1] == ["mini"]


def test_a_copy_takes_the_place_of_a_shipped_text_from_the_packs_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = Work(monkeypatch)
    base = write_law(tmp_path / "base", [agreement()])
    shutil.copytree(base, tmp_path / "copy")
    file = tmp_path / "copy" / "m" / "art_1.yaml"
    file.write_text(file.read_text("utf-8").replace("100", "120"), "utf-8")
    plain = load_corpora([], work.check, base)["mini"]
    work.done()
    for asked in (["mini"], []):
        found = load_corpora([tmp_path / "copy"], work.check, base)["mini"]
        assert work.done()[1] == asked
        assert found.texts["m"].instead_of == str(base / "m" / "text.yaml")
        assert found.digest != plain.digest
    assert load_corpora([], work.check, base)["mini"] == plain


def test_the_folder_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_law(tmp_path / "own", [agreement()])
    work = Work(monkeypatch)
    for where, named in (("own", "."), ("own/m", "."), (".", "own")):
        monkeypatch.chdir(tmp_path / where)
        assert load_corpora([Path(named)], work.check).keys() == {"mini"}


def test_a_text_may_lie_in_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACCORD_CACHE", "off")
    packs = _Packs([Path("/")])
    assert packs.load("/none.yaml", "text")[0] is None
    assert packs.load("/no_folder/art_1.yaml", "article")[0] is None


def test_a_pack_that_is_used_outlives_those_that_are_not(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = Work(monkeypatch)
    shipped = ROOT / "tests" / "examples" / "base"
    load_corpora([], work.check, shipped)
    (pack,) = cache.glob("*.pack")
    os.utime(pack, (0, 0))
    for number in range(70):
        (cache / f"{number}.pack").write_bytes(b"other")
        os.utime(cache / f"{number}.pack", (1000 + number, 1000 + number))
    own = write_law(tmp_path / "own", [agreement()])
    load_corpora([own], work.check, shipped)
    assert pack.exists()
    assert len(list(cache.glob("*.pack"))) == 64


# --- packs combined, and read in one go -----------------------------------------------------------


@st.composite
def split_laws(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[int]]:
    """Draw an agreement with a chain of texts that amend it, and in which folder each lies."""
    laws, had = [agreement()], 100
    for rank in range(draw(st.integers(0, 4))):
        gives = draw(st.integers(1, 500))
        laws.append(
            amending(
                f"k{rank}",
                had,
                gives,
                f"{2020 + rank}-06-30",
                corpus=draw(st.sampled_from(["mini", ""])),
            )
        )
        if not laws[-1]["text"]["corpus"]:
            del laws[-1]["text"]["corpus"]
        had = gives
    return laws, [0, *(draw(st.integers(0, 2)) for _ in laws[1:])]


@pytest.mark.slow
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(drawn=split_laws(), shipped=st.booleans())
def test_packs_combined_are_what_is_read_in_one_go(
    tmp_path_factory: pytest.TempPathFactory,
    drawn: tuple[list[dict[str, Any]], list[int]],
    *,
    shipped: bool,
) -> None:
    laws, places = drawn
    root = tmp_path_factory.mktemp("laws")
    folders = [root / str(place) for place in sorted(set(places))]
    for law, place in zip(laws, places, strict=True):
        write_apart(root / str(place), law)
    first, rest = (folders[0], folders[1:]) if shipped else (None, folders)
    read, findings = read_corpora(rest, shipped=first)
    assert not findings, findings
    for count in range(len(rest) + 1):  # one folder after the other
        load_corpora(rest[:count], cross_checks, first) if first or count else None
    for _ in range(2):
        assert load_corpora(rest, cross_checks, first) == read
    assert _history(load_corpora(rest, cross_checks, first, "1")["mini"]) == _history(read["mini"])


def _history(corpus: Corpus) -> list[Any]:
    days = [date(2019 + rank, 12, 31) for rank in range(1, 8)]
    return [text(corpus, Question(day, date(2030, 1, 1), "fr"), "1") for day in days]


# --- one article ----------------------------------------------------------------------------------


@pytest.mark.slow
def test_an_article_alone_reads_as_it_does_in_the_whole_law() -> None:
    whole = load()
    asked = 0
    for id_, corpus in whole.items():
        numbers = {article.number for one in corpus.texts.values() for article in one.articles}
        for number in sorted(numbers)[::4]:
            alone = load(article=number)[id_]
            assert len(alone.texts) == len(corpus.texts)
            assert sum(len(one.articles) for one in alone.texts.values()) < sum(
                len(one.articles) for one in corpus.texts.values()
            )
            for day in (date(2021, 6, 1), date(2023, 6, 1)):
                for language in ("fr", "en"):
                    question = Question(day, date(2026, 1, 1), language)
                    assert _told(alone, question, number) == _told(corpus, question, number)
                    asked += 1
    assert asked > 40


def _told(corpus: Corpus, question: Question, number: str) -> Any:
    try:
        return text(corpus, question, number)
    except RefusedInput as refused:
        return [one.code for one in refused.diagnostics]


def test_a_law_that_is_not_kept_or_not_clean_is_never_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = Work(monkeypatch)
    own = write_law(tmp_path / "own", [agreement()])
    articles = [
        len(load_corpora([own], work.check, article="2")["mini"].texts["m"].articles)
        for _ in range(2)
    ]
    assert articles == [2, 1]
    assert len(load_corpora([own], work.check, article="m")["mini"].texts["m"].articles) == 2
    file = own / "m" / "art_1.yaml"
    file.write_text(file.read_text("utf-8").replace("100", "120"), "utf-8")
    work.done()
    assert len(load_corpora([own], work.check, article="2")["mini"].texts["m"].articles) == 2
    assert work.done() == (["m/art_1.yaml"], ["mini"])


@pytest.mark.parametrize("asked", ["1", "m/1", "m", "preamble", "2", "9", "m/9"])
def test_an_article_is_told_alike_with_and_without_a_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    """`preamble` is the number of an article, and how another one is cited."""
    base = agreement()
    base["articles"]["preamble"] = [said("p")]
    own = write_law(tmp_path / "own", [base, amending("k", 100, 150, "2020-12-31")])
    file = own / "m" / "art_2.yaml"
    file.write_text(
        json.dumps(
            {**json.loads(file.read_text("utf-8")), "short": {"fr": "preamble", "en": "preamble"}}
        ),
        "utf-8",
    )
    monkeypatch.setattr(library, "shipped", lambda _: own)
    command = ["text", asked, "--on", "2021-06-01"]
    told = [CliRunner().invoke(main, command) for _ in range(2)]
    monkeypatch.setenv("ACCORD_CACHE", "off")
    told.append(CliRunner().invoke(main, command))
    assert len({(one.exit_code, one.output) for one in told}) == 1
    assert told[0].exit_code == (1 if asked.endswith("9") else 0), told[0].output


def test_a_pack_damaged_in_what_it_says_of_its_files_is_passed_over(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The amendment of article 1 is noted as one of article 2:
    told by that pack, article 1 would be as it was first written.
    """
    monkeypatch.setattr(library, "shipped", lambda _: tmp_path / "own")
    write_law(tmp_path / "own", [agreement(), amending("k", 100, 150, "2020-12-31")])
    command = ["text", "1", "--on", "2021-06-01", "--format", "json"]
    told = CliRunner().invoke(main, command)
    (pack,) = cache.glob("*.pack")
    head, _, body = pack.read_bytes().partition(b"\n")
    changed = json.loads(head)
    amending_it, _ = (entry for entry in changed["entries"] if entry[-1] == ["1"])
    amending_it[-1] = ["2"]
    pack.write_bytes(json.dumps(changed, separators=(",", ":")).encode() + b"\n" + body)
    assert "150" in told.output
    assert CliRunner().invoke(main, command).output == told.output
