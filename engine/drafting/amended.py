"""What a new avenant amends: a corpus, a text of it, and a provision found there today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput, nearest
from engine.language.model import Corpus, LegalText, Provision
from engine.law.consolidation import timeline_of
from engine.library import one_corpus


def amending_corpus(corpora: Mapping[str, Corpus], name: str | None, amends: str | None) -> Corpus:
    """Return the corpus named, else the one that has the text to amend, else the only one."""
    having = [corpus for corpus in corpora.values() if amends in corpus.texts]
    return having[0] if name is None and len(having) == 1 else one_corpus(corpora, name)


def amended_text(corpus: Corpus, name: str | None) -> LegalText:
    """Return the text to amend: the one named, else the main one, which most others amend and which
    has most articles. Raises RefusedInput for a text that there is not.
    """
    if name is None:
        amending = [text for other in corpus.texts.values() for text in other.amends]
        return max(
            corpus.texts.values(), key=lambda text: (amending.count(text.id), len(text.articles))
        )
    if name not in corpus.texts:
        message = sentence("there is no text `{name}`.", name=name)
        hint = nearest(name, corpus.texts)
        raise RefusedInput([Diagnostic("ACC405", message, Location("--amends"), hint)])
    return corpus.texts[name]


def target_of(corpus: Corpus, amended: LegalText, article: str | None, day: date) -> Provision:
    """Return the first provision of a text, or of an article of it, that is in force on a day as
    the text wrote it. Raises RefusedInput where there is none.
    """
    law = timeline_of(corpus, day, {}).law_on(day)
    in_force = {} if law is None else law.provisions
    written = {
        held.number: [
            provision
            for provision in held.provisions
            if provision.address in in_force
            and in_force[provision.address].provision.written == provision.written
        ]
        for held in amended.articles
    }
    numbers = [number for number, provisions in written.items() if provisions]
    if article is None and numbers:
        return written[numbers[0]][0]
    if article is not None and written.get(article):
        return written[article][0]
    message = sentence(
        "no provision of `{text}` is in force today as it was written there.",
        text=amended.id if article is None else f"{amended.id}/{article}",
    )
    place = Location("--amends" if article is None else "--article")
    hint = nearest(article or "", numbers) if numbers else sentence("name another text.")
    raise RefusedInput([Diagnostic("ACC405", message, place, hint)])
