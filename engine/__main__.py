"""`python -m engine`: the commands of the engine; `accord` adds those of the package above it."""

from __future__ import annotations

import gc


def main() -> None:
    """Run the command, without looking for circles of garbage: it
    ends soon, and would walk all the law that it holds each time.
    """
    gc.disable()  # a run on a table, which may last, looks for them again
    from engine.commands.main import main as command

    command(prog_name="accord")


if __name__ == "__main__":
    main()
