# go_to: along the way, from corner to corner; ended by its events, by another order, by time.
# agents: 6
# ticks: 8
# event: arrived 2
# event: arrived 3
# event: hit 6
from myrmidon import Unit


class Mind(Unit):
    def __init__(self):
        self.which = self.id & 0xFFFF

    async def live(self):
        if self.which == 0:
            print(await self.go_to(7, 8), self.tick)
        elif self.which == 1:
            print(await self.go_to(-7, 8), self.tick)
        elif self.which == 2:
            await self.sleep(0.3)
            print(await self.go_to(x=7, y=8, timeout=0.2), self.tick)
        elif self.which == 3:
            print(await self.go_to(70, 80), self.tick)
        elif self.which == 4:
            await self.sleep(0.3)
            print(await self.go_to(7, 8), self.tick)
        else:
            await self.go_to("east", 8)

    def on_hit(self, event):
        if self.which == 3:
            self.attack(event.by)

    def think(self):
        if self.which == 3 and self.tick == 1:
            self.attack(self.nearest())


# expect: 1: False 1
# expect: 0 move_to(7, 0)
# expect: 3 move_to(70, 0)
# expect: 3 attack(unit 2)
# expect: 5 ! raised main.py:28 TypeError: go_to() argument 'x' must be a number, not str
# expect: 3: False 2
# expect: 0 move_to(7, 8)
# expect: 0: True 3
# expect: 2 move_to(7, 0)
# expect: 4 move_to(7, 0)
# expect: 2 move_to(7, 0)
# expect: 3 attack(unit 1)
# expect: 4 move_to(7, 0)
# expect: 2: False 7
