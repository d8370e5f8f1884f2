// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/mods_screen.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "app/home.h"
#include "app/mods.h"
#include "app/paths.h"
#include "assets/pack_order.h"
#include "base/alloc.h"

enum {
    LINES_CAPACITY = 16,
    LINE_BYTES = 192,
    ROWS_SHOWN = 9,
};

typedef struct mod_row {
    const eng_library_pack *pack; // of the library
    eng_trust trust;
    bool is_enabled, is_given;
} mod_row;

struct eng_mods_screen {
    const eng_game *game;
    eng_home home;
    eng_mods mods;
    eng_library library;
    mod_row rows[ENG_PACKS_CAPACITY];
    uint32_t row_count, selected, first;
    char lines[LINES_CAPACITY][LINE_BYTES]; // about the selected pack
    uint32_t colors[LINES_CAPACITY];
    uint32_t line_count;
    bool has_changed;
    float list_x, list_y, list_width, row_height; // where the list was drawn, px
};

// ----------------------------------------------------------------------------- about one pack

__attribute__((format(printf, 3, 4))) static void add_line(eng_mods_screen *screen, uint32_t color,
                                                           const char *format, ...)
{
    va_list arguments;
    if (screen->line_count == LINES_CAPACITY) {
        return;
    }
    va_start(arguments, format);
    vsnprintf(screen->lines[screen->line_count], LINE_BYTES, format, arguments);
    va_end(arguments);
    screen->colors[screen->line_count++] = color;
}

// Whether another pack of the game brings this path.
static bool is_below(const eng_game *game, const char *path, const char *id)
{
    uint32_t providers[ENG_PACKS_CAPACITY];
    uint32_t count = eng_packs_get_providers(game->packs, path, providers, ENG_PACKS_CAPACITY);
    for (uint32_t i = 0; i < count && i < ENG_PACKS_CAPACITY; ++i) {
        if (strcmp(eng_packs_get_info(game->packs, providers[i])->id, id) != 0) {
            return true;
        }
    }
    return false;
}

enum { FOLDER_COUNT = 6 };
static const char *const folders[FOLDER_COUNT] = {"units/",   "scripts/", "maps/",
                                                  "sprites/", "sounds/",  ""};
static const char *const folder_names[FOLDER_COUNT] = {"units",   "scripts", "maps",
                                                       "sprites", "sounds",  "other files"};

// What a player knows by name: a sprite of many frames is one thing, and what is only for those who
// make packs is none.
static bool name_file(const char *path, uint32_t *folder, char *name, size_t name_bytes)
{
    size_t bytes = strlen(path);
    bool is_for_authors = (bytes > 4 && strcmp(path + bytes - 4, ".pyi") == 0) ||
                          strncmp(path, "readme", 6) == 0 || strncmp(path, "licen", 5) == 0;
    if (is_for_authors || strcmp(path, "pack.json") == 0 || strcmp(path, ENG_PACK_LIST_PATH) == 0) {
        return false;
    }
    *folder = 0;
    while (strncmp(path, folders[*folder], strlen(folders[*folder])) != 0) {
        ++*folder;
    }
    bool is_sprite = strcmp(folders[*folder], "sprites/") == 0;
    bool is_other = folders[*folder][0] == '\0';
    const char *own = path + strlen(folders[*folder]);
    snprintf(name, name_bytes, "%.*s",
             (int)strcspn(own, is_sprite  ? "./"
                               : is_other ? ""
                                          : "."),
             own);
    return true;
}

