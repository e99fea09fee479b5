"""The codes of amendments that change a part of a provision, a word or a number (ACC271 to 279)."""

from __future__ import annotations

from engine.codes.entry import entry

AMENDING = (
    entry(
        "ACC271", ("partie introuvable", "part that is not there"),
        (
            "Une modification désigne une ligne, une colonne, une tranche, une valeur ou un chemin que la disposition n'a pas.",
            "An amendment names a row, a column, a bracket, a value or a path that the provision does not have.",
        ),
        """
        amend: statutes/8/amounts                # its columns are 1 and 2
        parts: [{row: base, column: 3, expect: 500, with: 550}]
        """,
        """
        amend: statutes/8/amounts
        parts: [{row: base, column: 2, expect: 500, with: 550}]
        """,
    ),
    entry(
        "ACC272", ("partie déjà présente", "part that is there already"),
        (
            "Une modification ajoute ce que la disposition a déjà : pour le changer, dites ce qui s'y trouve, sous `expect`.",
            "An amendment adds what the provision has already: to change it, say what is there, under `expect`.",
        ),
        "parts: [{row: base, with: [550, 900]}]   # the table has this row",
        "parts: [{row: base, expect: [500, 800], with: [550, 900]}]",
    ),
    entry(
        "ACC274", ("insertions en cercle", "insertions in a circle"),
        (
            "Deux ajouts se placent l'un à côté de l'autre, et aucun n'est encore là : l'un des deux doit venir d'abord.",
            "Two additions are placed beside each other, and neither is there yet: one of them must come first.",
        ),
        """
        parts:
          - {row: bonus, after: extra, with: [10, 20]}
          - {row: extra, after: bonus, with: [30, 40]}
        """,
        """
        parts:
          - {row: bonus, after: base, with: [10, 20]}
          - {row: extra, after: bonus, with: [30, 40]}
        """,
    ),
    entry(
        "ACC275", ("numéro déjà pris", "number that is taken"),
        (
            "Une modification donne à un article le numéro d'un autre, qui est en vigueur : celui-là doit recevoir le sien d'abord. Ou elle insère un article à l'adresse d'un article renuméroté : le nouveau a la sienne. Ou elle donne à un article le numéro qu'il a déjà.",
            "An amendment gives an article the number of another one, which is in force: that one must receive its own first. Or it inserts an article at the address of one that was renumbered: the new one has its own. Or it gives an article the number that it has already.",
        ),
        """
        renumber: statutes/7
        number: "8"   # there is an article 8
        """,
        """
        renumber: statutes/8
        number: "9"
        """,
    ),
    entry(
        "ACC276", ("rien à rétablir", "nothing to reinstate"),
        (
            "Une modification rétablit ce qu'aucun acte n'a abrogé, ou apporte autre chose que ce qui l'était.",
            "An amendment puts back what no act has repealed, or brings something else than what was.",
        ),
        "reinstate: statutes/2/open_door   # which is in force",
        "reinstate: statutes/2/open_door   # which an earlier amendment repealed",
    ),
    entry(
        "ACC277", ("modification déjà faite", "amendment that was made"),
        (
            "Une modification en change une autre, qui a déjà pris effet : c'est la disposition qu'elle a changée qu'il faut modifier.",
            "An amendment changes another one, which has taken effect: what must be amended is the provision that it changed.",
        ),
        "amend: {operation: amendment_1/1/amounts_raised}   # in force since last year",
        "amend: statutes/8/amounts",
    ),
    entry(
        "ACC278", ("mot à modifier introuvable", "word to amend that is not there"),
        (
            "Sous `amends`, un avenant ajoute à un fait, une collection ou une lecture qu'aucun texte ne définit.",
            "Under `amends`, an amendment adds to a fact, a collection or a reading that no text defines.",
        ),
        "amends: {collections: {workshop: {keys: {forge: {…}}}}}   # it is called workshops",
        "amends: {collections: {workshops: {keys: {forge: {…}}}}}",
    ),
    entry(
        "ACC279", ("borne resserrée", "bound made narrower"),
        (
            "Un avenant ne resserre pas les bornes d'un fait : des dossiers d'avant, valides, seraient refusés.",
            "An amendment does not make the bounds of a fact narrower: cases of before, which are valid, would be refused.",
        ),
        "amends: {facts: {club.members: {minimum: 10}}}   # it was 1",
        "when: {club.members: {at_least: 10}}",
    ),
)  # fmt: skip
