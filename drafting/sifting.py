"""Whether a number can be a target at all, judged by the words right before and behind it.

What dates, orders, names or sizes something is left out here with a word of reason; what remains is weighed in `quantified`.
"""

import re

from .quantities import Quantity
from .segments import Protected, Span
from .wording import listed

TIME_UNITS = frozenset(listed("小时 个小时 分钟 天 工作日 个工作日 个月"))
_DATE_UNITS = frozenset(listed("年 月 日 时 届 号"))
_ORDER_UNITS = frozenset(listed("期 级 层 线 大 点 千伏 kV KV 校 站 村 镇 乡 县 区 社区 街道 度 方 班 眼"))
_PLACE_UNITS = frozenset(listed("村 镇 乡 县 区 社区 街道 校"))
_COUNTS_PLACES = re.compile(r"(?:实施|完成|建设|建成|改造|创建|打造|推进|启动|整治|等|覆盖|新建|提升)(?:好|了)?$")
_ALSO_AMOUNTS = frozenset(listed("方 度"))  # 22亿方 of gas, 100亿度 of power; 12度 and 四方 are none
_SIZE_UNITS = frozenset(listed("吨 千瓦 兆瓦 MW KW kW GW 千伏安 厘米 毫米 岁 千兆 小时 分钟 天 个月 位次 名次"))
_LIST_UNITS = frozenset(listed("个 项 条 件 种 类"))
_CONCRETE_UNITS = frozenset(
    listed("座 所 条 家 处 栋 幢 套 台 辆 艘 架 亩 户 名 只 头 株 盏 对 支 个 公里 亿元 万元 人 万人 万亩 平方公里")
)

TAIL = re.compile(r"(?:等(?:举措|措施|方式|活动)?|大关|关口|台阶|的?目标(?:任务)?|的?标准|的?水平|（[^（）]{0,30}）)?$")
"""What may stand behind a number that ends its clause."""

