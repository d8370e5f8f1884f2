# Endless loops are ended at the line that was running; the next think is not touched.
# agents: 3
# ticks: 2
# limit_ms: 60
from myrmidon import Unit


class Mind(Unit):
    def think(self):
        if self.id & 1:
            while True: pass
        print("fine", self.tick)


# expect: 0: fine 1
# expect: 2: fine 1
# expect: 1 ! cut main.py:11 myrmidon.Interrupted: the think took longer than think_limit_us (60000) and was ended
# expect: 0: fine 2
# expect: 2: fine 2
