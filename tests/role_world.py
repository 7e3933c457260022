"""What the addresses of the role table are about, made when first asked for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.files.base import ContentFile

from board import bulletins
from board.models import Bulletin
from commitments import lights
from commitments.models import Commitment, Delivery, Digest, Evidence, Gateway, Report, SavedView
from commitments.workflow import assigning, parts, reporting, urging
from config import clock
from departments import people
from drafts import loading
from hotline import workflow as hotline
from hotline.importing import runs
from hotline.models import (
    AnswerDraft,
    Concept,
    ConceptTerm,
    Handling,
    ImportRun,
    Link,
    Offer,
    StagedPromise,
    WordGroup,
    WorkOrder,
)
from tests.conftest import Cast, at
from tests.promises import MARCH, Promises, photo

# Planted in the one work order of the world; `ask` looks for it in every answer to everybody.
CALLER = hotline.CallerData(name="欧阳植树", phone="138 1234 5626", address="柳园小区9号楼2单元")
PLANTED = ("欧阳植树", "13812345626", "138 1234 5626", "柳园小区9号楼2单元")


class World:
    """What the addresses are about, made when first asked for."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.promises = cast, Promises(cast)

    def code(self, name: str) -> str:
        return str(getattr(self, name).code)

    @cached_property
    def open(self) -> Commitment:
        row = self.promises.in_progress(supporting=[self.cast.housing], site_names=["松桂大桥"])
        parts.put_milestone(row, actor=self.cast.head, at=MARCH, name="开工", deadline=date(2021, 6, 30))
        return row

    @cached_property
    def read(self) -> Report:
        """A report the engine has read."""
        text = "二、2022年重点工作\n（一）教育。新建学校24所，改造幼儿园30所。\n"
        return loading.load(
            text.encode(), "x.txt", slug="read-2022", year=2022, title="x", with_drafts=True, at=MARCH, by=self.cast.supervisor
        )[0]

    @cached_property
    def draft(self) -> Commitment:
        return self.promises.draft()

    @cached_property
    def past(self) -> Commitment:
        """Of a year that is over."""
        return Promises(self.cast, year=2020).in_progress(deadline=date(2020, 12, 31))

    @cached_property
    def late(self) -> Commitment:
        row = self.promises.in_progress(deadline=date(2021, 3, 1))
        lights.refresh(date(2021, 3, 4))
        return row

    @cached_property
    def assigned(self) -> Commitment:
        return self.promises.assigned()

    @cached_property
    def disputed(self) -> Commitment:
        assigning.dispute(self.assigned, actor=self.cast.clerk, at=MARCH, reason="不属我单位职责")
        return self.assigned

    @cached_property
    def shared(self) -> Commitment:
        row = self.promises.in_progress(**self.promises.schools(24))
        reporting.put_shares(row, {self.cast.county: Decimal(24)}, actor=self.cast.clerk, at=MARCH)
        return row

    @cached_property
    def told(self) -> Commitment:
        row = self.promises.in_progress()
        reporting.report_progress(row, actor=self.cast.clerk, at=clock.now(), narrative="主体封顶")
        return row

    @cached_property
    def planned(self) -> Commitment:
        row = self.promises.in_progress(**self.promises.schools(24))
        reporting.file_plan(row, {date(2021, 12, 1): Decimal(24)}, actor=self.cast.clerk, at=MARCH)
        return row

    @cached_property
    def asked(self) -> Commitment:
        return self.promises.asked(self.promises.in_progress(), on=MARCH).commitment

    @cached_property
    def released(self) -> Commitment:
        return self.promises.released(self.promises.in_progress(), on=MARCH).commitment

    @cached_property
    def extending(self) -> Commitment:
        return self.promises.extension(self.promises.in_progress(deadline=date(2021, 6, 30)), date(2021, 9, 30)).commitment

    @cached_property
    def extensible(self) -> Commitment:
        row = self.promises.in_progress(deadline=date(2021, 6, 30))
        return self.promises.extension(row, date(2021, 9, 30), head=True).commitment

    @cached_property
    def beyond(self) -> Commitment:
        return self.promises.extension(self.promises.in_progress(), date(2022, 6, 30), head=True).commitment

    @cached_property
    def bulletin(self) -> Bulletin:
        """A draft that names one late item of the lead department."""
        self.promises.in_progress(deadline=date(2021, 3, 2))
        on = date(2021, 3, 4)
        return bulletins.draft(self.promises.report, data_on=on, actor=self.cast.supervisor, at=at(2021, 3, 4))

    @cached_property
    def suspended(self) -> Commitment:
        return self.promises.suspended(on=MARCH)

    @cached_property
    def completed(self) -> Commitment:
        return self.promises.completed(on=MARCH)

    @cached_property
    def import_(self) -> ImportRun:
        export = ContentFile("工单编号,来电时间,诉求内容\nLC-1,2021-03-01,停水\n".encode(), name="export.csv")
        return runs.bring(export, source="12345", actor=self.cast.hotline_lead, at=MARCH)

    @cached_property
    def imported(self) -> ImportRun:
        run = runs.ask(self.import_, chosen=self.import_.columns, dry_run=True, actor=self.cast.hotline_lead, at=MARCH)
        runs.carry_out(run, at=MARCH, real_now=lambda: MARCH)
        return run

    @cached_property
    def link(self) -> Link:
        return hotline.link(self.call, self.promises.in_progress(), actor=self.cast.hotline, at=MARCH, kind="delay")

    @cached_property
    def call(self) -> WorkOrder:
        return self.taken_down()

    def taken_down(self) -> WorkOrder:
        return hotline.take_down(actor=self.cast.hotline, at=MARCH, text="围挡没撤", caller=CALLER)

    def dispatched(self) -> Handling:
        """Another order, sent to the lead department."""
        order = self.taken_down()
        hotline.release_summary(order, actor=self.cast.hotline, at=MARCH, summary="围挡没有撤")
        hotline.dispatch(order, self.cast.education, actor=self.cast.hotline, at=MARCH)
        return order.handlings.get()

    @cached_property
    def term(self) -> ConceptTerm:
        concept = Concept.objects.create(code="streetlights", name="路灯亮化", subject="城管")
        return ConceptTerm.objects.create(concept=concept, kind=ConceptTerm.Kind.SPOKEN, text="路灯坏")

    def evidence(self, name: str, content: bytes) -> int:
        piece = Evidence(file=ContentFile(content, name=name), name=name, shows="验收")
        return reporting.add_evidence(self.promises.in_progress(), [piece], actor=self.cast.clerk, at=MARCH)[0].pk

    # What the words of the table's arguments stand for.

    def argument(self, word: str) -> Any:
        match word:
            case "none":
                return "2021-99-999"
            case "town":
                return self.assigned.report.slug
            case "proof":
                return self.evidence("验收.pdf", b"%PDF-1.7 proof")
            case "photo":
                return self.evidence("现场.jpg", photo())
            case "view":
                return SavedView.objects.create(owner=self.cast.clerk, name="红灯").pk
            case "note":
                return urging.urge([self.promises.in_progress()], actor=self.cast.supervisor, at=MARCH, demand="请报进度")[0].pk
            case "read":
                return self.read.slug
            case "drafted":
                return self.read.commitments.order_by("code")[0].code
            case "person":
                return self.cast.clerk.pk
            case "pair":
                days = {"from_on": date(2021, 3, 1), "until_on": date(2099, 12, 31)}
                clerk, colleague = self.cast.clerk, self.cast.colleague
                return people.name_stand_in(clerk, colleague, **days, actor=clerk, at=MARCH).pk
            case "clerk":
                return self.cast.clerk.pk
            case "letter":
                digest = Digest.objects.create(recipient=self.cast.clerk, day=date(2021, 3, 1))
                return Delivery.objects.create(digest=digest, message_id="<1@example.invalid>", state="failed").pk
            case "robot":
                return Gateway.objects.create(kind="wecom", name="教体局群").pk
            case "area":
                return self.cast.post.code
            case "bulletin":
                return self.bulletin.pk
            case "named":
                return self.bulletin.items.get().pk
            case "open" | "draft":
                return self.code(word)
            case "released" | "extending":  # as the review queue names what waits
                return f"r{getattr(self, word).requests.get().pk}"
            case "draft_answer":
                hotline.answer(self.link, actor=self.cast.clerk, at=MARCH, text="月底前启用")
                return AnswerDraft.objects.get().pk
            case "sent":
                return self.dispatched().pk
            case "promised":
                handling = self.dispatched()
                hotline.sign_for(handling, actor=self.cast.clerk, at=MARCH)
                later = date(2021, 12, 31)
                hotline.reply(handling, actor=self.cast.clerk, at=MARCH, text="年底前撤除围挡", promised_on=later)
                return StagedPromise.objects.get().pk
            case "import":
                return self.import_.pk
            case "imported":
                return self.imported.pk
            case "dispatched":
                return self.dispatched().order.number
            case "call":
                return self.call.number
            case "offer":
                row = self.promises.in_progress()
                Offer.objects.create(order=self.call, commitment=row, rank=1, score=0.9, offered_on=MARCH.date())
                return row.code
            case "concept":
                return self.term.concept.code
            case "group":
                return WordGroup.objects.create(kind=WordGroup.Kind.SYNONYM, name="路", words=["大街"]).pk
            case "term":
                return self.term.pk
            case "link":
                return self.link.pk
            case _:
                return word
