// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "video/window.h"

#include "base/alloc.h"
#include "base/log.h"

#include <SDL.h>
#include <SDL_image.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_COLOR 0xff11151au // what the window shows before anything is loaded
#define SIDE_LIMIT 8192

struct eng_window {
    SDL_Window *window;   // null offscreen
    SDL_Surface *surface; // offscreen only
    SDL_Renderer *renderer;
    SDL_RendererInfo info;
    bool owns_video;                 // this window started SDL's video
    int width_before, height_before; // of fullscreen, in window units
};

eng_window_def eng_window_default_def(void)
{
    return (eng_window_def){0};
}

static bool is_set(const char *variable)
{
    const char *value = getenv(variable);
    return value && *value;
}

// Without a display SDL would still find a driver that shows nobody anything (offscreen, dummy),
// and libwayland would complain on its own. Who wants one of those names it in SDL_VIDEODRIVER.
static bool start_video(eng_error *error)
{
    bool is_asked = is_set("SDL_VIDEODRIVER");
    if (!is_asked && !is_set("DISPLAY") && !is_set("WAYLAND_DISPLAY"))
        return eng_error_set(error, "no display: neither DISPLAY nor WAYLAND_DISPLAY is set");
    if (SDL_InitSubSystem(SDL_INIT_VIDEO) != 0)
        return eng_error_set(error, "no display: %s", SDL_GetError());
    const char *driver = SDL_GetCurrentVideoDriver();
    bool is_blind = driver && (!strcmp(driver, "offscreen") || !strcmp(driver, "dummy"));
    if (is_asked || !is_blind)
        return true;
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
    return eng_error_set(error, "no display: nothing answers at DISPLAY='%s' WAYLAND_DISPLAY='%s'",
                         is_set("DISPLAY") ? getenv("DISPLAY") : "",
                         is_set("WAYLAND_DISPLAY") ? getenv("WAYLAND_DISPLAY") : "");
}

void eng_window_copy_library_version(char *text, size_t capacity)
{
    SDL_version version;
    SDL_GetVersion(&version);
    snprintf(text, capacity, "%d.%d.%d", version.major, version.minor, version.patch);
}

bool eng_window_has_display(eng_error *error)
{
    if (!start_video(error))
        return false;
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
    return true;
}

// SDL would take OpenGL even where a program emulates the graphics card; its own software renderer
// is then about four times faster.
static bool is_emulated_gl(const SDL_RendererInfo *info)
{
    if (strncmp(info->name, "opengl", 6) != 0)
        return false;
    typedef const unsigned char *(*get_string_function)(unsigned int name);
    get_string_function get_string = NULL;
    void *address = SDL_GL_GetProcAddress("glGetString");
    memcpy(&get_string, &address, sizeof address);
    const char *device = get_string ? (const char *)get_string(0x1F01 /* GL_RENDERER */) : NULL;
    static const char *const emulators[] = {"llvmpipe", "softpipe", "swrast", "SwiftShader"};
    for (size_t i = 0; device && i < sizeof emulators / sizeof *emulators; i++) {
        if (strstr(device, emulators[i]))
            return true;
    }
    return false;
}

static bool find_driver(const char *name, int *driver_index, eng_error *error)
{
    char names[256] = "";
    for (int i = 0; i < SDL_GetNumRenderDrivers(); i++) {
        SDL_RendererInfo info;
        if (SDL_GetRenderDriverInfo(i, &info) != 0)
            continue;
        if (strcmp(info.name, name) == 0) {
            *driver_index = i;
            return true;
        }
        SDL_strlcat(names, names[0] ? ", " : "", sizeof names);
        SDL_strlcat(names, info.name, sizeof names);
    }
    return eng_error_set(error, "there is no renderer '%s'; this SDL has: %s", name, names);
}

