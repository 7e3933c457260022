"""Addresses of the hotline's pages."""

from django.urls import URLPattern, path

from .views import answers, callers, drafts, finding, imports, links, listing, order, rates, steps, suggestions, thesaurus, trends

app_name = "hotline"

urlpatterns: list[URLPattern] = [
    path("hotline/", listing.index, name="list"),
    path("hotline/draft/", drafts.keep, name="keep_draft"),
    path("hotline/draft/clear/", drafts.clear, name="clear_draft"),
    path("hotline/find/", finding.find, name="find"),
    path("hotline/repeats/", finding.repeated, name="repeats"),
    path("hotline/suggest/", finding.suggested, name="suggest"),
    path("hotline/links/", links.index, name="links"),
    path("hotline/links/<int:pk>/", links.one, name="link"),
    path("hotline/links/<int:pk>/answer/", links.answer, name="answer"),
    path("hotline/links/<int:pk>/<slug:decision>/", links.decide, name="decide"),
    path("hotline/imports/", imports.index, name="imports"),
    path("hotline/imports/<int:pk>/", imports.one, name="import"),
    path("hotline/imports/<int:pk>/start/", imports.start, name="start_import"),
    path("hotline/imports/<int:pk>/report/", imports.report, name="import_report"),
    path("hotline/answers/", answers.index, name="answers"),
    path("hotline/answers/<int:pk>/<slug:decision>/", answers.settle, name="settle_answer"),
    path("hotline/signals/", trends.signals, name="signals"),
    path("hotline/trends/", trends.index, name="trends"),
    path("hotline/looks/", callers.looks, name="looks"),
    path("hotline/export/", callers.exports, name="export"),
    path("hotline/<str:number>/caller/", callers.unmask, name="unmask"),
    path("hotline/suggestions/", suggestions.quality, name="suggestions"),
    path("hotline/thesaurus/", thesaurus.index, name="thesaurus"),
    path("hotline/thesaurus/<slug:code>/", thesaurus.concept, name="concept"),
    path("hotline/expressions/<int:pk>/", thesaurus.switch, name="expression"),
    path("hotline/rates/", rates.index, name="rates"),
    path("hotline/handling/", steps.handlings, name="handlings"),
    path("hotline/handling/<int:pk>/", steps.handling, name="handling"),
    path("hotline/handling/<int:pk>/<slug:action>/", steps.on_handling, name="handling_step"),
    path("hotline/<str:number>/actions/<slug:action>/", steps.on_order, name="step"),
    path("hotline/<str:number>/", order.detail, name="detail"),
    path("hotline/<str:number>/suggestions/", suggestions.offered, name="offered"),
    path("hotline/<str:number>/suggestions/<str:code>/dismiss/", suggestions.dismiss, name="dismiss"),
    path("hotline/<str:number>/summary/", order.release, name="release"),
    path("hotline/<str:number>/link/", order.link, name="link_order"),
]
