// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/content_survey.h"
#include "app/pack_def.h"
#include "app/paths.h"
#include "app/stack.h"
#include "app/trust.h"
#include "assets/atlas.h"
#include "assets/pack_source.h"
#include "assets/suggest.h"
#include "base/alloc.h"

#define HINTS_SHOWN 8u

typedef struct check {
    const char *pack_path; // as it was found
    char id[64];
    bool is_folder;
    char **told; // errors
    uint32_t told_count;
    uint32_t error_count, warning_count, hint_count;
    bool wants_hints;
    eng_check_runs *runs; // NULL: it is not to be played
    eng_atlas *atlas;
    const char **sprites; // names, for suggestions
    uint32_t sprite_count;
} check;

// Where an editor finds it: "hive/scripts/ant.py" lies in the folder that was named.
static void print_place(const check *c, const char *text)
{
    size_t bytes = strlen(c->id);
    if (c->is_folder && strncmp(text, c->id, bytes) == 0 && text[bytes] == '/') {
        size_t path_bytes = strlen(c->pack_path);
        while (path_bytes > 1 && c->pack_path[path_bytes - 1] == '/') {
            --path_bytes;
        }
        printf("%.*s%s", (int)path_bytes, c->pack_path, text + bytes);
    } else {
        printf("%s", text);
    }
}

// Once: a map may be read on more ways than one.
static void tell_error(check *c, const char *text)
{
    for (uint32_t i = 0; i < c->told_count; ++i) {
        if (strcmp(c->told[i], text) == 0) {
            return;
        }
    }
    c->told = eng_resize(c->told, c->told_count + 1, sizeof *c->told);
    c->told[c->told_count++] = eng_copy_text(text);
    print_place(c, text);
    putchar('\n');
    ++c->error_count;
}

// ------------------------------------------------------------------------------------- scripts

static void note_finding(void *user, const myr_finding *finding)
{
    static const char *const names[] = {"hint", "warning", "error"};
    check *c = user;
    if (finding->kind == MYR_FINDING_HINT && (!c->wants_hints || c->hint_count++ >= HINTS_SHOWN)) {
        return;
    }
    if (c->wants_hints && finding->kind != MYR_FINDING_HINT) {
        return;
    }
    print_place(c, finding->path);
    if (finding->line > 0) {
        printf(":%u", finding->line);
    }
    if (finding->line > 0 && finding->column > 0) {
        printf(":%u", finding->column);
    }
    printf(": %s: %s\n", names[finding->kind], finding->text);
    c->error_count += finding->kind == MYR_FINDING_ERROR;
    c->warning_count += finding->kind == MYR_FINDING_WARNING;
}

// The classes that units name, and that of the rules.
bool eng_check_scripts(const eng_content *content, const myr_def *def,
                       void (*note)(void *user, const myr_finding *finding), void *user,
                       eng_error *error)
{
    myr_error why = {0};
    myr_def all = *def;
    myr_script *scripts = eng_alloc(def->script_count + 1, sizeof *scripts);
    for (uint32_t i = 0; i < def->script_count; ++i) {
        scripts[i] = def->scripts[i];
    }
    if (content->rules.script_class != NULL) {
        scripts[all.script_count++] = (myr_script){.name = content->rules.script_class,
                                                   .module = content->rules.script_module,
                                                   .role = MYR_ROLE_REFEREE};
    }
    all.scripts = scripts;
    bool is_done = myr_check(&all, note, user, &why);
    eng_free(scripts);
    return is_done || eng_error_set(error, "%s", why.text);
}

// ------------------------------------------------------------------------------------- sprites

static bool has_sprite(const check *c, const char *name)
{
    return name == NULL || name[0] == '\0' ||
           eng_sprite_find_optional(c->atlas, name) != ENG_SPRITE_NONE;
}

static void fail_sprite(const check *c, eng_json_node *node, const char *key, const char *name)
{
    const char *near = eng_suggest(name, c->sprites, c->sprite_count);
    if (near != NULL) {
        eng_json_fail(node, key, "there is no sprite '%s'; did you mean '%s'?", name, near);
    } else {
        eng_json_fail(node, key, "there is no sprite '%s'; add sprites/%s.png", name, name);
    }
}

