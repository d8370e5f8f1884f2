// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// myrpy.h: what the files of the CPython backend share. Nobody else includes it.
//
// Objects and their owners
//
//     runtime   what one program's interpreters share     owned by the house that asked for it
//     edition   its sources, compiled, at one time        counted: the runtime and interpreters
//     schema    property tables made from the program     counted: runtimes and interpreters
//     vm        one interpreter                           registered for ever, used by one system
//     unit      an agent's object, in one interpreter     vm slot, and whatever the script keeps
//     view      another entity, in one interpreter        vm slot (a cache), and the script
//
// Threads. A vm's fields belong to whoever holds its lock: the worker during vm_run, the creator
// during vm_create and vm_destroy. Its Python objects are touched only while attached (see
// thread_state.c). interrupt_serial alone is written by others.

#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <pthread.h>
#include <stdatomic.h>

#include "backend.h"
#include "code.h"
#include "log.h"
#include "value.h"

#include "compat.h"

// ----------------------------------------------------------------------------------------- schema

// Property tables for the types of every interpreter of one content. CPython keeps pointers into
// them, so they live as long as the last interpreter that was made with them.
typedef struct myrpy_schema {
    _Atomic uint32_t references;
    PyGetSetDef *unit_properties; // zero-terminated; names and docs are owned here
    PyGetSetDef *view_properties;
    PyStructSequence_Desc *records; // of events, answers of queries, Message, State
    uint32_t record_count;
} myrpy_schema;

// NULL with `error` filled: a field has the name of a built-in property or method.
myrpy_schema *myrpy_schema_create(const myri_program *program, myr_error *error);
myrpy_schema *myrpy_schema_retain(myrpy_schema *schema);
void myrpy_schema_release(myrpy_schema *schema);

PyStructSequence_Desc *myrpy_records_describe(const myri_program *program); // NULL: no memory
uint32_t myrpy_record_count(const myri_program *program);
void myrpy_records_forget(PyStructSequence_Desc *records, uint32_t count);

// What every unit, or every view, has besides the fields.
typedef struct myrpy_builtin {
    const char *name;
    const char *type; // as the stub says it
    const char *doc;
    getter get;
    bool is_unit_only;
} myrpy_builtin;
extern const myrpy_builtin myrpy_builtins[];
extern const uint32_t myrpy_builtin_count;

// ---------------------------------------------------------------------------------------- runtime

// A source, ready to run. `code` is NULL when it did not compile: then line, error and traceback
// say why. Texts are terminated.
typedef struct myrpy_source {
    const char *module, *path, *text, *code;
    size_t text_bytes, code_bytes;
    const char *uses; // modules that it imports, a comma behind each
    const char *error, *traceback;
    uint64_t key; // of the text
    uint32_t line, column, end_column;
} myrpy_source;

// The code of a program at one time; counted.
typedef struct myrpy_edition {
    _Atomic uint32_t references;
    uint32_t serial;     // 0: what the program had from the start
    void *block;         // in which all texts lie
    const char *library; // modules to import before the first think, a comma behind each
    uint32_t count;
    myrpy_source sources[];
} myrpy_edition;

typedef struct myrpy_bytes {
    char *bytes;
    size_t count;
} myrpy_bytes;

struct myri_runtime {
    const myri_program *program;
    myrpy_schema *schema;
    bool is_child;
    myrpy_edition *first;
    myrpy_bytes boot, reload, ask; // our own Python, marshalled
    myri_vm *child_vm;             // made before the fork; vm_create hands it out
    pthread_mutex_t lock;     // guards what follows
    myrpy_edition *newest;
};

myrpy_edition *myrpy_edition_of_program(const myri_program *program, bool is_child,
                                        myr_error *error);
// That of the job; NULL: no memory, or what lies there is no code.
myrpy_edition *myrpy_edition_get(myri_runtime *runtime, const myri_lease *lease);
myrpy_edition *myrpy_edition_retain(myrpy_edition *edition);
void myrpy_edition_release(myrpy_edition *edition); // takes NULL
int32_t myrpy_source_by_module(const myrpy_edition *edition, const char *module);
int32_t myrpy_source_by_path(const myrpy_edition *edition, const char *path);

