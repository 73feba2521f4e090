/* SPDX-License-Identifier: AGPL-3.0-or-later
 *
 * A noise meter: one line a second over the serial port (9600 baud, 8N1).
 *
 *   $PDCZN,A,17,54.3,52.1,57.9,-*hh       weighting, count, LAeq, LAmin, LAmax, state
 *
 * and a calibration, kept over power-off: `$PDCZC,94.0*hh` says that 94.0 dB(A) stand at the
 * microphone; the answer is `$PDCZC,+1.2*hh`, the correction from now on. README.md tells both.
 */
#include "source.h"

#include <avr/eeprom.h>
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

enum { BAUD_DIVIDER = 103, BLOCKS = 8, LINE = 24 }; /* 9615 baud */

/* ---- lines with a check sum: the exclusive or of all that stands between $ and * ---- */

static uint8_t checksum;

static void send_char(char letter)
{
    loop_until_bit_is_set(UCSR0A, UDRE0);
    UDR0 = (uint8_t)letter;
    checksum ^= (uint8_t)letter;
}

static void send_text(const char *text)
{
    while (*text) send_char(*text++);
}

static void send_start(const char *name)
{
    send_char('$');
    checksum = 0;
    send_text(name);
}

static char hex(uint8_t digit) { return (char)(digit < 10 ? '0' + digit : 'A' + digit - 10); }

static void send_end(void)
{
    const uint8_t sum = checksum;
    send_char('*');
    send_char(hex(sum >> 4));
    send_char(hex(sum & 15));
    send_text("\r\n");
}

static void send_number(uint16_t value)
{
    char digits[5];
    uint8_t count = 0;
    do {
        digits[count++] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    while (count > 0) send_char(digits[--count]);
}

/* Tenths, as 54.3 */
static void send_tenths(int16_t tenths)
{
    if (tenths < 0) {
        send_char('-');
        tenths = (int16_t)-tenths;
    }
    send_number((uint16_t)(tenths / 10));
    send_char('.');
    send_char((char)('0' + tenths % 10));
}

/* ---- calibration ---- */

static int16_t EEMEM stored_correction; /* tenths of a decibel; -1 (0xFFFF) is an empty memory */
static int16_t correction;

enum { LARGEST_CORRECTION = 200 };

static bool is_sane(int16_t tenths)
{
    return tenths >= -LARGEST_CORRECTION && tenths <= LARGEST_CORRECTION;
}

static void open_calibration(void)
{
    const int16_t stored = (int16_t)eeprom_read_word((const uint16_t *)&stored_correction);
    correction = stored == -1 || !is_sane(stored) ? 0 : stored;
}

static void send_correction(void)
{
    send_start("PDCZC,");
    if (correction >= 0) send_char('+');
    send_tenths(correction);
    send_end();
}

/* The level now and the level that is true, both in tenths. An absurd correction is not taken. */
static void calibrate(int16_t uncorrected, int16_t truth)
{
    const int16_t wanted = (int16_t)(truth - uncorrected);
    if (is_sane(wanted)) {
        correction = wanted;
        /* -0.1 dB is the empty memory's value: -0.2 and 0.0 are no worse. */
        eeprom_update_word((uint16_t *)&stored_correction, (uint16_t)(wanted == -1 ? 0 : wanted));
        if (wanted == -1) correction = 0;
    }
    send_correction();
}

static uint8_t value_of(char digit)
{
    if (digit >= '0' && digit <= '9') return (uint8_t)(digit - '0');
    if (digit >= 'A' && digit <= 'F') return (uint8_t)(digit - 'A' + 10);
    return 255;
}

/* `$PDCZC,94.0*hh` in tenths, or 0 for any other line. */
static int16_t parse_calibration(const char *line)
{
    static const char name[] = "$PDCZC,";
    if (strncmp(line, name, sizeof name - 1) != 0) return 0;
    const char *next = line + sizeof name - 1;
    int16_t tenths = 0;
    uint8_t digits = 0;
    for (; *next >= '0' && *next <= '9' && digits < 3; next++, digits++)
        tenths = (int16_t)(10 * tenths + (*next - '0'));
    if (digits == 0 || next[0] != '.' || value_of(next[1]) > 9 || next[2] != '*') return 0;
    tenths = (int16_t)(10 * tenths + (next[1] - '0'));
    next += 2;
    uint8_t sum = 0;
    for (const char *letter = line + 1; letter < next; letter++) sum ^= (uint8_t)*letter;
    if (next[1] == 0 || next[2] == 0 || next[3] != 0) return 0;
    return value_of(next[1]) == sum >> 4 && value_of(next[2]) == (sum & 15) ? tenths : 0;
}

static char line[LINE];
static volatile bool is_complete;

/* Keeps the line that is not read yet, and drops what comes meanwhile: a person sends one at a time. */
ISR(USART_RX_vect)
{
    static uint8_t length;
    const char letter = (char)UDR0;
    if (is_complete) return;
    if (letter == '$') length = 0;
    const bool is_end = letter == '\n' || letter == '\r';
    if (length < LINE - 1 && !is_end) line[length++] = letter;
    if (!is_end) return;
    line[length] = 0;
    length = 0;
    is_complete = true;
}

/* The true level that a complete line told, or 0. Never waits. */
static int16_t received_calibration(void)
{
    if (!is_complete) return 0;
    const int16_t truth = parse_calibration(line);
    is_complete = false;
    return truth;
}

/* ---- levels ---- */

static int16_t tenths_of(float energy)
{
    /* Below 0 dB(A) there is only the converter's own noise, or none. */
    return energy < 1.0f ? 0 : (int16_t)lroundf(100.0f * log10f(energy));
}

static void send_levels(uint16_t count, int16_t mean, int16_t least, int16_t most, bool overload)
{
    send_start("PDCZN,");
    send_char(source_weighting);
    send_char(',');
    send_number(count);
    send_char(',');
    send_tenths((int16_t)(mean + correction));
    send_char(',');
    send_tenths((int16_t)(least + correction));
    send_char(',');
    send_tenths((int16_t)(most + correction));
    send_char(',');
    send_char(overload ? 'O' : '-');
    send_end();
}

int main(void)
{
    UBRR0 = BAUD_DIVIDER;
    UCSR0C = _BV(UCSZ01) | _BV(UCSZ00);
    UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);
    set_sleep_mode(SLEEP_MODE_IDLE);
    open_calibration();
    source_open();
    sei();

    uint16_t count = 0;
    int16_t uncorrected = 0, truth = 0;
    uint8_t blocks = 0;
    float total = 0, least = 0, most = 0;
    bool overload = false;
    for (;;) {
        const int16_t received = received_calibration();
        if (received > 0) truth = received;
        source_block block;
        if (!source_take(&block)) {
            /* The converter's next interrupt, some microseconds away, ends the sleep. */
            sleep_mode();
            continue;
        }
        if (blocks == 0 || block.energy < least) least = block.energy;
        if (blocks == 0 || block.energy > most) most = block.energy;
        total += block.energy;
        overload |= block.overload;
        if (++blocks < BLOCKS) continue;

        uncorrected = tenths_of(total / BLOCKS);
        send_levels(count++, uncorrected, tenths_of(least), tenths_of(most), overload);
        if (truth > 0 && !overload) {
            calibrate(uncorrected, truth);
            truth = 0;
        }
        blocks = 0;
        total = 0;
        overload = false;
    }
}
