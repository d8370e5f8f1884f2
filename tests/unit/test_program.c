// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "unit.h"

#include "program.h"
#include "snapshot.h"
#include "unit_queries.h"

#include <dlfcn.h>
#include <stdlib.h>

// A def with every kind of row, over tables that a test may change.
typedef struct rows {
    myr_field fields[UNIT_FIELDS];
    myr_query queries[1];
    myr_command commands[2];
    myr_event events[2];
    const char *names[3];
    myr_source sources[2];
    myr_script scripts[1];
    myr_def def;
} rows;

static void in_the_executable(const myr_view *view, myr_entity self, const myr_value *args,
                              myr_value *result)
{
    (void)view;
    (void)self;
    (void)args;
    (void)result;
}

static void *symbol(const char *name)
{
    void *object = dlopen(UNIT_QUERIES, RTLD_NOW | RTLD_LOCAL);
    assert_non_null(object);
    void *address = dlsym(object, name);
    assert_non_null(address);
    return address;
}

static void rows_init(rows *all)
{
    *all = (rows){
        .queries = {{.name = "double",
                     .doc = "Twice.",
                     .args = {{"number", "What.", MYR_INT, false, 0}},
                     .arg_count = 1,
                     .result = MYR_INT,
                     .function = in_the_executable}},
        .events = {{"hit", "It hurts.", {{"by", "Who.", MYR_ENTITY, false, 0}}, 1},
                   {"arrived", NULL, {{0}}, 0}},
        .sources = {{"ant", "hive/ant.py", "class Ant:\0pass", 15},
                    {"tactics.flank", "hive/tactics/flank.py", "", 0}},
        .scripts = {{.name = "Ant", .module = "ant"}},
        .def = unit_def(),
    };
    memcpy(all->fields, unit_fields, sizeof all->fields);
    memcpy(all->commands, unit_commands, sizeof all->commands);
    memcpy(all->names, unit_names, sizeof all->names);
    myr_def *def = &all->def;
    def->fields = all->fields;
    def->queries = all->queries;
    def->query_count = 1;
    def->commands = all->commands;
    def->events = all->events;
    def->event_count = 2;
    def->names = all->names;
    def->sources = all->sources;
    def->source_count = 2;
    def->scripts = all->scripts;
    def->script_count = 1;
    def->language = MYR_LANGUAGE_PYTHON;
}

static myri_program *create(const rows *all)
{
    myr_error error = {0};
    myri_program *program = myri_program_create(&all->def, &error);
    assert_string_equal(error.text, "");
    assert_non_null(program);
    return program;
}

// The def is refused, in one line that names `place`.
static void assert_refused(const rows *all, const char *place)
{
    myr_error error = {0};
    assert_null(myri_program_create(&all->def, &error));
    if (!strstr(error.text, place))
        fail_msg("'%s' does not name %s", error.text, place);
    assert_null(strchr(error.text, '\n'));
}

static void the_default_def_is_valid_and_no_other_memory_is(void **state)
{
    (void)state;
    myr_def def = myr_default_def();
    myr_error error = {0};
    myri_program *program = myri_program_create(&def, &error);
    assert_non_null(program);
    assert_int_equal(program->entity_capacity, 16384);
    assert_int_equal(program->interpreter_count, 16);
    assert_in_range(program->job_bytes, 256 * 1024, 64 * 1024 * 1024);
    myri_program_destroy(program);
    def = (myr_def){0};
    assert_null(myri_program_create(&def, &error));
    assert_non_null(strstr(error.text, "myr_default_def"));
    assert_null(myri_program_create(NULL, &error));
}

static void a_program_owns_what_the_def_borrowed(void **state)
{
    (void)state;
    static rows all;
    rows_init(&all);
    char name[] = "vigour", module[] = "ant";
    all.fields[UNIT_IS_AWAKE].name = name;
    all.sources[0].module = module;
    myri_program *program = create(&all);
    memset(name, '?', sizeof name - 1);
    memset(module, '?', sizeof module - 1);
    memset(&all, 0, sizeof all);
    assert_string_equal(program->fields[UNIT_IS_AWAKE].name, "vigour");
    assert_string_equal(program->fields[UNIT_IS_AWAKE].doc, "");
    assert_null(program->fields[UNIT_IS_AWAKE].unit);
    assert_int_equal(program->field_x, UNIT_X);
    assert_int_equal(program->field_kind, UNIT_KIND);
    assert_string_equal(program->sources[0].module, "ant");
    assert_memory_equal(program->sources[0].text, "class Ant:\0pass", 16);
    assert_int_equal(myri_name_find(program, "beetles", 6), 1);
    assert_int_equal(myri_name_find(program, "beetle", 5), -1);
    assert_int_equal(myri_name_find(program, "ant\0", 4), -1);
    myri_program_destroy(program);
}

