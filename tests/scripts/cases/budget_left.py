# In lockstep the budget is the hard limit, always: no clock may change what a script decides.
# limit_ms: 2500
from myrmidon import Unit


class Mind(Unit):
    def __init__(self):
        print(self.budget_left)

    def think(self):
        total = sum(range(100000))
        print(self.budget_left, total)
        try:
            self.budget_left = 3
        except AttributeError as error:
            print(str(error)[:26])


# expect: 0: 2.5
# expect: 0: 2.5 4999950000
# expect: 0: 'budget_left' is read-only
