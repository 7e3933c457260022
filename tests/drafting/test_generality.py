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


def test_a_quoted_feast_is_no_deadline() -> None:
    (item,) = [item for item in drafting.draft("今年，办好“三月三”文化节。", _YEAR) if item.kind == DELIVERABLE]
    assert item.deadline is not None and item.deadline.isoformat() == "2024-12-31"
