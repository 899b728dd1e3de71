"""The shared house of the Tripartite Workbench: it knows nothing of bargaining."""

__version__ = "0.1.0"
