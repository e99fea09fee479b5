"""The law as data that answers, and proves its answers."""

VERSION = "0.1.0"
"""The version of the program; the package takes its own from here."""
