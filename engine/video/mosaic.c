// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// A piece is a square of SIDE pixels of its level with a border of one more, so that smooth
// sampling finds its neighbour there. Its life:
//
//     wanted -> painting, block by block, over as many frames as it takes -> ready -> evicted
//
// While it is not ready, its place is drawn from the four pieces of the next finer level if they
// are all there (zooming out), or else from the nearest coarser one. Pieces that move keep their
// pixels, so that what changed is painted over and sent again; the others only have a texture.
//
// In view first, then the coarsest, then those around the view: so a camera that moves steadily
// finds them ready.

#include "video/mosaic.h"

#include "base/clock.h"
#include "video/batch_internal.h"

#include <math.h>
#include <string.h>

enum {
    SIDE = 510,
    LEVEL_MAX = 20,
    MOVING_LEVEL_MAX = 3, // an eighth of the size: from further away nothing is seen to move
    HEADS = 512,
    STALE_RECTS = 96,
};

#define BYTES_LIMIT ((size_t)96 << 20)
#define AHEAD_NS 1000000 // of each frame, for what is not in view yet
#define EDGE 1e-3        // px: what lies on a border is not put beside it by a rounding error

typedef struct piece {
    int level;
    int64_t x, y;      // which one
    int64_t left, top; // pixels of the level, with the border
    int width, height; // likewise
    bool is_ready, is_moving, is_opaque;
    int next_block;
    uint32_t version;
    uint64_t frame;       // last used
    uint32_t *pixels;     // while it is painted, and of one that moves
    SDL_Texture *texture; // null: nothing is to be seen
    SDL_Rect ink;         // what of it the texture has
    struct piece *next;   // of the same head
} piece;

struct eng_mosaic {
    eng_batch *batch;
    eng_mosaic_def def;
    int level_top; // at which one piece shows everything
    uint64_t frame;
    piece *heads[HEADS];
    uint32_t piece_count, painted_count;
    size_t bytes;
    uint32_t *staging; // with straight alpha, where the renderer wants that
};

typedef struct piece_range {
    int level;
    int64_t left, top, right, bottom; // the last two are in it
} piece_range;

// ----------------------------------------------------------------------------------------- pieces

static int64_t at_level(double px, int level)
{
    return (int64_t)floor(ldexp(px, -level));
}

eng_mosaic *eng_mosaic_create(eng_batch *batch, const eng_mosaic_def *def)
{
    eng_mosaic *mosaic = eng_alloc(1, sizeof *mosaic);
    mosaic->batch = batch;
    mosaic->def = *def;
    if (mosaic->def.bytes_limit == 0)
        mosaic->def.bytes_limit = BYTES_LIMIT;
    double side = fmax(def->right - def->left, def->bottom - def->top);
    int limit = def->level_limit > 0 ? def->level_limit : LEVEL_MAX;
    while (mosaic->level_top < limit && ldexp(side, -mosaic->level_top) > SIDE)
        mosaic->level_top++;
    return mosaic;
}

static size_t piece_bytes(const piece *self)
{
    size_t bytes = self->texture ? (size_t)self->ink.w * (size_t)self->ink.h * 4 : 0;
    return bytes + (self->pixels ? (size_t)self->width * (size_t)self->height * 4 : 0);
}

static void free_piece(eng_mosaic *mosaic, piece *self)
{
    mosaic->bytes -= piece_bytes(self);
    mosaic->piece_count--;
    if (self->texture)
        SDL_DestroyTexture(self->texture);
    eng_free(self->pixels);
    eng_free(self);
}

void eng_mosaic_forget(eng_mosaic *mosaic)
{
    for (int i = 0; i < HEADS; i++) {
        for (piece *next, *self = mosaic->heads[i]; self; self = next) {
            next = self->next;
            free_piece(mosaic, self);
        }
        mosaic->heads[i] = NULL;
    }
}

