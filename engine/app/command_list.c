// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/command_list.h"

#include <string.h>

// Arguments and, behind them, their texts.
static eng_value *copy_values(const eng_value *from, uint32_t count)
{
    size_t bytes = count * sizeof *from;
    for (uint32_t i = 0; i < count; ++i) {
        bytes += from[i].type == ENG_TEXT ? from[i].text_bytes : 0;
    }
    eng_value *values = eng_alloc(1, bytes);
    char *text = (char *)(values + count);
    memcpy(values, from, count * sizeof *from);
    for (uint32_t i = 0; i < count; ++i) {
        if (from[i].type != ENG_TEXT) {
            continue;
        }
        values[i].text = text;
        if (from[i].text_bytes > 0) {
            memcpy(text, from[i].text, from[i].text_bytes);
        }
        text += from[i].text_bytes;
    }
    return values;
}

void eng_command_list_add(eng_command_list *list, const eng_command *command)
{
    eng_command *copy = ENG_ARRAY_PUSH(&list->commands);
    *copy = *command;
    if (command->arg_count == 0) {
        return;
    }
    eng_value *values = copy_values(command->args, command->arg_count);
    *ENG_ARRAY_PUSH(&list->values) = values;
    copy->args = values;
}

void eng_command_list_clear(eng_command_list *list)
{
    for (uint32_t i = 0; i < list->values.count; ++i) {
        eng_free(list->values.items[i]);
    }
    list->values.count = list->commands.count = 0;
}

void eng_command_list_fini(eng_command_list *list)
{
    eng_command_list_clear(list);
    eng_free(list->values.items);
    eng_free(list->commands.items);
    *list = (eng_command_list){0};
}
