"""Whether sentences look back or ahead. Chinese verbs have no tense: adverbs, aspect and the surroundings tell.

Under a heading that says so only plain words of the past count (`told`, `opens_review`). Without headings the sentences of a
text are judged together (`looking_back`): each sign has a weight, and a text seldom turns from one direction to the other.
"""

import re
from collections.abc import Sequence

from .layout import five_year_end
from .wording import any_of, listed

_TOLD = re.compile(
    r"(?<![比较过于同由从对在])去年|在去年(?![^，。]*基础上)|过去(?:的)?(?:一|两|三|四|五|几|\d)年|(?:这|一|两|三|四|五|\d)年来|近年来"
    r"|截至(?:目前|\d)|(?:^|，)(?:目前|现在|现有|现已)[^，。]*\d|(?<!早)已[^，。的\d]{1,6}\d|并已[^，。的]{2,}$|(?<![真修公改矫纠更])正在?(?:推进|建设|申报|实施)[^，。的\d]{0,6}\d|荣获|被评为|被授予|被命名|喜获"
    r"|(?:完成|实现|取得|建成|获得|得到|解决|启动|成立|出台|打造|培育|引进|新增|创造|形成|走出|赢得|经受|战胜"
    r"|迈出|增强|促进|推动|改善|提升|保持|优化|确定|选出|产生)了"
    r"|(?<!完成)(?<!推动)(?<!加快)(?<!推进)(?<!促进)(?<!确保)(?<!支持)(?<!对)已(?:经|有|建|完成|全部|全面|超|达|累计|实现|(?:签约|落地|开工|投产)(?![^，。\d]{0,8}项目(?:落地|开工|投产|建成|建设|抓|尽快|加快|早日))|成为|通过|获批|[^，。的]{0,4}(?:封顶|完工|竣工|投用|通车))(?![^，]*的(?!\d))"
    r"|今年(?:\d{1,2}月份?)?以来|(?:时期|期间|年来)，?[^，。]{0,8}(?:共|累计|先后)(?!同)"
)
_OPENS_REVIEW = re.compile(r"(?:回顾)?(?:过去|五年来|这五年|一年来|几年来|20\d\d年以来)")
_AHEAD = re.compile(
    r"力争|确保|争取|今年(?!以来|已|\d{1,2}月份?以来)|明年|年内|年底前|月底前|下一步|新的一年|预期目标|主要目标|奋斗目标|我们(?:将|要)|必须"
    r"|计划|拟|(?:^|，)(?:我们)?要(?!求)|^将"
    r"|(?:我市|全市|我县|全县|我省|全省|我区|全区|政府|还|也)将|，将(?:新|继|在|进|推|建|实|全|加|投|完|力|重|为"
    r"|对|启)|到20\d\d年"
)

