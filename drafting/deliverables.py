"""Promises without a number: a concrete, named thing that will start, finish, exist, be won, held or abolished.

Verbs of progress (加快, 推进, 续建, 抓好) and of standing effort (加强, 完善, 健全) promise no end state and yield nothing here.
"""

import re
from dataclasses import dataclass

from .segments import Protected, Span, strip

_LEADING = re.compile(
    r"^(?:同时|并且|并|而且|以及|且|也|还要?|再|另外|其中|此外|特别是|从而|进而|进一步"
    r"|[一二三四五六七八九十]是(?!否)|首先|其次|最后|我们(?:将|要)|即|要|将(?=新|建|实|完|投|开|推|继|启)"
    r"|（\d{1,2}）|"
    r"\d{1,2}[.．、](?!\d)|[①-⑳]|[-—·•●■◆▪*]+|全面|大力|深入|积极|全力|着力|扎实|切实|持续|继续|稳步|有序|统筹"
    r"|高质量|高标准|高水平|高起点|科学|认真|努力|坚决|稳妥|加速|加快(?!推)|抓紧|及早|及时|主动|率先|依法(?!划)"
    r"|重点|突出|[ \n]|"
    r"(?:今|明)年(?:将|要)?|年内(?:要|将)?|全年|上半年|下半年|[1-9]\d?月底?前|我[市省县区](?:将|要)?|全[市省县区](?:将|要))"
)
_HEDGE = re.compile(
    r"^(?:力争|争取|确保|力促|尽快|尽早|适时|保证|努力|推动|推进|加快推进|支持|鼓励|促进|全力推进|加快推动|引导|保障)"
)
_NAMED_PLAN = (
    r"(?:规划|方案|办法|意见|条例|政策(?:措施)?|清单|细则|目录|导则|指南|措施|设计|规定|预案|法规|规章|标准|计划|图则|“[^”]+”)"
)
_BUILT = (
    r"(?:工程|项目|中心|平台|基地|园|园区|产业园|馆|路|道|街|桥|厂|站|库|医院|院区|学校|中学|小学|大学|学院|系统"
    r"|机场|铁路|高铁|高速|公路|隧道|管网|管线|公园|广场|剧院|体育场|体育馆|市场|院|楼|港|港区|码头|泊位|航道"
    r"|枢纽|线|段|期|"
    r"小镇|综合体|实验室|研究院|水库|电站|电厂|风电场|变电站|灌区|闸|泵站|渠|堤|通道|绿道|驿站|设施|服务区"
    r"|停车场|校区|宿舍|食堂|操场|实验室|孵化器|示范区|保税区|口岸|矿|装置|生产线|设备|基金|“[^”]+”)"
)
_EVENT = (
    r"(?:会|节|赛|展|论坛|活动|赛事|博览会|大会|运动会|峰会|洽谈会|交易会|联赛|马拉松|文化周|购物季|消费季|旅游季"
    r"|文化月|选举|演唱会|晚会|推介|专场|展会|“[^”]+”)"
)
_BODY = (
    r"(?:中心|平台|集团|公司|研究院|联盟|基金|专班|机构|委员会|协会|库|制度|机制|超市|孵化器|基地|工作站|学院|法庭"
    r"|队|联合体|办公室|指挥部|数据库|银行|学校|系统|智库|体系|中介|服务站|“[^”]+”)"
)
_TITLE = (
    r"(?:国家|省级?|全国|自治区|世界|[345]A|A级|级|示范|三级|二级|双一流|百强|试点|城市|县|单位|品牌|园区|开发区"
    r"|中心|基地|区|“[^”]+”)"
)

