# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""The numbers of the game, as bots read them: rg.settings.board_size or rg.settings['board_size']."""

from typing import TYPE_CHECKING, Any

from arena import board


class AttrDict(dict[str, Any]):
    """A dict whose items are attributes too."""

    def __init__(self, *args: Any, **items: Any) -> None:
        super().__init__(*args, **items)
        self.__dict__ = self

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...
        def __setattr__(self, name: str, value: Any) -> None: ...


settings = AttrDict(
    spawn_every=board.SPAWN_EVERY,
    spawn_per_player=board.SPAWNED_PER_PLAYER,
    board_size=board.SIZE,
    robot_hp=board.HP,
    attack_range=(board.ATTACK_LEAST, board.ATTACK_MOST),
    collision_damage=board.COLLISION_DAMAGE,
    suicide_damage=board.SUICIDE_DAMAGE,
    max_turns=board.TURNS,
    str_limit=50,
    max_seed=board.SEED_MOST,
    default_rating=1200,
    max_time_initialization=2000,
    max_time_first_act=1500,
    max_time_per_act=300,
    exposed_properties=("location", "hp", "player_id"),
    player_only_properties=("robot_id",),
    user_obj_types=("Robot",),
    valid_commands=("move", "attack", "guard", "suicide"),
    spawn_coords=list(board.SPAWN),
    obstacles=list(board.OBSTACLES),
    player_count=2,
    start=None,
)
