"""Hand-made answers of every query, in French and in English, with every key of the tree."""

from __future__ import annotations

from typing import Any

Tree = dict[str, Any]


def _both(language: str) -> Any:
    return lambda fr, en: fr if language == "fr" else en


def citation(article: str, display: str, **more: Any) -> Tree:
    return {
        "text": "accord",
        "article": article,
        "display": display,
        "basis": "official_text",
        **more,
    }


def amended(article: str, language: str, by: str) -> Tree:
    say = _both(language)
    display = say(
        f"ACI CPTS, art. {article}, dans sa rédaction issue de l'avenant 2, {by}",
        f"ACI CPTS, art. {article}, as amended by amendment 2, {by}",
    )
    return citation(article, display)


def common(query: str, language: str) -> Tree:
    say = _both(language)
    return {
        "query": query,
        "corpus": "cpts",
        "case": {"name": "CPTS Exemple <script>alert(1)</script>"},
        "on": "2023-06-01",
        "known_on": "2026-11-21",
        "language": language,
        "law": [
            {
                "text": "aci_2019",
                "short": "ACI CPTS",
                "title": say(
                    "Accord conventionnel interprofessionnel", "Interprofessional agreement"
                ),
                "status": "in_force",
                "in_force_from": "2019-08-25",
            },
            {
                "text": "avenant_2",
                "short": say("avenant 2", "amendment 2"),
                "title": "Avenant 2",
                "status": "announced",
                "depends_on": "published",
            },
        ],
        "readings": {"majoration_base": "missions", "prorata_unit": "days"},
        "readings_detail": [
            {
                "id": "majoration_base",
                "question": say(
                    "Sur quoi porte la majoration de 10 % ?", "What does the 10% increase apply to?"
                ),
                "option": "missions",
                "says": say(
                    "Sur les parts fixes et variables.", "To the fixed and variable parts."
                ),
                "default": True,
                "reason": say(
                    "Le texte la place parmi les missions.",
                    "The text places it among the missions.",
                ),
                "others": [
                    {
                        "option": "all",
                        "says": say("Sur tout le financement.", "To all the funding."),
                    }
                ],
            }
        ],
        "notices": [
            say(
                "L'avenant 2 est signé mais pas publié ; il ne s'applique pas.",
                "Amendment 2 is signed but not published.",
            )
        ],
        "missing": [
            {
                "fact": "contract.file_complete",
                "label": say(
                    "dossier complet vérifié par l'assurance maladie",
                    "file found complete by the health insurance",
                ),
                "question": say("Le dossier est-il complet ?", "Is the file complete?"),
                "affects": ["operating"],
                "citations": [citation("9.1", "ACI CPTS, art. 9.1")],
                "possible": [
                    {
                        "value": say("oui", "yes"),
                        "leads_to": say("fonctionnement : 60 000 €", "operating: €60,000"),
                    },
                    {"value": say("non", "no"), "leads_to": say("aucun versement", "no payment")},
                ],
            }
        ],
        "trace": trace(language),
    }


