"""Official short forms: 卫健委 for 卫生健康委员会, 人社 for 人力资源和社会保障.

Two texts that put the one and the other say the same; both are compared in the short form.
"""

from __future__ import annotations

import re

from rag.lazy_re import lazy_re

#: Departments, long forms first. (?=…) keeps to where a department is meant.
_DEPARTMENTS = (
    ("卫生健康委员会|卫生健康委|卫生健康局|卫健局", "卫健委"),
    ("医疗保障局", "医保局"),
    ("发展和改革委员会|发展改革委员会|发展改革委", "发改委"),
    ("人力资源和?社会保障(?=[部局厅行])", "人社"),
    ("市场监督管理局|市监局", "市场监管局"),
    ("工业和信息化(?=[部局厅])", "工信"),
    ("规划资源局", "规资局"),
    ("科学技术委员会", "科委"),
    ("药品监督管理局", "药监局"),
    ("中医药管理局", "中医药局"),
    ("政务服务和大数据管理局", "大数据局"),
    ("机构编制委员会办公室", "编办"),
    ("卫生健康行政部门|卫生健康主管部门|卫生健康部门|卫生行政部门", "卫健部门"),
    ("医疗保障行政部门|医疗保障部门", "医保部门"),
    ("人力资源和?社会保障(?:行政)?(?=部门)", "人社"),
    ("市场监督管理部门", "市场监管部门"),
    ("环境保护(?:行政)?(?:主管)?部门", "环保部门"),
    ("发展和?改革部门", "发改部门"),
)
_OTHERS = (
    ("市场监督管理总局", "市场监管总局"),
    ("国有资产监督管理委员会", "国资委"),
    ("住房和?城乡建设(?=[部局厅委])", "住建"),
    ("文化和旅游(?=[部局厅委])", "文旅"),
    ("科学技术(?=[部局厅])", "科技"),
    ("人民代表大会常务委员会", "人大常委会"),
    ("人民代表大会", "人大"),
    ("人民政府", "政府"),
    ("国内生产总值|地区生产总值", "gdp"),
    ("规模以上", "规上"),
    ("三级甲等", "三甲"),
    ("二级甲等", "二甲"),
    ("最低生活保障", "低保"),
    ("高新技术产业开发区", "高新区"),
    ("经济技术开发区", "经开区"),
    ("自主创新示范区", "自创区"),
    ("自由贸易试验区|自贸试验区", "自贸区"),
    ("综合保税区", "综保区"),
    ("普通高等学校|高等学校|高等院校", "高校"),
    ("医疗健康共同体", "健共体"),
    ("医疗共同体", "医共体"),
    ("医疗联合体", "医联体"),
    ("医疗保险", "医保"),
    ("社会保险", "社保"),
    ("住房公积金", "公积金"),
    ("个人所得税", "个税"),
    ("残疾人联合会", "残联"),
    ("妇女联合会", "妇联"),
    ("非物质文化遗产", "非遗"),
    ("研究与试验发展", "研发"),
    ("境内(?:和|、|与)?境外", "境内外"),
    ("(?:相互|互相)(?:认可|承认)", "互认"),
)


#: The level that a department is of, as it stands before its name; 市场监管局 is of none.
LEVEL_BEFORE = "(?:[省区县州]|市(?!场|监))"


def _pattern(table: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    """Any long form; the first characters are looked at alone, which spares most of the text the rest."""
    first = "".join(sorted({form[0] for long, _ in table for form in long.split("|")}))
    return lazy_re(f"(?=[{first}])(?:{'|'.join(f'({long})' for long, _ in table)})")


_NAMES = _pattern(_DEPARTMENTS)
_ALL = _pattern((*_DEPARTMENTS, *_OTHERS))
#: The short names of departments; each names one, whatever it ends in.
SHORT_NAMES = tuple(short for _, short in _DEPARTMENTS if not short.startswith(("人社", "工信")))
_SHORT = tuple(short for _, short in (*_DEPARTMENTS, *_OTHERS))


def short_name(name: str) -> str:
    """A department's name in its short form.

    >>> short_name("市卫生健康委员会")
    '市卫健委'
    """
    return _NAMES.sub(lambda match: _SHORT[(match.lastindex or 1) - 1], name)


def shortened(text: str) -> str:
    """A text in lower case with every official short form in the place of the long one.

    >>> shortened("全国人民代表大会常务委员会")
    '全国人大常委会'
    """
    return _ALL.sub(lambda match: _SHORT[(match.lastindex or 1) - 1], text)