void eng_mosaic_destroy(eng_mosaic *mosaic)
{
    if (!mosaic)
        return;
    eng_mosaic_forget(mosaic);
    eng_free(mosaic->staging);
    eng_free(mosaic);
}

eng_mosaic_stats eng_mosaic_get_stats(const eng_mosaic *mosaic)
{
    return (eng_mosaic_stats){mosaic->piece_count, mosaic->painted_count, mosaic->bytes};
}

static piece **find_head(eng_mosaic *mosaic, int level, int64_t x, int64_t y)
{
    uint64_t mix = (uint64_t)x * 0x9e3779b97f4a7c15u ^ (uint64_t)y * 0xc2b2ae3d27d4eb4fu ^
                   (uint64_t)level * 0x165667b19e3779f9u;
    return &mosaic->heads[(mix >> 40) % HEADS];
}

static piece *find_piece(eng_mosaic *mosaic, int level, int64_t x, int64_t y)
{
    for (piece *self = *find_head(mosaic, level, x, y); self; self = self->next)
        if (self->level == level && self->x == x && self->y == y)
            return self;
    return NULL;
}

// Pieces at the end of the picture are only as large as what is left of it.
static piece *make_piece(eng_mosaic *mosaic, int level, int64_t x, int64_t y)
{
    const eng_mosaic_def *def = &mosaic->def;
    int64_t left = at_level(def->left, level), top = at_level(def->top, level);
    int64_t right = -at_level(-def->right, level), bottom = -at_level(-def->bottom, level);
    piece *self = eng_alloc(1, sizeof *self), **head = find_head(mosaic, level, x, y);
    int64_t end_x = left + (x + 1) * SIDE, end_y = top + (y + 1) * SIDE;
    self->level = level;
    self->x = x;
    self->y = y;
    self->left = left + x * SIDE - 1;
    self->top = top + y * SIDE - 1;
    self->width = (int)((end_x < right ? end_x : right) - self->left + 1);
    self->height = (int)((end_y < bottom ? end_y : bottom) - self->top + 1);
    self->next = *head;
    *head = self;
    mosaic->piece_count++;
    return self;
}

static void evict(eng_mosaic *mosaic)
{
    while (mosaic->bytes > mosaic->def.bytes_limit) {
        piece **oldest = NULL;
        for (int i = 0; i < HEADS; i++)
            for (piece **at = &mosaic->heads[i]; *at; at = &(*at)->next)
                if ((*at)->frame < mosaic->frame && (*at)->level < mosaic->level_top &&
                    (!oldest || (*at)->frame < (*oldest)->frame))
                    oldest = at;
        if (!oldest)
            return;
        piece *gone = *oldest;
        *oldest = gone->next;
        free_piece(mosaic, gone);
    }
}

// --------------------------------------------------------------------------------------- painting

// The rectangle around what is not transparent, and whether nothing shines through in it.
static SDL_Rect find_ink(const piece *self, bool *is_opaque)
{
    int left = self->width, top = self->height, right = -1, bottom = -1;
    uint32_t all = ~0u;
    for (int y = 0; y < self->height; y++) {
        const uint32_t *row = self->pixels + (size_t)y * (size_t)self->width;
        int first = 0, last = self->width - 1;
        while (first <= last && row[first] == 0)
            first++;
        if (first > last)
            continue;
        while (row[last] == 0)
            last--;
        left = first < left ? first : left;
        right = last > right ? last : right;
        top = y < top ? y : top;
        bottom = y;
    }
    for (int y = top; y <= bottom; y++)
        for (int x = left; x <= right; x++)
            all &= self->pixels[(size_t)y * (size_t)self->width + (size_t)x];
    *is_opaque = all >> 24 == 255;
    return right < 0 ? (SDL_Rect){0, 0, 0, 0}
                     : (SDL_Rect){left, top, right - left + 1, bottom - top + 1};
}

