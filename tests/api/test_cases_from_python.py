"""A case from a file, from a mapping or from another law; what cannot be one is told all at once,
each fault with its way.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from shipped_examples import EXAMPLE, OTHER

import accord
from engine.cases.mapping import document_of, way
from engine.source.yaml_source import read_file


def refused(law: accord.Law, given: Any, **asked: Any) -> dict[str, str]:
    """The code of each finding, by its place."""
    with pytest.raises(accord.RefusedInput) as caught:
        law.case(given, **asked)
    return {finding.place: finding.code for finding in caught.value.findings}


# --- what a case may be given as ------------------------------------------------------------------


@pytest.mark.parametrize("given", [str(EXAMPLE), EXAMPLE])
def test_a_file_by_its_name_or_its_path(law: accord.Law, given: Any) -> None:
    case = law.case(given)
    assert (case.corpus, case.name, case.path) == ("cpts", "CPTS Exemple", str(EXAMPLE))
    assert case.facts["contract.signed_on"] == date(2020, 1, 15)


def as_python(value: Any) -> Any:
    """What a file holds, as a program would have it: dates as dates, rates as decimals."""
    if isinstance(value, dict):
        return OrderedDict((key, as_python(one)) for key, one in value.items())
    if isinstance(value, list):
        return tuple(as_python(one) for one in value)
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


@pytest.mark.parametrize("ask", ["funding", "eligibility", "calendar", "duties"])
def test_a_mapping_is_answered_as_the_file_that_holds_the_same(law: accord.Law, ask: str) -> None:
    document, _ = read_file(EXAMPLE)
    assert document is not None
    case = law.case(as_python(document.tree))
    assert case.path is None
    of_mapping, of_file = (
        getattr(law, ask)(one, on="2023-06-01", known_on="2026-01-01") for one in (case, EXAMPLE)
    )
    assert of_mapping.to_json("full") == of_file.to_json("full")


def test_a_case_read_by_another_law_is_read_again(law: accord.Law, both: accord.Law) -> None:
    case = both.case(OTHER / "atelier.yaml")
    assert case.corpus == "velo"
    with pytest.raises(accord.RefusedInput) as caught:
        law.funding(case, on="2024-06-01")
    assert {finding.code for finding in caught.value.findings} <= {"ACC301", "ACC318"}
    assert both.case(case) is case
    same = law.case(EXAMPLE)
    assert both.case(same).facts == same.facts


def test_a_case_before_and_after_a_text(law: accord.Law) -> None:
    folder = EXAMPLE.parent / "avenant_3"
    after = accord.load(folder / "rulesets")
    case = after.case(folder / "case.yaml")
    before = law.funding(law.case(case), on="2026-01-01").total
    assert after.funding(case, on="2026-01-01").total != before


# --- what Python has that a file does not ---------------------------------------------------------


class Rank:
    """A whole number of another library."""

    def __index__(self) -> int:
        return 55000


def test_the_values_of_python() -> None:
    given = {
        "day": date(2020, 1, 15),
        "never": date.max,
        "midnight": datetime(2020, 1, 15),  # noqa: DTZ001  # as data frames hold days
        "rate": Decimal("0.85"),
        "count": Rank(),
        "whole": Decimal("55000.0"),
        "yes": True,
        "several": ({"by": "ars"},),
    }
    document, findings = document_of(given)
    assert findings == []
    assert document.tree == {
        "day": "2020-01-15",
        "never": "not_yet",
        "midnight": "2020-01-15",
        "rate": Decimal("0.85"),
        "count": 55000,
        "whole": 55000,
        "yes": True,
        "several": [{"by": "ars"}],
    }
    assert type(document.tree["count"]) is int
    assert type(document.tree["whole"]) is int


UNFIT: dict[str, tuple[Any, str]] = {
    "a binary number": (0.85, "ACC302"),
    "no binary number": (float("nan"), "ACC014"),
    "no number": (Decimal("NaN"), "ACC014"),
    "infinity": (Decimal("Infinity"), "ACC014"),
    "a large exponent": (Decimal("1e999999"), "ACC014"),
    "many decimals": (Decimal("1e-30"), "ACC014"),
    "many digits": (10**5000, "ACC014"),
    "a moment": (datetime(2020, 1, 15, 8, 30), "ACC302"),  # noqa: DTZ001
    "midnight in a zone": (datetime(2020, 1, 15, tzinfo=UTC), "ACC302"),
    "a set": ({1, 2}, "ACC302"),
    "bytes": (b"2020", "ACC302"),
    "an object": (object(), "ACC302"),
    "a character of control": ("a\x00b", "ACC015"),
    "half a character": ("\ud800", "ACC015"),
    "a key that is a number": ({1: 2}, "ACC016"),
    "a key of many digits": ({10**5000: 2}, "ACC016"),
}


@pytest.mark.parametrize("what", UNFIT)
def test_what_no_file_could_hold_is_one_finding_at_its_place(what: str) -> None:
    value, code = UNFIT[what]
    _, findings = document_of({"group": {"facts": [{"fact": value}]}})
    assert [(one.code, one.location.path) for one in findings] == [(code, "group.facts[0].fact")]


def test_a_binary_number_is_refused_with_what_to_write(law: accord.Law) -> None:
    with pytest.raises(accord.RefusedInput) as caught:
        law.case(
            {
                "missions": {
                    "access": {
                        "started_on": "2020-07-01",
                        "achievement": [{"contract_year": 1, "rate": 0.85}],
                    }
                }
            }
        )
    (finding,) = caught.value.findings
    assert finding.place == "missions.access.achievement[0].rate"
    assert finding.hint == 'write `Decimal("0.85")`.'


def test_a_mapping_within_itself_ends_in_a_finding(law: accord.Law) -> None:
    given: dict[str, Any] = {}
    given["community"] = given
    assert "ACC007" in refused(law, given).values()


def test_a_mapping_without_end_ends_in_a_finding() -> None:
    _, findings = document_of({"facts": [{"fact": rank} for rank in range(50_000)]})
    assert {one.code for one in findings} == {"ACC006"}


# --- faults ---------------------------------------------------------------------------------------


def test_all_faults_are_told_at_once_in_order_of_place(law: accord.Law) -> None:
    given = {
        "community": {"population": "many", "regoin": "other"},
        "contract": {"signed_on": date(1850, 1, 1)},
        "missions": {"access": {"started_on": "2020-02-30"}},
        "crises": [{"identified_on": date(2023, 1, 10), "by": "nobody"}],
    }
    assert refused(law, given) == {
        "community.population": "ACC302",
        "community.regoin": "ACC301",
        "contract.signed_on": "ACC304",
        "crises[0].by": "ACC305",
        "missions.access.started_on": "ACC303",
    }


def test_facts_that_cannot_hold_together_name_both_places(law: accord.Law) -> None:
    project = {"submitted_on": "not_yet", "validated_on": date(2019, 11, 4)}
    with pytest.raises(accord.RefusedInput) as caught:
        law.case({"health_project": project})
    finding = next(one for one in caught.value.findings if one.code == "ACC306")
    assert finding.place == "health_project.validated_on"
    assert finding.related == ("health_project.submitted_on",)


@pytest.mark.parametrize("given", [3, None, b"case.yaml", [1], object()])
def test_what_is_no_case_at_all(law: accord.Law, given: Any) -> None:
    assert refused(law, given) == {"case": "ACC411"}


def test_a_file_that_is_not_there_or_is_a_folder(law: accord.Law, tmp_path: Path) -> None:
    assert refused(law, tmp_path / "none.yaml") == {str(tmp_path / "none.yaml"): "ACC001"}
    assert refused(law, tmp_path) == {str(tmp_path): "ACC002"}


def test_the_findings_of_a_file_have_lines(law: accord.Law, tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text("contract:\n  signed_no: 2020-01-15\n", encoding="utf-8")
    with pytest.raises(accord.RefusedInput) as caught:
        law.case(file)
    (finding,) = caught.value.findings
    assert (finding.line, finding.column) == (2, 3)
    assert str(finding).startswith(f"{file}:2:3: ACC301 ")


def test_findings_in_french(law: accord.Law) -> None:
    with pytest.raises(accord.RefusedInput) as caught:
        law.case({"contract": {"signed_no": 1}}, lang="fr")
    (finding,) = caught.value.findings
    assert "n'est pas" in finding.message
    assert "conseil\u00a0: " in str(caught.value)


def test_a_corpus_that_is_not_there(law: accord.Law) -> None:
    assert refused(law, {"corpus": "velo"}) == {"corpus": "ACC318"}


def test_a_case_must_tell_which_of_several_corpora_answers(
    law: accord.Law, both: accord.Law
) -> None:
    assert law.case({}).corpus == law.corpora[0]
    with pytest.raises(accord.RefusedInput) as caught:
        both.case({}, lang="fr")
    (finding,) = caught.value.findings
    assert finding.code == "ACC318"
    assert finding.message == (
        "plusieurs accords sont chargés, et le dossier ne dit pas duquel il relève\u00a0: "
        "`cpts` (ACI CPTS) ou `velo` (convention vélo)"
    )
    assert finding.hint == "écrivez `corpus: cpts` ou `corpus: velo` en tête du dossier."
    for name in both.corpora:
        assert both.case({"corpus": name}).corpus == name


@pytest.mark.parametrize(
    ("pointer", "said"),
    [((), ""), (("a",), "a"), (("a", 0, "b"), "a[0].b"), (("a", 1, 2), "a[1][2]")],
)
def test_the_way_to_a_value(pointer: tuple[str | int, ...], said: str) -> None:
    assert way(pointer) == said
