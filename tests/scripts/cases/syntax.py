# A source that does not compile is told by each agent that needs it.
# agents: 2
# traceback
from myrmidon import Unit

import broken


class Mind(Unit):
    def think(self):
        print("never")


# module: broken
x = 1
def f(:
    pass


# expect: 0 ! raised broken.py:2 SyntaxError: invalid syntax
# expect: 0 |   File "broken.py", line 2
# expect: 0 |     def f(:
# expect: 0 |           ^
# expect: 0 | SyntaxError: invalid syntax
# expect: 1 ! raised broken.py:2 SyntaxError: invalid syntax
# expect: 1 |   File "broken.py", line 2
# expect: 1 |     def f(:
# expect: 1 |           ^
# expect: 1 | SyntaxError: invalid syntax
