// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "clock.h"

#include <stdbool.h>
#include <time.h>

int64_t myri_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t myri_deadline_ns(int64_t timeout_us)
{
    int64_t now_ns = myri_now_ns();
    bool is_never = timeout_us < 0 || timeout_us > (INT64_MAX - now_ns) / 1000;
    return is_never ? INT64_MAX : now_ns + timeout_us * 1000;
}
