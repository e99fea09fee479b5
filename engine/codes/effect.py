"""ACC281 to 289: which cases a text reaches, and what a rule says beside its conclusion."""

from __future__ import annotations

from engine.codes.entry import Code, entry

EFFECTS: tuple[Code, ...] = (
    entry(
        "ACC281", ("fait qui ne dit pas quels dossiers un texte atteint", "fact that does not tell which cases a text reaches"),
        (
            "`applies_to` lit des faits que le dossier donne une fois pour toutes : ni déduits, ni variables, ni donnés par le moteur.",
            "`applies_to` reads facts that a case gives once for all: neither derived, nor varying, nor given by the engine.",
        ),
        "applies_to: {ordinary: {from: {fact: day}}}",
        "applies_to: {ordinary: {from: {fact: contract.amended_on}}}",
    ),
    entry(
        "ACC282", ("trop de textes qui s'appliquent dossier par dossier", "too many texts that apply case by case"),
        (
            "Chaque groupe de dispositions qui atteint les dossiers un par un double le nombre des droits à former : il y en a six au plus.",
            "Each group of provisions that reaches the cases one by one doubles the number of laws to put together: there are six at most.",
        ),
        "applies_to: {ordinary: {when: {contract.signed_on: {on_or_after: \"2023-01-01\"}}}}   # in a seventh text",
        "entry_into_force: {ordinary: \"2023-01-01\"}   # all contracts are reached by now",
    ),
)  # fmt: skip
