# Endless recursion is an error; so are its objects' texts.
# agents: 2
from myrmidon import Unit


class Nested:
    def __repr__(self):
        return repr([self])


class Mind(Unit):
    def think(self):
        if self.id & 1:
            try:
                repr(Nested())
            except RecursionError:
                print("deep")
        else:
            self.think()


# expect: 1: deep
# expect: 0 ! raised main.py:19 RecursionError: maximum recursion depth exceeded