def trace(language: str) -> list[Tree]:
    say = _both(language)
    size = {
        "fact": "community.size",
        "label": say("taille de la communauté", "size of the community"),
    }
    return [
        {
            "id": "1",
            "rule": "aci_2019/7.3.1/fixed",
            "says": say("La part fixe dépend de la taille.", "The fixed part depends on the size."),
            "occasion": "mission_year",
            "occasion_label": say("début d'une année de contrat", "start of a contract year"),
            "on": "2023-01-15",
            "subject": "access",
            "subject_label": say("accès aux soins", "access to care"),
            "outcome": "applied",
            "conclusion": say(
                "accès aux soins, part fixe : 70 000 €", "access to care, fixed part: €70,000"
            ),
            "citation": amended("8", language, "art. 4, 2°"),
            "version": {"from": "2022-04-01", "until": None},
            "facts": [
                {**size, "display": "2", "from": "derived", "at": None},
                {
                    "fact": "contract.signed_on",
                    "label": say("date de signature du contrat", "date the contract was signed"),
                    "display": "2020-01-15",
                    "from": "case",
                    "at": "case.yaml:3:5",
                },
            ],
            "failed": [],
            "children": [
                {
                    "id": "1.1",
                    "rule": "aci_2019/7.1/size",
                    "says": say(
                        "La taille suit la population.", "The size follows the population."
                    ),
                    "outcome": "applied",
                    "conclusion": say("taille : 2", "size: 2"),
                    "citation": citation("7.1", "ACI CPTS, art. 7.1"),
                    "facts": [],
                    "failed": [],
                    "children": [],
                }
            ],
        },
        {
            "id": "2",
            "rule": "aci_2019/8/majoration",
            "says": say("Majoration des grandes communautés.", "Increase for large communities."),
            "on": "2023-01-15",
            "outcome": "not_applied",
            "citation": amended("8", language, "art. 4, 2°, tableau"),
            "facts": [],
            "failed": [{**size, "needed": "4", "read": "2", "from": "derived"}],
            "children": [],
        },
    ]


def eligibility(language: str) -> Tree:
    say = _both(language)
    answer = common("eligibility", language)
    answer["benefits"] = [
        {
            "benefit": "aci_contract",
            "label": say("contrat tripartite de l'accord", "tripartite contract"),
            "outcome": "undetermined",
            "reason": say("Le statut n'est pas connu.", "The statute is not known."),
            "requirements": [
                {
                    "id": "project",
                    "says": say(
                        "Le projet de santé est validé.", "The health project is validated."
                    ),
                    "outcome": "met",
                    "failed": [],
                    "citations": [citation("éligibilité", "ACI CPTS, éligibilité")],
                },
                {
                    "id": "statute",
                    "says": say("Le statut est admis.", "The statute is accepted."),
                    "outcome": "unknown",
                    "failed": [
                        {
                            "fact": "community.legal_form",
                            "label": say("forme juridique", "legal form"),
                            "needed": "association",
                            "read": None,
                            "from": "unknown",
                        }
                    ],
                    "citations": [
                        citation("éligibilité", "ACI CPTS, éligibilité"),
                        citation("L. 1434-12-1", "CSP, art. L. 1434-12-1"),
                    ],
                },
            ],
            "missing": ["contract.file_complete"],
            "nearest_change": [],
        },
        {
            "benefit": "majoration",
            "label": say("majoration de 10 %", "10% increase"),
            "outcome": "not_eligible",
            "reason": "",
            "requirements": [
                {
                    "id": "size",
                    "says": say("La communauté est de taille 4.", "The community is of size 4."),
                    "outcome": "unmet",
                    "failed": [
                        {
                            "fact": "community.size",
                            "label": say("taille", "size"),
                            "needed": "4",
                            "read": "2",
                            "from": "derived",
                        }
                    ],
                    "citations": [amended("8", language, "art. 4, 2°")],
                }
            ],
            "missing": [],
            "nearest_change": [
                {"fact": "community.size", "label": say("taille", "size"), "from": "2", "to": "4"}
            ],
        },
        {
            "benefit": "remote",
            "label": say("commission à distance", "remote commission"),
            "outcome": "eligible",
            "requirements": [],
        },
    ]
    answer["next_steps"] = [
        {
            "step": "letter",
            "says": say("Écrire la lettre d'intention", "Write the letter of intent"),
            "done": True,
            "helped_by": [say("l'ARS", "the ARS"), say("la CPAM", "the CPAM")],
            "citations": [citation("guide", "Guide des étapes, 1")],
        },
        {
            "step": "project",
            "says": say("Déposer le projet", "Submit the project"),
            "done": None,
            "helped_by": [],
            "citations": [],
        },
    ]
    return answer


