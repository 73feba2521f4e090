/* SPDX-License-Identifier: AGPL-3.0-or-later
 *
 * Registers and compensation: BST-BME280-DS002, 4.2.3, 5.4 and appendix 8.2 (32-bit integers).
 */
#include "bme280.h"

#include <avr/io.h>
#include <util/delay.h>
#include <util/twi.h>

enum { ADDRESS = 0x76, CHIP_ID = 0x60, PATIENCE = 4000 };
enum { ID = 0xD0, COEFFICIENTS = 0x88, H1 = 0xA1, H2 = 0xE1, CTRL_HUM = 0xF2, CTRL_MEAS = 0xF4, DATA = 0xF7 };
enum { HUMIDITY_ONCE = 0x01, ALL_ONCE_FORCED = 0x25 };

/* ---- two-wire interface ---- */

/* Waits for the interface, some milliseconds at most: a sensor that holds the line stops nothing. */
static bool act(uint8_t control)
{
    TWCR = (uint8_t)(_BV(TWINT) | _BV(TWEN) | control);
    for (uint16_t turn = 0; turn < PATIENCE; turn++)
        if (bit_is_set(TWCR, TWINT)) return true;
    return false;
}

static void stop(void) { TWCR = _BV(TWINT) | _BV(TWEN) | _BV(TWSTO); }

static bool put(uint8_t byte, uint8_t expected)
{
    TWDR = byte;
    return act(0) && TW_STATUS == expected;
}

static bool write_registers(uint8_t first, const uint8_t *values, uint8_t count)
{
    bool ok = act(_BV(TWSTA)) && put(ADDRESS << 1, TW_MT_SLA_ACK) && put(first, TW_MT_DATA_ACK);
    for (uint8_t index = 0; ok && index < count; index++) ok = put(values[index], TW_MT_DATA_ACK);
    stop();
    return ok;
}

static bool read_registers(uint8_t first, uint8_t *values, uint8_t count)
{
    bool ok = act(_BV(TWSTA)) && put(ADDRESS << 1, TW_MT_SLA_ACK) && put(first, TW_MT_DATA_ACK) &&
              act(_BV(TWSTA)) && put((ADDRESS << 1) | 1, TW_MR_SLA_ACK);
    for (uint8_t index = 0; ok && index < count; index++) {
        ok = act(index + 1 < count ? _BV(TWEA) : 0);
        values[index] = TWDR;
    }
    stop();
    return ok;
}

/* ---- compensation ---- */

typedef struct {
    uint16_t t1;
    int16_t t2, t3;
    uint16_t p1;
    int16_t p2, p3, p4, p5, p6, p7, p8, p9;
    uint8_t h1, h3;
    int16_t h2, h4, h5;
    int8_t h6;
} coefficients;

static uint16_t word(const uint8_t *bytes) { return (uint16_t)(bytes[0] | (uint16_t)bytes[1] << 8); }

static bool read_coefficients(coefficients *c)
{
    uint8_t b[24], h[7];
    if (!read_registers(COEFFICIENTS, b, sizeof b) || !read_registers(H1, &c->h1, 1) ||
        !read_registers(H2, h, sizeof h))
        return false;
    c->t1 = word(b);
    c->t2 = (int16_t)word(b + 2);
    c->t3 = (int16_t)word(b + 4);
    c->p1 = word(b + 6);
    int16_t *const p[] = {&c->p2, &c->p3, &c->p4, &c->p5, &c->p6, &c->p7, &c->p8, &c->p9};
    for (uint8_t index = 0; index < 8; index++) *p[index] = (int16_t)word(b + 8 + 2 * index);
    c->h2 = (int16_t)word(h);
    c->h3 = h[2];
    c->h4 = (int16_t)((int8_t)h[3] * 16 + (h[4] & 15));
    c->h5 = (int16_t)((int8_t)h[5] * 16 + (h[4] >> 4));
    c->h6 = (int8_t)h[6];
    return true;
}

