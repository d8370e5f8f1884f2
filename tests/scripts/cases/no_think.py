# The class has nothing to call.
from myrmidon import Unit


class Mind(Unit):
    pass


# expect: 0 ! raised main.py:0 TypeError: class Mind has neither think(), live() nor a handler