def calendar(language: str) -> Tree:
    say = _both(language)
    answer = common("calendar", language)
    by = [citation("6", "ACI CPTS, art. 6")]
    entries: list[Tree] = [
        {
            "id": "a",
            "label": say("accès : démarrage", "access: start"),
            "kind": "deadline",
            "on": "2020-07-15",
            "status": "met",
        },
        {
            "id": "b",
            "label": say("prévention : démarrage", "prevention: start"),
            "kind": "deadline",
            "on": "2021-01-15",
            "status": "late",
        },
        {
            "id": "c",
            "label": say("solde", "balance"),
            "kind": "payment",
            "on": "2023-01-15",
            "status": "due",
            "amount": "17500.00",
        },
        {
            "id": "d",
            "label": say("anniversaire", "anniversary"),
            "kind": "anniversary",
            "on": "2024-01-15",
            "status": "not_yet",
        },
        {
            "id": "p",
            "label": say("terme", "end"),
            "kind": "term",
            "on": "2022-11-01",
            "status": "past",
        },
        {
            "id": "q",
            "label": say("point d'étape", "review"),
            "kind": "review",
            "on": "2021-08-25",
            "status": "past",
            "by": "partners",
            "by_label": say("les partenaires", "the partners"),
        },
        {
            "id": "e",
            "label": say("remboursement", "repayment"),
            "kind": "deadline",
            "on": None,
            "status": "conditional",
        },
    ]
    for entry in entries:
        entry["citations"] = by
    entries[0]["met_on"] = "2020-07-01"
    entries[4]["depends_on"] = say("la résiliation du contrat", "the termination of the contract")
    answer["entries"] = entries
    return answer


def funding(language: str) -> Tree:
    say = _both(language)
    answer = common("funding", language)
    eight, nine = [amended("8", language, "art. 4, 2°")], [citation("9.1", "ACI CPTS, art. 9.1")]
    grid = {"period_of": "contract_year", "period_label": say("année de contrat", "contract year")}
    year_3 = {**grid, "period": 3, "from": "2022-01-15", "until": "2023-01-15"}
    year_4 = {**grid, "period": 4, "from": "2023-01-15", "until": "2024-01-15"}
    fixed = say("accès aux soins : part fixe", "access to care: fixed part")
    long = say(
        "soins non programmés : compensation des professionnels",
        "unscheduled care: compensation of professionals",
    )
    answer["entitlements"] = [
        {
            **year_3,
            "line": "missions.access.fixed",
            "label": fixed,
            "amount": "52500.00",
            "citations": eight,
        },
        {
            **year_4,
            "line": "operating",
            "label": say("fonctionnement", "operating"),
            "amount": "60000.00",
            "citations": [*nine, *eight],
        },
        {
            **year_4,
            "line": "missions.access.snp_compensation",
            "label": long,
            "from": "2023-07-01",
            "amount": "12345.60",
            "note": say("au prorata des jours", "in proportion to the days"),
            "citations": eight,
        },
    ]
    answer["payments"] = [
        {
            "line": "operating",
            "label": say("fonctionnement", "operating"),
            "due_on": "2023-01-15",
            "amount": "45000.00",
            "part": "advance",
            "part_label": say("avance", "advance"),
            **grid,
            "period": 4,
            "status": "due",
            "citations": nine,
        },
        {
            "line": "missions.access.snp_compensation",
            "label": long,
            "due_on": "2024-01-15",
            "amount": "3086.40",
            "part": "balance",
            "part_label": say("solde", "balance"),
            **grid,
            "period": 4,
            "status": "not_yet",
            "citations": eight,
        },
    ]
    answer["totals"] = [{**year_3, "amount": "52500.00"}, {**year_4, "amount": "72345.60"}]
    answer["under_readings"] = [
        {
            "reading": "majoration_base",
            "option": "all",
            "says": say("Sur tout le financement", "On all the funding"),
            "totals": [{**year_4, "amount": "79580.16"}],
            "total": "132080.16",
            "difference": "7234.56",
            "changes": [say("majoration : + 7 234,56 €", "increase: + €7,234.56")],
        }
    ]
    return answer