// Sends a rectangle of the piece's pixels to its texture.
static void send(eng_mosaic *mosaic, piece *self, SDL_Rect rect)
{
    const uint32_t *from = self->pixels + (size_t)rect.y * (size_t)self->width + (size_t)rect.x;
    SDL_Rect to = {rect.x - self->ink.x, rect.y - self->ink.y, rect.w, rect.h};
    int pitch = self->width * 4;
    if (!mosaic->batch->is_premultiplied && !self->is_opaque) {
        if (!mosaic->staging)
            mosaic->staging = eng_alloc((SIDE + 2) * (SIDE + 2), sizeof *mosaic->staging);
        eng_batch_straighten(from, (size_t)self->width, rect.w, rect.h, mosaic->staging);
        from = mosaic->staging;
        pitch = rect.w * 4;
    }
    SDL_UpdateTexture(self->texture, &to, from, pitch);
}

static void finish_piece(eng_mosaic *mosaic, piece *self)
{
    mosaic->bytes -= piece_bytes(self);
    self->ink = find_ink(self, &self->is_opaque);
    if (self->is_moving)
        self->ink = (SDL_Rect){0, 0, self->width, self->height};
    bool covers_all = self->ink.w == self->width && self->ink.h == self->height;
    self->is_opaque = self->is_opaque && (covers_all || !self->is_moving);
    if (self->ink.w > 0) {
        self->texture = eng_batch_create_texture(mosaic->batch, self->ink.w, self->ink.h,
                                                 !mosaic->batch->is_software);
        if (self->texture)
            send(mosaic, self, self->ink);
    }
    if (!self->is_moving) {
        eng_free(self->pixels);
        self->pixels = NULL;
    }
    self->is_ready = true;
    mosaic->painted_count++;
    mosaic->bytes += piece_bytes(self);
}

// From afar a block has many small things in it: it is smaller, so that the time can be kept.
static int block_side(const eng_mosaic *mosaic, int level)
{
    int above = level - mosaic->def.fine_level;
    int side = level <= 2 && above <= 0 ? 128 : above <= 1 ? 64 : 64 >> (above - 1);
    return side < 4 ? 4 : side;
}

static eng_mosaic_part part_of(const piece *self, eng_mosaic_rect rect)
{
    return (eng_mosaic_part){
        .level = self->level,
        .left = self->left + rect.x,
        .top = self->top + rect.y,
        .width = rect.width,
        .height = rect.height,
        .pixels = self->pixels + (size_t)rect.y * (size_t)self->width + (size_t)rect.x,
        .stride = (size_t)self->width,
    };
}

// Paints at least one block, and more while there is time. True when the piece is ready.
static bool paint_piece(eng_mosaic *mosaic, piece *self, const eng_mosaic_view *view)
{
    int side = block_side(mosaic, self->level);
    int across = (self->width + side - 1) / side, down = (self->height + side - 1) / side;
    self->frame = mosaic->frame;
    if (!self->pixels) {
        self->pixels = eng_alloc((size_t)self->width * (size_t)self->height, sizeof(uint32_t));
        self->version = view->version;
        mosaic->bytes += piece_bytes(self);
    }
    while (!self->is_ready) {
        int x = self->next_block % across * side, y = self->next_block / across * side;
        eng_mosaic_rect rect = {x, y, self->width - x < side ? self->width - x : side,
                                self->height - y < side ? self->height - y : side};
        eng_mosaic_part part = part_of(self, rect);
        self->is_moving |= mosaic->def.paint(mosaic->def.user, &part);
        if (++self->next_block == across * down)
            finish_piece(mosaic, self);
        else if (eng_clock_ns() >= view->end_ns)
            break;
    }
    return self->is_ready;
}

