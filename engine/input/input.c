// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "input/input.h"

#include <SDL.h>

#include <string.h>

#define CLICK_REACH 5.0f // mouse units a button may move and still click

enum { PAN_LEFT = 1, PAN_RIGHT = 2, PAN_UP = 4, PAN_DOWN = 8 };

static const eng_action_row rows[] = {
    {ENG_ACTION_HELP, "help", "H", "show or hide this page"},
    {ENG_ACTION_OVERLAY, "overlay", "F1", "show what every interpreter is doing"},
    {ENG_ACTION_INSPECT, "inspect", "F2", "show a unit: click one; again: no more"},
    {ENG_ACTION_CONSOLE, "console", "F3", "run Python in the unit that is shown"},
    {ENG_ACTION_FOLLOW, "follow", "F4", "let the view follow that unit"},
    {ENG_ACTION_PAUSE, "pause", "Space", "pause or go on"},
    {ENG_ACTION_STEP, "step", ".", "one tick, while paused"},
    {ENG_ACTION_MUTE, "mute", "M", "sound off or on"},
    {ENG_ACTION_FASTER, "faster", "+", "run faster"},
    {ENG_ACTION_SLOWER, "slower", "-", "run slower"},
    {ENG_ACTION_SAVE, "save", "F5", "quick save"},
    {ENG_ACTION_LOAD, "load", "F9", "back to the quick save"},
    {ENG_ACTION_RESTART, "restart", "R", "begin again"},
    {ENG_ACTION_ISOLATION, "isolation", "I", "begin again in the next isolation"},
    {ENG_ACTION_MODS, "mods", "F6", "which mods play, what they change and ask for"},
    {ENG_ACTION_MARKS, "marks", "F7", "show the boxes, points and lines of a Tiled map"},
    {ENG_ACTION_FIT, "fit", "Home", "show the whole map"},
    {ENG_ACTION_FULLSCREEN, "fullscreen", "F11", "fullscreen or window"},
    {ENG_ACTION_SCREENSHOT, "screenshot", "F12", "save a picture"},
    {ENG_ACTION_QUIT, "quit", "Esc", "leave"},
    {ENG_ACTION_COUNT, "pan", "W A S D, arrows", "move the view"},
    {ENG_ACTION_COUNT, "drag", "left or middle drag", "move the view"},
    {ENG_ACTION_COUNT, "zoom", "wheel", "zoom at the mouse"},
};
_Static_assert(sizeof rows / sizeof *rows >= ENG_ACTION_COUNT, "every action has a row");

static const struct {
    SDL_Keycode key;
    eng_action action;
} action_keys[] = {
    {SDLK_h, ENG_ACTION_HELP},         {SDLK_F1, ENG_ACTION_OVERLAY},
    {SDLK_F2, ENG_ACTION_INSPECT},     {SDLK_F3, ENG_ACTION_CONSOLE},
    {SDLK_F4, ENG_ACTION_FOLLOW},      {SDLK_SPACE, ENG_ACTION_PAUSE},
    {SDLK_m, ENG_ACTION_MUTE},         {SDLK_PERIOD, ENG_ACTION_STEP},
    {SDLK_KP_PERIOD, ENG_ACTION_STEP}, {SDLK_PLUS, ENG_ACTION_FASTER},
    {SDLK_EQUALS, ENG_ACTION_FASTER},  {SDLK_KP_PLUS, ENG_ACTION_FASTER},
    {SDLK_MINUS, ENG_ACTION_SLOWER},   {SDLK_KP_MINUS, ENG_ACTION_SLOWER},
    {SDLK_r, ENG_ACTION_RESTART},      {SDLK_i, ENG_ACTION_ISOLATION},
    {SDLK_HOME, ENG_ACTION_FIT},       {SDLK_F11, ENG_ACTION_FULLSCREEN},
    {SDLK_F12, ENG_ACTION_SCREENSHOT}, {SDLK_ESCAPE, ENG_ACTION_QUIT},
    {SDLK_F5, ENG_ACTION_SAVE},        {SDLK_F9, ENG_ACTION_LOAD},
    {SDLK_F6, ENG_ACTION_MODS},        {SDLK_F7, ENG_ACTION_MARKS},
};

// By place on the keyboard, so that W A S D is a cross on every layout.
static const struct {
    SDL_Scancode key;
    uint32_t direction;
} pan_keys[] = {
    {SDL_SCANCODE_A, PAN_LEFT},      {SDL_SCANCODE_LEFT, PAN_LEFT}, {SDL_SCANCODE_D, PAN_RIGHT},
    {SDL_SCANCODE_RIGHT, PAN_RIGHT}, {SDL_SCANCODE_W, PAN_UP},      {SDL_SCANCODE_UP, PAN_UP},
    {SDL_SCANCODE_S, PAN_DOWN},      {SDL_SCANCODE_DOWN, PAN_DOWN},
};

