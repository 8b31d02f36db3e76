"""Names of persons, found by what stands before or after them; a name without a cue is not guessed."""

import re
from collections.abc import Iterator

_SURNAMES = frozenset(
    "王李张刘陈于杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "廖石韦贾夏付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章"
    "鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧阳管柴蒙鲍华喻祁蒲房滕"
    "屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师仇栾隋商刁沙荣巫"
    "寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝封谈匡鞠惠荆乐冀胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉"
)
_UNLIKELY = frozenset("于时房关向文安易成路管时全应连车项明满位原南华阳乐商师解谈封查古农司简麻皮盘楼边")
"""Surnames that are everyday words: they need a firm cue."""
_NEVER = frozenset("于时位应连全满明管")
"""The most everyday of them, never taken for a surname before 先生 or 女士."""
_FORMAL = ("先生", "女士", "小姐")
_DOUBLE = ("欧阳", "司马", "上官", "诸葛", "夏侯", "尉迟", "皇甫", "公孙", "慕容", "司徒", "端木", "东方")
_TITLE = re.compile(
    "先生|女士|小姐|老师傅|师傅|阿姨|大爷|大妈|大娘|奶奶|爷爷|婆婆|阿婆|阿公|老伯|老太|叔叔|大叔|大姐|大哥|同志"
)
_HAN = r"[\u3400-\u9fff]"
_ALL_HAN = re.compile(f"{_HAN}+")
_END = r"(?=$|[^\u3400-\u9fff]|电话|手机|先生|女士|身份证|联系|住|家住|性别|男|女|今年|来电|反映|反应|投诉)"
_FIRM = re.compile(
    rf"(?:我叫|名叫|名字叫|名字是|姓名|联系人|来电人|投诉人|举报人|反映人|求助人|申请人|报警人|户主姓名|业主姓名|叫做)"
    rf"(?:是|为|叫|:|：)? {{0,2}}(?P<it>{_HAN}{{2,4}})"
)
_LOOSE = re.compile(
    rf"(?:我是|本人|户主|业主|租客|房东|负责人|当事人|患者|病人|老人|孩子|学生)(?:是|为|叫|:|：)? {{0,2}}"
    rf"(?P<it>{_HAN}{{2,3}}?){_END}"
)
_PREPOSITION = re.compile("[由对关属等位基终处出在至]于$")
_THANKS = ("感谢", "多谢")
_NAME_ENDS = re.compile(_END)
_OFFICE = ("经", "工", "主", "总")
"""How a title of office begins that may follow a bare surname: 经理, 工程师, 主任, 总."""
_NOT_GIVEN = frozenset("的是在了住家来去有和与及说要想把被给向对电手身先女今反投联性男经工主总")
"""Characters that hardly stand in a given name: a firm cue's name ends before them."""


def find_names(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each name that a cue marks: 我叫…, 姓名…, 联系人…, …先生, …女士, …师傅."""
    for match in _FIRM.finditer(text):
        yield from _whole(text, *match.span("it"))
    for match in _LOOSE.finditer(text):
        name = match["it"]
        if _surname_length(name, _SURNAMES - _UNLIKELY) and not _NOT_GIVEN & set(name[1:]):
            yield match.span("it")
    for match in _TITLE.finditer(text):
        start = _before_title(text, match.start())
        if start < match.start():
            yield start, match.start()


def _surname_length(name: str, surnames: frozenset[str]) -> int:
    if name.startswith(_DOUBLE):
        return 2
    return 1 if name[:1] in surnames else 0


def _whole(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The name at a firm cue; one that begins like an everyday word must also end where a name can."""
    surname = _surname_length(text[start:stop], _SURNAMES)
    if not surname:
        return
    end = start + surname
    while end < min(stop, start + surname + 2) and text[end] not in _NOT_GIVEN:
        end += 1
    if text[start] in _UNLIKELY and not _NAME_ENDS.match(text, end):
        return
    if end > start + surname or text[end : end + 1] in _OFFICE:
        yield start, end


def _before_title(text: str, title: int) -> int:
    """Where the name before a title begins; `title` itself when there is none."""
    if text[max(0, title - 2) : title] in _DOUBLE:
        return title - 2
    if text[title - 1 : title] == "于" and not _PREPOSITION.search(text, 0, title):
        return title - 1
    likely = _SURNAMES - (_NEVER if text.startswith(_FORMAL, title) else _UNLIKELY)
    thanked = text[max(0, title - 3) : title - 1] in _THANKS
    if text[title - 1 : title] in likely:
        again = title >= 2 and text[title - 2] in _SURNAMES - _UNLIKELY and not thanked
        return title - 2 if again else title - 1  # 李方先生: a surname may be a given name
    for length in (2, 3):
        start = title - length
        given = text[start + 1 : title] if start >= 0 else ""
        if not given or not _ALL_HAN.fullmatch(given) or _NOT_GIVEN & set(given):
            break
        if text[start] in _SURNAMES - _UNLIKELY and text[start - 1 : start + 1] not in _THANKS:
            return start
    return title
