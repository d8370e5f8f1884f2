# What may be imported, and what is said of the rest.
# agents: 5
# pack: orcs
import __future__
import abc, array, base64, binascii, bisect, builtins, calendar, cmath, collections.abc, collections
import contextlib, copy, dataclasses, datetime, decimal, difflib, enum, fractions, functools, graphlib
import hashlib, heapq, io, itertools, json, math, numbers, operator, pprint, random, re, statistics
import string, struct, sys, textwrap, time, traceback, types, typing, unicodedata, warnings, weakref, zlib

from myrmidon import Unit


@dataclasses.dataclass(order=True)
class Point:
    x: int
    y: float = 0.5


@typing.runtime_checkable
class Sized(typing.Protocol):
    def __len__(self): ...


class Color(enum.Enum):
    RED = enum.auto()


Pair = collections.namedtuple("Pair", "a b")


@functools.singledispatch
def tell(what):
    return "what"


@tell.register
def _(what: int):
    return "int"


class Mind(Unit):
    def think(self):
        which = self.id & 0xFFFF
        if which == 0:
            self.use()
        elif which == 1:
            for name in "socket", "ctypes", "os", "threading", "subprocess", "os.path", "posix", "asyncio":
                try:
                    __import__(name)
                except ImportError as error:
                    print(error, "|", error.name)
        elif which == 2:
            import signal
        elif which == 3:
            try:
                __import__("graph" + "lib")
                __import__("colorsys")
            except ImportError as error:
                print(error)
            try:
                sys.setrecursionlimit(10**9)
            except AttributeError as error:
                print(error)
            from sys import settrace
        else:
            import numpy

    def use(self):
        print(Point(1) < Point(2), Color.RED, Pair(1, 2), tell(1), tell(""))
        print(json.dumps({"a": [1, None]}), json.loads("[1.5]"), re.sub("a+", "b", "caat"))
        print(copy.deepcopy([Point(3)]), fractions.Fraction(1, 3) + 1, decimal.Decimal("0.1") * 3)
        print(datetime.datetime.strptime("2026-03-01", "%Y-%m-%d").date(), time.strptime("12", "%H").tm_hour)
        print(zlib.crc32(b"a"), hashlib.sha256(b"").hexdigest()[:8], base64.b64encode(b"abc"))
        print(statistics.median([3, 1, 2]), io.StringIO("a").read(), sys.maxsize > 0, "{:.2f}".format(math.pi))
        print(typing.get_type_hints(Point), "ä".encode("latin-1"), copy.copy(Pair(1, 2)))
        print(pprint.pformat({"b": 1, "a": 2}), textwrap.shorten("one two three", 8, placeholder="..."))
        print(list(graphlib.TopologicalSorter({1: {2}}).static_order()), struct.pack("<h", 3))
        try:
            1 / 0
        except ZeroDivisionError:
            print(traceback.format_exc().splitlines()[-1])
        with contextlib.suppress(KeyError):
            {}[1]
        random.seed("text")
        print(collections.Counter("abca").most_common(1), isinstance([], Sized), re.split(",", "a,b", maxsplit=1))
        print(unicodedata.name("a"), string.ascii_lowercase[:3], calendar.isleap(2024), weakref.ref(self)() is self)


# expect: 0: True Color.RED Pair(a=1, b=2) int what
# expect: 0: {"a": [1, null]} [1.5] cbt
# expect: 0: [Point(x=3, y=0.5)] 4/3 0.3
# expect: 0: 2026-03-01 12
# expect: 0: 3904355907 e3b0c442 b'YWJj'
# expect: 0: 2 a True 3.14
# expect: 0: {'x': <class 'int'>, 'y': <class 'float'>} b'\xe4' Pair(a=1, b=2)
# expect: 0: {'a': 2, 'b': 1} one...
# expect: 0: [2, 1] b'\x03\x00'
# expect: 0: ZeroDivisionError: division by zero
# expect: 0: [('a', 2)] True ['a', 'b']
# expect: 0: LATIN SMALL LETTER A abc True True
# expect: 1: pack 'orcs' (scripts/main.py:49): module 'socket' is not available to scripts; see docs/scripting.md | socket
# expect: 1: pack 'orcs' (scripts/main.py:49): module 'ctypes' is not available to scripts; see docs/scripting.md | ctypes
# expect: 1: pack 'orcs' (scripts/main.py:49): module 'os' is not available to scripts; see docs/scripting.md | os
# expect: 1: pack 'orcs' (scripts/main.py:49): module 'threading' is not available to scripts; see docs/scripting.md | threading
# expect: 1: pack 'orcs' (scripts/main.py:49): module 'subprocess' is not available to scripts; see docs/scripting.md | subprocess
# expect: 1: pack 'orcs' (scripts/main.py:49): module 'os.path' is not available to scripts; see docs/scripting.md | os.path
# expect: 1: pack 'orcs' (scripts/main.py:49): module 'posix' is not available to scripts; see docs/scripting.md | posix
# expect: 1: pack 'orcs' (scripts/main.py:49): module 'asyncio' is not available to scripts; see docs/scripting.md | asyncio
# expect: 3: pack 'orcs' (scripts/main.py:57): module 'colorsys' is not loaded: write 'import colorsys' in a script of the pack, so that it is there from the start; see docs/scripting.md
# expect: 3: pack 'orcs' (scripts/main.py:61): sys.setrecursionlimit is not available to scripts; see docs/scripting.md
# expect: 2 ! raised orcs/scripts/main.py:53 ImportError: pack 'orcs' (scripts/main.py:53): module 'signal' is not available to scripts; see docs/scripting.md
# expect: 3 ! raised orcs/scripts/main.py:64 ImportError: cannot import name 'settrace' from 'sys' (unknown location)
# expect: 4 ! raised orcs/scripts/main.py:66 ModuleNotFoundError: No module named 'numpy'
