/* SPDX-License-Identifier: AGPL-3.0-or-later
 *
 * Lets a test ask the C encoder, on the host or in an emulated ATmega328P, for the bytes of a batch.
 * Line in:  now period aligned budget count {at flags flagged count-of-each-column}
 * Line out: taken and the frame in hexadecimal, or the negative result.
 */
#include "dcz_lora.h"

#ifdef __AVR__
#include <avr/io.h>

static int read_char(void)
{
    loop_until_bit_is_set(UCSR0A, RXC0);
    return UDR0;
}

static void write_char(char letter)
{
    loop_until_bit_is_set(UCSR0A, UDRE0);
    UDR0 = (uint8_t)letter;
}

static void open_port(void)
{
    UBRR0 = 0; /* 1 Mbit/s at 16 MHz: an emulator has no wire */
    UCSR0B = _BV(RXEN0) | _BV(TXEN0);
}
#define READ_END (-1)
enum { ROOM = 64 };
#else
#include <stdio.h>

static int read_char(void) { return getchar(); }
static void write_char(char letter) { putchar(letter); }
static void open_port(void) {}
#define READ_END EOF
enum { ROOM = 64 };
#endif

static int last = '\n';

static int32_t read_number(void)
{
    do last = read_char();
    while (last == ' ' || last == '\n');
    const bool negative = last == '-';
    if (negative) last = read_char();
    uint32_t value = 0;
    for (; last >= '0' && last <= '9'; last = read_char()) value = 10 * value + (uint32_t)(last - '0');
    return negative ? -(int32_t)value : (int32_t)value;
}

static void write_number(int16_t value)
{
    if (value < 0) {
        write_char('-');
        value = (int16_t)-value;
    }
    if (value > 9) write_number(value / 10);
    write_char((char)('0' + value % 10));
}

static void write_hex(uint8_t byte)
{
    static const char digits[] = "0123456789abcdef";
    write_char(digits[byte >> 4]);
    write_char(digits[byte & 15]);
}

int main(void)
{
    static dcz_lora_record records[ROOM];
    static uint8_t frame[255];
    open_port();
    for (;;) {
        dcz_lora_sending sending;
        sending.now = (uint32_t)read_number();
        if (last == READ_END) return 0;
        sending.period = (uint32_t)read_number();
        sending.aligned = read_number() != 0;
        const uint8_t budget = (uint8_t)read_number();
        const uint8_t count = (uint8_t)read_number();
        for (uint8_t row = 0; row < count && row < ROOM; row++) {
            records[row].at = (uint32_t)read_number();
            records[row].flags = (uint32_t)read_number();
            records[row].flagged = (uint8_t)read_number();
            for (uint8_t column = 0; column < DCZ_LORA_COLUMNS; column++)
                records[row].counts[column] = (int16_t)read_number();
        }
        uint8_t taken = 0;
        const int16_t length =
            dcz_lora_encode_oldest(records, count, &sending, frame, budget, &taken);
        if (length < 0) {
            write_number(length);
        } else {
            write_number(taken);
            write_char(' ');
            for (int16_t index = 0; index < length; index++) write_hex(frame[index]);
        }
        write_char('\n');
    }
}
