"""Photographs the running product for the documentation.

python scripts/take_pictures.py                 the chosen pictures, into docs/pictures/
python scripts/take_pictures.py --all FOLDER    every page of every role, on every kind of screen, in both themes
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.places import ROLES, names  # noqa: E402
from tests.browser.stage import Server, rehearse, start  # noqa: E402
from tests.browser.visitors import FLAGS, Company  # noqa: E402

SCREENS = {"desktop": (1440, 900), "tablet": (1180, 820), "phone": (390, 844), "wall": (1920, 1080)}
LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}
COLOURS = 128
LARGEST = 200_000


@dataclass(frozen=True)
class Picture:
    """One picture: its name, who looks (in Chinese, in English), where, on what."""

    name: str
    who: dict[str, str]
    path: str
    screen: str = "desktop"
    dark: bool = False


def both(zh: str, en: str) -> dict[str, str]:
    """Return who looks in each language."""
    return {"zh": zh, "en": en}


CHIEFS, EMPLOYERS, OFFICERS, RECORDERS = (
    both("lin", "okafor"),
    both("he", "lindqvist"),
    both("gao", "moreau"),
    both("xu", "hughes"),
)
CHOSEN = (
    Picture("table", CHIEFS, "/bargainings/{b}/table/{i}"),
    Picture("table-dark", EMPLOYERS, "/bargainings/{b}/table/{i}", dark=True),
    Picture("table-tablet", EMPLOYERS, "/bargainings/{b}/table/{i}", "tablet"),
    Picture("table-phone", CHIEFS, "/bargainings/{b}/table/{i}", "phone"),
    Picture("caucus", CHIEFS, "/bargainings/{b}/caucus/labour/{d}"),
    Picture("caucus-phone", CHIEFS, "/bargainings/{b}/caucus/labour/{d}", "phone"),
    Picture("case", OFFICERS, "/bargainings/{b}"),
    Picture("meeting", RECORDERS, "/bargainings/{b}/meetings/{n}"),
    Picture("speaking", RECORDERS, "/bargainings/{b}/speaking"),
    Picture("seats", OFFICERS, "/bargainings/{b}/seats"),
    Picture("minutes", RECORDERS, "/bargainings/{b}/minutes/{m}"),
    Picture("wall", RECORDERS, "/bargainings/{b}/wall", "wall"),
    Picture("confidence", both("qin", "novak"), "/bargainings/{b}/confidence/labour"),
    Picture("reading", CHIEFS, "/texts/{t}"),
    Picture("compare", CHIEFS, "/texts/compare?old={o}&new={w}"),
    Picture("assembly", CHIEFS, "/bargainings/{b}/assembly"),
    Picture("library", CHIEFS, "/library"),
    Picture("sheet", both("yan", "ellis"), "/sheets/{mine}"),
    Picture("sheet-phone", both("yan", "ellis"), "/sheets/{mine}", "phone"),
    Picture("application", both("wei", "ellis"), "/applications/{past}"),
    Picture("candidates", both("luo", "luo"), "/rounds/{past_round}/candidates"),
    Picture("verify", {"zh": "", "en": ""}, "/verify/{title}"),
    Picture("administration", both("admin", "admin"), "/administration"),
    Picture("sign-in", {"zh": "", "en": ""}, "/sign-in"),
)


def every() -> Iterator[Picture]:
    """Yield every page of every role on every screen."""
    for role in ROLES:
        for path in role.paths:
            screens = ("wall",) if path.endswith("/wall") else ("desktop", "tablet", "phone")
            place = path.replace("{side}", role.side or "")
            short = (
                place.replace("{b}/", "")
                .replace("{b}", "case")
                .replace("bargainings/", "")
                .strip("/")
                .replace("/", "-")
                or "front"
            )
            for screen in screens:
                for dark in (False, True) if screen == "desktop" else (False,):
                    suffix = f"{screen}{'-dark' if dark else ''}"
                    yield Picture(f"{role.key}-{short}-{suffix}", {role.language: role.key}, f"/{place}", screen, dark)


def take(company: Company, picture: Picture, language: str) -> bytes:
    """Return one picture as PNG."""
    width, height = SCREENS[picture.screen]
    visitor = company.enter(
        picture.who[language] or None,
        locale=LANGUAGES[language],
        viewport={"width": width, "height": height},
        color_scheme="dark" if picture.dark else "light",
        has_touch=picture.screen == "phone",
        reduced_motion="reduce",
    )
    known = names(company.server.script, language)
    path = picture.path.format(**known, mine=known["blind" if language == "zh" else "third"])
    visitor.page.goto(company.server.origin + path)
    if visitor.page.locator("body[data-watch]").count():
        visitor.in_step()
    visitor.page.wait_for_timeout(250)
    shot = visitor.page.screenshot()
    visitor.context.close()
    return shot


def small(png: bytes) -> bytes:
    """Return a picture with a palette, which is enough for flat surfaces."""
    sink = BytesIO()
    image = Image.open(BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    image.save(sink, "PNG", optimize=True)
    return sink.getvalue()


@contextmanager
def opened() -> Iterator[tuple[Browser, Server]]:
    """Yield a browser and a server with the demo world."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("no Chromium on this machine: apt-get install chromium")
    with TemporaryDirectory() as folder, sync_playwright() as play:
        script = rehearse(Path(folder) / "played")
        server = start(script, Path(folder) / "house", papers=True)
        browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
        try:
            yield browser, server
        finally:
            browser.close()
            server.close()


def main() -> int:
    """Take the pictures; return 1 when one is too large for the repository."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", metavar="FOLDER", type=Path)
    parser.add_argument("--only", default="", help="only pictures whose name holds this")
    asked = parser.parse_args()
    folder: Path = asked.all or ROOT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    too_large = 0
    with opened() as (browser, server):
        company = Company(browser, server)
        for picture in every() if asked.all else CHOSEN:
            for language in picture.who:
                name = f"{picture.name}-{language}.png"
                if asked.only not in name:
                    continue
                made = small(take(company, picture, language))
                (folder / name).write_bytes(made)
                too_large += len(made) > LARGEST and not asked.all
                print(f"{len(made):8,} {name}", flush=True)
    return 1 if too_large else 0


if __name__ == "__main__":
    sys.exit(main())
