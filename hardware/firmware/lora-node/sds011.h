/* SPDX-License-Identifier: AGPL-3.0-or-later
 *
 * A Nova Fitness SDS011, whose power is switched.
 */
#ifndef SDS011_H
#define SDS011_H

#include <stdbool.h>
#include <stdint.h>

enum { SDS011_WARM_UP = 30 }; /* seconds of fan before a reading can be trusted */

void sds011_open(void);
void sds011_power(bool on);

/* The mean of five readings, in tenths of ug/m3; false when they do not come within 10 seconds. */
bool sds011_read(int16_t *pm2_5, int16_t *pm10);

#endif
