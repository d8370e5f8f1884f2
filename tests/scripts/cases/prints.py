# What is printed, line by line.
# agents: 2
import sys

from myrmidon import Unit


class Mind(Unit):
    def think(self):
        print("a", "b", sep="-", end="|")
        print("c\n\nd")
        sys.stdout.write("no newline")
        print("\ud800 ä", file=sys.stderr)
        sys.stderr.flush()
        print(sys.stdout.isatty(), sys.stdout.encoding, sys.stdin)
        print("last", end="")


# expect: 0: a-b|c
# expect: 0: 
# expect: 0: d
# expect: 0: no newline\ud800 ä
# expect: 0: False utf-8 None
# expect: 0: last
# expect: 1: a-b|c
# expect: 1: 
# expect: 1: d
# expect: 1: no newline\ud800 ä
# expect: 1: False utf-8 None
# expect: 1: last
