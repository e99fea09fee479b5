"""ACC3xx: cases."""

from __future__ import annotations

from engine.codes.entry import Code, entry

CASES: tuple[Code, ...] = (
    entry(
        "ACC301", ("fait inconnu", "unknown fact"),
        ("Le vocabulaire ne connaît pas ce nom à cet endroit.", "The vocabulary does not know this name here."),
        "club: {menbers: 120}", "club: {members: 120}",
    ),
    entry(
        "ACC302", ("valeur d'une autre nature", "value of another type"),
        (
            "Le fait attend un nombre, un texte, une date, vrai ou faux, une liste ou un groupe de faits.",
            "The fact expects a number, a text, a date, true or false, a list or a group of facts.",
        ),
        "contract: {file_complete: oui}", "contract: {file_complete: true}",
    ),
    entry(
        "ACC303", ("date impossible", "impossible date"),
        ("La date n'existe pas ou n'est pas écrite année-mois-jour.", "The date does not exist or is not written year-month-day."),
        'contract: {signed_on: "15/01/2020"}', 'contract: {signed_on: "2020-01-15"}',
    ),
    entry(
        "ACC304", ("valeur hors des bornes", "value out of bounds"),
        (
            "Nombre négatif ou plus grand qu'il ne peut l'être ; année hors de 1900 à 2199 ; liste de plus de 400 entrées.",
            "A number that is negative or larger than it can be; a year outside 1900 to 2199; a list of more than 400 entries.",
        ),
        "club: {members: -1}", "club: {members: 1}",
    ),
    entry(
        "ACC305", ("mot inconnu pour ce fait", "unknown word for this fact"),
        ("Le fait n'admet que certains mots.", "The fact admits only some words."),
        "club: {kind: asociation}", "club: {kind: association}",
    ),
    entry(
        "ACC306", ("dates dans le désordre", "dates out of order"),
        (
            "Un acte précède celui qu'il suppose (fin avant début) ; le même jour convient.",
            "An act precedes the one that it supposes (end before start); the same day is fine.",
        ),
        'repair: {started_on: "2020-07-01", ended_on: "2020-05-03"}',
        'repair: {started_on: "2020-07-01", ended_on: "2021-05-03"}',
    ),
    entry(
        "ACC307", ("deux valeurs à la même date", "two values on one date"),
        ("Une histoire donne une valeur par date.", "A history gives one value for each date."),
        'members: [{from: "2020-01-15", value: 1}, {from: "2020-01-15", value: 2}]', 'members: [{from: "2020-01-15", value: 2}]',
    ),
    entry(
        "ACC308", ("histoire incomplète", "incomplete history"),
        ("Chaque entrée d'une histoire dit depuis quand (`from`) et quoi (`value`).", "Each entry of a history says since when and what."),
        "members: [{value: 120}]", 'members: [{from: "2020-01-15", value: 120}]',
    ),
    entry(
        "ACC309", ("fait qui ne varie pas", "fact that does not vary"),
        ("Ce fait n'a qu'une valeur : une histoire n'a pas de sens.", "This fact has one value: a history has no meaning."),
        'signed_on: [{from: "2020-01-15", value: "2020-01-15"}]', 'signed_on: "2020-01-15"',
    ),
    entry(
        "ACC310", ("deux faits qui s'excluent", "two facts that exclude each other"),
        ("De ces faits, un seul peut être donné.", "Of these facts only one can be given."),
        "{year: 1, rate: 0.85, marks: [{share: 1, level: 0.85}]}", "{year: 1, rate: 0.85}",
    ),
    entry(
        "ACC311", ("entrée donnée deux fois", "entry given twice"),
        ("Deux entrées d'une liste ont le même rang.", "Two entries of a list have the same rank."),
        "results: [{year: 1, rate: 0.85}, {year: 1, rate: 0.9}]",
        "results: [{year: 1, rate: 0.85}, {year: 2, rate: 0.9}]",
    ),
    entry(
        "ACC312", ("fait étranger à cet élément", "fact foreign to this element"),
        ("Ce fait n'a de sens que pour d'autres éléments.", "This fact has a meaning for other elements only."),
        'repair: {van_bought_on: "2022-12-15"}', 'delivery: {van_bought_on: "2022-12-15"}',
    ),
    entry(
        "ACC313", ("fait déduit donné à la main", "derived fact given by hand"),
        ("Le droit déduit ce fait : le dossier ne le donne pas.", "The law derives this fact: the case does not give it."),
        "club: {members: 120, size: 2}", "club: {members: 120}",
    ),
    entry(
        "ACC314", ("fait sans valeur", "fact without value"),
        (
            "Ce qui est inconnu se laisse de côté ; un acte qui n'a pas eu lieu s'écrit not_yet.",
            "What is unknown is left out; an act that has not happened is written not_yet.",
        ),
        "contract: {signed_on: }", "contract: {signed_on: not_yet}",
    ),
    entry(
        "ACC315", ("fait nécessaire manquant", "needed fact missing"),
        ("Sans ce fait, l'élément ne dit rien.", "Without this fact the element says nothing."),
        "incidents: [{by: town}]", 'incidents: [{reported_on: "2023-01-10", by: town}]',
    ),
    entry(
        "ACC316", ("élément inconnu", "unknown element"),
        ("La collection n'a pas d'élément de ce nom.", "The collection has no element of this name."),
        "workshops: {repare: {}}", "workshops: {repair: {}}",
    ),
    entry(
        "ACC317", ("élément donné deux fois", "element given twice"),
        ("La liste nomme deux fois le même élément.", "The list names the same element twice."),
        "workshops: [repair, repair]", "workshops: [repair]",
    ),
    entry(
        "ACC318", ("corpus introuvable ou à préciser", "corpus not found, or to be named"),
        (
            "Le dossier nomme un corpus qui n'est pas lu (ajoutez son dossier avec --rulesets), ou ne dit pas lequel de plusieurs répond.",
            "The case names a corpus that is not read (add its folder with --rulesets), or does not tell which of several answers.",
        ),
        "corpus: vel", "corpus: velo",
    ),
    entry(
        "ACC319", ("ce n'est pas un dossier", "not a case"),
        ("Un dossier est un tableau de faits par leurs noms.", "A case is a mapping of facts by their names."),
        "- club", "club: {name: Example}",
    ),
    entry(
        "ACC321", ("faits qui se contredisent", "facts that contradict each other"),
        (
            "Deux faits du dossier ne peuvent pas être vrais ensemble, d'après le vocabulaire (`not_with`).",
            "Two facts of the case cannot both hold, says the vocabulary (`not_with`).",
        ),
        'membership: {refused: true, accepted_on: "2023-02-01"}', "membership: {refused: true}",
    ),
    entry(
        "ACC322", ("parts dont la somme est fausse", "shares that do not add up"),
        (
            "Les valeurs d'une liste doivent avoir une somme donnée par le vocabulaire (`adds_up_to`) : 1 pour des parts.",
            "The values of a list must add up to what the vocabulary says (`adds_up_to`): 1 for shares.",
        ),
        "scale: [{share: 0.7, level: 1}, {share: 0.7, level: 0.5}]", "scale: [{share: 0.6, level: 1}, {share: 0.4, level: 0.5}]",
    ),
)  # fmt: skip
