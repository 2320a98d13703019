"""The addresses of importing, all beneath the list of what is imported."""

from django.urls import path

from dougong.pages.importing import batch, beginning, columns, downloads

_LIST = "m/<slug:module>/<slug:entity>/import/"

urlpatterns = [
    path(_LIST, beginning.import_page, name="import"),
    path(f"{_LIST}template/", downloads.template_file, name="import-template"),
    path(f"{_LIST}<uuid:batch_id>/", batch.batch_page, name="import-batch"),
    path(f"{_LIST}<uuid:batch_id>/columns/", columns.columns_page, name="import-columns"),
    path(f"{_LIST}<uuid:batch_id>/result/", downloads.result_file, name="import-result"),
]
