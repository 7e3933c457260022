from django.contrib.auth.views import LogoutView
from django.urls import path

from . import showing, views

urlpatterns = [
    path("", views.front, name="front"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("my/", views.my, name="my"),
    path("my/standing/", views.standing, name="standing"),
    path("my/notices/", views.notices, name="notices"),
    path("my/jump/", views.jump, name="jump"),
    path("my/alive/", views.alive, name="alive"),
    path("my/look/", views.look, name="look"),
    path("components/", showing.components, name="components"),
    path("accounts/login/", views.SignIn.as_view(), name="login"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("accounts/password/", views.password, name="password"),
]
