"""Reports for measuring: what the catalogue knows, said of places that the demo city has."""

import csv
from pathlib import Path

from bench.cities import read
from liandong.catalogue import Catalogue
from liandong.paths import shipped

_FRAMES = (
    "{place}{what}，已经好几天了，希望有关部门尽快处理",
    "我住在{place}，最近{what}，找过物业也没有人管，请帮忙解决一下",
    "您好，我要反映{place}附近{what}，影响大家生活，电话13800001234",
    "{place}，{what}，老人小孩进出都不方便，昨天晚上差点出事，麻烦派人来看看，谢谢",
    "{what}，就在{place}门口，周围邻居都有意见，之前打过一次电话，到现在没有答复",
)


def sentences(catalogue: Catalogue, city: Path, count: int) -> list[str]:
    """So many reports, the same ones every time, hardly one like another.

    The shipped samples come first; the others put an issue's words and a place into a frame.
    """
    with (shipped("data") / "samples.csv").open(encoding="utf-8", newline="") as file:
        made = [row["text"] for row in csv.DictReader(file)]
    words = [word for issue in catalogue.issues.values() for word in issue.keywords]
    names = ("Road", "Estate", "Building", "Address", "Shop")
    places = [row["name"] for name in names for row in read(city, name) if row["name"]]
    for i in range(count - len(made)):
        frame = _FRAMES[i % len(_FRAMES)]
        made.append(frame.format(place=places[i * 7919 % len(places)], what=words[i * 104729 % len(words)]))
    return made[:count]
