// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// One frame, flattened. Layers are drawn from the bottom up; a cel may be lifted over its
// neighbours (z). Where the file says that opacity and blend mode of groups count, a group is drawn
// on its own and then laid over the rest as one picture; else it is only a name for its layers.

#include "assets/aseprite_parts.h"

#include <stdlib.h>
#include <string.h>

typedef struct draw_item {
    uint32_t layer;
    const eng_ase_cel *cel; // null: a group with a picture of its own
    int64_t order, z;
} draw_item;

typedef struct draw_context {
    const eng_aseprite *file;
    const eng_aseprite_parts *parts;
    const eng_ase_palette *palette; // null: none
    uint32_t frame;
} draw_context;

static const eng_ase_palette *find_palette(const eng_aseprite_parts *parts, uint32_t frame)
{
    const eng_ase_palette *found = parts->palettes.count > 0 ? parts->palettes.items : NULL;
    for (uint32_t i = 0; i < parts->palettes.count && parts->palettes.items[i].frame <= frame; i++)
        found = &parts->palettes.items[i];
    return found;
}

static const eng_ase_cel *find_cel(const draw_context *context, uint32_t layer)
{
    const eng_aseprite_parts *parts = context->parts;
    uint32_t end = parts->first_cels[context->frame + 1];
    for (uint32_t i = parts->first_cels[context->frame]; i < end; i++)
        if (parts->cels.items[i].layer == layer)
            return &parts->cels.items[i];
    return NULL;
}

static void read_pixel(const draw_context *context, const uint8_t *data, size_t index,
                       uint8_t out[4])
{
    const eng_aseprite_parts *parts = context->parts;
    if (parts->depth_bytes == 4) {
        memcpy(out, data + index * 4, 4);
    } else if (parts->depth_bytes == 2) {
        out[0] = out[1] = out[2] = data[index * 2];
        out[3] = data[index * 2 + 1];
    } else if (data[index] == parts->transparent_index || !context->palette) {
        memset(out, 0, 4);
    } else {
        memcpy(out, context->palette->colors[data[index]], 4);
    }
}

// Leaves what is below as it is, the colour of clear pixels too.
static bool is_nothing(const uint8_t pixel[4])
{
    return (pixel[0] | pixel[1] | pixel[2] | pixel[3]) == 0;
}

// Lays `data` (width x height pixels) over the picture at (x, y).
static void draw_pixels(const draw_context *context, uint8_t *rgba, const eng_ase_layer *layer,
                        uint32_t opacity, const uint8_t *data, int width, int height, int x, int y)
{
    for (int row = y < 0 ? -y : 0; row < height && y + row < context->file->height; row++)
        for (int column = x < 0 ? -x : 0; column < width && x + column < context->file->width;
             column++) {
            uint8_t pixel[4];
            size_t from = (size_t)row * (size_t)width + (size_t)column;
            size_t to = (size_t)(y + row) * (size_t)context->file->width + (size_t)(x + column);
            read_pixel(context, data, from, pixel);
            if (!is_nothing(pixel))
                eng_blend_pixel(layer->blend, rgba + to * 4, pixel, opacity);
        }
}

static const eng_ase_tileset *find_tileset(const eng_aseprite_parts *parts, uint32_t id)
{
    for (uint32_t i = 0; i < parts->tilesets.count; i++)
        if (parts->tilesets.items[i].id == id)
            return &parts->tilesets.items[i];
    return NULL;
}

// The tile's pixels, turned as its number says; a diagonal flip swaps the axes.
static void turn_tile(const draw_context *context, const eng_ase_tileset *set,
                      const eng_ase_cel *cel, uint32_t tile, uint8_t *out)
{
    size_t depth = context->parts->depth_bytes;
    size_t tile_bytes = (size_t)set->width * (size_t)set->height * depth;
    const uint8_t *data = set->data + (tile & cel->id_mask) * tile_bytes;
    for (int y = 0; y < set->height; y++)
        for (int x = 0; x < set->width; x++) {
            int from_x = tile & cel->x_mask ? set->width - 1 - x : x;
            int from_y = tile & cel->y_mask ? set->height - 1 - y : y;
            if (tile & cel->diagonal_mask && set->width == set->height) {
                int swap = from_x;
                from_x = from_y;
                from_y = swap;
            }
            memcpy(out, data + ((size_t)from_y * (size_t)set->width + (size_t)from_x) * depth,
                   depth);
            out += depth;
        }
}

