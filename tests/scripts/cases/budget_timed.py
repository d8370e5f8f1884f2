# In realtime it shrinks while the think runs. The first publish comes before any collect: lockstep.
# limit_ms: 2500
# ticks: 3
# timed
from myrmidon import Unit


class Mind(Unit):
    def think(self):
        first = self.budget_left
        while self.tick > 1 and self.budget_left > first - 0.001:
            pass
        print(0 < self.budget_left <= 2.5, self.budget_left < first)


# expect: 0: True False
# expect: 0: True True
# expect: 0: True True
