"""Now and then it thinks for several ticks, and then goes another way."""

from myrmidon import Unit

ROUNDS = 3_000_000  # more than a sixtieth of a second on any machine


class Dreamer(Unit):
    total = 0

    def think(self) -> None:
        self.steer(self.heading + self.random.uniform(-1.0, 1.0))
        if self.random.random() < 0.02:
            for number in range(ROUNDS):
                self.total = number
            self.say("late")