// "changes units (2): archer, soldier", one line for each folder.
static void add_changes(eng_mods_screen *screen, const eng_pack_source *source, const char *id)
{
    uint32_t count = 0;
    const eng_pack_file *files = eng_pack_source_get_files(source, &count);
    for (uint32_t f = 0; f < FOLDER_COUNT; ++f) {
        uint32_t counts[2] = {0, 0};
        char text[2][LINE_BYTES] = {"", ""};
        char last[2][LINE_BYTES] = {"", ""};
        for (uint32_t i = 0; i < count; ++i) {
            uint32_t folder = 0;
            char name[LINE_BYTES];
            uint32_t is_new = !is_below(screen->game, files[i].path, id);
            if (!name_file(files[i].path, &folder, name, sizeof name) || folder != f ||
                strcmp(last[is_new], name) == 0) {
                continue;
            }
            snprintf(last[is_new], LINE_BYTES, "%s", name);
            size_t used = strlen(text[is_new]);
            bool is_full = used > 110;
            bool is_ended = is_full && text[is_new][used - 1] == '.';
            snprintf(text[is_new] + used, LINE_BYTES - used, "%s%.40s",
                     counts[is_new]++ > 0 && !is_ended ? ", " : "",
                     is_ended  ? ""
                     : is_full ? "..."
                               : name);
        }
        for (uint32_t is_new = 0; is_new < 2; ++is_new) {
            if (counts[is_new] > 0) {
                add_line(screen, ENG_UI_TEXT, "%s %s (%u): %.160s", is_new ? "adds" : "changes",
                         folder_names[f], counts[is_new], text[is_new]);
            }
        }
    }
}

static void add_wishes(eng_mods_screen *screen, const mod_row *row)
{
    const eng_pack_info *info = &row->pack->info;
    bool is_held = row->pack->has_code && !eng_trust_is_enough(row->trust);
    for (uint32_t i = 0; i < ENG_PACK_CAPABILITY_COUNT; ++i) {
        if (info->capabilities & 1u << i) {
            add_line(screen, ENG_UI_BAD, "asks for %s: %s",
                     eng_pack_capability_get_name((eng_pack_capability)i),
                     eng_pack_capability_get_help((eng_pack_capability)i));
        }
    }
    if (info->capabilities == 0) {
        add_line(screen, ENG_UI_GOOD, "asks for nothing beyond what every pack may");
    }
    add_line(screen, is_held ? ENG_UI_BAD : ENG_UI_GOOD, "%s%s", eng_trust_get_title(row->trust),
             is_held               ? ": all scripts then run in sealed child processes"
             : row->pack->has_code ? ""
                                   : ", and without scripts");
}

static void describe(eng_mods_screen *screen)
{
    screen->line_count = 0;
    if (screen->row_count == 0) {
        return;
    }
    const mod_row *row = &screen->rows[screen->selected];
    const eng_pack_info *info = &row->pack->info;
    if (row->pack->flaw != NULL) {
        add_line(screen, ENG_UI_BAD, "cannot be used: %s", row->pack->flaw);
        return;
    }
    eng_pack_source *source = eng_pack_source_open(row->pack->path, NULL);
    if (info->description[0] != '\0') {
        add_line(screen, ENG_UI_TEXT, "%.180s", info->description);
    }
    if (info->authors[0] != '\0') {
        add_line(screen, ENG_UI_DIM, "by %.180s", info->authors);
    }
    if (source != NULL) {
        add_changes(screen, source, info->id);
    }
    add_wishes(screen, row);
    eng_pack_source_close(source);
}

// ------------------------------------------------------------------------------- opening, closing

static bool is_given(const eng_game *game, const eng_mods *mods, const char *id)
{
    int32_t index = eng_packs_find(game->packs, id);
    return index >= 0 && !eng_mods_is_enabled(mods, id);
}

static void add_rows(eng_mods_screen *screen, const eng_trust_list *trusts)
{
    const eng_library_pack *game =
        eng_library_find(&screen->library, screen->game->content.info->id);
    for (uint32_t i = 0; i < screen->library.count; ++i) {
        const eng_library_pack *pack = &screen->library.items[i];
        bool is_mod = pack->flaw != NULL ||
                      (pack->info.map[0] == '\0' && strcmp(pack->info.id, "base") != 0 &&
                       (game == NULL || eng_order_is_for(&screen->library, game, pack)));
        if (!is_mod || screen->row_count == ENG_PACKS_CAPACITY) {
            continue;
        }
        mod_row *row = &screen->rows[screen->row_count++];
        eng_pack_source *source = eng_pack_source_open(pack->path, NULL);
        *row = (mod_row){.pack = pack,
                         .is_enabled = eng_mods_is_enabled(&screen->mods, pack->info.id),
                         .is_given = is_given(screen->game, &screen->mods, pack->info.id)};
        row->trust = source != NULL && pack->flaw == NULL
                         ? eng_trust_get(trusts, source, &pack->info)
                         : ENG_TRUST_NONE;
        eng_pack_source_close(source);
    }
}

