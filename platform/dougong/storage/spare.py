"""Tenant fields in spare columns: integers and booleans in one family, everything else as comparable text."""

from datetime import date
from typing import Any
from uuid import UUID

from dougong.definition.model import Field
from dougong.problem import Ref
from dougong.storage import secret
from dougong.storage.codecs import Codec, codec_for, moment_out, target_of, utc_text
from dougong.storage.columns import Keeping


def spare_codec(field: Field, kept: Keeping) -> Codec:
    """The codec of a field in a spare column.

    What one column cannot hold (personal data, numbers of any magnitude) has its comparable half there and
    the whole of it in `custom`; such a codec is `beside`.
    """
    if kept.codec == "personal":
        return Codec(lambda value: (secret.digest(field.kind, value),), _nothing, beside=True)
    if kept.codec == "number":
        near = codec_for(field, kept).encode
        return Codec(lambda value: (near(value)[0],), _nothing, beside=True)
    if kept.codec == "boolean":
        return Codec(lambda value: (int(value),), bool)
    if kept.codec == "date":
        return Codec(lambda value: (value.isoformat(),), date.fromisoformat)
    if kept.codec == "datetime":
        return Codec(lambda value: (utc_text(value),), moment_out)
    if kept.codec == "reference":
        entity = target_of(field)
        return Codec(lambda value: (value.id.hex,), lambda found: Ref(entity, UUID(found)))
    return codec_for(field, kept)


def _nothing(_found: Any) -> None:
    return None
