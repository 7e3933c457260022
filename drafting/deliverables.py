"""Promises without a number: a concrete, named thing that will start, finish, exist, be won, held or abolished.

Verbs of progress (加快建设, 推进, 续建, 抓好) and of standing effort (加强, 完善, 健全) promise no end state and yield nothing.
"""

import re
from dataclasses import dataclass

from .segments import Span, strip
from .things import BODY, BUILDING, EVENT, GRADE, NAMED_PLAN, names_a_thing
from .wording import any_of, listed


@dataclass(frozen=True)
class _Verb:
    """A verb of a clear end, what its object must end with (or hold) and what it must not hold."""

    rule: str
    verb: re.Pattern[str]
    wanted: re.Pattern[str] | None
    unwanted: re.Pattern[str] | None


def _verb(rule: str, verbs: str, wanted: str = "", unwanted: str = "") -> _Verb:
    return _Verb(
        rule,
        re.compile(any_of(listed(verbs))),
        re.compile(wanted) if wanted else None,
        re.compile(unwanted) if unwanted else None,
    )


_AIM = any_of(
    listed(
        "小康 强省 强市 强县 强区 强国 更高水平 高地 大都市 目的地 具有国际影响力 具有全国影响力 "
        "具有世界影响力 世界一流 全国重要 美好 美丽 第一方阵 新引擎 增长极"
    )
)
_VERBS = (
    _verb(
        "starts",
        "开工建设 新开工建设 新开工 开工 启动实施 启动建设 启动运行 启动运营 启动 动工建设 开建 动工",
        "",
        "活力|动力|^好|机制$",
    ),
    _verb(
        "finishes",
        "打通 开通 贯通",
        r"(?:路|大道|绿道|巷道|步道|跑道|线|街|高速|通道|铁路|航线|段|班列|公交|航班|列车|环|桥|系统|热线|专线)”?$",
    ),
    _verb(
        "finishes",
        "续建并完成 新建并完成 建设投用 建设并投用 建设完成 "
        " 基本完成 全面完成 高质量完成 圆满完成 编制完成 全部完成 如期完成 完成 基本建成 全面建成 建成投用 "
        "建成投产 建成运营 建成使用 建成开放 建成 "
        "竣工投用 完工 竣工 开行 投用 投运 启用",
        "",
        r"^(?:好|全年|既定|上级|省[市]?下达|国家下达|更多|了|一个)|各项(?:目标|任务|工作|指标)|目标|下达|约束性|“十.五”|发展任务"
        r"|改革任务$|工作任务$|年度任务|现代化(?!改造)|格局$|" + _AIM,
    ),
    _verb(
        "issues",
        "制定出台 制定实施 研究制定 编制好 编制 出台 印发 制定 制订 修订 颁布 公布 发布 编印 完成编制 推出",
        rf"(?:{NAMED_PLAN}|“[^”]+”(?:和“[^”]+”)?)(?:等[^，、]{{0,6}})?(?:编制|修编|修订)?(?:工作)?$",
        r"^(?:一批|更多|系列|和|实(?!施(?:细则|方案|办法|意见))|本)|完善|普及|优质",
    ),
    _verb(
        "founds",
        "上线 开设",
        r"(?:系统|平台|小程序|客户端|公众号|视频号|专窗|窗口|专区|专柜|门诊|专列|专线|课程|专业|APP)$",
        "^一批",
    ),
    _verb("issues", "做好 搞好", r"(?:规划|设计)(?:编制|修编)?(?:工作)?$", "空间"),
    _verb(
        "founds",
        "设立 成立 组建运营好 组建运营 组建 筹建 创办 筹设 新设 挂牌成立 揭牌 建立",
        rf"(?:{BODY})$|[一二三四五]级[^，]*机制$",
        "健全|长效|完善|现代|^起|激励|约束|常态化|责任制|责任体系|^一批|科学|有效|联席|工作制度|制度体系"
        "|经营联盟|和[^，]{0,8}制度$",
    ),
    _verb(
        "builds",
        "异地新建 易地新建 异地迁建 易地迁建 异地重建 易地重建 原址重建 "
        "新建 改建 扩建 改扩建 迁建 新改建 规划建设 整合建设 改造提升 升级改造 维修改造 改造 翻建 重建 修建 建设",
        rf"(?:{BUILDING}|[一-龥]校|[一二三四五六七八九十]中)(?:建设)?等?$|等[^，、]{{0,8}}(?:项目|工程)$",
        r"^(?:微型|小型|简易|更多|一流|高(?:质量|标准|水平|端|地|品质|能级)|现代|美|和美|宜居|法治|平安|数字|智慧|文化"
        r"|人才|质量|健康|学习|服务型|具有|以|生态|绿色|新时代"
        r"|社会主义|面向|国际|世界|更|好|区域|多层|强大|与|标志|用好|零碳|“[一二三四五六七八九十])"
        r"|强[省市县区]|体系$|队伍|制度|等(?:市场|设施)$|能力|新空间$",
    ),
    _verb(
        "wins",
        "争创 创建 创成 申报 争取创建 成功创建 入围 入选 晋升 创建为 申创 获批 获评 力争进入",
        GRADE.pattern,
        r"^(?:更多|资金|一批|活动|工作|优势|良好|环境|品牌|政策)|创建工作|创建活动|更多|上级|支持$|资金|普及普惠",
    ),
    _verb(
        "holds",
        "筹备召开 举办好 举办 承办好 承办 办好用好 办好 召开 争办 申办 筹办好 筹办 筹备办好 组织举办 主办 协办 创办",
        rf"(?:{EVENT}|“[^”]+”)$",
        "民生实事|实事|人民满意|教育$|^(?:更多|各类|一批|丰富|系列|群众性)",
    ),
    _verb(
        "holds",
        "组织开展 开展 做好 抓好 高质量完成",
        r"(?:评选(?:表彰)?(?:活动)?|[普调]查(?:工作)?|换届(?:选举)?(?:工作)?|复审(?:工作)?"
        r"|(?<!竣工)验收(?:工作)?|选举(?:工作)?)$",
        r"抽查|检查|排查|督查|专项[调普]查|[^普]查|日常",
    ),
    _verb(
        "abolishes",
        "取消 废止 淘汰 关停 关闭 彻底拆除 全部拆除 基本消灭 全面消除 基本消除 消除 全部退出",
        r".{3,}",
        "隐患|风险|歧视|壁垒|障碍|差距|影响|后顾之忧|不合理|一批|违法|非法|因素|落后|矛盾|贫困|现象|污染|限制",
    ),
    _verb(
        "raises",
        "提高 上调 适时提高 稳步提高",
        "(?:(?:补助|保障|供养|低保|补贴|待遇|工资|抚养|养育|优抚|救助)[^，]{0,6}标准|基础养老金|基本养老金|最低工资)$",
    ),
    _verb("abolishes", "免除", "[费税]$"),
    _verb("becomes", "顺利通过 通过", r"(?:验收|复审|复核|评估|认定|认证|考核)$"),
    _verb("chooses", "划定 遴选", r".{5,}", "^一批|突出的|符合"),
    _verb("fits", "安装更换 安装 更换 免费提供", r".{3,}", "力量|人员|队伍|干部|教师|^(?:老旧|破损)[^，]{0,8}(?:设备|设施)$"),
    _verb(
        "holds",
        "组织开展 组织 开展",
        r"(?:歌咏会|音乐节|运动会|[文化艺术体育旅游]{2}节|博览会|马拉松|大赛|锦标赛|联赛|嘉年华|年会|论坛|峰会)(?:等|、|$)",
    ),
)
_WON_BY_TRYING = re.compile(
    r"(?:争取|力争)(?!更多|通过[^，]*努力|[^，]*目标$)(?=[^，]*(?:获批|入选|入围|晋升|核准|列入|落户|通过|发行"
    r"|创建|纳入|批复|设立|缔结|布局|升格))"
)

