// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/game.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/edits.h"
#include "assets/pack_path.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "base/log.h"

#define MIN_ENTITY_CAPACITY 4096u

// Kept for saves, each name once.
static bool set_option(eng_game *game, const char *option, eng_error *error)
{
    size_t name_bytes = strcspn(option, "=") + 1;
    uint32_t at = 0;
    if (!eng_rulebook_set(&game->content.rules, game->content.info->id, option, error)) {
        return false;
    }
    while (at < game->option_count && strncmp(game->options[at], option, name_bytes) != 0) {
        ++at;
    }
    if (at == ENG_SAVE_OPTIONS || strlen(option) >= ENG_SAVE_OPTION_BYTES) {
        return eng_error_set(error, "the option '%.40s...' is too long", option);
    }
    snprintf(game->options[at], ENG_SAVE_OPTION_BYTES, "%s", option);
    game->option_count += at == game->option_count;
    return true;
}

static bool open_packs(eng_game *game, const eng_game_def *def, eng_error *error)
{
    const char *paths[] = {def->base_path, def->pack_path};
    game->packs = def->stack == NULL
                      ? eng_packs_open(paths, 2, error)
                      : eng_packs_open_stack(def->stack->paths, def->stack->order.count,
                                             def->stack->order.game_index, error);
    bool is_good = game->packs != NULL &&
                   eng_trust_judge(game->packs, def->is_run_trusted, &game->trust, error) &&
                   eng_content_init(&game->content, game->packs, error);
    is_good = is_good &&
              (def->input_path == NULL || eng_player_load(&game->player, def->input_path, error));
    for (uint32_t i = 0; i < def->option_count && is_good; ++i) {
        is_good = set_option(game, def->options[i], error);
    }
    for (uint32_t i = 0; i < def->source_count && is_good; ++i) {
        is_good = eng_content_put_script(&game->content, def->sources[i].module,
                                         def->sources[i].path, error);
    }
    return is_good;
}

// Twice what the map starts with, so that units can be born.
static uint32_t entity_capacity(const eng_game *game, uint32_t unit_total)
{
    uint32_t count = unit_total;
    for (uint32_t i = 0; i < game->content.map.group_count; ++i) {
        count += game->content.map.groups[i].count;
    }
    return count * 2 > MIN_ENTITY_CAPACITY ? count * 2 : MIN_ENTITY_CAPACITY;
}

// What the game is made from must be known before its world is.
static bool open_save(eng_game *game, const eng_game_def *def, eng_error *error)
{
    if (def->load_path == NULL) {
        return true;
    }
    game->loading = eng_loading_open(def->load_path, error);
    if (game->loading == NULL || !eng_loading_check_packs(game->loading, game->packs, error)) {
        return false;
    }
    const eng_save *save = eng_loading_get_save(game->loading);
    game->seed = save->seed;
    game->unit_wish = save->unit_total;
    game->has_started = save->has_started;
    // Those of the player win.
    bool is_good = true;
    for (uint32_t i = 0; i < save->option_count && is_good; ++i) {
        is_good = set_option(game, save->options[i], error);
    }
    for (uint32_t i = 0; i < def->option_count && is_good; ++i) {
        is_good = set_option(game, def->options[i], error);
    }
    return is_good;
}

static bool make_world(eng_game *game, const eng_game_def *def, eng_error *error)
{
    eng_error why = {0};
    const eng_save *save = game->loading != NULL ? eng_loading_get_save(game->loading) : NULL;
    eng_world_def world = eng_world_default_def();
    world.kinds = game->content.kinds;
    world.kind_count = game->content.kind_count;
    world.map = &game->content.map;
    world.schema = &game->content.schema;
    world.seed = game->seed;
    world.tick_rate_hz = game->content.info->tick_rate;
    world.entity_capacity =
        save != NULL ? save->entity_capacity : entity_capacity(game, def->unit_total);
    game->world = eng_world_create(&world, &why);
    if (game->world != NULL && save != NULL) {
        bool is_filled = eng_loading_fill_world(game->loading, game->world, error);
        game->is_over = eng_world_ending(game->world)->kind != ENG_END_NONE;
        return is_filled;
    }
    if (game->world == NULL ||
        !eng_world_populate(game->world, &game->content.map, def->unit_total, &why)) {
        return eng_error_set(error, "%s: %s", game->content.info->id, why.text);
    }
    return true;
}

