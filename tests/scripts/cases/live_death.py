# A unit that dies: live() is cancelled, on_death is told, and both may still send. The one that is
# removed without having died is only cancelled.
# agents: 3
# ticks: 4
# dies: 1 3
# event: death 3
from myrmidon import DeadUnit, Unit


class Mind(Unit):
    def on_message(self, message):
        print(message.payload)

    def on_death(self, event):
        print("dead", event.by, self.is_alive)
        self.send(0, "farewell")
        try:
            self.say("still here")
        except DeadUnit as error:
            print(error)

    async def live(self):
        try:
            await self.sleep(100)
        finally:
            print("cancelled")


# expect: 1: cancelled
# expect: 1: dead <soldier 0 (team 0)> False
# expect: 1: unit 1 is dead
# expect: 0: farewell
# expect: 2: farewell
