"""Files and folders: what counts as a document, which reader takes it, and that one bad file stops none.

The readers hand hostile bytes to parsers written by others. What these raise is turned into
``DocumentError`` here, at one place, with the cause chained.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from rag.errors import DocumentError
from rag.language.text import normalise
from rag.load.archive import members
from rag.load.headed import headings
from rag.load.loaded import FORMATS, Content, Loaded, Skipped

_SUFFIXES = {
    **dict.fromkeys((".txt", ".text", ""), "plain"),
    **dict.fromkeys((".md", ".markdown"), "markdown"),
    **dict.fromkeys((".html", ".htm", ".xhtml", ".shtml"), "page"),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp"), "image"),
    ".docx": "docx",
    **dict.fromkeys((".xlsx", ".xlsm"), "workbook"),
    ".pdf": "pdf",
    ".zip": "zip",
}
#: Suffixes of the formats that are read, as a form for uploads takes them.
SUFFIXES = tuple(suffix for suffix in _SUFFIXES if suffix)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Names that accompany documents without being one.
_NOT_DOCUMENTS = frozenset(("readme", "manifest", "thumbs", "desktop", "license"))


def load_file(path: Path | str, *, limit: int) -> Loaded:
    """One file's text; ``limit`` is the largest size taken, in bytes.

    Raises:
        DocumentError: what is wrong, with which file, and what to do.
    """
    path = Path(path)
    if path.suffix.lower() == ".zip":
        raise DocumentError(
            f"{path.name}: 是压缩包，请作为文件夹读入 / is an archive of files; load it as a folder"
        )
    return _loaded(path.name, path.suffix, _bytes(path, limit))


def load_folder(paths: Sequence[Path | str], *, limit: int) -> Iterator[Loaded | Skipped]:
    """Every document in ``paths`` (files, folders, ZIP archives), in the order of their names.

    What cannot be read is given as ``Skipped``, folders too; a file of which a part could not be read,
    such as a scanned page, is given both ways, the ``Skipped`` behind it. A file reached twice is given
    once; two files of one relative path get their folder's name in front.
    """
    seen: set[Path] = set()
    names: set[str] = set()
    for given in map(Path, paths):
        for path, relative in files_of(given):
            if isinstance(relative, Skipped):
                yield relative
                continue
            if (real := path.resolve()) in seen:
                continue
            seen.add(real)
            source = relative if relative not in names else f"{real.parent.name}/{relative}"
            source = _unused(source, names)
            yield from _all_in(path, source, limit)


def _unused(source: str, names: set[str]) -> str:
    candidate, count = source, 1
    while candidate in names:
        count += 1
        candidate = f"{source}~{count}"
    names.add(candidate)
    return candidate


def files_of(given: Path) -> Iterator[tuple[Path, str | Skipped]]:
    """What counts as a document under ``given``: each file with its source name, or why it is left out.

    Hidden files, README and manifest files are passed over in silence; links are followed only to files
    inside the folder given. Everything else counts, whether it can be read or not: who looks at a folder
    is told of all that lies in it.
    """
    if not os.path.lexists(given):
        yield given, Skipped(str(given), _MISSING)
        return
    if not given.is_dir():
        yield given, given.name
        return
    root = given.resolve()
    failed: list[OSError] = []
    for folder, folders, files in os.walk(given, onerror=failed.append):
        folders[:] = sorted(name for name in folders if not passed_over(name))
        for name in sorted((*folders, *files)):
            path = Path(folder, name)
            source = _printable(path.relative_to(given).as_posix())
            if name in folders:
                if path.is_symlink():
                    yield path, Skipped(source, _LINKED_FOLDER)
            elif passed_over(name):
                continue
            elif path.is_symlink() and not path.resolve().is_relative_to(root):
                yield path, Skipped(source, _LEAVES)
            else:
                yield path, source
    for error in failed:
        path = Path(os.fsdecode(error.filename))
        inside = _printable(path.relative_to(given).as_posix())
        yield path, Skipped(str(given) if inside == "." else inside, _unreadable(error))


_MISSING = "文件或文件夹不存在，请核对路径 / there is no such file or folder; check the path"
_LEAVES = (
    "是指向文件夹之外的链接，请改放文件本身 / "
    "is a link that leaves the folder; put a copy of the file in its place"
)
_LINKED_FOLDER = (
    "是指向文件夹的链接，其中的文件没有读入，请改放文件夹本身 / "
    "is a link to a folder, which is not followed; put the folder itself in its place"
)


def _unreadable(error: OSError) -> str:
    reason = error.strerror or type(error).__name__
    return f"无法读取（{reason}），请检查权限 / cannot be read ({reason}); check the permissions"


def _printable(source: str) -> str:
    """A path that can be stored: file names need not be valid UTF-8 on every system."""
    return source.encode("utf-8", "replace").decode("utf-8")


def passed_over(name: str) -> bool:
    """Whether a file or folder of this name is no document, nor holds any."""
    stem = PurePosixPath(name).stem.lower()
    return name.startswith((".", "~$", "__MACOSX")) or stem in _NOT_DOCUMENTS or name == "groups.json"


def _all_in(path: Path, source: str, limit: int) -> Iterator[Loaded | Skipped]:
    try:
        data = _bytes(path, limit)
        if path.suffix.lower() != ".zip":
            yield from _both(_loaded(source, path.suffix, data))
            return
    except DocumentError as error:
        yield Skipped(source, str(error).removeprefix(f"{path.name}: ").removeprefix(f"{source}: "))
        return
    yield from _members(source, data, limit)


def _members(source: str, data: bytes, limit: int) -> Iterator[Loaded | Skipped]:
    for name, content in members(data, limit):
        inner = f"{source}!/{name}" if name else source
        if isinstance(content, DocumentError):
            yield Skipped(inner, str(content))
            continue
        if any(passed_over(part) for part in name.replace("!/", "/").split("/")):
            continue
        try:
            yield from _both(_loaded(inner, PurePosixPath(name).suffix, content))
        except DocumentError as error:
            yield Skipped(inner, str(error).removeprefix(f"{inner}: "))


def _both(loaded: Loaded) -> Iterator[Loaded | Skipped]:
    """The file as read and, where a part of it was not, a word on that."""
    yield loaded
    if loaded.missing:
        yield Skipped(loaded.source, loaded.missing)


def _bytes(path: Path, limit: int) -> bytes:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # reading a pipe or a device would never end
            raise DocumentError(
                f"{path.name}: 不是普通文件 / is not a regular file; give a document or a folder"
            )
        if found.st_size > limit:
            raise DocumentError(f"{path.name}: {_too_large(found.st_size, limit)}")
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"{path.name}: {_unreadable(error)}") from error
    if len(data) > limit:
        raise DocumentError(f"{path.name}: {_too_large(len(data), limit)}")
    return data


def _too_large(size: int, limit: int) -> str:
    return (
        f"有 {size:,} 字节，超过上限 {limit:,}，请拆分或提高上限 / "
        f"has {size:,} bytes, more than the {limit:,} allowed; split it or raise the limit"
    )


def _loaded(source: str, suffix: str, data: bytes) -> Loaded:
    """The file as read, from its bytes.

    Raises:
        DocumentError: the message starts with ``source``.
    """
    try:
        content = _read(suffix.lower(), data)
        text, levels = headings(normalise(content.text))
        if not text.strip():
            raise DocumentError(
                "没有文字，请确认文件是否正确 / holds no text; check that it is the right file"
            )
    except DocumentError as error:
        raise DocumentError(f"{source}: {error}") from error
    except Exception as error:  # any parser may raise anything on hostile bytes
        name = type(error).__name__
        message = (
            f"{source}: 已损坏（{name}），请用原程序打开后另存 / "
            f"is damaged ({name}); open it in its program and save it again"
        )
        raise DocumentError(message) from error
    title = normalise(content.title).strip() if content.title else None
    return Loaded(
        source,
        text,
        hashlib.sha256(data).hexdigest(),
        title or None,
        content.published,
        content.missing,
        levels,
    )


def _read(suffix: str, data: bytes) -> Content:
    """``data`` through the reader of its format; readers are imported when first needed."""
    kind = _kind(suffix, data)
    if kind == "pdf":
        from rag.load.pdf import read_pdf

        return read_pdf(data)
    if kind == "docx":
        from rag.load.docx import read_docx

        return read_docx(data)
    if kind == "workbook":
        from rag.load.workbook import read_workbook

        return read_workbook(data)
    if kind == "page":
        from rag.load.page import read_page

        return read_page(data)
    if kind == "markdown":
        from rag.load.markdown import read_markdown

        return read_markdown(data)
    if kind == "image":
        from rag.load.ocr import read_image

        return read_image(data)
    from rag.load.plain import read_plain

    return read_plain(data)


def _kind(suffix: str, data: bytes) -> str:
    """The format, by the file's first bytes where they tell, else by its suffix."""
    if not data.strip():
        raise DocumentError(
            "文件是空的，请确认保存或复制完整 / is empty; check that it was saved or copied whole"
        )
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(_OLE):
        if suffix in (".docx", ".xlsx"):
            old, new = suffix[:-1], suffix[1:].upper()
            raise DocumentError(
                f"有密码或是旧版 {old}，请去掉密码并另存为 {new} / "
                f"is encrypted, or an old {old}; save it as {new} without password"
            )
        new = "XLSX" if suffix in (".xls", ".et") else "DOCX"
        raise DocumentError(
            f"是旧版 Office 文件，请另存为 {new} / is an old Office file; save it as {new}. Read are {FORMATS}"
        )
    kind = _SUFFIXES.get(suffix)
    if kind is None or kind == "zip":
        new = "XLSX" if suffix in (".xls", ".et", ".csv") else "DOCX"
        raise DocumentError(
            f"不支持这种格式，请另存为 {new} / is of a kind that is not read; save it as {new}. Read are {FORMATS}"
        )
    if kind == "plain" and data.startswith(b"PK\x03\x04"):
        raise DocumentError(
            "内容是 ZIP 或 Office 文件，请改用正确的后缀 / "
            "is a ZIP or Office file by its contents; give it its right suffix"
        )
    return kind
