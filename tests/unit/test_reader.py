from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from engine.diagnostics.bilingual import Bilingual
from engine.diagnostics.diagnostic import Location
from engine.language.forms.dates import Shift
from engine.language.forms.texts import EventDate
from engine.language.model import Source
from engine.language.temporal import Duration
from engine.source.articles import article_order
from engine.source.reader import read_corpora

BASE = Path(__file__).parent.parent / "examples" / "base"
RULESETS = Path(__file__).parent.parent.parent / "rulesets"


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    shutil.copytree(BASE, tmp_path / "texts", ignore=shutil.ignore_patterns("case.yaml"))
    return tmp_path / "texts"


def codes(folder: Path) -> list[str]:
    return [finding.code for finding in read_corpora([folder])[1]]


def test_a_text_that_only_amends_belongs_to_the_corpus_of_what_it_amends() -> None:
    corpora, findings = read_corpora([BASE])
    assert findings == []
    assert list(corpora) == ["pact"]
    assert list(corpora["pact"].texts) == ["pact", "pact_amendment"]
    assert corpora["pact"].texts["pact_amendment"].corpus == "pact"


def test_a_text_is_read_as_it_is_written() -> None:
    text = read_corpora([BASE])[0]["pact"].texts["pact"]
    assert text.short == Bilingual("Pacte", "Pact")
    assert text.events["published"].on == date(2020, 1, 31)
    assert text.events["signed"].source == Source("gazette", "p. 1")
    assert text.entry_into_force == {
        "ordinary": Shift(EventDate("pact", "published"), Duration(days=1), 1)
    }
    assert [article.number for article in text.articles] == ["1", "2", "3"]
    assert text.location == Location(str(BASE / "pact" / "text.yaml"), 3, 1)


def test_provisions_are_addressed_and_placed() -> None:
    corpus = read_corpora([BASE])[0]["pact"]
    sizes, size, duration, _ = corpus.texts["pact"].articles[0].provisions
    assert (sizes.address, sizes.text, sizes.article, sizes.id) == (
        "pact/1/sizes",
        "pact",
        "1",
        "sizes",
    )
    assert sizes.table is not None
    assert sizes.table.brackets == (
        (Decimal(50), False, 1),
        (Decimal(200), True, 2),
        (None, False, 3),
    )
    assert size.rule is not None
    assert size.rule.on == ()
    assert (duration.quote, duration.values, duration.effect) == (
        "cinq ans",
        {"duration": "P5Y"},
        "ordinary",
    )
    assert duration.location.line == 17
    assert duration.written["id"] == "duration"


def test_operations_give_their_provisions_what_they_leave_out() -> None:
    (operation,) = read_corpora([BASE])[0]["pact"].texts["pact_amendment"].articles[0].operations
    (amounts,) = operation.provisions
    assert (operation.verb, operation.target, operation.point, operation.indent) == (
        "replace",
        "pact/2/amounts",
        "1°",
        2,
    )
    assert operation.expect == {"table": {"rows": {"base": [1000, 2000, Decimal("3000.50")]}}}
    assert (amounts.address, amounts.source, amounts.basis) == (
        "pact/2/amounts",
        operation.source,
        "official_text",
    )


def test_keys_taken_from_another_collection() -> None:
    vocabulary = read_corpora([BASE])[0]["pact"].vocabulary
    early = vocabulary.collections["early.workshops"]
    assert (list(early.keys), early.keys_only) == (["repair", "rental"], True)
    assert (
        vocabulary.collections["workshops"].lists["results"].lists["marks"].facts["share"].required
    )
    assert not vocabulary.collections["incidents"].keys


def test_the_order_of_files_and_folders_does_not_matter(texts: Path) -> None:
    one, _ = read_corpora([texts])
    other, _ = read_corpora([texts / "pact_amendment", texts / "pact", texts])
    assert list(one["pact"].texts) == list(other["pact"].texts)
    assert one["pact"].digest == other["pact"].digest


def test_the_digest_follows_the_content(texts: Path) -> None:
    before = read_corpora([texts])[0]["pact"].digest
    file = texts / "pact" / "art_1.yaml"
    file.write_text(file.read_text("utf-8").replace("below: 50", "below: 51"), "utf-8")
    assert read_corpora([texts])[0]["pact"].digest != before


def test_articles_sort_as_texts_do() -> None:
    numbers = [
        "annexe 2",
        "7.10",
        "7.3.2",
        "annexe 10",
        "préambule",
        "12 bis",
        "12",
        "7",
        "durée",
        "annexe 1, 3",
        "annexe 1, 12",
    ]
    expected = [
        "préambule",
        "7",
        "7.3.2",
        "7.10",
        "12",
        "12 bis",
        "durée",
        "annexe 1, 3",
        "annexe 1, 12",
        "annexe 2",
        "annexe 10",
    ]
    assert sorted(numbers, key=article_order) == expected


def test_findings_of_all_files_come_at_once(texts: Path) -> None:
    (texts / "pact" / "art_8.yaml").write_text("article: 8\n")
    (texts / "pact" / "art_9.yaml").write_text("article: [\n")
    assert codes(texts) == ["ACC102", "ACC105", "ACC008"]


def test_folders_that_hold_no_text(tmp_path: Path) -> None:
    assert codes(tmp_path) == ["ACC117"]
    assert codes(tmp_path / "none") == ["ACC001"]
    (tmp_path / "file").write_text("x")
    assert codes(tmp_path / "file") == ["ACC003"]


def test_the_shipped_rulesets_read_clean() -> None:
    corpora, findings = read_corpora([RULESETS])
    assert findings == []
    assert corpora


SLIPS = [
    ("pact/art_2.yaml", "share: 75 %", "share: seventy", "ACC106"),
    ("pact/art_2.yaml", "columns: [1, 2, 3]", "columns: [1, 2]", "ACC115"),
    ("pact/occasions.yaml", "every: P1Y", "every: P0Y", "ACC108"),
    ("pact/occasions.yaml", "on: {fact: day}, ", "", "ACC102"),
    ("pact/vocabulary.yaml", "indexed_by: year", "indexed_by: yeer", "ACC114"),
    ("pact/vocabulary.yaml", "one_of: [rate, marks]", "one_of: [rate, mark]", "ACC114"),
    ("pact/vocabulary.yaml", "only: [repair, rental]", "only: [repair, retal]", "ACC114"),
    (
        "pact/vocabulary.yaml",
        "contract.signed_on: {type: date",
        "contract.signed_on: {type: day",
        "ACC104",
    ),
    ("pact_amendment/art_1.yaml", "indent: 2", "indent: second", "ACC103"),
    ("pact_amendment/art_1.yaml", "replace: pact/2/amounts", "repeal: pact/2/amounts", "ACC101"),
    (
        "pact_amendment/art_1.yaml",
        "replace: pact/2/amounts",
        "replace: pact/2/amounts\n    after: base",
        "ACC102",
    ),
    ("pact_amendment/text.yaml", "amends: [pact]", "amends: []", "ACC110"),
]


@pytest.mark.parametrize(("name", "right", "wrong", "code"), SLIPS)
def test_slips_are_found_where_they_stand(
    texts: Path, name: str, right: str, wrong: str, code: str
) -> None:
    file = texts / name
    written = file.read_text("utf-8")
    assert right in written
    file.write_text(written.replace(right, wrong, 1), "utf-8")
    found = [finding for finding in read_corpora([texts])[1] if finding.location.path == str(file)]
    assert {finding.code for finding in found} == {code}
    line = written[: written.index(right)].count("\n") + 1
    assert all(abs(finding.location.line - line) <= 8 for finding in found)
