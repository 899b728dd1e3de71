"""Invented people, firms and clauses for the look of the pages; the counts in them add up. Nothing here is a test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from agreements.rules.redline import changes, redline
from workbench.kernel.verdict import Reason, refused

HERE = timezone(timedelta(hours=8))
TODAY = date(2026, 4, 21)
BARGAINING = "b1"
SHOWN = "i03"

Say = Callable[[str, str], str]

OLD = (
    "2025年度企业在岗职工平均工资比上年度增长3.5%，其中装配、热处理岗位平均工资增幅不低于4%。\n"
    "增长部分自2025年6月1日起执行，随当月工资在次月10日前发放。",
    "For 2025 the average pay of employees in post rises by 3.5% over the year before; for assembly and heat treatment "
    "it rises by not less than 4%.\nThe rise takes effect on 1 June 2025 and is paid by the 10th of the following month.",
)
E_2 = (
    "2026年度企业在岗职工平均工资比上年度增长4.5%，其中装配、热处理岗位平均工资增幅不低于5.2%。\n"
    "增长部分自2026年5月1日起执行，随当月工资在次月10日前发放。1月至4月的差额按每人360元一次性补发，于2026年6月10日前付清。\n"
    "上半年销售收入同比下降超过8%的，双方可以就下半年的增长部分再行协商；达成新的一致前，按本条执行。",
    "For 2026 the average pay of employees in post rises by 4.5% over the year before; for assembly and heat treatment "
    "it rises by not less than 5.2%.\nThe rise takes effect on 1 May 2026 and is paid by the 10th of the following month. "
    "The difference for January to April is made good by a single payment of 360 yuan a person by 10 June 2026.\nIf sales "
    "of the first half year fall by more than 8%, the parties may bargain again over the rise of the second half; until "
    "they agree, this article applies.",
)
U_3 = (
    E_2[0].replace("4.5%", "5.5%").replace("5.2%", "6%").replace("按每人360元", "按本人实际出勤"),
    E_2[1].replace("4.5%", "5.5%").replace("5.2%", "6%").replace("of 360 yuan a person", "for the days actually worked"),
)

# standing, last pass, article, title
GROUPS: list[tuple[tuple[str, str], list[tuple[str, str, str, str]]]] = [
    (
        ("一　工资水平", "1  Pay level"),
        [
            ("countered", "E-2", "年度工资增长", "Yearly rise"),
            ("agreed", "", "最低岗位工资", "Lowest pay by post"),
            ("proposed", "U-1", "热处理岗位倾斜", "Heat treatment"),
            ("countered", "E-1", "计件单价与定额", "Piece rates and norms"),
            ("agreed", "", "试用期工资", "Pay during probation"),
            ("agreed", "", "工资支付日", "Pay day"),
        ],
    ),
    (
        ("二　津贴补贴", "2  Allowances"),
        [
            ("countered", "U-2", "夜班津贴", "Night shifts"),
            ("agreed", "", "高温津贴", "Heat"),
            ("proposed", "U-1", "技能等级津贴", "Skill grades"),
            ("held", "", "工龄津贴", "Length of service"),
            ("agreed", "", "班组长津贴", "Team leaders"),
            ("agreed", "", "通勤与就餐补贴", "Travel and meals"),
        ],
    ),
    (
        ("三　加班与假期工资", "3  Overtime and leave"),
        [
            ("countered", "U-2", "加班工资计算基数", "Basis of overtime pay"),
            ("agreed", "", "带薪年休假工资", "Paid yearly leave"),
            ("agreed", "", "病假工资", "Sick pay"),
            ("open", "", "停工期间工资", "Pay during stoppages"),
        ],
    ),
    (
        ("四　奖金与福利", "4  Bonus and welfare"),
        [
            ("proposed", "E-1", "年终奖金", "Year-end bonus"),
            ("agreed", "", "住房公积金比例", "Housing fund"),
            ("withdrawn", "", "补充医疗保险", "Extra health cover"),
            ("agreed", "", "职工教育经费", "Training budget"),
            ("proposed", "U-1", "女职工卫生费", "Women's health allowance"),
        ],
    ),
    (
        ("五　期限与履行", "5  Term and performance"),
        [
            ("agreed", "", "合同期限", "Term"),
            ("open", "", "履行检查", "Inspection"),
            ("open", "", "变更与争议处理", "Changes and disputes"),
        ],
    ),
]


def chinese(n: int) -> str:
    """Return a number below a hundred in Chinese."""
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(n, 10)
    if tens == 0:
        return digits[ones]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")


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
        "current": {"name": name["chen"], "side": "employer", "about": say("说明E-2", "explains E-2"), "since": at("10:28:53"), "seconds": 134},
        "limit_minutes": 40,
        "longest": 2400,
        "used": [{"side": "labour", "seconds": 1122}, {"side": "employer", "seconds": 1265}],
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
        "reasons": say("补发应当按人计算；岗位增幅与恢复后的加班相称。", "What is made good belongs to each person; the rise by post fits the overtime after the recovery."),
        "expires": None,
        "saved": at("10:32:18"),
        "by": name["li"],
    }
    spoken = speaking(say)
    return {
        "table.head": {
            "meeting": {"number": 3, "state": "open", "opened": at("09:30"), "resumes": None, "opens": None, "chair": {"name": name["li"], "side": "labour"}, "rotates": True},
            "speaker": {"name": name["chen"], "side": "employer"},
            "discussing": {"id": SHOWN, "href": row[SHOWN]["href"]},
        },
        "table.progress": {"counts": counts()},
        "table.issues": {"bargaining": BARGAINING, "groups": groups(say)},
        "table.row": {"rows": row},
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
        "table.people": {
            "here": 10,
            "remote": 2,
            "sides": [
                {"side": "labour", "people": [seat(name["li"], chief=True), seat(name["wang"]), seat(name["zhao"]), seat(name["sun"])]},
                {"side": "employer", "people": [seat(name["chen"], chief=True), seat(name["zheng"]), seat(name["wu"]), seat(name["feng"], state="away")]},
                {"side": "government", "people": [seat(name["gao"], note=say("（区三方办）", "(district tripartite office)"))]},
                {"side": None, "people": [seat(name["lin"], note=say("（双方共同指定）", "(named by both sides)"))]},
            ],
        },
        "table.speaking": spoken,
        "table.messages": {"messages": messages(say), "earlier": "#"},
        "table.ledger": {"entry": 147, "head": "7f3a91c2"},
        "caucus.draft": {"issue": issue, "draft": draft},
        "caucus.notes": {"notes": notes(say)},
        "caucus.messages": {"messages": talk(say), "earlier": None},
        "caucus.readers": {"side": "labour", "readers": [name[key] for key in ("li", "wang", "zhao", "sun", "zhou")]},
        "wall.issue": {"issue": issue, "today": TODAY, "shown": proposal, "passes": passes(say), "current_text": None, "current_lang": None},
        "wall.speaking": spoken,
        "wall.foot": {"counts": counts()},
    }


def seat(name: str, *, chief: bool = False, state: str = "here", note: str = "") -> dict[str, Any]:
    """Return one person at the table."""
    return {"seat": name, "name": name, "chief": chief, "state": state, "note": note}


def groups(say: Say) -> list[dict[str, Any]]:
    """Return the issues in their groups."""
    found, number = [], 3
    for (zh, en), issues in GROUPS:
        names = [f"i{number + n:02}" for n in range(len(issues))]
        number += len(issues)
        agreed = sum(standing == "agreed" for standing, *_ in issues)
        found.append({"title": say(zh, en), "agreed": agreed, "total": len(issues), "issues": names})
    return found


def messages(say: Say) -> list[dict[str, Any]]:
    """Return what was written at the common table."""
    name = people(say)
    told = [
        ("act", None, "li", "09:58", say("李首席宣布进入议程第2项", "Li opened agenda item 2"), ""),
        ("said", "government", "gao", "10:12", say("本省今年的工资指导线还没有发布，请先按去年的口径讨论。", "This year's wage guideline is not out yet; please use last year's basis for now."), ""),
        ("said", "labour", "wang", "10:20", say("请把补发的计算过程一并列出。", "Please show how the single payment was worked out."), ""),
        ("act", "employer", "chen", "10:26", say("企业方提交E-2", "The employer side tabled E-2"), say("李首席10:26:09签收", "received by Li at 10:26:09")),
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
        ("wang", "10:27", say("E-2把岗位增幅写进来了，但起算日晚了四个月。", "E-2 takes up the rise by post, but starts four months late.")),
        ("li", "10:28", say("先定起算日和基数，再谈百分点。", "First the date and the basis, then the percentage.")),
        ("zhou", "10:29", say("一次性补发不进基数，明年的起点就低了。", "A single payment stays out of the basis: next year starts lower.")),
        ("zhao", "10:31", say("二车间最在意夜班，第十二条可以换第九条。", "Workshop 2 cares most about night shifts; article 12 could go for article 9.")),
    ]
    return [{"id": f"c{n}", "name": name[who], "at": at(clock), "text": text} for n, (who, clock, text) in enumerate(told)]


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


def case(say: Say) -> dict[str, Any]:
    """Return what the page of the case shows."""
    name = people(say)
    minutes = say("协商会议记录", "Minutes")
    return {
        "happened": [
            happening(at("09:00", 3, 3), say("职工方送达协商要约", "The labour side sent its offer to bargain"), "labour", "", say("要约书", "Offer")),
            happening(at("16:20", 10, 3), say("企业方书面答复，同意协商", "The employer side agreed in writing"), "employer", "", say("答复书", "Reply")),
            happening(at("11:05", 16, 3), say("企业方提供协商资料", "The employer side gave the information"), "employer", say("资料清单7项，职工方已签收", "Seven items, received by the labour side"), say("资料清单", "List")),
            happening(at("14:00", 26, 3), say("第一次协商会议", "First meeting"), None, say("9项初步一致", "9 issues tentatively agreed"), say("会议记录", "Minutes")),
            happening(at("14:00", 9), say("第二次协商会议", "Second meeting"), None, say("2项初步一致", "2 issues tentatively agreed"), say("会议记录", "Minutes")),
            happening(at("09:30"), say("第三次协商会议", "Third meeting"), None, say("24项中11项初步一致，正在讨论第三条", "11 of 24 tentatively agreed; article 3 is under discussion"), say("进入会议桌", "To the table"))
            | {"now": True},
        ],
        "meetings": [
            {"number": 3, "opens": at("09:30"), "state": "open", "passes": 2, "agreed": 0, "minutes": None},
            {"number": 2, "opens": at("14:00", 9), "state": "closed", "passes": 5, "agreed": 2, "minutes": {"href": "#", "label": minutes}},
            {"number": 1, "opens": at("14:00", 26, 3), "state": "closed", "passes": 13, "agreed": 9, "minutes": {"href": "#", "label": minutes}},
        ],
        "seats": [
            {"side": "labour", "title": None, "people": [holder(name["li"], say("首席代表", "chief representative"), True), *(holder(name[key], say("代表", "representative")) for key in ("wang", "zhao", "sun"))]},
            {"side": "employer", "title": None, "people": [holder(name["chen"], say("首席代表", "chief representative"), True), *(holder(name[key], say("代表", "representative")) for key in ("zheng", "wu", "feng"))]},
            {"side": "government", "title": None, "people": [holder(name["gao"], say("协调员", "coordinator"))]},
            {"side": None, "title": say("记录", "Record"), "people": [holder(name["lin"], say("记录员", "recorder"))]},
        ],
        "papers": [
            {"title": say("协商会议记录（二）", "Minutes of meeting 2"), "href": "#", "kind": "PDF", "detail": say("4月9日 · 7/8人已签", "9 Apr · 7 of 8 signed")},
            {"title": say("协商会议记录（一）", "Minutes of meeting 1"), "href": "#", "kind": "PDF", "detail": say("3月26日 · 8/8人已签", "26 Mar · 8 of 8 signed")},
            {"title": say("企业提供资料清单", "List of information given"), "href": "#", "kind": "PDF", "detail": say("3月16日", "16 Mar")},
            {"title": say("协商要约书", "Offer to bargain"), "href": "#", "kind": "PDF", "detail": say("3月3日", "3 Mar")},
        ],
        "next_step": {
            "whose": say("轮到你了 · 职工方首席代表", "Your turn · chief representative, labour side"),
            "title": say("答复企业方E-2", "Answer the employer's E-2"),
            "sentence": say("企业方今天10:26就第三条提交了E-2。可以接受、反提案、搁置或提问。", "E-2 on article 3 was tabled today at 10:26. It can be accepted, countered, held or questioned."),
            "href": "#",
            "link": say("去第三条", "To article 3"),
            "verdict": None,
        },
        "later": [
            {"icon": "pencil", "title": say("催签第二次会议记录", "Have the minutes of meeting 2 signed"), "when": say("缺1人", "1 missing"), "detail": say("冯代表（企业方）未签", "Feng (employer side) has not signed")},
            {"icon": "pause", "title": say("定第十二条的去向", "Settle where article 12 goes"), "when": say("搁置12天", "held 12 days"), "detail": ""},
        ],
    }  # fmt: skip


def happening(when: datetime, sentence: str, side: str | None, detail: str, link: str) -> dict[str, Any]:
    """Return one line of the course of a case."""
    return {"at": when, "sentence": sentence, "side": side, "detail": detail, "href": "#", "link": link, "now": False}


def holder(name: str, role: str, chief: bool = False) -> dict[str, Any]:
    """Return who holds a seat."""
    return {"name": name, "role": role, "chief": chief, "until": None}


def gallery(say: Say) -> dict[str, Any]:
    """Return what the gallery shows."""
    runs = redline(
        say("工资于每月20日前发放。\n遇节假日顺延。", "Wages are paid by the 20th.\nOn holidays they are paid later."),
        say("工资于每月15日前发放。遇节假日提前发放。", "Wages are paid by the 15th. On holidays they are paid earlier."),
    )
    refusal = refused(Reason("not_chief", "Only a chief representative can initial; your seat is %(seat)s."), seat=say("代表", "representative"))
    values = {"counts": counts(), "runs": runs, "article": say("第八条", "Art. 8"), "lang": say("zh-Hans", "en"), "refused": refusal, "name": people(say)["wang"]}
    return {"sample": values | {"now": at("09:30"), "earlier": at("14:00", 9)}}


def error(say: Say) -> dict[str, Any]:
    """Return what the page of a refusal shows."""
    return {
        "title": say("E-2没有被接受：文本已经变了", "E-2 was not accepted: the text has changed"),
        "message": say("企业方在10:31:02提交了E-3，签认的是E-2。先看两者的差别，再决定。", "The employer side tabled E-3 at 10:31:02; what was initialled is E-2. Read the difference, then decide."),
        "kept": say("补发应当按本人实际出勤计算。", "What is made good belongs to the days actually worked."),
        "back": "/",
    }