// As myri_backend.compile.
void *myrpy_compile(myri_runtime *runtime, const void *request, size_t *bytes, myr_error *error);
void *myrpy_compile_block(const myri_program *program, bool is_child, const void *request,
                          size_t *bytes, myr_error *error);
// Our own Python: to marshalled code (obtained with malloc), and run in the boot namespace. False:
// a Python error is set.
bool myrpy_text_compile(const char *text, myrpy_bytes *out);
bool myrpy_text_run(myri_vm *vm, const myrpy_bytes *text);
// Takes the Python error that is set. Answers false.
bool myrpy_python_error(myr_error *error, const char *what);

// Runs a function on the thread that owns the main interpreter, attached to it; starts Python if
// need be. False with `error` filled if Python cannot be started. In a child it is the calling
// thread.
bool myrpy_main_call(bool is_child, void (*function)(void *argument), void *argument,
                     myr_error *error);
// Whether Python runs in this process because someone else started it.
bool myrpy_main_is_foreign(void);
// Finalises Python, if it was started here.
void myrpy_main_stop(void);

myri_runtime *myrpy_runtime_create(const myri_program *program, bool is_child, myr_error *error);
void myrpy_runtime_destroy(myri_runtime *runtime);

// --------------------------------------------------------------------------------------------- vm

// The head that units and views share, so that one set of getters serves both.
typedef struct myrpy_being {
    PyObject_HEAD myri_vm *vm;
    myr_entity entity;
    uint64_t serial; // of the lease for which `row` holds
    uint32_t row;
} myrpy_being;

// Something that live() can await; see wait_type.c.
typedef enum myrpy_wait_kind {
    MYRPY_WAIT_TICK,
    MYRPY_WAIT_SLEEP,
    MYRPY_WAIT_UNTIL,   // inner: the condition
    MYRPY_WAIT_MESSAGE,
    MYRPY_WAIT_EVENT,
    MYRPY_WAIT_CALL,    // inner: a coroutine of ours
} myrpy_wait_kind;

typedef struct myrpy_wait {
    PyObject_HEAD myri_vm *vm;
    myr_entity entity; // whose it is
    uint8_t kind;      // a myrpy_wait_kind
    bool is_started;   // it is being awaited
    bool is_of_order;  // EVENT: another order ends it
    bool is_done;
    uint64_t events;   // EVENT: a bit for each that it waits for
    uint64_t ticks;    // how long, from the beginning; UINT64_MAX: for ever
    uint64_t due_tick; // the same as a tick, once started
    const char *name;  // CALL: static
    PyObject *inner, *result;
} myrpy_wait;

typedef struct myrpy_unit {
    myrpy_being being;
    PyObject *random;    // NULL: not asked for yet
    PyObject *coroutine; // live() that has begun; NULL: none
    myrpy_wait *wait;    // what it waits for
    PyObject *way;       // where find_way goes; NULL: nowhere yet
    PyObject *letters;   // list of messages that message() has not taken; NULL: none yet
    uint32_t script;
    bool has_think, has_live; // of a referee: has referee()
    bool is_live_over; // it has returned
    bool has_started; // of a referee: start() was called, or is not to be
} myrpy_unit;

typedef struct myrpy_slot {
    PyObject *view;     // cached; of any generation
    myrpy_unit *agent;  // NULL: none, or benched
    PyObject *benched;  // in a program whose code may be mended: an agent that has raised
    uint32_t budget_us; // soft, of one think; 0: none
    uint32_t pending;   // script + 1 of an agent that the full out-tape kept from being made
} myrpy_slot;
#define MYRPY_CHUNK 256u

// A worker's thread state in one interpreter. `thread` is a number that no two threads share; 0
// marks a state whose thread has ended without clearing it.
typedef struct myrpy_thread_state {
    PyThreadState *state;
    uint64_t thread;
} myrpy_thread_state;