_ENDS_ITEM = re.compile(r"[、，和及与并]|$")
_NEVER_AFTER = re.compile(
    r"(?:第|每|至今|近期|建国|成立|建党|建军|不足|距离?|北纬|东经|满|未满|年满|再延长|〔|[A-Za-z])[约近超]?$"
)
_SIZE_LEADS = re.compile(
    r"(?:年产|日产|年处理|日处理|日供水?|年供|年加工|年出栏|年产能|存栏|单体|单机|总?装机(?:容量|规模)?为?"
    r"|总投资(?:额)?(?:约|达|为|超)?|概算|注册资本|占地(?:面积)?|辐射|直径|跨度)[约近超]?$"
)
_MEASURED = re.compile(
    r"(?:达到?|至|到|为|在|超过?|突破|不低于|不少于|不超过|控制|稳定|保持|压缩|压减|缩短|减少|降低|延长|下降"
    r"|增加|年限|寿命|天数|时长|时间)"
    r"(?:了|至|到|在|为)?[约超近]?$"
)
_WIDTH_BESIDE_LENGTH = re.compile(r"长度?[约为达]?[\d.]+(?:米|公里|千米)、(?:路?宽|高|深)度?[约为达]?$")
_LEVEL = re.compile(r"(?:到|达|至|为|在|达到|超过|低于|高于|突破|控制在)$")
_CONTAINER = re.compile(r"[^，。、]{0,10}?(?:实事|民心工程)")
_LONG_CONTAINER = re.compile(r"(?![^，。]*等)[^，。]{0,40}?(?:实事|民心工程)(?:项目|工程)?(?:$|确定|正式|出炉|票决|推进|的)")
_COUNTED_UP = re.compile(
    r"(?:(?<!公)共|总共|共计|共有|一共|共安排|共确定|共包括|安排)[^，\d]{0,3}(?:[\d一二三四五六七八九十]+个?(?:大?类|大?方面|领域)、?)?$"
)
_OF_WHAT_IS_VOTED = re.compile(r"(?:实事|民心工程)(?:项目|工程|事项)?(?:共计?|为)?$")
_OF_A_CONGRESS = re.compile(r"(?:[市区县省]?(?:人大|政协)?(?:代表|委员)(?!之家|联络)|[市区县省]?人大代表)")
_LIST_NOUN = re.compile(r"[^，。、]{0,8}?(?:方面|环节|维度|原则|关口|重点领域|关键领域|领域)的?(?:工作|任务|改革|$|[，、和])")
_NAME_BEHIND = re.compile(r"级|行动|周年|强(?!化)|佳|人?论坛|国道|省道|热线|号")
_STARTS_FROM = re.compile(r"(?:从|由)[^，、]{0,14}$")
_GOES_TO = re.compile(r"[^，、]{0,4}(?:提高|提升|增|扩大|降|减|缩|压|上升|拓展|上调|调整|提至|到|至)")
_WHOLE_AREA = re.compile(r"全[市省县区州国旗盟]$")
_IN_EACH_PLACE = re.compile(r"[^，、]{1,6}?(?:新建|建设|建成|设立|安装|配备)")
_MADE_OF = re.compile(r"由[^，。]{0,24}$")
_NAMED_AIM = re.compile(r"的[^，、。]{0,8}目标[^，、。任]")
"""An aim spoken of, not set: 5.5%左右的预期增长目标与…衔接."""
_ADMINISTRATION = re.compile(r"(?:县|市|区|州|盟|旗|乡镇|街道|地级)")
_SIZED_BY_MONEY = re.compile(
    r"的(?!目标|基金|资金|专项|贷款|补贴|任务|基础养老金|养老金|补助|津贴|奖励|救助|消费券)|项目|企业|产业|园区|集群|县|镇|村|产品|工程|龙头|大项目|级"
)
_MONEY = re.compile(r"[^，、]*(?:基金|资金|债券|贷款|消费券|补贴|保险)$")
_PEOPLE = re.compile(
    r"(?:群众|居民|农民|学生|人口|名|职工|游客|人|户)"
    r"|[^，、]{0,6}(?:群众|居民|农民|学生|人口|群体|人员|人群|家庭|[孕产]妇|妇女|对象|劳动者|经营者|残疾人|老年人|老人|青年|儿童|毕业生)"
)
_EACH = re.compile(
    r"(?:每个?[^，、]{0,14}|各[^，、]{0,12})(?:形成|建成|建设|打造|培育|创建|新建|至少|有|建好|建有|发展|实施"
    r"|设立|建立|引进|落地)[^，、]{0,6}$|各$"
)
_CHANGES = re.compile(r"(?:提高|增长|增加|翻|扩大|提升|达到?|超过|占比?|降低|减少)[^，、]{0,4}$")
_MAKES = re.compile(
    r"(?:建成|新建|建设|改建|扩建|改扩建|新改建|开工|启动|引进|完成|投用|打通|新增|创建|落地|培育|竣工|改造|开通"
    r"|设立|组建|成立|争创|投产)[^，、]{0,4}$"
)
_BEGINS_MAKING = re.compile(
    r"(?:[一二三四五六七八九十]是)?(?:支持[^，]{2,16})?(?:新?改?扩?建成?|建设|实施|培育|创建|打造|新增|完成|引进|开工|启动|发展|改造|设立)[^，、]{2,}"
)
_SHARE_OF = re.compile(
    r"(?:达到?|占到?|占比|比例|比重|率|提高|降低|压[缩减]|减少|缩短|下降|增长|增加|超过?|突破|不低于|不少于|保持|稳定|到|至|为|削减|精简|压降|节约"
    r"|上浮|下调|淘汰|完成|控制)[^，、]{0,4}$|[^，、]{4,}(?:货车|企业|项目|村|乡镇|学校|小区|家庭)$"
)
_SAID_OF_ALL = re.compile(r"达到|建成|实现|完成|通过|纳入|配备|开展|用上|装上|建有|覆盖|脱贫|进入|创建|开工|投产|建立|成为|超过")
_MAKES_ONE = re.compile(r"(?:新建|建成|建设|改建|扩建|改造|开工建设|新增|引进)$")
_THING = re.compile(
    r"园区|基地|中心|平台|项目|泊位|机场|水库|电站|学校|医院|公园|广场|企业|车站|枢纽|码头|工厂|场馆|小区|片区"
    r"|综合体|商场|酒店|产业园|高速|铁路|公路|大桥|桥梁|幼儿园"
    r"|中小学|敬老院|示范区|开发区|实验室|研究院|线路|航线|停车场|污水处理厂|厂|馆|院|站|桥|路"
)


