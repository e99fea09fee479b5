"""What `accord check` does beside checking once: it puts right, and it checks again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from engine.commands.findings import report_page
from engine.commands.options import spoken
from engine.diagnostics.bilingual import Language, Sentence, sentence
from engine.diagnostics.extras import need_extra
from engine.testing.check_files import Report
from engine.testing.scenario import forget_texts

Check = Callable[[], Report]


def again(
    check: Check, paths: Sequence[Path], form: str, language: Language, *, fix: bool, watch: bool
) -> Check:
    """Return the check that puts right what is certain in the files of some paths, if `fix`.

    With `watch`, it checks whenever a file changes, and ends when it is interrupted. Raises
    UsageError where no path is named, RefusedInput where what watches is not installed.
    """
    if not paths:
        raise _misuse(sentence("--fix and --watch need the folders or the files that are meant."))

    def anew() -> Report:
        forget_texts()
        return check()

    checking = (lambda: _put_right(anew, paths)) if fix else anew
    if not watch:
        return checking
    if form != "text":
        raise _misuse(sentence("--watch prints lines for people: leave --format out."))
    need_extra("editor", ("watchfiles",), "accord check --watch")
    return lambda: _watched(checking, paths, language)


def _misuse(said: Sentence) -> click.UsageError:
    return click.UsageError(said.in_language(spoken()))


def _put_right(check: Check, paths: Sequence[Path]) -> Report:
    """Put right what is certain in the files of some paths, say what was, return what is left."""
    from engine.editor.fixing import fixed

    report, changes = fixed(check, paths)
    for change in changes:
        click.echo(change.said().in_language(spoken()), err=True)
    return report


def _watched(check: Check, paths: Sequence[Path], language: Language) -> Report:
    """Check whenever a file of YAML changes; return the last report once it is interrupted."""
    from watchfiles import watch

    report = check()
    changes = watch(*paths, watch_filter=lambda _, path: path.endswith(".yaml"), step=100)
    while True:
        click.echo(report_page(report, "text", language))
        click.echo(_AGAIN.in_language(spoken()), err=True)
        if next(changes, None) is None:  # interrupted
            return report
        report = check()


_AGAIN = sentence("— Waiting for a change (Ctrl-C ends).")
