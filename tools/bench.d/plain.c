// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// plain.c: what the plugin is measured against: its public functions as a game would have them that
// embeds one plain CPython and calls every unit in a bare loop.
//
//     for unit in units:
//         unit.think()
//
// One main interpreter, on the host's thread: no pool, no workers, no tape in, no merge, no limits,
// no clock around a think. `units` is an iterator in C, so that the loop itself is as tight as
// Python has it. The classes, their properties, queries and commands are the plugin's own, over the
// same snapshot; commands are written to a buffer, as any game would queue them. Messages arrive at
// the receiver's next think. Events are left out: nothing that is measured listens to them.
//
// Placed in a program before the shared library, these functions take the place of the library's.

#include <string.h>

#include "bench.h"
#include "myrpy.h"

typedef struct plain_letter {
    struct plain_letter *next;
    PyObject *message;
} plain_letter;

typedef struct plain_agent {
    myr_agent def; // entity MYR_ENTITY_NONE: nobody
    PyObject *object;
    bool has_think, has_ear;
    plain_letter *first, **last;
    uint32_t letter_count;
} plain_agent;

struct myr_system {
    myri_program *program;
    myri_region region;
    myri_runtime *runtime;
    myri_vm *vm;
    myri_job job;
    myri_lease lease;
    plain_agent *agents; // by entity index
    uint32_t agent_end;  // one behind the highest index in use
    PyObject *turn;      // the loop
    PyTypeObject *round_type;
    PyObject **types; // by script
    int32_t slot;
    uint64_t last_collection;
    uint8_t *tape;
    myr_call *calls;
    myr_value *values;
    uint32_t call_capacity, value_capacity;
    myr_results results;
    myr_stats stats;
};

enum { TAPE_BYTES = 64 << 20 };

// Python's own output is a stream of the plugin's: it would not be seen.
static _Noreturn void die_of_python(void)
{
    PyObject *exception = PyErr_GetRaisedException();
    char line[512] = "unknown reason";
    myrpy_text text = {line, 0, sizeof line};
    if (exception != NULL)
        myrpy_exception_text(exception, &text);
    bench_die("a script failed in plain CPython: %s", line);
}

// ------------------------------------------------------------------------------------ the iterator

typedef struct plain_round {
    PyObject_HEAD myr_system *system;
    uint32_t next;
    bool is_open;
} plain_round;

static void letters_hand_over(myr_system *system, plain_agent *agent)
{
    for (plain_letter *letter = agent->first; letter != NULL;) {
        plain_letter *next = letter->next;
        PyObject *args[] = {agent->object, letter->message};
        PyObject *done = PyObject_VectorcallMethod(system->vm->on_message_name, args, 2, NULL);
        if (done == NULL)
            die_of_python();
        Py_DECREF(done);
        Py_DECREF(letter->message);
        free(letter);
        letter = next;
    }
    agent->first = NULL;
    agent->last = &agent->first;
    agent->letter_count = 0;
}

static bool is_due(const myr_system *system, const plain_agent *agent)
{
    uint64_t period = agent->def.period_ticks > 1 ? agent->def.period_ticks : 1;
    uint64_t tick = system->lease.view.snapshot->tick;
    return agent->object != NULL && (tick + agent->def.phase_ticks) % period == 0;
}

// The next unit that is due. Its records are opened, so that its commands are told from others'.
static PyObject *round_next(PyObject *object)
{
    plain_round *self = (plain_round *)object;
    myr_system *system = self->system;
    myri_writer *out = &system->lease.out;
    if (self->is_open)
        myri_writer_end(out, 0, false);
    self->is_open = false;
    while (self->next < system->agent_end) {
        plain_agent *agent = &system->agents[self->next++];
        if (!is_due(system, agent))
            continue;
        if (!myri_writer_begin(out, agent->def.entity))
            bench_die("the buffer of plain CPython is full");
        self->is_open = true;
        system->vm->speaker = agent->def.entity;
        system->stats.thinks++;
        if (agent->first != NULL)
            letters_hand_over(system, agent);
        if (agent->has_think)
            return Py_NewRef(agent->object);
    }
    return NULL;
}

