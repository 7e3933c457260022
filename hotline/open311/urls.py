from django.urls import URLPattern, re_path

from . import views
from .views import resource

app_name = "open311"
FORM = r"\.(?P<form>xml|json)$"

urlpatterns: list[URLPattern] = [
    re_path(r"^discovery" + FORM, resource(GET=views.discovery), name="discovery"),
    re_path(r"^services" + FORM, resource(GET=views.service_list), name="services"),
    re_path(r"^services/(?P<code>[^/]{1,60})" + FORM, resource(GET=views.service), name="service"),
    re_path(r"^requests" + FORM, resource(GET=views.requests, POST=views.submit), name="requests"),
    re_path(r"^requests/(?P<number>[0-9A-Za-z-]{1,24})" + FORM, resource(GET=views.one), name="request"),
    re_path(r"^tokens/(?P<token>[^/]{1,200})" + FORM, resource(GET=views.token), name="token"),
    re_path(r"^servicerequestupdates" + FORM, resource(GET=views.updates, POST=views.update), name="updates"),
    # Anything else is refused in the format its ending asks for, XML where it asks for none.
    re_path(r"^(?P<rest>.*)" + FORM, resource(GET=views.unknown, POST=views.unknown), name="unknown"),
    re_path(r"^(?P<rest>.*)$", resource(GET=views.unknown, POST=views.unknown), {"form": "xml"}, name="unknown_xml"),
]
