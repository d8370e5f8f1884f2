// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// The world as scripts see it in a tick: its columns, its scalar fields, and once the ground.

#include "app/bridge_parts.h"

#include <string.h>

#include "app/blocks.h"
#include "base/alloc.h"

void eng_bridge_lay_out_scalars(eng_bridge *bridge)
{
    uint32_t count = eng_world_scalar_count(bridge->world);
    size_t bytes = sizeof(eng_scalar_block);
    for (uint32_t i = 0; i < count; ++i) {
        eng_scalar scalar = eng_world_scalar(bridge->world, i);
        bytes += (size_t)scalar.columns * scalar.rows * sizeof(float);
    }
    bridge->dynamic = eng_alloc(1, bytes);
    bridge->dynamic_bytes = bytes;
    eng_scalar_block *block = (eng_scalar_block *)bridge->dynamic;
    uint64_t offset = sizeof *block;
    block->count = count;
    for (uint32_t i = 0; i < count; ++i) {
        eng_scalar scalar = eng_world_scalar(bridge->world, i);
        block->entries[i] = (eng_scalar_entry){
            .name = bridge->scalar_names[i],
            .cell = scalar.cell,
            .columns = scalar.columns,
            .rows = scalar.rows,
            .offset = offset,
        };
        offset += (uint64_t)scalar.columns * scalar.rows * sizeof(float);
    }
}

static void copy_scalars(eng_bridge *bridge)
{
    const eng_scalar_block *block = (const eng_scalar_block *)bridge->dynamic;
    for (uint32_t i = 0; i < block->count; ++i) {
        eng_scalar scalar = eng_world_scalar(bridge->world, i);
        memcpy(bridge->dynamic + block->entries[i].offset, scalar.values,
               (size_t)scalar.columns * scalar.rows * sizeof(float));
    }
}

size_t eng_bridge_ground_bytes(const eng_map *map)
{
    return sizeof(eng_ground_block) + (size_t)map->terrain_columns * map->terrain_rows;
}

bool eng_bridge_publish_ground(const eng_bridge *bridge, myr_system *system)
{
    const eng_map *map = &bridge->content->map;
    eng_ground_block *block = eng_alloc(1, eng_bridge_ground_bytes(map));
    *block = (eng_ground_block){
        .width = map->width,
        .height = map->height,
        .cell = map->terrain_cell,
        .columns = map->terrain_columns,
        .rows = map->terrain_rows,
        .terrain_count = map->legend_count,
    };
    for (uint32_t i = 0; i < map->legend_count; ++i) {
        block->terrains[i].name = eng_bridge_find_name(bridge, map->legend[i].name);
        block->terrains[i].speed = map->legend[i].speed;
    }
    if (map->terrain != NULL) {
        memcpy(block + 1, map->terrain, (size_t)map->terrain_columns * map->terrain_rows);
    }
    bool is_published = myr_publish_static(system, block, eng_bridge_ground_bytes(map));
    eng_free(block);
    return is_published;
}

myr_frame eng_bridge_make_frame(eng_bridge *bridge, const void *columns[ENG_BRIDGE_MAX_FIELDS])
{
    for (uint32_t i = 0; i < bridge->content->schema.field_count; ++i) {
        columns[i] = eng_world_column(bridge->world, i);
    }
    copy_scalars(bridge);
    return (myr_frame){
        .tick = eng_world_tick(bridge->world),
        .entities = eng_world_entities(bridge->world),
        .columns = columns,
        .row_count = eng_world_row_count(bridge->world),
        .dynamic = bridge->dynamic,
        .dynamic_bytes = bridge->dynamic_bytes,
    };
}
