# Nor does a finally block.
# limit_ms: 60
from myrmidon import Unit


def spin():
    try:
        while True: pass
    finally:
        spin()


class Mind(Unit):
    def think(self):
        spin()


# expect: 0 ! cut main.py:8 myrmidon.Interrupted: the think took longer than think_limit_us (60000) and was ended
