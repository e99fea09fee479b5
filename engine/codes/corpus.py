"""ACC2xx: the law, across provisions."""

from __future__ import annotations

from engine.codes.elements import ELEMENTS
from engine.codes.entry import Code, entry

LAW: tuple[Code, ...] = (
    entry(
        "ACC201", ("cible introuvable", "missing target"),
        (
            "Une opération, une répétition ou une règle nomme un article ou une disposition qui n'existe pas dans la rédaction du moment.",
            "An operation, a repetition or a rule names an article or provision that does not exist in the wording of the moment.",
        ),
        "replace: statutes/80/amounts", "replace: statutes/8/amounts",
    ),
    entry(
        "ACC202", ("valeur attendue non trouvée", "expected value not found"),
        (
            "Une opération s'applique à ce qu'elle attend (`expect`, ou `expect_by_version` selon la version trouvée), et trouve autre chose.",
            "An operation applies to what it expects (`expect`, or `expect_by_version` by the version found), and finds something else.",
        ),
        "expect: {values: {delay: P3M}}   # the provision says P6M", "expect: {values: {delay: P6M}}",
    ),
    entry(
        "ACC203", ("deux textes modifient la même disposition le même jour", "two texts amend one provision on one day"),
        (
            "Rien ne dit lequel s'applique après l'autre : l'ordre s'écrit `after:` dans text.yaml.",
            "Nothing says which applies after the other: the order is written `after:` in text.yaml.",
        ),
        "text: amendment_2", """
        text: amendment_2
        after: [amendment_1]
        """,
    ),
    entry(
        "ACC204", ("règles en conflit", "rules in conflict"),
        (
            "Deux règles concluent différemment sur la même chose, et aucune ne cède : écrivez `overrides` sur la règle spéciale.",
            "Two rules conclude differently on the same thing, and neither yields: write `overrides` on the special rule.",
        ),
        "then: {derive: {fact: club.size, value: 1}}   # as another rule does",
        """
        then: {derive: {fact: club.size, value: 1}}
        overrides: [statutes/7.1/size]
        """,
    ),
    entry(
        "ACC205", ("cercle", "circle"),
        (
            "Un fait déduit, un droit, l'ordre ou l'entrée en vigueur de textes (`amends`, `after`, `effect_of`), des actes dépendent d'eux-mêmes.",
            "A derived fact, a benefit, the order or the effect of texts (`amends`, `after`, `effect_of`), or acts depend on themselves.",
        ),
        "derive: {fact: a, value: {fact: b}}   # and b from a", "derive: {fact: a, value: {fact: members}}",
    ),
    entry(
        "ACC206", ("total qui ne tombe pas juste", "total that does not add up"),
        (
            "Le total imprimé par le texte n'est pas la somme de ses lignes : une case ou la liste des lignes est fausse.",
            "The total that the text prints is not the sum of its rows: a cell or the list of rows is wrong.",
        ),
        "totals: {all: {of: [fixed, variable], values: [100]}}   # 60 and 50",
        "totals: {all: {of: [fixed, variable], values: [110]}}",
    ),
    entry(
        "ACC207", ("tranches trouées ou qui se chevauchent", "brackets with a gap or an overlap"),
        (
            "Les limites vont en croissant, et la dernière tranche n'en a pas.",
            "The limits grow, and the last bracket has none.",
        ),
        "brackets: [{below: 20, is: 1}, {below: 10, is: 2}]",
        "brackets: [{below: 10, is: 1}, {below: 20, is: 2}, {is: 3}]",
    ),
    entry(
        "ACC208", ("fait inconnu", "unknown fact"),
        (
            "Les conditions et les valeurs n'emploient que les faits du vocabulaire ; les autres noms s'écrivent selon ce qu'ils nomment.",
            "Conditions and values use only the facts of the vocabulary; other names are written according to what they name.",
        ),
        "when: {clob.size: {is: 4}}", "when: {club.size: {is: 4}}",
    ),
    entry(
        "ACC209", ("choses de natures différentes", "things of different kinds"),
        (
            "Un fait et ce à quoi on le compare, ou une valeur et sa place, ne sont pas de même nature (date et nombre, mot inconnu).",
            "A fact and what it is compared with, or a value and its place, are not of one kind (a date and a number, an unknown word).",
        ),
        "club.founded_on: {at_least: 4}", 'club.founded_on: {on_or_after: "2024-09-01"}',
    ),
    entry(
        "ACC210", ("lecture ou option inconnue", "unknown reading or option"),
        (
            "Le point ouvert n'est pas dans readings.yaml, ou l'une de ses options n'a pas d'effet écrit.",
            "The open point is not in readings.yaml, or one of its options has no effect written.",
        ),
        "{reading: prorata, options: {day: …}}", "{reading: prorata_unit, options: {days: …, months: …}}",
    ),
    entry(
        "ACC211", ("fait générateur ou période inconnu", "unknown occasion or period"),
        (
            "`on`, `each` et `each_period` nomment ce que occasions.yaml définit.",
            "`on`, `each` and `each_period` name what occasions.yaml defines.",
        ),
        "on: signatur", "on: signature",
    ),
    entry(
        "ACC212", ("libellé inconnu", "unknown label"),
        (
            "Droits, lignes, échéances, versements et acteurs ont un libellé dans le vocabulaire ; les barèmes et les textes nomment le reste.",
            "Benefits, lines, entries, parts and actors have a label in the vocabulary; tables and texts name the rest.",
        ),
        "entitle: {line: equipmen, amount: 1}", "entitle: {line: equipment, amount: 1}",
    ),
    entry(
        "ACC213", ("document inconnu", "unknown document"),
        ("Une source cite un document que text.yaml ne décrit pas.", "A source cites a document that text.yaml does not describe."),
        "source: {document: brochure, at: p. 3}", "source: {document: brochure_2019, at: p. 3}",
    ),
    entry(
        "ACC214", ("répétition qui diverge", "repetition that disagrees"),
        (
            "Une disposition en répète une autre, et les valeurs données diffèrent.",
            "A provision repeats another, and the values given differ.",
        ),
        "agrees: {statutes/6/start: {start: P3M}}   # P6M there", "agrees: {statutes/6/start: {start: P6M}}",
    ),
    entry(
        "ACC215", ("groupe d'entrée en vigueur inconnu", "unknown group of entry into force"),
        (
            "`effect` et `group` nomment un groupe de `entry_into_force` dans text.yaml.",
            "`effect` and `group` name a group of `entry_into_force` in text.yaml.",
        ),
        "effect: renumeration", "effect: remuneration",
    ),
    entry(
        "ACC216", ("règle écartée inconnue", "overridden rule unknown"),
        (
            "`overrides` nomme ce qui n'existe pas, la règle elle-même, ou une disposition qui n'est pas une règle.",
            "`overrides` names what does not exist, the rule itself, or a provision that is no rule.",
        ),
        "overrides: [statutes/7.3.1/fixd]", "overrides: [statutes/7.3.1/fixed]",
    ),
    entry(
        "ACC217", ("citation absente de la source", "quotation not found in the source"),
        (
            "Les mots entre guillemets ne sont pas dans le document cité, espaces et typographie mis à part.",
            "The words quoted are not in the document cited, white space and typography aside.",
        ),
        "quote: au plus tard 6 mois", "quote: au plus tard six mois",
    ),
    entry(
        "ACC218", ("texte ou événement inconnu", "unknown text or event"),
        (
            "Un texte modifié, requis ou daté, ou l'un de ses événements, n'est pas parmi les textes lus.",
            "A text amended, required or dated, or one of its events, is not among the texts read.",
        ),
        "amends: [statuts]", "amends: [statutes]",
    ),
    entry(
        "ACC219", ("ligne ou colonne de barème absente", "row or column of a table missing"),
        (
            "Une règle lit un barème, une ligne ou une colonne qui n'est pas en vigueur avec elle, ou un total nomme une ligne absente.",
            "A rule reads a table, row or column that is not in force with it, or a total names a missing row.",
        ),
        "{table: statutes/8/amounts, row: equipmen, column: 1}", "{table: statutes/8/amounts, row: equipment, column: 1}",
    ),
    entry(
        "ACC220", ("chiffre impossible dans une règle", "impossible figure in a rule"),
        (
            "Une part ou une hausse dépasse 100 %, un montant est négatif, une durée limite est nulle, ou des heures s'ajoutent à une date.",
            "A share or an increase is over 100 %, an amount is negative, a limit in time is nil, or hours are added to a date.",
        ),
        "increase: {line: bonus, lines: [base], by: 110 %}", "increase: {line: bonus, lines: [base], by: 10 %}",
    ),
    entry(
        "ACC221", ("condition d'un droit à chaque période", "requirement of each period"),
        (
            "L'éligibilité se demande un jour donné : une condition ne peut travailler à chaque période d'une grille.",
            "Eligibility is asked on a given day: a requirement cannot work on each period of a grid.",
        ),
        """
        on: membership_year
        then: {require: {benefit: bonus, requirement: seniority}}
        """,
        """
        on: question
        then: {require: {benefit: bonus, requirement: seniority}}
        """,
    ),
    entry(
        "ACC222", ("chiffre hors de toute mesure", "figure beyond all measure"),
        (
            "Un nombre dépasse mille milliards, ou une durée quatre cents ans : c'est une faute de frappe, et le calcul exact s'arrête là.",
            "A number is more than a trillion, or a duration more than four hundred years: it is a slip of the pen.",
        ),
        "then: {entitle: {line: base, amount: 100000000000000000000000000}}", "then: {entitle: {line: base, amount: 100000}}",
    ),
    entry(
        "ACC223", ("droit que rien ne paie", "right that no rule pays"),
        (
            "Une règle donne un droit, et aucune ne paie sa ligne là où il naît. Si le texte n'écrit pas de date, une règle `inferred` le dit.",
            "A rule gives a right, and none pays its line where it arises. Where the text writes no date, an `inferred` rule says so.",
        ),
        "then: {entitle: {line: gift, amount: 300}}   # and no `pay` names the line gift",
        "then: {pay: {lines: [gift], parts: [{part: single, due: {fact: occasion.on}}]}}   # in another rule",
    ),
    entry(
        "ACC224", ("ligne visée qui n'existe pas", "line that no rule gives"),
        (
            "`pay` ou `increase` vise une ligne qu'aucune règle ne donne, ou qui ne naît jamais aux faits générateurs de la règle.",
            "`pay` or `increase` names a line that no rule gives, or that never arises on the occasions of the rule.",
        ),
        "increase: {line: bonus, lines: [bas], by: 10 %}", "increase: {line: bonus, lines: [base], by: 10 %}",
    ),
    entry(
        "ACC225", ("fait que rien ne déduit", "fact that no rule derives"),
        (
            "Le vocabulaire dit qu'un fait est déduit (`derived: true`), et aucune règle ne le déduit.",
            "The vocabulary says that a fact is derived (`derived: true`), and no rule derives it.",
        ),
        "club.rank: {type: integer, derived: true, label: {…}}   # and no rule derives it",
        "then: {derive: {fact: club.rank, value: 1}}",
    ),
    entry(
        "ACC226", ("fait que rien ne lit", "fact that nothing reads"),
        (
            "Aucune règle, aucun fait générateur ne lit ce fait : le demander ne sert à rien. Un texte, qui dit de qui on parle, n'est pas visé.",
            "No rule and no occasion reads this fact: asking for it serves nothing. A text, which says who is spoken of, is not concerned.",
        ),
        "club.colour: {type: enumeration, …}   # and no rule reads it",
        "when: {club.colour: {is: red}}",
    ),
    entry(
        "ACC227", ("règle jamais en vigueur", "rule that is never in force"),
        (
            "La règle est remplacée ou abrogée le jour même où elle entrerait en vigueur, quels que soient les lectures et le jour de connaissance.",
            "The rule is replaced or repealed on the very day it would take effect, whatever the readings and the day of knowledge.",
        ),
        "effect: late   # 1 July 2021, when an amendment repeals it", "effect: ordinary   # 1 February 2020",
    ),
    entry(
        "ACC228", ("nombre entier incertain", "number that may not be whole"),
        (
            "Un fait de type `integer` est un nombre entier : ce qui le calcule doit l'être quel que soit le dossier, sans taux ni montant.",
            "A fact of type `integer` is a whole number: what computes it must be one whatever the case, without ratio or amount.",
        ),
        "derive: {fact: club.places, value: {multiply: [{fact: club.members}, 0.5]}}   # club.places is an integer",
        "derive: {fact: club.places, value: {multiply: [{fact: club.members}, 2]}}",
    ),
    entry(
        "ACC229", ("fait déduit ailleurs", "fact derived elsewhere"),
        (
            "Un fait déduit n'est connu que là où une règle le déduit, sur les faits générateurs de chaque élément par exemple, `benefit` compris.",
            "A derived fact is known only where a rule derives it, on the occasions of each element for example; through `benefit` too.",
        ),
        """
        on: question
        when: {workshops.repair.rank: {at_least: 2}}   # derived as `workshop.rank`, for each workshop
        """,
        """
        on: workshop_day   # an occasion with `each: workshops`
        when: {workshop.rank: {at_least: 2}}
        """,
    ),
    entry(
        "ACC230", ("règle qui ne s'applique jamais", "rule that never applies"),
        (
            "La condition se contredit ou demande une valeur que le vocabulaire exclut, ou bien le fait générateur ne peut pas avoir lieu.",
            "The condition contradicts itself or needs a value that the vocabulary rules out, or else its occasion cannot occur.",
        ),
        "when: {all: [{club.size: {at_least: 2}}, {club.size: {less_than: 2}}]}", "when: {club.size: {at_least: 2}}",
    ),
    entry(
        "ACC231", ("document décrit deux fois", "document described twice"),
        (
            "Deux textes d'un corpus donnent un même nom à deux documents : une source ne dirait pas lequel elle cite.",
            "Two texts of a corpus give one name to two documents: a source would not say which it cites.",
        ),
        """
        documents:
          printed: {title: {fr: Avenant imprimé, en: Amendment in print}}   # the agreement has its own `printed`
        """,
        """
        documents:
          printed_amendment: {title: {fr: Avenant imprimé, en: Amendment in print}}
        """,
    ),
    entry(
        "ACC232", ("exception sans effet", "exception without effect"),
        (
            "`overrides` écarte une règle là où les deux jouent : il leur faut un fait générateur commun, et des conditions compatibles.",
            "`overrides` sets a rule aside where both work: they need an occasion in common, and conditions that may hold together.",
        ),
        """
        on: signature
        overrides: [statutes/7.3.1/fixed]   # which works on: contract_year
        """,
        """
        on: contract_year
        overrides: [statutes/7.3.1/fixed]
        """,
    ),
    *ELEMENTS,
    entry(
        "ACC241", ("division par zéro", "division by zero"),
        (
            "Un nombre divisé par zéro n'a pas de valeur. Là où le diviseur est un fait, ce qui en dépend est indéterminé et la réponse dit pourquoi ; là où c'est un zéro, écrit ou calculé de ce qui est écrit, la règle ne donne jamais rien.",
            "A number divided by zero has no value. Where the divisor is a fact, what depends on it is undetermined and the answer says why; where it is a zero, written or worked out from what is written, the rule never gives anything.",
        ),
        "value: {divide: [{fact: staff.pay}, 0]}", "value: {divide: [{fact: staff.pay}, 12]}",
    ),
    entry(
        "ACC242", ("durée impossible", "impossible duration"),
        (
            "Une durée qui est une valeur compte des années, des mois, des semaines ou des jours, pas des heures ; elle s'arrondit à des mois ou à des années entiers, dont le nombre de jours n'est pas fixe.",
            "A duration that is a value counts years, months, weeks or days, and no hours; it is rounded to whole months or years, which have no fixed number of days.",
        ),
        "value: {longest: [PT24H, {fact: contract.notice}]}", "value: {longest: [P1D, {fact: contract.notice}]}",
    ),
    entry(
        "ACC243", ("valeur qui n'existe jamais", "value that never exists"),
        (
            "Ce qui est écrit n'a de valeur pour aucun dossier : des jours qui ne sont pas dans l'ordre, un jour qui ne vient pas, des durées que rien ne départage, un nombre de fois qui n'est pas entier.",
            "What is written has no value for any case: days that are not in order, a day that does not come, durations that do not compare, a number of times that is not whole.",
        ),
        'amount: {split: 1000, from: "2023-01-01", until: "2023-01-01", by: days}',
        'amount: {split: 1000, from: "2023-01-01", until: "2024-01-01", by: days}',
    ),
    entry(
        "ACC251", ("jour du calendrier impossible", "impossible day of the calendar"),
        (
            "Un jour de l'année existe chaque année (pas le 29 février), et `later` compte des mois ou des années en nombre entier.",
            "A day of the year is there every year (29 February is not), and `later` counts whole months or years.",
        ),
        'due: {day_of_year: "06-31", of: {fact: contract.signed_on}, later: 1}',
        'due: {day_of_year: "06-30", of: {fact: contract.signed_on}, later: 1}',
    ),
    entry(
        "ACC252", ("décompte de jours impossible", "impossible count of days"),
        (
            "Des jours se comptent en nombre entier, de 1 à 200 ; un report ne nomme un territoire que s'il passe ses jours fériés.",
            "Days are counted in whole numbers, from 1 to 200; a carrying over names a territory only if it passes its holidays.",
        ),
        "due: {clear_days: 365, after: {fact: notice.received_on}}", "due: {clear_days: 8, after: {fact: notice.received_on}}",
    ),
    entry(
        "ACC253", ("jours fériés non installés", "public holidays not installed"),
        (
            "Une règle compte sans les jours fériés, et la bibliothèque `holidays`, qui les donne, n'est pas installée ici.",
            "A rule counts without public holidays, and the library `holidays`, which gives them, is not installed here.",
        ),
        "pip install accord", "pip install accord[holidays]",
    ),
    entry(
        "ACC254", ("calendrier de jours fériés inconnu", "unknown calendar of public holidays"),
        (
            "Les jours fériés sont ceux d'un territoire. Le fait qui le nomme n'a pour valeurs que des territoires connus, par exemple `metropole` ou `reunion`.",
            "Public holidays are those of a territory. The fact that names it has known territories alone as its values, `metropole` or `reunion` for example.",
        ),
        "club.place: {type: enumeration, values: {france: {…}}}   # and a rule says: holidays: {fact: club.place}",
        "club.place: {type: enumeration, values: {metropole: {…}, reunion: {…}}}",
    ),
)  # fmt: skip
