/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "clock.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <avr/wdt.h>
#include <util/atomic.h>

static volatile uint32_t seconds;
static volatile uint32_t micros;

/* What 16 384 cycles of the watchdog take: 128 000 at its nominal 128 kHz. Longer times are multiples. */
static uint32_t tick_micros = 128000;

enum { SHORTEST = 0x03, LONGEST_STEP = 6 }; /* 2^0 to 2^6 ticks: 0.128 to 8.192 s */

static volatile uint8_t expired;

static void advance(uint32_t elapsed)
{
    micros += elapsed;
    while (micros >= 1000000UL) {
        micros -= 1000000UL;
        seconds++;
    }
}

ISR(TIMER0_COMPA_vect) { advance(1000); }

ISR(WDT_vect) { expired = 1; }

/* WDTCSR takes a new value in the four cycles after a write of WDCE (data sheet, 10.9.2). */
static void set_watchdog(uint8_t control)
{
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE)
    {
        wdt_reset();
        WDTCSR = _BV(WDCE) | _BV(WDE);
        WDTCSR = control;
    }
}

static uint8_t prescaler(uint8_t step)
{
    const uint8_t code = (uint8_t)(SHORTEST + step);
    return (uint8_t)(((code & 8) << 2) | (code & 7));
}

/* While awake, eight seconds without a sign of life reset the node. */
static void guard(void) { set_watchdog(_BV(WDE) | prescaler(LONGEST_STEP)); }

void clock_open(void)
{
    MCUSR = 0; /* a reset by the watchdog leaves it running, and this bit would keep it so */
    TCCR0A = _BV(WGM01);
    TCCR0B = _BV(CS01) | _BV(CS00);
    OCR0A = F_CPU / 64 / 1000 - 1;
    TIMSK0 = _BV(OCIE0A);
    guard();
}

uint32_t clock_seconds(void)
{
    uint32_t now;
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { now = seconds; }
    return now;
}

void clock_idle(void)
{
    wdt_reset();
    set_sleep_mode(SLEEP_MODE_IDLE);
    sleep_mode();
}

void clock_calibrate(void)
{
    TCCR1A = 0;
    TCCR1B = 0;
    TCNT1 = 0;
    expired = 0;
    set_watchdog(_BV(WDIE) | prescaler(0));
    TCCR1B = _BV(CS12); /* a 256th of the clock: 16 or 32 microseconds */
    set_sleep_mode(SLEEP_MODE_IDLE);
    while (!expired) sleep_mode();
    const uint16_t count = TCNT1;
    TCCR1B = 0;
    tick_micros = (uint32_t)count * (256000000UL / F_CPU);
    guard();
}

/* Powered down for 2^step ticks. Timer 0 stands still meanwhile. */
static void sleep_ticks(uint8_t step)
{
    expired = 0;
    set_watchdog(_BV(WDIE) | prescaler(step));
    set_sleep_mode(SLEEP_MODE_PWR_DOWN);
    while (!expired) {
        cli();
        sleep_enable();
        sleep_bod_disable();
        sei();
        sleep_cpu();
        sleep_disable();
    }
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { advance(tick_micros << step); }
}

void clock_sleep_until(uint32_t second)
{
    uint8_t step = LONGEST_STEP;
    for (;;) {
        uint32_t now, part;
        ATOMIC_BLOCK(ATOMIC_RESTORESTATE)
        {
            now = seconds;
            part = micros;
        }
        if ((int32_t)(second - now) <= 0) break;
        const uint32_t left = second - now;
        /* The longest step that does not go past the second, in microseconds where that fits. */
        while (step > 0 && left < 16 && (tick_micros << step) > left * 1000000UL - part) step--;
        sleep_ticks(step);
    }
    guard();
}
