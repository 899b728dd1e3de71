"""Words: things are named by the glossary, both languages are complete and say the same terms, and Chinese stands in data alone."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.house.test_canaries import paths, places
from tests.visits import HAN, Ground
from tests.wires import addresses
from workbench.kernel import REGISTRY, Reason
from workbench.kernel.store import Base
from workbench.live import render_inner
from workbench.rooms import import_rooms

ROOT = Path(__file__).resolve().parents[2]
modules = import_rooms()
GLOSSARY: dict[str, dict[str, Any]] = tomllib.loads((ROOT / "workbench/glossary.toml").read_text("utf-8"))["term"]

FORBIDDEN = {"Session", "Room", "Table", "Contract", "State"}
"""Names of classes that would mean two things here."""

PLAIN = set(
    """
    Accept Add Adjourn Adopt Agree Amend Announce Arrive Ask Assemble Attach Begin Call Cancel Change Close Confirm Copy Correct
    Deactivate Decide Detach Discard Discuss End Enter Erase Expire Fail Finish Forget Found Freeze Gain Give
    Grant Hold Import Initial Invite Join Keep Lapse Leave Let Lose Lower Make Move Note Offer Open Post Propose Publish Raise
    Reactivate Recess Record Register Remove Reopen Reorder Replace Reset Resume Revise Revoke Save Seal See Sign
    Speak Start Stop Table Take Turn Undo Withdraw Write All At By From In Off On Out To
    Account Address Attempt Code Command Contact Credential Cursor Delivery Discussion Entry Head House Item
    Ledger Mail Member Message Outbox Outcome Password Person Position Profile Recovery Secret Stranger Text Trace
    Assign Declare Finding Lift Opening Place Reach Reconcile Recuse Set Visit
    Answer Apply Back Compare Conclude Decision Draw Due Expiry File Force Forward Link Name Order Piece Plan Publish Put Refuse
    Resolve Restore Retire Return Revocation Score Self Send Settle Shipped Submit Tally Tell Traits Up Upgrade Use
    """.split()  # noqa: SIM905
)
"""Plain words that names may use beside the terms; a new one is added here on purpose."""

IRREGULAR = {
    "Agreed": "Agree", "Began": "Begin", "Erased": "Erase", "Frozen": "Freeze", "Given": "Give", "Held": "Hold",
    "Initialled": "Initial", "Left": "Leave", "Lost": "Lose", "Made": "Make", "Seen": "See", "Signed": "Sign", "Taken": "Take",
    "Undone": "Undo", "Withdrawn": "Withdraw", "Written": "Write", "Tentatively": "Tentative", "Posted": "Post",
    "Cancelled": "Cancel", "Traces": "Trace", "Kept": "Keep", "Stopped": "Stop", "Tagged": "Tag", "Assembled": "Assemble",
    "Applied": "Apply", "Begun": "Begin", "Drawn": "Draw", "Sent": "Send", "Submitted": "Submit", "Told": "Tell",
}  # fmt: skip


def scripts(name: str) -> ModuleType:
    """Return a module of scripts/."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec
    assert spec.loader
    found = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


words = scripts("words")


def classes() -> dict[str, type[Any]]:
    """Return every command, event and table of the house by name."""
    mapped = (mapper.class_ for mapper in Base.registry.mappers)
    tables = {one.__name__: one for one in mapped if not one.__module__.startswith("tests")}
    return {**REGISTRY.commands(), **REGISTRY.events(), **tables}


def stems(name: str) -> list[str]:
    """Return the words of a class name in their first form: TextInitialled gives Text, Initial."""
    return [_stem(word) for word in re.findall("[A-Z][a-z]+", name)]


def _stem(word: str) -> str:
    known = PLAIN | _terms()
    if word in known or word in IRREGULAR:
        return IRREGULAR.get(word, word)
    shortened = (
        word.removesuffix(end) + more for end, more in (("s", ""), ("ed", ""), ("d", ""), ("ed", "e"), ("led", "l"))
    )
    return next((one for one in shortened if one in known), word)


def _terms() -> set[str]:
    return {word for key in GLOSSARY for word in re.findall("[A-Z][a-z]+", key)}


def sentences() -> Iterator[tuple[str, str]]:
    """Yield (English, Chinese) of everything the house says."""
    for package in words.packages():
        for message in words.written(package):
            if message.id:
                yield words.forms(message.id)[-1], words.forms(message.string)[0]


# ── names ────────────────────────────────────────────────