# Log-odds of a sign in sentences of reviews against sentences of plans, counted over the example reports and other excerpts
# (2,200 and 4,000 sentences) and rounded; above zero looks back. The weight of plain counts is cut down: lists of tasks are
# full of them too. Words that were never seen on the other side weigh enough to turn the direction by themselves.
_SIGNS: tuple[tuple[float, re.Pattern[str]], ...] = tuple(
    (weight, re.compile(pattern))
    for weight, pattern in (
        (6.0, _TOLD.pattern),
        (2.4, r"[^，。为除现]了(?!解|然|结)"),
        (4.0, r"(?:^|，)1(?:-{1,2}|至)(?:[2-9]|1[0-2])月(?:份)?(?!底|前)"),
        (3.0, r"居全[国省市]|位居|跃居|稳居|第[一二三四五六七八九]位|全国第|全省第|首位|首批|首个|全国首"),
        (2.8, r"同比|比上年|较上年|比20\d\d年|较20\d\d年|比“?十"),
        (1.8, r"(?:增长|下降|增加|减少)(?:了|到)?[\d.]+(?:%|个百分点|倍|亿元|万)(?!以上|左右|以内|-)"),
        (1.0, r"提[高升](?:了|到)?[\d.]+(?:%|个百分点|倍|亿元|万)(?!以上|左右|以内|-)"),
        (1.0, r"(?:达到|实现|突破|超过?|完成)[\d.]+[^，。；]{0,5}(?<!以上)(?=[，。、；]|$)"),
        (1.8, r"达[\d.]+[^，。；]{0,5}(?<!以上)(?=[，。、；]|$)"),
        (0.3, r"[\d.]+[万亿]?(?:个|家|座|公里|条|项|户|套|人|件|处|所|名|台)(?!以上|左右|以内)"),
        (3.2, r"累计(?!下降|降低|压减)|相继|先后"),
        (
            2.6,
            r"(?:^|，|、)共(?:排查|拆除|清理|投入|完成|发放|开展|组织|处理|处置|查处|检查|建成|争取|引进|办理|签约|培训|接待|受理|投放)",
        ),
        (4.0, r"获批|入选|获评|上榜|命名|认定为|列入|表彰|授予|被列为"),
        (
            1.4,
            r"取得[^，]{0,8}(?:成效|成果|进展|突破|成就|成绩|胜利)|成效显著|成果丰硕|改善明显|来之不易|实现“?零|收官"
            r"|明显改善|(?<!建)成功",
        ),
        (1.3, r"(?:建成|投产|通车|投用|挂牌|成立|启动|完成|上线|运行|落地|落户|举办|开工|获得|实现)(?=[，。、；]|$)"),
        (
            1.8,
            r"(?:不断|持续|进一步|全面|扎实|显著|明显|稳步|有序|深入|有效|更加|纵深|加快|加速|有力|协同|坚实|深度|逐步)"
            r"(?:加强|提升|改善|进步|增强|优化|推进|深化|发力|见效|拓展|完善|发展|推开|落实|下降|提高|形成|扩大"
            r"|显现|有效|好转|向好|建成|上升|缩小)$",
        ),
        (1.4, r"率为?[\d.]+%(?!以上|左右|以内)"),
        (2.3, r"分别(?:下降|增长|达|提高|增加)"),
        (0.6, r"^全年(?!力争|要|计划|安排|将|确保)"),
        (2.4, r"超额完成|^(?:五年|一年)(?!力争|要|计划|安排|将|确保)|(?<!今后)(?<!未来)五年(?!规划)[^，。]{0,12}[\d.]|以来"),
        (1.2, r"总[数量](?:达|为)?[\d.]"),
        (1.5, r"(?:^|，)[^，。]{2,8}(?:力度|水平|能力|步伐)[^，。]{0,4}(?:加大|提高|增强|加快|提升)(?![到至]?\d)"),
        (-1.5, r"^继续"),
        (-1.4, r"将(?:达到|新增|完成|实现|建|继续|新|开|投|有|进一步|推进|全面)"),
        (-1.4, r"^[一二三四五六七八九十]+是(?:实施|建设|开展|完成|推进|新建|改造|推动|加快|加强|为)"),
        (-3.5, r"(?:指标|目标)[^，。]{0,4}(?:是|为|包括)：|预期指标|约束性指标|报告(?:提出|指出)"),
        (-6.0, r"(?:票决|选出|确定|发布|公布)了?[^，。]{0,16}(?:实事|民心工程)"),
        (
            -1.6,
            r"^(?:巩固|守牢|守住|补齐|办好|改善|提升|延伸|构建|塑造|打造|营造|加快|推进|推动|培育|实施|做[大强优]|建设|发展|优化|完善|壮大|深化|强化|加强|提高|促进|拓展"
            r"|统筹|健全|保障|夯实|激发|创新|坚持|抓好|增强|扩大)[^，、\d]{2,14}$",
        ),
        (-1.8, r"让[^，。]{2,8}更[^，。]{1,4}$"),
        (-0.9, r"探索|鼓励"),
        (-2.4, r"因地制宜"),
        (-2.4, r"^\d+[.、][*]?(?:新|完成|建|培训|改|开展|升级|为|在|对|向|实施)"),
        (-1.0, r"优先|逐步|适度|适时"),
        (-0.5, r"^(?:解决|实施|建设|培育|发展|扩大|启动|开展)"),
        (-0.6, r"^(?:完成|新建|建成|打通|更新|新增|开工建设|组织|引进|送|解决|实施|建设|改造|培育|发展|扩大|开展)[^，]{2,24}$"),
        (1.9, r"(?:占比|比例|均为)为?[\d.]+%(?!以上|左右|以内)"),
        (2.6, r"全部(?:完成|完工|建成)|(?:任务|目标)(?:全面|全部|提前|如期)?完成"),
        (3.0, r"首次"),
        (2.0, r"[\d.]+[万亿]?余[个家项名人件万亿户]"),
        (2.6, r"(?:建设|项目|工程|改革|试点|工作)[^，、]{0,6}(?:推进|启动|实施|开展|推开|完成)(?=[，。、；]|$)"),
        (0.8, r"[\d.]+[亿万]元(?=[，；。、]|$)"),
        (2.0, r"决定性(?:成果|胜利|进展)|(?:降|减)至[\d.]+%(?!以[内下]|左右)|出列(?=[，。、；]|$)|如期脱贫"),
        (2.8, r"的五年|我们(?:坚持|坚定|着力|深入|始终|全力|加快|扎实|认真|积极|把)"),
        (1.3, r"最大的|最多的|首家|首例|首条|前列"),
        (1.5, r"(?:超|逾|近)[\d.]+"),
        (2.4, r"(?:办理|受理|处置|查处|整改(?!率)|化解(?!率)|打掉|侦破|减免|拨付|争取到|获得|提请)[^，。]{0,16}[\d.]+"),
        (1.5, r"连续|再获"),
        (0.5, r"新增[^，。]{0,10}[\d.]+"),
        (0.9, r"(?:发放|接待|惠及)[^，。]{0,14}[\d.]+|完成投资[\d.]+"),
        (1.6, r"(?:增至|升至|减至)[\d.]+"),
        (1.8, r"顺利|圆满|胜利|正式|率先"),
        (
            2.5,
            r"陆续|初具规模|初步(?:形成|投入|建成|显现|构建)|进展顺利|初见成效|愈加|日益(?!增长的)[^，。]{0,2}(?:凸显|显现|明显)",
        ),
        (0.8, r"(?:持续|稳步|全面|平稳|顺利|加快|有序|明显|不断)(?:加大|加强|提升|完成|落地|推进|启动|净化|改善|增强)(?=[，、])"),
        (2.4, r"圆满完成[^，。]{0,4}(?:任务|目标)|(?:显著|积极|重大|明显|长足)(?:进展|成效|成果)"),
        (3.5, r"[\d.]+(?:%|个|家|亿元|万)[^，。]{0,6}、(?:增长|下降|居|同比|占|排)"),
        (-0.7, r"[\d.]+[^，。、；]{0,4}(?:以上|左右|以内|之内)"),
        (-1.2, r"(?:\d[^，。、；\d]{0,5}(?:以上|左右|以内)|控制在)[^。]{2,40}\d[^，。、；\d]{0,5}(?:以上|左右|以内)"),
        (-0.8, r"^打[好赢]|(?:^|，)每[万千百]?[^，]{2,12}达到?[\d.]"),
        (-1.2, r"^围绕"),
        (
            -2.2,
            r"^(?:锻造|筑牢|夯实|厚植|激活|释放|畅通|擦亮|唱响|塑造|培优|织[密牢]|兜[牢住]|稳[住定]|聚力|聚焦|突出|统筹|补齐|挖掘|放大"
            r"|用好|搞活|盘活|弘扬|繁荣|守护|治理|防范|化解|保障|维护|建强|抓[牢实好])[^，、\d]{2,12}$",
        ),
        (-1.5, r"^[^，。]{2,8}要(?=[见有出上再更实])"),
        (-0.8, r"^[^，。\d]{3,9}(?:攻坚|不动摇)$"),
        (1.2, r"^[^，。\d]{3,8}(?:提升|改善|增强|见效|彰显|向好|显现)$"),
        (1.4, r"\d[万亿]元、"),
        (-2.4, r"不少于|不低于|不超过"),
        (-1.2, r"(?:增长|提高|下降)[\d.]+%(?:左右|以上|以内)"),
        (-4.5, r"力争"),
        (-2.3, r"确保(?!了)"),
        (-1.0, r"争取|争创|申办|申报"),
        (-0.8, r"办好"),
        (-0.7, r"^(?:推进|推动|加快|深化|强化|加强|优化|健全|完善|支持|打造|培育|引导)"),
        (-0.6, r"高水平|高标准|高质量(?!发展)"),
        (1.4, r"被(?!动)|获(?!得感|取)"),
        (1.2, r"(?:有序|稳步|加快|深入|顺利|协调|加速|扎实|全面)推进$"),
        (-2.0, r"(?:^|，)(?:我们|必须|就|既|也|都|更|还)?要(?!求|素|点|闻)|我们将|^将|，将|(?:还|也|市|县|区|省)将"),
        (-10.0, r"今年(?!以来|前)|明年|下一步|新的一年|(?:今后|未来)(?:[三五]年|几年|一个时期)"),
        (-3.3, r"年内|年底前"),
        (-1.6, r"实事(?![^，。]{0,8}(?:取得|完成|落实|兑现|落地|办结|办好了))"),
        (-2.0, r"预期目标|主要目标|奋斗目标|目标是"),
        (-1.0, r"加快|抓紧|尽快"),
        (-0.6, r"着力|大力|全力|深入|扎实|切实|积极|努力|认真|坚决|严格|坚持|继续|加大"),
        (-0.9, r"推进|推动|促进"),
        (-0.6, r"加强|强化|完善|健全|优化|深化|提升|提高|巩固|拓展"),
        (
            -1.6,
            r"(?:^|，)(?:提升|打造|支持|做好|突出|用好|引导|壮大|拓展|扩大|鼓励|发挥|激发|做[大强优]|推行|吸引|争创|严格|严防)(?!了|力度)",
        ),
        (-1.0, r"(?:^|，)(?:培育|积极|促进|持续提|不断提|进一步提|协同|有序|让(?!人))"),
        (-1.8, r"^让|\d(?:至|-)\d+[^，。、\d]{1,3}(?=[，。；、]|$)"),
        (-1.8, r"月(?:底|末|\d{1,2}日)?(?:之|以)?前|月底(?=[^，]{0,4}(?:投|建|交|竣|开|完|通|试))"),
        (
            -1.5,
            r"(?:[上下]半年|年底)前?(?=[^，、]{0,4}(?:封顶|开工|建成|投[用产运入]|竣工|完工|交付|通车|启动|试运行|提高|达到|实现))",
        ),
        (
            -1.6,
            r"(?:\d{1,2}月(?:份|底|初)?|[一二三四]季度[末前]?)(?:如期|全部|正式)?"
            r"(?:举办|开学|投产|投用|开工|通车|建成|启用|试运行|交付|开园|完工|竣工|上线|完成)",
        ),
        (-1.3, r"再[添造增][^，。]{0,8}[\d.]"),
        (-0.9, r"控制在[^，。]{0,10}[以之]?内"),
        (-2.0, r"(?<!年度)计划(?=投资|完成|建设|新建|实施|开工|竣工|改造|新增|引进|培训)"),
        (-1.0, r"(?:^|，|、)再(?=新|建|增|改|压|开|创|引)"),
        (-1.0, r"支持|鼓励|引导|抓好|抓实|做好|用好|办好|落实|统筹|发挥|打造|培育|构建"),
    )
)
_NUMBERING = re.compile(r"^(?:[-·•●■◆ ]+|（[一二三四五六七八九十]{1,3}）)+")
_NAMES_AIMS = re.compile(
    r"(?<!完成)(?<!实现)(?:主要|预期|奋斗|发展|工作|年度|约束性)(?:预期)?(?:目标|指标)(?:任务)?(?![^，。：]{0,6}(?:完成|实现|达成|兑现))[^，。：]{0,6}(?:：|$|是$|为$|定为|如下)"
)
"""Opens a paragraph of aims: 今年经济社会发展的主要目标。生产总值增长13%；…"""
_TURNS_AHEAD = re.compile(
    r"(?:今年|明年|下一步|下步)(?!以来|前|已|\d{1,2}月份?以来)"
    r"|(?:\d{1,2}月(?:份|底)?前?|年内|年底前)[^，了已]{0,2}(?:建成|投|竣工|完工|开[工学业园馆]|交付|通车|启用)"
)
_OUTLOOK = re.compile(r"[到至]“十[一二三四五六七]?五”(?:规划)?(?:时期|期)?末(?!的)|(?:今后|未来)(?:三|五|几)年(?!来)")
_PAST_YEAR, _PLAN_YEAR = 8.0, -6.0
_DAMPING = 0.6  # signs come together, so their log-odds may not simply be added up
_FAVOUR = 0.5  # a text is given to be read for its promises
_TO_PLAN, _TO_REVIEW = 4.5, 9.0  # what a turn costs: reports go from review to plan, hardly ever back
_LOOKS_BACK = 2.0  # the sentence at which a plan turns to a review says so itself; any other turns it at twice the cost
_LOOKS_AHEAD = -0.6  # likewise, a little dearer where the sentence does not say so itself
_AT_PARAGRAPH = 0.75  # of it, where a paragraph begins


