# A module that never ends: every agent of it is told, the import lock is free again.
# agents: 3
# limit_ms: 60
from myrmidon import Unit

import endless


class Mind(Unit):
    def think(self):
        print("never")


# module: endless
while True: pass


# expect: 0 ! cut endless.py:1 myrmidon.Interrupted: the think took longer than think_limit_us (60000) and was ended
# expect: 1 ! cut endless.py:1 myrmidon.Interrupted: the think took longer than think_limit_us (60000) and was ended
# expect: 2 ! cut endless.py:1 myrmidon.Interrupted: the think took longer than think_limit_us (60000) and was ended
