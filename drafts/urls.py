from django.urls import path

from .views import duties, review, table, years

app_name = "drafts"

urlpatterns = [
    path("drafts/", review.index, name="index"),
    path("drafts/upload/", review.upload, name="upload"),
    path("drafts/duties/", duties.index, name="duties"),
    path("drafts/duties/<slug:code>/", duties.change, name="duties_change"),
    path("drafts/<slug:slug>/", review.page, name="review"),
    path("drafts/<slug:slug>/add/", review.add, name="add"),
    path("drafts/<slug:slug>/undo/", review.undo, name="undo"),
    path("drafts/<slug:slug>/numbers/", review.set_aside, name="set_aside"),
    path("drafts/<slug:slug>/assign/", review.assign, name="assign"),
    path("drafts/<slug:slug>/table/", table.table, name="table"),
    path("drafts/<slug:slug>/table/<slug:kind>/", table.download, name="download"),
    path("drafts/<slug:slug>/years/", years.compare, name="years"),
    path("drafts/<slug:slug>/<str:code>/correct/", review.correct, name="correct"),
    path("drafts/<slug:slug>/<str:code>/<slug:verb>/", review.decide, name="decide"),
]
