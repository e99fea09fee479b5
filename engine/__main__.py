"""`python -m engine`: the same as the command `accord`."""

from engine.cli import main

if __name__ == "__main__":
    main(prog_name="accord")