# rule, verb, what the object must end with or hold, what it must not hold
_PATTERNS: tuple[tuple[str, re.Pattern[str], re.Pattern[str] | None, re.Pattern[str] | None], ...] = (
    (
        "starts",
        re.compile(r"(?:开工建设|新开工|开工|启动实施|启动建设|启动运行|启动运营|启动|动工建设|开建|动工)"),
        None,
        re.compile(r"内生动力|活力|^好|机制$"),
    ),
    (
        "finishes",
        re.compile(
            r"(?:基本完成|全面完成|高质量完成|圆满完成|编制完成|全部完成|完成|基本建成|全面建成|建成投用|建成投产"
            r"|建成运营|建成使用|建成|竣工投用|打通|开通|开行|贯通|投用|投运)"
        ),
        None,
        re.compile(
            r"^(?:好|全年|年度|既定|各项|上级|省[市]?下达|国家下达|更多|了)|各项(?:目标|任务|工作)|目标任务$"
            r"|下达(?:的)?(?:目标)?任务|约束性|小康|现代化(?:强|体系|国家|建设)|强[省市县区]|更高水平|高地$|格局$"
        ),
    ),
    (
        "issues",
        re.compile(r"(?:制定出台|研究制定|编制好|编制|出台|印发|制定|制订|修订|颁布|发布|编印|完成编制|推出|做好|搞好)"),
        re.compile(rf"{_NAMED_PLAN}(?:编制|修编|修订)?(?:工作)?$"),
        re.compile(r"^(?:一批|更多|系列)|完善|^实|普及|优质"),
    ),
    (
        "founds",
        re.compile(r"(?:设立|成立|组建|筹建|创办|筹设|新设|挂牌成立|揭牌|建立)"),
        re.compile(rf"{_BODY}$"),
        re.compile(r"健全|长效|完善|现代化|^起|激励|约束|常态化|责任体系|^一批|科学|有效|联动机制|协同机制|工作机制"),
    ),
    (
        "builds",
        re.compile(r"(?:新建|改建|扩建|改扩建|迁建|新改建|规划建设|整合建设|改造提升|升级改造|改造|建设|建好|翻建|重建|修建)"),
        re.compile(rf"{_BUILT}(?:建设|工程|项目)?$|等[^，、]{{0,8}}(?:项目|工程)$"),
        re.compile(
            r"^(?:一批|更多|一流|高|现代|美|和美|宜居|法治|平安|数字|智慧|文化|人才|质量|健康|学习型|服务型|全国|具有|以"
            r"|生态|绿色|新时代|社会主义|面向|国际|世界|更|好)|一批|强[省市县区]|高地|体系$|队伍|制度"
        ),
    ),
    (
        "wins",
        re.compile(
            r"(?:争创|创建|创成|申报|申办|争取创建|成功创建|争取(?=[^，]*(?:获批|入选|晋升|核准|列入|落户|通过|发行|开工"
            r"|创建|纳入|批复|设立|缔结|布局))|入围|入选|晋升|跻身(?=[^，]*(?:行列|百强|十强))|创建为|力争进入|申创"
            r"|获批)"
        ),
        re.compile(_TITLE),
        re.compile(r"^(?:更多|资金|一批|活动|工作|优势|良好|环境|品牌|政策)|创建工作|创建活动|更多|上级|支持$|资金"),
    ),
    (
        "holds",
        re.compile(r"(?:举办|承办|办好|召开|筹办|筹备办好|继续办好|精心办好|组织举办|主办|协办)"),
        re.compile(rf"{_EVENT}$"),
        re.compile(r"民生实事|实事|人民满意|教育$|^更多|各类|一批|丰富多彩|群众性"),
    ),
    (
        "holds",
        re.compile(r"(?:开展|组织开展|做好|抓好|启动|完成|高质量完成)"),
        re.compile(
            r"(?:评选(?:表彰)?(?:活动)?|普查(?:工作)?|换届(?:选举)?(?:工作)?|复审(?:工作)?|验收(?:工作)?|轮修志"
            r"|选举(?:工作)?)$"
        ),
        None,
    ),
    (
        "abolishes",
        re.compile(r"(?:取消|废止|淘汰|关停|关闭|彻底拆除|全部拆除|基本消灭|全面消除|基本消除|消除|全部退出|取缔|腾退)"),
        re.compile(r".{3,}"),
        re.compile(r"隐患|风险|歧视|壁垒|障碍|差距|影响|后顾之忧|不合理|一批|违法|非法|因素|落后产能|矛盾|贫困|现象|污染"),
    ),
    (
        "raises",
        re.compile(r"(?:提高|上调|适时提高|稳步提高)"),
        re.compile(r"(?:标准|基础养老金|基本养老金|最低工资|救助水平)$"),
        re.compile(r"执法|质量标准|服务标准|技术标准|建设标准|环保|准入"),
    ),
    ("plans to build", re.compile(r"(?:划定|遴选|选定)"), re.compile(r".{3,}"), re.compile(r"^一批")),
)
_ENDING = re.compile(
    r"(?:竣工投产|建成投产|竣工投用|建成投用|建成投运|竣工投运|建成通车|竣工通车|交工通车|全线通车|全线贯通"
    r"|通车运营|开通运营|建成运营|投入运营|投入运行|投入使用|交付使用|全面投产|正式运营|主体完工|主体封顶"
    r"|建成达产|达产达效|落地达产|"
    r"投产达效|开工建设|建成使用|投产|通车|竣工|完工|封顶|投用|投运|开工|达产|开业|开园|开馆|开学|招生|挂牌|揭牌"
    r"|落地建设|落地开工|签约落地|基本建成|全面建成|建成|全覆盖|“全覆盖”|动态清零|清零|“清零”|如期举行|顺利举行"
    r"|获批|运营|通航|首飞|并网发电|全容量并网|并网|点火|试运行|落成|全面完成|完成)$"
)
_BECOMES = re.compile(
    r"(?:晋升为?|成为|升级为|升格为|跻身|获批为?|创建为|列入|入围|入选|纳入|通过|达到|转为|更名|设为"
    r"|建设(?=[三二]级)|创建|申报|争创|获评|进入)"
)
_CERTIFIED = re.compile(r"国家|省级?|自治区|[345]A|世界|验收|三级|二级|百强|标准$|级|认定|示范|试点")
_WHOLE = re.compile(r"全部(?:实现|取消|实行|完成|达到|接入|纳入|进行清理|配备|开工|建成|更换|安装|落实|覆盖)")
_STANDING = re.compile(
    r"^(?:加强|强化|深化|完善|健全|优化|落实|坚持|提升|增强|推行|发挥|引导|规范|丰富|巩固|促进|拓展|培育|发展"
    r"|壮大|保持|维护|弘扬|关心|关注|严格|抢抓|聚焦|围绕|按照|依托|以(?!上|内)|通过|探索|研究(?!制)|谋划|抓实"
    r"|续建|加大|"
    r"鼓励|引进|吸引|营造|树立|坚定|贯彻|学习|构建|打造|统筹|用好|用足|发扬|实施|开展(?!.*(?:评选|普查|换届))"
    r"|创新(?!创建)|参与|协调|服务|做大|做强|做优|做精|搞活|盘活)"
)
_PROGRESS = re.compile(
    r"^(?:加快(?!.*(?:竣工|投产|通车|投用|建成|投入使用|开工))|推进(?!.*(?:竣工|投产|通车|投用|建成|投入使用"
    r"|开工|全覆盖|晋升))|推动(?!.*(?:竣工|投产|通车|投用|建成|投入使用|开工|落地投|晋升|升级为|三级|获批|列入"
    r"|入选|全覆盖))|抓好(?!.*(?:换届|评选|普查))|续建|加紧|抓紧推进|持续推进|积极推进)"
)
_GENERAL = re.compile(
    r"为指导|指导思想|总基调|为统领|精神$|为主题|为主线|总要求|新发展理念|中国式现代化|现代化国家|新征程|中国梦"
    r"|伟大复兴|各位代表|让我们|全面建成小康|高质量发展$|新局面|新篇章|新突破$|新台阶$|新成效$|新进展$|新提升$"
    r"|迈出"
)
_LIST_ITEM = re.compile(
    rf"(?:{_BUILT}|{_EVENT}|{_NAMED_PLAN}|{_BODY}|改扩建|扩建|技改|改造|迁建|利用|供热|债券|票据|融资|设计|评选"
    rf"|标准|好人|系列|直通车|即开工”|即发证”)$"
)


