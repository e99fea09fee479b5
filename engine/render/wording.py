"""The interface words of every rendering, key to (French, English).
What speaks of a domain comes from the answer, never from here.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.diagnostics.bilingual import Language
from engine.words.formats import typographic
from engine.words.rules_aloud import CATEGORIES, KINDS, STATUSES, TRAITS

_OWN: Mapping[str, tuple[str, str]] = {
    # titles of the queries
    "query.eligibility": ("Éligibilité", "Eligibility"),
    "query.calendar": ("Calendrier", "Calendar"),
    "query.funding": ("Financement", "Funding"),
    "query.duties": ("Obligations", "Duties"),
    "query.text": ("Texte en vigueur", "Text in force"),
    "query.diff": ("Ce qui a changé", "What changed"),
    "query.timeline": ("Frise", "Timeline"),
    "query.impact": ("Impact", "Impact"),
    # what texts bring to many cases
    "impact.lead.more": (
        "{texts} : {amount} de plus{span}. {of}, {gaining} et {losing}.",
        "{texts} brings {amount} more{span}. {of}, {gaining} and {losing}.",
    ),
    "impact.lead.less": (
        "{texts} : {amount} de moins{span}. {of}, {gaining} et {losing}.",
        "{texts} takes {amount} away{span}. {of}, {gaining} and {losing}.",
    ),
    "impact.lead.same": (
        "{texts} : ni plus ni moins en tout{span}. {of}, {gaining} et {losing}.",
        "{texts}: neither more nor less in all{span}. {of}, {gaining} and {losing}.",
    ),
    "impact.of.none": ("Sur aucun dossier", "Of no case"),
    "impact.of.one": ("Sur un dossier", "Of one case"),
    "impact.of.many": ("Sur {count} dossiers", "Of {count} cases"),
    "impact.gain.none": ("aucun n’y gagne", "none gains"),
    "impact.gain.one": ("un y gagne", "one gains"),
    "impact.gain.many": ("{count} y gagnent", "{count} gain"),
    "impact.lose.none": ("aucun n’y perd", "none loses"),
    "impact.lose.one": ("un y perd", "one loses"),
    "impact.lose.many": ("{count} y perdent", "{count} lose"),
    "impact.lead.nothing": (
        "{texts} : aucune somme ne change pour ces dossiers.",
        "{texts}: no sum changes for these cases.",
    ),
    "impact.lead.causes": ("{said} Par opération : {causes}.", "{said} By operation: {causes}."),
    "impact.lead.year": (
        "En {year}, première année entière : {amount}.",
        "In {year}, the first whole year: {amount}.",
    ),
    "impact.lead.cause": ("{cause} : {amount}", "{cause}: {amount}"),
    "impact.span": (
        " pour les droits qui commencent de {first} à {last}",
        " for the rights that begin from {first} to {last}",
    ),
    "impact.span.one": (
        " pour les droits qui commencent en {year}",
        " for the rights that begin in {year}",
    ),
    "impact.counts": (
        "Dossiers lus : {read} ; écartés : {rejected} ; traités : {answered}.",
        "Cases read: {read}; rejected: {rejected}; answered: {answered}.",
    ),
    "impact.before_after": (
        "En tout, de {before} sans ce texte à {after} avec lui.",
        "In all, from {before} without the text to {after} with it.",
    ),
    "impact.same_sum": (
        "En tout, {after}, avec ce texte comme sans lui.",
        "In all, {after}, with the text as without it.",
    ),
    "impact.moved": (
        "Des sommes se compensent, sans rien changer au total : {count} dossiers.",
        "Sums that make up for each other, with the same total: {count} cases.",
    ),
    "impact.unknown": (
        (
            "Hors de ces sommes : {lines} lignes dont la différence n’est pas certaine "
            "({cases} dossiers)."
        ),
        ("Left out of these sums: {lines} lines whose difference is not certain ({cases} cases)."),
    ),
    "impact.partly_known": (
        "Lignes comptées pour ce qui en est connu, donc au moins : {lines}.",
        "Lines counted by what is known of them, so at least: {lines}.",
    ),
    "impact.without_effect": (
        "Ne changent aucune somme de ces dossiers : {what}.",
        "Without effect on any sum of these cases: {what}.",
    ),
    "impact.without.many": (
        "{count} autres opérations ne changent aucune somme de ces dossiers.",
        "{count} other operations change no sum of these cases.",
    ),
    "impact.causes": ("Par opération", "By operation"),
    "impact.years": ("Par année de début du droit", "By the year in which the right begins"),
    "impact.lines": ("Par ligne", "By line"),
    "impact.by": ("Par : {what}", "By: {what}"),
    "impact.others": (
        "Et {count} autres valeurs, dont les écarts sont moindres.",
        "And {count} other values, whose differences are smaller.",
    ),
    "impact.winners": ("Ceux qui y gagnent le plus", "Those that gain the most"),
    "impact.losers": ("Ceux qui y perdent le plus", "Those that lose the most"),
    "impact.summary": ("Résumé", "Summary"),
    "impact.years.sheet": ("Par année", "By year"),
    "impact.cases.sheet": ("Dossiers", "Cases"),
    "impact.count.read": ("dossiers lus", "cases read"),
    "impact.count.rejected": ("dossiers écartés", "cases rejected"),
    "impact.count.answered": ("dossiers traités", "cases answered"),
    "impact.count.gaining": ("dossiers qui y gagnent", "cases that gain"),
    "impact.count.losing": ("dossiers qui y perdent", "cases that lose"),
    "impact.count.moved": (
        "dossiers dont des sommes se compensent",
        "cases whose sums make up for each other",
    ),
    "impact.count.undetermined": (
        "dossiers dont un écart n’est pas connu",
        "cases of which a difference is not known",
    ),
    "impact.count.unknown_lines": (
        "lignes dont la différence n’est pas certaine, hors des sommes",
        "lines whose difference is not certain, left out of the sums",
    ),
    "impact.count.partly_known_lines": (
        "lignes comptées pour ce qui en est connu",
        "lines counted by what is known of them",
    ),
    "impact.period": ("année de rang", "period"),
    "impact.from": ("à partir du", "from"),
    "impact.detail": ("ce qu’elle dit", "what it says"),
    "impact.line.many": ("lignes", "lines"),
    "impact.operation": ("opération", "operation"),
    "impact.cases": ("dossiers", "cases"),
    "impact.case": ("dossier", "case"),
    "impact.gaining": ("y gagnent", "gain"),
    "impact.losing": ("y perdent", "lose"),
    "impact.gain": ("apporte", "brings"),
    "impact.loss": ("retire", "takes"),
    "impact.before": ("avant", "before"),
    "impact.after": ("après", "after"),
    "impact.difference": ("écart", "difference"),
    "impact.year": ("année", "year"),
    "impact.line": ("ligne", "line"),
    "impact.all": ("en tout", "in all"),
    "impact.chart": ("Écart en euros. {what}", "Difference in euros. {what}"),
    "impact.how.each_needed": (
        "chacune est nécessaire : sans l’une d’elles, rien ne changerait",
        "each is needed: without any of them nothing would change",
    ),
    "impact.how.together": (
        "ensemble : il faut les retirer toutes pour que rien ne change",
        "together: only taking all of them away undoes the change",
    ),
    "impact.how.not_smallest": (
        "la recherche d’un ensemble plus petit s’est arrêtée avant la fin",
        "the search for a smaller set ended before its end",
    ),
    "asked": ("Question posée au {on}", "Question asked as of {on}"),
    "known": ("droit connu au {on}", "law known on {on}"),
    "query.nearest": ("Le plus proche", "What is nearest"),
    "near.about": ("Question sur : {what}.", "Asked about: {what}."),
    "near.first": ("Le plus proche : {what}", "The nearest: {what}"),
    "near.first_loss": (
        "Rien de proche n’apporterait quoi que ce soit. Le plus proche à perdre : {what}",
        "Nothing near would bring anything. The nearest to lose: {what}",
    ),
    "near.nearest_loss": ("À perdre : {what}", "To lose: {what}"),
    "near.nothing": (
        "Rien de proche ne change la réponse du {on}.",
        "Nothing near changes the answer of {on}.",
    ),
    "near.stopped": (
        "Recherche arrêtée avant la fin : nommez un droit ou une ligne pour chercher plus loin.",
        "The search ended before its end: name a benefit or a line to search further.",
    ),
    "near.short": (
        "{label}, {value} (il en manque {gap}{derived})",
        "{label}, {value} ({gap} short{derived})",
    ),
    "near.above": (
        "{label}, {value} ({gap} de moins{derived})",
        "{label}, {value} ({gap} fewer{derived})",
    ),
    "near.is": ("{label}, {value}", "{label}, {value}"),
    "near.until": (
        "{label}, {value} (encore possible {days}, jusqu’au {last} inclus)",
        "{label}, {value} (still possible for {days}, up to and including {last})",
    ),
    "near.and": (" et ", " and "),
    "near.in_all": ("{amount} en tout", "{amount} in all"),
    "near.a_year": ("{amount} par an à partir du {start}", "{amount} a year from {start}"),
    "near.a_period": (
        "{amount} ({period}, à partir du {start})",
        "{amount} ({period}, from {start})",
    ),
    "near.try": ("Pour essayer", "To try"),
    "near.brings": ("Ce qui apporterait", "What would bring"),
    "near.loses": ("Ce qui ferait perdre", "What would lose"),
    "near.past": ("Ce que nul ne peut plus changer", "What no one can change any more"),
    "near.unknown": (
        "Non renseigné, donc ni proche ni lointain : {what}. `accord ask` pose ces questions.",
        "Not stated, so neither near nor far: {what}. `accord ask` asks these questions.",
    ),
    "near.unknown.served": (
        "Non renseigné, donc ni proche ni lointain : {what}.",
        "Not stated, so neither near nor far: {what}.",
    ),
    "near.not_varied": (
        "Lu par les règles, sans qu’une autre valeur ait été essayée : {what}.",
        "Read by the rules, of which no other value was tried: {what}.",
    ),
    "near.tried": (
        "Essais, chacun en posant de nouveau la question : {one} d’un fait, {two} de deux faits.",
        "Trials, each by asking the question again: {one} of one fact, {two} of two facts.",
    ),
    "near.change": ("Changement", "Change"),
    "near.worth": ("Ce qui change", "What changes"),
    "near.sum": ("En tout", "In all"),
    "near.was": ("le dossier dit : {value}", "the case says: {value}"),
    "near.distance": ("à {share} % de cette valeur", "{share}% away from that value"),
    "near.becomes": (
        "{label} : {after} au lieu de {before}",
        "{label}: {after} instead of {before}",
    ),
    "near.benefit": (
        "{label} : {after} au lieu de {before}",
        "{label}: {after} instead of {before}",
    ),
    "near.line": (
        "{label} : {amount} ({before}, puis {after})",
        "{label}: {amount} ({before}, then {after})",
    ),
    "query.compare": ("Comparaison", "Comparison"),
    "compare.one": ("{amount} en tout. Cause : {why}.", "{amount} in all. Cause: {why}."),
    "compare.several": ("{amount} en tout, dont {what}.", "{amount} in all, of which {what}."),
    "compare.no_sum": (
        "Aucun total ne change ; {count} lignes changent.",
        "No total changes; {count} lines do.",
    ),
    "compare.no_change": (
        "Rien ne change : ce qui diffère n'a pas d'effet.",
        "Nothing changes: what differs has no effect.",
    ),
    "compare.nothing": (
        "Rien ne diffère entre les deux côtés.",
        "Nothing differs between the two sides.",
    ),
    "compare.sums": ("Avant : {before} ; après : {after}.", "Before: {before}; after: {after}."),
    "compare.sides": ("Avant : {before} ; après : {after}.", "Before: {before}; after: {after}."),
    "compare.unknown": (
        "Des droits ne sont pas connus : les sommes sont celles de ce qui l'est.",
        "Some rights are not known: the sums are those of what is.",
    ),
    "compare.left_out": (
        "Hors de ces sommes : {lines} lignes dont la différence n’est pas certaine.",
        "Left out of these sums: {lines} lines whose difference is not certain.",
    ),
    "compare.causes": ("Par cause", "By cause"),
    "compare.cause": ("Cause", "Cause"),
    "compare.changes": ("Ce qui change", "What changes"),
    "compare.difference": ("Différence", "Difference"),
    "compare.many": ("{count} différences ensemble", "{count} differences together"),
    "compare.not_smallest": (
        "La recherche s'est arrêtée avant la fin : une partie suffit peut-être.",
        "The search ended before its end: a part of these may be enough.",
    ),
    "compare.periods": ("Par période", "By period"),
    "compare.lines": ("Droits", "Rights"),
    "compare.payments": ("Versements", "Payments"),
    "compare.payment": ("Versement", "Payment"),
    "compare.because": ("Cause : {what}", "Cause: {what}"),
    "compare.not_known": ("non connu", "not known"),
    "compare.differences": ("Ce qui diffère", "What differs"),
    "compare.effect": (
        "Changements causés : {count}, dont {amount} par ce seul point.",
        "Changes caused: {count}, of which {amount} by this alone.",
    ),
    "supposed": ("Supposé : {what}.", "Supposed: {what}."),
    "chosen": (
        "Lecture choisie, et non celle par défaut — {question} {says}",
        "By a reading that was chosen, not the one by default — {question} {says}",
    ),
    "supposed.fact": (
        "{label} : {value} (le dossier dit : {was})",
        "{label}: {value} (the case says: {was})",
    ),
    "supposed.since": (
        "{label} : {value} à partir du {since} (le dossier dit : {was})",
        "{label}: {value} from {since} on (the case says: {was})",
    ),
    # outcomes and statuses
    "outcome.eligible": ("éligible", "eligible"),
    "outcome.not_eligible": ("non éligible", "not eligible"),
    "outcome.not_yet_eligible": ("pas encore éligible", "not yet eligible"),
    "outcome.undetermined": ("indéterminé", "undetermined"),
    "outcome.met": ("remplie", "met"),
    "outcome.unmet": ("non remplie", "unmet"),
    "outcome.unknown": ("inconnue", "unknown"),
    "outcome.set_aside": ("écartée", "set aside"),
    "outcome.not_applicable": ("sans objet", "not applicable"),
    "outcome.applied": ("appliquée", "applied"),
    "outcome.not_applied": ("non appliquée", "not applied"),
    "status.elapsed": ("passé", "past"),
    "status.payable_conditional": ("échu, sous condition", "fallen due, conditional"),
    "status.not_yet_conditional": ("à venir, sous condition", "to come, conditional"),
    "status.payable": ("échu", "fallen due"),
    "status.undated": ("jour inconnu", "day not known"),
    "not_stated": ("non renseigné : {what}", "not stated: {what}"),
    "status.on_time": ("fait à temps : {leads_to}", "done in time: {leads_to}"),
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
    "lead.period_at_least": (
        "{period}{span} : au moins {amount}.",
        "{period}{span}: at least {amount}.",
    ),
    "lead.periods_at_least": (
        "Au moins {amount} sur {count}{span}.",
        "At least {amount} over {count}{span}.",
    ),
    "lead.refused": (
        (
            "{what} : rien n'est dû au {on}, les conditions de « {benefit} » n'étaient pas toutes "
            "remplies. {failed}."
        ),
        (
            "{what}: nothing is due on {on}, as the requirements of “{benefit}” were not all met. "
            "{failed}."
        ),
    ),
    "lead.already_given": (
        (
            "{what} : rien de plus n'est dû au {on}, ce droit a déjà été donné et ne l'est qu'une "
            "fois."
        ),
        (
            "{what}: nothing more is due on {on}, as this right has been given already and is "
            "given only once."
        ),
    ),
    "already_given": (
        "Déjà donné : ce droit ne l'est qu'une fois",
        "Already given: this right is given only once",
    ),
    "lead.not_given": (
        "{what} : rien n'est dû au {on}. {failed}.",
        "{what}: nothing is due on {on}. {failed}.",
    ),
    "lead.sum": ("{amount}.", "{amount}."),
    "lead.sum_at_least": ("Au moins {amount}.", "At least {amount}."),
    "lead.not_counted": (
        "Non compté, faute d'un fait : {what}.",
        "Not counted, for want of a fact: {what}.",
    ),
    "lead.money_unknown": ("Rien ne peut encore être chiffré.", "No sum can be worked out yet."),
    "lead.before_the_law": (
        (
            "{what} ({on}) : aucune somme n'y était attachée ce jour-là ; elle l'est depuis le "
            "{since}."
        ),
        "{what} ({on}): no sum was attached to it on that day; one is since {since}.",
    ),
    "lead.conditional": (
        "Dont sous condition, le jour d'effet d'un texte n'étant pas connu : {what}.",
        "Of these, conditional as the day of effect of a text is not known: {what}.",
    ),
    "lead.conditional_due": ("{amount} échus", "{amount} fallen due"),
    "lead.conditional_later": ("{amount} à venir", "{amount} still to come"),
    "lead.paid": (
        "Versements échus au {on} : {due} ; à venir : {later}.",
        "Payments fallen due by {on}: {due}; still to come: {later}.",
    ),
    "lead.paid_within": (
        "Dont échus au {on} : {due} ; à venir : {later}.",
        "Of these, fallen due by {on}: {due}; still to come: {later}.",
    ),
    "payments.within": ("Versements {span}", "Payments {span}"),
    "lead.dates_within": ("{span} : {count}{what}.", "{span}: {count}{what}."),
    "lead.no_dates_within": ("{span} : aucune date.", "{span}: no date."),
    "at_least": ("au moins {amount}", "at least {amount}"),
    "at_most": ("au plus {amount}", "at most {amount}"),
    "provisional": ("{amount} (provisoire)", "{amount} (provisional)"),
    "lead.window": ("Versements {span} : {amount}.", "Payments {span}: {amount}."),
    "lead.window_parts": ("Soit : {what}.", "That is: {what}."),
    "lead.window_part": ("{part} : {amount} ({lines})", "{part}: {amount} ({lines})"),
    "lead.window_none": ("Versements {span} : aucun.", "Payments {span}: none."),
    "lead.window_unknown": (
        "Versements {span} : rien ne peut encore être chiffré.",
        "Payments {span}: no sum can be worked out yet.",
    ),
    "lead.window_rights": (
        "Droits des périodes que cet intervalle touche, chacune en entier : {what}",
        "Rights of the periods that this interval meets, each of them whole: {what}",
    ),
    "window.eligibility": (
        (
            "L'intervalle demandé ({span}) ne change rien ici : l'éligibilité s'apprécie au jour "
            "de la question."
        ),
        (
            "The interval asked for ({span}) changes nothing here: eligibility is judged on the "
            "day of the question."
        ),
    ),
    "window.duties": (
        (
            "L'intervalle demandé ({span}) ne change rien ici : les obligations sont celles du "
            "jour de la question."
        ),
        (
            "The interval asked for ({span}) changes nothing here: duties are those of the day of "
            "the question."
        ),
    ),
    "lead.paid_there": (", {amount} de versements", ", {amount} of payments"),
    "lead.no_money": ("Aucun droit dans cette réponse.", "No right in this answer."),
    "see": (
        (
            "Voir la réponse « {query} » (accord eligibility) : les conditions, ce qui reste à "
            "venir et les prochaines étapes."
        ),
        (
            "See the answer “{query}” (accord eligibility): the requirements, what is still to "
            "come and the next steps."
        ),
    ),
    "see.served": (
        (
            "Voir la réponse « {query} » : les conditions, ce qui reste à venir et les prochaines "
            "étapes."
        ),
        ("See the answer “{query}”: the requirements, what is still to come and the next steps."),
    ),
    "lead.late": ("En retard : {what}.", "Late: {what}."),
    "lead.on_time": (
        "Fait à temps, le {on}, {what} aurait donné : {leads_to}.",
        "Done in time, on {on}, {what} would have given: {leads_to}.",
    ),
    "lead.next": ("Prochaine date : {what}, le {on}.", "Next date: {what}, on {on}."),
    "lead.next_payment": (
        "Prochain versement : {amount}, le {on}.",
        "Next payment: {amount}, on {on}.",
    ),
    "lead.payments_alone": (
        "Aucun acte n'est attendu ; des versements tombent.",
        "No act is awaited; payments fall due.",
    ),
    "folded": (
        "Non affichés ici : {count} ; `--payments` les montre.",
        "Not shown here: {count}; `--payments` shows them.",
    ),
    "lead.counts": ("{count} ({what}).", "{count} ({what})."),
    "lead.no_dates": ("Aucune date dans cette réponse.", "No date in this answer."),
    "lead.dates_unknown": (
        "Aucune date ne peut encore être donnée.",
        "No date can be given yet.",
    ),
    "lead.dates_of_others": (
        "Aucune date dans cette réponse, sinon celles d'autres, plus bas.",
        "No date in this answer but those of others, below.",
    ),
    "lead.duties": (
        "{actor} : {count} au jour de la question ({what}).",
        "{actor}: {count} binding on the day ({what}).",
    ),
    "lead.not_due": (
        "Non dû, pour une raison dite plus bas : {what}.",
        "Not due, for a reason given below: {what}.",
    ),
    "refused": ("Ce qui n'est pas dû", "What is not due"),
    "lead.remaining": (
        "Reste à remplir, pour {benefit} : {what}.",
        "Left to meet, for {benefit}: {what}.",
    ),
    "lead.next_step": ("À faire d'abord : {what}{cited}", "To do first: {what}{cited}"),
    "lead.ends": ("{what} : le {on}.", "{what}: on {on}."),
    "lead.later": ("Plus tard : {count}.", "Later: {count}."),
    "lead.undetermined_duties": (
        "Indéterminées, faute d'un fait : {count}.",
        "Undetermined, for want of a fact: {count}.",
    ),
    "lead.not_considered": (
        "Le dossier ne dit rien de : {what}. À y ajouter si cela vous concerne.",
        "Not asked about: {what}. Say it in the case if it concerns you.",
    ),
    "up_to": (", jusqu'à {amount}", ", up to {amount}"),
    "lead.recommendations": ("Sans obliger : {count}.", "Without obliging: {count}."),
    "lead.over": ("{what} : passé depuis le {on}.", "{what}: past, since {on}."),
    "lead.over_duties": (
        "{what} : passé depuis le {on} ; {count} qui en dépendaient ne lient plus.",
        "{what}: past, since {on}; {count} that hung on it no longer bind.",
    ),
    "not_encoded": ("Non lu — {place} : {why}", "Not read — {place}: {why}"),
    "lead.no_duties": ("Aucune obligation dans cette réponse.", "No duty in this answer."),
    "lead.articles": (
        "{articles}, {provisions}, au {on}.",
        "{articles}, {provisions}, as of {on}.",
    ),
    "lead.diff": (
        "Entre le {start} et le {end} : {operations}, {changes}.",
        "Between {start} and {end}: {operations}, {changes}.",
    ),
    "lead.no_change": (
        "Entre le {start} et le {end}, rien n'a changé.",
        "Between {start} and {end}, nothing changed.",
    ),
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
    "dates": ("Dates", "Dates"),
    "entry": ("Échéance", "Entry"),
    "amount": ("Montant", "Amount"),
    "line": ("Ligne", "Line"),
    "part": ("Part", "Part"),
    "total": ("Total", "Total"),
    "entitlements": ("Droits par période", "Rights by period"),
    "entitlements.whole": (
        "Droits par période, chacune en entier",
        "Rights by period, each of them whole",
    ),
    "payments": ("Versements", "Payments"),
    "adjustments": (
        "Régularisations : ce qui s'est su depuis le {on}",
        "Adjustments: what has become known since {on}",
    ),
    "lead.learnt": (
        "Écart, sur ce qui est échu, dû à ce qui s'est su depuis le {on} : {amount}.",
        "Difference made to what has fallen due by what has become known since {on}: {amount}.",
    ),
    "adjustments.none": (
        "Rien de ce qui est échu n'a changé.",
        "Nothing of what has fallen due has changed.",
    ),
    "adjustments.none_known": (
        "De ce qui est connu, rien de ce qui est échu n'a changé.",
        "Of what is known, nothing of what has fallen due has changed.",
    ),
    "adjustments.was": ("Su alors", "As known then"),
    "adjustments.is": ("Su aujourd'hui", "As known now"),
    "no_period": ("hors période", "outside any period"),
    "detail": ("Détail", "Detail"),
    "period": ("Période", "Period"),
    "no_change": ("rien ne change", "nothing changes"),
    "not_there": ("absent", "absent"),
    "under_readings": ("Sous chaque lecture", "Under each reading"),
    "received": ("Reçu et dû", "Received and due"),
    "received.sums": ("Sommes reçues", "Sums received"),
    "received.due": ("Dû", "Due"),
    "received.paid": ("payé", "paid"),
    "received.of": ("reçu : {amount}", "received: {amount}"),
    "received.rest": ("Reste dû", "Still owed"),
    "received.in_all": ("En tout : {what}.", "In all: {what}."),
    "received.late": ("en retard", "late"),
    "received.partly_paid": ("payé en partie", "partly paid"),
    "received.paid_on": ("soldé le {on}", "settled on {on}"),
    "received.by": ("somme n° {ranks}", "sum no. {ranks}"),
    "received.no_line": ("sans ligne indiquée", "no line stated"),
    "received.matched": (
        "{amount} rattachés",
        "{amount} matched",
    ),
    "received.overpaid": ("trop-perçu : {amount}", "overpaid: {amount}"),
    "received.unexplained": ("inexpliqué : {amount}", "unexplained: {amount}"),
    "received.later": (
        "reçue après le jour de la question : non comptée",
        "received after the day of the question: not counted",
    ),
    "received.all": (
        "Tout ce qui était échu au {on} a été reçu : {due}.",
        "All that had fallen due by {on} has been received: {due}.",
    ),
    "received.all_known": (
        (
            "Tout ce que l'on sait échu au {on} a été reçu : {due} ; le reste dépend de faits qui "
            "manquent."
        ),
        (
            "All that is known to have fallen due by {on} has been received: {due}; the rest hangs "
            "on "
            "facts that are missing."
        ),
    ),
    "received.owed": (
        (
            "Reste dû au {on} : {rest}, en retard depuis le {since} ; reçu : {received}, sur {due} "
            "échus."
        ),
        (
            "Still owed by {on}: {rest}, late since {since}; received: {received}, of {due} fallen "
            "due."
        ),
    ),
    "received.nothing_due": (
        "Rien n'était échu au {on} ; reçu : {received}.",
        "Nothing had fallen due by {on}; received: {received}.",
    ),
    "received.incomplete": (
        (
            "Une partie de ce qui est échu n'est pas connue, faute d'un fait : elle peut s'ajouter "
            "au "
            "reste dû, ou expliquer une somme inexpliquée."
        ),
        (
            "A part of what has fallen due is not known, for want of a fact: it may add to what is "
            "owed, or explain a sum that is unexplained."
        ),
    ),
    "received.how": (
        (
            "Une somme paie d'abord un versement de ce montant exact, sinon tout ce qui est tombé "
            "un "
            "même jour et fait ce total, sinon le plus ancien."
        ),
        (
            "A sum pays first a payment of exactly that amount, else all that fell due on one day "
            "and "
            "adds up to it, else what is oldest."
        ),
    ),
    "trace.more": (
        "Ce que les tableaux disent n'est pas répété ici : `--trace full` montre chaque étape.",
        "What the tables say is not repeated here: `--trace full` shows each step.",
    ),
    "trace.more.served": (
        "Ce que les tableaux disent n'est pas répété ici : chaque ligne donne ses raisons.",
        "What the tables say is not repeated here: each line gives its reasons.",
    ),
    "that_day": ("ce jour-là", "that day"),
    "reading_ids": (
        "Pour choisir une autre lecture : `--reading ID=OPTION` ; `--trace full` donne les noms.",
        "To choose another reading: `--reading ID=OPTION`; `--trace full` gives the names.",
    ),
    "reading": ("Lecture", "Reading"),
    "difference": ("Écart", "Difference"),
    "duty": ("Obligation", "Duty"),
    "category": ("Nature", "Kind"),
    "duties.binding": (
        "Obligations qui lient au jour de la question",
        "Duties binding on the day of the question",
    ),
    "duties.later": ("Obligations qui lieront plus tard", "Duties that will bind later"),
    "duties.undetermined": (
        "Obligations indéterminées : il manque un fait",
        "Undetermined duties: a fact is missing",
    ),
    "recommendations": (
        "Recommandations : le texte y invite et n'y oblige pas",
        "Recommendations: the text invites to them and does not oblige",
    ),
    "duty.from": ("à compter du {on}", "from {on}"),
    "duty.until": ("jusqu'au {on}", "until {on}"),
    "duty.unless": ("Sauf mention contraire : {what}", "Unless said otherwise: {what}"),
    "duty.awaits": ("attend : {what}", "awaits: {what}"),
    "duty.deadline": (
        "échéance le {on} : « {what} » ({status})",
        "due on {on}: “{what}” ({status})",
    ),
    "theirs": ("Dates d'autres acteurs : {what}", "Dates of others: {what}"),
    "duties_of": ("Obligations : {subject}", "Duties: {subject}"),
    "general": ("en général", "in general"),
    "references": ("Réf.", "Ref."),
    "references_list": ("Références", "References"),
    "missing": ("Ce qui manque pour répondre", "What is missing to answer"),
    "missing.outside_window": (
        "Manque aussi, mais ne change rien entre ces jours : {what}.",
        "Also missing, though it changes nothing between these days: {what}.",
    ),
    "affects": ("en dépend : {what}", "depends on it: {what}"),
    "if_value": ("si {value} → {leads_to}", "if {value} → {leads_to}"),
    "write_in_case": ("dans le dossier : {fact}", "in the case file: {fact}"),
    "write_in_case_or_else": (
        "dans le dossier : {fact} (une date, ou {other} si ce n'est pas encore fait)",
        "in the case file: {fact} (a date, or {other} when it has not happened yet)",
    ),
    "write.example": ("à écrire ainsi, par exemple :", "written like this, for example:"),
    "readings": ("Lectures retenues", "Readings used"),
    "reading_default": ("par défaut", "default"),
    "reading_chosen": ("choisie", "chosen"),
    "reading_reason": ("Motif : {reason}", "Reason: {reason}"),
    "reading_other": ("Autre lecture : {says}", "Other reading: {says}"),
    "notices": ("À savoir", "Please note"),
    "law": ("Droit applicable", "Applicable law"),
    "law.in_force": ("en vigueur depuis le {on}", "in force since {on}"),
    "law.in_force_undated": ("en vigueur", "in force"),
    "remarks": ("Remarques", "Remarks"),
    "remarks.where": ("vaut si : {condition}", "holds if: {condition}"),
    "taken": (
        "Retenu, faute d’indication dans le dossier",
        "Taken as given, since the case does not say",
    ),
    "taken.fact": ("{label} : {value}", "{label}: {value}"),
    "stands_for": ("Vaut pour", "Applies to"),
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
    "arises_on": (
        "compté dans la période où le droit est né, le {on}",
        "counted in the period in which the right arose, on {on}",
    ),
    "adjustment": ("{due}, moins {was} déjà dus", "{due}, less {was} already due"),
    "trace.see": (
        "condition par condition : voir plus haut, au {on}",
        "requirement by requirement: see above, at {on}",
    ),
    "trace.see_below": (
        "condition par condition : voir plus bas, au {on}",
        "requirement by requirement: see below, at {on}",
    ),
    "trace.see_proof": (
        "d'où cela vient : voir plus haut, au {on}",
        "where it comes from: see above, at {on}",
    ),
    "trace.see_proof_below": (
        "d'où cela vient : voir plus bas, au {on}",
        "where it comes from: see below, at {on}",
    ),
    "trace.version": ("Version : {span}", "Version: {span}"),
    "failed": (
        "{label} — attendu : {needed} ; lu : {read}",
        "{label} — needed: {needed}; read: {read}",
    ),
    "unknown_value": ("inconnu", "unknown"),
    "undefined_value": ("non défini, aucune règle ne le donne", "undefined, no rule gives it"),
    "set_aside_by": ("écartée par : {says} [{citation}]", "set aside by: {says} [{citation}]"),
    "not_in_a_case.event": (
        "aucun dossier ne le dit : la date n'est pas connue",
        "no case tells it: the day is not known",
    ),
    "not_in_a_case.value": (
        "aucun fait ne manque au dossier",
        "no fact is missing from the case",
    ),
    "not_in_a_case.table": (
        "aucun dossier ne le dit : le texte ne donne pas de valeur",
        "no case tells it: the text gives no value",
    ),
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
    "chain.brought": ("introduit par {what}", "brought by {what}"),
    "chain.repealed": ("abrogé par {what}", "repealed by {what}"),
    "chain.amended": ("modifié par {what}", "amended by {what}"),
    "chain.renumbered": ("renuméroté par {what}", "renumbered by {what}"),
    "chain.reinstated": ("rétabli par {what}", "reinstated by {what}"),
    "verb.written": ("écrit", "written"),
    "verb.replaced": ("remplacé", "replaced"),
    "verb.inserted": ("inséré", "inserted"),
    "verb.completed": ("complété", "completed"),
    "verb.repealed": ("abrogé", "repealed"),
    "verb.amended": ("modifié", "amended"),
    "verb.renumbered": ("renuméroté", "renumbered"),
    "verb.reinstated": ("rétabli", "reinstated"),
    "change.added": ("ajouté", "added"),
    "change.removed": ("supprimé", "removed"),
    "change.changed": ("modifié", "changed"),
    "provision": ("Disposition", "Provision"),
    "before": ("Avant", "Before"),
    "after": ("Après", "After"),
    "effect_on": ("effet le {on}", "with effect on {on}"),
    "value.delay": ("délai", "time limit"),
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
    # when an answer changes
    "timeline.of": ("{query} au fil du temps", "{query} over time"),
    "timeline.now": ("Au {on}, {says}.", "On {on}, {says}."),
    "timeline.last": ("→ {last}", "→ {last}"),
    "timeline.open": ("sans changement ensuite", "no change after that"),
    "timeline.next": (
        "La réponse reste la même jusqu'au {last} ; elle change le {on} : {what}.",
        "The answer stays the same until {last}; it changes on {on}: {what}.",
    ),
    "timeline.stays": (
        "La réponse ne change plus ensuite.",
        "The answer does not change any more after that.",
    ),
    "timeline.bounded": (
        "La réponse reste la même jusqu'au {last}, dernier jour demandé.",
        "The answer stays the same until {last}, the last day asked about.",
    ),
    "timeline.outside": (
        "Le {on} n'est pas parmi les jours demandés.",
        "{on} is not one of the days asked about.",
    ),
    "timeline.goes_on": (
        "La réponse change encore après le {last} : --until la suit plus loin.",
        "The answer still changes after {last}: --until follows it further.",
    ),
    "timeline.goes_on.served": (
        "La réponse change encore après le {last}.",
        "The answer still changes after {last}.",
    ),
    "timeline.same": (
        "Deux jours sont sur la même ligne si la réponse y dit la même chose du dossier.",
        "Two days are on one line if the answer says the same of the case on both.",
    ),
    "timeline.days": ("À partir du", "From"),
    "timeline.answer": ("Réponse", "Answer"),
    "timeline.why": ("Ce qui change", "What changes"),
    "timeline.here": ("jour de la question", "day of the question"),
    "cause.law": ("entrée en vigueur : {what}", "entry into force: {what}"),
    "cause.fact": ("{what}", "{what}"),
    "cause.fact_since": ("lendemain de : {what}", "day after: {what}"),
    "cause.history": ("{what} : {is_}", "{what}: {is_}"),
    "cause.period": ("début : {what}", "start: {what}"),
    "cause.end": ("fin : {what}", "end: {what}"),
    "cause.payment": ("échu : {what}", "falls due: {what}"),
    "cause.payments": ("{count}, {amount} en tout : {what}", "{count}, {amount} in all: {what}"),
    "cause.right": ("droit nouveau : {what}, {amount}", "new right: {what}, {amount}"),
    "cause.right_gone": ("droit de moins : {what}, {amount}", "right gone: {what}, {amount}"),
    "cause.unknown": (
        "peut être échu, non connu : {what}",
        "may have fallen due, not known: {what}",
    ),
    "cause.reading": ("une lecture compte : {what}", "a reading matters: {what}"),
    "cause.changed": ("{what} : {was} → {is_}", "{what}: {was} → {is_}"),
    "cause.came": ("{what} : {is_}", "{what}: {is_}"),
    "cause.went": ("n'est plus demandé : {what}", "asked no more: {what}"),
    "cause.many": ("{count} : {what}", "{count}: {what}"),
    "cause.other": ("{what}", "{what}"),
    "legend.basis": (
        "Fondement de chaque référence, et le plus faible derrière chaque ligne : {what}.",
        "Basis of each reference, and the weakest behind each line: {what}.",
    ),
    "basis.official_text": ("texte officiel", "official text"),
    "basis.official_summary": ("résumé officiel", "official summary"),
    "basis.inferred": ("déduit", "inferred"),
}

_COUNTED: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "period": (("période", "périodes"), ("period", "periods")),
    "date": (("date", "dates"), ("date", "dates")),
    "payment": (("versement", "versements"), ("payment", "payments")),
    "day": (("jour", "jours"), ("day", "days")),
    "deadline": (("échéance", "échéances"), ("deadline", "deadlines")),
    "requirement": (("condition", "conditions"), ("requirement", "requirements")),
    "benefit": (("éligibilité", "éligibilités"), ("benefit", "benefits")),
    "duty": (("obligation", "obligations"), ("duty", "duties")),
    "recommendation": (
        ("recommandation", "recommandations"),
        ("recommendation", "recommendations"),
    ),
    "fallen_due": (("versement échu", "versements échus"), ("payment due", "payments due")),
    "article": (("article", "articles"), ("article", "articles")),
    "provision": (("disposition", "dispositions"), ("provision", "provisions")),
    "operation": (("opération", "opérations"), ("operation", "operations")),
    "changed": (
        ("disposition changée", "dispositions changées"),
        ("provision changed", "provisions changed"),
    ),
}

CATALOGUE: Mapping[str, tuple[str, str]] = {
    **_OWN,
    **{f"category.{name}": words for name, words in CATEGORIES.items()},
    **{f"entry.{name}": words for name, words in KINDS.items()},
    **{f"status.{name}": words for name, words in STATUSES.items()},
    **{f"trait.{name}": words for name, words in TRAITS.items()},
}
"""Every interface word. A key that is not here is a bug, except through `word_or`."""


def say(key: str, language: Language, /, **slots: str) -> str:
    """Return the wording of `key` with its slots filled and
    French no-break spaces in place; KeyError for an unknown key.
    """
    return typographic(CATALOGUE[key][0 if language == "fr" else 1].format(**slots), language)


def count_of(count: int, thing: str, language: Language) -> str:
    """Return a number of things, `1 date`, `5 dates` (in French 0 is singular)."""
    singular, plural = _COUNTED[thing][0 if language == "fr" else 1]
    return f"{count} {singular if count == 1 or (count == 0 and language == 'fr') else plural}"


def word_or(group: str, name: object, language: Language) -> str:
    """Return the wording of `group.name`, or the name itself
    in plain words when the catalogue does not have it.
    """
    key = f"{group}.{name}"
    return say(key, language) if key in CATALOGUE else str(name).replace("_", " ")
