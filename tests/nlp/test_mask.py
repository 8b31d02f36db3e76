from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from liandong.codes import component_code
from nlp.mask import apply_masks, find_masks, liandong_mask
from nlp.normalise import normalise

COMPONENT = component_code("320508", "0120", 17)


def masked(text: str) -> str:
    return apply_masks(text, find_masks(normalise(text)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("电话138 1234 5678，快来", "电话〔手机〕，快来"),
        ("打我手机１３８１２３４５６７８", "打我手机〔手机〕"),
        ("+86-13812345678", "〔手机〕"),
        ("座机0512-65123456", "座机〔电话〕"),
        ("(0512)65123456找我", "〔电话〕找我"),
        ("来电号码：10001234567。", "来电号码：〔手机〕。"),
        ("身份证11010519491231002X", "身份证〔身份证〕"),
        ("我的号11010519491231002x", "我的号〔身份证〕"),
        ("身份证号是110105194912310021写错一位", "身份证号是〔身份证〕写错一位"),
        ("卡号6222021234567890123", "卡号〔银行卡〕"),
        ("转到4111 1111 1111 1111", "转到〔银行卡〕"),
        ("苏E12345违停", "〔车牌〕违停"),
        ("苏Ｅ·ＡＦ１２３４挡路", "〔车牌〕挡路"),
        ("发到li.ming+1@mail.example.cn吧", "发到〔邮箱〕吧"),
        ("加我微信号abc_12345", "加我微信号〔社交账号〕"),
        ("QQ：123456789", "QQ：〔社交账号〕"),
        ("我叫李建国，住在三楼", "我叫〔姓名〕，住在三楼"),
        ("我叫王芳住在东园", "我叫〔姓名〕住在东园"),
        ("姓名：欧阳小红 女", "姓名：〔姓名〕 女"),
        ("联系人张三，电话13812345678", "联系人〔姓名〕，电话〔手机〕"),
        ("王女士反映隔壁李建国先生", "〔姓名〕女士反映隔壁〔姓名〕先生"),
        ("小区的周老师傅", "小区的〔姓名〕老师傅"),
        ("我是陈小明。", "我是〔姓名〕。"),
        ("打138-0000 1234或１３８·００００·１２３４", "打〔手机〕或〔手机〕"),
        ("幺三八零零零零一二三四", "〔手机〕"),
        ("身份证320508 19491231 0022", "身份证〔身份证〕"),
        ("护照号E12345678和EA1234567", "护照号〔护照〕和〔护照〕"),
        ("发li.ming at example.cn", "发〔邮箱〕"),
        ("他叫demo_user_1", "他叫〔社交账号〕"),
        ("车主赵海波，沪 A·12D45挡道", "车主〔姓名〕，〔车牌〕挡道"),
        ("电动车牌照苏州A123456被偷", "电动车牌照〔车牌〕被偷"),
        ("我爸孙福根走丢了", "我爸〔姓名〕走丢了"),
        ("工人李强、王磊和欧阳明没拿到钱", "工人〔姓名〕、〔姓名〕和〔姓名〕没拿到钱"),
        ("钱小梅，13812345678", "〔姓名〕，〔手机〕"),
        ("我姓高，住高架旁", "我姓〔姓名〕，住高架旁"),
        ("包工头老郑欠薪", "包工头〔姓名〕欠薪"),
        ("我叫周大海，周大海是真名", "我叫〔姓名〕，〔姓名〕是真名"),
        ("对方叫卓玛央金，联系不上", "对方叫〔姓名〕，联系不上"),
        ("房东鲍翊不退押金", "房东〔姓名〕不退押金"),
        ("陆璟瑄女士补充", "〔姓名〕女士补充"),
        ("留1 3 8 0 0 0 0 1 2 3 4行吗", "留〔手机〕行吗"),
        ("外教Emily没拿到工资", "外教〔姓名〕没拿到工资"),
    ],
)
def test_personal_data_is_masked(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "订单号13812345678一直不发货",
        "快递单号4111111111111111没有动静",
        "工单20180516724550处理了吗",
        "一共收了13800元，比去年多500",
        "2018年2月23日上午8:30",
        "坐1路公交到55路终点站",
        "根据第一百二十条和第13条",
        "打12345热线或者致电96119",
        "客服电话4008001234没人接",
        f"路灯编号{COMPONENT}不亮",
        f"{COMPONENT}",
        "苏E的车很多",
        "里河新村12幢302室",
        "我是钟楼社区的居民",
        "我是来反映问题的",
        "各位先生女士大家好",
        "由于女士优先",
        "请问师傅在吗",
        "微信群里说要停水",
        "业主群里有人说",
        "老人走失",
        "PM2.5是135",
        "老王饭店油烟大",
        "李记羊肉馆不让退",
        "小区名叫罗马假日",
        "林黛玉的塑像掉漆",
        "我妈高血压发作",
        "老板高兴就开门",
        "司机马上就走",
        "环卫师傅每天来扫",
        "退款流水13800000017没到账",
        "批号H20000017的药",
        "班主任不管",
        "我孙女今年九岁",
        "孩子高烧四十度",
        "石家庄来的旅行团",
        "施工方夜间作业",
        "微博上@所有人看热闹",
    ],
)
def test_what_only_looks_personal_stays(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我住里河新村12幢302室", "我住里河新村〔门牌〕"),
        ("3号楼2单元1101漏水", "〔门牌〕漏水"),
        ("十七幢四零一室", "〔门牌〕"),
        ("B座2108没人", "〔门牌〕没人"),
        ("11-2-405的水表", "〔门牌〕的水表"),
        ("六组12号门口", "〔门牌〕门口"),
    ],
)
def test_doors_are_masked_where_asked_for(text: str, expected: str) -> None:
    masks = find_masks(normalise(text))

    assert apply_masks(text, masks, doors=True) == expected
    assert apply_masks(text, masks) == text


