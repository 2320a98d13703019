"""Every address, by door."""

from django.urls import include, path

urlpatterns = [path("api/v1/", include("dougong.api.urls")), path("", include("dougong.pages.urls"))]

handler400 = "dougong.pages.errors.bad_request"
handler404 = "dougong.pages.errors.not_found"
handler500 = "dougong.pages.errors.server_error"
