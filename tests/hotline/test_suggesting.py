"""Suggesting: the notation of the thesaurus, what is never offered again, what is counted, and editing."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from commitments.workflow.table import Invalid, NotPossible
from departments.access import Denied
from history.models import Event
from hotline import workflow
from hotline.models import Concept, ConceptTerm, Offer, WordGroup
from hotline.suggesting import acceptance, editing, grouping, loading, offering, ready, suggest, thesaurus
from hotline.suggesting.language import Places
from hotline.suggesting.patterns import Matcher, parse

from . import complaints
from .conftest import TODAY

GROUPS = {"路": ["马路", "公路"]}
LEAKING = "我们楼三十多年了，外墙掉皮下水道老堵"


@pytest.mark.parametrize(
    "expression, text, words",
    [
        ("加装电梯", "想加装电梯没人管", ("加装电梯",)),
        ("老楼|旧楼", "这旧楼漏雨", ("旧楼",)),
        ("[路]+坑", "门口马路上全是坑", ("马路", "坑")),
        ("[路]+坑", "坑太多的公路", ("公路", "坑")),
        ("[路]+坑", "马路上车多，孩子们每天上学放学都要从那里经过特别危险，另外地里还有个坑", None),
        ("路灯+灯", "路灯", None),  # one place is not two words
        ("[天书]+坑", "天书里有坑", ("天书", "坑")),  # an unknown group is its own word
    ],
)
def test_an_expression_is_found_where_its_notation_says(expression, text, words):
    hits = Matcher([("x", parse(expression, GROUPS))]).find(text)
    assert [hit.words for hit in hits.get("x", [])] == ([words] if words else [])


def test_a_place_says_where_and_a_landmark_only_with_a_side():
    places = Places({"东阿县": ["大桥镇"]}, ["光岳大桥"])
    assert places.without("大桥镇的光岳大桥西头") == "　　　的　　　　　　"
    assert places.without("光岳大桥封了") == "光岳大桥封了"
    assert places.find("我在大桥镇") == {"大桥镇": "东阿县"}


def test_without_any_report_there_is_nothing_to_suggest(db):
    assert suggest(LEAKING) == []


def test_the_command_refuses_an_unknown_report(db, tmp_path):
    source = tmp_path / "complaints.jsonl"
    source.write_text("{}", encoding="utf-8")
    with pytest.raises(CommandError, match="no report"):
        call_command("suggest_links", str(source), report=complaints.SLUG)


def test_loading_is_idempotent_and_keeps_what_people_changed(db):
    supplied = thesaurus.supplied()
    concepts, terms, _ = loading.load(at=TODAY)
    assert concepts == len(supplied.entries) and terms == ConceptTerm.objects.count()
    term = ConceptTerm.objects.filter(concept__code="old-compounds", kind="spoken").first()
    term.is_active = False
    term.save()
    assert loading.load(at=TODAY) == (0, 0, 0)
    entry = next(one for one in thesaurus.standing().entries if one.code == "old-compounds")
    assert term.text not in entry.spoken
    assert thesaurus.standing().synonyms == supplied.synonyms and thesaurus.standing().idle == supplied.idle


def test_what_a_newer_version_no_longer_supplies_is_switched_off_unless_a_person_wanted_it(cast):
    loading.load(at=TODAY)
    concept = Concept.objects.get(code="old-compounds")
    given = {"concept": concept, "kind": "spoken", "order": 0}
    gone, wanted = (ConceptTerm.objects.create(**given, text=text, source="supplied") for text in ("旧词", "仍要的旧词"))
    own = ConceptTerm.objects.create(**given, text="自己的词")
    for is_active in (False, True):
        editing.switch_expression(wanted, actor=cast.hotline_lead, at=TODAY, is_active=is_active)
    assert loading.load(at=TODAY) == (0, 0, 1) and loading.load(at=TODAY) == (0, 0, 0)
    off = ConceptTerm.objects.filter(pk__in=[gone.pk, wanted.pk, own.pk], is_active=False)
    assert [term.text for term in off] == ["旧词"]
    last = Event.objects.filter(stream=editing.stream(concept)).last()
    assert (last.action, last.actor, last.data["text"]) == ("drop_expression", None, "旧词")


@pytest.mark.parametrize("text", ["", "~", "[没有这组]+坑"])
def test_an_expression_that_could_never_be_found_is_refused(cast, text):
    concept = Concept.objects.create(code="x", name="路灯", subject="城管")
    with pytest.raises(Invalid):
        editing.add_expression(concept, kind="spoken", text=text, actor=cast.hotline_lead, at=TODAY)


@pytest.fixture
def schools(promise):
    """A published promise a complaint about schools bears on."""
    return promise(title="新改建中小学24所", quote="新改建中小学24所")


SCHOOL = "新小区没有小学，孩子上学太远，规划的学校什么时候建好"


def test_a_dismissed_or_rejected_pair_is_never_offered_again(cast, schools):
    one, other = (workflow.take_down(actor=cast.hotline, at=TODAY, text=SCHOOL) for _ in range(2))
    assert [found.code for found in offering.offer(one, reader=cast.hotline, on=TODAY.date())] == [schools.code]
    offering.dismiss(one, schools, actor=cast.hotline, at=TODAY)
    assert offering.offer(one, reader=cast.hotline, on=TODAY.date()) == []
    offering.offer(other, reader=cast.hotline, on=TODAY.date())
    link = workflow.link(other, schools, actor=cast.hotline, at=TODAY, kind="delay", rank=1)
    workflow.reject(link, actor=cast.hotline_lead, at=TODAY)
    assert offering.offer(other, reader=cast.hotline, on=TODAY.date()) == []
    with pytest.raises(NotPossible):
        offering.dismiss(one, schools, actor=cast.hotline, at=TODAY)


@pytest.mark.parametrize(
    "quote, complaint",
    [
        ("新增、改造配变56台", "一开空调全村跳闸，变压器太小，啥时候换大的"),  # a general wording of reports
        ("硬化进村水泥路10万平方米", "村里的水泥路坏了全是坑，啥时候修"),  # in no list: read as spoken
    ],
)
def test_another_city_s_report_is_understood(promise, quote, complaint):
    row = promise(title=quote, quote=quote)
    engine = complaints.whole(row.report)
    assert complaints.ask(engine, {"text": complaint, "county": None}) == [row.code]
    assert complaints.ask(engine, {"text": "快递丢了客服不管", "county": None}) == []


def test_offering_links_nothing(cast, schools):
    order = workflow.take_down(actor=cast.hotline, at=TODAY, text=SCHOOL)
    offering.offer(order, reader=cast.hotline, on=TODAY.date())
    assert not order.links.exists() and Offer.objects.count() == 1


def test_precision_and_acceptance_are_counted_from_what_people_did(cast, schools):
    orders = [workflow.take_down(actor=cast.hotline, at=TODAY, text=SCHOOL) for _ in range(4)]
    for order in orders:
        offering.offer(order, reader=cast.hotline, on=TODAY.date())
    for order, decision in ((orders[0], workflow.confirm), (orders[1], workflow.reject)):
        decision(
            workflow.link(order, schools, actor=cast.hotline, at=TODAY, kind="delay", rank=1), actor=cast.hotline_lead, at=TODAY
        )
    offering.dismiss(orders[2], schools, actor=cast.hotline, at=TODAY)
    month = acceptance.months()[0]
    assert (month.orders, month.taken, month.first) == (4, 1, 1)
    assert (month.confirmed, month.rejected) == (1, 2)
    assert (month.acceptance, month.precision, month.found_by_hand) == (25, 33, 0)


def test_the_fragment_shows_reasons_and_the_page_the_figures(cast, schools, client, django_assert_max_num_queries):
    order = workflow.take_down(actor=cast.hotline, at=TODAY, text=SCHOOL)
    client.force_login(cast.hotline)
    page = client.post(f"/hotline/{order.number}/suggestions/").content.decode()
    assert schools.code in page and "新改建中小学" in page
    left = client.post(f"/hotline/{order.number}/suggestions/{schools.code}/dismiss/").content.decode()
    assert schools.code not in left
    with django_assert_max_num_queries(15):
        figures = client.get("/hotline/suggestions/").content.decode()
    assert "2021年10月" in figures
    WordGroup.objects.create(kind="synonym", name="校", words=["学校"])
    client.force_login(cast.hotline_lead)
    loading.load(at=TODAY)
    with django_assert_max_num_queries(15):
        assert "老旧楼房加装电梯" in client.get("/hotline/thesaurus/", {"q": "加装"}).content.decode()
    with django_assert_max_num_queries(15):
        assert client.get("/hotline/thesaurus/old-compounds/").status_code == 200


def test_a_word_of_a_group_counts_at_once_is_switched_off_not_lost_and_survives_the_next_loading(cast):
    loading.load(at=TODAY)
    group = WordGroup.objects.get(kind="synonym", name="路")
    concept = editing.add_concept(actor=cast.hotline_lead, at=TODAY, name="坑洼", subject="城管")
    editing.add_expression(concept, actor=cast.hotline_lead, at=TODAY, kind="spoken", text="[路]+坑洼")

    def found() -> list[str]:
        reading = ready.reader().read("俺这胡同道净坑洼").get(concept.code)
        return reading.found if reading else []

    assert found() == []
    grouping.add_word(group, actor=cast.hotline_lead, at=TODAY, text="胡同道")
    assert "胡同道" in found()
    with pytest.raises(Invalid):
        grouping.add_word(group, actor=cast.hotline_lead, at=TODAY, text="胡同道")
    grouping.switch_word(group, actor=cast.hotline_lead, at=TODAY, text="胡同道", is_active=False)
    loading.load(at=TODAY)
    assert found() == []
    grouping.switch_word(group, actor=cast.hotline_lead, at=TODAY, text="胡同道", is_active=True)
    assert "胡同道" in found()
    events = Event.objects.filter(stream=f"words:{group.pk}").order_by("seq").values_list("action", "actor__username")
    assert [action for action, _who in events] == ["add_word", "drop_word", "use_word"]
    client = Client()
    client.force_login(cast.hotline_lead)
    for page, word in ((group.get_absolute_url(), "胡同道"), (f"/hotline/thesaurus/{concept.code}/", "[路]+坑洼")):
        history = client.get(page).content.decode().partition('id="history"')[2]
        assert word in history and str(cast.hotline_lead) in history
    with pytest.raises(Denied):
        grouping.add_word(group, actor=cast.hotline, at=TODAY, text="巷")