# --- what leads in ------------------------------------------------------------------------------------------------------------
_LEADING = re.compile(
    r"(?:同时|并且|并|而且|以及|且|也|还要?|再|另外|其中|此外|特别是|从而|进而|进一步"
    r"|[一二三四五六七八九十]{1,3}是(?!否)|首先|其次|最后|我们(?:将|要)|即|要"
    r"|(?:其中)?包括|(?:[今明]年(?:内)?，?)?(?:还|也)(?:将|要)?(?=计划|启|完|开|建|新)|(?:将|还)?计划(?=启|完|开|建|新)|[今明]年(?:将|计划)"
    r"|[一-龥]{2,4}[市县区省州旗盟](?=将|要|拟|计划)"
    r"|将(?=新|建|实|完|投|开|推|继|启|扩|改|迁|组|出|设|举|争|打)|（\d{1,2}）|\d{1,2}[.、](?!\d)|[①-⑳]|[-·•●■◆▪*]+|全面|大力|深入|积极"
    r"|全力|着力|扎实|切实|持续|继续|稳步|有序"
    r"|务实|高质量|高标准|高水平|高起点|高效|精心|科学|认真|坚决|稳妥|加速|抓紧|及早|及时|主动|率先|依法|重点|突出"
    r"|尽早|[ \n]|加快(?=编|制|出|完|启|开|组|创|设|申|修|建成|投)"
    r"|(?:今|明|20\d\d)年(?:底前|内)?(?:将|要)?|[一二两三四五\d]年(?:时间)?内|年内(?:要|将)?|年底前|全年|[上下]半年|[一二三四]季度|[1-9]\d?月底?前|我[市省县区](?:将"
    r"|要)?|全[市省县区](?:将|要)|基本(?=实现)"
    r"|(?:依托|通过|在)[^，、]{2,12}(?=建立|设立|组建|成立|新建)|[为对][^，]{2,24}(?=安装|更换|免除|免费提供))"
)
_HEDGE = re.compile(
    r"促成|力争|争取|确保|力促|尽快|尽早|适时|保证|努力|加快推进|全力推进|加快推动|推动|推进|支持|鼓励|促进|引导|保障"
    r"|加快(?=.*(?:竣工|投产|通车|投用|建成|投入|开工))"
)
_PUSHES = ("推动", "推进", "支持", "鼓励", "促进", "引导", "加快推进", "加快推动", "保障", "加快", "全力推进")
_TRAILING_PROGRESS = re.compile(r"(?:逐步|探索|研究(?!制)|加快(?!编|制|出|完|启|开|组|创|设|申|修|建成|投)|谋划|持续推进)")