static void faults_of_the_schema_are_named(void **state)
{
    (void)state;
    static rows all;
#define REFUSE(change, place)                                                                      \
    do {                                                                                           \
        rows_init(&all);                                                                           \
        change;                                                                                    \
        assert_refused(&all, place);                                                               \
    } while (0)
    REFUSE(all.fields[4].name = "think", "def.fields[4].name");
    REFUSE(all.fields[4].name = "on_fire", "def.fields[4].name");
    REFUSE(all.fields[4].name = "lambda", "def.fields[4].name");
    REFUSE(all.fields[4].name = "two words", "def.fields[4].name");
    REFUSE(all.fields[4].name = "_private", "def.fields[4].name");
    REFUSE(all.fields[4].name = "", "def.fields[4].name");
    REFUSE(all.fields[4].name = NULL, "def.fields[4].name");
    REFUSE(all.fields[4].name = "x", "'x' is there twice");
    REFUSE(all.fields[4].name = "move_to", "'move_to' is there twice");
    REFUSE(all.queries[0].name = "say", "'say' is there twice");
    REFUSE(all.fields[4].type = MYR_TEXT, "def.fields[4].type");
    REFUSE(all.fields[4].type = MYR_POINT, "def.fields[4].type");
    REFUSE(all.fields[0].type = MYR_INT, "def.fields[0]");
    REFUSE(all.fields[0].role = MYR_FIELD_PLAIN, "MYR_FIELD_Y");
    REFUSE(all.fields[1].role = MYR_FIELD_X, "def.fields[1]");
    REFUSE(all.fields[4].role = (myr_field_role)9, "def.fields[4].role");
    REFUSE(all.def.world_width = 0, "def.world_width");
    REFUSE(all.queries[0].function = NULL, "def.queries[0].function");
    REFUSE(all.queries[0].result = MYR_NONE, "def.queries[0].result");
    REFUSE(all.commands[0].arg_count = 9, "def.commands[0].arg_count");
    REFUSE(all.commands[0].args[0].is_optional = true, "def.commands[0].args[1]");
    REFUSE(all.commands[0].args[1].name = "x", "def.commands[0].args[1].name");
    REFUSE(all.commands[0].args[1].type = MYR_NONE, "def.commands[0].args[1].type");
    REFUSE(all.events[1].name = "hit", "def.events[1].name");
    REFUSE(all.events[1].name = "message", "def.events[1].name");
    REFUSE(all.names[2] = "ant", "def.names[2]");
    REFUSE(all.names[2] = "", "def.names[2]");
    REFUSE(all.def.name_count = 0, "def.names");
    REFUSE(all.def.field_count = 257, "def.field_count");
    REFUSE(all.def.events = NULL, "def.event_count");
}