_OF_GOVERNMENT = re.compile(
    any_of(
        listed(
            "全市 全省 全县 全区 我市 我县 我省 我区 政府 人民 代表 报告 规上 亿元 万元 民生 推进 推动 加强 增长 建设 发展 项目 "
            "改革 新建 改造 就业 "
            "城镇 乡镇 农村 社区 居民 产业 企业 工程 医院 学校 幼儿园 公路 旅游 投资 财政 养老 粮食 生态 污水 "
            "小区 实施 提升 力争 确保 群众"
        )
    )
)


_SAYS_AHEAD = re.compile(
    r"(?:[市县区省州旗]|政府|我们|期间|[今明]年|20\d\d年|还|也)将(?!近|其|军|[^，。]{1,24}(?:纳入|作为|列为|列入|转|交|送|融入))"
    r"|(?:[市县区省州旗]|我们|[今明]年|20\d\d年，?)(?:计划|拟|力争|确保)(?!的|任务|投资的|目标)"
    r"|今年(?!以来|前|是)[^，。]{0,12}，?[^，。]{0,6}(?:要(?!求|素)|计划|力争|确保|拟)|今年将|(?<!即)将(?:投资|新建|建成|新增|开工|实现|继续|力争)"
)
"""Says of itself that it looks ahead, whatever stands around it."""