# --- what closes a clause ---------------------------------------------------------------------------------------------------
_FINISHED = any_of(
    listed(
        "竣工投产 建成投产 竣工投用 建成投用 建成投运 竣工投运 建成通车 竣工通车 交工通车 全线通车 全线贯通 "
        "拆除重建 原址重建 竣工使用 建成启用 启用 动工建设 动工 通车运营 开通运营 建成运营 投入运营 投入运行 "
        "投入使用 交付使用 交付 全面投产 正式运营 主体完工 主体封顶 建成达产 达产达效 落地达产 投产达效 开工建设 "
        "封关运营 试运营 洞通 铺通 放行 申硕成功 申博成功 通水 全线铺轨 铺轨 "
        "主体结顶 结顶 开街 开学招生 建成招生 圆满收官 全部脱贫 全部脱贫退出 脱贫摘帽 "
        "建成使用 投产 对外营业 正式营业 正式开放 开学 全面招生 开始招生 面市 通车 竣工 完工 封顶 投用 "
        "投运 开工 达产 开业 开园 开馆 挂牌 揭牌 落地建设 落地开工 签约落地 基本建成 全面建成 建成 如期举行 "
        "建成开放 建成开馆 顺利举行 如期举办 成功举办 上线运行 上线 获批 通航 首飞 "
        "具备通车条件 具备通航条件 具备运营条件 具备投用条件 具备开工条件 具备投产条件 具备使用条件 "
        "完成改造 完成扩建 完成迁建 完成主体 "
        "并网发电 全容量并网 点火 试运行 落成 全面完成 恢复正常 商家入驻 国家验收 省级验收"
    )
)
_ENDING = re.compile(
    rf"(?:{_FINISHED}|(?<!延伸)并网|完成(?:[一二三四]期|主体|路基|桥梁|隧道|桩基|路面|基础)[^，、]{{0,8}}(?:建设|结构|施工|工程|改造|封顶|贯通)|(?:馆|园|院|中心|景区|场)对外开放|(?:线|路|高速|隧道|通道|道|主线|幅)贯通|(?:标准|养老金|工资|补助|补贴)(?:适时|继续)?上调|启动[^，、]{{0,6}}创建)$"
)
_REACHES_ALL = re.compile(
    r"^(?:基本)?实现.*(?:全覆盖|“全覆盖”|清零|“清零”)$|实现[^，]{2,14}(?:全覆盖|“全覆盖”)$|(?<!坚持)动态清零$"
    r"|^(?:基本)?实现[^，]*“(?!不)[^”、有]+”$"
)
_COVERS_ALL = re.compile(r"^(?!实现|基本实现|坚持|逐步)[^，]{6,}全覆盖$")
_BECOMES = re.compile(
    r"晋升为?|成为|申建|升级为|升格为|跻身|获批为?|创建为?|列入|入围|入选|(?<!表决)(?<!审议)通过|转为|建设(?=[三二]级|国家[^，]*[验范行]区$)|申报|争创|获评|进入"
    r"|达到(?=[^，]*标准$)"
)
_CERTIFIED = re.compile(
    r"国家|全国|综保区|保税|省|自治区|[345]A|世界|验收|三级|二级|百强|标准$|级|认定|示范|试点|高职|本科|学院$|大学$|“[^”]+”$"
)
_NOT_CERTIFIED = re.compile(
    r"机制|水平$|要求|全过程|体系$|标准化$|高质量|一流(?!本科|学科)|更高|新时代|考核|管理$|范围$|规划$|教育$"
    r"|引领者|更多|调控|先进水平|前列|总量|影响力|投资$"
)
_AGAINST_REFERENCE = re.compile(
    r"(?:不低于|高于|超过|好于)[^，]{0,14}平均(?:水平|增速)?$|(?:完成|达到|控制在)(?:国家|省|自治区|市"
    r"|上级)?[^，]{0,6}(?:省定|下达|规定)[^，]{0,6}(?:任务|目标|指标)内?$"
    r"|(?:完成|达到)省定(?:任务|目标)$|控制在国家[^，]{0,4}范围内?$|与(?:经济|地区生产总值)增长(?:保持)?(?:基本)?同步$"
)
"""An aim whose figure stands outside the report: 增幅不低于全省平均水平."""
_WHOLE = re.compile(
    r"^.{4,}全面实行|^解决(?:所有|全部)[^，]+问题$"
    r"|全部(?:免除|实现|取消|实行|完成|达到|接入|纳入|增设|开设|开放|进行清理|配备|开工|建成|更换|安装)"
)
_IMPROVES = re.compile(r"对(?P<things>[^，]{3,}?)(?:进行)?(?:全面)?(?:升级改造|改造提升|优化提升|提档升级|改造|维修|扩建)$")
_STANDING = re.compile(
    r"加强|强化|深化|完善|健全|优化|落实|坚持|提升|增强|推行|发挥|规范|丰富|巩固|拓展|培育|发展|壮大|保持|维护"
    r"|弘扬|关心|关注|严格|抢抓|聚焦|围绕"
    r"|按照|作为|依托|以(?!上|内)|探索|研究(?!制)|谋划|抓实|抓好|续建|加大|引进|吸引|营造|树立|坚定|贯彻|学习|构建"
    r"|打造|统筹|用好|用足|发扬|实施|开展|创新(?!创建)"
    r"|参与|协调|服务|做[大强优精好]|搞活|盘活|使更多|让"
)
_GENERAL = re.compile(
    r"为指导|指导思想|总基调|为统领|精神$|为主题|为主线|总要求|新发展理念|中国式现代化|现代化国家|新征程|中国梦"
    r"|伟大复兴|各位代表|让我们|全面建成小康"
    r"|高质量发展$|新局面|新篇章|新突破$|新台阶$|新成效$|新进展$|新提升$|迈出|决定性进展|催人奋进"
)


