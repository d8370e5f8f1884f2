// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// myrmidon-helper: what process isolation forks its children from. libmyrmidon starts it.

#include "helper.h"

int main(int argc, char **argv)
{
    return myri_helper_main(argc, argv);
}
