"""What a visitor gives to be opened: a file of one case, or a table of one or of several."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from litestar.datastructures import FormMultiDict, UploadFile
from msgspec import Struct
from msgspec.structs import replace

import accord
from accord.findings import found, refusals
from accord.law import Law
from accord.server.pages.visit import Visit
from accord.server.pages.workbooks import is_swollen
from accord.server.served_law import corpora_of
from engine.diagnostics.bilingual import Language, sentence
from engine.diagnostics.diagnostic import Diagnostic, Location
from engine.diagnostics.diagnostic import RefusedInput as Refused
from engine.drafting.case_file import plain_case

_TABLES: Final = (".csv", ".xlsx")
_MOST_ROWS: Final = 200


class Given(Struct, frozen=True):
    """What a visitor gave to be opened."""

    name: str = ""
    content: bytes = b""
    is_table: bool = False
    """Whether it is a table of cases, and not a case."""

    @property
    def text(self) -> str:
        """Its text, as it can be shown and put right; "" for what is none."""
        if b"\0" in self.content:
            return ""
        return self.content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")


class Offered(Struct, frozen=True):
    """One of the cases of a table: its row, its id, the visit that it begins, what is wrong."""

    row: int
    id: str
    visit: Visit
    findings: tuple[accord.Finding, ...]


async def file_in(form: FormMultiDict, field: str) -> Given | None:
    """Return the file that was chosen in a field of a form; None where none was."""
    file = form.get(field)
    if not isinstance(file, UploadFile):
        return None
    content = await file.read()
    if not (file.filename or content):
        return None
    name = Path(file.filename.replace("\\", "/")).name
    return Given(name, content, name.lower().endswith(_TABLES))


def cases_of(visit: Visit, given: Given, law: Law, language: Language) -> tuple[list[Offered], int]:
    """Return the first cases of a table, and how many it has. Raises `accord.RefusedInput` for a
    table that cannot be read.
    """
    from engine.tables.needed import need_libraries

    with TemporaryDirectory(prefix="accord-") as folder, refusals(language):
        need_libraries()
        from engine.tables.intake.single_cases import cases_in

        path = Path(folder, f"table{Path(given.name).suffix.lower()}")
        path.write_bytes(given.content)
        if is_swollen(path):
            raise Refused([_swollen(given)])
        try:
            table = cases_in(path, corpora_of(law), language, Path(folder), _MOST_ROWS)
        except Refused as refusal:
            raise Refused(_renamed(refusal.diagnostics, given.name)) from None
    offered = [
        Offered(
            case.row,
            case.id,
            replace(visit, case=plain_case(case.tree, table.corpus, language), name=given.name),
            found(_renamed(case.findings, given.name), language),
        )
        for case in table.cases
    ]
    return offered, table.count


def only_case(visit: Visit, given: Given, law: Law, language: Language) -> Visit:
    """Return the visit that begins with what was given: a case, or a table of one. Raises
    `accord.RefusedInput` for a table that cannot be read, or that has several cases.
    """
    if not given.is_table:
        return replace(visit, case=given.text, name=given.name)
    offered, count = cases_of(visit, given, law, language)
    if count == 1 and not offered[0].findings:
        return offered[0].visit
    raise accord.RefusedInput(offered[0].findings or found([_several(given, count)], language))


def _swollen(given: Given) -> Diagnostic:
    message = sentence("the workbook takes far more room than what it holds.")
    hint = sentence("copy its rows into a new workbook, and save that as XLSX.")
    return Diagnostic("ACC606", message, Location(given.name), hint)


def _several(given: Given, count: int) -> Diagnostic:
    message = sentence("this table holds {count} cases, and one is compared.", count=count)
    hint = sentence("leave one row in it, or open it and choose one of its cases.")
    return Diagnostic("ACC722", message, Location(given.name), hint)


def _renamed(findings: Iterable[Diagnostic], name: str) -> list[Diagnostic]:
    """Return findings at the name that the visitor knows, and not at that of a copy."""
    return [replace(finding, location=replace(finding.location, path=name)) for finding in findings]
