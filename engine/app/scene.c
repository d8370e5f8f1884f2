// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/scene.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/animation.h"
#include "app/effects.h"
#include "app/home.h"
#include "app/renewal.h"
#include "app/tiles_draw.h"
#include "assets/atlas_cache.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "base/log.h"
#include "video/ground.h"

enum {
    LAYER_GROUND = 0,
    LAYER_GROUND_OVER = 1,
    LAYER_TILES = 2, // one for each layer of tiles under the units
    TILE_LAYERS = 14,
    LAYER_DECOR = LAYER_TILES + TILE_LAYERS,
    LAYER_FIELD,
    LAYER_SHADOW,
    LAYER_UNITS, // plus the kind's layer, at most LAYER_EFFECTS - 1
    LAYER_EFFECTS = 36,
    LAYER_TILES_OVER = 38, // over the units
    TILE_LAYERS_OVER = 8,
    LAYER_BARS = 46,
};

#define UPLOAD_BUDGET_US 4000
#define RENEWAL_BUDGET_US 2000
#define REPAINT_BUDGET_US 12000 // of a map that was saved; what is left comes with the next frames

typedef struct kind_look {
    uint32_t sprite, loaded_sprite; // loaded: while it carries cargo
    uint32_t over_sprite;           // drawn over a tinted one in its own colours
    uint32_t projectile;
    float size; // drawn px of the sprite's larger side
    eng_animation animation, loaded_animation;
} kind_look;

typedef struct seen_unit {
    float y; // px
    uint32_t row;
} seen_unit;

struct eng_scene {
    eng_window *window;
    eng_batch *batch;
    eng_text *text;
    eng_camera camera;
    eng_atlas_cache *cache;   // null: none
    eng_atlas_loader *loader; // while it loads
    eng_atlas *atlas;
    eng_pages *pages;
    bool is_decoded; // the loader has nothing left to do
    bool is_loaded;
    eng_effects *effects;
    eng_renewal renewal;
    uint32_t content_serial; // of the content that the looks are of
    eng_tiles_view *tiles;   // null: the map is not one of the Tiled editor
    uint64_t sheets_hash;    // of the map's sheets that are in the atlas, or on their way
    uint32_t map_serial;     // of the content that the tiles are of

    kind_look *looks;          // by kind
    bool has_upright;          // some figures do not turn, and are drawn from back to front
    ENG_ARRAY(seen_unit) seen; // of this frame, if there are such
    eng_ground_sprite *terrain_sprites; // by legend
    uint32_t *decor_sprites;
    uint32_t scalar_sprites[ENG_MAX_SCALARS];
    eng_picture *hazes[ENG_MAX_SCALARS];
    uint32_t *haze_pixels;
    uint32_t logo_sprite, shadow_sprite;
};

// --------------------------------------------------------------------------------------- loading

static void place_camera(eng_scene *scene, const eng_game *game)
{
    int width = 0;
    int height = 0;
    const eng_pack_info *info = game->content.info;
    eng_window_get_size(scene->window, &width, &height);
    eng_camera_init(&scene->camera, game->content.map.width, game->content.map.height, (float)width,
                    (float)height);
    if (info->has_camera) {
        eng_camera_look_at(&scene->camera, (float)info->camera_x, (float)info->camera_y,
                           (float)info->camera_zoom);
    }
}

static eng_atlas_loader *begin_load(const eng_game *game, eng_atlas_def *def, eng_error *error)
{
    eng_atlas_sheet_def *sheets = NULL;
    if (game->content.tiles != NULL) {
        def->sheets = sheets = eng_tiles_make_sheets(game->content.tiles, &def->sheet_count);
    }
    eng_atlas_loader *loader = eng_atlas_load_begin(game->packs, def, error);
    eng_free(sheets);
    return loader;
}

static eng_atlas_cache *open_cache(const eng_game *game)
{
    char folder[ENG_PACK_PATH_BYTES];
    return !game->is_without_cache && eng_home_find_cache(folder)
               ? eng_atlas_cache_create(folder, 0)
               : NULL;
}

