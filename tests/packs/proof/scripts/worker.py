"""A worker: forages, fights whoever comes near, and calls for help. Plain arithmetic only: the golden
hashes must not depend on the last bits of somebody's libm."""

from myrmidon import ArrivedEvent, HitEvent, Message, Unit, View


class Worker(Unit):
    def __init__(self) -> None:
        self.home: View | None = self.nearest(ally=True, kind="base")
        self.rally: tuple[float, float] | None = None
        self.hits = 0

    def think(self) -> None:
        foe = self.nearest(enemy=True, within=self.sight)
        if foe is not None and self.hp > 4:
            self.attack(foe)
            if self.home is not None and self.home.is_alive:
                self.send(self.home, ("seen", foe.x, foe.y))
        elif self.cargo > 0 and self.home is not None and self.home.is_alive:
            self.deliver(self.home)
        elif self.sense("food") > 0:
            self.pick("food", 2)
        elif self.rally is not None and self.random.random() < 0.7:
            self.move_to(*self.rally)
        else:
            self.wander()

    def deliver(self, home: View) -> None:
        self.deposit("trail", 0.5)
        if self.distance_to(home) <= home.radius + self.radius + self.reach:
            self.give(home)
        else:
            self.move_to(home.x, home.y)

    def wander(self) -> None:
        left = self.sense("trail", distance=20, angle=-0.6) + 2 * self.sense(
            "food", distance=24, angle=-0.6)
        right = self.sense("trail", distance=20, angle=0.6) + 2 * self.sense(
            "food", distance=24, angle=0.6)
        crowd = len(self.near(30, ally=True, kind="worker", limit=8))
        turn = self.random.uniform(-0.5, 0.5) + (0.4 if right > left else -0.4 if left > right else 0)
        self.steer(self.heading + turn, 1.0 if crowd < 5 else 0.6)

    def on_message(self, message: Message) -> None:
        match message.payload:
            case ("rally", float(x), float(y)):
                self.rally = (x, y)

    def on_arrived(self, event: ArrivedEvent) -> None:
        self.rally = None

    def on_hit(self, event: HitEvent) -> None:
        self.hits += 1
        if event.attacker is not None and self.hits % 3 == 0:
            self.chase(event.attacker)
