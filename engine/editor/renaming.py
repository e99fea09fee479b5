"""A fact gets another name, in every file of its corpus and of what speaks of it."""

from __future__ import annotations

import re
from typing import Final

from engine.diagnostics.bilingual import Sentence, sentence
from engine.editor import roles
from engine.editor.edits import Edit
from engine.editor.index import Index
from engine.editor.mentions import Mention
from engine.editor.workspace import Law
from engine.language.model import Corpus
from engine.words.labels import ENGINE_FACTS, word_of

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*\Z")


class CannotRename(Exception):
    """Why a name stays as it is."""

    def __init__(self, said: Sentence) -> None:
        super().__init__(str(said))
        self.said = said


def renamed(
    mention: Mention, name: str, index: Index, corpus: Corpus, law: Law
) -> tuple[Edit, ...]:
    """Return the edits that give a fact another name, wherever it is named. Comments and layout
    stay.

    Raises CannotRename for what is no fact of the vocabulary, for a name that another fact has, and
    where a case would have to be written otherwise.
    """
    old = mention.name
    refuse(mention, corpus)
    _refuse_name(name, old, corpus)
    places = index.of(mention, corpus, law)
    return tuple(_edit(place, old, name, index) for place in places)


def refuse(mention: Mention, corpus: Corpus) -> None:
    """Raise CannotRename for what is no fact that the vocabulary names."""
    vocabulary = corpus.vocabulary
    of_an_element = any(
        mention.name == f"{collection.singular}.{fact}"
        for collection in vocabulary.collections.values()
        for fact in collection.facts
    )
    if (
        mention.family != roles.FACT
        or mention.name in ENGINE_FACTS
        or not (mention.name in vocabulary.facts or of_an_element)
    ):
        said = sentence("`{name}` is no fact of the vocabulary.", name=mention.name)
        raise CannotRename(said)


def _refuse_name(name: str, old: str, corpus: Corpus) -> None:
    if not _NAME.match(name):
        said = sentence("write small letters, digits and underscores, with dots between the parts.")
        raise CannotRename(said)
    group, new_group = old.rpartition(".")[0], name.rpartition(".")[0]
    if group != new_group:
        said = sentence(
            "only the last part of a name can change here: cases are written by groups."
        )
        raise CannotRename(said)
    if name != old and (word_of(name, corpus.vocabulary) is not None or _begins(name, corpus)):
        raise CannotRename(sentence("another fact is called `{name}`.", name=name))


def _begins(name: str, corpus: Corpus) -> bool:
    names = (*corpus.vocabulary.facts, *corpus.vocabulary.collections)
    return any(other.startswith(f"{name}.") or name.startswith(f"{other}.") for other in names)


def _edit(place: Mention, old: str, new: str, index: Index) -> Edit:
    """Return the edit of one place: of the last part alone, which is all that changes."""
    last, other = old.rpartition(".")[2], new.rpartition(".")[2]
    column = place.column + place.length - len(last)
    return Edit(place.path, place.line, column, len(last), other)
