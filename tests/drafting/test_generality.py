"""Rules found on reports nothing was tuned on; the sentences are our own."""

import pytest

import drafting
from drafting.model import DELIVERABLE, QUANTIFIED

_YEAR = 2024


def _quotes(text: str, kind: str) -> list[str]:
    return [item.quote for item in drafting.draft(text, _YEAR) if item.kind == kind]


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("今年目标\n●城镇新增就业2万人以上\n●调查失业率5%以内", ["城镇新增就业2万人以上", "调查失业率5%以内"]),
        ("今年，新建安置房3万套（间）、交付2万套（间）。", ["新建安置房3万套（间）", "交付2万套（间）"]),
        ("今年，为12万困难群体提供就业帮扶。", ["为12万困难群体提供就业帮扶"]),
        ("今年，页岩气产能达到8亿方。", ["页岩气产能达到8亿方"]),
        ("今年，为老人提供不少于20天的照护。", ["为老人提供不少于20天的照护"]),
        ("今年，改善3千余户居民用水。", ["改善3千余户居民用水"]),
        ("今年，建成东湖等4条道路、建成南山天桥。", ["建成东湖等4条道路"]),
        ("今年，新增500户用户、培训300名护理员。", ["新增500户用户", "培训300名护理员"]),
        ("今年，举办30期技能培训班。", ["举办30期技能培训班"]),
        ("今年，市政府将办好10件年度民生实事。", []),
        ("会议票决出12项区人民政府2024年为民办实事项目。共安排八方面、12项。", []),
        ("参加会议的210名人大代表投票。今年，新建公厕3座。", ["新建公厕3座"]),
        ("今年，实施60村饮水安全项目。", ["实施60村饮水安全项目"]),
        ("今年，建设公路80公里。项目总投资9亿元。", ["建设公路80公里"]),
        ("六、新建急救站6个；建成康复中心30家。\n七、打造精品路5条。", ["新建急救站6个", "建成康复中心30家", "打造精品路5条"]),
        ("2024年实事\n\n完成300户适老化改造\n\n为45户老人安装水表", ["完成300户适老化改造", "为45户老人安装水表"]),
        (
            "今年我县的主要目标。生产总值增长7%；税收增长8%；投资增长9%；出口增长5%；能耗降低3%。\n二、为民办实事\n（一）落实补贴。",
            ["生产总值增长7%", "税收增长8%", "投资增长9%", "出口增长5%", "能耗降低3%"],
        ),
        ("2023年全县完成交通投资9亿元，同比增长5%。建成村道66公里。2024年，全县计划完成投资10亿元。", ["计划完成投资10亿元"]),
        (
            "今年，建成养老服务中心两所、社区食堂十二个，让6万农村群众喝上好水。",
            ["建成养老服务中心两所", "社区食堂十二个", "让6万农村群众喝上好水"],
        ),
        (
            "新增托位900个。建成食堂8个，为700户老人改造住房。第三小学9月1日前投入使用，新招聘教师60名。",
            ["新增托位900个", "建成食堂8个", "为700户老人改造住房", "新招聘教师60名"],
        ),
        (
            "今年，三分之二以上的村达到标准，时限压缩三分之一，九成以上的医院达到二级。",
            ["三分之二以上的村达到标准", "时限压缩三分之一", "九成以上的医院达到二级"],
        ),
        ("今年，用百分之百的努力，把一半以上财力投向基层，实现双过半，税收占比提高五个百分点。", ["税收占比提高五个百分点"]),
        ("我县正推进7个重点项目。目前已争取资金3亿元。今年将建设公路10公里。", ["建设公路10公里"]),
    ],
)
def test_targets(text: str, quotes: list[str]) -> None:
    assert _quotes(text, QUANTIFIED) == quotes


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("今年，建成东湖等4条道路、建成南山天桥、安装滨河路路灯。", ["建成南山天桥", "安装滨河路路灯"]),
        ("今年，力争5G网络乡镇全覆盖。", ["力争5G网络乡镇全覆盖"]),
        ("今年，滨江隧道改造项目具备通车条件。", ["滨江隧道改造项目具备通车条件"]),
        ("今年，西湖机场航站楼完成改造。", ["西湖机场航站楼完成改造"]),
        ("今年，作为首批获批试点城市，要早谋划早开工。", []),
        ("2024年，清河县将扩建二中，加快建成南山产业园。", ["扩建二中", "建成南山产业园"]),
        ("今年，理工大学新校区完成一期主体结构建设，规划建设一批产业园区。", ["理工大学新校区完成一期主体结构建设"]),
    ],
)
def test_deliverables(text: str, quotes: list[str]) -> None:
    assert _quotes(text, DELIVERABLE) == quotes


@pytest.mark.parametrize(
    "text",
    [
        "去年确定的实事项目取得显著进展，其中8件圆满完成任务，建成20个社区食堂，打通6条断头路。",
        "产业园30万平方米厂房入驻40家企业陆续投产，物流园初具规模，两个集群初步形成，高铁站建设启动实施，作用日益凸显。",
        "东湖小学已结构封顶。",
        "按照规划，完成集镇整治项目，新建公厕8座；完成改厕500户，已有146户纳入管网。共拆除围网1043米，拆解渔船64艘，已整改42户。",
        "回顾过去的2023年，我们拼抢争先。2023年，预计生产总值同比增长6%，新增上市企业5家，办理建议279件。",
    ],
)
def test_achievements_without_heading_yield_nothing(text: str) -> None:
    assert drafting.draft(text, _YEAR) == []


def test_numbers_of_a_congress_are_no_five_year_plan() -> None:
    opening = "1月9日，市十五届人大三次会议开幕，市长作政府工作报告。"
    assert _quotes(opening + "开工建设南山高铁，力争地铁里程突破90公里。", QUANTIFIED) == ["力争地铁里程突破90公里"]


def test_both_bounds_stand_under_one_verb() -> None:
    drafts = drafting.draft("今年，甲院、乙院达标率分别超过55%和60%。", _YEAR)
    assert [(item.comparator, item.value) for item in drafts] == [(">=", 55), (">=", 60)]


def test_a_plan_goes_on_through_plain_counts() -> None:
    text = "今年，我们将新增学位2万个。支持东湖实验室开工。" + "农村污水治理率达91%。路灯安装率达75%。" + "新建道路60公里。"
    assert len(_quotes(text, QUANTIFIED)) == 4


def test_years_set_over_a_list_of_aims_hold_for_all_of_them() -> None:
    text = "我们对今后五年提出了具体目标。生产总值超过80亿元。\n旅游展现新气象，新增景区1个。\n城建开创新局面，新建公园9个。"
    assert [(item.value, str(item.deadline)) for item in drafting.draft(text, _YEAR)] == [
        (80, "2028-12-31"), (1, "2028-12-31"), (9, "2028-12-31")
    ]  # fmt: skip
    (aim, share) = drafting.draft("到“十四五”末，城镇化率达62%。能耗累计下降14%。", 2022)
    assert str(aim.deadline) == str(share.deadline) == "2025-12-31"


def test_a_quoted_feast_is_no_deadline() -> None:
    (item,) = [item for item in drafting.draft("今年，办好“三月三”文化节。", _YEAR) if item.kind == DELIVERABLE]
    assert item.deadline is not None and item.deadline.isoformat() == "2024-12-31"
