"""Scanned pages and pictures, where the optional extra ``[ocr]`` (RapidOCR) is installed."""

from __future__ import annotations

import importlib.util
import io
from functools import lru_cache
from typing import Any

from rag.errors import DocumentError
from rag.load.layout import flow
from rag.load.loaded import Content
from rag.load.paragraphs import paragraphs
from rag.load.sheet import Page, Run

_MAX_PIXELS = 60_000_000


def require() -> None:
    """Checks that pictures can be read.

    Raises:
        DocumentError: the extra is not installed.
    """
    if importlib.util.find_spec("rapidocr") is None:
        raise DocumentError(
            "没有文字层（扫描件或图片），请安装 [ocr] 或提供文字版 / "
            "has no text layer (a scan or a picture); install the extra [ocr], or give its text"
        )


@lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "error"})


def read_page(picture: Any) -> Page:
    """What a picture of a page (height × width, or × 3 colours, uint8) says, as a page of runs."""
    require()
    found = _engine()(picture)
    runs = []
    for box, text in zip(found.boxes if found.txts else (), found.txts or (), strict=True):
        xs, ys = [float(point[0]) for point in box], [float(point[1]) for point in box]
        size = (max(ys) - min(ys)) * 0.8  # the box stands off the ink by about a tenth each side
        runs.append(Run(text, min(xs), max(xs), max(ys) - 0.1 * size, size))
    return Page(float(picture.shape[1]), float(picture.shape[0]), tuple(runs))


def read_image(data: bytes) -> Content:
    """The text of a picture of one page.

    Raises:
        DocumentError: the extra is not installed, or the picture is damaged or too large.
    """
    require()
    import numpy
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > _MAX_PIXELS:
                raise DocumentError(
                    "图片过大，请以每英寸 200 点另存 / is too large a picture; save it at 200 dots an inch"
                )
            pixels = numpy.asarray(image.convert("RGB"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise DocumentError(
            "图片已损坏，请重新保存 / is a damaged picture; save it again from a viewer"
        ) from error
    return Content("\n".join(paragraphs(flow([read_page(pixels)]))))
