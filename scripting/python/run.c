// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// run.c: one job of one interpreter: its in-tape, walked once.
//
//     ADD e7 | EVENT e7 | THINK e7 | MESSAGE e9 | THINK e9 | DROP e11
//     '---- one turn of e7 -------' '- a turn of e9 ------'
//
// Records of one agent that follow one another make a turn (turn.h).

#include "turn.h"

// Calls a handler. `what` is NULL with an error set if it could not be made.
static bool turn_tell(myri_vm *vm, myrpy_turn *turn, PyObject *handler, PyObject *what)
{
    if (handler != NULL && what != NULL)
        return myrpy_turn_settle(vm, turn, PyObject_CallOneArg(handler, what));
    if (what != NULL)
        return true; // nobody listens
    myrpy_turn_fail(vm, turn);
    return false;
}

static bool turn_live(myri_vm *vm, myrpy_turn *turn, bool is_good)
{
    turn->calling = vm->live_name;
    return myrpy_turn_end_call(vm, turn, is_good);
}

static void turn_event(myri_vm *vm, myrpy_turn *turn, myrpy_unit *agent, const myri_record *record)
{
    const myri_in_agent *in = (const myri_in_agent *)record;
    myr_value values[MYR_MAX_ARGS];
    PyObject *handler = NULL;
    uint32_t event = in->script_or_event;
    if (event >= vm->program->event_count ||
        in->value_count != vm->program->events[event].arg_count ||
        !myri_values(record, sizeof *in, in->value_count, values))
        return;
    if ((int32_t)event == vm->death_event && !turn_live(vm, turn, myrpy_live_end(agent)))
        return;
    turn->calling = PyTuple_GET_ITEM(vm->event_names, event);
    int found = myrpy_optional_attribute((PyObject *)agent, turn->calling, &handler);
    if (found == 0 && !myrpy_live_hears(agent, event))
        return;
    PyObject *told = found < 0 ? NULL : myrpy_event_make(vm, event, values, in->value_count);
    if (turn_tell(vm, turn, handler, told) && myrpy_live_hears(agent, event))
        turn_live(vm, turn, myrpy_live_hear(vm, agent, told));
    Py_XDECREF(told);
    Py_XDECREF(handler);
}

static void turn_message(myri_vm *vm, myrpy_turn *turn, myrpy_unit *agent,
                         const myri_record *record)
{
    const myri_in_message *in = (const myri_in_message *)record;
    PyObject *handler = NULL;
    turn->calling = vm->on_message_name;
    int found = myrpy_optional_attribute((PyObject *)agent, vm->on_message_name, &handler);
    if (found == 0 && !agent->has_live)
        return;
    PyObject *message =
        found < 0 ? NULL : myrpy_message_make(vm, in->sender, in + 1, in->payload_bytes);
    if (turn_tell(vm, turn, handler, message) && agent->has_live)
        turn_live(vm, turn, myrpy_live_receive(vm, agent, message));
    Py_XDECREF(message);
    Py_XDECREF(handler);
}

// First live(), the plan, then think(), the reflex: of two orders the last one holds.
static void turn_think(myri_vm *vm, myrpy_turn *turn, myrpy_unit *agent)
{
    vm->lease->job->thinks++;
    if (myrpy_live_is_due(agent) && !turn_live(vm, turn, myrpy_live_run(vm, agent)))
        return;
    if (!agent->has_think)
        return;
    turn->calling = vm->think_name;
    myrpy_turn_settle(vm, turn, myrpy_thinks_run(vm, turn));
}

static void turn_order(myri_vm *vm, myrpy_turn *turn, const myri_record *record)
{
    if (turn->orders == NULL)
        turn->orders = PyList_New(0);
    PyObject *order = turn->orders == NULL
                          ? NULL
                          : myrpy_order_create(vm, (uint32_t)PyList_GET_SIZE(turn->orders),
                                               (const myri_in_order *)record);
    if (order == NULL || PyList_Append(turn->orders, order) < 0)
        myrpy_turn_fail(vm, turn);
    Py_XDECREF(order);
}

