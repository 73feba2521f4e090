import { readFile } from "node:fs/promises";
import { type ReadSensor, readDeclaredSensor } from "@datacityzen/hardware/declared-sensor";
import { findSensors } from "@datacityzen/hardware/find-sensor";
import type { Sensor } from "@datacityzen/hardware/sensor";

/** A sensor that a JSON file describes (docs/sensors.md); each fault is a sentence. */
export const readSensorFile = async (path: string): Promise<ReadSensor> => {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    return { ok: false, sentences: [(error as Error).message] };
  }
  let declaration: unknown;
  try {
    declaration = JSON.parse(text);
  } catch (error) {
    return { ok: false, sentences: [`${path} is no JSON: ${(error as Error).message}`] };
  }
  const read = readDeclaredSensor(declaration);
  return read.ok
    ? read
    : { ok: false, sentences: read.sentences.map((sentence) => `${path}: ${sentence}`) };
};

export type MeantSensors =
  | { readonly ok: true; readonly sensors: readonly Sensor[] }
  | { readonly ok: false; readonly sentences: readonly string[] };

/** What a person means by a name: the file of a sensor of their own (.json), or a built-in model. */
export const declaredOrKnown = async (name: string): Promise<MeantSensors> => {
  if (!/\.json$/i.test(name)) return { ok: true, sensors: findSensors(name) };
  const read = await readSensorFile(name);
  return read.ok ? { ok: true, sensors: [read.sensor] } : read;
};