// The map cuts its tiles from other pictures, or elsewhere: the atlas needs them.
static void follow_sheets(eng_scene *scene, const eng_game *game)
{
    uint64_t hash = eng_tiles_hash_sheets(game->content.tiles);
    if (hash != scene->sheets_hash) {
        eng_pictures_changed changed = {.are_sheets_changed = true, .changed_ns = eng_clock_ns()};
        eng_renewal_add(&scene->renewal, &changed);
    }
    scene->sheets_hash = hash;
}

eng_scene *eng_scene_create(eng_window *window, const eng_game *game, eng_error *error)
{
    eng_scene *scene = eng_alloc(1, sizeof *scene);
    eng_atlas_def def = eng_atlas_default_def();
    def.side_limit = eng_window_get_side_limit(window);
    scene->window = window;
    def.cache = scene->cache = open_cache(game);
    scene->batch = eng_batch_create(window, error);
    scene->text = scene->batch != NULL ? eng_text_create(scene->batch, error) : NULL;
    scene->loader = scene->text != NULL ? begin_load(game, &def, error) : NULL;
    if (scene->loader == NULL) {
        eng_scene_destroy(scene);
        return NULL;
    }
    scene->sheets_hash = eng_tiles_hash_sheets(game->content.tiles);
    place_camera(scene, game);
    return scene;
}

static void forget_sprites(eng_scene *scene)
{
    eng_free(scene->looks);
    eng_free(scene->terrain_sprites);
    eng_free(scene->decor_sprites);
    scene->looks = NULL;
    scene->terrain_sprites = NULL;
    scene->decor_sprites = NULL;
}

static void forget_looks(eng_scene *scene)
{
    forget_sprites(scene);
    for (uint32_t i = 0; i < ENG_MAX_SCALARS; ++i) {
        eng_picture_destroy(scene->hazes[i]);
        scene->hazes[i] = NULL;
    }
    eng_effects_destroy(scene->effects);
    eng_tiles_view_destroy(scene->tiles);
    eng_free(scene->haze_pixels);
    scene->effects = NULL;
    scene->tiles = NULL;
    scene->haze_pixels = NULL;
}

void eng_scene_destroy(eng_scene *scene)
{
    if (scene == NULL) {
        return;
    }
    forget_looks(scene);
    eng_renewal_fini(&scene->renewal);
    if (scene->loader != NULL) {
        eng_atlas_load_cancel(scene->loader);
    }
    eng_pages_destroy(scene->pages);
    eng_text_destroy(scene->text);
    eng_batch_destroy(scene->batch);
    if (scene->atlas != NULL) {
        eng_atlas_unload(scene->atlas);
    }
    eng_free(scene->seen.items);
    eng_atlas_cache_destroy(scene->cache); // what is being written gets done
    eng_free(scene);
}

static void find_kind_looks(eng_scene *scene, const eng_content *content)
{
    scene->looks = eng_alloc(content->kind_count + 1, sizeof *scene->looks);
    scene->has_upright = false;
    for (uint32_t k = 0; k < content->kind_count; ++k) {
        const eng_kind *kind = &content->kinds[k];
        kind_look *look = &scene->looks[k];
        if (kind->name[0] == '\0') {
            continue; // a number between kinds
        }
        char loaded[160];
        char over[160];
        look->sprite = eng_sprite_find(scene->atlas, kind->sprite);
        snprintf(loaded, sizeof loaded, "%s-loaded", kind->sprite);
        look->loaded_sprite = kind->capacity > 0.0f ? eng_sprite_find_optional(scene->atlas, loaded)
                                                    : ENG_SPRITE_NONE;
        snprintf(over, sizeof over, "%s-over", kind->sprite);
        look->over_sprite =
            kind->is_tinted ? eng_sprite_find_optional(scene->atlas, over) : ENG_SPRITE_NONE;
        look->projectile = kind->projectile != NULL
                               ? eng_sprite_find(scene->atlas, kind->projectile)
                               : ENG_SPRITE_NONE;
        eng_sprite sprite = eng_atlas_get_sprite(scene->atlas, look->sprite);
        int side = sprite.frames[0].full_width > sprite.frames[0].full_height
                       ? sprite.frames[0].full_width
                       : sprite.frames[0].full_height;
        eng_sprite loaded_sprite = eng_atlas_get_sprite(scene->atlas, look->loaded_sprite);
        look->animation = eng_animation_find(kind, &sprite);
        if (look->loaded_sprite != ENG_SPRITE_NONE) {
            look->loaded_animation = eng_animation_find(kind, &loaded_sprite);
        }
        look->size = (float)side * kind->sprite_scale;
        scene->has_upright |= !kind->rotates && kind->mass > 0.0f;
    }
}

