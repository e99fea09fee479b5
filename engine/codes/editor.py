"""ACC80x: what editors ask."""

from __future__ import annotations

from engine.codes.entry import Code, entry

EDITOR: tuple[Code, ...] = (
    entry(
        "ACC801", ("dossier qui ne peut pas être créé", "folder that cannot be made"),
        (
            "Les schémas d'un corpus s'écrivent dans le dossier `.accord`, à côté de ses textes.",
            "The schemas of a corpus are written in the folder `.accord`, beside its texts.",
        ),
        "accord schema /usr/share/texts", "accord schema my_texts",
    ),
)  # fmt: skip