@dataclass(frozen=True)
class Thing:
    """One deliverable: the quote, the words its title needs from its neighbours, and what decided it."""

    span: Span
    verb: str
    ending: str
    rule: str
    sign: str


def read(twin: str, clause: Span, protected: Protected) -> list[Thing]:
    """The deliverables of one clause, none for standing efforts and verbs of progress."""
    start, end = clause.start, clause.end
    while match := _LEADING.match(twin[start:end]):
        start += match.end()
    if end - start < 4 or _GENERAL.search(twin[start:end]):
        return []
    hedged = start
    hedge = _HEDGE.match(twin[start:end])
    if hedge and not _WON_BY_TRYING.match(twin[start:end]):
        hedged = start + hedge.end()
        while match := _LEADING.match(twin[hedged:end]):
            hedged += match.end()
    words = twin[hedged:end]
    for rule, verb, wanted, unwanted in _PATTERNS:
        match = verb.match(words)
        if match is None:
            continue
        thing = words[match.end() :]
        bare = re.sub(r"（[^（）]*）$", "", thing)
        if len(bare) < 2 or (wanted and not wanted.search(bare)) or (unwanted and unwanted.search(bare)):
            continue
        if hedge and hedge[0] in ("鼓励", "引导"):
            return []
        return _items(twin, start, hedged + match.end(), end, match[0], "", rule, match[0])
    return _by_ending(twin, start, hedged, end)


