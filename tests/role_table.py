"""Who gets what from which address: every role, every address, every method – the whole table.

To add an address: one line in `TABLE` per method it answers. A line is
`url name | method | arguments | anonymous clerk other_clerk head supervisor leader hotline hotline_lead auditor admin`,
where arguments are words of `role_world.World.argument` (`code=open`), or data of a POST (`.level=urging`). An answer is a
status; `login` is a way to the sign-in page, `→` any other redirect. A name of the URLconf without a line fails.

The people: `clerk` and `head` of the lead department, `other_clerk` of another one, the `leader` of the lead's area.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

ROLES = ["anonymous", "clerk", "other_clerk", "head", "supervisor", "leader", "hotline", "hotline_lead", "auditor", "admin"]

#                                            anonym clerk other head  superv leader hotl  h_lead audit admin
TABLE = """
healthz                 | GET  |            | 200   200   200   200   200   200   200   200   200   200
readyz                  | GET  |            | 503   503   503   503   503   503   503   503   503   503
metrics                 | GET  |            | 200   200   200   200   200   200   200   200   200   200
set_language            | POST |            | →     →     →     →     →     →     →     →     →     →
front                   | GET  |            | login →     →     →     →     →     →     →     →     →
favicon                 | GET  |            | →     →     →     →     →     →     →     →     →     →
login                   | GET  |            | 200   200   200   200   200   200   200   200   200   200
logout                  | POST |            | login login login login login login login login login login
password                | GET  |            | login 200   200   200   200   200   200   200   200   200
my                      | GET  |            | login 200   200   200   200   200   200   200   200   200
standing                | GET  |            | login 200   200   200   200   200   200   200   200   200
notices                 | GET  |            | login 200   200   200   200   200   200   200   200   200
jump                    | GET  |            | login 200   200   200   200   200   200   200   200   200
alive                   | GET  |            | login 204   204   204   204   204   204   204   204   204
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
commitments:export      | POST | .code=open | login 200   200   200   200   200   200   200   200   200
commitments:save_view   | POST | .name=红灯 | login →     →     →     →     →     →     →     →     →
commitments:save_view   | GET  |            | login 405   405   405   405   405   405   405   405   405
commitments:drop_view   | POST | pk=view    | login →     404   404   404   404   404   404   404   404
commitments:card        | GET  | code=open  | login 200   200   200   200   200   200   200   200   200
commitments:card        | GET  | code=draft | login 200   404   200   200   200   404   404   200   404
commitments:forecast    | GET  | code=open .value=3 | login 200 403 200 403  403   403   403   403   403
commitments:report      | GET  | slug=town  | login 200   200   200   200   200   200   200   200   200
commitments:evidence    | GET  | pk=proof   | login 200   404   200   200   200   404   404   200   404
commitments:picture     | GET  | pk=photo   | login 200   404   200   200   200   404   404   200   404
commitments:thumbnail   | GET  | pk=photo   | login 200   404   200   200   200   404   404   200   404
commitments:reply_urging| GET  | pk=note    | login 200   404   200   403   403   404   404   403   404
commitments:reply_urging| POST | pk=note .reply=已答复 | login → 404 →  403   403   404   404   403   404
commitments:overdue     | GET  |            | login 200   200   200   200   200   200   200   200   200
commitments:sheet       | GET  |            | login 200   200   200   403   403   403   403   403   403
commitments:sheet       | POST |            | login 422   422   422   403   403   403   403   403   403
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
drafts:assign           | GET  | slug=read  | login 403   403   403   →     403   403   403   403   403
drafts:table            | GET  | slug=read  | login 403   403   200   200   200   403   403   200   403
drafts:table            | POST | slug=read  | login 403   403   403   422   403   403   403   403   403
drafts:download         | GET  | slug=read kind=xlsx | login 403 403 200 200 200 403 403 200 403
drafts:years            | GET  | slug=town  | login 403   403   200   200   200   403   403   200   403
drafts:news             | GET  | slug=read  | login 403   403   →     →     →     403   403   →     403
drafts:card             | GET  | slug=read code=drafted | login 403 403 200 200 200 403 403 200 403
drafts:correct          | GET  | slug=read code=drafted | login 403 403 403 200 403 403 403 403 403
drafts:decide           | POST | slug=read code=drafted verb=accept | login 403 403 403 → 403 403 403 403 403
commitments:review      | GET  |            | login 403   403   200   200   200   403   403   200   403
commitments:review_item | GET  | key=released | login 403 403   409   200   409   403   403   200   403
commitments:review_item | GET  | key=extending | login 403 403  200   409   409   403   403   200   403
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
commitments:resend_many | POST | .delivery=0 | login 403 403 403 → 403 403 403 403 →
commitments:put_aside   | POST | pk=letter .reason=已当面告知 | login 403 404 404 → 404 404 404 403 →
commitments:reminders_commitment | GET | code=open | login 200 200 200 200 200 403 403 200 403
commitments:reminders_person | GET | pk=clerk | login 200 403   403   200   403   403   403   200   403
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
board:release           | GET  | pk=bulletin | login 404  404   404   200   404   404   404   403   404
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
hotline:promises        | GET  |            | login 403   403   403   200   403   403   200   200   403
hotline:promise         | GET  | pk=promised | login 404  404   404   200   404   404   200   200   404
hotline:decide_promise  | POST | pk=promised decision=commitment .title=撤 .sentence=撤 | login 404 404 404 → 404 404 403 403 404
hotline:decide_promise  | POST | pk=promised decision=site | login 404 404 404 422  404   404   403   403   404
hotline:decide_promise  | POST | pk=promised decision=decline .reason=已在计划内 | login 404 404 404 → 404 404 → 403 404
hotline:decide_promise  | POST | pk=promised decision=reopen | login 404 404 404 409 404 404 409 403 404
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
hotline:word_groups     | GET  |            | login 403   403   403   403   403   200   200   200   403
hotline:word_groups     | POST | .kind=synonym .name=灯 | login 403 403 403 403 403 403 → 403 403
hotline:words           | GET  | pk=group   | login 403   403   403   403   403   200   200   200   403
hotline:words           | POST | pk=group .text=街灯 | login 403 403 403 403 403  403   →     403   403
hotline:switch_word     | POST | pk=group .word=大街 .active=0 | login 403 403 403 403 403 403 → 403 403
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
api:promises            | GET  |            | 401   403   403   403   200   403   403   200   200   403
api:promise             | GET  | pk=promised | 401  404   404   404   200   404   404   200   200   404
api:promise_decision    | POST | pk=promised decision=commitment .title=撤 .sentence=撤 | 401 404 404 404 200 404 404 403 403 404
api:promise_decision    | POST | pk=promised decision=decline .reason=已在计划内 | 401 404 404 404 200 404 404 200 403 404
api:promise_decision    | POST | pk=promised decision=reopen | 401 404 404 404 409 404 404 409 403 404
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
STEP_LINES = [tuple(cell.strip() for cell in text.split("|")) for text in STEPS.strip().splitlines()]
