# A script may catch it and go on; what it frees is its own again.
# ticks: 40
# memory_mib: 8
# limit_ms: 20000
from myrmidon import Unit


class Mind(Unit):
    def think(self):
        kept = []
        try:
            while True:
                kept.append(bytearray(100_000))
        except MemoryError as error:
            count, words = len(kept), f"{type(error).__name__} {error.__traceback__ is not None}"
        del kept
        if not 60 < count < 110:
            print("odd", self.tick, count)
        texts = [str(i) for i in range(50_000)]
        if self.tick in (1, 40):
            print(words, len(texts))


# expect: 0: MemoryError True 50000
# expect: 0: MemoryError True 50000
