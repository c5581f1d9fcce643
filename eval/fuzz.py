"""Hostile input: generated documents and damaged files through every loader and the parser.

    python -m eval.fuzz --cases 37500 --store         all targets, about a quarter of an hour
    python -m eval.fuzz --cases 300 --target parser   one of: loaders, parser, citations

A case is right when nothing but a ``RagError`` is raised, it takes no more than five seconds of the
processor, and every character of a document that was read is accounted for. Failures are printed
with what made them. Hypothesis makes the cases; the seed is fixed, so that two runs see the same.
"""

from __future__ import annotations

import argparse
import faulthandler
import io
import signal
import sys
import tempfile
import time
import traceback
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval import stored
from eval.trees import unaccounted
from rag.errors import RagError

#: Seconds of the processor after which a case counts as hanging, and of the clock (for one that waits).
PATIENCE, WAIT = 5.0, 60.0
LIMIT = 2**20
TARGETS = ("loaders", "parser", "citations")
_SEED = 20_231_107

#: What clause-like lines are made of: labels right and damaged, references, tables, brackets.
PIECES = (
    "一、", "二、", "三．", "十一、", "（一）", "（二）", "(三)", "二)", "（-）", "1.", "2．", "3、", "１．", "（1）", "①", "⑴", "⒈", "㈠", "——",
    "A.", "（a）", "（B）", "第一章 ", "第一条　", "第二条　", "第十二条之一 ", "第二十-条 ", "第三条规定的", "依照本办法第五条", "第一节 ",
    "第一编", "1.1 ", "1.1.2 ", "3.2", "附件1", "附件：", "附表", "附录A", "附件2：任务清单", "目录\n", "……1\n", "序号", "牵头单位", "责任部门",
    "（责任单位：市教育局、市财政局）", "（市科技局牵头，市财政局配合）", "以下均需各区政府负责，不再列出", "【", "】", "〔2020〕", "| ", " |\n", "|---|\n", "|",
    "2020年6月30日", "二〇二〇年一月一日", "某市人民政府", "某市关于某事的通知", "某政办〔2020〕7号", "各区人民政府：", "达到90%以上", "百分之四十五",
    "三至六个月", "1,000万元", "第", "条", "款", "页", "— 2 —", "甲乙丙丁。", "戊己，", "：", "；", "。", "“", "”", "《", "》", "（", "）", "\n", "\n\n",
    "　　", " ", "\t", "\u200b", "⼈", "𠀀", "\ufffd", "\x00", "x", "7", "-", "特此通知。", "各位代表！", "抄送：", "（此件公开发布）", "第1页共2页",
)  # fmt: skip


class Hang(BaseException):
    """A case ran longer than ``PATIENCE``; no ``except Exception`` on the way may swallow it."""


@dataclass(slots=True)
class Tally:
    """What came of the cases of one target."""

    cases: int = 0
    read: int = 0
    refused: int = 0
    slowest: float = 0.0
    failures: list[str] = field(default_factory=list)


