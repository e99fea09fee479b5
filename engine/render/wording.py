"""The interface words of every rendering, key to (French, English). What speaks of a domain comes from the answer, never from here."""

from __future__ import annotations

from collections.abc import Mapping

from engine.formats import typographic
from engine.model import Language
from engine.words import CATEGORIES, KINDS, TRAITS

_OWN: Mapping[str, tuple[str, str]] = {
    # titles of the queries
    "query.eligibility": ("Éligibilité", "Eligibility"),
    "query.calendar": ("Calendrier", "Calendar"),
    "query.funding": ("Financement", "Funding"),
    "query.duties": ("Obligations", "Duties"),
    "query.text": ("Texte en vigueur", "Text in force"),
    "query.diff": ("Ce qui a changé", "What changed"),
    "asked": ("Question posée au {on}", "Question asked as of {on}"),
    "known": ("droit connu au {on}", "law known on {on}"),
    "untitled": ("Réponse", "Answer"),
    # outcomes and statuses
    "outcome.eligible": ("éligible", "eligible"),
    "outcome.not_eligible": ("non éligible", "not eligible"),
    "outcome.not_yet_eligible": ("pas encore éligible", "not yet eligible"),
    "outcome.undetermined": ("indéterminé", "undetermined"),
    "outcome.met": ("remplie", "met"),
    "outcome.unmet": ("non remplie", "unmet"),
    "outcome.unknown": ("inconnue", "unknown"),
    "outcome.applied": ("appliquée", "applied"),
    "outcome.not_applied": ("non appliquée", "not applied"),
    "status.met": ("fait", "met"),
    "status.late": ("en retard", "late"),
    "status.lapsed": ("passé, facultatif", "past, optional"),
    "status.due": ("à vérifier", "to check"),
    "status.not_yet": ("à venir", "to come"),
    "status.conditional": ("sous condition", "conditional"),
    "status.payable": ("dû", "due"),
    "status.met_on": ("fait le {on}", "met on {on}"),
    "step.true": ("fait", "done"),
    "step.false": ("à faire", "to do"),
    "step.none": ("non renseigné", "not stated"),
    # the short answer
    "lead.eligible": ("Éligible : {what}.", "Eligible: {what}."),
    "lead.not_eligible": ("Non éligible : {what}.", "Not eligible: {what}."),
    "lead.not_yet_eligible": ("Pas encore éligible : {what}.", "Not yet eligible: {what}."),
    "lead.awaited": ("Reste à venir : {what}.", "Still to come: {what}."),
    "lead.undetermined": ("Indéterminé : {what}.", "Undetermined: {what}."),
    "lead.needed": ("Il manque : {what}.", "What is missing: {what}."),
    "lead.period": ("{period}{span} : {amount}.", "{period}{span}: {amount}."),
    "lead.periods": ("{amount} sur {count}{span}.", "{amount} over {count}{span}."),
    "lead.paid": ("Versements échus au {on} : {due} ; à venir : {later}.", "Payments due by {on}: {due}; still to come: {later}."),
    "lead.no_money": ("Aucun droit dans cette réponse.", "No right in this answer."),
    "see": (
        "Voir la réponse « {query} » (accord eligibility) : les conditions, ce qui reste à venir et les prochaines étapes.",
        "See the answer “{query}” (accord eligibility): the requirements, what is still to come and the next steps.",
    ),
    "lead.late": ("En retard : {what}.", "Late: {what}."),
    "lead.next": ("Prochaine date : {what}, le {on}.", "Next date: {what}, on {on}."),
    "lead.counts": ("{count} ({what}).", "{count} ({what})."),
    "lead.no_dates": ("Aucune date dans cette réponse.", "No date in this answer."),
    "lead.duties": ("{count} ({what}).", "{count} ({what})."),
    "lead.no_duties": ("Aucune obligation dans cette réponse.", "No duty in this answer."),
    "lead.articles": (
        "{articles}, {provisions}, au {on}.",
        "{articles}, {provisions}, as of {on}.",
    ),
    "lead.diff": (
        "Entre le {start} et le {end} : {operations}, {changes}.",
        "Between {start} and {end}: {operations}, {changes}.",
    ),
    "lead.no_change": ("Entre le {start} et le {end}, rien n'a changé.", "Between {start} and {end}, nothing changed."),
    # headings and columns
    "requirements": ("Conditions", "Requirements"),
    "requirement": ("Condition", "Requirement"),
    "next_steps": ("Prochaines étapes", "Next steps"),
    "step": ("Étape", "Step"),
    "helped_by": ("Avec l'aide de", "With the help of"),
    "outcome": ("Résultat", "Outcome"),
    "status": ("État", "Status"),
    "date": ("Date", "Date"),
    "undated": ("sans date", "no date"),
    "entry": ("Échéance", "Entry"),
    "amount": ("Montant", "Amount"),
    "line": ("Ligne", "Line"),
    "part": ("Part", "Part"),
    "total": ("Total", "Total"),
    "entitlements": ("Droits par période", "Rights by period"),
    "payments": ("Versements", "Payments"),
    "no_period": ("hors période", "outside any period"),
    "detail": ("Détail", "Detail"),
    "period": ("Période", "Period"),
    "no_change": ("rien ne change", "nothing changes"),
    "not_there": ("absent", "absent"),
    "under_readings": ("Sous chaque lecture", "Under each reading"),
    "reading": ("Lecture", "Reading"),
    "difference": ("Écart", "Difference"),
    "duty": ("Obligation", "Duty"),
    "category": ("Nature", "Kind"),
    "duties_of": ("Obligations : {subject}", "Duties: {subject}"),
    "general": ("en général", "in general"),
    "references": ("Réf.", "Ref."),
    "references_list": ("Références", "References"),
    "missing": ("Ce qui manque pour répondre", "What is missing to answer"),
    "affects": ("en dépend : {what}", "depends on it: {what}"),
    "if_value": ("si {value} → {leads_to}", "if {value} → {leads_to}"),
    "write_in_case": ("dans le dossier : {fact}", "in the case file: {fact}"),
    "readings": ("Lectures retenues", "Readings used"),
    "reading_default": ("par défaut", "default"),
    "reading_chosen": ("choisie", "chosen"),
    "reading_reason": ("Motif : {reason}", "Reason: {reason}"),
    "reading_other": ("Autre lecture : {says}", "Other reading: {says}"),
    "notices": ("À savoir", "Please note"),
    "law": ("Droit applicable", "Applicable law"),
    "law.in_force": ("en vigueur depuis le {on}", "in force since {on}"),
    "law.in_force_undated": ("en vigueur", "in force"),
    "law.announced": ("annoncé, pas encore en vigueur", "announced, not yet in force"),
    "law.announced_on": ("annoncé, en vigueur le {on}", "announced, in force on {on}"),
    "law.not_yet": ("pas encore en vigueur", "not yet in force"),
    "law.not_yet_on": ("en vigueur le {on}", "in force on {on}"),
    "law.unknown_effect": ("entrée en vigueur inconnue", "entry into force unknown"),
    "law.depends_on": ("dépend de : {what}", "depends on: {what}"),
    "trace": ("Pourquoi", "Why"),
    "trace.read": ("Lu : {facts}", "Read: {facts}"),
    "trace.from_case": ("dossier", "case"),
    "trace.from_derived": ("calculé", "derived"),
    "trace.from_occasion": ("fait générateur", "occasion"),
    "trace.from_law": ("texte", "law"),
    "trace.from_unknown": ("inconnu", "unknown"),
    "trace.version": ("Version : {span}", "Version: {span}"),
    "failed": ("{label} — attendu : {needed} ; lu : {read}", "{label} — needed: {needed}; read: {read}"),
    "unknown_value": ("inconnu", "unknown"),
    "nearest": ("Changement le plus proche : {what}", "Nearest change: {what}"),
    "nearest.one": ("{label}, de {before} à {after}", "{label}, from {before} to {after}"),
    "depends_on": ("{what}", "{what}"),
    # the text and its changes
    "kind.rule": ("règle", "rule"),
    "kind.table": ("barème", "table"),
    "kind.norm": ("disposition", "provision"),
    "in_words": ("Règle", "Rule"),
    "values": ("Valeurs", "Values"),
    "in_force": ("En vigueur", "In force"),
    "chain": ("Rédaction", "History"),
    "source": ("Source", "Source"),
    "citation": ("Référence", "Citation"),
    "place": ("Place", "Place"),
    "table.row": ("Ligne", "Row"),
    "table.bracket": ("Tranche", "Bracket"),
    "table.class": ("Classe", "Class"),
    "chain.written": ("écrit par {what}", "written by {what}"),
    "chain.replaced": ("remplacé par {what}", "replaced by {what}"),
    "chain.inserted": ("inséré par {what}", "inserted by {what}"),
    "chain.completed": ("complété par {what}", "completed by {what}"),
    "chain.repealed": ("abrogé par {what}", "repealed by {what}"),
    "verb.written": ("écrit", "written"),
    "verb.replaced": ("remplacé", "replaced"),
    "verb.inserted": ("inséré", "inserted"),
    "verb.completed": ("complété", "completed"),
    "verb.repealed": ("abrogé", "repealed"),
    "change.added": ("ajouté", "added"),
    "change.removed": ("supprimé", "removed"),
    "change.changed": ("modifié", "changed"),
    "provision": ("Disposition", "Provision"),
    "before": ("Avant", "Before"),
    "after": ("Après", "After"),
    "effect_on": ("effet le {on}", "with effect on {on}"),
    "value.delay": ("délai", "delay"),
    "value.duration": ("durée", "duration"),
    "value.start": ("démarrage", "start"),
    "value.deployment": ("déploiement", "deployment"),
    "value.notice": ("préavis", "notice"),
    "value.term": ("terme", "term"),
    "value.after": ("après", "after"),
    "value.within": ("dans un délai de", "within"),
    "value.every": ("périodicité", "every"),
    "value.rate": ("taux", "rate"),
    "value.advance": ("avance", "advance"),
    "value.maximum": ("maximum", "maximum"),
    "value.at_least": ("au moins", "at least"),
    "value.per_year": ("par an", "per year"),
    "event.signed": ("signature", "signature"),
    "event.approved": ("approbation", "approval"),
    "event.published": ("publication", "publication"),
    "event.effect": ("entrée en vigueur", "entry into force"),
    "basis.official_text": ("texte officiel", "official text"),
    "basis.official_summary": ("résumé officiel", "official summary"),
    "basis.inferred": ("déduit", "inferred"),
}

