"""Cells of the tables people open in office programs."""

import pytest

from house.tables import csv_of, harmless


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", '=HYPERLINK("http://example.invalid")']
)
def test_what_would_calculate_is_text(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "=", ">=", "-3.5", "+12%", "-1,200", "承诺", -3, None, 1.5])
def test_numbers_and_lone_signs_stay(cell):
    assert harmless(cell) == cell


def test_a_table_is_read_as_chinese_and_keeps_commas_and_lines_in_their_cell():
    assert csv_of([["标题", "数"], ["一，\n二,三", "@x"]]).decode("utf-8-sig") == '标题,数\r\n"一，\n二,三",\'@x\r\n'
