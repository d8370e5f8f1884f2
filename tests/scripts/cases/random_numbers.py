# Random numbers are those of the seed: per interpreter and per unit.
# agents: 2
# ticks: 2
import random

from myrmidon import Unit


class Mind(Unit):
    def think(self):
        print(random.randrange(10**6), self.random.randrange(10**6), random.Random().randrange(10**6))
        if self.tick == 2:
            random.seed()
            print(random.randrange(10**6), sorted({"a", "b", "c", self.first(), 3.5}, key=repr))


# expect: 0: 489151 618781 291593
# expect: 1: 164583 750422 206564
# expect: 0: 606478 726117 990345
# expect: 0: 11212 ['a', 'b', 'c', 3.5, <soldier 0 (team 0)>]
# expect: 1: 198226 503613 711982
# expect: 1: 168259 ['a', 'b', 'c', 3.5, <soldier 0 (team 0)>]
