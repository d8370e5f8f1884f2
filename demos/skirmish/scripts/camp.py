"""A camp: sends fresh soldiers as long as its army is thin."""

from myrmidon import Unit


class Camp(Unit):
    def think(self) -> None:
        if len(self.near(400, ally=True, kind="soldier", limit=40)) < 40:
            self.spawn()
