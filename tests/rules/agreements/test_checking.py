"""Each rule finds what it is for and leaves alone what is lawful, in both languages; what was not read in the law says so."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from agreements.rules.checking import Finding, check, findings_json, kind_of
from agreements.rules.first_draft import first_draft
from agreements.rules.library import library
from agreements.rules.rulebook import Rulebook, RulesRefused, UnknownRules, load_rules, read_rules, rule_names
from agreements.rules.tree import Clause, Language, Tree

NATIONAL, SHANDONG = load_rules("cn-national"), load_rules("cn-shandong")


def draft(*texts: str, title: str = "约定") -> Tree:
    return Tree(
        title, "zh", tuple(Clause("article", f"第{at}条", text=text, id=f"c{at}") for at, text in enumerate(texts, 1))
    )


def found(rules: Rulebook, *texts: str, kind: str = "", title: str = "约定") -> set[str]:
    return {one.rule for one in check(draft(*texts, title=title), rules, kind=kind) if one.clause}


# Own sentences: what each rule must find, and what it must leave alone.
CASES: dict[str, tuple[list[str], list[str]]] = {
    "hours-day": (
        [
            "每日工作十小时，不计加班。",
            "The normal working day is nine (9) hours.",
            "公司实行每日十小时、每周六天工作制。",
            "每日工作时间为九小时。",
            "每天工作10小时。",
            "每班工作十二小时，每周休息一天。",
            "The workday is ten (10) hours a day.",
            "每日标准工作时间不超过8.5小时。",
        ],
        [
            "A workday is the twenty-four (24)-hour period from midnight.",
            "The working day is eight hours and the working week forty hours.",
            "每日工作时间不超过八小时。",
            "每日工作8小时，每周40小时。",
            "经批准实行综合计算工时制的岗位，每日工作时间可以为十二小时。",
            "Working hours are eight hours a day.",
            "每日工作8小时以外的，另计10小时内的加班。",
        ],
    ),
    "hours-week": (
        [
            "The working week is 48 hours.",
            "每周工作四十八小时。",
            "每周工作时间为44小时。",
            "Working hours are forty-eight hours a week.",
        ],
        [
            "On a workday of eight hours the week is not touched.",
            "每周工作时间不超过四十小时。",
            "平均每周工作40小时。",
            "The workweek is forty (40) hours per week.",
            "每周加班不超过四小时，每周值班50小时内的不计。",
        ],
    ),
    "hours-six-days": (
        [
            "职工每天工作十二小时，每周工作六天。",
            "每周工作六天，每天八小时。",
            "职工每天工作8小时,每周工作6天。",
            "Employees work eight hours a day, six days a week.",
        ],
        [
            "每周工作五天，每天八小时。",
            "每周工作六天，每天八小时，每周累计不超过四十小时。",
            "每周工作六天，每天六小时。",
        ],
    ),
    "overtime-day": (
        [
            "每日加班不超过四小时。",
            "延长工作时间的，每日最长5小时。",
            "因特殊原因需要延长的，每日不超过四小时。",
            "Overtime may reach four hours a day.",
        ],
        [
            "延长工作时间一般每日不超过一小时，特殊原因每日不超过三小时。",
            "每日加班不超过3小时。",
            "Overtime is at most three hours a day.",
            "每日工作八小时。",
        ],
    ),
    "overtime-day-usual": (
        ["企业安排加班的，每日不超过两小时。"],
        ["延长工作时间一般每日不超过一小时。", "因特殊原因加班的，每日不超过三小时。"],
    ),
    "overtime-month": (
        ["每月加班不得超过四十小时。", "加班时间每月累计不超过48小时。", "Overtime is at most fifty hours a month."],
        [
            "每月加班不得超过三十六小时。",
            "延长工作时间每日不超过三小时，每月不超过36小时。",
            "每月工作时间为166.64小时。",
        ],
    ),
    "overtime-compulsory": (
        [
            "职工必须无条件加班。",
            "拒绝加班的，予以辞退。",
            "公司可以安排加班，职工应当服从。",
            "职工必须服从企业的加班安排。",
            "员工不得拒绝加班。",
            "Employees must accept all overtime.",
        ],
        [
            "公司安排加班，职工身体不适的可以不服从。",
            "安排加班应当与工会和职工协商。",
            "企业不得强迫加班，也不得要求职工必须服从加班安排。",
            "对拒绝加班的职工，企业不得辞退。",
            "企业不得辞退拒绝加班的职工。",
        ],
    ),
    "weekly-rest": (
        [
            "每两周休息一天。",
            "每月休息2天。",
            "职工每周工作七天。",
            "生产旺季取消休息日。",
            "Employees work seven days a week.",
        ],
        [
            "企业不取消休息日。",
            "每周至少休息一天。",
            "每周休息两日。",
            "企业不安排休息日加班。",
            "门店全年无休，职工轮休。",
            "不得取消休息日。",
        ],
    ),
    "pay-weekday": (
        [
            "平日加班的，按工资的120%支付。",
            "延长工作时间的，支付不低于工资的百分之一百的报酬。",
            "工作日加班费为小时工资的1.2倍。",
            "Overtime is paid at 125 percent of the regular rate.",
        ],
        [
            "安排延长工作时间的，支付不低于工资的百分之一百五十的工资报酬。",
            "工作日加班按一点五倍支付，休息日按两倍支付，法定节假日按三倍支付。",
            "延长工作时间以基本工资的80%为基数，按150%支付。",
            "Overtime is paid at time and one-half the regular rate.",
        ],
    ),
    "pay-rest-day": (
        [
            "休息日加班按工资的150%支付。",
            "双休日安排工作的，支付百分之一百八十的工资。",
            "Work on a rest day is paid at 150 percent.",
            "Overtime on rest days is paid at 150% of the wage.",
        ],
        [
            "休息日安排工作又不能补休的，支付不低于工资的百分之二百的报酬。",
            "休息日加班按两倍支付，法定节假日按三倍支付。",
        ],
    ),
    "pay-holiday": (
        [
            "在法定休假节日工作的，按百分之二百支付。",
            "法定节假日加班的，支付百分之二百的工资。",
            "法定休假日安排工作按2倍支付。",
            "Work on a public holiday is paid at double time.",
            "Overtime on holidays is paid at 200% of the wage.",
        ],
        [
            "工资每月发放，逢节假日提前按100%发放。",
            "法定休假日安排工作的，支付不低于工资的百分之三百的报酬。",
            "每月十日发放工资，遇节假日提前，发放比例为100%。",
        ],
    ),
    "overtime-plain-pay": (
        [
            "节假日加班一律按平时工资支付。",
            "职工加班的，按正常工资计发。",
            "休息日上班与平日工资相同。",
            "Overtime is paid at the ordinary rate.",
        ],
        [
            "加班工资以正常工资为基数，按百分之一百五十支付。",
            "加班按正常工资的1.5倍支付。",
            "加班不得按平时工资支付。",
            "Overtime is paid at the ordinary rate plus fifty percent.",
        ],
    ),
    "holiday-time-off": (
        ["法定节假日加班的，安排补休。"],
        ["法定节假日加班的，按三倍支付，不得以补休代替。", "休息日加班的，安排补休。"],
    ),
    "all-in-wage": (
        [
            "公司不支付加班工资。",
            "Overtime is not paid.",
            "No overtime shall be paid.",
            "月工资已包含加班费。",
            "岗位津贴照发，企业不另行支付加班费。",
            "The salary includes all overtime.",
            "职工加班没有加班费。",
            "生产任务紧时义务加班。",
            "职工自愿放弃加班费。",
            "No overtime pay is given.",
        ],
        [
            "休息日加班已安排补休的，企业不支付加班工资。",
            "Overtime is not paid at less than 150 percent.",
            "不得安排无偿加班。",
            "加班不计发加班费的，职工有权投诉。",
            "不得要求职工放弃加班费。",
            "No overtime pay shall be less than 150 percent.",
            "未经批准的加班不支付加班费。",
            "工资不包含加班费。",
            "企业不得以工资包含加班费为由拒付。",
            "工资总额包括计时工资和加班工资。",
        ],
    ),
    "minimum-wage-share": (
        ["The monthly wage is 80% of the minimum wage.", "学徒工资不低于最低工资标准的90%。"],
        [
            "Sick pay is 80 percent of the minimum wage.",
            "职工工资不低于当地最低工资标准的110%。",
            "病假工资不低于最低工资标准的百分之八十。",
            "停工期间的工资不低于最低工资标准的70%。",
        ],
    ),
    "minimum-wage-below": (
        [
            "职工工资低于最低工资标准的，不予补足。",
            "学徒工资可以低于最低工资标准。",
            "计件职工不适用最低工资标准。",
            "Wages may be lower than the minimum wage.",
        ],
        [
            "工资不得低于最低工资标准。",
            "病假工资可以低于最低工资标准，但不低于其百分之八十。",
            "Wages may not be lower than the minimum wage.",
        ],
    ),
    "wages-forfeited": (
        [
            "职工擅自离职的，扣发当月工资。",
            "未满一年辞职的，不予结算剩余工资。",
            "A worker who resigns early forfeits the last month's pay.",
        ],
        ["职工离职时，不得扣发其工资。", "职工离职的，工资一次付清。", "旷工后离职的，不支付旷工期间的工资。"],
    ),
    "minimum-wage-compare": (
        ["职工月工资1200元。", "职工月工资不低于1500元。", "本企业最低工资为每月2300元。"],
        ["本企业工资不低于当地最低工资标准。"],
    ),
    "deduction-share": (
        [
            "造成损失的，每月从工资中扣除百分之三十。",
            "赔偿款从工资中扣减，每月不超过工资的50%。",
            "The employer may deduct thirty percent (30%) of the monthly wage.",
        ],
        [
            "造成损失的，每月扣除不超过当月工资的百分之二十。",
            "每月扣除不超过工资的20%，剩余工资不低于最低工资标准的100%。",
            "住房公积金从工资中代扣百分之二十四。",
        ],
    ),
    "fines": (
        ["迟到一次，对员工处以罚款。", "损坏工具的，罚款200元。", "Workers will be fined for lateness."],
        [
            "对违纪职工给予处分，不得以罚款代替。",
            "企业不得对违反纪律的职工处以罚款。",
            "企业不得对职工罚款。",
            "行政机关对企业处以罚款的，由企业承担。",
        ],
    ),
    "wage-payment": (
        [
            "工资每三个月发放一次。",
            "Wages are paid every three months.",
            "企业按季度支付工资。",
            "企业可以用产品抵付工资。",
            "Wages are paid quarterly.",
        ],
        ["工资按月支付。", "不得以实物代替工资。", "年终奖每年发放一次。"],
    ),
    "sick-pay": (
        ["病假期间的工资按当地最低工资标准的百分之七十支付。"],
        ["病假工资不低于当地最低工资标准的百分之八十。"],
    ),
    "sick-pay-none": (
        ["职工病假期间不发工资。", "医疗期内停发工资。", "Sick leave is unpaid."],
        ["病假期间不得停发工资。", "伪造病假的，病假期间不发工资。", "病假期间工资照发。"],
    ),
    "probation-length": (
        [
            "新进职工试用期一年，试用期工资为转正工资的90%。",
            "新招职工试用期为八个月。",
            "The probation period is twelve months.",
        ],
        ["试用期不超过六个月。", "试用期三个月。"],
    ),
    "probation-again": (
        ["考核不合格的，可以延长试用期。", "试用期可以延长。"],
        ["试用期不得延长。", "试用期只约定一次。"],
    ),
    "probation-pay": (
        ["试用期工资为约定工资的百分之七十。", "试用期内待遇按正式工资的60%发放。"],
        ["试用期工资不低于约定工资的百分之八十。"],
    ),
    "annual-leave-days": (
        ["职工年休假为三天。", "Annual leave is four days."],
        ["职工年休假不少于五天。", "工龄满十年的，年休假为十天。"],
    ),
    "annual-leave-lost": (
        ["年休假当年未休的，视为自动放弃。", "年休假逾期作废。"],
        ["未休的年休假按日工资的百分之三百支付。", "年休假不得作废。"],
    ),
    "annual-leave-none": (
        [
            "Employees are not entitled to annual leave.",
            "职工无年休假。",
            "本企业不安排带薪年休假。",
            "生产旺季取消年休假。",
            "Employees have no annual leave.",
        ],
        [
            "当年享受寒暑假的职工，不享受当年的年休假。",
            "企业不得取消年休假。",
            "工作不满一年的职工没有年休假。",
            "企业不安排年休假的，按日工资收入的百分之三百支付报酬。",
            "确因工作需要不能安排年休假的，应当征得本人同意。",
        ],
    ),
    "maternity-days": (
        [
            "女职工产假为90天。",
            "正常分娩的，产后假 90 天（含产前假 15 天）；",
            "Maternity leave of ninety days is granted.",
        ],
        ["女职工产假不少于九十八天。", "难产的，增加产假15天。", "怀孕未满四个月流产的，产假15天。"],
    ),
    "pregnancy-night-work": (
        ["怀孕八个月以上的女职工，不安排夜班。"],
        ["对怀孕7个月以上（含7个月）的女职工，不安排其从事夜班工作。"],
    ),
    "nursing-hour": (
        ["每天安排30分钟哺乳时间。", "哺乳时间为每天半小时。"],
        ["每天安排一小时哺乳时间。", "每天两次哺乳时间，每次三十分钟。"],
    ),
    "motherhood": (
        [
            "职工怀孕应当主动辞职。",
            "The company may dismiss pregnant employees.",
            "女职工产假期间不发工资。",
            "女职工怀孕的，企业可以降低工资。",
            "哺乳期内请假过多的，解除劳动合同。",
            "女职工怀孕的，视为自动离职。",
            "A pregnant employee shall resign.",
        ],
        [
            "哺乳期内职工主动辞职的，工资一次结清。",
            "The company shall not dismiss pregnant employees.",
            "女职工在孕期、产期、哺乳期的，除法定情形外，企业不得解除劳动合同。",
            "怀孕女职工在劳动时间内产检，不得扣发工资。",
            "产假期间工资照发。",
            "企业不得在女职工怀孕期、产期、哺乳期降低其基本工资。",
            "不因结婚、怀孕、产假、哺乳等情形，降低女职工的工资。",
            "企业不在女职工怀孕期、产期、哺乳期降低其工资，不无故与女职工解除劳动合同。",
        ],
    ),
    "marriage": (
        [
            "女职工结婚后应主动离职。",
            "女职工结婚的，予以辞退。",
            "合同期内结婚，视为自动离职。",
            "An employee who marries within three years is dismissed.",
        ],
        [
            "企业不得因结婚辞退女职工。",
            "职工结婚的，企业不得解除劳动合同。",
            "不因结婚、怀孕降低女职工的工资。",
            "No employee is dismissed because of marriage.",
            "职工结婚，享受婚假，企业不得降低其工资。",
        ],
    ),
    "dismissal-at-will": (
        [
            "公司可以随时解除劳动合同，不支付经济补偿。",
            "甲方有权任意辞退职工。",
            "The employer may dismiss employees at any time.",
        ],
        [
            "职工有下列情形之一的，企业可以随时解除劳动合同。",
            "职工严重违反规章制度的，企业可以随时解除劳动合同。",
            "企业不得随意解除劳动合同。",
            "企业不得任意辞退职工，也无权随时解除劳动合同。",
            "The employer may not dismiss employees at will.",
        ],
    ),
    "severance-none": (
        [
            "公司可以解除劳动合同，不支付经济补偿。",
            "合同到期终止的，一律没有经济补偿。",
            "职工自愿放弃经济补偿金。",
            "Employees are laid off without severance pay.",
        ],
        [
            "企业提高条件续订，职工不同意续订而终止的，企业不支付经济补偿。",
            "企业解除劳动合同的，依法支付经济补偿。",
            "职工严重违纪被解除劳动合同的，不支付经济补偿。",
            "解除劳动合同不支付经济补偿的，职工有权要求支付。",
            "不得约定职工放弃经济补偿。",
        ],
    ),
    "union-barred": (
        [
            "职工不得参加工会,不得罢工。",
            "禁止职工私自组织工会。",
            "参加工会的予以辞退。",
            "Employees shall not join a trade union.",
        ],
        [
            "企业不得禁止职工参加工会。",
            "企业不得因职工参加工会解除劳动合同。",
            "职工依法参加和组织工会，任何人不得阻挠。",
            "The employer shall not hinder employees who join a union.",
        ],
    ),
    "private-life": (
        [
            "禁止女职工怀孕，违者离职。",
            "职工在试用期内不得结婚，不得生育。",
            "女职工入职三年内不得结婚。",
            "合同期内承诺不生育。",
            "职工未经公司批准不得怀孕。",
            "Employees shall not marry during the first year.",
        ],
        [
            "企业不得辞退怀孕、生育的女职工。",
            "不得拒绝怀孕女职工的调岗申请。",
            "企业不得干预职工婚育。",
            "企业不得限制职工结婚、生育。",
            "不得以结婚、怀孕为由解除劳动合同。",
            "企业不得约定女职工不得结婚。",
            "职工结婚的，享受婚假。",
        ],
    ),
    "layoff-notice": (
        ["需要裁减人员的，提前十五日通知工会。"],
        ["需要裁减人员的，提前三十日向工会说明情况。"],
    ),
    "non-compete": (["竞业限制期限为三年。"], ["竞业限制期限不超过二年。"]),
    "worker-damages": (
        [
            "职工辞职须赔偿公司三个月工资。",
            "职工提前解除劳动合同的，须向公司支付违约金2万元。",
            "职工提前辞职的，应当支付违约金5000元。",
        ],
        [
            "职工辞职给企业造成损失的，依法赔偿。",
            "职工辞职的，企业不得要求其支付违约金。",
            "公司违约的，应当给职工支付违约金。",
            "职工违反培训服务期约定的，应当支付违约金。",
            "企业违约的，向职工支付违约金。",
            "不得约定由职工承担违约金。",
        ],
    ),
    "deposit": (
        [
            "Employees must hand over their identity cards.",
            "职工入职时应当缴纳押金五百元。",
            "甲方不得拖欠工资，乙方入职须交纳保证金300元。",
            "公司代为保管职工身份证。",
            "Employees pay a deposit for tools.",
            "The Employee pays a deposit of 500 yuan on joining.",
            "职工入职交纳押金五百元，离职时退还。",
            "新进职工押一个月工资。",
            "职工入职须提供担保人。",
        ],
        [
            "The union may hold identity cards of its own members.",
            "企业招用职工，不收押金，也无须交纳保证金。",
            "企业不得向职工收取押金，不得扣押身份证。",
            "严禁以任何名义收取保证金。",
            "企业违法收取的押金，应当立即退还。",
            "服装押金由公司承担,不向职工收取。",
            "The employer may pay wages by direct deposit.",
            "企业按规定缴存农民工工资保证金。",
            "企业不得有下列行为：（一）扣押职工身份证；（二）收取押金。",
        ],
    ),
    "insurance-waiver": (
        [
            "公司不负责缴纳社会保险。",
            "职工自愿放弃社会保险。",
            "企业不为试用期职工缴纳社会保险。",
            "社会保险费折算成现金随工资发放，社保折算现金发放。",
            "The employee waives social insurance.",
            "试用期一年,试用期不缴社会保险。",
            "职工转正后方可办理社会保险。",
            "社会保险费由职工个人全部承担。",
            "The company does not pay social insurance for new staff.",
        ],
        [
            "企业不缴纳社会保险的，职工有权解除劳动合同。",
            "企业依法为职工缴纳社会保险。",
            "职工个人不缴纳工伤保险费。",
            "企业不得不为职工缴纳社会保险。",
            "职工入职后三十日内，企业为其办理社会保险登记。",
            "不得约定职工放弃社会保险。",
            "任何协议约定放弃参加社会保险的，无效。",
        ],
    ),
    "no-liability": (
        [
            "工作期间发生意外由职工自己负责。",
            "The employee bears all costs of work injuries.",
            "发生工伤的，企业概不负责。",
            "工作中受伤一律后果自负。",
            "企业不承担工伤责任。",
            "The employer is not liable for injury at work.",
            "因工负伤的医疗费用由职工本人承担。",
            "Workers who are injured are treated at their own expense.",
        ],
        [
            "职业病诊断费用由用人单位承担，不由职工负担。",
            "The cost of a non-job-incurred injury shall be borne by the employee.",
            "工伤认定由职工本人或者其近亲属提出申请。",
            "工伤费用不得由职工承担。",
            "工伤由公司依法承担,任何“工伤自理”的约定无效。",
            "职工因醉酒受伤的，不认定为工伤，费用自理。",
            "发生工伤的，企业依法承担责任。",
            "不得约定企业不承担工伤责任。",
        ],
    ),
    "one-sided-change": (
        [
            "公司可根据经营需要单方面调整本合同条款。",
            "甲方有权单方变更本合同。",
            "本合同最终解释权归公司。",
            "The employer may unilaterally amend this agreement.",
        ],
        [
            "职工严重违纪的，企业可以单方解除劳动合同。",
            "双方对本合同共同享有解释权。",
            "任何一方不得擅自变更本合同。",
            "经双方协商一致，可以变更本合同。",
            "企业不得单方变更合同。",
        ],
    ),
    "no-talks": (
        ["合同期限内，工会不得提出协商要求。", "工会放弃协商权。"],
        ["合同期限内，任何一方均可提出协商要求。"],
    ),
    "representatives-unprotected": (
        ["协商代表参加会议的，按事假处理。"],
        ["协商代表参加会议的，视为正常劳动，工资照发。", "协商代表履行职责的，不得按旷工处理。"],
    ),
    "term-long": (
        ["本合同期限为五年。", "本集体合同有效期为四年。", "The term of this agreement is five years."],
        [
            "本合同期限为三年。",
            "本工资集体协议期限为一年。",
            "本合同期限自2026年1月1日起。",
            "劳动合同期限五年以上的职工优先。",
        ],
    ),
    "term-long-dates": (
        ["本合同自2026年1月1日起至2030年12月31日止。"],
        ["本合同自2026年1月1日起至2028年12月31日止。", "工程工期自2020年1月1日至2029年1月1日。"],
    ),
    "term-short": (["本合同期限为六个月。"], ["本合同期限为一年。", "本合同期满前三个月内，双方协商续订。"]),
    "wage-cycle": (["本工资协议期限为两年。"], ["本工资集体协议期限为一年。"]),
    "effect-on-signature": (
        [
            "本合同经双方代表签字后即生效，并于签字后十日内报送人社部门。",
            "本合同自双方签字之日起生效。",
            "本合同经双方签字盖章后立即生效。",
            "This agreement takes effect on signature.",
        ],
        [
            "本合同经双方签字并报送备案后生效。",
            "本合同报送后十五日内未提出异议的，即行生效。",
            "本合同签字后报送审查，自审查无异议之日起生效。",
        ],
    ),
    "review-days": (
        ["人社部门自收到文本之日起三十日内未提出异议的，生效。"],
        ["人社部门自收到文本之日起十五日内未提出异议的，生效。"],
    ),
    "filing-days": (
        ["本合同签订后十五日内，由企业报送人力资源社会保障部门审查。"],
        ["双方首席代表签字之日起十日内，由企业报送人力资源社会保障行政部门。"],
    ),
    "reply-days": (
        ["一方提出协商要求的，另一方应在60日内答复。", "一方自收到协商要约之日起三十日内书面答复。"],
        ["一方提出协商要求的，另一方应在二十日内书面答复。", "收到协商要求的一方应当在十日内书面答复。"],
    ),
    "renewal-window": (
        ["本合同期满前一个月内，双方协商续订。"],
        ["本合同期满前三个月内，双方协商续订。", "劳动合同期满前一个月内通知续订。"],
    ),
}
IN_SHANDONG: dict[str, tuple[list[str], list[str]]] = {
    "reply-days-wage": (["收到协商要约的一方在十五日内书面答复。"], ["收到协商要约的一方在十日内书面答复。"]),
    "publication-days": (["本协议生效之日起10日内企业应当向全体职工公布。"], ["本协议自生效之日起七日内由双方公布。"]),
    "information-days": (["协商会议召开前五日，企业提供有关资料。"], ["协商会议召开前十日，企业提供有关资料。"]),
    "wage-term-long": (["本工资协议期限为四年。"], ["本工资协议期限为三年。"]),
    "unequal-cover": (
        ["本合同的福利仅适用于工会会员。", "派遣员工不享受本合同的津贴。"],
        ["本合同适用于全体职工。", "不得规定津贴仅限正式职工。"],
    ),
    "work-norm": (
        ["劳动定额以百分之七十以上的职工能够完成为准。"],
        ["劳动定额应当使百分之九十以上的职工能够完成。", "计件奖由80%的职工代表通过。"],
    ),
}


def sentences(cases: dict[str, tuple[list[str], list[str]]], which: int) -> list[tuple[str, str]]:
    return [(rule, text) for rule, texts in cases.items() for text in texts[which]]


@pytest.mark.parametrize(("rule", "text"), sentences(CASES, 0))
def test_a_rule_finds_what_it_is_for(rule: str, text: str) -> None:
    assert rule in found(NATIONAL, text, kind="wage")


@pytest.mark.parametrize(("rule", "text"), sentences(CASES, 1))
def test_a_rule_leaves_alone_what_is_lawful(rule: str, text: str) -> None:
    assert rule not in found(NATIONAL, text, kind="wage")


@pytest.mark.parametrize(("rule", "text"), sentences(IN_SHANDONG, 0))
def test_a_rule_of_shandong_finds_what_it_is_for(rule: str, text: str) -> None:
    assert rule in found(SHANDONG, text, kind="wage")


@pytest.mark.parametrize(("rule", "text"), sentences(IN_SHANDONG, 1))
def test_a_rule_of_shandong_leaves_alone_what_is_lawful(rule: str, text: str) -> None:
    assert rule not in found(SHANDONG, text, kind="wage")


def test_every_rule_about_a_sentence_is_tried_both_ways() -> None:
    tried = CASES | IN_SHANDONG
    due = {rule.id for rule in SHANDONG.rules if rule.test != "missing_subject"} - {"minimum-wage-figure"}
    assert due == set(tried)
    assert all(texts[0] and texts[1] for texts in tried.values())


def test_lawful_sentences_raise_no_error_from_any_rule() -> None:
    lawful = [text for cases in (CASES, IN_SHANDONG) for _, texts in cases.values() for text in texts]
    wrong = {
        (one.rule, text)
        for text in lawful
        for one in check(draft(text), SHANDONG)
        if one.severity == "error" and one.clause
    }
    assert not wrong


@pytest.mark.parametrize(
    "rule", [rule for rule in SHANDONG.rules if rule.test == "missing_subject"], ids=lambda rule: rule.id
)
def test_a_subject_is_missing_until_it_is_treated(rule: object) -> None:
    subject = next(one for one in SHANDONG.rules if one is rule)
    kind = subject.kinds[0]
    words = "、".join(WORDS)
    assert subject.id in {one.rule for one in check(draft("双方友好。"), SHANDONG, kind=kind)}
    assert subject.id not in {one.rule for one in check(draft(words), SHANDONG, kind=kind)}
    others = {"women_workers", "wage", "safety", "general"} - set(subject.kinds)
    assert all(subject.id not in {one.rule for one in check(draft("双方友好。"), SHANDONG, kind=one)} for one in others)


WORDS = """
本合同期限 变更 争议 违约责任 工资支付 工作时间 休息休假 安全卫生 保险福利 女职工 培训 劳动合同 奖惩 裁员 分配制度 平均工资
津贴 终止 责任制 劳动条件 操作规程 防护用品 健康检查 职业病 经费 禁忌 孕期 妇科 最低工资 定额 病假
""".split()  # noqa: SIM905


@pytest.mark.parametrize("kind", library().kinds)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_clauses_of_the_library_break_no_rule(kind: str, language: Language) -> None:
    clauses = library().of_kind(kind)
    tree = first_draft(kind, [clause.key for clause in clauses], {}, language)
    found = check(tree, SHANDONG)
    assert not [(one.rule, one.sentence) for one in found if one.severity == "error" or one.clause]


# ── what a finding says ──────────────────────────────────


def only(text: str, rule: str, rules: Rulebook = NATIONAL) -> Finding:
    return next(one for one in check(draft("双方友好。", text), rules) if one.rule == rule)


def test_a_finding_names_clause_sentence_source_and_way_to_mend() -> None:
    finding = only("工资按月支付。每月加班不得超过四十小时。", "overtime-month")
    assert (finding.clause, finding.number, finding.severity) == ("c2", "第2条", "error")
    assert finding.sentence == "每月加班不得超过四十小时。"
    assert finding.found == "每月加班不得超过四十小时"
    assert finding.source.law is not None
    assert (finding.source.law.zh, finding.source.article, finding.mark) == ("《中华人民共和国劳动法》", "41", "V")
    assert finding.is_verified
    assert "三十六小时" in finding.mend.zh
    assert "36 hours" in finding.mend.en


def test_general_knowledge_is_no_law_and_says_so() -> None:
    finding = only("职工入职时应当缴纳押金五百元。", "deposit")
    assert (finding.mark, finding.is_verified, finding.source.law, finding.source.article) == ("G", False, None, "")
    assert "不作为法律依据" in finding.standing.zh
    assert finding.severity == "warning"


def test_a_secondary_source_says_so() -> None:
    finding = only("病假工资按最低工资标准的百分之七十支付。", "sick-pay")
    assert (finding.mark, finding.is_verified) == ("V2", False)
    assert "secondary source" in finding.standing.en


def test_shandong_is_stricter_where_wages_are_agreed() -> None:
    text = "收到协商要约的一方在十五日内书面答复。"
    assert found(NATIONAL, text, kind="wage") == found(SHANDONG, text, kind="general") == set()
    assert found(SHANDONG, text, kind="wage") == {"reply-days-wage"}
    national, here = NATIONAL.facts["wage_cycle"], SHANDONG.facts["wage_cycle"]
    assert (national.mark, here.mark, here.article) == ("V2", "V", "17")


def test_a_rule_that_was_not_yet_law_is_left_out() -> None:
    tree = draft("本协议生效之日起10日内企业应当向全体职工公布。")

    def rules(day: date | None) -> set[str]:
        return {one.rule for one in check(tree, SHANDONG, kind="wage", on=day)}

    assert "publication-days" in rules(date(2017, 1, 1)) & rules(None)
    assert "publication-days" not in rules(date(2016, 12, 31))


def test_a_minimum_wage_is_compared_only_when_it_is_given() -> None:
    tree = draft("本企业最低工资为每月二千元。")
    given = check(tree, NATIONAL, figures={"minimum_wage": Decimal(2200)})
    assert "minimum-wage-figure" in {one.rule for one in given}
    assert "minimum-wage-figure" not in {one.rule for one in check(tree, NATIONAL)}
    enough = check(tree, NATIONAL, figures={"minimum_wage": Decimal(2000)})
    assert "minimum-wage-figure" not in {one.rule for one in enough}


@pytest.mark.parametrize("text", ["职工月工资1200元。", "一级岗位月工资标准2100元。", "最低工资为每月1500元。"])
def test_a_monthly_wage_below_the_minimum_given_is_an_error(text: str) -> None:
    given = check(draft(text), NATIONAL, figures={"minimum_wage": Decimal(2200)})
    assert [one.rule for one in given if one.clause] == ["minimum-wage-figure"]


@pytest.mark.parametrize(
    "text",
    [
        "职工月工资2300元。",
        "月工资2000元以下的，补到最低工资标准。",
        "病假期间月工资1800元。",
        "每小时工资不低于22元。",
    ],
)
def test_once_the_minimum_is_given_a_lawful_wage_draws_no_note(text: str) -> None:
    given = check(draft(text), NATIONAL, figures={"minimum_wage": Decimal(2200)})
    assert not [one.rule for one in given if one.clause]


def test_items_are_read_with_the_words_that_lead_to_them() -> None:
    items = tuple(Clause("item", f"（{at}）", text=text) for at, text in enumerate(["收取押金；", "扣押身份证。"], 1))
    forbidden = Tree("约定", "zh", (Clause("article", "第一条", text="企业不得有下列行为：", children=items),))
    allowed = Tree("约定", "zh", (Clause("article", "第一条", text="企业可以：", children=items),))
    assert check(forbidden, NATIONAL) == ()
    assert {one.rule for one in check(allowed, NATIONAL)} == {"deposit"}


def test_wrapped_lines_hide_nothing() -> None:
    assert "overtime-month" in found(NATIONAL, "每月加班不得超\n    过四十\n  小时。")
    assert "hours-day" in found(NATIONAL, "The workday is ten\n      hours a day.")


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("海港公司集体合同", "general"),
        ("海港公司工资集体协商协议", "wage"),
        ("海港公司工资专项集体合同", "wage"),
        ("女职工权益保护专项集体合同", "women_workers"),
        ("劳动安全卫生专项集体合同", "safety"),
        ("Collective Bargaining Agreement", "general"),
        ("食品加工行业性集体合同", "sector"),
        ("会议纪要", ""),
    ],
)
def test_the_title_tells_the_kind_of_agreement(title: str, kind: str) -> None:
    assert kind_of(draft("正文。", title=title), NATIONAL) == kind


def test_findings_come_in_reading_order_and_go_into_json() -> None:
    tree = draft("每月加班不得超过四十小时。", "每日工作时间为九小时。", title="集体合同")
    findings = check(tree, NATIONAL)
    assert [one.rule for one in findings][:2] == ["overtime-month", "hours-day"]
    assert all(not one.clause for one in findings[2:])
    value = json.loads(json.dumps(findings_json(findings, NATIONAL), ensure_ascii=False))
    assert value["summary"]["error"] == 2
    assert value["findings"][0]["verified"] is True
    assert value["findings"][0]["message"]["zh"] == "约定的每月加班时间超过三十六小时。"


# ── the books themselves ─────────────────────────────────

FACT = """
[fact.a]
says = { zh = "甲", en = "A" }
source = "a page"
mark = "V"
law = { zh = "法", en = "Law" }
value = "8"
unit = "hours"
"""
RULE = """
[[rule]]
id = "one"
severity = "error"
test = "number_outside"
fact = "a"
bound = "at_most"
find = ['每日{hours}']
message = { zh = "长", en = "long" }
mend = { zh = "短", en = "short" }
"""
HEAD = 'title = { zh = "书", en = "Book" }\n[marks]\nV = { zh = "读过", en = "read" }\nG = { zh = "未读", en = "not read" }\n'


def book(text: str) -> Rulebook:
    return read_rules("a", {"a": text}.__getitem__)


def test_a_book_is_read() -> None:
    assert [rule.id for rule in book(HEAD + FACT + RULE).rules] == ["one"]


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ('mark = "V"\n', "", "mark"),
        ('source = "a page"\n', "", "source"),
        ('mark = "V"', 'mark = "sure"', "mark"),
        ('mark = "V"', 'mark = "G"', "cited"),
        ('unit = "hours"\n', "", "unit"),
        ('value = "8"', "value = 8", "quotes"),
        ('fact = "a"', 'fact = "b"', "no fact"),
        ('bound = "at_most"\n', "", "bound"),
        ("{hours}", "{days}", "units"),
        ("{hours}", "8小时", "amount"),
        ("'每日{hours}'", "'每日({hours}'", "unterminated|missing"),
        ('id = "one"', 'id = "one"\ncolour = "red"', "colour"),
        ('test = "number_outside"', 'test = "guess"', "test"),
        ('en = "long"', 'de = "lang"', "en"),
        ('bound = "at_most"', 'bound = "at_most"\nkinds = ["other"]', "kind"),
    ],
)
def test_a_faulty_book_is_refused(before: str, after: str, why: str) -> None:
    text = HEAD + FACT + RULE
    assert before in text
    with pytest.raises(RulesRefused, match=why):
        book(text.replace(before, after))


def test_what_was_not_read_in_the_law_can_be_no_error() -> None:
    text = HEAD + FACT.replace('mark = "V"', 'mark = "G"').replace('law = { zh = "法", en = "Law" }\n', "") + RULE
    with pytest.raises(RulesRefused, match="no error"):
        book(text)
    assert book(text.replace('"error"', '"warning"')).rules[0].severity == "warning"


def test_a_book_cannot_extend_itself() -> None:
    with pytest.raises(RulesRefused, match="itself"):
        book('extends = "a"\n' + HEAD + FACT + RULE)


def test_only_known_books_are_opened() -> None:
    assert rule_names() == ("cn-national", "cn-shandong")
    with pytest.raises(UnknownRules):
        load_rules("../../pyproject")
