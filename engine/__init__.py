"""The law as data that answers, and proves its answers."""
