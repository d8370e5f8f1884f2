# Unit 1 cannot be interrupted: its child is killed. Its neighbour lives on with its plain data.
# agents: 2
# ticks: 4
# limit_ms: 60
# grace_ms: 60
# checkpoint: 4096 1
from myrmidon import Unit


class Knot:
    pass


class Mind(Unit):
    def __init__(self):
        print("made")
        self.thinks = 0
        self.plain = [None, True, False, 7, -2.5, "ä", b"\0x", (1, ()), [], {"a": [1]}, {3, 2}]
        self.big = [1 << 64, -1 << 200, -(1 << 63), (1 << 63) - 1]
        self.keys = {(1, "x"): frozenset({1}), None: 0, 2.5: 1}
        self.foe = self.nearest(enemy=True)
        self.foes = {self.foe}
        self.me = self
        self.nest = Knot()
        self.deep = self.ring = []
        self.ring.append(self.ring)

    def think(self):
        self.thinks += 1
        if self.tick == 2 and self.id & 1:
            sum(range(10**12))
        if self.tick > 2:
            print(self.thinks, self.plain == [None, True, False, 7, -2.5, "ä", b"\0x", (1, ()), [],
                                              {"a": [1]}, {3, 2}])
            print(self.big == [1 << 64, -1 << 200, -(1 << 63), (1 << 63) - 1],
                  self.keys == {(1, "x"): frozenset({1}), None: 0, 2.5: 1},
                  self.foe, self.foe.x, self.foe in self.foes, self.me is self)
            print(hasattr(self, "nest"), self.ring[0] is self.ring is self.deep)
            self.move_to(self.thinks, 0)


# expect: 0: made
# expect: 1: made
# expect: 1 ! killed :0 interpreter 0 was killed: it ran over def.think_limit_us and def.think_grace_us
# expect: 0: 2 True
# expect: 0: True True <soldier 1 (team 1)> 3.0 True True
# expect: 0: False True
# expect: 0 move_to(2, 0)
# expect: 0 ! lost main.py:0 attributes lost: nest (Knot)
# expect: 0: 3 True
# expect: 0: True True <soldier 1 (team 1)> 3.0 True True
# expect: 0: False True
# expect: 0 move_to(3, 0)
