# A cut think is a strike; its agent keeps its attributes and thinks again, until it has too many.
# agents: 2
# ticks: 5
# limit_ms: 60
# strikes: 2
from myrmidon import Unit


class Mind(Unit):
    def __init__(self):
        self.kept = 7

    def think(self):
        self.move_to(1, 2)
        if self.id & 1 and self.tick & 1:
            while True: pass
        print("fine", self.tick, self.kept)
        self.kept += 1


# expect: 0: fine 1 7
# expect: 0 move_to(1, 2)
# expect: 1 ! cut main.py:16 myrmidon.Interrupted: the think took longer than think_limit_us (60000) and was ended
# expect: 1 ! strike 1, 1 left
# expect: 0: fine 2 8
# expect: 1: fine 2 7
# expect: 0 move_to(1, 2)
# expect: 1 move_to(1, 2)
# expect: 0: fine 3 9
# expect: 0 move_to(1, 2)
# expect: 1 ! cut main.py:16 myrmidon.Interrupted: the think took longer than think_limit_us (60000) and was ended
# expect: 1 ! strike 2, 0 left, benched
# expect: 0: fine 4 10
# expect: 0 move_to(1, 2)
# expect: 0: fine 5 11
# expect: 0 move_to(1, 2)
