"""The words of a report, key to (French, English), beside those that all renderings have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "kind": ("Dossier pour décision", "File for a decision"),
    "case": ("Dossier", "Case"),
    "answer": ("La réponse", "The answer"),
    "by_year": ("Sommes par {period}", "Sums by {period}"),
    "year": ("année", "year"),
    "in_year": ("périodes commencées en {year}", "periods begun in {year}"),
    "rights": ("Droits", "Rights"),
    "due_on": ("Échus au {on}", "Fallen due by {on}"),
    "to_come": ("À venir", "To come"),
    "no_day": ("Jour inconnu", "Day not known"),
    "deadlines": ("Échéances", "Deadlines"),
    "late_and_next": ("En retard, et à venir", "Late, and to come"),
    "more_dates": ("… et {count} de plus.", "… and {count} more."),
    "late_since": ("{status} de {count}", "{status} by {count}"),
    "in_days": ("{status}, dans {count}", "{status}, in {count}"),
    "lead.late": (
        "{count} en retard, la première depuis le {since}.",
        "{count} late, the first since {since}.",
    ),
    "lead.open": ("{label} : {what}.", "{label}: {what}."),
    "amounts_of": ("Montants : {articles}", "Amounts: {articles}"),
    "today": ("jour de la question", "day of the question"),
    "picture": ("Les échéances sur une ligne du temps", "The deadlines on a time line"),
    "picture.alternative": (
        "Ligne du temps du {first} au {last}. {what}",
        "Time line from {first} to {last}. {what}",
    ),
    "by_line": ("Droits par ligne et par {period}", "Rights by line and {period}"),
    "least": ("au moins", "at least"),
    "most": ("au plus", "at most"),
    "provisional": ("provisoire", "provisional"),
    "unknown_cell": ("inconnu", "not known"),
    "all": ("Total", "Total"),
    "all.least": ("Total, au moins", "Total, at least"),
    "all.provisional": ("Total provisoire", "Provisional total"),
    "ledger": ("Versements, jour par jour", "Payments, day by day"),
    "ledger.sum": ("Somme", "Sum"),
    "ledger.what": ("Ce qui est versé", "What is paid"),
    "benefits": ("Droits ouverts", "Benefits"),
    "benefit": ("Droit", "Benefit"),
    "why": ("Pourquoi", "Why"),
    "reading.not_known": ("non connu : {what}", "not known: {what}"),
    "unknown_facts": ("Inconnu : {what}", "Not known: {what}"),
    "one_met": ("{count} remplie", "{count} met"),
    "all_met": ("{count} remplies", "{count} met"),
    "facts": ("Faits retenus", "Facts used"),
    "line_of": ("l. {line}", "l. {line}"),
    "given": ("donné", "given"),
    "supposed": ("supposé", "supposed"),
    "facts.file": (
        "Avec leur ligne dans {file} (empreinte à la fin).",
        "With their line in {file} (hash at the end).",
    ),
    "facts.unused": (
        "Le dossier donne aussi, sans effet sur la réponse : {what}.",
        "The case also gives, without effect on the answer: {what}.",
    ),
    "reasoning": ("Raisonnement", "Reasoning"),
    "step": ("étape {steps}", "step {steps}"),
    "steps": ("étapes {steps}", "steps {steps}"),
    "seen": ("Vu : {what}.", "Seen: {what}."),
    "hence": ("Donc :", "Hence:"),
    "requirement.met": ("condition remplie", "requirement met"),
    "requirement.unmet": ("condition non remplie", "requirement not met"),
    "requirement.unknown": ("condition encore inconnue", "requirement not known yet"),
    "requirement.set_aside": ("condition écartée", "requirement set aside"),
    "requirement.not_applicable": ("condition sans objet", "requirement without object"),
    "requirement.for": ("{outcome} pour {what}", "{outcome} for {what}"),
    "paid": ("versements du tableau ({what})", "payments of the table ({what})"),
    "readings": (
        "Lectures, et ce que donneraient les autres",
        "Readings, and what the others would give",
    ),
    "readings.intro": (
        "Points que les textes laissent ouverts ; écarts sur le total des droits.",
        "Points that the texts leave open; differences in the sum of all rights.",
    ),
    "readings.intro_no_sum": (
        "Points que les textes laissent ouverts.",
        "Points that the texts leave open.",
    ),
    "reading.taken": ("Retenu : {says}", "Taken: {says}"),
    "reading.chosen": ("Choisi : {says}", "Chosen: {says}"),
    "reading.other": ("Sinon — {says} : {gives}.", "Else — {says}: {gives}."),
    "reading.change": ("{what} : {before} → {after}", "{what}: {before} → {after}"),
    "readings.none": (
        "Sans effet sur cette réponse, quelle que soit la lecture : {what}",
        "Without effect on this answer, whatever the reading: {what}",
    ),
    "missing": (
        "Ce qui manque, et ce qui le réglerait",
        "What is missing, and what would settle it",
    ),
    "missing.if": ("si {value} : {leads_to}", "if {value}: {leads_to}"),
    "missing.text": (
        "Aucun dossier ne le donne : cela dépend d'un texte.",
        "No case gives it: it hangs on a text.",
    ),
    "missing.more": ("… et {count} de même nature.", "… and {count} of the same nature."),
    "nothing_missing": (
        "Rien : tout ce dont dépend la réponse est connu.",
        "Nothing: all that the answer hangs on is known.",
    ),
    "limits": ("Où s'arrête le droit codé", "Where the encoded law ends"),
    "law.text": ("{text}, depuis le {since}", "{text}, since {since}"),
    "law.undated": ("un jour non lu", "a day not read"),
    "cited": ("Articles cités", "Articles cited"),
    "basis": (
        "Fondement de ce qui a été lu : {what}.",
        "On what the reading rests: {what}.",
    ),
    "versions": ("Pour refaire et vérifier", "To do it again and verify"),
    "version.texts": ("Textes en vigueur :", "Texts in force:"),
    "version.engine": ("Moteur", "Engine"),
    "version.engine_is": (
        "accord {version}, inférence {inferred}",
        "accord {version}, inference {inferred}",
    ),
    "version.command": ("Commande", "Command"),
    "version.case": ("SHA-256 du dossier", "SHA-256 of the case"),
    "version.rulesets": ("SHA-256 des règles", "SHA-256 of the rulesets"),
    "version.answer": ("SHA-256 de la réponse ({query})", "SHA-256 of the answer ({query})"),
    "version.how": (
        (
            "Réponse : son JSON canonique (clés triées, sans blanc), joint à ce fichier s'il est "
            "en PDF. Règles : la liste « empreinte, deux espaces, chemin » de leurs fichiers, une "
            "ligne par fichier, par ordre de chemin."
        ),
        (
            "Answer: its canonical JSON (keys sorted, no white space), attached to this file when "
            "it is a PDF. Rulesets: the list “hash, two spaces, path” of their files, one line a "
            "file, in the order of the paths."
        ),
    ),
    "version.not_a_file": ("donné sans fichier", "given without a file"),
    "enclosure": (
        "La réponse à « {query} », en JSON canonique",
        "The answer to “{query}”, in canonical JSON",
    ),
    "duty": ("Obligation", "Duty"),
    "by": ("Qui", "Who"),
    "when": ("Quand", "When"),
}
"""A key that is not here is one of `engine/render/wording.py`."""