static bool fill(eng_mods_screen *screen, eng_error *error)
{
    eng_paths paths;
    if (!eng_home_find(&screen->home, error) ||
        !eng_mods_read(&screen->mods, &screen->home, error) || !eng_paths_find(&paths, error)) {
        return false;
    }
    eng_trust_list *trusts = eng_trust_load(error);
    if (trusts == NULL) {
        return false;
    }
    eng_paths_add_bundled(&paths, &screen->library);
    eng_library_add_folder(&screen->library, screen->home.packs, false);
    for (uint32_t i = 0; i < eng_packs_get_count(screen->game->packs); ++i) {
        eng_library_add(&screen->library, eng_packs_get_path(screen->game->packs, i), false);
    }
    add_rows(screen, trusts);
    eng_trust_unload(trusts);
    return true;
}

eng_mods_screen *eng_mods_screen_open(const eng_game *game, const char *selected_id,
                                      eng_error *error)
{
    eng_mods_screen *screen = eng_alloc(1, sizeof *screen);
    screen->game = game;
    if (!fill(screen, error)) {
        eng_library_fini(&screen->library);
        eng_free(screen);
        return NULL;
    }
    for (uint32_t i = 0; selected_id != NULL && i < screen->row_count; ++i) {
        if (strcmp(screen->rows[i].pack->info.id, selected_id) == 0) {
            screen->selected = i;
        }
    }
    describe(screen);
    return screen;
}

bool eng_mods_screen_close(eng_mods_screen *screen, eng_error *error)
{
    if (screen == NULL) {
        return false;
    }
    bool is_other = screen->has_changed && eng_mods_write(&screen->mods, &screen->home, error);
    eng_library_fini(&screen->library);
    eng_free(screen);
    return is_other;
}

// ---------------------------------------------------------------------------------------- input

static void toggle(eng_mods_screen *screen)
{
    eng_error error = {0};
    mod_row *row = &screen->rows[screen->selected];
    const char *id = row->pack->info.id;
    if (row->pack->flaw != NULL || row->is_given) {
        return;
    }
    if (row->is_enabled) {
        eng_mods_disable(&screen->mods, id);
    } else if (!eng_mods_enable(&screen->mods, id, &error)) {
        add_line(screen, ENG_UI_BAD, "%s", error.text);
        return;
    }
    row->is_enabled = !row->is_enabled;
    screen->has_changed = true;
}

static void choose(eng_mods_screen *screen, uint32_t index)
{
    screen->selected = index;
    if (index < screen->first) {
        screen->first = index;
    } else if (index >= screen->first + ROWS_SHOWN) {
        screen->first = index - ROWS_SHOWN + 1;
    }
    describe(screen);
}

// A click on the chosen row marks it, on another one chooses that: so that what a pack asks for
// was seen before it plays.
static void click(eng_mods_screen *screen, float x, float y)
{
    if (x < screen->list_x || x > screen->list_x + screen->list_width || y < screen->list_y) {
        return;
    }
    uint32_t index = screen->first + (uint32_t)((y - screen->list_y) / screen->row_height);
    if (index >= screen->row_count || index >= screen->first + ROWS_SHOWN) {
        return;
    }
    if (index == screen->selected) {
        toggle(screen);
    } else {
        choose(screen, index);
    }
}

void eng_mods_screen_follow(eng_mods_screen *screen, const eng_input *input, float pixel_scale)
{
    if (screen->row_count == 0) {
        return;
    }
    int64_t wanted = (int64_t)screen->selected + input->step_y;
    if (input->step_y != 0) {
        choose(screen, wanted < 0                    ? 0
                       : wanted >= screen->row_count ? screen->row_count - 1
                                                     : (uint32_t)wanted);
    }
    if (eng_input_pressed(input, ENG_ACTION_PAUSE)) {
        toggle(screen);
    }
    if (input->clicked & ENG_MOUSE_LEFT) {
        click(screen, input->mouse_x * pixel_scale, input->mouse_y * pixel_scale);
    }
}

// -------------------------------------------------------------------------------------- drawing

