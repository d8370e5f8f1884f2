// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// memory.c: what the scripts of one interpreter may hold.
//
// CPython asks for memory in two places: arenas of 1 MiB, out of which it cuts everything up to 512
// bytes, and the raw allocator, for all that is larger. Both hooks are set once, before Python
// starts, and never changed: CPython 3.12 crashes when that happens while others allocate. Neither
// is told for whom it works, so the thread says it:
//
//     charge(vm)                 attach           run scripts          detach        charge(before)
//     |-- nothing is refused ----|-- def.memory_bytes is the limit --|-- nothing is --|
//
// Whoever enters an interpreter, for whatever reason, charges it, so that what it has allocated is
// credited to it when it is freed, by the size that the C library tells; no block has a header, and
// one that is freed in nobody's name (of the host, of the main interpreter) is simply freed. What
// an interpreter is made of does not count: a subinterpreter and a child's main interpreter differ
// in that, and scripts shall be told the same in both.
//
// PYTHONMALLOC=debug puts CPython's checks around ours: they must come right after, before anything
// is allocated that would be freed through them.
//
// A refusal opens a reserve until the end of the agent's turn: the traceback, an except clause and
// our own report need a few objects when there is room for none.

#include "myrpy.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#define RESERVE_BYTES ((int64_t)2 << 20)
#define RESERVE_COUNT 4 // for scripts that keep what they could make in it
#define NO_LIMIT (INT64_MAX / 2)

static _Thread_local myri_vm *charged;
static PyObjectArenaAllocator arenas; // CPython's own
static bool is_unhooked;              // nobody is counted and refused
static bool is_debug_wanted;          // its debug allocator around ours

// ---------------------------------------------------------------------------------------- accounts

myri_vm *myrpy_charge(myri_vm *vm)
{
    myri_vm *before = charged;
    charged = vm;
    return before;
}

myri_vm *myrpy_charged(void)
{
    return charged;
}

void myrpy_account_init(myri_vm *vm)
{
    vm->account = (myrpy_account){.limit = NO_LIMIT};
}

void myrpy_account_limit(myri_vm *vm)
{
    size_t bytes = vm->program->memory_bytes;
    vm->account.limit = bytes == 0 ? NO_LIMIT : (int64_t)bytes;
    vm->account.is_short = vm->account.is_refused = false;
}

void myrpy_account_unlimit(myri_vm *vm)
{
    vm->account.limit = NO_LIMIT;
}

void myrpy_account_spare(myri_vm *vm)
{
    int64_t wanted = vm->account.used + RESERVE_BYTES;
    vm->account.is_short = true;
    if (vm->account.limit < wanted)
        vm->account.limit = wanted;
}

static bool has_room(const myrpy_account *account, size_t bytes)
{
    int64_t room = account->limit - account->used;
    return room > 0 && bytes <= (size_t)room;
}

static bool account_allows(myri_vm *vm, size_t bytes)
{
    myrpy_account *account = &vm->account;
    if (has_room(account, bytes))
        return true;
    account->is_refused = true;
    if (account->limit == NO_LIMIT || account->is_short)
        return false;
    account->is_short = true;
    int64_t most = (int64_t)vm->program->memory_bytes + RESERVE_COUNT * RESERVE_BYTES;
    int64_t wanted = account->used + RESERVE_BYTES;
    if (wanted > account->limit)
        account->limit = wanted < most ? wanted : most;
    return false;
}

// ------------------------------------------------------------------------------------------- hooks

// Straight to the C library: a block from before the hooks were set is of the same kind.
static void *raw_malloc(void *context, size_t bytes)
{
    (void)context;
    myri_vm *vm = charged;
    if (vm != NULL && !account_allows(vm, bytes))
        return NULL;
    void *block = malloc(bytes > 0 ? bytes : 1);
    if (vm != NULL && block != NULL)
        vm->account.used += (int64_t)malloc_usable_size(block);
    return block;
}

static void *raw_calloc(void *context, size_t count, size_t item_bytes)
{
    (void)context;
    myri_vm *vm = charged;
    size_t bytes;
    if (__builtin_mul_overflow(count, item_bytes, &bytes))
        return NULL;
    if (vm != NULL && !account_allows(vm, bytes))
        return NULL;
    void *block = calloc(bytes > 0 ? bytes : 1, 1);
    if (vm != NULL && block != NULL)
        vm->account.used += (int64_t)malloc_usable_size(block);
    return block;
}

static void *raw_realloc(void *context, void *block, size_t bytes)
{
    (void)context;
    myri_vm *vm = charged;
    if (vm == NULL)
        return realloc(block, bytes > 0 ? bytes : 1);
    size_t old_bytes = block == NULL ? 0 : malloc_usable_size(block);
    if (bytes > old_bytes && !account_allows(vm, bytes - old_bytes))
        return NULL;
    void *moved = realloc(block, bytes > 0 ? bytes : 1);
    if (moved != NULL)
        vm->account.used += (int64_t)malloc_usable_size(moved) - (int64_t)old_bytes;
    return moved;
}

static void raw_free(void *context, void *block)
{
    (void)context;
    myri_vm *vm = charged;
    if (vm != NULL && block != NULL)
        vm->account.used -= (int64_t)malloc_usable_size(block);
    free(block);
}

static void *arena_alloc(void *context, size_t bytes)
{
    myri_vm *vm = charged;
    // Without an arena CPython asks the raw allocator, whose refusal is the one that is heard.
    if (vm != NULL && !has_room(&vm->account, bytes)) {
        vm->account.is_refused = true;
        return NULL;
    }
    void *arena = arenas.alloc(context, bytes);
    if (vm != NULL && arena != NULL)
        vm->account.used += (int64_t)bytes;
    return arena;
}

static void arena_free(void *context, void *arena, size_t bytes)
{
    if (charged != NULL)
        charged->account.used -= (int64_t)bytes;
    arenas.free(context, arena, bytes);
}

// PYTHONMALLOC as for python itself, whose isolated configuration does not look;
// MYRMIDON_QUOTA=off, to measure what the hooks cost. Read when we are loaded: a zygote forgets its
// environment before it starts Python.
__attribute__((constructor)) static void read_environment(void)
{
    const char *wanted = getenv("PYTHONMALLOC"), *quota = getenv("MYRMIDON_QUOTA");
    is_unhooked = quota != NULL && strcmp(quota, "off") == 0;
    is_debug_wanted =
        wanted != NULL && (strcmp(wanted, "debug") == 0 || strcmp(wanted, "pymalloc_debug") == 0);
}

static void hooks_install(void)
{
    PyMemAllocatorEx raw = {NULL, raw_malloc, raw_calloc, raw_realloc, raw_free};
    PyMem_SetAllocator(PYMEM_DOMAIN_RAW, &raw);
    // After a restart of Python they may be CPython's again, or still ours.
    PyObjectArenaAllocator found;
    PyObject_GetArenaAllocator(&found);
    if (found.alloc != arena_alloc)
        arenas = found;
    PyObjectArenaAllocator ours = {arenas.ctx, arena_alloc, arena_free};
    PyObject_SetArenaAllocator(&ours);
}

void myrpy_allocators_install(void)
{
    if (!is_unhooked)
        hooks_install();
    if (is_debug_wanted)
        PyMem_SetupDebugHooks(); // around ours: what they add to each block is counted too
}
