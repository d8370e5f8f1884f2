// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// One pack is played at a time, for one stack of packs is open at a time. So the first run keeps a
// hash per tick; a run that comes to another hash keeps its world of that tick and a few more, the
// first run is played again, and the worlds are compared: of some ticks, since what differs first
// may be an order, which shows when it is carried out.

#include "app/check.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/report.h"
#include "base/alloc.h"

typedef struct way {
    const char *name;
    uint32_t worker_count;
    myr_isolation isolation;
    uint32_t heap_shift;
} way;

// A prime shift moves blocks of every size by another part of a table.
static const way ways[] = {
    {"in threads, one worker", 1, MYR_ISOLATION_THREAD, 0},
    {"in threads, three workers, other addresses", 3, MYR_ISOLATION_THREAD, 37},
    {"in child processes, two workers", 2, MYR_ISOLATION_PROCESS, 0},
    {"in child processes, one worker, other addresses", 1, MYR_ISOLATION_PROCESS, 101},
};
#define WAY_COUNT (sizeof ways / sizeof *ways)

// What a world looks like at the end of a tick.
typedef struct picture {
    uint32_t row_count;
    eng_entity *entities;
    char (*kinds)[64];
    void *columns[ENG_FIELD_COUNT];
    uint32_t scalar_count;
    float *scalars[ENG_MAX_SCALARS];
} picture;

#define SEEN_TICKS 32u

typedef struct outcome {
    uint64_t *hashes; // by tick, tick_count of them
    uint64_t ticks;
    bool is_comparable;
    uint64_t differs_at;      // tick; 0: it does not
    picture seen[SEEN_TICKS]; // from then on
    uint32_t seen_count;
} outcome;

static size_t value_bytes(eng_type type)
{
    switch (type) {
    case ENG_BOOL:
        return sizeof(uint8_t);
    case ENG_ENTITY:
        return sizeof(eng_entity);
    default:
        return sizeof(float); // and int32_t
    }
}

static void *copy_block(const void *from, size_t bytes)
{
    void *block = eng_alloc(1, bytes + 1);
    memcpy(block, from, bytes);
    return block;
}

static void picture_take(picture *seen, const eng_game *game)
{
    const eng_world *world = game->world;
    eng_rows rows = eng_world_rows(world);
    uint32_t count = rows.row_count;
    seen->row_count = count;
    seen->entities = copy_block(rows.entities, count * sizeof *seen->entities);
    seen->kinds = eng_alloc(count + 1, sizeof *seen->kinds);
    for (uint32_t i = 0; i < count; ++i) {
        snprintf(seen->kinds[i], sizeof seen->kinds[i], "%s",
                 game->content.kinds[rows.kind[i]].name);
    }
    for (uint32_t i = 0; i < ENG_FIELD_COUNT; ++i) {
        seen->columns[i] =
            copy_block(eng_world_column(world, i), count * value_bytes(eng_field_rows[i].type));
    }
    seen->scalar_count = eng_world_scalar_count(world);
    for (uint32_t i = 0; i < seen->scalar_count; ++i) {
        eng_scalar scalar = eng_world_scalar(world, i);
        seen->scalars[i] =
            copy_block(scalar.values, (size_t)scalar.columns * scalar.rows * sizeof(float));
    }
}

static void picture_fini(picture *seen)
{
    eng_free(seen->entities);
    eng_free(seen->kinds);
    for (uint32_t i = 0; i < ENG_FIELD_COUNT; ++i) {
        eng_free(seen->columns[i]);
    }
    for (uint32_t i = 0; i < seen->scalar_count; ++i) {
        eng_free(seen->scalars[i]);
    }
    *seen = (picture){0};
}

// -------------------------------------------------------------------------------- what differs

