"""Reporting: figures that can be typed and figures that are counted, plans, sites, shares."""

from datetime import date
from decimal import Decimal as D

import pytest

from commitments.models import Site
from commitments.workflow import reporting
from commitments.workflow.figures import shares_mismatch
from commitments.workflow.table import Conflict, Invalid, NotPossible
from departments.access import Denied
from tests.conftest import at
from tests.promises import APRIL, MARCH, MAY, Promises

pytestmark = pytest.mark.django_db


@pytest.fixture
def schools(promises):
    return promises.in_progress(**promises.schools(24))


def report(row, cast, value=None, **fields):
    given = {"actor": cast.clerk, "at": MAY, "value": None if value is None else D(value), **fields}
    return reporting.report_progress(row, **given)


def test_a_typed_figure_counts_at_once_and_is_marked_so(cast, schools):
    report(schools, cast, 6)
    row = Promises.fresh(schools)
    assert (row.current_value, row.value_source, row.progress, row.value_on) == (6, "reported", 25, date(2021, 5, 6))


def test_a_count_is_not_negative(cast, schools):
    with pytest.raises(Invalid):
        report(schools, cast, -1)


def test_a_falling_count_needs_an_explanation(cast, schools):
    report(schools, cast, 6)
    with pytest.raises(Invalid) as refusal:
        report(schools, cast, 5)
    assert "explanation" in refusal.value.fields
    report(schools, cast, 5, explanation="上月重复统计")
    assert Promises.fresh(schools).current_value == 5


def test_a_growth_rate_may_fall_and_be_negative(promises, cast):
    row = promises.in_progress(**promises.schools(7, measure="growth", unit="%"))
    report(row, cast, 7)
    report(row, cast, -2)
    assert Promises.fresh(row).current_value == -2


def test_a_figure_for_an_earlier_day_does_not_replace_a_later_one(cast, schools):
    report(schools, cast, 6)
    report(schools, cast, 3, as_of=date(2021, 3, 31))
    assert Promises.fresh(schools).current_value == 6


def test_nothing_is_reported_for_a_day_to_come(cast, schools):
    with pytest.raises(Invalid):
        report(schools, cast, 6, as_of=date(2021, 5, 7))


def test_a_report_says_something(cast, schools):
    with pytest.raises(Invalid):
        report(schools, cast, narrative=" ")


def test_a_promise_without_a_number_takes_words_only(promises, cast):
    with pytest.raises(Invalid):
        report(promises.in_progress(), cast, 1)


def test_only_the_lead_reports_the_figure(cast, schools):
    with pytest.raises(Denied):
        report(schools, cast, 1, actor=cast.other_clerk)
    with pytest.raises(Denied):
        report(schools, cast, 1, actor=cast.supervisor)


# Sites


def test_once_sites_exist_the_count_is_derived_and_never_typed(cast, schools):
    report(schools, cast, 6)
    reporting.put_sites(schools, [{"name": "第一小学"}, {"name": "第二小学"}], actor=cast.clerk, at=MAY)
    with pytest.raises(Invalid):
        report(schools, cast, 7)
    first = schools.sites.get(name="第一小学")
    reporting.update_site(first, actor=cast.clerk, at=MAY, stage="completed")
    row = Promises.fresh(schools)
    assert (row.current_value, row.value_source) == (1, "sites")


def test_a_county_updates_its_own_site_and_no_other(cast, schools):
    rows = [{"name": "第一小学", "department": cast.county}, {"name": "第二小学", "department": cast.county_2}]
    reporting.put_sites(schools, rows, actor=cast.clerk, at=MAY)
    mine, other = schools.sites.order_by("pk")
    reporting.update_site(mine, actor=cast.county_clerk, at=MAY, stage="under_way", note="主体封顶")
    with pytest.raises(Denied):
        reporting.update_site(other, actor=cast.county_clerk, at=MAY, stage="completed")


def test_a_site_that_is_open_again_needs_the_reason_for_the_count_falls(cast, schools):
    reporting.put_sites(schools, [{"name": "第一小学"}], actor=cast.clerk, at=MAY)
    site = reporting.update_site(schools.sites.get(), actor=cast.clerk, at=MAY, stage="completed")
    with pytest.raises(Invalid):
        reporting.update_site(site, actor=cast.clerk, at=MAY, stage="under_way")
    reporting.update_site(site, actor=cast.clerk, at=MAY, stage="under_way", note="验收未通过")
    assert Promises.fresh(schools).current_value == 0


