"""What loading gives, and the words of its refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: The formats that are read, as told to users.
FORMATS = "TXT, Markdown, HTML, DOCX, XLSX, PDF with a text layer, and ZIP archives of those"


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader takes out of a file: raw text, and hints that the container states.

    ``missing``: what of the file was not read, in words for the user; empty where all was.
    """

    text: str
    title: str | None = None
    published: str | None = None
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file that was read.

    ``source`` is its path relative to the folder given, with ``/`` between the parts and ``!/``
    between an archive and its member. ``text`` is normalised, ``sha256`` is that of the file's
    bytes. ``headings``: the levels of the lines that the file itself marks as headings, by where these
    begin in the text. ``title`` and ``published`` are what the container says (a DOCX property, an HTML
    ``<title>`` or ``<meta>``): hints, often a template's left-overs, never to be cited.
    ``missing``: what of the file was not read, in words for the user; empty where all was.
    """

    source: str
    text: str
    sha256: str
    title: str | None = None
    published: str | None = None
    missing: str = ""
    headings: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not read, and why, in words for the user."""

    source: str
    reason: str
