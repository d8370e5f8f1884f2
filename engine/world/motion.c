// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// How units move: they turn no faster than they can, slow down for a turn, come to speed and to
// rest within a moment, and lean into a goal instead of circling it.

#include <math.h>

#include "base/trig.h"
#include "state.h"

#define ACCELERATION 4.0f // of top speed, per second
#define BRAKING 8.0f
#define SPRINT_TO_GOAL 12.0f // 1/s: at most this many times the distance left, as a speed
#define STALL_S 1.5f         // without coming nearer: the way is shut
#define STALL_STEP 0.5f      // px that count as nearer
#define CROWD_RADII 5.0f     // a stalled unit this near to its goal has arrived
#define MOVING_SPEED 0.5f    // px/s
#define SUBSTEPS_MAX 16

typedef struct want {
    float heading;
    float speed; // before the ground's factor
    float align; // 1: faces where it wants to go; 0: at a right angle or worse
} want;

static void turn_to(eng_world *world, uint32_t row, want *aim)
{
    float *heading = &world->columns.heading[row];
    float most = world->kinds[world->columns.kind[row]].turn * world->tick_s;
    float off = (float)eng_wrap_angle((double)aim->heading - (double)*heading);
    float turned = eng_clamp(off, -most, most);
    *heading = (float)eng_wrap_angle((double)*heading + (double)turned);
    float rest = (off - turned) / (float)(ENG_PI / 2);
    aim->align = eng_max(0, 1 - rest * rest);
}

// Turns to a point and picks a speed that brings the unit to rest `gap` px further on.
static void head_for(eng_world *world, uint32_t row, float dx, float dy, float gap, want *aim)
{
    const eng_columns *columns = &world->columns;
    aim->heading = (float)eng_atan2((double)dy, (double)dx);
    turn_to(world, row, aim);
    gap = eng_max(gap, 0);
    // Speed over distance below the turn rate: then the goal's bearing changes more slowly than the
    // unit can turn, and it cannot orbit.
    float turn = world->kinds[columns->kind[row]].turn;
    float eager = turn > 0 && turn < SPRINT_TO_GOAL ? turn : SPRINT_TO_GOAL;
    aim->speed = eng_min(columns->max_speed[row], gap * eager) * aim->align;
    aim->speed = eng_min(aim->speed, gap / world->tick_s);
}

static void end_move(eng_world *world, uint32_t row, eng_event_id event)
{
    const eng_columns *columns = &world->columns;
    eng_world_post(world, columns->entities[row], event,
                   eng_value_float((double)columns->order_x[row]),
                   eng_value_float((double)columns->order_y[row]));
    eng_world_end_order(world, row);
}

static void steer_move(eng_world *world, uint32_t row, want *aim)
{
    eng_columns *columns = &world->columns;
    float dx = columns->order_x[row] - columns->x[row];
    float dy = columns->order_y[row] - columns->y[row];
    float distance = sqrtf(dx * dx + dy * dy);
    if (distance <= eng_max(1, columns->radius[row] / 2)) {
        end_move(world, row, ENG_EVENT_ARRIVED);
        return;
    }
    head_for(world, row, dx, dy, distance, aim);
    if (distance < columns->order_best[row] - STALL_STEP) {
        columns->order_best[row] = distance;
        columns->order_stall[row] = 0;
    } else if (aim->align > 0.5f) {
        columns->order_stall[row] += world->tick_s;
        if (columns->order_stall[row] >= STALL_S) {
            bool is_near = distance <= CROWD_RADII * eng_max(1, columns->radius[row]);
            end_move(world, row, is_near ? ENG_EVENT_ARRIVED : ENG_EVENT_BLOCKED);
            aim->speed = 0;
        }
    }
}

