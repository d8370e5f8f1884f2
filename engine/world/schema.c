// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "schema.h"

#include <stddef.h>

#include "base/hash.h"

// "As much as there is", as a number that the editor stub can show.
#define EVERYTHING 1e9

const eng_field_row eng_field_rows[ENG_FIELD_COUNT] = {
    [ENG_FIELD_X] = {"x", "Position, from the left edge of the map.", "px", ENG_FLOAT, ENG_ROLE_X},
    [ENG_FIELD_Y] = {"y", "Position, from the top edge of the map.", "px", ENG_FLOAT, ENG_ROLE_Y},
    [ENG_FIELD_HEADING] = {"heading", "Where it faces: 0 is right, positive turns down the screen.",
                           "rad", ENG_FLOAT, ENG_ROLE_PLAIN},
    [ENG_FIELD_SPEED] = {"speed", "How fast it goes now.", "px/s", ENG_FLOAT, ENG_ROLE_PLAIN},
    [ENG_FIELD_MAX_SPEED] = {"max_speed", "Its top speed on open ground; 0 for what cannot move.",
                             "px/s", ENG_FLOAT, ENG_ROLE_PLAIN},
    [ENG_FIELD_HP] = {"hp", "Health that is left; at 0 it dies.", NULL, ENG_FLOAT, ENG_ROLE_PLAIN},
    [ENG_FIELD_MAX_HP] = {"max_hp", "Health it began with.", NULL, ENG_FLOAT, ENG_ROLE_PLAIN},
    [ENG_FIELD_TEAM] = {"team", "The number of its team.", NULL, ENG_INT, ENG_ROLE_TEAM},
    [ENG_FIELD_KIND] = {"kind", "What it is: the name of its file in units/.", NULL, ENG_NAME,
                        ENG_ROLE_KIND},
    [ENG_FIELD_ROLE] = {"role", "What it is for, as its file says; empty if that says nothing.",
                        NULL, ENG_NAME, ENG_ROLE_ROLE},
    [ENG_FIELD_SIGHT] = {"sight", "How far it sees.", "px", ENG_FLOAT, ENG_ROLE_PLAIN},
    [ENG_FIELD_REACH] = {"reach", "How far it can attack and give, beyond both radii.", "px",
                         ENG_FLOAT, ENG_ROLE_PLAIN},
    [ENG_FIELD_COOLDOWN] = {"cooldown", "Time until it can strike again; 0 when ready.", "s",
                            ENG_FLOAT, ENG_ROLE_PLAIN},
    [ENG_FIELD_DAMAGE] = {"damage", "Health that each of its attacks takes.", NULL, ENG_FLOAT,
                          ENG_ROLE_PLAIN},
    [ENG_FIELD_RADIUS] = {"radius", "The size of its body.", "px", ENG_FLOAT, ENG_ROLE_PLAIN},
    [ENG_FIELD_CARGO] = {"cargo", "What it carries.", NULL, ENG_FLOAT, ENG_ROLE_PLAIN},
    [ENG_FIELD_CAPACITY] = {"capacity", "The most it can carry.", NULL, ENG_FLOAT, ENG_ROLE_PLAIN},
    [ENG_FIELD_TARGET] = {"target", "The unit that it chases or attacks, or none.", NULL,
                          ENG_ENTITY, ENG_ROLE_PLAIN},
    [ENG_FIELD_IS_MOVING] = {"is_moving", "Whether it is under way.", NULL, ENG_BOOL,
                             ENG_ROLE_PLAIN},
    [ENG_FIELD_IS_BUILDING] = {"is_building", "Whether a unit that it spawns is being made.", NULL,
                               ENG_BOOL, ENG_ROLE_PLAIN},
    [ENG_FIELD_AGE] = {"age", "Time since it was made.", "s", ENG_FLOAT, ENG_ROLE_PLAIN},
};

// What the player did, as a command for the recording and as an event for the referee.
#define KEY_ARGS                                                                                   \
    {"key", "Its name: up, space, a, ...", ENG_TEXT, false, 0},                                    \
    {                                                                                              \
        "is_down", "Pressed, or let go.", ENG_BOOL, true, 1                                        \
    }
#define POINTER_ARGS                                                                               \
    {"x", "Position on the map, px.", ENG_FLOAT, false, 0},                                        \
        {"y", "Position on the map, px.", ENG_FLOAT, false, 0},                                    \
        {"button", "1 left, 2 middle, 3 right.", ENG_INT, true, 1},                                \
    {                                                                                              \
        "is_down", "Pressed, or let go.", ENG_BOOL, true, 1                                        \
    }
