"""What a scenario may expect: the lists of each answer, the
keys of their records, the names that the law can give.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from engine.diagnostics.bilingual import Sentence, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, backquoted, nearest
from engine.language.model import Corpus, provisions_of, rules_of
from engine.language.nodes import Conclusion, Deadline, Entitle, Oblige, OfRights, Require
from engine.source.document import Document

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
_TEXT: Final = ("in_force_from", "reaches_case", "short", "status", "text", "title")
_OF_PERIOD: Final = ("period", "period_label", "period_of")
_DUTY: Final = (
    *(
        "awaits",
        "basis",
        "by",
        "category",
        "citations",
        "deadline",
        "depends_on",
        "duty",
        "force",
        "from",
        "missing",
        "quote",
    ),
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
        "own_citations",
        "until",
        *_OF_PERIOD,
    ),
    "payments": (
        "amount",
        "basis",
        "conditional",
        "citations",
        "due_on",
        "label",
        "line",
        "own_citations",
        "part",
        "part_label",
        "status",
        *_OF_PERIOD,
    ),
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
            "in_grid",
            "kind",
            "label",
            "met_on",
            "missing",
            "not_stated",
            "on",
            "on_time",
            "own_citations",
            "rank",
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
        *(
            "address",
            "basis",
            "basis_label",
            "chain",
            "citations",
            "from",
            "id",
            "in_words",
            "kind",
            "notes",
            "place",
            "quote",
            "repeats",
            "says",
        ),
        *("since", "source", "stands_for", "table", "until", "value_labels", "values"),
    ),
    "changes": (
        "address",
        "after",
        "before",
        "change",
        "citations",
        "display",
        "operation",
        "values",
    ),
    "next_steps": ("basis", "citations", "done", "helped_by", "order", "says", "step"),
    "law": _TEXT,
    "other_texts": ("depends_on", "depends_on_label", *_TEXT),
}
"""The keys of the records of each list, beside the names of the periods of a corpus."""
_PLACEHOLDER: Final = re.compile(r"\{([a-z0-9_.]+)\}")
_NAMED: Final = ("line", "benefit", "duty")


def unasked(document: Document, content: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Yield a finding for each list that the answer to the
    question does not have: nothing is ever in it.
    """
    query = content["question"]["query"]
    about_case = query not in ("text", "diff")
    valid = {*LISTS[query], *OF_ALL, *(OF_CASES if about_case else ())}
    every = {name for names in LISTS.values() for name in names} | set(OF_CASES)
    expect = content["expect"]
    for at in (("expect",), ("expect", "absent")):
        for name in expect if len(at) == 1 else expect.get("absent", {}):
            if name in every - valid:
                message = sentence(
                    "the answer to `{query}` has no `{list}`.", query=query, list=name
                )
                hint = sentence("it has {lists}.", lists=backquoted(sorted(valid & every)))
                yield Diagnostic("ACC505", message, document.locate((*at, name), key=True), hint)


def unable(document: Document, content: Mapping[str, Any], corpus: Corpus) -> Iterator[Diagnostic]:
    """Yield a finding for each record that must be absent and could never be there: a key that no
    record has, a name that no rule gives.
    """
    names = _Names(corpus)
    for name, records in content["expect"].get("absent", {}).items():
        for rank, record in enumerate(records):
            at = ("expect", "absent", name, rank)
            valid = (*KEYS.get(name, ()), *corpus.periods)
            for key, value in record.items():
                place = document.locate((*at, key), key=True)
                if name in KEYS and key not in valid:
                    yield Diagnostic(
                        "ACC503",
                        sentence("no record of `{list}` has a `{key}`.", list=name, key=key),
                        place,
                        nearest(key, valid),
                    )
                kind = "entry" if (name, key) == ("entries", "id") else key
                if kind in (*_NAMED, "entry") and isinstance(value, str):
                    yield from names.unknown(kind, value, document.locate((*at, key)))


class _Names:
    """The names that the rules of a corpus can give to lines, benefits, duties and dates of the
    calendar, and those that have a label.
    """

    def __init__(self, corpus: Corpus) -> None:
        vocabulary = corpus.vocabulary
        self.corpus = corpus
        labels = {
            "line": vocabulary.lines,
            "benefit": vocabulary.benefits,
            "duty": {},
            "entry": vocabulary.entries,
        }
        self._known: dict[str, set[str]] = {
            kind: {name for name in known if "*" not in name} for kind, known in labels.items()
        }
        self._patterns: dict[str, list[re.Pattern[str]]] = {kind: [] for kind in labels}
        self._patterns["entry"] += [
            re.compile(self._labelled(name)) for name in vocabulary.entries if "*" in name
        ]
        for _, rule in rules_of(provisions_of(corpus.texts.values())):
            for kind, template in _named_by(rule.then):
                if "{" in template:
                    self._patterns[kind].append(re.compile(self._pattern(template)))
                elif template:
                    self._known[kind].add(template)

    def _labelled(self, label: str) -> str:
        """Return the pattern of what a label names: each
        element of a collection, where it has one in its middle.
        """
        before, _, after = label.partition(".*")
        keys = (
            self.corpus.vocabulary.collections[before].keys
            if before in self.corpus.vocabulary.collections
            else {}
        )
        anyone = f"({'|'.join(map(re.escape, keys))})" if keys else r"[\w.]+"
        return (
            re.escape(f"{before}.") + anyone + re.escape(after).replace(r"\*", r"[\w.]+")
            if before != label
            else r"[\w.]+"
        )

    def _pattern(self, template: str) -> str:
        parts, rest = [], 0
        for match in _PLACEHOLDER.finditer(template):
            parts += [re.escape(template[rest : match.start()]), self._values(match[1])]
            rest = match.end()
        return "".join([*parts, re.escape(template[rest:])])

    def _values(self, fact: str) -> str:
        """Return the pattern of what a fact may write in a
        name: the keys of a collection, else any word.
        """
        for collection in self.corpus.vocabulary.collections.values():
            if fact == collection.singular and collection.keys:
                return f"({'|'.join(map(re.escape, collection.keys))})"
        return r"[\w.]+"

    def unknown(self, kind: str, name: str, place: Location) -> Iterator[Diagnostic]:
        """Yield a finding for a name that no rule gives and
        that the vocabulary does not have as it is.
        """
        of_payment = kind == "entry" and name.startswith("payments.")
        if (
            of_payment
            or name in self._known[kind]
            or any(pattern.fullmatch(name) for pattern in self._patterns[kind])
        ):
            return
        yield Diagnostic("ACC504", _not_given(kind, name), place, nearest(name, self._known[kind]))


def _named_by(then: Conclusion) -> Iterator[tuple[str, str]]:
    """Yield the names that a conclusion gives, each with the kind of what it names."""
    match then:
        case Entitle(line=line) | OfRights(line=line):
            yield "line", line
        case Require(benefit=benefit):
            yield "benefit", benefit
        case Oblige(duty=duty, entry=entry):
            yield "duty", duty
            yield "entry", entry
        case Deadline(entry=entry):
            yield "entry", entry


def _not_given(kind: str, name: str) -> Sentence:
    match kind:
        case "line":
            return sentence("no rule gives the line `{name}`.", name=name)
        case "benefit":
            return sentence("no rule speaks of the benefit `{name}`.", name=name)
        case "duty":
            return sentence("no rule makes the duty `{name}`.", name=name)
    return sentence("no rule gives the date `{name}`.", name=name)
