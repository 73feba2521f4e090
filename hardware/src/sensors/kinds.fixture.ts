import type { Answers, Model } from "./kind-answers.fixture.ts";
import { ofGasesAndClimate } from "./kinds-gases-and-climate.fixture.ts";
import { ofParticles } from "./kinds-particles.fixture.ts";
import { ofSoundPlaceAndStations } from "./kinds-sound-place-stations.fixture.ts";

/**
 * Kinds of frames whose checksum is right and that measure nothing, for every sensor. A new sensor
 * must answer each of them, by what its maker says, or say why it cannot be asked.
 */
export const answers: { readonly [model in Model]: Answers } = {
  ...ofParticles,
  ...ofGasesAndClimate,
  ...ofSoundPlaceAndStations,
};
