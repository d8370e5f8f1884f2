# An except clause that catches everything does not keep it.
# limit_ms: 60
# ticks: 2
from myrmidon import Unit


class Mind(Unit):
    def think(self):
        while True:
            try:
                while True: pass
            except BaseException: continue


# expect: 0 ! cut main.py:11 myrmidon.Interrupted: the think took longer than think_limit_us (60000) and was ended
