"""The addresses of the door for programs."""

from django.urls import path

from dougong.api.calls import door
from dougong.api.missing import nothing
from dougong.api.reading import figures, index, list_records, one_record
from dougong.api.writing import create, perform, remove, restore, update

_RECORDS = "records/<slug:module>/<slug:entity>"
_RECORD = f"{_RECORDS}/<uuid:record_id>"

urlpatterns = [
    path("", door(GET=index), name="api"),
    path(_RECORDS, door(GET=list_records, POST=create), name="api-records"),
    path(f"{_RECORDS}/figures", door(GET=figures), name="api-figures"),
    path(_RECORD, door(GET=one_record, PATCH=update, DELETE=remove), name="api-record"),
    path(f"{_RECORD}/restore", door(POST=restore), name="api-restore"),
    path(f"{_RECORD}/transitions/<slug:transition>", door(POST=perform), name="api-perform"),
    path("<path:rest>", door(**dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), nothing)), name="api-nothing"),
]
