// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/profile.h"

#include <stdio.h>
#include <string.h>

// Half of what a row counts is of the last so many thinks, or samples of all lines.
#define RECENT_THINKS 0.06
#define RECENT_SAMPLES 0.997

// A place in the table by the entity's index: neighbours meet only where there are more units than
// places. Then the costlier one stays, and the other is forgotten.
static void note_think(eng_profile *profile, const myr_trace *record, const char *kind)
{
    double ms = (double)(record->end_ns - record->begin_ns) / 1e6;
    eng_profile_unit *unit = &profile->units[myr_entity_index(record->entity) % ENG_PROFILE_UNITS];
    if (unit->entity != record->entity) {
        unit->recent_ms *= 1.0 - RECENT_THINKS;
        if (unit->entity != 0 && unit->recent_ms > ms) {
            return;
        }
        *unit = (eng_profile_unit){.entity = record->entity, .recent_ms = ms};
        snprintf(unit->kind, sizeof unit->kind, "%s", kind);
    }
    unit->recent_ms += RECENT_THINKS * (ms - unit->recent_ms);
    unit->total_ms += ms;
    ++unit->thinks;
}

static eng_profile_line *find_line(eng_profile *profile, const char *path, uint32_t number)
{
    eng_profile_line *least = &profile->lines[0];
    for (uint32_t i = 0; i < profile->line_count; ++i) {
        eng_profile_line *line = &profile->lines[i];
        if (line->line == number && strncmp(line->path, path, sizeof line->path - 1) == 0) {
            return line;
        }
        least = line->recent < least->recent ? line : least;
    }
    if (profile->line_count < ENG_PROFILE_LINES) {
        least = &profile->lines[profile->line_count++];
    }
    *least = (eng_profile_line){.line = number};
    snprintf(least->path, sizeof least->path, "%s", path);
    return least;
}

static void note_line(eng_profile *profile, const myr_trace *record)
{
    for (uint32_t i = 0; i < profile->line_count; ++i) {
        profile->lines[i].recent *= RECENT_SAMPLES;
    }
    eng_profile_line *line = find_line(profile, record->path, record->line);
    line->recent += 1.0;
    ++line->samples;
    ++profile->sample_count;
}

void eng_profile_note(eng_profile *profile, const myr_trace *record, const char *kind)
{
    if (record->kind == MYR_TRACE_THINK) {
        note_think(profile, record, kind);
    } else if (record->kind == MYR_TRACE_LINE) {
        note_line(profile, record);
    }
}

uint32_t eng_profile_get_units(const eng_profile *profile, bool is_recent,
                               const eng_profile_unit **out, uint32_t capacity)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < ENG_PROFILE_UNITS; ++i) {
        const eng_profile_unit *unit = &profile->units[i];
        double cost = is_recent ? unit->recent_ms : unit->total_ms;
        uint32_t at = count;
        while (at > 0 && cost > (is_recent ? out[at - 1]->recent_ms : out[at - 1]->total_ms)) {
            --at;
        }
        if (unit->thinks == 0 || at == capacity) {
            continue;
        }
        count += count < capacity;
        memmove(&out[at + 1], &out[at], (count - at - 1) * sizeof *out);
        out[at] = unit;
    }
    return count;
}

uint32_t eng_profile_get_lines(const eng_profile *profile, bool is_recent,
                               const eng_profile_line **out, uint32_t capacity)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < profile->line_count; ++i) {
        const eng_profile_line *line = &profile->lines[i];
        double cost = is_recent ? line->recent : (double)line->samples;
        uint32_t at = count;
        while (at > 0 && cost > (is_recent ? out[at - 1]->recent : (double)out[at - 1]->samples)) {
            --at;
        }
        if (at == capacity) {
            continue;
        }
        count += count < capacity;
        memmove(&out[at + 1], &out[at], (count - at - 1) * sizeof *out);
        out[at] = line;
    }
    return count;
}

double eng_profile_get_share(const eng_profile *profile, bool is_recent,
                             const eng_profile_line *line)
{
    double all = is_recent ? 0.0 : (double)profile->sample_count;
    for (uint32_t i = 0; is_recent && i < profile->line_count; ++i) {
        all += profile->lines[i].recent;
    }
    return all > 0.0 ? (is_recent ? line->recent : (double)line->samples) / all : 0.0;
}