// Paints over what changed since the piece was painted.
static void refresh_piece(eng_mosaic *mosaic, piece *self, const eng_mosaic_view *view)
{
    eng_mosaic_rect rects[STALE_RECTS];
    eng_mosaic_part whole = part_of(self, (eng_mosaic_rect){0, 0, self->width, self->height});
    uint32_t count =
        mosaic->def.find_stale(mosaic->def.user, &whole, self->version, rects, STALE_RECTS);
    if (count > STALE_RECTS) {
        rects[0] = (eng_mosaic_rect){0, 0, self->width, self->height};
        count = 1;
    }
    SDL_Rect all = {0, 0, 0, 0};
    self->version = view->version;
    for (uint32_t i = 0; i < count; i++) {
        eng_mosaic_part part = part_of(self, rects[i]);
        for (int y = 0; y < part.height; y++)
            memset(part.pixels + (size_t)y * part.stride, 0, (size_t)part.width * 4);
        mosaic->def.paint(mosaic->def.user, &part);
        for (int y = 0; y < part.height && self->is_opaque; y++)
            for (int x = 0; x < part.width && self->is_opaque; x++)
                self->is_opaque = part.pixels[(size_t)y * part.stride + (size_t)x] >> 24 == 255;
        SDL_Rect one = {rects[i].x, rects[i].y, rects[i].width, rects[i].height};
        SDL_UnionRect(&all, &one, &all);
    }
    if (count > 0 && self->texture)
        send(mosaic, self, all);
}

// ---------------------------------------------------------------------------------------- drawing

static piece_range find_range(const eng_mosaic *mosaic, const eng_mosaic_view *view, int level)
{
    const eng_mosaic_def *def = &mosaic->def;
    const eng_batch_view *at = &mosaic->batch->view;
    const eng_rect *clip = &mosaic->batch->clip;
    double zoom = (double)at->zoom;
    double left = fmax(((double)clip->left - (double)at->x) / zoom - view->x, def->left);
    double top = fmax(((double)clip->top - (double)at->y) / zoom - view->y, def->top);
    double right = fmin(((double)clip->right - (double)at->x) / zoom - view->x, def->right);
    double bottom = fmin(((double)clip->bottom - (double)at->y) / zoom - view->y, def->bottom);
    if (right <= left || bottom <= top)
        return (piece_range){.level = level, .right = -1, .bottom = -1};
    int64_t first_x = at_level(def->left, level), first_y = at_level(def->top, level);
    int64_t last_x = -at_level(-right, level) - 1, last_y = -at_level(-bottom, level) - 1;
    return (piece_range){level, (at_level(left, level) - first_x) / SIDE,
                         (at_level(top, level) - first_y) / SIDE, (last_x - first_x) / SIDE,
                         (last_y - first_y) / SIDE};
}

static int find_level(const eng_mosaic *mosaic)
{
    double zoom = (double)mosaic->batch->view.zoom;
    int level = 0;
    while (level < mosaic->level_top && ldexp(zoom, level + 1) <= 1.0001)
        level++;
    return level;
}

static double to_screen(double px, double shift, float zoom, float offset)
{
    return floor((px + shift) * (double)zoom + (double)offset + EDGE);
}

// Draws what a piece has of a rectangle, given in pixels of its level.
static void draw_part(eng_mosaic *mosaic, const eng_mosaic_view *view, const piece *from,
                      double left, double top, double right, double bottom)
{
    const eng_batch_view *at = &mosaic->batch->view;
    double ink_left = (double)(from->left + from->ink.x),
           ink_top = (double)(from->top + from->ink.y);
    uint16_t slot = 0;
    left = fmax(left, ink_left);
    top = fmax(top, ink_top);
    right = fmin(right, ink_left + from->ink.w);
    bottom = fmin(bottom, ink_top + from->ink.h);
    if (!from->texture || right <= left || bottom <= top ||
        !eng_batch_add_loose(mosaic->batch, from->texture, from->ink.w, from->ink.h, &slot))
        return;
    eng_rect rect = {(float)to_screen(ldexp(left, from->level), view->x, at->zoom, at->x),
                     (float)to_screen(ldexp(top, from->level), view->y, at->zoom, at->y),
                     (float)to_screen(ldexp(right, from->level), view->x, at->zoom, at->x),
                     (float)to_screen(ldexp(bottom, from->level), view->y, at->zoom, at->y)};
    eng_rect uv = {(float)((left - ink_left) / from->ink.w), (float)((top - ink_top) / from->ink.h),
                   (float)((right - ink_left) / from->ink.w),
                   (float)((bottom - ink_top) / from->ink.h)};
    if (rect.right > rect.left && rect.bottom > rect.top)
        eng_batch_add_rect(mosaic->batch, view->layer, slot,
                           from->is_opaque ? ENG_QUAD_OPAQUE : ENG_QUAD_COPY, rect, uv,
                           (SDL_Color){255, 255, 255, 255});
}

