# A coroutine has no copy: in a child that is made anew live() begins again, with the attributes.
# agents: 2
# ticks: 5
# limit_ms: 60
# grace_ms: 60
# checkpoint: 4096 1
from myrmidon import Unit


class Mind(Unit):
    lives = 0

    def on_spawn(self, event):
        print("never: the host tells it once")

    def think(self):
        if self.tick == 3 and self.id & 1:
            sum(range(10**12))

    async def live(self):
        self.lives += 1
        print("life", self.lives, self.tick)
        await self.sleep(0.1)
        print("slept", self.lives, self.tick)
        await self.message()


# expect: 0: life 1 1
# expect: 1: life 1 1
# expect: 0: slept 1 2
# expect: 1: slept 1 2
# expect: 1 ! killed :0 interpreter 0 was killed: it ran over def.think_limit_us and def.think_grace_us
# expect: 0: life 2 4
# expect: 0: slept 2 5
