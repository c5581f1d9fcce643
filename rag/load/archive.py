"""ZIP archives: their members' bytes, within limits, never written to disk.

Limits: 2,000 members and 512 MiB unpacked, archives in the archive included; a member that packs
200 to 1 or better is a bomb, not a document; one archive inside another, no deeper.
"""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from rag.errors import DocumentError

MAX_MEMBERS = 2000
MAX_UNPACKED = 512 * 2**20
MAX_RATIO = 200
#: Small members may pack well by nature (a file of one repeated line).
_RATIO_FROM = 2**20


@dataclass(slots=True)
class _Budget:
    members: int = MAX_MEMBERS
    unpacked: int = MAX_UNPACKED


def members(data: bytes, limit: int) -> Iterator[tuple[str, bytes | DocumentError]]:
    """The members of a ZIP file, each with its bytes or with why it is left out.

    The name is the path inside, ``inner.zip!/a.txt`` for a member of a nested archive, and empty
    where the archive as a whole is refused. Sorted by name. ``limit``: largest member, in bytes.
    """
    yield from _members(data, limit, _Budget(), nested=False)


def _members(
    data: bytes, limit: int, budget: _Budget, *, nested: bool
) -> Iterator[tuple[str, bytes | DocumentError]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = _admitted(archive, budget)
            for name, info in infos:
                content = _member(archive, name, info, limit)
                if isinstance(content, DocumentError) or not name.lower().endswith(".zip"):
                    yield name, content
                elif nested:
                    yield (
                        name,
                        DocumentError(
                            "压缩包嵌套过深，请先解开外层 / lies two archives deep; unpack the outer one"
                        ),
                    )
                else:
                    for inner, found in _members(content, limit, budget, nested=True):
                        yield (f"{name}!/{inner}" if inner else name), found
    except DocumentError as error:
        yield "", error
    except (zipfile.BadZipFile, ValueError, IndexError, NotImplementedError, OSError, EOFError) as error:
        refused = DocumentError(
            "压缩包不完整，请重新复制或打包 / is no whole ZIP archive; copy or pack it again"
        )
        refused.__cause__ = error
        yield "", refused


def _admitted(archive: zipfile.ZipFile, budget: _Budget) -> list[tuple[str, zipfile.ZipInfo]]:
    """The files of an archive by name; sizes are as declared, and no more is ever unpacked."""
    infos = [info for info in archive.infolist() if not info.is_dir()]
    budget.members -= len(infos)
    budget.unpacked -= sum(info.file_size for info in infos)
    if budget.members < 0:
        raise DocumentError(
            f"压缩包内超过 {MAX_MEMBERS:,} 个文件，请分开打包 / "
            f"holds more than {MAX_MEMBERS:,} files; pack fewer, or unpack it"
        )
    if budget.unpacked < 0:
        raise DocumentError(
            f"解压后超过 {MAX_UNPACKED:,} 字节，请自行解压 / "
            f"unpacks to more than {MAX_UNPACKED:,} bytes; unpack it yourself"
        )
    named: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        name, count = _name(info), 1
        while name in named:
            count += 1
            name = f"{_name(info)}~{count}"
        named[name] = info
    return sorted(named.items())


def _name(info: zipfile.ZipInfo) -> str:
    """The member's path; Chinese Windows writes it in GBK, which ``zipfile`` takes for CP437."""
    name = info.filename
    if not info.flag_bits & 0x800:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/").encode("utf-8", "replace").decode("utf-8")


def _member(archive: zipfile.ZipFile, name: str, info: zipfile.ZipInfo, limit: int) -> bytes | DocumentError:
    if name.startswith("/") or ".." in name.split("/") or name[1:2] == ":":
        return DocumentError(
            "压缩包内的路径越出压缩包，请重新打包 / "
            "has a path that leaves the archive; pack the archive again"
        )
    if info.flag_bits & 1:
        return DocumentError("压缩包有密码，请先解压 / is encrypted; unpack it with its password")
    if info.file_size > limit:
        return DocumentError(
            f"有 {info.file_size:,} 字节，超过上限 {limit:,} / "
            f"has {info.file_size:,} bytes, more than the {limit:,} allowed"
        )
    if info.file_size > _RATIO_FROM and info.file_size > MAX_RATIO * max(1, info.compress_size):
        return DocumentError(
            "压缩比异常，请自行解压 / packs more than 200 to 1, as no document does; unpack it yourself"
        )
    try:
        with archive.open(info) as file:
            return file.read(limit + 1)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError,
            ValueError, OSError, EOFError) as error:  # fmt: skip
        refused = DocumentError(
            "在压缩包内已损坏，请重新打包 / is damaged in the archive; pack the archive again"
        )
        refused.__cause__ = error
        return refused
