// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// wait_type.c: what live() can await: a tick, a time, a condition, a message, an event. Each is a
// small object that yields itself to whoever drives the coroutine (see live.c) until what it waits
// for is there, and then answers.
//
//     live():  x = await self.sleep(1)      a wait is made, and awaited: wait_next()
//              |  not yet: yields the wait  -> live.c keeps it and returns to the job
//              |  tick + 1 s: resumed       <- live.c; wait_next() again: there: answers
//
// A wait that nobody awaits is the commonest slip of all (`self.sleep(1)`), and does nothing: it is
// noticed when it goes, and the turn fails at that line.

#include "myrpy.h"

#include <math.h>

#define NEVER UINT64_MAX

static const char *const kind_names[] = {"tick", "sleep", "until", "message", "event", NULL};

static const char *wait_name(const myrpy_wait *wait)
{
    return wait->name != NULL ? wait->name : kind_names[wait->kind];
}

static myrpy_wait *wait_make(myri_vm *vm, myr_entity entity, myrpy_wait_kind kind)
{
    myrpy_wait *wait = PyObject_GC_New(myrpy_wait, vm->wait_type);
    if (wait == NULL)
        return NULL;
    wait->vm = vm;
    wait->entity = entity;
    wait->kind = (uint8_t)kind;
    wait->is_started = wait->is_done = wait->is_of_order = false;
    wait->events = 0;
    wait->ticks = wait->due_tick = NEVER;
    wait->name = NULL;
    wait->inner = wait->result = NULL;
    PyObject_GC_Track(wait);
    return wait;
}

// ------------------------------------------------------------------------------------------- being

static int wait_traverse(PyObject *object, visitproc visit, void *arg)
{
    const myrpy_wait *wait = (const myrpy_wait *)object;
    Py_VISIT(Py_TYPE(object));
    Py_VISIT(wait->inner);
    Py_VISIT(wait->result);
    return 0;
}

static int wait_clear(PyObject *object)
{
    myrpy_wait *wait = (myrpy_wait *)object;
    Py_CLEAR(wait->inner);
    Py_CLEAR(wait->result);
    return 0;
}

// In the turn of the unit that made it, and not while an error unwinds.
static void note_unawaited(const myrpy_wait *wait)
{
    myri_vm *vm = wait->vm;
    if (wait->is_started || vm->lost_wait != NULL || !vm->is_writing ||
        wait->entity != vm->speaker || PyErr_Occurred() != NULL || vm->is_cut)
        return;
    vm->lost_wait = wait_name(wait);
    vm->lost_source = myrpy_place(vm, &vm->lost_line);
}

static void wait_dealloc(PyObject *object)
{
    myrpy_wait *wait = (myrpy_wait *)object;
    PyTypeObject *type = Py_TYPE(object);
    PyObject_GC_UnTrack(object);
    note_unawaited(wait);
    if (wait->kind == MYRPY_WAIT_CALL && !wait->is_started && wait->inner != NULL) {
        // Closed before it began, a coroutine does not warn of not having been awaited.
        PyObject *error = PyErr_GetRaisedException();
        Py_XDECREF(PyObject_CallMethod(wait->inner, "close", NULL));
        PyErr_Clear();
        PyErr_SetRaisedException(error);
    }
    wait_clear(object);
    PyObject_GC_Del(object);
    Py_DECREF(type);
}

static PyObject *wait_repr(PyObject *object)
{
    return PyUnicode_FromFormat("<await self.%s(...)>", wait_name((const myrpy_wait *)object));
}

// ---------------------------------------------------------------------------------------- awaiting

static uint64_t now(const myri_vm *vm)
{
    return vm->view->snapshot->tick;
}

static uint64_t due_in(const myri_vm *vm, uint64_t ticks)
{
    return ticks >= NEVER - now(vm) ? NEVER : now(vm) + ticks;
}

static void answer(myrpy_wait *wait, PyObject *result)
{
    wait->is_done = true;
    Py_XSETREF(wait->result, result);
}

// The condition as it is now; false: it raised.
static bool until_look(myrpy_wait *wait)
{
    PyObject *value = PyObject_CallNoArgs(wait->inner);
    int is_true = value == NULL ? -1 : PyObject_IsTrue(value);
    if (is_true > 0 || (is_true == 0 && now(wait->vm) >= wait->due_tick))
        answer(wait, Py_NewRef(value));
    Py_XDECREF(value);
    return is_true >= 0;
}

