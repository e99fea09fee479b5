"""Texts without what is not significant in them, to compare what people write."""

from __future__ import annotations

from unicodedata import combining, normalize


def folded(text: str) -> str:
    """Return a text without what is not significant in it: case,
    accents, white space around it or repeated, the form of apostrophes.
    """
    plain = text.casefold().replace("’", "'").replace("œ", "oe").replace("æ", "ae")
    return " ".join(
        "".join(
            character for character in normalize("NFKD", plain) if not combining(character)
        ).split()
    )
