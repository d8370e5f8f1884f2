# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""myrmidon check: every mistake at its line, and silence where there is none."""

import support
from support import demos, run

HEAD = "from myrmidon import Unit, View, Message, HitEvent\n\n\nclass Subject(Unit):\n"

# Bodies of the class, and what is said of their marked line (the one with "#!").
MISTAKES = {
    "field": ("    def think(self):\n        if self.hpp < 3:  #!\n            self.stop()\n",
              "no field, command or attribute 'hpp'; did you mean 'hp'?"),
    "command": ("    def think(self):\n        self.atack(self.nearest())  #!\n",
                "'atack'; did you mean 'attack'?"),
    "few": ("    def think(self):\n        self.move_to(3)  #!\n", "move_to() needs y"),
    "many": ("    def think(self):\n        self.move_to(3, 4, 5)  #!\n", "takes 2 arguments"),
    "keyword": ("    def think(self):\n        self.steer(1.0, sped=2)  #!\n",
                "no argument 'sped'; did you mean 'speed'?"),
    "twice": ("    def think(self):\n        self.move_to(1, 2, x=3)  #!\n", "gets 'x' twice"),
    "filter": ("    def think(self):\n        self.near(50, enemies=True)  #!\n",
               "no argument 'enemies'; did you mean 'enemy'?"),
    "type": ("    def think(self):\n        self.move_to('left', 4)  #!\n",
             "'x' is a float, not str 'left'"),
    "none": ("    def think(self):\n        self.move_to(1, None)  #!\n", "'y' is a float, not None"),
    "kind": ("    def think(self):\n        self.near(50, kind='subjct')  #!\n",
             "no 'subjct'; did you mean 'subject'?"),
    "view": ("    def think(self):\n        foe = self.nearest()\n        if foe:\n"
             "            print(foe.hitpoints)  #!\n", "a View has no 'hitpoints'"),
    "unit only": ("    def think(self):\n        for u in self.near(9):\n"
                  "            print(u.tick)  #!\n", "only the unit itself"),
    "event": ("    def on_hit(self, event):\n        print(event.amount)  #!\n",
              "a HitEvent has no 'amount'; it has attacker, damage"),
    "annotated": ("    def think(self):\n        pass\n    def see(self, other: View):\n"
                  "        return other.healt  #!\n", "a View has no 'healt'"),
    "read only": ("    def think(self):\n        self.hp = 100  #!\n", "'hp' can only be read"),
    "not called": ("    def think(self):\n        self.stop  #!\n", "'stop' is not called"),
    "called": ("    def think(self):\n        if self.x() > 3:  #!\n            pass\n",
               "'x' is read, not called"),
    "handler": ("    def think(self):\n        pass\n    def on_hitt(self, event):  #!\n"
                "        pass\n", "nothing calls 'on_hitt'; did you mean 'on_hit'?"),
    "parameters": ("    def think(self, dt):  #!\n        pass\n", "think() is called with none"),
    "async": ("    async def think(self):  #!\n        pass\n", "think() cannot be async"),
    "name": ("    def think(self):\n        self.move_to(widht, 3)  #!\n        width = 3\n",
             "the name 'widht' is not defined"),
    "await": ("    async def live(self):\n        self.sleep(1)  #!\n", "write 'await' before sleep()"),
    "no await": ("    async def live(self):\n        await self.stop()  #!\n",
                 "stop() needs no await"),
    "no such event": ("    async def live(self):\n        await self.event('hitt')  #!\n",
                      "there is no 'hitt'; did you mean 'hit'?"),
    "awaited": ("    async def live(self):\n        hit = await self.event('hit', timeout=2)\n"
                "        print(hit and hit.amount)  #!\n", "a HitEvent has no 'amount'"),
    "syntax": ("    def think(self):\n        if self.x > 3  #!\n            pass\n",
               "SyntaxError: expected ':'"),
    "import": ("    def think(self):\n        import subprocess  #!\n",
               "'subprocess' is not available to scripts"),
}

