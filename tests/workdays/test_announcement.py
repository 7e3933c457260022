"""A year as the State Council publishes it: read, checked against an independent library, refused where it contradicts itself."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import StringIO

import chinese_calendar
import pytest
from django.core.management import CommandError, call_command

from tests.conftest import at
from workdays import announcement, entering
from workdays.announcement import Contradiction
from workdays.calendar import current
from workdays.models import CalendarDay, YearArrangement

pytestmark = pytest.mark.usefixtures("calendar_read_anew")

NOTICES = {
    2017: """国务院办公厅关于2017年部分节假日安排的通知
经国务院批准，现将2017年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日放假，1月2日（星期一）补休。
二、春节：1月27日至2月2日放假调休，共7天。1月22日（星期日）、2月4日（星期六）上班。
三、清明节：4月2日至4日放假调休，共3天。4月1日（星期六）上班。
四、劳动节：5月1日放假，与周末连休。
五、端午节：5月28日至30日放假调休，共3天。5月27日（星期六）上班。
六、中秋节、国庆节：10月1日至8日放假调休，共8天。9月30日（星期六）上班。""",
    2021: """国务院办公厅关于2021年部分节假日安排的通知
一、元旦：2021年1月1日至3日放假，共3天。
二、春节：2月11日至17日放假调休，共7天。2月7日（星期日）、2月20日（星期六）上班。
三、清明节：4月3日至5日放假调休，共3天。
四、劳动节：5月1日至5日放假调休，共5天。4月25日（星期日）、5月8日（星期六）上班。
五、端午节：6月12日至14日放假，共3天。
六、中秋节：9月19日至21日放假调休，共3天。9月18日（星期六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月26日（星期日）、10月9日（星期六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。""",
    2023: """国务院办公厅关于2023年部分节假日安排的通知
一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。
二、春节：1月21日至27日放假调休，共7天。1月28日（星期六）、1月29日（星期日）上班。
三、清明节：4月5日放假，共1天。
四、劳动节：4月29日至5月3日放假调休，共5天。4月23日（星期日）、5月6日（星期六）上班。
五、端午节：6月22日至24日放假调休，共3天。6月25日（星期日）上班。
六、中秋节、国庆节：9月29日至10月6日放假调休，共8天。10月7日（星期六）、10月8日（星期日）上班。""",
    2024: """国务院办公厅关于2024年部分节假日安排的通知
一、元旦：1月1日放假，与周末连休。
二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息。
三、清明节：4月4日至6日放假调休，共3天。4月7日（星期日）上班。
四、劳动节：5月1日至5日放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。
五、端午节：6月10日放假，与周末连休。
六、中秋节：9月15日至17日放假调休，共3天。9月14日（星期六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。""",
    2025: """国务院办公厅关于2025年部分节假日安排的通知