static void draw_row(const eng_mods_screen *screen, eng_ui *ui, uint32_t index, float x, float y,
                     float width)
{
    const mod_row *row = &screen->rows[index];
    bool is_selected = index == screen->selected;
    float box = eng_ui_px(ui, 14);
    float edge = eng_ui_px(ui, 2);
    float middle = y + floorf((screen->row_height - box) * 0.5f);
    float line = eng_text_get_line_height(ui->text, ENG_FONT_SANS, ui->size);
    char text[256];
    if (is_selected) {
        eng_ui_rounded(ui, x, y, width, screen->row_height - edge, eng_ui_px(ui, 5), 0xff2a3440);
    }
    eng_ui_rounded(ui, x + ui->gap, middle, box, box, eng_ui_px(ui, 3), ENG_UI_DIM);
    eng_ui_rounded(ui, x + ui->gap + edge, middle + edge, box - 2 * edge, box - 2 * edge,
                   eng_ui_px(ui, 2),
                   row->is_enabled || row->is_given ? ENG_UI_ACCENT : ENG_UI_PANEL);
    snprintf(text, sizeof text, "%s  %s%s",
             row->pack->flaw != NULL ? row->pack->info.id : row->pack->info.title,
             row->pack->flaw != NULL ? "" : row->pack->info.version,
             row->is_given ? "  (for this game)" : "");
    eng_text_draw_cut(ui->text, ui->layer, ENG_FONT_SANS, ui->size, x + box + 2.5f * ui->gap,
                      y + floorf((screen->row_height - line) * 0.5f), width - box - 3 * ui->gap,
                      row->pack->flaw != NULL ? ENG_UI_BAD : ENG_UI_TEXT, text);
}

static void draw_about(const eng_mods_screen *screen, eng_ui *ui, float x, float y, float width)
{
    const mod_row *row = &screen->rows[screen->selected];
    char text[256];
    snprintf(text, sizeof text, "%s",
             row->pack->flaw != NULL ? row->pack->info.id : row->pack->info.title);
    y = eng_ui_heading(ui, x, y, width, text) + ui->gap;
    for (uint32_t i = 0; i < screen->line_count; ++i) {
        // Long lines go on below, broken at a space.
        const char *rest = screen->lines[i];
        while (*rest != '\0') {
            size_t bytes = strlen(rest);
            snprintf(text, sizeof text, "%s", rest);
            while (bytes > 1 && eng_text_measure(ui->text, ENG_FONT_SANS, ui->size, text) > width) {
                char *space = strrchr(text, ' ');
                bytes = space != NULL && space != text ? (size_t)(space - text) : bytes - 1;
                text[bytes] = '\0';
            }
            y = eng_ui_line(ui, x, y, width, screen->colors[i], text);
            rest += bytes + (rest[bytes] == ' ');
        }
        y += ui->gap * 0.5f;
    }
}

void eng_mods_screen_draw(eng_mods_screen *screen, eng_ui *ui)
{
    float width = fminf(eng_ui_px(ui, 960), ui->width - 2 * ui->pad);
    float height = fminf(eng_ui_px(ui, 520), ui->height - 2 * ui->pad);
    float x = floorf((ui->width - width) * 0.5f);
    float y = floorf((ui->height - height) * 0.5f);
    float inner_x = x + 2 * ui->pad;
    float inner_width = width - 4 * ui->pad;
    eng_ui_shade(ui, 0x90000000);
    eng_ui_panel(ui, x, y, width, height);
    float top = eng_ui_heading(ui, inner_x, y + 2 * ui->pad, inner_width, "Mods");
    top =
        eng_ui_line(ui, inner_x, top, inner_width, ENG_UI_DIM,
                    screen->row_count > 0
                        ? "Up and Down choose, Space or a click marks, F6 closes and begins again. "
                          "Drop a zip here to install it."
                        : "There are none for this game. Drop a zip here to install it.") +
        ui->pad;
    screen->list_x = inner_x;
    screen->list_y = top;
    screen->list_width = floorf(inner_width * 0.38f);
    screen->row_height = eng_ui_px(ui, 38);
    for (uint32_t i = screen->first; i < screen->row_count && i < screen->first + ROWS_SHOWN; ++i) {
        draw_row(screen, ui, i, inner_x, top + (float)(i - screen->first) * screen->row_height,
                 screen->list_width);
    }
    if (screen->row_count > 0) {
        float left = inner_x + screen->list_width + 2 * ui->pad;
        draw_about(screen, ui, left, top, inner_x + inner_width - left);
    }
}
