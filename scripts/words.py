"""Keeps the Chinese words of every package beside its English sentences.

python scripts/words.py compile    write the .mo files the running house reads
python scripts/words.py update     bring new sentences into the .po files, drop those no longer said
python scripts/words.py check      exit 1 when a sentence is missing, unsure, obsolete or breaks its placeholders
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("workbench", "disclosure", "agreements", "negotiation", "evaluation")
LOCALE = "zh_Hans_CN"
KEYWORDS = DEFAULT_KEYWORDS | {
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
    "NP_": ((1, "c"), 2),
}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")


@dataclass(frozen=True)
class Fault:
    """Something a reader of the Chinese pages would stumble over."""

    package: str
    kind: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.package}: {self.kind}: {self.sentence!r}"


def packages() -> list[str]:
    """Return the packages of the house that exist."""
    return [name for name in PACKAGES if (ROOT / name).is_dir()]


def po_file(package: str) -> Path:
    """Return where the Chinese words of `package` stand."""
    return ROOT / package / "translations" / LOCALE / "LC_MESSAGES" / "messages.po"


def spoken(package: str) -> Catalog:
    """Return every sentence that the code and templates of `package` say, in English."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    catalog = Catalog(project="tripartite-workbench", charset="utf-8", fuzzy=False)
    found = extract_from_dir(
        str(ROOT / package), methods, options, KEYWORDS, ("Translators:",), strip_comment_tags=True
    )
    for path, _line, sentence, comments, context in found:
        catalog.add(sentence, None, [(f"{package}/{path}", 0)], auto_comments=comments, context=context)
    return catalog


def written(package: str) -> Catalog:
    """Return the Chinese words of `package`; an empty catalog when there is no file yet."""
    path = po_file(package)
    if not path.exists():
        return Catalog(locale=LOCALE, project="tripartite-workbench", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE, abort_invalid=True)


def forms(sentence: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return the singular and plural forms of a message's id or string."""
    if sentence is None:
        return ()
    return (sentence,) if isinstance(sentence, str) else tuple(sentence)


def placeholders(text: str, own: str = "_en") -> set[str]:
    """Return the names a sentence fills in: `%(seat)s` and `{seat}` give `seat`.

    What has a name in each language is one name: `%(rule_en)s` in English is `%(rule_zh)s` in Chinese, and only there. `own` is the
    ending of the language of `text`.
    """
    return {(named or braced).removesuffix(own) for named, braced in _PLACEHOLDER.findall(text)}


def faults_of(package: str) -> Iterator[Fault]:
    """Yield what is wrong with the Chinese words of `package`."""
    english, chinese = spoken(package), written(package)
    for message in _sentences(english):
        yield from _faults_of_sentence(package, message, chinese.get(message.id, message.context))
    for message in _sentences(chinese):
        if english.get(message.id, message.context) is None:
            yield Fault(package, "no longer said", forms(message.id)[0])
    for message in chinese.obsolete.values():
        yield Fault(package, "obsolete", forms(message.id)[0])


def _sentences(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def _faults_of_sentence(package: str, english: Message, chinese: Message | None) -> Iterator[Fault]:
    sentence = forms(english.id)[0]
    if chinese is None or not all(forms(chinese.string)):
        yield Fault(package, "missing", sentence)
        return
    if chinese.fuzzy:
        yield Fault(package, "unsure (fuzzy)", sentence)
    named = placeholders(forms(english.id)[-1])
    # One Chinese form serves for every count, so it is held against the English plural.
    if any(placeholders(form, "_zh") != named for form in forms(chinese.string)):
        yield Fault(package, f"placeholders differ from {sorted(named)}", sentence)


def disagreements() -> Iterator[Fault]:
    """Yield sentences that two packages translate differently: at run time all catalogs are one."""
    first: dict[tuple[object, str | None], tuple[str, object]] = {}
    for package in packages():
        for message in _sentences(written(package)):
            key = (message.id if isinstance(message.id, str) else message.id[0], message.context)
            other, string = first.setdefault(key, (package, message.string))
            if string != message.string:
                yield Fault(package, f"{message.string!r} here, {string!r} in {other}", forms(message.id)[0])


def check() -> int:
    """Print every fault; return 1 when there is one."""
    faults = [fault for package in packages() for fault in faults_of(package)] + list(disagreements())
    for fault in faults:
        print(fault)
    print(f"words: {len(faults)} faults in {', '.join(packages())}")
    return 1 if faults else 0


def update() -> int:
    """Write each package's .po file anew: same order as the code, nothing guessed, nothing obsolete kept."""
    for package in packages():
        english, chinese = spoken(package), written(package)
        chinese.update(english, no_fuzzy_matching=True)
        chinese.obsolete.clear()
        path = po_file(package)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, chinese, width=120, include_lineno=False, ignore_obsolete=True, omit_header=False)
        untranslated = sum(not all(forms(message.string)) for message in _sentences(chinese))
        print(f"   {package}: {len(chinese)} sentences, {untranslated} without Chinese words")
    return 0


def compile_all() -> int:
    """Write the .mo file beside each .po file."""
    for package in packages():
        catalog, path = written(package), po_file(package)
        if path.exists():
            with path.with_suffix(".mo").open("wb") as file:
                write_mo(file, catalog)
            print(f"   {package}: {len(catalog)} sentences")
    return 0


if __name__ == "__main__":
    tasks = {"check": check, "update": update, "compile": compile_all}
    if len(sys.argv) != 2 or sys.argv[1] not in tasks:
        sys.exit(__doc__)
    sys.exit(tasks[sys.argv[1]]())
