"""How many people live in each community, counted while they are written."""

from collections import Counter
from collections.abc import Sequence

from city.people import Member

ELDER = 60
"""From this age on a resident is counted as an elder (老年人权益保障法, art. 2)."""


class Census:
    """The residents, and the elders among them, of each community by code."""

    def __init__(self) -> None:
        self.residents: Counter[str] = Counter()
        self.elders: Counter[str] = Counter()

    def count(self, community: str, members: Sequence[Member]) -> None:
        """Count a household."""
        self.residents[community] += len(members)
        self.elders[community] += sum(member.age >= ELDER for member in members)
