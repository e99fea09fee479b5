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
        "ACC711", ("envoi trop grand", "too much sent at once"),
        (
            "Le serveur lit au plus 1 Mio à la fois. Un tableau de nombreux dossiers s'envoie ligne par ligne à `/api/v1/batch`, qui n'a pas de limite en tout.",
            "The server reads 1 MiB at a time at most. A table of many cases is sent line by line to `/api/v1/batch`, which has no limit in all.",
        ),
        "curl --data-binary @cases.json http://localhost:8000/api/v1/funding", "curl -T cases.ndjson -X POST http://localhost:8000/api/v1/batch",
    ),
    entry(
        "ACC712", ("envoi trop lent", "sent too slowly"),
        (
            "Ce qui est envoyé arrive tout entier en quelques secondes : une demande qui n'en finit pas prendrait la place des autres.",
            "What is sent comes whole within some seconds: a request that never ends would take the place of others.",
        ),
        "curl --limit-rate 100 -d @case.json http://localhost:8000/api/v1/funding", "curl -d @case.json http://localhost:8000/api/v1/funding",
    ),
    entry(
        "ACC713", ("trop de questions attendent", "too many questions wait"),
        (
            "Une question de plus attendrait trop longtemps : elle est refusée tout de suite, avec le délai après lequel la reposer (`Retry-After`).",
            "One more question would wait too long: it is refused at once, with the time after which to ask it again (`Retry-After`).",
        ),
        "xargs -P 500 curl http://localhost:8000/api/v1/funding -d @case.json", "xargs -P 4 curl --retry 5 http://localhost:8000/api/v1/funding -d @case.json",
    ),
    entry(
        "ACC715", ("nom de serveur inconnu", "unknown name of the server"),
        (
            "Un serveur qui n'écoute que sa machine ne répond que sous les noms de celle-ci : la page d'un autre site ne peut pas l'interroger sous le sien. Derrière un mandataire, `--allow-host` dit les autres noms.",
            "A server that listens to its own machine alone answers under the names of that machine: the page of another site cannot ask it under its own. Behind a proxy, `--allow-host` gives the other names.",
        ),
        "accord serve", "accord serve --allow-host accord.example.org",
    ),
    entry(
        "ACC716", ("port déjà pris", "port that is taken"),
        (
            "Un autre programme écoute déjà à cette adresse et à ce port, ou l'adresse n'est pas de cette machine.",
            "Another program listens at this address and port already, or the address is none of this machine.",
        ),
        "accord serve --port 80", "accord serve --port 8080",
    ),
    entry(
        "ACC717", ("adresse mal écrite", "address that is not written as one"),
        (
            "Un site s'écrit avec son schéma, sans chemin ; une machine, par son nom seul.",
            "A site is written with its scheme, without a path; a machine as its name alone.",
        ),
        "accord serve --allow-origin example.org", "accord serve --allow-origin https://example.org",
    ),
    entry(
        "ACC721", ("tableau sans dossier", "table without a case"),
        (
            "Sous ses intitulés, le tableau n'a aucune ligne : il n'y a pas de dossier à ouvrir.",
            "Below its headings the table has no row: there is no case to open.",
        ),
        "case,group.fact", "case,group.fact\nA,12",
    ),
    entry(
        "ACC722", ("tableau de plusieurs dossiers", "table of several cases"),
        (
            "Deux dossiers se comparent : le tableau donné pour le second n'en contient qu'un.",
            "Two cases are compared: the table that is given for the second holds one.",
        ),
        "case,group.fact\nA,12\nB,15", "case,group.fact\nA,12",
    ),
)  # fmt: skip
