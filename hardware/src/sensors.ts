import type { Sensor } from "./sensor.ts";
import { airgradient } from "./sensors/airgradient.ts";
import { airrohr } from "./sensors/airrohr.ts";
import { bme280 } from "./sensors/bme280.ts";
import { bmp280 } from "./sensors/bmp280.ts";
import { dczNoiseMeter } from "./sensors/dcz-noise-meter.ts";
import { dht22 } from "./sensors/dht22.ts";
import { dnms } from "./sensors/dnms.ts";
import { ds18b20 } from "./sensors/ds18b20.ts";
import { hpma115c0 } from "./sensors/hpma115c0.ts";
import { hpma115s0 } from "./sensors/hpma115s0.ts";
import { ics43434 } from "./sensors/ics43434.ts";
import { inmp441 } from "./sensors/inmp441.ts";
import { k30 } from "./sensors/k30.ts";
import { mhz19b } from "./sensors/mhz19b.ts";
import { mhz19c } from "./sensors/mhz19c.ts";
import { nmeaGps } from "./sensors/nmea-gps.ts";
import { opcn3 } from "./sensors/opcn3.ts";
import { pms3003 } from "./sensors/pms3003.ts";
import { pms5003s } from "./sensors/pms5003s.ts";
import { pms5003st } from "./sensors/pms5003st.ts";
import { pms5003t } from "./sensors/pms5003t.ts";
import { pmsx003 } from "./sensors/pmsx003.ts";
import { s8 } from "./sensors/s8.ts";
import { scd4x } from "./sensors/scd4x.ts";
import { scd30 } from "./sensors/scd30.ts";
import { scd30Modbus } from "./sensors/scd30-modbus.ts";
import { sds011 } from "./sensors/sds011.ts";
import { sen5x } from "./sensors/sen5x.ts";
import { sen5xUart } from "./sensors/sen5x-uart.ts";
import { sen0232 } from "./sensors/sen0232.ts";
import { sht3x } from "./sensors/sht3x.ts";
import { sht4x } from "./sensors/sht4x.ts";
import { sps30 } from "./sensors/sps30.ts";
import { sps30I2c } from "./sensors/sps30-i2c.ts";

/** Every sensor that the platform reads, by its model. Adding one is a file and two lines here. */
export const sensors = {
  // Particles
  sds011,
  pmsx003,
  pms3003,
  pms5003s,
  pms5003st,
  pms5003t,
  sps30,
  "sps30-i2c": sps30I2c,
  sen5x,
  "sen5x-uart": sen5xUart,
  opcn3,
  hpma115s0,
  hpma115c0,
  // Carbon dioxide
  mhz19b,
  mhz19c,
  s8,
  k30,
  scd30,
  "scd30-modbus": scd30Modbus,
  scd4x,
  // Climate
  bme280,
  bmp280,
  sht3x,
  sht4x,
  dht22,
  ds18b20,
  // Noise
  dnms,
  "dcz-noise-meter": dczNoiseMeter,
  sen0232,
  ics43434,
  inmp441,
  // Place, time, and stations that others built
  "nmea-gps": nmeaGps,
  airrohr,
  airgradient,
} as const satisfies Record<string, Sensor>;