// A script's class, or why there is none; found when its first agent is added.
typedef struct myrpy_class {
    PyObject *type;
    bool is_broken;
    myr_failure_kind kind;
    char *path, *text, *traceback;
    uint32_t line, column, end_column;
} myrpy_class;

// What one interpreter holds of memory, beyond what it is made of. Written by the thread that has
// charged it; see memory.c.
typedef struct myrpy_account {
    int64_t used, limit;
    bool is_refused; // in this turn it was refused something
    bool is_short;   // and has got its reserve
} myrpy_account;

// A line that was seen running; in one job there are few.
typedef struct myrpy_seen_line {
    myr_entity entity;
    int64_t at_ns;
    uint32_t source, line;
} myrpy_seen_line;
#define MYRPY_SAMPLES 64u

typedef struct myrpy_memo myrpy_memo; // state.c

struct myri_vm {
    // set when taken
    const myri_program *program;
    myri_runtime *runtime;
    uint32_t index;
    myrpy_edition *edition; // whose modules it has
    uint32_t code_serial;   // of the edition that it has, or has failed to take
    bool can_reload;        // the text for that was run
    bool can_answer;        // likewise

    // set when made
    myrpy_schema *schema;
    uint64_t content_hash;
    myr_isolation isolation;
    bool is_main; // the main interpreter of a child: no thread states, no attaching
    PyInterpreterState *interpreter;

    // under the registry's lock
    myri_vm *next;
    bool is_kept;
    bool is_ended;

    pthread_mutex_t lock;                        // held by whoever runs it
    myrpy_thread_state states[MYRI_MAX_WORKERS]; // each is its worker's
    PyThreadState **orphans;                     // of threads that have ended
    uint32_t orphan_count;

    // the lease; serial is 0 outside
    myri_lease *lease;
    const myr_view *view;
    uint64_t serial, last_serial;
    uint32_t in_offset;       // of the next record of the in-tape
    uint64_t last_collection; // tick / MYRPY_COLLECT_TICKS of the last one
    bool is_writing;          // an agent's records are open
    bool is_guarded;          // scripts run: the audit hook looks
    bool is_tape_full;        // the rest of a save does not fit into this job's answer
    bool is_collection_due;   // an agent ran out of memory
    myrpy_account account;

    // the interrupt; see interrupt.c
    _Atomic uint64_t interrupt_serial;
    bool is_traced, is_cut;
    _Atomic bool is_sample_pending; // a pending call for it is on its way
    uint32_t sample_ask;            // the last one that was answered, or came too early
    myrpy_seen_line samples[MYRPY_SAMPLES];
    uint32_t sample_count;
    int32_t cut_source; // -1: no line of the pack was running
    uint32_t cut_line;

    // the agents
    myrpy_slot **chunks;
    uint32_t chunk_count;
    uint32_t copy_cursor; // entity index whose plain data was copied last
    void *copy_buffer;    // made when first needed
    size_t copy_bytes;
    myrpy_memo *memo; // likewise
    myrpy_class *classes; // program->script_count
    uint32_t class_count;
    int32_t death_event; // index of the event "death"; -1: none is declared
    myr_entity speaker; // whose think, handler or __init__ is running
    uint32_t budget_us; // the speaker's
    myr_entity making;  // whose object is being made; taken by Unit.__new__
    myrpy_unit *living; // whose live() is running; NULL: nobody's
    const char *lost_wait; // one that was made in this turn and not awaited; NULL: none
    int32_t lost_source;
    uint32_t lost_line;
    uint32_t new_count; // units that the referee's turn has made
    myr_entity *found;  // near()'s results
    uint32_t found_capacity;

    // printed text without its newline yet
    char *line_text;
    uint32_t line_bytes, line_capacity;

