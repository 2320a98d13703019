"""The addresses of the workshop's host; loaded with the first request there."""

from django.urls import include, path
from wagtail.admin import urls as wagtail_urls

from dougong.workshop import second_step, signing_in

urlpatterns = [
    path("sign-in/", signing_in.sign_in_page, name="workshop-sign-in"),
    path("sign-in/code/", second_step.code_page, name="workshop-code"),
    path("sign-in/<str:token>/", signing_in.sign_in_once, name="workshop-sign-in-once"),
    path("language/", signing_in.choose_language, name="workshop-language"),
    path("login/", signing_in.to_sign_in, name="workshop-login"),
    path("", signing_in.home, name="workshop-home"),
    path("", include(wagtail_urls)),
]

handler404 = "dougong.workshop.signing_in.not_found"
handler500 = "dougong.workshop.signing_in.server_error"
