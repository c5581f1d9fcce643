"""The column that is asked for is told, whatever unit the question names and whatever stands above the table."""

from __future__ import annotations

import pytest
from handmade import assistant_over

from rag.pipeline import Assistant

LEDGER = """青渡市水文与生产公报

一、主要水库特征水位

表1 主要水库特征水位（单位：米）

| 库名 | 河流 | 汛限水位 | 最高水位（年份） |
| 青渡水库 | 青河 | 71.20 | 76.15（2013） |
| 石壁水库 | 壁溪 | 102.40 | 106.37（2021） |

青渡市各站水位2次超过汛限水位，2个水库汛限水位下调。

二、抢险物资

表2 抢险物资储备数量

| 物资 | 单位 | 市本级 | 乡级 |
| 皮划艇 | 艘 | 17 | 2 |
| 铁锹 | 把 | 930 | 45 |

三、办理时限

| 事项 | 法定时限（工作日） | 承诺时限（工作日） |
| 取沙许可新办 | 44 | 16 |
| 取沙许可延期 | 28 | 8 |
| 取沙许可撤销 | 9 | 当场办结 |

四、产品产量

表3 2034年主要产品产量及其增长速度

| 产品 | 单位 | 产量 | 比上年增长（%） |
| 齿轮 | 万套 | 712.6 | 6.4 |
| 地砖 | 万平方米 | 336.0 | -12.8 |

五、联系方式

| 科室 | 联系人 | 电话 |
| 水文科 | 柳眉 | 0573-8123 4567 |
| 物资科 | 段斐 | 0573-8123 7788 |

六、收费依据

| 部门 | 项目 | 类别 | 收费标准（元） | 收费依据 |
| 海事 | 验船费 | 大船 | 310 | 青价〔2033〕6号 |
| 海事 | 验船费 | 小船 | 140 | |
| 海事 | 引航费 | 海船 | 530 | 青价〔2034〕2号 |

七、站房参数

| 站房 | 闸顶高程 | 师生比 |
| 东闸站 | 33.60 | 1∶7 |
| 西闸站 | 29.80 | 1∶9 |

八、站房规模

表5 站房面积和造价

| 站房 | 占地面积（平方米） | 工程造价（万元） |
| 南闸站 | 1350 | 720 |
| 北闸站 | 960 | 410 |

青渡市水利局

2035年1月9日
"""


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(LEDGER, tmp_path_factory.mktemp("ledger"))


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("石壁水库汛限水位多少米？", "102.40"),
        ("石壁水库最高水位是多少米？", "106.37（2021）"),
        ("乡级皮划艇要备几艘？", "乡级 2"),
        ("东闸站闸顶高程多少米？", "33.60"),
        ("取沙许可撤销承诺几天办结？", "当场办结"),
        ("取沙许可延期承诺几天办结？", "8"),
        ("取沙许可新办承诺时限是多少？", "16"),
        ("西闸站师生比例是多少？", "1∶9"),
    ],
)
def test_a_value_answers_in_whatever_unit_it_is_asked_for(
    ledger: Assistant, question: str, told: str
) -> None:
    """That stands in the caption, in a column of its own, in the head, or nowhere."""
    (statement,) = ledger.ask(question).statements
    assert told in statement.text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("齿轮产量增长多少？", "6.4"),
        ("地砖产量增长多少？", "-12.8"),
        ("地砖产量涨了还是跌了？", "-12.8"),
    ],
)
def test_a_column_is_asked_for_though_the_caption_has_its_words(
    ledger: Assistant, question: str, told: str
) -> None:
    assert told in ledger.ask(question).text


def test_a_second_question_is_of_the_row_that_answers_the_first(ledger: Assistant) -> None:
    answer = ledger.ask("物资科找谁，电话多少？")
    assert "段斐" in answer.text and "8123 7788" in answer.text
    assert "未写明" not in answer.text and "4567" not in answer.text


def test_a_row_that_leaves_the_column_empty_is_not_told(ledger: Assistant) -> None:
    text = ledger.ask("验船费的收费依据是什么？").text
    assert "青价〔2033〕6号" in text and "140" not in text


def test_a_row_is_called_by_its_name_though_a_place_stands_in_it(ledger: Assistant) -> None:
    """青渡 is the town that the whole document is of, and two sentences speak of 汛限水位 with a number."""
    (statement,) = ledger.ask("青渡水库汛限水位是多少？").statements
    assert "71.20" in statement.text


def test_a_word_of_the_caption_names_the_column_that_alone_has_it(ledger: Assistant) -> None:
    (statement,) = ledger.ask("南闸站面积多大？").statements
    assert "1350" in statement.text and "720" not in statement.text
