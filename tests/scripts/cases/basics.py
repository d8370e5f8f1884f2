# What a unit reads of itself and asks for.
# agents: 2
# ticks: 2
from myrmidon import Unit, View


class Mind(Unit):
    def __init__(self):
        self.count = 0

    def think(self):
        self.count += 1
        print(self, self.id, self.x, self.y, self.hp, self.team, self.kind, self.is_ready)
        print(self.tick, self.time, self.dt, self.is_alive, self.boss, self.count)
        print(self.sum(1), self.sum(1, 2), self.sum(b=2, a=3), self.other("tower"), self.other())
        print(self.middle(), self.first(), self.length("añb"), self.nothing())
        self.move_to(1, y=2.5)
        self.attack(self.first())
        self.attack(None)
        self.attack(self)
        self.mark()
        self.mark(-7, False, "soldier", 1e9, self, "ä")


# expect: 0: <soldier 0 (team 0)> 4294967296 0.0 0.0 10 0 soldier True
# expect: 0: 1 0.1 0.1 True None 1
# expect: 0: 1.5 3.0 5.0 soldier tower
# expect: 0: (0.0, 0.0) <soldier 0 (team 0)> 4 None
# expect: 1: <soldier 1 (team 1)> 4294967297 3.0 4.0 20 1 soldier False
# expect: 1: 1 0.1 0.1 True <soldier 0 (team 0)> 1
# expect: 1: 1.5 3.0 5.0 soldier tower
# expect: 1: (1.5, 2.0) <soldier 0 (team 0)> 4 None
# expect: 0 move_to(1, 2.5)
# expect: 0 attack(unit 0)
# expect: 0 attack(none)
# expect: 0 attack(unit 0)
# expect: 0 mark(3, 1, 2, 0.25, none, '')
# expect: 0 mark(-7, 0, 0, 1e+09, unit 0, 'ä')
# expect: 1 move_to(1, 2.5)
# expect: 1 attack(unit 0)
# expect: 1 attack(none)
# expect: 1 attack(unit 1)
# expect: 1 mark(3, 1, 2, 0.25, none, '')
# expect: 1 mark(-7, 0, 0, 1e+09, unit 1, 'ä')
# expect: 0: <soldier 0 (team 0)> 4294967296 0.0 0.0 10 0 soldier True
# expect: 0: 2 0.2 0.1 True None 2
# expect: 0: 1.5 3.0 5.0 soldier tower
# expect: 0: (0.0, 0.0) <soldier 0 (team 0)> 4 None
# expect: 1: <soldier 1 (team 1)> 4294967297 3.0 4.0 20 1 soldier False
# expect: 1: 2 0.2 0.1 True <soldier 0 (team 0)> 2
# expect: 1: 1.5 3.0 5.0 soldier tower
# expect: 1: (1.5, 2.0) <soldier 0 (team 0)> 4 None
# expect: 0 move_to(1, 2.5)
# expect: 0 attack(unit 0)
# expect: 0 attack(none)
# expect: 0 attack(unit 0)
# expect: 0 mark(3, 1, 2, 0.25, none, '')
# expect: 0 mark(-7, 0, 0, 1e+09, unit 0, 'ä')
# expect: 1 move_to(1, 2.5)
# expect: 1 attack(unit 0)
# expect: 1 attack(none)
# expect: 1 attack(unit 1)
# expect: 1 mark(3, 1, 2, 0.25, none, '')
# expect: 1 mark(-7, 0, 0, 1e+09, unit 1, 'ä')
