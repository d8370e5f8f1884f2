# What is kept in a module stays charged: to everybody in that interpreter, to nobody in the other.
# ticks: 3
# agents: 4
# interpreters: 2
# memory_mib: 8
from myrmidon import Unit

kept = []


class Mind(Unit):
    def think(self):
        which = self.id & 0xFFFF
        if which == 0:
            kept.append(bytearray(6_000_000))
            kept.append(bytearray(6_000_000))
        if which == 2:
            print(len(kept))
            if self.tick == 3:
                bytearray(3_000_000)
        if which & 1:
            print(len(bytearray(3_000_000)))


# expect: 1: 3000000
# expect: 2: 1
# expect: 3: 3000000
# expect: 0 ! memory main.py:16 MemoryError
# expect: 1: 3000000
# expect: 2: 1
# expect: 3: 3000000
# expect: 1: 3000000
# expect: 2: 1
# expect: 3: 3000000
# expect: 2 ! memory main.py:20 MemoryError
