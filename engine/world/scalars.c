// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Scalar fields: values on a grid of cells, put down and picked up by units, fading and spreading.
// A field is updated every ENG_SCALAR_PERIOD ticks, the fields by turns, which is as good to the
// eye and costs a quarter.

#include <math.h>
#include <string.h>

#include "state.h"

#define NO_LIMIT 1e9f
// Below this a trail is forgotten; without it the values would end as denormals, which are slow.
#define FORGOTTEN 1e-6f
// Matter must not be lost, only denormals.
#define NOTHING 1e-30f
#define DECAY_STEPS 16

void eng_layer_init(eng_layer *layer, const eng_scalar_def *def, float width, float height,
                    float update_s)
{
    *layer = (eng_layer){
        .name = eng_copy_text(def->name),
        .cell = def->cell,
        .columns = (uint32_t)ceilf(width / def->cell),
        .rows = (uint32_t)ceilf(height / def->cell),
    };
    layer->values = eng_alloc((size_t)layer->columns * layer->rows, sizeof *layer->values);
    eng_layer_amend(layer, def, update_s);
}

void eng_layer_amend(eng_layer *layer, const eng_scalar_def *def, float update_s)
{
    layer->max = def->max > 0 ? def->max : NO_LIMIT;
    layer->keep = 1;
    layer->spread = eng_min(def->diffuse * update_s, 0.8f);
    // exp(-decay * time) without libm; never negative, however fast the decay.
    for (int i = 0; i < DECAY_STEPS; i++)
        layer->keep /= 1 + def->decay * update_s / DECAY_STEPS;
    if (layer->spread > 0 && layer->scratch == NULL)
        layer->scratch = eng_alloc((size_t)layer->columns * layer->rows, sizeof *layer->scratch);
}

void eng_layer_fini(eng_layer *layer)
{
    eng_free(layer->name);
    eng_free(layer->values);
    eng_free(layer->scratch);
}

float *eng_layer_at(const eng_layer *layer, float x, float y)
{
    uint32_t column = (uint32_t)(x / layer->cell), row = (uint32_t)(y / layer->cell);
    column = column < layer->columns ? column : layer->columns - 1;
    row = row < layer->rows ? row : layer->rows - 1;
    return &layer->values[(size_t)row * layer->columns + column];
}

void eng_layer_fill(eng_layer *layer, const eng_spot *spot)
{
    bool is_empty = true;
    for (uint32_t row = 0; row < layer->rows; row++) {
        for (uint32_t column = 0; column < layer->columns; column++) {
            float dx = ((float)column + 0.5f) * layer->cell - spot->x;
            float dy = ((float)row + 0.5f) * layer->cell - spot->y;
            if (dx * dx + dy * dy > spot->radius * spot->radius)
                continue;
            float *value = &layer->values[(size_t)row * layer->columns + column];
            *value = eng_min(*value + spot->amount, layer->max);
            is_empty = false;
        }
    }
    // A spot smaller than a cell must not vanish between the centres.
    if (is_empty) {
        float *value = eng_layer_at(layer, spot->x, spot->y);
        *value = eng_min(*value + spot->amount, layer->max);
    }
}

// One line of the diffusion: what flows between neighbours is a quarter of `spread` of their
// difference, so the sum stays. `above` and `below` are the line itself at the border.
static void diffuse_line(float *restrict out, const float *line, const float *above,
                         const float *below, uint32_t columns, float quarter)
{
    for (uint32_t i = 0; i < columns; i++) {
        float here = line[i];
        out[i] = here + quarter * ((above[i] - here) + (below[i] - here));
    }
    for (uint32_t i = 1; i < columns; i++)
        out[i] += quarter * (line[i - 1] - line[i]);
    for (uint32_t i = 0; i + 1 < columns; i++)
        out[i] += quarter * (line[i + 1] - line[i]);
}

void eng_layer_update(eng_layer *layer)
{
    uint32_t columns = layer->columns;
    if (layer->spread > 0) {
        for (uint32_t row = 0; row < layer->rows; row++) {
            const float *line = layer->values + (size_t)row * columns;
            const float *above = row > 0 ? line - columns : line;
            const float *below = row + 1 < layer->rows ? line + columns : line;
            diffuse_line(layer->scratch + (size_t)row * columns, line, above, below, columns,
                         layer->spread / 4);
        }
        float *old = layer->values;
        layer->values = layer->scratch;
        layer->scratch = old;
    }
    if (layer->keep == 1 && layer->spread == 0)
        return;
    float least = layer->keep < 1 ? FORGOTTEN : NOTHING;
    size_t cell_count = (size_t)columns * layer->rows;
    float *values = layer->values, keep = layer->keep;
    for (size_t i = 0; i < cell_count; i++) {
        float value = values[i] * keep;
        values[i] = value < least ? 0 : value;
    }
}

void eng_phase_scalars(eng_world *world)
{
    for (uint32_t i = 0; i < world->layer_count; i++) {
        if ((world->tick + i) % ENG_SCALAR_PERIOD == 0)
            eng_layer_update(&world->layers[i]);
    }
}
