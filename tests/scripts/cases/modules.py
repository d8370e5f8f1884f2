# Pack modules import one another; packages too.
from myrmidon import Unit

import tactics.flank
from tactics import NAME
from tactics.flank import side


class Mind(Unit):
    def think(self):
        print(NAME, side(), tactics.flank.__file__, tactics.__name__, __name__)
        import missing


# module: tactics
NAME = "tactics"


# module: tactics.flank
from . import NAME
from helpers import left


def side():
    return left() + NAME


# module: helpers
def left():
    return "left of "


# expect: 0: tactics left of tactics tactics.flank.py tactics main
# expect: 0 ! raised main.py:12 ModuleNotFoundError: No module named 'missing'
