// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// What the player asks of scripts while they run: other sources, an answer, who is overheard.

#include "app/bridge_parts.h"

#include <string.h>

#include "app/binding.h"
#include "base/alloc.h"

bool eng_bridge_reload(eng_bridge *bridge, eng_error *error)
{
    myr_error why = {0};
    uint32_t count = bridge->content->script_count;
    myr_source *sources = eng_binding_sources(bridge->content);
    bool is_begun = myr_reload(bridge->system, sources, count, &why) != 0;
    if (is_begun && bridge->referee != NULL) {
        is_begun = myr_reload(eng_referee_system(bridge->referee), sources, count, &why) != 0;
    }
    eng_free(sources);
    return is_begun || eng_error_set(error, "scripting: %s", why.text);
}

uint32_t eng_bridge_evaluate(eng_bridge *bridge, eng_entity entity, const char *text,
                             eng_error *error)
{
    myr_error why = {0};
    uint32_t serial = myr_evaluate(bridge->system, entity, text, strlen(text), &why);
    if (serial == 0) {
        eng_error_set(error, "%s", why.text);
    }
    return serial;
}

uint32_t eng_bridge_inspect(eng_bridge *bridge, eng_entity entity, eng_error *error)
{
    myr_error why = {0};
    uint32_t serial = myr_inspect(bridge->system, entity, &why);
    if (serial == 0) {
        eng_error_set(error, "%s", why.text);
    }
    return serial;
}

void eng_bridge_listen(eng_bridge *bridge, eng_answer_listener listener, void *user)
{
    bridge->listener = listener;
    bridge->listener_user = user;
}

void eng_bridge_overhear(eng_bridge *bridge, eng_entity unit, eng_heard_listener listener,
                         void *user)
{
    bridge->heard_listener = listener;
    bridge->heard_user = user;
    bridge->heard_unit = unit;
    myr_overhear(bridge->system, unit);
}
