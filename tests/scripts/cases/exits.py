# Leaving is an error like any other.
# agents: 4
from myrmidon import Unit


class Text(Exception):
    def __str__(self):
        raise RuntimeError


class Mind(Unit):
    def think(self):
        which = self.id & 0xFFFF
        if which == 0:
            raise SystemExit(3)
        if which == 1:
            raise KeyboardInterrupt
        if which == 2:
            raise Text
        raise MemoryError


# expect: 0 ! raised main.py:15 SystemExit: 3
# expect: 1 ! raised main.py:17 KeyboardInterrupt
# expect: 2 ! raised main.py:19 main.Text: (its text cannot be had)
# expect: 3 ! memory main.py:20 MemoryError
