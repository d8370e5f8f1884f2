# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Hops become places and points; who has the most is struck; the field is kept at twelve."""

from myrmidon import Rules


class Judge(Rules):
    def start(self):
        self.made = 0
        pals = self.units()
        for pal in pals:
            self.made += 1
            new = self.spawn("runner", 1, 600, 30 * self.made, mood="glad", pal=pal)
            self.set(new, heat=self.random.random(), is_big=self.made % 2 == 0)
            self.set(pal, pal=new)

    def referee(self, orders):
        if self.options["is_quick"]:
            self.end("quick")
        width, _ = self.world_size()
        for order in orders:
            if order.name == "hop":
                self.hop(order, width)
            else:
                self.allow(order)
        if self.tick % 10 == 9:
            self.strike()

    def hop(self, order, width):
        length, is_high = order.args
        unit = order.unit
        score = unit.score + (2 if is_high else 1)
        self.set(unit, x=(unit.x + length * self.options["factor"]) % width, score=score,
                 mood="glad" if score % 3 else "sad")
        self.tell(unit, "scored", score, unit.pal, "grüß dich")
        if score >= self.options["goal"]:
            self.end(self.options["title"], unit.team)

    def strike(self):
        units = self.units("runner")
        best = max(units, key=lambda unit: (unit.score, -unit.id))
        self.damage(best, 12, by=units[0])
        self.despawn(units[-1])
        if len(units) < 12:
            self.spawn("runner", self.tick % 2, 320, 180, score=units[0].score)
