/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sds011.h"

#include "clock.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <string.h>
#include <util/delay_basic.h>

enum { FRAME = 10, READINGS = 5, PATIENCE = 10, LARGEST = 9999 };

/* The serial port is the modem's: here a start bit's edge (INT0) begins eight looks at the pin, 1667
 * cycles apart. _delay_loop_2 takes four cycles a turn; a look and its loop take some 15 more. */
enum { HALF_MORE_TURNS = 615, BIT_TURNS = 413 };

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

ISR(INT0_vect)
{
    uint8_t byte = 0;
    _delay_loop_2(HALF_MORE_TURNS);
    for (uint8_t bit = 0; bit < 8; bit++) {
        byte >>= 1;
        if (bit_is_set(PIND, PIND2)) byte |= 0x80;
        _delay_loop_2(BIT_TURNS);
    }
    EIFR = _BV(INTF0); /* edges inside the byte are no start bits */

    memmove(window, window + 1, FRAME - 1);
    window[FRAME - 1] = byte;
    if (is_frame || !is_good(window)) return;
    for (uint8_t index = 0; index < FRAME; index++) arrived[index] = window[index];
    is_frame = true;
}

void sds011_open(void)
{
    DDRD |= _BV(DDD6);
    sds011_power(false);
}

/* The pull-up keeps the line quiet; without power it would feed the sensor through its output. */
void sds011_power(bool on)
{
    if (on) {
        PORTD |= _BV(PORTD6) | _BV(PORTD2);
    } else {
        PORTD &= (uint8_t)~(_BV(PORTD6) | _BV(PORTD2));
    }
}

bool sds011_read(int16_t *pm2_5, int16_t *pm10)
{
    const uint32_t end = clock_seconds() + PATIENCE;
    uint32_t fine = 0, all = 0;
    uint8_t readings = 0;
    memset(window, 0, FRAME);
    is_frame = false;
    EICRA = _BV(ISC01); /* falling edge */
    EIFR = _BV(INTF0);
    EIMSK = _BV(INT0);
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
    EIMSK = 0;
    if (readings < READINGS) return false;
    *pm2_5 = (int16_t)((fine + READINGS / 2) / READINGS);
    *pm10 = (int16_t)((all + READINGS / 2) / READINGS);
    return true;
}
