"""Where the arrays of a flax_model.msgpack lie: one pass that reads names and headers and skips the data.

Sources: the msgpack specification; flax/serialization.py (how it packs arrays, and chunks of large ones).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO

from inference.api import ModelError
from inference.tensors import DTYPE_FROM_NAME, Index, Tensor, foreign, make, short

MAX_DEPTH = 32


def index_flax(path: Path) -> Index:
    """Key, joined with '/', to tensor. Raises ModelError for a file that is truncated, broken or foreign."""
    with path.open("rb") as file:
        return _Walk(path, file).index()


class _Walk:
    """One pass over a msgpack file that reads names and headers and skips the data."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self.path, self.file, self.size = path, file, path.stat().st_size

    def index(self) -> Index:
        head = self.file.read(64)
        if not head or not (0x80 <= head[0] <= 0x8F or head[0] in (0xDE, 0xDF)):
            raise foreign(self.path, head, "Flax msgpack")
        self.file.seek(0)
        index: Index = {}
        for key, tensor in self.maps((), self.byte()):
            if key in index:
                raise ModelError(f"{self.path} names {key} twice.")
            index[key] = tensor
        if self.file.tell() != self.size:
            raise ModelError(
                f"{self.path} ends at byte {self.file.tell()} but is {self.size} bytes long; expected a single object."
            )
        return index

    def maps(self, above: tuple[str, ...], kind: int) -> Iterator[tuple[str, Tensor]]:
        if len(above) > MAX_DEPTH:
            raise ModelError(f"{self.path} nests its names more than {MAX_DEPTH} deep; expected a Flax checkpoint.")
        for _ in range(self.map_length(kind)):
            name = self.text(self.byte())
            here = (*above, name)
            kind_below = self.byte()
            if kind_below == 0xC7 or kind_below in (0xC8, 0xC9):  # ext 8, 16, 32
                yield "/".join(here), self.array("/".join(here), kind_below)
            else:
                start = self.file.tell()
                chunked = self.chunked("/".join(here), kind_below)
                if chunked is not None:
                    yield "/".join(here), chunked
                else:
                    self.file.seek(start)
                    yield from self.maps(here, kind_below)

    def array(self, key: str, kind: int) -> Tensor:
        """An ext of type 1 that packs (shape, dtype's name, bytes)."""
        length = self.unsigned(1 << (kind - 0xC7))
        end = self.file.tell() + 1 + length
        if self.byte() != 1:
            raise ModelError(f"{self.path}: {key} is not an array.")
        if end > self.size:
            raise short(self.path, end, self.size)
        if self.byte() != 0x93:
            raise self.broken(key)
        rank = self.byte()
        if not 0x90 <= rank <= 0x9F:
            raise self.broken(key)
        shape = tuple(self.integer(key) for _ in range(rank - 0x90))
        name = self.text(self.byte())
        if name not in DTYPE_FROM_NAME:
            raise ModelError(f"{self.path}: {key} is stored as {name}; expected float16, bfloat16 or float32.")
        kind = self.byte()
        if kind not in (0xC4, 0xC5, 0xC6):  # bin 8, 16, 32
            raise self.broken(key)
        length = self.unsigned(1 << (kind - 0xC4))
        start = self.file.tell()
        if start + length != end:
            raise self.broken(key)
        self.file.seek(end)
        return make(self.path, key, [(start, length)], DTYPE_FROM_NAME[name], shape)

    def chunked(self, key: str, kind: int) -> Tensor | None:
        """Flax cuts an array of more than 2**30 bytes into flat chunks: {marker: true, shape: {}, chunks: {}}."""
        if kind != 0x83 or self.text(self.byte()) != "__msgpack_chunked_array__":
            return None
        self.byte()  # true
        shape: tuple[int, ...] = ()
        chunks: list[Tensor] = []
        for _ in range(2):
            part = self.text(self.byte())
            for i in range(self.map_length(self.byte())):
                if self.text(self.byte()) != str(i):
                    raise self.broken(key)
                if part == "shape":
                    shape += (self.integer(key),)
                else:
                    chunks.append(self.array(key, self.byte()))
        if not chunks:
            raise self.broken(key)
        return make(self.path, key, [span for c in chunks for span in c.spans], chunks[0].dtype, shape)

    def map_length(self, kind: int) -> int:
        if 0x80 <= kind <= 0x8F:
            return kind - 0x80
        if kind in (0xDE, 0xDF):
            return self.unsigned(2 if kind == 0xDE else 4)
        raise ModelError(f"{self.path} holds something at byte {self.file.tell() - 1} that is neither map nor array.")

    def text(self, kind: int) -> str:
        if 0xA0 <= kind <= 0xBF:
            length = kind - 0xA0
        elif kind in (0xD9, 0xDA, 0xDB):
            length = self.unsigned(1 << (kind - 0xD9))
        else:
            raise self.broken("a name")
        if length > 4096:
            raise self.broken("a name")
        return self.exactly(length).decode("utf-8", "replace")

    def integer(self, key: str) -> int:
        kind = self.byte()
        if kind <= 0x7F:
            return kind
        if kind in (0xCC, 0xCD, 0xCE, 0xCF):
            return self.unsigned(1 << (kind - 0xCC))
        raise self.broken(key)

    def byte(self) -> int:
        return self.exactly(1)[0]

    def unsigned(self, size: int) -> int:
        return int.from_bytes(self.exactly(size), "big")

    def exactly(self, size: int) -> bytes:
        data = self.file.read(size)
        if len(data) < size:
            raise short(self.path, self.file.tell() + size - len(data), self.size)
        return data

    def broken(self, key: str) -> ModelError:
        return ModelError(f"{self.path} is broken at byte {self.file.tell()}, in {key}; expected a Flax checkpoint.")
