"""The command `serve`: its options, and the lines that say where the pages are."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from engine.commands.options import RULESETS_HELP, refusals, spoken
from engine.commands.usage import Command
from engine.diagnostics.bilingual import sentence
from engine.diagnostics.diagnostic import Diagnostic, Location, RefusedInput
from engine.diagnostics.extras import need_extra

if TYPE_CHECKING:
    from accord.server.served_law import ServedLaw

_NAME: Final = re.compile(r"[A-Za-z0-9.:_-]+")
_PATH: Final = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")
_SITE: Final = re.compile(r"https?://[A-Za-z0-9.\[\]:*-]+")
_LIBRARIES: Final = ("litestar", "uvicorn", "jinja2", "httptools", "prometheus_client")


@click.command(cls=Command)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address it listens on.")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="The port it listens on.",
)
@click.option("--no-browser", is_flag=True, help="Do not open the page in the browser.")
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="How many processes answer: one for each core.",
)
@click.option("--root-path", default="", help="The path under which a proxy serves it.")
@click.option("--rulesets", multiple=True, type=click.Path(path_type=Path), help=RULESETS_HELP)
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    help="A name under which it is reached, as behind a proxy (repeatable).",
)
@click.option(
    "--allow-origin",
    "origins",
    multiple=True,
    help="A site whose scripts may read answers, as https://example.org (repeatable).",
)
@click.option(
    "--allow-frame",
    "frames",
    multiple=True,
    help="A site that may put /embed/ into a frame, as https://example.org (repeatable).",
)
@click.option(
    "--log/--no-log",
    default=None,
    help="Log each request to standard error, without what was asked. Without either: where "
    "standard error is no terminal.",
)
def serve(
    host: str,
    port: int,
    no_browser: bool,  # noqa: FBT001  # a flag of the command
    workers: int,
    root_path: str,
    rulesets: tuple[Path, ...],
    hosts: tuple[str, ...],
    origins: tuple[str, ...],
    frames: tuple[str, ...],
    log: bool | None,  # noqa: FBT001  # likewise
) -> None:
    """Open the page and the API on this machine."""
    with refusals():
        need_extra("serve", _LIBRARIES, "serve")
        root = _path(root_path)
        sites = (*_no_sites("--allow-origin", origins), *_no_sites("--allow-frame", frames))
        _refuse([*_no_path(root), *_no_names(hosts), *sites])
        from accord.server.service import Options
        from accord.server.serving import listening
        from accord.server.serving import serve as run

        options = Options(
            rulesets=tuple(folder.absolute() for folder in rulesets),
            root_path=root,
            host=host,
            allow_hosts=hosts,
            allow_origins=origins,
            allow_frames=frames,
            log=not sys.stderr.isatty() if log is None else log,
        )
        served = _served(options.rulesets)
        listeners = listening(host, port, workers)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}{root}/"
    run(options, listeners, partial(_open, served, address, in_browser=not no_browser))


def _open(served: ServedLaw, address: str, *, in_browser: bool) -> None:
    """Say where the pages are, and open them where someone can see them."""
    for line in _welcome(served, address):
        click.echo(line, err=True)
    if in_browser and _has_a_desktop():
        click.launch(address)


def _served(folders: tuple[Path, ...]) -> ServedLaw:
    """Return the law that is served. The engine reads the folders: what it refuses is then said as
    the other commands say it.
    """
    from accord.law import Law, load
    from accord.server.served_law import served_law
    from engine.library import load as read

    return served_law(Law(read(folders), folders, None), load())


def _path(root_path: str) -> str:
    """Return the path of a proxy, with a slash before and none after."""
    stripped = root_path.strip("/")
    return f"/{stripped}" if stripped else ""


def _refuse(findings: Sequence[Diagnostic]) -> None:
    if findings:
        raise RefusedInput(findings)


def _no_path(root: str) -> Iterator[Diagnostic]:
    """Yield what is wrong with the path of a proxy: every address of a page begins with it."""
    if not _PATH.fullmatch(root):
        message = sentence("`{path}` is no path that a proxy serves.", path=root)
        hint = sentence("give names of letters and digits between slashes, as in /accord.")
        yield Diagnostic("ACC717", message, Location("--root-path"), hint)


def _no_names(hosts: Sequence[str]) -> Iterator[Diagnostic]:
    """Yield the names of machines that are none: nothing would ever be asked under them."""
    hint = sentence("give its name alone, as in example.org.")
    for host in hosts:
        is_address = host.count(":") > 1
        if not _NAME.fullmatch(host) or (":" in host and not is_address):
            message = sentence("`{host}` is no name of a machine.", host=host)
            yield Diagnostic("ACC717", message, Location("--allow-host"), hint)


def _no_sites(option: str, given: Sequence[str]) -> Iterator[Diagnostic]:
    """Yield the sites that are none."""
    hint = sentence("give its scheme and its name and no path, as in https://example.org.")
    for site in given:
        if not _SITE.fullmatch(site):
            message = sentence("`{site}` is no site.", site=site)
            yield Diagnostic("ACC717", message, Location(option), hint)


def _has_a_desktop() -> bool:
    """Whether someone sits before a screen that a browser can open on."""
    if not sys.stderr.isatty():
        return False
    desktop = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(desktop) or sys.platform in ("win32", "darwin")


def _welcome(served: ServedLaw, address: str) -> list[str]:
    """Return the lines that say where the pages are, and which texts answer."""
    language = spoken()
    from accord.server.served_law import corpora_of

    by_id = {text.id: text.short for text in served.law.texts}
    drafts = ", ".join(short for id_, short in by_id.items() if id_ in served.drafts)
    lines = [sentence("Open {address} in a browser; Ctrl-C stops the server.", address=address)]
    for corpus in corpora_of(served.law).values():  # each has its "amendment 1"
        of_law = [by_id[id_] for id_ in corpus.texts if id_ not in served.drafts]
        lines.append(sentence("Texts: {texts}.", texts=", ".join(of_law)))
    if drafts:
        lines.append(sentence("Drafts: {texts}.", texts=drafts))
    return [line.in_language(language) for line in lines]
