"""Step 1b: the words of whoever took the report down, which say nothing about the matter.

市民来电反映, 来电人称, 请相关部门核实处理: a hotline writes them round what the citizen said. The closing
ones name the department the report was given to, so that a model that learns from them learns the answer.
"""

import re
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from nlp.extensions import normal
from nlp.readings import Boilerplate, BoilerplateKind

_WHO = (
    "(?:(?:该|本|此|某|一|匿名|热心)?(?:位|名)?(?:市民|来电人|来电者|来信人|来访人|诉求人|反映人|投诉人|举报人|咨询人|求助人"
    "|当事人|群众|网民|网友|居民|村民|业主|用户)|[\u3400-\u9fff〕](?:女士|先生|小姐)|其)"
)
_HOW = (
    "(?:(?:通过|拨打|利用|使用|登录|在)?(?:(?:政务|政府|便民)?(?:12345|热线|来电|电话|致电|微信|短信|公众号|网站|网上|网络|来信|来函"
    "|来访|走访|小程序|平台|市长信箱|领导信箱|留言|APP|云|再次|多次|重复|第.{1,2}次|又))*)"
)
_SAYS = "(?:反映|反应|咨询|投诉|举报|求助|建议|报修|报备|表扬|诉求|陈述|表示|声称|自述|称|告知|反馈|认为)"
_OPENING = (
    rf"{_WHO}{_HOW}{_SAYS}(?:称|说|道|：|:|,|，)?"
    rf"|(?:故|现|特|因此|故此|今)?(?:再次|多次)?(?:来电|致电|来信|来访){_SAYS}?(?:称|说|：|:)?"
)
_UNIT = (
    r"(?:[\u3400-\u9fff0-9、]{0,16}?(?:部门|单位|局|委|办|办公室|中心|街道|社区|居委会|村委会|公司|物业|大队|中队|派出所|政府|平台|处|站"
    r"|队|所|集团|医院|学校|人员|领导|网格员|交警|城管|公安|警方|你们))"
)
_MANNER = (
    "(?:尽快|尽早|及时|立即|马上|妥善|依法|依规|认真|予以|给予|进行|协助|到场|到现场|赴现场|前往|上门|派人|派员|安排|加强|加大|加以"
    "|帮忙|帮助|能够|能|可以|再次|重新|早日|高度|一下)"
)
_ACTION = (
    "(?:核实|核查|处理|处置|查处|查看|查实|调查|解决|整改|整治|办理|跟进|跟踪|协调|回复|答复|回应|反馈|重视|落实|监督|监管|督促|督办|关注"
    "|介入|管理|巡查|检查|执法|力度|核定|告知|说明|给出|合理|相关|此事|该问题|上述问题|情况|结果|意见|原因|来电人|市民|本人|其|为盼|为感|并|及|和"
    "|、|后|将|把|的|给|向)"
)
_CLOSING = (
    r"(?:现|特|故|并|烦|敬|恳|还)?(?:请求|恳请|烦请|敬请|希望|要求|建议|盼望|呼吁|请(?![问教假])|望|盼|转|交由|麻烦)"
    rf"(?![\u3400-\u9fff]{{0,6}}(?:业主|车主|司机|老板|房东|商家|店家|开发商)){_UNIT}?"
    rf"(?:{_MANNER}|{_ACTION})*{_ACTION}(?:一下|了|吧)?|{_WHO}?(?:要求|希望|需要|请求)(?:得到|尽快|及时)?(?:回复|答复|回电|反馈|保密|匿名)"
)
_LABEL = (
    "(?:具体|详细|事发|案发|问题)?(?:位置|地址|地点|时间|诉求|内容|问题描述|诉求内容|反映内容|事项|标题|工单编号|工单号)(?:为|是|在|：|:)"
    "|(?:工单|受理|流水|登记)(?:编号|号)[：: ]?[A-Za-z0-9-]{6,24}|【[^】]{1,20}】"
)
_CLAUSE_ENDS = r"(?=[，。；！？,.;!? )）]|$)"
_BEGINS = r"(?:^|(?<=[，。；！？：,.;!?: \n】)）]))"
_FORMS: tuple[tuple[BoilerplateKind, re.Pattern[str]], ...] = (
    ("label", re.compile(rf"{_BEGINS}(?:{_LABEL})", re.ASCII)),
    ("opening", re.compile(rf"{_BEGINS}(?:{_OPENING})")),
    ("closing", re.compile(rf"{_BEGINS}(?:{_CLOSING}){_CLAUSE_ENDS}")),
)
_HINT = re.compile(
    "[请望盼转]|要求|建议|来电|来信|来访|市民|来电人|群众|网民|反映|投诉|其|女士|先生|[：:】]|编号"
)


def find_boilerplate(text: str) -> tuple[Boilerplate, ...]:
    """The stretches of a normalised text that its taker-down added, in its order, not overlapping."""
    if not _HINT.search(text):
        return ()
    found = sorted(_matches(text), key=lambda span: (span.start, -span.end))
    kept: list[Boilerplate] = []
    for span in found:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return tuple(kept)


def _matches(text: str) -> Iterator[Boilerplate]:
    for kind, form in _FORMS:
        for match in form.finditer(text):
            if match.end() > match.start():
                yield Boilerplate(kind, *match.span())


@Language.component("liandong_boilerplate", assigns=["doc._.boilerplate"], requires=["doc._.normal"])
def liandong_boilerplate(doc: Doc) -> Doc:
    """Set `doc._.boilerplate`."""
    doc._.boilerplate = find_boilerplate(normal(doc))
    return doc