static void find_map_sprites(eng_scene *scene, const eng_map *map)
{
    scene->terrain_sprites = eng_alloc(map->legend_count + 1, sizeof *scene->terrain_sprites);
    scene->decor_sprites = eng_alloc(map->decor_count + 1, sizeof(uint32_t));
    for (uint32_t i = 0; i < map->legend_count; ++i) {
        scene->terrain_sprites[i] = eng_ground_find(scene->atlas, map->legend[i].sprite);
    }
    for (uint32_t i = 0; i < map->decor_count; ++i) {
        scene->decor_sprites[i] = eng_sprite_find(scene->atlas, map->decor[i].sprite);
    }
    for (uint32_t i = 0; i < map->scalar_count; ++i) {
        scene->scalar_sprites[i] = map->scalars[i].sprite != NULL
                                       ? eng_sprite_find(scene->atlas, map->scalars[i].sprite)
                                       : ENG_SPRITE_NONE;
    }
}

static void make_hazes(eng_scene *scene, const eng_map *map)
{
    uint32_t largest = 1;
    eng_error error = {0};
    for (uint32_t i = 0; i < map->scalar_count; ++i) {
        const eng_scalar_def *scalar = &map->scalars[i];
        uint32_t columns = (uint32_t)ceilf(map->width / scalar->cell);
        uint32_t rows = (uint32_t)ceilf(map->height / scalar->cell);
        if (scalar->sprite == NULL && columns <= 1024 && rows <= 1024) {
            scene->hazes[i] = eng_picture_create(scene->batch, (int)columns, (int)rows, &error);
            if (scene->hazes[i] == NULL) {
                eng_log_warning("field %s is not drawn: %s", scalar->name, error.text);
            }
            largest = columns * rows > largest ? columns * rows : largest;
        }
    }
    scene->haze_pixels = eng_alloc(largest, sizeof *scene->haze_pixels);
}

// The map is painted anew if it, or what its tiles are cut from, is another one.
static void find_tiles(eng_scene *scene, const eng_game *game)
{
    if (scene->tiles != NULL && scene->map_serial == game->content.map_serial &&
        eng_tiles_view_is_fresh(scene->tiles)) {
        return;
    }
    eng_tiles_view_destroy(scene->tiles);
    scene->tiles =
        game->content.tiles != NULL
            ? eng_tiles_view_create(game->content.tiles, scene->atlas, scene->batch, scene->text)
            : NULL;
    scene->map_serial = game->content.map_serial;
    if (scene->tiles != NULL && scene->is_loaded) {
        eng_tiles_view_prepare(scene->tiles, &scene->camera, REPAINT_BUDGET_US);
    }
}

// Everything that is found by a name of the content or the atlas.
static void find_sprites(eng_scene *scene, const eng_game *game)
{
    forget_sprites(scene);
    find_kind_looks(scene, &game->content);
    find_map_sprites(scene, &game->content.map);
    find_tiles(scene, game);
    scene->content_serial = game->content.serial;
    scene->shadow_sprite = eng_sprite_find_optional(scene->atlas, "shadow");
    uint32_t logo = eng_sprite_find_optional(scene->atlas, "logo");
    scene->logo_sprite = logo != ENG_SPRITE_NONE ? logo : 0;
    if (scene->effects != NULL) {
        eng_effects_find_sprites(scene->effects);
    }
}

