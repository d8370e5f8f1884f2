"""What every fighter of an army shares: following orders, the captain's and, before them, the
player's."""

from myrmidon import CommandedEvent, Message, Unit, View

OBEYS_S = 30.0  # then a fighter goes back to its captain

Order = tuple[str, float, float]


class Fighter(Unit):
    def __init__(self) -> None:
        self.order: Order | None = None
        self.obeys_until = 0.0
        self.goal = (0.0, 0.0)
        self.quarry: View | None = None
        self.slack = self.random.uniform(10, 60)  # nobody stands on the very same spot
        self.lean = (self.random.uniform(-70, 70), self.random.uniform(-70, 70))

    def on_message(self, message: Message) -> None:
        """Captains send ("go", x, y)."""
        match message.payload:
            case ("go", float(x), float(y)):
                self.order = ("go", x + self.lean[0], y + self.lean[1])

    def on_commanded(self, event: CommandedEvent) -> None:
        """The player has sent it somewhere, or at somebody."""
        self.goal = (event.x, event.y)
        self.quarry = event.target
        self.obeys_until = self.time + OBEYS_S

    def obey(self) -> bool:
        """Whether it is busy with what the player wants."""
        if self.time >= self.obeys_until:
            return False
        if self.quarry is not None and self.quarry.is_alive:
            self.attack(self.quarry)
            return True
        x, y = self.goal
        if self.quarry is None and (self.x - x) ** 2 + (self.y - y) ** 2 > 12**2:
            self.move_to(x, y)
            return True
        self.order = ("go", x, y)  # there it stays and fights
        self.obeys_until = 0.0
        return False

    def follow_order(self) -> None:
        if self.order is None:
            return
        _, x, y = self.order
        if (self.x - x) ** 2 + (self.y - y) ** 2 > self.slack**2:
            self.move_to(x, y)
        elif self.is_moving:
            self.stop()