def test_no_class_bears_a_name_that_means_two_things() -> None:
    named = {
        node.name: path
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    assert not FORBIDDEN & named.keys()
    assert len(named) > 300


def test_things_are_named_by_terms_and_plain_words() -> None:
    strange = {name: left for name in classes() if (left := set(stems(name)) - PLAIN - _terms())}
    assert not strange, "put the term into workbench/glossary.toml, or the plain word into PLAIN"


def test_every_term_and_plain_word_is_in_use() -> None:
    used = {stem for name in classes() for stem in stems(name)}
    said = " ".join(english for english, _ in sentences()).lower()
    idle = {
        key
        for key, term in GLOSSARY.items()
        if not set(re.findall("[A-Z][a-z]+", key)) & used and term["en"] not in said
    }
    assert not idle
    assert used >= PLAIN - {"Account", "Agree", "Correct", "Enter"}


def test_terms_are_complete_in_both_languages() -> None:
    for key, term in GLOSSARY.items():
        assert HAN.search(term["zh"]), key
        assert term["en"], key
        assert not HAN.search(term["en"] + term.get("note_en", "")), key
        assert ("note_zh" in term) == ("note_en" in term), key
        assert term.keys() <= {"zh", "en", "also", "everyday", "note_zh", "note_en", "source"}, key
    assert len({term["en"] for term in GLOSSARY.values()}) == len(GLOSSARY)


# ── sentences ────────────────────────────────────────────


def test_both_languages_are_complete() -> None:
    faults = [fault for package in words.packages() for fault in words.faults_of(package)]
    assert not [str(fault) for fault in [*faults, *words.disagreements()]]


def test_what_commands_events_and_reasons_say_has_chinese() -> None:
    chinese = dict(sentences())
    said = {name: one.sentence for name, one in {**REGISTRY.commands(), **REGISTRY.events()}.items()}
    said |= {
        f"{module.__name__}.{name}": value.sentence
        for module in list(sys.modules.values())
        if module.__name__.startswith(("workbench.", "agreements.", "negotiation.", "evaluation."))
        for name, value in vars(module).items()
        if isinstance(value, Reason)
    }
    said |= {
        f"{name}.{field}": info.title
        for name, kind in REGISTRY.commands().items()
        for field, info in kind.model_fields.items()
        if info.title
    }
    dumb = {
        name
        for name, sentence in said.items()
        if sentence != "%(message)s" and not HAN.search(chinese.get(sentence, ""))
    }
    assert not dumb
    assert len(said) > 300


@pytest.mark.parametrize("key", [key for key, term in GLOSSARY.items() if not term.get("everyday")])
def test_a_sentence_with_a_term_says_it_in_chinese(key: str) -> None:
    term = GLOSSARY[key]
    english = re.compile(rf"\b{re.escape(term['en'])}s?\b", re.IGNORECASE)
    chinese = (term["zh"], *term.get("also", ()))
    wrong = {
        sentence: said
        for sentence, said in sentences()
        if english.search(_bare(sentence)) and not any(one in said for one in chinese)
    }
    assert not wrong, f"say {term['zh']}, or allow the form in the glossary"


def test_chinese_is_plain_and_short() -> None:
    assert not {said for _, said in sentences() if re.search("您|！|耐心|权限不足", said)}


def test_no_english_stands_in_for_chinese() -> None:
    same = {said for english, said in sentences() if english == said and re.search("[A-Za-z]{3,}", _bare(said))}
    assert same <= {"English", "JSON", "PDF"}, "leave it out of gettext, or translate it"


def _bare(text: str) -> str:
    return re.sub(r"%\(\w+\)[sd]|\{\w*\}", "", text)


# ── where Chinese may stand ──────────────────────────────

CHINESE_AT_HOME = {
    "workbench/demo": "the demo world's people speak Chinese",
    "agreements/rules": "reads Chinese papers: their numbers, headings and page furniture",
    "evaluation/rules": "reads Chinese sheets and tables: periods, values, answers",
    "agreements/documents/akn.py": "tells parts from chapters by their Chinese sign",
    "workbench/documents": "sets Chinese papers: units behind figures, names of fonts, page numbers",
    "workbench/web/words.py": "weekdays and the writing of dates",
    "workbench/people/commands/registration.py": "the house's own name, in both languages at once",
    "workbench/cli.py": "the product's name",
}
"""Where Chinese stands in code, and why."""
QUOTED = re.compile("简体中文|“第[一三]条”|三方协商工作台")
"""The name of the language in itself, headings given as an example, and the product's name."""


def python_files() -> list[Path]:
    """Return the house's own Python files."""
    return [path for package in words.packages() for path in (ROOT / package).rglob("*.py")]


def test_chinese_stands_in_catalogues_not_in_code() -> None:
    found = {str(path.relative_to(ROOT)) for path in python_files() if _speaks_chinese(path)}
    found |= {
        str(path.relative_to(ROOT))
        for package in words.packages()
        for path in (ROOT / package).rglob("templates/**/*")
        if path.is_file() and HAN.search(QUOTED.sub("", re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.S)))
    }
    strange = {name for name in found if not name.startswith(tuple(CHINESE_AT_HOME))}
    assert not strange