static void find_looks(eng_scene *scene, const eng_game *game)
{
    forget_looks(scene);
    find_sprites(scene, game);
    make_hazes(scene, &game->content.map);
    scene->effects = eng_effects_create(scene->atlas);
}

// Kinds or map are others since they were last looked at.
static void follow_content(eng_scene *scene, const eng_game *game)
{
    if (scene->content_serial != game->content.serial) {
        follow_sheets(scene, game);
        find_sprites(scene, game);
    }
}

// All is decoded: the atlas is there, its textures are not.
static void take_atlas(eng_scene *scene, const eng_game *game)
{
    eng_error error = {0};
    scene->atlas = eng_atlas_load_end(scene->loader);
    scene->loader = NULL;
    eng_atlas_counts counts = eng_atlas_get_counts(scene->atlas);
    eng_log_debug("sprites: %u from the cache, %u prebuilt, %u decoded", counts.cached,
                  counts.prebuilt, counts.decoded);
    scene->pages = eng_pages_create(scene->batch, scene->atlas, &error);
    for (uint32_t i = 0; i < eng_atlas_get_error_count(scene->atlas); ++i) {
        eng_log_error("%s", eng_atlas_get_error(scene->atlas, i));
    }
    if (scene->pages == NULL) {
        eng_log_error("%s", error.text);
    }
    find_looks(scene, game);
}

float eng_scene_load_step(eng_scene *scene, const eng_game *game, int64_t budget_us,
                          const char **name)
{
    int64_t deadline_ns = eng_clock_ns() + budget_us * 1000;
    if (name != NULL) {
        *name = "textures";
    }
    if (scene->loader != NULL && !scene->is_decoded) {
        eng_atlas_progress progress = eng_atlas_load_step(scene->loader, budget_us);
        if (name != NULL && progress.name != NULL) {
            *name = progress.name;
        }
        scene->is_decoded = progress.is_done;
        return 0.8f * progress.fraction;
    }
    if (scene->loader != NULL) {
        take_atlas(scene, game);
        return 0.8f;
    }
    if (scene->tiles != NULL && !eng_tiles_view_prepare(scene->tiles, &scene->camera, budget_us)) {
        if (name != NULL) {
            *name = "the map";
        }
        return 0.8f;
    }
    int64_t left_us = (deadline_ns - eng_clock_ns()) / 1000;
    if (scene->pages == NULL || eng_pages_upload_step(scene->pages, left_us)) {
        scene->is_loaded = true;
        return 1.0f;
    }
    // The last page may be there before it is known to be the last: not loaded, so never 1.
    return 0.8f + 0.19f * eng_pages_get_progress(scene->pages);
}

void eng_scene_load(eng_scene *scene, const eng_game *game)
{
    while (eng_scene_load_step(scene, game, 100000, NULL) < 1.0f) {
    }
}

eng_atlas_counts eng_scene_count_sprites(const eng_scene *scene)
{
    return scene->atlas != NULL ? eng_atlas_get_counts(scene->atlas) : (eng_atlas_counts){0};
}

void eng_scene_restart(eng_scene *scene, const eng_game *game)
{
    eng_renewal_restart(&scene->renewal);
    follow_sheets(scene, game);
    find_looks(scene, game);
}

void eng_scene_renew(eng_scene *scene, eng_pictures_changed *changes)
{
    eng_renewal_add(&scene->renewal, changes);
}

void eng_scene_resize(eng_scene *scene)
{
    int width = 0;
    int height = 0;
    eng_window_get_size(scene->window, &width, &height);
    eng_camera_resize(&scene->camera, (float)width, (float)height);
}

void eng_scene_reload_textures(eng_scene *scene)
{
    eng_text_restart(scene->text);
    if (scene->pages != NULL) {
        eng_pages_restart(scene->pages);
    }
    if (scene->tiles != NULL) {
        eng_tiles_view_restart(scene->tiles);
    }
}

// ---------------------------------------------------------------------------------------- fields