def test_a_second_paste_updates_by_name_and_removes_nothing(cast, schools):
    assert reporting.put_sites(schools, [{"name": "第一小学"}], actor=cast.clerk, at=MAY) == (1, 0)
    rows = [{"name": "第一小学", "township": "柳园街道"}, {"name": "第二小学"}]
    assert reporting.put_sites(schools, rows, actor=cast.clerk, at=MAY) == (1, 1)
    assert reporting.put_sites(schools, [{"name": "第三小学"}], actor=cast.clerk, at=MAY) == (1, 0)
    assert schools.sites.count() == 3
    with pytest.raises(NotPossible):
        reporting.put_sites(schools, [{"name": "第三小学"}], actor=cast.clerk, at=MAY)


def test_two_people_on_one_site_get_a_conflict(cast, schools):
    reporting.put_sites(schools, [{"name": "第一小学"}], actor=cast.clerk, at=MAY)
    site = schools.sites.get()
    reporting.update_site(site, actor=cast.clerk, at=MAY, stage="under_way", version=site.version)
    with pytest.raises(Conflict):
        reporting.update_site(site, actor=cast.colleague, at=MAY, stage="completed", version=site.version)
    assert Site.objects.get().stage == "under_way"


# County shares


def test_shares_add_up_to_the_figure_and_a_mismatch_shows(cast, schools):
    reporting.put_shares(schools, {cast.county: D(14), cast.county_2: D(8)}, actor=cast.clerk, at=MAY)
    assert shares_mismatch(Promises.fresh(schools)) == -2
    reporting.put_shares(schools, {cast.county_2: D(10)}, actor=cast.clerk, at=MAY)
    assert shares_mismatch(Promises.fresh(schools)) is None
    for county, value in ((cast.county, 6), (cast.county_2, 3)):
        reporting.report_share(schools.shares.get(department=county), actor=cast.clerk, at=MAY, value=D(value))
    row = Promises.fresh(schools)
    assert (row.current_value, row.value_source) == (9, "shares")
    with pytest.raises(Invalid):
        report(schools, cast, 10)


def test_a_county_reports_its_own_share_and_not_anothers(cast, schools):
    reporting.put_shares(schools, {cast.county: D(14), cast.county_2: D(10)}, actor=cast.clerk, at=MAY)
    reporting.report_share(schools.shares.get(department=cast.county), actor=cast.county_clerk, at=MAY, value=D(3))
    with pytest.raises(Denied):
        reporting.report_share(schools.shares.get(department=cast.county_2), actor=cast.county_clerk, at=MAY, value=D(3))


def test_a_share_that_falls_needs_an_explanation(cast, schools):
    reporting.put_shares(schools, {cast.county: D(24)}, actor=cast.clerk, at=MAY)
    share = schools.shares.get()
    reporting.report_share(share, actor=cast.county_clerk, at=MAY, value=D(3))
    with pytest.raises(Invalid):
        reporting.report_share(share, actor=cast.county_clerk, at=MAY, value=D(2))


def test_shares_belong_to_counties_and_zones(cast, schools):
    with pytest.raises(Invalid):
        reporting.put_shares(schools, {cast.housing: D(24)}, actor=cast.clerk, at=MAY)


def test_each_county_is_judged_by_the_targets_own_comparator(promises, cast):
    row = promises.in_progress(**promises.schools(5, comparator="<=", measure="cap", unit="%", per_county=True))
    reporting.put_shares(row, {cast.county: D(5), cast.county_2: D(5)}, actor=cast.clerk, at=MAY)
    for county, value in ((cast.county, 4), (cast.county_2, 6)):
        reporting.report_share(row.shares.get(department=county), actor=cast.clerk, at=MAY, value=D(value))
    assert Promises.fresh(row).progress == 50


# Plans


def test_a_plan_is_cumulative_and_reaches_the_target(cast, schools):
    for figures in ({}, {date(2021, 5, 1): D(6), date(2021, 6, 1): D(5)}, {date(2021, 12, 1): D(23)}):
        with pytest.raises(Invalid):
            reporting.file_plan(schools, figures, actor=cast.clerk, at=APRIL)


def test_only_the_head_releases_a_plan_and_another_offices_supervisor_returns_it(promises, cast, schools):
    plan = reporting.file_plan(schools, {date(2021, 12, 1): D(24)}, actor=cast.clerk, at=APRIL)
    with pytest.raises(Denied):
        reporting.release_plan(plan, actor=cast.clerk, at=APRIL)
    reporting.release_plan(plan, actor=cast.head, at=APRIL)
    reporting.return_plan(plan, actor=cast.supervisor, at=APRIL, reason="前松后紧")
    assert schools.plans.get().state == "returned"


def test_changes_of_a_plan_are_versions(cast, schools):
    for n in (1, 2):
        assert reporting.file_plan(schools, {date(2021, 12, 1): D(24)}, actor=cast.clerk, at=APRIL).number == n


def test_reports_are_kept_for_ever(cast, schools):
    for value in (1, 2, 3):
        report(schools, cast, value, at=at(2021, 5, 6 + value))
    assert schools.progress_reports.count() == 3 and MARCH < MAY
