"""What a scenario may expect: the lists of each answer, the keys of their records, the names that the law can give."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from engine.diagnostics import Diagnostic, Location, backquoted, nearest
from engine.document import Document
from engine.language import sentence
from engine.model import Corpus, Provision
from engine.program import conclusion_names

LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "eligibility": ("benefits", "next_steps"),
    "calendar": ("entries",),
    "funding": ("entitlements", "payments", "totals"),
    "duties": ("duties", "recommendations"),
    "text": ("provisions",),
    "diff": ("changes",),
}
"""The lists that the answer to each question has, beside those of all answers."""
OF_ALL: Final = ("law", "other_texts")
OF_CASES: Final = ("over", "missing", "not_considered")
_OF_PERIOD: Final = ("period", "period_label", "period_of")
_DUTY: Final = (
    *("awaits", "basis", "by", "category", "citations", "deadline", "depends_on", "duty", "force", "from", "missing", "quote"),
    *("says", "status", "subject", "subject_label", "traits", "until", "value_labels", "values"),
)
KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "entitlements": (
        "amount",
        "arises_on",
        "basis",
        "calculation",
        "citations",
        "components",
        "from",
        "label",
        "line",
        "until",
        *_OF_PERIOD,
    ),
    "payments": ("amount", "basis", "conditional", "citations", "due_on", "label", "line", "part", "part_label", "status", *_OF_PERIOD),
    "totals": ("amount", "at_least", "complete", "from", "missing_lines", "until", *_OF_PERIOD),
    "entries": (
        *(
            "amount",
            "basis",
            "by",
            "by_label",
            "citations",
            "depends_on",
            "id",
            "kind",
            "label",
            "met_on",
            "missing",
            "not_stated",
            "on",
            "says",
        ),
        "status",
        *_OF_PERIOD,
    ),
    "benefits": ("benefit", "label", "missing", "outcome", "reason", "requirements", "to_come"),
    "duties": _DUTY,
    "recommendations": _DUTY,
    "not_considered": ("at_most", "citations", "group", "label"),
    "over": ("citations", "fact", "label", "not_encoded", "on"),
    "provisions": (
        *("address", "basis", "basis_label", "chain", "citations", "from", "id", "in_words", "kind", "place", "quote", "repeats", "says"),
        *("since", "source", "table", "until", "value_labels", "values"),
    ),
    "law": ("in_force_from", "short", "status", "text", "title"),
    "other_texts": ("depends_on", "in_force_from", "short", "status", "text", "title"),
}
"""The keys of the records of each list, beside the names of the periods of a corpus."""
_PLACEHOLDER: Final = re.compile(r"\{([a-z0-9_.]+)\}")
_NAMED: Final = {"line": "lines", "benefit": "benefits"}


def unasked(document: Document, content: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Yield a finding for each list that the answer to the question does not have: nothing is ever in it."""
    query = content["question"]["query"]
    about_case = query not in ("text", "diff")
    valid = {*LISTS[query], *OF_ALL, *(OF_CASES if about_case else ())}
    every = {name for names in LISTS.values() for name in names} | set(OF_CASES)
    expect = content["expect"]
    for at in (("expect",), ("expect", "absent")):
        for name in expect if len(at) == 1 else expect.get("absent", {}):
            if name in every - valid:
                message = sentence("the answer to `{query}` has no `{list}`.", query=query, list=name)
                hint = sentence("it has {lists}.", lists=backquoted(sorted(valid & every)))
                yield Diagnostic("ACC505", message, document.locate((*at, name), key=True), hint)


def unable(document: Document, content: Mapping[str, Any], corpus: Corpus) -> Iterator[Diagnostic]:
    """Yield a finding for each record that must be absent and could never be there: a key that no record has, a name that no rule gives."""
    names = _Names(corpus)
    for name, records in content["expect"].get("absent", {}).items():
        for rank, record in enumerate(records):
            at = ("expect", "absent", name, rank)
            valid = (*KEYS.get(name, ()), *corpus.periods)
            for key, value in record.items():
                place = document.locate((*at, key), key=True)
                if name in KEYS and key not in valid:
                    yield Diagnostic(
                        "ACC503", sentence("no record of `{list}` has a `{key}`.", list=name, key=key), place, nearest(key, valid)
                    )
                elif key in _NAMED and isinstance(value, str):
                    yield from names.unknown(_NAMED[key], value, document.locate((*at, key)))


class _Names:
    """The names that the rules of a corpus can give to lines and benefits."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        provisions: list[Provision] = []
        for text in corpus.texts.values():
            for article in text.articles:
                provisions += [*article.provisions, *(one for operation in article.operations for one in operation.provisions)]
        templates = {template for one in provisions if one.rule for template in conclusion_names(one.rule.then)}
        self.known = {name for name in templates if "{" not in name}
        self.patterns = [re.compile(self._pattern(template)) for template in templates if "{" in template]

    def _pattern(self, template: str) -> str:
        parts, rest = [], 0
        for found in _PLACEHOLDER.finditer(template):
            parts += [re.escape(template[rest : found.start()]), self._values(found[1])]
            rest = found.end()
        return "".join([*parts, re.escape(template[rest:])])

    def _values(self, fact: str) -> str:
        """Return the pattern of what a fact may write in a name: the keys of a collection, else any word."""
        for collection in self.corpus.vocabulary.collections.values():
            if fact == collection.singular and collection.keys:
                return f"({'|'.join(map(re.escape, collection.keys))})"
        return r"[\w.]+"

    def unknown(self, kind: str, name: str, place: Location) -> Iterator[Diagnostic]:
        """Yield a finding for a name that no rule gives and that the vocabulary does not have as it is."""
        labels = self.corpus.vocabulary.lines if kind == "lines" else self.corpus.vocabulary.benefits
        valid = {*self.known, *(label for label in labels if "*" not in label)}
        if name not in valid and not any(pattern.fullmatch(name) for pattern in self.patterns):
            given = sentence("no rule gives the line `{name}`.", name=name)
            asked = sentence("no rule speaks of the benefit `{name}`.", name=name)
            yield Diagnostic("ACC504", given if kind == "lines" else asked, place, nearest(name, {*valid, *labels}))
