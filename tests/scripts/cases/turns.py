# Thinks follow one another in a loop; what one of them does is its own, and the next is whole.
# agents: 6
# ticks: 3
from myrmidon import Unit


class Mind(Unit):
    def __init__(self):
        self.which = self.id & 0xFFFF
        self.count = 0

    def think(self):
        self.move_to(self.which, self.tick)
        if self.which == 0 and self.tick == 2:
            self.seize()
        if self.which == 1:
            return self.which
        if self.which == 2 and self.tick == 2:
            raise ValueError("mine")
        if self.which == 2:
            return iter(())
        if self.which == 3:
            self.think = self.other
        if self.which == 4:
            print("half a line", end="")
        if self.which == 5 and self.tick == 2:
            Mind.think = Mind.later

    def other(self):
        self.count += 1
        print("other", self.count)

    def later(self):
        self.move_to(0, 0)
        print("later")

    # The frame of the loop can be found; what lies in it serves nobody else.
    def seize(self):
        try:
            1 / 0
        except ZeroDivisionError as error:
            frame = error.__traceback__.tb_frame
        while frame.f_back is not None:
            frame = frame.f_back
        print(frame.f_globals, list(frame.f_locals["units"]), frame.f_locals["unit"] is self)


# expect: 4: half a line
# expect: 0 move_to(0, 1)
# expect: 1 move_to(1, 1)
# expect: 2 move_to(2, 1)
# expect: 3 move_to(3, 1)
# expect: 4 move_to(4, 1)
# expect: 5 move_to(5, 1)
# expect: 0: {} [] True
# expect: 3: other 1
# expect: 4: half a line
# expect: 0 move_to(0, 2)
# expect: 1 move_to(1, 2)
# expect: 4 move_to(4, 2)
# expect: 5 move_to(5, 2)
# expect: 2 ! raised main.py:19 ValueError: mine
# expect: 0: later
# expect: 1: later
# expect: 3: other 2
# expect: 4: later
# expect: 5: later
# expect: 0 move_to(0, 0)
# expect: 1 move_to(0, 0)
# expect: 4 move_to(0, 0)
# expect: 5 move_to(0, 0)
