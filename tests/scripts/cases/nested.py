# Deep structures are an error or survived; nothing falls over.
# agents: 10
# limit_ms: 20000
import copy
import json

from myrmidon import Unit


def nest(depth):
    outer = []
    for _ in range(depth):
        outer = [outer]
    return outer


class Mind(Unit):
    def think(self):
        which = self.id & 0xFFFF
        try:
            self.ways[which](self)
        except (RecursionError, MemoryError, SystemError):
            pass  # which of them, if any, is CPython's affair
        print("survived")

    def represent(self):
        repr(nest(200_000))

    def dump(self):
        json.dumps(nest(200_000))

    def load(self):
        json.loads("[" * 200_000)

    def copy(self):
        copy.deepcopy(nest(200_000))

    def compare(self):
        nest(200_000) == nest(200_000)

    def free(self):
        del nest(300_000)[0]
        nested = ()
        for _ in range(300_000):
            nested = (nested,)
        del nested

    def call(self):
        self.call()

    def evaluate(self):
        for text in "(" * 100_000, "-" * 100_000 + "1", "[" * 90 + "]" * 90, "x" + ".x" * 100_000, "1" + "+1" * 100_000:
            try:
                eval(text)
            except (SyntaxError, MemoryError, RecursionError, NameError):
                pass

    def chain(self):
        chained = iter([1])
        for _ in range(100_000):
            chained = map(int, chained)
        next(chained)

    def hash(self):
        nested = ()
        for _ in range(200_000):
            nested = (nested,)
        hash(nested)

    ways = [represent, dump, load, copy, compare, free, call, evaluate, hash, chain]


# expect: 0: survived
# expect: 1: survived
# expect: 2: survived
# expect: 3: survived
# expect: 4: survived
# expect: 5: survived
# expect: 6: survived
# expect: 7: survived
# expect: 8: survived
# expect: 9: survived
