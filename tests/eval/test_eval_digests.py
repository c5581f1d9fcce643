"""eval.digests: a faithful digest is proved, every planted fault is found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eval_fakes import document

from eval.digests import copied, differences, main
from rag.types import Clause, Document, Figure

SOURCE = (
    "1.完善分级诊疗。到2025年，县域内就诊率不低于百分之九十，落实《关于推进分级诊疗制度建设的指导意见》"
    "有关要求。由市卫生健康委会同有关部门抓好组织实施工作并按时报送进展。"
    "（牵头单位：市卫生健康委；责任单位：市医疗保障局、市财政局、各县人民政府）"
)
OURS = (
    "1.完善分级诊疗。2025年县域内就诊率应达90%以上，按《关于推进分级诊疗制度建设的指导意见》办理；"
    "组织实施由市卫生健康委负责。"
    "（牵头单位：市卫生健康委；责任单位：市医疗保障局、市财政局、各县人民政府）"
)
ROLES = {"牵头单位": ("市卫生健康委",), "责任单位": ("市医疗保障局", "市财政局")}


def figure(bound: str, by: str | None = "2025") -> Figure:
    return Figure("县域内就诊率", "90", "%", bound, by, "90%", 0, 3)


def clause(text: str, path: tuple[str, ...] = ("一", "1"), **changes: object) -> Clause:
    made = Clause(
        f"jia#{'/'.join(path)}",
        "jia",
        path,
        "完善分级诊疗",
        text,
        ((0, len(text)),),
        responsible=ROLES,
        figures=(figure(">="),),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def whole(*clauses: Clause) -> Document:
    return document(text="\n".join(c.text for c in clauses), clauses=clauses)


ORIGINAL = whole(clause(SOURCE))


def test_a_faithful_digest_is_proved() -> None:
    assert differences(ORIGINAL, whole(clause(OURS))) == []


@pytest.mark.parametrize(
    ("digest", "said"),
    [
        (clause(OURS.replace("90%", "95%")), "一/1: figures lost: percent 90 %"),
        (clause(OURS.replace("90%", "95%")), "一/1: figures added: percent 95 %"),
        (clause(OURS.replace("2025年", "")), "figures lost: year 2025"),
        (clause(OURS + "另建5家。"), "figures added: number 5 家"),
        (
            clause(OURS, responsible={"牵头单位": ("市卫生健康委",)}),
            "departments lost: 责任单位 市医疗保障局; 责任单位 市财政局",
        ),
        (
            clause(OURS, responsible={**ROLES, "牵头单位": ("市财政局",)}),
            "departments added: 牵头单位 市财政局",
        ),
        (clause(OURS.replace("应达", "力争达")), "一/1: duty words added: 力争"),
        (clause(OURS + "鼓励社会办医。"), "duty words added: 鼓励"),
        (clause(OURS, figures=(figure("="),)), "一/1: bounds lost: >= 90 % by 2025"),
        (clause(OURS, figures=(figure(">=", by=None),)), "bounds added: >= 90 %"),
        (clause(OURS, path=("一", "2")), "一/1: missing in the digest"),
        (clause(OURS, path=("一", "2")), "一/2: not in the original"),
        (clause(SOURCE), "一/1: copied: "),
    ],
)
def test_a_planted_fault_is_found(digest: Clause, said: str) -> None:
    assert said in "\n".join(differences(ORIGINAL, whole(digest)))


@pytest.mark.parametrize("name", ["title", "number", "issuer", "issued_on"])
def test_metadata_must_be_the_same(name: str) -> None:
    changes: dict[str, Any] = {name: "另一个"}
    changed = replace(whole(clause(OURS)), **changes)
    assert [line.partition(":")[0] for line in differences(ORIGINAL, changed)] == [name]


def runs(text: str, source: str) -> list[str]:
    return [run for _, run in copied(source, whole(clause(text, heading="", responsible={})))]


SENTENCE = "推动优质医疗资源扩容下沉和区域均衡布局并加强考核"


def test_a_run_of_twenty_is_found_at_its_full_length() -> None:
    assert len(SENTENCE) == 24
    assert runs(f"要{SENTENCE[:19]}。", SENTENCE) == []
    assert runs(f"要{SENTENCE[:20]}。", SENTENCE) == [SENTENCE[:20]]
    assert runs(f"要{SENTENCE}。", f"会{SENTENCE}了") == [SENTENCE]


def test_white_space_and_width_hide_nothing() -> None:
    spaced = SENTENCE[:5] + "\n " + SENTENCE[5:] + "（２０２５年）"
    assert runs(spaced, SENTENCE + "(2025年)") == [SENTENCE + "(2025年)"]


def test_titles_names_and_lists_of_organisations_may_be_the_same() -> None:
    title = f"《{SENTENCE}》"
    assert runs(f"按{title}办。", f"依据{title}") == []
    named = "“健康一生健康每天健康每刻健康行动计划工程”"
    assert runs(f"做好{named}。", f"推进{named}") == []
    listed = "市第一人民医院、市中心医院、市妇幼保健院、市中医院、各县人民医院"
    assert runs(f"名单为：{listed}。", f"包括：{listed}。") == []
    office = "上海市深化医药卫生体制改革领导小组办公室"
    assert runs(f"遵照{office}要求", f"报{office}") == []


def test_main_reads_both_folders(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "甲市试行方案\n\n一、总体要求\n\n到2025年，签约率达到45%以上。\n\n"
    text += "二、保障\n\n落实经费12万元。\n"
    ours = text.replace("到2025年，签约率达到45%以上", "2025年签约率须达45%以上")
    for folder, words in (("a", text), ("b", ours)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "jia.txt").write_text(words, "utf-8")
    arguments = [str(tmp_path / "a"), str(tmp_path / "b")]
    assert main(arguments) == 0
    assert "jia: proved" in capsys.readouterr().out
    (tmp_path / "b" / "jia.txt").write_text(ours.replace("12万", "13万"), "utf-8")
    (tmp_path / "b" / "yi.txt").write_text(ours, "utf-8")
    assert main(arguments) == 1
    shown = capsys.readouterr().out
    assert "figures lost: number 120000 元" in shown and "yi: 1 differences" in shown
    assert main([str(tmp_path / "none"), str(tmp_path / "b")]) == 2
