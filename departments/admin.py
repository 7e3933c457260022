"""Units and posts are master data and edited here; people change on their own pages, with their history."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from house.admin import Looking

from .models import Department, Post, StandIn, User

admin.site.site_header = admin.site.site_title = _("Yanbixing: master data")


@admin.register(Post)
class PostAdmin(admin.ModelAdmin):
    list_display = ["name", "code", "order"]
    search_fields = ["name", "code"]


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin):
    list_display = ["short_name", "name", "kind", "post", "valid_until", "successor"]
    list_filter = ["kind"]
    list_select_related = ["post", "successor"]
    search_fields = ["name", "short_name", "code"]


@admin.register(User)
class UserAdmin(Looking):
    list_display = ["display_name", "username", "role", "department", "post", "is_active"]
    list_filter = ["role", "is_active"]
    list_select_related = ["department", "post"]
    search_fields = ["display_name", "username", "email"]
    exclude = ["password", "mobile"]


@admin.register(StandIn)
class StandInAdmin(Looking):
    list_display = ["person", "deputy", "from_on", "until_on"]
    list_select_related = ["person", "deputy"]
