"""Invented people, firms and clauses for the look of the pages; the counts in them add up. Nothing here is a test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from agreements.rules.redline import changes, redline
from tests.look.clauses import E_2, GROUPS, OLD, U_3, chinese

HERE = timezone(timedelta(hours=8))
TODAY = date(2026, 4, 21)
BARGAINING = "b1"
SHOWN = "i03"

Say = Callable[[str, str], str]


def at(clock: str, day: int = 21, month: int = 4) -> datetime:
    """Return a time of the sample year in the case's zone."""
    hour, minute, second = ([*map(int, clock.split(":")), 0])[:3]
    return datetime(2026, month, day, hour, minute, second, tzinfo=HERE)


def counts() -> dict[str, int]:
    """Return how many issues stand how."""
    standings = [row[0] for _, rows in GROUPS for row in rows]
    kinds = ("agreed", "proposed", "countered", "held", "withdrawn", "open")
    return {kind: standings.count(kind) for kind in kinds} | {"total": len(standings)}


def people(say: Say) -> dict[str, str]:
    """Return the names of everybody by a short key."""
    return {
        "li": say("李首席", "Li"),
        "wang": say("王代表", "Wang"),
        "zhao": say("赵代表", "Zhao"),
        "sun": say("孙代表", "Sun"),
        "zhou": say("周顾问", "Zhou"),
        "chen": say("陈首席", "Chen"),
        "zheng": say("郑代表", "Zheng"),
        "wu": say("吴代表", "Wu"),
        "feng": say("冯代表", "Feng"),
        "gao": say("高协调员", "Gao"),
        "lin": say("林记录员", "Lin"),
    }


def rows(say: Say) -> dict[str, dict[str, Any]]:
    """Return the rows of all issues by id."""
    found: dict[str, dict[str, Any]] = {}
    number = 3
    for _, issues in GROUPS:
        for standing, last, zh, en in issues:
            name = f"i{number:02}"
            found[name] = {
                "id": name,
                "href": f"/bargaining/{BARGAINING}/issues/{name}",
                "article": say(f"第{chinese(number)}条", f"Art. {number}"),
                "title": say(zh, en),
                "standing": standing,
                "last_pass": last or None,
                "discussing": name == SHOWN,
            }
            number += 1
    return found


def shown(say: Say, old: tuple[str, str], new: tuple[str, str]) -> dict[str, Any]:
    """Return the redline from one text to another."""
    runs = redline(say(*old), say(*new))
    places = changes(runs)
    return {"runs": runs, "added": places.insertions, "removed": places.deletions, "lang": say("zh-Hans", "en")}


def passes(say: Say) -> list[dict[str, Any]]:
    """Return the passes of the issue that is shown."""
    name = people(say)
    told = [
        ("U-1", "labour", at("14:10", 26, 3), "li", say("7%，1月1日起", "7% from 1 January")),
        ("E-1", "employer", at("15:32", 9), "chen", say("3%，7月1日起", "3% from 1 July")),
        ("U-2", "labour", at("09:42"), "li", say("6%，1月1日起", "6% from 1 January")),
        ("E-2", "employer", at("10:26"), "chen", say("4.5%，5月1日起", "4.5% from 1 May")),
    ]
    return [
        {
            "id": label,
            "label": label,
            "side": side,
            "tabled": when,
            "by": name[who],
            "gist": gist,
            "state": "standing" if label == "E-2" else "superseded",
            "shown": label == "E-2",
            "href": f"/bargaining/{BARGAINING}/issues/{SHOWN}/passes/{label}",
        }
        for label, side, when, who, gist in told
    ]


def speaking(say: Say) -> dict[str, Any]:
    """Return the state of the floor."""
    name = people(say)
    return {
        "current": {
            "name": name["chen"],
            "side": "employer",
            "about": say("说明E-2", "explains E-2"),
            "since": at("10:28:53"),
            "seconds": 134,
        },
        "limit_minutes": 40,
        "longest": 2400,
        "used": [
            {"side": "labour", "seconds": 1122, "since": None, "before": 1122},
            {"side": "employer", "seconds": 1265, "since": None, "before": 1265},
        ],
        "queue": [
            {"name": name["wang"], "side": "labour", "purpose": say("提问", "question"), "minutes": 3},
            {"name": name["zheng"], "side": "employer", "purpose": say("补充", "addition"), "minutes": 3},
            {"name": name["li"], "side": "labour", "purpose": say("回应", "answer"), "minutes": 5},
        ],
    }


