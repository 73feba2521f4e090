/* SPDX-License-Identifier: AGPL-3.0-or-later
 *
 * DFRobot SEN0232 on A0: a sound level meter of its own, 0.6 to 2.6 V, 50 dB(A) a volt, A-weighted
 * and "fast" by its own circuit. The supply is the converter's reference: 1 % of it is 1 % of the level.
 */
#include "source.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <math.h>
#include <stdint.h>

const char source_weighting = 'D';

enum { SLICE_SAMPLES = 150, SLICES = 8 }; /* 9615 a second: 15.6 ms, 0.124 8 s */

/* The converter at 125 kHz, whatever the clock. */
#if F_CPU > 8000000UL
#define PRESCALER (_BV(ADPS2) | _BV(ADPS1) | _BV(ADPS0))
#else
#define PRESCALER (_BV(ADPS2) | _BV(ADPS1))
#endif

#ifndef SUPPLY_VOLTS
#define SUPPLY_VOLTS 5.0f
#endif
#define DECIBELS_A_VOLT 50.0f
#define LOWEST 30.0f
#define HIGHEST 130.0f

static uint32_t sum;
static uint8_t samples;
static volatile uint32_t ended;
static volatile bool is_ended;

static uint8_t slices;
static float energy;
static bool overload;

ISR(ADC_vect)
{
    sum += ADC;
    if (++samples < SLICE_SAMPLES) return;
    samples = 0;
    ended = sum;
    is_ended = true;
    sum = 0;
}

void source_open(void)
{
    sum = samples = slices = 0;
    energy = 0;
    overload = is_ended = false;
    DIDR0 = _BV(ADC0D);
    ADMUX = _BV(REFS0);
    ADCSRB = 0; /* free-running */
    ADCSRA = _BV(ADEN) | _BV(ADSC) | _BV(ADATE) | _BV(ADIE) | PRESCALER;
}

void source_close(void) { ADCSRA = 0; }

bool source_take(source_block *block)
{
    if (!is_ended) return false;
    is_ended = false;
    cli();
    const uint32_t total = ended;
    sei();
    /* A count says "this much or up to one more": half of one more is the middle. */
    const float counts = (float)total / SLICE_SAMPLES + 0.5f;
    const float level = counts * (SUPPLY_VOLTS / 1024.0f * DECIBELS_A_VOLT);
    if (level < LOWEST || level > HIGHEST) overload = true;
    energy += powf(10.0f, level / 10.0f);
    if (++slices < SLICES) return false;
    block->energy = energy / SLICES;
    block->overload = overload;
    slices = 0;
    energy = 0;
    overload = false;
    return true;
}
