"""`workbench text`: agreements as files. They are read, compared, merged, checked and written out, without a house or its data.

Exit status as for diff: 0 the same (nothing found), 1 different (findings, conflicts), 2 trouble. Results go to standard
output or --out, what a person should know goes to standard error. docs/text-format.md describes the formats.
"""

from workbench.text_cli.verbs import run

__all__ = ["run"]
