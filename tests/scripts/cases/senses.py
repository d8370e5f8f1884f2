# What a unit knows at once, and the filters of its searches.
# agents: 1
# ticks: 2
from myrmidon import State, Unit


def told(call):
    try:
        print(call())
    except Exception as error:
        print(f"{type(error).__name__}: {error}")


class Mind(Unit):
    kept = None

    def think(self):
        if self.tick == 2:
            told(lambda: self.kept[0])
            return
        state = self.state()
        x, y, hp, *rest = state
        print(isinstance(state, tuple), type(state) is State, state.hp == hp == 10, rest)
        ids = lambda views: [view.id & 0xFFFF for view in views]
        print(ids(self.near(1000, role="soldier")), ids(self.near(within=9)), self.nearest(role="medic"))
        print(ids(self.teammates()), ids(self.teammates(kind="medic")), self.teammates(role="soldier"))
        self.kept = hps = self.column("hp")
        print(len(hps), hps[0], hps[-1], hps[1:3], hps[::-1], sum(hps), 30 in hps, hps)
        print(self.column("kind")[:2], self.column("boss")[1], self.column("id")[:] == [
            view.id for view in sorted([*self.near(1000), self], key=lambda unit: unit.id)])
        print(self.way(3, 4), self.way(-1, 4), self.tally(), self.tally().at)
        soldier = self.field("medic")
        print(soldier, soldier.name, soldier.smell(), soldier.smell(far=2))
        for call in (lambda: hps[99], lambda: hps["x"], lambda: self.column("hq"), lambda: self.column(3),
                     lambda: self.field("medics"), lambda: self.field(3), lambda: soldier.smel(),
                     lambda: self.near(9, within=9), lambda: self.near(), lambda: self.near(9, kinds="medic"),
                     lambda: self.nearest(role="medix"), lambda: self.teammates(rol="medic")):
            told(call)
        try:
            hps[0] = 1
        except TypeError as error:
            print(error)
        self.move_to(5, 6, find_way=True)
        told(lambda: self.move_to(5, 6, find_way=1))
        self.move_to(-5, 6, find_way=True)
        self.move_to(9, 6, find_way=True)


# expect: 0: True True True [0, 'soldier', True, None, 'soldier']
# expect: 0: [1, 3, 5] [1] <medic 2 (team 0)>
# expect: 0: [2, 4] [2, 4] []
# expect: 0: 6 10 60 [20, 30] [60, 50, 40, 30, 20, 10] 210 True <column 'hp'>
# expect: 0: ['soldier', 'soldier'] <soldier 0 (team 0)> True
# expect: 0: [(3.0, 0.0), (3.0, 4.0)] None myrmidon.Tally(count=6, at=(1.0, 2.0)) (1.0, 2.0)
# expect: 0: <field 'medic'> medic 1.0 3.0
# expect: 0: IndexError: the column has 6 rows
# expect: 0: TypeError: a column is asked for a row or a slice of them, not str
# expect: 0: ValueError: column(): units have no field 'hq'. Did you mean: 'hp'?
# expect: 0: TypeError: column() takes the name of a field, such as 'x', not int
# expect: 0: ValueError: field() argument 'name': unknown name 'medics': known are 'soldier', 'medic', 'tower'. Did you mean: 'medic'?
# expect: 0: TypeError: field() argument 'name' must be a str, not int
# expect: 0: AttributeError: 'Field' object has no attribute 'smel'
# expect: 0: TypeError: near() got both 'radius' and 'within': they are one
# expect: 0: TypeError: near() is missing its argument 'radius'
# expect: 0: TypeError: near() got an unexpected keyword argument 'kinds'. Did you mean: 'kind'?
# expect: 0: ValueError: nearest() argument 'role': unknown name 'medix': known are 'soldier', 'medic', 'tower'. Did you mean: 'medic'?
# expect: 0: TypeError: teammates() got an unexpected keyword argument 'rol'. Did you mean: 'role'?
# expect: 0: 'myrmidon.Column' object does not support item assignment
# expect: 0: TypeError: move_to() argument 'find_way' must be True or False, not int
# expect: 0 move_to(5, 6)
# expect: 0 move_to(-5, 6)
# expect: 0 move_to(9, 0)
# expect: 0: RuntimeError: this column of 'hp' is of an earlier think: ask for it in each, with self.column('hp')
