# Who wants too much is told so and benched; who shares its interpreter goes on.
# ticks: 2
# agents: 12
# memory_mib: 8
# limit_ms: 60000
import itertools

from myrmidon import Unit


class Mind(Unit):
    def think(self):
        which = self.id & 0xFFFF
        if which == 11:
            print("fine", len([i for i in range(100_000)]))
            return
        if self.tick > 1:
            print("not benched")
        self.hogs[which](self)

    def bytes(self):
        bytearray(10**11)

    def one_more(self):
        kept = []
        while True:
            kept.append(bytearray(10**6))

    def small(self):
        kept = []
        while True:
            kept.append((len(kept), str(len(kept))))

    def double(self):
        text = "x"
        while True:
            text += text

    def dict(self):
        kept = {}
        while True:
            kept[len(kept)] = None

    def set(self):
        set(map(str, itertools.count()))

    def list(self):
        self.kept = list(itertools.repeat(None, 10**10))

    def power(self):
        10 ** (3 * 10**7)

    def shift(self):
        1 << 10**10

    def width(self):
        f"{1:>9999999999}"

    def chains(self):
        self.kept = chain = []
        number = itertools.count().__next__
        while True: chain.append(itertools.chain([number()], itertools.islice(itertools.count(), number())))

    hogs = [bytes, one_more, small, double, dict, set, list, power, shift, width, chains]


# expect: 11: fine 100000
# expect: 0 ! memory main.py:22 MemoryError
# expect: 1 ! memory main.py:27 MemoryError
# expect: 2 ! memory main.py:32 MemoryError
# expect: 3 ! memory main.py:37 MemoryError
# expect: 4 ! memory main.py:42 MemoryError
# expect: 5 ! memory main.py:45 MemoryError
# expect: 6 ! memory main.py:48 MemoryError
# expect: 7 ! memory main.py:51 MemoryError
# expect: 8 ! memory main.py:54 MemoryError
# expect: 9 ! memory main.py:57 MemoryError
# expect: 10 ! memory main.py:62 MemoryError
# expect: 11: fine 100000