def duties(language: str) -> Tree:
    say = _both(language)
    answer = common("duties", language)
    answer["over"] = [
        {
            "fact": "early.ends_on",
            "label": say("terme du contrat anticipé", "end of the early contract"),
            "on": "2022-11-01",
            "duties": 2,
            "not_encoded": [
                {
                    "text": "aci_2019",
                    "place": "art. 4",
                    "why": say("Le renouvellement n'a pas été lu.", "Renewal has not been read."),
                }
            ],
            "citations": [citation("4", "ACI CPTS, art. 4")],
        }
    ]
    answer["duties"] = [
        {
            "duty": "missions.access.delay",
            "subject": "access",
            "subject_label": say("accès aux soins", "access to care"),
            "category": "content",
            "by": say("la communauté", "the community"),
            "says": say(
                "Un rendez-vous est proposé sous 48 heures.",
                "An appointment is offered within 48 hours.",
            ),
            "quote": "dans les 48 heures",
            "values": {"delay": "48 heures" if language == "fr" else "48 hours"},
            "traits": {},
            "status": "binding",
            "from": "2022-04-01",
            "until": "2025-01-15",
            "deadline": {
                "id": "a",
                "label": say("accès : démarrage", "access: start"),
                "on": "2020-07-15",
                "status": "met",
            },
            "citations": [amended("5.1.1", language, "art. 2, 1°")],
        },
        {
            "duty": "plan",
            "subject": "crisis",
            "subject_label": say("crises sanitaires", "health crises"),
            "category": "plan",
            "by": say("la communauté", "the community"),
            "says": say("Un plan est rédigé.", "A plan is written."),
            "values": {},
            "traits": {},
            "status": "later",
            "awaits": [
                {
                    "fact": "missions.crisis.started_on",
                    "label": say("date de démarrage", "start date"),
                }
            ],
            "citations": [amended("5.1.4", language, "art. 3, 2°")],
        },
        {
            "duty": "indicator",
            "subject": "access",
            "subject_label": say("accès aux soins", "access to care"),
            "category": "indicator",
            "by": say("la communauté", "the community"),
            "says": say(
                "Part des patients sans médecin traitant.",
                "Share of patients without a regular doctor.",
            ),
            "values": {},
            "traits": {"level": "national", "direction": "decreasing"},
            "status": "undetermined",
            "depends_on": say(
                "dépend d'un fait inconnu : signature", "depends on an unknown fact: signature"
            ),
            "citations": [citation("annexe 3", "ACI CPTS, annexe 3")],
        },
    ]
    return answer


