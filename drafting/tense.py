"""What a sentence itself says of its time. Chinese verbs have no tense: adverbs, aspect and years tell.

Under a heading that says which way its chapter looks, these plain words are all that counts. Where none does, `direction`
judges the sentences of a text together.
"""

import re

from .layout import five_year_end

_LAST_YEAR = r"(?<![比较过于同由从对在])去年|在去年(?![^，。]*基础上)"
_YEARS_PAST = (
    r"过去(?:的)?(?:一|两|三|四|五|几|\d)年|(?:这|一|两|三|四|五|\d)年来|近年来|今年(?:\d{1,2}月份?)?以来"
    r"|(?:时期|期间|年来)，?[^，。]{0,8}(?:共|累计|先后)(?!同)"
)
_SO_FAR = (
    r"(?:^|，)1(?:-{1,2}|至)(?:[2-9]|1[0-2])月(?:份)?(?!底|前)|"
    r"截至(?:目前|\d)|(?:^|，)(?:目前|现在|现有|现已)[^，。]*\d|(?<!早)已[^，。的\d]{1,6}\d|并已[^，。的]{2,}$"
    r"|(?<![真修公改矫纠更])正在?(?:推进|建设|申报|实施)[^，。的\d]{0,6}\d"
)
_HONOURED = r"荣获|被评为|被授予|被命名|喜获"
_PERFECTIVE = (
    r"(?:完成|实现|取得|建成|获得|得到|解决|启动|成立|出台|打造|培育|引进|新增|创造|形成|走出|赢得|经受|战胜"
    r"|迈出|增强|促进|推动|改善|提升|保持|优化|确定|选出|产生)了"
)
_PUSHED = "".join(f"(?<!{verb})" for verb in ("完成", "推动", "加快", "推进", "促进", "确保", "支持", "对"))
_PROJECTS_AT_A_STAGE = (
    r"(?:签约|开工|完工|运行|投产|落地|竣工)[^，。\d]{0,8}(?:项目|企业)(?![\d达有共已全]|[^，。]{0,4}(?:建成|投产|竣工)了)"
)
"""已签约项目抓开工: a stage that projects have reached, not an act that was done."""
_ALREADY = (
    rf"{_PUSHED}已(?!{_PROJECTS_AT_A_STAGE})"
    r"(?:经|有|建|完成|全部|全面|超|达|累计|实现|签约|落地|开工|投产|成为|通过|获批|[^，。的]{0,4}(?:封顶|完工|竣工|投用|通车))"
    r"(?![^，]*的(?!\d))"
)
_TOLD = re.compile("|".join((_LAST_YEAR, _YEARS_PAST, _SO_FAR, _HONOURED, _PERFECTIVE, _ALREADY)))
_OPENS_REVIEW = re.compile(r"(?:回顾)?(?:过去|五年来|这五年|一年来|几年来|20\d\d年以来)")
_AHEAD = re.compile(
    r"力争|确保|争取|今年(?!以来|已|\d{1,2}月份?以来)|明年|年内|年底前|月底前|下一步|新的一年|预期目标|主要目标|奋斗目标|我们(?:将|要)|必须"
    r"|计划|拟|(?:^|，)(?:我们)?要(?!求)|^将"
    r"|(?:我市|全市|我县|全县|我省|全省|我区|全区|政府|还|也)将|，将(?:新|继|在|进|推|建|实|全|加|投|完|力|重|为"
    r"|对|启)|到20\d\d年"
)
_TURNS_AHEAD = re.compile(
    r"(?:今年|明年|下一步|下步)(?!以来|前|已|\d{1,2}月份?以来)"
    r"|(?:\d{1,2}月(?:份|底)?前?|年内|年底前)[^，了已]{0,2}(?:建成|投|竣工|完工|开[工学业园馆]|交付|通车|启用)"
)


def told(sentence: str) -> bool:
    """Whether a sentence of a plan nevertheless tells what was done; comparisons (比上年增长) do not."""
    return bool(_TOLD.search(sentence))


def opens_review(sentence: str, year: int | None) -> bool:
    """Whether the sentence begins to look back within a chapter of aims: 过去五年，…; “十四五”时期，… in the year after."""
    if _OPENS_REVIEW.match(sentence):
        return True
    return is_past_plan(sentence[:8], year) and bool(re.match(r"“十[一二三四五六]?五”(?:时期|期间)", sentence))


def looks_ahead(sentence: str) -> bool:
    """Whether the sentence itself says that it speaks of what is to come."""
    return bool(_AHEAD.search(sentence))


def turns_ahead(clause: str) -> bool:
    """Whether a clause turns its sentence from what was to what will be: 2023年占81%，今年继续保持在80%以上."""
    return bool(_TURNS_AHEAD.match(clause))


def names_past_year(sentence: str, year: int | None) -> bool:
    """Whether the sentence is about a year before the report's: 2020年，…, not 比2020年增长."""
    if year is None:
        return False
    for match in re.finditer(r"(?<!\d)((?:19|20)\d\d)年", sentence):
        if int(match[1]) < year and not re.search(r"[比较从自由于以]$|基于", sentence[max(0, match.start() - 2) : match.start()]):
            return True
    return False


def is_past_plan(words: str, year: int | None) -> bool:
    """Whether the words name a five-year plan that is over in the report's year."""
    end = five_year_end(words)
    return year is not None and end is not None and end < year


def sets_aims(sentence: str, year: int | None) -> bool:
    """Whether a sentence sets years to come over the aims that follow it: 我们对今后五年提出了具体目标。"""
    if re.search(r"(?:今后|未来)[三五]年[^。]{0,24}(?:目标|指标)", sentence):
        return True
    of_a_plan = re.search(r"五”(?:时期|期间)[^。]{0,24}目标(?:任务)?(?:是|为|：)", sentence)
    return of_a_plan is not None and not is_past_plan(sentence, year)
