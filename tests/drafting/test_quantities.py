"""Numbers, units and comparators as reports write them."""

import pytest

from drafting.quantities import find
from drafting.shadow import shadow


def read(words: str) -> list[tuple]:
    return [(q.value, q.value_max, q.unit, q.comparator) for q in find(shadow(words)) if q.unit]


@pytest.mark.parametrize(
    "words, expected",
    [
        ("增长6%以上", (6, None, "%", ">=")),
        ("增长4.5%—5%", (4.5, 5, "%", "range")),
        ("完成投资5－6亿元", (5, 6, "亿元", "range")),
        ("引进100至120家", (100, 120, "家", "range")),
        ("棚户区改造2.5万套", (2.5, None, "万套", "=")),
        ("提高1.5个百分点", (1.5, None, "个百分点", "=")),
        ("１０．２%左右", (10.2, None, "%", "~")),
        ("全长约4.3公里", (4.3, None, "公里", "~")),
        ("不少于３０家", (30, None, "家", ">=")),
        ("超过3,500亿元", (3500, None, "亿元", ">=")),
        ("控制在4.5%以内", (4.5, None, "%", "<=")),
        ("不超过3个工作日", (3, None, "个工作日", "<=")),
        ("翻一番", (1, None, "番", "=")),
        ("三百二十个", (320, None, "个", "=")),
        ("3300多家", (3300, None, "家", ">=")),
        ("1.67万公顷", (1.67, None, "万公顷", "=")),
        ("压缩三分之一", (33.33, None, "%", "=")),
        ("占到三分之二以上", (66.67, None, "%", ">=")),
        ("增长百分之八左右", (8, None, "%", "~")),
        ("车辆淘汰过半", (50, None, "%", ">=")),
    ],
)
def test_number_unit_and_comparator_are_read_as_written(words, expected):
    assert read(words) == [expected]


def test_a_ratio_keeps_its_first_number_and_the_rest_as_unit():
    assert read("比例为7∶43∶50") == [(7, None, "：43：50", "=")]


@pytest.mark.parametrize("words", ["PM2.5浓度", "G219峒中至东兴"])
def test_names_are_no_quantities(words):
    assert read(words) == []