_BUILT = re.compile(rf"{_THING.pattern}|[县乡村]道|涵洞|河|渠|闸|街")
_ONLY_SIZE = re.compile(r"^(?:计划|预计|概算|估算|项目|协议)?总投资(?:额|约|达|为|超过?|近|逾)*$")


def excluded(twin: str, clause: Span, quantity: Quantity, protected: Protected) -> str:
    """Why a number cannot be a target whatever else its clause says; empty where it can."""
    held = protected.around(quantity.start)
    if held is not None and held[0] >= clause.start - 1:
        return "name" if held[2] in "“《‘" else "bracket"
    before, after = twin[clause.start : quantity.start], twin[quantity.last : clause.end]
    if _NEVER_AFTER.search(before) or (_SIZE_LEADS.search(before) and not TAIL.match(after)):
        return "order" if before.rstrip().endswith("第") else "describes"
    if _ONLY_SIZE.match(before) or _WIDTH_BESIDE_LENGTH.search(before):
        return "describes"
    if quantity.unit == "番" and re.search(r"助力[^，、]{0,6}$", before):
        return "describes"
    if quantity.unit.startswith("：") and re.search(r"[日午晨晚]$", before):
        return "date"
    if quantity.unit.startswith("：") or quantity.unit == "番":
        return ""
    if quantity.is_chinese:
        return _chinese(_without_brackets(before), after, quantity)
    return _by_unit(before, after, quantity) or _by_surroundings(before, after, quantity)


def _without_brackets(words: str) -> str:
    return re.sub(r"（[^（）]*）", "", words)


def _by_unit(before: str, after: str, quantity: Quantity) -> str:
    unit = quantity.unit
    ends = bool(TAIL.match(after))
    if unit in ("", "大"):
        if 1900 <= quantity.value <= 2100:
            return "year"
        return "" if ends and _LEVEL.search(before) and not re.match(r"[A-Za-z]", after) else "bare number"
    if unit in ("年", "岁"):
        return "" if ends and re.search(r"年限|寿命", before) else "date" if unit == "年" else "describes"
    if unit in TIME_UNITS:
        bound = quantity.comparator in (">=", "<=") and after.startswith("的")  # 不少于30天的托养
        return "" if bound or (ends and (_MEASURED.search(before) or quantity.comparator != "=")) else "describes"
    if unit in _DATE_UNITS:
        return "date"
    if unit.lstrip("万亿") == "期" and re.search(r"(?:完成|举办|开展|组织|开设|承办)[^\d，、]{0,20}$", before):
        return ""  # 举办40期培训; 一期 and 2期 of a building site are none
    if unit in _PLACE_UNITS and not quantity.is_chinese and quantity.value > 1 and _COUNTS_PLACES.search(before):
        return ""
    if unit in _ORDER_UNITS or unit.lstrip("万亿") in _ORDER_UNITS - _ALSO_AMOUNTS:
        return "order"
    if ends or _ENDS_ITEM.match(after):
        return ""
    if unit.lstrip("万亿") in _SIZE_UNITS or (unit == "米" and quantity.value < 100):
        return "describes"
    if unit in ("万", "亿") and not _PEOPLE.match(after):
        return "describes"
    if "元" in unit and (quantity.last > quantity.end or _SIZED_BY_MONEY.match(after)) and not _MONEY.match(after):
        return "describes"
    return ""


