"""The corpora of the growth benchmark: whatever their size they are
clean and give what they say; what is measured is whole. No clock.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
import growing
import growth

from engine.law.enactment import Law

SIZES = (3, 14)


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(growth.LOCATION, str(tmp_path / "cache"))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("direction", growing.DIRECTIONS)
def test_each_direction_is_checked_and_answered_rightly(
    tmp_path: Path, direction: str, size: int
) -> None:
    build, sizes = growing.DIRECTIONS[direction]
    found = growth.measured(
        build(tmp_path / "law", size), with_command=False
    )  # it ends with SystemExit on a finding or a wrong answer
    assert found.keys() == growth.MEASURES.keys() - {"text"}
    assert max(sizes) >= 100 * min(sizes)


def test_a_wrong_answer_ends_the_run(tmp_path: Path) -> None:
    written = growing.rules(tmp_path / "law", 14)
    with pytest.raises(SystemExit, match="not as the law gives them"):
        growth.measured(written._replace(rights={"base.one": 1}), with_command=False)


def test_a_process_measures_one_size_and_the_table_shows_it() -> None:
    found = {3: growth.in_a_process("levels", 3, 120.0)}
    assert found[3] is not None
    assert found[3].keys() == growth.MEASURES.keys()
    head, _, row, last = growth.table("levels", found).splitlines()  # type: ignore[arg-type]  # not None, see above
    assert [one.count("|") for one in (head, row, last)] == [len(growth.MEASURES) + 2] * 3


def test_an_exponent_is_the_slope_of_what_is_large_enough() -> None:
    sizes = (10, 100, 1000)
    assert growth.exponent(sizes, [0.1, 1, 10]) == pytest.approx(1)
    assert growth.exponent(sizes, [0.1, 10, 1000]) == pytest.approx(2)
    assert growth.exponent(sizes, [0.0001, 1, 10]) == pytest.approx(1)
    assert growth.exponent(sizes, [0.0001, 0.001, 0.5]) is None


def test_a_provision_is_found_alone_as_in_the_whole_law(tmp_path: Path) -> None:
    corpus = growth._read(
        growing.operations(tmp_path / "law", 200).folder
    )  # more states than there are between two that are laid out
    states = [law.state for law in growth.Timeline(corpus, growth.EVERYTHING_KNOWN, {}).laws]
    addresses = [f"m/{n}/r{n}" for n in range(growing.FEW_ARTICLES)]
    alone = [[Law(state, None).provision(one) for one in addresses] for state in states]
    again = [[Law(state, None).provision(one) for one in addresses] for state in reversed(states)]
    whole = [[Law(state, None).provisions[one] for one in addresses] for state in states]
    assert alone == again[::-1] == whole
    assert len({id(one) for found in alone for one in found}) == growing.FEW_ARTICLES + 200
    assert Law(states[-1], None).provision("m/0/none") is None
    assert Law(states[-1], None).provision("m/none/r0") is None