// A mark is faint at first and never hides what is under it.
static void update_haze(eng_scene *scene, const eng_map *map, uint32_t index,
                        const eng_scalar *scalar)
{
    uint32_t color = map->scalars[index].color & 0x00ffffffu;
    uint32_t count = scalar->columns * scalar->rows;
    float factor = scalar->max > 0.0f ? 1.0f / scalar->max : 1.0f;
    for (uint32_t i = 0; i < count; ++i) {
        float share = scalar->values[i] * factor;
        share = share > 1.0f ? 1.0f : share;
        uint32_t alpha = (uint32_t)(170.0f * sqrtf(share));
        scene->haze_pixels[i] = alpha << 24 | color;
    }
    eng_picture_update(scene->hazes[index], scene->haze_pixels);
}

void eng_scene_follow(eng_scene *scene, const eng_game *game)
{
    uint32_t count = 0;
    if (!scene->is_loaded) {
        return;
    }
    follow_content(scene, game);
    for (uint32_t i = 0; i < eng_world_scalar_count(game->world); ++i) {
        eng_scalar scalar = eng_world_scalar(game->world, i);
        if (scene->hazes[i] != NULL) {
            update_haze(scene, &game->content.map, i, &scalar);
        }
    }
    for (uint32_t i = 0; i < game->show.effects.count; ++i) {
        eng_effects_add(scene->effects, &game->show.effects.items[i], ENG_SPRITE_NONE);
    }
    if (game->show.has_camera) {
        float zoom = game->show.camera_zoom > 0.0f ? game->show.camera_zoom : scene->camera.zoom;
        eng_camera_look_at(&scene->camera, game->show.camera_x, game->show.camera_y, zoom);
    }
    const eng_effect *effects = eng_world_effects(game->world, &count);
    for (uint32_t i = 0; i < count; ++i) {
        eng_effects_add(scene->effects, &effects[i], scene->looks[effects[i].kind].projectile);
    }
}

typedef struct view_rect {
    float left, top, right, bottom;
} view_rect;

static void draw_scalar_sprites(eng_scene *scene, const eng_game *game, uint32_t index,
                                const view_rect *view)
{
    eng_scalar scalar = eng_world_scalar(game->world, index);
    uint32_t sprite = scene->scalar_sprites[index];
    uint32_t frames = eng_atlas_get_sprite(scene->atlas, sprite).frame_count;
    float top_row = floorf(view->top / scalar.cell) - 1.0f;
    uint32_t row = top_row > 0.0f ? (uint32_t)top_row : 0;
    for (; row < scalar.rows && (float)row * scalar.cell < view->bottom + scalar.cell; ++row) {
        for (uint32_t column = 0; column < scalar.columns; ++column) {
            float value = scalar.values[row * scalar.columns + column];
            if (value <= 0.0f) {
                continue;
            }
            float share = value / scalar.max;
            uint32_t level = (uint32_t)(share * (float)frames);
            // Neighbouring heaps look grown, not stamped.
            uint32_t mix = (row * 2654435761u) ^ (column * 2246822519u);
            eng_batch_sprite(scene->batch, &(eng_sprite_draw){
                                               .sprite = sprite,
                                               .frame = level >= frames ? frames - 1 : level,
                                               .layer = LAYER_FIELD,
                                               .x = ((float)column + 0.5f) * scalar.cell,
                                               .y = ((float)row + 0.5f) * scalar.cell,
                                               .width = scalar.cell * 1.25f,
                                               .height = scalar.cell * 1.25f,
                                               .angle = (float)(mix >> 24) * 0.0245f,
                                           });
        }
    }
}

static void draw_fields(eng_scene *scene, const eng_game *game, const view_rect *view)
{
    for (uint32_t i = 0; i < eng_world_scalar_count(game->world); ++i) {
        eng_scalar scalar = eng_world_scalar(game->world, i);
        if (scene->scalar_sprites[i] != ENG_SPRITE_NONE) {
            draw_scalar_sprites(scene, game, i, view);
        } else if (scene->hazes[i] != NULL) {
            eng_batch_picture(scene->batch, LAYER_FIELD, scene->hazes[i], 0.0f, 0.0f,
                              (float)scalar.columns * scalar.cell, (float)scalar.rows * scalar.cell,
                              0xffffffffu);
        }
    }
}

