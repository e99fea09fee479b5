"""The command `serve`."""

from __future__ import annotations

from pathlib import Path

import click

from engine.commands.options import RULESETS_HELP
from engine.diagnostics.extras import need_extra


@click.command(no_args_is_help=False)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address it listens on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option("--root-path", default="", help="The path under which a proxy serves it.")
@click.option("--rulesets", multiple=True, type=click.Path(path_type=Path), help=RULESETS_HELP)
def serve(host: str, port: int, workers: int, root_path: str, rulesets: tuple[Path, ...]) -> None:
    """Open the page and the API on this machine."""
    need_extra("serve", ["litestar", "uvicorn", "jinja2"], "serve")
    from accord.server.service import Options
    from accord.server.serving import serve as run

    run(Options(rulesets, root_path), host=host, port=port, workers=workers)