static bool make_minds(eng_game *game, const eng_game_def *def, eng_error *error)
{
    if (def->is_debugged && !game->trust.is_trusted) {
        return eng_error_set(error,
                             "--debug: pack '%s' is not trusted, and a debugger can do anything: "
                             "trust it first, or for this run with --trust",
                             game->trust.id);
    }
    if (def->bundles_folder != NULL) {
        game->bundles = eng_bundles_create(def->bundles_folder, def->pack_name, game->packs, error);
        if (game->bundles == NULL) {
            return false;
        }
    }
    // Files from elsewhere are a stranger's, unless the player has said how to run them.
    bool is_foreign = def->source_count > 0 && def->isolation < 0;
    const char *untrusted_id = !game->trust.is_trusted ? game->trust.id
                               : is_foreign            ? game->content.info->id
                                                       : NULL;
    eng_bridge_def bridge = {
        .save = game->loading != NULL ? eng_loading_get_save(game->loading) : NULL,
        .bundles = game->bundles,
        .content = &game->content,
        .world = game->world,
        .seed = game->seed,
        .worker_count = def->worker_count,
        .interpreter_count = def->interpreter_count,
        .isolation = def->isolation,
        .worker_nice = def->worker_nice,
        .heap_shift = def->heap_shift,
        .prints = def->prints,
        .think_limit_ms = def->think_limit_ms,
        .rules_limit_ms = def->rules_limit_ms,
        .trace = def->trace,
        .untrusted_id = untrusted_id,
        .is_unsealed_allowed = def->is_unsealed_allowed,
        .is_debugged = def->is_debugged,
        .is_editable = def->is_watching || def->edit_count > 0,
    };
    game->bridge = eng_bridge_create(&bridge, error);
    if (game->bridge != NULL && (bridge.is_editable || def->line_count > 0)) {
        game->live = eng_live_create(&(eng_live_def){
            .game = game,
            .is_watching = def->is_watching,
            .edits = def->edits,
            .edit_count = def->edit_count,
            .lines = def->lines,
            .line_count = def->line_count,
        });
    }
    game->bridge_def = bridge;
    game->bridge_def.save = NULL;
    return game->bridge != NULL;
}

static bool start_recording(eng_game *game, const eng_game_def *def, eng_error *error)
{
    if (def->hash_log_path != NULL) {
        game->hash_log = eng_hash_log_create(def->hash_log_path, error);
        if (game->hash_log == NULL) {
            return false;
        }
    }
    if (def->record_path == NULL) {
        return true;
    }
    eng_record_header header = {
        .seed = def->seed,
        .tick_rate_hz = game->content.info->tick_rate,
        .unit_total = def->unit_total,
    };
    eng_stack alone = {0};
    if (!eng_stack_copy_name(def->stack != NULL ? def->stack : &alone, def->pack_name, header.pack,
                             sizeof header.pack, error)) {
        return false;
    }
    if (!eng_packs_hash(game->packs, &header.content_hash, error)) {
        return false;
    }
    game->recorder = eng_recorder_create(def->record_path, &header, error);
    return game->recorder != NULL;
}

// A recording is exact only on the packs it was made with.
static bool start_replay(eng_game *game, const eng_game_def *def, eng_error *error)
{
    uint64_t content_hash = 0;
    game->content.is_replayed = true;
    game->replay = eng_replay_open(def->replay_path, error);
    if (game->replay == NULL || !eng_packs_hash(game->packs, &content_hash, error)) {
        return false;
    }
    if (eng_replay_header(game->replay)->content_hash != content_hash) {
        return eng_error_set(error,
                             "%s: recorded with other files in the packs; bring back the pack '%s' "
                             "as it was, or record again",
                             def->replay_path, game->content.info->id);
    }
    return true;
}