#define SELECT_ARGS                                                                                \
    {"left", "px", ENG_FLOAT, false, 0}, {"top", "px", ENG_FLOAT, false, 0},                       \
        {"right", "px", ENG_FLOAT, false, 0}, {"bottom", "px", ENG_FLOAT, false, 0},               \
    {                                                                                              \
        "is_adding", "Shift was held.", ENG_BOOL, true, 0                                          \
    }
#define ORDER_ARGS                                                                                 \
    {"x", "Position on the map, px.", ENG_FLOAT, false, 0},                                        \
        {"y", "Position on the map, px.", ENG_FLOAT, false, 0},                                    \
        {"target", "The unit there, or None.", ENG_ENTITY, true, 0},                               \
    {                                                                                              \
        "is_adding", "Shift was held.", ENG_BOOL, true, 0                                          \
    }
#define BUTTON_ARGS                                                                                \
    {                                                                                              \
        "name", "The one that button() gave it.", ENG_TEXT, false, 0                               \
    }

const eng_command_row eng_command_rows[ENG_COMMAND_COUNT] = {
    [ENG_COMMAND_MOVE_TO] =
        {"move_to",
         "Go to a place; on_arrived tells of the end, on_blocked of a way that is shut.",
         {{"x", "Position, px.", ENG_FLOAT, false, 0}, {"y", "Position, px.", ENG_FLOAT, false, 0}},
         2,
         .is_order = true,
         .awaited = "go_to",
         .done_event = "arrived",
         .failed_event = "blocked",
         .way_query = "path_to"},
    [ENG_COMMAND_STEER] = {"steer",
                           "Turn to a heading and keep going that way.",
                           {{"heading", "Radians; 0 is right.", ENG_FLOAT, false, 0},
                            {"speed", "Factor of max_speed, 0 to 1.", ENG_FLOAT, true, 1}},
                           2,
                           .is_order = true},
    [ENG_COMMAND_CHASE] = {"chase",
                           "Follow a unit until told otherwise or until it is gone.",
                           {{"target", "Whom to follow.", ENG_ENTITY, false, 0}},
                           1,
                           .is_order = true},
    [ENG_COMMAND_STOP] = {"stop", "Drop the order and stand still.", {{0}}, 0, .is_order = true},
    [ENG_COMMAND_ATTACK] = {"attack",
                            "Go within reach of an enemy and strike it whenever the cooldown is "
                            "over, until it is gone.",
                            {{"target", "A unit of another team.", ENG_ENTITY, false, 0}},
                            1,
                            .is_order = true},
    [ENG_COMMAND_DEPOSIT] =
        {"deposit",
         "Put some of a field where the unit stands: a field that decays comes from nothing, one "
         "that does not out of the unit's cargo.",
         {{"field", "The name of a field of the map.", ENG_NAME, false, 0},
          {"amount", "How much, above 0.", ENG_FLOAT, true, 1}},
         2},
    [ENG_COMMAND_PICK] =
        {"pick",
         "Take some of a field that does not decay from where the unit stands into its cargo.",
         {{"field", "The name of a field of the map.", ENG_NAME, false, 0},
          {"amount", "At most how much, above 0; left out: all it can carry.", ENG_FLOAT, true,
           EVERYTHING}},
         2},
    [ENG_COMMAND_GIVE] = {"give",
                          "Hand cargo to a unit within reach.",
                          {{"target", "Who gets it.", ENG_ENTITY, false, 0},
                           {"amount", "At most how much, above 0; left out: all of it.", ENG_FLOAT,
                            true, EVERYTHING}},
                          2},
    [ENG_COMMAND_SPAWN] = {"spawn",
                           "Begin to make a unit of the kind that this one builds, for its cost in "
                           "cargo; one at a time.",
                           {{0}},
                           0},
    [ENG_COMMAND_SAY] = {"say",
                         "Show a short text over the unit for some seconds.",
                         {{"text", "At most 64 bytes are shown.", ENG_TEXT, false, 0}},
                         1},
    [ENG_COMMAND_SET] = {"set",
                         "Changes fields of a unit, by name: set(unit, hp=5, x=100).",
                         {{"unit", "Whose, one that spawn() made included.", ENG_ENTITY, false, 0},
                          {"field", "Which.", ENG_INT, false, 0},
                          {"value", "Of a number or a name.", ENG_FLOAT, false, 0},
                          {"other", "Of an entity.", ENG_ENTITY, false, 0}},
                         4},
    [ENG_COMMAND_MAKE] = {"spawn",
                          "Makes a unit, with what fields are given by name; it is there from the "
                          "next tick on.",
                          {{"kind", "The name of its file in units/.", ENG_NAME, false, 0},
                           {"team", "0 to 15.", ENG_INT, false, 0},
                           {"x", "Position, px.", ENG_FLOAT, false, 0},
                           {"y", "Position, px.", ENG_FLOAT, false, 0},
                           {"number", "Which of this tick's.", ENG_INT, false, 0}},
                          5},
    [ENG_COMMAND_DESPAWN] = {"despawn",
                             "Takes a unit away, without a trace of battle.",
                             {{"unit", "Which.", ENG_ENTITY, false, 0}},
                             1},
    [ENG_COMMAND_DAMAGE] = {"damage",
                            "Takes health from a unit, which hears of it as of any hit; at 0 it "
                            "dies.",
                            {{"unit", "Which.", ENG_ENTITY, false, 0},
                             {"amount", "How much, above 0.", ENG_FLOAT, false, 0},
                             {"by", "Who struck, or None.", ENG_ENTITY, true, 0}},
                            3},
    [ENG_COMMAND_ALLOW] = {"allow",
                           "Hands an order on to the built-in simulation; without an argument, all "
                           "orders that it knows.",
                           {{"order", "One of those that referee() got.", ENG_INT, false, 0}},
                           1},
    [ENG_COMMAND_END] = {"end",
                         "The game is over: after this tick nothing happens any more.",
                         {{"text", "What the player is told.", ENG_TEXT, true, 0},
                          {"winner", "The team that won; -1: nobody.", ENG_INT, true, -1}},
                         2},
    [ENG_COMMAND_WAIT] = {"wait",
                          "With the clock of turns: the next tick comes when the player has done "
                          "something.",
                          {{0}},
                          0},
    [ENG_COMMAND_TEXT] =
        {"text",
         "Shows a text until it is given another; an empty one takes it away.",
         {{"name", "Which text of the game's.", ENG_TEXT, false, 0},
          {"text", "What it says.", ENG_TEXT, false, 0},
          {"x", "0 is the left edge of the screen, 0.5 the middle, 1 the right edge.", ENG_FLOAT,
           true, 0.5},
          {"y", "0 is the top of the screen, 1 the bottom.", ENG_FLOAT, true, 0.1},
          {"size", "Height of its letters, px of a screen 720 high.", ENG_FLOAT, true, 20},
          {"color", "As #rrggbb; empty: white.", ENG_TEXT, true, 0},
          {"in_world", "x and y are a place on the map, px.", ENG_BOOL, true, 0}},
         7},
    [ENG_COMMAND_BUTTON] =
        {"button",
         "Shows a button, on_button() tells of a press; an empty text takes it away.",
         {{"name", "What on_button() is told.", ENG_TEXT, false, 0},
          {"text", "What is on it.", ENG_TEXT, false, 0},
          {"x", "Its middle: 0 is the left edge of the screen, 1 the right.", ENG_FLOAT, true, 0.5},
          {"y", "0 is the top of the screen, 1 the bottom.", ENG_FLOAT, true, 0.5},
          {"key", "A key that presses it, too.", ENG_TEXT, true, 0}},
         5},
    [ENG_COMMAND_BAR] = {"bar",
                         "Shows a bar; a value below 0 takes it away.",
                         {{"name", "Which bar of the game's.", ENG_TEXT, false, 0},
                          {"value", "How much of it is full, 0 to 1.", ENG_FLOAT, false, 0},
                          {"x", "Its middle: 0 is the left edge of the screen, 1 the right.",
                           ENG_FLOAT, true, 0.5},
                          {"y", "0 is the top of the screen, 1 the bottom.", ENG_FLOAT, true, 0.1},
                          {"width", "1 is that of the screen.", ENG_FLOAT, true, 0.2},
                          {"color", "As #rrggbb; empty: amber.", ENG_TEXT, true, 0},
                          {"text", "What is over it.", ENG_TEXT, true, 0}},
                         7},
    [ENG_COMMAND_MARK] = {"mark",
                          "Draws a ring round a unit; an empty colour takes it away.",
                          {{"unit", "Which.", ENG_ENTITY, false, 0},
                           {"color", "As #rrggbb.", ENG_TEXT, true, 0}},
                          2},
    [ENG_COMMAND_SOUND] = {"sound",
                           "Plays a sound of the pack.",
                           {{"name", "A file of sounds/, without its ending.", ENG_TEXT, false, 0},
                            {"volume", "0 to 1.", ENG_FLOAT, true, 1}},
                           2},
    [ENG_COMMAND_EFFECT] = {"effect",
                            "Shows an effect at a place.",
                            {{"name", "hit, death or spawn.", ENG_TEXT, false, 0},
                             {"x", "Position, px.", ENG_FLOAT, false, 0},
                             {"y", "Position, px.", ENG_FLOAT, false, 0}},
                            3},
    [ENG_COMMAND_ANIMATE] = {"animate",
                             "Plays an animation of a unit's sprite once.",
                             {{"unit", "Whose.", ENG_ENTITY, false, 0},
                              {"name", "As the kind or its sheet names it.", ENG_TEXT, false, 0}},
                             2},
    [ENG_COMMAND_CAMERA] = {"camera",
                            "Looks at a place.",
                            {{"x", "Position, px.", ENG_FLOAT, false, 0},
                             {"y", "Position, px.", ENG_FLOAT, false, 0},
                             {"zoom", "Screen px per px of the map; 0: as it is.", ENG_FLOAT, true,
                              0}},
                            3},
    [ENG_COMMAND_REPORT] = {"report",
                            "Adds a line to what --stats json says of the game, under a name.",
                            {{"name", "Of what.", ENG_TEXT, false, 0},
                             {"text", "The line.", ENG_TEXT, false, 0}},
                            2},
    [ENG_COMMAND_ABORT] = {"abort",
                           "The game is over because its rules failed.",
                           {{"text", "Why.", ENG_TEXT, false, 0}},
                           1},
    [ENG_COMMAND_INPUT_KEY] = {"input_key", "The player's.", {KEY_ARGS}, 2},
    [ENG_COMMAND_INPUT_POINTER] = {"input_pointer", "The player's.", {POINTER_ARGS}, 4},
    [ENG_COMMAND_INPUT_SELECT] = {"input_select", "The player's.", {SELECT_ARGS}, 5},
    [ENG_COMMAND_INPUT_ORDER] = {"input_order", "The player's.", {ORDER_ARGS}, 4},
    [ENG_COMMAND_INPUT_BUTTON] = {"input_button", "The player's.", {BUTTON_ARGS}, 1},
};

