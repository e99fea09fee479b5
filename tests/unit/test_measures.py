"""Figures beyond all measure are findings, in the rules and
in the cases, the same for one case and for a table.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from engine.cases.case_reader import read_case
from engine.language.arithmetic import cents
from engine.language.kinds import TYPES
from engine.library import load
from engine.source.yaml_source import read_yaml
from engine.words.formats import money

CASES = [
    ("health_project: {submitted_on: 9999-12-31}", "ACC304"),
    ("community: {population: 1000000000001}", "ACC304"),
    ("community: {population: 99999999999999999999999999}", "ACC304"),
    ("missions: {access: {achievement: [{contract_year: 1, rate: 1001}]}}", "ACC304"),
    ("missions: {access: {achievement: [{contract_year: 99999999999999, rate: 1}]}}", "ACC304"),
]


@pytest.mark.parametrize(("case", "code"), CASES)
def test_facts_beyond_all_measure(case: str, code: str) -> None:
    document, findings = read_yaml("case.yaml", case.encode())
    assert document is not None, findings
    assert {found.code for found in read_case(document, load()["cpts"].vocabulary)[1]} == {code}


def test_amounts_of_any_size_are_exact() -> None:
    """What figures within bounds make is never rounded but to the cent, whatever they multiply."""
    most = Decimal(TYPES["money"].largest)
    assert cents(most**3 + Decimal("0.005")) == most**3 + Decimal("0.01")
    assert money(most**3, "en").startswith("€1,000,000")


@pytest.mark.slow
def test_a_folder_of_a_hundred_thousand_files_is_refused_at_once(tmp_path: Path) -> None:
    from engine.source.reader import MOST_FILES, read_corpora

    for rank in range(MOST_FILES + 1):
        (tmp_path / f"f{rank}.yaml").touch()
    (found,) = read_corpora([tmp_path])[1]
    assert (found.code, str(MOST_FILES) in str(found.message)) == ("ACC006", True)
    (tmp_path / "text.yaml").write_text("text: t\n", encoding="utf-8")
    assert [one.code for one in read_corpora([tmp_path])[1]] == ["ACC006"]