eng_game *eng_game_create(const eng_game_def *def, eng_error *error)
{
    eng_game *game = eng_alloc(1, sizeof *game);
    game->reported = def->reported;
    game->ended = def->ended;
    game->user = def->user;
    game->clock = def->clock;
    game->is_without_cache = def->is_without_cache;
    game->seed = def->seed;
    game->trace = def->trace;
    game->unit_wish = def->unit_total;
    game->pack_name = eng_copy_text(def->pack_name);
    game->has_player = def->has_player;
    game->started_ns = eng_clock_ns();
    bool is_replay = def->replay_path != NULL;
    if (open_packs(game, def, error) && open_save(game, def, error) &&
        make_world(game, def, error) &&
        (is_replay ? start_replay(game, def, error) : make_minds(game, def, error)) &&
        start_recording(game, def, error)) {
        game->unit_total = eng_world_row_count(game->world);
        return game;
    }
    eng_game_destroy(game);
    return NULL;
}

void eng_game_destroy(eng_game *game)
{
    eng_error error = {0};
    if (game == NULL) {
        return;
    }
    if (game->ended != NULL) {
        game->ended(game->user, game);
    }
    for (uint32_t i = 0; i < game->reports.count; ++i) {
        eng_free(game->reports.items[i].name);
        eng_free(game->reports.items[i].text);
    }
    eng_free(game->reports.items);
    if (!eng_recorder_destroy(game->recorder, &error) ||
        !eng_hash_log_destroy(game->hash_log, &error)) {
        eng_log_error("%s", error.text);
    }
    eng_replay_close(game->replay);
    eng_live_destroy(game->live);
    eng_bridge_destroy(game->bridge);
    eng_bundles_destroy(game->bundles);
    eng_world_destroy(game->world);
    eng_command_list_fini(&game->opening);
    eng_player_fini(&game->player);
    eng_show_fini(&game->show);
    eng_free(game->batch.items);
    eng_content_fini(&game->content);
    eng_packs_close(game->packs);
    eng_loading_close(game->loading);
    eng_free(game->pack_name);
    eng_free(game);
}

float eng_game_progress(const eng_game *game)
{
    return game->bridge == NULL ? 1.0f : eng_bridge_progress(game->bridge);
}

bool eng_game_ready(eng_game *game, eng_error *error)
{
    if (game->bridge != NULL && !eng_bridge_ready(game->bridge, error)) {
        return false;
    }
    if (game->loading == NULL) {
        return true;
    }
    const eng_save *save = eng_loading_get_save(game->loading);
    const eng_minds minds = {
        .units = (void *)save->minds,
        .referee = (void *)save->referee,
        .units_bytes = save->minds_bytes,
        .referee_bytes = save->referee_bytes,
    };
    bool is_loaded = eng_bridge_load(game->bridge, &minds, error);
    eng_loading_close(game->loading);
    game->loading = NULL;
    return is_loaded;
}

// The first record begins with what start() did.
static bool record_tick(eng_game *game, const eng_command *commands, uint32_t count, uint64_t hash,
                        eng_error *error)
{
    uint32_t opening = game->opening.commands.count;
    if (opening == 0) {
        return eng_recorder_tick(game->recorder, commands, count, hash, error);
    }
    eng_command *all = eng_alloc(opening + count, sizeof *all);
    memcpy(all, game->opening.commands.items, opening * sizeof *all);
    if (count > 0) {
        memcpy(all + opening, commands, count * sizeof *all);
    }
    bool is_written = eng_recorder_tick(game->recorder, all, opening + count, hash, error);
    eng_free(all);
    eng_command_list_clear(&game->opening);
    return is_written;
}

static char *copy_text(const eng_value *value)
{
    char *text = eng_alloc(value->text_bytes + 1, 1);
    memcpy(text, value->text, value->text_bytes);
    return text;
}

static void take_reports(eng_game *game, const eng_command *commands, uint32_t count)
{
    for (uint32_t i = 0; i < count; ++i) {
        const eng_command *command = &commands[i];
        if (command->command != ENG_COMMAND_REPORT || command->entity != ENG_ENTITY_NONE ||
            command->arg_count != 2 || command->args[0].type != ENG_TEXT ||
            command->args[1].type != ENG_TEXT) {
            continue;
        }
        eng_game_report *report = ENG_ARRAY_PUSH(&game->reports);
        report->name = copy_text(&command->args[0]);
        report->text = copy_text(&command->args[1]);
        if (game->reported != NULL) {
            game->reported(game->user, report->name, report->text);
        }
    }
}

