"""Step 2: personal data found by form, check digit and cue, and replaced by its kind: 〔手机〕.

The masked text is for eyes and logs; the offsets say where. What only looks personal stays: order numbers,
prices, years, articles of law, bus lines, hotlines, door numbers and component codes.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from liandong.codes import is_component_code
from nlp.checks import is_id_number, is_luhn
from nlp.extensions import normal
from nlp.names import find_names
from nlp.readings import Mask, MaskKind

DOOR: MaskKind = "门牌"
"""The one kind that is masked only where it is asked for."""
_GAP = r"[^\d,，。;；]{0,6}"
"""What may stand between a cue and its number."""
_SEPARATOR = "[-—–·. ]{0,2}"
"""What people put between the groups of a number; a picture of a digit leaves two blanks."""
_ORDER_CUE = re.compile(
    rf"(?:订单|单号|运单|快递号|快递单|外卖单|编号|编码|条码|条形码|凭证|工单|流水|序列|合同|发票|批号|案号|受理号|户号|表号|杆号|学号|工号|房号|桩号){_GAP}$"
)
_ORDER_AFTER = re.compile("号(?![码是线])")
_CARD_CUE = re.compile(rf"(?:银行卡|卡号|账号|帐号|账户|信用卡|储蓄卡|工资卡){_GAP}$")
_ID_CUE = re.compile(rf"(?:身份证|证件|证号){_GAP}$")
_PASSPORT_CUE = re.compile("护照[^。！？]{0,12}$")
_PASSPORT = re.compile("[EG][0-9]{8}|E[A-HJ-NP-Z][0-9]{7}", re.IGNORECASE)
_CODE_CUE = re.compile(
    "(?:取件|提货|验证|识别|故障|回路|显示|型号|编号|预约|合同|案号|日期|电话)[^，。,;；]{0,6}$"
)
_HOTLINE = re.compile(r"1\d{2,4}|12345\d?|9[56]\d{3,6}|[48]00\d{7}")
_LONGEST_CONTACT = 12
_CUE_REACH = 16
_APART = r"(?<![\dA-Za-z.])"
_ALONE = r"(?![\dA-Za-z])"
_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_HAN = r"[\u3400-\u9fff]"
_PLATE_LETTER = "A-HJ-NP-Za-hj-np-z"
_NUMERAL = "(?:[0-9]{1,4}|[一二三四五六七八九十百零]{1,4})"
_BUILDING = rf"(?:{_NUMERAL}|[A-Za-z])(?:幢|栋|座|号楼|号院|楼)"
_ENTRANCE = r"(?:[0-9]{1,2}|[一二三四五六七八九十甲乙丙丁东西中南北A-Za-z])(?:单元|门(?=[0-9])|梯)"
_ROOM = r"[0-9]{3,4}(?![0-9.]|[元块路年米平只次])(?:室|号房)?"


@dataclass(frozen=True, slots=True)
class _Rule:
    """A form, whose group `it` is masked when the check, given the text before it, `it` and the text after
    it, agrees."""

    kind: MaskKind
    form: re.Pattern[str]
    is_personal: Callable[[str, str, str], bool]


def _digits(written: str) -> str:
    return re.sub(r"\D", "", written)


def _id_number(before: str, number: str, _after: str) -> bool:
    number = re.sub(r"[^\dXx]", "", number)
    return is_id_number(number) or bool(_ID_CUE.search(before))


def _passport(before: str, number: str, _after: str) -> bool:
    if _PASSPORT_CUE.search(before):
        return True
    return bool(_PASSPORT.fullmatch(number)) and not _ORDER_CUE.search(before)


def _bank_card(before: str, number: str, _after: str) -> bool:
    if _CARD_CUE.search(before):
        return True
    if is_component_code(number) or _ORDER_CUE.search(before):
        return False
    return len(_digits(number)) >= 16 and is_luhn(_digits(number))


def _no_order(before: str, _number: str, after: str) -> bool:
    return not _ORDER_CUE.search(before) and not _ORDER_AFTER.match(after)


def _no_code(before: str, _number: str, _after: str) -> bool:
    return not _CODE_CUE.search(before)


def _contact(before: str, number: str, after: str) -> bool:
    written = _digits(number)
    return (
        7 <= len(written) <= _LONGEST_CONTACT
        and not _HOTLINE.fullmatch(written)
        and not (_ORDER_CUE.search(before) or _ORDER_AFTER.match(after))
    )


def _no_hotline(_before: str, name: str, _after: str) -> bool:
    return not (name.isdigit() and len(name) > _LONGEST_CONTACT) and not _HOTLINE.fullmatch(name)


def _plate(_before: str, number: str, _after: str) -> bool:
    return any(character.isdigit() for character in number)


def _account(before: str, name: str, _after: str) -> bool:
    return any(character.isalpha() for character in name) and not _ORDER_CUE.search(before)


def _always(_before: str, _found: str, _after: str) -> bool:
    return True


def _rule(kind: MaskKind, form: str, is_personal: Callable[[str, str, str], bool], flags: int = 0) -> _Rule:
    return _Rule(kind, re.compile(form, flags), is_personal)


_LETTERS = (
    _rule(
        "邮箱",
        r"(?<![\w.+-])(?P<it>[A-Za-z0-9][\w.+-]{0,63}(?:@| at |\[at\])"
        r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4})",
        _always,
        re.ASCII | re.IGNORECASE,
    ),
    _rule("护照", rf"{_APART}(?P<it>[A-Za-z]{{1,2}}[0-9]{{7,8}}){_ALONE}", _passport),
    _rule(
        "社交账号",
        r"(?:微信|威信|[微薇v]心|v信|qq|扣扣|抖音|快手|小红书|微博|陌陌|加我?|(?<![a-z])(?:vx|wx|weixin|v)(?![a-z]))"
        r"(?:号码|账号|同号|号)?(?:是|为|叫|:|：)? {0,2}(?P<it>[A-Za-z][A-Za-z0-9_-]{4,19})(?![A-Za-z0-9_-])",
        _always,
        re.IGNORECASE,
    ),
    _rule(
        "社交账号",
        r"(?<![A-Za-z0-9_@./-])(?P<it>(?=[A-Za-z0-9]*_)[A-Za-z0-9_]{6,24})(?![A-Za-z0-9_@./-])",
        _account,
    ),
)
"""What has letters in it."""
_NUMBERS = (
    _rule("身份证", rf"(?<![\dA-Za-z])(?P<it>\d{{6}}[ -]?\d{{8}}[ -]?\d{{3}}[\dXx]){_ALONE}", _id_number),
    _rule("身份证", rf"身份证{_GAP}(?P<it>\d{{14,17}}[\dXx]?){_ALONE}", _always),
    _rule("银行卡", rf"{_APART}(?P<it>\d{{4}}(?:[ -]?\d{{4}}){{2,3}}[ -]?\d{{1,4}}){_ALONE}", _bank_card),
    _rule(
        "社交账号",
        r"(?:微信|威信|qq|扣扣|(?<![a-z])(?:vx|wx|weixin)(?![a-z]))(?:号码|号)?(?:是|为|:|：)? {0,2}"
        r"(?P<it>(?!1\d{10}(?!\d))\d{6,12})(?![A-Za-z0-9_-])",
        _no_hotline,
        re.IGNORECASE,
    ),
    _rule(
        "车牌",
        rf"(?P<it>[{_PROVINCE}] ?[{_PLATE_LETTER}][·•.\- ]?"
        rf"(?:[{_PLATE_LETTER}0-9] ?){{3,5}}[{_PLATE_LETTER}0-9挂学警港澳]){_ALONE}",
        _plate,
    ),
    _rule(
        "车牌",
        rf"(?:牌照?|车)(?:是|为)?(?P<it>{_HAN}{_HAN}(?=[A-Z]*[0-9])[A-Z0-9]{{6,8}}){_ALONE}",
        _plate,
        re.IGNORECASE,
    ),
    _rule(
        "手机",
        rf"{_APART}(?P<it>(?:\+?86{_SEPARATOR})?1{_SEPARATOR}[3-9]{_SEPARATOR}\d(?:{_SEPARATOR}\d){{8}}){_ALONE}",
        _no_order,
    ),
    _rule("手机", rf"{_APART}(?P<it>1[0-2]\d(?:{_SEPARATOR}\d){{8}}){_ALONE}", _no_order),
    _rule(
        "电话",
        rf"{_APART}(?P<it>(?:[(（]0\d{{2,3}}[)）]|0\d{{2,3}}){_SEPARATOR}[2-9]\d{{2,3}}{_SEPARATOR}\d{{4}}){_ALONE}",
        _no_order,
    ),
    _rule(
        "电话",
        rf"(?:电话|手机|座机|宅电|固话|联系方式|号码|拨打){_GAP}(?P<it>\d[\d -]{{5,12}}\d){_ALONE}",
        _contact,
    ),
)
"""What is a number."""
_DOORS = (
    _rule("门牌", rf"(?P<it>{_BUILDING} ?(?:{_ENTRANCE} ?)?{_ROOM})", _no_code),
    _rule("门牌", rf"(?P<it>{_ENTRANCE} ?{_ROOM})", _no_code),
    _rule("门牌", r"(?<![\dA-Za-z.-])(?P<it>\d{1,3}-\d{1,2}-\d{3,4}(?![\d-]))", _no_code),
    _rule("门牌", r"(?<![\dA-Za-z.-])(?P<it>[0-9]{3,4}室)", _no_code),
    _rule("门牌", rf"(?P<it>{_NUMERAL}[组队][0-9]{{1,4}}号)", _no_code),
    _rule("门牌", r"(?P<it>(?<!\d)[0-9]{1,4}号)(?=的?(?:住户|人家|居民|业主))", _no_code),
)
"""Doors: routing needs them, so they are masked only in views without the right to see them."""
_NICKNAMES = (
    _rule(
        "社交账号", rf"(?:网名|昵称)(?:叫|是|为|:|：)?(?P<it>{_HAN}{{2,8}}?)(?=的人|[，。、；,; ]|$)", _always
    ),
    _rule("社交账号", rf"@(?P<it>(?!所有人|全体){_HAN}{{2,10}})", _always),
)
_HAS_LETTER = re.compile("[A-Za-z]")
_HAS_NUMBER = re.compile(r"\d[^\d]{0,2}\d")
_HAS_NICKNAME = re.compile("网名|昵称|@")
_HAS_DOOR = re.compile(r"[0-9]{3}|[组队][0-9]|[0-9]号")


def find_masks(text: str) -> tuple[Mask, ...]:
    """Personal data in a normalised text, in its order; of two that overlap the earlier rule's stays."""
    found: list[Mask] = []
    for hint, rules in (
        (_HAS_LETTER, _LETTERS),
        (_HAS_NUMBER, _NUMBERS),
        (_HAS_DOOR, _DOORS),
        (_HAS_NICKNAME, _NICKNAMES),
    ):
        if hint.search(text):
            for rule in rules:
                _add(found, _matches(rule, text))
    numbers = [(mask.start, mask.end) for mask in found if mask.kind not in ("车牌", DOOR)]
    names = sorted(find_names(text, numbers), key=lambda span: span[0] - span[1])
    _add(found, (Mask("姓名", start, end) for start, end in names))
    return tuple(sorted(found, key=lambda mask: mask.start))


