// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "unit.h"

#include "backend.h"
#include "clock.h"
#include "tape.h"

#include <stdio.h>
#include <stdlib.h>

static myr_value text_value(const char *text)
{
    return (myr_value){.type = MYR_TEXT, .text = text, .text_bytes = (uint32_t)strlen(text)};
}

static myri_program *program_with(uint32_t commands, uint32_t messages, uint32_t print_bytes)
{
    myr_def def = unit_def();
    def.command_capacity = commands;
    def.message_capacity = messages;
    def.message_bytes = 16;
    def.print_bytes = print_bytes;
    myr_error error = {0};
    myri_program *program = myri_program_create(&def, &error);
    assert_string_equal(error.text, "");
    return program;
}

static uint32_t count_kind(const myri_tape *tape, uint32_t kind)
{
    uint32_t offset = 0, count = 0;
    bool is_broken;
    for (const myri_record *record; (record = myri_next(tape, &offset, &is_broken));)
        count += record->kind == kind;
    assert_false(is_broken);
    return count;
}

// One record of every kind.
static myri_tape fill_tape(void *block, uint32_t capacity)
{
    myri_tape tape = {.base = block, .capacity = capacity};
    myr_entity ant = myr_entity_make(3, 1);
    myr_value values[] = {{.type = MYR_INT, .integer = -7},    text_value("h\xc3\xa9"),
                          {.type = MYR_FLOAT, .number = 0.5},  text_value("to you all"),
                          {.type = MYR_ENTITY, .entity = ant}, {.type = MYR_BOOL, .integer = 1}};
    myri_put_agent(&tape, MYRI_IN_ADD, ant, 2);
    myri_put_event(&tape, ant, 1, values, 6);
    myri_put_mail(&tape, ant, ant, "hello", 5);
    myri_put_agent(&tape, MYRI_IN_THINK, ant, 0);
    myri_put_command(&tape, 9, values, 6);
    myri_put_message(&tape, MYRI_TO_TEAM, 0, -4, "12345678", 8);
    myri_put_print(&tape, "line", 4);
    myri_put_error(&tape, MYR_FAILURE_RAISED, "a/b.py", 12, "ValueError: no", "Traceback\n");
    return tape;
}

static void records_come_back_as_they_were(void **state)
{
    (void)state;
    _Alignas(8) uint8_t block[1024];
    myri_tape tape = fill_tape(block, sizeof block);
    uint32_t offset = 0;
    bool is_broken = true;
    const myri_in_agent *add = (const void *)myri_next(&tape, &offset, &is_broken);
    assert_int_equal(add->record.kind, MYRI_IN_ADD);
    assert_int_equal(add->script_or_event, 2);
    const myri_in_agent *event = (const void *)myri_next(&tape, &offset, &is_broken);
    myr_value values[MYR_MAX_ARGS];
    assert_int_equal(event->value_count, 6);
    assert_true(myri_values(&event->record, sizeof *event, event->value_count, values));
    assert_int_equal(values[0].integer, -7);
    assert_int_equal(values[1].text_bytes, 3);
    assert_memory_equal(values[1].text, "h\xc3\xa9", 3);
    assert_true(values[2].number == 0.5);
    assert_memory_equal(values[3].text, "to you all", 10);
    assert_true(values[4].entity == myr_entity_make(3, 1));
    assert_int_equal(values[5].integer, 1);
    const myri_in_message *mail = (const void *)myri_next(&tape, &offset, &is_broken);
    assert_int_equal(mail->payload_bytes, 5);
    assert_memory_equal(mail + 1, "hello", 5);
    assert_int_equal(myri_next(&tape, &offset, &is_broken)->kind, MYRI_IN_THINK);
    const myri_out_command *command = (const void *)myri_next(&tape, &offset, &is_broken);
    assert_int_equal(command->command, 9);
    assert_true(myri_values(&command->record, sizeof *command, command->value_count, values));
    const myri_out_message *message = (const void *)myri_next(&tape, &offset, &is_broken);
    assert_int_equal(message->target, MYRI_TO_TEAM);
    assert_int_equal(message->team, -4);
    assert_memory_equal(message + 1, "12345678", 8);
    const myri_out_print *print = (const void *)myri_next(&tape, &offset, &is_broken);
    assert_memory_equal(print + 1, "line", 4);
    const myri_out_error *error = (const void *)myri_next(&tape, &offset, &is_broken);
    assert_int_equal(error->line, 12);
    assert_memory_equal(error + 1, "a/b.pyValueError: noTraceback\n", 30);
    assert_false(is_broken);
    assert_null(myri_next(&tape, &offset, &is_broken));
    assert_false(is_broken);
}

