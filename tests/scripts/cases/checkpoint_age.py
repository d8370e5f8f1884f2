# Agents go on from a copy that is two ticks old at most; one that has none yet is
# made again. Coroutines and objects are not copied; neither __new__ nor a property of the class runs.
# agents: 2
# ticks: 5
# limit_ms: 60
# grace_ms: 60
# checkpoint: 1000 2
from myrmidon import Unit


class Mind(Unit):
    def __new__(cls):
        print("new")
        return super().__new__(cls)

    def __init__(self):
        self.ticks = []
        self.walk = (i for i in range(3))

    @property
    def ticked(self):
        return len(self.ticks)

    def think(self):
        self.ticks.append(self.tick)
        if self.tick == 4 and self.id & 1:
            sum(range(10**12))
        if self.tick == 5:
            print(self.ticks[0], 3 <= self.ticked <= 4, self.ticks[-1], hasattr(self, "walk"))


# expect: 0: new
# expect: 1: new
# expect: 1 ! killed :0 interpreter 0 was killed: it ran over def.think_limit_us and def.think_grace_us
# expect: 0: 1 True 5 False
# expect: 0 ! lost main.py:0 attributes lost: walk (generator)
