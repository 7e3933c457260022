"""Addresses of the commitments' pages; each page module lists its own."""

from django.urls import URLPattern, path

from .views import (
    bulk,
    card,
    deliveries,
    detail,
    evidence,
    feeds,
    forecast,
    listing,
    overdue,
    reminder_settings,
    report,
    review,
    steps,
    urging,
    workdays,
)

app_name = "commitments"

urlpatterns: list[URLPattern] = [
    path("commitments/", listing.index, name="list"),
    path("commitments/bulk/", bulk.bulk, name="bulk"),
    path("commitments/<str:code>/", detail.detail, name="detail"),
    path("commitments/<str:code>/actions/<slug:action>/", steps.act, name="action"),
    path("commitments/<str:code>/card/", card.card, name="card"),
    path("commitments/<str:code>/forecast/", forecast.forecast, name="forecast"),
    path("evidence/<int:pk>/", evidence.download, name="evidence"),
    path("evidence/<int:pk>/picture/", evidence.picture, name="picture"),
    path("urging/", urging.index, name="urging"),
    path("urging/<int:pk>/", urging.note, name="urging_note"),
    path("urging/<int:pk>/docx/", urging.docx, name="urging_docx"),
    path("urging/<int:pk>/climb/", urging.climb, name="urging_climb"),
    path("urging/<int:pk>/reply/", urging.reply, name="reply_urging"),
    path("reports/<slug:slug>/", report.report, name="report"),
    path("overdue/", overdue.overdue, name="overdue"),
    path("overdue/urge/", overdue.urge, name="urge"),
    path("review/", review.review, name="review"),
    path("commitments/<str:code>/reminders/", deliveries.of_commitment, name="reminders_commitment"),
    path("reminders/of/<int:pk>/", deliveries.of_person, name="reminders_person"),
    path("reminders/rules/", reminder_settings.rules, name="reminder_rules"),
    path("reminders/channels/", reminder_settings.gateways, name="gateways"),
    path("reminders/channels/<int:pk>/", reminder_settings.gateways, name="gateway"),
    path("my/calendar/", feeds.mine, name="my_calendar"),
    path("my/calendar/revoke/", feeds.revoke, name="revoke_calendar"),
    path("feeds/<str:token>.ics", feeds.ics, name="feed"),
    path("my/channels/", reminder_settings.mine, name="my_channels"),
    path("deliveries/", deliveries.index, name="deliveries"),
    path("deliveries/<int:pk>/resend/", deliveries.resend, name="resend"),
    path("deliveries/<int:pk>/aside/", deliveries.put_aside, name="put_aside"),
    path("workdays/", workdays.index, name="workdays"),
    path("workdays/enter/", workdays.enter, name="workdays_enter"),
    path("workdays/count/", workdays.count, name="workdays_count"),
]
