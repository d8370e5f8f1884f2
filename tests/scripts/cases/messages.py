# Messages of every kind, between two interpreters, and those that are refused.
# agents: 3
# interpreters: 2
# ticks: 3
from myrmidon import Unit


class Mind(Unit):
    def think(self):
        if self.tick == 1 and self.id & 0xFFFF == 0:
            friend = self.nearest()
            for payload in (None, True, False, 0, -(2**63), 2**63 - 1, 1.5, float("inf"), "", "ä\0b",
                            b"", b"\xff\0", (), (1, ("two", (3.0, None)), b"4")):
                self.send(friend, payload)
            self.send(0, "to my team")
            self.send(target=7, payload="to nobody")
            self.send(self, "to myself")
            self.refused()

    def refused(self):
        deep = ()
        for _ in range(40):
            deep = (deep,)
        loop = []
        for target, payload in ((None, 1), (True, 1), ("red", 1), (-1, 1), (2**70, 1), (self, [1]),
                                (self, {1: 2}), (self, (1, {2})), (self, self), (self, 2**63),
                                (self, "x" * 2000), (self, deep), (self, loop), (self, "\ud800")):
            try:
                self.send(target, payload)
                print("sent", target, payload)
            except Exception as error:
                print(f"{type(error).__name__}: {error}")

    def on_message(self, message):
        sender, payload = message
        print(sender, repr(payload))
        if payload == "to my team":
            self.send(sender, "answer")


# expect: 0: TypeError: send() argument 'target' must be a unit, a view of one or a team's number, not None
# expect: 0: TypeError: send() argument 'target' must be a unit, a view of one or a team's number, not bool
# expect: 0: TypeError: send() argument 'target' must be a unit, a view of one or a team's number, not str
# expect: 0: ValueError: send() argument 'target' is not a team: -1
# expect: 0: ValueError: send() argument 'target' is not a team: 1180591620717411303424
# expect: 0: TypeError: send() cannot copy a list: a payload is None, a bool, int, float, str, bytes or a tuple of them
# expect: 0: TypeError: send() cannot copy a dict: a payload is None, a bool, int, float, str, bytes or a tuple of them
# expect: 0: TypeError: send() cannot copy a set: a payload is None, a bool, int, float, str, bytes or a tuple of them
# expect: 0: TypeError: send() cannot copy a Mind: a payload is None, a bool, int, float, str, bytes or a tuple of them
# expect: 0: OverflowError: send() payload has an int over 64 bits
# expect: 0: ValueError: send() payload is larger than the 1024 bytes of message_bytes
# expect: 0: ValueError: send() payload has more than 16 tuples inside one another
# expect: 0: TypeError: send() cannot copy a list: a payload is None, a bool, int, float, str, bytes or a tuple of them
# expect: 0: ValueError: send() payload has half a surrogate pair, which is no text
# expect: 0: <soldier 0 (team 0)> 'to myself'
# expect: 1: <soldier 0 (team 0)> None
# expect: 1: <soldier 0 (team 0)> True
# expect: 1: <soldier 0 (team 0)> False
# expect: 1: <soldier 0 (team 0)> 0
# expect: 1: <soldier 0 (team 0)> -9223372036854775808
# expect: 1: <soldier 0 (team 0)> 9223372036854775807
# expect: 1: <soldier 0 (team 0)> 1.5
# expect: 1: <soldier 0 (team 0)> inf
# expect: 1: <soldier 0 (team 0)> ''
# expect: 1: <soldier 0 (team 0)> 'ä\x00b'
# expect: 1: <soldier 0 (team 0)> b''
# expect: 1: <soldier 0 (team 0)> b'\xff\x00'
# expect: 1: <soldier 0 (team 0)> ()
# expect: 1: <soldier 0 (team 0)> (1, ('two', (3.0, None)), b'4')
# expect: 2: <soldier 0 (team 0)> 'to my team'
# expect: 0: <medic 2 (team 0)> 'answer'
