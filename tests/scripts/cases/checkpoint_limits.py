# What is over checkpoint_bytes is left out and named once; the rest comes back.
# agents: 3
# ticks: 6
# limit_ms: 60
# grace_ms: 60
# checkpoint: 200 1
from myrmidon import Unit


class Mind(Unit):
    def __init__(self):
        self.first = "kept"
        self.path = list(range(1000))
        self.text = "x" * 90
        self.last = 7

    def think(self):
        if self.tick in (2, 4) and self.id % 4294967296 == self.tick / 2:
            sum(range(10**12))
        if self.tick in (3, 5):
            print(self.first, len(self.text), self.last, hasattr(self, "path"))


# expect: 1 ! killed :0 interpreter 0 was killed: it ran over def.think_limit_us and def.think_grace_us
# expect: 0: kept 90 7 False
# expect: 2: kept 90 7 False
# expect: 0 ! lost main.py:0 attributes lost: path (over checkpoint_bytes)
# expect: 2 ! killed :0 interpreter 0 was killed: it ran over def.think_limit_us and def.think_grace_us
# expect: 0: kept 90 7 False