const eng_command_use eng_command_uses[ENG_COMMAND_COUNT] = {
    [ENG_COMMAND_SET] = {ENG_FOR_REFEREE, ENG_FORM_SET, 0},
    [ENG_COMMAND_MAKE] = {ENG_FOR_REFEREE, ENG_FORM_SPAWN, 0},
    [ENG_COMMAND_DESPAWN] = {ENG_FOR_REFEREE, ENG_FORM_CALL, 0},
    [ENG_COMMAND_DAMAGE] = {ENG_FOR_REFEREE, ENG_FORM_CALL, 0},
    [ENG_COMMAND_ALLOW] = {ENG_FOR_REFEREE, ENG_FORM_ALLOW, 0},
    [ENG_COMMAND_END] = {ENG_FOR_REFEREE, ENG_FORM_CALL, 0},
    [ENG_COMMAND_WAIT] = {ENG_FOR_REFEREE, ENG_FORM_CALL, 0},
    [ENG_COMMAND_TEXT] = {ENG_FOR_REFEREE, ENG_FORM_CALL, 0},
    [ENG_COMMAND_BUTTON] = {ENG_FOR_REFEREE, ENG_FORM_CALL, 0},
    [ENG_COMMAND_BAR] = {ENG_FOR_REFEREE, ENG_FORM_CALL, 0},
    [ENG_COMMAND_MARK] = {ENG_FOR_REFEREE, ENG_FORM_CALL, 0},
    [ENG_COMMAND_SOUND] = {ENG_FOR_REFEREE, ENG_FORM_CALL, 0},
    [ENG_COMMAND_EFFECT] = {ENG_FOR_REFEREE, ENG_FORM_CALL, 0},
    [ENG_COMMAND_ANIMATE] = {ENG_FOR_REFEREE, ENG_FORM_CALL, 0},
    [ENG_COMMAND_CAMERA] = {ENG_FOR_REFEREE, ENG_FORM_CALL, 0},
    [ENG_COMMAND_REPORT] = {ENG_FOR_REFEREE, ENG_FORM_CALL, 0},
    [ENG_COMMAND_ABORT] = {ENG_FOR_HOST, ENG_FORM_CALL, 0},
    [ENG_COMMAND_INPUT_KEY] = {ENG_FOR_HOST, ENG_FORM_CALL, 0},
    [ENG_COMMAND_INPUT_POINTER] = {ENG_FOR_HOST, ENG_FORM_CALL, 0},
    [ENG_COMMAND_INPUT_SELECT] = {ENG_FOR_HOST, ENG_FORM_CALL, 0},
    [ENG_COMMAND_INPUT_ORDER] = {ENG_FOR_HOST, ENG_FORM_CALL, 0},
    [ENG_COMMAND_INPUT_BUTTON] = {ENG_FOR_HOST, ENG_FORM_CALL, 0},
};

