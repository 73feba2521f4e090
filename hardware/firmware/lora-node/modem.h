/* SPDX-License-Identifier: AGPL-3.0-or-later
 *
 * A Microchip RN2483 on the serial port (57 600 baud): text commands, one answer a line
 * (RN2483 LoRa Technology Module Command Reference, DS40001784).
 */
#ifndef MODEM_H
#define MODEM_H

#include <stdbool.h>
#include <stdint.h>

typedef enum {
    MODEM_SENT,
    MODEM_TOO_LONG, /* the network's own commands took part of the payload: fewer bytes fit */
    MODEM_NOT_NOW,  /* duty cycle, or busy */
    MODEM_NOT_JOINED,
    MODEM_SILENT
} modem_result;

void modem_open(void);

/* By the keys that the module keeps; true when the network accepted. Takes up to 20 s. */
bool modem_join(void);

/* Bytes of payload that the data rate of the moment takes; 51 when the module does not say. */
uint8_t modem_budget(void);

/* Unconfirmed, on port 1. */
modem_result modem_send(const uint8_t *frame, uint8_t length);

/* By its reset pin; it forgets the network. */
void modem_reset(void);

void modem_sleep(void);
void modem_wake(void);

#endif
