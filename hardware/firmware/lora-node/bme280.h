/* SPDX-License-Identifier: AGPL-3.0-or-later
 *
 * A Bosch BME280 at 0x76 on A4 (SDA) and A5 (SCL). It sleeps between readings.
 */
#ifndef BME280_H
#define BME280_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    int16_t temperature; /* tenths of a degree Celsius */
    int16_t humidity;    /* tenths of a per cent */
    int16_t pressure;    /* tenths of a hectopascal */
} bme280_reading;

void bme280_open(void);

/* False when no BME280 answers. */
bool bme280_read(bme280_reading *reading);

#endif