@pytest.mark.parametrize(
    "text", ["12幢楼下垃圾满了", "人民路1688号商场", "取件码5-3-2041", "2幢前面3000元", "8号公交站台"]
)
def test_what_is_no_door_stays(text: str) -> None:
    assert apply_masks(text, find_masks(normalise(text)), doors=True) == text


def test_a_component_code_after_a_bank_cue_is_a_card() -> None:
    assert masked(f"我的银行卡{COMPONENT}") == "我的银行卡〔银行卡〕"


def test_the_step_sets_masks_on_a_hand_made_doc(doc: Callable[[str], Doc]) -> None:
    result = liandong_mask(doc("我叫李建国，电话13812345678"))

    assert [(mask.kind, result.text[mask.start : mask.end]) for mask in result._.masks] == [
        ("姓名", "李建国"),
        ("手机", "13812345678"),
    ]


PIECES = st.sampled_from(
    [
        "13812345678",
        "12幢302室",
        "联系人",
        "陈",
        "小明",
        "女士",
        "，叫",
        "和",
        "我叫李建国",
        "11010519491231002X",
        "苏E12345",
        "路灯",
        "，",
        " ",
        "a@b.cn",
        COMPONENT,
    ]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=12).map("".join))
def test_what_is_not_masked_is_the_original(text: str) -> None:
    masks = find_masks(normalise(text))

    result = apply_masks(text, masks, doors=True)

    at, rest = 0, result
    for mask in masks:
        assert at <= mask.start < mask.end <= len(text)
        before = text[at : mask.start]
        assert rest.startswith(f"{before}〔{mask.kind}〕")
        rest = rest.removeprefix(f"{before}〔{mask.kind}〕")
        at = mask.end
    assert rest == text[at:]


@given(st.integers(130, 199), st.integers(0, 99_999_999))
def test_no_mobile_number_gets_through(prefix: int, rest: int) -> None:
    number = f"{prefix}{rest:08d}"

    assert number not in masked(f"路灯坏了打我电话{number}谢谢")
    assert number not in masked(number)
