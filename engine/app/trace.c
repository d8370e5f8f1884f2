// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/trace.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/log.h"

// More than viewers take with patience. What comes later is left out, and that is said.
#define TRACE_BYTES_MOST ((uint64_t)512 << 20)
#define BUFFER_BYTES ((size_t)1 << 20)

// "Processes" of the viewer: groups of tracks.
enum { GROUP_MAIN = 1, GROUP_WORKERS, GROUP_INTERPRETERS, GROUP_AGENTS, GROUP_COUNT };

static const char *const group_names[GROUP_COUNT] = {
    [GROUP_MAIN] = "main thread",
    [GROUP_WORKERS] = "workers",
    [GROUP_INTERPRETERS] = "interpreters",
    [GROUP_AGENTS] = "agents",
};

// Which tracks of a group have got their name.
typedef struct track_set {
    uint64_t *bits;
    uint32_t word_count;
} track_set;

struct eng_trace {
    FILE *file;
    char *path;
    char *buffer;
    int64_t start_ns;
    uint64_t byte_count;
    bool is_full;
    track_set named[GROUP_COUNT];
};

static void put(eng_trace *trace, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put(eng_trace *trace, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int count = vfprintf(trace->file, format, arguments);
    va_end(arguments);
    trace->byte_count += count > 0 ? (uint64_t)count : 0;
}

// A JSON string. What packs call their units and files is theirs to choose.
static void put_text(eng_trace *trace, const char *text)
{
    fputc('"', trace->file);
    for (const char *at = text; *at != '\0'; ++at) {
        if (*at == '"' || *at == '\\') {
            fputc('\\', trace->file);
        }
        if ((unsigned char)*at >= 0x20) {
            fputc(*at, trace->file);
        }
    }
    fputc('"', trace->file);
    trace->byte_count += strlen(text) + 2;
}

// Microseconds with three decimals: what the format asks for.
static void put_us(eng_trace *trace, const char *key, int64_t ns)
{
    ns = ns < 0 ? 0 : ns;
    put(trace, ",\"%s\":%" PRId64 ".%03d", key, ns / 1000, (int)(ns % 1000));
}

static bool is_new_track(eng_trace *trace, int group, uint32_t track)
{
    track_set *set = &trace->named[group];
    uint32_t word = track / 64;
    uint64_t bit = (uint64_t)1 << (track % 64);
    if (word >= set->word_count) {
        uint32_t grown = (word + 1) * 2;
        set->bits = eng_resize(set->bits, grown, sizeof *set->bits);
        memset(set->bits + set->word_count, 0, (grown - set->word_count) * sizeof *set->bits);
        set->word_count = grown;
    }
    bool is_new = (set->bits[word] & bit) == 0;
    set->bits[word] |= bit;
    return is_new;
}

static void name_track(eng_trace *trace, int group, uint32_t track, const char *name)
{
    if (!is_new_track(trace, group, track)) {
        return;
    }
    char text[128];
    snprintf(text, sizeof text, group == GROUP_MAIN ? "%s" : "%s %u", name, track);
    put(trace,
        ",\n{\"name\":\"thread_name\",\"ph\":\"M\",\"pid\":%d,\"tid\":%u,\"args\":{\"name\":",
        group, track);
    put_text(trace, text);
    put(trace, "}}");
}

// False: the file has become too long.
static bool open_event(eng_trace *trace, const char *phase, const char *category, int group,
                       uint32_t track, const char *name)
{
    if (trace->byte_count > TRACE_BYTES_MOST) {
        if (!trace->is_full) {
            eng_log_warning("%s: full after %" PRIu64 " MiB; what follows is left out: trace fewer "
                            "ticks (--ticks) or units (--units)",
                            trace->path, trace->byte_count >> 20);
        }
        trace->is_full = true;
        return false;
    }
    put(trace, ",\n{\"ph\":\"%s\",\"cat\":\"%s\",\"pid\":%d,\"tid\":%u,\"name\":", phase, category,
        group, track);
    put_text(trace, name);
    return true;
}

static bool open_slice(eng_trace *trace, const char *category, int group, uint32_t track,
                       const char *name, int64_t begin_ns, int64_t end_ns)
{
    if (!open_event(trace, "X", category, group, track, name)) {
        return false;
    }
    // From the start of the trace, so that rounding keeps slices within one another.
    put_us(trace, "ts", begin_ns - trace->start_ns);
    put_us(trace, "dur", end_ns - begin_ns);
    return true;
}

static void put_mark(eng_trace *trace, const char *category, int group, uint32_t track,
                     const char *name, int64_t at_ns)
{
    if (open_event(trace, "i", category, group, track, name)) {
        put_us(trace, "ts", at_ns - trace->start_ns);
        put(trace, ",\"s\":\"t\"}");
    }
}

eng_trace *eng_trace_create(const char *path, eng_error *error)
{
    FILE *file = fopen(path, "w");
    if (file == NULL) {
        eng_error_set(error, "--trace %s: %s", path, strerror(errno));
        return NULL;
    }
    eng_trace *trace = eng_alloc(1, sizeof *trace);
    trace->file = file;
    trace->path = eng_copy_text(path);
    trace->buffer = eng_alloc(1, BUFFER_BYTES);
    setvbuf(file, trace->buffer, _IOFBF, BUFFER_BYTES);
    trace->start_ns = eng_clock_ns();
    put(trace, "{\"displayTimeUnit\":\"ms\",\"otherData\":{\"program\":\"myrmidon " MYR_VERSION
               "\"},\"traceEvents\":[\n"
               "{\"name\":\"process_name\",\"ph\":\"M\",\"pid\":0,\"args\":{\"name\":\"\"}}");
    for (int group = GROUP_MAIN; group < GROUP_COUNT; ++group) {
        put(trace,
            ",\n{\"name\":\"process_name\",\"ph\":\"M\",\"pid\":%d,\"args\":{\"name\":\"%s\"}}"
            ",\n{\"name\":\"process_sort_index\",\"ph\":\"M\",\"pid\":%d,"
            "\"args\":{\"sort_index\":%d}}",
            group, group_names[group], group, group);
    }
    return trace;
}

bool eng_trace_destroy(eng_trace *trace, eng_error *error)
{
    if (trace == NULL) {
        return true;
    }
    put(trace, "\n]}\n");
    bool is_written = ferror(trace->file) == 0;
    is_written = fclose(trace->file) == 0 && is_written;
    if (!is_written) {
        eng_error_set(error, "--trace %s: it could not be written to its end: is the disk full?",
                      trace->path);
    }
    for (int group = 0; group < GROUP_COUNT; ++group) {
        eng_free(trace->named[group].bits);
    }
    eng_free(trace->buffer);
    eng_free(trace->path);
    eng_free(trace);
    return is_written;
}

int64_t eng_trace_now(const eng_trace *trace)
{
    return trace == NULL ? 0 : eng_clock_ns();
}

int64_t eng_trace_phase(eng_trace *trace, const char *name, uint64_t tick, int64_t begin_ns)
{
    if (trace == NULL) {
        return 0;
    }
    int64_t now_ns = eng_clock_ns();
    name_track(trace, GROUP_MAIN, 1, "main thread");
    if (open_slice(trace, "phase", GROUP_MAIN, 1, name, begin_ns, now_ns)) {
        put(trace, ",\"args\":{\"tick\":%" PRIu64 "}}", tick);
    }
    return now_ns;
}

static void put_job(eng_trace *trace, const myr_trace *record)
{
    char name[64];
    name_track(trace, GROUP_WORKERS, record->worker, "worker");
    snprintf(name, sizeof name, "interpreter %u", record->interpreter);
    if (open_slice(trace, record->late_count > 0 ? "late" : "job", GROUP_WORKERS, record->worker,
                   name, record->begin_ns, record->end_ns)) {
        put(trace, ",\"args\":{\"tick\":%" PRIu64 ",\"thinks\":%u,\"late\":%u}}", record->tick,
            record->count, record->late_count);
    }
    snprintf(name, sizeof name, "tick %" PRIu64 "%s", record->tick,
             record->late_count > 0 ? " (late)" : "");
    if (open_slice(trace, record->late_count > 0 ? "late" : "job", GROUP_INTERPRETERS,
                   record->interpreter, name, record->begin_ns, record->end_ns)) {
        put(trace, ",\"args\":{\"worker\":%u,\"thinks\":%u,\"late\":%u}}", record->worker,
            record->count, record->late_count);
    }
}

static void put_think(eng_trace *trace, const myr_trace *record, const char *kind)
{
    char name[128];
    uint32_t index = myr_entity_index(record->entity);
    snprintf(name, sizeof name, "%s %u", kind, index);
    if (open_slice(trace, "think", GROUP_WORKERS, record->worker, name, record->begin_ns,
                   record->end_ns)) {
        put(trace, "}");
    }
    name_track(trace, GROUP_AGENTS, index, kind);
    if (open_slice(trace, "think", GROUP_AGENTS, index, "think", record->begin_ns,
                   record->end_ns)) {
        put(trace, ",\"args\":{\"tick\":%" PRIu64 ",\"interpreter\":%u}}", record->tick,
            record->interpreter);
    }
}

static void put_failure(eng_trace *trace, const myr_trace *record, const char *kind)
{
    char name[192];
    if (record->entity == MYR_ENTITY_NONE) {
        snprintf(name, sizeof name, "%s", record->name);
    } else {
        snprintf(name, sizeof name, "%s: %s %u", record->name, kind,
                 myr_entity_index(record->entity));
    }
    put_mark(trace, "failure", GROUP_INTERPRETERS, record->interpreter, name, record->begin_ns);
}

void eng_trace_record(eng_trace *trace, const myr_trace *record, const char *kind)
{
    char name[256];
    if (trace == NULL) {
        return;
    }
    if (record->kind != MYR_TRACE_PHASE) {
        name_track(trace, GROUP_INTERPRETERS, record->interpreter, "interpreter");
    }
    switch (record->kind) {
    case MYR_TRACE_PHASE:
        if (open_slice(trace, "scripting", GROUP_MAIN, 1, record->name, record->begin_ns,
                       record->end_ns)) {
            put(trace, ",\"args\":{\"tick\":%" PRIu64 "}}", record->tick);
        }
        break;
    case MYR_TRACE_MAKE:
        if (open_slice(trace, "make", GROUP_INTERPRETERS, record->interpreter, "made",
                       record->begin_ns, record->end_ns)) {
            put(trace, "}");
        }
        break;
    case MYR_TRACE_JOB:
        put_job(trace, record);
        break;
    case MYR_TRACE_THINK:
        put_think(trace, record, kind);
        break;
    case MYR_TRACE_LINE:
        snprintf(name, sizeof name, "%s:%u", record->path, record->line);
        put_mark(trace, "line", GROUP_WORKERS, record->worker, name, record->begin_ns);
        break;
    case MYR_TRACE_LATE:
        put_mark(trace, "late", GROUP_INTERPRETERS, record->interpreter, "late", record->begin_ns);
        break;
    case MYR_TRACE_FAILURE:
        put_failure(trace, record, kind);
        break;
    }
}