static bool message_take(myrpy_wait *wait, PyObject *letters)
{
    if (letters == NULL || PyList_GET_SIZE(letters) == 0)
        return true;
    answer(wait, Py_NewRef(PyList_GET_ITEM(letters, 0)));
    return PyList_SetSlice(letters, 0, 1, NULL) == 0;
}

// Looks whether it is there. False: an error is set.
static bool wait_look(myrpy_wait *wait)
{
    myri_vm *vm = wait->vm;
    if (wait->kind == MYRPY_WAIT_UNTIL)
        return until_look(wait);
    if (wait->kind == MYRPY_WAIT_MESSAGE && !message_take(wait, vm->living->letters))
        return false;
    if (!wait->is_done && now(vm) >= wait->due_tick)
        answer(wait, Py_NewRef(Py_None));
    return true;
}

static bool wait_check(const myrpy_wait *wait)
{
    const myri_vm *vm = wait->vm;
    if (vm->serial != 0 && vm->living != NULL && vm->living->being.entity == wait->entity)
        return true;
    PyErr_Format(PyExc_RuntimeError, "%s() can be awaited in its own unit's live() only",
                 wait_name(wait));
    return false;
}

// A yield of itself, or the end with the result.
static PyObject *wait_next(PyObject *object)
{
    myrpy_wait *wait = (myrpy_wait *)object;
    if (!wait->is_done) {
        if (!wait_check(wait))
            return NULL;
        if (!wait->is_started)
            wait->due_tick = due_in(wait->vm, wait->ticks);
        wait->is_started = true;
        if (!wait_look(wait))
            return NULL;
        if (!wait->is_done)
            return Py_NewRef(object);
    }
    if (wait->result == NULL || wait->result == Py_None)
        return NULL; // the end, with None
    // The instance is made here: of a bare tuple, which results are, Python would make its
    // arguments.
    PyObject *stop = PyObject_CallOneArg(PyExc_StopIteration, wait->result);
    if (stop != NULL)
        PyErr_SetObject(PyExc_StopIteration, stop);
    Py_XDECREF(stop);
    return NULL;
}

static PyObject *wait_await(PyObject *object)
{
    myrpy_wait *wait = (myrpy_wait *)object;
    if (wait->kind != MYRPY_WAIT_CALL)
        return Py_NewRef(object);
    wait->is_started = true;
    return Py_TYPE(wait->inner)->tp_as_async->am_await(wait->inner);
}

bool myrpy_wait_is_due(const myrpy_wait *wait)
{
    return wait->is_done || wait->kind == MYRPY_WAIT_UNTIL || now(wait->vm) >= wait->due_tick;
}

uint64_t myrpy_wait_asleep_until(const myrpy_wait *wait)
{
    if (wait->is_done || wait->kind == MYRPY_WAIT_UNTIL)
        return 0;
    return wait->due_tick == NEVER ? MYRI_ASLEEP : wait->due_tick;
}

bool myrpy_wait_hears(const myrpy_wait *wait, uint32_t event)
{
    return wait->kind == MYRPY_WAIT_EVENT && !wait->is_done && (wait->events >> event & 1) != 0;
}

void myrpy_wait_call_off(myrpy_wait *wait)
{
    if (wait->is_of_order && !wait->is_done)
        answer(wait, Py_NewRef(Py_None));
}

void myrpy_wait_hear(myrpy_wait *wait, PyObject *event)
{
    answer(wait, Py_NewRef(event));
}

// ------------------------------------------------------------------------------ what units offer

// Seconds as ticks: one at least, since nothing comes back in the same think.
static bool to_ticks(myri_vm *vm, const char *function, const char *name, PyObject *object,
                     uint64_t *ticks)
{
    myr_value value;
    *ticks = NEVER;
    if (object == NULL || object == Py_None)
        return true;
    if (!myrpy_to_value(vm, function, name, MYR_FLOAT, object, &value))
        return false;
    if (value.number < 0) {
        PyErr_Format(PyExc_ValueError, "%s() argument '%s' must be 0 or more seconds", function,
                     name);
        return false;
    }
    // Rounding must not make a wait of 0.3 s at 10 Hz one of four ticks.
    double exact = ceil(value.number * vm->program->tick_rate_hz - 1e-6);
    *ticks = exact < 1 ? 1 : exact > 1e15 ? NEVER : (uint64_t)exact;
    return true;
}