static void what_does_not_fit_leaves_the_tape_unchanged(void **state)
{
    (void)state;
    _Alignas(8) uint8_t whole[1024], block[1024];
    myri_tape full = fill_tape(whole, sizeof whole);
    for (uint32_t capacity = 0; capacity < full.used; capacity += 8) {
        memset(block, 0xee, sizeof block);
        myri_tape tape = fill_tape(block, capacity);
        assert_true(tape.used <= capacity);
        assert_int_equal(block[capacity], 0xee);
        uint32_t offset = 0;
        bool is_broken;
        while (myri_next(&tape, &offset, &is_broken))
            ;
        assert_false(is_broken);
    }
}

// Reads all that a host reads of a tape, staying within it.
static void read_all(const myri_tape *tape)
{
    uint32_t offset = 0;
    bool is_broken;
    const uint8_t *end = tape->base + tape->capacity;
    for (const myri_record *record; (record = myri_next(tape, &offset, &is_broken));) {
        assert_true((const uint8_t *)record + record->bytes <= end);
        const void *at = record;
        const myri_in_agent *event = at;
        const myri_out_command *command = at;
        const myri_out_print *print = at;
        myr_value values[MYR_MAX_ARGS];
        bool has_values = false;
        uint32_t count = 0;
        if (record->kind == MYRI_IN_EVENT) {
            count = event->value_count;
            has_values = myri_values(record, sizeof *event, count, values);
        } else if (record->kind == MYRI_OUT_COMMAND) {
            count = command->value_count;
            has_values = myri_values(record, sizeof *command, count, values);
        } else if (record->kind == MYRI_OUT_PRINT) {
            assert_true((const uint8_t *)(print + 1) + print->text_bytes <= end);
        }
        for (uint32_t i = 0; has_values && i < count; i++)
            if (values[i].type == MYR_TEXT)
                assert_true((const uint8_t *)values[i].text + values[i].text_bytes <= end);
    }
}

static void a_tape_cut_or_changed_anywhere_is_read_within_its_bounds(void **state)
{
    (void)state;
    _Alignas(8) uint8_t sample[1024];
    myri_tape full = fill_tape(sample, sizeof sample);
    for (uint32_t used = 0; used <= full.used; used++) {
        uint8_t *exact = malloc(used + 1);
        memcpy(exact, sample, used);
        read_all(&(myri_tape){.base = exact, .capacity = used, .used = used});
        free(exact);
    }
    static const uint8_t bytes[] = {0, 1, 7, 8, 31, 33, 64, 127, 128, 254, 255};
    uint8_t *exact = malloc(full.used);
    for (uint32_t at = 0; at < full.used; at++)
        for (size_t i = 0; i < sizeof bytes; i++) {
            memcpy(exact, sample, full.used);
            exact[at] = bytes[i];
            read_all(&(myri_tape){.base = exact, .capacity = full.used, .used = full.used});
        }
    uint64_t seed = 7;
    for (int round = 0; round < 2000; round++) {
        memcpy(exact, sample, full.used);
        for (int i = 0; i < 6; i++)
            exact[unit_random_below(&seed, full.used)] = (uint8_t)unit_random(&seed);
        read_all(&(myri_tape){.base = exact, .capacity = full.used, .used = full.used});
    }
    free(exact);
}

static void a_false_use_or_offset_is_broken(void **state)
{
    (void)state;
    _Alignas(8) uint8_t block[1024];
    myri_tape tape = fill_tape(block, sizeof block);
    bool is_broken = false;
    uint32_t offset = 4;
    assert_null(myri_next(&tape, &offset, &is_broken));
    assert_true(is_broken);
    offset = 0;
    tape.used = tape.capacity + 8;
    assert_null(myri_next(&tape, &offset, &is_broken));
    assert_true(is_broken);
}

