"""A unit that thinks for too long. tools/bench sets ROUNDS to what takes 200 ms on its machine."""

from myrmidon import Unit

ROUNDS = 4_000_000


class Burner(Unit):
    total = 0

    def think(self) -> None:
        for number in range(ROUNDS):
            self.total = number
