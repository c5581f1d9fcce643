"""A plan of a city with tasks of its departments and with principles, which several files ask about."""

from __future__ import annotations

import pytest
from handmade import assistant_over

from rag.pipeline import Assistant

TASKS = """白河市深化医改工作方案

各县（市、区）人民政府：

一、重点任务

（一）建立办医体制。成立由政府主要领导牵头的医院管理委员会，统筹医院发展规划。（牵头单位：市卫生健康委；责任单位：市财政局）

（二）强化基金监管。医疗机构对本机构诊疗行为承担主体责任。（牵头单位：市医保局；责任单位：市卫生健康委）

（三）改革药品采购。药款由医疗机构按月支付给企业。（牵头单位：市医保局）

（四）提升服务能力。落实结余留用、合理超支分担。（牵头单位：市卫生健康委）

二、基本原则

（一）坚持公益。把健康放在首位，维护公平。

（二）坚持协同。推动医疗、医保、医药联动。

（三）坚持创新。鼓励基层探索，及时总结经验。

白河市人民政府

2023年5月6日
"""


@pytest.fixture(scope="session")
def baihe(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(TASKS, tmp_path_factory.mktemp("baihe"))
