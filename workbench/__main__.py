"""`python -m workbench`, and the `workbench` command: what works on files alone is asked first, since it needs no house."""

from __future__ import annotations

import sys


def main() -> None:
    """Run one command. `text` is taken here so that a comparison of two files does not wait for the house to be put up."""
    if sys.argv[1:2] == ["text"]:
        from workbench.text_cli import run

        sys.exit(run(sys.argv[2:]))
    if sys.argv[1:2] == ["evaluate"]:
        from workbench.evaluate_cli import run as evaluate

        sys.exit(evaluate(sys.argv[2:]))
    if sys.argv[1:2] == ["indicators"]:
        from workbench.evaluate_cli.indicators import run as indicators

        sys.exit(indicators(sys.argv[2:]))
    from workbench.cli import main as house

    house()


if __name__ == "__main__":
    main()
