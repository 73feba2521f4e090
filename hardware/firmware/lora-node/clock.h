/* SPDX-License-Identifier: AGPL-3.0-or-later
 *
 * Time since power-on: a timer while awake, the watchdog while asleep. The watchdog's oscillator is
 * some 10 % off and drifts with cold and battery, so it is measured against the crystal before use.
 */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

void clock_open(void);

uint32_t clock_seconds(void);

/* Measures the watchdog against the crystal; takes an eighth of a second. */
void clock_calibrate(void);

/* Powered down (some microamperes) until that second; returns at once when it is past. */
void clock_sleep_until(uint32_t second);

/* Idle until the next interrupt, a millisecond away at most; keeps the watchdog from resetting. */
void clock_idle(void);

#endif