// The wait of a unit in its own think, with the optional timeout in `timeout`.
static myrpy_wait *wait_begin(myrpy_being *self, myrpy_wait_kind kind, PyObject *timeout)
{
    myri_vm *vm = self->vm;
    uint64_t ticks;
    if (self->entity != vm->speaker || vm->serial == 0) {
        PyErr_Format(PyExc_RuntimeError, "%s(): a unit waits only in its own live()",
                     kind_names[kind]);
        return NULL;
    }
    if (!to_ticks(vm, kind_names[kind], "timeout", timeout, &ticks))
        return NULL;
    myrpy_wait *wait = wait_make(vm, self->entity, kind);
    if (wait != NULL)
        wait->ticks = ticks;
    return wait;
}

PyObject *myrpy_unit_sleep(PyObject *object, PyObject *const *args, Py_ssize_t count,
                           PyObject *keywords)
{
    static const char *const names[] = {"seconds"};
    PyObject *slots[1];
    uint64_t ticks;
    if (!myrpy_bind("sleep", names, 1, 1, args, count, keywords, slots))
        return NULL;
    if (slots[0] == NULL) {
        PyErr_SetString(PyExc_TypeError, "sleep() is missing its argument 'seconds'");
        return NULL;
    }
    if (slots[0] != Py_None &&
        !to_ticks(((myrpy_being *)object)->vm, "sleep", "seconds", slots[0], &ticks))
        return NULL;
    if (slots[0] == Py_None) {
        PyErr_SetString(PyExc_TypeError, "sleep() argument 'seconds' must be a number, not None");
        return NULL;
    }
    myrpy_wait *wait = wait_begin((myrpy_being *)object, MYRPY_WAIT_SLEEP, NULL);
    if (wait != NULL)
        wait->ticks = ticks;
    return (PyObject *)wait;
}

PyObject *myrpy_unit_until(PyObject *object, PyObject *const *args, Py_ssize_t count,
                           PyObject *keywords)
{
    static const char *const names[] = {"condition", "timeout"};
    PyObject *slots[2];
    if (!myrpy_bind("until", names, 2, 1, args, count, keywords, slots))
        return NULL;
    if (slots[0] == NULL || !PyCallable_Check(slots[0])) {
        PyErr_Format(PyExc_TypeError,
                     "until() argument 'condition' must be a function without arguments, such as "
                     "'lambda: self.hp < 5', not %.100s",
                     slots[0] == NULL      ? "left out"
                     : slots[0] == Py_None ? "None"
                                           : Py_TYPE(slots[0])->tp_name);
        return NULL;
    }
    myrpy_wait *wait = wait_begin((myrpy_being *)object, MYRPY_WAIT_UNTIL, slots[1]);
    if (wait != NULL)
        wait->inner = Py_NewRef(slots[0]);
    return (PyObject *)wait;
}

PyObject *myrpy_unit_message(PyObject *object, PyObject *const *args, Py_ssize_t count,
                             PyObject *keywords)
{
    static const char *const names[] = {"timeout"};
    PyObject *slots[1];
    if (!myrpy_bind("message", names, 1, 0, args, count, keywords, slots))
        return NULL;
    return (PyObject *)wait_begin((myrpy_being *)object, MYRPY_WAIT_MESSAGE, slots[0]);
}

static bool unknown_event(const myri_vm *vm, PyObject *name)
{
    char known[512] = "";
    myrpy_text text = {known, 0, sizeof known};
    for (uint32_t i = 0; i < vm->program->event_count; i++)
        myrpy_text_add(&text, "%s'%s'", i == 0 ? "" : ", ", vm->program->events[i].name);
    const char *names[64], *utf8 = PyUnicode_AsUTF8(name);
    for (uint32_t i = 0; i < vm->program->event_count; i++)
        names[i] = vm->program->events[i].name;
    const char *near = utf8 == NULL ? NULL : myrpy_closest(utf8, names, vm->program->event_count);
    PyErr_Clear();
    char hint[96] = "";
    if (near != NULL)
        snprintf(hint, sizeof hint, ". Did you mean: '%.64s'?", near);
    PyErr_Format(PyExc_ValueError, "event(): there is no event '%U': known are %s%s", name, known,
                 hint);
    return false;
}

static bool event_bit(const myri_vm *vm, PyObject *name, uint64_t *bits)
{
    if (!PyUnicode_Check(name)) {
        PyErr_Format(PyExc_TypeError, "event() takes names of events, such as 'hit', not %.100s",
                     name == Py_None ? "None" : Py_TYPE(name)->tp_name);
        return false;
    }
    for (uint32_t i = 0; i < vm->program->event_count; i++)
        if (PyUnicode_CompareWithASCIIString(name, vm->program->events[i].name) == 0) {
            *bits |= (uint64_t)1 << i;
            return true;
        }
    return unknown_event(vm, name);
}

