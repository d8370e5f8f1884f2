// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// vm.c: interpreters are made, kept for the next system, taken again, and ended.
//
//     made --> in use --> kept --> in use ...        (same content and kind of isolation)
//                           |
//                           +--> ended               (another content comes, or shutdown)
//
// Making one is serialised: CPython 3.13 sorts a static table while it sets up its posix module.
// Imports, which are most of the work, run side by side. Ending leaks about 2 MB on 3.13 (none on
// 3.14), which is why they are kept. The struct itself is never freed while Python runs: a call
// that was queued for the interpreter may still name it.
//
// All that exist are in one list under one lock, so that a worker that ends can clear its thread
// states in each.

#include "myrpy.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static pthread_mutex_t registry_lock = PTHREAD_MUTEX_INITIALIZER;
static myri_vm *registry;
#if MYRPY_HAS_THREADS
static pthread_mutex_t making_lock = PTHREAD_MUTEX_INITIALIZER;
#endif

// ----------------------------------------------------------------------------------------- taking

static void vm_assign(myri_vm *vm, myri_runtime *runtime, uint32_t index)
{
    vm->runtime = runtime;
    vm->program = runtime->program;
    vm->index = index;
    vm->edition = myrpy_edition_retain(runtime->first);
    vm->code_serial = 0;
    vm->last_collection = 0;
    atomic_store(&vm->interrupt_serial, 0);
}

static myri_vm *vm_allocate(myri_runtime *runtime, uint32_t index, myr_error *error)
{
    myri_vm *vm = aligned_alloc(MYRI_ALIGN, (sizeof *vm + MYRI_ALIGN - 1) & ~(MYRI_ALIGN - 1));
    if (vm == NULL) {
        myri_error_set(error, "no memory for interpreter %u", index);
        return NULL;
    }
    memset(vm, 0, sizeof *vm);
    pthread_mutex_init(&vm->lock, NULL);
    vm_assign(vm, runtime, index);
    myrpy_account_init(vm);
    vm->schema = myrpy_schema_retain(runtime->schema);
    vm->content_hash = runtime->program->content_hash;
    vm->isolation = runtime->program->isolation;
    return vm;
}

// The random module's seed of one interpreter.
static unsigned long long seed_of(const myri_program *program, uint32_t index)
{
    uint64_t z = program->seed ^ (0xd1b54a32d192ed03u * (index + 1));
    z = (z ^ (z >> 32)) * 0x9e3779b97f4a7c15u;
    return z ^ (z >> 29);
}

static bool report_python_error(myr_error *error, uint32_t index)
{
    char what[64];
    snprintf(what, sizeof what, "interpreter %u cannot be prepared", index);
    return myrpy_python_error(error, what);
}

bool myrpy_library_load(myri_vm *vm)
{
    char name[256];
    for (const char *at = vm->edition->library, *comma; (comma = strchr(at, ',')) != NULL;
         at = comma + 1) {
        snprintf(name, sizeof name, "%.*s", (int)(comma - at), at);
        if (comma > at && !myrpy_boot_call(vm, "preload", "(s)", name))
            return false;
    }
    return true;
}

// Attached, in an interpreter that holds nothing of a script. True unless a Python error is set.
static bool heap_shift(myri_vm *vm)
{
    uint32_t count = vm->program->heap_shift;
    bool is_done = count == 0 || myrpy_boot_call(vm, "shift", "(I)", (unsigned)count);
    if (count > 0)
        myrpy_account_init(vm);
    return is_done;
}

static bool debug_prepare(myri_vm *vm)
{
    myrpy_bytes text = {0};
    bool is_done = myrpy_text_compile(myrpy_debug_text, &text) && myrpy_text_run(vm, &text);
    free(text.bytes);
    return is_done;
}

// Types, boot text and library modules. Attached.
static bool vm_prepare(myri_vm *vm, myr_error *error)
{
    bool is_done = myrpy_vm_init_objects(vm) && myrpy_boot_run(vm) && myrpy_thinks_init(vm) &&
                   myrpy_fields_init(vm) && myrpy_library_load(vm);
    if (is_done && vm->program->is_debugged)
        is_done = debug_prepare(vm);
    if (is_done && !vm->is_main)
        is_done = myrpy_boot_call(vm, "reseed", "(K)", seed_of(vm->program, vm->index));
    if (is_done)
        is_done = myrpy_boot_call(vm, "settle", "()");
    if (is_done && !vm->is_main)
        is_done = heap_shift(vm);
    // What it holds so far is what it is made of.
    myrpy_account_init(vm);
    return is_done || report_python_error(error, vm->index);
}