static void round_type_make(myr_system *system)
{
    PyType_Slot slots[] = {
        {Py_tp_iter, PyObject_SelfIter}, {Py_tp_iternext, round_next}, {0, NULL}};
    PyType_Spec spec = {
        .name = "plain.round",
        .basicsize = sizeof(plain_round),
        .flags = Py_TPFLAGS_DEFAULT,
        .slots = slots,
    };
    system->round_type = (PyTypeObject *)PyType_FromSpec(&spec);
    PyObject *space = PyDict_New();
    if (system->round_type == NULL || space == NULL ||
        PyDict_SetItemString(space, "__builtins__", PyEval_GetBuiltins()) < 0)
        die_of_python();
    PyObject *done = PyRun_String("def turn(units):\n"
                                  "    for unit in units:\n"
                                  "        unit.think()\n",
                                  Py_file_input, space, space);
    system->turn = PyDict_GetItemString(space, "turn");
    if (done == NULL || system->turn == NULL)
        die_of_python();
}

// ------------------------------------------------------------------------------- life of a system

myr_system *myr_create(const myr_def *def, myr_error *error)
{
    myr_system *system =
        aligned_alloc(MYRI_ALIGN, (sizeof *system + MYRI_ALIGN - 1) & ~(size_t)(MYRI_ALIGN - 1));
    if (system == NULL)
        bench_die("no memory");
    memset(system, 0, sizeof *system);
    system->program = myri_program_create(def, error);
    if (system->program == NULL)
        return NULL;
    myri_region_layout layout = myri_region_layout_for(system->program, 2);
    if (!myri_region_create(&system->region, &layout, false, error))
        return NULL;
    // As in a child: the main interpreter, on this thread.
    system->runtime = myrpy_runtime_create(system->program, true, error);
    system->vm = system->runtime != NULL ? myrpy_vm_create(system->runtime, 0, error) : NULL;
    if (system->vm == NULL)
        return NULL;
    system->agents = bench_alloc(system->program->entity_capacity, sizeof *system->agents);
    system->types = bench_alloc(system->program->script_count, sizeof(PyObject *));
    system->tape = bench_alloc(1, TAPE_BYTES);
    system->slot = -1;
    round_type_make(system);
    return system;
}

void myr_destroy(myr_system *system)
{
    (void)system; // the program ends
}

bool myr_ready(myr_system *system, int64_t timeout_us, myr_error *error)
{
    (void)system;
    (void)timeout_us;
    (void)error;
    return true;
}

float myr_progress(const myr_system *system)
{
    (void)system;
    return 1.0f;
}

bool myr_shutdown(void)
{
    return true;
}

bool myr_fill_static(myr_system *system, size_t byte_count,
                     void (*fill)(void *user, void *bytes, size_t byte_count), void *user)
{
    void *bytes = myri_static_begin(&system->region, byte_count);
    if (bytes == NULL)
        return false;
    fill(user, bytes, byte_count);
    myri_static_commit(&system->region, byte_count);
    return true;
}

static void bytes_copy(void *user, void *bytes, size_t byte_count)
{
    memcpy(bytes, user, byte_count);
}

bool myr_publish_static(myr_system *system, const void *bytes, size_t byte_count)
{
    return myr_fill_static(system, byte_count, bytes_copy, (void *)bytes);
}

myr_stats myr_stats_get(const myr_system *system)
{
    myr_stats stats = system->stats;
    stats.interpreter_count = 1;
    return stats;
}

// ------------------------------------------------------------------------------------------ agents

bool myr_agent_add(myr_system *system, const myr_agent *agent, myr_error *error)
{
    (void)error;
    uint32_t index = myr_entity_index(agent->entity);
    plain_agent *place = &system->agents[index];
    *place = (plain_agent){.def = *agent};
    place->last = &place->first;
    if (index >= system->agent_end)
        system->agent_end = index + 1;
    return true;
}

