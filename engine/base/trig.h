// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// trig.h: trigonometry from + - * / alone.
//
// libm's last bits differ from machine to machine and with its FMA variants, and a simulation grows
// a last bit into another world. These functions give the same bits wherever IEEE doubles do
// (contraction must be off) and are right to about 1e-15, so that floats rounded from them are as
// good as libm's.
//
// Threads: any.

#pragma once

#define ENG_PI 3.14159265358979323846
#define ENG_TAU 6.28318530717958647692

// Angles in radians. Arguments beyond 1e9 in size (and NaN) count as 0: nothing is left of their
// angle anyway.
double eng_sin(double angle);
double eng_cos(double angle);
// -pi to pi; 0 for (0, 0). Both must be finite.
double eng_atan2(double y, double x);
// The same direction in -pi <= angle <= pi.
double eng_wrap_angle(double angle);