_GENERIC = re.compile(r"(?<!研究)(?<!试验)(?:设施|基地|中心|平台|系统|市场|园区|小镇|枢纽|通道|驿站|服务站)$")
_OWN = re.compile(
    r"全[市省县区]|[市省县]级|国家|中国|[A-Z]|[路街]|大道|[一二三四]期|[（“]|统一|[东西南北]部|长江|黄河|[省市县]|[一-龥]{2}(?<![园社地景片城山校新]区)(?<=区)"
)
_ANY_PROJECTS = re.compile(
    r"(?:(?:加快|推动|推进|促进|确保|力促)?(?:各类|一批|重大|重点|签约|在建|储备|产业|意向)*(?:项目|工程|企业)(?:、|和)?)+"
)
"""Projects at large, none by name: 加快重大工程、重点项目落地建设."""
_NO_THING = re.compile(
    rf"(?:{_HEDGE.pattern}|[今明]年|年底前?|年内|\d{{1,2}}月(?:份|底|初)?前?|[上下]半年|[一二三四]季度|如期|按期|早日|全面|全部|顺利|正式"
    rf"|我们)+(?P<end>(?:{_FINISHED}|通过[^，]{{0,4}}(?:验收|复核|评估))+)$"
)


@dataclass(frozen=True)
class Thing:
    """One deliverable: the quote, the words its title borrows from its neighbours, and what decided it."""

    span: Span
    verb: str
    ending: str
    rule: str
    sign: str


