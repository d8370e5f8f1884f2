# Other units: searches, identity, death.
# ticks: 3
# dies: 1 2
from myrmidon import DeadUnit, Unit, View


class Mind(Unit):
    def __init__(self):
        self.friend = None

    def think(self):
        if self.tick == 1:
            self.look()
        else:
            self.mourn()

    def look(self):
        self.friend = self.nearest()
        print(self.near(1000))
        print(self.near(5), self.near(4.9), self.near(1000, limit=2))
        print(self.near(1000, enemy=True), self.near(1000, ally=True))
        print(self.near(1000, kind="medic"), self.near(1000, team=1, kind="soldier"))
        print(self.nearest(enemy=True, within=4), self.nearest(ally=True), self.nearest(kind="tower"))
        print(self.distance_to(self.friend), self.distance_to(self))
        print(self.friend.x, self.friend.kind, self.friend.boss, self.friend.boss == self, self == self.friend.boss)
        print(self.friend is self.near(10)[0], hash(self) == hash(self.first()), {self, self.first()} == {self})
        print(self.friend != self, self == 4294967296, isinstance(self.friend, View), isinstance(self, View))
        print(hasattr(self.friend, "move_to"), hasattr(self.friend, "sum"), hasattr(self.friend, "tick"))
        try:
            self.friend < self
        except TypeError as error:
            print(error)
        try:
            View()
        except TypeError as error:
            print(error)

    def mourn(self):
        print(self.friend, self.friend.is_alive, self.friend.id, self.nearest())
        for read in (lambda: self.friend.x, lambda: self.distance_to(self.friend)):
            try:
                read()
            except DeadUnit as error:
                print("dead:", error, isinstance(error, LookupError))
        self.attack(self.friend)
        if self.tick == 3:
            self.friend.hp


# expect: 0: [<soldier 1 (team 1)>, <medic 2 (team 0)>, <soldier 3 (team 1)>, <medic 4 (team 0)>, <tower 5 (team 1)>]
# expect: 0: [<soldier 1 (team 1)>] [] [<soldier 1 (team 1)>, <medic 2 (team 0)>]
# expect: 0: [<soldier 1 (team 1)>, <soldier 3 (team 1)>, <tower 5 (team 1)>] [<medic 2 (team 0)>, <medic 4 (team 0)>]
# expect: 0: [<medic 2 (team 0)>, <medic 4 (team 0)>] [<soldier 1 (team 1)>, <soldier 3 (team 1)>]
# expect: 0: None <medic 2 (team 0)> <tower 5 (team 1)>
# expect: 0: 5.0 0.0
# expect: 0: 3.0 soldier <soldier 0 (team 0)> True True
# expect: 0: True True True
# expect: 0: True False True False
# expect: 0: False False False
# expect: 0: '<' not supported between instances of 'myrmidon.View' and 'Mind'
# expect: 0: cannot create 'myrmidon.View' instances
# expect: 0: <dead unit 1> False 4294967297 <medic 2 (team 0)>
# expect: 0: dead: unit 1 is dead True
# expect: 0: dead: unit 1 is dead True
# expect: 0 attack(unit 1)
# expect: 0: <dead unit 1> False 4294967297 <medic 2 (team 0)>
# expect: 0: dead: unit 1 is dead True
# expect: 0: dead: unit 1 is dead True
# expect: 0 ! raised main.py:47 myrmidon.DeadUnit: unit 1 is dead
