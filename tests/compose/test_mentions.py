"""Which documents mention a term: held against a plain search in their text."""

from __future__ import annotations

import random
import re

import pytest

from rag.compose.draft import called
from rag.compose.mentions import mentions
from rag.composition import Composition
from rag.language.text import normalise
from rag.parse.parser import parse
from rag.pipeline import Assistant
from rag.types import Document
from rag.understand.thesaurus import Thesaurus
from rag.understand.whole import asks_clauses, term_mentioned, term_surveyed


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("哪些文件提到了DIP？", "DIP"),
        ("哪些地方提到“两个允许”", "两个允许"),
        ("提到三明经验的有哪些文件", "三明经验"),
        ("两个允许哪些文件里提到了", "两个允许"),
        ("哪几份文件没有提到中医的内容？", "中医"),
        ("哪些地方没提家庭医生吗", "家庭医生"),
        ("哪个区提过家庭病床", "家庭病床"),
        ("谁的文件里讲到了托育", "托育"),
        ("上海的文件哪些涉及互联网医院", "互联网医院"),
        ("有没有哪个文件提到器官移植", "器官移植"),
        ("徐汇的文件哪些条款提到家庭病床", "家庭病床"),
        ("五份文件都讲了家庭医生吗", "家庭医生"),
        ("所有文件都提到中医了吗", "中医"),
        ("徐汇文件里有没有DIP", "DIP"),
        ("杨浦是否提到长护险？", "长护险"),
        ("徐汇是否涉及学校的签约服务", ""),  # the matter, not the word
        ("江西的方案涉及按人头付费吗", ""),
        ("徐汇文件里有没有规定收费", ""),
        ("这些文件都讲了什么", ""),
        ("起付线提高了吗", ""),
        ("哪份文件讲了安宁疗护", ""),  # what it is about, not where the word stands
        ("哪些地方提出了签约目标", ""),
        ("哪些单位提供中医服务", ""),
        ("起付线要提到多少", ""),
        ("哪些地方提高了报销比例", ""),
        ("哪些文件里提到了", ""),
        ("丽水各提了什么要求", ""),
        ("禁止出现哪些字样", ""),
        ("哪些地区没有年薪制？", "年薪制"),
        ("哪些文件不实行DRG", "DRG"),
        ("哪些地方尚未建立总会计师制度？", "总会计师制度"),
        ("哪个部门没有完成任务", ""),
        ("哪些文件提到要搞夜间门诊", "夜间门诊"),  # what is done about it is no part of it
        ("哪些文件提到推行总药师制度", "总药师制度"),
        ("哪些文件提到“推行总药师制度”", "推行总药师制度"),
        ("哪些文件提到建设用地", "建设用地"),
        ("夜间门诊有哪几个地方写了", "夜间门诊"),  # 有 is no part of it
        ("夜间门诊有哪几家写了", "夜间门诊"),
    ],
)
def test_the_term_of_which_is_asked_who_mentions_it(question: str, term: str) -> None:
    assert term_mentioned(question) == term


def test_each_document_is_told_of_or_named_as_lacking(small: Assistant) -> None:
    answer = small.ask("哪些文件提到了家庭医生？")
    assert answer.status == "answered" and answer.text.startswith("2份文件都提到“家庭医生”。\n")
    assert [s.text[:5] for s in answer.statements] == ["临江市：到", "云山县：到"]
    assert all(s.verdict == "verified" for s in answer.statements)
    one = small.ask("哪些文件没有提到“中医馆”")
    assert one.text.startswith("提到“中医馆”的有1份文件；没有提到的：临江市。\n云山县：新建12个中医馆")
    assert one.citations[0].label.endswith("二（一）2")


def test_what_a_digest_does_not_say_its_document_may_say(assistant: Assistant, small: Assistant) -> None:
    warned = "（所收为摘编，原文可能另有提及）"
    assert warned in assistant.ask("哪些文件提到了处方点评").text
    assert warned not in assistant.ask("哪些文件提到了家庭医生").text, "none lacks it"
    assert warned not in small.ask("哪些文件提到了中医馆").text, "no digest is among them"


def test_brackets_with_departments_and_headings_are_read_too(small: Assistant) -> None:
    assert small.ask("哪些文件提到审计局").text.startswith("提到“审计局”的有1份文件；没有提到的：临江市。")
    assert "严格督查" in small.ask("哪些文件提到“严格督查”").text
    assert small.ask("哪些文件提到云政办").statements[0].text == "云山县：云政办〔2024〕12号"


def test_what_nobody_mentions_is_refused_by_name(small: Assistant) -> None:
    answer = small.ask("哪些文件提到了器官移植？")
    assert answer.status == "refused" and answer.refusal is not None
    assert answer.refusal.missing == "所收文件没有提到“器官移植”"
    assert answer.citations == ()