void myr_agent_remove(myr_system *system, myr_entity entity)
{
    plain_agent *agent = &system->agents[myr_entity_index(entity)];
    if (agent->def.entity != entity)
        return;
    for (plain_letter *letter = agent->first; letter != NULL;) {
        plain_letter *next = letter->next;
        Py_DECREF(letter->message);
        free(letter);
        letter = next;
    }
    Py_XDECREF(agent->object);
    *agent = (plain_agent){0};
}

void myr_event_post(myr_system *system, myr_entity entity, uint32_t event, const myr_value *args,
                    uint32_t arg_count)
{
    (void)system;
    (void)entity;
    (void)event;
    (void)args;
    (void)arg_count;
}

static void agent_make(myr_system *system, plain_agent *agent)
{
    const myri_script *script = &system->program->scripts[agent->def.script];
    PyObject **type = &system->types[agent->def.script];
    if (*type == NULL) {
        PyObject *module = PyImport_ImportModule(script->module);
        *type = module != NULL ? PyObject_GetAttrString(module, script->name) : NULL;
        if (*type == NULL)
            die_of_python();
    }
    system->vm->making = system->vm->speaker = agent->def.entity;
    agent->object = PyObject_CallNoArgs(*type);
    if (agent->object == NULL)
        die_of_python();
    agent->has_think = PyObject_HasAttr(agent->object, system->vm->think_name);
    agent->has_ear = PyObject_HasAttr(agent->object, system->vm->on_message_name);
}

// ---------------------------------------------------------------------------------- slots, filled

// Where the slot of a field lies in the objects of a class with __slots__.
static Py_ssize_t slot_offset(PyTypeObject *type, const char *name)
{
    PyObject *slot = PyObject_GetAttrString((PyObject *)type, name);
    if (slot == NULL || Py_TYPE(slot) != &PyMemberDescr_Type)
        bench_die("class %s has no slot '%s'", type->tp_name, name);
    Py_ssize_t offset = ((PyMemberDescrObject *)slot)->d_member->offset;
    Py_DECREF(slot);
    return offset;
}

// What a host does that keeps its units' attributes in their objects: writes all of them, each
// tick.
static void slots_fill(myr_system *system)
{
    const myr_view *view = &system->lease.view;
    const myri_program *program = system->program;
    PyTypeObject *type = (PyTypeObject *)system->types[0];
    Py_ssize_t offsets[64];
    for (uint32_t f = 0; f < program->field_count; f++)
        offsets[f] = slot_offset(type, program->fields[f].name);
    for (uint32_t i = 0; i < system->agent_end; i++) {
        char *object = (char *)system->agents[i].object;
        int32_t row = myr_view_row(view, system->agents[i].def.entity);
        for (uint32_t f = 0; f < program->field_count && object != NULL && row >= 0; f++) {
            PyObject *value =
                program->fields[f].type == MYR_INT
                    ? PyLong_FromLong(((const int32_t *)view->columns[f])[row])
                    : PyFloat_FromDouble((double)((const float *)view->columns[f])[row]);
            if (value == NULL)
                die_of_python();
            PyObject **slot = (PyObject **)(void *)(object + offsets[f]);
            Py_XSETREF(*slot, value);
        }
    }
}

// -------------------------------------------------------------------------------------------- tick

