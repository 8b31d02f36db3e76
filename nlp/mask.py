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

_GAP = r"[^\d,，。;；]{0,6}"
"""What may stand between a cue and its number."""
_ORDER_CUE = re.compile(rf"(?:订单|单号|运单|快递|编号|工单|流水|序列|合同|发票){_GAP}$")
_CARD_CUE = re.compile(rf"(?:银行卡|卡号|账号|帐号|账户|信用卡|储蓄卡|工资卡){_GAP}$")
_ID_CUE = re.compile(rf"(?:身份证|证件号){_GAP}$")
_HOTLINE = re.compile(r"1\d{2,4}|12345\d?|9[56]\d{3,6}|[48]00\d{7}")
_LONGEST_CONTACT = 12
_CUE_REACH = 16
_APART = r"(?<![\dA-Za-z.])"
_ALONE = r"(?![\dA-Za-z])"
_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE_LETTER = "A-HJ-NP-Za-hj-np-z"


@dataclass(frozen=True, slots=True)
class _Rule:
    """A form, whose group `it` is masked when the check, given the text before it and `it`, agrees."""

    kind: MaskKind
    form: re.Pattern[str]
    is_personal: Callable[[str, str], bool]


def _digits(written: str) -> str:
    return written.replace(" ", "").replace("-", "")


def _id_number(before: str, number: str) -> bool:
    return is_id_number(number) or bool(_ID_CUE.search(before))


def _bank_card(before: str, number: str) -> bool:
    if _CARD_CUE.search(before):
        return True
    if is_component_code(number) or _ORDER_CUE.search(before):
        return False
    return len(_digits(number)) >= 16 and is_luhn(_digits(number))


def _no_order(before: str, _number: str) -> bool:
    return not _ORDER_CUE.search(before)


def _no_hotline(_before: str, number: str) -> bool:
    return not (number.isdigit() and len(number) > _LONGEST_CONTACT) and not _HOTLINE.fullmatch(
        _digits(number)
    )


def _has_digit(_before: str, number: str) -> bool:
    return any(character.isdigit() for character in number)


def _always(_before: str, _number: str) -> bool:
    return True


def _rule(kind: MaskKind, form: str, is_personal: Callable[[str, str], bool], flags: int = 0) -> _Rule:
    return _Rule(kind, re.compile(form, flags), is_personal)


_RULES = (
    _rule("身份证", rf"(?<![\dA-Za-z])(?P<it>\d{{17}}[\dXx]){_ALONE}", _id_number),
    _rule("身份证", rf"身份证{_GAP}(?P<it>\d{{14,17}}[\dXx]?){_ALONE}", _always),
    _rule("银行卡", rf"{_APART}(?P<it>\d{{4}}(?:[ -]?\d{{4}}){{2,3}}[ -]?\d{{1,4}}){_ALONE}", _bank_card),
    _rule(
        "邮箱",
        r"(?<![\w.+-])(?P<it>[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4})",
        _always,
        re.ASCII,
    ),
    _rule(
        "车牌",
        rf"(?P<it>[{_PROVINCE}][{_PLATE_LETTER}][·•.\- ]?"
        rf"[{_PLATE_LETTER}0-9]{{4,5}}[{_PLATE_LETTER}0-9挂学警港澳]){_ALONE}",
        _has_digit,
    ),
    _rule("手机", rf"{_APART}(?P<it>(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{{4}}){{2}}){_ALONE}", _no_order),
    _rule(
        "电话",
        rf"{_APART}(?P<it>(?:\(0\d{{2,3}}\)|（0\d{{2,3}}）|0\d{{2,3}}[- ]?)[2-9]\d{{6,7}}){_ALONE}",
        _no_order,
    ),
    _rule(
        "电话",
        r"(?:电话|手机|座机|联系方式|号码|拨打)"
        rf"{_GAP}(?P<it>\d[\d -]{{5,12}}\d){_ALONE}",
        _no_hotline,
    ),
    _rule(
        "社交账号",
        r"(?:微信|威信|QQ|扣扣|(?<![a-z])(?:vx|wx|weixin)(?![a-z]))(?:号码|号)?(?:是|为|:|：)? {0,2}"
        r"(?P<it>[A-Za-z][A-Za-z0-9_-]{5,19}|\d{6,12})(?![A-Za-z0-9_-])",
        _no_hotline,
        re.IGNORECASE,
    ),
)
_MAY_HAVE_NUMBER = re.compile("[0-9A-Za-z]")


def find_masks(text: str) -> tuple[Mask, ...]:
    """Personal data in a normalised text, in its order; of two that overlap the earlier rule's stays."""
    found: list[Mask] = []
    if _MAY_HAVE_NUMBER.search(text):
        for rule in _RULES:
            _add(found, _matches(rule, text))
    _add(found, (Mask("姓名", start, end) for start, end in find_names(text)))
    return tuple(sorted(found, key=lambda mask: mask.start))


def _matches(rule: _Rule, text: str) -> Iterator[Mask]:
    for match in rule.form.finditer(text):
        start, end = match.span("it")
        if rule.is_personal(text[max(0, start - _CUE_REACH) : start], match["it"]):
            yield Mask(rule.kind, start, end)


def _add(found: list[Mask], more: Iterable[Mask]) -> None:
    for mask in more:
        if all(mask.end <= other.start or other.end <= mask.start for other in found):
            found.append(mask)


def apply_masks(text: str, masks: Sequence[Mask]) -> str:
    """`text` with every mask replaced by its kind in 〔〕; what is between the masks stays as it is."""
    parts: list[str] = []
    at = 0
    for mask in masks:
        parts += (text[at : mask.start], f"〔{mask.kind}〕")
        at = mask.end
    return "".join((*parts, text[at:]))


@Language.component("liandong_mask", assigns=["doc._.masks"], requires=["doc._.normal"])
def liandong_mask(doc: Doc) -> Doc:
    """Set `doc._.masks`."""
    doc._.masks = find_masks(normal(doc))
    return doc