def test_words_that_stand_apart_count_where_they_stand_in_one_sentence(small: Assistant) -> None:
    assert "针灸、推拿" in small.ask("哪些文件提到针灸服务").text
    assert small.ask("哪些文件提到医疗机构通报").status == "refused", "each word stands in another document"


def test_clauses_are_told_one_by_one(small: Assistant) -> None:
    answer = small.ask("云山方案哪些条款提到医保基金？")
    assert [s.text for s in answer.statements] == [
        "任何单位和个人不得将医保基金挪作他用。",
        "管好医保基金",
    ]
    assert asks_clauses("哪些条款提到医保基金") and not asks_clauses("哪些文件提到医保基金")


def test_of_many_documents_those_that_the_search_finds_are_read(
    small: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("rag.compose.facts", "rag.pipeline"):
        monkeypatch.setattr(f"{module}.READ", 1)
    first = next(iter(small.catalog.headers))
    answer = small.ask("哪些文件提到中医馆" if first.startswith("linjiang") else "哪些文件提到人均预期寿命")
    assert answer.status == "answered" and len(answer.statements) == 1


def test_a_short_name_counts_and_is_told_apart() -> None:
    thesaurus = Thesaurus.parse(
        "DRG = 疾病诊断相关分组\n长护险 = 长期护理保险\n报销 = 待遇 = 支付比例\n家医 > 家庭医生"
    )
    assert thesaurus.short_or_long("DRG") == ("疾病诊断相关分组",)
    assert thesaurus.short_or_long("疾病诊断相关分组") == ("drg",)
    assert thesaurus.short_or_long("长期护理保险") == ("长护险",)
    assert thesaurus.short_or_long("报销") == (), "near to it is not called so"
    assert thesaurus.short_or_long("家医") == ()


def _told(assistant: Assistant, term: str, documents: list[Document]) -> set[str]:
    query = assistant.understood(f"哪些文件提到了“{term}”")
    assert query.whole == "mentions", term
    found = mentions(query, documents, len(documents))
    return {draft.text.partition("：")[0] for draft in found.drafts}


def test_as_a_plain_search_finds_it(assistant: Assistant) -> None:
    """Words cut at random out of the documents that ship: those told of are those whose clauses hold the word."""
    documents = [assistant.index.document(name) for name in assistant.catalog.headers]
    lines = {
        called(d, documents): [re.sub(r"\s", "", line) for c in d.walk() for line in c.text.split("\n")]
        for d in documents
    }
    every = [line for lists in lines.values() for line in lists]
    chance = random.Random(7)
    words = set()
    while len(words) < 60:
        line = chance.choice(every)
        at = chance.randrange(max(1, len(line) - 4))
        word = line[at : at + chance.randint(2, 5)]
        if re.fullmatch(r"[\u4e00-\u9fff]{2,5}", word) and not re.search("[了过的吗呢哪些什么这到]", word):
            words.add(word)
    checked = 0
    for word in sorted(words):
        query = assistant.understood(f"哪些文件提到了“{word}”")
        if query.documents or query.mentioned != (word,):  # it names a region, or has a short name
            continue
        checked += 1
        expected = {who for who, texts in lines.items() if any(word in text for text in texts)}
        assert _told(assistant, word, documents) == expected, word
    assert checked >= 40


def test_a_term_with_words_between_is_told_apart_not_denied(small: Assistant) -> None:
    answer = small.ask("哪些文件提到乡镇全科医生")
    assert "没有提到的：云山县" not in answer.text, "每个乡镇卫生院配备不少于3名全科医生"
    text = small.ask("哪些文件提到卫生服务提升").text
    assert text.startswith("提到“卫生服务提升”的有1份文件；没有提到的：临江市")


def test_a_row_is_told_only_of_the_matter_that_is_rarest(small: Assistant) -> None:
    """签约 is in both documents; 中医馆, which is asked about, in one."""
    answer = small.ask("哪些地区的签约覆盖率配套了中医馆？")
    assert all(not statement.text.startswith("临江市") for statement in answer.statements)


def test_a_term_is_told_with_the_words_that_stand_between(small: Assistant) -> None:
    texts = (
        "甲县方案\n\n一、任务\n\n推广三明经验。\n",
        "乙县方案\n\n一、任务\n\n推广三明医改经验。\n",
        "丙县方案\n\n一、任务\n\n推广三明市的做法，各地积极探索，总结基层经验。\n",
    )
    documents = [parse(normalise(text), document_id=f"d{i}") for i, text in enumerate(texts)]
    plain = mentions(small.understood("哪些文件提到三明经验"), documents, 3)
    assert plain.lead.startswith("提到“三明经验”的有1份文件；") and "写的是“三明医改经验”" in plain.lead
    assert [quote.document.id for draft in plain.drafts for quote in draft.quotes] == ["d0", "d1"]
    quoted = mentions(small.understood("哪些文件提到“三明经验”"), documents, 3)
    assert [quote.document.id for draft in quoted.drafts for quote in draft.quotes] == ["d0"]


def test_single_characters_are_no_words_to_be_parted(small: Assistant) -> None:
    documents = [
        parse(normalise(f"{name}县方案\n\n一、任务\n\n{text}。\n"), document_id=name)
        for name, text in (("甲", "配备了一辆救护车"), ("乙", "救助困难群众，维护好公务车"))
    ]
    found = mentions(small.understood("哪些文件提到救护车"), documents, 2)
    assert [quote.document.id for draft in found.drafts for quote in draft.quotes] == ["甲"]


def _among(small: Assistant, question: str, *texts: str) -> Composition:
    """The answer from documents of 甲县, 乙县 …, each of one sentence."""
    documents = [
        parse(normalise(f"{name}县方案\n\n一、任务\n\n{text}\n"), document_id=name)
        for name, text in zip("甲乙丙丁", texts, strict=False)
    ]
    return mentions(small.understood(question), documents, len(documents))


def test_a_name_abbreviated_in_brackets_behind_it_is_mentioned(small: Assistant) -> None:
    found = _among(small, "哪些文件提到OCR识别", "推广OCR识别。", "试用光学字符识别（OCR）设备。")
    assert "乙县方案的文件写的是“识别（OCR）”" in found.lead.replace("《", "").replace("》", "")


def test_words_near_one_another_in_any_order_are_told_not_denied(small: Assistant) -> None:
    found = _among(
        small,
        "哪些文件提到化验结果互认",
        "推进化验结果互认。",
        "化验单的结果，由各院在三日内互认。",
        "各院互认彼此出具的化验结果。",
        "化验设备统一采购。",
    )
    assert "互认彼此出具的化验结果" in found.lead
    assert [quote.document.id for draft in found.drafts for quote in draft.quotes] == ["甲", "丙"]
    lacking = found.lead.partition("没有提到的：")[2]
    assert "乙" in lacking and "丁" in lacking and "丙" not in lacking


def test_a_near_word_is_neither_said_to_be_the_term_nor_that_it_lacks(small: Assistant) -> None:
    """欠债 is near to 债务 by the thesaurus."""
    texts = ("严禁医院欠债经营。", "逐步化解公立医院债务。", "开展义诊。")
    found = _among(small, "哪些文件提到医院欠债", *texts)
    assert (
        found.lead.startswith("提到“医院欠债”的有1份文件；") and "只有相近的说法“公立医院债务”" in found.lead
    )
    assert "乙" not in found.lead.partition("没有提到的：")[2]
    assert len(found.drafts) == 1, "what is near is told only where nothing is nearer"
    near = _among(small, "哪些文件提到医院欠债", *texts[1:])
    assert near.lead.startswith("没有文件写“医院欠债”；") and "公立医院债务" in near.drafts[0].text
    quoted = _among(small, "哪些文件提到“医院欠债”", *texts[1:])
    assert not quoted.drafts, "a term in quotation marks is looked for as it stands"
    one = _among(small, "文件里有没有医院欠债", texts[1])
    assert one.lead.startswith("文件没有写“医院欠债”，只有相近的说法")


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("哪几个地区的文件要求搞夜间门诊？", "夜间门诊"),
        ("三个地方哪些要求设总药师？", "总药师"),
        ("几个地方里谁搞了中药夜市？", "中药夜市"),
        ("哪些文件要求开展处方评议", "处方评议"),
        ("哪些地方要求签约率达到多少", ""),
        ("哪些地方超过40%", ""),
        ("绿色船舶让哪些省先试", ""),  # the matter stands before
        ("哪份文件要求设总药师", ""),
        ("夜间门诊哪些地方要建", "夜间门诊"),
        ("要搞夜间门诊的是哪些地方", "夜间门诊"),
        ("乡里卫生院要建夜间门诊的有哪几个地方", "夜间门诊"),
        ("指导中心放在哪些地方", ""),
        ("示范都放在哪些城市搞", ""),  # where, not who has it
        ("签约率哪些地方更高", ""),
    ],
)
def test_the_thing_of_which_is_asked_what_places_have_it(question: str, term: str) -> None:
    assert term_surveyed(question) == term


def test_what_places_have_a_thing_is_looked_up_by_its_name(small: Assistant) -> None:
    for question in ("哪些地方要建中医馆？", "两个地方哪些要求设中医馆", "几个地方里谁搞中医馆？"):
        answer = small.ask(question)
        assert answer.text.startswith("提到“中医馆”的有1份文件；没有提到的：临江市。\n云山县："), question
        assert answer.status == "answered" and answer.confidence > 0.5


def test_a_thing_that_none_calls_by_its_name_is_compared_as_before(small: Assistant) -> None:
    assert "提到" not in small.ask("哪些地方要建空中走廊？").text.partition("\n")[0]
