"""The addresses of the door for programs."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from dougong.api.attaching import attachments, content, upload
from dougong.api.batch import batch
from dougong.api.calls import door
from dougong.api.missing import nothing
from dougong.api.reading import figures, index, list_records, one_record, openapi
from dougong.api.talk import change, comments, history, say, take_back
from dougong.api.writing import create, perform, remove, restore, update


class Anything(StringConverter):
    """The rest of an address whatever stands in it: Django's own `path` stops at the end of a line."""

    regex = r"[\s\S]+"


register_converter(Anything, "anything")

_EVERY = ("GET", "POST", "PUT", "PATCH", "DELETE")
_RECORDS = "records/<slug:module>/<slug:entity>"
_RECORD = f"{_RECORDS}/<uuid:record_id>"

urlpatterns = [
    path("", door(GET=index), name="api"),
    path("openapi.json", door(GET=openapi), name="api-openapi"),
    path(_RECORDS, door(GET=list_records, POST=create), name="api-records"),
    path(f"{_RECORDS}/figures", door(GET=figures), name="api-figures"),
    path(_RECORD, door(GET=one_record, PATCH=update, DELETE=remove), name="api-record"),
    path(f"{_RECORD}/restore", door(POST=restore), name="api-restore"),
    path(f"{_RECORD}/transitions/<slug:transition>", door(POST=perform), name="api-perform"),
    path(f"{_RECORDS}/batch", door(POST=batch), name="api-batch"),
    path(f"{_RECORD}/comments", door(GET=comments, POST=say), name="api-comments"),
    path(f"{_RECORD}/comments/<uuid:comment_id>", door(PATCH=change, DELETE=take_back), name="api-comment"),
    path(f"{_RECORD}/history", door(GET=history), name="api-history"),
    path(f"{_RECORD}/attachments", door(GET=attachments), name="api-attachments"),
    path("files", door(POST=upload), name="api-upload"),
    path("files/<uuid:file_id>/<str:shape>", door(GET=content), name="api-file"),
    path("<anything:rest>", door(**dict.fromkeys(_EVERY, nothing)), name="api-nothing"),
]
