# What an interpreter of a game has not.
import os
import threading

from myrmidon import Unit


class Mind(Unit):
    def think(self):
        for what in (threading.Thread(target=print).start, os.fork, lambda: os.execv("/bin/true", ["true"])):
            try:
                what()
            except RuntimeError as error:
                print(error)


# expect: 0: thread is not supported for isolated subinterpreters
# expect: 0: fork not supported for isolated subinterpreters
# expect: 0: exec not supported for isolated subinterpreters
