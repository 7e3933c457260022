"""Addresses of the REST API under `/api/v1/`; each room adds its own."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from departments.api import DepartmentList
from desk.api import ReminderList
from hotline import api as hotline
from hotline import api_promises as promises
from hotline import api_steps as steps

app_name = "api"
ORDER = r"^work-orders/(?P<number>[0-9A-Za-z-]{1,24})/"
PROMISE = r"^promises/(?P<pk>[0-9]{1,18})/"
LINK = ORDER + r"links/(?P<pk>[0-9]{1,18})/"

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    # Page and script apart, both without anything inline: the Content-Security-Policy allows neither script nor style in a page.
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api:schema", template_name="api_docs.html"),
        name="docs",
    ),
    path("", include("commitments.api.urls")),
    path("departments/", DepartmentList.as_view(), name="departments"),
    path("reminders/", ReminderList.as_view(), name="reminders"),
    path("links/", hotline.LinkList.as_view(), name="links"),
    path("work-orders/", hotline.WorkOrderList.as_view(), name="orders"),
    path("work-orders/suggest/", hotline.Suggest.as_view(), name="suggest"),
    re_path(ORDER + r"$", hotline.WorkOrderOne.as_view(), name="order"),
    re_path(ORDER + r"summary/$", hotline.WorkOrderSummary.as_view(), name="order_summary"),
    re_path(ORDER + r"actions/(?P<action>[a-z_]+)/$", steps.OrderAction.as_view(), name="order_action"),
    path("dispatches/", steps.DispatchList.as_view(), name="dispatches"),
    re_path(ORDER + r"dispatch/$", steps.DispatchOne.as_view(), name="dispatch"),
    re_path(ORDER + r"dispatch/actions/(?P<action>[a-z_]+)/$", steps.DispatchAction.as_view(), name="dispatch_action"),
    path("promises/", promises.PromiseList.as_view(), name="promises"),
    re_path(PROMISE + r"$", promises.PromiseOne.as_view(), name="promise"),
    re_path(PROMISE + r"actions/(?P<decision>[a-z]+)/$", promises.PromiseDecision.as_view(), name="promise_decision"),
    re_path(ORDER + r"links/$", hotline.OrderLinks.as_view(), name="order_links"),
    re_path(LINK + r"(?P<decision>confirm|reject)/$", hotline.LinkDecision.as_view(), name="link_decision"),
    re_path(LINK + r"answer/$", hotline.LinkAnswer.as_view(), name="link_answer"),
]
