# An __init__ that never ends.
# agents: 1
# limit_ms: 60
from myrmidon import Unit


class Mind(Unit):
    def __init__(self):
        while True: pass


# expect: 0 ! cut main.py:9 myrmidon.Interrupted: the think took longer than think_limit_us (60000) and was ended