def fuzz(target: str, cases: int) -> Tally:
    """Runs so many cases of a target.

    Args:
        target: one of ``TARGETS``.
        cases: how many; Hypothesis may stop a little short where it runs out of new ones.
    """
    from hypothesis import HealthCheck, Phase, given, seed, settings
    from hypothesis import strategies as st

    tally = Tally()
    one, inputs = {
        "loaders": (_load, damaged(st)),
        "parser": (_parse, texts(st)),
        "citations": (_cite, texts(st)),
    }[target]

    @seed(_SEED)
    @settings(
        max_examples=cases,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(inputs)
    def run(case: Any) -> None:
        _judge(tally, one, case)  # type: ignore[arg-type]

    run()
    return tally


def _judge(tally: Tally, one: Callable[[Any], bool], case: Any) -> None:
    """Runs one case and writes down what came of it."""
    tally.cases += 1
    began = time.process_time()
    try:
        with _limited():
            read = one(case)
        tally.read += read
        tally.refused += not read
    except RagError:
        tally.refused += 1
    except (Exception, Hang) as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        tally.failures.append(
            f"{type(error).__name__}: {error} at {Path(where.filename).name}:{where.lineno}, case {case!r:.400}"
        )
    tally.slowest = max(tally.slowest, time.process_time() - began)


@contextmanager
def _limited() -> Iterator[None]:
    """Raises ``Hang`` in the block when its time is over; only in the main thread."""

    def ring(_signal: int, _frame: object) -> None:
        raise Hang(f"ran longer than {PATIENCE:g} s")

    timers = ((signal.SIGPROF, signal.ITIMER_PROF, PATIENCE), (signal.SIGALRM, signal.ITIMER_REAL, WAIT))
    before = [signal.signal(number, ring) for number, _, _ in timers]
    for _, timer, seconds in timers:
        signal.setitimer(timer, seconds)
    try:
        yield
    finally:
        for (number, timer, _), handler in zip(timers, before, strict=True):
            signal.setitimer(timer, 0)
            signal.signal(number, handler)


# -- what is done with a case --------------------------------------------------------------------


def _parse(text: str) -> bool:
    """Parses a text and checks its account; a text that cannot be stored would be refused."""
    from rag.language.text import normalise
    from rag.outline import to_json, to_text
    from rag.parse.parser import parse

    document = parse(normalise(text), document_id="case", title="题")
    lost = unaccounted(document)
    assert lost == 0, f"{lost} characters unaccounted for"
    to_json(document)
    to_text(document)
    return True


def _load(case: tuple[str, bytes]) -> bool:
    """Loads a file through the folder walk, parses what was read; False where it was refused."""
    from rag.load import Loaded, load_folder

    name, data = case
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, name)
        file.write_bytes(data)
        found = list(load_folder([file], limit=LIMIT))
    assert found, "a file vanished without a word"
    read = [item for item in found if isinstance(item, Loaded)]
    for item in read:
        _parse(item.text)
    return bool(read)


def _cite(text: str) -> bool:
    """Reads labels, quantities and departments out of a text, and its references against itself."""
    from rag.language.departments import responsible_in
    from rag.language.labels import any_label_at, element_place, label_at
    from rag.language.numerals import quantities
    from rag.language.text import normalise
    from rag.parse.parser import parse
    from rag.verify.references import quote_stands

    text = normalise(text)
    for line in text.split("\n"):
        found = any_label_at(line)
        assert found is None or 0 < found.length <= len(line), "a label longer than its line"
        assert (label_at(line) is None) == (found is None or found.weak)
        responsible_in(line)
        for quantity in quantities(line):
            assert 0 <= quantity.start < quantity.end <= len(line)
    document = parse(text, document_id="case")
    words = document.text
    for clause in document.walk():
        element_place(clause.path[-1])
        assert all(
            quote_stands(words[a:b], clause, document) is None
            for a, b in clause.segments
            if words[a:b].strip()
        )
    return True


# -- how cases are made --------------------------------------------------------------------------


def texts(st: Any) -> Any:
    """Texts of clause-like pieces, some repeated many times, mixed with anything else."""
    piece = st.sampled_from(PIECES)
    mixed = st.lists(st.one_of(piece, piece, piece, st.text(max_size=6)), max_size=120).map("".join)
    repeated = st.tuples(st.lists(piece, min_size=1, max_size=4).map("".join), st.integers(50, 1500)).map(
        lambda pair: pair[0] * pair[1]
    )
    return st.one_of(mixed, mixed, mixed, repeated)


#: A change to a file's bytes: what is done, where (in 1/65536 of the length), with which bytes.
_Change = tuple[str, int, bytes]


