"""signature: a signature drawn on the screen, kept as a picture."""

from dougong.kinds._common import no_options
from dougong.kinds._references import ref_kind

SIGNATURE = ref_kind("signature", entity="file", options=no_options, keywords={})
