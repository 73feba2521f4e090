/**
 * A sensor's name on the wire: its model and, where its frames tell it, its serial number
 * ("sds011-58d9"). Sensors of one model that tell none are numbered as they are listed:
 * "pmsx003", "pmsx003-2"; `place` counts from 1 among the station's sensors of that model.
 */
export const sensorId = (model: string, serial: string | undefined, place = 1): string => {
  if (serial !== undefined) return `${model}-${serial.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;
  return place === 1 ? model : `${model}-${place}`;
};