def damaged(st: Any) -> Any:
    """(file name, bytes): a sound file of each format after some changes, or a generated text in it."""
    seeds = sound_files()
    change = st.tuples(
        st.sampled_from(("flip", "insert", "delete", "double", "cut", "zero")),
        st.integers(0, 65535),
        st.binary(min_size=1, max_size=12),
    )
    changes = st.lists(change, max_size=8)
    names = st.sampled_from(sorted(seeds))
    outside = st.tuples(names, changes).map(lambda pair: (pair[0], _changed(seeds[pair[0]], pair[1])))
    packed = st.sampled_from([name for name in sorted(seeds) if name.endswith((".docx", ".zip"))])
    inside = st.tuples(packed, st.integers(0, 30), changes).map(
        lambda three: (three[0], _changed_member(seeds[three[0]], three[1], three[2]))
    )
    suffix = st.sampled_from((".txt", ".md", ".html", ".htm", ""))
    encoding = st.sampled_from(("utf-8", "gb18030", "big5", "utf-16"))
    written = st.tuples(texts(st), suffix, encoding).map(
        lambda three: (f"case{three[1]}", three[0].encode(three[2], "replace"))
    )
    noise = st.tuples(st.sampled_from([*seeds, "case.bin"]), st.binary(max_size=400))
    return st.one_of(outside, inside, written, noise)


def _changed(data: bytes, changes: Sequence[_Change]) -> bytes:
    for how, place, other in changes:
        at = place * len(data) // 65536
        if how == "flip" and data:
            data = data[:at] + bytes([data[at] ^ (other[0] or 1)]) + data[at + 1 :]
        elif how == "insert":
            data = data[:at] + other + data[at:]
        elif how == "delete":
            data = data[:at] + data[at + len(other) ** 2 :]
        elif how == "double":
            data = data[:at] + data[at : at + 64 * other[0]] + data[at:]
        elif how == "cut":
            data = data[:at]
        else:
            data = data[:at] + b"\0" * len(other) + data[at + len(other) :]
    return data[:LIMIT]