// Applies, steps, writes down, and tells the minds what became of it.
static bool advance(eng_game *game, const eng_command *commands, uint32_t count, eng_error *error)
{
    bool is_written = true;
    uint64_t tick = eng_world_tick(game->world);
    int64_t phase_ns = eng_trace_now(game->trace);
    game->applied = commands;
    game->applied_count = count;
    take_reports(game, commands, count);
    eng_world_apply(game->world, commands, count);
    phase_ns = eng_trace_phase(game->trace, "apply", tick, phase_ns);
    eng_world_step(game->world);
    if (game->content.schema.has_referee) {
        eng_show_follow(&game->show, game->world, commands, count);
    }
    phase_ns = eng_trace_phase(game->trace, "step", tick, phase_ns);
    if (game->recorder != NULL || game->hash_log != NULL) {
        uint64_t hash = eng_world_hash(game->world);
        if (game->hash_log != NULL) {
            eng_hash_log_tick(game->hash_log, eng_world_tick(game->world), hash);
        }
        if (game->recorder != NULL) {
            is_written = record_tick(game, commands, count, hash, error);
        }
        phase_ns = eng_trace_phase(game->trace, "record", tick, phase_ns);
    }
    if (game->bridge != NULL) {
        eng_bridge_follow(game->bridge);
        eng_trace_phase(game->trace, "births, deaths, events", tick, phase_ns);
    }
    game->is_over = eng_world_ending(game->world)->kind != ENG_END_NONE;
    return is_written;
}

// Files that were saved while it was recorded, over those of the packs.
static bool replay_edit(eng_game *game, const eng_replay_tick *edit, eng_error *error)
{
    eng_edits_news news;
    for (uint32_t i = 0; i < edit->file_count; ++i) {
        const eng_record_file *file = &edit->files[i];
        int32_t pack_index = eng_packs_find(game->packs, file->pack);
        if (pack_index < 0 || eng_pack_path_get_flaw(file->path, strlen(file->path)) != NULL) {
            return eng_error_set(error,
                                 "the recording holds a file '%.300s' of '%.100s', which is no "
                                 "pack here: take another copy of it",
                                 file->path, file->pack);
        }
        eng_bytes bytes = {0};
        if (file->bytes != NULL) {
            bytes.data = eng_alloc((size_t)file->byte_count + 1, 1);
            bytes.byte_count = file->byte_count;
            memcpy(bytes.data, file->bytes, file->byte_count);
        }
        eng_packs_lay(game->packs, (uint32_t)pack_index, file->path, bytes);
    }
    return eng_edits_take(&game->content, game->packs, game->world, &news, error);
}

static bool replay_tick(eng_game *game, eng_error *error)
{
    eng_replay_tick tick;
    eng_error why = {0};
    eng_replay_status status;
    while ((status = eng_replay_next(game->replay, &tick, &why)) == ENG_REPLAY_EDIT) {
        if (!replay_edit(game, &tick, error)) {
            return false;
        }
    }
    switch (status) {
    case ENG_REPLAY_TICK:
        break;
    case ENG_REPLAY_CUT:
        eng_log_warning("%s", why.text);
        game->is_replay_over = true;
        return true;
    case ENG_REPLAY_END:
        game->is_replay_over = true;
        return true;
    default:
        return eng_error_set(error, "%s", why.text);
    }
    if (!advance(game, tick.commands, tick.command_count, error)) {
        return false;
    }
    uint64_t hash = eng_world_hash(game->world);
    if (hash != tick.hash) {
        return eng_error_set(error,
                             "the replay differs from the recording at tick %" PRIu64
                             ": hash %016" PRIx64 ", recorded %016" PRIx64
                             "; it was recorded by another version",
                             tick.tick, hash, tick.hash);
    }
    return true;
}

static bool publish(eng_game *game, eng_error *error)
{
    int64_t begin_ns = eng_trace_now(game->trace);
    bool is_published = eng_bridge_publish(game->bridge, error);
    eng_trace_phase(game->trace, "publish", eng_world_tick(game->world), begin_ns);
    return is_published;
}