static int32_t fine_of(const coefficients *c, int32_t raw)
{
    const int32_t first = (((raw >> 3) - ((int32_t)c->t1 << 1)) * c->t2) >> 11;
    const int32_t off = (raw >> 4) - (int32_t)c->t1;
    return first + ((((off * off) >> 12) * c->t3) >> 14);
}

/* Pascals */
static uint32_t pressure_of(const coefficients *c, int32_t fine, int32_t raw)
{
    int32_t a = (fine >> 1) - 64000;
    int32_t b = (((a >> 2) * (a >> 2)) >> 11) * c->p6;
    b += (a * c->p5) * 2;
    b = (b >> 2) + ((int32_t)c->p4 * 65536);
    a = (((c->p3 * (((a >> 2) * (a >> 2)) >> 13)) >> 3) + ((c->p2 * a) >> 1)) >> 18;
    a = ((32768 + a) * (int32_t)c->p1) >> 15;
    if (a == 0) return 0;
    uint32_t p = ((uint32_t)(1048576 - raw) - (uint32_t)(b >> 12)) * 3125;
    p = p < 0x80000000UL ? (p << 1) / (uint32_t)a : p / (uint32_t)a * 2;
    a = (c->p9 * (int32_t)(((p >> 3) * (p >> 3)) >> 13)) >> 12;
    b = ((int32_t)(p >> 2) * c->p8) >> 13;
    return (uint32_t)((int32_t)p + ((a + b + c->p7) >> 4));
}

/* 1/1024 of a per cent */
static uint32_t humidity_of(const coefficients *c, int32_t fine, int32_t raw)
{
    const int32_t x = fine - 76800;
    const int32_t linear = ((raw << 14) - ((int32_t)c->h4 << 20) - (c->h5 * x) + 16384) >> 15;
    const int32_t warm = ((((x * c->h6) >> 10) * (((x * c->h3) >> 11) + 32768)) >> 10) + 2097152;
    int32_t v = linear * ((warm * c->h2 + 8192) >> 14);
    v -= ((((v >> 15) * (v >> 15)) >> 7) * c->h1) >> 4;
    if (v < 0) v = 0;
    if (v > 419430400) v = 419430400;
    return (uint32_t)v >> 12;
}

void bme280_open(void)
{
    TWSR = 0;
    TWBR = (F_CPU / 100000 - 16) / 2; /* 100 kHz */
}

bool bme280_read(bme280_reading *reading)
{
    uint8_t id = 0, data[8];
    coefficients c;
    if (!read_registers(ID, &id, 1) || id != CHIP_ID || !read_coefficients(&c)) return false;
    const uint8_t humidity = HUMIDITY_ONCE, measure = ALL_ONCE_FORCED;
    if (!write_registers(CTRL_HUM, &humidity, 1) || !write_registers(CTRL_MEAS, &measure, 1)) return false;
    _delay_ms(10); /* three measurements once: 9.3 ms at most */
    if (!read_registers(DATA, data, sizeof data)) return false;

    const int32_t pressure = ((int32_t)data[0] << 12) | ((int32_t)data[1] << 4) | (data[2] >> 4);
    const int32_t temperature = ((int32_t)data[3] << 12) | ((int32_t)data[4] << 4) | (data[5] >> 4);
    const int32_t moisture = ((int32_t)data[6] << 8) | data[7];
    const int32_t fine = fine_of(&c, temperature);
    const int32_t hundredths = (fine * 5 + 128) >> 8;
    reading->temperature = (int16_t)((hundredths + (hundredths < 0 ? -5 : 5)) / 10);
    reading->pressure = (int16_t)((pressure_of(&c, fine, pressure) + 5) / 10);
    reading->humidity = (int16_t)((humidity_of(&c, fine, moisture) * 10 + 512) >> 10);
    return true;
}
