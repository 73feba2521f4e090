/* SPDX-License-Identifier: AGPL-3.0-or-later
 *
 * DataCityZen's LoRa frames, encoder for microcontrollers: C99, no heap, no floating point, some
 * 100 bytes of stack. docs/lora.md tells the format; hardware/src/wire/lora.ts gives the same bytes.
 */
#ifndef DCZ_LORA_H
#define DCZ_LORA_H

#include <stdbool.h>
#include <stdint.h>

/* Profile 0. The order is the wire's. */
enum {
    DCZ_LORA_PM2_5,       /* tenths of ug/m3 */
    DCZ_LORA_PM10,        /* tenths of ug/m3 */
    DCZ_LORA_TEMPERATURE, /* tenths of a degree Celsius */
    DCZ_LORA_HUMIDITY,    /* tenths of a per cent */
    DCZ_LORA_PRESSURE,    /* tenths of a hectopascal */
    DCZ_LORA_LAEQ,        /* tenths of a dB(A) */
    DCZ_LORA_COLUMNS
};

#define DCZ_LORA_MISSING INT16_MIN
#define DCZ_LORA_MAX_COUNT 64
#define DCZ_LORA_MAX_AGE 33554431UL /* seconds */
#define DCZ_LORA_MAX_PERIOD 131071UL /* seconds */

/* Bits of `flags`, as hardware/src/flags.ts numbers them. */
#define DCZ_LORA_REPLAYED (1u << 0)
#define DCZ_LORA_WARMING_UP (1u << 1)
#define DCZ_LORA_OUT_OF_RANGE (1u << 2)
#define DCZ_LORA_HUMID (1u << 3)

typedef struct {
    uint32_t at;      /* start of the interval, seconds on the node's own clock, whatever its origin */
    uint32_t flags;   /* 0 for none */
    uint8_t flagged;  /* the columns that bear the flags, bit 0 for the first; 0 when flags is 0 */
    int16_t counts[DCZ_LORA_COLUMNS];
} dcz_lora_record;

typedef struct {
    uint32_t now;    /* the moment of sending, on the same clock */
    uint32_t period; /* seconds from one record to the next */
    bool aligned;    /* the clock is set from outside, and every `at` is a multiple of the period */
} dcz_lora_sending;

/* Results below zero. */
enum {
    DCZ_LORA_E_NO_VALUE = -1,     /* no record, or one without a value */
    DCZ_LORA_E_OUT_OF_RANGE = -2, /* a record of the future, or too old */
    DCZ_LORA_E_PERIOD = -3,
    DCZ_LORA_E_ORDER = -4, /* records must stand in order, at least a second apart */
    DCZ_LORA_E_BUDGET = -5
};

/* Encodes exactly `count` records, oldest first, into `frame`, which holds `budget` bytes.
 * Gives the length of the frame, or a negative result, with `frame` undefined. */
int16_t dcz_lora_encode(const dcz_lora_record *records, uint8_t count,
                        const dcz_lora_sending *sending, uint8_t *frame, uint8_t budget);

/* The same for as many of the oldest records as the budget holds; `*taken` tells how many. */
int16_t dcz_lora_encode_oldest(const dcz_lora_record *records, uint8_t count,
                               const dcz_lora_sending *sending, uint8_t *frame, uint8_t budget,
                               uint8_t *taken);

#endif
