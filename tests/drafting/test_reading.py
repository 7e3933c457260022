"""Files of every kind, and what is refused with which sentence."""

import pytest

from drafting import Unreadable, draft, read, read_bytes
from tests.drafting import files

PLAN = "三、2023年工作安排\n（一）兴业\n新建学校5所。\n开工建设南城水厂。\n"
LINES = PLAN.strip().split("\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_plain_text_is_read_in_every_usual_encoding(encoding):
    assert read_bytes(PLAN.encode(encoding), "a.txt").text == PLAN


def test_line_ends_are_those_of_pythons_text_mode():
    assert read_bytes(PLAN.replace("\n", "\r\n").encode(), "a.txt").text == PLAN


def test_a_source_line_shifts_no_offset_and_makes_no_draft():
    text = "# source: 某站，某市，2023年新建学校99所\n" + PLAN
    drafts = draft(read_bytes(text.encode(), "a.txt").text)
    assert [text[item.start : item.end] for item in drafts] == ["新建学校5所", "开工建设南城水厂"]


def test_markdown_marks_are_no_part_of_a_heading():
    assert [item.section for item in draft(f"# 报告\n\n## {PLAN}")] == ["一", "一"]


def test_html_keeps_paragraphs_and_drops_what_stands_around_the_text():
    page = (
        "<html><nav>首页 新建学校9所</nav><h1>报告</h1>"
        + "".join(f"<p>{line}</p>" for line in LINES)
        + "<footer>新增8个</footer></html>"
    )
    reading = read_bytes(page.encode(), "a.html")
    assert reading.text.split("\n")[1:] == LINES


def test_html_leaves_out_links_to_other_pages_but_no_sentence_that_is_a_link():
    page = (
        "<body><div><a>首页</a> &gt; <a>政务公开</a></div>"
        + "".join(f"<p>{line}</p>" for line in LINES[:-1])
        + f"<p><a>{LINES[-1]}</a></p><div class='pager'><a>上一页</a> <a>1</a> <a>下一页</a></div>"
        + "<ul><li>上一篇：新建学校88所</li><li><a>我市将新建公园66处</a> 2023-01-02</li></ul></body>"
    )
    assert read_bytes(page.encode(), "a.html").text.split("\n") == LINES


def test_docx_keeps_words_numbers_and_changes_as_its_reader_sees_them():
    text = read_bytes(files.numbered_docx(), "a.docx").text
    assert text.split("\n") == [
        *("一、2022年工作回顾", "二、2023年工作安排", "（一）兴业", "（二）兴教"),
        *("1.新建学校5所、幼儿园3所。", "开工建设南城水厂。", "新建公园7处"),
    ]
    assert {(item.quote, item.section) for item in draft(text)} >= {("新建学校5所", "二"), ("开工建设南城水厂", "二")}


def test_docx_keeps_paragraphs_and_drops_headers():
    reading = read_bytes(files.docx(LINES, header="内部 新建学校9所"), "a.docx")
    assert reading.text.split("\n") == LINES


def test_pdf_pages_become_paragraphs_without_page_numbers_and_running_heads():
    pages = []
    for number, word in enumerate(("统筹", "调度", "监督"), 1):
        body = "今年我们将" + f"加强{word}协调，" * 10 + f"新建{word}中心5所。"
        wrapped = [body[at : at + 30] for at in range(0, len(body), 30)]
        pages.append(["政府工作报告", *(["三、2023年工作安排"] if number == 1 else []), *wrapped, f"— {number} —"])
    text = read_bytes(files.pdf(pages), "a.pdf").text
    assert [item.quote for item in draft(text)] == ["新建统筹中心5所", "新建调度中心5所", "新建监督中心5所"]
    assert "— 2 —" not in text and "政府工作报告" not in text


def test_pdf_characters_stand_where_they_are_drawn_and_an_indent_begins_a_paragraph():
    sentence = "今年建成“一校三馆”，新建中小学24所，改造“老旧小区”172个，并且按时完成全部收尾工作！"
    lines = [("　　" + sentence)[at : at + 20] for at in range(0, len(sentence) + 2, 20)]
    text = read_bytes(files.pdf([[*lines, *lines], lines], late="“”"), "a.pdf").text
    assert text.split("\n") == [sentence] * 3


@pytest.mark.parametrize(
    "data, name, words",
    [
        (b"", "a.txt", "is empty"),
        (b" \n\n", "a.txt", "is empty"),
        (PLAN.encode() + PLAN.encode("gb18030") * 3, "a.txt", "mixes encodings"),
        (b"The mayor will build five schools this year. " * 9, "a.txt", "not written in Chinese"),
        ("今年度は学校を五校新設します。".encode() * 9, "a.txt", "not written in Chinese"),
        (("新建学校5所。" * 200_000).encode(), "a.txt", "characters; a report has at most"),
        (b"PK\x03\x04 broken", "a.docx", "broken Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "a.docx", "password"),
        (b"%PDF-1.4 broken", "a.pdf", "broken PDF"),
        (b"no pdf", "a.pdf", "no PDF"),
        (b"\x89PNG\r\n\x1a\n", "a.png", "cannot be read"),
        (files.pdf([[" "], [" "]]), "a.pdf", "scan without a text layer"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence_that_names_the_file(data, name, words):
    with pytest.raises(Unreadable, match=words) as refusal:
        read_bytes(data, name)
    assert str(refusal.value).startswith(name)


def test_a_zip_bomb_is_not_unpacked():
    with pytest.raises(Unreadable, match="unpacks to far more"):
        read_bytes(files.bomb(), "a.docx")


def test_force_reads_mixed_encodings_and_other_languages():
    assert "新建学校5所" in read_bytes(PLAN.encode() + PLAN.encode("gb18030"), "a.txt", force=True).text
    assert read_bytes(b"five schools", "a.txt", force=True).text == "five schools"


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(Unreadable, match="does not exist"):
        read(tmp_path / "none.txt")
