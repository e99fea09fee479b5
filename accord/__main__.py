"""The command `accord`: the commands of the engine, and `serve`, which stands above this package.

`python -m accord` is the same.
"""

from __future__ import annotations

import gc


def main() -> None:
    """Run the command. `serve` is read only when it is asked for."""
    gc.disable()  # as the engine does, and before its commands are read
    from engine.__main__ import main as run
    from engine.commands.main import LAZY

    LAZY["serve"] = "accord.server.command"
    run()


if __name__ == "__main__":
    main()