static void draw_tiles(const draw_context *context, uint8_t *rgba, const eng_ase_layer *layer,
                       uint32_t opacity, const eng_ase_cel *cel)
{
    const eng_ase_tileset *set = find_tileset(context->parts, layer->tileset);
    if (!set)
        return;
    uint8_t *pixels =
        eng_alloc((size_t)set->width * (size_t)set->height, context->parts->depth_bytes);
    for (int row = 0; row < cel->height; row++)
        for (int column = 0; column < cel->width; column++) {
            uint32_t tile;
            memcpy(&tile, cel->data + ((size_t)row * (size_t)cel->width + (size_t)column) * 4, 4);
            int x = cel->x + column * set->width, y = cel->y + row * set->height;
            if ((tile & cel->id_mask) == (set->has_empty_first ? 0 : cel->id_mask) ||
                (tile & cel->id_mask) >= set->count || x >= context->file->width ||
                y >= context->file->height)
                continue;
            turn_tile(context, set, cel, tile, pixels);
            draw_pixels(context, rgba, layer, opacity, pixels, set->width, set->height, x, y);
        }
    eng_free(pixels);
}

static uint32_t multiply(uint32_t a, uint32_t b)
{
    uint32_t t = a * b + 0x80;
    return ((t >> 8) + t) >> 8;
}

static int compare_items(const void *a, const void *b)
{
    const draw_item *x = a, *y = b;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return x->z != y->z ? (x->z < y->z ? -1 : 1) : (x->layer > y->layer) - (x->layer < y->layer);
}

// What is to be drawn of layers `first` to `end`, in the order in which it is. Returns how much. A
// cel that is lifted passes hidden layers too; a group with a picture of its own counts as one.
static uint32_t plan(const draw_context *context, uint32_t first, uint32_t end, draw_item *items)
{
    bool are_groups_pictures = context->parts->has_group_blend;
    uint32_t count = 0;
    int64_t place = 0;
    for (uint32_t i = first; i < end;) {
        const eng_ase_layer *layer = &context->parts->layers.items[i];
        bool is_shown =
            layer->flags & ENG_ASE_LAYER_VISIBLE && !(layer->flags & ENG_ASE_LAYER_REFERENCE);
        bool is_group = layer->type == ENG_ASE_LAYER_GROUP;
        bool is_passed = is_group && (are_groups_pictures || !is_shown);
        const eng_ase_cel *cel = is_group ? NULL : find_cel(context, i);
        if (is_shown && (is_group ? are_groups_pictures : cel != NULL))
            items[count++] = (draw_item){i, cel, place + (cel ? cel->z : 0), cel ? cel->z : 0};
        uint32_t next = is_passed ? layer->end : i + 1;
        place += are_groups_pictures ? 1 : next - i;
        i = next;
    }
    if (count > 1)
        qsort(items, count, sizeof *items, compare_items);
    return count;
}

static void draw_layers(const draw_context *context, uint32_t first, uint32_t end, uint8_t *rgba)
{
    draw_item *items = eng_alloc(end - first + 1, sizeof *items);
    uint32_t count = plan(context, first, end, items);
    for (uint32_t i = 0; i < count; i++) {
        const eng_ase_layer *layer = &context->parts->layers.items[items[i].layer];
        const eng_ase_cel *cel = items[i].cel;
        uint32_t opacity = cel ? multiply(cel->opacity, layer->opacity) : layer->opacity;
        if (!cel) {
            size_t pixels = (size_t)context->file->width * (size_t)context->file->height;
            uint8_t *own = eng_alloc(pixels, 4);
            draw_layers(context, items[i].layer + 1, layer->end, own);
            for (size_t p = 0; p < pixels; p++)
                if (!is_nothing(own + p * 4))
                    eng_blend_pixel(layer->blend, rgba + p * 4, own + p * 4, opacity);
            eng_free(own);
        } else if (cel->is_tiles) {
            draw_tiles(context, rgba, layer, opacity, cel);
        } else {
            draw_pixels(context, rgba, layer, opacity, cel->data, cel->width, cel->height, cel->x,
                        cel->y);
        }
    }
    eng_free(items);
}

// Before a background, which has no holes, the transparent index is a colour like any other.
static void fill_background(const draw_context *context, uint8_t *rgba)
{
    const eng_aseprite_parts *parts = context->parts;
    uint32_t flags = parts->layers.count > 0 ? parts->layers.items[0].flags : 0;
    if (parts->depth_bytes != 1 || !context->palette || !(flags & ENG_ASE_LAYER_BACKGROUND) ||
        !(flags & ENG_ASE_LAYER_VISIBLE))
        return;
    size_t pixels = (size_t)context->file->width * (size_t)context->file->height;
    for (size_t i = 0; i < pixels; i++)
        memcpy(rgba + i * 4, context->palette->colors[parts->transparent_index], 4);
}

void eng_aseprite_draw_frame(const eng_aseprite *file, uint32_t frame, uint8_t *rgba)
{
    draw_context context = {
        .file = file,
        .parts = file->parts,
        .palette = find_palette(file->parts, frame),
        .frame = frame,
    };
    memset(rgba, 0, (size_t)file->width * (size_t)file->height * 4);
    fill_background(&context, rgba);
    draw_layers(&context, 0, file->parts->layers.count, rgba);
}
