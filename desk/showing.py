"""`/components/`: every component in use with fixed, invented content – the page to look at after a change of CSS."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from departments.http import SignedIn


class SampleForm(forms.Form):
    """One field of each kind; it is shown only and goes nowhere."""

    value = forms.DecimalField(label="截至10月20日累计完成", help_text="比上次多3所", initial=38)
    kind = forms.ChoiceField(label="原因", choices=[("resources", "要素保障"), ("weather", "天气")])
    note = forms.CharField(label="说明", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    is_sent = forms.BooleanField(label="同时告知配合单位", required=False)


def sample() -> dict[str, Any]:
    """What the components show: as long and as odd as the real thing gets."""
    small = [
        {"label": "上次（9月24日）", "value": 35, "unit": "所"},
        {"label": "10月底计划", "value": 39, "unit": "所"},
        {"label": "年底目标", "value": 42, "unit": "所"},
    ]
    return {
        "on": date(2021, 10, 18),
        "counts": {"red": 22, "yellow": 57, "green": 255, "completed": 54, "none": 9},
        "facts": [
            {"label": "已完成（由点位汇总）", "value": 17, "unit": "所", "note": "截至9月30日"},
            {"label": "同期计划", "value": 20, "unit": "所", "note": "计划第3版（10月13日）"},
            {"label": "目标（＝，至少）", "value": 24, "unit": "所", "note": "报告原文“24所”"},
            {"label": "现行时限", "text": "2022年1月28日", "note": "原定12月31日；还有71个工作日"},
        ],
        "small": small,
        "versions": [
            {"date": date(2021, 12, 31), "word": "原定", "note": "1月27日，报告未写日期，按年底"},
            {"date": date(2022, 1, 28), "word": "现行", "current": True, "reason": "原因：要素保障。锦绣小学用地手续8月底才批"},
        ],
        "form": SampleForm({"value": "", "kind": "resources", "note": "其余4所主体完工，正在内部装修。"}),
        "page": Paginator(range(120), 50).page(2),
    }


@login_required
def components(request: SignedIn) -> HttpResponse:
    return render(request, "desk/components.html", {"sample": sample()})
