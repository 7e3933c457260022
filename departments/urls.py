from django.urls import path

from .views import people, sheet, stand_ins

urlpatterns = [
    path("people/", people.index, name="people"),
    path("people/new/", people.add, name="person_add"),
    path("people/sheet/", sheet.sheet, name="people_sheet"),
    path("people/stand-ins/", stand_ins.stand_ins, name="stand_ins"),
    path("people/stand-ins/<int:pk>/end/", stand_ins.end, name="stand_in_end"),
    path("people/<int:pk>/", people.change, name="person"),
    path("people/<int:pk>/password/", people.password, name="person_password"),
    path("people/<int:pk>/leave/", people.leave, name="person_leave"),
]
