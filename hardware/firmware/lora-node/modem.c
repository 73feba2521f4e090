/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "modem.h"

#include "board.h"
#include "clock.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/pgmspace.h>
#include <string.h>
#include <util/delay.h>

/* At double speed: 57 143 baud at 16 MHz, 58 824 at 8, which the module measures when it is woken. */
enum { DIVIDER = (F_CPU + 4 * 57600) / (8UL * 57600) - 1, BREAK_DIVIDER = F_CPU / (8UL * 9600) - 1 };
enum { LINE = 32, ANSWER_SECONDS = 3, JOIN_SECONDS = 20, SENT_SECONDS = 20, BANNER_SECONDS = 2 };

static char line[LINE];
static volatile bool is_complete;

ISR(USART_RX_vect)
{
    static uint8_t length;
    const char letter = (char)UDR0;
    if (is_complete || letter == '\r') return;
    if (letter != '\n') {
        if (length < LINE - 1) line[length++] = letter;
        return;
    }
    line[length] = 0;
    is_complete = length > 0;
    length = 0;
}

static void send_byte(uint8_t byte)
{
    loop_until_bit_is_set(UCSR0A, UDRE0);
    UCSR0A = _BV(U2X0) | _BV(TXC0);
    UDR0 = byte;
}

static void send_text(PGM_P text)
{
    for (char letter; (letter = (char)pgm_read_byte(text)) != 0; text++) send_byte((uint8_t)letter);
}

/* Forgets what was said before, so that the next line answers what is sent next. */
static void forget(void) { is_complete = false; }

/* The next line, or an empty one after some seconds of silence; valid until the next call. */
static const char *answer(uint8_t patience)
{
    const uint32_t end = clock_seconds() + patience;
    static char said[LINE];
    said[0] = 0;
    while (!is_complete && (int32_t)(end - clock_seconds()) >= 0) clock_idle();
    if (is_complete) {
        strcpy(said, line);
        is_complete = false;
    }
    return said;
}

static const char *ask(PGM_P command)
{
    forget();
    send_text(command);
    send_text(PSTR("\r\n"));
    return answer(ANSWER_SECONDS);
}

static bool is(const char *said, PGM_P word) { return strncmp_P(said, word, strlen_P(word)) == 0; }

void modem_open(void)
{
    UBRR0 = DIVIDER;
    UCSR0A = _BV(U2X0);
    UCSR0C = _BV(UCSZ01) | _BV(UCSZ00);
    UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);
    modem_reset();
}

void modem_reset(void)
{
    /* The module pulls the pin up itself, to its own 3.3 V: it is only ever pulled down or let go. */
    MODEM_RESET_DIRECTION |= _BV(MODEM_RESET);
    _delay_ms(10);
    MODEM_RESET_DIRECTION &= (uint8_t)~_BV(MODEM_RESET);
    forget();
    answer(BANNER_SECONDS); /* "RN2483 1.0.5 ..." */
    modem_wake();
}

bool modem_join(void)
{
    if (!is(ask(PSTR("mac join otaa")), PSTR("ok"))) return false;
    return is(answer(JOIN_SECONDS), PSTR("accepted"));
}

uint8_t modem_budget(void)
{
    const char *said = ask(PSTR("mac get dr"));
    switch (said[0]) {
    case '3': return 115;
    case '4':
    case '5': return 222;
    default: return 51;
    }
}

static void send_hex(uint8_t byte)
{
    static const char digits[] PROGMEM = "0123456789ABCDEF";
    send_byte(pgm_read_byte(&digits[byte >> 4]));
    send_byte(pgm_read_byte(&digits[byte & 15]));
}

static modem_result result_of(const char *said)
{
    if (is(said, PSTR("invalid_data_len"))) return MODEM_TOO_LONG;
    if (is(said, PSTR("not_joined")) || is(said, PSTR("frame_counter_err"))) return MODEM_NOT_JOINED;
    return said[0] == 0 ? MODEM_SILENT : MODEM_NOT_NOW;
}

modem_result modem_send(const uint8_t *frame, uint8_t length)
{
    forget();
    send_text(PSTR("mac tx uncnf 1 "));
    while (length-- > 0) send_hex(*frame++);
    send_text(PSTR("\r\n"));
    const char *said = answer(ANSWER_SECONDS);
    if (!is(said, PSTR("ok"))) return result_of(said);
    said = answer(SENT_SECONDS);
    /* A downlink is a sending too: mac_rx comes in place of mac_tx_ok. */
    return is(said, PSTR("mac_tx_ok")) || is(said, PSTR("mac_rx")) ? MODEM_SENT : result_of(said);
}

/* 49 days, until the break of modem_wake. */
void modem_sleep(void)
{
    send_text(PSTR("sys sleep 4294967295\r\n"));
    loop_until_bit_is_set(UCSR0A, TXC0);
}

/* A break, then 0x55 by which the module measures the speed (command reference, 1.4). */
void modem_wake(void)
{
    UBRR0 = BREAK_DIVIDER;
    send_byte(0x00);
    loop_until_bit_is_set(UCSR0A, TXC0);
    UBRR0 = DIVIDER;
    forget();
    send_byte(0x55);
    answer(1);
}
