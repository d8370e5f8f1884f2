# What a script is told of a bad argument, at its own line.
from decimal import Decimal

from myrmidon import Unit


class Odd:
    def __float__(self):
        raise KeyError("odd")


class Mind(Unit):
    def attempt(self, what, *args, **keywords):
        try:
            print(what(*args, **keywords))
        except Exception as error:
            print(f"{type(error).__name__}: {error}")

    def think(self):
        a = self.attempt
        a(self.move_to)
        a(self.move_to, 1)
        a(self.move_to, 1, 2, 3)
        a(self.move_to, 1, y=2, z=3)
        a(self.move_to, 1, x=2)
        a(self.move_to, "1", 2)
        a(self.move_to, None, 2)
        a(self.move_to, float("nan"), 2)
        a(self.move_to, 1, float("-inf"))
        a(self.move_to, 10**400, 1)
        a(self.move_to, Odd(), 1)
        a(self.move_to, Decimal("1.5"), True)
        a(self.attack, 7)
        a(self.say, b"x")
        a(self.say, "\ud800")
        a(self.mark, 1.5)
        a(self.mark, 2**80)
        a(self.mark, is_loud=1)
        a(self.mark, kind="wizard")
        a(self.mark, kind=3)
        a(self.near)
        a(self.near, "far")
        a(self.near, 5, 5)
        a(self.near, 5, enemy=1)
        a(self.near, 5, enemy=True, ally=True)
        a(self.near, 5, kind="wizard")
        a(self.near, 5, team=-1)
        a(self.near, 5, limit=0)
        a(self.nearest, within=float("nan"))
        a(self.nearest, 5)
        a(self.distance_to, None)
        a(self.distance_to, (1, 2))
        a(Unit.move_to, 5, 1, 2)
        a(Unit)
        a(type(self))
        for name in ("x", "id", "tick"):
            a(setattr, self, name, 1)
            a(delattr, self, name)
        a(setattr, self.first(), "x", 1)
        a(setattr, Unit, "x", 1)
        print(Unit.x.__doc__, Unit.time.__doc__, Unit.hp.__doc__, sep="|")
        print(Unit.move_to.__name__, Unit.move_to.__doc__, Unit.sum.__doc__, sep="|")


# expect: 0: TypeError: move_to() is missing its argument 'x'
# expect: 0: TypeError: move_to() is missing its argument 'y'
# expect: 0: TypeError: move_to() takes 2 positional arguments, 3 given
# expect: 0: TypeError: move_to() got an unexpected keyword argument 'z'
# expect: 0: TypeError: move_to() got two values for argument 'x'
# expect: 0: TypeError: move_to() argument 'x' must be a number, not str
# expect: 0: TypeError: move_to() argument 'x' must be a number, not None
# expect: 0: ValueError: move_to() argument 'x' must be finite, not nan
# expect: 0: ValueError: move_to() argument 'y' must be finite, not -inf
# expect: 0: OverflowError: move_to() argument 'x' is too large for a float
# expect: 0: KeyError: 'odd'
# expect: 0: None
# expect: 0: TypeError: attack() argument 'target' must be a unit, a view of one or None, not int
# expect: 0: TypeError: say() argument 'text' must be a str, not bytes
# expect: 0: ValueError: say() argument 'text' has half a surrogate pair, which is no text
# expect: 0: TypeError: mark() argument 'level' must be an int, not float
# expect: 0: OverflowError: mark() argument 'level' does not fit in 64 bits
# expect: 0: TypeError: mark() argument 'is_loud' must be True or False, not int
# expect: 0: ValueError: mark() argument 'kind': unknown name 'wizard': known are 'soldier', 'medic', 'tower'
# expect: 0: TypeError: mark() argument 'kind' must be a str, not int
# expect: 0: TypeError: near() is missing its argument 'radius'
# expect: 0: TypeError: near() argument 'radius' must be a number, not str
# expect: 0: TypeError: near() takes 1 positional argument, 2 given
# expect: 0: TypeError: near() argument 'enemy' must be True or False, not int
# expect: 0: ValueError: near(): nobody is both enemy and ally
# expect: 0: ValueError: near() argument 'kind': unknown name 'wizard': known are 'soldier', 'medic', 'tower'
# expect: 0: ValueError: near() argument 'team' is not a team: -1
# expect: 0: ValueError: near() argument 'limit' must be 1 to 4096, not 0
# expect: 0: ValueError: nearest() argument 'within' must be finite, not nan
# expect: 0: TypeError: nearest() takes 0 positional arguments, 1 given
# expect: 0: TypeError: distance_to() argument 'other' must be a unit or a view of one, not None
# expect: 0: TypeError: distance_to() argument 'other' must be a unit or a view of one, not tuple
# expect: 0: TypeError: move_to() is a method of units
# expect: 0: TypeError: myrmidon.Unit objects are made by the game, one for each of its units
# expect: 0: TypeError: Mind objects are made by the game, one for each of its units
# expect: 0: AttributeError: 'x' is read-only: a script changes the world by commands of its own unit (move_to(), attack(), say(), mark())
# expect: 0: AttributeError: 'x' is read-only: a script changes the world by commands of its own unit (move_to(), attack(), say(), mark())
# expect: 0: AttributeError: 'id' is read-only: a script changes the world by commands of its own unit (move_to(), attack(), say(), mark())
# expect: 0: AttributeError: 'id' is read-only: a script changes the world by commands of its own unit (move_to(), attack(), say(), mark())
# expect: 0: AttributeError: 'tick' is read-only: a script changes the world by commands of its own unit (move_to(), attack(), say(), mark())
# expect: 0: AttributeError: 'tick' is read-only: a script changes the world by commands of its own unit (move_to(), attack(), say(), mark())
# expect: 0: AttributeError: 'x' is read-only: a script changes the world by commands of its own unit (move_to(), attack(), say(), mark())
# expect: 0: TypeError: cannot set 'x' attribute of immutable type 'myrmidon.Unit'
# expect: 0: Where it is. (px)|Game time. (s)|What it can take.
# expect: 0: move_to|Walks there.|Adds.
# expect: 0 move_to(1.5, 1)
