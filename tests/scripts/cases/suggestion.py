# A name that is nearly right.
# agents: 1
# traceback
from myrmidon import Unit


class Mind(Unit):
    def think(self):
        try:
            undefined = lenght([])
        except NameError:
            self.move_too(1, 2)


# expect: 0 ! raised main.py:12 AttributeError: 'Mind' object has no attribute 'move_too'. Did you mean: 'move_to'?
# expect: 0 | Traceback (most recent call last):
# expect: 0 |   File "main.py", line 10, in Mind.think
# expect: 0 |     undefined = lenght([])
# expect: 0 |                 ^^^^^^
# expect: 0 | NameError: name 'lenght' is not defined
# expect: 0 | During handling of the above exception, another exception occurred:
# expect: 0 | Traceback (most recent call last):
# expect: 0 |   File "main.py", line 12, in Mind.think
# expect: 0 |     self.move_too(1, 2)
# expect: 0 |     ^^^^^^^^^^^^^
# expect: 0 | AttributeError: 'Mind' object has no attribute 'move_too'. Did you mean: 'move_to'?
