"""The weights of the signs of direction come from texts, by a program that anybody can run again."""

import json

from drafting import signs, weighing

PLAN = "力争生产总值增长6%以上，确保新建学校5所。" * 40
REVIEW = "获批国家级园区，累计建成学校12所，培训群众1253人。" * 40


def test_words_of_plans_weigh_below_and_words_of_reviews_above_zero(tmp_path):
    (tmp_path / "plan.txt").write_text(PLAN, "utf-8")
    (tmp_path / "plan.json").write_text(json.dumps([{"quote": "新建学校5所", "kind": "quantified"}]), "utf-8")
    (tmp_path / "report.txt").write_text(f"一、2023年工作回顾\n{REVIEW}\n二、2024年工作安排\n{PLAN}\n", "utf-8")
    rows = [row for path in sorted(tmp_path.glob("*.txt")) for row in weighing.stretches(path)]
    weights = weighing.fit(rows)
    assert {back for _, back in rows} == {True, False}
    assert weights["strives"] < 0 < weights["certified"] and weights["makes sure"] < 0 < weights["so far"]


def test_an_empty_annotation_marks_a_review(tmp_path):
    (tmp_path / "review.txt").write_text(REVIEW, "utf-8")
    (tmp_path / "review.json").write_text("[]", "utf-8")
    assert all(back for _, back in weighing.stretches(tmp_path / "review.txt"))


def test_every_sign_has_been_weighed():
    assert set(json.loads(signs.WEIGHTS.read_text("utf-8"))) == set(signs.SIGNS)