def told(sentence: str) -> bool:
    """Whether a sentence of a plan nevertheless tells what was done; comparisons (比上年增长) do not."""
    return bool(_TOLD.search(sentence))


def opens_review(sentence: str, year: int | None) -> bool:
    """Whether the sentence begins to look back within a chapter of aims: 过去五年，…; “十四五”时期，… in the year after."""
    if _OPENS_REVIEW.match(sentence):
        return True
    return _past_plan(sentence[:8], year) and bool(re.match(r"“十[一二三四五六]?五”(?:时期|期间)", sentence))


def _past_plan(words: str, year: int | None) -> bool:
    end = five_year_end(words)
    return year is not None and end is not None and end < year


def turns_ahead(clause: str) -> bool:
    """Whether a clause turns its sentence from what was to what will be: 2023年占81%，今年继续保持在80%以上."""
    return bool(_TURNS_AHEAD.match(clause))


def looks_ahead(sentence: str) -> bool:
    """Whether the sentence itself says that it speaks of what is to come."""
    return bool(_AHEAD.search(sentence))


def names_past_year(sentence: str, year: int | None) -> bool:
    """Whether the sentence is about a year before the report's: 2020年，…, not 比2020年增长."""
    if year is None:
        return False
    for match in re.finditer(r"(?<!\d)((?:19|20)\d\d)年", sentence):
        if int(match[1]) < year and not re.search(r"[比较从自由于以]$|基于", sentence[max(0, match.start() - 2) : match.start()]):
            return True
    return False


