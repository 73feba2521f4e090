/* SPDX-License-Identifier: AGPL-3.0-or-later
 *
 * Where levels come from. One of microphone.c and sen0232.c is linked.
 */
#ifndef SOURCE_H
#define SOURCE_H

#include <stdbool.h>

/* An eighth of a second. */
typedef struct {
    float energy;  /* 10^(level / 10), the level in dB(A) before the user's calibration */
    bool overload; /* the input went beyond what can be measured */
} source_block;

/* 'A': weighted here. 'D': weighted by the device. */
extern const char source_weighting;

void source_open(void);
void source_close(void);

/* True when a block has ended since the last call; it must be taken within an eighth of a second. */
bool source_take(source_block *block);

#endif
