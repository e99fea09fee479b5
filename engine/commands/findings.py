"""Findings as they are printed: lines for people, JSON for programs, annotations for GitHub."""

from __future__ import annotations

import json
from typing import Any

from engine.codes import CODES
from engine.diagnostics.bilingual import Language, sentence
from engine.diagnostics.diagnostic import Diagnostic
from engine.testing.check_files import Report
from engine.words.citation import said_of_replaced

FORMS = ("text", "json", "github")
_NAMES = {
    "text": ("texte", "text"),
    "article": ("article", "article"),
    "provision": ("disposition", "provision"),
    "amendment": ("modification", "amendment"),
    "other file": ("autre fichier", "other file"),
}


def report_page(report: Report, form: str, language: Language) -> str:
    """Return what `accord check` prints, in a form of FORMS."""
    if form == "json":
        return json.dumps(_as_data(report, language), ensure_ascii=False, indent=2)
    shown = [
        _annotation(finding, language) if form == "github" else finding.in_language(language)
        for finding in report.findings
    ]
    if form == "github":
        return "\n".join(shown) or _summary(report, language)
    return "\n".join(
        [*shown, *_notes(report, language), *([] if shown else [_summary(report, language)])]
    )


def _summary(report: Report, language: Language) -> str:
    french = language == "fr"
    counted = []
    for name, count in report.counts.items():
        said = _NAMES[name][0 if french else 1]
        singular = count < 2 if french else count == 1
        plural = "" if singular else "x" if said.endswith("eau") else "s"
        counted.append(
            f"{count} "
            f"{' '.join(f'{word}{plural}' for word in said.split()) if french else said + plural}"
        )
    listed = ", ".join(counted)
    alone = bool(report.alone) or not report.counts["other file"]
    if alone and not report.counts["text"]:
        summary = sentence(
            "no text was read, and no name was looked up: {counted}.", counted=listed
        )
    else:
        summary = sentence("no findings: {counted}.", counted=listed)
    return summary.in_language(language)


def _notes(report: Report, language: Language) -> list[str]:
    taken = (
        said_of_replaced(text, file).in_language(language) for text, file in report.replaced.items()
    )
    alone = (
        sentence(
            "{file} lies in no text: its form was checked, the names that it uses were not.",
            file=file,
        ).in_language(language)
        for file in report.alone
    )
    return [*taken, *alone]


def _as_data(report: Report, language: Language) -> dict[str, Any]:
    findings = [
        {
            "code": finding.code,
            "title": CODES[finding.code].title.in_language(language),
            "message": finding.message.in_language(language),
            "hint": finding.hint.in_language(language),
            "path": finding.location.path,
            "line": finding.location.line,
            "column": finding.location.column,
            "related": [
                {"path": other.path, "line": other.line, "column": other.column}
                for other in finding.related
            ],
        }
        for finding in report.findings
    ]
    return {
        "findings": findings,
        "counts": dict(report.counts),
        "replaced": dict(report.replaced),
        "alone": list(report.alone),
    }


def _annotation(finding: Diagnostic, language: Language) -> str:
    """Return a finding as a workflow command of GitHub,
    which shows it beside the line concerned.
    """
    title = f"{finding.code} {CODES[finding.code].title.in_language(language)}"
    place = {
        "file": finding.location.path,
        "line": finding.location.line or 1,
        "col": finding.location.column or 1,
        "title": title,
    }
    said = ",".join(f"{name}={_escaped(str(value), ',:')}" for name, value in place.items())
    message = "\n".join(
        said.in_language(language) for said in (finding.message, finding.hint) if said
    )
    return f"::error {said}::{_escaped(message, '')}"


def _escaped(text: str, also: str) -> str:
    for sign in ("%", "\r", "\n", *also):
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text