static void text_that_is_not_utf8_is_no_value(void **state)
{
    (void)state;
    _Alignas(8) uint8_t block[256];
    myri_tape tape = {.base = block, .capacity = sizeof block};
    myr_value values[MYR_MAX_ARGS] = {text_value("\xff")};
    assert_true(myri_put_command(&tape, 0, values, 1));
    uint32_t offset = 0;
    const myri_record *record = myri_next(&tape, &offset, NULL);
    assert_false(myri_values(record, sizeof(myri_out_command), 1, values));
}

static void a_writer_keeps_an_agent_within_its_caps(void **state)
{
    (void)state;
    myri_program *program = program_with(2, 1, 10);
    _Alignas(8) uint8_t block[8192];
    myri_writer writer;
    myri_writer_init(&writer, program, block, sizeof block);
    myr_value point[2] = {{.type = MYR_FLOAT, .number = 1}, {.type = MYR_FLOAT, .number = 2}};
    for (uint32_t agent = 0; agent < 2; agent++) {
        assert_true(myri_writer_begin(&writer, myr_entity_make(agent, 1)));
        assert_true(myri_writer_command(&writer, 0, point, 2));
        assert_true(myri_writer_command(&writer, 0, point, 2));
        assert_false(myri_writer_command(&writer, 0, point, 2));
        assert_false(myri_writer_message(&writer, MYRI_TO_ENTITY, 1, 0, "", 0));
        assert_false(myri_writer_message(&writer, MYRI_TO_ENTITY, 1, 0, block, 17));
        assert_true(myri_writer_message(&writer, MYRI_TO_ENTITY, 1, 0, "N", 1));
        assert_false(myri_writer_message(&writer, MYRI_TO_ENTITY, 1, 0, "N", 1));
        myri_writer_print(&writer, "one", 3);
        myri_writer_print(&writer, "two\xe2\x82\xac!", 7); // 5 fit: two, not half a character
        myri_writer_print(&writer, "", 0);
        myri_writer_end(&writer, 55, agent == 1);
    }
    assert_int_equal(count_kind(&writer.tape, MYRI_OUT_COMMAND), 4);
    assert_int_equal(count_kind(&writer.tape, MYRI_OUT_MESSAGE), 2);
    assert_int_equal(count_kind(&writer.tape, MYRI_OUT_PRINT), 4);
    uint32_t offset = 0;
    const myri_out_agent *first = (const void *)myri_next(&writer.tape, &offset, NULL);
    assert_true(first->entity == myr_entity_make(0, 1));
    assert_int_equal(first->think_ns, 55);
    assert_int_equal(first->is_benched, 0);
    // a command, three messages, four bytes of "two...", one empty line
    assert_int_equal(first->dropped, 1 + 3 + 4 + 1);
    myri_program_destroy(program);
}

static void a_failed_think_keeps_its_prints_and_its_error_alone(void **state)
{
    (void)state;
    myri_program *program = program_with(8, 8, 100);
    _Alignas(8) uint8_t block[8192];
    myri_writer writer;
    myri_writer_init(&writer, program, block, sizeof block);
    myr_value text = text_value("ho");
    myri_writer_begin(&writer, myr_entity_make(0, 1));
    myri_writer_command(&writer, 1, &text, 1);
    myri_writer_end(&writer, 1, false);
    myri_writer_begin(&writer, myr_entity_make(1, 1));
    myri_writer_command(&writer, 1, &text, 1);
    myri_writer_print(&writer, "first", 5);
    myri_writer_message(&writer, MYRI_TO_ENTITY, 1, 0, "N", 1);
    myri_writer_print(&writer, "second", 6);
    myri_writer_fail(&writer, MYR_FAILURE_RAISED, "ant.py", 3, "ValueError: x", NULL);
    myri_writer_end(&writer, 1, true);
    assert_int_equal(count_kind(&writer.tape, MYRI_OUT_COMMAND), 1);
    assert_int_equal(count_kind(&writer.tape, MYRI_OUT_MESSAGE), 0);
    assert_int_equal(count_kind(&writer.tape, MYRI_OUT_PRINT), 2);
    assert_int_equal(count_kind(&writer.tape, MYRI_OUT_ERROR), 1);
    myri_program_destroy(program);
}

