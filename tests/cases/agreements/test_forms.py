"""Forms on paper: filled in, they become trees; hostile templates and values get nowhere."""

from __future__ import annotations

import time

import pytest

from agreements.documents.forms import TemplateRefused, form_tree, rendered, tree_of
from agreements.rules.fields import samples
from agreements.rules.forms import Sheet, Value, forms
from agreements.rules.tree import Language, words

in_both = pytest.mark.parametrize("language", ["zh", "en"])


@in_both
@pytest.mark.parametrize("key", list(forms()))
def test_a_form_becomes_a_tree(key: str, language: Language) -> None:
    form = forms()[key]
    tree = form_tree(form, samples(form.fields, language), language)
    assert tree.language == language
    assert tree.title
    assert tree.clauses[-1].kind == "signature"
    said = words(tree)
    assert "{" not in said
    assert all(line.strip() for line in said.split("\n"))


def test_what_is_left_empty_leaves_no_trace() -> None:
    form = forms()["offer"]
    typed = samples(form.fields, "en") | {"number": "", "data": ""}
    said = words(form_tree(form, typed, "en"))
    assert "No." not in said
    assert "Information" not in said


def test_rows_become_a_table() -> None:
    form = forms()["representatives"]
    tree = form_tree(form, samples(form.fields, "zh"), "zh")
    (table,) = [child for clause in tree.clauses for child in clause.children if child.kind == "table"]
    assert table.rows[0] == ("姓名", "性别", "岗位或职务", "类别", "是否一线职工")
    assert table.rows[1] == ("林某", "男", "工会主席", "首席代表", "否")


def test_items_are_numbered_anew_in_each_list() -> None:
    tree = tree_of("<p>a</p><li>b</li><li>c</li><h2>H</h2><li>d</li><p>e</p><li>f</li>", "t", "en")
    numbers = [child.number for clause in tree.clauses for child in clause.children if child.kind == "item"]
    assert numbers == ["1.", "2.", "1.", "1."]


HOSTILE_VALUES = [
    "</p><h1>Another title</h1><p>",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}{% for a in b %}",
    "</td></tr></table><footer>",
    "<img src='http://example.invalid/x'>",
    "&lt;b&gt; & \" '",
]


@pytest.mark.parametrize("value", HOSTILE_VALUES)
def test_a_value_is_words_and_nothing_else(value: str) -> None:
    form = forms()["offer"]
    typed = samples(form.fields, "en")
    usual = form_tree(form, typed, "en")
    tree = form_tree(form, {**typed, "addressee": value, "topics": value}, "en")
    assert tree.title == usual.title
    assert [clause.kind for clause in tree.clauses] == [clause.kind for clause in usual.clauses]
    assert f"To: {value}" in words(tree)


HOSTILE_TEMPLATES = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ a.__class__ }}",
    "{{ a['__class__'] }}",
    "{{ a|attr('__class__') }}",
    "{{ self._TemplateReference__context }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ a.format(a) }}",
    "{{ range(10) }}",
    "{% for n in range(10) %}{{ n }}{% endfor %}",
    "{% include '/etc/passwd' %}",
    "{% import '/etc/passwd' as p %}",
    "{% extends '/etc/passwd' %}",
    "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
    "{{ 'a' * 1000000000 }}",
    "{{ 9 ** 9 ** 9 ** 9 }}",
    "{{ a|center(1000000000) }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ 'x' ~ a }}",
    "{% set a = 1 %}",
    "{% for x in a %}{% for y in a %}{% for z in a %}.{% endfor %}{% endfor %}{% endfor %}",
    "{% for x in a recursive %}{{ loop(x) }}{% endfor %}",
    "{{ a|safe }}",
    "{% autoescape false %}{{ a }}{% endautoescape %}",
    "{{ missing }}",
    "{{ a.missing }}",
    "{{ a",
    "{{" * 10_000,
    "(" * 10_000 + "{{" + "(" * 5_000 + "a" + ")" * 5_000 + "}}",
    "x" * 100_001,
]


@pytest.mark.parametrize("template", HOSTILE_TEMPLATES, ids=lambda one: one[:30])
def test_a_template_that_asks_for_more_than_a_form_needs_is_refused_at_once(template: str) -> None:
    began = time.monotonic()
    values: dict[str, Value] = {"a": "value", "s": Sheet(("A",), (("1",),))}
    with pytest.raises(TemplateRefused):
        rendered(template, values)
    assert time.monotonic() - began < 2


def test_a_template_makes_no_more_than_a_paper_holds() -> None:
    template = "{% for x in a %}{% for y in a %}" + "x" * 1_000 + "{% endfor %}{% endfor %}"
    with pytest.raises(TemplateRefused, match="too much"):
        rendered(template, {"a": tuple("b" * 1_000)})


def test_what_a_form_needs_works() -> None:
    template = (
        "{% if a and not b %}{{ a }}{% elif b == 'x' %}-{% else %}+{% endif %}"
        "{% for row in s.rows %}{{ loop.index }}{{ row|join(', ') }}{% else %}none{% endfor %}{{ s.rows|length }}"
    )
    sheet = Sheet(("A", "B"), (("1", "<2>"),))
    assert rendered(template, {"a": "<y>", "b": "", "s": sheet}) == "&lt;y&gt;11, &lt;2&gt;1"
