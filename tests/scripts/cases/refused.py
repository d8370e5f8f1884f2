# What CPython refuses in an interpreter of its own is refused in a child too, to who gets there around the imports.
import random

from myrmidon import Unit


class Mind(Unit):
    def think(self):
        os = random._os
        thread = os.sys.modules["_thread"]
        for what in (lambda: thread.start_new_thread(print, ()), os.fork, lambda: os.execv("/bin/true", ["true"])):
            try:
                what()
            except (RuntimeError, PermissionError) as error:
                print(error)


# expect: 0: main.py:11: starting threads is not permitted
# expect: 0: fork not supported for isolated subinterpreters
# expect: 0: exec not supported for isolated subinterpreters
