"""Who gets what from which address: every role, every address, every method – the whole table.

To add an address: one line in `TABLE` per method it answers. A line is
`url name | method | arguments | anonymous clerk other_clerk head supervisor leader hotline hotline_lead auditor admin`,
where arguments are words of `World.argument` (`code=open`), or data of a POST (`.level=urging`). An answer is a
status; `login` is a way to the sign-in page, `→` any other redirect. A name of the URLconf without a line fails.

The people: `clerk` and `head` of the lead department, `other_clerk` of another one, the `leader` of the lead's area.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import pytest
from django.contrib.admin import site
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from board import bulletins
from board.models import Bulletin
from commitments import lights
from commitments.actions import ACTIONS
from commitments.models import Commitment, Delivery, Digest, Evidence, Gateway, Report, SavedView
from commitments.workflow import assigning, parts, reporting, urging
from config import clock
from departments import people
from drafts import loading
from hotline import workflow as hotline
from hotline.importing import runs
from hotline.models import AnswerDraft, Concept, ConceptTerm, ImportRun, Link, Offer, WorkOrder
from tests.conftest import Cast, at
from tests.promises import MARCH, Promises

# Planted in the one work order of the world; `ask` looks for it in every answer to everybody.
CALLER = hotline.CallerData(name="欧阳植树", phone="138 1234 5626", address="柳园小区9号楼2单元")
PLANTED = ("欧阳植树", "13812345626", "138 1234 5626", "柳园小区9号楼2单元")

ROLES = ["anonymous", "clerk", "other_clerk", "head", "supervisor", "leader", "hotline", "hotline_lead", "auditor", "admin"]

#                                            anonym clerk other head  superv leader hotl  h_lead audit admin
TABLE = """
healthz                 | GET  |            | 200   200   200   200   200   200   200   200   200   200
readyz                  | GET  |            | 503   503   503   503   503   503   503   503   503   503
metrics                 | GET  |            | 200   200   200   200   200   200   200   200   200   200
set_language            | POST |            | →     →     →     →     →     →     →     →     →     →
front                   | GET  |            | login →     →     →     →     →     →     →     →     →
login                   | GET  |            | 200   200   200   200   200   200   200   200   200   200
logout                  | POST |            | login login login login login login login login login login
password                | GET  |            | login 200   200   200   200   200   200   200   200   200
my                      | GET  |            | login 200   200   200   200   200   200   200   200   200
notices                 | GET  |            | login 200   200   200   200   200   200   200   200   200
jump                    | GET  |            | login 200   200   200   200   200   200   200   200   200
look                    | POST |            | →     →     →     →     →     →     →     →     →     →
components              | GET  |            | login 200   200   200   200   200   200   200   200   200
people                  | GET  |            | login 403   403   200   200   403   403   403   200   200
person_add              | GET  |            | login 403   403   403   403   403   403   403   403   200
person_add              | POST |            | login 403   403   403   403   403   403   403   403   422
people_sheet            | GET  |            | login 403   403   403   403   403   403   403   403   200
people_sheet            | POST |            | login 403   403   403   403   403   403   403   403   422
person                  | GET  | pk=person  | login 403   404   403   403   404   404   404   403   200
person                  | POST | pk=person  | login 403   404   403   403   404   404   404   403   422
person_password         | POST | pk=person  | login 403   404   403   403   404   404   404   403   200
person_leave            | GET  | pk=person  | login 403   404   403   403   404   404   404   403   200
person_leave            | POST | pk=person  | login 403   404   403   403   404   404   404   403   →
stand_ins               | GET  |            | login 200   200   200   200   200   200   200   200   200
stand_ins               | POST |            | login 422   422   422   422   422   422   422   422   422
stand_in_end            | POST | pk=pair    | login →     404   →     404   404   404   404   403   →
commitments:list        | GET  |            | login 200   200   200   200   200   200   200   200   200
commitments:list        | POST |            | login 405   405   405   405   405   405   405   405   405
commitments:bulk        | GET  |            | login →     →     →     →     →     →     →     →     →
commitments:bulk        | POST |            | login 403   403   403   →     403   403   403   403   403
commitments:detail      | GET  | code=open  | login 200   200   200   200   200   200   200   200   200
commitments:detail      | GET  | code=draft | login 200   404   200   200   200   404   404   200   404
commitments:detail      | GET  | code=none  | login 404   404   404   404   404   404   404   404   404
commitments:counts      | GET  |            | login 200   200   200   200   200   200   200   200   200
commitments:export      | GET  |            | login 200   200   200   200   200   200   200   200   200
commitments:save_view   | POST | .name=红灯 | login →     →     →     →     →     →     →     →     →
commitments:save_view   | GET  |            | login 405   405   405   405   405   405   405   405   405
commitments:drop_view   | POST | pk=view    | login →     404   404   404   404   404   404   404   404
commitments:card        | GET  | code=open  | login 200   200   200   200   200   200   200   200   200
commitments:card        | GET  | code=draft | login 200   404   200   200   200   404   404   200   404
commitments:forecast    | GET  | code=open .value=3 | login 200 403 200 403  403   403   403   403   403
commitments:report      | GET  | slug=town  | login 200   200   200   200   200   200   200   200   200
commitments:evidence    | GET  | pk=proof   | login 200   404   200   200   200   404   404   200   404
commitments:picture     | GET  | pk=photo   | login 200   404   200   200   200   404   404   200   404
commitments:reply_urging| GET  | pk=note    | login 200   404   200   403   403   404   404   403   404
commitments:reply_urging| POST | pk=note .reply=已答复 | login → 404 →  403   403   404   404   403   404
commitments:overdue     | GET  |            | login 200   200   200   200   200   200   200   200   200
commitments:urge        | GET  | .code=open | login 403   403   403   200   403   403   403   403   403
commitments:urge        | POST | .code=open .demand=请报进度 | login 403 403 403 → 403 403 403 403 403
drafts:index            | GET  |            | login 403   403   200   200   200   403   403   200   403
drafts:upload           | GET  |            | login 403   403   403   200   403   403   403   403   403
drafts:upload           | POST |            | login 403   403   403   422   403   403   403   403   403
drafts:duties           | GET  |            | login 403   403   403   200   403   403   403   403   200
drafts:duties_change    | GET  | code=education | login 403   403   403   200   403   403   403   403   200
drafts:duties_change    | POST | code=education | login 403   403   403   →     403   403   403   403   →
drafts:review           | GET  | slug=read  | login 403   403   200   200   200   403   403   200   403
drafts:add              | POST | slug=read .quote=新建学校 | login 403 403 403 → 403 403 403 403 403
drafts:undo             | POST | slug=read  | login 403   403   →     →     →     403   403   →     403
drafts:set_aside        | POST | slug=read .start=1 .end=2 .reason=序号 | login 403 403 403 → 403 403 403 403 403
drafts:table            | GET  | slug=read  | login 403   403   200   200   200   403   403   200   403
drafts:table            | POST | slug=read  | login 403   403   403   422   403   403   403   403   403
drafts:download         | GET  | slug=read kind=xlsx | login 403 403 200 200 200 403 403 200 403
drafts:years            | GET  | slug=town  | login 403   403   200   200   200   403   403   200   403
drafts:correct          | GET  | slug=read code=drafted | login 403 403 403 200 403 403 403 403 403
drafts:decide           | POST | slug=read code=drafted verb=accept | login 403 403 403 → 403 403 403 403 403
commitments:review      | GET  |            | login 403   403   200   200   200   403   403   200   403
commitments:urging      | GET  |            | login 200   200   200   200   200   200   200   200   200
commitments:urging_note | GET  | pk=note    | login 200   404   200   200   200   404   404   200   404
commitments:urging_docx | GET  | pk=note    | login 200   404   200   200   200   404   404   200   404
commitments:urging_climb| POST | pk=note    | login 403   404   403   409   403   404   404   403   404
commitments:my_calendar | GET  |            | login 200   200   200   200   200   200   200   200   200
commitments:my_calendar | POST | .of=unit   | login →     →     →     404   404   404   404   404   404
commitments:revoke_calendar | POST | .feed=0 | login 404  404   404   404   404   404   404   404   404
commitments:feed        | GET  | token=none | 404   404   404   404   404   404   404   404   404   404
commitments:deliveries  | GET  |            | login 403   403   403   200   403   403   403   200   200
commitments:resend      | POST | pk=letter  | login 403   404   404   →     404   404   404   403   →
commitments:put_aside   | POST | pk=letter .reason=已当面告知 | login 403 404 404 → 404 404 404 403 →
commitments:reminders_commitment | GET | code=open | login 200 200 200 200 200 403 403 200 403
commitments:reminders_person | GET | pk=clerk | login 200 403   403   200   403   403   403   200   200
commitments:reminder_rules | GET  |         | login 403   403   403   403   403   403   403   403   200
commitments:reminder_rules | POST |         | login 403   403   403   403   403   403   403   403   422
commitments:gateways    | GET  |            | login 403   403   403   403   403   403   403   403   200
commitments:gateways    | POST |            | login 403   403   403   403   403   403   403   403   422
commitments:gateway     | GET  | pk=robot   | login 403   403   403   403   403   403   403   403   200
commitments:my_channels | GET  |            | login 200   200   200   200   200   200   200   200   200
commitments:my_channels | POST |            | login →     →     →     →     →     →     →     →     →
commitments:workdays    | GET  |            | login 200   200   200   200   200   200   200   200   200
commitments:workdays_enter | GET  |         | login 403   403   403   200   403   403   403   403   200
commitments:workdays_enter | POST | .text=x | login 403   403   403   422   403   403   403   403   422
commitments:workdays_count | GET  | .after=2021-09-30 .days=3 | login 200 200 200 200 200 200 200 200 200
board:dashboard         | GET  | .report=town | login 403 403   200   200   200   403   403   200   200
board:bulletins         | GET  |            | login 200   200   200   200   200   200   200   200   200
board:bulletins         | POST |            | login 403   403   403   422   403   403   403   403   403
board:bulletin          | GET  | pk=bulletin | login 404  404   404   200   404   404   404   200   404
board:bulletin          | POST | pk=bulletin .version=1 .title=通报 .opening=情况如下 | login 404 404 404 → 404 404 404 403 404
board:release           | POST | pk=bulletin .version=1 | login 404 404 404 → 404 404 404 403 404
board:bulletin_check    | GET  | pk=bulletin | login 404  404   404   200   404   404   404   200   404
board:bulletin_docx     | GET  | pk=bulletin | login 404  404   404   200   404   404   404   200   404
board:explain           | GET  | pk=named   | login 200   404   200   200   403   404   404   403   404
board:explain           | POST | pk=named .reason_code=other | login → 404 → → 403 404 404 403 404
board:public            | GET  |            | 200   200   200   200   200   200   200   200   200   200
board:public_feed       | GET  |            | 200   200   200   200   200   200   200   200   200   200
board:public_csv        | GET  |            | 200   200   200   200   200   200   200   200   200   200
board:public_json       | GET  |            | 200   200   200   200   200   200   200   200   200   200
board:public_item       | GET  | code=none  | 404   404   404   404   404   404   404   404   404   404
board:meetings          | GET  |            | login 403   403   403   200   200   403   403   200   403
board:meeting           | GET  | post=area  | login 403   403   403   200   200   403   403   200   403
board:table             | GET  | chart=load .report=town | login 403 403 200 200 200 403 403 200 200
hotline:list            | GET  |            | login 403   403   403   403   403   200   200   200   403
hotline:list            | POST | .text=围挡没撤 .nature=enquiry .channel=phone | login 403 403 403 403 403 → → 403 403
hotline:keep_draft      | POST | .text=围挡没撤 | login 403 403 403 403   403   200   200   403   403
hotline:clear_draft     | POST |            | login 403   403   403   403   403   →     →     403   403
hotline:find            | GET  | .promise=学校 | login 403 403   403   403   403   200   200   403   403
hotline:repeats         | POST | .text=围挡   | login 403   403   403   403   403   200   200   403   403
hotline:suggest         | POST | .text=学校   | login 403   403   403   403   403   200   200   403   403
hotline:links           | GET  |            | login 200   200   200   200   200   200   200   200   200
hotline:link            | GET  | pk=link    | login 200   404   200   200   200   200   200   200   404
hotline:answer          | POST | pk=link .text=月底前启用 | login → 404 → 403 403 403 403 403 404
hotline:decide          | POST | pk=link decision=confirm | login 403 404 403 403 403 403 → 403 404
hotline:decide          | POST | pk=link decision=reject  | login 403 404 403 403 403 403 → 403 404
hotline:imports         | GET  |            | login 403   403   403   403   403   403   200   403   403
hotline:imports         | POST | .source=12345 | login 403 403   403   403   403   403   422   403   403
hotline:import          | GET  | pk=import  | login 404   404   404   404   404   404   200   200   404
hotline:start_import    | POST | pk=import .text=诉求内容 | login 404 404  404   404   404   404   422   403   404
hotline:import_report   | GET  | pk=imported | login 404  404   404   404   404   404   200   200   404
hotline:signals         | GET  |            | login 200   200   200   200   200   200   200   200   200
hotline:trends          | GET  |            | login 403   403   403   200   200   200   200   200   403
hotline:answers         | GET  |            | login 403   403   403   403   403   200   200   403   403
hotline:settle_answer   | POST | pk=draft_answer decision=drop | login 404 404 404 404 404 → → 404 404
hotline:looks           | GET  |            | login 403   403   403   403   403   403   200   200   403
hotline:export          | GET  |            | login 403   403   403   403   403   403   200   403   403
hotline:export          | POST | .reason=月度分析 | login 403 403  403   403   403   403   200   403   403
hotline:unmask          | POST | number=call .reason=回访结果 | login 404 404 404 404 404 200 200 403 404
hotline:suggestions     | GET  |            | login 403   403   403   200   403   200   200   200   403
hotline:thesaurus       | GET  |            | login 403   403   403   403   403   200   200   200   403
hotline:thesaurus       | POST | .name=路灯 .subject=城管 | login 403 403 403 403 403 403 → 403 403
hotline:concept         | GET  | code=concept | login 403  403   403   403   403   200   200   200   403
hotline:concept         | POST | code=concept .kind=spoken .text=路灯不亮 | login 403 403 403 403 403 403 → 403 403
hotline:expression      | POST | pk=term .active=0 | login 403 403 403 403  403   403   →     403   403
hotline:offered         | POST | number=call | login 404  404   404   404   404   200   200   403   404
hotline:dismiss         | POST | number=call code=offer | login 404 404 404 404 404 200 200 403 404
hotline:rates           | GET  |            | login 403   403   403   200   200   200   200   200   403
hotline:handlings       | GET  |            | login 200   200   200   200   200   200   200   200   200
hotline:handling        | GET  | pk=sent    | login 200   404   200   200   404   200   200   200   404
hotline:handling_step   | GET  | pk=sent action=sign_for | login 200 404 200 403   404   403   403   403   404
hotline:handling_step   | POST | pk=sent action=sign_for | login → 404 →   403   404   403   403   403   404
hotline:step            | GET  | number=call action=answer_directly | login 404 404 404 404 404 200 200 403 404
hotline:step            | POST | number=call action=answer_directly .text=已当场答复 | login 404 404 404 404 404 → → 403 404
hotline:step            | POST | number=call action=supervise .demand=抓紧 | login 404 404 404 404 404 403 422 403 404
hotline:detail          | GET  | number=call | login 404  404   404   404   404   200   200   200   404
hotline:release         | POST | number=call .summary=一句话 | login 404 404 404 404 404 → → 403 404
hotline:link_order      | POST | number=call .commitment=open .kind=asks | login 404 404 404 404 404 → → 403 404
api:schema              | GET  |            | 200   200   200   200   200   200   200   200   200   200
api:docs                | GET  |            | 200   200   200   200   200   200   200   200   200   200
api:commitments         | GET  |            | 401   200   200   200   200   200   200   200   200   200
api:commitments         | POST |            | 401   405   405   405   405   405   405   405   405   405
api:commitment          | GET  | code=open  | 401   200   200   200   200   200   200   200   200   200
api:commitment          | GET  | code=draft | 401   200   404   200   200   200   404   404   200   404
api:commitment          | GET  | code=none  | 401   404   404   404   404   404   404   404   404   404
api:progress            | GET  | code=open  | 401   200   200   200   200   200   403   403   200   403
api:progress            | GET  | code=draft | 401   200   404   200   200   200   404   404   200   404
api:progress            | POST | code=open .narrative=主体封顶  | 401 201 403 201 403 403 403 403 403 403
api:progress            | POST | code=draft .narrative=主体封顶 | 401 409 404 409 403 403 404 404 403 404
api:action              | POST | code=open action=urge .demand=请报进度 | 401 403 403 403 200 403 403 403 403 403
api:action              | POST | code=open action=instruct .text=抓紧  | 401 403 403 403 403 200 403 403 403 403
api:action              | POST | code=open action=fly  | 401  404   404   404   404   404   404   404   404   404
api:action              | GET  | code=open action=urge | 401 405   405   405   405   405   405   405   405   405
api:departments         | GET  |            | 401   200   200   200   200   200   200   200   200   200
api:reports             | GET  |            | 401   200   200   200   200   200   200   200   200   200
api:report              | GET  | slug=town  | 401   200   200   200   200   200   200   200   200   200
api:report              | GET  | slug=none  | 401   404   404   404   404   404   404   404   404   404
api:reminders           | GET  |            | 401   200   200   200   200   200   200   200   200   200
api:orders              | GET  |            | 401   403   403   403   403   403   200   200   200   403
api:orders              | POST | .text=围挡没撤 | 401 403   403   403   403   403   201   201   403   403
api:order               | GET  | number=call | 401  404   404   404   404   404   200   200   200   404
api:order_summary       | POST | number=call .summary=一句话 | 401 404 404 404 404 404 200 200 403 404
api:order_action        | POST | number=call action=answer_directly .text=已当场答复 | 401 404 404 404 404 404 200 200 403 404
api:order_action        | POST | number=call action=sign_for | 401 404 404 404 404 404 404 404 404 404
api:dispatches          | GET  |            | 401   200   200   200   200   200   200   200   200   200
api:dispatch            | GET  | number=dispatched | 401 200 404 200  200   404   200   200   200   404
api:dispatch_action     | POST | number=dispatched action=sign_for | 401 200 404 200 403 404 403 403 403 404
api:order_links         | GET  | number=call | 401  404   404   404   404   404   200   200   200   404
api:order_links         | POST | number=call .commitment=open .kind=asks | 401 404 404 404 404 404 201 201 403 404
api:links               | GET  |            | 401   200   200   200   200   200   200   200   200   200
api:link_decision       | POST | number=call pk=link decision=confirm | 401 403 404 403 403 403 403 200 403 404
api:link_decision       | POST | number=call pk=link decision=reject  | 401 403 404 403 403 403 403 200 403 404
api:link_answer         | POST | number=call pk=link .text=月底前启用   | 401 200 404 200 403 403 403 403 403 404
api:suggest             | POST | .text=学校   | 401 403   403   403   403   403   200   200   403   403
open311:discovery       | GET  | form=json   | 200  200   200   200   200   200   200   200   200   200
open311:services        | GET  | form=xml    | 200  200   200   200   200   200   200   200   200   200
open311:service         | GET  | form=json code=report | 200 200 200 200  200   200   200   200   200   200
open311:requests        | GET  | form=json   | 200  200   200   200   200   200   200   200   200   200
open311:requests        | POST | form=xml .service_code=report | 403 403 403 403 403 403 403 403 403 403
open311:request         | GET  | form=json number=call | 404 404 404 404  404   404   404   404   404   404
open311:token           | GET  | form=json token=none | 404 404 404 404   404   404   404   404   404   404
open311:updates         | GET  | form=xml    | 200  200   200   200   200   200   200   200   200   200
open311:updates         | POST | form=json .update_id=1 | 403 403 403 403 403   403   403   403   403   403
open311:unknown         | GET  | form=json rest=nothing | 404 404 404 404 404   404   404   404   404   404
open311:unknown_xml     | GET  | rest=nothing | 404 404   404   404   404   404   404   404   404   404
"""

# The steps of `commitments:action`, each on a promise it is possible on: `step | promise | whose it is`. His is the
# form (200) and an answer to an empty POST (done, or the form again); everybody else who can read it gets 403.
STEPS = """
edit_draft          | draft      | supervisor
confirm_lead        | draft      | supervisor
set_supporting      | draft      | supervisor
set_interval        | open       | supervisor
enter_reference     | open       | supervisor
assign              | draft      | supervisor
sign_in             | assigned   | clerk head
sign_in_supporting  | open       | other_clerk
dispute             | assigned   | clerk head
reassign            | disputed   | supervisor
uphold              | disputed   | supervisor
report_progress     | open       | clerk head
withdraw_report     | told       | clerk
report_duty         | open       | other_clerk
report_share        | shared     | clerk head
update_site         | open       | clerk head
edit_sites          | open       | clerk head
edit_shares         | shared     | clerk head
edit_milestones     | open       | clerk head
add_evidence        | open       | clerk head
file_plan           | shared     | clerk head
release_plan        | planned    | head
return_plan         | planned    | supervisor
request_completion  | open       | clerk head
release_completion  | asked      | head
withdraw_completion | asked      | clerk head
return              | asked      | head
return              | released   | supervisor
complete            | released   | supervisor
request_extension   | open       | clerk head
release_extension   | extending  | head
withdraw_extension  | extending  | clerk head
refuse_extension    | extending  | head
grant_extension     | extensible | supervisor
refuse_extension    | extensible | supervisor
grant_extension     | beyond     | leader
refuse_extension    | beyond     | leader
set_deadline        | open       | supervisor
move_part           | open       | head supervisor
reply               | late       | clerk head
urge                | open       | supervisor
instruct            | open       | leader
ask_pause           | open       | supervisor
suspend             | open       | leader
resume              | suspended  | leader
cancel              | open       | leader
merge               | open       | supervisor
reopen              | completed  | supervisor
close_year          | past       | supervisor
reach_milestone     | open       | clerk head
"""


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
        return hotline.take_down(actor=self.cast.hotline, at=MARCH, text="围挡没撤", caller=CALLER)

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
                return self.promises.report.slug
            case "proof":
                return self.evidence("验收.pdf", b"%PDF-1.7 proof")
            case "photo":
                return self.evidence("现场.jpg", b"\xff\xd8\xff photo")
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
            case "draft_answer":
                hotline.answer(self.link, actor=self.cast.clerk, at=MARCH, text="月底前启用")
                return AnswerDraft.objects.get().pk
            case "sent":
                hotline.release_summary(self.call, actor=self.cast.hotline, at=MARCH, summary="围挡没有撤")
                hotline.dispatch(self.call, self.cast.education, actor=self.cast.hotline, at=MARCH)
                return self.call.handlings.get().pk
            case "import":
                return self.import_.pk
            case "imported":
                return self.imported.pk
            case "dispatched":
                self.argument("sent")
                return self.call.number
            case "call":
                return self.call.number
            case "offer":
                row = self.promises.in_progress()
                Offer.objects.create(order=self.call, commitment=row, rank=1, score=0.9, offered_on=MARCH.date())
                return row.code
            case "concept":
                return self.term.concept.code
            case "term":
                return self.term.pk
            case "link":
                return self.link.pk
            case _:
                return word


@dataclass(frozen=True)
class Line:
    name: str
    method: str
    arguments: dict[str, str]
    data: dict[str, str]
    answers: list[str]

    def __str__(self) -> str:
        return " ".join([self.name, self.method, *self.arguments.values()])


def _lines() -> Iterator[Line]:
    for text in TABLE.strip().splitlines():
        name, method, words, answers = (cell.strip() for cell in text.split("|"))
        pairs = [word.split("=", 1) for word in words.split()]
        yield Line(
            name,
            method,
            {key: value for key, value in pairs if not key.startswith(".")},
            {key[1:]: value for key, value in pairs if key.startswith(".")},
            answers.split(),
        )


LINES = list(_lines())


@pytest.fixture
def world(cast: Cast, settings: Any) -> World:
    settings.BUSINESS_DATE = date(2021, 3, 4).isoformat()
    world = World(cast)
    assert world.call.number  # there is always somebody whose data could show
    return world


def answer(response: Any) -> str:
    if response.status_code not in {301, 302}:
        return str(response.status_code)
    return "login" if "login/" in response.headers["Location"] else "→"


@pytest.mark.django_db
@pytest.mark.parametrize("line", LINES, ids=str)
def test_every_role_gets_its_answer(line: Line, world: World, cast: Cast):
    assert len(line.answers) == len(ROLES), "one answer per role"
    url = reverse(line.name, kwargs={key: world.argument(word) for key, word in line.arguments.items()})
    data = {key: world.argument(word) for key, word in line.data.items()}
    got = {role: ask(cast, role, line.method, url, data) for role in ROLES}
    assert got == dict(zip(ROLES, line.answers, strict=True))


STEP_LINES = [tuple(cell.strip() for cell in text.split("|")) for text in STEPS.strip().splitlines()]


@pytest.mark.django_db
@pytest.mark.parametrize("step, promise, whose", STEP_LINES, ids=lambda value: str(value).replace(" ", "+"))
def test_a_step_is_open_to_those_whose_it_is_and_to_nobody_else(step: str, promise: str, whose: str, world: World, cast: Cast):
    url = reverse("commitments:action", args=[world.code(promise), step])
    got = {role: (ask(cast, role, "GET", url), ask(cast, role, "POST", url)) for role in ROLES}
    readers = {
        role for role in ROLES if ask(cast, role, "GET", reverse("commitments:detail", args=[world.code(promise)])) == "200"
    }
    for role, (form, posted) in got.items():
        if role == "anonymous":
            assert (form, posted) == ("login", "login")
        elif role in whose.split():
            assert form == "200" and posted in {"→", "422"}, role
        else:
            assert (form, posted) == (("403", "403") if role in readers else ("404", "404")), role


def test_every_step_has_a_line():
    assert sorted(set(ACTIONS) - {step for step, _promise, _whose in STEP_LINES}) == []


def ask(cast: Cast, role: str, method: str, url: str, data: dict[str, Any] | None = None) -> str:
    """What `role` gets; whatever it changed is undone, so that the next role finds the same world.

    Nobody finds the caller's data in it, but the hotline where it asked to see them, with a reason.
    """
    client = Client()
    with transaction.atomic():
        if role != "anonymous":
            client.force_login(getattr(cast, role))
        response: Any = client.get(url, data or {}) if method == "GET" else client.post(url, data or {})
        text = b"".join(response).decode(errors="replace") + str(response.headers)
        transaction.set_rollback(True)
    may_see = url.endswith("/caller/") and role in {"hotline", "hotline_lead"} and response.status_code == 200
    assert may_see == any(planted in text for planted in PLANTED), (url, role)
    return answer(response)


def _names(patterns: list[Any], spaces: tuple[str, ...] = ()) -> Iterator[str]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from _names(entry.url_patterns, (*spaces, entry.namespace) if entry.namespace else spaces)
        elif isinstance(entry, URLPattern):
            yield ":".join([*spaces, entry.name or str(entry.pattern)])


def test_every_address_has_a_line():
    """The steps have a table of their own, the administration its own rule below."""
    names = {name for name in _names(get_resolver().url_patterns) if not name.startswith("admin:")}
    assert sorted(names - {line.name for line in LINES} - {"commitments:action"}) == []


@pytest.mark.django_db
def test_the_administration_opens_to_the_administrator_alone(cast: Cast):
    answers = {role: ask(cast, role, "GET", reverse("admin:index")) for role in ROLES}
    assert answers == dict.fromkeys(ROLES, "login") | {"admin": "200"}
    for model in site._registry:
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        assert {role for role in ROLES if ask(cast, role, "GET", url) == "200"} <= {"admin"}, url