static void format_value(char *out, size_t bytes, const picture *seen, uint32_t field, uint32_t row)
{
    const void *column = seen->columns[field];
    switch (eng_field_rows[field].type) {
    case ENG_BOOL:
        snprintf(out, bytes, "%s", ((const uint8_t *)column)[row] != 0 ? "True" : "False");
        break;
    case ENG_ENTITY: {
        eng_entity entity = ((const eng_entity *)column)[row];
        if (entity == ENG_ENTITY_NONE) {
            snprintf(out, bytes, "None");
        } else {
            snprintf(out, bytes, "unit %u", eng_entity_index(entity));
        }
        break;
    }
    case ENG_FLOAT:
        snprintf(out, bytes, "%.9g", (double)((const float *)column)[row]);
        break;
    default:
        snprintf(out, bytes, "%d", ((const int32_t *)column)[row]);
        break;
    }
}

// True: a difference was found and printed.
static bool tell_rows(const picture *a, const picture *b, const char *first, const char *second)
{
    for (uint32_t row = 0; row < a->row_count && row < b->row_count; ++row) {
        if (a->entities[row] != b->entities[row]) {
            printf("  %s: %s %u is there; %s: %s %u\n", first, a->kinds[row],
                   eng_entity_index(a->entities[row]), second, b->kinds[row],
                   eng_entity_index(b->entities[row]));
            return true;
        }
        for (uint32_t i = 0; i < ENG_FIELD_COUNT; ++i) {
            size_t bytes = value_bytes(eng_field_rows[i].type);
            const char *value_a = (const char *)a->columns[i] + row * bytes;
            const char *value_b = (const char *)b->columns[i] + row * bytes;
            if (memcmp(value_a, value_b, bytes) != 0) {
                char text_a[64];
                char text_b[64];
                format_value(text_a, sizeof text_a, a, i, row);
                format_value(text_b, sizeof text_b, b, i, row);
                printf("  %s %u, field '%s': %s (%s) and %s (%s)\n", a->kinds[row],
                       eng_entity_index(a->entities[row]), eng_field_rows[i].name, text_a, first,
                       text_b, second);
                return true;
            }
        }
    }
    if (a->row_count != b->row_count) {
        printf("  %u units (%s) and %u (%s)\n", a->row_count, first, b->row_count, second);
    }
    return a->row_count != b->row_count;
}

static bool tell_scalars(const picture *a, const picture *b, const eng_game *game,
                         const char *first, const char *second)
{
    for (uint32_t i = 0; i < a->scalar_count && i < b->scalar_count; ++i) {
        eng_scalar scalar = eng_world_scalar(game->world, i);
        for (uint32_t cell = 0; cell < scalar.columns * scalar.rows; ++cell) {
            if (memcmp(&a->scalars[i][cell], &b->scalars[i][cell], sizeof(float)) != 0) {
                printf("  the field '%s' at (%g, %g): %.9g (%s) and %.9g (%s)\n", scalar.name,
                       ((double)(cell % scalar.columns) + 0.5) * (double)scalar.cell,
                       ((double)(cell / scalar.columns) + 0.5) * (double)scalar.cell,
                       (double)a->scalars[i][cell], first, (double)b->scalars[i][cell], second);
                return true;
            }
        }
    }
    return false;
}

// ---------------------------------------------------------------------------------------- runs

typedef struct series {
    const eng_stack *stack;
    const eng_check_runs *runs;
} series;

static eng_game *open_game(const series *all, const way *how, eng_error *error)
{
    eng_game_def def = {
        .pack_path = all->stack->paths[all->stack->order.game_index],
        .pack_name = all->stack->paths[all->stack->order.game_index],
        .base_path = all->stack->paths[0],
        .stack = all->stack,
        .clock = ENG_CLOCK_LOCKSTEP,
        .seed = all->runs->seed,
        .unit_total = all->runs->unit_total,
        .interpreter_count = all->runs->interpreter_count,
        .worker_count = how->worker_count,
        .isolation = (int)how->isolation,
        .is_run_trusted = all->runs->is_run_trusted,
        .heap_shift = how->heap_shift,
    };
    eng_game *game = eng_game_create(&def, error);
    if (game != NULL && !eng_game_ready(game, error)) {
        eng_game_destroy(game);
        return NULL;
    }
    return game;
}