# Nothing is wrong with any of this.
CLEAN = '''
import math
from dataclasses import dataclass
from myrmidon import DeadUnit, Unit, View

from helper import Base, mark

try:
    import numpy
except ImportError:
    numpy = None

LIMIT = 3


@dataclass
class Plan:
    x: float
    y: float


class Mixin:
    def note(self, what):
        self.notes.append((what, self.whatever))


class Subject(Mixin, Base):
    step: int = 0
    size = 4

    def __init__(self) -> None:
        super().__init__()
        self.notes, self.whatever = [], None
        self.plan: Plan | None = None
        setattr(self, "made", 1)

    @property
    def far(self) -> float:
        return self.x * 2

    def think(self) -> None:
        mark(self)
        self.note(self.marked)
        self.step += self.made
        foes = [u for u in self.near(self.sight, enemy=True, kind="subject") if u.hp < self.hp]
        foes.sort(key=lambda u: (u.hp, u.id))
        if foes and (weakest := foes[0]).is_alive:
            self.attack(weakest)
        self.move_to(*(self.far, self.size))
        self.move_to(**{"x": 1, "y": 2})
        self.helper_attribute = self.from_base + LIMIT
        other = self.plan or Plan(math.pi, 2)
        print(other.x, getattr(self, "maybe", 0), hasattr(self, "perhaps") and self.perhaps)
        for self.step in range(3):
            pass
        try:
            print(self.nearest().hp)
        except (DeadUnit, AttributeError) as error:
            print(error.args)

    def on_message(self, message) -> None:
        sender, payload = message
        match payload:
            case ("go", x, y):
                self.move_to(x, y)
        self.send(message.sender, ("ok", self.id))

    async def live(self) -> None:
        await self.tick()
        while not await self.until(lambda: self.hp < 3, timeout=2.5):
            letter = await self.message(timeout=1)
            found = await self.event("hit", "arrived")
            print(letter and letter.payload, found, self.tick + 1)
            await self.sleep(0.5)

    def on_hit(self, event) -> None:
        if event.attacker is not None:
            self.plan = Plan(event.attacker.x, event.damage)
'''
HELPER = '''
from myrmidon import Unit


def mark(unit: Unit) -> None:
    unit.marked = 1


class Base(Unit):
    def __init__(self) -> None:
        self.from_base = 1
'''

# What it does depends on where its objects lie.
ADDRESSES = HEAD + '''
    sum = 0

    def think(self):
        spots = {Spot(i) for i in range(50)}
        self.sum = self.sum + id(spots) // 16 % 512 + next(iter(spots)).x  # stays different
        self.move_to(self.sum * 37 % 640, self.sum * 53 % 360)


class Spot:
    def __init__(self, x):
        self.x = x
        self.other = list(range(x))
'''


