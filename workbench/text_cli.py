"""`workbench text`: agreements as files. They are read, compared, merged, checked and written out, without a house or its data.

Exit status as for diff: 0 the same (nothing found), 1 different (findings, conflicts), 2 trouble. Results go to standard
output or --out, what a person should know goes to standard error. docs/text-format.md describes the formats.
"""

from __future__ import annotations

import argparse
import gettext
import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agreements.rules.decoding import ImportRefused
from agreements.rules.tree import Tree, TreeRefused, canonical, from_json, to_json, words
from workbench.text_words import REFUSALS, N_

if TYPE_CHECKING:
    from agreements.rules.comparison import Comparison
    from agreements.rules.reading import Imported

SAME, DIFFERENT, TROUBLE = 0, 1, 2
LARGEST = 64 * 1024 * 1024
ROOT = Path(__file__).resolve().parents[1]
_CATALOGUES = ("workbench", "agreements")
_PAPER = ("docx", "pdf")

NO_FILE = N_("there is no such file.")
NOT_A_FILE = N_("it is a directory, not a file.")
UNREADABLE = N_("it cannot be read: %(error)s.")
UNWRITABLE = N_("it cannot be written: %(error)s.")
TOO_LARGE = N_("it is larger than %(limit)s bytes.")
NOT_A_TREE = N_("it is JSON, but no clause tree: see %(where)s.")
NOT_JSON = N_("it begins as JSON and cannot be read as such: line %(line)s.")
TOO_DEEP = N_("it is nested too deeply.")
UNKNOWN_RULES = N_("there are no rules of this name. There are: %(names)s.")
ON_A_SCREEN = N_("A %(format)s file is not for the screen: name a file with --out.")


class Trouble(Exception):
    """Why nothing could be done: a sentence, its values, and the file it is about."""

    def __init__(self, sentence: str, about: str = "", **values: object) -> None:
        super().__init__(sentence)
        self.sentence, self.about, self.values = sentence, about, values


@dataclass(frozen=True)
class Teller:
    """Says things to the person at the screen, in their language."""

    language: str

    def words(self, sentence: str, **values: object) -> str:
        """Return a sentence in the person's language with its values."""
        said = self._translated(sentence)
        return said % values if values else said

    def tell(self, sentence: str, about: str = "", **values: object) -> None:
        """Say a sentence on standard error, after the name of what it is about."""
        said = self.words(sentence, **values)
        print(f"workbench text: {about}: {said}" if about else f"workbench text: {said}", file=sys.stderr)

    def _translated(self, sentence: str) -> str:
        if self.language == "zh":
            for package in _CATALOGUES:
                found = gettext.translation(
                    "messages", ROOT / package / "translations", languages=["zh_Hans_CN"], fallback=True
                )
                if (said := found.gettext(sentence)) != sentence:
                    return said
        return sentence


def run(arguments: Sequence[str]) -> int:
    """Do one command of `workbench text` and return its exit status; wrong usage ends the program with status 2."""
    asked = parser().parse_args(arguments)
    teller = Teller(asked.language or _own_language(os.environ))
    try:
        status: int = asked.act(asked, teller)
        sys.stdout.flush()
    except Trouble as trouble:
        teller.tell(trouble.sentence, trouble.about, **trouble.values)
        return TROUBLE
    except BrokenPipeError:
        # Who read our output has gone, as `head` does; the interpreter must not try to write the rest at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return TROUBLE
    return status


def parser() -> argparse.ArgumentParser:
    """Return the parser of all verbs."""
    top = argparse.ArgumentParser(
        prog="workbench text", description="Agreements as files: read, compare, merge, check, write."
    )
    verbs = top.add_subparsers(dest="verb", required=True)

    def verb(name: str, act: Verb, says: str, *files: str) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, help=says, description=says)
        for file in files:
            made.add_argument(file.lower(), metavar=file, type=Path)
        made.add_argument("--language", choices=("zh", "en"), help="language of messages; otherwise that of LANG")
        made.set_defaults(act=act)
        return made

    importing = verb("import", _import, "read an agreement and write its clause tree as JSON", "FILE")
    comparing = verb("compare", _compare, "compare two agreements clause by clause", "OLD", "NEW")
    comparing.add_argument("--format", choices=("json", "html", "docx", "pdf", "text"), default="json")
    merging = verb("merge", _merge, "merge what two sides changed in one text", "BASE", "OURS", "THEIRS")
    checking = verb("check", _check, "hold an agreement against the law of a place", "FILE")
    checking.add_argument("--rules", required=True, metavar="NAME", help="such as cn-national or cn-shandong")
    checking.add_argument("--format", choices=("json", "text"), default="json")
    referring = verb("references", _references, "list references and definitions and what they hang on", "FILE")
    exporting = verb("export", _export, "write an agreement in another form", "FILE")
    exporting.add_argument("--format", choices=("docx", "pdf", "akn", "json", "html"), required=True)
    for one in (importing, comparing, merging, checking, referring, exporting):
        one.add_argument("--out", type=Path, metavar="FILE", required=one is merging, help="where to write the result")
    return top


Verb = Callable[[argparse.Namespace, Teller], int]


