// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// tape.h: the job buffer. A tape is a run of records, each 8-byte aligned, without pointers, in
// memory that two processes may share. One tape carries a job in (which agents to make, drop, tell
// and run), another carries it out (what they asked, said and printed, and how they failed).
//
//     out tape   | AGENT e7 | COMMAND | COMMAND | PRINT | AGENT e9 | ERROR | MESSAGE | ...
//
// Records after an AGENT belong to it. A think that is cut or raises rolls its commands and
// messages back to the AGENT record, then appends the ERROR. A writer never writes past the end:
// what does not fit is counted as dropped. A reader trusts nothing: it is the border to hostile
// children.

#pragma once

#include "program.h"

typedef enum myri_record_kind {
    // in: host to interpreter
    MYRI_IN_ADD = 1, // entity, script, budget
    MYRI_IN_DROP,    // entity
    MYRI_IN_EVENT,   // entity, event, then arguments as values
    MYRI_IN_MESSAGE, // entity, sender, payload
    MYRI_IN_RESTORE, // as ADD, with the plain data that it had
    MYRI_IN_THINK,   // entity; its events, messages and orders precede it
    MYRI_IN_ORDER,   // entity of the referee; who gave it, command, then arguments as values
    MYRI_IN_ASK,     // entity, serial, kind, text; behind all thinks
    MYRI_IN_SAVE,    // entity, or none for what is the interpreter's own: STATE is the answer
    // out: interpreter to host
    MYRI_OUT_AGENT = 32, // entity, think_ns
    MYRI_OUT_COMMAND,    // command, then arguments as values
    MYRI_OUT_MESSAGE,    // target, payload
    MYRI_OUT_PRINT,      // text
    MYRI_OUT_ERROR,      // kind, line, path, text, traceback
    MYRI_OUT_STATE,      // entity, its plain data; after all agents, belongs to none of them
    MYRI_OUT_SAMPLE,     // source, line, entity, when; likewise
    MYRI_OUT_ANSWER,     // serial, text; belongs to no agent
    MYRI_OUT_RELOAD,     // as ERROR: why new code does not run; before all agents, at most one
} myri_record_kind;

typedef struct myri_record {
    uint32_t kind;
    uint32_t bytes; // whole record, a multiple of 8
} myri_record;

typedef struct myri_in_agent { // ADD, DROP, THINK, SAVE; EVENT continues with values
    myri_record record;
    myr_entity entity;
    uint32_t script_or_event;
    union {
        uint32_t value_count; // EVENT; 0 in DROP and THINK
        uint32_t budget_us;   // ADD: the agent's soft budget; 0: none
    };
} myri_in_agent;

typedef struct myri_in_order {
    myri_record record;
    myr_entity entity, giver;
    uint32_t command;
    uint32_t value_count; // values follow
} myri_in_order;

typedef struct myri_in_message {
    myri_record record;
    myr_entity entity, sender;
    uint32_t payload_bytes; // payload follows, padded to 8
    uint32_t reserved;
} myri_in_message;

typedef struct myri_in_restore {
    myri_record record;
    myr_entity entity;
    uint32_t script, budget_us;
    uint32_t payload_bytes; // payload follows, padded to 8
    uint32_t reserved;
} myri_in_restore;

typedef enum myri_ask_kind { MYRI_ASK_EVALUATE, MYRI_ASK_INSPECT } myri_ask_kind;

// The longest line to run, and the longest answer.
#define MYRI_ASK_BYTES 4096u
#define MYRI_ANSWER_BYTES 16384u

typedef struct myri_in_ask {
    myri_record record;
    myr_entity entity;
    uint32_t serial;
    uint32_t kind;       // a myri_ask_kind
    uint32_t text_bytes; // text follows, padded to 8
    uint32_t reserved;
} myri_in_ask;

typedef struct myri_out_answer {
    myri_record record;
    uint32_t serial;
    uint32_t is_error;
    uint32_t text_bytes; // text follows, padded to 8
    uint32_t reserved;
} myri_out_answer;

typedef struct myri_out_state {
    myri_record record;
    myr_entity entity;
    uint32_t payload_bytes; // payload follows, padded to 8
    uint32_t reserved;
} myri_out_state;

