# A unit is moved by its own think alone.
# agents: 2
from myrmidon import Unit

others = []


class Mind(Unit):
    def __init__(self):
        others.append(self)
        self.say("hello")

    def think(self):
        print(len(others), others[0] == self)
        others[0].move_to(1, 2)


# expect: 0: 2 True
# expect: 1: 2 False
# expect: 0 say('hello')
# expect: 0 move_to(1, 2)
# expect: 1 say('hello')
# expect: 1 ! raised main.py:15 RuntimeError: move_to(): a unit gives commands only in its own think