// ---------------------------------------------------------------------------------------- ground

static void draw_ground(eng_scene *scene, const eng_map *map, const view_rect *view)
{
    if (map->terrain == NULL) {
        eng_batch_rect(scene->batch, LAYER_GROUND, 0.0f, 0.0f, map->width, map->height, 0xff3c4a34);
    }
    eng_ground_draw(scene->batch, &(eng_ground){
                                      .cells = map->terrain,
                                      .columns = map->terrain != NULL ? map->terrain_columns : 0,
                                      .rows = map->terrain != NULL ? map->terrain_rows : 0,
                                      .cell = map->terrain_cell,
                                      .sprites = scene->terrain_sprites,
                                      .sprite_count = map->legend_count,
                                      .layer = LAYER_GROUND,
                                      .layer_over = LAYER_GROUND_OVER,
                                      .left = view->left,
                                      .top = view->top,
                                      .right = view->right,
                                      .bottom = view->bottom,
                                  });
}

static void draw_decor(eng_scene *scene, const eng_map *map)
{
    for (uint32_t i = 0; i < map->decor_count; ++i) {
        const eng_decor *decor = &map->decor[i];
        eng_batch_sprite(scene->batch, &(eng_sprite_draw){
                                           .sprite = scene->decor_sprites[i],
                                           .frame = i,
                                           .layer = LAYER_DECOR,
                                           .x = decor->x,
                                           .y = decor->y,
                                           .scale = decor->scale,
                                           .angle = decor->angle,
                                       });
    }
}

// ----------------------------------------------------------------------------------------- units

static float mix_angle(float from, float to, float alpha)
{
    float turn = remainderf(to - from, 6.2831853f);
    return from + turn * alpha;
}

static uint32_t team_color(const eng_game *game, int32_t team)
{
    const eng_pack_info *info = game->content.info;
    if (team < 0 || (uint32_t)team >= info->team_count) {
        return 0xffffffffu;
    }
    return 0xff000000u | info->teams[team].color;
}

static void draw_bar(eng_scene *scene, float x, float y, float width, float share)
{
    uint32_t color = share > 0.5f ? 0xff7fb77eu : (share > 0.25f ? 0xfff2a541u : 0xffe0604cu);
    eng_batch_rect(scene->batch, LAYER_BARS, x - width * 0.5f - 0.5f, y - 0.5f, width + 1.0f, 3.0f,
                   0xb0101010u);
    eng_batch_rect(scene->batch, LAYER_BARS, x - width * 0.5f, y, width * share, 2.0f, color);
}

static int unit_layer(const eng_kind *kind)
{
    int layer = LAYER_UNITS + kind->layer;
    if (layer < LAYER_UNITS) {
        return LAYER_UNITS;
    }
    return layer < LAYER_EFFECTS ? layer : LAYER_EFFECTS - 1;
}

// The animation that the rules told the unit to play, while it lasts.
static void play_told(const eng_scene *scene, const eng_game *game, uint32_t sprite,
                      eng_entity entity, float late_s, eng_animation_frame *shown)
{
    const eng_show_animation *told = eng_show_animation_of(&game->show, entity);
    if (told == NULL) {
        return;
    }
    eng_sprite info = eng_atlas_get_sprite(scene->atlas, sprite);
    const eng_sheet_tag *tag = eng_sprite_find_tag(&info, told->name);
    double seconds = eng_world_time_s(game->world) - told->began_s + (double)late_s;
    double length_s = 0.0;
    for (uint32_t i = 0; tag != NULL && i < tag->step_count; ++i) {
        length_s += tag->steps[i].duration_ms / 1e3;
    }
    if (seconds < length_s) {
        shown->frame = eng_sheet_tag_step_at(tag, seconds);
    }
}