def _weight(sentence: str, year: int | None) -> float:
    """How far a sentence looks back (above zero) or ahead (below)."""
    sentence = _NUMBERING.sub("", sentence)
    weight = sum(sign for sign, pattern in _SIGNS if pattern.search(sentence))
    if names_past_year(sentence, year) or _past_plan(sentence, year):
        weight += _PAST_YEAR
    elif year is not None and any(int(named) >= year for named in re.findall(r"(?<!\d)(20\d\d)年", sentence)):
        weight += _PLAN_YEAR
    if _OUTLOOK.search(sentence) and not _past_plan(sentence, year):
        weight += _PLAN_YEAR  # 到“十四五”末
    elif year is not None and any(int(named) > year for named in re.findall(r"到(20\d\d)年", sentence)):
        weight += _PLAN_YEAR  # 到2030年
    return _DAMPING * weight


def sets_aims(sentence: str, year: int | None) -> bool:
    """Whether a sentence sets years to come over the aims that follow it: 我们对今后五年提出了具体目标。"""
    return bool(re.search(r"(?:今后|未来)[三五]年[^。]{0,24}(?:目标|指标)", sentence)) or (
        bool(re.search(r"五”(?:时期|期间)[^。，]{0,24}目标是", sentence)) and not _past_plan(sentence, year)
    )


