"""The verbs of `workbench text`. Each loads what it needs when it is called, so that the others do not wait for it."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from agreements.rules.tree import Tree, canonical, to_json
from workbench.text_cli.files import TOO_DEEP, imported, tree_of, write, write_json
from workbench.text_cli.printing import comparison_lines, finding_lines, import_json, merge_json
from workbench.text_cli.telling import N_, Teller, Trouble, shell_language

if TYPE_CHECKING:
    from agreements.rules.comparison import Comparison

SAME, DIFFERENT, TROUBLE = 0, 1, 2
_BINARY = ("docx", "pdf")

OTHER_LAW = N_(
    "the agreement is in English, and these rules are Chinese law (%(rules)s): what they find counts only where that law holds."
)
ON_A_SCREEN = N_("A %(format)s file is not for the screen: name a file with --out.")
FAULT = N_("this failed inside the program, please report it: %(fault)s")
TOO_LONG = N_("it is too long to be printed: %(why)s.")
UNKNOWN_FIGURE = N_("these rules ask for no figure of this name. They ask for: %(names)s.")
UNKNOWN_KIND = N_("these rules know no such kind of agreement. They know: %(names)s.")
UNKNOWN_RULES = N_("there are no rules of this name. There are: %(names)s.")

Verb = Callable[[argparse.Namespace, Teller], int]


def run(arguments: Sequence[str]) -> int:
    """Do one command of `workbench text` and return its exit status; wrong usage ends the program with status 2."""
    asked = parser().parse_args(arguments)
    teller = Teller(asked.language or shell_language(os.environ))
    try:
        status: int = asked.act(asked, teller)
        sys.stdout.flush()
    except Trouble as trouble:
        teller.tell(trouble.sentence, trouble.about, **trouble.values)
        return TROUBLE
    except RecursionError:
        teller.tell(TOO_DEEP, asked.verb)
        return TROUBLE
    except BrokenPipeError:
        # Who read our output has gone, as `head` does; the interpreter must not try to write the rest at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return TROUBLE
    except Exception as fault:
        # A traceback would end with status 1, which means "different".
        teller.tell(FAULT, asked.verb, fault=f"{type(fault).__name__}: {fault}")
        return TROUBLE
    return status


def parser() -> argparse.ArgumentParser:
    """Return the parser of all verbs."""
    says = "Agreements as files: read, compare, merge, check, write. Exit 0 same, 1 different or found, 2 trouble."
    top = argparse.ArgumentParser(prog="workbench text", description=says)
    verbs = top.add_subparsers(dest="verb", required=True)

    def verb(name: str, act: Verb, says: str, *files: str) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, help=says, description=says)
        for file in files:
            made.add_argument(file.lower(), metavar=file, type=Path)
        made.add_argument("--language", choices=("zh", "en"), help="the language of messages; otherwise that of LANG")
        made.add_argument(
            "--out", type=Path, metavar="FILE", required=name == "merge", help="where to write the result"
        )
        made.set_defaults(act=act)
        return made

    verb("import", _import, "read an agreement and write its clause tree as JSON", "FILE")
    comparing = verb("compare", _compare, "compare two agreements clause by clause", "OLD", "NEW")
    comparing.add_argument("--format", choices=("json", "html", "docx", "pdf", "text"), default="json")
    verb("merge", _merge, "merge what two sides changed in one text; --out gets the tree", "BASE", "OURS", "THEIRS")
    checking = verb("check", _check, "hold an agreement against the law of a place", "FILE")
    checking.add_argument("--rules", required=True, metavar="NAME", help="such as cn-national or cn-shandong")
    checking.add_argument(
        "--kind", default="", metavar="KIND", help="the kind of agreement; otherwise read in its title"
    )
    checking.add_argument(
        "--figure", action="append", default=[], type=_figure, metavar="NAME=AMOUNT",
        help="an amount that the rules leave to the place, such as minimum_wage=2200",
    )  # fmt: skip
    checking.add_argument("--format", choices=("json", "text"), default="json")
    verb("references", _references, "list references and definitions, and those that lead nowhere", "FILE")
    exporting = verb("export", _export, "write an agreement in another form", "FILE")
    exporting.add_argument("--format", choices=("docx", "pdf", "akn", "json", "html"), required=True)
    return top


def _import(asked: argparse.Namespace, teller: Teller) -> int:
    found = imported(asked.file)
    if found.doubts:
        from agreements.queries.doubts import DOUBTS, OTHER_DOUBT

        for one in found.doubts:
            sentence = DOUBTS.get(one.reason, OTHER_DOUBT)
            said = teller.words(sentence, **{"reason": one.reason, **one.values})
            teller.tell(N_("line %(line)s: %(doubt)s"), asked.file, line=one.line, doubt=said)
    write_json(asked.out, import_json(found))
    return SAME


def _compare(asked: argparse.Namespace, teller: Teller) -> int:
    from agreements.rules.comparison import compare, comparison_json

    _refuse_screen(asked)
    old, new = tree_of(asked.old), tree_of(asked.new)
    compared = compare(old, new)
    if asked.format == "json":
        write_json(asked.out, comparison_json(compared))
    elif asked.format == "text":
        write(asked.out, "".join(f"{line}\n" for line in comparison_lines(compared, teller)).encode())
    else:
        write(asked.out, _redlined(old, new, compared, asked.format))
    return SAME if compared.same else DIFFERENT


def _redlined(old: Tree, new: Tree, compared: Comparison, form: str) -> bytes:
    if form == "docx":
        from agreements.documents.word import redline_word

        return redline_word(old, new, compared)
    if form == "html":
        from agreements.documents.html import comparison_html

        return comparison_html(old, new, compared).encode()
    from agreements.documents.pdf import redline_pdf

    return _printed(lambda: redline_pdf(old, new, compared), new)


def _printed(make: Callable[[], bytes], tree: Tree) -> bytes:
    from workbench.documents import PaperRefused

    try:
        return make()
    except PaperRefused as refused:
        raise Trouble(TOO_LONG, tree.title, why=refused) from None


def _merge(asked: argparse.Namespace, teller: Teller) -> int:
    from agreements.rules.merging import merge

    merged = merge(tree_of(asked.base), tree_of(asked.ours), tree_of(asked.theirs))
    write_json(asked.out, to_json(merged.tree))
    write_json(None, merge_json(merged))
    return DIFFERENT if merged.conflicts else SAME


def _check(asked: argparse.Namespace, teller: Teller) -> int:
    from agreements.rules.checking import check, findings_json, load_rules
    from agreements.rules.rulebook import UnknownRules

    try:
        rules = load_rules(asked.rules)
    except UnknownRules as unknown:
        raise Trouble(UNKNOWN_RULES, asked.rules, names=", ".join(unknown.names)) from None
    local = {rule.fact for rule in rules.rules if rule.bound and rules.facts[rule.fact].value is None}
    figures = dict(asked.figure)
    if strange := figures.keys() - local:
        raise Trouble(UNKNOWN_FIGURE, min(strange), names=", ".join(sorted(local)))
    if asked.kind and asked.kind not in rules.kinds:
        raise Trouble(UNKNOWN_KIND, asked.kind, names=", ".join(rules.kinds))
    tree = tree_of(asked.file)
    if tree.language != rules.language:
        teller.tell(OTHER_LAW, asked.file, rules=getattr(rules.title, teller.language))
    findings = check(tree, rules, kind=asked.kind, figures=figures)
    if asked.format == "json":
        write_json(asked.out, findings_json(findings, rules))
    else:
        write(asked.out, "".join(f"{line}\n" for line in finding_lines(findings, teller)).encode())
    return DIFFERENT if findings else SAME


def _figure(typed: str) -> tuple[str, Decimal]:
    name, _, amount = typed.partition("=")
    if not re.fullmatch(r"\d{1,12}(\.\d{1,4})?", amount, re.ASCII):
        raise ValueError(typed)
    return name, Decimal(amount)


def _references(asked: argparse.Namespace, teller: Teller) -> int:
    from agreements.rules.references import reference_graph, references_json

    tree = tree_of(asked.file)
    found = reference_graph(tree)
    write_json(asked.out, references_json(found, tree))
    return DIFFERENT if found.dangling or found.circular else SAME


def _export(asked: argparse.Namespace, teller: Teller) -> int:
    _refuse_screen(asked)
    write(asked.out, _exported(tree_of(asked.file), asked.format))
    return SAME


def _exported(tree: Tree, form: str) -> bytes:
    if form == "docx":
        from agreements.documents.word import word

        return word(tree)
    if form == "html":
        from agreements.documents.html import html

        return html(tree).encode()
    if form == "akn":
        from agreements.documents.akn import akn

        return akn(tree)
    if form == "pdf":
        from agreements.documents.pdf import pdf

        return _printed(lambda: pdf(tree), tree)
    return canonical(tree)


def _refuse_screen(asked: argparse.Namespace) -> None:
    if asked.out is None and asked.format in _BINARY and sys.stdout.isatty():
        raise Trouble(ON_A_SCREEN, format=asked.format)
