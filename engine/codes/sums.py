"""ACC261 to ACC269: the law, its scales, caps and shares."""

from __future__ import annotations

from engine.codes.entry import Code, entry

SUMS: tuple[Code, ...] = (
    entry(
        "ACC261", ("barème progressif sans taux", "scale without rates"),
        (
            "Chaque tranche de `scale` a un taux, qui est un nombre, et les limites sont au-dessus de 0.",
            "Each band of `scale` has a rate, which is a number, and the limits are above 0.",
        ),
        "{scale: {fact: club.members}, bands: [{up_to: 50, is: full}, {is: half}]}",
        "{scale: {fact: club.members}, bands: [{up_to: 50, is: 100 %}, {is: 50 %}]}",
    ),
    entry(
        "ACC262", ("case de barème qui n'existe pas", "cell of a table that does not exist"),
        (
            "Une valeur nomme la ligne d'un barème, et le barème n'a pas de ligne pour l'une de celles qu'elle peut prendre ; ou aucune de celles qu'elle peut prendre n'est une colonne.",
            "A value names the row of a table, and the table has no row for one of those that it may take; or none of those that it may take is a column.",
        ),
        "{table: statutes/8/amounts, row: {fact: club.zone}, column: 1}   # no row `island`",
        "rows: {mainland: [500, 600], island: [700, 800]}",
    ),
    entry(
        "ACC263", ("versements sans reste", "payments without a rest"),
        (
            "Une part dont le montant dépend du dossier ne peut faire le compte seule : une autre part, sans `share` ni `amount`, est le reste.",
            "A part whose amount depends on the case cannot make up the right alone: another part, without `share` or `amount`, is the rest.",
        ),
        "parts: [{part: advance, amount: {fact: contract.fee}, due: {fact: period.from}}]",
        """
        parts:
          - {part: advance, amount: {fact: contract.fee}, due: {fact: period.from}}
          - {part: balance, due: {fact: period.until}}
        """,
    ),
    entry(
        "ACC264", ("plafond ou plancher sous zéro", "cap or floor below zero"),
        (
            "Un plafond ou un plancher est un montant en euros, zéro ou plus.",
            "A cap or a floor is an amount in euros, zero or more.",
        ),
        "cap: {line: ceiling, lines: [base], at: -5000}", "cap: {line: ceiling, lines: [base], at: 5000}",
    ),
    entry(
        "ACC265", ("plancher au-dessus du plafond", "floor above the cap"),
        (
            "Un plancher et un plafond portent sur les mêmes droits, et le plancher est le plus haut : aucun montant ne tient les deux.",
            "A floor and a cap bear on the same rights, and the floor is the higher one: no amount keeps to both.",
        ),
        "floor: {line: least, lines: [base], at: 5000}   # and a cap of 3000 on the same lines",
        "floor: {line: least, lines: [base], at: 2000}",
    ),
)  # fmt: skip