enum { PAN_KEY_COUNT = sizeof pan_keys / sizeof *pan_keys };

static void press_direction(eng_input *input, uint32_t key)
{
    input->pan_keys |= 1u << key;
    input->step_y += (pan_keys[key].direction == PAN_DOWN) - (pan_keys[key].direction == PAN_UP);
}

static void take_edit_key(eng_input *input, SDL_Keycode key)
{
    static const struct {
        SDL_Keycode key;
        eng_edit_key edit;
    } edit_keys[] = {
        {SDLK_RETURN, ENG_EDIT_ENTER},        {SDLK_KP_ENTER, ENG_EDIT_ENTER},
        {SDLK_BACKSPACE, ENG_EDIT_BACKSPACE}, {SDLK_UP, ENG_EDIT_UP},
        {SDLK_DOWN, ENG_EDIT_DOWN},           {SDLK_ESCAPE, ENG_EDIT_ESCAPE},
    };
    for (size_t i = 0; i < sizeof edit_keys / sizeof *edit_keys; i++)
        if (edit_keys[i].key == key)
            input->edit_keys |= edit_keys[i].edit;
}

bool eng_input_takes(const eng_input *input, const char *name)
{
    for (uint32_t i = 0; i < input->taken_key_count; i++) {
        if (strcmp(input->taken_keys[i], name) == 0)
            return true;
    }
    return false;
}

// False: the key is not the game's, or nobody's.
static bool note_key(eng_input *input, const SDL_KeyboardEvent *event)
{
    eng_input_key key = {.is_down = event->type == SDL_KEYDOWN};
    const char *name = SDL_GetKeyName(event->keysym.sym);
    for (size_t i = 0; i + 1 < sizeof key.name && name[i] != '\0'; i++)
        key.name[i] = (char)SDL_tolower(name[i]);
    if (!event->repeat && input->key_count < ENG_INPUT_KEYS)
        input->keys[input->key_count++] = key;
    return eng_input_takes(input, key.name);
}

static void take_key(eng_input *input, const SDL_KeyboardEvent *event)
{
    bool is_function = event->keysym.sym >= SDLK_F1 && event->keysym.sym <= SDLK_F12;
    if (input->is_typing && !is_function) {
        if (event->type == SDL_KEYDOWN)
            take_edit_key(input, event->keysym.sym);
        input->pan_keys = 0;
        return;
    }
    input->is_shift_held = (event->keysym.mod & KMOD_SHIFT) != 0;
    if (note_key(input, event))
        return;
    // One bit per key and not per direction: letting go of A must not let go of the left arrow.
    for (uint32_t i = 0; i < PAN_KEY_COUNT; i++) {
        if (pan_keys[i].key != event->keysym.scancode)
            continue;
        if (event->type == SDL_KEYDOWN)
            press_direction(input, i);
        else
            input->pan_keys &= ~(1u << i);
    }
    if (event->type != SDL_KEYDOWN)
        return;
    for (size_t i = 0; i < sizeof action_keys / sizeof *action_keys; i++) {
        eng_action action = action_keys[i].action;
        // Held keys repeat only where repeating makes sense.
        if (action_keys[i].key == event->keysym.sym &&
            (!event->repeat || action == ENG_ACTION_STEP))
            input->pressed |= 1u << action;
    }
}

static uint32_t button_bit(Uint8 button)
{
    switch (button) {
    case SDL_BUTTON_LEFT:
        return ENG_MOUSE_LEFT;
    case SDL_BUTTON_MIDDLE:
        return ENG_MOUSE_MIDDLE;
    case SDL_BUTTON_RIGHT:
        return ENG_MOUSE_RIGHT;
    default:
        return 0;
    }
}

static void note_button(eng_input *input, eng_mouse_button button, bool is_down, bool is_click)
{
    if (input->button_count == ENG_INPUT_BUTTONS)
        return;
    input->buttons[input->button_count++] = (eng_input_button){
        .button = button,
        .is_down = is_down,
        .is_click = is_click,
        .x = input->mouse_x,
        .y = input->mouse_y,
        .press_x = input->press_x,
        .press_y = input->press_y,
    };
}

static void take_button(eng_input *input, const SDL_MouseButtonEvent *event)
{
    uint32_t bit = button_bit(event->button);
    input->mouse_x = (float)event->x;
    input->mouse_y = (float)event->y;
    if (event->type == SDL_MOUSEBUTTONDOWN) {
        if (!input->mouse_held) {
            input->press_x = input->mouse_x;
            input->press_y = input->mouse_y;
            input->is_dragging = false;
        }
        input->mouse_held |= bit;
        input->mouse_pressed |= bit;
        note_button(input, (eng_mouse_button)bit, true, false);
        return;
    }
    if (input->mouse_held & bit)
        note_button(input, (eng_mouse_button)bit, false, !input->is_dragging);
    if ((input->mouse_held & bit) && !input->is_dragging)
        input->clicked |= bit;
    input->mouse_held &= ~bit;
    if (!input->mouse_held)
        input->is_dragging = false;
}

