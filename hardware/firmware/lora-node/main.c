/* SPDX-License-Identifier: AGPL-3.0-or-later
 *
 * A low-power LoRa node: every five minutes particulate matter, weather and a sound level, six
 * readings a frame (docs/lora.md). README.md tells the wiring and what the node cannot do.
 */
#include "../lora-codec/dcz_lora.h"
#include "../noise-meter/source.h"
#include "bme280.h"
#include "board.h"
#include "clock.h"
#include "modem.h"
#include "sds011.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <math.h>
#include <string.h>

#ifndef PERIOD
#define PERIOD 300 /* seconds */
#endif
#ifndef BATCH
#define BATCH 6
#endif

/* Before a period's end: sound (without the fan), the fan's 30 s, five readings and their patience. */
enum { NOISE_BLOCKS = 40, NOISE_SECONDS = HAS_NOISE ? 6 : 0, LEAD = NOISE_SECONDS + SDS011_WARM_UP + 12 };
enum { KEPT = 24, ALWAYS_FITS = 36 /* 51, less the 15 that the network's commands take */, SDS011_DRIEST_LIMIT = 700 };

static dcz_lora_record kept[KEPT];
static uint8_t count;
static bool is_joined;

/* A SEN0232, its power switched: the energetic mean of five seconds, in tenths. */
static int16_t measure_noise(bool *overload)
{
    float energy = 0;
    NOISE_PORT |= _BV(NOISE);
    clock_sleep_until(clock_seconds() + 1);
    source_open();
    *overload = false;
    for (uint8_t blocks = 0; blocks < NOISE_BLOCKS;) {
        source_block block;
        clock_idle();
        if (!source_take(&block)) continue;
        energy += block.energy;
        *overload |= block.overload;
        blocks++;
    }
    source_close();
    NOISE_PORT &= (uint8_t)~_BV(NOISE);
    const float tenths = 100.0f * log10f(energy / NOISE_BLOCKS);
    /* Outside what the device can say, its wire is off. */
    return tenths < 300.0f || tenths > 1300.0f ? DCZ_LORA_MISSING : (int16_t)lroundf(tenths);
}

static void measure(dcz_lora_record *record)
{
    for (uint8_t column = 0; column < DCZ_LORA_COLUMNS; column++) record->counts[column] = DCZ_LORA_MISSING;
    record->flags = 0;
    record->flagged = 0;

    bool overload = false;
    if (HAS_NOISE) record->counts[DCZ_LORA_LAEQ] = measure_noise(&overload);
    if (overload && record->counts[DCZ_LORA_LAEQ] != DCZ_LORA_MISSING) {
        record->flags |= DCZ_LORA_OUT_OF_RANGE;
        record->flagged |= 1u << DCZ_LORA_LAEQ;
    }

    bme280_reading weather;
    if (bme280_read(&weather)) {
        record->counts[DCZ_LORA_TEMPERATURE] = weather.temperature;
        record->counts[DCZ_LORA_HUMIDITY] = weather.humidity;
        record->counts[DCZ_LORA_PRESSURE] = weather.pressure;
    }

    sds011_power(true);
    clock_sleep_until(clock_seconds() + SDS011_WARM_UP + 1); /* the second under way is not whole */
    int16_t pm2_5, pm10;
    if (sds011_read(&pm2_5, &pm10)) {
        record->counts[DCZ_LORA_PM2_5] = pm2_5;
        record->counts[DCZ_LORA_PM10] = pm10;
        /* A missing humidity is a negative number. The flags of one record are one set: a sound beyond
         * the range shares it, which says too much of one value rather than too little. */
        if (record->counts[DCZ_LORA_HUMIDITY] > SDS011_DRIEST_LIMIT) {
            record->flags |= DCZ_LORA_HUMID;
            record->flagged |= 1u << DCZ_LORA_PM2_5 | 1u << DCZ_LORA_PM10;
        }
    }
    sds011_power(false);
}

static bool has_value(const dcz_lora_record *record)
{
    for (uint8_t column = 0; column < DCZ_LORA_COLUMNS; column++)
        if (record->counts[column] != DCZ_LORA_MISSING) return true;
    return false;
}

static void forget_oldest(uint8_t oldest)
{
    count = (uint8_t)(count - oldest);
    memmove(kept, kept + oldest, count * sizeof *kept);
}

static void keep(const dcz_lora_record *record)
{
    if (!has_value(record)) return;
    if (count == KEPT) forget_oldest(1);
    kept[count++] = *record;
}

/* One frame, of the oldest records; what was not sent waits for the next time. */
static void send(void)
{
    static uint8_t frame[222];
    modem_wake();
    if (!is_joined) is_joined = modem_join();
    uint8_t budget = modem_budget();
    for (uint8_t attempt = 0; is_joined && attempt < 2; attempt++) {
        const dcz_lora_sending sending = {clock_seconds(), PERIOD, false};
        uint8_t taken;
        const int16_t length = dcz_lora_encode_oldest(kept, count, &sending, frame, budget, &taken);
        if (length <= 0) break;
        const modem_result result = modem_send(frame, (uint8_t)length);
        if (result == MODEM_SENT) forget_oldest(taken);
        if (result == MODEM_NOT_JOINED) is_joined = false;
        if (result == MODEM_SILENT) {
            modem_reset();
            is_joined = false;
        }
        if (result != MODEM_TOO_LONG) break;
        budget = ALWAYS_FITS;
    }
    modem_sleep();
}

int main(void)
{
    ADCSRA = 0;
    ACSR = _BV(ACD);
    NOISE_DIRECTION |= _BV(NOISE);
    clock_open();
    sds011_open();
    bme280_open();
    sei();
    modem_open();
    is_joined = modem_join();
    modem_sleep();

    for (uint32_t end = (clock_seconds() / PERIOD + 1) * PERIOD;; end += PERIOD) {
        if ((int32_t)(end - LEAD - clock_seconds()) < 0) continue; /* too late for this one */
        clock_calibrate();
        clock_sleep_until(end - LEAD);
        dcz_lora_record record;
        measure(&record);
        record.at = end - PERIOD;
        keep(&record);
        clock_sleep_until(end);
        if (count >= BATCH) send();
    }
}