PyObject *myrpy_unit_event(PyObject *object, PyObject *const *args, Py_ssize_t count,
                           PyObject *keywords)
{
    static const char *const names[] = {"timeout"};
    const myri_vm *vm = ((myrpy_being *)object)->vm;
    PyObject *timeout;
    uint64_t bits = 0;
    if (!myrpy_bind("event", names, 1, 0, args + count, 0, keywords, &timeout))
        return NULL;
    if (count == 0) {
        PyErr_SetString(PyExc_TypeError, "event() needs the name of an event, such as 'hit'");
        return NULL;
    }
    for (Py_ssize_t i = 0; i < count; i++)
        if (!event_bit(vm, args[i], &bits))
            return NULL;
    myrpy_wait *wait = wait_begin((myrpy_being *)object, MYRPY_WAIT_EVENT, timeout);
    if (wait != NULL)
        wait->events = bits;
    return (PyObject *)wait;
}

PyObject *myrpy_wait_call(myri_vm *vm, const char *name, PyObject *coroutine)
{
    myrpy_wait *wait = wait_make(vm, vm->speaker, MYRPY_WAIT_CALL);
    if (wait != NULL) {
        wait->name = name;
        wait->inner = Py_NewRef(coroutine);
    }
    return (PyObject *)wait;
}

// --------------------------------------------------------------------------------- tick and tick()

// self.tick is a number, and self.tick() waits for the next one.
static PyObject *tick_call(PyObject *object, PyObject *args, PyObject *keywords)
{
    (void)object;
    myri_vm *vm = myrpy_vm_current();
    if (PyTuple_GET_SIZE(args) != 0 || (keywords != NULL && PyDict_GET_SIZE(keywords) != 0)) {
        PyErr_SetString(PyExc_TypeError, "tick() takes no arguments");
        return NULL;
    }
    if (vm == NULL || vm->serial == 0 || vm->speaker == MYR_ENTITY_NONE) {
        PyErr_SetString(PyExc_RuntimeError, "tick(): a unit waits only in its own live()");
        return NULL;
    }
    myrpy_wait *wait = wait_make(vm, vm->speaker, MYRPY_WAIT_TICK);
    if (wait != NULL)
        wait->ticks = 1;
    return (PyObject *)wait;
}

bool myrpy_is_tick(PyObject *object)
{
    return PyLong_Check(object) && Py_TYPE(object)->tp_call == tick_call;
}

PyObject *myrpy_tick_get(myri_vm *vm)
{
    uint64_t tick = now(vm);
    if (vm->tick_object == NULL || vm->tick_number != tick) {
        PyObject *made = PyObject_CallFunction((PyObject *)vm->tick_type, "K", tick);
        if (made == NULL)
            return NULL;
        Py_XSETREF(vm->tick_object, made);
        vm->tick_number = tick;
    }
    return Py_NewRef(vm->tick_object);
}

static bool tick_type_init(myri_vm *vm, PyObject *module)
{
    PyType_Slot slots[] = {
        {Py_tp_doc, "The number of a tick. Called, it can be awaited: await self.tick()."},
        {Py_tp_call, tick_call},
        {0, NULL},
    };
    PyType_Spec spec = {
        .name = "myrmidon.Tick",
        .flags = Py_TPFLAGS_DEFAULT,
        .slots = slots,
    };
    vm->tick_type =
        (PyTypeObject *)PyType_FromModuleAndSpec(module, &spec, (PyObject *)&PyLong_Type);
    return vm->tick_type != NULL;
}

bool myrpy_wait_types_init(myri_vm *vm, PyObject *module)
{
    PyType_Slot slots[] = {
        {Py_tp_doc, "What live() can await."},
        {Py_am_await, wait_await},
        {Py_tp_iter, PyObject_SelfIter},
        {Py_tp_iternext, wait_next},
        {Py_tp_repr, wait_repr},
        {Py_tp_traverse, wait_traverse},
        {Py_tp_clear, wait_clear},
        {Py_tp_dealloc, wait_dealloc},
        {0, NULL},
    };
    PyType_Spec spec = {
        .name = "myrmidon.Wait",
        .basicsize = sizeof(myrpy_wait),
        .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION |
                 Py_TPFLAGS_IMMUTABLETYPE,
        .slots = slots,
    };
    vm->wait_type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &spec, NULL);
    return vm->wait_type != NULL && tick_type_init(vm, module);
}
