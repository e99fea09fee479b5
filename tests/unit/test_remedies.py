"""The remedy that goes with a name that no fact has, and
with a value of another kind than the one needed.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.checks import contradictions
from engine.diagnostics.diagnostic import Diagnostic
from engine.source.reader import read_corpora

BASE = Path(__file__).parent.parent / "examples" / "base"
ARTICLE = """\
article: "9"
title: {fr: Exemple, en: Example}
provisions:
  - id: extra
    says: {fr: Une phrase., en: A sentence.}
    source: {document: gazette, at: art. 9}
    basis: official_text
"""


def found_with(rule: str, folder: Path) -> Diagnostic:
    """Return the one finding of the small agreement with one more rule."""
    law = folder / "law"
    shutil.copytree(BASE, law, ignore=shutil.ignore_patterns("case.yaml"))
    (law / "pact" / "art_9.yaml").write_text(
        ARTICLE + "".join(f"    {line}\n" for line in rule.splitlines()), encoding="utf-8"
    )
    corpora, findings = read_corpora([law])
    assert not findings
    (found,) = contradictions(corpora["pact"])
    return found


@pytest.mark.parametrize(
    ("name", "english", "french"),
    [
        (
            "club.sizes",
            (
                "did you mean `club.size`? If not, declare `club.sizes` under `facts` in "
                "vocabulary.yaml."
            ),
            (
                "vouliez-vous dire `club.size`\u00a0? Sinon, déclarez `club.sizes` sous `facts` "
                "dans vocabulary.yaml."
            ),
        ),
        (
            "association.members",
            (
                "did you mean `club.members`? If not, declare `association.members` under `facts` "
                "in vocabulary.yaml."
            ),
            (
                "vouliez-vous dire `club.members`\u00a0? Sinon, déclarez `association.members` "
                "sous `facts` dans vocabulary.yaml."
            ),
        ),
        (
            "budget",
            (
                "declare it under `facts` in vocabulary.yaml: `budget: {type: …, label: {fr: …, "
                "en: …}}`."
            ),
            (
                "déclarez-le sous `facts` dans vocabulary.yaml\u00a0: `budget: {type: …, label: "
                "{fr: …, en: …}}`."
            ),
        ),
        (
            "workshops.started_on",
            (
                "write `workshop.started_on` on an occasion of each element, or name one element: "
                "`workshops.repair.started_on`."
            ),
            (
                "écrivez `workshop.started_on` à un fait générateur de chaque élément, "
                "ou nommez un élément\u00a0: `workshops.repair.started_on`."
            ),
        ),
        (
            "workshops.results.rate",
            "write `workshop.results.rate` on an occasion of each element.",
            "écrivez `workshop.results.rate` à un fait générateur de chaque élément.",
        ),
        (
            "grant",
            "`grant` is a benefit: write the condition `benefit: grant`.",
            "`grant` est un droit\u00a0: écrivez la condition `benefit: grant`.",
        ),
        (
            "prorata_unit",
            "`prorata_unit` is a reading: write `{reading: prorata_unit, options: {…}}`.",
            (
                "`prorata_unit` est une lecture\u00a0: écrivez `{reading: prorata_unit, options: "
                "{…}}`."
            ),
        ),
        (
            "pact.published",
            "`pact.published` is an event of a text: write `{event: pact.published}`.",
            (
                "`pact.published` est un événement d'un texte\u00a0: écrivez `{event: "
                "pact.published}`."
            ),
        ),
        (
            "signature",
            (
                "`signature` is an occasion: write `on: signature`, or the condition "
                "`occasion.kind: {is: signature}`."
            ),
            (
                "`signature` est un fait générateur\u00a0: écrivez `on: signature`, ou la "
                "condition `occasion.kind: {is: signature}`."
            ),
        ),
        (
            "association",
            "`association` is a value of `club.kind`: write `club.kind: {is: association}`.",
            (
                "`association` est une valeur de `club.kind`\u00a0: écrivez `club.kind: {is: "
                "association}`."
            ),
        ),
        (
            "base",
            "`base` is a line of rights, and no rule reads one: read the facts that it depends on.",
            (
                "`base` est une ligne de droits, qu'aucune règle ne lit\u00a0: lisez les faits "
                "dont elle dépend."
            ),
        ),
    ],
)
def test_a_name_that_no_fact_has_gets_its_own_remedy(
    name: str, english: str, french: str, tmp_path: Path
) -> None:
    rule = (
        f"on: question\nwhen: {{{name}: {{known: true}}}}\nthen: {{require: {{benefit: grant, "
        f"requirement: r}}}}"
    )
    found = found_with(rule, tmp_path)
    assert (found.code, str(found.hint), found.hint.in_language("fr")) == (
        "ACC208",
        english,
        french,
    )


@pytest.mark.parametrize(
    ("rule", "english", "french"),
    [
        (
            'when: {club.members: {at_least: "12 500"}}',
            "write `12500`, without quotes.",
            "écrivez `12500`, sans guillemets.",
        ),
        (
            "when: {contract.complete: {is: oui}}",
            "write `true`, without quotes.",
            "écrivez `true`, sans guillemets.",
        ),
        (
            "when: {contract.signed_on: {before: 01/03/2020}}",
            "write `2020-03-01` or `2020-01-03` (year-month-day).",
            "écrivez `2020-03-01` ou `2020-01-03` (année-mois-jour).",
        ),
        (
            "when: {contract.signed_on: {before: contract.ends_on}}",
            "to read the fact, write `{fact: contract.ends_on}`.",
            "pour lire le fait, écrivez `{fact: contract.ends_on}`.",
        ),
        (
            "when: {contract.signed_on: {on_or_after: pact.published}}",
            "`pact.published` is an event of a text: write `{event: pact.published}`.",
            (
                "`pact.published` est un événement d'un texte\u00a0: écrivez `{event: "
                "pact.published}`."
            ),
        ),
        (
            "when: {contract.signed_on: {before: P6M}}",
            "a duration moves a date: write `{after: {fact: …}, by: P6M}`.",
            "une durée décale une date\u00a0: écrivez `{after: {fact: …}, by: P6M}`.",
        ),
        (
            "when: {club.members: {at_least: pact/2/amounts}}",
            "`pact/2/amounts` is a table: write `{table: pact/2/amounts, row: …, column: …}`.",
            (
                "`pact/2/amounts` est un barème\u00a0: écrivez `{table: pact/2/amounts, row: …, "
                "column: …}`."
            ),
        ),
        (
            "when: {contract.signed_on: {at_least: 4}}",
            "write `on_or_after`.",
            "écrivez `on_or_after`.",
        ),
        ("when: {club.members: {before: 4}}", "write `less_than`.", "écrivez `less_than`."),
        (
            "when: {club.kind: {at_least: 4}}",
            "write `is` or `one_of`: these values have no order.",
            "écrivez `is` ou `one_of`\u00a0: ces valeurs n'ont pas d'ordre.",
        ),
    ],
)
def test_a_value_of_another_kind_gets_its_own_remedy(
    rule: str, english: str, french: str, tmp_path: Path
) -> None:
    found = found_with(
        f"on: question\n{rule}\nthen: {{require: {{benefit: grant, requirement: r}}}}", tmp_path
    )
    assert (found.code, str(found.hint), found.hint.in_language("fr")) == (
        "ACC209",
        english,
        french,
    )
