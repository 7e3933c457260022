"""The public pages: what a release let out and nothing else, for anybody, from any cache."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from board import bulletins
from board.everyday_words import everyday_words
from board.models import Bulletin
from commitments.models import Commitment
from commitments.workflow import complaints, deciding, reporting, requests, urging
from departments.models import User
from hotline.suggesting.thesaurus import Entry, Thesaurus
from tests.conftest import at
from tests.promises import Promises

pytestmark = pytest.mark.django_db
JUNE, JULY = at(2021, 6, 3), at(2021, 7, 5)
ATOM = "{http://www.w3.org/2005/Atom}"
SECRETS = ["内部进度说明", "验收证据甲", "请说明原因", "催办答复", "内部原因", "领导批示内容"]


@pytest.fixture(autouse=True)
def on_the_day(settings: Any) -> None:
    settings.BUSINESS_DATE = "2021-07-06"


def release(promises: Promises, *, on: date = date(2021, 5, 31), when: Any = JUNE) -> Bulletin:
    made = bulletins.draft(promises.report, data_on=on, actor=promises.cast.supervisor, at=when)
    return bulletins.release(made, actor=promises.cast.supervisor, at=when, version=made.version)


def visit(url: str = "/public/", **asked: str) -> Any:
    return Client().get(url, asked)


def late(promises: Promises, **fields: Any) -> Commitment:
    return promises.in_progress(deadline=date(2021, 5, 20), **fields)


def test_before_the_first_release_the_page_says_so(promises: Promises):
    promises.in_progress()
    answer = visit()
    assert answer.status_code == 200 and "还没有公布" in answer.content.decode()
    assert visit("/public/2021-01-001/").status_code == 404
    assert json.loads(visit("/public/commitments.json").content)["commitments"] == []


def test_the_page_shows_the_released_day_whatever_happened_since(promises: Promises):
    row = late(promises)
    release(promises)
    deciding.set_deadline(row, actor=promises.cast.supervisor, at=JULY, deadline=date(2021, 12, 1), reason="市里决定")
    page = visit(f"/public/{row.code}/").content.decode()
    assert "红灯" in page and "2021年6月3日" in page and "2021年4月29日起为红灯" in page
    assert "2021年12月1日" not in page


def test_drafts_and_internal_items_are_not_published(promises: Promises):
    shown = promises.in_progress()
    hidden = promises.in_progress(is_published=False)
    draft = promises.draft()
    release(promises)
    codes = {row["code"] for row in json.loads(visit("/public/commitments.json").content)["commitments"]}
    assert codes == {shown.code}
    assert [visit(f"/public/{row.code}/").status_code for row in (shown, hidden, draft)] == [200, 404, 404]


def test_nothing_internal_is_on_any_public_page(promises: Promises):
    cast = promises.cast
    for name in ("clerk", "head", "supervisor", "leader"):
        User.objects.filter(username=name).update(display_name=f"{name}·姓名")
    row = late(promises)
    reporting.report_progress(row, actor=cast.clerk, at=at(2021, 5, 4), narrative="内部进度说明")
    urging.reply(
        urging.urge([row], actor=cast.supervisor, at=at(2021, 5, 24), demand="请说明原因")[0],
        actor=cast.clerk,
        at=at(2021, 5, 25),
        text="催办答复",
    )
    deciding.instruct(row, actor=cast.leader, at=at(2021, 5, 26), text="领导批示内容")
    other = promises.in_progress()
    asked = promises.asked(other, on=at(2021, 5, 6))
    asked.evidence.update(shows="验收证据甲")
    requests.send_back(asked, actor=cast.head, at=at(2021, 5, 7), reason="内部原因")
    made = bulletins.draft(promises.report, data_on=date(2021, 5, 31), actor=cast.supervisor, at=JUNE)
    item = made.items.get()
    bulletins.explain(item, actor=cast.clerk, at=JUNE, reason_code="other", reason_text="内部原因", reply="六月底完成。")
    bulletins.release(made, actor=cast.supervisor, at=JUNE, version=made.version)
    seen: dict[str, str] = {}
    waiting = ["/public/"]
    while waiting:
        url = waiting.pop()
        answer = Client().get(url)
        assert answer.status_code == 200, url
        seen[url] = answer.content.decode()
        found = re.findall(r'href="(/[^"#]*)"', seen[url].replace("&amp;", "&"))
        waiting += [link for link in dict.fromkeys(found) if link not in seen and link not in waiting and "/static/" not in link]
    assert all(url.startswith("/public/") for url in seen), "no way leads into the house"
    assert {f"/public/{row.code}/", "/public/changes.atom", "/public/commitments.csv", "/public/?lang=en"} <= set(seen)
    everything = "\n".join(seen.values())
    assert "六月底完成。" in everything
    people = list(User.objects.values_list("display_name", flat=True)) + [post.name for post in (cast.post, cast.other_post)]
    assert [word for word in [*SECRETS, *people] if len(word) > 5 and word in everything] == []
    assert [word for word in SECRETS if word in everything] == []


def test_the_reply_stands_beside_a_red_light_with_its_reason(promises: Promises):
    row = late(promises)
    made = bulletins.draft(promises.report, data_on=date(2021, 5, 31), actor=promises.cast.supervisor, at=JUNE)
    said = {"reason_code": "resources", "reason_text": "用地", "reply": "六月底完成。"}
    bulletins.explain(made.items.get(), actor=promises.cast.head, at=JUNE, **said)
    bulletins.release(made, actor=promises.cast.supervisor, at=JUNE, version=made.version)
    page = visit(f"/public/{row.code}/").content.decode()
    assert "市教育和体育局说明" in page and "六月底完成。" in page and "要素保障" in page


def test_no_cookie_is_read_or_set_and_any_cache_may_keep_it(promises: Promises):
    late(promises)
    release(promises)
    signed_in = Client()
    signed_in.force_login(promises.cast.supervisor)
    signed_in.cookies["django_language"] = "en"
    answers = [visit(), signed_in.get("/public/"), visit("/public/nothing/"), visit("/public/changes.atom")]
    assert answers[0].content == answers[1].content
    for answer in answers:
        assert not answer.cookies and "Cookie" not in answer.headers.get("Vary", "")
        assert "public" in answer.headers["Cache-Control"]


def test_an_unchanged_page_is_not_sent_twice(promises: Promises):
    late(promises)
    release(promises)
    tag = visit().headers["ETag"]
    assert Client().get("/public/", headers={"If-None-Match": tag}).status_code == 304
    release(promises, on=date(2021, 6, 30), when=JULY)
    assert Client().get("/public/", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    "query, found", [("学校", 1), ("新建", 2), ("桥", 1), ("没有的", 0), ("%", 0), ("'; --", 0), ("2021-01-001", 1)]
)
def test_two_characters_find_a_promise(promises: Promises, query: str, found: int):
    promises.in_progress(title="新建学校二十四所", quote="新建学校二十四所")
    promises.in_progress(title="新建大桥五座", quote="新建大桥五座")
    release(promises)
    assert f"有关{found}项" in visit(q=query).content.decode()


def test_the_words_citizens_use_find_what_the_report_calls_otherwise():
    spoken = ["~学校", "学校+食堂", "[孩子]+上学", "学位"]
    entry = Entry("schools", "新改建中小学", "people", official=["新改建中小学"], spoken=spoken)
    words = everyday_words("新改建中小学24所", Thesaurus([entry], {}, {}, frozenset(), frozenset({"学位"})))
    assert words == ["学校", "新改建中小学"]
    assert everyday_words("新建大桥", Thesaurus([entry], {}, {}, frozenset(), frozenset())) == []


@pytest.mark.parametrize("count, shown", [(4, None), (5, 5)])
def test_small_counts_of_complaints_are_not_published(promises: Promises, count: int, shown: int | None):
    row = promises.in_progress()
    complaints.hear(row, count=count, disputed=0, at=at(2021, 5, 10))
    release(promises)
    assert json.loads(visit("/public/commitments.json").content)["commitments"][0]["complaints"] == shown


def test_the_feed_tells_what_moved_between_two_releases(promises: Promises):
    row = promises.in_progress(deadline=date(2021, 6, 18))
    promises.in_progress(kind="ongoing")
    release(promises)
    assert ElementTree.fromstring(visit("/public/changes.atom").content).findall(f"{ATOM}entry") == []
    release(promises, on=date(2021, 6, 30), when=JULY)
    entries = ElementTree.fromstring(visit("/public/changes.atom").content).findall(f"{ATOM}entry")
    titles = [entry.findtext(f"{ATOM}title") for entry in entries]
    assert f"{row.title}（红灯）" in titles or any("→ 红灯" in title or "超期" in title for title in titles)
    assert all(f"/public/{row.code}/" in entry.find(f"{ATOM}link").get("href") for entry in entries)


def test_csv_and_json_carry_the_same_rows(promises: Promises):
    late(promises)
    promises.figure(promises.in_progress(**promises.schools()), 3, on=at(2021, 5, 28))
    release(promises)
    rows = list(csv.DictReader(io.StringIO(visit("/public/commitments.csv").content.decode("utf-8-sig"))))
    objects = json.loads(visit("/public/commitments.json").content)["commitments"]
    assert [row["code"] for row in rows] == [each["code"] for each in objects]
    assert objects[1]["value"] == 24 and objects[1]["current_value"] == 3 and objects[0]["light"] == "red"


def test_the_english_page_keeps_the_promise_in_chinese(promises: Promises):
    row = late(promises)
    release(promises)
    page = visit(f"/public/{row.code}/", lang="en").content.decode()
    assert "working days past the deadline" in page and row.quote in page and '<html lang="en"' in page
    assert "lang=en" in visit(lang="en").content.decode()


@pytest.mark.parametrize("asked", [{"page": "x"}, {"page": "9999"}, {"light": "blue"}, {"lang": "xx"}, {"q": "长" * 5000}])
def test_a_hand_edited_address_is_answered(promises: Promises, asked: dict[str, str]):
    late(promises)
    release(promises)
    assert visit(**asked).status_code == 200


def test_a_title_with_markup_is_shown_as_text(promises: Promises):
    late(promises, title="<b>学校</b>", quote="<script>alert(1)</script>学校")
    release(promises)
    assert "<script>alert" not in visit().content.decode() + visit("/public/2021-01-001/").content.decode()


def test_the_page_asks_the_same_few_queries_for_many_rows(promises: Promises, django_assert_max_num_queries):
    for _each in range(15):
        late(promises)
    release(promises)
    visit()
    with django_assert_max_num_queries(6):
        visit()
