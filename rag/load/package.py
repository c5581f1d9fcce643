"""Office packages (DOCX, XLSX): ZIP files that are looked at before a reader unpacks them."""

from __future__ import annotations

import io
import zipfile

from rag.errors import DocumentError

MAX_MEMBERS, MAX_UNPACKED, MAX_RATIO = 5000, 256 * 2**20, 200


def guard(data: bytes, kind: str, programs: str) -> None:
    """Passes a package that is whole, not encrypted and not of an absurd size.

    Args:
        data: the file.
        kind: its format, as told to users.
        programs: what can open it and save it again.

    Raises:
        DocumentError: it is not.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise damaged(kind, programs) from error
    size = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if len(infos) > MAX_MEMBERS or size > MAX_UNPACKED:
        raise DocumentError(
            f"解压后大得异常，请用 {programs.replace(' or ', ' 或 ')} 打开后另存 / "
            f"unpacks to an absurd size; open it in {programs} and save it again"
        )
    if size > 16 * 2**20 and size > MAX_RATIO * max(1, packed):
        raise DocumentError(
            "压缩比异常，请另存后再传 / packs more than 200 to 1, as no document does; save it again"
        )
    if any(info.flag_bits & 1 for info in infos):
        raise DocumentError("有密码，请去掉密码后另存 / is encrypted; save it without password")


def damaged(kind: str, programs: str) -> DocumentError:
    """What is said of a package that no reader can make sense of."""
    return DocumentError(
        f"{kind} 不完整，请用 {programs.replace(' or ', ' 或 ')} 打开后另存 / "
        f"is no whole {kind}; open it in {programs} and save it again"
    )
