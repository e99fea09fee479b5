"""All the provisions of a corpus: those of its articles, and those that its amendments bring."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_law import agreement, operation, read_law, said, text

from engine.diagnostics.bilingual import Language
from engine.language.forms.literal import Literally
from engine.language.forms.tables import TableCell
from engine.language.model import Corpus, provisions_of
from engine.words.phrases import Phrases


def with_a_table(folder: Path, unit: str) -> Corpus:
    """Return an agreement to which an amendment brings an article with a table."""
    table = {"unit": unit, "columns": ["short"], "rows": {"notice": [2]}}
    brought = operation(
        "insert",
        "m/3",
        title={"fr": "Préavis", "en": "Notice"},
        **{"with": [said("lengths", table=table)]},
    )
    amending = text("a", {"event": "m.published"}, {"1": brought}, amends=["m"])
    return read_law(folder, agreement(), amending)


@pytest.mark.parametrize(
    ("unit", "language", "phrase"),
    [
        ("months", "fr", "la valeur"),
        ("months", "en", "the value"),
        ("EUR", "fr", "le montant"),
        ("EUR", "en", "the amount"),
    ],
)
def test_a_table_that_an_amendment_brings_is_read_aloud_by_its_unit(
    tmp_path: Path, unit: str, language: Language, phrase: str
) -> None:
    corpus = with_a_table(tmp_path, unit)
    assert "m/3/lengths" in {one.address for one in provisions_of(corpus.texts.values())}
    aloud = Phrases(corpus.vocabulary, {}, language, None, corpus.texts, {})
    cell = TableCell("m/3/lengths", "notice", Literally("short"))
    assert aloud.value(cell).startswith(f"{phrase} ")