const eng_event_row eng_event_rows[ENG_EVENT_COUNT] = {
    [ENG_EVENT_HIT] = {"hit",
                       "The unit was struck.",
                       {{"attacker", "Who struck.", ENG_ENTITY, false, 0},
                        {"damage", "Health that it took.", ENG_FLOAT, false, 0}},
                       2},
    [ENG_EVENT_ARRIVED] =
        {"arrived",
         "The unit is where move_to sent it, or as near as the crowd there allows.",
         {{"x", "The place asked for, px.", ENG_FLOAT, false, 0},
          {"y", "The place asked for, px.", ENG_FLOAT, false, 0}},
         2},
    [ENG_EVENT_BLOCKED] = {"blocked",
                           "The unit came no nearer to where move_to sent it, and gave up.",
                           {{"x", "The place asked for, px.", ENG_FLOAT, false, 0},
                            {"y", "The place asked for, px.", ENG_FLOAT, false, 0}},
                           2},
    [ENG_EVENT_KILLED] = {"killed",
                          "The unit's strike killed another.",
                          {{"victim", "Who died; nothing of it can be read any more.", ENG_ENTITY,
                            false, 0}},
                          1},
    [ENG_EVENT_SPAWN] = {"spawn",
                         "The unit has come into the world; the first thing that it hears, once.",
                         {{"by", "Who made it; None: the map, or the rules.", ENG_ENTITY, false,
                           0}},
                         1},
    [ENG_EVENT_DEATH] =
        {"death",
         "The unit has died: the last thing that it hears. It can send messages still, and read "
         "nothing of itself but its attributes.",
         {{"killer", "Whose strike it was; None: nobody's.", ENG_ENTITY, false, 0},
          {"x", "Where it fell, px.", ENG_FLOAT, false, 0},
          {"y", "Where it fell, px.", ENG_FLOAT, false, 0}},
         3},
    [ENG_EVENT_KEY] = {"key",
                       "The player pressed a key of the game's, or let it go.",
                       {KEY_ARGS},
                       2},
    [ENG_EVENT_POINTER] = {"pointer",
                           "The player pressed a button of the mouse over the map, or let it go.",
                           {POINTER_ARGS},
                           4},
    [ENG_EVENT_SELECT] = {"select",
                          "The player drew a box over the map, or clicked: then it has no size.",
                          {SELECT_ARGS},
                          5},
    [ENG_EVENT_ORDER] = {"order", "The player clicked with the right button.", {ORDER_ARGS}, 4},
    [ENG_EVENT_BUTTON] = {"button", "The player pressed a button of the game's.", {BUTTON_ARGS}, 1},
};

