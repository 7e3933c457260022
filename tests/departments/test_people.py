"""People come by sheet, change, stand in and leave; every step with its event, all or nothing."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from commitments.models import Reminder
from commitments.workflow import assigning, reporting
from departments import people, people_sheet
from departments.access import Denied, act_on, can
from departments.models import Department, Role, StandIn, User
from departments.people import Person, PersonInvalid
from history.models import Event
from house.errors import Refused
from tests.conftest import at
from tests.promises import Promises

NOW = at(2021, 3, 1)
HEAD = "姓名,单位,角色,邮箱,电话\n"


def sheet(text: str, encoding: str = "utf-8", name: str = "people.csv") -> people_sheet.Sheet:
    return people_sheet.preview(people_sheet.read(io.BytesIO(text.encode(encoding)), name))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_sheet_is_read_in_the_encodings_offices_write(cast, encoding):
    found = sheet(HEAD + "王敏,市教育和体育局,承办员,WANG@example.invalid,0635-1\n", encoding)
    assert not found.wrong
    assert found.new[0].person.department == cast.education
    assert found.new[0].person.sign_in_name == "wang@example.invalid"


def test_an_office_sheet_is_read_as_well(cast):
    book = openpyxl.Workbook()
    for row in (
        ["姓名", "单位", "角色", "邮箱", "电话"],
        ["李娜", "聊城市教育和体育局", "单位负责人", "li@example.invalid", 6351234],
    ):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    line = people_sheet.preview(people_sheet.read(out, "people.xlsx")).new[0]
    assert (line.person.role, line.person.phone) == (Role.HEAD, "6351234")


def test_a_mobile_number_is_told_to_the_person_and_administrators_alone(cast, client):
    found = sheet("姓名,单位,角色,邮箱,电话,手机\n王敏,市教育和体育局,承办员,w@example.invalid,6351234,138 0000-0000\n")
    people_sheet.take(found, actor=cast.admin, at=NOW)
    person = User.objects.get(username="w@example.invalid")
    assert (person.phone, person.mobile) == ("6351234", "13800000000")
    told = Person("王敏", Role.CLERK, cast.education, email=person.email, phone="6351234", mobile="13900000000")
    assert people.change(person, told, actor=cast.admin, at=NOW)
    kept = [str(event.data) for event in Event.objects.filter(stream=f"person:{person.pk}")]
    assert not any("13800000000" in data or "13900000000" in data for data in kept) and "139****0000" in kept[-1]
    client.force_login(cast.admin)
    assert "13900000000" in client.get(reverse("person", args=[person.pk])).content.decode()
    for somebody in (cast.colleague, cast.supervisor, cast.head):
        client.force_login(somebody)
        page = client.get(reverse("people"))
        assert "13900000000" not in page.content.decode()
        assert client.get(reverse("person", args=[person.pk])).status_code in {403, 404}


def test_a_mobile_number_that_is_none_is_said_by_its_row(cast):
    wrong = sheet("姓名,单位,角色,邮箱,手机\n王敏,市教育和体育局,承办员,w@example.invalid,6351234\n").wrong
    assert [error for line in wrong for error in line.errors] == ["“6351234”不是手机号码：应为13至19开头的11位数字。"]


def test_each_wrong_row_says_what_is_wrong_and_nothing_is_taken(cast):
    found = sheet(
        HEAD
        + "王敏,没有的局,承办员,wang@example.invalid,\n"
        + "李娜,市教育和体育局,老师,li@example.invalid,\n"
        + "赵强,市教育和体育局,承办员,不是邮箱,\n"
        + "钱进,市教育和体育局,承办员,qian@example.invalid,\n"
        + "钱近,市教育和体育局,承办员,qian@example.invalid,\n"
        + f"{'长' * 61},市教育和体育局,承办员,long@example.invalid,\n"
        + f"孙远,市教育和体育局,承办员,{'s' * 140}@example.invalid,\n"
        + f"李进,市教育和体育局,承办员,li@example.cn,{'1' * 41}\n"
    )
    assert [line.number for line in found.wrong] == [2, 3, 4, 6, 7, 8, 9]
    before = User.objects.count()
    with pytest.raises(Refused, match="2"):
        people_sheet.take(found, actor=cast.admin, at=NOW)
    assert User.objects.count() == before


def test_a_second_import_updates_and_doubles_nobody(cast):
    text = HEAD + "王敏,市教育和体育局,承办员,wang@example.invalid,1\n"
    made = people_sheet.take(sheet(text), actor=cast.admin, at=NOW)
    assert len(made) == 1
    again = sheet(text)
    assert (again.new, again.changed, again.same) == ([], [], 1)
    people_sheet.take(sheet(text.replace("市教育和体育局", "市住房和城乡建设局")), actor=cast.admin, at=NOW)
    assert User.objects.get(username="wang@example.invalid").department == cast.housing
    assert User.objects.filter(email="wang@example.invalid").count() == 1
    actions = Event.objects.filter(stream=f"person:{made[0][0].pk}").values_list("action", flat=True)
    assert list(actions) == ["add_person", "change_person"]


def broken_book(member: str) -> bytes:
    """An .xlsx whose `member` breaks off."""
    whole, broken = io.BytesIO(), io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["姓名", "单位", "角色", "邮箱"])
    book.save(whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content[: len(content) // 2] if name == member else content)
    return broken.getvalue()


@pytest.mark.parametrize(
    "content, name, said",
    [
        (b"", "people.csv", "姓名"),
        ("姓名\0,单位\n".encode(), "people.csv", "people.csv"),
        (b"\xd0\xcf\x11\xe0", "people.csv", ".xlsx"),
        (broken_book("xl/workbook.xml"), "people.xlsx", "people.xlsx"),
        (broken_book("xl/styles.xml"), "people.xlsx", "people.xlsx"),
        (broken_book("xl/worksheets/sheet1.xml"), "people.xlsx", "people.xlsx"),
        ("姓名,单位\n王敏,市教育和体育局\n".encode(), "people.csv", "角色"),
        (b"\xff\x00\x81\x30\x81", "people.csv", "people.csv"),
        (b"no zip", "people.xlsx", "people.xlsx"),
        (b"x", "people.docx", ".xlsx"),
    ],
)
def test_a_sheet_that_cannot_be_read_is_refused_in_one_sentence(cast, content, name, said):
    with pytest.raises(Refused) as refusal:
        people_sheet.read(io.BytesIO(content), name)
    assert said in str(refusal.value)


def test_the_command_says_what_it_would_do_and_does_it(cast, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text(HEAD + "王敏,市教育和体育局,承办员,wang@example.invalid,1\n", encoding="gb18030")
    out = io.StringIO()
    call_command("import_people", file, dry_run=True, stdout=out)
    assert "1 new" in out.getvalue() and not User.objects.filter(email="wang@example.invalid").exists()
    call_command("import_people", file, stdout=out)
    assert User.objects.get(email="wang@example.invalid").must_set_password
    with pytest.raises(CommandError, match="cannot read"):
        call_command("import_people", tmp_path / "none.csv")


def test_the_first_sign_in_sets_the_password(cast, client):
    person = Person("王敏", Role.CLERK, department=cast.education, email="wang@example.invalid")
    _user, password = people.add(person, actor=cast.admin, at=NOW)
    answer = client.post(reverse("login"), {"username": "wang@example.invalid", "password": password})
    assert answer.url.startswith(reverse("password"))
    assert client.get("/my/").url.startswith(reverse("password"))
    refused = client.get("/api/v1/commitments/")
    assert (refused.status_code, refused.json()["code"]) == (403, "denied")
    client.post(reverse("password"), {"new_password1": "an own long word", "new_password2": "an own long word"})
    assert client.get("/my/").status_code == 200


def test_only_an_administrator_adds_people(cast):
    person = Person("王敏", Role.CLERK, department=cast.education, email="wang@example.invalid")
    with pytest.raises(Denied):
        people.add(person, actor=cast.supervisor, at=NOW)


def test_the_last_administrator_cannot_lock_everybody_out(cast):
    """Nobody changes his own role or closes his own sign-in: one administrator always stays."""
    person = Person("admin", Role.AUDITOR, email=cast.admin.email)
    with pytest.raises(PersonInvalid) as wrong:
        people.change(cast.admin, person, actor=cast.admin, at=NOW)
    assert "role" in wrong.value.fields
    with pytest.raises(PersonInvalid):
        people.leave(cast.admin, successor=None, actor=cast.admin, at=NOW, on=date(2021, 3, 1))


@pytest.mark.parametrize("role, field", [(Role.CLERK, "department"), (Role.LEADER, "post"), ("king", "role")])
def test_a_person_is_complete_for_his_role(cast, role, field):
    with pytest.raises(PersonInvalid) as wrong:
        people.add(Person("王敏", role, email="wang@example.invalid"), actor=cast.admin, at=NOW)
    assert field in wrong.value.fields


def test_a_leavers_open_items_go_to_a_colleague_in_one_step(cast):
    promises = Promises(cast)
    mine, other = promises.draft(), promises.draft()
    for row, clerk in ((mine, cast.clerk), (other, cast.colleague)):
        assigning.assign(row, actor=cast.supervisor, at=NOW)
        assigning.sign_in(row, actor=clerk, at=NOW)
        reporting.report_progress(row, actor=clerk, at=NOW, narrative="已开工")
    handed = people.leave(cast.clerk, successor=cast.colleague, actor=cast.admin, at=NOW, on=date(2021, 3, 1))
    assert handed == 1
    cast.clerk.refresh_from_db()
    assert not cast.clerk.is_active
    assert Event.objects.filter(stream=mine.stream).last().action == "take_over"
    assert Event.objects.filter(stream=other.stream).last().action == "report_progress"
    assert Reminder.objects.filter(recipient=cast.colleague, commitment=mine, rung__startswith="event-").exists()


def test_nobody_of_another_unit_takes_over(cast):
    with pytest.raises(PersonInvalid):
        people.leave(cast.clerk, successor=cast.other_clerk, actor=cast.admin, at=NOW, on=date(2021, 3, 1))
    cast.clerk.refresh_from_db()
    assert cast.clerk.is_active


def test_a_unit_whose_last_clerk_left_is_shown(cast, client):
    people.leave(cast.other_clerk, successor=None, actor=cast.admin, at=NOW, on=date(2021, 3, 1))
    assert cast.housing in Department.objects.without_active_clerk()
    client.force_login(cast.admin)
    assert cast.housing.short_name in client.get(reverse("people")).content.decode()


def test_a_stand_in_acts_only_in_these_days_and_on_behalf(cast):
    row = Promises(cast).draft()
    assigning.assign(row, actor=cast.supervisor, at=NOW)
    days = {"from_on": date(2021, 3, 8), "until_on": date(2021, 3, 12)}
    people.name_stand_in(cast.clerk, cast.other_clerk, **days, actor=cast.head, at=NOW)
    for on, may in ((date(2021, 3, 7), False), (date(2021, 3, 8), True), (date(2021, 3, 12), True), (date(2021, 3, 13), False)):
        assert bool(can(act_on(cast.other_clerk, on), "sign_in", row)) is may, on
    assigning.sign_in(row, actor=act_on(cast.other_clerk, date(2021, 3, 8)), at=at(2021, 3, 8))
    event = Event.objects.filter(stream=row.stream).last()
    assert (event.actor, event.on_behalf_of) == (cast.other_clerk, cast.clerk)


def test_who_leaves_stands_in_for_nobody_any_more(cast):
    monday = date(2021, 3, 1)
    for from_on, until_on in ((date(2021, 2, 1), None), (monday, date(2021, 3, 31)), (date(2022, 1, 1), None)):
        people.name_stand_in(cast.leader, cast.clerk, from_on=from_on, until_on=until_on, actor=cast.leader, at=NOW)
    people.leave(cast.clerk, successor=None, actor=cast.admin, at=NOW, on=monday)
    assert list(StandIn.objects.values_list("from_on", "until_on").order_by("from_on")) == [
        (date(2021, 2, 1), monday),
        (monday, monday),
    ]


def test_a_stand_in_without_end_is_for_leaders_alone(cast):
    with pytest.raises(PersonInvalid):
        people.name_stand_in(cast.clerk, cast.colleague, from_on=date(2021, 3, 8), until_on=None, actor=cast.clerk, at=NOW)
    people.name_stand_in(cast.leader, cast.colleague, from_on=date(2021, 3, 8), until_on=None, actor=cast.leader, at=NOW)
    with pytest.raises(Denied):
        people.name_stand_in(cast.other_clerk, cast.clerk, from_on=date(2021, 3, 8), until_on=None, actor=cast.clerk, at=NOW)


def test_back_earlier_ends_it_from_today_on(cast):
    days = {"from_on": date(2021, 3, 8), "until_on": date(2021, 3, 12)}
    pair = people.name_stand_in(cast.clerk, cast.colleague, **days, actor=cast.clerk, at=NOW)
    people.end_stand_in(pair, actor=cast.clerk, at=at(2021, 3, 10), on=date(2021, 3, 10))
    assert StandIn.objects.get().until_on == date(2021, 3, 9)


def test_the_sheet_page_shows_before_it_does(cast, client):
    client.force_login(cast.admin)
    text = HEAD + "王敏,市教育和体育局,承办员,wang@example.invalid,1\n"
    upload = io.BytesIO(text.encode())
    upload.name = "people.csv"
    looked = client.post(reverse("people_sheet"), {"sheet": upload})
    assert looked.status_code == 200 and not User.objects.filter(email="wang@example.invalid").exists()
    taken = client.post(reverse("people_sheet"), {"rows": looked.context["rows"]})
    assert "wang@example.invalid" in taken.content.decode()
    assert taken.headers["Cache-Control"] == "no-store"
    again = client.post(reverse("people_sheet"), {"rows": looked.context["rows"]})
    assert again.status_code == 302 and User.objects.filter(email="wang@example.invalid").count() == 1
    forged = client.post(reverse("people_sheet"), {"rows": looked.context["rows"] + "x"})
    assert forged.status_code == 302


def test_the_list_asks_the_same_number_of_queries_for_fifty_as_for_a_few(cast, client, django_assert_max_num_queries):
    for number in range(60):
        cast.person(f"p{number}", Role.CLERK, cast.education)
    client.force_login(cast.admin)
    with django_assert_max_num_queries(15):
        assert client.get(reverse("people")).status_code == 200
    assert client.get(reverse("people"), {"page": "no", "role": "king", "unit": "x"}).status_code == 200


def test_what_is_emptied_on_the_page_is_emptied(cast, client):
    User.objects.filter(pk=cast.clerk.pk).update(phone="0635-1")
    client.force_login(cast.admin)
    told = {"display_name": "clerk", "role": Role.CLERK, "department": cast.education.pk, "email": cast.clerk.email, "phone": ""}
    assert client.post(reverse("person", args=[cast.clerk.pk]), told).status_code == 302
    cast.clerk.refresh_from_db()
    assert (cast.clerk.phone, cast.clerk.department) == ("", cast.education)