// ----------------------------------------------------------------------------------------- making

#if MYRPY_HAS_THREADS
static void registry_add(myri_vm *vm)
{
    pthread_mutex_lock(&registry_lock);
    vm->next = registry;
    registry = vm;
    pthread_mutex_unlock(&registry_lock);
}

// An interpreter that an earlier system has left, if one fits.
static myri_vm *registry_take(const myri_runtime *runtime)
{
    myri_vm *found = NULL;
    pthread_mutex_lock(&registry_lock);
    for (myri_vm *vm = registry; vm != NULL && found == NULL; vm = vm->next)
        if (vm->is_kept && vm->content_hash == runtime->program->content_hash &&
            vm->isolation == runtime->program->isolation)
            found = vm;
    if (found != NULL)
        found->is_kept = false;
    pthread_mutex_unlock(&registry_lock);
    return found;
}

static myri_vm *vm_take_again(myri_vm *vm, myri_runtime *runtime, uint32_t index, myr_error *error)
{
    vm_assign(vm, runtime, index);
    myrpy_attach_once(vm);
    bool is_done =
        (myrpy_boot_call(vm, "reseed", "(K)", seed_of(vm->program, index)) && heap_shift(vm)) ||
        report_python_error(error, index);
    myrpy_detach_once(vm);
    if (is_done)
        return vm;
    myrpy_vm_destroy(vm);
    return NULL;
}

static PyThreadState *interpreter_create(const myri_vm *vm, myr_error *error)
{
    PyInterpreterConfig config = {
        .use_main_obmalloc = 0,
        .allow_fork = 0,
        .allow_exec = 0,
        .allow_threads = 0,
        .allow_daemon_threads = 0,
        .check_multi_interp_extensions = 1,
        .gil = vm->isolation == MYR_ISOLATION_SHARED_GIL ? PyInterpreterConfig_SHARED_GIL
                                                         : PyInterpreterConfig_OWN_GIL,
    };
    PyThreadState *state = NULL;
    pthread_mutex_lock(&making_lock);
    PyStatus status = Py_NewInterpreterFromConfig(&state, &config);
    pthread_mutex_unlock(&making_lock);
    if (!PyStatus_Exception(status))
        return state;
    myri_error_set(error, "CPython makes no interpreter %u: %s", vm->index,
                   status.err_msg != NULL ? status.err_msg : "unknown reason");
    return NULL;
}

// Attached to its only thread state, which ends with it.
static void interpreter_end(myri_vm *vm)
{
    // Scripts' leftovers (__del__, atexit) fail at their first line to the very end.
    myrpy_interrupt_all(vm);
    myrpy_vm_clear_agents(vm);
    myrpy_vm_clear_objects(vm);
    pthread_mutex_lock(&making_lock);
    Py_EndInterpreter(PyThreadState_Get());
    pthread_mutex_unlock(&making_lock);
    myrpy_charge(NULL);
    vm->interpreter = NULL;
    vm->is_traced = false;
}

static myri_vm *vm_make(myri_runtime *runtime, uint32_t index, myr_error *error)
{
    myri_vm *vm = vm_allocate(runtime, index, error);
    myrpy_charge(vm);
    PyThreadState *state = vm == NULL ? NULL : interpreter_create(vm, error);
    if (state == NULL) {
        myrpy_charge(NULL);
        if (vm != NULL) {
            myrpy_schema_release(vm->schema);
            myrpy_edition_release(vm->edition);
        }
        free(vm);
        return NULL;
    }
    vm->interpreter = PyThreadState_GetInterpreter(state);
    bool is_done = vm_prepare(vm, error);
    if (is_done)
        myrpy_detach_once(vm);
    else
        interpreter_end(vm);
    vm->is_ended = !is_done;
    if (!is_done) {
        myrpy_edition_release(vm->edition);
        vm->edition = NULL;
    }
    registry_add(vm);
    return is_done ? vm : NULL;
}
#endif

myri_vm *myrpy_vm_create_child(myri_runtime *runtime, myr_error *error)
{
    myri_vm *vm = vm_allocate(runtime, 0, error);
    if (vm == NULL)
        return NULL;
    vm->is_main = true;
    vm->interpreter = PyInterpreterState_Get();
    if (!vm_prepare(vm, error))
        return NULL; // the process ends now
    return vm;
}

