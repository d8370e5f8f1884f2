# A mind without a think; the arguments of its handler are wrong.
# agents: 1
# ticks: 3
# event: arrived 2
from myrmidon import Unit


class Mind(Unit):
    def on_arrived(self, x, y):
        print("never")


# expect: 0 ! raised main.py:9 TypeError: Mind.on_arrived() missing 1 required positional argument: 'y'
