# The same in the class's own module.
# traceback
class Mind(
    def think(self):


# expect: 0 ! raised main.py:3 SyntaxError: '(' was never closed
# expect: 0 |   File "main.py", line 3
# expect: 0 |     class Mind(
# expect: 0 |               ^
# expect: 0 | SyntaxError: '(' was never closed