def _by_surroundings(before: str, after: str, quantity: Quantity) -> str:
    if _NAME_BEHIND.match(after):
        return "order"
    if _CONTAINER.match(after) or (quantity.unit in ("件", "项") and _LONG_CONTAINER.match(after)):
        return "size of a list"
    counted = _COUNTED_UP.search(before) or _OF_WHAT_IS_VOTED.search(before)
    if quantity.unit in ("项", "件", "个") and counted and TAIL.match(after):
        return "size of a list"
    if quantity.unit in ("名", "位") and _OF_A_CONGRESS.match(after):
        return "describes"
    if _LIST_NOUN.match(after) and quantity.unit in _LIST_UNITS:
        return "size of a list"
    if _STARTS_FROM.search(before) and _GOES_TO.match(after):
        return "where it starts from"
    if _MADE_OF.search(before) and re.match(r"[^，。]{0,24}?(?:构成|组成)", after):
        return "describes"
    if _NAMED_AIM.match(after):
        return "describes"
    if re.match("[都均](?!衡)", after) or (not before and re.fullmatch(r"[^，、]{1,8}[中里]", after)):
        return "describes"  # 7件都涉及农村; 120个项目中，
    if _WHOLE_AREA.search(before) and _ADMINISTRATION.match(after) and not _IN_EACH_PLACE.match(after):
        return "describes"
    return ""


def _counts_the_names(before: str, quantity: Quantity) -> bool:
    """Whether a number counts just the names that are listed before it: A路、B路、C路三条道路."""
    names = re.split(r"[、和及与]", before)
    return len(names) > 1 and len(names) == quantity.value and all(len(name) > 1 for name in names)


def _of_share(before: str, after: str) -> str:
    """A share in words: reached or changed by (压缩三分之一), or of things of which something is said (三分之二以上的村达到…)."""
    if TAIL.match(after) or _ENDS_ITEM.match(after):
        return "" if _SHARE_OF.search(before) else "name"
    return "" if after.startswith("的") and _SAID_OF_ALL.search(after) else "name"


def _chinese(before: str, after: str, quantity: Quantity) -> str:
    """Chinese numerals mostly order, name or idiomatise; a target needs a unit, a verb of making and a thing."""
    unit = quantity.unit
    if unit in ("%", "‰"):
        return _of_share(before, after)
    if unit in ("个百分点", "百分点"):
        return "" if _CHANGES.search(before) else "name"
    if unit[:1] in ("万", "亿") and quantity.value >= 1 and TAIL.match(after):
        return "" if _CHANGES.search(before) or _LEVEL.search(before) or _MAKES.search(before) else "name"
    if unit == "成" and after.startswith("的"):
        return _of_share(before, after)
    if unit in ("倍", "成") and quantity.value >= 1:
        return "" if _CHANGES.search(before) else "name"
    if unit in ("个", "所", "家", "座", "处", "条", "项") and _EACH.search(before):
        return ""
    if unit not in _CONCRETE_UNITS or quantity.value < 1:
        return "name"
    if _counts_the_names(before, quantity) and _BUILT.search(after[:8]):
        return ""
    if quantity.value == 1:
        return "" if unit != "个" and _MAKES_ONE.search(before) else "name"
    if unit == "个" and re.match(r"[一二三四五六七八九十]+[号线]", after):
        return "name"
    listed_last = bool(TAIL.match(after) or after.startswith("、")) and bool(_BEGINS_MAKING.match(before))
    if unit == "个":
        return (
            ""
            if listed_last
            or (_THING.search(after[:18]) and re.search(r"开工|建设|建成|新建|启动|改造|引进|培育|打造|创建", before))
            else "name"
        )
    return "" if _MAKES.search(before) or TAIL.match(after) or listed_last else "name"
