"""file: an attachment, one or many."""

from dougong.kinds._files import FILE_KEYWORDS, HASH_KEYWORD, file_options
from dougong.kinds._references import ref_kind

FILE = ref_kind("file", entity="file", options=file_options, keywords={**FILE_KEYWORDS, **HASH_KEYWORD})