def _import(asked: argparse.Namespace, teller: Teller) -> int:
    found = _imported(asked.file)
    for doubt in found.doubts:
        teller.tell(N_("line %(line)s: %(doubt)s"), str(asked.file), line=doubt.line, doubt=doubt.reason)
    _write_json(asked.out, imported_json(found))
    return SAME


def imported_json(found: Imported) -> dict[str, Any]:
    """Return what import read: a clause tree as every other command takes it, and beside it what a person should look at."""
    return {
        **to_json(found.tree),
        "form": found.form,
        "encoding": found.encoding,
        "doubts": [
            {"reason": one.reason, "line": one.line, "lines": list(one.lines), "values": dict(one.values)}
            for one in found.doubts
        ],
        "furniture": [{"line": one.line, "text": one.text} for one in found.furniture],
        "proposals": [_said(one, "where", "author", "date", "before", "after") for one in found.proposals],
        "notes": [_said(one, "where", "author", "date", "text") for one in found.notes],
    }


def _compare(asked: argparse.Namespace, teller: Teller) -> int:
    from agreements.rules.comparison import compare, comparison_json

    _refuse_screen(asked)
    compared = compare(_tree(asked.old), _tree(asked.new))
    if asked.format == "json":
        _write_json(asked.out, comparison_json(compared))
    else:
        _write(asked.out, _compared_paper(compared, asked.format, teller.language))
    return SAME if all(pair.status == "unchanged" for pair in compared.pairs) else DIFFERENT


def _compared_paper(compared: Comparison, form: str, language: str) -> bytes:
    raise NotImplementedError


def _merge(asked: argparse.Namespace, teller: Teller) -> int:
    from agreements.rules.merging import merge

    merged = merge(_tree(asked.base), _tree(asked.ours), _tree(asked.theirs))
    _write_json(asked.out, to_json(merged.tree))
    return DIFFERENT if merged.conflicts else SAME


def _check(asked: argparse.Namespace, teller: Teller) -> int:
    raise NotImplementedError


def _references(asked: argparse.Namespace, teller: Teller) -> int:
    raise NotImplementedError


def _export(asked: argparse.Namespace, teller: Teller) -> int:
    _refuse_screen(asked)
    tree = _tree(asked.file)
    _write(asked.out, canonical(tree) + b"\n" if asked.format == "json" else b"")
    return SAME


# ── files in ─────────────────────────────────────────────


def _tree(path: Path) -> Tree:
    data = _read(path)
    if data.lstrip()[:1] == b"{" or path.suffix.lower() == ".json":
        return _parsed(data, str(path))
    return _read_source(data, path).tree


def _imported(path: Path) -> Imported:
    return _read_source(_read(path), path)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise Trouble(NO_FILE, str(path)) from None
    except IsADirectoryError:
        raise Trouble(NOT_A_FILE, str(path)) from None
    except (OSError, ValueError) as error:
        raise Trouble(UNREADABLE, str(path), error=_reason(error)) from None
    if len(data) > LARGEST:
        raise Trouble(TOO_LARGE, str(path), limit=LARGEST)
    return data


def _parsed(data: bytes, name: str) -> Tree:
    try:
        return from_json(json.loads(data))
    except json.JSONDecodeError as error:
        raise Trouble(NOT_JSON, name, line=error.lineno) from None
    except UnicodeDecodeError:
        raise Trouble(NOT_JSON, name, line=1) from None
    except RecursionError:
        raise Trouble(TOO_DEEP, name) from None
    except TreeRefused as refused:
        raise Trouble(NOT_A_TREE, name, where=refused.where) from None


def _read_source(data: bytes, path: Path) -> Imported:
    from agreements.rules.reading import read_tree

    try:
        return read_tree(data, path.name)
    except ImportRefused as refused:
        sentence = REFUSALS.get(refused.reason, N_("it cannot be read as an agreement (%(reason)s)."))
        raise Trouble(sentence, str(path), **{"reason": refused.reason, **refused.values}) from None


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


# ── results out ──────────────────────────────────────────


def _write_json(out: Path | None, value: Mapping[str, Any]) -> None:
    _write(out, (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode())


def _write(out: Path | None, data: bytes) -> None:
    """Write the result: to standard output, or to a file that is there whole or not at all."""
    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        return
    try:
        if out.exists() and not out.is_file():
            out.write_bytes(data)
        else:
            _replace(out, data)
    except OSError as error:
        raise Trouble(UNWRITABLE, str(out), error=_reason(error)) from None


def _replace(out: Path, data: bytes) -> None:
    target = out.resolve()
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    present = os.umask(0)
    os.umask(present)
    return present


def _refuse_screen(asked: argparse.Namespace) -> None:
    if asked.out is None and asked.format in _PAPER and sys.stdout.isatty():
        raise Trouble(ON_A_SCREEN, format=asked.format)


def _said(value: object, *names: str) -> dict[str, Any]:
    return {name: getattr(value, name) for name in names}


def _own_language(environment: Mapping[str, str]) -> str:
    """Return zh or en by the settings a shell gives, the stronger first."""
    chosen = next((set_to for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (set_to := environment.get(name))), "")
    return "zh" if chosen.lower().startswith("zh") else "en"
