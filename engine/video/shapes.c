// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "video/batch_internal.h"

#include <math.h>

#define TAU 6.2831853f
#define RIM 1.0f // px over which a curved edge fades

void eng_batch_rect(eng_batch *batch, int layer, float x, float y, float width, float height,
                    uint32_t color)
{
    const eng_batch_view *view = &batch->view;
    uint8_t index = eng_batch_shape_slot(batch);
    const eng_batch_slot *slot = &batch->slots[index];
    float left = x * view->zoom + view->x, top = y * view->zoom + view->y;
    eng_rect rect = {left, top, left + width * view->zoom, top + height * view->zoom};
    eng_rect uv = {slot->white_u, slot->white_v, slot->white_u, slot->white_v};
    eng_batch_add_rect(batch, layer, index, ENG_QUAD_FILL, rect, uv, eng_batch_color(batch, color));
}

// Four corners in screen px with a colour each.
static void add_shape(eng_batch *batch, int layer, const float corners[4][2],
                      const SDL_Color colors[4])
{
    uint8_t index = eng_batch_shape_slot(batch);
    const eng_batch_slot *slot = &batch->slots[index];
    SDL_Vertex *v = eng_batch_add(batch, layer, index, ENG_QUAD_SHAPE);
    for (int i = 0; v && i < 4; i++)
        v[i] =
            (SDL_Vertex){{corners[i][0], corners[i][1]}, colors[i], {slot->white_u, slot->white_v}};
}

static bool is_outside(eng_batch *batch, float left, float top, float right, float bottom)
{
    const eng_rect *clip = &batch->clip;
    bool is_out =
        right < clip->left || left > clip->right || bottom < clip->top || top > clip->bottom;
    batch->stats.culled += is_out;
    return is_out;
}

void eng_batch_line(eng_batch *batch, int layer, float x0, float y0, float x1, float y1,
                    float thickness, uint32_t color)
{
    const eng_batch_view *view = &batch->view;
    x0 = x0 * view->zoom + view->x;
    x1 = x1 * view->zoom + view->x;
    y0 = y0 * view->zoom + view->y;
    y1 = y1 * view->zoom + view->y;
    float half = thickness * 0.5f, reach = half + RIM;
    if (is_outside(batch, fminf(x0, x1) - reach, fminf(y0, y1) - reach, fmaxf(x0, x1) + reach,
                   fmaxf(y0, y1) + reach))
        return;
    float dx = x1 - x0, dy = y1 - y0, length = sqrtf(dx * dx + dy * dy);
    if (length < 1e-4f)
        return;
    float nx = -dy / length, ny = dx / length; // to the side
    SDL_Color solid = eng_batch_color(batch, color);
    SDL_Color clear = eng_batch_color(batch, color & 0xffffff);
    // The solid middle is half a pixel narrower than the line, the rims carry the rest.
    float inner = fmaxf(half - RIM * 0.5f, 0), outer = half + RIM * 0.5f;
    const float offsets[4] = {-outer, -inner, inner, outer};
    for (int strip = 0; strip < 3; strip++) {
        float a = offsets[strip], b = offsets[strip + 1];
        SDL_Color from = strip == 0 ? clear : solid, to = strip == 2 ? clear : solid;
        if (b - a < 1e-4f)
            continue;
        add_shape(batch, layer,
                  (const float[4][2]){{x0 + nx * a, y0 + ny * a},
                                      {x1 + nx * a, y1 + ny * a},
                                      {x1 + nx * b, y1 + ny * b},
                                      {x0 + nx * b, y0 + ny * b}},
                  (const SDL_Color[4]){from, from, to, to});
    }
}

// The part of a ring between two radii, as a strip of quads.
static void add_ring(eng_batch *batch, int layer, float x, float y, float inner, float outer,
                     SDL_Color inner_color, SDL_Color outer_color, int steps)
{
    if (outer - inner < 1e-4f)
        return;
    float c0 = 1, s0 = 0;
    for (int i = 1; i <= steps; i++) {
        float angle = TAU * (float)i / (float)steps, c1 = cosf(angle), s1 = sinf(angle);
        add_shape(batch, layer,
                  (const float[4][2]){{x + c0 * inner, y + s0 * inner},
                                      {x + c0 * outer, y + s0 * outer},
                                      {x + c1 * outer, y + s1 * outer},
                                      {x + c1 * inner, y + s1 * inner}},
                  (const SDL_Color[4]){inner_color, outer_color, outer_color, inner_color});
        c0 = c1;
        s0 = s1;
    }
}

void eng_batch_circle(eng_batch *batch, int layer, float x, float y, float radius, float thickness,
                      uint32_t color)
{
    const eng_batch_view *view = &batch->view;
    x = x * view->zoom + view->x;
    y = y * view->zoom + view->y;
    radius *= view->zoom;
    float half = thickness * 0.5f, reach = radius + half + RIM;
    if (radius <= 0 || is_outside(batch, x - reach, y - reach, x + reach, y + reach))
        return;
    int steps = (int)(6 + 3 * sqrtf(radius));
    steps = steps > 96 ? 96 : steps;
    SDL_Color solid = eng_batch_color(batch, color);
    SDL_Color clear = eng_batch_color(batch, color & 0xffffff);
    if (thickness <= 0) { // a disc
        float inner = fmaxf(radius - RIM * 0.5f, 0);
        add_ring(batch, layer, x, y, 0, inner, solid, solid, steps);
        add_ring(batch, layer, x, y, inner, radius + RIM * 0.5f, solid, clear, steps);
        return;
    }
    float in = fmaxf(radius - half, 0), out = radius + half;
    add_ring(batch, layer, x, y, fmaxf(in - RIM * 0.5f, 0), in + RIM * 0.5f, clear, solid, steps);
    add_ring(batch, layer, x, y, in + RIM * 0.5f, out - RIM * 0.5f, solid, solid, steps);
    add_ring(batch, layer, x, y, fmaxf(out - RIM * 0.5f, in + RIM * 0.5f), out + RIM * 0.5f, solid,
             clear, steps);
}