    // Python objects, owned
    PyObject *capsule; // of this struct
    PyObject *boot;    // the namespace of boot/boot.py
    PyTypeObject *unit_type, *view_type, *method_type, *stream_type, *wait_type, *tick_type, *column_type,
        *field_type;
    PyObject *tick_object; // self.tick; NULL: not asked for yet
    uint64_t tick_number;
    PyTypeObject *rules_type, *order_type, *new_type;
    PyObject *options; // dict, once asked for
    PyObject *referee_name, *start_name;
    PyObject *dead_unit, *interrupted;
    PyObject *names;      // list of str by index
    PyObject *name_index; // dict of str to int
    PyObject *think_name, *live_name, *on_message_name;
    PyObject *event_names;  // tuple of "on_NAME"
    PyObject *record_types; // tuple: one per event, then these two
    PyTypeObject *message_type, *state_type; // borrowed
    PyObject *random_class;                  // random.Random, once asked for
    PyObject *collect;                       // gc.collect
    PyObject *think_loop, *thinks;           // see thinks.c
};

// Agents' garbage is collected when this many ticks have passed, inside a job.
#define MYRPY_COLLECT_TICKS 64u

myri_vm *myrpy_vm_create(myri_runtime *runtime, uint32_t index, myr_error *error);
void myrpy_vm_destroy(myri_vm *vm);
// The main interpreter of a zygote as a vm, not yet numbered.
myri_vm *myrpy_vm_create_child(myri_runtime *runtime, myr_error *error);
// Ends the interpreters that nobody uses; with another content than `keep_hash`, or all (0). False:
// some cannot be ended.
bool myrpy_vm_end_kept(uint64_t keep_hash);
// Clears the calling thread's state in every interpreter.
void myrpy_worker_forget(uint32_t worker);
// After Python has ended: nothing names the structs any longer.
void myrpy_vm_free_all(void);
void myrpy_vm_run(myri_vm *vm, myri_lease *lease);

// Takes the code that the job has, if it is not what the vm has. In a lease, before any turn.
void myrpy_reload(myri_vm *vm);
// The class of a script (new reference), in the modules that are there; NULL with an error set.
PyObject *myrpy_class_import(myri_vm *vm, const myri_script *script);
// Whether an object or a class can be an agent's: it has one of these, or a handler.
bool myrpy_is_mind(myri_vm *vm, PyObject *object, bool *has_think, bool *has_live);
void myrpy_classes_clear(myri_vm *vm);

// Answers what a person asks of an agent's object (NULL: it has none). In the agent's bracket.
void myrpy_ask(myri_vm *vm, PyObject *object, const myri_in_ask *ask);

// Makes the types and tables of a vm, in its interpreter. False: a Python error is set.
bool myrpy_vm_init_objects(myri_vm *vm);
void myrpy_vm_clear_objects(myri_vm *vm);
// Forgets agents, views, classes and half a printed line. Attached; no script code runs if traced.
void myrpy_vm_clear_agents(myri_vm *vm);
// Calls a function of the boot text with any arguments; false: a Python error is set.
bool myrpy_boot_run(myri_vm *vm);
// After that: the loop that calls think().
bool myrpy_thinks_init(myri_vm *vm);
// Imports what the vm's edition wants of the library; what cannot be imported fails in the scripts.
bool myrpy_library_load(myri_vm *vm);
bool myrpy_boot_call(myri_vm *vm, const char *function, const char *format, ...);
// The slot of an index, made if need be; NULL without an error if it is out of range.
myrpy_slot *myrpy_slot_get(myri_vm *vm, uint32_t index, bool is_made);
static inline myrpy_slot *myrpy_slot_find(const myri_vm *vm, uint32_t index)
{
    uint32_t chunk = index / MYRPY_CHUNK;
    if (chunk >= vm->chunk_count || vm->chunks[chunk] == NULL)
        return NULL;
    return &vm->chunks[chunk][index % MYRPY_CHUNK];
}

// ------------------------------------------------------------------------------- memory, the guard