typedef struct myri_out_sample {
    myri_record record;
    myr_entity entity;
    int64_t at_ns;
    uint32_t source, line;
} myri_out_sample;

typedef struct myri_out_agent {
    myri_record record;
    myr_entity entity;
    int64_t began_ns; // CLOCK_MONOTONIC; of the first of several where each is not measured
    int64_t think_ns;
    uint64_t asleep_until; // the tick before which it need not think, unless there is mail; 0: none
    uint32_t dropped;      // commands, messages and printed bytes over a cap
    uint32_t is_benched;   // this agent will not think again
} myri_out_agent;

typedef struct myri_out_command {
    myri_record record;
    uint32_t command;
    uint32_t value_count; // values follow
} myri_out_command;

typedef enum myri_target { MYRI_TO_ENTITY, MYRI_TO_TEAM } myri_target;

typedef struct myri_out_message {
    myri_record record;
    uint32_t target; // a myri_target
    int32_t team;
    myr_entity entity;
    uint32_t payload_bytes; // payload follows, padded to 8
    uint32_t reserved;
} myri_out_message;

typedef struct myri_out_print {
    myri_record record;
    uint32_t text_bytes; // text follows, padded to 8
    uint32_t reserved;
} myri_out_print;

typedef struct myri_out_error {
    myri_record record;
    uint32_t kind; // a myr_failure_kind
    uint32_t line, column, end_column;
    uint32_t path_bytes, text_bytes, traceback_bytes; // follow one another, padded to 8 at the end
} myri_out_error;

// A value in a record: two words. Text follows the last value of its record, in order, each padded
// to 8 bytes.
typedef struct myri_value {
    uint32_t type;
    uint32_t text_bytes;
    union {
        int64_t integer;
        double number;
        myr_entity entity;
    };
} myri_value;

// Takes over the cache line of what another core has written, by writing what stands there. A line
// that was only read stays shared, and whoever writes it next waits until every core has let go of
// it: some 60 ns a line, where one that is handed to and fro costs a few. For what goes one way in
// every tick, and is read by one thread: records, commands, arguments, letters.
static inline void myri_take_over(const uint32_t *word)
{
    volatile uint32_t *at = (volatile uint32_t *)(uintptr_t)word;
    *at = *at;
}

typedef struct myri_tape {
    uint8_t *base;
    uint32_t capacity;
    uint32_t used;
} myri_tape;

// Each appends one record; false when it does not fit (the tape is unchanged).
bool myri_put_agent(myri_tape *tape, myri_record_kind kind, myr_entity entity, uint32_t script);
bool myri_put_add(myri_tape *tape, myr_entity entity, uint32_t script, uint32_t budget_us);
bool myri_put_restore(myri_tape *tape, myr_entity entity, uint32_t script, uint32_t budget_us,
                      const void *payload, uint32_t bytes);
bool myri_put_state(myri_tape *tape, myr_entity entity, const void *payload, uint32_t bytes);
bool myri_put_sample(myri_tape *tape, myr_entity entity, uint32_t source, uint32_t line,
                     int64_t at_ns);
bool myri_put_event(myri_tape *tape, myr_entity entity, uint32_t event, const myr_value *args,
                    uint32_t arg_count);
bool myri_put_order(myri_tape *tape, const myr_call *order);
// The bytes that myri_put_order takes.
uint64_t myri_order_bytes(const myr_call *order);
// Appends a record that lies elsewhere.
bool myri_put_copy(myri_tape *tape, const myri_record *record);
bool myri_put_mail(myri_tape *tape, myr_entity entity, myr_entity sender, const void *payload,
                   uint32_t bytes);
bool myri_put_ask(myri_tape *tape, myr_entity entity, uint32_t serial, myri_ask_kind kind,
                  const char *text, uint32_t bytes);
bool myri_put_answer(myri_tape *tape, uint32_t serial, bool is_error, const char *text,
                     uint32_t bytes);
bool myri_put_command(myri_tape *tape, uint32_t command, const myr_value *args, uint32_t arg_count);
bool myri_put_message(myri_tape *tape, myri_target target, myr_entity entity, int32_t team,
                      const void *payload, uint32_t bytes);
