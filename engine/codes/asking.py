"""ACC4xx: questions; ACC5xx: scenarios."""

from __future__ import annotations

from engine.codes.entry import Code, entry

QUESTIONS: tuple[Code, ...] = (
    entry(
        "ACC401", ("jour antérieur au premier texte", "day before the first text"),
        ("Aucun texte n'est en vigueur ce jour-là.", "No text is in force that day: there is no law to state."),
        "accord funding case.yaml --on 2018-01-01", "accord funding case.yaml --on 2020-01-15",
    ),
    entry(
        "ACC402", ("acte antérieur au droit qu'il suppose", "act before the law that it needs"),
        (
            "Un acte du dossier est daté d'avant l'entrée en vigueur du texte qui le prévoit.",
            "An act of the case is dated before the entry into force of the text that provides for it.",
        ),
        'contract: {signed_on: "2018-01-15"}', 'contract: {signed_on: "2020-01-15"}',
    ),
    entry(
        "ACC403", ("lecture ou option inconnue", "unknown reading or option"),
        ("--reading nomme un point ouvert et l'une de ses options.", "--reading names an open point and one of its options."),
        "--reading prorata=day", "--reading prorata_unit=days",
    ),
    entry(
        "ACC404", ("droit inconnu", "unknown benefit"),
        ("Le vocabulaire ne connaît pas ce droit.", "The vocabulary does not know this benefit."),
        "accord eligibility case.yaml grant", "accord eligibility case.yaml start_grant",
    ),
    entry(
        "ACC405", ("article ou corpus inconnu", "unknown article or corpus"),
        (
            "Aucun article de ce numéro n'est en vigueur ce jour-là, ou aucun corpus ne porte ce nom.",
            "No article of this number is in force that day, or no corpus has this name.",
        ),
        "accord text 80", "accord text 8",
    ),
    entry(
        "ACC406", ("dates dans le désordre ou hors du calendrier", "dates misordered or out of the calendar"),
        (
            "La première date précède la seconde, et aucune question ne porte au-delà de 2199.",
            "The first date comes before the second, and no question reaches beyond 2199.",
        ),
        "accord diff 2023-01-01 2020-01-01", "accord diff 2020-01-01 2023-01-01",
    ),
    entry(
        "ACC407", ("code inconnu", "unknown code"),
        ("Aucune anomalie ne porte ce code.", "No finding has this code."),
        "accord explain ACC999", "accord explain ACC202",
    ),
    entry(
        "ACC408", ("trop de périodes", "too many periods"),
        (
            "Les dates du dossier étendent une grille de périodes au-delà de 1 200 périodes, soit cent ans de mois.",
            "The dates of the case stretch a grid of periods beyond 1,200 periods, which is a hundred years of months.",
        ),
        'staff: {hired_on: "1920-01-15", leaves_on: "2025-01-15"}', 'staff: {hired_on: "2020-01-15", leaves_on: "2025-01-15"}',
    ),
    entry(
        "ACC409", ("article abrogé", "repealed article"),
        (
            "L'article a été abrogé : l'opération qui l'a retiré est nommée, et l'article se lit à un jour antérieur.",
            "The article has been repealed: the operation that took it away is named, and the article is readable at an earlier day.",
        ),
        "accord text 8 --on 2024-01-01   # repealed since 2023-07-01", "accord text 8 --on 2023-06-30",
    ),
    entry(
        "ACC410", ("connaissance à rebours", "knowledge backwards"),
        (
            "`--known-since` demande ce qui s'est su depuis un jour : il ne vient pas après le jour de connaissance (`--known-on`, aujourd'hui par défaut).",
            "`--known-since` asks what has become known since a day: it does not come after the day of knowledge (`--known-on`, today by default).",
        ),
        "accord funding case.yaml --known-since 2023-01-01 --known-on 2022-01-01", "accord funding case.yaml --known-since 2022-01-01 --known-on 2023-01-01",
    ),
    entry(
        "ACC411", ("valeur qu'un mot-clé ne prend pas", "value that a keyword does not take"),
        (
            "Depuis Python, un mot-clé reçoit une valeur d'une autre sorte que celles qu'il prend : un nombre pour un jour, une langue inconnue, un objet pour un dossier.",
            "From Python, a keyword is given a value of another kind than those that it takes: a number for a day, an unknown language, an object for a case.",
        ),
        "law.funding(case, on=2023)", 'law.funding(case, on="2023-06-01")',
    ),
    entry(
        "ACC412", ("fichier dont le nom ne dit pas la forme", "file whose name says no form"),
        (
            "La fin du nom d'un fichier dit sous quelle forme l'écrire ; `--format` la dit pour tout autre nom.",
            "The end of the name of a file says in which form to write it; `--format` says it for any other name.",
        ),
        "accord funding case.yaml -o answer", "accord funding case.yaml -o answer.html",
    ),
    entry(
        "ACC420", ("réglage illisible", "setting that cannot be read"),
        (
            "`--set` donne un fait du dossier, puis sa valeur : `CHEMIN=VALEUR`, ou `CHEMIN@JOUR=VALEUR` pour une valeur à partir d'un jour. `CHEMIN=` seul fait comme si le dossier ne le disait pas.",
            "`--set` gives a fact of the case, then its value: `PATH=VALUE`, or `PATH@DAY=VALUE` for a value from a day on. `PATH=` alone is as if the case did not say.",
        ),
        "--set town.population", "--set town.population=80000",
    ),
    entry(
        "ACC421", ("fait réglé qui n'existe pas", "fact set that does not exist"),
        (
            "Le chemin d'un réglage est celui du fait dans le dossier : groupe, fait ; collection, élément, fait ; liste, numéro, fait.",
            "The path of a setting is that of the fact in the case: group, fact; collection, element, fact; list, number, fact.",
        ),
        "--set town.populaton=80000", "--set town.population=80000",
    ),
    entry(
        "ACC422", ("fait réglé deux fois", "fact set twice"),
        (
            "Deux réglages donnent deux valeurs au même fait, au même jour.",
            "Two settings give one fact two values, on the same day.",
        ),
        "--set town.members=80 --set town.members=90",
        "--set town.members=80 --set town.members@2024-01-01=90",
    ),
    entry(
        "ACC423", ("jour compté d'un jour inconnu", "day counted from one that is not known"),
        (
            "`+P3M` compte à partir du jour que le dossier donne : il en faut un. Écrire le jour lui-même.",
            "`+P3M` counts from the day that the case gives: there must be one. Write the day itself.",
        ),
        "--set tasks.red.started_on=+P3M", "--set tasks.red.started_on=2021-01-15",
    ),
    entry(
        "ACC424", ("comparaison sans deux côtés", "comparison without two sides"),
        (
            "Une comparaison a deux côtés, ni plus ni moins : deux dossiers, ou un dossier et ce qui y change.",
            "A comparison has two sides, no more and no fewer: two cases, or one case and what changes in it.",
        ),
        "accord compare case.yaml", "accord compare case.yaml --set town.population=80000",
    ),
    entry(
        "ACC425", ("dossiers de deux accords", "cases of two agreements"),
        (
            "Deux dossiers ne se comparent que s'ils relèvent du même accord.",
            "Two cases are compared only where they are about the same agreement.",
        ),
        "accord compare first.yaml of_another_agreement.yaml", "accord compare first.yaml second.yaml",
    ),
    entry(
        "ACC426", ("texte inconnu", "unknown text"),
        (
            "`--without` nomme un texte du corpus, par son identifiant.",
            "`--without` names a text of the corpus, by its id.",
        ),
        "accord compare case.yaml --without amendment2", "accord compare case.yaml --without amendment_2",
    ),
    entry(
        "ACC430", ("réponse qui change trop souvent", "answer that changes too often"),
        (
            "`--timeline` donne les jours entre lesquels la réponse reste la même. Si elle change presque chaque jour, bornez les jours demandés.",
            "`--timeline` gives the days between which the answer stays the same. Where it changes almost every day, bound the days that are asked about.",
        ),
        "accord duties case.yaml --timeline", "accord duties case.yaml --timeline --from 2024-01-01 --until 2025-01-01",
    ),
    entry(
        "ACC431", ("droit ou ligne inconnus", "unknown benefit or line"),
        (
            "`accord nearest` porte sur tout le dossier, sur un droit ou sur une ligne de financement. Le vocabulaire ne connaît pas celui qui est nommé.",
            "`accord nearest` is about the whole case, a benefit or a line of money. The vocabulary does not know the one that is named.",
        ),
        "accord nearest case.yaml start_grants", "accord nearest case.yaml start_grant",
    ),
    entry(
        "ACC440", ("question ou sorte de fichier inconnue", "unknown question or kind of file"),
        (
            "`accord ask` tient un entretien sur l'une des questions posées d'un dossier ; `accord new` écrit l'une des sortes de fichiers.",
            "`accord ask` holds an interview about one of the questions asked of a case; `accord new` writes one of the kinds of files.",
        ),
        "accord ask fundings", "accord ask funding",
    ),
    entry(
        "ACC441", ("dossier lu sur l'entrée standard", "case read from standard input"),
        (
            "Un entretien lit ses réponses sur l'entrée standard : le dossier dont il part est un fichier.",
            "An interview reads its replies from standard input: the case that it starts from is a file.",
        ),
        "accord ask funding - < case.yaml", "accord ask funding case.yaml",
    ),
    entry(
        "ACC442", ("identifiant refusé", "id refused"),
        (
            "L'identifiant d'un fichier nouveau s'écrit en minuscules, chiffres et soulignés, une lettre d'abord, et n'est pas celui d'un texte qui existe : il en prendrait la place.",
            "The id of a new file is written in small letters, digits and underscores, a letter first, and is not that of a text that exists: it would take its place.",
        ),
        "accord new scenario . --id Sums", "accord new scenario . --id sums",
    ),
    entry(
        "ACC443", ("article qui ne peut pas être commencé", "article that cannot be begun"),
        (
            "Un article nouveau prend un numéro que nul article de son dossier ne porte, et il dit dans quel document il a été lu : le text.yaml à côté de lui doit en nommer un.",
            "A new article takes a number that no article of its folder has, and says in which document it was read: the text.yaml beside it must name one.",
        ),
        "accord new article my_text --article 1", "accord new article my_text --article 2",
    ),
    entry(
        "ACC450", ("agenda précédent illisible", "earlier calendar that cannot be read"),
        (
            "Le fichier de `--previous` n'est pas un agenda iCalendar, ou il est abîmé : la ligne en cause est nommée, et rien n'est écrit.",
            "The file of `--previous` is no iCalendar file, or it is damaged: the line at fault is named, and nothing is written.",
        ),
        "accord calendar case.yaml -o new.ics --previous notes.txt", "accord calendar case.yaml -o new.ics --previous old.ics",
    ),
    entry(
        "ACC451", ("agenda précédent d'un autre programme", "earlier calendar of another program"),
        (
            "L'agenda de `--previous` doit être un fichier écrit par `accord calendar` : un agenda exporté par un autre programme a perdu ce qui permet de suivre ses dates.",
            "The calendar of `--previous` must be a file that `accord calendar` wrote: one exported by another program has lost what its dates are followed by.",
        ),
        "accord calendar case.yaml -o new.ics --previous exported.ics", "accord calendar case.yaml -o new.ics --previous old.ics",
    ),
    entry(
        "ACC452", ("agenda précédent d'un autre dossier", "earlier calendar of another case"),
        (
            "L'agenda de `--previous` est celui d'un autre dossier : toutes ses dates seraient annulées. Un dossier se reconnaît à son nom, à défaut au nom de son fichier.",
            "The calendar of `--previous` is that of another case: all its dates would be cancelled. A case is known by its name, else by that of its file.",
        ),
        "accord calendar north.yaml -o north.ics --previous south.ics", "accord calendar north.yaml -o north.ics --previous north_of_may.ics",
    ),
    entry(
        "ACC453", ("dossier que rien n'identifie", "case that nothing identifies"),
        (
            "Dans un agenda, un dossier se reconnaît à son nom, à défaut au nom de son fichier : celui-ci n'a ni l'un ni l'autre.",
            "In a calendar, a case is known by its name, else by that of its file: this one has neither.",
        ),
        "accord calendar - --format ics < case.yaml", "accord calendar case.yaml --format ics",
    ),
    entry(
        "ACC454", ("agenda vide", "empty calendar"),
        (
            "Aucune échéance de la réponse n'a de jour : rien n'est écrit, car un agenda porte au moins un événement.",
            "No entry of the answer has a day: nothing is written, as a calendar holds one event at least.",
        ),
        "accord calendar project.yaml -o project.ics   # nothing is signed", "accord eligibility project.yaml",
    ),
    entry(
        "ACC460", ("question à laquelle un rapport ne répond pas", "question that a report does not answer"),
        (
            "Un rapport répond aux questions posées sur un dossier : éligibilité, financement, calendrier, obligations.",
            "A report answers the questions about a case: eligibility, funding, calendar, duties.",
        ),
        "accord report case.yaml fundings -o file.pdf", "accord report case.yaml funding -o file.pdf",
    ),
    entry(
        "ACC461", ("texte qu'aucune police n'écrit", "text that no font writes"),
        (
            "Un PDF qui se garde contient ses lettres : celles d'un texte du dossier ne sont ni dans les polices de typst, ni dans celles de la machine.",
            "A PDF that is made to be kept holds its letters: those of a text of the case are neither in the fonts of typst nor in those of the machine.",
        ),
        "accord report case.yaml -o file.pdf    # name: 東京", "accord report case.yaml -o file.html",
    ),
    entry(
        "ACC470", ("question sans preuve", "question without a proof"),
        (
            "`accord prove` prouve la réponse à l'une de quatre questions : eligibility, calendar, funding ou duties.",
            "`accord prove` proves the answer to one of four questions: eligibility, calendar, funding or duties.",
        ),
        "accord prove case.yaml text", "accord prove case.yaml funding",
    ),
    entry(
        "ACC471", ("droit qui ne peut être prouvé", "law that cannot be proved"),
        (
            "Une modification ne s'applique pas à ce qu'elle trouve : le droit en vigueur ne peut être reconstitué par un autre programme, et rien n'est prouvé.",
            "An amendment does not apply to what it finds: another program cannot put the law in force together again, and nothing is proved.",
        ),
        "replace: accord/4/rates\nexpect: {values: {rate: 0.1}}   # the provision says 0.2", "replace: accord/4/rates\nexpect: {values: {rate: 0.2}}",
    ),
    entry(
        "ACC501", ("cas type écrit deux fois", "scenario written twice"),
        ("Deux cas types d'un fichier portent le même identifiant.", "Two scenarios of a file have the same id."),
        """
        scenarios:
          - scenario: first_year
          - scenario: first_year
        """,
        """
        scenarios:
          - scenario: first_year
          - scenario: second_year
        """,
    ),
    entry(
        "ACC502", ("chemin hors du dossier du cas type", "path out of the scenario's folder"),
        (
            "Un cas type ne lit que ce qui se trouve dans le dossier de son fichier ou au-dessous.",
            "A scenario reads only what lies in the folder of its file or below.",
        ),
        "case_file: ../../case.yaml", "case_file: cases/case.yaml",
    ),
    entry(
        "ACC503", ("clé qu'aucune ligne n'a", "key that no record has"),
        (
            "Ce qui doit être absent porte une clé que les lignes de cette liste n'ont jamais : le cas type ne pourrait pas échouer.",
            "What must be absent has a key that the records of this list never have: the scenario could not fail.",
        ),
        "absent: {payments: [{lin: operating}]}", "absent: {payments: [{line: operating}]}",
    ),
    entry(
        "ACC504", ("nom qu'aucune règle ne donne", "name that no rule gives"),
        (
            "Ce qui doit être absent porte un nom qu'aucune règle du corpus ne donne : le cas type ne pourrait pas échouer.",
            "What must be absent has a name that no rule of the corpus gives: the scenario could not fail.",
        ),
        "absent: {entitlements: [{line: membershp}]}", "absent: {entitlements: [{line: membership}]}",
    ),
    entry(
        "ACC505", ("liste que la réponse n'a pas", "list that the answer does not have"),
        (
            "La réponse à cette question n'a pas cette liste : rien n'y est jamais.",
            "The answer to this question does not have this list: nothing is ever in it.",
        ),
        "question: {query: duties}\nexpect: {absent: {payments: [{part: advance}]}}",
        "question: {query: funding}\nexpect: {absent: {payments: [{part: advance}]}}",
    ),
)  # fmt: skip
