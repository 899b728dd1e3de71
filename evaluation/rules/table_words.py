"""How columns and words are called in tables, in either language, from evaluation/facts/tables.toml."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from pydantic import TypeAdapter

from evaluation.rules.measures import FOLDER

_SHAPE = TypeAdapter(Mapping[str, Mapping[str, tuple[str, ...]]])


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Mapping[str, str]]:
    read = _SHAPE.validate_python(tomllib.loads((FOLDER / "tables.toml").read_text("utf-8")))
    return {table: {said: key for key, names in keys.items() for said in names} for table, keys in read.items()}


def known(table: str) -> frozenset[str]:
    """Return the keys of `figures`, `sources`, `wages` or `sexes`: what a column or word can mean."""
    return frozenset(_words()[table].values())


def meant(table: str, cell: str) -> str | None:
    """Return what a cell means in `figures`, `sources`, `wages` or `sexes`; None when nobody calls anything so."""
    return _words()[table].get(plain(cell))


def plain(cell: str) -> str:
    """Return a cell as names are compared: full-width letters made ordinary, without outer blanks, small."""
    return unicodedata.normalize("NFKC", cell).strip().casefold()