static void take_motion(eng_input *input, const SDL_MouseMotionEvent *event)
{
    float x = (float)event->x, y = (float)event->y;
    uint32_t movers =
        input->is_pointer_taken ? ENG_MOUSE_MIDDLE : ENG_MOUSE_LEFT | ENG_MOUSE_MIDDLE;
    float is_moving = input->mouse_held & movers ? 1 : 0;
    if (input->mouse_held & (ENG_MOUSE_LEFT | ENG_MOUSE_MIDDLE)) {
        float dx = x - input->press_x, dy = y - input->press_y;
        if (input->is_dragging) {
            input->drag_x += (x - input->mouse_x) * is_moving;
            input->drag_y += (y - input->mouse_y) * is_moving;
        } else if (dx * dx + dy * dy > CLICK_REACH * CLICK_REACH) {
            input->is_dragging = true;
            input->drag_x += dx * is_moving;
            input->drag_y += dy * is_moving;
        }
    }
    input->mouse_x = x;
    input->mouse_y = y;
    input->is_mouse_inside = true;
}

static void take_window(eng_input *input, const SDL_WindowEvent *event)
{
    switch (event->event) {
    case SDL_WINDOWEVENT_SIZE_CHANGED:
        input->is_resized = true;
        break;
    case SDL_WINDOWEVENT_ENTER:
        input->is_mouse_inside = true;
        break;
    case SDL_WINDOWEVENT_LEAVE:
        input->is_mouse_inside = false;
        break;
    case SDL_WINDOWEVENT_FOCUS_GAINED:
        input->is_focused = true;
        break;
    case SDL_WINDOWEVENT_FOCUS_LOST: // key releases now go elsewhere
        input->is_focused = false;
        input->pan_keys = 0;
        input->mouse_held = 0;
        input->is_dragging = false;
        break;
    default:
        break;
    }
}

static void take_event(eng_input *input, const SDL_Event *event)
{
    switch (event->type) {
    case SDL_QUIT:
        input->is_quit = true;
        break;
    case SDL_WINDOWEVENT:
        take_window(input, &event->window);
        break;
    case SDL_KEYDOWN:
    case SDL_KEYUP:
        take_key(input, &event->key);
        break;
    case SDL_TEXTINPUT:
        SDL_strlcat(input->text, event->text.text, sizeof input->text);
        break;
    case SDL_DROPFILE:
        if (event->drop.file && strlen(event->drop.file) < sizeof input->dropped)
            memcpy(input->dropped, event->drop.file, strlen(event->drop.file) + 1);
        SDL_free(event->drop.file);
        break;
    case SDL_MOUSEMOTION:
        take_motion(input, &event->motion);
        break;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        take_button(input, &event->button);
        break;
    case SDL_MOUSEWHEEL:
        input->wheel += event->wheel.direction == SDL_MOUSEWHEEL_FLIPPED ? -event->wheel.preciseY
                                                                         : event->wheel.preciseY;
        break;
    case SDL_RENDER_TARGETS_RESET:
    case SDL_RENDER_DEVICE_RESET:
        input->is_renderer_reset = true;
        break;
    default:
        break;
    }
}

void eng_input_poll(eng_input *input)
{
    input->is_quit = input->is_resized = input->is_renderer_reset = false;
    input->pressed = input->clicked = input->mouse_pressed = 0;
    input->key_count = input->button_count = 0;
    input->edit_keys = 0;
    input->wheel = input->drag_x = input->drag_y = 0;
    memset(input->text, 0, sizeof input->text);
    input->dropped[0] = '\0';
    input->step_y = 0;
    for (SDL_Event event; SDL_PollEvent(&event);)
        take_event(input, &event);

    uint32_t directions = 0;
    for (uint32_t i = 0; i < PAN_KEY_COUNT; i++) {
        if (input->pan_keys & 1u << i)
            directions |= pan_keys[i].direction;
    }
    input->pan_x = (float)(!!(directions & PAN_RIGHT) - !!(directions & PAN_LEFT));
    input->pan_y = (float)(!!(directions & PAN_DOWN) - !!(directions & PAN_UP));
    if (eng_input_pressed(input, ENG_ACTION_QUIT))
        input->is_quit = true;
}

bool eng_input_pressed(const eng_input *input, eng_action action)
{
    return (input->pressed & 1u << action) != 0;
}

const eng_action_row *eng_input_get_rows(uint32_t *row_count)
{
    *row_count = sizeof rows / sizeof *rows;
    return rows;
}
