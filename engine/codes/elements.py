"""Codes of what is counted, summed or picked over the elements of a collection (ACC233 to ACC238)."""

from engine.codes.entry import entry

ELEMENTS = (
    entry(
        "ACC233", ("même chose pour chaque élément", "the same for each element"),
        (
            "Ce qui est calculé sur des éléments doit lire leurs faits. Une condition ou une valeur qui n'en lit aucun est la même pour tous.",
            "What is worked out over elements must read their facts. A condition or a value that reads none is the same for all of them.",
        ),
        "when: {count: members, where: {club.size: {at_least: 2}}, at_least: 2}",
        "when: {count: members, where: {member.trade: {is: baker}}, at_least: 2}",
    ),
    entry(
        "ACC234", ("ce qui n'est pas propre à chaque élément", "not one thing for each element"),
        (
            "Dans `where`, `holds` ou la valeur, on peut regarder une liste de l'élément, mais pas une autre collection, ni les conditions d'un droit.",
            "Inside `where`, `holds` or the value, a list of the element may be looked at, but neither another collection nor the conditions of a benefit.",
        ),
        "when: {any: members, where: {any: plots, where: {plot.area: {at_least: 5}}}}",
        "when: {any: members, where: {any: member.courses, where: {member.courses.hours: {at_least: 5}}}}",
    ),
    entry(
        "ACC235", ("collection inconnue", "unknown collection"),
        (
            "`any`, `every`, `count` et `over` nomment une collection du vocabulaire (au pluriel), ou une liste d'un élément.",
            "`any`, `every`, `count` and `over` name a collection of the vocabulary (in the plural), or a list of an element.",
        ),
        "when: {any: member, where: {member.trade: {is: baker}}}",
        "when: {any: members, where: {member.trade: {is: baker}}}",
    ),
    entry(
        "ACC236", ("fait déduit pour chaque élément", "fact derived for each element"),
        (
            "Un fait déduit pour un élément n'est connu que sur les faits générateurs de cet élément : on ne peut pas le lire de tous à la fois.",
            "A fact derived for an element is known only on the occasions of that element: it cannot be read of all of them at once.",
        ),
        "value: {sum: {fact: member.rank}, over: members}   # `member.rank` is derived",
        "value: {sum: {fact: member.points}, over: members}",
    ),
    entry(
        "ACC237", ("condition qu'aucun élément ne remplit", "condition that no element meets"),
        (
            "La condition sur chaque élément se contredit, ou demande une valeur que le vocabulaire exclut : aucun élément ne compte jamais.",
            "The condition on each element contradicts itself, or needs a value that the vocabulary rules out: no element ever counts.",
        ),
        "where: {all: [{member.trade: {is: baker}}, {member.trade: {is: cooper}}]}",
        "where: {member.trade: {one_of: [baker, cooper]}}",
    ),
    entry(
        "ACC238", ("calcul sur des éléments hors d'une règle", "worked out over elements outside a rule"),
        (
            "Un fait générateur, une période ou une entrée en vigueur ne se calcule pas sur des éléments : une règle en déduit un fait, et c'est lui qu'on nomme.",
            "An occasion, a period or an entry into force is not worked out over elements: a rule derives a fact from them, and that fact is named.",
        ),
        "on: {greatest: {fact: member.joined_on}, over: members}   # in occasions.yaml",
        "on: {fact: club.last_arrival}   # derived by a rule on an occasion that occurs once",
    ),
)  # fmt: skip
