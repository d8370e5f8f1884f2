// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/failures.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"

static bool is_equal(const eng_script_failure *known, const myr_failure *failure)
{
    if (known->kind != failure->kind || known->line != failure->line ||
        strncmp(known->path, failure->path, sizeof known->path - 1) != 0) {
        return false;
    }
    return failure->path[0] == '\0' ||
           strncmp(known->text, failure->text, sizeof known->text - 1) == 0;
}

static void log_traceback(const char *traceback)
{
    for (const char *line = traceback; *line != '\0';) {
        const char *end = strchrnul(line, '\n');
        eng_log_error("  %.*s", (int)(end - line), line);
        line = *end == '\0' ? end : end + 1;
    }
}

static void log_first(const eng_script_failure *note, const myr_failure *failure, const char *unit)
{
    char line[512];
    eng_failure_copy_line(note, line, sizeof line);
    if (failure->entity == MYR_ENTITY_NONE) {
        eng_log_error("%s", line);
    } else {
        char fate[64] = "goes on";
        if (failure->is_benched) {
            snprintf(fate, sizeof fate, "is benched");
        } else if (failure->strikes > 0) {
            snprintf(fate, sizeof fate, "has strike %u, %u left", failure->strikes,
                     failure->strikes_left);
        }
        eng_log_error("%s (%s %u %s%s)", line, unit, myr_entity_index(failure->entity), fate,
                      failure->is_interpreter_benched ? ", its whole interpreter is benched" : "");
    }
    log_traceback(failure->traceback);
}

void eng_failures_note(eng_failures *failures, const myr_failure *failure, const char *unit)
{
    for (uint32_t i = 0; i < failures->count; ++i) {
        if (is_equal(&failures->items[i], failure)) {
            ++failures->items[i].count;
            failures->items[i].strikes_left = failure->strikes_left;
            return;
        }
    }
    if (failures->count == ENG_FAILURE_CAPACITY) {
        if (failures->unlisted++ == 0) {
            eng_log_warning("%d sorts of failures are listed; further ones are only counted",
                            ENG_FAILURE_CAPACITY);
        }
        return;
    }
    eng_script_failure *note = &failures->items[failures->count++];
    *note = (eng_script_failure){.count = 1,
                                 .kind = failure->kind,
                                 .line = failure->line,
                                 .strikes_left = failure->strikes_left};
    snprintf(note->path, sizeof note->path, "%s", failure->path);
    snprintf(note->text, sizeof note->text, "%s", failure->text);
    log_first(note, failure, unit);
}

void eng_failure_copy_line(const eng_script_failure *failure, char *out, size_t out_bytes)
{
    if (failure->path[0] == '\0') {
        snprintf(out, out_bytes, "%s", failure->text);
    } else if (failure->line == 0) {
        snprintf(out, out_bytes, "%s: %s", failure->path, failure->text);
    } else {
        snprintf(out, out_bytes, "%s:%u: %s", failure->path, failure->line, failure->text);
    }
}
