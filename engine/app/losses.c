// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/losses.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"

static eng_loss_row *find_row(eng_losses *losses, const eng_loss_row *wanted)
{
    for (uint32_t i = 0; i < losses->row_count; ++i) {
        eng_loss_row *row = &losses->rows[i];
        if (strcmp(row->script, wanted->script) == 0 &&
            strcmp(row->attribute, wanted->attribute) == 0 && strcmp(row->why, wanted->why) == 0) {
            return row;
        }
    }
    return NULL;
}

void eng_losses_note(void *user, const myr_loss *loss)
{
    eng_losses *losses = user;
    eng_loss_row row = {.entity_index = myr_entity_index(loss->entity)};
    snprintf(row.script, sizeof row.script, "%s", loss->script);
    snprintf(row.attribute, sizeof row.attribute, "%s", loss->attribute);
    snprintf(row.why, sizeof row.why, "%s", loss->why);
    eng_loss_row *known = find_row(losses, &row);
    if (known == NULL && losses->row_count < ENG_LOSSES_CAPACITY) {
        known = &losses->rows[losses->row_count++];
        *known = row;
    }
    if (known == NULL) {
        ++losses->other_count;
    } else {
        ++known->count;
    }
}

static void tell_row(const eng_loss_row *row, const char *what)
{
    char others[64] = "";
    if (row->count > 1) {
        snprintf(others, sizeof others, " and %u other%s", row->count - 1,
                 row->count == 2 ? "" : "s");
    }
    if (row->attribute[0] != '\0') {
        eng_log_warning("not %s: %s.%s (%s), unit %u%s", what, row->script, row->attribute,
                        row->why, row->entity_index, others);
    } else if (row->script[0] != '\0') {
        eng_log_warning("not %s: the whole mind of unit %u (%s)%s: %s", what, row->entity_index,
                        row->script, others, row->why);
    } else {
        eng_log_warning("not %s: %s", what, row->why);
    }
}

void eng_losses_tell(const eng_losses *losses, const char *what)
{
    for (uint32_t i = 0; i < losses->row_count; ++i) {
        tell_row(&losses->rows[i], what);
    }
    if (losses->other_count > 0) {
        eng_log_warning("not %s: %u attributes more", what, losses->other_count);
    }
}