_COUNTED: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "period": (("période", "périodes"), ("period", "periods")),
    "date": (("date", "dates"), ("date", "dates")),
    "duty": (("obligation", "obligations"), ("duty", "duties")),
    "article": (("article", "articles"), ("article", "articles")),
    "provision": (("disposition", "dispositions"), ("provision", "provisions")),
    "operation": (("opération", "opérations"), ("operation", "operations")),
    "changed": (("disposition changée", "dispositions changées"), ("provision changed", "provisions changed")),
}

CATALOGUE: Mapping[str, tuple[str, str]] = {
    **_OWN,
    **{f"category.{name}": words for name, words in CATEGORIES.items()},
    **{f"entry.{name}": words for name, words in KINDS.items()},
    **{f"trait.{name}": words for name, words in TRAITS.items()},
}
"""Every interface word. A key that is not here is a bug, except through `word_or`."""


def say(key: str, language: Language, /, **slots: str) -> str:
    """Return the wording of `key` with its slots filled and French no-break spaces in place; KeyError for an unknown key."""
    return typographic(CATALOGUE[key][0 if language == "fr" else 1].format(**slots), language)


def count_of(count: int, thing: str, language: Language) -> str:
    """Return a number of things, `1 date`, `5 dates` (in French 0 is singular)."""
    one, many = _COUNTED[thing][0 if language == "fr" else 1]
    return f"{count} {one if count == 1 or (count == 0 and language == 'fr') else many}"


def word_or(group: str, name: object, language: Language) -> str:
    """Return the wording of `group.name`, or the name itself in plain words when the catalogue does not have it."""
    key = f"{group}.{name}"
    return say(key, language) if key in CATALOGUE else str(name).replace("_", " ")
