# What acts on the machine is refused, at the script's own line.
# agents: 8
# pack: orcs
import random
import sys
import types

from myrmidon import Unit

import tools


class Mind(Unit):
    def think(self):
        os = random._os
        which = self.id & 0xFFFF
        if which == 0:
            open("/etc/passwd")
        elif which == 1:
            tools.look()
        elif which == 2:
            os.system("true")
        elif which == 3:
            os.listdir(".")
        elif which == 4:
            types.FunctionType((lambda: 0).__code__.replace(co_consts=()), {})()
        elif which == 5:
            breakpoint()
        elif which == 6:
            for what in (lambda: os.remove("x"), lambda: os.kill(0, 9), os.fork, lambda: os.execv("/bin/true", ["true"])):
                try:
                    what()
                except Exception as error:
                    print(error)
        else:
            eval("sys.modules", {"sys": random._os.sys})["signal"] = None
            random._os.sys.settrace(print)


# module: tools
def look():
    return [
        open(__file__),
    ]


# expect: 6: pack 'orcs' (scripts/main.py:30): using the file system is not permitted
# expect: 6: pack 'orcs' (scripts/main.py:30): sending signals is not permitted
# expect: 6: fork not supported for isolated subinterpreters
# expect: 6: exec not supported for isolated subinterpreters
# expect: 0 ! raised orcs/scripts/main.py:18 PermissionError: pack 'orcs' (scripts/main.py:18): opening files is not permitted
# expect: 1 ! raised orcs/scripts/tools.py:3 PermissionError: pack 'orcs' (scripts/tools.py:3): opening files is not permitted
# expect: 2 ! raised orcs/scripts/main.py:22 PermissionError: pack 'orcs' (scripts/main.py:22): starting processes is not permitted
# expect: 3 ! raised orcs/scripts/main.py:24 PermissionError: pack 'orcs' (scripts/main.py:24): using the file system is not permitted
# expect: 4 ! raised orcs/scripts/main.py:26 PermissionError: pack 'orcs' (scripts/main.py:26): making code objects is not permitted
# expect: 5 ! raised orcs/scripts/main.py:28 PermissionError: pack 'orcs' (scripts/main.py:28): breakpoint() without a debugger (--debug) is not permitted
# expect: 7 ! raised orcs/scripts/main.py:37 PermissionError: pack 'orcs' (scripts/main.py:37): tracing is not permitted
