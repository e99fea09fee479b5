"""ACC1xx: the shape of files."""

from __future__ import annotations

from engine.codes.entry import Code, entry

SHAPES: tuple[Code, ...] = (
    entry(
        "ACC101", ("clé sans signification ici", "key without meaning here"),
        (
            "La clé n'existe pas ici, ou ne va pas avec une autre. Une virgule dans {…} termine un texte : mettez-le entre guillemets.",
            "The key does not exist here (a slip?), or does not go with another. A comma within {…} ends a text: put the text in quotes.",
        ),
        "titel: {fr: Calendrier, en: Calendar}", "title: {fr: Calendrier, en: Calendar}",
    ),
    entry(
        "ACC102", ("clé manquante", "missing key"),
        (
            "Une clé nécessaire manque, ou une clé en appelle une autre (`when` sans `then`).",
            "A key that is needed is missing, or a key calls for another (`when` without `then`).",
        ),
        "says: {fr: Le prêt commence.}", "says: {fr: Le prêt commence., en: The loan starts.}",
    ),
    entry(
        "ACC103", ("valeur d'une autre nature", "value of another kind"),
        (
            "Un texte, un nombre, une liste ou un tableau de clés est attendu, et autre chose est écrit.",
            "A text, a number, a list or a mapping is expected, and something else is written.",
        ),
        "provisions: 3", "provisions: [{id: start, …}]",
    ),
    entry(
        "ACC104", ("mot qui n'est pas dans la liste", "word that is not in the list"),
        ("Seuls certains mots peuvent figurer ici.", "Only some words can stand here."),
        "basis: oficial_text", "basis: official_text",
    ),
    entry(
        "ACC105", ("nombre au lieu d'un texte", "number instead of a text"),
        (
            "Sans guillemets, 7.10 est un nombre et deviendrait 7.1 : les numéros d'articles s'écrivent entre guillemets.",
            "Without quotes 7.10 is a number and would become 7.1: article numbers are written in quotes.",
        ),
        "article: 7.10", 'article: "7.10"',
    ),
    entry(
        "ACC106", ("nom ou adresse mal écrit", "name or address badly written"),
        (
            "Un identifiant s'écrit en minuscules, chiffres et _ ; une adresse s'écrit texte/article/disposition.",
            "An id is written in small letters, digits and _; an address is text/article/provision.",
        ),
        "id: Loan-Start", "id: loan_start",
    ),
    entry(
        "ACC107", ("date mal écrite ou impossible", "date badly written or impossible"),
        ("Une date s'écrit année-mois-jour et doit exister.", "A date is written year-month-day and must exist."),
        "published: {on: 2022-02-30, basis: official_text}", "published: {on: 2022-03-31, basis: official_text}",
    ),
    entry(
        "ACC108", ("durée mal écrite", "duration badly written"),
        ("Une durée s'écrit en ISO 8601 : P6M, P15D, P1Y, PT24H.", "A duration is written in ISO 8601: P6M, P15D, P1Y, PT24H."),
        "{after: {fact: club.founded_on}, by: 6 months}", "{after: {fact: club.founded_on}, by: P6M}",
    ),
    entry(
        "ACC109", ("forme inconnue", "unknown form"),
        (
            "Aucune valeur, condition ou conclusion ne commence ainsi, ou il y en a deux où une seule est permise.",
            "No value, condition or conclusion begins like this, or there are two where one is allowed.",
        ),
        "then: {entitle: {…}, deadline: {…}}", "then: {entitle: {…}}   # and the deadline in a provision of its own",
    ),
    entry(
        "ACC110", ("trop ou trop peu", "too many or too few"),
        (
            "Une liste, un texte ou un groupe de clés est vide, ou compte trop d'éléments. Un libellé est écrit dans les deux langues.",
            "A list, text or mapping is empty or holds too much. A label is written in both languages.",
        ),
        "all: []", "all: [{club.registered: {is: true}}]",
    ),
    entry(
        "ACC111", ("nombre hors des bornes", "number out of bounds"),
        ("Le nombre est plus petit ou plus grand que permis.", "The number is smaller or larger than allowed."),
        "advise: {step: diagnosis, order: 0}", "advise: {step: diagnosis, order: 1}",
    ),
    entry(
        "ACC112", ("défini deux fois", "defined twice"),
        (
            "Deux textes, articles, dispositions, faits ou libellés portent le même nom. Les deux endroits sont montrés.",
            "Two texts, articles, provisions, facts or labels have the same name. Both places are shown.",
        ),
        """
        provisions:
          - id: start
          - id: start
        """,
        """
        provisions:
          - id: start
          - id: deployment
        """,
    ),
    entry(
        "ACC113", ("texte sans corpus", "text without corpus"),
        (
            "Un texte appartient au corpus qu'il nomme, ou à celui du texte qu'il modifie.",
            "A text belongs to the corpus that it names, or to that of the text it amends.",
        ),
        "text: amendment_1", """
        text: amendment_1
        amends: [statutes]
        """,
    ),
    entry(
        "ACC114", ("vocabulaire incohérent", "inconsistent vocabulary"),
        (
            "Un mot en appelle un autre qui n'existe pas, ou un fait porte le nom d'un groupe de faits ; un fait a un maximum plus petit que son minimum ; les éléments de deux collections ont le même nom.",
            "A word calls for another that does not exist, or a fact has the name of a group of facts; a fact has a maximum below its minimum; the elements of two collections have the same name.",
        ),
        """
        facts:
          club: {…}
          club.founded_on: {…}
        """,
        """
        facts:
          club.kind: {…}
          club.founded_on: {…}
        """,
    ),
    entry(
        "ACC115", ("ligne de barème trop courte ou trop longue", "row of a table too short or too long"),
        ("Chaque ligne compte une case par colonne.", "Each row has one cell for each column."),
        "{unit: EUR, columns: [1, 2], rows: {equipment: [50000]}}", "{unit: EUR, columns: [1, 2], rows: {equipment: [50000, 60000]}}",
    ),
    entry(
        "ACC116", ("clé sans valeur", "key without value"),
        (
            "La clé est écrite, et rien ne la suit : écrivez la valeur ou retirez la clé.",
            "The key is written and nothing follows it: write the value or remove the key.",
        ),
        "says: {fr: Le prêt commence., en: }", "says: {fr: Le prêt commence., en: The loan starts.}",
    ),
    entry(
        "ACC117", ("dossier sans texte", "folder without text"),
        (
            "Un texte est un dossier qui contient text.yaml ; un dossier de textes contient de tels dossiers.",
            "A text is a folder that holds text.yaml; a folder of texts holds such folders.",
        ),
        "accord check --rulesets drafts/   # no text.yaml", "accord check --rulesets rulesets/",
    ),
    entry(
        "ACC118", ("fichier que rien ne lit", "file that nothing reads"),
        (
            "Dans le dossier d'un texte, seuls les fichiers .yaml sont lus : celui-ci serait oublié en silence.",
            "In the folder of a text only .yaml files are read: this one would be forgotten in silence.",
        ),
        "rulesets/statutes/art_8.yml", "rulesets/statutes/art_8.yaml",
    ),
    entry(
        "ACC119", ("option par défaut inconnue", "unknown default option"),
        ("La lecture par défaut d'un point ouvert est l'une de ses options.", "The default of an open point is one of its options."),
        """
        default: month
        options: {days: {…}, months: {…}}
        """,
        """
        default: months
        options: {days: {…}, months: {…}}
        """,
    ),
    entry(
        "ACC120", ("entrée en vigueur propre à un dossier", "entry into force of one case"),
        (
            "Un texte entre en vigueur le même jour pour tous : d'après des événements ou des dates, jamais un fait d'un dossier ni un barème.",
            "A text enters into force on one day for everyone: from events or dates, never from a fact of a case nor from a table.",
        ),
        "entry_into_force: {ordinary: {after: {fact: membership.signed_on}, by: P1D}}",
        "entry_into_force: {ordinary: {after: {event: statutes.published}, by: P1D}}",
    ),
)  # fmt: skip