static void draw_unit(eng_scene *scene, const eng_game *game, const eng_rows *rows, uint32_t i,
                      float alpha)
{
    const eng_kind *kind = &game->content.kinds[rows->kind[i]];
    const kind_look *look = &scene->looks[rows->kind[i]];
    float x = rows->previous_x[i] + (rows->x[i] - rows->previous_x[i]) * alpha;
    float y = rows->previous_y[i] + (rows->y[i] - rows->previous_y[i]) * alpha;
    bool is_loaded = look->loaded_sprite != ENG_SPRITE_NONE && rows->cargo[i] > 0.0f;
    eng_animation_frame shown =
        eng_animation_show(is_loaded ? &look->loaded_animation : &look->animation, kind, rows, i,
                           alpha / (float)eng_world_tick_rate_hz(game->world));
    play_told(scene, game, is_loaded ? look->loaded_sprite : look->sprite, rows->entities[i],
              alpha / (float)eng_world_tick_rate_hz(game->world), &shown);
    if (scene->shadow_sprite != ENG_SPRITE_NONE && kind->mass > 0.0f) {
        eng_batch_sprite(scene->batch, &(eng_sprite_draw){.sprite = scene->shadow_sprite,
                                                          .layer = LAYER_SHADOW,
                                                          .x = x + look->size * 0.06f,
                                                          .y = y + look->size * 0.1f,
                                                          .width = look->size * 0.9f,
                                                          .height = look->size * 0.75f,
                                                          .color = 0x70ffffffu});
    }
    eng_sprite_draw draw = {
        .sprite = is_loaded ? look->loaded_sprite : look->sprite,
        .frame = shown.frame,
        .is_mirrored = shown.is_mirrored,
        .layer = unit_layer(kind),
        .x = x,
        .y = y,
        .scale = kind->sprite_scale,
        .angle =
            kind->rotates ? mix_angle(rows->previous_heading[i], rows->heading[i], alpha) : 0.0f,
        .color = kind->is_tinted ? team_color(game, rows->team[i]) : 0,
    };
    eng_batch_sprite(scene->batch, &draw);
    if (look->over_sprite != ENG_SPRITE_NONE) {
        draw.sprite = look->over_sprite;
        draw.color = 0;
        eng_batch_sprite(scene->batch, &draw);
    }
    uint32_t ring = eng_show_mark_of(&game->show, rows->entities[i]);
    if (ring != 0) {
        eng_batch_circle(scene->batch, LAYER_SHADOW, x, y, fmaxf(rows->radius[i], 4.0f) * 1.5f,
                         2.0f, ring);
    }
    if (rows->hp[i] < rows->max_hp[i] && rows->max_hp[i] > 0.0f) {
        draw_bar(scene, x, y - look->size * 0.5f - 4.0f, look->size * 0.6f,
                 rows->hp[i] / rows->max_hp[i]);
    }
}

static int compare_places(const void *a, const void *b)
{
    const seen_unit *x = a;
    const seen_unit *y = b;
    return x->y != y->y ? (x->y > y->y) - (x->y < y->y) : (x->row > y->row) - (x->row < y->row);
}

// Figures that stand upright hide who is behind them; seen from above there is no behind.
static void draw_units(eng_scene *scene, const eng_game *game, float alpha, const view_rect *view)
{
    eng_rows rows = eng_world_rows(game->world);
    scene->seen.count = 0;
    for (uint32_t i = 0; i < rows.row_count; ++i) {
        float margin = scene->looks[rows.kind[i]].size;
        if (rows.x[i] + margin < view->left || rows.x[i] - margin > view->right ||
            rows.y[i] + margin < view->top || rows.y[i] - margin > view->bottom) {
            continue;
        }
        if (scene->has_upright) {
            *ENG_ARRAY_PUSH(&scene->seen) = (seen_unit){rows.y[i], i};
        } else {
            draw_unit(scene, game, &rows, i, alpha);
        }
    }
    if (scene->seen.count > 1) {
        qsort(scene->seen.items, scene->seen.count, sizeof *scene->seen.items, compare_places);
    }
    for (uint32_t i = 0; i < scene->seen.count; ++i) {
        draw_unit(scene, game, &rows, scene->seen.items[i].row, alpha);
    }
}

