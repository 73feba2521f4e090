/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "dcz_lora.h"

#include <stddef.h>
#include <string.h>

#ifdef __AVR__
#include <avr/pgmspace.h>
#define TABLE PROGMEM
#define READ_WORD(address) ((int16_t)pgm_read_word(address))
#define READ_BYTE(address) pgm_read_byte(address)
#else
#define TABLE
#define READ_WORD(address) (*(address))
#define READ_BYTE(address) (*(address))
#endif

enum { VERSION = 0, PROFILE = 0, EXPLICIT_PERIOD = 15, PERIOD_BITS = 17, SLOW_PERIOD = 1200 };
enum { ORDER_AGE = 2, ORDER_STEP = 6, ORDER_FLAGS = 2, ORDER_BITS = 3, SINGLE_LENGTH = 9 };

/* The figures of hardware/src/wire/lora/profile.ts; a test compares what both encoders make of them. */
static const int16_t low[DCZ_LORA_COLUMNS] TABLE = {0, 0, -400, 0, 3000, 0};
static const int16_t high[DCZ_LORA_COLUMNS] TABLE = {10000, 10000, 850, 1000, 11000, 1400};
static const int16_t centre[DCZ_LORA_COLUMNS] TABLE = {80, 140, 130, 700, 9950, 500};
static const uint8_t first_order[DCZ_LORA_COLUMNS] TABLE = {7, 7, 7, 8, 9, 8};
static const uint8_t next_order[2][DCZ_LORA_COLUMNS] TABLE = {{3, 3, 2, 3, 2, 4}, {4, 4, 4, 5, 3, 5}};
static const int16_t periods[EXPLICIT_PERIOD] TABLE = {1,  2,   5,   10,  15,  20,  30,  60,
                                                       120, 150, 300, 600, 900, 1800, 3600};

/* ---- bits ---- */

typedef struct {
    uint8_t *bytes;
    uint16_t bits;  /* written so far, wanted ones included when there is no room */
    uint16_t limit; /* bits that fit */
} writer;

static void put(writer *out, uint32_t value, uint8_t width)
{
    while (width-- > 0) {
        if (out->bits < out->limit) {
            uint8_t *byte = out->bytes + (out->bits >> 3);
            const uint8_t mask = (uint8_t)(0x80u >> (out->bits & 7u));
            if (mask == 0x80u) *byte = 0;
            if ((value >> width) & 1u) *byte |= mask;
        }
        out->bits++;
    }
}

static uint8_t bit_length(uint32_t value)
{
    uint8_t length = 0;
    while (value > 0) {
        value >>= 1;
        length++;
    }
    return length;
}

static uint8_t golomb_length(uint32_t value, uint8_t order)
{
    return (uint8_t)(2 * bit_length(value + ((uint32_t)1 << order)) - 1 - order);
}

static void golomb(writer *out, uint32_t value, uint8_t order)
{
    const uint32_t shifted = value + ((uint32_t)1 << order);
    const uint8_t length = bit_length(shifted);
    put(out, 0, (uint8_t)(length - 1 - order));
    put(out, shifted, length);
}

static uint32_t zigzag(int32_t value)
{
    return value < 0 ? 2 * (uint32_t)(-(value + 1)) + 1 : 2 * (uint32_t)value;
}

/* ---- the 9-byte record ---- */

static bool fits_single(const dcz_lora_record *record)
{
    for (uint8_t column = 0; column < DCZ_LORA_COLUMNS; column++) {
        const int16_t count = record->counts[column];
        if (count == DCZ_LORA_MISSING) continue;
        if (count < READ_WORD(&low[column]) || count > READ_WORD(&high[column])) return false;
    }
    return true;
}

/* A count above `low`, plus one; 0 for a missing one. */
static uint32_t digit(const dcz_lora_record *record, uint8_t column)
{
    const int16_t count = record->counts[column];
    return count == DCZ_LORA_MISSING ? 0 : (uint32_t)(count - READ_WORD(&low[column]) + 1);
}

static uint32_t radix(uint8_t column)
{
    return (uint32_t)(READ_WORD(&high[column]) - READ_WORD(&low[column])) + 2;
}

static uint32_t pair(const dcz_lora_record *record, uint8_t first, uint8_t second)
{
    return digit(record, first) * radix(second) + digit(record, second);
}

static void put_single(writer *out, const dcz_lora_record *record)
{
    put(out, 0, 1);
    put(out, pair(record, DCZ_LORA_PM2_5, DCZ_LORA_PM10), 27);
    put(out, digit(record, DCZ_LORA_HUMIDITY), 10);
    put(out, digit(record, DCZ_LORA_PRESSURE), 13);
    put(out, pair(record, DCZ_LORA_TEMPERATURE, DCZ_LORA_LAEQ), 21);
}

