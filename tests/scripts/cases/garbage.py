# Garbage is collected at fixed ticks, not when it pleases.
# ticks: 66
import gc

from myrmidon import Unit


class Knot:
    def __init__(self):
        self.self = self

    def __del__(self):
        Mind.freed += 1


class Mind(Unit):
    freed = 0

    def think(self):
        Knot()
        if self.tick in (1, 63, 64, 65):
            print(self.tick, gc.isenabled(), Mind.freed)


# expect: 0: 1 False 0
# expect: 0: 63 False 0
# expect: 0: 64 False 0
# expect: 0: 65 False 64
