"""How the server is run and watched: whether it is alive, what it counts, what it refuses.

In: requests on their way in, replies on their way out. Out: headers, logs without a fact, figures.
"""

__all__ = ["gate", "log", "metrics", "watched"]