static void faults_of_scripts_and_limits_are_named(void **state)
{
    (void)state;
    static rows all;
    REFUSE(all.sources[1].module = "ant", "def.sources[1].module");
    REFUSE(all.sources[1].module = "a..b", "def.sources[1].module");
    REFUSE(all.sources[1].module = "a.", "def.sources[1].module");
    REFUSE(all.sources[1].path = NULL, "def.sources[1].path");
    REFUSE(all.scripts[0].module = "bee", "def.scripts[0].module");
    REFUSE(all.scripts[0].module = NULL, "def.scripts[0].module");
    REFUSE(all.scripts[0].name = "An Ant", "def.scripts[0].name");
    REFUSE(all.def.language = MYR_LANGUAGE_NULL, "def.scripts[0].think");
    REFUSE(all.def.isolation = (myr_isolation)7, "def.isolation");
    REFUSE(all.def.worker_count = 65, "def.worker_count");
    REFUSE(all.def.worker_nice = -1, "def.worker_nice");
    REFUSE(all.def.tick_rate_hz = 0, "def.tick_rate_hz");
    REFUSE(all.def.tick_rate_hz = 0.0 / 0.0, "def.tick_rate_hz");
    REFUSE(all.def.entity_capacity = 0, "def.entity_capacity");
    REFUSE(all.def.think_limit_us = 0, "def.think_limit_us");
    REFUSE(all.def.message_bytes = 4097, "def.message_bytes");
    REFUSE(all.def.command_capacity = 0, "def.command_capacity");
    REFUSE(all.def.job_bytes = 100, "def.job_bytes");
    REFUSE(all.def.child_memory_bytes = 4096, "def.child_memory_bytes");
    REFUSE(all.def.memory_bytes = 100000, "def.memory_bytes");
    REFUSE(all.def.source_bytes = SIZE_MAX, "def.source_bytes");
    REFUSE(all.def.grid_cell = -1, "def.grid_cell");
#undef REFUSE
}

static void the_hash_tells_content_and_not_limits(void **state)
{
    (void)state;
    static rows all;
    rows_init(&all);
    myri_program *one = create(&all);
    all.def.seed = 99;
    all.def.think_limit_us = 5000;
    myri_program *same = create(&all);
    assert_true(one->content_hash == same->content_hash);
    all.sources[0].text = "class Ant:\0pasT";
    myri_program *other = create(&all);
    assert_true(one->content_hash != other->content_hash);
    myri_program_destroy(one);
    myri_program_destroy(same);
    myri_program_destroy(other);
}

static void the_grid_fits_the_world(void **state)
{
    (void)state;
    static const float sizes[][3] = {
        {640, 480, 0}, {100000, 10, 0}, {1, 1, 0}, {1e6f, 1e6f, 1}, {4096, 4096, 64}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        myr_def def = unit_def();
        def.world_width = sizes[i][0];
        def.world_height = sizes[i][1];
        def.grid_cell = sizes[i][2];
        myri_program *program = myri_program_create(&def, NULL);
        assert_non_null(program);
        assert_true(program->grid_cell >= (def.grid_cell > 0 ? def.grid_cell : 16));
        assert_true(program->world_width / program->grid_cell <= MYRI_GRID_MAX * 1.001f);
        myri_program_destroy(program);
    }
}

// A program whose functions a child can find.
static myri_program *create_packable(rows *all)
{
    rows_init(all);
    all->def.seed = 77;
    all->def.worker_nice = 3;
    all->def.child_memory_bytes = 1ull << 28;
    all->def.is_unsealed = all->def.is_seal_required = all->def.is_unguarded = true;
    all->def.heap_shift = 7;
    *(void **)&all->queries[0].function = symbol("unit_double");
    return create(all);
}

static void a_packed_program_comes_back_whole(void **state)
{
    (void)state;
    static rows all;
    myri_program *program = create_packable(&all);
    myr_error error = {0};
    size_t bytes = 0;
    void *block = myri_program_pack(program, &bytes, &error);
    assert_string_equal(error.text, "");
    assert_non_null(block);
    myri_program *copy = myri_program_unpack(block, bytes, &error);
    assert_string_equal(error.text, "");
    assert_non_null(copy);
    assert_true(copy->content_hash == program->content_hash);
    assert_int_equal(copy->seed, 77);
    assert_int_equal(copy->worker_nice, 3);
    assert_int_equal(copy->child_memory_bytes, 1u << 28);
    assert_true(copy->is_unsealed && copy->is_seal_required && copy->is_unguarded);
    assert_int_equal(copy->heap_shift, 7);
    assert_int_equal(copy->job_bytes, program->job_bytes);
    assert_int_equal(copy->memory_bytes, (size_t)64 << 20);
    assert_int_equal(copy->source_bytes, (size_t)1 << 20);
    assert_true(copy->grid_cell == program->grid_cell);
    assert_int_equal(copy->field_team, UNIT_TEAM);
    assert_string_equal(copy->fields[UNIT_X].unit, "px");
    assert_null(copy->fields[UNIT_TEAM].unit);
    assert_string_equal(copy->commands[1].args[0].name, "text");
    assert_string_equal(copy->events[1].name, "arrived");
    assert_string_equal(copy->names[2], "spider");
    assert_string_equal(copy->scripts[0].module, "ant");
    assert_int_equal(copy->sources[0].text_bytes, 15);
    assert_memory_equal(copy->sources[0].text, "class Ant:\0pass", 15);
    myri_region_layout here = myri_region_layout_for(program, 5);
    myri_region_layout there = myri_region_layout_for(copy, 5);
    assert_memory_equal(&here, &there, sizeof here);
    myr_value argument = {.type = MYR_INT, .integer = 21}, result = {0};
    copy->queries[0].function(NULL, 0, &argument, &result);
    assert_int_equal(result.integer, 42);
    myri_program_destroy(copy);
    myri_program_destroy(program);
    free(block);
}

