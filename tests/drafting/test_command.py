"""`draft_commitments`: the objects of the contract, refusals with exit 1 and one line, an empty list for a review."""

import json

import pytest
from django.core.management import CommandError, call_command

PLAN = "三、2023年工作安排\n（一）兴业\n确保9月底前新建学校5所，开工建设南城水厂。加强市场监管。\n"
FIELDS = {
    *(
        "title",
        "quote",
        "start",
        "end",
        "context",
        "section",
        "theme",
        "kind",
        "metric",
        "comparator",
        "value",
        "value_max",
        "unit",
    ),
    *(
        "deadline",
        "original_deadline",
        "deadline_text",
        "lead_department",
        "lead_suggested",
        "supporting_departments",
        "confidence",
    ),
}


def run(capsys, *arguments) -> list[dict]:
    call_command("draft_commitments", *map(str, arguments))
    return json.loads(capsys.readouterr().out)


@pytest.fixture
def written(tmp_path):
    def write(content: str, name: str = "report.txt"):
        path = tmp_path / name
        path.write_text(content, "utf-8")
        return path

    return write


def test_it_writes_the_objects_of_the_contract_without_a_database(capsys, written):
    rows = run(capsys, written(PLAN))
    assert [(row["quote"], row["kind"], row["deadline"]) for row in rows] == [
        ("确保9月底前新建学校5所", "quantified", "2023-09-30"),
        ("开工建设南城水厂", "deliverable", "2023-12-31"),
    ]
    assert all(set(row) >= FIELDS and not {"code", "stage", "light", "progress"} & set(row) for row in rows)
    assert PLAN[rows[0]["start"] : rows[0]["end"]] == rows[0]["quote"]
    assert rows[0]["value"] == 5 and rows[1]["value"] is None


def test_output_goes_to_a_file_and_standing_efforts_come_on_demand(capsys, written, tmp_path):
    target = tmp_path / "drafts.json"
    call_command("draft_commitments", str(written(PLAN)), "--output", str(target), "--ongoing")
    kinds = [row["kind"] for row in json.loads(target.read_text("utf-8"))]
    assert kinds == ["quantified", "deliverable", "ongoing"] and capsys.readouterr().out == ""


def test_year_comes_from_the_option_then_the_text_then_the_files_name_then_the_clock(capsys, written, settings):
    settings.BUSINESS_DATE = "2024-03-01"
    assert run(capsys, written(PLAN), "--year", 2030)[0]["deadline"] == "2030-09-30"
    sentence = "我们将新建学校5所，改造农村公路20公里。"
    assert run(capsys, written(sentence, "town_2022.txt"))[0]["deadline"] == "2022-12-31"
    call_command("draft_commitments", str(written(sentence)))
    said = capsys.readouterr()
    assert json.loads(said.out)[0]["deadline"] == "2024-12-31" and "2024 is taken" in said.err


def test_a_review_is_an_empty_list(capsys, written):
    review = "2022年工作回顾\n过去一年，全市新建学校12所，完成投资30亿元，城镇新增就业3万人，群众生活明显改善。\n"
    assert run(capsys, written(review), "--year", 2023) == []


@pytest.mark.parametrize(
    "content", ["", "床前明月光，疑是地上霜。举头望明月，低头思故乡。", "Five schools will be built this year."]
)
def test_what_is_no_report_is_refused_and_nothing_is_written(content, written, tmp_path):
    target = tmp_path / "drafts.json"
    with pytest.raises(CommandError, match=r"^report\.txt"):
        call_command("draft_commitments", str(written(content)), "--output", str(target))
    assert not target.exists()


def test_force_reads_another_text_all_the_same(capsys, written):
    assert run(capsys, written("面粉500克，鸡蛋3个。"), "--force", "--year", 2023) != []


def test_a_year_that_cannot_be_is_refused(written):
    with pytest.raises(CommandError, match="no year of a report"):
        call_command("draft_commitments", str(written(PLAN)), "--year", "23")
