"""The codes ACC6xx: tables of cases, read and answered in one run."""

from __future__ import annotations

from typing import Final

from engine.codes.entry import Code, entry

TABLES: Final[tuple[Code, ...]] = (
    entry(
        "ACC601", ("colonne nécessaire absente", "missing required column"),
        (
            "Un tableau de dossiers a une colonne `case`, qui identifie chaque dossier ; un tableau d'historiques a `case`, `fact`, `from` et `value`.",
            "A table of cases has a column `case`, which identifies each case; a table of histories has `case`, `fact`, `from` and `value`.",
        ),
        "club.founded_on,club.members\n2020-01-15,550", "case,club.founded_on,club.members\nA1,2020-01-15,550",
    ),
    entry(
        "ACC602", ("colonne d'un autre type", "column of the wrong type"),
        (
            "Le type de la colonne ne peut pas porter le fait : un nombre là où il faut une date, par exemple.",
            "The type of the column cannot hold the fact: a number where a date is needed, for example.",
        ),
        "club.founded_on: INTEGER", "club.founded_on: DATE",
    ),
    entry(
        "ACC603", ("colonne inconnue", "unknown column"),
        (
            "Aucun fait du vocabulaire ne porte ce nom ni ce libellé, ou c'est un fait que la loi dérive, ou le libellé est celui de plusieurs faits. Le nom le plus proche est proposé.",
            "No fact of the vocabulary has this name or label, or it is a fact that the law derives, or several facts have this label. The nearest name is proposed.",
        ),
        "case,club.founded", "case,club.founded_on",
    ),
    entry(
        "ACC604", ("identifiant de dossier absent ou répété", "case id missing or repeated"),
        (
            "Chaque ligne porte un dossier, sous un identifiant à lui. Les lignes d'un même identifiant sont toutes mises à part : rien ne dit laquelle est la bonne.",
            "Each row holds one case, under an id of its own. Rows of the same id are all set apart: nothing says which is the right one.",
        ),
        "case,club.members\nA1,550\nA1,560", "case,club.members\nA1,550\nA2,560",
    ),
    entry(
        "ACC606", ("tableau illisible", "table that cannot be read"),
        (
            "Le fichier n'existe pas, est tronqué, n'est pas du format que dit son nom, ou n'est ni Parquet, ni CSV, ni XLSX.",
            "The file does not exist, is cut short, is not of the format that its name says, or is neither Parquet, CSV nor XLSX.",
        ),
        "accord batch funding cases.json -o out.parquet", "accord batch funding cases.parquet -o out.parquet",
    ),
    entry(
        "ACC607", ("résultat déjà présent", "output that exists"),
        (
            "Le fichier demandé existe : il n'est remplacé qu'avec --force. Un calcul qui échoue ne laisse aucun fichier à moitié écrit.",
            "The file asked for exists: it is replaced only with --force. A run that fails leaves no file half written.",
        ),
        "accord batch funding cases.parquet -o out.parquet", "accord batch funding cases.parquet -o out.parquet --force",
    ),
    entry(
        "ACC608", ("format de résultat impossible", "impossible format of results"),
        (
            "Un résultat s'écrit en Parquet, en CSV ou en XLSX, et une feuille XLSX s'arrête à 1 048 576 lignes.",
            "Results are written as Parquet, CSV or XLSX, and a sheet of XLSX ends at 1,048,576 rows.",
        ),
        "accord batch funding cases.parquet -o out.txt", "accord batch funding cases.parquet -o out.csv",
    ),
    entry(
        "ACC609", ("règle que le plan n'exprime pas", "rule that the plan cannot express"),
        (
            "Cette règle se calcule pour un dossier mais pas pour un tableau : le message dit pourquoi. Aucun résultat approché n'est donné à la place.",
            "This rule can be computed for one case but not for a table: the message says why. No approximate result is given instead.",
        ),
        """
        periods:
          quarter: {from: {fact: club.founded_on}, every: P3M15D}
        """,
        """
        periods:
          quarter: {from: {fact: club.founded_on}, every: P3M}
        """,
    ),
    entry(
        "ACC610", ("historique d'un fait qui ne varie pas", "history of a fact that does not vary"),
        (
            "Le tableau d'historiques ne porte que des faits que le vocabulaire dit variables, et un dossier donne une valeur ou un historique, pas les deux.",
            "A table of histories holds only facts that the vocabulary says vary, and a case gives one value or a history, not both.",
        ),
        "case,fact,from,value\nA1,club.founded_on,2020-01-01,2020-01-15", "case,fact,from,value\nA1,club.members,2020-01-01,550",
    ),
    entry(
        "ACC611", ("bibliothèque absente", "library that is not there"),
        (
            "La commande demande des bibliothèques qui viennent avec un complément du paquet, que le conseil nomme ; un moteur Spark demande pyspark, installé par vous.",
            "The command needs libraries that come with an extra of the package, which the hint names; a Spark engine needs pyspark, which you install.",
        ),
        "accord batch funding cases.parquet -o out.parquet --engine local[4]", "pip install pyspark",
    ),
    entry(
        "ACC612", ("colonne donnée deux fois", "column given twice"),
        (
            "Deux colonnes du tableau portent le même nom : rien ne dit laquelle est la bonne.",
            "Two columns of the table have the same name: nothing says which is the right one.",
        ),
        "case,club.members,club.members", "case,club.members",
    ),
    entry(
        "ACC613", ("ligne sans toutes ses cellules", "row without all its cells"),
        (
            "Une ligne d'un fichier CSV a autant de cellules que la ligne des noms. Un texte qui contient le séparateur se met entre guillemets.",
            "A row of a CSV file has as many cells as the line of names. A text that holds the separator stands in quotation marks.",
        ),
        "case,club.founded_on,club.members\nA1,550", "case,club.founded_on,club.members\nA1,,550",
    ),
    entry(
        "ACC614", ("résultat qui ne peut pas être écrit", "result that cannot be written"),
        (
            "Le système refuse l'écriture : disque plein, droits insuffisants. Aucun fichier n'est laissé à moitié écrit.",
            "The system refuses to write: a full disk, no permission. No file is left half written.",
        ),
        "accord batch funding cases.parquet -o /full/out.parquet", "accord batch funding cases.parquet -o /other/out.parquet",
    ),
    entry(
        "ACC615", ("deux chemins d'un même fichier", "two paths of one file"),
        (
            "Chaque fichier d'une commande est un fichier à lui, même écrit autrement ou par un lien : un résultat ne remplace ni l'entrée, ni un autre résultat.",
            "Each file of a command is a file of its own, even spelled otherwise or through a link: a result replaces neither the input nor another result.",
        ),
        "accord batch funding cases.csv -o out.csv --rejects ./out.csv", "accord batch funding cases.csv -o out.csv --rejects bad.csv",
    ),
    entry(
        "ACC616", ("historique d'un dossier absent", "history of a case that is not there"),
        (
            "Une ligne du tableau d'historiques nomme un dossier que le tableau de dossiers n'a pas : elle est mise à part, comptée et nommée.",
            "A row of the table of histories names a case that the table of cases does not have: it is set apart, counted and named.",
        ),
        "case,fact,from,value\na1,club.members,2020-01-01,550", "case,fact,from,value\nA1,club.members,2020-01-01,550",
    ),
    entry(
        "ACC617", ("mémoire insuffisante", "not enough memory"),
        (
            "Le calcul a besoin de plus de mémoire que --memory n'en accorde, ou que la machine n'en a : le message dit combien.",
            "The run needs more memory than --memory grants, or than the machine has: the message says how much.",
        ),
        "accord batch funding cases.parquet -o out.parquet --memory 10MB", "accord batch funding cases.parquet -o out.parquet --memory 1GB",
    ),
    entry(
        "ACC618", ("calcul interrompu", "run interrupted"),
        (
            "Le calcul a été arrêté (Ctrl-C, ou un signal de fin). Rien n'est écrit, et rien ne reste du travail commencé.",
            "The run was stopped (Ctrl-C, or a signal to end). Nothing is written, and nothing stays of what was begun.",
        ),
        "kill PID", "accord batch funding cases.parquet -o out.parquet",
    ),
    entry(
        "ACC619", ("moteur arrêté", "engine stopped"),
        (
            "Le moteur embarqué s'est arrêté de lui-même : le message donne ses mots. Aucun résultat n'est écrit.",
            "The embedded engine stopped by itself: the message gives its words. No result is written.",
        ),
        "accord batch funding cases.parquet -o out.parquet", "accord batch funding cases.parquet -o out.parquet --threads 1 --slice 50000",
    ),
    entry(
        "ACC620", ("option hors de toute mesure", "option beyond all measure"),
        (
            "Le nombre donné à une option dépasse ce qu'une machine peut faire : c'est une faute de frappe.",
            "The number given to an option is beyond what a machine can do: it is a slip of the pen.",
        ),
        "accord batch funding cases.parquet -o out.parquet --threads 100000", "accord batch funding cases.parquet -o out.parquet --threads 8",
    ),
    entry(
        "ACC621", ("profil qui ne peut pas être tiré", "profile that cannot be drawn"),
        (
            "Une entrée du profil tire des valeurs qui ne conviennent pas à son fait, ou dépend d'un fait que le profil ne tire pas.",
            "An entry of the profile draws values that do not suit its fact, or depends on a fact that the profile does not draw.",
        ),
        'club.founded_on: {levels: [0.5, 1]}', 'club.founded_on: {between: ["2019-08-25", "2024-12-31"]}',
    ),
    entry(
        "ACC640", ("regroupement impossible", "grouping that cannot be"),
        (
            "--by nomme un fait du vocabulaire, tel qu'il est au jour de chaque droit, ou une colonne du tableau qui n'en est pas un. Un montant ou un taux a trop de valeurs.",
            "--by names a fact of the vocabulary, as it is on the day of each right, or a column of the table that is none. An amount or a rate has too many values.",
        ),
        "accord impact cases.csv --with avenant --by regoin", "accord impact cases.csv --with avenant --by region",
    ),
    entry(
        "ACC641", ("impact d'aucun texte", "impact of no text"),
        (
            "Un impact compare la loi avec des textes et sans eux : un dossier de textes (--with), ou un texte déjà là (--without).",
            "An impact compares the law with some texts and without them: a folder of texts (--with), or a text that is there already (--without).",
        ),
        "accord impact cases.csv", "accord impact cases.csv --with drafts/avenant",
    ),
    entry(
        "ACC642", ("répertoire sans dossier", "folder without cases"),
        (
            "Le répertoire ne contient ni dossier (.yaml, .json) ni tableau de dossiers (.parquet, .csv, .xlsx).",
            "The folder holds neither a case (.yaml, .json) nor a table of cases (.parquet, .csv, .xlsx).",
        ),
        "accord impact empty --with drafts/avenant", "accord impact cases --with drafts/avenant",
    ),
    entry(
        "ACC643", ("dossiers de deux corpus", "cases of two corpora"),
        (
            "Un impact est celui de textes sur les dossiers d'un seul corpus.",
            "An impact is that of texts on the cases of a single corpus.",
        ),
        "accord impact clubs garden.yaml --with drafts/avenant", "accord impact clubs --with drafts/avenant",
    ),
)  # fmt: skip
