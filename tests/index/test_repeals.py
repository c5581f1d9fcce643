"""Which document of a collection another one of it repeals."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import handmade
import pytest

from rag.access.part import limited
from rag.builder import build_index
from rag.encode.encoder import HashingEncoder
from rag.index import open_current
from rag.index.repeals import repeals
from rag.pipeline import Assistant
from rag.render import to_text
from rag.types import Document
from rag.web.openai import source_list

OLD = Document(
    "old", "云溪市食堂办法", "云政发〔2008〕12号", None, "2008-05-20", "云溪市", "old.txt", "0", "", (), ()
)
NEW = replace(
    OLD, id="new", title="云溪市食堂规定", number="云政发〔2024〕9号", issued_on="2024-05-20", replaces=("",)
)


def ends(cited: str, old: Document = OLD, new: Document = NEW) -> bool:
    later = replace(new, replaces=(cited,))
    return {name: d.id for name, d in repeals([later, old]).items()} == {old.id: later.id}


@pytest.mark.parametrize(
    "cited",
    [
        "《云溪市食堂办法》（云政发〔2008〕12号）",
        "《云溪市食堂管理办法》（云政发[2008]12号）",
        "《云溪市食堂办法》（政发〔2008〕12号）",
        "《云溪市食堂办法》",
        "《云溪市人民政府关于印发云溪市食堂办法的通知》",
    ],
)
def test_a_citation_names_a_document(cited: str) -> None:
    assert ends(cited)


def test_a_notice_is_named_by_what_it_carries() -> None:
    notice = replace(OLD, title="云溪市人民政府关于印发《云溪市食堂办法》的通知")
    assert ends("《云溪市食堂办法》", notice)
    assert not ends("《云溪市食堂办法》", replace(notice, region="临江市"))


@pytest.mark.parametrize(
    "cited",
    ["《云溪市食堂办法》（云政发〔2010〕3号）", "《云溪市公厕办法》", "《云溪市食堂办法实施细则》", ""],
)
def test_another_document_is_not_named(cited: str) -> None:
    assert not ends(cited)


def test_a_document_ends_none_that_came_after_it_and_no_copy_of_itself() -> None:
    same = replace(NEW, title=OLD.title)
    assert ends("《云溪市食堂办法》", OLD, same)
    assert not ends("《云溪市食堂办法》", replace(OLD, issued_on="2025-01-01"))
    assert not ends("《云溪市食堂办法》", replace(same, id="copy"), same)
    assert not ends("《云溪市食堂办法》", replace(same, id="copy", number=None, issued_on=None), same)


@pytest.mark.parametrize(
    ("who", "has_a_say"),
    [
        ({"region": "临江市"}, False),
        ({"region": "南河省云溪市"}, True),
        ({"region": "全国", "issuer": "国务院"}, True),
        ({"region": None, "issuer": "石桥村村民委员会", "number": "石桥村〔2024〕1号"}, False),
        ({"region": None, "issuer": "云溪市人民政府", "number": None}, True),
        ({"region": None, "issuer": "市政府", "number": "云政发〔2024〕9号"}, True),
        ({"region": None, "issuer": None, "number": None}, True),
    ],
)
def test_only_who_has_a_say_there_ends_a_document(who: dict[str, str | None], has_a_say: bool) -> None:
    old = replace(OLD, issuer="云溪市人民政府")
    assert ends("《云溪市食堂办法》（云政发〔2008〕12号）", old, replace(NEW, **who)) is has_a_say


def test_a_province_ends_what_its_cities_say_and_no_city_what_the_province_says() -> None:
    city, province = replace(OLD, region="南河省云溪市"), replace(NEW, region="南河省")
    assert ends("《云溪市食堂办法》", city, province)
    assert not ends("《云溪市食堂办法》", replace(OLD, region="南河省"), replace(NEW, region="云溪市"))


def test_of_several_the_latest_is_named() -> None:
    cited = ("《云溪市食堂办法》（云政发〔2008〕12号）",)
    later = [replace(NEW, id=year, issued_on=f"{year}-01-01", replaces=cited) for year in ("2024", "2012")]
    assert repeals([*later, OLD])["old"].id == "2024"
    assert repeals([OLD]) == {}


def test_an_answer_from_a_repealed_document_names_the_one_that_repeals_it(tmp_path: Path) -> None:
    """Not to one who may not see that one; and an answer from it carries no note of its own."""
    files = {
        "old": handmade.YUNSHAN,
        "new": "云山县人民政府办公室关于废止部分文件的决定\n云政办〔2025〕3号\n\n各乡镇人民政府：\n\n经研究，决定如下：\n\n"
        "一、废止《云山县基层卫生服务提升实施方案》（云政办〔2024〕12号）。\n\n"
        "二、各乡镇人民政府应当在三十日内完成清理工作并报县司法局备案。\n\n云山县人民政府办公室\n\n2025年6月1日\n",
    }
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name, text in files.items():
        (corpus / f"{name}.txt").write_text(text, encoding="utf-8")
    build_index([corpus], tmp_path / "index", encoder="hashing")
    index = open_current(tmp_path / "index", fingerprint=HashingEncoder.fingerprint)
    assistant = Assistant(index, HashingEncoder(), limits=handmade.settings_for_tests())
    question = "云山县家庭医生签约覆盖率目标是多少？"
    answer = assistant.ask(question)
    old = next(c.document.id for c in answer.citations)
    assert answer.citations[0].document.title == "云山县基层卫生服务提升实施方案"
    note = (
        "《云山县基层卫生服务提升实施方案》（云政办〔2024〕12号）被"
        "《云山县人民政府办公室关于废止部分文件的决定》（云政办〔2025〕3号）废止或替代，请查对后者。"
    )
    assert note in answer.notes
    assert note in assistant.ask(question, documents=frozenset({old})).notes
    hidden = limited(assistant, frozenset({old})).ask(question)
    assert hidden.citations and not any("2025" in note for note in hidden.notes)
    new = assistant.ask("各乡镇人民政府应当在几日内完成清理工作？")
    assert new.citations and not any("废止或替代" in note for note in new.notes)
    refused = assistant.ask("云山县基层卫生服务提升实施方案还有效吗？")
    assert refused.status == "refused" and refused.notes == (note,), "it does not say so itself"
    assert source_list(refused, "").endswith(note) and note in to_text(refused)
    index.close()


def test_what_is_in_force_answers_before_what_it_repeals(tmp_path: Path) -> None:
    frame = (
        "云溪市停车收费办法\n云发改规〔{year}〕1号\n\n第一条 本办法适用于云溪市的公共停车场。\n\n第二条 小型车每小时收费{fee}元。\n\n"
        "第三条 停车不满十五分钟的不收费。\n\n第四条 {last}\n\n云溪市发展和改革委员会\n\n{year}年3月1日\n"
    )
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    old = frame.format(year=2019, fee=3, last="夜间停车减半收费，残疾人专用车位免费开放。")
    new = frame.format(
        year=2024, fee=5, last="本办法自2024年4月1日起施行，《云溪市停车收费办法》（云发改规〔2019〕1号）同时废止。"
    )
    for name, text in (("a", old), ("b", new)):
        (corpus / f"{name}.txt").write_text(text, encoding="utf-8")
    build_index([corpus], tmp_path / "index", encoder="hashing")
    index = open_current(tmp_path / "index", fingerprint=HashingEncoder.fingerprint)
    assistant = Assistant(index, HashingEncoder(), limits=handmade.settings_for_tests())
    for question in ("小型车停车每小时收费多少元？", "停车不满多少分钟不收费？"):
        answer = assistant.ask(question)
        assert {c.document.id for c in answer.citations} == {"b"} and not answer.notes
    only = assistant.ask("残疾人专用车位收费吗？")
    assert {(c.document.id, c.document.status, c.verdict) for c in only.citations} == {("a", "superseded", "superseded")}
    assert any("废止或替代" in note for note in only.notes)
    named = assistant.ask("云发改规〔2019〕1号里小型车每小时收费多少元？")
    assert {c.document.id for c in named.citations} == {"a"}
    both = assistant.ask("云发改规〔2019〕1号和云发改规〔2024〕1号里小型车每小时收费分别是多少元？")
    assert {c.document.id for c in both.citations} == {"a", "b"} and "3元" in both.text and "5元" in both.text
    index.close()