def _opens_outlook(sentence: str, year: int | None) -> bool:
    """Whether the sentence sets the years to come over its paragraph: 到2030年，…; 今后五年，…."""
    later = year is not None and any(int(named) > year for named in re.findall(r"到(20\d\d)年", sentence[:12]))
    return later or (bool(_OUTLOOK.search(sentence[:14])) and not _past_plan(sentence[:14], year))


def looking_back(sentences: Sequence[tuple[str, bool]], year: int | None) -> list[bool]:
    """For each sentence of a text without headings whether it looks back; the flag says that it begins a paragraph.

    The likeliest sequence of the two directions (Viterbi): what a sentence leaves open its neighbours decide.
    """
    if not sentences:
        return []
    scores = [_FAVOUR, 0.0]  # ahead, back
    steps: list[tuple[int, int]] = []
    aims = over = False  # within the paragraph; over all that follows
    for index, (words, begins) in enumerate(sentences):
        ease = _AT_PARAGRAPH if begins else 1.0
        ahead, back = scores[0], scores[1]
        came = (0, 1)
        over = sets_aims(words, year) or (over and not told(words) and not names_past_year(words, year))
        aims = over or bool(_NAMES_AIMS.search(words)) or (begins and _opens_outlook(words, year)) or (aims and not begins)
        aims = aims and not told(words)
        weight = _weight(words, year) + (_PLAN_YEAR if aims else 0.0)
        back_costs = ease * _TO_REVIEW * (1.0 if weight >= _LOOKS_BACK else 2.0)
        ahead_costs = ease * _TO_PLAN * (1.0 if weight <= _LOOKS_AHEAD else 1.2)
        if index:
            came = (0 if ahead >= back - ahead_costs else 1, 1 if back >= ahead - back_costs else 0)
        steps.append(came)
        scores = [
            (back - ahead_costs if came[0] else ahead) - weight / 2,
            (back if came[1] else ahead - back_costs) + weight / 2,
        ]
    state = 0 if scores[0] >= scores[1] else 1
    directions = []
    for came in reversed(steps):
        directions.append(state == 1)
        state = came[state]
    directions.reverse()
    said = False  # whether a sentence of the paragraph has said of itself that it looks ahead
    for index, (words, begins) in enumerate(sentences):
        past = told(words) or names_past_year(words, year)
        said = not past and (bool(_SAYS_AHEAD.search(words)) or (said and not begins and _weight(words, year) < _LOOKS_BACK))
        directions[index] = directions[index] and not said
    return directions


def report_signs(text: str) -> int:
    """How many words of government work the text has: enough of them make even a text without promise a report."""
    return len(_OF_GOVERNMENT.findall(text))