def _speaks_chinese(path: Path) -> bool:
    with path.open("rb") as file:
        tokens = list(tokenize.tokenize(file.readline))
    docs = {node.lineno for node in ast.walk(ast.parse(path.read_text("utf-8"))) if _is_docstring(node)}
    strings = (one for one in tokens if one.type == tokenize.STRING and one.start[0] not in docs)
    return any(HAN.search(QUOTED.sub("", one.string)) for one in strings)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


# ── templates ────────────────────────────────────────────

SEEN_ELSEWHERE = {
    "agreements/compare.html": "asked with two versions: cases/agreements/test_comparing",
    "agreements/compare_parts.html": "asked with two versions: cases/agreements/test_comparing",
    "agreements/compare_summary.html": "asked with two versions: cases/agreements/test_comparing",
    "agreements/compare_words.html": "asked with two versions: cases/agreements/test_comparing",
    "agreements/import_review.html": "answers a file: cases/agreements/test_text_pages",
    "agreements/merging.html": "asked with two versions: cases/agreements/test_text_pages",
    "agreements/papers/_blocks.html": "rendered for papers alone: cases/documents",
    "agreements/papers/agreement.html": "rendered for papers alone: cases/documents",
    "agreements/papers/comparison.html": "rendered for papers alone: cases/documents",
    "agreements/papers/page.html": "rendered for papers alone: cases/documents",
    "agreements/stale.html": "answers a post: cases/agreements/test_text_pages",
    "evaluation/no_title.html": "answers an address that leads nowhere: cases/evaluation/test_verification",
    "evaluation/register_preview.html": "answers a file: cases/evaluation/test_register",
    "evaluation/verified.html": "answers a post: cases/evaluation/test_verification",
    "gallery.html": "tests/look shows it",
    "sign.html": "tests/look shows it",
    "waiting.html": "while the worker is at it: cases/negotiation/test_minutes",
    "negotiation/comparison.html": "asked with two passes: cases/negotiation/test_table_pages",
    "negotiation/import_preview.html": "answers a file: cases/negotiation/test_importing",
    "negotiation/table_empty.html": "a case without issues: cases/negotiation/test_table_pages",
    "people/invitation.html": "needs a link: cases/people/test_pages",
    "people/recovery.html": "answers a post: cases/people/test_pages",
    "people/address.html": "needs a link: cases/people/test_new_addresses",
    "people/reset.html": "needs a link: cases/people/test_pages",
}
"""Templates that no visit to the played world shows, and where they are tried instead."""


@pytest.mark.usefixtures("migrated_database")
def test_every_template_is_shown_to_somebody_and_lacks_no_variable(ground: Ground) -> None:
    ground.app.jinja_env.cache.clear()  # type: ignore[union-attr]
    values = places(ground.world)
    for key in (None, "admin", "lin", "he", "gao", "qin", "xu", "ding", "okafor"):
        visitor = ground.visitor(key)
        for rule in ground.app.url_map.iter_rules():
            if "GET" in (rule.methods or ()) and not rule.rule.startswith(("/api/", "/static/", "/language/")):
                for path in list(paths(rule, values))[:40]:
                    # An undefined variable raises (StrictUndefined), and so answers 500.
                    assert visitor.get(path).status_code < 500, path
    bargaining = ground.world.bargaining("lin")
    viewer = ground.world.door.viewer(ground.world.actor("lin"), "en")
    for address in addresses(ground.world, bargaining, values["issue"][:3]):
        render_inner(ground.app, ground.world.door, address, viewer)
    shown = {name for _, name in ground.app.jinja_env.cache}  # type: ignore[union-attr]
    written = {
        str(path.relative_to(folder))
        for package in ("workbench/web", "workbench/people", "agreements", "evaluation", "negotiation")
        for folder in [ROOT / package / "templates"]
        for path in folder.rglob("*.*")
    }
    unseen = written - shown - SEEN_ELSEWHERE.keys()
    assert not unseen, " ".join(sorted(unseen))
