# Every wait of live(), in one life. 10 ticks a second.
# agents: 2
# ticks: 16
# event: hit 8
from myrmidon import Unit


class Mind(Unit):
    async def live(self):
        print("begins", self.tick)
        if self.id & 1:
            await self.answerer()
        await self.tick()
        print("tick", self.tick, isinstance(self.tick, int), self.tick + 1, repr(self.tick))
        await self.sleep(0.3)
        print("sleep", self.tick)
        await self.sleep(0)
        print("sleep 0", self.tick)
        print("until", await self.until(lambda: self.tick >= 7 and "seven"), self.tick)
        print("until", await self.until(lambda: True), self.tick)
        event = await self.event("hit")
        print(event, self.tick)
        print("event", await self.event("hit", "arrived", timeout=0.2), self.tick)
        print("until", await self.until(lambda: 0, timeout=0.1), self.tick)
        self.send(1, "ping")
        message = await self.message()
        print(message.sender, message.payload, self.tick)
        print("message", await self.message(timeout=0.1), self.tick)

    async def answerer(self):
        while True:
            message = await self.message()
            print("got", message.payload, self.tick)
            self.send(message.sender, "pong")


# expect: 0: begins 1
# expect: 1: begins 1
# expect: 0: tick 2 True 3 2
# expect: 0: sleep 5
# expect: 0: sleep 0 6
# expect: 0: until seven 7
# expect: 0: until True 7
# expect: 0: myrmidon.HitEvent(by=<soldier 1 (team 1)>, damage=2.5) 8
# expect: 0: event None 10
# expect: 0: until 0 11
# expect: 1: got ping 12
# expect: 0: <soldier 1 (team 1)> pong 13
# expect: 0: message None 14
