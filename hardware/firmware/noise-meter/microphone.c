/* SPDX-License-Identifier: AGPL-3.0-or-later
 *
 * An analogue microphone on two inputs: A0 after a gain of 33, A1 after sixteen times more. Ten bits
 * span 60 dB; two ranges 24 dB apart span the 65 dB from 35 to 100 dB(A), and leave 9 dB for peaks.
 *
 * The converter runs free at 500 kHz, the inputs in turn: 16 MHz / 32 / 13 / 2 = 19 231 samples a
 * second of each, 832 cycles for all the work on one.
 *
 * A-weighting (IEC 61672-1, annex E): four zeros at 0 Hz and poles at 20.6 (twice), 107.7 and
 * 737.9 Hz, each pole a first-order high-pass; the double pole at 12 194 Hz lies above half the
 * sampling rate and is stood for by 1 + 3/16 z^-1. Computed from these coefficients, the filter is
 * within 0.2 dB of the curve from 31.5 Hz to 8 kHz, and it ends at 9.6 kHz.
 */
#include "source.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <stdint.h>

const char source_weighting = 'A';

enum {
    LOW_GAIN = 0,  /* ADC0, A0 */
    HIGH_GAIN = 1, /* ADC1, A1 */
    RATIO_BITS = 4,
    MIDDLE = 512,
    NEAR_END = 8,        /* counts from either end where an amplifier no longer follows */
    HOLD = 962,          /* 50 ms on the low gain after the high one was at an end */
    BLOCK_SAMPLES = 2404 /* 0.125 008 s */
};

/* Mean square of a block at 94 dB, in counts of the high gain: a microphone of -38 dBV/Pa (12.59 mV),
 * times 33 and 16, 1024 counts for 5 V: 1361.4 counts, squared; times the gain of the filter's power at
 * 1 kHz, 1.1805. The user's calibration corrects it for the parts that were soldered. */
#define MEAN_SQUARE_AT_94_DB 2187983.0f
#define ENERGY_AT_94_DB 2511886432.0f

/* Sums of squares, in two scales that keep the loud and the faint in 16 bits. */
typedef struct {
    uint32_t fine; /* squares of 1/256 counts */
    uint16_t fine_carry;
    uint32_t coarse; /* squares of counts */
    uint16_t coarse_carry;
    bool overload;
} sums;

static sums running;
static volatile sums ended;
static volatile bool is_ended;

/* Half, rounded down. The compiler makes a loop of a shift by several; this is four instructions. */
static inline int32_t half(int32_t value)
{
    __asm__("asr %D0\n\tror %C0\n\tror %B0\n\tror %A0" : "+r"(value));
    return value;
}

static inline int32_t twice(int32_t value)
{
    __asm__("lsl %A0\n\trol %B0\n\trol %C0\n\trol %D0" : "+r"(value));
    return value;
}

static inline uint32_t square(int16_t value)
{
    const uint16_t magnitude = (uint16_t)(value < 0 ? -value : value);
    const uint8_t high = (uint8_t)(magnitude >> 8), low = (uint8_t)magnitude;
    /* An int has 16 bits here: without the casts 255 * 255 would be negative. */
    const uint16_t highs = (uint16_t)high * high;
    const uint16_t lows = (uint16_t)low * low;
    const uint16_t mixed = (uint16_t)high * low; /* at most 128 * 255: twice that is 16 bits */
    return (((uint32_t)highs << 16) | lows) + ((uint32_t)(uint16_t)(mixed << 1) << 8);
}

static inline void add_square(int32_t value) /* in 1/256 counts */
{
    const int16_t fine = (int16_t)value;
    if (fine == value) {
        const uint32_t part = square(fine);
        running.fine += part;
        if (running.fine < part) running.fine_carry++;
    } else {
        const uint32_t part = square((int16_t)(value >> 8));
        running.coarse += part;
        if (running.coarse < part) running.coarse_carry++;
    }
}

/* Counts to 1/256 counts. Each high-pass lets on what its low-pass, kept in 1/65536 counts, has not
 * followed yet. Sums of halves stand for 1 - exp(-2 pi f / 19231): 0.214222, 0.034578 and 0.006708
 * within 0.3, 0.3 and 2 %. */
static inline int32_t weight(int16_t counts)
{
    static int32_t low_737, low_107, low_20a, low_20b, before;

    int32_t signal = (int32_t)counts * 256 - (low_737 >> 8);
    const int32_t times_64 = half(half(signal * 256));
    low_737 += times_64 - half(half(half(times_64))) - signal; /* 55/256 */

    signal -= low_107 >> 8;
    low_107 += twice(twice(twice(signal))) + signal - half(half(half(signal))); /* 8.875/256 */

    signal -= low_20a >> 8;
    const int32_t half_a = half(signal);
    low_20a += signal + half_a + half(half_a); /* 1.75/256 */

    signal -= low_20b >> 8;
    const int32_t half_b = half(signal);
    low_20b += signal + half_b + half(half_b);

    const int32_t eighth = half(half(half(before)));
    before = signal;
    return signal + eighth + half(eighth);
}

/* A function of its own, so that the interrupt of the other input saves few registers. */
static void __attribute__((noinline)) take_sample(int16_t low, int16_t high)
{
    static uint16_t samples, hold;

    int16_t signal;
    if (high < NEAR_END || high >= 1024 - NEAR_END) hold = HOLD;
    if (hold > 0) {
        hold--;
        signal = (int16_t)((low - MIDDLE) * (1 << RATIO_BITS));
        if (low < NEAR_END || low >= 1024 - NEAR_END) running.overload = true;
    } else {
        signal = (int16_t)(high - MIDDLE);
    }
    add_square(weight(signal));

    if (++samples < BLOCK_SAMPLES) return;
    samples = 0;
    ended.fine = running.fine;
    ended.fine_carry = running.fine_carry;
    ended.coarse = running.coarse;
    ended.coarse_carry = running.coarse_carry;
    ended.overload = running.overload;
    is_ended = true;
    running = (sums){0, 0, 0, 0, false};
}

ISR(ADC_vect)
{
    static bool is_high;
    static int16_t low;

    const int16_t counts = (int16_t)ADC;
    /* The next conversion has begun already: what is written now is for the one after it. */
    if (is_high) {
        ADMUX = _BV(REFS0) | HIGH_GAIN;
        is_high = false;
        take_sample(low, counts);
    } else {
        ADMUX = _BV(REFS0) | LOW_GAIN;
        is_high = true;
        low = counts;
    }
}

void source_open(void)
{
    DIDR0 = _BV(ADC0D) | _BV(ADC1D);
    ADMUX = _BV(REFS0) | LOW_GAIN;
    ADCSRB = 0; /* free-running */
    ADCSRA = _BV(ADEN) | _BV(ADSC) | _BV(ADATE) | _BV(ADIE) | _BV(ADPS2) | _BV(ADPS0);
    ADMUX = _BV(REFS0) | HIGH_GAIN;
}

void source_close(void) { ADCSRA = 0; }

bool source_take(source_block *block)
{
    if (!is_ended) return false;
    is_ended = false;
    const float fine = (float)ended.fine_carry * 4294967296.0f + (float)ended.fine;
    const float coarse = (float)ended.coarse_carry * 4294967296.0f + (float)ended.coarse;
    const float mean_square = (fine / 65536.0f + coarse) / BLOCK_SAMPLES;
    block->energy = mean_square * (ENERGY_AT_94_DB / MEAN_SQUARE_AT_94_DB);
    block->overload = ended.overload;
    return true;
}
