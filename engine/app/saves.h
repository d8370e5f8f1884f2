// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// saves.h: a game into a file and out of one. What is in the file: record/save_file.h.
//
//     eng_saves_make(game, &file, &error)          -> eng_file_write, or eng_writer_put
//
//     eng_loading *loading = eng_loading_open(path, &error);
//     ... the game is made with loading's seed and capacity, then eng_loading_fill_world ...
//     eng_loading_close(loading);
//
// A save of packs that have changed since is loaded as far as what was saved still is: units,
// columns, fields and scripts are found by their names, and each thing that is not there any more
// is named. It is refused when the game is another one, or units are of a kind that is gone.
//
// Thread: main.

#pragma once

#include "app/content.h"
#include "record/save_file.h"
#include "world/world.h"

struct eng_game;

// Who makes a game: id, version and hash of each pack, in mounting order.
bool eng_saves_identify(const eng_packs *packs, eng_save_pack *out, uint32_t *count,
                        eng_error *error);

// The whole game as a file. Between two ticks. In realtime, waits a moment for thinks that are
// under way and plays the tick they are for. What has no copy is named in the log.
bool eng_saves_make(struct eng_game *game, eng_buffer *file, eng_error *error);
// The same into a file, at once.
bool eng_saves_write(struct eng_game *game, const char *path, eng_error *error);
// Whether a file could take the place of the running game; changes nothing.
bool eng_saves_try(const struct eng_game *game, const char *path, eng_error *error);

// Where quick saves of a game go: the folder is made. `out` has ENG_PACK_PATH_BYTES.
bool eng_saves_quick_path(const struct eng_game *game, char *out, eng_error *error);

typedef struct eng_loading eng_loading;

// Reads and checks a file.
eng_loading *eng_loading_open(const char *path, eng_error *error);
void eng_loading_close(eng_loading *loading); // accepts NULL
const eng_save *eng_loading_get_save(const eng_loading *loading);
// Compares with the packs that are mounted. False with `error` filled: it is another game's.
bool eng_loading_check_packs(eng_loading *loading, const eng_packs *packs, eng_error *error);
// Into a world that was made for it and is empty.
bool eng_loading_fill_world(const eng_loading *loading, eng_world *world, eng_error *error);
