// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "random.h"

#define MULTIPLIER 6364136223846793005ull

eng_random eng_random_make(uint64_t seed, uint64_t stream)
{
    eng_random random = {.state = 0, .stream = stream << 1 | 1};
    eng_random_u32(&random);
    random.state += seed;
    eng_random_u32(&random);
    return random;
}

uint32_t eng_random_u32(eng_random *random)
{
    uint64_t old = random->state;
    random->state = old * MULTIPLIER + random->stream;
    uint32_t mixed = (uint32_t)((old >> 18 ^ old) >> 27);
    uint32_t turn = (uint32_t)(old >> 59);
    return mixed >> turn | mixed << (-turn & 31);
}

uint32_t eng_random_below(eng_random *random, uint32_t bound)
{
    if (bound == 0)
        return 0;
    // Numbers below the threshold would make the small results likelier.
    uint32_t threshold = -bound % bound;
    for (;;) {
        uint32_t value = eng_random_u32(random);
        if (value >= threshold)
            return value % bound;
    }
}

float eng_random_float(eng_random *random)
{
    return (float)(eng_random_u32(random) >> 8) * (1.0f / 16777216.0f);
}