static void steer_follow(eng_world *world, uint32_t row, want *aim)
{
    eng_columns *columns = &world->columns;
    int32_t target = eng_world_row(world, columns->target[row]);
    if (target < 0) {
        eng_world_end_order(world, row);
        return;
    }
    float dx = columns->x[target] - columns->x[row], dy = columns->y[target] - columns->y[row];
    float gap = sqrtf(dx * dx + dy * dy) - columns->radius[row] - columns->radius[target];
    // Coming a little nearer than needed keeps a target that backs away in reach.
    float stop = columns->order[row] == ENG_ORDER_ATTACK ? columns->reach[row] * 0.8f : 1;
    head_for(world, row, dx, dy, gap - stop, aim);
}

void eng_phase_steer(eng_world *world)
{
    eng_columns *columns = &world->columns;
    for (uint32_t row = 0; row < world->row_count; row++) {
        float top = columns->max_speed[row];
        want aim = {.align = 1};
        switch ((eng_order)columns->order[row]) {
        case ENG_ORDER_NONE:
            break;
        case ENG_ORDER_MOVE:
            steer_move(world, row, &aim);
            break;
        case ENG_ORDER_STEER:
            aim.heading = columns->order_x[row];
            turn_to(world, row, &aim);
            aim.speed = top * columns->order_y[row] * aim.align;
            break;
        case ENG_ORDER_CHASE:
        case ENG_ORDER_ATTACK:
            steer_follow(world, row, &aim);
            break;
        }
        if (top <= 0)
            continue;
        float speed = columns->speed[row];
        float ground = eng_ground_at(world, columns->x[row], columns->y[row]);
        if (ground > 0) // on blocked ground (pushed there) it may walk out
            aim.speed *= ground;
        columns->speed[row] = eng_clamp(aim.speed, speed - top * BRAKING * world->tick_s,
                                        speed + top * ACCELERATION * world->tick_s);
    }
}

static bool is_open(const eng_world *world, float x, float y)
{
    return eng_ground_at(world, x, y) > 0;
}

static void shift_once(eng_world *world, uint32_t row, float dx, float dy)
{
    float *x = &world->columns.x[row], *y = &world->columns.y[row];
    float margin = world->columns.radius[row];
    float margin_x = eng_min(margin, world->width / 2),
          margin_y = eng_min(margin, world->height / 2);
    float to_x = eng_clamp(*x + dx, margin_x, world->width - margin_x);
    float to_y = eng_clamp(*y + dy, margin_y, world->height - margin_y);
    if (is_open(world, to_x, to_y) || !is_open(world, *x, *y)) {
        *x = to_x;
        *y = to_y;
    } else if (is_open(world, to_x, *y)) {
        *x = to_x;
    } else if (is_open(world, *x, to_y)) {
        *y = to_y;
    }
}

void eng_world_shift(eng_world *world, uint32_t row, float dx, float dy)
{
    // In steps below half a cell, so that nobody jumps over a wall.
    int steps = 1;
    if (world->ground != NULL) {
        float length = eng_max(fabsf(dx), fabsf(dy)) / (world->ground_cell / 2);
        steps = length >= SUBSTEPS_MAX ? SUBSTEPS_MAX : (int)length + 1;
    }
    for (int i = 0; i < steps; i++)
        shift_once(world, row, dx / (float)steps, dy / (float)steps);
}

void eng_phase_move(eng_world *world)
{
    eng_columns *columns = &world->columns;
    for (uint32_t row = 0; row < world->row_count; row++) {
        float speed = columns->speed[row];
        columns->is_moving[row] = 0;
        if (speed <= 0)
            continue;
        double heading = (double)columns->heading[row];
        float from_x = columns->x[row], from_y = columns->y[row];
        float dx = (float)eng_cos(heading) * speed * world->tick_s;
        float dy = (float)eng_sin(heading) * speed * world->tick_s;
        eng_world_shift(world, row, dx, dy);
        // What a wall took away is gone from the speed, too; it comes back by acceleration.
        float moved_x = columns->x[row] - from_x, moved_y = columns->y[row] - from_y;
        float moved = sqrtf(moved_x * moved_x + moved_y * moved_y) * (float)world->tick_rate_hz;
        columns->speed[row] = eng_min(speed, moved);
        columns->is_moving[row] = columns->speed[row] > MOVING_SPEED;
    }
}
