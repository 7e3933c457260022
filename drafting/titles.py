"""A clerk's short titles, metrics and what kind of measure a target is."""

import re

from .quantities import Quantity

LONGEST = 24
_SOFT = re.compile(
    r"^(?:确保|力争|争取(?!到)|力促|努力|全年|今年|年内|年底前|(?:\d{1,2}|[一二三四五六七八九十]{1,2})月底?前"
    r"|[上下]半年|适时|尽快|计划|要|将|使)(?=.{5,})"
)
_VERB = re.compile(
    r"^(?:确保|力争|争取|尽快|加快推进|加快)?(新改建|改扩建|新建|改建|扩建|建设|建成|完成|开工建设|开工|启动"
    r"|新增|改造提升|改造|实施|培育|引进|创建|争创|办好|举办|承办|打造|编制完成|编制|出台|建立|设立|竣工|整治"
    r"|修复|更换|发放|安装|推进|续建|提高|编制好|制定|完善|开行|开通|打通)"
)
_IN_NUMBER = re.compile(r"[\d.][\d.%‰万亿]")
_NUMBER_AT_END = re.compile(r"(?:达到?|为|到|至)?[\d.]+$")
_LEADS_TO_METRIC = re.compile(r"^(?:确保|力争|争取|力促|鼓励|使|全年|今年|年内|(?:\d{1,2}月|年)底前|完成|实现|实施)(?=.{2,})")


def shorten(words: str) -> str:
    """Words cut to a title of at most 24 characters: without hedge and date, brackets the first to go."""
    title = re.sub(r"[ \n]+", "", words)
    while match := _SOFT.match(title):
        title = title[match.end() :]
    if len(title) > LONGEST:
        title = re.sub(r"（[^（）]*）", "", title)
    if len(title) > LONGEST and "等" in title:
        title = re.sub(r"、[^、]*等", "等", title, count=1)
    if len(title) > LONGEST:
        title = re.sub(r"^(?:继续|进一步|大力|积极|全力|加快|重点|全面)(?=.{5,})", "", title)
    return _cut(title).rstrip("、，和及与的")


def _cut(title: str) -> str:
    """The first 24 characters, fewer where they would end inside a number: 4 is not the beginning of 4.6 %."""
    if _IN_NUMBER.match(title[LONGEST - 1 : LONGEST + 1]):
        return _NUMBER_AT_END.sub("", title[:LONGEST])
    return title[:LONGEST]


def leading_verb(words: str) -> str:
    """The verb that a list of names shares: 新增A 3户、B 10户 -> 新增."""
    match = _VERB.match(words)
    return match[1] if match else ""


def metric(words: str, quantity_words: str) -> str:
    """What is measured: the quote without number, comparator and the verb that leads to the number."""
    rest = words.replace(quantity_words, " ", 1)
    rest = re.sub(
        r"(?:达到?|提高到|提升到|提升至|提高至|控制在|稳定在|保持在|突破|超过|下降到|降到|降至|增至|扩大到"
        r"|不低于|不少于|不超过|为|在|到|至)[ ]",
        "",
        rest,
    )
    rest = rest.strip()
    while match := _LEADS_TO_METRIC.match(rest):
        rest = rest[match.end() :]
    rest = re.sub(r"[ \n]+", "", rest).strip("，、；：的")
    return re.sub(r"(?:增长|增加)$", "增速", rest)[:60]


def measure(words: str, quantity: Quantity) -> str:
    """`count` adds up, `level` and `growth` report the latest value, `cap` must hold at the end."""
    rate = quantity.unit in ("%", "‰", "个百分点", "百分点", "番", "倍")
    if quantity.comparator == "<=" or re.search(r"控制在|不超过|以内|低于", words):
        return "cap"
    if rate and re.search(r"增长|增速|增幅|下降|降低|削减|提高[\d.]|提升[\d.]|百分点|压减|翻|涨幅", words):
        return "growth"
    if rate or re.search(r"稳定在|保持在|达到|提高到|总量|总额|余额|年限|寿命|收入超|浓度|保有量|存栏|指数|天数", words):
        return "level"
    return "level" if "标准" in words and "元" in quantity.unit else "count"