_WON_BY_TRYING = re.compile(r"争取(?=[^，]*(?:获批|入选|晋升|核准|列入|落户|通过|发行|创建|纳入|批复|设立|缔结|布局))")


def _by_ending(twin: str, start: int, hedged: int, end: int) -> list[Thing]:
    words = twin[hedged:end]
    if _STANDING.match(words) and not _WHOLE.search(words):
        return []
    if _PROGRESS.match(twin[start:end]):
        return []
    if match := _WHOLE.search(words):
        return [Thing(Span(start, end), "", "", "all of it", match[0])]
    if match := _ENDING.search(words):
        subject = re.sub(r"(?:实现|力争|基本|全面|如期|按期|尽快|早日|顺利|年内|全部|正式|加快)+$", "", words[: match.start()])
        if len(subject) < 2 or subject in ("项目", "企业", "一批项目") or re.match(r"(?:一批|更多|新的)", subject):
            return []
        if match[0] in ("完成", "运营", "招生", "落地") and len(subject) < 4:
            return []
        return _items(twin, start, hedged, end, "", match[0], "predicate", match[0])
    if match := _BECOMES.search(words[2:]):
        tail = words[2 + match.end() :]
        if _CERTIFIED.search(tail) and not re.search(
            r"机制|水平$|要求|全过程|体系$|标准化|高质量|一流|更高|新时代|考核|管理$|范围$|规划$|教育$", tail
        ):
            return [Thing(Span(start, end), "", "", "becomes", match[0])]
    return []


def _items(twin: str, start: int, thing: int, end: int, verb: str, ending: str, rule: str, sign: str) -> list[Thing]:
    """One thing per full name in a list; a list of bare place names or of kinds stays one thing."""
    stop = end
    names = _names(twin, thing, stop)
    if len(names) < 2 or not _each_is_named(twin, names, ending):
        return [Thing(Span(start, end), "", "", rule, sign)]
    things = [Thing(Span(start, names[0].end), verb if not verb else "", ending, rule, sign)]
    for name in names[1:-1]:
        things.append(Thing(name, verb, ending, rule, sign))
    last = strip(twin, names[-1].start, end)
    things.append(Thing(last, verb, "", rule, sign))
    return things


def _names(twin: str, start: int, end: int) -> list[Span]:
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
    return len(before) >= 3 and len(after) >= 3 and bool(_LIST_ITEM.search(before))


def _each_is_named(twin: str, names: list[Span], ending: str) -> bool:
    for name in names[:-1]:
        words = name.of(twin)
        if len(words) < 3 or not (_LIST_ITEM.search(words) or len(words) >= 7):
            return False
    last = re.sub(r"等(?=[^等]{0,10}$)", "", names[-1].of(twin))
    return len(last) >= 4
