"""ACC7xx: what the server is asked, and how it answers."""

from __future__ import annotations

from engine.codes.entry import Code, entry

SERVING: tuple[Code, ...] = (
    entry(
        "ACC701", ("clé qu'une demande n'a pas", "key that a request does not have"),
        (
            "Une demande a les clés de sa question, et nulle autre : une clé mal écrite serait oubliée en silence.",
            "A request has the keys of its question and no other: a misspelt key would be forgotten in silence.",
        ),
        '{"case": {}, "know_on": "2023-06-01"}', '{"case": {}, "known_on": "2023-06-01"}',
    ),
    entry(
        "ACC702", ("valeur qu'une clé ne prend pas", "value that a key does not take"),
        (
            "La valeur n'est pas de la sorte que prend cette clé d'une demande, ou ce paramètre d'une adresse.",
            "The value is not of the kind that this key of a request takes, or this parameter of an address.",
        ),
        '{"case": {}, "on": 2023}', '{"case": {}, "on": "2023-06-01"}',
    ),
    entry(
        "ACC703", ("clé absente", "key that is missing"),
        (
            "Une demande porte au moins les clés sans lesquelles elle n'a pas de sens : le dossier, la question d'un entretien.",
            "A request has at least the keys without which it means nothing: the case, the question of an interview.",
        ),
        '{"on": "2023-06-01"}', '{"case": {}, "on": "2023-06-01"}',
    ),
    entry(
        "ACC704", ("ce n'est pas du JSON", "not JSON"),
        (
            "Le corps d'une demande est un objet JSON. La ligne et la colonne sont celles où la lecture s'arrête.",
            "The body of a request is a JSON object. The line and the column are where reading stops.",
        ),
        "{'case': {}}", '{"case": {}}',
    ),
    entry(
        "ACC721", ("tableau sans dossier", "table without a case"),
        (
            "Sous ses intitulés, le tableau n'a aucune ligne : il n'y a pas de dossier à ouvrir.",
            "Below its headings the table has no row: there is no case to open.",
        ),
        "case,group.fact", "case,group.fact\nA,12",
    ),
)  # fmt: skip