static void turn_start(myri_vm *vm, myrpy_turn *turn, myrpy_unit *agent)
{
    PyObject *start = NULL;
    turn->calling = vm->start_name;
    int found = myrpy_optional_attribute((PyObject *)agent, vm->start_name, &start);
    agent->has_started = true;
    if (found > 0)
        myrpy_turn_settle(vm, turn, PyObject_CallNoArgs(start));
    else if (found < 0)
        myrpy_turn_fail(vm, turn);
    Py_XDECREF(start);
}

// Rules that only listen to the player, or only make the map, leave the units' orders alone.
static void turn_allow_all(myri_vm *vm, myrpy_turn *turn)
{
    if (turn->orders != NULL && !myrpy_allow(vm, -1))
        myrpy_turn_fail(vm, turn);
}

static void turn_referee(myri_vm *vm, myrpy_turn *turn, myrpy_unit *agent)
{
    vm->lease->job->thinks++;
    if (!agent->has_started) {
        turn_start(vm, turn, agent);
        return;
    }
    if (!agent->has_think) {
        turn_allow_all(vm, turn);
        return;
    }
    if (turn->orders == NULL)
        turn->orders = PyList_New(0);
    turn->calling = vm->referee_name;
    if (turn->orders == NULL) {
        myrpy_turn_fail(vm, turn);
        return;
    }
    PyObject *args[] = {(PyObject *)agent, turn->orders};
    Py_INCREF(agent);
    myrpy_turn_settle(vm, turn, PyObject_VectorcallMethod(vm->referee_name, args, 2, NULL));
    Py_DECREF(agent);
}

// One agent's plain data, or the interpreter's own, for a save: in a bracket of its own, for it can
// be long; without the quota, for the save is not the script's.
static void run_save(myri_vm *vm, myr_entity entity)
{
    if (vm->is_tape_full)
        return;
    myrpy_account_unlimit(vm);
    myri_think_begin(vm->lease->job, entity);
    vm->is_tape_full = !myrpy_state_save(vm, entity);
    PyErr_Clear();
    myri_think_end(vm->lease->job);
    myrpy_interrupt_clear(vm);
}

static void run_own_restore(myri_vm *vm, const myri_in_restore *in)
{
    myri_think_begin(vm->lease->job, MYR_ENTITY_NONE);
    if (!myrpy_own_restore(vm, in + 1, in->payload_bytes))
        PyErr_Clear();
    myri_think_end(vm->lease->job);
    myrpy_interrupt_clear(vm);
}

// ADD and RESTORE.
static void run_arrival(myri_vm *vm, myrpy_turn *turn, const myri_record *record)
{
    const myri_in_agent *add = (const myri_in_agent *)record;
    const myri_in_restore *restore = (const myri_in_restore *)record;
    bool is_restored = record->kind == MYRI_IN_RESTORE;
    uint32_t script = is_restored ? restore->script : add->script_or_event;
    myrpy_agent_budget(vm, add->entity, is_restored ? restore->budget_us : add->budget_us);
    if (turn->entity != add->entity || !turn->is_open)
        myrpy_turn_open(vm, turn, add->entity, true);
    if (turn->is_skipped)
        myrpy_agent_add_later(vm, add->entity, script);
    else if (!turn->is_over)
        myrpy_agent_add(vm, turn, script, is_restored ? restore : NULL);
}

static myr_entity record_entity(const myri_record *record)
{
    return record->kind == MYRI_IN_MESSAGE ? ((const myri_in_message *)record)->entity
                                           : ((const myri_in_agent *)record)->entity;
}

// Behind all thinks. To an agent that is alive it is a turn, in which its commands count; one that
// was benched can still be looked at.
static void run_ask(myri_vm *vm, myrpy_turn *turn, const myri_in_ask *ask)
{
    if (!turn->is_open || turn->entity != ask->entity || turn->is_over)
        myrpy_turn_open(vm, turn, ask->entity, false);
    if (turn->is_open && !turn->is_over && turn->agent != NULL) {
        PyObject *agent = Py_NewRef((PyObject *)turn->agent);
        myrpy_ask(vm, agent, ask);
        Py_DECREF(agent);
        return;
    }
    myrpy_turn_close(vm, turn, MYR_ENTITY_NONE);
    *turn = (myrpy_turn){0};
    const myrpy_slot *slot = myrpy_slot_get(vm, myr_entity_index(ask->entity), false);
    PyObject *object = slot != NULL ? Py_XNewRef(slot->benched) : NULL;
    if (object != NULL && ((myrpy_unit *)object)->being.entity != ask->entity)
        Py_CLEAR(object);
    myri_think_begin(vm->lease->job, ask->entity);
    myrpy_ask(vm, object, ask);
    Py_XDECREF(object);
    myri_think_end(vm->lease->job);
    myrpy_interrupt_clear(vm);
}

