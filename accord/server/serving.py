"""The processes of the server."""

from __future__ import annotations

import os
from typing import Any, Final

from msgspec import json

from accord.server.service import Options, started

_ASKED: Final = "ACCORD_SERVE"
"""The variable of the environment that tells each process what the command was asked."""


def serve(options: Options, *, host: str, port: int, workers: int) -> None:
    """Serve until it is stopped, with so many processes."""
    import uvicorn

    os.environ[_ASKED] = json.encode(options, enc_hook=str).decode()
    uvicorn.run(
        "accord.server.serving:worker",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        root_path=options.root_path,
        log_level="warning",
        access_log=False,
    )


def worker() -> Any:
    """Return the application of one process."""
    from accord.server.app import application

    asked = json.decode(os.environ[_ASKED], type=Options, dec_hook=lambda kind, text: kind(text))
    return application(started(asked))