static void draw_piece(eng_mosaic *mosaic, const eng_mosaic_view *view, piece *self)
{
    self->frame = mosaic->frame;
    draw_part(mosaic, view, self, (double)(self->left + 1), (double)(self->top + 1),
              (double)(self->left + self->width - 1), (double)(self->top + self->height - 1));
}

// The four of the next finer level, if all that exist are ready.
static bool draw_finer(eng_mosaic *mosaic, const eng_mosaic_view *view, const piece *self)
{
    piece *finer[9];
    int count = 0, level = self->level - 1;
    if (level < 0)
        return false;
    // Levels begin at pixels of their own, so that the borders need not meet.
    int64_t first_x = at_level(mosaic->def.left, level), first_y = at_level(mosaic->def.top, level);
    int64_t left = (self->left + 1) * 2 - first_x, top = (self->top + 1) * 2 - first_y;
    int64_t right = left + (self->width - 2) * 2 - 1, bottom = top + (self->height - 2) * 2 - 1;
    int64_t end_x = -at_level(-mosaic->def.right, level) - first_x - 1;
    int64_t end_y = -at_level(-mosaic->def.bottom, level) - first_y - 1;
    right = right < end_x ? right : end_x;
    bottom = bottom < end_y ? bottom : end_y;
    left = left > 0 ? left : 0;
    top = top > 0 ? top : 0;
    for (int64_t y = top / SIDE; y <= bottom / SIDE; y++)
        for (int64_t x = left / SIDE; x <= right / SIDE; x++) {
            piece *one = find_piece(mosaic, level, x, y);
            if (!one || !one->is_ready || count == 9)
                return false;
            finer[count++] = one;
        }
    for (int i = 0; i < count; i++) {
        finer[i]->frame = mosaic->frame;
        draw_part(mosaic, view, finer[i],
                  fmax((double)(self->left + 1) * 2, (double)(finer[i]->left + 1)),
                  fmax((double)(self->top + 1) * 2, (double)(finer[i]->top + 1)),
                  fmin((double)(self->left + self->width - 1) * 2,
                       (double)(finer[i]->left + finer[i]->width - 1)),
                  fmin((double)(self->top + self->height - 1) * 2,
                       (double)(finer[i]->top + finer[i]->height - 1)));
    }
    return true;
}

static void draw_coarser(eng_mosaic *mosaic, const eng_mosaic_view *view, const piece *self)
{
    double left = (double)(self->left + 1), top = (double)(self->top + 1);
    double right = (double)(self->left + self->width - 1);
    double bottom = (double)(self->top + self->height - 1);
    for (int level = self->level + 1; level <= mosaic->level_top; level++) {
        double scale = ldexp(1.0, self->level - level);
        int64_t x =
            ((int64_t)floor((left + right) / 2 * scale) - at_level(mosaic->def.left, level));
        int64_t y = ((int64_t)floor((top + bottom) / 2 * scale) - at_level(mosaic->def.top, level));
        piece *one = find_piece(mosaic, level, x / SIDE, y / SIDE);
        if (!one || !one->is_ready)
            continue;
        one->frame = mosaic->frame;
        draw_part(mosaic, view, one, left * scale, top * scale, right * scale, bottom * scale);
        return;
    }
}

// ------------------------------------------------------------------------------------------ frame