static void add_calls(eng_hash *hash, const eng_command_row *rows, uint32_t count)
{
    eng_hash_add_u64(hash, count);
    for (uint32_t i = 0; i < count; i++) {
        eng_hash_add_text(hash, rows[i].name);
        eng_hash_add_u64(hash, rows[i].arg_count);
        for (uint32_t k = 0; k < rows[i].arg_count; k++) {
            const eng_arg *arg = &rows[i].args[k];
            eng_hash_add_text(hash, arg->name);
            eng_hash_add_u64(hash, (uint64_t)arg->type << 1 | arg->is_optional);
            eng_hash_add(hash, &arg->fallback, sizeof arg->fallback);
        }
    }
}

uint64_t eng_schema_hash(void)
{
    eng_hash hash = eng_hash_begin(0);
    eng_hash_add_u64(&hash, ENG_FIELD_COUNT);
    for (uint32_t i = 0; i < ENG_FIELD_COUNT; i++) {
        eng_hash_add_text(&hash, eng_field_rows[i].name);
        eng_hash_add_u64(&hash, (uint64_t)eng_field_rows[i].type << 8 | eng_field_rows[i].role);
    }
    add_calls(&hash, eng_command_rows, ENG_COMMAND_COUNT);
    add_calls(&hash, eng_event_rows, ENG_EVENT_COUNT);
    return eng_hash_end(&hash);
}