static void run_record(myri_vm *vm, myrpy_turn *turn, const myri_record *record)
{
    myr_entity entity = record_entity(record);
    bool is_own = record->kind == MYRI_IN_RESTORE && entity == MYR_ENTITY_NONE;
    if (record->kind == MYRI_IN_DROP || record->kind == MYRI_IN_SAVE || is_own) {
        myrpy_turn_close(vm, turn, MYR_ENTITY_NONE);
        *turn = (myrpy_turn){0};
        if (is_own)
            run_own_restore(vm, (const myri_in_restore *)record);
        else if (record->kind == MYRI_IN_SAVE)
            run_save(vm, entity);
        else
            myrpy_agent_drop(vm, entity);
        return;
    }
    if (record->kind == MYRI_IN_ADD || record->kind == MYRI_IN_RESTORE) {
        run_arrival(vm, turn, record);
        return;
    }
    if (record->kind == MYRI_IN_ASK) {
        run_ask(vm, turn, (const myri_in_ask *)record);
        return;
    }
    if (turn->entity != entity)
        myrpy_turn_open(vm, turn, entity, false);
    if (turn->is_skipped || turn->is_over)
        return;
    myrpy_unit *agent = turn->agent;
    if (agent == NULL)
        return;
    bool is_referee = vm->program->scripts[turn->script].role == MYR_ROLE_REFEREE;
    if (record->kind == MYRI_IN_EVENT)
        turn_event(vm, turn, agent, record);
    else if (record->kind == MYRI_IN_MESSAGE)
        turn_message(vm, turn, agent, record);
    else if (record->kind == MYRI_IN_ORDER)
        turn_order(vm, turn, record);
    else if (record->kind == MYRI_IN_THINK && is_referee)
        turn_referee(vm, turn, agent);
    else if (record->kind == MYRI_IN_THINK)
        turn_think(vm, turn, agent);
}

void myrpy_vm_run(myri_vm *vm, myri_lease *lease)
{
    pthread_mutex_lock(&vm->lock);
    myrpy_attach(vm, lease->worker);
    myrpy_account_limit(vm);
    vm->is_guarded = !vm->program->is_unguarded && !vm->program->is_debugged;
    vm->lease = lease;
    vm->view = &lease->view;
    vm->serial = ++vm->last_serial;
    vm->sample_ask = atomic_load_explicit(&lease->job->sample_ask, memory_order_relaxed);
    if (lease->code_serial != vm->code_serial)
        myrpy_reload(vm);
    vm->is_tape_full = false;
    myrpy_turn turn = {0};
    vm->in_offset = 0;
    bool is_broken = false;
    const myri_record *record;
    while (!atomic_load_explicit(&lease->job->is_cancelled, memory_order_relaxed) &&
           (record = myri_next(&lease->in, &vm->in_offset, &is_broken)) != NULL) {
        myri_lease_take(lease, record);
        run_record(vm, &turn, record);
    }
    myrpy_turn_close(vm, &turn, MYR_ENTITY_NONE);
    if (lease->job->checkpoint_count > 0)
        myrpy_states_copy(vm, lease->job->checkpoint_count);
    if (vm->sample_count > 0)
        myrpy_samples_flush(vm);
    myrpy_collect_garbage(vm);
    myrpy_state_trim(vm);
    vm->serial = 0;
    vm->view = NULL;
    vm->lease = NULL;
    vm->is_guarded = false;
    myrpy_account_unlimit(vm);
    int64_t used = vm->account.used;
    atomic_store_explicit(&lease->job->memory_bytes, used > 0 ? (uint64_t)used : 0,
                          memory_order_relaxed);
    myrpy_detach(vm);
    pthread_mutex_unlock(&vm->lock);
}
