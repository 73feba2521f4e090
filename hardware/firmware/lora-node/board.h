/* SPDX-License-Identifier: AGPL-3.0-or-later
 *
 * Two boards, one wiring (README.md). They differ in clock, supply and in what switches the fan.
 */
#ifndef BOARD_H
#define BOARD_H

#include <avr/io.h>

/* SDS011: its TX on 8 (PB0), its power switched from 4 (PD4). */
#define SDS011_TX_PIN PINB
#define SDS011_TX_PULL_UP PORTB
#define SDS011_TX PB0
#define SDS011_EDGE PCINT0_vect
#define FAN_DIRECTION DDRD
#define FAN_PORT PORTD
#define FAN PD4

/* RN2483: on the serial port, its RESET on 5 (PD5). */
#define MODEM_RESET_DIRECTION DDRD
#define MODEM_RESET PD5

/* SEN0232: its output on A0, its power switched from 7 (PD7), high for on. */
#define NOISE_DIRECTION DDRD
#define NOISE_PORT PORTD
#define NOISE PD7

#if defined BOARD_COUNTRY_STATION
/* A Pro Mini at 3.3 V and 8 MHz. A transistor pulls the converter's EN down: high is off. */
#define FAN_ON_IS_HIGH 0
#elif defined BOARD_UNO
/* An Uno or Nano at 5 V and 16 MHz. A MOSFET: high is on. */
#define FAN_ON_IS_HIGH 1
#else
#error "BOARD is country-station or uno"
#endif

#endif
