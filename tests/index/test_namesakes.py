"""Documents of one title in a collection."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import handmade

from rag.access.part import limited
from rag.builder import build_index
from rag.encode.encoder import HashingEncoder
from rag.index import open_current
from rag.index.namesakes import namesakes
from rag.pipeline import Assistant
from rag.types import Document

ONE = Document(
    "one", "云溪市人才补贴办法", "云政发〔2021〕3号", None, "2021-03-01", "云溪市", "one.txt", "1", "", (), ()
)
LATER = replace(ONE, id="later", number="云政发〔2022〕5号", issued_on="2022-05-01", sha256="2")


def alike(*documents: Document) -> dict[str, list[str]]:
    return {name: [other.id for other in others] for name, others in namesakes(documents).items()}


def test_documents_of_one_title_and_place_are_namesakes() -> None:
    assert alike(ONE, LATER) == {"one": ["later"], "later": ["one"]}
    assert alike(ONE, replace(LATER, region="临江市")) == {}
    assert alike(ONE, replace(LATER, title="云溪市人才补助办法")) == {}
    assert alike(ONE) == {}


def test_a_copy_is_none() -> None:
    assert alike(ONE, replace(LATER, sha256="1")) == {}
    assert alike(ONE, replace(ONE, id="copy", sha256="3")) == {}
    unstated = replace(ONE, number=None, issued_on=None)
    assert set(alike(unstated, replace(unstated, id="other", sha256="3"))) == {"one", "other"}


def test_an_answer_from_one_names_the_other(tmp_path: Path) -> None:
    """Not to one who may not see that one."""
    frame = (
        "云溪市人才补贴办法\n云政发〔{year}〕3号\n\n第一条 本办法适用于云溪市的用人单位。\n\n第二条 博士每人每年补贴{sum}万元。\n\n"
        "第三条 硕士的补贴由单位自定。\n\n云溪市人民政府\n\n{year}年3月1日\n"
    )
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name, year, amount in (("a", 2021, 10), ("b", 2022, 20)):
        (corpus / f"{name}.txt").write_text(frame.format(year=year, sum=amount), encoding="utf-8")
    build_index([corpus], tmp_path / "index", encoder="hashing")
    index = open_current(tmp_path / "index", fingerprint=HashingEncoder.fingerprint)
    assistant = Assistant(index, HashingEncoder(), limits=handmade.settings_for_tests())
    question = "博士每年补贴多少万元？"
    answer = assistant.ask(question)
    (cited,) = {c.document.id for c in answer.citations}
    other = {"a": "2022", "b": "2021"}[cited]
    assert any(f"云政发〔{other}〕3号" in note and "同名" in note for note in answer.notes)
    hidden = limited(assistant, frozenset({cited})).ask(question)
    assert hidden.citations and not any("同名" in note for note in hidden.notes)
    index.close()
