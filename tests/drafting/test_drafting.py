"""What becomes a draft and what does not: each rule of the language a claim, on sentences written for it."""

from datetime import date

import pytest

from drafting import Duties, draft, read_report

HEAD = "三、2023年工作安排\n"


def quotes(sentence: str, kind: str = "quantified", year: int = 2023) -> list[str]:
    return [item.quote for item in draft(HEAD + sentence, year) if item.kind == kind]


def fields(sentence: str, year: int = 2023) -> list[tuple]:
    return [(d.comparator, d.value, d.unit) for d in draft(HEAD + sentence, year) if d.kind == "quantified"]


def test_every_quote_stands_in_the_text_at_its_offsets():
    text = HEAD + "（一）改善出行。新建星河路等道路5条，改造旧桥３座（含便桥）。确保6月底前南环线通车。"
    drafts = draft(text, 2023)
    assert len(drafts) == 3
    assert all(text[item.start : item.end] == item.quote for item in drafts)


def test_a_shared_verb_makes_one_draft_per_number():
    assert quotes("新增省级龙头企业3户、市级龙头企业10户。") == ["新增省级龙头企业3户", "市级龙头企业10户"]


def test_shared_numbers_run_from_the_names_to_their_own_number():
    assert quotes("化学需氧量、氨氮分别削减2%和5%。") == ["化学需氧量、氨氮分别削减2%", "化学需氧量、氨氮分别削减2%和5%"]


def test_a_comparator_behind_the_last_of_shared_numbers_holds_for_all():
    assert fields("出口、进口分别增长10%和12%以上。") == [(">=", 10, "%"), (">=", 12, "%")]


def test_a_comparator_behind_a_number_of_its_own_thing_holds_for_that_alone():
    assert fields("培育企业30家、引进人才40名以上。") == [("=", 30, "家"), (">=", 40, "名")]


def test_the_number_that_is_measured_wins_over_those_that_describe():
    assert fields("新建5家100张床位以上的养老机构。") == [("=", 5, "家")]
    assert fields("新建存栏2000头奶牛场16个。") == [("=", 16, "个")]
    assert fields("拆除5吨以下小锅炉39台。") == [("=", 39, "台")]


@pytest.mark.parametrize(
    "sentence",
    [
        "深入实施乡村建设三年行动。",
        "推进“五个一”工程。",
        "建设年产10万吨新材料项目。",
        "落实第十四次党代会精神。",
        "围绕2个方面工作抓好落实。",
        "推广5G应用，提升12345热线服务。",
        "去年新建学校12所。",
        "已建成充电桩300个。",
        "预计全年服务业增长8%左右。",
    ],
)
def test_what_only_looks_like_a_target_is_left_out(sentence):
    assert quotes(sentence) == []


@pytest.mark.parametrize(
    "sentence, deadline, words",
    [
        ("9月底前建成36个村级驿站。", date(2023, 9, 30), "9月底前"),
        ("力争上半年引进企业20家。", date(2023, 6, 30), "上半年"),
        ("到2025年，污水处理率达到95%。", date(2025, 12, 31), "2025年"),
        ("“十四五”末，森林覆盖率达到40%。", date(2025, 12, 31), "“十四五”末"),
        ("比2020年提高3个百分点。", date(2023, 12, 31), ""),
        ("春节前发放补贴500万元。", date(2023, 1, 21), "春节前"),
        ("新建公园4座。", date(2023, 12, 31), ""),
    ],
)
def test_the_deadline_is_the_texts_own_or_the_end_of_the_year(sentence, deadline, words):
    (item,) = draft(HEAD + sentence, 2023)
    assert (item.deadline, item.deadline_text) == (deadline, words)


@pytest.mark.parametrize(
    "sentence, expected",
    [
        ("开工建设南城水厂。", ["开工建设南城水厂"]),
        ("确保青山隧道竣工通车。", ["确保青山隧道竣工通车"]),
        ("出台夜间经济扶持政策。", ["出台夜间经济扶持政策"]),
        ("办好第三届梨花节。", ["办好第三届梨花节"]),
        ("争创国家级旅游度假区。", ["争创国家级旅游度假区"]),
        ("启动北湖公园一期、城西客运中心等项目。", ["启动北湖公园一期", "城西客运中心等项目"]),
    ],
)
def test_start_finish_issue_win_and_hold_are_deliverables(sentence, expected):
    assert quotes(sentence, "deliverable") == expected


@pytest.mark.parametrize(
    "sentence", ["加强基层治理。", "加快推进环城路建设。", "持续优化营商环境。", "办好人民满意的教育。", "续建三号泵站。"]
)
def test_efforts_and_verbs_of_progress_are_no_deliverables(sentence):
    assert draft(HEAD + sentence, 2023) == []


def test_a_review_yields_nothing_and_its_numbers_are_not_loose():
    text = "一、2022年工作回顾\n新建学校12所，新增就业3万人。\n二、2023年工作安排\n新建学校5所。"
    result = read_report(text, 2023)
    assert [item.quote for item in result.drafts] == ["新建学校5所"]
    assert result.loose_numbers == []


def test_numbers_that_no_draft_covers_are_listed_with_the_reason():
    result = read_report(HEAD + "预计服务业增长8%。新建500千伏变电站2座。", 2023)
    assert [(number.words, number.reason) for number in result.loose_numbers] == [("8%", "forecast")]


