# What goes wrong in and around live().
# agents: 10
# ticks: 3
# event: hit 2
# traceback
from myrmidon import Unit


class Odd:
    def __await__(self):
        yield 7


class Mind(Unit):
    def __init__(self):
        self.which = self.id & 0xFFFF

    def think(self):
        if self.which == 0 and self.tick == 2:
            self.sleep(1)
        if self.which == 9 and self.tick == 2:
            return self.helper()

    async def helper(self):
        pass

    async def live(self):
        if self.which == 1:
            await self.sleep(0.1)
            self.deeper()
        elif self.which == 2:
            await Odd()
        elif self.which == 3:
            await self.event("hurt")
        elif self.which == 4:
            await self.until(self.hp)
        elif self.which == 5:
            await self.sleep("long")
        elif self.which == 6:
            await self.until(lambda: self.tick > 1 and self.no_such)
        elif self.which == 7:
            self.tick()
        elif self.which == 8:
            try:
                await self.sleep(9)
            finally:
                print("never cancelled")

    def deeper(self):
        raise ValueError("deep")


# expect: 2 ! raised main.py:11 TypeError: live() can await what its own unit offers (tick, sleep, until, message, event ...), not int
# expect: 2 | Traceback (most recent call last):
# expect: 2 |   File "main.py", line 32, in Mind.live
# expect: 2 |     await Odd()
# expect: 2 |   File "main.py", line 11, in Odd.__await__
# expect: 2 |     yield 7
# expect: 2 | TypeError: live() can await what its own unit offers (tick, sleep, until, message, event ...), not int
# expect: 3 ! raised main.py:34 ValueError: event(): there is no event 'hurt': known are 'hit', 'arrived', 'death'. Did you mean: 'hit'?
# expect: 3 | Traceback (most recent call last):
# expect: 3 |   File "main.py", line 34, in Mind.live
# expect: 3 |     await self.event("hurt")
# expect: 3 |           ^^^^^^^^^^^^^^^^^^
# expect: 3 | ValueError: event(): there is no event 'hurt': known are 'hit', 'arrived', 'death'. Did you mean: 'hit'?
# expect: 4 ! raised main.py:36 TypeError: until() argument 'condition' must be a function without arguments, such as 'lambda: self.hp < 5', not int
# expect: 4 | Traceback (most recent call last):
# expect: 4 |   File "main.py", line 36, in Mind.live
# expect: 4 |     await self.until(self.hp)
# expect: 4 |           ^^^^^^^^^^^^^^^^^^^
# expect: 4 | TypeError: until() argument 'condition' must be a function without arguments, such as 'lambda: self.hp < 5', not int
# expect: 5 ! raised main.py:38 TypeError: sleep() argument 'seconds' must be a number, not str
# expect: 5 | Traceback (most recent call last):
# expect: 5 |   File "main.py", line 38, in Mind.live
# expect: 5 |     await self.sleep("long")
# expect: 5 |           ^^^^^^^^^^^^^^^^^^
# expect: 5 | TypeError: sleep() argument 'seconds' must be a number, not str
# expect: 7 ! raised main.py:42 RuntimeError: tick() does nothing unless it is awaited: write 'await self.tick(...)' in an 'async def live(self)'
# expect: 7 | RuntimeError: tick() does nothing unless it is awaited: write 'await self.tick(...)' in an 'async def live(self)'
# expect: 0 ! raised main.py:20 RuntimeError: sleep() does nothing unless it is awaited: write 'await self.sleep(...)' in an 'async def live(self)'
# expect: 0 | RuntimeError: sleep() does nothing unless it is awaited: write 'await self.sleep(...)' in an 'async def live(self)'
# expect: 1 ! raised main.py:50 ValueError: deep
# expect: 1 | Traceback (most recent call last):
# expect: 1 |   File "main.py", line 30, in Mind.live
# expect: 1 |     self.deeper()
# expect: 1 |   File "main.py", line 50, in Mind.deeper
# expect: 1 |     raise ValueError("deep")
# expect: 1 | ValueError: deep
# expect: 6 ! raised main.py:40 AttributeError: 'Mind' object has no attribute 'no_such'
# expect: 6 | Traceback (most recent call last):
# expect: 6 |   File "main.py", line 40, in Mind.live
# expect: 6 |     await self.until(lambda: self.tick > 1 and self.no_such)
# expect: 6 |   File "main.py", line 40, in Mind.live.<locals>.<lambda>
# expect: 6 |     await self.until(lambda: self.tick > 1 and self.no_such)
# expect: 6 |                                                ^^^^^^^^^^^^
# expect: 6 | AttributeError: 'Mind' object has no attribute 'no_such'
# expect: 9 ! raised main.py:18 TypeError: think() is an 'async def': only live() is one
# expect: 9 | TypeError: think() is an 'async def': only live() is one
