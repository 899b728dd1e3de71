"""Forms filled in: a template in a sandbox gives plain HTML blocks, and these a clause tree, from which every paper is made.

A template may only write values, choose and repeat. What else Jinja knows (calls, macros, arithmetic, inclusion, most
filters) is refused before it runs: with it, a template from outside could read objects, files, or use up the machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser

from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from agreements.rules.forms import Form, Value, ready
from agreements.rules.tree import Clause, Kind, Language, Tree

LONGEST_TEMPLATE = 100_000
LONGEST_PAPER = 2_000_000
_FILTERS = ("join", "length")
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr, nodes.For, nodes.If,
    nodes.Filter, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.EvalContextModifier,
)  # fmt: skip
_DEEPEST = 2
_INLINE = frozenset(["th", "td", "li", "p", "h1", "h2"])


class TemplateRefused(ValueError):
    """A template that asks for more than a form needs, or for a value that is not there."""


def form_tree(form: Form, typed: Mapping[str, str], language: Language) -> Tree:
    """A form filled in, as a tree: Word, PDF and HTML are made of it as of any agreement.

    Raises FieldsRefused, which names every field that is not in order.
    """
    return tree_of(rendered(form.template(language), ready(form, typed, language)), form.name(language), language)


def rendered(template: str, values: Mapping[str, Value]) -> str:
    """A template with its values as HTML; every value is escaped. Raises TemplateRefused."""
    if len(template) > LONGEST_TEMPLATE:
        raise TemplateRefused("too long")
    made: list[str] = []
    length = 0
    try:
        environment = _environment()
        _refuse_what_forms_do_not_need(environment.parse(template))
        for piece in environment.from_string(template).generate(**values):
            length += len(piece)
            if length > LONGEST_PAPER:
                raise TemplateRefused("makes too much")
            made.append(piece)
    except (TemplateError, RecursionError, TypeError) as error:
        raise TemplateRefused(str(error)) from None
    return "".join(made)


def tree_of(html: str, title: str, language: Language) -> Tree:
    """The blocks of a rendered form as a tree: h1 the title, h2 a heading, p a paragraph, li an item, table, footer the signatures."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return Tree(reader.title or title, language, tuple(reader.clauses()))


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined, loader=None)
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in _FILTERS}
    environment.tests.clear()
    return environment


def _refuse_what_forms_do_not_need(node: nodes.Node, loops: int = 0) -> None:
    if not isinstance(node, _ALLOWED):
        raise TemplateRefused(type(node).__name__)
    loops += isinstance(node, nodes.For)
    if loops > _DEEPEST or (isinstance(node, nodes.For) and node.recursive):
        raise TemplateRefused("loops too deep")
    for child in node.iter_child_nodes():
        _refuse_what_forms_do_not_need(child, loops)


class _Reader(HTMLParser):
    """Collects the blocks in order and nests them below their headings."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self._sections: list[tuple[Kind, str, list[Clause]]] = [("preamble", "", [])]
        self._words: list[str] = []
        self._rows: list[list[str]] = []
        self._item = 0

    def clauses(self) -> list[Clause]:
        """Return what was collected."""
        return [
            Clause(kind, heading=heading, printed=heading, children=tuple(inside))
            for kind, heading, inside in self._sections
            if heading or inside
        ]

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Begin a block."""
        if tag == "table":
            self._rows = []
        elif tag == "tr":
            self._rows.append([])
        elif tag == "footer":
            self._sections.append(("signature", "", []))
        if tag in _INLINE:
            self._words = []

    def handle_data(self, data: str) -> None:
        """Collect words."""
        self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        """End a block."""
        words = " ".join("".join(self._words).split())
        if tag in ("td", "th"):
            self._rows[-1].append(words)
        elif tag == "table":
            self._add(Clause("table", rows=tuple(map(tuple, self._rows))))
        elif tag == "h1":
            self.title = words
        elif tag == "h2":
            self._sections.append(("article", words, []))
            self._item = 0
        elif tag == "li":
            self._item += 1
            self._add(Clause("item", f"{self._item}.", text=words, printed=f"{self._item}."))
        elif tag == "p" and words:
            self._add(Clause("paragraph", text=words))

    def _add(self, clause: Clause) -> None:
        if clause.kind != "item":
            self._item = 0
        self._sections[-1][2].append(clause)
