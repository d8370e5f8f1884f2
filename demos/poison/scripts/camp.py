"""A camp: sends out a madman whenever few of them are about. It shares their interpreter, and dies
and comes back with it."""

from myrmidon import Unit


class Camp(Unit):
    def think(self) -> None:
        if len(self.near(self.sight, ally=True, kind="madman", limit=4)) < 4:
            self.spawn()