def _matches(rule: _Rule, text: str) -> Iterator[Mask]:
    for match in rule.form.finditer(text):
        start, end = match.span("it")
        if rule.is_personal(text[max(0, start - _CUE_REACH) : start], match["it"], text[end : end + 2]):
            yield Mask(rule.kind, start, end)


def _add(found: list[Mask], more: Iterable[Mask]) -> None:
    for mask in more:
        if all(mask.end <= other.start or other.end <= mask.start for other in found):
            found.append(mask)


def apply_masks(text: str, masks: Sequence[Mask], *, doors: bool = False) -> str:
    """`text` with every mask replaced by its kind in 〔〕; what is between the masks stays as it is.

    Doors stay, since dispatch needs them, unless `doors`: for a view without the right to see where
    somebody lives.
    """
    parts: list[str] = []
    at = 0
    for mask in masks:
        if doors or mask.kind != DOOR:
            parts += (text[at : mask.start], f"〔{mask.kind}〕")
            at = mask.end
    return "".join((*parts, text[at:]))


@Language.component("liandong_mask", assigns=["doc._.masks"], requires=["doc._.normal"])
def liandong_mask(doc: Doc) -> Doc:
    """Set `doc._.masks`."""
    doc._.masks = find_masks(normal(doc))
    return doc
