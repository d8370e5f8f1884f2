# A think that is cut inside live() ends it: it begins anew, with the unit's attributes. One that is
# cut elsewhere leaves it where it waits.
# agents: 2
# ticks: 5
# limit_ms: 60
# strikes: 3
from myrmidon import Unit


class Mind(Unit):
    lives = 0

    def think(self):
        while self.id & 1 and self.tick == 2:
            pass

    async def live(self):
        self.lives += 1
        print("life", self.lives, self.tick)
        await self.tick()
        while not self.id & 1 and self.lives == 1:
            pass
        await self.sleep(0.1)
        print("slept", self.lives, self.tick)


# expect: 0: life 1 1
# expect: 1: life 1 1
# expect: 0 ! cut main.py:21 myrmidon.Interrupted: the think took longer than think_limit_us (60000) and was ended
# expect: 0 ! strike 1, 2 left
# expect: 1 ! cut main.py:14 myrmidon.Interrupted: the think took longer than think_limit_us (60000) and was ended
# expect: 1 ! strike 1, 2 left
# expect: 0: life 2 3
# expect: 1: slept 1 3
# expect: 0: slept 2 5