def read(twin: str, clause: Span, before: Span | None = None) -> list[Thing]:
    """The deliverables of one clause, none for standing efforts and verbs of progress.

    `before` is the clause before, where it yielded nothing: it holds the thing of an end that names none (确保年底前投运).
    """
    if before is not None and (end := _NO_THING.match(twin, clause.start, clause.end)):
        return [Thing(Span(before.start, clause.end), "", "", "predicate", end["end"])]
    things: list[Thing] = []
    for part in _halves(twin, clause):
        things += _read(twin, part)
    return things


def _halves(twin: str, clause: Span) -> list[Span]:
    """A clause cut at the 并 that joins two ends: A主体完工 | 并 | 与B同步交付使用."""
    for match in re.finditer("并", twin[clause.start : clause.end]):
        at = clause.start + match.start()
        both_end = _ENDING.search(twin[clause.start : at]) and _ENDING.search(twin[at : clause.end])
        if both_end and twin[at - 2 : at] != "建设" and clause.end - at > 7:
            return [Span(clause.start, at), strip(twin, at + 1, clause.end)]
    return [clause]


def _read(twin: str, clause: Span) -> list[Thing]:
    start, end = clause.start, clause.end
    while match := _LEADING.match(twin, start, end):
        start = match.end()
    if end - start < 4 or _GENERAL.search(twin[start:end]) or _endless(twin, start, end):
        return []
    won = _WON_BY_TRYING.match(twin, start, end)
    if won:
        return _items(twin, start, won.end(), end, won[0], "", "wins", won[0])
    hedge = _HEDGE.match(twin, start, end)
    bare = hedge.end() if hedge else start
    while match := _LEADING.match(twin, bare, end):
        bare = match.end()
    pushed = hedge is not None and hedge[0] in _PUSHES
    if things := _by_verb(twin, start, bare, end, pushed):
        return things
    return _by_ending(twin, start, bare, end, pushed)


