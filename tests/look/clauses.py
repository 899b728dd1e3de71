"""Invented clauses and issues: 24 of them, of which 11 agreed, 8 under discussion, 1 held, 1 withdrawn, 3 open."""

from __future__ import annotations

OLD = (
    (
        "2025年度企业在岗职工平均工资比上年度增长3.5%，其中装配、热处理岗位平均工资增幅不低于4%。\n"
        "增长部分自2025年6月1日起执行，随当月工资在次月10日前发放。"
    ),
    (
        "For 2025 the average pay of employees in post rises by 3.5% over the year before; for assembly and heat treatment "
        "it rises by not less than 4%.\nThe rise takes effect on 1 June 2025 and is paid by the 10th of the following month."
    ),
)
E_2 = (
    (
        "2026年度企业在岗职工平均工资比上年度增长4.5%，其中装配、热处理岗位平均工资增幅不低于5.2%。\n"
        "增长部分自2026年5月1日起执行，随当月工资在次月10日前发放。1月至4月的差额按每人360元一次性补发，于2026年6月10日前付清。\n"
        "上半年销售收入同比下降超过8%的，双方可以就下半年的增长部分再行协商；达成新的一致前，按本条执行。"
    ),
    (
        "For 2026 the average pay of employees in post rises by 4.5% over the year before; for assembly and heat treatment "
        "it rises by not less than 5.2%.\nThe rise takes effect on 1 May 2026 and is paid by the 10th of the following month. "
        "The difference for January to April is made good by a single payment of 360 yuan a person by 10 June 2026.\nIf sales "
        "of the first half year fall by more than 8%, the parties may bargain again over the rise of the second half; until "
        "they agree, this article applies."
    ),
)
U_3 = (
    E_2[0].replace("4.5%", "5.5%").replace("5.2%", "6%").replace("按每人360元", "按本人实际出勤"),
    E_2[1]
    .replace("4.5%", "5.5%")
    .replace("5.2%", "6%")
    .replace("of 360 yuan a person", "for the days actually worked"),
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