bool myr_publish(myr_system *system, const myr_frame *frame, myr_error *error)
{
    myri_vm *vm = system->vm;
    if (system->slot >= 0)
        myri_region_release(&system->region, system->slot);
    system->slot = myri_region_acquire(&system->region);
    if (!myri_snapshot_write(&system->region, system->slot, system->program, frame, error))
        return false;
    int64_t begin_ns = bench_thread_ns();
    myri_view_init(&system->lease.view, system->program, &system->region, system->slot);
    myri_writer_init(&system->lease.out, system->program, system->tape, TAPE_BYTES);
    system->lease.job = &system->job;
    vm->lease = &system->lease;
    vm->view = &system->lease.view;
    vm->serial = ++vm->last_serial;
    for (uint32_t i = 0; i < system->agent_end; i++)
        if (system->agents[i].def.entity != MYR_ENTITY_NONE && system->agents[i].object == NULL)
            agent_make(system, &system->agents[i]);
    if (bench_count("fill", 0) != 0)
        slots_fill(system);
    plain_round *round = PyObject_New(plain_round, system->round_type);
    if (round == NULL)
        die_of_python();
    round->system = system;
    round->next = 0;
    round->is_open = false;
    PyObject *done = PyObject_CallOneArg(system->turn, (PyObject *)round);
    if (done == NULL)
        die_of_python();
    Py_DECREF(done);
    Py_DECREF(round);
    // As often as in the pool.
    if (frame->tick / MYRPY_COLLECT_TICKS != system->last_collection) {
        system->last_collection = frame->tick / MYRPY_COLLECT_TICKS;
        Py_XDECREF(PyObject_CallNoArgs(vm->collect));
    }
    system->stats.think_s += (double)(bench_thread_ns() - begin_ns) * 1e-9;
    return true;
}

static void letter_add(myr_system *system, plain_agent *agent, PyObject *message)
{
    if (agent->object == NULL || !agent->has_ear ||
        agent->letter_count == system->program->message_capacity)
        return;
    plain_letter *letter = bench_alloc(1, sizeof *letter);
    letter->message = Py_NewRef(message);
    *agent->last = letter;
    agent->last = &letter->next;
    agent->letter_count++;
}

static void message_deliver(myr_system *system, myr_entity from, const myri_out_message *out)
{
    PyObject *message = myrpy_message_make(system->vm, from, out + 1, out->payload_bytes);
    if (message == NULL)
        die_of_python();
    system->stats.messages++;
    if (out->target == MYRI_TO_ENTITY) {
        plain_agent *agent = &system->agents[myr_entity_index(out->entity)];
        if (agent->def.entity == out->entity)
            letter_add(system, agent, message);
    } else {
        for (uint32_t i = 0; i < system->agent_end; i++) {
            plain_agent *agent = &system->agents[i];
            if (agent->def.entity != MYR_ENTITY_NONE && agent->def.entity != from &&
                agent->def.team == out->team)
                letter_add(system, agent, message);
        }
    }
    Py_DECREF(message);
}

// Room for everything that the tape can hold.
static void results_reserve(myr_system *system)
{
    uint32_t records = system->lease.out.tape.used / sizeof(myri_out_command) + 1;
    if (records <= system->call_capacity)
        return;
    free(system->calls);
    free(system->values);
    system->call_capacity = system->value_capacity = records * 2;
    system->calls = bench_alloc(system->call_capacity, sizeof *system->calls);
    system->values = bench_alloc(system->value_capacity, sizeof *system->values);
}

const myr_results *myr_collect(myr_system *system, int64_t timeout_us)
{
    (void)timeout_us;
    const myri_tape *tape = &system->lease.out.tape;
    const myri_record *record;
    uint32_t offset = 0, value_count = 0;
    bool is_broken = false;
    myr_entity speaker = MYR_ENTITY_NONE;
    system->results = (myr_results){0};
    results_reserve(system);
    while ((record = myri_next(tape, &offset, &is_broken)) != NULL) {
        if (record->kind == MYRI_OUT_AGENT) {
            speaker = ((const myri_out_agent *)record)->entity;
        } else if (record->kind == MYRI_OUT_COMMAND) {
            const myri_out_command *out = (const myri_out_command *)record;
            myr_call *call = &system->calls[system->results.command_count++];
            myr_value *values = system->values + value_count;
            myri_values(record, sizeof *out, out->value_count, values);
            *call = (myr_call){speaker, out->command, out->value_count, values};
            value_count += out->value_count;
        } else if (record->kind == MYRI_OUT_MESSAGE) {
            message_deliver(system, speaker, (const myri_out_message *)record);
        }
    }
    system->stats.commands += system->results.command_count;
    system->results.commands = system->calls;
    return &system->results;
}
