from datetime import date, datetime
from zoneinfo import ZoneInfo

import time_machine

from config import clock

SHANGHAI = ZoneInfo("Asia/Shanghai")
LATE_EVENING = datetime(2026, 3, 1, 23, 30, tzinfo=SHANGHAI)


@time_machine.travel(LATE_EVENING, tick=False)
def test_without_a_business_date_the_clock_is_the_real_one(settings):
    settings.BUSINESS_DATE = ""
    assert clock.now() == clock.real_now() == LATE_EVENING
    assert clock.today() == date(2026, 3, 1)


@time_machine.travel(LATE_EVENING, tick=False)
def test_a_business_date_moves_the_day_and_keeps_the_local_time(settings):
    settings.BUSINESS_DATE = "2021-06-30"
    assert clock.now() == datetime(2021, 6, 30, 23, 30, tzinfo=SHANGHAI)
    assert clock.today() == date(2021, 6, 30)
    assert clock.real_now() == LATE_EVENING