static void scripts_in_c_travel_too(void **state)
{
    (void)state;
    myr_def def = unit_def();
    myr_script script = {.name = "Ant", .memory_bytes = 64};
    *(void **)&script.think = symbol("unit_think");
    *(void **)&script.mail = symbol("unit_mail");
    def.scripts = &script;
    def.script_count = 1;
    myr_error error = {0};
    myri_program *program = myri_program_create(&def, &error);
    size_t bytes = 0;
    void *block = myri_program_pack(program, &bytes, &error);
    myri_program *copy = myri_program_unpack(block, bytes, &error);
    assert_string_equal(error.text, "");
    assert_true(copy->scripts[0].think == script.think && copy->scripts[0].mail == script.mail);
    assert_int_equal(copy->scripts[0].memory_bytes, 64);
    myri_program_destroy(copy);
    myri_program_destroy(program);
    free(block);
}

static void functions_a_child_cannot_find_are_refused(void **state)
{
    (void)state;
    static rows all;
    rows_init(&all);
    size_t bytes = 0;
    myr_error error = {0};
    myri_program *program = create(&all);
    assert_null(myri_program_pack(program, &bytes, &error));
    assert_non_null(strstr(error.text, "'double' lies in the executable"));
    myri_program_destroy(program);

    myr_query_function (*hidden_get)(void);
    *(void **)&hidden_get = symbol("unit_hidden_get");
    all.queries[0].function = hidden_get();
    program = create(&all);
    assert_null(myri_program_pack(program, &bytes, &error));
    assert_non_null(strstr(error.text, "'double' is not exported"));
    myri_program_destroy(program);
}

static void a_block_cut_or_changed_anywhere_is_read_within_its_bounds(void **state)
{
    (void)state;
    static rows all;
    myri_program *program = create_packable(&all);
    myr_error error = {0};
    size_t bytes = 0;
    uint8_t *block = myri_program_pack(program, &bytes, &error);
    for (size_t cut = 0; cut < bytes; cut++) {
        uint8_t *exact = malloc(cut + 1);
        memcpy(exact, block, cut);
        error.text[0] = '\0';
        assert_null(myri_program_unpack(exact, cut, &error));
        assert_string_not_equal(error.text, "");
        free(exact);
    }
    static const uint8_t flips[] = {0x01, 0x80, 0xff};
    for (size_t at = 0; at < bytes; at++)
        for (size_t i = 0; i < sizeof flips; i++) {
            block[at] ^= flips[i];
            myri_program_destroy(myri_program_unpack(block, bytes, &error));
            block[at] ^= flips[i];
        }
    free(block);
    myri_program_destroy(program);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_default_def_is_valid_and_no_other_memory_is),
        cmocka_unit_test(a_program_owns_what_the_def_borrowed),
        cmocka_unit_test(faults_of_the_schema_are_named),
        cmocka_unit_test(faults_of_scripts_and_limits_are_named),
        cmocka_unit_test(the_hash_tells_content_and_not_limits),
        cmocka_unit_test(the_grid_fits_the_world),
        cmocka_unit_test(a_packed_program_comes_back_whole),
        cmocka_unit_test(scripts_in_c_travel_too),
        cmocka_unit_test(functions_a_child_cannot_find_are_refused),
        cmocka_unit_test(a_block_cut_or_changed_anywhere_is_read_within_its_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
