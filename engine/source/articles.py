"""Articles: from one file to the provisions, tables and
operations that it holds, in the order of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, cast, get_args

from engine.diagnostics.bilingual import Bilingual, all_of, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location
from engine.language.model import (
    BASES,
    REPEALED,
    Article,
    Basis,
    LawTable,
    Operation,
    Provision,
    Remark,
    Rule,
    Source,
    Verb,
)
from engine.language.nodes import EMPTY, Advise, Deadline, Entitle, Oblige, Require
from engine.source.document import Document, Pointer
from engine.source.expressions import Expressions
from engine.source.shapes import A_TEXT, needed, shown, type_name

if TYPE_CHECKING:
    from engine.language.parts import PartChange

VERBS: Final[tuple[Verb, ...]] = get_args(Verb)
_RULE_KEYS: Final = ("on", "when", "overrides", "grounds")
_PROVISION_NEEDED: Final = ("id", "says")
_SOURCED: Final = ("source", "basis")
_PROVISION_OPTIONAL: Final = (
    "place",
    "quote",
    "effect",
    "values",
    "then",
    "table",
    "repeats",
    "agrees",
    "notes",
    *_RULE_KEYS,
)
_AMENDING: Final = ("parts", "reads")
_EXPECTED: Final = ("expect", "expect_by_version")
_OPERATION_OPTIONAL: Final = (
    "point",
    "indent",
    *VERBS,
    "after",
    "before",
    *_EXPECTED,
    "quote",
    "effect",
    "title",
    "with",
    "parts",
    "reads",
    "number",
)
_ID: Final = re.compile(r"[a-z][a-z0-9_]*\Z", re.ASCII)
_ADDRESS: Final = re.compile(r"[a-z][a-z0-9_]*/[^/]+(?:/[a-z][a-z0-9_]*)?\Z", re.ASCII)
_PIECES: Final = re.compile(r"\d+|[^\W\d_]+")


def article_order(number: str) -> tuple[int, tuple[tuple[int, int, str], ...], str]:
    """Return the key that sorts articles as texts do: 7.3.2
    before 7.10, numbers before words, annexes last.
    """
    pieces = _PIECES.findall(number.casefold())
    rank = {"préambule": 0, "preamble": 0, "annexe": 2, "annex": 2, "appendix": 2}.get(
        pieces[0] if pieces else "", 1
    )
    keys = tuple((0, int(piece), "") if piece.isdecimal() else (1, 0, piece) for piece in pieces)
    return rank, keys, number


class Articles(Expressions):
    """Reads one article file of the text `text`."""

    def __init__(self, document: Document, findings: list[Diagnostic], text: str) -> None:
        """Read `document`, a file of `text`; what is wrong with it is added to `findings`."""
        super().__init__(document, findings)
        self.text_id = text
        self.article_number = ""

    def article(self) -> Article | None:
        """Return the article that the file holds, None when it cannot be named."""
        parts = self.entries(
            self.document.tree, (), ("article", "title"), ("short", "provisions", "operations")
        )
        self.article_number = self.text_at(parts, (), "article")
        if not self.article_number or "/" in self.article_number:
            if self.article_number:
                hint = sentence("write another sign in its place.")
                self.note(
                    "ACC106",
                    ("article",),
                    sentence("the number of an article cannot hold `/`"),
                    hint,
                )
            return None
        title = self.bilingual(parts.get("title", {}), ("title",))
        provisions = self.provisions(
            parts.get("provisions", []), ("provisions",), self.text_id, self.article_number
        )
        operations = []
        for rank, node in enumerate(self.items(parts.get("operations", []), ("operations",))):
            operation = self.operation(node, ("operations", rank))
            if operation is not None:
                operations.append(operation)
        self._refuse_repeats([(operation.id, operation.location) for operation in operations])
        location = self.document.locate(("article",), key=True)
        short = self.bilingual(parts["short"], ("short",)) if "short" in parts else None
        return Article(
            self.text_id, self.article_number, title, provisions, tuple(operations), location, short
        )

    def _refuse_repeats(self, ids: list[tuple[str, Location]]) -> None:
        first: dict[str, Location] = {}
        for name, location in ids:
            if name in first:
                message = sentence("the id {id} is used twice in this article", id=shown(name))
                self.findings.append(
                    Diagnostic(
                        "ACC112",
                        message,
                        location,
                        sentence("give each its own id."),
                        (first[name],),
                    )
                )
            first.setdefault(name, location)

    # --- provisions ---

    def provisions(
        self, node: Any, at: Pointer, text: str, article: str, inherited: Mapping[str, Any] = EMPTY
    ) -> tuple[Provision, ...]:
        """Return the provisions listed at a place, addressed in an
        article; what they leave out of `inherited` holds for them.
        """
        provisions_read = []
        for rank, each in enumerate(self.items(node, at)):
            before = len(self.findings)
            provision = self.provision(each, (*at, rank), f"{text}/{article}", inherited)
            if provision is not None and len(self.findings) == before:
                provisions_read.append(provision)
        self._refuse_repeats([(provision.id, provision.location) for provision in provisions_read])
        return tuple(provisions_read)

    def provision(
        self, node: Any, at: Pointer, address: str, inherited: Mapping[str, Any]
    ) -> Provision | None:
        """Return the provision at a place, of the article at
        `address`; None (and a finding) when it cannot be named.
        """
        needed = (*_PROVISION_NEEDED, *(name for name in _SOURCED if name not in inherited))
        parts = self.entries(node, at, needed, (*_PROVISION_OPTIONAL, *_SOURCED))
        name = self._id(parts, at)
        if not name:
            return None
        agrees = self.mapping(parts["agrees"], (*at, "agrees")) if "agrees" in parts else EMPTY
        repeats = self.texts(parts.get("repeats", []), (*at, "repeats"))
        if repeats or agrees:
            self._check_repeated(repeats, agrees, parts, at)
        return Provision(
            address=f"{address}/{name}",
            place=self.mapping(parts["place"], (*at, "place")) if "place" in parts else EMPTY,
            says=self.bilingual(parts.get("says", {}), (*at, "says")),
            quote=self.text_at(parts, at, "quote"),
            source=self.source(parts["source"], (*at, "source"))
            if "source" in parts
            else inherited.get("source", Source("", "")),
            basis=self.basis(parts, at) if "basis" in parts else inherited.get("basis", "inferred"),
            effect=self.text_at(parts, at, "effect", inherited.get("effect", "ordinary")),
            rule=self._rule(parts, at),
            table=self.table(parts["table"], (*at, "table")) if "table" in parts else None,
            values=self.mapping(parts["values"], (*at, "values")) if "values" in parts else EMPTY,
            repeats=repeats,
            agrees=agrees,
            written=cast("Mapping[str, Any]", node),
            location=self.document.locate(at),
            notes=self._notes(parts["notes"], (*at, "notes")) if "notes" in parts else (),
        )

    def _notes(self, node: Any, at: Pointer) -> tuple[Remark, ...]:
        """Return the remarks on a provision, each with the condition under which it is made."""
        notes = []
        for rank, each in enumerate(self.items(node, at)):
            here = (*at, rank)
            own = self.entries(each, here, ("says",), ("when",))
            when = self.condition(own["when"], (*here, "when")) if "when" in own else None
            notes.append(Remark(self.bilingual(own.get("says", {}), (*here, "says")), when))
        return tuple(notes)

    def _check_repeated(
        self, repeats: Iterable[str], agrees: Mapping[str, Any], parts: Any, at: Pointer
    ) -> None:
        """Note what is no address among the provisions that a provision repeats or agrees with."""
        for rank, target in enumerate(repeats):
            listed = isinstance(parts["repeats"], list)
            self._address(target, (*at, "repeats", rank) if listed else (*at, "repeats"))
        for target in agrees:
            self.mapping(agrees[target], (*at, "agrees", target))
            self._address(target, (*at, "agrees", target), key=True)

    def _id(self, parts: Mapping[str, Any], at: Pointer) -> str:
        name = self.text_at(parts, at, "id")
        if name and not _ID.match(name):
            hint = sentence("write small letters, digits and underscores, starting with a letter.")
            self.note(
                "ACC106", (*at, "id"), sentence("{given} is not an id", given=shown(name)), hint
            )
        return name

    def _address(self, target: str, at: Pointer, *, key: bool = False) -> None:
        if target and not _ADDRESS.match(target):
            hint = sentence(
                "write `text/article/provision`, as in `accord/7.1/sizes`, or `text/article`."
            )
            self.note(
                "ACC106",
                at,
                sentence("{given} is not an address", given=shown(target)),
                hint,
                key=key,
            )

    def source(self, node: Any, at: Pointer) -> Source:
        """Return where something was read."""
        parts = self.entries(node, at, ("document", "at"))
        place = parts.get("at", "")
        return Source(
            self.text_at(parts, at, "document"),
            place if isinstance(place, str) else self.text(place, (*at, "at")),
        )

    def basis(self, parts: Mapping[str, Any], at: Pointer) -> Basis:
        """Return how well the source is known."""
        return cast(
            "Basis",
            self.one_of(self.text_at(parts, at, "basis"), BASES, (*at, "basis")) or "inferred",
        )

    def _without_conclusion(self, name: str, at: Pointer) -> None:
        """Note a key of a rule that stands in a provision without conclusion."""
        hint = sentence(
            "add the conclusion, or remove this key: without `then` a provision computes nothing."
        )
        if name == "overrides":
            hint = sentence(
                "to set a rule aside and put nothing in its place, write the condition under "
                "`not:` in that rule."
            )
        message = sentence("`{key}` without `then`", key=name)
        self.note("ACC102", (*at, name), message, hint, key=True)

    def _rule(self, parts: Mapping[str, Any], at: Pointer) -> Rule | None:
        if "then" not in parts:
            for name in (name for name in _RULE_KEYS if name in parts):
                self._without_conclusion(name, at)
            return None
        if "table" in parts:
            self.note(
                "ACC101",
                (*at, "table"),
                sentence("a rule that is also a table"),
                sentence("write two provisions."),
                key=True,
            )
        conclusion = self.conclusion(parts["then"], (*at, "then"))
        when = self.condition(parts["when"], (*at, "when")) if "when" in parts else None
        overrides = self._addresses(parts, at, "overrides")
        grounds = self._addresses(parts, at, "grounds")
        on = self.texts(parts.get("on", []), (*at, "on"))
        if not on and isinstance(conclusion, Require | Entitle | Deadline | Oblige | Advise):
            message = sentence("a rule that names no occasion: it would never conclude")
            hint = sentence(
                "write `on:` beside `then`, with one of the occasions of occasions.yaml."
            )
            self.note("ACC102", (*at, "then"), message, hint, key=True)
        return None if conclusion is None else Rule(on, when, conclusion, overrides, grounds)

    def _addresses(self, parts: Mapping[str, Any], at: Pointer, key: str) -> tuple[str, ...]:
        """Return the addresses of provisions under a key of a rule."""
        if key not in parts:
            return ()
        where = (*at, key)
        addresses = self.texts(parts[key], where)
        for rank, target in enumerate(addresses):
            self._address(target, (*where, rank) if isinstance(parts[key], list) else where)
        return addresses

    # --- tables ---

    def table(self, node: Any, at: Pointer) -> LawTable:
        """Return a table: rows under columns, or brackets."""
        if isinstance(node, dict) and "brackets" in node:
            parts = self.entries(node, at, ("brackets",), ("unit",))
            return LawTable(
                self.text_at(parts, at, "unit"),
                brackets=self.brackets(parts["brackets"], (*at, "brackets")),
            )
        parts = self.entries(node, at, ("unit", "columns", "rows"), ("totals", "column"))
        where = (*at, "columns")
        columns = tuple(
            self.scalar(cell, (*where, rank))
            for rank, cell in enumerate(self.items(parts.get("columns", []), where))
        )
        rows = {
            name: self._cells(cells, (*at, "rows", name), len(columns))
            for name, cells in self.mapping(parts.get("rows", {}), (*at, "rows")).items()
        }
        totals = {
            name: self._total(total, (*at, "totals", name), len(columns))
            for name, total in self.mapping(parts.get("totals", {}), (*at, "totals")).items()
        }
        called = self.bilingual(parts["column"], (*at, "column")) if "column" in parts else None
        return LawTable(self.text_at(parts, at, "unit"), columns, rows, totals, column=called)

    def _cells(self, node: Any, at: Pointer, columns: int) -> tuple[Decimal, ...]:
        cells = tuple(
            self.number(cell, (*at, rank)) for rank, cell in enumerate(self.items(node, at))
        )
        if isinstance(node, list) and len(cells) != columns:
            message = sentence(
                "{cells} cells under {columns} columns", cells=len(cells), columns=columns
            )
            self.note("ACC115", at, message, sentence("give one cell for each column."))
        return cells

    def _total(
        self, node: Any, at: Pointer, columns: int
    ) -> tuple[tuple[str, ...], tuple[Decimal, ...]]:
        parts = self.entries(node, at, ("of", "values"))
        return self.texts(parts.get("of", []), (*at, "of")), self._cells(
            parts.get("values", []), (*at, "values"), columns
        )

    # --- operations ---

    def operation(self, node: Any, at: Pointer) -> Operation | None:
        """Return one amendment, None (and a finding) when it has no verb or no target."""
        before = len(self.findings)
        parts = self.entries(node, at, ("id", "says", "source", "basis"), _OPERATION_OPTIONAL)
        name, verb = self._id(parts, at), self._verb(parts, at)
        if not name or verb is None:
            return None
        target, (source, basis, effect) = self._target(parts, at, verb), self._authority(parts, at)
        inherited = {"source": source, "basis": basis, "effect": effect}
        text, article, *_ = (*target.split("/"), "")
        content = self.provisions(parts.get("with", []), (*at, "with"), text, article, inherited)
        self._check_operation(verb, target, parts, at)
        operation = Operation(
            name,
            self.text_id,
            self.article_number,
            *self._point(parts, at),
            verb,
            target,
            self.text_at(parts, at, "after") or None,
            self.text_at(parts, at, "before") or None,
            self.mapping(parts["expect"], (*at, "expect")) if "expect" in parts else None,
            content,
            self._sentence(parts, at, "title"),
            self.bilingual(parts.get("says", {}), (*at, "says")),
            self.text_at(parts, at, "quote"),
            source,
            basis,
            effect,
            self.document.locate(at),
            self._by_version(parts, at),
            self._parts_changed(parts, at) if "parts" in parts else (),
            self._sentence(parts, at, "reads"),
            self.text_at(parts, at, "number"),
            isinstance(parts[verb], dict),
            parts,
            self.singulars,
        )
        return operation if len(self.findings) == before else None

    def _parts_changed(self, parts: Mapping[str, Any], at: Pointer) -> tuple[PartChange, ...]:
        """Return the parts that an amendment changes one at a time."""
        # few laws write them: what reads them is imported where one does
        from engine.source.parts_of_operation import parts_changed

        return parts_changed(self, parts["parts"], (*at, "parts"))

    def _authority(self, parts: Mapping[str, Any], at: Pointer) -> tuple[Source, Basis, str]:
        """Return where an amendment was read, how surely, and the group with which it applies."""
        source = self.source(parts.get("source", {"document": "", "at": ""}), (*at, "source"))
        return source, self.basis(parts, at), self.text_at(parts, at, "effect", "ordinary")

    def _target(self, parts: Mapping[str, Any], at: Pointer, verb: Verb) -> str:
        """Return what an operation aims at: a provision, an article, or the operation of another
        amendment (`{operation: text/article/id}`).
        """
        where = (*at, verb)
        if not isinstance(parts[verb], dict):
            target = self.text(parts[verb], where)
            self._address(target, where)
            return target
        target = self.text_at(self.entries(parts[verb], where, ("operation",)), where, "operation")
        self._address(target, (*where, "operation"))
        if verb not in ("amend", "repeal"):
            message = sentence("`{verb}` does not change an operation", verb=verb)
            hint = sentence("`amend` its parts, or `repeal` it and write another one.")
            self.note("ACC101", where, message, hint, key=True)
        return target

    def _sentence(self, parts: Mapping[str, Any], at: Pointer, name: str) -> Bilingual | None:
        return self.bilingual(parts[name], (*at, name)) if name in parts else None

    def _by_version(self, parts: Mapping[str, Any], at: Pointer) -> Mapping[str, Any]:
        """Return what is expected of each version, by the text
        (`accord`) or the operation (`accord/4/op`) that made it.
        """
        if "expect_by_version" not in parts:
            return EMPTY
        where = (*at, "expect_by_version")
        if "expect" in parts:
            self.note(
                "ACC101",
                where,
                sentence("`expect` and `expect_by_version` together"),
                sentence("keep one of the two."),
                key=True,
            )
        versions = self.mapping(parts["expect_by_version"], where)
        if not versions and isinstance(parts["expect_by_version"], dict):
            hint = sentence("name the texts that may have left what is amended.")
            self.note("ACC110", where, sentence("`expect_by_version` names no version"), hint)
        return {
            name: expected if expected == REPEALED else self.mapping(expected, (*where, name))
            for name, expected in versions.items()
        }

    def _verb(self, parts: Mapping[str, Any], at: Pointer) -> Verb | None:
        verbs = [verb for verb in VERBS if verb in parts]
        if len(verbs) == 1:
            return verbs[0]
        if len(verbs) > 1:
            message = sentence(
                "two verbs in one operation: {verbs}", verbs=all_of(f"`{verb}`" for verb in verbs)
            )
            self.note(
                "ACC101",
                (*at, verbs[1]),
                message,
                sentence("write one operation for each."),
                key=True,
            )
        elif parts:
            hint = sentence(
                "say what it does: `replace:`, `insert:`, `complete:`, `repeal:`, `amend:`, "
                "`renumber:` or `reinstate:`."
            )
            self.note("ACC102", at, sentence("an operation without a verb"), hint)
        return None

    def _check_operation(
        self, verb: Verb, target: str, parts: Mapping[str, Any], at: Pointer
    ) -> None:
        if verb == "repeal" and "with" in parts:
            hint = sentence("use `replace` to put something in its place.")
            self.note("ACC101", (*at, "with"), sentence("`repeal` takes no `with`"), hint, key=True)
        if verb == "amend":
            self._check_amend(target, parts, at)
            return
        for name in (name for name in _AMENDING if name in parts):
            message = sentence("`{key}` goes only with `amend`", key=name)
            self.note("ACC101", (*at, name), message, sentence("remove it."), key=True)
        if "number" in parts and verb not in ("renumber", "insert"):
            message = sentence("`{key}` does not go with `{verb}`", key="number", verb=verb)
            self.note("ACC101", (*at, "number"), message, sentence("remove it."), key=True)
        if verb == "renumber":
            self._check_renumber(target, parts, at)
            return
        if verb not in ("repeal", "reinstate") and "with" not in parts:
            hint = sentence("add `with:` and the provisions that it brings.")
            self.note("ACC102", at, sentence("`{verb}` needs `with`", verb=verb), hint)
        if verb != "insert" and not any(name in parts for name in _EXPECTED):
            hint = sentence(
                "give a part of what the amended provision must hold, so that nothing else is "
                "changed."
            )
            self.note("ACC102", at, sentence("`{verb}` needs `expect`", verb=verb), hint)
        for name in ("after", "before"):
            if name in parts and (verb != "insert" or target.count("/") != 1):
                message = sentence("`{key}` goes only with `insert` into an article", key=name)
                self.note("ACC101", (*at, name), message, sentence("remove it."), key=True)

    def _check_amend(self, target: str, parts: Mapping[str, Any], at: Pointer) -> None:
        """Note what an operation on parts of a provision lacks, or has too much."""
        if "parts" not in parts:
            hint = sentence("add `parts:`, and in it each part with what it becomes.")
            self.note("ACC102", at, sentence("`amend` needs `parts`"), hint)
        if target and target.count("/") != 2:
            hint = sentence("write `text/article/provision`.")
            message = sentence(
                "`amend` changes a provision, and {given} is an article", given=shown(target)
            )
            self.note("ACC106", (*at, "amend"), message, hint)
        for name in ("with", "title", "after", "before"):
            if name in parts:
                message = sentence("`{key}` does not go with `amend`", key=name)
                hint = sentence("write it inside a part, or use another verb.")
                self.note("ACC101", (*at, name), message, hint, key=True)

    def _check_renumber(self, target: str, parts: Mapping[str, Any], at: Pointer) -> None:
        """Note what an operation that gives an article another number lacks, or has too much."""
        if "number" not in parts:
            hint = sentence('add `number:` and the new number, as in `number: "8"`.')
            self.note("ACC102", at, sentence("`renumber` needs `number`"), hint)
        if target.count("/") != 1:
            message = sentence(
                "`renumber` names an article, and {given} is none", given=shown(target)
            )
            hint = sentence("write `text/article`.")
            self.note("ACC106", (*at, "renumber"), message, hint)
        if "with" in parts:
            message = sentence("`{key}` does not go with `{verb}`", key="with", verb="renumber")
            self.note("ACC101", (*at, "with"), message, sentence("remove it."), key=True)

    def _point(self, parts: Mapping[str, Any], at: Pointer) -> tuple[str, int]:
        """Return the point as it is cited (`2°`) and the
        rank of the dash (0 when there is none).
        """
        point, indent = parts.get("point", ""), parts.get("indent", 0)
        if not isinstance(point, str | int) or isinstance(point, bool):
            hint = sentence('write it as cited: `"2°"`.')
            self.note("ACC103", (*at, "point"), needed(A_TEXT, type_name(point)), hint)
            point = ""
        if isinstance(indent, bool) or not isinstance(indent, int):
            hint = sentence("write 1 for the first dash.")
            self.note(
                "ACC103",
                (*at, "indent"),
                needed(sentence("the rank of the dash"), type_name(indent)),
                hint,
            )
            indent = 0
        return str(point), indent