static void check_sprite_key(const check *c, eng_json_node *node, const char *key)
{
    const char *name = eng_json_text(node, key, NULL);
    if (!has_sprite(c, name)) {
        fail_sprite(c, node, key, name);
    }
}

// The file again, for the places of what is missing. `look` notes what it does not like.
static void check_file(check *c, const eng_packs *packs, const char *path,
                       void (*look)(const check *c, eng_json_node *root))
{
    eng_error error = {0};
    eng_json_node root;
    eng_json *file = eng_json_load(packs, path, &error);
    if (file == NULL) {
        return; // told already
    }
    eng_json_root(file, &root);
    look(c, &root);
    if (!eng_json_check(file, &error)) {
        tell_error(c, error.text);
    }
    eng_json_unload(file);
}

static void look_at_unit(const check *c, eng_json_node *root)
{
    check_sprite_key(c, root, "sprite");
    check_sprite_key(c, root, "projectile");
}

static void look_at_children(const check *c, eng_json_node *object)
{
    eng_json_iterator iterator = {0};
    eng_json_node entry;
    const char *key = NULL;
    while (eng_json_next_object(object, &iterator, &key, &entry)) {
        check_sprite_key(c, &entry, "sprite");
    }
}

static void look_at_map(const check *c, eng_json_node *root)
{
    eng_json_node part;
    eng_json_node inner;
    if (eng_json_object(root, "terrain", &part) && eng_json_object(&part, "legend", &inner)) {
        look_at_children(c, &inner);
    }
    if (eng_json_object(root, "fields", &part)) {
        look_at_children(c, &part);
    }
    if (!eng_json_list(root, "decor", &part)) {
        return;
    }
    uint32_t count = eng_json_count(&part);
    for (uint32_t i = 0; i < count && eng_json_item_object(&part, i, &inner); ++i) {
        check_sprite_key(c, &inner, "sprite");
    }
}

static bool check_sprites(check *c, const eng_packs *packs, const eng_content *content,
                          eng_error *error)
{
    char path[ENG_PACK_PATH_BYTES];
    c->atlas = eng_atlas_load(packs, NULL, error);
    if (c->atlas == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < eng_atlas_get_error_count(c->atlas); ++i) {
        tell_error(c, eng_atlas_get_error(c->atlas, i));
    }
    c->sprite_count = eng_atlas_get_sprite_count(c->atlas);
    c->sprites = eng_alloc(c->sprite_count + 1, sizeof *c->sprites);
    for (uint32_t i = 0; i < c->sprite_count; ++i) {
        c->sprites[i] = eng_atlas_get_sprite(c->atlas, i).name;
    }
    for (uint32_t i = 0; i < content->kind_count; ++i) {
        snprintf(path, sizeof path, "units/%s.json", content->kinds[i].name);
        check_file(c, packs, path, look_at_unit);
    }
    eng_file_list maps;
    if (!eng_packs_list(packs, "maps", ".json", &maps, error)) {
        return false;
    }
    for (uint32_t i = 0; i < maps.count; ++i) {
        check_file(c, packs, maps.paths[i], look_at_map);
    }
    eng_file_list_fini(&maps);
    return true;
}

// ----------------------------------------------------------------------------------------- all

static const char *plural(uint32_t count)
{
    return count == 1 ? "" : "s";
}

static bool look(void *user, const eng_packs *packs, const eng_content *content, const myr_def *def,
                 eng_error *error)
{
    check *c = user;
    if (c->wants_hints) {
        return eng_check_scripts(content, def, note_finding, c, error);
    }
    bool is_good = check_sprites(c, packs, content, error) &&
                   eng_check_scripts(content, def, note_finding, c, error);
    if (is_good && c->error_count + c->warning_count == 0) {
        printf("%s: no mistakes found in %u kind%s of units, %u script%s, %u sprites\n", c->id,
               content->kind_count, plural(content->kind_count), content->script_count,
               plural(content->script_count), c->sprite_count);
    }
    eng_free((void *)c->sprites);
    eng_atlas_unload(c->atlas);
    return is_good;
}

