/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sds011.h"

#include "board.h"
#include "clock.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <string.h>
#include <util/delay_basic.h>

enum { FRAME = 10, READINGS = 5, PATIENCE = 10, LARGEST = 9999 };

/* The serial port is the modem's: here a start bit's edge begins eight looks at the pin, a bit apart.
 * _delay_loop_2 takes four cycles a turn; a look and its loop take some 15 more, and the way into the
 * interrupt some 50. */
#define BIT_CYCLES (F_CPU / 9600)
enum { FIRST_TURNS = (3 * BIT_CYCLES / 2 - 50) / 4, BIT_TURNS = (BIT_CYCLES - 15) / 4 };

static uint8_t window[FRAME];
static volatile uint8_t arrived[FRAME];
static volatile bool is_frame;

static bool is_good(const uint8_t *bytes)
{
    if (bytes[0] != 0xAA || bytes[1] != 0xC0 || bytes[9] != 0xAB) return false;
    uint8_t sum = 0;
    for (uint8_t index = 2; index < 8; index++) sum = (uint8_t)(sum + bytes[index]);
    return sum == bytes[8];
}

ISR(SDS011_EDGE)
{
    if (bit_is_set(SDS011_TX_PIN, SDS011_TX)) return; /* a rising edge begins nothing */
    uint8_t byte = 0;
    _delay_loop_2(FIRST_TURNS);
    for (uint8_t bit = 0; bit < 8; bit++) {
        byte >>= 1;
        if (bit_is_set(SDS011_TX_PIN, SDS011_TX)) byte |= 0x80;
        _delay_loop_2(BIT_TURNS);
    }
    PCIFR = _BV(PCIF0); /* edges inside the byte are no start bits */

    memmove(window, window + 1, FRAME - 1);
    window[FRAME - 1] = byte;
    if (is_frame || !is_good(window)) return;
    for (uint8_t index = 0; index < FRAME; index++) arrived[index] = window[index];
    is_frame = true;
}

void sds011_open(void)
{
    FAN_DIRECTION |= _BV(FAN);
    sds011_power(false);
}

/* The pull-up keeps the line quiet; without power it would feed the sensor through its output. */
void sds011_power(bool on)
{
    if (on == FAN_ON_IS_HIGH) {
        FAN_PORT |= _BV(FAN);
    } else {
        FAN_PORT &= (uint8_t)~_BV(FAN);
    }
    if (on) {
        SDS011_TX_PULL_UP |= _BV(SDS011_TX);
    } else {
        SDS011_TX_PULL_UP &= (uint8_t)~_BV(SDS011_TX);
    }
}

bool sds011_read(int16_t *pm2_5, int16_t *pm10)
{
    const uint32_t end = clock_seconds() + PATIENCE;
    uint32_t fine = 0, all = 0;
    uint8_t readings = 0;
    memset(window, 0, FRAME);
    is_frame = false;
    PCMSK0 = _BV(SDS011_TX);
    PCIFR = _BV(PCIF0);
    PCICR = _BV(PCIE0);
    while (readings < READINGS && (int32_t)(end - clock_seconds()) > 0) {
        clock_idle();
        if (!is_frame) continue;
        const uint16_t first = (uint16_t)(arrived[2] | (uint16_t)arrived[3] << 8);
        const uint16_t second = (uint16_t)(arrived[4] | (uint16_t)arrived[5] << 8);
        is_frame = false;
        /* A fan that has just started counts nothing: 0/0 is no measurement. */
        if ((first == 0 && second == 0) || first > LARGEST || second > LARGEST) continue;
        fine += first;
        all += second;
        readings++;
    }
    PCICR = 0;
    if (readings < READINGS) return false;
    *pm2_5 = (int16_t)((fine + READINGS / 2) / READINGS);
    *pm10 = (int16_t)((all + READINGS / 2) / READINGS);
    return true;
}
