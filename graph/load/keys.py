"""The keys of rows: which are there twice, and which rows refer to each other."""

from collections import defaultdict
from collections.abc import Sequence

from graph.load.convert import Item, Problem
from graph.schema import SCHEMA


def key_of(item: Item) -> str:
    """What may be there once in a file: the code, or both ends."""
    return f"{item.code} → {item.target}" if item.target else item.code


def duplicate(item: Item) -> Problem:
    """Why a row with a key that was there before is rejected."""
    return Problem("from" if item.target else "code", f"duplicate key 主键重复: {key_of(item)}")


def dangling(label: str, column: str, code: str) -> Problem:
    """Why a row that refers to what is not there is rejected."""
    zh = SCHEMA.node(label).zh
    return Problem(column, f"no {label} has this code 没有编码为该值的{zh}: {code}")


def part_of_itself(item: Item, column: str) -> Problem:
    """Why a row that refers to itself, if by way of others, is rejected."""
    return Problem(column, f"part of itself 循环引用: {item.code}")


def in_layers(items: Sequence[Item], column: str) -> tuple[list[list[Item]], list[Item]]:
    """Rows that refer to rows of the same file by `column`, each layer after those it refers to.

    Only the territory's tree does, which is small enough to be held.

    Returns:
        The layers, and the rows that refer to each other in a circle.
    """
    waiting: dict[str, list[Item]] = defaultdict(list)
    codes = {item.code for item in items}
    layer: list[Item] = []
    for item in items:
        parent = item.refs.get(column)
        (waiting[parent] if parent in codes else layer).append(item)
    layers: list[list[Item]] = []
    while layer:
        layers.append(layer)
        layer = [child for item in layer for child in waiting.pop(item.code, ())]
    return layers, [item for group in waiting.values() for item in group]