static bool open_renderer(eng_window *window, const eng_window_def *def, eng_error *error)
{
    Uint32 sync = def->is_unsynced ? 0 : SDL_RENDERER_PRESENTVSYNC;
    int driver = -1;
    if (def->renderer && !find_driver(def->renderer, &driver, error))
        return false;
    window->renderer = SDL_CreateRenderer(window->window, driver, sync);
    if (window->renderer && !def->renderer) {
        SDL_GetRendererInfo(window->renderer, &window->info);
        if (is_emulated_gl(&window->info)) {
            SDL_DestroyRenderer(window->renderer);
            window->renderer = SDL_CreateRenderer(window->window, -1, SDL_RENDERER_SOFTWARE | sync);
        }
    }
    if (!window->renderer && !def->renderer)
        window->renderer = SDL_CreateRenderer(window->window, -1, SDL_RENDERER_SOFTWARE);
    if (!window->renderer)
        return eng_error_set(error, "cannot draw in a window: %s", SDL_GetError());
    return true;
}

static bool open_window(eng_window *window, const eng_window_def *def, int width, int height,
                        eng_error *error)
{
    // The software renderer's picture goes to the screen as it is, not through a texture.
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
    SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
    if (!start_video(error))
        return false;
    window->owns_video = true;
    Uint32 flags = SDL_WINDOW_SHOWN | SDL_WINDOW_ALLOW_HIGHDPI;
    flags |= def->is_fixed_size ? 0 : SDL_WINDOW_RESIZABLE;
    flags |= def->is_fullscreen ? SDL_WINDOW_FULLSCREEN_DESKTOP : 0;
    window->window = SDL_CreateWindow(def->title ? def->title : "Myrmidon", SDL_WINDOWPOS_CENTERED,
                                      SDL_WINDOWPOS_CENTERED, width, height, flags);
    if (!window->window)
        return eng_error_set(error, "cannot open a window of %d x %d: %s", width, height,
                             SDL_GetError());
    SDL_SetWindowMinimumSize(window->window, 480, 320);
    return open_renderer(window, def, error);
}

static bool open_surface(eng_window *window, int width, int height, eng_error *error)
{
    window->surface =
        SDL_CreateRGBSurfaceWithFormat(0, width, height, 32, SDL_PIXELFORMAT_ARGB8888);
    if (window->surface)
        window->renderer = SDL_CreateSoftwareRenderer(window->surface);
    if (!window->renderer)
        return eng_error_set(error, "cannot draw offscreen at %d x %d: %s", width, height,
                             SDL_GetError());
    return true;
}

eng_window *eng_window_create(const eng_window_def *def, eng_error *error)
{
    int width = def->width ? def->width : 1280, height = def->height ? def->height : 720;
    if (width < 1 || height < 1 || width > 16384 || height > 16384) {
        eng_error_set(error, "a window of %d x %d is not possible: use 1 to 16384", width, height);
        return NULL;
    }
    eng_window *window = eng_alloc(1, sizeof *window);
    bool is_open = def->is_offscreen ? open_surface(window, width, height, error)
                                     : open_window(window, def, width, height, error);
    if (!is_open) {
        eng_window_destroy(window);
        return NULL;
    }
    SDL_GetRendererInfo(window->renderer, &window->info);
    SDL_SetRenderDrawBlendMode(window->renderer, SDL_BLENDMODE_BLEND);
    eng_window_clear(window, FIRST_COLOR);
    eng_window_present(window);
    if (window->window)
        SDL_PumpEvents();
    return window;
}

void eng_window_destroy(eng_window *window)
{
    if (!window)
        return;
    if (window->renderer)
        SDL_DestroyRenderer(window->renderer);
    if (window->window)
        SDL_DestroyWindow(window->window);
    SDL_FreeSurface(window->surface);
    if (window->owns_video)
        SDL_QuitSubSystem(SDL_INIT_VIDEO);
    eng_free(window);
}

void eng_window_get_size(const eng_window *window, int *width, int *height)
{
    *width = *height = 1;
    if (SDL_GetRendererOutputSize(window->renderer, width, height) != 0)
        eng_log_warning("the window's size is not known: %s", SDL_GetError());
}

