// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/pack_def.h"

#include "app/bridge.h"
#include "app/stack.h"
#include "base/alloc.h"

typedef struct use_call {
    const eng_packs *packs;
    const eng_content *content;
    eng_pack_def_use use;
    void *user;
} use_call;

static bool hand_on(void *user, const myr_def *def, eng_error *error)
{
    const use_call *call = user;
    return call->use(call->user, call->packs, call->content, def, error);
}

bool eng_pack_def_make(const eng_packs *packs, eng_pack_def_use use, void *user, eng_error *error)
{
    eng_content content;
    if (!eng_content_init(&content, packs, error)) {
        return false;
    }
    eng_world_def world_def = eng_world_default_def();
    world_def.kinds = content.kinds;
    world_def.kind_count = content.kind_count;
    world_def.map = &content.map;
    world_def.schema = &content.schema;
    eng_world *world = eng_world_create(&world_def, error);
    use_call call = {.packs = packs, .content = &content, .use = use, .user = user};
    bool is_good = world != NULL && eng_bridge_use_def(&content, world, hand_on, &call, error);
    eng_world_destroy(world);
    eng_content_fini(&content);
    return is_good;
}

bool eng_pack_def_open(const char *pack_path, eng_pack_def_use use, void *user, eng_error *error)
{
    eng_stack *stack = eng_alloc(1, sizeof *stack);
    const eng_stack_def def = {.game_path = pack_path, .is_without_mods = true};
    bool is_good = eng_stack_init(stack, &def, error);
    if (is_good) {
        eng_packs *packs =
            eng_packs_open_stack(stack->paths, stack->order.count, stack->order.game_index, error);
        is_good = packs != NULL && eng_pack_def_make(packs, use, user, error);
        eng_packs_close(packs);
        eng_stack_fini(stack);
    }
    eng_free(stack);
    return is_good;
}
