"""The French of what the English pages of the language and of the tables take from the engine: the
comments of their YAML, remarks, what each pass does. The YAML itself is the same in both."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from engine.language.forms import FORMS

LANGUAGE = Path("docs") / "language.fr.md"
BLOCK = re.compile(r'^```yaml title="([^"]*)"\n(.*?)^```$', re.M | re.S)
_COMMENT = re.compile(r"(^|\s)# (.*)$", re.M)

TITLES = {
    "tables": "barèmes",
    "values": "valeurs",
    "conditions": "conditions",
    "conclusions": "conclusions",
    "expectations": "ce qui est attendu",
    "parts": "parties",
    "case.yaml": "dossier.yaml",
    "garden.scenario.yaml": "jardin.scenario.yaml",
}
COMMENTS = {
    "its average over the period, each value counting for its days": (
        "sa moyenne sur la période, chaque valeur comptant pour ses jours"
    ),
    "its value on the last day of the period; or period_start, on the first": (
        "sa valeur au dernier jour de la période ; ou period_start, au premier"
    ),
    "the first anniversary on that day or after it, a year after the first day at least": (
        "le premier anniversaire ce jour-là ou après, un an au moins après le premier jour"
    ),
    "signed or amended from that day on; not_yet, where both are before it": "signé ou modifié à partir de ce jour ; not_yet, là où les deux le précèdent",
    "how many elements of a collection, or records of a list": "combien d'éléments d'une collection, ou d'enregistrements d'une liste",
    "0 where there is none": "0 s'il n'y en a aucun",
    "one of its elements does": "l'un de ses éléments au moins",
    "each of those that count does": "chacun de ceux qui comptent",
    "so many of them do; any operator": "autant d'entre eux ; tout opérateur",
    "of what is worked out over them": "ce qui est calculé sur eux",
    "left out, that of the text it amends": "omis, celui du texte qu'il modifie",
    "accord, avenant, code, decree, scheme, guide": "accord, avenant, code, decree, scheme, guide",
    "as it is cited": "comme il est cité",
    "named groups; a provision or an operation says `effect: <group>`, ordinary by default": "des groupes nommés ; une disposition ou une opération dit `effect: <groupe>`, ordinary par défaut",
    "other texts, as they are called in a sentence": "d'autres textes, comme on les appelle dans une phrase",
    "`after: [text]` orders two texts that amend the same provision on the same day": "`after: [texte]` ordonne deux textes qui modifient la même disposition le même jour",
    "any of: paragraph, point, sentence, indent, row, title (strings or integers)": "parmi : paragraph, point, sentence, indent, row, title (chaînes ou entiers)",
    "official_text | official_summary | inferred": "official_text | official_summary | inferred",
    "only where words command; exact words of the source": "seulement là où des mots commandent ; les mots exacts de la source",
    "optional, a group of text.yaml": "facultatif, un groupe de text.yaml",
    "optional named values, shown and compared, for norms too": "facultatif, des valeurs nommées, montrées et comparées, pour les normes aussi",
    "occasions (one or a list); only a derivation and a payment may do without": "des occasions (une ou une liste) ; seules une dérivation et un versement s’en passent",
    "condition, optional": "la condition, facultative",
    "exactly one conclusion": "exactement une conclusion",
    "printed by the text; checked when the rules are read": "imprimés par le texte ; vérifiés à la lecture des règles",
    "{fact} placeholders are filled with the facts of the occasion": "chaque {fait} est remplacé par le fait de l'occasion",
    "`*` matches anything": "`*` vaut pour tout",
    "the part without share is the rest: to the cent, nothing is lost": "la part sans share est le reste : au centime, rien ne se perd",
    "divisions come last: nothing is rounded on the way": "les divisions viennent en dernier : rien n'est arrondi en chemin",
    "exactly two values": "exactement deux valeurs",
    "for example a right that is owed back": "par exemple un droit qui est à rendre",
    "alone in not needing all its parts: see below": "la seule à n'avoir pas besoin de toutes ses parties : voir plus bas",
    "`times`: the duration is taken so many times, a whole number": "`times` : la durée est prise tant de fois, un nombre entier",
    "its value on another day than the occasion's; only for a fact that varies": "sa valeur un autre jour que celui de l'occasion ; pour un fait qui varie seulement",
    "an act that has not happened: later than every date": "un acte qui n'a pas eu lieu : postérieur à toute date",
    "the part of the whole period that the occasion covers; or months, those begun count": "la part de la période entière que couvre l'occasion ; ou months, les mois commencés comptent",
    "what is left of an occasion that a change of the law cuts: 1 where none does": "ce qui reste d'une occasion qu'un changement de la loi coupe : 1 si aucun ne la coupe",
    "the part of the whole period that the occasion would cover without the cut": "la part de la période entière que couvrirait l'occasion sans la coupure",
    "sum of weight × value over a list of records": "somme de poids × valeur sur une liste d'enregistrements",
    "each value counts up to a bound": "chaque valeur compte jusqu'à une borne",
    "eight clear days (francs) before; or after": "huit jours francs avant ; ou after (après)",
    "or ouvres; or before": "ou ouvres (ouvrés) ; ou before (avant)",
    "past Saturdays, Sundays and public holidays": "au-delà des samedis, des dimanches et des jours fériés",
    "`past`: which days; `to`: back to the day before": "`past` : quels jours ; `to` : au jour d'avant",
    "or the first_day; month, quarter, half_year, year": "ou first_day ; mois, trimestre, semestre, année",
    "`later`: 1 is the next quarter, -1 the one before": "`later` : 1 est le trimestre suivant, -1 le précédent",
    "30 June of the next year; without `later`, of the same year": "le 30 juin de l'année suivante ; sans `later`, de la même année",
    "the next first day of a month, or the day itself if it is one": "le premier jour de mois suivant, ou le jour même si c'en est un",
    "the next 30 June; or on_or_after, before, on_or_before": "le 30 juin suivant ; ou on_or_after, before, on_or_before",
    "to the nearest ten: 15 gives 20": "à la dizaine la plus proche : 15 donne 20",
    "`by` may be a value of type duration": "`by` peut être une valeur de type durée",
    "1 March, and not 28 February (`down`, by default)": "le 1er mars, et non le 28 février (`down`, par défaut)",
    "of durations: unknown if not certain": "de durées : inconnu si ce n'est pas certain",
    "years, months or days: seniority, age": "years (années), months (mois) ou days (jours) : ancienneté, âge",
    "`complete` by default": "`complete` (révolus) par défaut ; begun, commencés",
    "of a duration: whole months": "d'une durée : des mois entiers",
    "a duration: `P1Y`, `P3M`, `P2W`, `P15D`": "une durée : `P1Y`, `P3M`, `P2W`, `P15D`",
    "or `euro`": "ou `euro`",
    "a third, exactly": "un tiers, exactement",
    "exactly; by zero there is no value": "exactement ; par zéro, il n'y a pas de valeur",
    "`direction` is up or down": "`direction` est up (vers le haut) ou down (vers le bas)",
    "the group `ordinary`": "le groupe `ordinary`",
    "several facts: all of them": "plusieurs faits : tous",
    "several operators: all of them": "plusieurs opérateurs : tous",
    "all its requirements in force hold": "toutes ses conditions en vigueur sont remplies",
    "met when `when` is true, unmet when it is false": "remplie quand `when` est vrai, non remplie quand il est faux",
    "deadline (by default), event, anniversary, review, term": "deadline (par défaut), event, anniversary, review, term",
    "the text invites to it and does not oblige": "le texte y invite et n'oblige pas",
    "1°, 2°, … as cited; `indent: 1` for the first dash": "1°, 2°, … comme cité ; `indent: 1` pour le premier tiret",
    "replace | insert | complete | repeal | amend; a provision (text/article/id) or an article (text/article)": "replace | insert | complete | repeal | amend ; une disposition (texte/article/id) ou un article (texte/article)",
    "what must be found, any part of the provision's own YAML": "ce qui doit être trouvé, une partie quelconque du YAML de la disposition",
    "provisions, as in an article; source, basis and effect are the operation's when left out": "des dispositions, comme dans un article ; source, basis et effect sont ceux de l'opération s'ils sont omis",
    "it exists from the effect of this text: `since` says so by itself": "elle existe depuis l'effet de ce texte : `since` le dit de lui-même",
    "bounds only widen: a case of before stays valid": "les bornes ne font que s'élargir : un dossier d'avant reste valide",
    "one cell": "une cellule",
    "the total that the text prints, and its cell": "le total que le texte imprime, et sa cellule",
    "a row is added": "une ligne est ajoutée",
    "a column, a cell for each row": "une colonne, une cellule par ligne",
    "a bracket, by its class": "une tranche, par sa classe",
    "a figure: the keys that lead to it": "un chiffre : les clés qui y mènent",
    "a named value": "une valeur nommée",
    "an item of a list, known by what it is": "un élément de liste, connu par ce qu'il est",
    "as the agreement wrote it": "comme la convention l'a écrit",
    "as the amendment left it": "comme l'avenant l'a laissé",
    "as that operation left it": "comme cette opération l'a laissé",
    "taken away by it: there is nothing to do": "retiré par lui : il n'y a rien à faire",
    "text, integer, ratio, money, decimal, duration, boolean, date, enumeration": "text, integer, ratio, money, decimal, duration, boolean, date, enumeration",
    "and maximum; bounds that a case may not pass": "et maximum ; des bornes qu'un dossier ne peut pas passer",
    'a case may give a history: [{from: "2021-01-01", value: 12}, …]': 'un dossier peut donner un historique : [{from: "2021-01-01", value: 12}, …]',
    "concluded by a rule, never given by a case": "conclu par une règle, jamais donné par un dossier",
    "a mapping by key; without `keys`, a list of records": "un groupe par clé ; sans `keys`, une liste d'enregistrements",
    "what rules call one element: `plot`, `plot.started_on`": "comment les règles appellent un élément : `plot`, `plot.started_on`",
    "while that act has not happened there is no element": "tant que cet acte n'a pas eu lieu, il n'y a pas d'élément",
    "a case that gives it gives it whole": "un dossier qui la donne la donne entière",
    "of an element that a whole list leaves out": "d'un élément qu'une liste entière omet",
    "{element}: the label of what `*` matched": "{element} : le libellé de ce que `*` a trouvé",
    "who acts, and what duties speak of (`subject`)": "qui agit, et de quoi parlent les obligations (`subject`)",
    "what the `values` of provisions are called": "comment s'appellent les `values` des dispositions",
    "80 gives 50 × 100 % + 30 × 60 %": "80 donne 50 × 100 % + 30 × 60 %",
    "the part of the period; or months, quarters": "la part de la période ; ou months, quarters",
    "the row named by a value": "la ligne nommée par une valeur",
    "80 gives 80 × 60 %": "80 donne 80 × 60 %",
    "a grid of dates from an anchor": "une grille de dates à partir d'une ancre",
    "optional, the provision that makes that day the origin: cited when it has not come": "facultatif, la disposition qui fait de ce jour l'origine : citée quand il n'est pas venu",
    "a text that must be in force that day, else a finding": "un texte qui doit être en vigueur ce jour-là, sinon une anomalie",
    "either `on` or `each_period`": "ou bien `on`, ou bien `each_period`",
    "under that option a period is cut where the law changes": "sous cette option, une période est coupée là où la loi change",
    "for each element of a collection": "pour chaque élément d'une collection",
    "only periods that end after it; the first one begins on it": "seulement les périodes qui finissent après lui ; la première commence ce jour-là",
    "every key given must match one record of the answer": "chaque clé donnée doit se retrouver dans un enregistrement de la réponse",
}
REMARKS = {
    "The day from which days": "Le jour à partir duquel on compte ne compte pas. Les jours *ouvrables* sont tous les jours sauf les dimanches et les jours fériés ; les jours *ouvrés*, tous sauf les samedis, les dimanches et les jours fériés. Entre un jour et celui qui vient tant de jours *francs* après lui, il y a autant de jours entiers : ni l'un ni l'autre ne compte.",
    "`carried_over` is for": "`carried_over` est pour un terme qui tombe un jour chômé, comme l'article 642 du code de procédure civile. Un texte qui ne dit pas si ses termes sont reportés se lit par une `reading` : une option donne `{carried_over: …}`, l'autre le jour lui-même.",
    "`holidays` names": "`holidays` nomme le territoire dont les jours fériés comptent : `metropole`, `alsace_moselle`, `guadeloupe`, `martinique`, `guyane`, `reunion`, `mayotte`, `saint_barthelemy`, `saint_martin`, `saint_pierre_et_miquelon`, `nouvelle_caledonie`, `polynesie_francaise`, `wallis_et_futuna` ; ou un fait, dont chaque dossier donne un de ces mots. Ils viennent de la bibliothèque `holidays` : `pip install accord[holidays]`. Ils sont connus de 1951 à 2099 ; un autre jour, la valeur est inconnue.",
    "`day_of_year` takes a day": "`day_of_year` prend un jour qui existe chaque année. Pour le dernier jour de février, écrivez `{last_day: month, of: …}` d'un jour de février.",
    "With `after`, `on_or_after`": "Avec `after`, `on_or_after`, `before` ou `on_or_before` à la place de `of`, c'est le plus proche de ces jours de ce côté : le 30 juin qui suit le 1er mars 2024 est le 30 juin 2024, et celui qui suit le 30 juin 2024 est celui de 2025. Si le jour lui-même compte, le texte le dit, ou une interprétation : `on_or_after` le 30 juin 2024 donne ce jour-là.",
    "`first_known` gives": "`first_known` donne la première de ses parties qui a une valeur. Ce qu'il fait d'une partie sans valeur dépend de la raison :\n\n- Il passe une partie qui n'a pas de valeur dans ce dossier : un fait que le dossier omet, un évènement sans jour, un fait dérivé qu'aucune règle ne donne (*indéfini*).\n- Il attend une partie qui lit un fait dérivé encore inconnu, parce que des faits que lisent ses règles manquent. Il ne prend pas la suivante à sa place : la valeur est inconnue, et ces faits sont demandés.",
    "To pass over a fact": "Passer un fait qu'un dossier omet, c'est prendre le silence pour une réponse, comme `known: false`. Un dossier qui omet le fait reçoit alors une autre réponse, tout aussi certaine : rien ne dit qu'un fait manque. Par exemple, `{first_known: [{fact: task.achievement.rate}, 1]}` est 0.85 pour un dossier qui donne ce taux, et 1 pour le même dossier sans lui. N'écrivez donc `first_known` d'un tel fait que là où le silence veut dire qu'il n'y a rien : un taux qui n'a pas été retenu, un jour qui n'a pas été fixé. Ailleurs, laissez une règle dériver le fait, et `first_known` l'attend.",
    "`split` is": "`split` est la part d'un montant qui revient à la période de l'occasion, sur tout le temps qui sépare deux jours. Il compte en jours, ou en mois ou trimestres entiers depuis le premier jour. C'est ce qui s'est écoulé qui est arrondi au centime, et non chaque part : les parts de périodes qui se suivent font donc le montant. Il est inconnu là où les jours ne sont pas dans l'ordre, ou si le dernier est `not_yet`.",
    "`scale` takes": "`scale` prend chaque partie d'un nombre au taux de sa tranche : avec 100 % jusqu'à 8 000, 60 % jusqu'à 16 000 et 20 % au-delà, 10 000 donne 8 000 × 100 % + 2 000 × 60 %, soit 9 200. Avec `applied: whole`, le nombre entier est pris au taux de la tranche où il se trouve : 10 000 donne 6 000. Les tranches commencent à 0, et un nombre sous 0 donne 0. Elles sont écrites dans la règle, ou sont un barème à tranches de la loi (`in`), qu'un avenant peut changer.",
    "`end_of_month` says": "`end_of_month` dit ce que devient un jour que le mois n'a pas. `down`, par défaut, prend son dernier jour : un mois après le 31 janvier, c'est le 28 février. `up` prend le premier jour du mois suivant : le 1er mars. Le texte en décide, ou une interprétation. En reculant, c'est la même chose : un mois avant le 31 mars, c'est le 28 février, ou le 1er mars. Dans `time`, il dit quel jour un mois ou une année sont révolus : qui est né un 29 février a un an de plus le 28 février, ou le 1er mars.",
    "A month has": "Un mois a de 28 à 31 jours. `longest` et `shortest` ne donnent donc une durée que là où elle est certainement la plus longue ou la plus courte, quel que soit le jour d'où toutes courent : de `P1M` et `P32D`, la seconde est la plus longue ; de `P1M` et `P30D`, aucune ne l'est certainement, et la valeur est inconnue. `P12M` est `P1Y`, et `P1W` est `P7D`. Les opérateurs `longer_than`, `shorter_than`, `lasts_at_least` et `lasts_at_most` suivent la même règle.",
    "`time` counts": "`time` compte les années, les mois ou les jours entiers d'une date à une autre. `complete`, par défaut, compte ceux qui sont révolus : qui est né un 15 juin a un an de plus le 15 juin. `begun` compte aussi celui qui est en cours. C'est 0 là où la seconde date n'est pas après la première, et inconnu là où la seconde n'est pas venue (`not_yet`).",
    "`1/3` is": "`1/3` est un tiers, exactement : trois fois un tiers de 100 euros font 100 euros, et non 99,99. Un nombre divisé par zéro n'a pas de valeur. Ce qui en dépend est indéterminé, et la réponse dit que le diviseur est zéro.",
    "`round` rounds": "`round` arrondit un nombre à l'unité la plus proche, et une moitié monte : à la dizaine la plus proche, 15 donne 20. `to` est l'unité : un nombre au-dessus de zéro, `cent` ou `euro`. `direction` le fait arrondir vers le haut (`up`) ou vers le bas (`down`). Un nombre sous zéro s'arrondit comme son opposé : −15 à la dizaine la plus proche donne −20. Rien d'autre n'arrondit en chemin : un montant s'arrondit au centime une seule fois, à la fin.",
    "`count`, `sum`,": "`count`, `sum`, `least` et `greatest` travaillent sur les éléments d'une collection, ou sur une liste d'enregistrements. Les faits d'un élément portent son nom au singulier, ceux d'un enregistrement le nom de la liste ; les autres faits se lisent comme ailleurs. `where` dit lesquels comptent ; sans lui, tous comptent.",
    "A collection that a case": "Une collection qu'un dossier ne donne pas est inconnue, de même qu'un élément dont la condition l'est. `count` d'aucun élément est 0, et `sum` aussi ; `least` et `greatest` d'aucun élément n'existent pas, et ce qui en a besoin est indéterminé. Dans une collection à `keys` qui n'est pas `complete`, un élément que le dossier n'énumère pas existe peut-être. Un élément apporté par un texte (`since`) n'est pas là aux occasions d'avant l'effet de ce texte.",
}
"""The French of each remark on the forms of values, by how the English one begins."""
KINDS = {
    "any": "tout",
    "dates": "dates",
    "numbers": "nombres",
    "words": "mots",
    "truths": "vrai ou faux",
    "durations": "durées",
}
PASSES = {
    "narrow": "les nombres sont rangés sur 32 bits là où ils y tiennent",
    "fold": "une condition sur des dates qui a un seul résultat pour toutes les lignes est calculée une fois, avec le plan",
    "unroll": "les jours d'une grille de peu de périodes sont des colonnes du dossier, une par période",
    "simplify": "les conditions perdent ce qu'elles répètent",
    "hoist": "ce qui ne dépend que du dossier est calculé une fois par dossier",
    "prune": "les colonnes qu'aucune ligne de la réponse ne lit sont laissées de côté",
}


def in_french(block: str) -> str:
    """Return a block of YAML with its comments in French; KeyError for one that has no French."""
    return _COMMENT.sub(lambda match: f"{match[1]}# {COMMENTS[match[2]]}", block)


def blocks_in_french(page: str) -> Mapping[str, str]:
    """Return the blocks of an English page, by their titles, as a French page shows them."""
    return {
        f"block {title}": (f'```yaml title="{TITLES.get(title, title)}"\n{in_french(content)}```\n')
        for title, content in BLOCK.findall(page)
    }


def remarks_in_french() -> list[str]:
    """Return the remarks on the forms of values; KeyError for one that has no French."""
    return [
        REMARKS[next((start for start in REMARKS if remark.startswith(start)), remark)]
        for form in FORMS
        for remark in form.remarks
    ]
