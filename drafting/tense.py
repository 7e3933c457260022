"""Whether a sentence looks back. Chinese verbs have no tense: adverbs, aspect and the sentence's surroundings tell."""

import re

_LOOKS_BACK = re.compile(
    r"去年|上一?年度?(?!末)|过去(?:的)?(?:一|两|三|四|五|几|\d)年|(?:一|两|三|四|五)年来|近年来|以来[，、]"
    r"|截至目前|截至\d|同比|荣获|获评|被评为|被授予|被命名|"
    r"喜获|点赞|圆满完成了|再创|创历史|创下|首次突破|超额完成|提前完成|居全[国省市]第|位居|跃居|稳居|成功(?:举办"
    r"|创建|入选|获批|上市|承办|跻身|研发)|"
    r"(?:完成|实现|取得|建成|获得|得到|解决|启动|成立|出台|打造|培育|引进|新增|创造|形成|走出|赢得|达到|经受"
    r"|战胜|迈出|增强|促进|推动|改善|提升|保持|优化)了|"
    r"已(?:经|有|建|完成|全部|全面|超|达|累计|实现|签约|落地|开工|投产|成为)|(?:较|比)(?:上年|去年)(?:增|提高"
    r"|下降|减|净增)|相继|(?<!行)业已"
)
_STRONG_AHEAD = re.compile(
    r"力争|确保|争取|今年|明年|年内|年底前|月底前|下一步|新的一年|预期目标|主要目标|奋斗目标|我们(?:将|要)|必须"
    r"|(?:我市|全市|我县|全县|我省|全省|我区|全区|政府|还|也|计划|均|都)将(?!.{0,4}列)|"
    r"[，。]将(?:新|继|在|进|推|建|实|全|加|投|完|力|重|为|对|启)|^将|计划|拟|(?:^|，)要|到20\d\d年"
    r"|“十[一二三四五六]五”(?:末|期末|期间|时期，)|提出"
)
_MILD_AHEAD = re.compile(
    r"加快|着力|大力|全力|深入|持续|继续|加强|强化|完善|健全|支持|鼓励|抓好|抓实|努力|积极|坚持|统筹|左右|以上|以内|不低于"
)
_MILD_BACK = re.compile(
    r"达到?[\d.]+|增长[\d.]+%(?!以上|左右)|提高[\d.]+个百分点(?!以上|左右)|累计|分别|连续\d|全国(?:第|首)"
    r"|全省(?:第|首)|显著|明显|有效|顺利|成功|全面完成|总量|突破[\d.]+"
)


def looks_back(sentence: str) -> bool:
    """Whether the sentence itself says that it tells of what was done."""
    return bool(_LOOKS_BACK.search(sentence))


def looks_ahead(sentence: str) -> bool:
    """Whether the sentence itself says that it speaks of what is to come."""
    return bool(_STRONG_AHEAD.search(sentence))


def names_past_year(sentence: str, year: int | None) -> bool:
    """Whether the sentence is about a year before the report's: 2020年，…, not 比2020年增长."""
    if year is None:
        return False
    for match in re.finditer(r"(?<!\d)((?:19|20)\d\d)年", sentence):
        before = sentence[max(0, match.start() - 2) : match.start()]
        if int(match[1]) < year and not re.search(r"[比较从自由于]$|^较|基于|以", before):
            return True
    return False


def leaning(text: str) -> float:
    """Above zero where a passage without heading reads like a plan, below where it reads like a review.

    Strong signs count three, mild ones one. Plans of one sentence are rare, so a tie leans ahead.
    """
    ahead = 3 * len(_STRONG_AHEAD.findall(text)) + len(_MILD_AHEAD.findall(text))
    back = 3 * len(_LOOKS_BACK.findall(text)) + len(_MILD_BACK.findall(text))
    return (ahead - back) / max(1, ahead + back)


def report_signs(text: str) -> int:
    """How many words of government reports the text has: enough of them make even a text without promise a report."""
    return (
        len(_MILD_AHEAD.findall(text))
        + len(_LOOKS_BACK.findall(text))
        + len(re.findall(r"全[市省县区]|人民政府|各位代表|工作报告|规上|亿元|民生", text))
    )
