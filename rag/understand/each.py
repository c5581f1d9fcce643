"""Which of several places has more, which have something, what each of them has."""

from __future__ import annotations

from rag.lazy_re import either, lazy_re

_MORE = r"(?:(?:更|最|比较)?(?:高|低|多|(?<!多)少)|[更最](?:大|小|快|长))"
#: Asks which of several places or documents has more of something: 谁定得高, 哪个地方的占比更高.
WHICH_MORE = lazy_re(
    rf"(?:谁|哪(?:[个边家里儿]|一?份|[省市区县]))[^，。？]{{0,16}}?{_MORE}(?=些|一|[的呢]?[？?]|[的呢]?$)"
)
#: Asks which of all places have something, not what each has.
WHICH_PLACES = lazy_re(r"哪(?:些|几|个|几个|些个)(?:地方|地区|地|省|市|区|县)")
#: 各地 asks what each place has, but not where it names who is to act: 要求各地…, 各地税务部门, 各地要怎样….
EVERY = lazy_re(
    either(
        "(?<!要求)(?<!鼓励)(?<!督促)(?<!指导)(?<!支持)(?<![对给由向让请与和])各[地区市]"
        "(?!县?[^，。？?、的]{0,8}(?:部门|政府|机关|单位|学校|企业|机构)|(?:要|应当?|须|必须)(?:怎么?样?|如何|做))",
        # 五个地方哪些, 几个地方里谁
        "[两三四五六七八九十几]个(?:地方|地区|省市?|城市)(?:的?文件)?(?:里面?|里头|当?中)?(?:都|各|有)?(?:谁|哪(?:些|[几个]个?))",
        "哪些地(?:方|区)",
        "哪个(?:地方|地区|省|市|区)",
        "哪(?:几|些)个?(?:地|省|市|区)",
        "五份|几份(?:文件|方案)|所有(?:文件|地区)|别的地方|其他地(?:方|区)|都有谁",
        rf"哪[里儿](?=(?:[定建]?得|[定建设]的)?{_MORE}(?:些|一|[的呢]?[？?]|[的呢]?$))",
    )
)
