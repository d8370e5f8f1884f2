"""What every fighter of an army shares: following the captain's orders."""

from myrmidon import Message, Unit

Order = tuple[str, float, float]


class Fighter(Unit):
    def __init__(self) -> None:
        self.order: Order | None = None
        self.slack = self.random.uniform(10, 60)  # nobody stands on the very same spot
        self.lean = (self.random.uniform(-70, 70), self.random.uniform(-70, 70))

    def on_message(self, message: Message) -> None:
        """Captains send ("go", x, y)."""
        match message.payload:
            case ("go", float(x), float(y)):
                self.order = ("go", x + self.lean[0], y + self.lean[1])

    def follow_order(self) -> None:
        if self.order is None:
            return
        _, x, y = self.order
        if (self.x - x) ** 2 + (self.y - y) ** 2 > self.slack**2:
            self.move_to(x, y)
        elif self.is_moving:
            self.stop()