bool myri_put_print(myri_tape *tape, const char *text, uint32_t bytes);
bool myri_put_error(myri_tape *tape, myr_failure_kind kind, const char *path, uint32_t line,
                    const char *text, const char *traceback);

// Walks a tape: the next whole, well-formed record header at *offset (advanced past it), or NULL at
// the end. *is_broken says whether it ended because what follows is not a record. Checked: kind,
// sizes, and that payloads and texts fill the record exactly. Not checked: what they say (see
// myri_values, myri_value_check, myri_utf8_check).
const myri_record *myri_next(const myri_tape *tape, uint32_t *offset, bool *is_broken);
// The values of a command or event record, checked against the record's size. Texts point into the
// tape and are UTF-8. False: not well formed. Whether the types are the declared ones is the
// caller's.
bool myri_values(const myri_record *record, uint32_t header_bytes, uint32_t value_count,
                 myr_value *out);

// --- the output of a job ---

#define MYRI_ERROR_BYTES 2048u

// The names of what an agent lost lie beyond its checkpoint_bytes.
#define MYRI_LOST_BYTES 4096u

// Where an agent's plain data lies while it thinks, behind the room for the out-tape: a head and what
// myr_def.bundle_bytes allows. It stays when the think does not end.
typedef struct myri_before {
    myr_entity entity; // MYR_ENTITY_NONE: nobody has begun
    uint32_t bytes;    // of plain data behind this; 0: the agent had none yet
    uint32_t is_kept;  // a think has failed: this is of that one, and stays to the job's end
} myri_before;
#define MYRI_BEFORE_BYTES(program)                                                                 \
    ((program)->bundle_bytes == 0                                                                  \
         ? 0u                                                                                      \
         : ((uint32_t)sizeof(myri_before) + (program)->bundle_bytes + MYRI_LOST_BYTES + 7u) & ~7u)

// The most of one agent that a save holds, where the tape can carry it.
#define MYRI_SAVE_BYTES (1u << 20)

// What the think that is running may still write; kept by the backend across one agent's records.
typedef struct myri_writer {
    myri_tape tape;
    const myri_program *program;
    uint32_t agent_offset; // of the current OUT_AGENT record
    uint32_t commands, messages, print_used, dropped;
    int64_t began_ns;      // the backend says when the agent's turn began, before its end
    uint32_t error_offset; // of the last error
} myri_writer;

void myri_writer_init(myri_writer *writer, const myri_program *program, void *base,
                      uint32_t capacity);
// Opens and closes an agent's records. begin: false when the tape is full (the think does not run
// and is counted as dropped by the host).
bool myri_writer_begin(myri_writer *writer, myr_entity entity);
// Whether that would answer true.
static inline bool myri_writer_has_room(const myri_writer *writer)
{
    return writer->tape.capacity - writer->tape.used >= sizeof(myri_out_agent) + MYRI_ERROR_BYTES;
}
void myri_writer_end(myri_writer *writer, int64_t think_ns, bool is_benched);
// The agent whose records are open need not think before that tick, unless it gets mail.
void myri_writer_sleep(myri_writer *writer, uint64_t until_tick);
#define MYRI_ASLEEP UINT64_MAX // until mail comes
// Appends within the caps of the program; false: over a cap, counted. Types were checked by the
// caller.
bool myri_writer_command(myri_writer *writer, uint32_t command, const myr_value *args,
                         uint32_t arg_count);
bool myri_writer_message(myri_writer *writer, myri_target target, myr_entity entity, int32_t team,
                         const void *payload, uint32_t bytes);
void myri_writer_print(myri_writer *writer, const char *text, uint32_t bytes);
// Rolls the think's commands and messages back (prints stay) and appends the error. It always fits:
// every agent keeps MYRI_ERROR_BYTES free for it; a long traceback loses its beginning.
void myri_writer_fail(myri_writer *writer, myr_failure_kind kind, const char *path, uint32_t line,
                      const char *text, const char *traceback);
// Where in its line the last error is.
void myri_writer_mark(myri_writer *writer, uint32_t column, uint32_t end_column);
// Says why new code does not run. Before the first agent.
void myri_writer_reload(myri_writer *writer, const char *path, uint32_t line, const char *text,
                        const char *traceback);