// Which of the packs that play is the one that is checked: a mod lies over its game.
static uint32_t find_own(const check *c, const eng_stack *stack)
{
    uint32_t own = stack->order.game_index;
    for (uint32_t i = 0; i < stack->order.count; ++i) {
        own = strcmp(stack->paths[i], c->pack_path) == 0 ? i : own;
    }
    return own;
}

static void note_mistake(void *user, const char *text)
{
    tell_error(user, text);
}

// Where the rest cannot be looked at before the mistakes in JSON are mended.
static void tell_pictures(check *c, const eng_packs *packs)
{
    eng_error error = {0};
    eng_atlas *atlas = eng_atlas_load(packs, NULL, &error);
    for (uint32_t i = 0; atlas != NULL && i < eng_atlas_get_error_count(atlas); ++i) {
        tell_error(c, eng_atlas_get_error(atlas, i));
    }
    eng_atlas_unload(atlas);
}

static bool check_pack(check *c, const eng_stack *stack, eng_error *error)
{
    eng_error why = {0};
    uint32_t own = find_own(c, stack);
    eng_packs *packs =
        eng_packs_open_stack(stack->paths, stack->order.count, stack->order.game_index, &why);
    if (packs == NULL) {
        tell_error(c, why.text);
        return true;
    }
    snprintf(c->id, sizeof c->id, "%s", eng_packs_get_info(packs, own)->id);
    if (c->runs != NULL) {
        eng_trust_verdict verdict;
        if (!eng_trust_judge(packs, c->runs->is_run_trusted, &verdict, error)) {
            eng_packs_close(packs);
            return false;
        }
        c->runs->has_threads = verdict.is_trusted;
    }
    c->is_folder = eng_pack_source_is_folder(eng_packs_get_source(packs, own));
    eng_content_survey(packs, note_mistake, c);
    if (c->error_count > 0) {
        tell_pictures(c, packs);
    } else if (!eng_pack_def_make(packs, look, c, &why)) {
        tell_error(c, why.text); // of a file of the pack: with its place
    }
    eng_packs_close(packs);
    return true;
}

static bool check_runs(check *c, const eng_stack *stack, const eng_check_runs *runs,
                       eng_error *error)
{
    bool is_same = true;
    if (!runs->has_threads) {
        printf("in threads: not played, for the pack is not trusted (--trust, or myrmidon packs "
               "trust %s)\n",
               c->id);
    }
    if (!eng_check_determinism(stack, runs, &is_same, error)) {
        return false;
    }
    c->error_count += !is_same;
    if (is_same) {
        printf("%s: every run went the same way\n", c->id);
        return true;
    }
    c->wants_hints = true;
    printf("What may cause it:\n");
    eng_pack_def_open(c->pack_path, look, c, error);
    if (c->hint_count == 0) {
        printf("  nothing that the scripts show at a glance; see docs/determinism.md for what "
               "depends on addresses\n");
    }
    return true;
}

// The pack, over its game if it is a mod, and how that comes out.
static bool check_all(check *c, bool is_determinism, const eng_check_runs *runs, eng_error *error)
{
    eng_error why = {0};
    eng_stack *stack = eng_alloc(1, sizeof *stack);
    const eng_stack_def def = {.game_path = c->pack_path, .is_without_mods = true};
    if (!eng_stack_init(stack, &def, &why)) {
        tell_error(c, why.text);
        eng_free(stack);
        return true;
    }
    bool is_good = check_pack(c, stack, error);
    if (is_good && c->error_count == 0 && is_determinism) {
        is_good = check_runs(c, stack, runs, error);
    }
    eng_stack_fini(stack);
    eng_free(stack);
    return is_good;
}

typedef struct check_options {
    const char *pack;
    bool is_determinism;
    eng_check_runs runs;
} check_options;

