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
            "Aucun fait du vocabulaire ne porte ce nom, ou c'est un fait que la loi dérive. Le nom le plus proche est proposé.",
            "No fact of the vocabulary has this name, or it is a fact that the law derives. The nearest name is proposed.",
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
        "ACC611", ("moteur absent", "engine that is not there"),
        (
            "Le calcul par tableaux demande l'extra `batch`, et un moteur Spark demande pyspark, installé par vous.",
            "Tables need the extra `batch`, and a Spark engine needs pyspark, which you install.",
        ),
        "accord batch funding cases.parquet -o out.parquet --engine local[4]", "pip install pyspark",
    ),
)  # fmt: skip