static myri_vm *child_take(myri_runtime *runtime, uint32_t index, myr_error *error)
{
    myri_vm *vm = runtime->child_vm;
    myrpy_edition_release(vm->edition);
    vm_assign(vm, runtime, index);
    if (myrpy_interrupt_install(vm) &&
        myrpy_boot_call(vm, "reseed", "(K)", seed_of(vm->program, index)) && heap_shift(vm))
        return vm;
    report_python_error(error, index);
    return NULL;
}

myri_vm *myrpy_vm_create(myri_runtime *runtime, uint32_t index, myr_error *error)
{
    if (runtime->is_child)
        return child_take(runtime, index, error);
#if MYRPY_HAS_THREADS
    myri_vm *kept = registry_take(runtime);
    return kept != NULL ? vm_take_again(kept, runtime, index, error)
                        : vm_make(runtime, index, error);
#else
    myri_error_set(error, "CPython %s runs scripts in child processes only", PY_VERSION);
    return NULL;
#endif
}

// ---------------------------------------------------------------------------------------- leaving

void myrpy_vm_destroy(myri_vm *vm)
{
    if (vm->is_main)
        return; // the child's process ends
    // Under the registry's lock no worker is clearing its state in here: who holds this one is
    // running it, is stuck in it, and keeps it for ever.
    pthread_mutex_lock(&registry_lock);
    bool is_free = !myrpy_is_blocked(vm) && pthread_mutex_trylock(&vm->lock) == 0;
    pthread_mutex_unlock(&registry_lock);
    if (!is_free)
        return;
    myrpy_attach_once(vm);
    // No script runs here: there is no watch. A __del__ fails at its first line.
    myrpy_interrupt_all(vm);
    myrpy_vm_clear_agents(vm);
    // The pack's modules go; library modules stay.
    if (!myrpy_boot_call(vm, "tidy", "()"))
        PyErr_Clear();
    myrpy_interrupt_clear(vm);
    myrpy_detach_once(vm);
    vm->runtime = NULL;
    vm->program = NULL;
    myrpy_edition_release(vm->edition);
    vm->edition = NULL;
    pthread_mutex_unlock(&vm->lock);
    pthread_mutex_lock(&registry_lock);
    vm->is_kept = true;
    pthread_mutex_unlock(&registry_lock);
}

void myrpy_worker_forget(uint32_t worker)
{
    pthread_mutex_lock(&registry_lock);
    for (myri_vm *vm = registry; vm != NULL; vm = vm->next)
        if (!vm->is_ended)
            myrpy_thread_forget(vm, worker);
    pthread_mutex_unlock(&registry_lock);
}

// Under the registry's lock.
static bool vm_end(myri_vm *vm)
{
#if MYRPY_HAS_THREADS
    if (!vm->is_kept || !myrpy_has_no_threads(vm))
        return false;
    myrpy_attach_once(vm);
    myrpy_clear_orphans(vm);
    interpreter_end(vm);
    vm->is_kept = false;
    vm->is_ended = true;
    myrpy_schema_release(vm->schema);
    vm->schema = NULL;
    free(vm->line_text);
    vm->line_text = NULL;
    vm->line_capacity = 0;
    free(vm->copy_buffer);
    vm->copy_buffer = NULL;
    vm->copy_bytes = 0;
    myrpy_memo_destroy(vm->memo);
    vm->memo = NULL;
    return true;
#else
    (void)vm;
    return false;
#endif
}

bool myrpy_vm_end_kept(uint64_t keep_hash)
{
    bool is_whole = true;
    pthread_mutex_lock(&registry_lock);
    for (myri_vm *vm = registry; vm != NULL; vm = vm->next) {
        bool is_wanted = keep_hash != 0 && vm->content_hash == keep_hash;
        if (!vm->is_ended && !is_wanted && !vm_end(vm))
            is_whole = false;
    }
    pthread_mutex_unlock(&registry_lock);
    return is_whole;
}

void myrpy_vm_free_all(void)
{
    pthread_mutex_lock(&registry_lock);
    while (registry != NULL) {
        myri_vm *vm = registry;
        registry = vm->next;
        pthread_mutex_destroy(&vm->lock);
        free(vm);
    }
    pthread_mutex_unlock(&registry_lock);
}
