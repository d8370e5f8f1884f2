# An __init__ that was cut is tried again at the agent's next think; an event in between is too.
# ticks: 3
# limit_ms: 60
# strikes: 3
# event: arrived 2
from myrmidon import Unit

tries = 0


class Mind(Unit):
    def __init__(self):
        global tries
        tries += 1
        while tries < 3:
            pass

    def on_arrived(self, event):
        print("arrived")

    def think(self):
        print("made at try", tries)


# expect: 0 ! cut main.py:15 myrmidon.Interrupted: the think took longer than think_limit_us (60000) and was ended
# expect: 0 ! strike 1, 2 left
# expect: 0 ! cut main.py:15 myrmidon.Interrupted: the think took longer than think_limit_us (60000) and was ended
# expect: 0 ! strike 2, 1 left
# expect: 0: made at try 3