/* ---- the series ---- */

static uint8_t present_in(const dcz_lora_record *records, uint8_t count, uint8_t column)
{
    uint8_t present = 0;
    for (uint8_t row = 0; row < count; row++)
        if (records[row].counts[column] != DCZ_LORA_MISSING) present++;
    return present;
}

/* Bits of a column's differences at an order. */
static uint16_t column_length(const dcz_lora_record *records, uint8_t count, uint8_t column,
                              uint8_t order)
{
    uint16_t length = 0;
    int16_t before = DCZ_LORA_MISSING;
    for (uint8_t row = 0; row < count; row++) {
        const int16_t value = records[row].counts[column];
        if (value == DCZ_LORA_MISSING) continue;
        if (before != DCZ_LORA_MISSING)
            length += golomb_length(zigzag((int32_t)value - before), order);
        before = value;
    }
    return length;
}

/* Chooses the order of each column, and tells whether to write them. A column's bit of `changed` is
 * set where it leaves the default. */
static bool tune(const dcz_lora_record *records, uint8_t count, uint32_t period,
                 uint8_t order[DCZ_LORA_COLUMNS], uint8_t *changed)
{
    int16_t gain = 0;
    uint8_t untuned[DCZ_LORA_COLUMNS];
    *changed = 0;
    for (uint8_t column = 0; column < DCZ_LORA_COLUMNS; column++) {
        untuned[column] = READ_BYTE(&next_order[period < SLOW_PERIOD ? 0 : 1][column]);
        order[column] = untuned[column];
        if (present_in(records, count, column) < 2) continue;
        gain--;
        uint8_t best = 0;
        uint16_t shortest = UINT16_MAX;
        for (uint8_t candidate = 0; candidate < (1 << ORDER_BITS); candidate++) {
            const uint16_t length = column_length(records, count, column, candidate);
            if (length >= shortest) continue;
            shortest = length;
            best = candidate;
        }
        const uint16_t usual = column_length(records, count, column, untuned[column]);
        const int16_t saved = (int16_t)(usual - shortest - ORDER_BITS);
        if (saved <= 0) continue;
        gain = (int16_t)(gain + saved);
        order[column] = best;
        *changed = (uint8_t)(*changed | (1u << column));
    }
    if (gain > 0) return true;
    memcpy(order, untuned, sizeof untuned);
    return false;
}

static void put_period(writer *out, uint32_t period)
{
    for (uint8_t code = 0; code < EXPLICIT_PERIOD; code++)
        if ((uint32_t)READ_WORD(&periods[code]) == period) {
            put(out, code, 4);
            return;
        }
    put(out, EXPLICIT_PERIOD, 4);
    put(out, period, PERIOD_BITS);
}

static void put_steps(writer *out, const dcz_lora_record *records, uint8_t count, uint32_t period)
{
    for (uint8_t row = 1; row < count; row++) {
        const uint32_t step = records[row].at - records[row - 1].at;
        put(out, step != period, 1);
        if (step != period) golomb(out, step - 1, ORDER_STEP);
    }
}

static void put_gaps(writer *out, const dcz_lora_record *records, uint8_t count)
{
    for (uint8_t column = 0; column < DCZ_LORA_COLUMNS; column++) {
        const uint8_t present = present_in(records, count, column);
        if (present == count) {
            put(out, 0, 1);
        } else if (present == 0) {
            put(out, 2, 2);
        } else {
            put(out, 3, 2);
            for (uint8_t row = 0; row < count; row++)
                put(out, records[row].counts[column] != DCZ_LORA_MISSING, 1);
        }
    }
}

static void put_flags(writer *out, const dcz_lora_record *records, uint8_t count)
{
    uint32_t flags = 0;
    uint8_t flagged = 0;
    for (uint8_t row = 0; row < count; row++) {
        const bool same = records[row].flags == flags && records[row].flagged == flagged;
        put(out, !same, 1);
        if (same) continue;
        flags = records[row].flags;
        flagged = records[row].flagged;
        golomb(out, flags, ORDER_FLAGS);
        put(out, flagged, DCZ_LORA_COLUMNS);
    }
}

static void put_values(writer *out, const dcz_lora_record *records, uint8_t count,
                       const uint8_t order[DCZ_LORA_COLUMNS])
{
    int16_t before[DCZ_LORA_COLUMNS];
    for (uint8_t column = 0; column < DCZ_LORA_COLUMNS; column++) before[column] = DCZ_LORA_MISSING;
    for (uint8_t row = 0; row < count; row++)
        for (uint8_t column = 0; column < DCZ_LORA_COLUMNS; column++) {
            const int16_t value = records[row].counts[column];
            if (value == DCZ_LORA_MISSING) continue;
            if (before[column] == DCZ_LORA_MISSING)
                golomb(out, zigzag((int32_t)value - READ_WORD(&centre[column])),
                       READ_BYTE(&first_order[column]));
            else
                golomb(out, zigzag((int32_t)value - before[column]), order[column]);
            before[column] = value;
        }
}

