"""A base: grows its colony, and tells it where the enemy was seen."""

from myrmidon import Message, Unit


class Base(Unit):
    alarms = 0

    def think(self) -> None:
        if self.cargo >= 5 and not self.is_building:
            self.spawn()
        if self.alarms > 3:
            self.alarms = 0
            self.say("to arms")
            self.send(self.team, ("rally", self.x, self.y))

    def on_message(self, message: Message) -> None:
        match message.payload:
            case ("seen", _, _):
                self.alarms += 1