def test_glossary_and_annexes_make_no_promise():
    body = HEAD + "新建学校5所。" * 30
    text = body + "\n附件1\n2023年十件实事\n新建公厕20座。\n名词解释\n1.“双百”：新增100家企业和100个项目。"
    assert {item.quote for item in draft(text, 2023)} == {"新建学校5所"}


def test_an_excerpt_without_heading_is_read_sentence_by_sentence():
    text = "过去一年，全市新建学校12所，完成投资20亿元。今年，我们将新建幼儿园8所，确保城镇新增就业1万人以上。"
    assert [item.quote for item in draft(text, 2023)] == ["新建幼儿园8所", "确保城镇新增就业1万人以上"]


def test_the_year_is_taken_from_the_plans_heading():
    text = "政府工作报告\n——2022年12月28日\n一、2022年工作回顾\n成绩显著。\n二、2023年重点工作\n新建学校5所。"
    assert read_report(text).year == 2023


def test_a_section_is_the_innermost_chapters_numeral_and_before_it_the_aims():
    text = "三、2023年工作安排\n主要预期目标是：地区生产总值增长6%。\n（一）兴产业\n培育壮大企业。引进企业20家。"
    assert [(item.section, item.quote) for item in draft(text, 2023)] == [("目标", "地区生产总值增长6%"), ("一", "引进企业20家")]


def test_names_beside_a_counted_thing_are_deliverables_of_their_own():
    sentence = "完成北河治理二期、5座小型水库加固，开工三个泊位和东港航道等项目。"
    assert quotes(sentence) == ["5座小型水库加固", "开工三个泊位"]
    assert quotes(sentence, "deliverable") == ["完成北河治理二期", "东港航道等项目"]


def test_a_counted_modifier_is_quoted_up_to_the_noun_it_shares():
    assert quotes("新建8个国家级、36个省级重点专科。") == ["新建8个国家级、36个省级重点专科", "36个省级重点专科"]


def test_an_end_without_its_thing_takes_it_from_the_clause_before():
    assert quotes("加快推进城北水厂建设，确保年底前建成投运。", "deliverable") == ["加快推进城北水厂建设，确保年底前建成投运"]


def test_numbers_that_say_what_an_effort_is_about_are_listed_as_scope():
    result = read_report(HEAD + "做大做强12个产业集群。", 2023)
    assert result.drafts == [] and [number.reason for number in result.loose_numbers] == ["scope"]


def test_duties_can_be_replaced_and_give_their_reason():
    duties = Duties({"水务局": ["水厂"], "教育局": ["学校"]})
    (item,) = read_report(HEAD + "开工建设南城水厂。", 2023, duties=duties).drafts
    assert item.lead_department == "水务局" and item.lead_suggested
    assert ("duty", "水厂") in [(reason.rule, reason.words) for reason in item.because]


def test_a_later_year_that_opens_a_paragraph_of_aims_holds_for_all_of_it():
    text = HEAD + "到2025年，产业更强，形成三个梯队：即新认定集群30个；培育龙头企业12家。新增品牌8个。今年改造管网5公里。"
    assert [d.deadline for d in draft(text, 2023)] == [date(2025, 12, 31)] * 3 + [date(2023, 12, 31)]


def test_two_numbers_side_by_side_measure_one_thing():
    assert fields("建设山林步道1条25公里。") == [("=", 1, "条"), ("=", 25, "公里")]


def test_an_aim_that_is_only_spoken_of_is_none():
    assert quotes("5.5%左右的预期增长目标与发展潜力基本吻合。") == []


def test_a_list_without_heading_or_year_is_read_as_a_plan():
    text = "文化方面：\n送戏下乡2500场。更新300条健身路径。\n住房方面：\n解决3500户家庭的住房困难。继续实施35个改造项目。"
    assert len(draft(text, 2012)) == 4
    assert draft("超额完成改造任务，新开工安置房1.6万套，学校完工12所。全年新增就业3万人。", 2012) == []


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("新建幼儿园8所、中小学5所，9月底前投入使用。", [date(2023, 9, 30)] * 2),
        ("新建市人民医院新院区，力争8月底前全部竣工并投入使用。", [date(2023, 8, 31)]),
        ("建成公园3处，新建道路5条，6月底前完工。", [date(2023, 12, 31), date(2023, 6, 30)]),
        ("开工建设市体育馆新馆，2024年6月建成。", [date(2023, 12, 31)]),
        ("5月底前建成公园3处，9月底前投入使用。", [date(2023, 5, 31)]),
    ],
)
def test_a_clause_that_only_ends_the_one_before_gives_it_its_day(sentence: str, days: list[date]):
    assert [item.deadline for item in draft(HEAD + sentence, 2023)] == days


def test_a_long_title_is_not_cut_inside_its_number():
    (only,) = draft("全社会研发经费支出相当于全市生产总值的比例达到4.6%左右。", year=2023)
    assert (only.title, only.value) == ("全社会研发经费支出相当于全市生产总值的比例", 4.6)


def test_titles_sought_by_one_place_are_one_promise_each():
    assert quotes("支持新城争创国家服务贸易示范区、国家数字贸易示范区。", "deliverable") == [
        "支持新城争创国家服务贸易示范区",
        "国家数字贸易示范区",
    ]


def test_a_number_behind_a_list_of_names_counts_that_list():
    assert quotes("新建一小等5所小学、机关幼儿园等4所公办幼儿园。") == ["新建一小等5所小学", "机关幼儿园等4所公办幼儿园"]