static const eng_command *collect(eng_game *game, bool waits, uint32_t *count)
{
    int64_t begin_ns = eng_trace_now(game->trace);
    const eng_command *commands = eng_bridge_collect(game->bridge, waits, count);
    eng_trace_phase(game->trace, "collect", eng_world_tick(game->world), begin_ns);
    return commands;
}

// ----------------------------------------------------------------------------------- the referee

// What the player did and what the referee said of it, as one list.
static void batch_up(eng_game *game, const eng_command *commands, uint32_t count)
{
    const eng_command_list *given = &game->player.given;
    game->batch.count = 0;
    for (uint32_t i = 0; i < given->commands.count; ++i) {
        *ENG_ARRAY_PUSH(&game->batch) = given->commands.items[i];
    }
    game->is_player_due = false;
    for (uint32_t i = 0; i < count; ++i) {
        *ENG_ARRAY_PUSH(&game->batch) = commands[i];
        game->is_player_due = game->is_player_due || commands[i].command == ENG_COMMAND_WAIT;
    }
}

// Applies what the referee said. Rules that cannot go on end the game, whatever the units do.
static bool carry_out(eng_game *game, const eng_verdict *verdict, eng_error *error)
{
    static const char why[] = "the rules failed";
    const eng_value text = {.text = why, .text_bytes = sizeof why - 1, .type = ENG_TEXT};
    const eng_command abort = {.command = ENG_COMMAND_ABORT, .arg_count = 1, .args = &text};
    bool is_aborted = verdict->is_out || (verdict->has_failed && !game->has_started);
    batch_up(game, is_aborted ? &abort : verdict->commands,
             is_aborted ? 1 : verdict->command_count);
    const eng_command *commands = game->batch.items;
    uint32_t count = game->batch.count;
    if (game->has_started || is_aborted) {
        game->has_started = true;
        return advance(game, commands, count, error);
    }
    // start(): the world of the first tick is made, and no time passes.
    game->has_started = true;
    eng_world_apply(game->world, commands, count);
    for (uint32_t i = 0; i < count && game->recorder != NULL; ++i) {
        eng_command_list_add(&game->opening, &commands[i]);
    }
    eng_show_follow(&game->show, game->world, commands, count);
    eng_bridge_follow(game->bridge);
    eng_world_settle(game->world);
    game->unit_total = eng_world_row_count(game->world);
    return true;
}

// Hands orders to the referee, unless it is at work already, and carries out what it says. Without
// `waits` it may set is_waiting instead.
static bool judge(eng_game *game, bool waits, const eng_command *orders, uint32_t count,
                  eng_error *error)
{
    eng_verdict verdict;
    int64_t begin_ns = eng_trace_now(game->trace);
    if (!game->is_judging) {
        const eng_command_list *given = &game->player.given;
        if (game->has_started) {
            eng_player_give(&game->player, eng_world_tick(game->world));
        }
        if (!eng_bridge_judge(game->bridge, given->commands.items, given->commands.count, orders,
                              count, error)) {
            return false;
        }
    }
    game->is_judging = true;
    game->is_waiting = !eng_bridge_verdict(game->bridge, waits, &verdict);
    eng_trace_phase(game->trace, "referee", eng_world_tick(game->world), begin_ns);
    if (game->is_waiting) {
        return true;
    }
    game->is_judging = false;
    game->job_waits += waits;
    return carry_out(game, &verdict, error);
}

static bool lockstep_tick(eng_game *game, eng_error *error)
{
    uint32_t count = 0;
    bool has_referee = eng_bridge_has_referee(game->bridge);
    if (has_referee && !game->has_started && !judge(game, true, NULL, 0, error)) {
        return false;
    }
    if (game->is_over) {
        return true;
    }
    if (!publish(game, error)) {
        return false;
    }
    ++game->job_waits;
    const eng_command *commands = collect(game, true, &count);
    return has_referee ? judge(game, true, commands, count, error)
                       : advance(game, commands, count, error);
}

