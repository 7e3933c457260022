from django.urls import path

from .views import duties, review, steps, table, years

app_name = "drafts"

urlpatterns = [
    path("drafts/", review.index, name="index"),
    path("drafts/upload/", review.upload, name="upload"),
    path("drafts/duties/", duties.index, name="duties"),
    path("drafts/duties/<slug:code>/", duties.change, name="duties_change"),
    path("drafts/<slug:slug>/", review.page, name="review"),
    path("drafts/<slug:slug>/add/", steps.add, name="add"),
    path("drafts/<slug:slug>/undo/", steps.undo, name="undo"),
    path("drafts/<slug:slug>/news/", steps.news, name="news"),
    path("drafts/<slug:slug>/numbers/", steps.set_aside, name="set_aside"),
    path("drafts/<slug:slug>/assign/", review.assign, name="assign"),
    path("drafts/<slug:slug>/table/", table.table, name="table"),
    path("drafts/<slug:slug>/table/<slug:kind>/", table.download, name="download"),
    path("drafts/<slug:slug>/years/", years.compare, name="years"),
    path("drafts/<slug:slug>/<str:code>/", steps.card, name="card"),
    path("drafts/<slug:slug>/<str:code>/correct/", steps.correct, name="correct"),
    path("drafts/<slug:slug>/<str:code>/<slug:verb>/", steps.decide, name="decide"),
]