static void a_flood_never_crowds_out_the_error(void **state)
{
    (void)state;
    myri_program *program = program_with(65535, 65535, 1024 * 1024);
    static _Alignas(8) uint8_t block[16384];
    static char traceback[20000];
    memset(traceback, 't', sizeof traceback - 1);
    memcpy(traceback + sizeof traceback - 5, "last", 4);
    myri_writer writer;
    myri_writer_init(&writer, program, block, sizeof block);
    assert_true(myri_writer_begin(&writer, myr_entity_make(0, 1)));
    for (int i = 0; i < 10000; i++) {
        char line[32];
        myri_writer_print(&writer, line, (uint32_t)snprintf(line, sizeof line, "line %d", i));
    }
    myri_writer_fail(&writer, MYR_FAILURE_RAISED, traceback, 3, traceback, traceback);
    myri_writer_end(&writer, 1, true);
    assert_int_equal(count_kind(&writer.tape, MYRI_OUT_ERROR), 1);
    uint32_t offset = 0;
    const void *at = NULL;
    for (const myri_record *record; (record = myri_next(&writer.tape, &offset, NULL));)
        at = record;
    const myri_out_error *error = at;
    const char *end =
        (const char *)(error + 1) + error->path_bytes + error->text_bytes + error->traceback_bytes;
    assert_true(error->traceback_bytes > 500);
    assert_memory_equal(end - 4, "last", 4);
    // The tape is full now: the next agent is told so before it thinks.
    assert_false(myri_writer_begin(&writer, myr_entity_make(1, 1)));
    myri_program_destroy(program);
}

static void thinks_carry_serials_that_are_never_zero_nor_used_twice(void **state)
{
    (void)state;
    static myri_job job;
    uint64_t last = 0;
    for (int i = 0; i < 100; i++) {
        myri_think_begin(&job, myr_entity_make(4, 2));
        uint64_t serial = atomic_load(&job.think_serial);
        assert_true(serial > last);
        assert_true(atomic_load(&job.think_entity) == myr_entity_make(4, 2));
        last = serial;
        for (int next = 0; next < 10000; next++) {
            myri_think_next(&job, myr_entity_make(5, 1));
            serial = atomic_load(&job.think_serial);
            assert_true(serial > last);
            last = serial;
        }
        assert_true(atomic_load(&job.think_entity) == myr_entity_make(5, 1));
        assert_true(myri_think_end(&job) >= 0);
        assert_true(atomic_load(&job.think_serial) == 0);
    }
}

// A job that is not timed reads no clock between its thinks: the last one gets the time of all.
static void the_time_of_all_thinks_is_told_whether_or_not_each_is_timed(void **state)
{
    (void)state;
    static myri_job job;
    for (job.is_timed = 0; job.is_timed < 2; job.is_timed++) {
        int64_t begin_ns = myri_now_ns(), sum_ns = 0;
        myri_think_begin(&job, myr_entity_make(1, 1));
        for (int i = 0; i < 1000; i++) {
            int64_t think_ns = myri_think_next(&job, myr_entity_make(1, 1));
            assert_true(job.is_timed ? think_ns >= 0 : think_ns == 0);
            sum_ns += think_ns;
        }
        int64_t last_ns = myri_think_end(&job), whole_ns = myri_now_ns() - begin_ns;
        assert_true(last_ns >= 0 && sum_ns + last_ns <= whole_ns);
        assert_true(job.is_timed || last_ns > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_come_back_as_they_were),
        cmocka_unit_test(what_does_not_fit_leaves_the_tape_unchanged),
        cmocka_unit_test(a_tape_cut_or_changed_anywhere_is_read_within_its_bounds),
        cmocka_unit_test(a_false_use_or_offset_is_broken),
        cmocka_unit_test(text_that_is_not_utf8_is_no_value),
        cmocka_unit_test(a_writer_keeps_an_agent_within_its_caps),
        cmocka_unit_test(a_failed_think_keeps_its_prints_and_its_error_alone),
        cmocka_unit_test(a_flood_never_crowds_out_the_error),
        cmocka_unit_test(thinks_carry_serials_that_are_never_zero_nor_used_twice),
        cmocka_unit_test(the_time_of_all_thinks_is_told_whether_or_not_each_is_timed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
