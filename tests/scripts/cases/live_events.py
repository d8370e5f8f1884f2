# Events and live(): each that comes in one tick is caught, those that come while it waits for
# something else are not; messages are kept. Handlers run first, then live(), then think().
# agents: 1
# ticks: 5
# event: hit 2
# event: hit 2
# event: hit 4
from myrmidon import Unit


class Mind(Unit):
    def on_hit(self, event):
        print("handler", self.tick)

    def on_message(self, message):
        print("message", message.payload)

    async def live(self):
        for _ in range(2):
            event = await self.event("hit")
            print("live", event.damage, self.tick)
        await self.sleep(0.2)
        print("awake", self.tick)
        for _ in range(2):
            print("kept", (await self.message()).payload)

    def think(self):
        print("think", self.tick)
        if self.tick == 1:
            self.send(self, "a")
            self.send(self, "b")


# expect: 0: think 1
# expect: 0: message a
# expect: 0: message b
# expect: 0: handler 2
# expect: 0: live 2.5 2
# expect: 0: handler 2
# expect: 0: live 2.5 2
# expect: 0: think 2
# expect: 0: think 3
# expect: 0: handler 4
# expect: 0: awake 4
# expect: 0: kept a
# expect: 0: kept b
# expect: 0: think 4
# expect: 0: think 5
