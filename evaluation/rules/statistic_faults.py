"""What is wrong in the input of a statistic: an English sentence that is translated where it is shown, its values, and where."""

from __future__ import annotations


class StatisticFault(ValueError):
    """A sentence with its values, and the line and column it is about (from 1; None: the whole line, the whole input)."""

    def __init__(self, sentence: str, line: int | None = None, column: int | None = None, **values: object) -> None:
        super().__init__(sentence)
        self.sentence, self.line, self.column = sentence, line, column
        self.values = {name: str(value) for name, value in values.items()}

    @property
    def said(self) -> str:
        """The sentence in English."""
        return self.sentence % self.values

    def __str__(self) -> str:
        where = [f"{name} {place}" for name, place in (("line", self.line), ("column", self.column)) if place]
        return f"{', '.join(where)}: {self.said}" if where else self.said