// Plays to the end, or some ticks on from where the hash differs from the one `first` has of that
// tick; `first` is NULL for the first run.
static bool play(const series *all, const way *how, const outcome *first, outcome *out,
                 eng_error *error)
{
    eng_game *game = open_game(all, how, error);
    bool is_good = game != NULL;
    while (is_good && out->ticks < all->runs->tick_count && out->seen_count < SEEN_TICKS) {
        is_good = eng_game_tick(game, error);
        uint64_t hash = eng_game_hash(game);
        if (first == NULL) {
            out->hashes[out->ticks] = hash;
        } else if (out->differs_at == 0 && first->hashes[out->ticks] != hash) {
            out->differs_at = out->ticks + 1;
        }
        if (out->differs_at != 0) {
            picture_take(&out->seen[out->seen_count++], game);
        }
        ++out->ticks;
    }
    if (game != NULL) {
        out->is_comparable = eng_report_is_comparable(game);
    }
    eng_game_destroy(game);
    return is_good;
}

// Plays the first way again up to where `other` went another one, and says what is different there.
static bool explain(const series *all, const way *first, const outcome *other, eng_error *error)
{
    eng_game *game = open_game(all, first, error);
    bool is_good = game != NULL;
    bool is_told = false;
    for (uint64_t tick = 1; is_good && !is_told; ++tick) {
        uint64_t at = tick - other->differs_at;
        is_good = eng_game_tick(game, error);
        if (!is_good || tick < other->differs_at) {
            continue;
        }
        if (at == other->seen_count) {
            printf("  nothing that can be read: what differs are orders under way or random "
                   "numbers\n");
            break;
        }
        picture again = {0};
        picture_take(&again, game);
        is_told = tell_rows(&again, &other->seen[at], "first", "now") ||
                  tell_scalars(&again, &other->seen[at], game, "first", "now");
        if (is_told && at > 0) {
            printf("  as seen at tick %" PRIu64 "; before, orders differed\n", tick);
        }
        picture_fini(&again);
    }
    eng_game_destroy(game);
    return is_good;
}

// Prints what came of one way. *is_same stays as it was if all is well.
static bool tell_way(const series *all, const way *how, const way *first_way, const outcome *result,
                     bool *is_same, eng_error *error)
{
    printf("%s: ", how->name);
    if (!result->is_comparable) {
        printf("thinks were cut, killed or out of memory: no two runs need be alike "
               "(docs/determinism.md)\n");
        *is_same = false;
        return true;
    }
    if (first_way == NULL) {
        printf("%" PRIu64 " ticks, hash %016" PRIx64 "\n", result->ticks,
               result->hashes[result->ticks - 1]);
        return true;
    }
    if (result->differs_at == 0) {
        printf("the same\n");
        return true;
    }
    printf("differs at tick %" PRIu64 "\n", result->differs_at);
    *is_same = false;
    return explain(all, first_way, result, error);
}

static bool run_all(const series *all, outcome *first, bool *is_same, eng_error *error)
{
    const way *first_way = NULL;
    bool is_good = true;
    for (size_t i = 0; i < WAY_COUNT && *is_same && is_good; ++i) {
        bool is_thread = ways[i].isolation == MYR_ISOLATION_THREAD;
        if ((is_thread && !all->runs->has_threads) ||
            !myr_isolation_supported(MYR_LANGUAGE_PYTHON, ways[i].isolation, NULL)) {
            continue;
        }
        outcome other = {0};
        outcome *here = first_way == NULL ? first : &other;
        is_good = play(all, &ways[i], first_way == NULL ? NULL : first, here, error) &&
                  tell_way(all, &ways[i], first_way, here, is_same, error);
        for (uint32_t k = 0; k < other.seen_count; ++k) {
            picture_fini(&other.seen[k]);
        }
        first_way = first_way == NULL ? &ways[i] : first_way;
    }
    return is_good;
}

bool eng_check_determinism(const eng_stack *stack, const eng_check_runs *runs, bool *is_same,
                           eng_error *error)
{
    series all = {.stack = stack, .runs = runs};
    outcome first = {.hashes = eng_alloc(runs->tick_count, sizeof *first.hashes)};
    *is_same = true;
    bool is_good = run_all(&all, &first, is_same, error);
    eng_free(first.hashes);
    return is_good;
}
