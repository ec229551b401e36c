"""Where the arrays of a flax_model.msgpack are: one pass that reads names and headers and skips the data.

Sources: the msgpack specification; flax/serialization.py (how it packs arrays, and chunks of large ones).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from inference.api import ModelError
from inference.files.tensors import DTYPE_FROM_NAME, Index, Tensor, foreign, make, short, unreadable
from inference.regular_file import open_regular

MAX_DEPTH = 32
MAX_NAMES = 100_000
"""Of tensors and of the maps that hold them; Mega, the largest published model, has 755 tensors."""
MAX_NAME = 4096
"""Bytes of one name."""
CHUNKED = "__msgpack_chunked_array__"
TRUE = 0xC3


def index_flax(path: Path) -> Index:
    """Key, joined with '/', to tensor. Raises ModelError for a file that is truncated, broken or foreign."""
    try:
        with open_regular(path) as file:
            return _Walk(path, file).index()
    except OSError as error:
        raise unreadable(path, error) from error


class _Walk:
    """One pass over a msgpack file that reads names and headers and skips the data."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self.path, self.file, self.size = path, file, path.stat().st_size
        self.names = 0

    def index(self) -> dict[str, Tensor]:
        head = self.file.read(64)
        # A pickle begins with 0x80 too; a map of that kind is empty and a whole file.
        if not head or not _is_map(head[0]) or (head[0] == 0x80 and len(head) > 1):
            raise foreign(self.path, head, "Flax msgpack")
        self.file.seek(0)
        index: dict[str, Tensor] = {}
        for key, tensor in self.maps((), self.byte()):
            if key in index:
                raise self.twice(key)
            index[key] = tensor
        if self.file.tell() != self.size:
            raise ModelError(
                f"{self.path} ends at byte {self.file.tell()} but is {self.size} bytes long; expected a single object."
            )
        return index

    def maps(self, above: tuple[str, ...], kind: int) -> Iterator[tuple[str, Tensor]]:
        if len(above) > MAX_DEPTH:
            raise ModelError(f"{self.path} nests its names more than {MAX_DEPTH} deep; expected a Flax checkpoint.")
        seen: set[str] = set()
        for _ in range(self.map_length(kind)):
            name = self.name()
            here = (*above, name)
            key = "/".join(here)
            if name in seen:
                raise self.twice(key)
            seen.add(name)
            kind_below = self.byte()
            if (length := self.extension(kind_below)) is not None:
                yield key, self.array(key, length)
                continue
            start = self.file.tell()
            chunked = self.chunked(key, kind_below)
            if chunked is not None:
                yield key, chunked
            else:
                self.file.seek(start)
                yield from self.maps(here, kind_below)

    def extension(self, kind: int) -> int | None:
        """Bytes of an ext's data; None if `kind` is another type."""
        if 0xD4 <= kind <= 0xD8:  # fixext 1, 2, 4, 8, 16: where a tiny array happens to have that length
            return 1 << (kind - 0xD4)
        if 0xC7 <= kind <= 0xC9:  # ext 8, 16, 32
            return self.unsigned(1 << (kind - 0xC7))
        return None

    def array(self, key: str, length: int) -> Tensor:
        """An ext of type 1 that packs (shape, dtype's name, bytes)."""
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
        dtype = self.text(self.byte())
        if dtype not in DTYPE_FROM_NAME:
            raise ModelError(f"{self.path}: {key} is stored as {dtype}; expected float16, bfloat16 or float32.")
        kind = self.byte()
        if kind not in (0xC4, 0xC5, 0xC6):  # bin 8, 16, 32
            raise self.broken(key)
        size = self.unsigned(1 << (kind - 0xC4))
        start = self.file.tell()
        if start + size != end:
            raise self.broken(key)
        self.file.seek(end)
        return make(self.path, key, [(start, size)], DTYPE_FROM_NAME[dtype], shape)

    def chunked(self, key: str, kind: int) -> Tensor | None:
        """Flax cuts an array of more than 2**30 bytes into flat chunks: {marker: true, shape: {}, chunks: {}}."""
        if kind != 0x83 or self.name() != CHUNKED:
            return None
        if self.byte() != TRUE:
            raise self.broken(key)
        shape: list[int] = []
        chunks: list[Tensor] = []
        for _ in range(2):
            part = self.name()
            for i in range(self.map_length(self.byte())):
                if self.name() != str(i):
                    raise self.broken(key)
                if part == "shape":
                    shape.append(self.integer(key))
                elif part == "chunks" and (length := self.extension(self.byte())) is not None:
                    chunks.append(self.array(key, length))
                else:
                    raise self.broken(key)
        if len({chunk.dtype for chunk in chunks}) != 1:
            raise self.broken(key)
        return make(self.path, key, [span for c in chunks for span in c.spans], chunks[0].dtype, tuple(shape))

    def map_length(self, kind: int) -> int:
        if not _is_map(kind):
            raise ModelError(
                f"{self.path} holds something at byte {self.file.tell() - 1} that is neither map nor array."
            )
        return kind - 0x80 if kind <= 0x8F else self.unsigned(2 if kind == 0xDE else 4)

    def name(self) -> str:
        self.names += 1
        if self.names > MAX_NAMES:
            raise ModelError(f"{self.path} holds more than {MAX_NAMES} names; expected a Flax checkpoint.")
        return self.text(self.byte())

    def text(self, kind: int) -> str:
        if 0xA0 <= kind <= 0xBF:
            length = kind - 0xA0
        elif kind in (0xD9, 0xDA, 0xDB):
            length = self.unsigned(1 << (kind - 0xD9))
        else:
            raise self.broken("a name")
        if length > MAX_NAME:
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

    def twice(self, key: str) -> ModelError:
        return ModelError(f"{self.path} names {key} twice.")

    def broken(self, key: str) -> ModelError:
        return ModelError(f"{self.path} is broken at byte {self.file.tell()}, in {key}; expected a Flax checkpoint.")


def _is_map(kind: int) -> bool:
    return 0x80 <= kind <= 0x8F or kind in (0xDE, 0xDF)
