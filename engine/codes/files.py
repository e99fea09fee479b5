"""ACC0xx: files and YAML."""

from __future__ import annotations

from engine.codes.entry import Code, entry

FILES: tuple[Code, ...] = (
    entry(
        "ACC001", ("fichier ou dossier introuvable", "no such file or folder"),
        (
            "Rien ne porte ce nom à cet endroit. Un chemin relatif se lit depuis le dossier courant.",
            "Nothing has this name there. A relative path is read from the current folder.",
        ),
        "accord funding case.yml", "accord funding case.yaml",
    ),
    entry(
        "ACC002", ("un dossier au lieu d'un fichier", "a folder instead of a file"),
        (
            "Un fichier est attendu. Les dossiers de textes se donnent avec --rulesets.",
            "A file is expected. Folders of texts are given with --rulesets.",
        ),
        "accord funding cases/", "accord funding cases/first.yaml",
    ),
    entry(
        "ACC003", ("fichier illisible", "unreadable file"),
        (
            "Le système refuse la lecture : droits insuffisants, fichier spécial ou disque en défaut.",
            "The system refuses to read it: no permission, a special file, or a faulty disk.",
        ),
        "chmod 000 case.yaml; accord funding case.yaml", "chmod 644 case.yaml; accord funding case.yaml",
    ),
    entry(
        "ACC004", ("fichier qui n'est pas du texte UTF-8", "not UTF-8 text"),
        (
            "Fichier binaire, dans un autre encodage (Latin-1, UTF-16), ou avec un caractère de contrôle ou de sens de lecture.",
            "The file is binary, in another encoding (Latin-1, UTF-16), or holds a character of control or of reading direction.",
        ),
        "accord funding case.xlsx", "iconv -f latin1 -t utf-8 old.yaml > case.yaml",
    ),
    entry(
        "ACC005", ("fichier vide", "empty file"),
        ("Le fichier ne contient rien, ou seulement des commentaires.", "The file holds nothing, or comments only."),
        "# contract: …", "contract: {name: Example}",
    ),
    entry(
        "ACC006", ("fichier trop grand", "file too large"),
        (
            "Un fichier dépasse 2 Mio, ou 40 000 clés et valeurs, ou un dossier de textes 20 000 fichiers : il n'est pas lu. Aucun article n'en approche.",
            "A file is larger than 2 MiB or holds over 40,000 keys and values, or a folder of texts over 20,000 files: it is not read. None comes near.",
        ),
        "accord funding export.json   # 40 MB", "accord funding case.json",
    ),
    entry(
        "ACC007", ("imbrication trop profonde", "nested too deeply"),
        ("Plus de 64 niveaux de listes et de tableaux de clés.", "More than 64 levels of lists and mappings."),
        "[[[[[[ … ]]]]]]   # 65 levels", "[ … ]",
    ),
    entry(
        "ACC008", ("ce n'est pas du YAML", "not YAML"),
        (
            "La syntaxe est fautive : indentation, guillemet ou crochet non fermé, « : » dans un texte sans guillemets, tabulation.",
            "The syntax is wrong: indentation, a quote or bracket left open, `: ` in a text without quotes, a tab.",
        ),
        "name: Club: nord", 'name: "Club: nord"',
    ),
    entry(
        "ACC009", ("ancre ou alias", "anchor or alias"),
        (
            "Les ancres (&) et les alias (*) sont refusés : un fichier contient ce qu'il montre, et rien ne s'y multiplie.",
            "Anchors (&) and aliases (*) are refused: a file holds what it shows, and nothing multiplies in it.",
        ),
        """
        start: &six P6M
        deployment: *six
        """,
        """
        start: P6M
        deployment: P6M
        """,
    ),
    entry(
        "ACC010", ("étiquette ou directive", "tag or directive"),
        (
            "Les étiquettes (!!python/object) et les directives (%YAML) sont refusées : rien ne s'exécute, les types viennent du schéma.",
            "Tags (!!python/object) and directives (%YAML) are refused: nothing executes, types come from the schema.",
        ),
        'members: !!int "550"', "members: 550",
    ),
    entry(
        "ACC011", ("clé de fusion", "merge key"),
        ("La clé `<<` est refusée : les clés s'écrivent en clair.", "The key `<<` is refused: keys are written out."),
        "contract: {<<: {signed_on: 2020-01-15}}", "contract: {signed_on: 2020-01-15}",
    ),
    entry(
        "ACC012", ("clé donnée deux fois", "key given twice"),
        (
            "Deux valeurs pour une clé : l'une serait perdue en silence. Les deux endroits sont montrés.",
            "Two values for one key: one would be lost in silence. Both places are shown.",
        ),
        """
        members: 100
        members: 120
        """,
        "members: 120",
    ),
    entry(
        "ACC013", ("plusieurs documents dans un fichier", "several documents in one file"),
        ("Un fichier contient un document ; `---` en commence un autre.", "A file holds one document; `---` starts another."),
        """
        article: "1"
        ---
        article: "2"
        """,
        'article: "1"',
    ),
    entry(
        "ACC014", ("nombre démesuré", "number beyond all measure"),
        ("Un nombre de plus de 30 chiffres, ou d'exposant supérieur à 20.", "A number of more than 30 digits, or an exponent over 20."),
        "members: 1e999999", "members: 550",
    ),
    entry(
        "ACC015", ("caractère illisible", "unreadable character"),
        (
            "Une séquence d'échappement donne un caractère de contrôle ou la moitié d'un caractère.",
            "An escape sequence stands for a control character or for half of a character.",
        ),
        r'name: "Club \x00"', 'name: "Club"',
    ),
    entry(
        "ACC016", ("clé qui n'est pas un texte", "key that is not a text"),
        (
            "Une clé écrite sans guillemets se lit comme un nombre, vrai, faux ou rien ; ou c'est une liste, ou elle dépasse 1024 signes.",
            "A key without quotes is read as a number, true, false or nothing; or it is a list, or longer than 1024 characters.",
        ),
        "rows: {2022: [1, 2]}", 'rows: {"2022": [1, 2]}',
    ),
    entry(
        "ACC017", ("nombre lu comme un texte", "number read as a text"),
        (
            "Sans guillemets, `12_500`, `1 000`, `0,5`, `.5` ou `300 €` sont des textes : un nombre s'écrit en chiffres, avec un point. Dans une liste, `0,5` fait deux valeurs.",
            "Without quotes, `12_500`, `1 000`, `0,5`, `.5` or `300 €` are texts: a number is written in digits, with a point. In a list, `0,5` is two values.",
        ),
        "amount: 12_500", "amount: 12500",
    ),
)  # fmt: skip