def regions(say: Say) -> dict[str, dict[str, Any]]:
    """Return the context of every region by its name."""
    name = people(say)
    row = rows(say)
    issue = row[SHOWN] | {"number": 1, "group": say("工资水平", "Pay level"), "agenda_item": 2, "package": "P-1"}
    proposal = shown(say, OLD, E_2) | {
        "label": "E-2",
        "strikes": False,
        "side": "employer",
        "against": say("现行文本（2025年合同第三条）", "the text in force (2025, art. 3)"),
        "reasons": say(
            "一季度订单同比减少5.8%，五月起排产恢复；一次性补发不抬高下一年的基数。",
            "Orders of the first quarter were 5.8% lower; production recovers in May. A single payment does not raise next year's basis.",
        ),
        "attachments": [{"href": "#", "label": say("附件1：一季度订单表", "Annex 1: orders of the first quarter")}],
        "expires": None,
        "hash": "7f3a91c2",
    }
    draft = shown(say, E_2, U_3) | {
        "revision": 4,
        "against": "E-2",
        "against_side": "employer",
        "reasons": say(
            "补发应当按人计算；岗位增幅与恢复后的加班相称。",
            "What is made good belongs to each person; the rise by post fits the overtime after the recovery.",
        ),
        "gist": say("5.5%，5月1日起", "5.5% from 1 May"),
        "files": [],
        "saved": at("10:32:18"),
        "by": name["li"],
    }
    spoken = speaking(say)
    return {
        "table.head": {
            "meeting": {
                "number": 3,
                "href": "#",
                "state": "open",
                "opened": at("09:30"),
                "resumes": None,
                "opens": None,
                "chair": {"name": name["li"], "side": "labour"},
                "rotates": True,
            },
            "speaker": {"name": name["chen"], "side": "employer"},
            "discussing": {"id": SHOWN},
        },
        "table.progress": {"bargaining": BARGAINING, "counts": counts()},
        "table.issues": {"bargaining": BARGAINING, "groups": groups(say)},
        "table.issue": {
            "issue": issue,
            "today": TODAY,
            "passes": passes(say),
            "shown": proposal,
            "current_text": say(*OLD),
            "current_lang": say("zh-Hans", "en"),
            "agreed": None,
            "initialled": None,
            "held": None,
        },
        "table.supposals": {"supposals": []},
        "table.people": {
            "here": 10,
            "remote": 2,
            "sides": [
                {
                    "side": "labour",
                    "conferring": None,
                    "people": [seat(name["li"], chief=True), seat(name["wang"]), seat(name["zhao"]), seat(name["sun"])],
                },
                {
                    "side": "employer",
                    "conferring": {"until": at("11:00")},
                    "people": [
                        seat(name["chen"], chief=True),
                        seat(name["zheng"]),
                        seat(name["wu"]),
                        seat(name["feng"], state="away"),
                    ],
                },
                {
                    "side": "government",
                    "conferring": None,
                    "people": [seat(name["gao"], note=say("（区三方办）", "(district tripartite office)"))],
                },
                {
                    "side": None,
                    "conferring": None,
                    "people": [seat(name["lin"], note=say("（双方共同指定）", "(named by both sides)"))],
                },
            ],
        },
        "table.speaking": spoken,
        "table.messages": {"messages": messages(say), "earlier": "#"},
        "table.ledger": {"entry": 147, "head": "7f3a91c2"},
        "caucus.draft": {"issue": issue, "draft": draft},
        "caucus.notes": {"notes": notes(say)},
        "caucus.messages": {"messages": talk(say), "earlier": None},
        "caucus.readers": {"side": "labour", "readers": [name[key] for key in ("li", "wang", "zhao", "sun", "zhou")]},
        "wall.issue": {
            "issue": issue,
            "today": TODAY,
            "shown": proposal,
            "passes": passes(say),
            "current_text": None,
            "current_lang": None,
        },
        "wall.speaking": spoken,
        "wall.foot": {"counts": counts()},
    }


