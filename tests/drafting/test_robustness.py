"""Whatever the text, nothing crashes, every offset holds, and writing habits change nothing."""

import re
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drafting import read_report

WORDS = """
新建 学校 5所 、 ， 。 ； 和 分别增长 6% 8%以上 到2025年 （一） 一、 “ ” （ ） 力争 开工建设 等项目 竣工投产 9月底前 三个
20万吨级 1-2个 10.2∶60.6 翻一番
从3元提高到5元 《 》 # * <p> 并 每个县形成一个 去年 今年 名词解释 ２０ 〇 % . : 十五五 第 的 国家级 争创 全覆盖
"""
PIECES = st.sampled_from([*WORDS.split(), "\n", " ", "\u3000", "\r"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=60), st.sampled_from([None, 2025]))
def test_any_text_yields_quotes_that_stand_in_it(pieces, year):
    text = "三、2025年工作安排\n" + "".join(pieces)
    result = read_report(text, year, with_ongoing=True)
    for item in result.drafts:
        assert text[item.start : item.end] == item.quote and item.quote
        assert item.context in text and len(item.title) <= 24 and 0 <= item.confidence <= 1
        assert (item.value is None) == (item.kind != "quantified")
    for number in result.loose_numbers:
        assert text[number.start : number.end] == number.words


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_no_text_at_all_is_too_strange(text):
    read_report(text)


TEXT = (
    "三、2025年工作安排\n（一）兴业。新建“智慧园区”5个、改造厂房20万平方米；力争9月底前南环大桥竣工通车。\n"
    "进出口、社零额分别增长6%和8%以上，失业率控制在4.5%以内。\n（二）惠民。新建学校12所，创建国家级卫生县城。\n"
)  # fmt: skip
HALF = str.maketrans("，；：（）。“”", ',;:().""')
FULL = str.maketrans("0123456789", "０１２３４５６７８９")


def facts(text: str) -> list[tuple]:
    """What the drafts say, whichever way the characters are written."""
    plain = str.maketrans("０１２３４５６７８９", "0123456789") | HALF
    found = read_report(text, 2025).drafts
    return [
        (re.sub(r"\s", "", item.quote).translate(plain), item.value, item.comparator, item.unit, item.deadline) for item in found
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.translate(str.maketrans("，；：（）", ",;:()")),
        lambda text: text.translate(FULL),
        lambda text: re.sub(r"(?<=[一-鿿])(?=\d)|(?<=\d)(?=[一-鿿])", " ", text),
        lambda text: "\n".join("\n".join(line[at : at + 19] for at in range(0, len(line), 19)) for line in text.split("\n")),
        lambda text: text.replace("\n", "\n\u3000\u3000"),
        lambda text: text.replace("\n", "\n\n"),
        lambda text: text.replace("“", '"').replace("”", '"'),
        lambda text: "".join(f"<p>{line}</p>" for line in text.split("\n")),
    ],
    ids=["half-width", "full-width digits", "blanks", "wrapped lines", "indented", "double spaced", "straight quotes", "tags"],
)
def test_writing_habits_change_no_draft(change):
    assert facts(change(TEXT)) == facts(TEXT)


def test_a_report_of_sixteen_thousand_characters_takes_less_than_a_second():
    efforts = "持续优化营商环境，深入推进简政放权，加强市场监管，完善社会信用体系，不断激发各类经营主体活力。" * 6 + "\n"
    text = "三、2025年工作安排\n" + (TEXT + efforts) * 42
    started = time.process_time()
    drafts = read_report(text, 2025).drafts
    assert time.process_time() - started < 1
    assert len(text) > 16_000 and len(drafts) > 250


@pytest.mark.parametrize("piece", ["、", "（", "“", "新建A、", "1、", "第一", "2025年", "5-", "一是", "<div ", "九"])
def test_time_grows_with_length_only(piece):
    """A text made to trip the patterns: fifty thousand characters, none of them a sentence."""
    text = "三、2025年工作安排\n" + piece * (50_000 // len(piece))
    started = time.process_time()
    read_report(text, 2025)
    assert time.process_time() - started < 10
