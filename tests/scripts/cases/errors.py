# A failure says where; its prints stay, its commands do not.
# ticks: 2
# traceback
from myrmidon import Unit

import tools


class Mind(Unit):
    def think(self):
        print("before")
        self.say("never heard")
        try:
            tools.divide(1)
        except ZeroDivisionError as error:
            raise ValueError("two\nlines") from error


# module: tools
def divide(x):
    return x / 0


# expect: 0: before
# expect: 0 ! raised main.py:16 ValueError: two
# expect: 0 | Traceback (most recent call last):
# expect: 0 |   File "main.py", line 14, in Mind.think
# expect: 0 |     tools.divide(1)
# expect: 0 |   File "tools.py", line 2, in divide
# expect: 0 |     return x / 0
# expect: 0 |            ^^^^^
# expect: 0 | ZeroDivisionError: division by zero
# expect: 0 | The above exception was the direct cause of the following exception:
# expect: 0 | Traceback (most recent call last):
# expect: 0 |   File "main.py", line 16, in Mind.think
# expect: 0 |     raise ValueError("two\nlines") from error
# expect: 0 | ValueError: two
# expect: 0 | lines
