"""Two policy documents made by hand, and settings that no environment changes."""

from __future__ import annotations

from pathlib import Path

from rag.builder import build_index
from rag.composition import Composition
from rag.encode.encoder import HashingEncoder
from rag.index import open_current
from rag.pipeline import Assistant
from rag.settings import Settings

#: A county's plan: figures, bounds, roles, a definition, duty words, a signature.
YUNSHAN = """云山县基层卫生服务提升实施方案
云政办〔2024〕12号

各乡镇人民政府，县政府各部门：

根据《临江市“十四五”卫生健康发展规划》（临政发〔2022〕3号）的要求，结合本县实际，制定本方案。

一、总体目标

到2025年，家庭医生签约覆盖率达到45%以上，重点人群签约覆盖率不低于80%；县域内就诊率稳定在90%左右。（牵头单位：县卫生健康局；配合单位：县医保局、县财政局）

二、重点任务

（一）建强乡镇卫生院

1.充实人员。每个乡镇卫生院配备不少于3名全科医生，空缺岗位在2024年9月底前补齐。（牵头单位：县卫生健康局；责任单位：县人力资源社会保障局）

2.发展中医服务。新建12个中医馆，开展针灸、推拿、拔罐等中医药服务。（牵头单位：县卫生健康局）

（二）管好医保基金

医保经办机构应当每季度公布基金运行情况。任何单位和个人不得将医保基金挪作他用。（牵头单位：县医保局；配合单位：县审计局、县财政局）

（三）推行先诊疗后付费

先诊疗后付费是指住院患者入院时不交押金、出院时只结算个人自付部分的就医方式。2024年先在县人民医院、县中医院试行。

三、保障措施

（一）加强领导。成立由县长任组长的领导小组，办公室设在县卫生健康局。

（二）严格督查。对工作不力的单位予以通报，连续两年不达标的取消评优资格。

云山县人民政府办公室

2024年3月15日
"""

#: A city's plan over some of the same matters; it has no number and says nothing of 中医馆.
LINJIANG = """临江市推进卫生健康现代化实施意见

各县（市、区）人民政府，市政府各部门：

为推进卫生健康现代化，提出以下意见。

一、主要目标

到2027年，家庭医生签约覆盖率达到44%，人均预期寿命达到81.5岁。

二、主要举措

（一）强化基层。支持社会办医疗机构参加医疗联合体。（责任单位：市卫生健康委、市民政局）

（二）改革支付方式。按病种分值付费的医保基金支出占住院基金支出的比例达到百分之七十。（责任单位：市医保局）

临江市人民政府

2023年11月2日
"""

SMALL = {"yunshan-2024.txt": YUNSHAN, "linjiang-2023.txt": LINJIANG}


def assistant_over(text: str, folder: Path) -> Assistant:
    """An assistant over one document made by hand, with the hashing encoder; everything lies in ``folder``."""
    (folder / "document.txt").write_text(text, encoding="utf-8")
    build_index([folder], folder / "index", encoder="hashing")
    index = open_current(folder / "index", fingerprint=HashingEncoder.fingerprint)
    return Assistant(index, HashingEncoder(), limits=settings_for_tests())


def settings_for_tests() -> Settings:
    """The defaults, whatever the environment and a .env file say."""
    return Settings(_env_file=None, llm_model=None, max_question=2000, max_history=20)  # type: ignore[call-arg]


def composed(small: Assistant, question: str) -> Composition:
    """What is composed for a question that is not refused before."""
    turn = small.turn(question)
    assert turn.query is not None and turn.refusal is None
    return turn.composition


def said(small: Assistant, question: str) -> list[str]:
    """The texts of its drafts."""
    return [draft.text for draft in composed(small, question).drafts]


def paths(composition: Composition) -> list[str]:
    return ["/".join(q.clause.path) for d in composition.drafts for q in d.quotes]