static void draw_bubbles(eng_scene *scene, const eng_game *game, eng_ui *ui)
{
    uint32_t count = 0;
    eng_rows rows = eng_world_rows(game->world);
    const eng_bubble *bubbles = eng_world_bubbles(game->world, &count);
    for (uint32_t i = 0; i < count; ++i) {
        int32_t row = eng_world_row(game->world, bubbles[i].entity);
        if (row >= 0) {
            float x = 0.0f;
            float y = 0.0f;
            eng_camera_to_screen(&scene->camera, rows.x[row],
                                 rows.y[row] - scene->looks[rows.kind[row]].size * 0.6f, &x, &y);
            eng_ui_bubble(ui, x, y, bubbles[i].text, fminf(1.0f, bubbles[i].left_s * 2.0f));
        }
    }
}

static void draw_tiles(eng_scene *scene, const eng_game *game, bool is_over)
{
    if (scene->tiles != NULL) {
        eng_tiles_view_draw(
            scene->tiles,
            &(eng_tiles_frame){
                .camera = &scene->camera,
                .is_over = is_over,
                .first_layer = is_over ? LAYER_TILES_OVER : LAYER_TILES,
                .layer_count = is_over ? TILE_LAYERS_OVER : TILE_LAYERS,
                .seconds = eng_world_time_s(game->world),
                // A picture in memory is drawn once: it waits for all of it.
                .budget_us = eng_window_is_offscreen(scene->window) ? 0 : UPLOAD_BUDGET_US,
            });
    }
}

void eng_scene_draw(eng_scene *scene, const eng_game *game, float alpha, float seconds)
{
    view_rect view;
    if (!scene->is_loaded) {
        return;
    }
    follow_content(scene, game);
    if (scene->pages != NULL) {
        eng_pages_upload_step(scene->pages, UPLOAD_BUDGET_US);
        if (eng_renewal_step(&scene->renewal, game, scene->window, scene->atlas, scene->pages,
                             RENEWAL_BUDGET_US)) {
            find_sprites(scene, game);
        }
    }
    eng_batch_use_camera(scene->batch, &scene->camera);
    eng_camera_get_view(&scene->camera, &view.left, &view.top, &view.right, &view.bottom);
    float left = 0.0f;
    float top = 0.0f;
    float right = 0.0f;
    float bottom = 0.0f;
    eng_camera_to_screen(&scene->camera, 0.0f, 0.0f, &left, &top);
    eng_camera_to_screen(&scene->camera, game->content.map.width, game->content.map.height, &right,
                         &bottom);
    // On whole pixels, as tiles are, so that none is cut.
    eng_batch_clip(scene->batch, floorf(left), floorf(top), floorf(right) - floorf(left),
                   floorf(bottom) - floorf(top));
    if (game->content.tiles == NULL) {
        draw_ground(scene, &game->content.map, &view);
    }
    draw_tiles(scene, game, false);
    draw_decor(scene, &game->content.map);
    eng_batch_unclip(scene->batch);
    draw_fields(scene, game, &view);
    draw_units(scene, game, alpha, &view);
    eng_effects_draw(scene->effects, scene->batch, LAYER_EFFECTS, seconds);
    draw_tiles(scene, game, true);
    eng_ui ui = eng_ui_begin(scene->batch, scene->text);
    draw_bubbles(scene, game, &ui);
}

void eng_scene_draw_marks(eng_scene *scene)
{
    if (scene->tiles != NULL) {
        eng_batch_use_camera(scene->batch, &scene->camera);
        eng_tiles_view_draw_marks(scene->tiles, &scene->camera, ENG_LAYER_ORDERED);
        eng_batch_use_screen(scene->batch);
    }
}

// --------------------------------------------------------------------------------------- getters

eng_camera *eng_scene_camera(eng_scene *scene)
{
    return &scene->camera;
}

eng_batch *eng_scene_batch(eng_scene *scene)
{
    return scene->batch;
}

eng_text *eng_scene_text(eng_scene *scene)
{
    return scene->text;
}

uint32_t eng_scene_logo(const eng_scene *scene)
{
    return scene->logo_sprite;
}
