"""Which of several agreements a page is about.

In: the law that is served, a body of law. Out: what its agreement is called.
"""

from __future__ import annotations

from accord.server.pages.page import language_in
from accord.server.served_law import ServedLaw, corpora_of
from accord.server.service import AnyRequest, service_of
from engine.diagnostics.bilingual import Language
from engine.drafting.amended import amended_text
from engine.language.model import Corpus
from engine.words.formats import as_printed, upper_first


def agreement_of(served: ServedLaw, corpus: Corpus | None, language: Language) -> str:
    """Return what the agreement of a body of law is called; "" where it is the only one."""
    if corpus is None or len(corpora_of(served.law)) == 1:
        return ""
    return as_printed(upper_first(amended_text(corpus, None).short.in_language(language)), language)


def agreement_shown(request: AnyRequest, corpus: Corpus | None) -> str:
    """Return what a page says of the agreement that it is about."""
    return agreement_of(service_of(request).laws.current, corpus, language_in(request))