// In a game of turns nobody is late: it goes on when every mind is through, and when the player has
// done something, if the rules wait for that.
static bool is_turn_open(const eng_game *game)
{
    if (game->content.rules.clock != ENG_RULES_TURNS || game->is_judging) {
        return false;
    }
    bool waits =
        game->has_player && game->is_player_due && game->player.pending.commands.count == 0;
    return waits || eng_bridge_pending_count(game->bridge) > 0;
}

static bool realtime_tick(eng_game *game, eng_error *error)
{
    uint32_t count = 0;
    const eng_command *commands = NULL;
    bool has_referee = eng_bridge_has_referee(game->bridge);
    if (game->is_published && is_turn_open(game)) {
        game->is_waiting = true;
        return true;
    }
    if (game->is_published && !game->is_judging) {
        // Of turns, all that is left is the host's half: it takes no time.
        commands = collect(game, game->content.rules.clock == ENG_RULES_TURNS, &count);
    }
    bool is_good = true;
    if (has_referee && (game->is_published || !game->has_started)) {
        is_good = judge(game, false, commands, count, error);
    } else if (game->is_published) {
        is_good = advance(game, commands, count, error);
    }
    if (!is_good || game->is_waiting || game->is_over) {
        return is_good;
    }
    game->is_published = true;
    return publish(game, error);
}

bool eng_game_is_debugging(const eng_game *game)
{
    return game->bridge != NULL && myr_is_debugging(eng_bridge_system(game->bridge));
}

void eng_game_stand(eng_game *game)
{
    if (game->bridge != NULL && game->replay == NULL) {
        eng_live_follow(game->live);
        eng_bridge_serve(game->bridge);
    }
}

// The same with a referee, which may be at work already.
static bool settle_judged(eng_game *game, int64_t timeout_us, const eng_command *commands,
                          uint32_t count, eng_error *error)
{
    int64_t deadline_ns = eng_clock_ns() + timeout_us * 1000;
    bool is_good = judge(game, false, commands, count, error);
    while (is_good && game->is_waiting && eng_clock_ns() < deadline_ns) {
        eng_clock_sleep_until(eng_clock_ns() + 500000);
        is_good = judge(game, false, NULL, 0, error);
    }
    if (is_good && game->is_waiting) {
        return eng_error_set(error, "the rules are still at work: save again in a moment");
    }
    return is_good;
}

bool eng_game_settle(eng_game *game, int64_t timeout_us, eng_error *error)
{
    if (!game->is_published && !game->is_judging) {
        return true;
    }
    uint32_t count = 0;
    const eng_command *commands = NULL;
    bool is_good;
    if (!game->is_judging) {
        commands = eng_bridge_collect_within(game->bridge, timeout_us, &count);
    }
    if (eng_bridge_has_referee(game->bridge)) {
        is_good = settle_judged(game, timeout_us, commands, count, error);
    } else {
        is_good = advance(game, commands, count, error);
    }
    // While the referee is at work the tick is still to be ended.
    game->is_published = game->is_published && game->is_waiting;
    return is_good;
}

bool eng_game_tick(eng_game *game, eng_error *error)
{
    if (game->is_replay_over || game->is_over) {
        return true;
    }
    int64_t started_ns = eng_clock_thread_ns();
    int64_t begin_ns = eng_trace_now(game->trace);
    uint64_t tick = eng_world_tick(game->world);
    bool is_good;
    if (game->replay != NULL) {
        is_good = replay_tick(game, error);
    } else if (!eng_live_edit(game->live, tick, error)) {
        is_good = false;
    } else if (game->clock == ENG_CLOCK_LOCKSTEP) {
        is_good = lockstep_tick(game, error);
    } else {
        is_good = realtime_tick(game, error);
    }
    eng_trace_phase(game->trace, "tick", tick, begin_ns);
    int64_t spent_ns = eng_clock_thread_ns() - started_ns;
    game->main_ns += spent_ns;
    game->tick_ms[eng_world_tick(game->world) % ENG_GAME_TICK_HISTORY] = (float)spent_ns / 1e6f;
    return is_good;
}

uint64_t eng_game_hash(const eng_game *game)
{
    return eng_world_hash(game->world);
}