float eng_window_get_pixel_scale(const eng_window *window)
{
    if (!window->window)
        return 1;
    int width, height, units, unit_rows;
    eng_window_get_size(window, &width, &height);
    SDL_GetWindowSize(window->window, &units, &unit_rows);
    return units > 0 ? (float)width / (float)units : 1;
}

bool eng_window_is_offscreen(const eng_window *window)
{
    return !window->window;
}

// The software renderer says so too, but nothing makes it wait where the display has no rate
// (Xvfb).
bool eng_window_is_synced(const eng_window *window)
{
    return (window->info.flags & SDL_RENDERER_PRESENTVSYNC) != 0 &&
           (window->info.flags & SDL_RENDERER_SOFTWARE) == 0;
}

const char *eng_window_get_renderer_name(const eng_window *window)
{
    return window->info.name;
}

int eng_window_get_side_limit(const eng_window *window)
{
    int width = window->info.max_texture_width, height = window->info.max_texture_height;
    int limit = width < height ? width : height;
    return limit > 0 && limit < SIDE_LIMIT ? limit : SIDE_LIMIT;
}

void eng_window_set_title(eng_window *window, const char *title)
{
    if (window->window)
        SDL_SetWindowTitle(window->window, title);
}

bool eng_window_is_fullscreen(const eng_window *window)
{
    return window->window &&
           (SDL_GetWindowFlags(window->window) & SDL_WINDOW_FULLSCREEN_DESKTOP) != 0;
}

void eng_window_toggle_fullscreen(eng_window *window)
{
    if (!window->window)
        return;
    bool was_fullscreen = eng_window_is_fullscreen(window);
    if (!was_fullscreen)
        SDL_GetWindowSize(window->window, &window->width_before, &window->height_before);
    if (SDL_SetWindowFullscreen(window->window,
                                was_fullscreen ? 0 : SDL_WINDOW_FULLSCREEN_DESKTOP) != 0) {
        eng_log_warning("cannot change fullscreen: %s", SDL_GetError());
        return;
    }
    // Without a window manager nobody else brings the old size back.
    if (was_fullscreen && window->width_before > 0)
        SDL_SetWindowSize(window->window, window->width_before, window->height_before);
}

void eng_window_clear(eng_window *window, uint32_t color)
{
    SDL_SetRenderDrawColor(window->renderer, (Uint8)(color >> 16), (Uint8)(color >> 8),
                           (Uint8)color, 255);
    SDL_RenderClear(window->renderer);
}

void eng_window_present(eng_window *window)
{
    SDL_RenderPresent(window->renderer);
}

bool eng_window_save_png(eng_window *window, const char *path, eng_error *error)
{
    int width, height;
    eng_window_get_size(window, &width, &height);
    SDL_Surface *surface =
        SDL_CreateRGBSurfaceWithFormat(0, width, height, 24, SDL_PIXELFORMAT_RGB24);
    bool is_saved = surface &&
                    SDL_RenderReadPixels(window->renderer, NULL, SDL_PIXELFORMAT_RGB24,
                                         surface->pixels, surface->pitch) == 0 &&
                    IMG_SavePNG(surface, path) == 0;
    if (!is_saved)
        eng_error_set(error, "%s: cannot write the screenshot: %s", path, SDL_GetError());
    SDL_FreeSurface(surface);
    return is_saved;
}

bool eng_window_copy_pixels(eng_window *window, uint32_t *pixels, eng_error *error)
{
    int width, height;
    eng_window_get_size(window, &width, &height);
    if (SDL_RenderReadPixels(window->renderer, NULL, SDL_PIXELFORMAT_ARGB8888, pixels,
                             width * (int)sizeof *pixels) != 0)
        return eng_error_set(error, "cannot read the picture back: %s", SDL_GetError());
    return true;
}

SDL_Renderer *eng_window_get_renderer(eng_window *window)
{
    return window->renderer;
}