// The calling thread allocates and frees for this interpreter from here on (NULL: for none).
// Answers whom it did before.
myri_vm *myrpy_charge(myri_vm *vm);
myri_vm *myrpy_charged(void);
void myrpy_account_init(myri_vm *vm); // nothing is held, there is no limit
void myrpy_account_limit(myri_vm *vm);
void myrpy_account_unlimit(myri_vm *vm);
// Lets it have a little more than now, whatever its limit.
void myrpy_account_spare(myri_vm *vm);
// Between Python's pre-initialisation and its start.
void myrpy_allocators_install(void);
bool myrpy_audit_install(void);

// The innermost line of the pack that is running; -1: none is.
int32_t myrpy_place(myri_vm *vm, uint32_t *line);
// The same as text: "pack 'orcs' (scripts/spy.py:3)", "main.py:3", or "a script".
void myrpy_place_text(myri_vm *vm, char *text, size_t capacity);

// ---------------------------------------------------------------------------------- thread states

void myrpy_attach(myri_vm *vm, uint32_t worker);
void myrpy_detach(myri_vm *vm);
// Whether attaching could wait for ever: a job runs under the GIL that this vm shares. Clean-up
// leaves such a vm alone.
bool myrpy_is_blocked(const myri_vm *vm);
// The same for a thread that comes once: makes a state and deletes it.
PyThreadState *myrpy_attach_once(myri_vm *vm);
void myrpy_detach_once(myri_vm *vm);
// Frees the calling thread's state in this vm; if it runs elsewhere, the state becomes an orphan.
void myrpy_thread_forget(myri_vm *vm, uint32_t worker);
// Whether no living thread has a state in it.
bool myrpy_has_no_threads(const myri_vm *vm);
// Deletes the orphans. Attached.
void myrpy_clear_orphans(myri_vm *vm);

// ------------------------------------------------------------------------------------ interpreter

// The module `myrmidon`: to be called before Python starts.
bool myrpy_module_register(void);
// Lets the running interpreter find its vm.
bool myrpy_vm_publish(myri_vm *vm);
// The vm of the running interpreter; NULL: it is none of ours.
myri_vm *myrpy_vm_current(void);
myri_vm *myrpy_vm_of(PyObject *capsule);

bool myrpy_unit_type_init(myri_vm *vm, PyObject *module);
bool myrpy_view_type_init(myri_vm *vm, PyObject *module);
extern const char myrpy_awaited_doc[];
// The descriptors of the schema's fields, and a type that gets them.
bool myrpy_field_type_init(myri_vm *vm, PyObject *module);
bool myrpy_fields_add(myri_vm *vm, PyTypeObject *type);
bool myrpy_method_type_init(myri_vm *vm, PyObject *module);
bool myrpy_stream_type_init(myri_vm *vm, PyObject *module);
// Those of units, or of the referee.
bool myrpy_methods_add(myri_vm *vm, bool is_referee);
bool myrpy_rules_type_init(myri_vm *vm, PyObject *module);
bool myrpy_order_types_init(myri_vm *vm, PyObject *module);
// The slots that all agents' types share.
PyObject *myrpy_agent_new(PyTypeObject *type, PyObject *args, PyObject *keywords);
int myrpy_agent_traverse(PyObject *self, visitproc visit, void *arg);
int myrpy_agent_clear(PyObject *self);
void myrpy_agent_dealloc(PyObject *self);
PyObject *myrpy_stream_create(myri_vm *vm);

bool myrpy_records_init(myri_vm *vm);
bool myrpy_records_add(myri_vm *vm, PyObject *module);
// "robot_moved" is a RobotMoved, with the suffix behind it; an event's is "Event".
void myrpy_type_name(const char *name, const char *suffix, char *text, size_t capacity);
void myrpy_event_type_name(const char *event, char *text, size_t capacity);
PyTypeObject *myrpy_answer_type(const myri_vm *vm, uint32_t query);
PyObject *myrpy_record_make(myri_vm *vm, PyTypeObject *type, const myr_value *values,
                            uint32_t count);
PyObject *myrpy_event_make(myri_vm *vm, uint32_t event, const myr_value *values, uint32_t count);
PyObject *myrpy_message_make(myri_vm *vm, myr_entity sender, const void *payload,
                             uint32_t payload_bytes);