// Paints the pieces of a range that are not ready. False: the time is over.
static bool paint_range(eng_mosaic *mosaic, const eng_mosaic_view *view, const piece_range *range)
{
    for (int64_t y = range->top; y <= range->bottom; y++)
        for (int64_t x = range->left; x <= range->right; x++) {
            piece *self = find_piece(mosaic, range->level, x, y);
            if (!self)
                self = make_piece(mosaic, range->level, x, y);
            self->frame = mosaic->frame;
            if (self->is_ready)
                continue;
            if (!paint_piece(mosaic, self, view) || eng_clock_ns() >= view->end_ns)
                return false;
        }
    return true;
}

static void refresh_range(eng_mosaic *mosaic, const eng_mosaic_view *view, const piece_range *range)
{
    int64_t across = range->right - range->left + 1,
            count = across * (range->bottom - range->top + 1);
    // Not always the same ones first, if there is not time for all.
    int64_t first = count > 0 ? (int64_t)(mosaic->frame % (uint64_t)count) : 0;
    for (int64_t i = 0; i < count; i++) {
        int64_t index = (first + i) % count;
        piece *self = find_piece(mosaic, range->level, range->left + index % across,
                                 range->top + index / across);
        if (!self || !self->is_ready || !self->is_moving || self->version == view->version)
            continue;
        refresh_piece(mosaic, self, view);
        if (eng_clock_ns() >= view->end_ns)
            return;
    }
}

// Those around the view, while there is room for them without throwing any away.
static void paint_around(eng_mosaic *mosaic, const eng_mosaic_view *view, piece_range range)
{
    const eng_mosaic_def *def = &mosaic->def;
    int64_t columns = -at_level(-def->right, range.level) - at_level(def->left, range.level);
    int64_t rows = -at_level(-def->bottom, range.level) - at_level(def->top, range.level);
    int64_t last_x = (columns - 1) / SIDE, last_y = (rows - 1) / SIDE;
    if (range.right < range.left || mosaic->bytes > mosaic->def.bytes_limit / 4 * 3)
        return;
    range.left -= range.left > 0;
    range.top -= range.top > 0;
    range.right += range.right < last_x;
    range.bottom += range.bottom < last_y;
    paint_range(mosaic, view, &range);
}

bool eng_mosaic_prepare(eng_mosaic *mosaic, const eng_mosaic_view *view)
{
    piece_range range = find_range(mosaic, view, find_level(mosaic));
    piece_range top = {.level = mosaic->level_top};
    mosaic->frame++;
    bool is_done = paint_range(mosaic, view, &range) && paint_range(mosaic, view, &top);
    evict(mosaic);
    return is_done;
}

void eng_mosaic_draw(eng_mosaic *mosaic, const eng_mosaic_view *view)
{
    piece_range range = find_range(mosaic, view, find_level(mosaic));
    piece_range top = {.level = mosaic->level_top};
    mosaic->frame++;
    bool has_time = paint_range(mosaic, view, &range);
    if (mosaic->def.find_stale && range.level <= MOVING_LEVEL_MAX)
        refresh_range(mosaic, view, &range);
    for (int64_t y = range.top; y <= range.bottom; y++)
        for (int64_t x = range.left; x <= range.right; x++) {
            piece *self = find_piece(mosaic, range.level, x, y);
            if (self && self->is_ready) {
                draw_piece(mosaic, view, self);
            } else {
                if (!self)
                    self = make_piece(mosaic, range.level, x, y);
                if (!draw_finer(mosaic, view, self))
                    draw_coarser(mosaic, view, self);
            }
        }
    if (has_time && view->end_ns != INT64_MAX) {
        eng_mosaic_view ahead = *view;
        int64_t end_ns = eng_clock_ns() + AHEAD_NS;
        ahead.end_ns = end_ns < view->end_ns ? end_ns : view->end_ns;
        if (paint_range(mosaic, &ahead, &top))
            paint_around(mosaic, &ahead, range);
    }
    evict(mosaic);
}
