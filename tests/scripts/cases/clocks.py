# Every clock shows game time.
# ticks: 2
import datetime
import time
from time import perf_counter

from myrmidon import Unit


class Mind(Unit):
    def think(self):
        print(time.time(), time.monotonic(), perf_counter(), time.process_time(), time.time_ns())
        print(datetime.datetime.now(), datetime.date.today(), datetime.datetime.now(datetime.timezone.utc))
        print(time.gmtime()[:6], time.localtime().tm_sec, time.strftime("%Y-%m-%d"), time.ctime())
        print(time.mktime((2026, 11, 21, 12, 0, 0, 0, 0, 0)), datetime.datetime(2026, 11, 21).timestamp())
        print(datetime.datetime.strptime("1 Mar", "%d %b").month, datetime.datetime(2026, 3, 1) - datetime.datetime(2026, 2, 1))
        time.sleep(1)


# expect: 0: 0.1 0.1 0.1 0.1 100000000
# expect: 0: 1970-01-01 00:00:00.100000 1970-01-01 1970-01-01 00:00:00.100000+00:00
# expect: 0: (1970, 1, 1, 0, 0, 0) 0 1970-01-01 Thu Jan  1 00:00:00 1970
# expect: 0: 1795262400.0 1795219200.0
# expect: 0: 3 28 days, 0:00:00
# expect: 0 ! raised main.py:17 RuntimeError: scripts must not sleep: return from think(), which is called again at a later tick