class Check(support.Case):
    def check(self, pack: object, *arguments: object) -> support.Run:
        result = run("check", pack, *arguments)
        self.assertEqual(result.err, "")
        return result

    def test_the_demos_are_clean(self) -> None:
        for demo in demos():
            with self.subTest(demo.name):
                result = self.check(demo.name)
                self.assertEqual((result.code, len(result.out.splitlines())), (0, 1), result.out)

    def test_what_is_right_passes(self) -> None:
        pack = self.make_pack(CLEAN)
        (pack / "scripts" / "helper.py").write_text(HELPER)
        result = self.check(pack)
        self.assertEqual((result.code, len(result.out.splitlines())), (0, 1), result.out)

    def test_every_mistake_at_its_line(self) -> None:
        # All in one pack: one run finds them all.
        pack = self.make_pack(HEAD + "    def think(self):\n        pass\n")
        wanted = []
        for number, (name, (body, text)) in enumerate(MISTAKES.items()):
            source = HEAD + body
            line = next(i for i, row in enumerate(source.splitlines(), 1) if "#!" in row)
            (pack / "scripts" / f"m{number}.py").write_text(source)
            wanted.append((name, f"{pack}/scripts/m{number}.py:{line}:", text))
        result = self.check(pack)
        self.assertEqual(result.code, 1)
        for name, place, text in wanted:
            with self.subTest(name):
                found = [row for row in result.out.splitlines() if row.startswith(place)]
                self.assertEqual(len(found), 1, "\n".join(
                    row for row in result.out.splitlines()
                    if row.startswith(place.rsplit(":", 2)[0])))
                self.assertIn(text, found[0])
        self.assertEqual(len(result.out.splitlines()), len(wanted) + 1, result.out)

    def test_classes_that_units_name(self) -> None:
        for script, text in (
                ("class Subjekt: pass\n", "'Subject' of this module, which it does not have; "
                                          "did you mean 'Subjekt'?"),
                ("class Subject: pass\n", "does not derive from myrmidon.Unit"),
                ("from myrmidon import Unit\nclass Subject(Unit): pass\n", "neither think() nor"),
                ("from myrmidon import Unti\n", "'myrmidon' has no 'Unti'; did you mean 'Unit'?")):
            with self.subTest(text):
                pack = self.make_pack(script, name=f"p{abs(hash(text)) % 10**6}")
                result = self.check(pack)
                self.assertEqual(result.code, 1)
                self.assertIn(text, result.out)

    def test_rules_of_a_pack(self) -> None:
        pack = self.copy_pack(support.PACKS / "judge")
        self.assertEqual(self.check(pack).code, 0)
        self.edit_json(pack / "rules.json", lambda rules: rules["script"].update({"class": "Juge"}))
        self.assertIn("did you mean 'Judge'?", self.check(pack).out)

    def test_files_of_the_pack(self) -> None:
        pack = self.copy_pack("skirmish")
        self.edit_json(pack / "units" / "archer.json", lambda unit: unit.update(sprite="archr"))
        result = self.check(pack)
        self.assertRegex(result.out, r"units/archer\.json:\d+.*no sprite 'archr'; did you mean")
        self.edit_json(pack / "units" / "archer.json", lambda unit: unit.update(sped=3))
        result = self.check(pack)
        self.assertRegex(result.out, rf"{pack}/units/archer\.json:\d+.*did you mean 'speed'")
        self.edit_json(pack / "pack.json", lambda info: info.update(map="feild"))
        self.assertEqual(self.check(pack).code, 1)

    def test_every_broken_file(self) -> None:
        """In one run, a line each; maps that are not played too, but not what they extend."""
        pack = self.copy_pack("skirmish")
        self.edit_json(pack / "units" / "archer.json", lambda unit: unit.update(hp="many"))
        (pack / "units" / "ghost.json").write_text('{"speed": ')
        (pack / "maps" / "cave.json").write_text('{"size": [640, 360], "units": [{"kind": "gost"}]}')
        (pack / "maps" / "part.json").write_text('{"size": [640, 360]}')
        (pack / "sprites" / "odd.png").write_text("no picture")
        result = self.check(pack)
        places = [line.removeprefix(f"{pack}/").split(":")[0] for line in result.out.splitlines()]
        self.assertEqual(sorted(places[:-1]), ["maps/cave.json", "sprites/odd.png",
                                               "units/archer.json", "units/ghost.json"], result.out)
        self.assertIn("did you mean 'ghost'?", result.out)

    def test_a_pack_that_is_deterministic(self) -> None:
        result = self.check("skirmish", "--determinism", "--ticks", 20, "--units", 40)
        self.assertEqual(result.code, 0, result.out)
        self.assertIn("every run went the same way", result.out)

    def test_what_differs_first(self) -> None:
        pack = self.make_pack(ADDRESSES)
        for trust in ((), ("--trust",)):
            with self.subTest(trust=trust):
                self.check_difference(self.check(pack, "--determinism", "--ticks", 40, *trust))

    def check_difference(self, result: support.Run) -> None:
        self.assertEqual(result.code, 1, result.out)
        self.assertRegex(result.out, r"differs at tick \d+")
        self.assertRegex(result.out, r"subject \d+, field '\w+': \S+ \(first\) and \S+ \(now\)")
        self.assertRegex(result.out, r"scripts/subject\.py:\d+:\d+: hint: id\(\)")

    def test_command_lines_that_make_no_sense(self) -> None:
        self.assert_refused(run("check"), "needs a demo's name")
        self.assert_refused(run("check", "hvie"), "hive")
        self.assert_refused(run("check", "hive", "--ticks", "many"), "--ticks needs")


if __name__ == "__main__":
    support.main()
