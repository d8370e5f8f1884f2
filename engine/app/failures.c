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

static void copy_place(const eng_script_failure *note, const char *path, char *out,
                       size_t out_bytes)
{
    if (note->line == 0) {
        snprintf(out, out_bytes, "%s", path);
    } else if (note->column == 0) {
        snprintf(out, out_bytes, "%s:%u", path, note->line);
    } else {
        snprintf(out, out_bytes, "%s:%u:%u", path, note->line, note->column);
    }
}

static void log_first(const eng_script_failure *note, const myr_failure *failure)
{
    char place[320];
    char fate[160] = "";
    copy_place(note, note->file[0] != '\0' ? note->file : note->path, place, sizeof place);
    if (note->unit[0] != '\0') {
        char what[64] = "goes on";
        if (failure->is_benched) {
            snprintf(what, sizeof what, "is benched");
        } else if (failure->strikes > 0) {
            snprintf(what, sizeof what, "has strike %u, %u left", failure->strikes,
                     failure->strikes_left);
        }
        snprintf(fate, sizeof fate, " (%s %s%s)", note->unit, what,
                 failure->is_interpreter_benched ? ", its whole interpreter is benched" : "");
    } else if (failure->kind == MYR_FAILURE_RELOAD) {
        snprintf(fate, sizeof fate, " (the old code goes on)");
    }
    eng_log_place(ENG_LOG_ERROR, place, note->file, note->line, "%s%s", note->text, fate);
    log_traceback(failure->traceback);
}

static void copy_text(char *out, size_t out_bytes, const char *from, const char *end)
{
    size_t bytes = (size_t)(end - from);
    bytes = bytes < out_bytes ? bytes : out_bytes - 1;
    memcpy(out, from, bytes);
    out[bytes] = '\0';
}

// The source line and the carets that follow the last mention of the place in the traceback.
static void find_source(eng_script_failure *note, const char *traceback)
{
    char mention[192];
    const char *found = NULL;
    snprintf(mention, sizeof mention, "File \"%s\", line %u", note->path, note->line);
    for (const char *at = traceback; (at = strstr(at, mention)) != NULL; ++at) {
        char after = at[strlen(mention)];
        found = after >= '0' && after <= '9' ? found : at;
    }
    const char *line = found != NULL ? strchr(found, '\n') : NULL;
    if (line == NULL || strncmp(line + 1, "    ", 4) != 0) {
        return;
    }
    const char *end = strchrnul(line + 1, '\n');
    copy_text(note->source, sizeof note->source, line + 5, end);
    if (*end == '\0' || strncmp(end + 1, "    ", 4) != 0) {
        return;
    }
    line = end;
    end = strchrnul(line + 1, '\n');
    if (strspn(line + 1, " ^~") == (size_t)(end - line - 1)) {
        copy_text(note->carets, sizeof note->carets, line + 5, end);
    }
}

void eng_failures_note(eng_failures *failures, const myr_failure *failure, const char *unit,
                       const char *file)
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
    *note = (eng_script_failure){
        .count = 1,
        .kind = failure->kind,
        .line = failure->line,
        .column = failure->column,
        .end_column = failure->end_column,
        .strikes_left = failure->strikes_left,
        .is_of_compiler = failure->kind == MYR_FAILURE_RELOAD && failure->interpreter == UINT32_MAX,
    };
    snprintf(note->path, sizeof note->path, "%s", failure->path);
    snprintf(note->file, sizeof note->file, "%s", file != NULL ? file : "");
    snprintf(note->text, sizeof note->text, "%s", failure->text);
    if (failure->entity != MYR_ENTITY_NONE) {
        snprintf(note->unit, sizeof note->unit, "%.40s %u", unit,
                 myr_entity_index(failure->entity));
    }
    find_source(note, failure->traceback);
    log_first(note, failure);
}

static bool is_mended(const eng_script_failure *note, const myr_reload_report *report)
{
    // What does not compile yet is told again with every reload; what does not run, with the next
    // code that is tried.
    if (note->kind == MYR_FAILURE_RELOAD) {
        return note->is_of_compiler || report->changed_count > 0;
    }
    for (uint32_t i = 0; i < report->changed_count; ++i) {
        if (strncmp(report->changed[i], note->path, sizeof note->path - 1) == 0) {
            return true;
        }
    }
    return false;
}

void eng_failures_forget(eng_failures *failures, const myr_reload_report *report)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < failures->count; ++i) {
        if (!is_mended(&failures->items[i], report)) {
            failures->items[kept++] = failures->items[i];
        }
    }
    failures->count = kept;
}

void eng_failure_copy_line(const eng_script_failure *failure, char *out, size_t out_bytes)
{
    if (failure->path[0] == '\0') {
        snprintf(out, out_bytes, "%s", failure->text);
        return;
    }
    char place[192];
    eng_failure_copy_place(failure, place, sizeof place);
    snprintf(out, out_bytes, "%s: %s", place, failure->text);
}

void eng_failure_copy_place(const eng_script_failure *failure, char *out, size_t out_bytes)
{
    copy_place(failure, failure->path, out, out_bytes);
}

const char *eng_failure_kind_name(myr_failure_kind kind)
{
    static const char *const names[] = {"raised",  "cut",  "killed", "memory",
                                        "crashed", "lost", "reload"};
    return names[kind];
}