// A view (new reference), or None for MYR_ENTITY_NONE.
PyObject *myrpy_view_get(myri_vm *vm, myr_entity entity);
static inline bool myrpy_is_being(const myri_vm *vm, PyObject *object)
{
    return Py_TYPE(object) == vm->view_type || PyObject_TypeCheck(object, vm->unit_type);
}

// Looks the row up. False: dead, or no lease; a Python error is set.
bool myrpy_being_find(myrpy_being *being);
static inline bool myrpy_being_locate(myrpy_being *being)
{
    return being->serial == being->vm->serial || myrpy_being_find(being);
}
PyObject *myrpy_field_get(myrpy_being *being, uint32_t field); // of a located being
PyObject *myrpy_being_repr(PyObject *self);
Py_hash_t myrpy_being_hash(PyObject *self);
PyObject *myrpy_being_compare(PyObject *self, PyObject *other, int operation);
int32_t myrpy_row(const myri_vm *vm, myr_entity entity);
// "17", or "17.3" for its third generation.
void myrpy_entity_text(myr_entity entity, char *text, size_t capacity);

// units(kind=None, team=None), of units and the referee.
PyObject *myrpy_units(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords);
extern const char myrpy_units_doc[];
extern PyMethodDef myrpy_space_methods[]; // near, nearest, distance_to, send
PyObject *myrpy_unit_teammates(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *myrpy_unit_state(PyObject *self, PyObject *unused);
PyObject *myrpy_unit_column(PyObject *self, PyObject *name);
PyObject *myrpy_unit_field(PyObject *self, PyObject *name);
// Gives the boot text's Field the calls of the schema that take one.
bool myrpy_fields_init(myri_vm *vm);
bool myrpy_column_type_init(myri_vm *vm, PyObject *module);
PyObject *myrpy_send(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords);

// ------------------------------------------------------------------------------------ live, waits

// Makes or resumes the coroutine of a unit. False: it raised, or was cut; it is gone.
bool myrpy_live_run(myri_vm *vm, myrpy_unit *unit);
// Whether a think would resume it.
bool myrpy_live_is_due(const myrpy_unit *unit);
// The tick before which neither live() nor think() wants to run; 0: the next one.
uint64_t myrpy_live_asleep_until(const myrpy_unit *unit);
bool myrpy_live_hears(const myrpy_unit *unit, uint32_t event);
bool myrpy_live_hear(myri_vm *vm, myrpy_unit *unit, PyObject *event);
bool myrpy_live_receive(myri_vm *vm, myrpy_unit *unit, PyObject *message);
// Cancels the coroutine: its `finally` clauses run. False: they raised. Within a think's bracket.
bool myrpy_live_end(myrpy_unit *unit);
// The same, and lets it begin anew at the next think, with the class that the unit has now; for
// reloads. The host has to forget how long the agent wanted to sleep (myri_agent.asleep_until).
bool myrpy_live_restart(myri_vm *vm, myrpy_unit *unit);

bool myrpy_wait_types_init(myri_vm *vm, PyObject *module);
bool myrpy_wait_is_due(const myrpy_wait *wait);
uint64_t myrpy_wait_asleep_until(const myrpy_wait *wait);
bool myrpy_wait_hears(const myrpy_wait *wait, uint32_t event);
void myrpy_wait_call_off(myrpy_wait *wait); // if another order ends it
void myrpy_wait_hear(myrpy_wait *wait, PyObject *event);
// One that awaits a coroutine; `name` is static.
PyObject *myrpy_wait_call(myri_vm *vm, const char *name, PyObject *coroutine);
PyObject *myrpy_unit_sleep(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *myrpy_unit_until(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *myrpy_unit_message(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *myrpy_unit_event(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *myrpy_tick_get(myri_vm *vm); // self.tick
bool myrpy_is_tick(PyObject *object);

// -------------------------------------------------------------------------------------- arguments

// Sorts positional and keyword arguments into `slots` (borrowed; NULL: not given). The first
// `positional` of `names` may be given by position. False: a TypeError is set.
bool myrpy_bind(const char *function, const char *const *names, uint32_t name_count,
                uint32_t positional, PyObject *const *args, Py_ssize_t count, PyObject *keywords,
                PyObject **slots);
// Checks and converts one argument. False: a Python error naming function and argument is set.
bool myrpy_to_value(myri_vm *vm, const char *function, const char *name, myr_type type,
                    PyObject *object, myr_value *value);
PyObject *myrpy_from_value(myri_vm *vm, const myr_value *value);
PyObject *myrpy_name_text(const myri_vm *vm, int64_t name);

PyObject *myrpy_message_decode(const void *bytes, uint32_t byte_count);
// None, a bool, int of 64 bits, float, str or bytes.
PyObject *myrpy_scalar(const myri_value_item *item);
// Writes the encoded payload; false: a Python error is set.
bool myrpy_message_encode(PyObject *payload, void *buffer, uint32_t capacity, uint32_t *used);

// ---------------------------------------------------------------------------------------- referee

// A command of the referee's that has a form. NULL: a Python error is set.
PyObject *myrpy_referee_call(myri_vm *vm, uint32_t command, PyObject *const *args,
                             Py_ssize_t count, PyObject *keywords);
// Allows an order by its number, or all (-1). False: a Python error is set.
bool myrpy_allow(myri_vm *vm, int64_t index);
PyObject *myrpy_order_create(myri_vm *vm, uint32_t index, const myri_in_order *in);
bool myrpy_order_index(const myri_vm *vm, PyObject *object, int64_t *index); // false: not an order
PyObject *myrpy_new_create(myri_vm *vm, uint32_t number);
// False: it is no such token, or one of an earlier tick.
bool myrpy_new_entity(const myri_vm *vm, PyObject *object, myr_entity *entity);
static inline PyTypeObject *myrpy_base_of(const myri_vm *vm, uint32_t script)
{
    return vm->program->scripts[script].role == MYR_ROLE_REFEREE ? vm->rules_type : vm->unit_type;
}

// ------------------------------------------------------------------------------------------ state

// Copies the plain data of some agents, in turn, to the end of the out-tape. Runs no script code.
void myrpy_states_copy(myri_vm *vm, uint32_t count);
// Copies that of one agent, or for MYR_ENTITY_NONE of the interpreter itself, for a save. False: the
// tape is full. An agent that has none is left out.
bool myrpy_state_save(myri_vm *vm, myr_entity entity);
// Notes an agent's plain data for the day that its think fails; `agent` is NULL while it is made.
void myrpy_state_note(myri_vm *vm, myr_entity entity, myrpy_unit *agent);
// Lets go what a save needed to be copied in.
void myrpy_state_trim(myri_vm *vm);
// Gives a new object the attributes that a copy has. False: a Python error is set.
bool myrpy_state_restore(myri_vm *vm, PyObject *object, const void *bytes, uint32_t byte_count);
bool myrpy_own_restore(myri_vm *vm, const void *bytes, uint32_t byte_count);
void myrpy_memo_destroy(myrpy_memo *memo);

// Whether objects of this type have __slots__; their values into and out of a dict (those that were
// taken are no longer in it). False: a Python error is set.
bool myrpy_has_slots(const myri_vm *vm, const PyTypeObject *type);
bool myrpy_slots_collect(const myri_vm *vm, PyObject *object, PyObject *dict);
bool myrpy_slots_set(const myri_vm *vm, PyObject *object, PyObject *dict);

// random.Random, exactly.
bool myrpy_is_random(const myri_vm *vm, PyObject *object);
// The one behind the functions of the module random. Borrowed; NULL: it is not loaded.
PyObject *myrpy_random_shared(const myri_vm *vm);
// False: not had. No error is set.
bool myrpy_random_copy(const myri_vm *vm, PyObject *object, uint8_t out[MYRI_RANDOM_BYTES]);
// False, NULL: a Python error is set.
bool myrpy_random_set(const myri_vm *vm, PyObject *object, const uint8_t bytes[MYRI_RANDOM_BYTES]);
PyObject *myrpy_random_make(const myri_vm *vm, const uint8_t bytes[MYRI_RANDOM_BYTES]);

// Whether adding the members in the order of a walk makes the same set.
bool myrpy_set_is_plain(PyObject *set);
// New bytes; NULL: a Python error is set.
PyObject *myrpy_set_layout(PyObject *set);
// Fills an empty set. False: a Python error is set.
bool myrpy_set_lay(PyObject *set, PyObject *members, const uint8_t *layout, uint32_t layout_bytes);

// ---------------------------------------------------------------------------------------- failure

typedef struct myrpy_report {
    myr_failure_kind kind;
    int32_t source;                    // -1: no file of the pack
    uint32_t line, column, end_column; // as in myr_failure
    char text[512];
    char traceback[6144];
} myrpy_report;

// Takes the current Python error, whatever it is, and describes it.
void myrpy_report_fill(myri_vm *vm, myrpy_report *report);
// Text that ends where its buffer ends.
typedef struct myrpy_text {
    char *text;
    size_t used, capacity;
} myrpy_text;
__attribute__((format(printf, 2, 3))) void myrpy_text_add(myrpy_text *out, const char *format, ...);
void myrpy_exception_text(PyObject *exception, myrpy_text *out);
// Adds the traceback; says in the report which place of the pack is the deepest.
void myrpy_traceback_add(myri_vm *vm, PyObject *exception, myrpy_text *out, myrpy_report *report);
// The one of some names that a wrong one was meant for; NULL: none is near.
const char *myrpy_closest(const char *wanted, const char *const *names, uint32_t count);
// ". Did you mean: 'x'?", where Python would say so too.
void myrpy_suggest(PyObject *exception, myrpy_text *out);

// ------------------------------------------------------------------------------------- interrupts

void myrpy_interrupt(myri_vm *vm, uint64_t think_serial);
// Ends what an interrupt began.
void myrpy_interrupt_clear(myri_vm *vm);
// Lets every line of script code fail from here on (until cleared): for clean-up without scripts.
void myrpy_interrupt_all(myri_vm *vm);
#if MYRPY_HAS_THREADS
// Lets the interpreter call a function between two bytecodes. False: its queue is full. Thread:
// any.
bool myrpy_pending_add(myri_vm *vm, int (*function)(void *vm));
#endif
// In a child: the handler that stands for the signal.
bool myrpy_interrupt_install(myri_vm *vm);

// --------------------------------------------------------------------------------------- sampling

void myrpy_sample(myri_vm *vm);
// In the interpreter's thread: notes the line that is running, if it was asked for.
void myrpy_sample_take(myri_vm *vm);
// To the end of the out-tape.
void myrpy_samples_flush(myri_vm *vm);

// ----------------------------------------------------------------------------------- boot, prints

// The texts of boot/, embedded by cmake/EmbedText.cmake. Tracebacks and interrupts know them as
// "<myrmidon>".
extern const char myrpy_boot_text[];     // run once in each interpreter
extern const char myrpy_reload_text[];   // runs in the same namespace, at the first reload
extern const char myrpy_ask_text[];      // likewise, when something is asked
extern const char myrpy_debug_text[];    // likewise, where scripts are debugged
extern const char myrpy_analysis_text[]; // run once per program, in the main interpreter
extern PyMethodDef myrpy_importer_methods[];
void myrpy_prints_flush(myri_vm *vm);

// ------------------------------------------------------------------------------------------- tools

extern const char myrpy_reference_text[];
extern const char myrpy_check_text[];
bool myrpy_reference(const myri_program *program, const char *name,
                     void (*write)(void *, const char *, size_t), void *user, myr_error *error);
bool myrpy_check(const myri_program *program, void (*found)(void *, const myr_finding *),
                 void *user, myr_error *error);
bool myrpy_stub(const myri_program *program, void (*write)(void *, const char *, size_t),
                void *user);