static bool parse_number(const char *text, uint64_t most, uint64_t *out)
{
    char *end = NULL;
    errno = 0;
    *out = strtoull(text, &end, 10);
    return errno == 0 && end != text && *end == '\0' && text[0] != '-' && *out <= most;
}

// 0, or the exit code of a command line that makes no sense.
static int parse_run_option(check_options *options, const char *name, const char *value)
{
    uint64_t number = 0;
    if (value == NULL || !parse_number(value, 1000000, &number)) {
        return eng_command_usage("check", "%s needs a whole number", name);
    }
    if (strcmp(name, "--ticks") == 0) {
        options->runs.tick_count = number > 0 ? number : 1;
    } else if (strcmp(name, "--seed") == 0) {
        options->runs.seed = number;
    } else if (strcmp(name, "--units") == 0) {
        options->runs.unit_total = (uint32_t)number;
    } else if (strcmp(name, "--interpreters") == 0) {
        options->runs.interpreter_count = (uint32_t)number;
    } else {
        return eng_command_usage("check", "unknown option '%s'", name);
    }
    return 0;
}

static int parse_options(check_options *options, int argc, char **argv)
{
    for (int i = 1; i < argc; ++i) {
        if (strcmp(argv[i], "--determinism") == 0) {
            options->is_determinism = true;
        } else if (strcmp(argv[i], "--trust") == 0) {
            options->runs.is_run_trusted = true;
        } else if (argv[i][0] == '-') {
            int code = parse_run_option(options, argv[i], i + 1 < argc ? argv[i + 1] : NULL);
            if (code != 0) {
                return code;
            }
            ++i;
        } else if (options->pack != NULL) {
            return eng_command_usage("check", "'%s' is one argument too many", argv[i]);
        } else {
            options->pack = argv[i];
        }
    }
    return options->pack == NULL
               ? eng_command_usage("check", "'check' needs a demo's name or a pack")
               : 0;
}

static int print_help(void)
{
    puts(
        "Usage: myrmidon check DEMO|PACK [--determinism [options]]\n\n"
        "Finds mistakes without playing the pack: in its JSON, sprites that are not there, and in\n"
        "scripts syntax, unknown names, fields and commands, wrong arguments. One line each, as\n"
        "compilers write them; exit code 1 if there is an error.\n\n"
        "  --determinism      also play it in ways that must not matter (other workers, other\n"
        "                     addresses, threads and child processes) and name the first thing\n"
        "                     that differs\n"
        "  --trust            run its scripts in threads too, though the pack is not trusted\n"
        "  --ticks N          how long each of these runs is (200)\n"
        "  --seed S, --units N, --interpreters K    as when it is played");
    return EXIT_SUCCESS;
}

int eng_check_command(int argc, char **argv)
{
    eng_paths paths;
    eng_error error = {0};
    char pack_path[ENG_PACK_PATH_BYTES];
    check c = {.pack_path = pack_path};
    check_options options = {.runs = {.tick_count = 200, .seed = 1}};
    for (int i = 1; i < argc; ++i) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            return print_help();
        }
    }
    int code = parse_options(&options, argc, argv);
    if (code != 0) {
        return code;
    }
    c.runs = options.is_determinism ? &options.runs : NULL;
    bool is_good = eng_paths_find(&paths, &error) &&
                   eng_paths_find_pack(&paths, options.pack, pack_path, &error) &&
                   check_all(&c, options.is_determinism, &options.runs, &error);
    if (is_good && c.error_count + c.warning_count > 0) {
        printf("%s: %u error%s, %u warning%s\n", c.id[0] != '\0' ? c.id : options.pack,
               c.error_count, plural(c.error_count), c.warning_count, plural(c.warning_count));
    }
    for (uint32_t i = 0; i < c.told_count; ++i) {
        eng_free(c.told[i]);
    }
    eng_free(c.told);
    fflush(stdout);
    if (!is_good) {
        eng_command_fail(&error);
    }
    if (!myr_shutdown()) {
        _exit(EXIT_FAILURE); // a script that cannot be stopped still holds a thread
    }
    return is_good && c.error_count == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
