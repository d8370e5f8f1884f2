# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
#
# What commands that can be awaited do besides giving themselves: they go from point to point, and
# wait for the end of each order. Runs in each interpreter after boot.py; called by methods.c.
# In: order_end(wait), which lets another order of the unit end the wait with None.

TRIES = 3  # ways looked for before it gives up; a crowd may have shut the last one
FRESH_S = 2.0  # how long a way is kept by find_way
NEAR = 6.0  # px: so near to a point, it turns to the next


async def walk(self, order, way, ends, goal, timeout):
    "True if the order came to its end, False if it failed, was replaced, or the time is over."
    due = None if timeout is None else self.time + timeout
    for tried in range(TRIES):
        if tried and due is not None and self.time >= due:
            return False
        points = [goal] if way is None else way(self, *goal)
        if points is None:
            return False
        for point in points:
            order(self, *point)
            left = None if due is None else max(0.0, due - self.time)
            event = await order_end(self.event(*ends, timeout=left))
            if event is None:
                return False
            if len(ends) > 1 and type(event) is event_type(ends[1]):
                break
        else:
            return True
    return False


def way_step(self, way, x, y, goal, kept):
    "The point to head for, and the way as it is to be kept."
    if kept is None or kept[0] != goal or self.time >= kept[2]:
        kept = [goal, way(self, *goal) or [goal], self.time + FRESH_S]
    points = kept[1]
    while len(points) > 1 and (points[0][0] - x) ** 2 + (points[0][1] - y) ** 2 < NEAR * NEAR:
        points.pop(0)
    return points[0], kept


class Field:
    "A field of the map as one unit senses and changes it."

    __slots__ = ("_unit", "name")

    def __init__(self, unit, name):
        self._unit, self.name = unit, name

    def __repr__(self):
        return f"<field '{self.name}'>"


def field_method(method):
    def call(self, /, *args, **keywords):
        return method(self._unit, self.name, *args, **keywords)
    call.__name__ = call.__qualname__ = method.__name__
    call.__doc__ = method.__doc__
    return call


def field_methods(unit_type, names):
    "The schema's calls whose first argument is a field, as methods of Field."
    for name in names:
        setattr(Field, name, field_method(getattr(unit_type, name)))
