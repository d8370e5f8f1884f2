// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Each function reduces its argument to a small range and sums the Taylor series there, from the
// smallest term up. The series are cut where the next term is below half a last bit of a double.

#include "trig.h"

#include <float.h>
#include <stdint.h>

// With wider intermediate results (x87) the bits would depend on register allocation.
_Static_assert(FLT_EVAL_METHOD == 0, "trig.c needs plain IEEE arithmetic: on 32-bit x86 use SSE");

#define HALF_PI (ENG_PI / 2)
// pi / 2 in two parts; the first has 33 bits, so that its multiples by a quadrant number are exact.
#define HALF_PI_HIGH 1.57079632673412561417e+00
#define HALF_PI_LOW 6.07710050650619224932e-11

#define ANGLE_LIMIT 1e9

static double round_to_whole(double value)
{
    return (double)(int64_t)(value + (value < 0 ? -0.5 : 0.5));
}

// |x| <= pi / 4
static double sin_series(double x)
{
    double s = x * x;
    double sum = -1.0 / 1307674368000.0;
    sum = sum * s + 1.0 / 6227020800.0;
    sum = sum * s - 1.0 / 39916800.0;
    sum = sum * s + 1.0 / 362880.0;
    sum = sum * s - 1.0 / 5040.0;
    sum = sum * s + 1.0 / 120.0;
    sum = sum * s - 1.0 / 6.0;
    return x + x * (sum * s);
}

static double cos_series(double x)
{
    double s = x * x;
    double sum = 1.0 / 20922789888000.0;
    sum = sum * s - 1.0 / 87178291200.0;
    sum = sum * s + 1.0 / 479001600.0;
    sum = sum * s - 1.0 / 3628800.0;
    sum = sum * s + 1.0 / 40320.0;
    sum = sum * s - 1.0 / 720.0;
    sum = sum * s + 1.0 / 24.0;
    sum = sum * s - 0.5;
    return 1.0 + sum * s;
}

// sin(angle + quadrants * pi / 2)
static double sin_shifted(double angle, int64_t quadrants)
{
    if (!(angle >= -ANGLE_LIMIT && angle <= ANGLE_LIMIT))
        angle = 0;
    double turns = round_to_whole(angle / HALF_PI);
    double x = angle - turns * HALF_PI_HIGH - turns * HALF_PI_LOW;
    switch (((int64_t)turns + quadrants) & 3) {
    case 0:
        return sin_series(x);
    case 1:
        return cos_series(x);
    case 2:
        return -sin_series(x);
    default:
        return -cos_series(x);
    }
}

double eng_sin(double angle)
{
    return sin_shifted(angle, 0);
}

double eng_cos(double angle)
{
    return sin_shifted(angle, 1);
}

// 0 <= t <= 1: the angle to the nearest quarter, whose tangent is exact, and the small rest.
static double atan_unit(double t)
{
    static const double atan_of_quarter[5] = {0.0, 0.24497866312686415417, 0.46364760900080611621,
                                              0.64350110879328438680, 0.78539816339744830962};
    int quarter = (int)(t * 4 + 0.5);
    double base = quarter * 0.25;
    double x = (t - base) / (1 + t * base);
    double s = x * x;
    double sum = 1.0 / 17;
    for (int odd = 15; odd >= 3; odd -= 2)
        sum = 1.0 / odd - sum * s;
    return atan_of_quarter[quarter] + (x - x * (sum * s));
}

double eng_atan2(double y, double x)
{
    double width = x < 0 ? -x : x, height = y < 0 ? -y : y;
    if (width == 0 && height == 0)
        return 0;
    double angle =
        height <= width ? atan_unit(height / width) : HALF_PI - atan_unit(width / height);
    if (x < 0)
        angle = ENG_PI - angle;
    return y < 0 ? -angle : angle;
}

double eng_wrap_angle(double angle)
{
    if (!(angle >= -ANGLE_LIMIT && angle <= ANGLE_LIMIT))
        return 0;
    if (angle >= -ENG_PI && angle <= ENG_PI)
        return angle;
    double wrapped = angle - round_to_whole(angle / ENG_TAU) * ENG_TAU;
    return wrapped > ENG_PI ? ENG_PI : wrapped < -ENG_PI ? -ENG_PI : wrapped;
}
