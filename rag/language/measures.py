"""Units that are written in letters (29dBm, 5905MHz, 220V), and what is told in percent by its name."""

from __future__ import annotations

from collections.abc import Collection

from rag.lazy_re import either, lazy_re

#: The pattern of a unit in letters; letters that stand for other things behind a number as well
#: (5G, 4K, 3A级, 5S管理) are none.
LETTERED = (
    either(
        "(?i:[kmgt]?hz|db[miw]?|[kmgt]?bps|[kmgt]?bit/s)",
        "k?m/[hs]",
        "[mkM]?V(?:A)?|[mkMG]?W(?:h|p)?|mAh?|[hkM]?Pa",
        "[KMGTP]B",
        "[nμµmck]?m|[μµmk]g|m?L|ml|[nμµm]s|min|h|t",
        "℃|°C|ppm|rpm",
    )
    + "(?![A-Za-z0-9²³])"
)
#: The same as Chinese text writes them.
_IN_WORDS = {
    "m": "米", "mm": "毫米", "cm": "厘米", "km": "公里", "kg": "公斤", "mg": "毫克", "t": "吨", "ml": "毫升", "mL": "毫升",
    "kW": "千瓦", "MW": "兆瓦", "GW": "吉瓦", "kWh": "千瓦时", "h": "小时", "min": "分钟",
}  # fmt: skip
#: Those that Chinese text writes out, as they are compared.
SPELT_OUT = {
    "分贝": "dB", "赫兹": "Hz", "千赫": "kHz", "兆赫": "MHz", "吉赫": "GHz", "千伏": "kV", "毫秒": "ms", "摄氏度": "℃",
}  # fmt: skip
#: Letters that people write small or large: mhz, DBM.
_EITHER_CASE = {
    unit.lower(): unit
    for unit in "Hz kHz MHz GHz THz dB dBm dBi dBW bps kbps Mbps Gbps Tbps bit/s kbit/s Mbit/s Gbit/s Tbit/s".split()
}
_LETTERS = frozenset("℃°")


def unit_of(written: str) -> str:
    """A unit in letters as it is compared; any other as it is.

    >>> unit_of("mhz"), unit_of("分贝"), unit_of("km"), unit_of("家")
    ('MHz', 'dB', '公里', '家')
    """
    return _IN_WORDS.get(written) or SPELT_OUT.get(written) or _EITHER_CASE.get(written.lower(), written)


def in_letters(unit: str) -> bool:
    """Whether a unit is written in letters, which no count of things is.

    >>> in_letters("dBm"), in_letters("%"), in_letters("家")
    (True, False, False)
    """
    return unit[:1] in _LETTERS or (unit[:1].isascii() and unit[:1].isalpha())


#: What is told in percent, by the end of its name: 频率 and 功率 are measured in units of their own.
RATE = "(?<![功频速斜汇])率"

#: What is measured, by the word that asks for it, and the ends of its units.
_MEASURED_IN = {
    "功率": ("W", "dBm", "dBW", "瓦"),
    "频率": ("Hz",),
    "频段": ("Hz",),
    "电压": ("V",),
    "温度": ("℃", "°C"),
    "噪声": ("dB",),
}
#: Asks for the measure itself: 频率容限 and 功率密度 are others.
_MEASURE_ASKED = lazy_re(
    f"(?P<name>{'|'.join(_MEASURED_IN)})(?:的?(?:限值|[上下]限|范围|标准|要求))?"
    "(?:[是为要应得需有能不]|超过|[大小高低]于|达到|最[高大低小])*(?:[多几]|什么)"
)


def of_another_measure(question: str, units: Collection[str]) -> bool:
    """Whether a question asks for what is measured in units of its own, and all the units told are of other measures.

    >>> of_another_measure("额定功率是多少", ["℃"]), of_another_measure("额定功率是多少", ["kW", "个"])
    (True, False)
    """
    asked = _MEASURE_ASKED.search(question)
    if asked is None or not units or not all(in_letters(unit) for unit in units):
        return False
    return not any(unit.endswith(_MEASURED_IN[asked["name"]]) for unit in units)