def _endless(twin: str, start: int, end: int) -> bool:
    """Whether the clause begins with a verb of progress and closes with no end: 加快推进A建设, not 加快推进A竣工投产."""
    return bool(_TRAILING_PROGRESS.match(twin, start, end)) and not _ENDING.search(twin[start:end])


def _by_verb(twin: str, start: int, bare: int, end: int, pushed: bool) -> list[Thing]:
    for kind in _VERBS:
        match = kind.verb.match(twin, bare, end)
        if match is None or (pushed and kind.rule in ("builds", "holds", "raises", "fits")):
            continue
        if pushed and match[0] in ("建立", "创建"):
            continue
        thing = re.sub(r"（[^（）]*）$", "", twin[match.end() : end])
        if match[0] == "建设" and _GENERIC.search(thing) and not _OWN.search(thing):
            continue
        if len(thing) < 2 or (kind.wanted and not kind.wanted.search(thing)) or (kind.unwanted and kind.unwanted.search(thing)):
            continue
        if match[0] in ("做好", "搞好") or (kind.rule == "raises" and _shares_noun(twin, match.end(), end)):
            return [Thing(Span(start, end), "", "", kind.rule, match[0])]
        return _items(twin, start, match.end(), end, match[0], "", kind.rule, match[0])
    return []


def _shares_noun(twin: str, start: int, end: int) -> bool:
    """Whether the names of what is raised share their last noun: 提高A、B的补助标准, not 提高A标准和B标准."""
    return not all(re.search("(?:标准|养老金|工资)$", name.of(twin)) for name in _listed(twin, start, end))


def _by_ending(twin: str, start: int, bare: int, end: int, pushed: bool) -> list[Thing]:
    words = twin[bare:end]
    if match := _WHOLE.search(words):
        return [Thing(Span(start, end), "", "", "all of it", match[0])]
    if match := _AGAINST_REFERENCE.search(words):
        if "平均" in match[0]:
            return _items(twin, start, bare, end, "", "", "reference", match[0])
        return [Thing(Span(start, end), "", "", "reference", match[0])]
    if match := _IMPROVES.match(words):
        span = Span(bare + match.start("things"), end)
        return _items(twin, span.start, span.start, end, "", twin[bare + match.end("things") : end], "improves", match[0][-4:])
    if _STANDING.match(words):
        return []
    if not pushed and _COVERS_ALL.search(words):
        return _items(twin, start, start, end, "", "", "reaches all", "全覆盖")
    if not pushed and (match := _REACHES_ALL.search(words)) and "逐步" not in words and "无盲区" not in words:
        return (
            _items(twin, start, start, end, "", "", "reaches all", match[0][:2])
            if "、“" in words
            else [Thing(Span(start, end), "", "", "reaches all", "全覆盖" if "全覆盖" in words else match[0][:6])]
        )
    if match := _ENDING.search(words):
        return _finished(twin, start, bare, end, match)
    return _becoming(twin, start, bare, end)


def _finished(twin: str, start: int, bare: int, end: int, ending: re.Match[str]) -> list[Thing]:
    words = twin[bare:end]
    subject = re.sub(r"(?:实现|力争|基本|全面|如期|按期|尽快|早日|顺利|年内|全部|正式|加快|通过)+$", "", words[: ending.start()])
    last = re.sub(rf"(?:{_FINISHED})+$", "", words.split("、")[-1])
    if (
        len(last) < 2
        or len(subject) < 2
        or _ANY_PROJECTS.fullmatch(subject)
        or re.match(r"一批|更多|新的|抓|促|早|边|应", subject)
    ):
        return []
    return _items(twin, start, bare, end, "", ending[0], "predicate", ending[0])


