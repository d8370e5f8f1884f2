// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/prints.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/log.h"

void eng_prints_flush(eng_prints *prints)
{
    if (prints->missing > 0) {
        eng_log_warning("%" PRIu64 " printed lines were not shown: %u are, per second of the game",
                        prints->missing, ENG_PRINTS_PER_SECOND);
    }
    prints->missing = 0;
    prints->shown = 0;
}

void eng_prints_show(eng_prints *prints, double time_s, const char *unit, uint32_t index,
                     const char *text)
{
    uint64_t second = (uint64_t)time_s;
    if (prints->target == ENG_PRINTS_NONE) {
        return;
    }
    if (second != prints->second) {
        eng_prints_flush(prints);
        prints->second = second;
    }
    if (prints->shown == ENG_PRINTS_PER_SECOND) {
        ++prints->missing;
        ++prints->missing_all;
        return;
    }
    ++prints->shown;
    char line[8192]; // more than an agent may print in a think
    snprintf(line, sizeof line, "%s", text);
    eng_log_clean(line);
    fprintf(prints->target == ENG_PRINTS_STDERR ? stderr : stdout, "%s %u: %s\n", unit, index,
            line);
}
