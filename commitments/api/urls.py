from django.urls import URLPattern, re_path

from . import views

CODE = r"(?P<code>[0-9A-Za-z-]{1,20})"

urlpatterns: list[URLPattern] = [
    re_path(r"^commitments/$", views.CommitmentList.as_view(), name="commitments"),
    re_path(rf"^commitments/{CODE}/$", views.CommitmentOne.as_view(), name="commitment"),
    re_path(rf"^commitments/{CODE}/progress/$", views.CommitmentProgress.as_view(), name="progress"),
    re_path(rf"^commitments/{CODE}/actions/(?P<action>[a-z_]+)/$", views.CommitmentAction.as_view(), name="action"),
    re_path(r"^reports/$", views.ReportList.as_view(), name="reports"),
    re_path(r"^reports/(?P<slug>[-\w]+)/$", views.ReportOne.as_view(), name="report"),
]