static void put_series(writer *out, const dcz_lora_record *records, uint8_t count,
                       const dcz_lora_sending *sending)
{
    const uint32_t age = sending->now - records[count - 1].at;
    bool irregular = false, gapped = false, flagged = false;
    for (uint8_t row = 0; row < count; row++) {
        if (row > 0 && records[row].at - records[row - 1].at != sending->period) irregular = true;
        if (records[row].flags != 0) flagged = true;
        for (uint8_t column = 0; column < DCZ_LORA_COLUMNS; column++)
            if (records[row].counts[column] == DCZ_LORA_MISSING) gapped = true;
    }
    uint8_t order[DCZ_LORA_COLUMNS];
    uint8_t changed;
    const bool tuned = tune(records, count, sending->period, order, &changed);

    put(out, 1, 1);
    put(out, VERSION, 2);
    put(out, PROFILE, 3);
    put(out, sending->aligned, 1);
    put(out, irregular, 1);
    put(out, (uint32_t)(count - 1), 6);
    put(out, flagged, 1);
    put(out, gapped, 1);
    put(out, tuned, 1);
    put_period(out, sending->period);
    golomb(out, zigzag((int32_t)age - (int32_t)sending->period), ORDER_AGE);
    if (irregular) put_steps(out, records, count, sending->period);
    if (gapped) put_gaps(out, records, count);
    if (tuned)
        for (uint8_t column = 0; column < DCZ_LORA_COLUMNS; column++) {
            if (present_in(records, count, column) < 2) continue;
            const bool is_changed = ((unsigned)changed >> column) & 1u;
            put(out, is_changed, 1);
            if (is_changed) put(out, order[column], ORDER_BITS);
        }
    if (flagged) put_flags(out, records, count);
    put_values(out, records, count, order);
}

/* ---- the whole ---- */

static int16_t fault_of(const dcz_lora_record *records, uint8_t count,
                        const dcz_lora_sending *sending)
{
    if (sending->period < 1 || sending->period > DCZ_LORA_MAX_PERIOD) return DCZ_LORA_E_PERIOD;
    if (count < 1 || count > DCZ_LORA_MAX_COUNT) return DCZ_LORA_E_NO_VALUE;
    for (uint8_t row = 0; row < count; row++) {
        bool empty = true;
        for (uint8_t column = 0; column < DCZ_LORA_COLUMNS; column++)
            if (records[row].counts[column] != DCZ_LORA_MISSING) empty = false;
        if (empty) return DCZ_LORA_E_NO_VALUE;
        /* Unsigned arithmetic: a clock that passes 2^32 seconds, or starts near it, does no harm;
         * a record of the future has an immense age. */
        if (sending->now - records[row].at > DCZ_LORA_MAX_AGE) return DCZ_LORA_E_OUT_OF_RANGE;
        if (row > 0 && sending->now - records[row].at >= sending->now - records[row - 1].at)
            return DCZ_LORA_E_ORDER;
    }
    return 0;
}

int16_t dcz_lora_encode(const dcz_lora_record *records, uint8_t count,
                        const dcz_lora_sending *sending, uint8_t *frame, uint8_t budget)
{
    const int16_t fault = fault_of(records, count, sending);
    if (fault < 0) return fault;
    writer out = {frame, 0, (uint16_t)(8u * budget)};
    const bool fresh = count == 1 && sending->now - records[0].at == sending->period;
    if (fresh && records[0].flags == 0 && !sending->aligned && fits_single(&records[0]))
        put_single(&out, &records[0]);
    else
        put_series(&out, records, count, sending);
    if (out.bits > out.limit) return DCZ_LORA_E_BUDGET;
    return (int16_t)((out.bits + 7u) >> 3);
}

int16_t dcz_lora_encode_oldest(const dcz_lora_record *records, uint8_t count,
                               const dcz_lora_sending *sending, uint8_t *frame, uint8_t budget,
                               uint8_t *taken)
{
    if (count > DCZ_LORA_MAX_COUNT) count = DCZ_LORA_MAX_COUNT;
    int16_t length = DCZ_LORA_E_NO_VALUE;
    for (*taken = count; *taken > 0; (*taken)--) {
        length = dcz_lora_encode(records, *taken, sending, frame, budget);
        if (length != DCZ_LORA_E_BUDGET) return length;
    }
    return length;
}