def _becoming(twin: str, start: int, bare: int, end: int) -> list[Thing]:
    """A创建国家级…、B晋升为…: one thing per subject that becomes something certified."""
    words = twin[bare:end]
    found = [match for match in _BECOMES.finditer(words) if match.start() >= 2 or bare > start]
    if not found:
        return []
    things: list[Thing] = []
    cut = re.search(r"、(?=[^、]{2,}(?:创建|晋升|申报|争创|升格)[^、]+$)", words)
    parts = [Span(start, bare + cut.start()), Span(bare + cut.end(), end)] if cut and len(found) > 1 else [Span(start, end)]
    for part in parts:
        match = list(_BECOMES.finditer(twin[part.start : part.end]))[-1:]
        tail = twin[part.start + match[0].end() : part.end] if match else ""
        if tail and (things or _CERTIFIED.search(tail)) and not _NOT_CERTIFIED.search(tail):
            verb = match[0][0]
            things += _items(twin, part.start, part.start + match[0].end(), part.end, verb, "", "becomes", verb)
    return things


def _items(twin: str, start: int, thing: int, end: int, verb: str, ending: str, rule: str, sign: str) -> list[Thing]:
    """One thing per full name in a list; a list of bare place names or of kinds stays one thing."""
    names = _names(twin, thing, end, ending)
    if len(names) < 2:
        return [Thing(Span(start, end), "", "", rule, sign)]
    things = [Thing(Span(start, names[0].end), "", ending, rule, sign)]
    things += [Thing(name, verb, ending, rule, sign) for name in names[1:-1]]
    return [*things, Thing(strip(twin, names[-1].start, end), verb, "", rule, sign)]


_STRETCH = re.compile(r"[^、]至[^、]{2,4}$")
"""A stretch between two places (五大连池至嫩江), whose kind of work the end of the list names."""


def _names(twin: str, start: int, end: int, ending: str) -> list[Span]:
    """The full names of a list. A short word that is no name by itself (家具、工业配件等展会) belongs to the next."""
    rough = _listed(twin, start, end)
    first = rough[0].of(twin)
    at_large = re.search(r"等(?:一批|一系列|多个)", twin[start:end])
    if re.search(r"等(?:重点)?(?:领域|行业|产业|方面|地区|乡镇)", twin[start:end]):
        return rough[:1]  # 争创A、B等领域国家中心: the list is no list of things
    unnamed = at_large and not all(names_a_thing(re.sub(r"等.*", "", name.of(twin))) for name in rough)
    if len(rough) < 2 or re.match(r"一批|一系列|各类", first) or unnamed:
        return rough[:1]
    names: list[Span] = []
    begin: int | None = None
    for position, name in enumerate(rough):
        words = name.of(twin)
        begin = name.start if begin is None else begin
        long = len(words) >= (8 if ending else 5) and not _STRETCH.search(words)
        named = (len(words) >= 3 and names_a_thing(words)) or long
        if named or position == len(rough) - 1:
            names.append(Span(begin, name.end))
            begin = None
    last = re.sub(r"等[^等]{0,10}$", "", names[-1].of(twin).removesuffix(ending))
    return names if len(last) >= 3 else names[:1]


def _listed(twin: str, start: int, end: int) -> list[Span]:
    names, at, depth = [], start, 0
    for index in range(start, end):
        char = twin[index]
        if char in "（“《":
            depth += 1
        elif char in "）”》":
            depth = max(0, depth - 1)
        elif depth == 0 and (char == "、" or (char in "和及与" and _joins(twin, at, index, end))):
            names.append(strip(twin, at, index))
            at = index + 1
    names.append(strip(twin, at, end))
    return [name for name in names if name.end > name.start]


def _joins(twin: str, at: int, index: int, end: int) -> bool:
    """Whether 和, 及 or 与 here joins two names rather than standing inside one (和平路, 与会)."""
    before, after = twin[at:index], twin[index + 1 : end]
    if twin[index] == "及" and (len(after) < 4 or re.match("其他|附属|配套|相关", after)):
        return False
    return len(before) >= 3 and len(after) >= 3 and names_a_thing(before)