def seat(name: str, *, chief: bool = False, state: str = "here", note: str = "") -> dict[str, Any]:
    """Return one person at the table."""
    return {"seat": name, "name": name, "chief": chief, "state": state, "note": note}


def groups(say: Say) -> list[dict[str, Any]]:
    """Return the issues in their groups."""
    found, number, row = [], 3, rows(say)
    for (zh, en), issues in GROUPS:
        names = [f"i{number + n:02}" for n in range(len(issues))]
        number += len(issues)
        agreed = sum(standing == "agreed" for standing, *_ in issues)
        found.append(
            {"title": say(zh, en), "agreed": agreed, "total": len(issues), "issues": [row[name] for name in names]}
        )
    return found


def messages(say: Say) -> list[dict[str, Any]]:
    """Return what was written at the common table."""
    name = people(say)
    told = [
        ("act", None, "li", "09:58", say("李首席宣布进入议程第2项", "Li opened agenda item 2"), ""),
        (
            "said",
            "government",
            "gao",
            "10:12",
            say(
                "本省今年的工资指导线还没有发布，请先按去年的口径讨论。",
                "This year's wage guideline is not out yet; please use last year's basis for now.",
            ),
            "",
        ),
        (
            "said",
            "labour",
            "wang",
            "10:20",
            say("请把补发的计算过程一并列出。", "Please show how the single payment was worked out."),
            "",
        ),
        (
            "act",
            "employer",
            "chen",
            "10:26",
            say("企业方提交E-2", "The employer side tabled E-2"),
            say("李首席10:26:09签收", "received by Li at 10:26:09"),
        ),
        ("said", "employer", "zheng", "10:29", say("计算过程在附件1第2页。", "It is on page 2 of annex 1."), ""),
    ]
    return [
        {"id": f"m{n}", "kind": kind, "side": side, "name": name[who], "at": at(clock), "text": text, "detail": detail}
        for n, (kind, side, who, clock, text, detail) in enumerate(told)
    ]


def talk(say: Say) -> list[dict[str, Any]]:
    """Return what the labour side wrote among itself."""
    name = people(say)
    told = [
        (
            "wang",
            "10:27",
            say(
                "E-2把岗位增幅写进来了，但起算日晚了四个月。",
                "E-2 takes up the rise by post, but starts four months late.",
            ),
        ),
        ("li", "10:28", say("先定起算日和基数，再谈百分点。", "First the date and the basis, then the percentage.")),
        (
            "zhou",
            "10:29",
            say(
                "一次性补发不进基数，明年的起点就低了。",
                "A single payment stays out of the basis: next year starts lower.",
            ),
        ),
        (
            "zhao",
            "10:31",
            say(
                "二车间最在意夜班，第十二条可以换第九条。",
                "Workshop 2 cares most about night shifts; article 12 could go for article 9.",
            ),
        ),
    ]
    return [
        {"id": f"c{n}", "name": name[who], "at": at(clock), "text": text} for n, (who, clock, text) in enumerate(told)
    ]


def notes(say: Say) -> list[dict[str, Any]]:
    """Return what the labour side noted on the issues that are not settled."""
    said = {
        "i03": say("起算日最要紧，补发按人算。", "The date matters most; each person's own sum."),
        "i09": say("二车间已有三次书面反映。", "Workshop 2 wrote to us three times."),
        "i12": say("可以放到明年。", "Can wait until next year."),
        "i15": say("基数应含岗位津贴。", "The basis should hold the allowance by post."),
    }
    return [
        {
            "issue": name,
            "href": f"/bargaining/{BARGAINING}/caucus/{name}",
            "article": row["article"],
            "title": row["title"],
            "standing": row["standing"],
            "draft": "U-3" if name == SHOWN else None,
            "text": said.get(name, ""),
        }
        for name, row in rows(say).items()
        if row["standing"] not in ("agreed", "withdrawn")
    ]


def now() -> datetime:
    """Return the moment at which the sample pages are made."""
    return datetime(2026, 4, 21, 2, 31, 7, tzinfo=UTC).astimezone(HERE)
