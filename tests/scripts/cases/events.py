# Events come before the think; a mind may have handlers alone.
# agents: 2
# ticks: 2
# event: hit 2
from myrmidon import Unit


class Mind(Unit):
    def on_hit(self, event):
        by, damage = event
        print("hit", event.by, event.damage, event == (by, damage))
        self.say("ouch")

    def think(self):
        print("think", self.tick)


# expect: 0: think 1
# expect: 1: think 1
# expect: 0: hit <soldier 1 (team 1)> 2.5 True
# expect: 0: think 2
# expect: 1: hit <soldier 1 (team 1)> 2.5 True
# expect: 1: think 2
# expect: 0 say('ouch')
# expect: 1 say('ouch')