def _changed_member(data: bytes, which: int, changes: Sequence[_Change]) -> bytes:
    """The archive with one member changed and packed again, so that its checksum is right."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        infos = old.infolist()
        for i, info in enumerate(infos):
            content = old.read(info)
            new.writestr(info.filename, _changed(content, changes) if i == which % len(infos) else content)
    return out.getvalue()


def sound_files() -> dict[str, bytes]:
    """A small sound file of each format that is read, by name."""
    plain = _PLAN.encode()
    page = "".join(f"<p>{line}</p>" for line in _PLAN.split("\n"))
    table = "<table><tr><th rowspan=2>序号</th><th colspan=2>责任单位</th></tr><tr><td>1<td>市教育局</table>"
    files = {
        "plan.txt": plain,
        "plan-gbk.txt": _PLAN.encode("gbk"),
        "plan-16.txt": _PLAN.encode("utf-16"),
        "plan.md": (
            "# " + _PLAN.replace("\n", "\n\n") + "\n\n| 序号 | 责任单位 |\n|---|---|\n| 1 | 市教育局 |\n"
        ).encode(),
        "plan.html": f"<html><head><title>题</title></head><body><ul><li>首页</ul>{page}{table}</body></html>".encode(),
        "plan.docx": _docx(),
        "plan.pdf": _pdf(),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(f"某局/{name}", data)
    return {**files, "plan.zip": packed.getvalue()}


_PLAN = """某市人民政府办公室关于加强基层卫生工作的通知
某政办〔2023〕5号
各区县人民政府，市政府各部门：
为加强基层卫生工作，现就有关事项通知如下。
一、总体要求
到2025年，服务覆盖率达到90%以上。
（一）建设站点。1.每个街道设置站点。2.配备人员。（责任单位：市卫生健康委）
（二）培训人员。
二、工作要求
附件：任务清单
某市人民政府办公室
2023年3月1日
附件
任务清单
第一条 站点不少于20个。"""


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _docx() -> bytes:
    """The smallest package that holds paragraphs, a list numbered by Word and a merged cell."""
    listed = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    body = "".join(
        f"<w:p>{listed if line.startswith('（') else ''}<w:r><w:t>{line}</w:t></w:r></w:p>"
        for line in _PLAN.split("\n")
    )
    rows = (("序号", "任务", "责任单位"), ("1", "建设站点", "市教育局"), ("2", "培训人员", ""))
    for row in rows:
        cells = "".join(
            f"<w:tc><w:tcPr>{_merge(text)}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"
            for text in row
        )
        body += f"<w:tr>{cells}</w:tr>" if row is not rows[0] else f"<w:tbl><w:tr>{cells}</w:tr>"
    level = '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    numbering = f'<w:abstractNum w:abstractNumId="0">{level}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    kinds = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    kinds += f'<Override PartName="/word/document.xml" ContentType="{_OFFICE}.document.main+xml"/>'
    kinds += f'<Override PartName="/word/numbering.xml" ContentType="{_OFFICE}.numbering+xml"/>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{kinds}</Types>',
        "_rels/.rels": _relation("officeDocument", "word/document.xml"),
        "word/_rels/document.xml.rels": _relation("numbering", "numbering.xml"),
        "word/document.xml": f"<w:document {_W}><w:body>{body}</w:tbl></w:body></w:document>",
        "word/numbering.xml": f"<w:numbering {_W}>{numbering}</w:numbering>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + part)
    return out.getvalue()


def _merge(text: str) -> str:
    """A cell over two rows begins at its text and goes on where there is none."""
    return {"市教育局": '<w:vMerge w:val="restart"/>', "": "<w:vMerge/>"}.get(text, "")


def _relation(kind: str, target: str) -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATION}/{kind}" Target="{target}"/></Relationships>'
    )


def _pdf() -> bytes:
    """A page of text in a font that is named, not embedded, with a ruled table."""
    lines = _PLAN.split("\n")
    shown = [
        f"BT /F 10 Tf {40} {560 - 18 * i} Td <{line.encode('utf-16-be').hex()}> Tj ET"
        for i, line in enumerate(lines)
    ]
    rules = "40 100 200 60 re S 40 130 m 240 130 l S 140 100 m 140 160 l S"
    stream = zlib.compress("\n".join([*shown, rules]).encode())
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[6 0 R]>>",
        b"<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/UniGB-UTF16-H/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/SimSun/DW 1000/FontDescriptor 5 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>>>",
        b"<</Type/FontDescriptor/FontName/SimSun/Flags 4/Ascent 880/Descent -120/FontBBox[0 -120 1000 880]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Contents 7 0 R/Resources<</Font<</F 3 0 R>>>>>>",
        f"<</Length {len(stream)}/Filter/FlateDecode>>stream\n".encode() + stream + b"\nendstream",
    ]
    body = b"%PDF-1.7\n" + b"".join(
        b"%d 0 obj\n" % i + one + b"\nendobj\n" for i, one in enumerate(objects, 1)
    )
    return body + b"trailer<</Root 1 0 R/Size 8>>\n%%EOF"


# -- the command ---------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints a line a target; 1 where a case failed."""
    assert __doc__
    parser = argparse.ArgumentParser(
        prog="python -m eval.fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=300, help="how many in all (default: 300)")
    parser.add_argument("--target", choices=TARGETS, help="only this one")
    parser.add_argument("--store", action="store_true", help="keep the counts in eval/baseline")
    args = parser.parse_args(arguments)
    faulthandler.enable()
    began = stored.start()
    chosen = [args.target] if args.target else list(TARGETS)
    tallies = {}
    for target in chosen:
        tallies[target] = tally = fuzz(target, args.cases // len(chosen))
        print(
            f"{target:10} {tally.cases:6d} cases: {tally.read} read, {tally.refused} refused, "
            f"{len(tally.failures)} failed, the slowest took {tally.slowest:.2f} s",
            flush=True,
        )
        for failure in tally.failures[:20]:
            print(f"  {failure}")
    failed = sum(len(tally.failures) for tally in tallies.values())
    if args.store:
        values = {
            target: {
                "cases": t.cases,
                "read": t.read,
                "refused": t.refused,
                "failed": len(t.failures),
                "slowest": t.slowest,
            }
            for target, t in tallies.items()
        }
        print(f"wrote {stored.store('fuzz', began, values)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
