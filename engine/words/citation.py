"""Citations: which article says so, in which version, written as lawyers write it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from engine.diagnostics.bilingual import Bilingual, Language
from engine.language.model import BASES, Basis, Corpus
from engine.language.nodes import EMPTY

_ANNEX = re.compile(r"^annexe (\S+?)(?:, (.+))?$")
_NUMBER = re.compile(r"^(?:[LRDA]\.? ?)?\d")
_OF = {"decree": "du ", "code": "du ", "scheme": "du ", "guide": "du ", "law": "de la "}
_ELIDED = ("accord", "avenant")
_VOWELS = "aeiouyâàäéèêëîïôöùûüœ"
_SPOKEN = {
    "last": ("dernier", "last"),
    "dernier": ("dernier", "last"),
    "dernière": ("dernière", "last"),
    "trois derniers": ("trois derniers", "last three"),
    "1 et 2": ("1 et 2", "1 and 2"),
    "rang non lu": ("(rang non lu)", "(rank not read)"),
    "numéro non lu": ("(numéro non lu)", "(number not read)"),
    "rang non relevé": ("(rang non relevé)", "(rank not noted)"),
    "tableau": ("tableau", "table"),
}
"""The words, French in the rules, that a place may hold
instead of a number: as written in French and in English.
"""
_PLACES = {
    "paragraph": ("al. {}", "para. {}"),
    "point": ("{}", "{}"),
    "sentence": ("phrase {}", "sentence {}"),
    "indent": ("tiret {}", "indent {}"),
    "row": ("ligne « {} »", "row “{}”"),
    "title": ("« {} »", "“{}”"),
}


class ChainLink(Struct, frozen=True, gc=False):
    """One act in the life of a provision: written or amended,
    by which article and point, with effect on which day.
    """

    verb: str
    text: str
    article: str
    point: str
    indent: int
    operation: str
    on: date
    kind: str
    short: Bilingual
    named: Mapping[str, Bilingual] = EMPTY
    basis: Basis = BASES[0]
    """How far the words of an amendment were read; what an
    article writes has the basis of its provisions.
    """
    changed_by: ChainLink | None = None
    """The act that amended this one before it took effect."""

    def display(self, language: Language) -> str:
        """Return « avenant 2, art. 4, 2° », with the dash
        where the text has dashes: « art. 2, 2°, 1er tiret ».
        """
        rank = self.indent
        dash = f"{rank}{'er' if rank == 1 else 'e'} tiret" if language == "fr" else f"indent {rank}"
        parts = [
            self.short.in_language(language),
            article_name(self.article, language, self.named),
            self.point,
            dash if rank else "",
        ]
        whole = ", ".join(part for part in parts if part)
        if self.changed_by is None:
            return whole
        by = self.changed_by.display(language)
        return f"{whole}, modifié par {by}" if language == "fr" else f"{whole}, amended by {by}"

    @property
    def bases(self) -> tuple[Basis, ...]:
        """Its basis, and that of the acts that amended it before it took effect."""
        return (self.basis, *(self.changed_by.bases if self.changed_by else ()))

    @property
    def cited(self) -> Bilingual:
        """The act as it is cited, for a sentence of the program."""
        return Bilingual(self.display("fr"), self.display("en"))

    def as_plain(self) -> dict[str, Any]:
        """Return where the act stands, as plain data."""
        plain: dict[str, Any] = {"text": self.text, "article": self.article, "point": self.point}
        return plain | ({"indent": self.indent} if self.indent else {})


class Chain(Sequence[ChainLink]):
    """Acts in order, each put after those before it without copying them: a provision amended
    thousands of times has as many versions.
    """

    __slots__ = ("before", "last", "length")

    def __init__(self, last: ChainLink, before: Chain | None = None) -> None:
        self.last, self.before = last, before
        self.length: int = 1 + (before.length if before else 0)

    def __len__(self) -> int:
        return self.length

    def __reversed__(self) -> Iterator[ChainLink]:
        chain: Chain | None = self
        while chain is not None:
            yield chain.last
            chain = chain.before

    def __iter__(self) -> Iterator[ChainLink]:
        return reversed([*reversed(self)])

    def __getitem__(self, rank: Any) -> Any:
        return self.last if rank == -1 else tuple(self)[rank]

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Sequence) and tuple(self) == tuple(other))

    def __hash__(self) -> int:
        return hash((self.length, self.last))


class Citation(Struct, frozen=True, gc=False):
    """A provision in one of its versions. `chain` starts
    with the act that wrote it, then its amendments in order.
    """

    text: str
    article: str
    provision: str
    place: Mapping[str, Any]
    basis: Basis
    short: Bilingual
    chain: Chain
    named: Mapping[str, Bilingual] = EMPTY
    number: str = ""
    """The number that its article was given since, "" where it kept its own."""
    formerly: str = ""
    """The number before that one."""

    @property
    def weakest(self) -> Basis:
        """The weakest basis of the provision and of the amendments in its chain."""
        return weakest_of((self.basis, *(basis for link in self.chain for basis in link.bases)))

    @property
    def amendments(self) -> tuple[ChainLink, ...]:
        """The links by which another text made this version."""
        return tuple(link for link in self.chain if link.text != self.text)

    def display(self, language: Language) -> str:
        """Return « accord, art. 8, dans sa rédaction issue de l'avenant 2, art. 4, 2° »; of an
        article that was given another number, « accord, art. 8, anciennement art. 7 ».
        """
        base = (
            f"{self.short.in_language(language)}, "
            f"{article_name(self.number or self.article, language, self.named)}"
        )
        if self.formerly:
            before = "anciennement" if language == "fr" else "formerly"
            base += f", {before} {article_name(self.formerly, language, self.named)}"
        acts = (link for link in reversed(self.chain) if link.verb != "renumbered")
        last = next((link for link in acts if link.text != self.text), None)
        if last is None:
            return base
        by = last.display(language)
        if language == "en":
            return f"{base}, as amended by {by}"
        of = _OF.get(last.kind, "de l'")
        return f"{base}, dans sa rédaction issue {of}{by}"


def with_article(short: Bilingual, kind: str) -> str:
    """Return how a text is called in French, with its article: « l'avenant 2 »; "" for a name whose
    gender is not known.
    """
    elided = kind in _ELIDED and short.fr[:1].casefold() in _VOWELS
    return f"l'{short.fr}" if elided else ""


def weakest_of(bases: Iterable[Basis]) -> Basis:
    """Return the weakest of some bases, the strongest of all where there is none."""
    return BASES[max(map(BASES.index, bases), default=0)]


def article_name(number: str, language: Language, named: Mapping[str, Bilingual] = EMPTY) -> str:
    """Return how an article is named in a citation: « art. 8 », «
    annexe 6, art. 2.2 », or as its text says in `named`: « préambule ».
    """
    if number in named:
        return named[number].in_language(language)
    annex = _ANNEX.match(number)
    if annex:
        name = f"{'annexe' if language == 'fr' else 'annex'} {annex[1]}"
        return f"{name}, {article_name(annex[2], language)}" if annex[2] else name
    return f"art. {number}" if _NUMBER.match(number) else number


def place_name(place: Mapping[str, Any], language: Language) -> str:
    """Return where in the article: « al. 3, 2° »."""
    english = language == "en"
    named = [
        _PLACES[key][english].format(_SPOKEN.get(value, (value, value))[english])
        for key, value in place.items()
        if key in _PLACES
    ]
    return ", ".join(named)


def place_not_read(entry: Mapping[str, Any], language: Language) -> str:
    """Return where what is not encoded stands: written once for both languages, or in each."""
    place = entry["place"]
    return str(place[language] if isinstance(place, Mapping) else place)


def replaced(corpus: Corpus) -> dict[str, str]:
    """Return the file of each text that takes the place of a shipped one, by the id of the text."""
    return {text.id: text.location.path for text in corpus.texts.values() if text.instead_of}


def said_of_replaced(text: str, file: str) -> Bilingual:
    """Return the sentence that says where a text is read in place of the shipped one."""
    return Bilingual(
        f"`{text}` est lu dans {file}, à la place du texte livré.",
        f"`{text}` is read from {file}, in place of the shipped text.",
    )