一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。""",
}
# Invented for the proofs; 2027 is not published yet.
NOTICE_2027 = """国务院办公厅关于2027年部分节假日安排的通知
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月20日（周六）上班。
三、清明节：4月3日至5日放假，共3天。
四、劳动节：5月1日至5日放假调休，共5天。4月25日（周日）、5月8日（周六）上班。
五、端午节：6月9日放假，共1天。
六、中秋节：9月15日放假，共1天。
七、国庆节：10月1日至7日放假调休，共7天。9月26日（周日）、10月9日（周六）上班。"""


def every_day(year: int):
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


@pytest.mark.parametrize("year", NOTICES)
def test_a_published_notice_reads_as_the_independent_library_has_it(year):
    arrangement = announcement.read(NOTICES[year])
    exceptions = arrangement.exceptions()
    assert arrangement.year == year
    for day in every_day(year):
        assert exceptions.get(day, day.weekday() < 5) == chinese_calendar.is_workday(day), day
    # From a page that lost its lines and spaced its digits.
    copied = re.sub(r"(\d+)", " \\1\xa0", NOTICES[year].replace("\n", ""))
    assert announcement.read(copied) == arrangement


def test_a_notice_may_name_the_last_days_of_the_year_before():
    assert announcement.read(NOTICES[2023]).days[date(2022, 12, 31)] is False


@pytest.mark.parametrize(
    "wrong, instead, sentence",
    [
        ("共7天", "共8天", "8"),
        ("2月7日（星期日）", "2月7日（星期一）", "2月7日"),
        ("4月25日（星期日）", "4月26日（星期一）", "4.26|04-26"),
        ("2月20日（星期六）", "2月13日（星期六）", "02-13|2.13"),
        ("10月1日至7日", "10月7日至1日", "10月7日至1日"),
        ("6月12日至14日", "6月31日至14日", "6月31日"),
        ("七、国庆节", "七、长假", "国庆"),
        ("七、国庆节：10月1日至7日放假调休，共7天。9月26日（星期日）、10月9日（星期六）上班。", "国庆节另行通知。", "国庆"),
        ("4月3日至5日放假调休，共3天", "4月3日至5日放假4天", "4"),
        ("2021年部分节假日", "2022年部分节假日", "2021"),
    ],
)
def test_a_notice_that_contradicts_itself_is_refused_with_a_sentence(wrong, instead, sentence):
    with pytest.raises(Contradiction, match=sentence):
        announcement.read(NOTICES[2021].replace(wrong, instead), 2021)


def test_a_sheet_says_the_same_in_columns():
    arrangement = announcement.read("日期,类型,名称\n2027-10-01,休,国庆节\n2027/10/04,off,国庆节\n2027-10-09,班,国庆节调休\n")
    copied = announcement.read(
        "2027/10/1\t休\t国庆节\n2027年10月4日\t休\t国庆节\n2027.10.9\t班\t国庆节调休"
    )  # from a spreadsheet
    assert arrangement.year == 2027 and copied == arrangement
    assert arrangement.exceptions() == {date(2027, 10, 1): False, date(2027, 10, 4): False, date(2027, 10, 9): True}


@pytest.mark.parametrize(
    "sheet",
    [
        "",
        "2027-10-01,也许\n",
        "2027-10-O1,休\n2027-10-04,休",
        "2027-02-30,休\n2027-13-01,休",
        "2027-10-01,休\n2027-10-01,班",
        "2027-10-08,班",
        "2031-01-01,休",
    ],
)
def test_a_sheet_that_cannot_be_is_refused(sheet):
    with pytest.raises(Contradiction):
        announcement.read_sheet(sheet, 2027)


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_year_no_arrangement_is_published_for_is_refused(year):
    with pytest.raises(Contradiction, match=str(int(year))):
        announcement.read(f"日期,类型,名称\n{year}-05-03,休,劳动节\n")


def test_entering_a_year_publishes_it_and_a_second_notice_replaces_it(db):
    assert current().provisional_years(date(2027, 10, 1), date(2027, 10, 1)) == [2027]
    arrangement = announcement.read(NOTICE_2027)
    assert {change.day for change in entering.changes(arrangement)} == set(arrangement.exceptions())
    entering.enter(arrangement, source="示例〔2026〕1号", at=at(2026, 11, 20))
    calendar = current()
    assert not calendar.provisional_years(date(2027, 10, 1), date(2027, 10, 1)) and not calendar.is_workday(date(2027, 10, 1))
    assert calendar.is_workday(date(2027, 10, 9)) and calendar.next_workday(date(2027, 9, 30)) == date(2027, 10, 8)
    corrected = NOTICE_2027.replace("10月1日至7日放假调休，共7天", "10月1日至5日放假调休，共5天")
    entering.enter(announcement.read(corrected), source="示例〔2027〕2号", at=at(2027, 1, 5))
    assert current().is_workday(date(2027, 10, 6)) and not current().is_workday(date(2027, 10, 5))
    assert YearArrangement.objects.get(year=2027).source == "示例〔2027〕2号"


def test_the_command_previews_without_writing_and_refuses_in_one_line(db, tmp_path):
    notice = tmp_path / "notice.txt"
    notice.write_text(NOTICE_2027)
    out = StringIO()
    before = CalendarDay.objects.count()
    call_command("enter_year", str(notice), "--dry-run", stdout=out)
    assert "2027-10-09 班" in out.getvalue() and CalendarDay.objects.count() == before
    call_command("enter_year", str(notice), "--source", "示例", stdout=out)
    assert YearArrangement.objects.filter(year=2027).exists()
    notice.write_text(NOTICE_2027.replace("共7天", "共9天"))
    with pytest.raises(CommandError, match=r"notice\.txt"):
        call_command("enter_year", str(notice))
