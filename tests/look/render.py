"""Renders the page shells with sample data and takes pictures of them, for people to look at.

    python -m tests.look.render OUT [--page table] [--locale zh] [--only PATTERN] [--no-pictures]

Writes OUT/<page>-<locale>[-dark].html and .png. Needs chromium for the pictures.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

from babel.messages.pofile import read_po
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tests.look import clauses, pages, sample
from workbench.kernel.verdict import Reason, refused
from workbench.web.lines import blocks

ROOT = Path(__file__).resolve().parents[2]
STYLES = ROOT / "workbench" / "web" / "css"
PICTURES = ROOT / "workbench" / "web" / "images"
NOT_CHIEF = Reason("not_chief", "Only a chief representative can initial; your seat is %(seat)s.")
TOP = "negotiation"
FLAGS = [
    *(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
    ),
    *("--disable-component-update", "--disable-sync", "--hide-scrollbars", "--allow-file-access-from-files"),
]


@dataclass(frozen=True)
class Shot:
    """One picture: which page, how large, in which language and theme; `hash` names the pane of a phone."""

    page: str
    width: int
    height: int
    locale: str = "zh"
    dark: bool = False
    hash: str = ""
    open: str = ""

    @property
    def name(self) -> str:
        """Return the file name of the picture, without its ending."""
        parts = [self.page, str(self.width), self.locale, self.hash, self.open.strip("#"), "dark" if self.dark else ""]
        return "-".join(part for part in parts if part)


SHOTS = [
    *(
        Shot("table", width, height, locale, dark)
        for width, height in ((1440, 900), (1180, 820), (390, 844))
        for locale in ("zh", "en")
        for dark in (False, True)
    ),
    *(Shot("table", 390, 844, "zh", hash=pane) for pane in ("issues", "speaking", "messages")),
    Shot("table", 390, 844, "zh", open="#more-acts"),
    Shot("table", 1440, 900, "zh", open="#confirm-initialtext"),
    Shot("table", 1180, 820, "zh", open="#messages"),
    *(Shot("caucus", 1440, 900, locale, dark) for locale in ("zh", "en") for dark in (False, True)),
    Shot("caucus", 1180, 1200),
    Shot("caucus", 390, 1800),
    *(Shot("wall", 1920, 1080, locale) for locale in ("zh", "en")),
    *(Shot("case", 1440, 900, locale, dark) for locale in ("zh", "en") for dark in (False, True)),
    Shot("case", 390, 1800),
    *(Shot("gallery", 1440, 1560, locale, dark) for locale in ("zh", "en") for dark in (False, True)),
    Shot("empty", 1440, 900),
    Shot("error", 1180, 820),
]


class Words:
    """gettext for the templates, read from the .po files as they stand."""

    def __init__(self, locale: str) -> None:
        self._known: dict[tuple[str | None, str], Any] = {}
        if locale == "zh":
            for path in sorted(ROOT.glob("*/translations/zh_Hans_CN/LC_MESSAGES/messages.po")):
                with path.open("rb") as file:
                    self._known |= {
                        key(message): message.string for message in read_po(file) if message.id and message.string
                    }
        self.missing: set[str] = set()
        self._chinese = locale == "zh"

    def say(self, sentence: str, context: str | None = None) -> str:
        """Return the sentence in this language."""
        found = self._known.get((context, sentence))
        if found is None and self._chinese:
            self.missing.add(sentence)
        if isinstance(found, list | tuple):
            found = found[0]
        return str(found or sentence)

    def install(self, env: Environment) -> None:
        """Give the templates their gettext functions."""
        env.install_gettext_callables(  # type: ignore[attr-defined]
            gettext=self.say,
            ngettext=lambda one, many, n: self.say(one) if self._chinese or n == 1 else many,
            pgettext=lambda context, sentence: self.say(sentence, context),
            newstyle=True,
        )


def key(message: Any) -> tuple[str | None, str]:
    """Return context and first id of a message."""
    return message.context, message.id[0] if isinstance(message.id, list | tuple) else message.id


def environment(locale: str, out: Path) -> tuple[Environment, Words]:
    """Return a template environment with everything that the application would put in."""
    loader = FileSystemLoader([ROOT / "workbench" / "web" / "templates", ROOT / "negotiation" / "templates"])
    env = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, extensions=["jinja2.ext.i18n"])
    words = Words(locale)
    words.install(env)
    files = {"style.css": STYLES / "main.css", "dark.css": STYLES / "dark.css", "icon.svg": PICTURES / "icon.svg"}
    scripts = {
        "theme.js": "data:text/javascript,"
        + quote((Path(__file__).parent / "stand_in.js").read_text(encoding="utf-8")),
        "main.js": "data:text/javascript,",
    }
    env.filters["text_blocks"] = blocks
    env.globals |= {
        "asset": lambda name: scripts.get(name) or files.get(name, PICTURES / name).as_uri(),
        "address": lambda name, *parameters: f"{name}:{'/'.join(parameters)}",
        "csrf_token": lambda: "csrf",
        "new_key": lambda: "key",
        "locale": "zh-Hans" if locale == "zh" else "en",
        "me": None,
        "watch": SimpleNamespace(
            token="t", heads={"bargaining/b1/table": 147}, as_of=sample.now().strftime("%H:%M:%S"), zone="Asia/Shanghai"
        ),
    }
    return env, words


def give_regions(env: Environment, contexts: Mapping[str, Mapping[str, Any]]) -> None:
    """Let the templates render their live parts from these contexts."""

    def region(name: str, *parameters: str) -> Markup:
        body = env.get_template(f"{TOP}/regions/{name.replace('.', '_')}.html").render(**contexts[name])
        return Markup('<section data-region="{}:{}">{}</section>').format(name, "/".join(parameters), Markup(body))

    env.globals["region"] = region


def act(command: str, label: str, kbd: str, icon: str, **more: Any) -> dict[str, Any]:
    """Return one thing that a person may do."""
    return {
        "id": command.lower(),
        "command": command,
        "label": label,
        "kbd": kbd,
        "icon": icon,
        "kind": "plain",
        "verdict": None,
        "fields": {},
        "href": None,
        "confirm": None,
    } | more


def personal(env: Environment, say: sample.Say, may_initial: bool = True) -> dict[str, Markup]:
    """Return the fragments of one person, who leads the labour side."""

    def fragment(name: str, **context: Any) -> Markup:
        return Markup(env.get_template(f"{TOP}/personal/{name}.html").render(next="/", **context))

    confirm = {
        "title": say("签认E-2为初步一致？", "Initial E-2?"),
        "sentences": [
            say(
                "双方首席代表都签认同一文本后，本条即为初步一致，计入会议记录。",
                "Once both chiefs have initialled the same text, the article is tentatively agreed and on the record.",
            ),
            say("文本校验码7F3A 91C2。", "The text's check is 7F3A 91C2."),
        ],
        "verb": say("签认E-2", "Initial E-2"),
        "ask": None,
        "shown": None,
    }
    verdict = None if may_initial else refused(NOT_CHIEF, seat=say("代表", "representative"))
    acts = [
        act(
            "InitialText",
            say("接受，签认E-2…", "Accept, initial E-2…"),
            "A",
            "double-tick",
            kind="primary",
            confirm=confirm,
            verdict=verdict,
        ),
        act("", say("反提案U-3", "Counter with U-3"), "C", "counter", href="/caucus"),
        act("HoldIssue", say("搁置", "Hold"), "H", "pause"),
        act("AskQuestion", say("提问", "Ask"), "Q", "question"),
    ]
    floor = [
        act("AskToSpeak", say("申请发言", "Ask to speak"), "S", "hand"),
        act("RaisePoint", say("程序问题", "Point of order"), "", "flag", kind="quiet"),
    ]
    everyone = say("写给全体与会人员", "Write to everybody here")
    return {
        "acts": fragment(
            "issue_acts",
            acts=acts,
            door={"label": say("进入职工方会商室", "Our room"), "href": "/caucus", "side": "labour"},
        ),
        "next": fragment("next_step", **pages.next_steps(say)),
        "speaking": fragment("speaking_acts", acts=floor, manage=None),
        "message": fragment(
            "message_form", command="PostMessage", fields={}, label=everyone, verdict=True, typing=False, key="M"
        ),
        "caucus_message": fragment(
            "message_form",
            command="PostCaucusMessage",
            fields={},
            label=say("只有我方5人能看到", "Only the five of us see it"),
            verdict=True,
            typing=True,
            key="M",
        ),
        "editor": fragment(
            "draft_editor",
            command="SaveDraft",
            fields={"bargaining": "b1", "draft": "d1", "version": "4"},
            base="version",
            issue={"id": sample.SHOWN},
            verdict=None,
            saved=sample.at("10:32:18"),
            text=say(*clauses.U_3),
            gist=say("5.5%，5月1日起", "5.5% from 1 May"),
            reason=say("补发应当按人计算；岗位增幅与恢复后的加班相称。", "What is made good belongs to each person."),
            files=[],
            answers={"side": "employer", "label": "E-2"},
        ),
        "notes": Markup(""),
        "hand_over": fragment(
            "hand_over",
            command="TableProposal",
            fields={"draft": "d1"},
            version=4,
            may_strike=False,
            issue=sample.SHOWN,
            meeting=3,
            label="U-3",
            verdict=True,
            readers=say("企业方4人、政府1人、记录员", "Four employer people, one officer and the recorder"),
        ),
    }


def page(name: str, locale: str, out: Path) -> set[str]:
    """Write one page; return the sentences that have no Chinese yet."""

    def say(zh: str, en: str) -> str:
        return zh if locale == "zh" else en

    env, words = environment(locale, out)
    contexts = sample.regions(say) | pages.case_regions(say)
    if name == "empty":
        contexts = {region: emptied(context) for region, context in contexts.items()}
    give_regions(env, contexts)
    links = {
        "case": "/",
        "call": "/",
        "seats": "/",
        "import": "/",
        "table": "/",
        "caucus": "/",
        "caucus_side": "labour",
        "wall": "/",
        "record": "/",
        "privacy": "/",
    }
    mine = personal(env, say, may_initial=name != "empty")
    fragments = {kind: f"/fragment/{kind}" for kind in mine}
    context: dict[str, Any] = {
        "bargaining": {
            "id": sample.BARGAINING,
            "title": say("2026年度工资专项集体协商", "Pay bargaining 2026"),
            "enterprise": say("海晏轴承有限公司（示例） · 职工412人", "Haiyan Bearings (example) · 412 employees"),
            "opened": sample.at("09:00", 3, 3),
            "profile": None,
        },
        "issue": sample.rows(say)[sample.SHOWN],
        "me": {"name": sample.people(say)["li"], "initial": say("李", "L"), "side": "labour"},
        "links": links,
        "personal": mine | ({"message": mine["caucus_message"]} if name == "caucus" else {}),
        "fragments": fragments,
        "call": True,
        "may_import": None,
        "side": "labour",
        "comparison": None,
        "place": say("职工方会商室", "Labour side's room"),
        "answers": {"side": "employer", "label": "E-2"},
        "today": sample.TODAY,
    }
    template = {"gallery": "gallery.html", "error": "error.html", "empty": f"{TOP}/table.html"}.get(
        name, f"{TOP}/{name}.html"
    )
    more = {"gallery": pages.gallery, "error": pages.error}.get(name)
    if more:
        context |= more(say)
    html = env.get_template(template).render(**context)
    (out / f"{name}-{locale}.html").write_text(html, encoding="utf-8")
    return words.missing


def emptied(context: Mapping[str, Any]) -> dict[str, Any]:
    """Return the context of a region on the first day: lists empty, things absent."""
    blank: dict[str, Any] = {}
    for name, value in context.items():
        if isinstance(value, list) and name not in ("sides", "used"):
            blank[name] = []
        elif name in (
            "meeting",
            "speaker",
            "current",
            "shown",
            "draft",
            "current_text",
            "discussing",
            "earlier",
            "entry",
        ):
            blank[name] = None
        else:
            blank[name] = value
    return blank


def photograph(shot: Shot, out: Path) -> None:
    """Take one picture. A phone is shown in a frame of its width, because a browser window has a smallest one."""
    chromium = shutil.which("chromium") or "chromium"
    query = f"?dark={int(shot.dark) or ''}&open={quote(shot.open)}" + (f"#{shot.hash}" if shot.hash else "")
    address = (out / f"{shot.page}-{shot.locale}.html").as_uri() + query
    width, height = max(shot.width, 500), shot.height + (120 if shot.width < 500 else 0)
    if shot.width < 500:
        frame = out / f"frame-{shot.name}.html"
        frame.write_text(
            f'<body style="margin:0;overflow:hidden"><iframe src="{address}" width="{shot.width}" height="{shot.height}" style="border:0">',
            encoding="utf-8",
        )
        address = frame.as_uri()
    picture = out / f"{shot.name}.png"
    subprocess.run(
        [
            chromium,
            *FLAGS,
            f"--window-size={width},{height}",
            "--virtual-time-budget=3000",
            f"--screenshot={picture}",
            address,
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )


def main() -> None:
    """Render what was asked for."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("out", type=Path)
    asked.add_argument("--page", action="append")
    asked.add_argument("--locale", choices=("zh", "en"))
    asked.add_argument("--only", default="", help="a pattern for the names of the pictures")
    asked.add_argument("--no-pictures", action="store_true")
    wanted = asked.parse_args()
    wanted.out.mkdir(parents=True, exist_ok=True)
    asked_for = wanted.page or sorted({shot.page for shot in SHOTS})
    locales = [wanted.locale] if wanted.locale else ["zh", "en"]
    missing = set().union(*(page(name, locale, wanted.out) for name in asked_for for locale in locales))
    for sentence in sorted(missing):
        sys.stdout.write(f"no Chinese: {sentence}\n")
    if wanted.no_pictures:
        return
    for shot in SHOTS:
        if shot.page in asked_for and shot.locale in locales and re.search(wanted.only, shot.name):
            photograph(shot, wanted.out)
            sys.stdout.write(f"{shot.name}\n")


if __name__ == "__main__":
    main()
