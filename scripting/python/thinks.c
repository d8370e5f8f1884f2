// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// thinks.c: think() is called by a loop in Python, over an iterator in C:
//
//     for unit in units:          <- thinks_next: the think before is over, this one begins
//         answer = unit.think()
//         if answer is not None:
//             return answer
//
// CPython goes from one Python function into another without leaving its own loop, and remembers
// there where a method was found; called from C, a think of one line takes half as long again. What
// follows from it:
//
//   - The iterator goes on only from one bare think to the next bare think. Whatever is out of the
//     ordinary (an event, a message, a record of another kind, a cut, half a printed line, memory
//     that ran short) ends the loop, and run.c goes on.
//   - An error that a think raises leaves the loop with the turn of its agent open.
//   - The loop is a frame under each think, which scripts can find, and the iterator with it. Its
//     globals are empty. The iterator answers nobody but the loop: whoever else calls it is deeper
//     in calls.

#include "turn.h"

typedef struct thinks_object {
    PyObject_HEAD myri_vm *vm;
    myrpy_turn *turn;           // whose think it is; NULL: the loop is not running
    myrpy_unit *first;          // borrowed; NULL: it has begun
    const PyThreadState *state; // of the loop
    int depth;                  // of its calls
} thinks_object;

// Whether the think that is over left nothing that has to be looked at.
static bool is_clean(const myri_vm *vm)
{
    const myri_lease *lease = vm->lease;
    return !(vm->is_cut | vm->is_traced | vm->is_collection_due | vm->account.is_refused |
             vm->account.is_short) &&
           vm->lost_wait == NULL && vm->line_bytes == 0 && lease->before == NULL &&
           !atomic_load_explicit(&lease->job->is_cancelled, memory_order_relaxed);
}

// The next record, if it is a think; as myri_next would have it.
static const myri_in_agent *think_peek(const myri_vm *vm)
{
    const myri_tape *in = &vm->lease->in;
    if (in->used > in->capacity || in->used - vm->in_offset < sizeof(myri_in_agent))
        return NULL;
    const myri_in_agent *record = (const myri_in_agent *)(in->base + vm->in_offset);
    bool is_think = record->record.kind == MYRI_IN_THINK &&
                    record->record.bytes == sizeof *record && record->value_count == 0;
    return is_think ? record : NULL;
}

// The agent of a think that is nothing but a call of think().
static const myrpy_slot *bare_slot(myri_vm *vm, const myrpy_turn *turn, myr_entity entity)
{
    const myrpy_slot *slot = myrpy_slot_find(vm, myr_entity_index(entity));
    if (slot == NULL || slot->agent == NULL || slot->agent->being.entity != entity ||
        entity == turn->entity)
        return NULL;
    const myrpy_unit *agent = slot->agent;
    bool is_unit = vm->program->scripts[agent->script].role != MYR_ROLE_REFEREE;
    return is_unit && agent->has_think && !myrpy_live_is_due(agent) ? slot : NULL;
}

// What turn_close and turn_open do, of which a clean think and a bare one need this.
static void turn_advance(myri_vm *vm, myrpy_turn *turn, const myrpy_slot *slot)
{
    myri_job *job = vm->lease->job;
    myri_writer *out = &vm->lease->out;
    myr_entity entity = slot->agent->being.entity;
    out->began_ns = atomic_load_explicit(&job->think_started_ns, memory_order_relaxed);
    myri_writer_end(out, myri_think_next(job, entity), false);
    myri_writer_begin(out, entity);
    turn->entity = entity;
    turn->agent = slot->agent;
    turn->script = slot->agent->script;
    vm->speaker = entity;
    vm->new_count = 0;
    vm->budget_us = slot->budget_us;
    vm->in_offset += sizeof(myri_in_agent);
    job->thinks++;
}

static PyObject *thinks_next(PyObject *object)
{
    thinks_object *self = (thinks_object *)object;
    if (self->turn == NULL)
        return NULL;
    if (self->first != NULL) {
        PyObject *first = Py_NewRef((PyObject *)self->first);
        self->first = NULL;
        self->depth = myrpy_depth(self->state);
        return first;
    }
    myri_vm *vm = self->vm;
    if (self->depth != myrpy_depth(self->state) || !is_clean(vm))
        return NULL;
    const myri_in_agent *record = think_peek(vm);
    const myrpy_slot *slot = record == NULL ? NULL : bare_slot(vm, self->turn, record->entity);
    if (slot == NULL || !myri_writer_has_room(&vm->lease->out))
        return NULL;
    myri_lease_take(vm->lease, &record->record);
    turn_advance(vm, self->turn, slot);
    return Py_NewRef((PyObject *)slot->agent);
}

static void thinks_dealloc(PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);
    PyObject_Free(object);
    Py_DECREF(type);
}

bool myrpy_thinks_init(myri_vm *vm)
{
    PyType_Slot slots[] = {
        {Py_tp_iter, PyObject_SelfIter},
        {Py_tp_iternext, thinks_next},
        {Py_tp_dealloc, thinks_dealloc},
        {0, NULL},
    };
    PyType_Spec spec = {
        .name = "myrmidon.thinks",
        .basicsize = sizeof(thinks_object),
        .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
        .slots = slots,
    };
    PyTypeObject *type = (PyTypeObject *)PyType_FromSpec(&spec);
    if (type == NULL)
        return false;
    thinks_object *thinks = PyObject_New(thinks_object, type);
    Py_DECREF(type);
    if (thinks == NULL)
        return false;
    thinks->vm = vm;
    thinks->turn = NULL;
    thinks->first = NULL;
    vm->thinks = (PyObject *)thinks;
    vm->think_loop = Py_XNewRef(PyDict_GetItemString(vm->boot, "thinks"));
    return vm->think_loop != NULL;
}

PyObject *myrpy_thinks_run(myri_vm *vm, myrpy_turn *turn)
{
    // A step out of think() must end with the turn, not in the loop.
    if (vm->program->is_debugged)
        return PyObject_CallMethodNoArgs((PyObject *)turn->agent, vm->think_name);
    thinks_object *thinks = (thinks_object *)vm->thinks;
    thinks->turn = turn;
    thinks->first = turn->agent;
    thinks->state = PyThreadState_Get();
    PyObject *answer = PyObject_CallOneArg(vm->think_loop, vm->thinks);
    thinks->turn = NULL;
    thinks->first = NULL;
    return answer;
}
