# The class is no mind.
class Mind:
    pass


# expect: 0 ! raised main.py:0 TypeError: main.Mind is not a class derived from myrmidon.Unit