def text(language: str) -> Tree:
    say = _both(language)
    answer = common("text", language)
    del answer["case"]
    chain = [
        {
            "verb": "written",
            "text": "aci_2019",
            "article": "8",
            "point": "",
            "on": "2019-08-25",
            "display": "ACI CPTS, art. 8",
        },
        {
            "verb": "replaced",
            "text": "avenant_2",
            "article": "4",
            "point": "2°",
            "on": "2022-04-01",
            "display": "avenant 2, art. 4, 2°",
        },
    ]
    shared = {
        "since": "2022-04-01",
        "until": None,
        "chain": chain,
        "source": {
            "document": "avenant_2",
            "title": say("Avenant 2, texte signé", "Amendment 2, as signed"),
            "at": "p. 8",
        },
        "basis": "official_text",
        "basis_label": say("texte officiel", "official text"),
        "citations": [amended("8", language, "art. 4, 2°")],
    }
    rows = [
        {
            "name": "operating",
            "label": say("fonctionnement", "operating"),
            "cells": ["50000", "60000", "75000", "90000"],
        },
        {
            "name": "access",
            "label": say("accès aux soins : part fixe", "access to care: fixed part"),
            "cells": ["45000", "60000", "70000", "80000"],
        },
    ]
    totals = [
        {
            "name": "all",
            "label": say("total possible", "total possible"),
            "cells": ["287500", "382500", "487500", "580000"],
        }
    ]
    answer["articles"] = [
        {
            "text": "aci_2019",
            "number": "8",
            "title": say("Montants", "Amounts"),
            "provisions": [
                {
                    "address": "aci_2019/8/amounts",
                    "id": "amounts",
                    "place": "al. 1",
                    "kind": "table",
                    "says": say("Montants annuels selon la taille.", "Yearly amounts by size."),
                    "table": {
                        "unit": "EUR",
                        "columns": ["1", "2", "3", "4"],
                        "rows": rows,
                        "totals": totals,
                        "brackets": [],
                    },
                    **shared,
                },
                {
                    "address": "aci_2019/8/review",
                    "id": "review",
                    "place": "al. 3",
                    "kind": "rule",
                    "says": say(
                        "Un point d'étape a lieu après deux ans.",
                        "A review takes place after two years.",
                    ),
                    "quote": "dans un délai de deux années",
                    "in_words": say(
                        "À l'entrée en vigueur : point d'étape, 2 ans après.",
                        "At entry into force: review, 2 years after.",
                    ),
                    "values": {"delay": "P2Y"},
                    **shared,
                },
            ],
        },
        {
            "text": "aci_2019",
            "number": "annexe 6, 2.2",
            "title": say("Tailles", "Sizes"),
            "provisions": [
                {
                    "address": "aci_2019/annexe 6, 2.2/sizes",
                    "id": "sizes",
                    "place": "",
                    "kind": "table",
                    "says": say("Tailles selon la population.", "Sizes by population."),
                    "table": {
                        "unit": "inhabitants",
                        "columns": [],
                        "rows": [],
                        "totals": [],
                        "brackets": [{"label": say("moins de 40 000", "below 40,000"), "is": "1"}],
                    },
                    "since": "2019-08-25",
                    "until": "2022-04-01",
                    "chain": [],
                    "basis": "inferred",
                    "citations": [
                        citation(
                            "annexe 6",
                            say("ACI CPTS, annexe 6, art. 2.2", "ACI CPTS, annex 6, art. 2.2"),
                        )
                    ],
                }
            ],
        },
    ]
    return answer


def diff(language: str) -> Tree:
    say = _both(language)
    answer = common("diff", language)
    answer["from"], answer["to"] = "2022-03-31", "2022-04-01"
    answer["operations"] = [
        {
            "display": "avenant 2, art. 4, 2°",
            "verb": "replaced",
            "says": say("L'article 8 est remplacé.", "Article 8 is replaced."),
            "on": "2022-04-01",
            "changes": [
                {
                    "address": "aci_2019/8/amounts",
                    "display": "ACI CPTS, art. 8, al. 1",
                    "change": "changed",
                    "before": {"says": say("Anciens montants.", "Former amounts.")},
                    "after": {"says": say("Nouveaux montants.", "New amounts.")},
                    "values": [
                        {
                            "name": "delay",
                            "label": say("délai", "delay"),
                            "before": "PT24H",
                            "after": "PT48H",
                        }
                    ],
                },
                {
                    "address": "aci_2019/8/new",
                    "display": "ACI CPTS, art. 8, al. 4",
                    "change": "added",
                    "before": None,
                    "after": {"says": say("Dérogation nouvelle.", "New derogation.")},
                    "values": [],
                },
            ],
        }
    ]
    return answer


QUERIES = {
    "eligibility": eligibility,
    "calendar": calendar,
    "funding": funding,
    "duties": duties,
    "text": text,
    "diff": diff,
}


def sample(query: str, language: str) -> Tree:
    return QUERIES[query](language)
