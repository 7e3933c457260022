from __future__ import annotations

import pytest

from commitments.models import Report
from drafts import loading
from tests.conftest import Cast, at

TEXT = """关于2022年工作的报告

一、2021年工作回顾

过去一年，新建学校18所，改造老旧小区90个。

二、2022年重点工作

主要预期目标是：地区生产总值增长6%以上，城镇登记失业率控制在4.5%以内。

（一）办好教育事业。新建改建中小学24所、幼儿园30所，9月底前开工建设市实验学校新校区。

（二）改善居住条件。改造老旧小区172个，实施城市更新三年行动。
"""
NOW = at(2022, 1, 20)


@pytest.fixture
def report(cast: Cast) -> Report:
    return loading.load(
        TEXT.encode(),
        "报告.txt",
        slug="town-2022",
        year=2022,
        title="2022年政府工作报告",
        with_drafts=True,
        at=NOW,
        by=cast.supervisor,
    )[0]
