import type { Sensor } from "./sensor.ts";
import { sensors } from "./sensors.ts";
import type { Line, LineAdvice } from "./wire/line.ts";

type Language = "fr" | "en";

const nameOf = (model: string): string =>
  (sensors as { readonly [model: string]: Sensor | undefined })[model]?.name ?? model;

const listed = (models: readonly string[], or: string): string => {
  const names = models.map(nameOf);
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} ${or} ${last}`;
};

type Sentence = (line: Line) => string;

const minutes = ({ within = 0 }: Line): string => String(Math.max(1, Math.round(within / 60)));
const duration = (line: Line): string =>
  (line.within ?? 0) < 90 ? `${line.within ?? 0} s` : `${minutes(line)} min`;

const fr: { readonly [advice in LineAdvice]: Sentence } = {
  wait: (line) =>
    `rien n'arrive pour l'instant ; attente, jusqu'à ${duration(line)} (ce capteur peut se taire aussi longtemps). S'il devrait parler, vérifiez son alimentation et que son TX va au RX.`,
  check_wires: () =>
    "rien n'arrive. Vérifiez l'alimentation du capteur, que son TX va au RX et son RX au TX, et que c'est le bon port.",
  check_question: () =>
    "le capteur ne répond pas aux questions. Vérifiez son alimentation et les deux fils croisés : TX vers RX et RX vers TX.",
  other_sensor: ({ port, likely = [] }) =>
    `ce qui arrive parle comme ${listed(likely, "ou")}. Mettez « ${likely[0]}@${port} » dans SENSORS, ou branchez le capteur attendu.`,
  swapped_ports: ({ likely = [], other = "" }) =>
    `ce qui arrive parle comme ${listed(likely.slice(0, 1), "ou")}, attendu sur ${other}, et inversement : les deux ports sont échangés. Échangez-les dans SENSORS, ou échangez les deux prises.`,
  damaged_frames: () =>
    "des trames de ce capteur arrivent abîmées. Vérifiez la masse commune, la longueur des fils et l'alimentation.",
  noise: () =>
    "des octets arrivent, mais aucun capteur connu ne parle ainsi à cette vitesse. Vérifiez le modèle et sa vitesse, la masse commune, le niveau des signaux (3,3 ou 5 V), et que rien d'autre n'utilise le port.",
  no_value: () =>
    "le capteur parle, mais ne donne aucune mesure. Son ventilateur tourne-t-il, son alimentation suffit-elle ?",
  port_absent: () => "ce port n'existe pas. Branchez l'adaptateur, ou corrigez SENSORS.",
  port_denied: () =>
    "cet utilisateur n'a pas le droit d'ouvrir ce port. Ajoutez-le au groupe dialout, puis reconnectez-vous.",
  port_busy: () => "un autre programme utilise ce port. Arrêtez-le.",
  port_unplugged: () => "l'adaptateur a été débranché. Rebranchez-le : la mesure reprend seule.",
  port_failed: () => "ce port ne s'ouvre pas. Débranchez et rebranchez l'adaptateur.",
};

const en: typeof fr = {
  wait: (line) =>
    `nothing arrives for now; waiting, up to ${duration(line)} (this sensor may be silent for so long). If it should speak, check its power and that its TX goes to RX.`,
  check_wires: () =>
    "nothing arrives. Check the sensor's power, that its TX goes to RX and its RX to TX, and that this is the right port.",
  check_question: () =>
    "the sensor does not answer when it is asked. Check its power and both crossed wires: TX to RX and RX to TX.",
  other_sensor: ({ port, likely = [] }) =>
    `what arrives speaks like ${listed(likely, "or")}. Put "${likely[0]}@${port}" into SENSORS, or plug in the sensor that is expected.`,
  swapped_ports: ({ likely = [], other = "" }) =>
    `what arrives speaks like ${listed(likely.slice(0, 1), "or")}, which is expected on ${other}, and the other way round: the two ports are swapped. Swap them in SENSORS, or swap the two plugs.`,
  damaged_frames: () =>
    "this sensor's frames arrive damaged. Check the common ground, the length of the wires and the supply.",
  noise: () =>
    "bytes arrive, but no known sensor speaks like that at this speed. Check the model and its speed, the common ground, the level of the signals (3.3 or 5 V), and that nothing else uses the port.",
  no_value: () =>
    "the sensor speaks, but gives no measurement. Does its fan turn, is its supply strong enough?",
  port_absent: () => "there is no such port. Plug the adapter in, or correct SENSORS.",
  port_denied: () =>
    "this user may not open the port. Add the user to the group dialout, then log in again.",
  port_busy: () => "another program uses this port. Stop it.",
  port_unplugged: () => "the adapter was unplugged. Plug it in again: measuring goes on by itself.",
  port_failed: () => "the port cannot be opened. Unplug the adapter and plug it in again.",
};

/** What is said otherwise of a device of the network, which has no wires. */
const ofDevices: { readonly [language in Language]: Partial<typeof fr> } = {
  fr: {
    check_wires: () => "l'appareil ne dit rien. Ouvrez cette adresse dans un navigateur.",
    noise: () =>
      "l'appareil répond autre chose que ce qui est attendu. Ouvrez cette adresse dans un navigateur, et vérifiez le modèle.",
    no_value: () => "l'appareil répond, mais aucun de ses capteurs ne donne de mesure.",
    damaged_frames: () => "l'appareil répond autre chose que du JSON. Vérifiez l'adresse.",
    port_absent: () =>
      "aucun appareil ne répond à cette adresse. Est-il allumé, sur le même réseau, et son adresse est-elle encore celle-ci ?",
    port_denied: () => "l'appareil demande un mot de passe, que la station n'a pas.",
    port_unplugged: () =>
      "l'appareil ne répond plus. Est-il allumé, et dans le réseau ? La mesure reprend seule.",
    port_failed: () =>
      "l'appareil ne répond pas comme il faut à cette adresse. Ouvrez-la dans un navigateur.",
  },
  en: {
    check_wires: () => "the device says nothing. Open this address in a browser.",
    noise: () =>
      "the device answers something else than is expected. Open this address in a browser, and check the model.",
    no_value: () => "the device answers, but none of its sensors gives a measurement.",
    damaged_frames: () => "the device answers something that is no JSON. Check the address.",
    port_absent: () =>
      "no device answers at this address. Is it on, in the same network, and is its address still this one?",
    port_denied: () => "the device asks for a password, which the station does not have.",
    port_unplugged: () =>
      "the device does not answer any more. Is it on, and in the network? Measuring goes on by itself.",
    port_failed: () =>
      "the device does not answer as it should at this address. Open it in a browser.",
  },
};

/** What is said otherwise of a part on an I²C bus. */
const onBuses: typeof ofDevices = {
  fr: {
    check_wires: () => "la pièce ne dit rien. Vérifiez SDA, SCL, l'alimentation et la masse.",
    check_question: () => "la pièce ne répond pas. Vérifiez SDA, SCL, l'alimentation et la masse.",
    noise: () => "ce qui est lu n'est pas ce que dit ce capteur. Vérifiez le modèle et l'adresse.",
    damaged_frames: () =>
      "les réponses arrivent abîmées. Raccourcissez les fils, vérifiez la masse et les résistances de rappel.",
    port_absent: () =>
      "ce bus I²C n'existe pas. Mettez-le en marche : sudo raspi-config nonint do_i2c 0.",
    port_denied: () =>
      "cet utilisateur n'a pas le droit d'ouvrir ce bus. Ajoutez-le au groupe i2c, puis reconnectez-vous.",
    port_unplugged: () => "la pièce ne répond plus. Vérifiez ses fils : la mesure reprend seule.",
    port_failed: () =>
      "aucune pièce ne répond à cette adresse. Vérifiez SDA, SCL, l'alimentation, l'adresse, et que i2c-tools est installé.",
  },
  en: {
    check_wires: () => "the part says nothing. Check SDA, SCL, its power and the ground.",
    check_question: () => "the part does not answer. Check SDA, SCL, its power and the ground.",
    noise: () => "what is read is not what this sensor says. Check the model and the address.",
    damaged_frames: () =>
      "the answers arrive damaged. Shorten the wires, check the ground and the pull-up resistors.",
    port_absent: () => "there is no such I²C bus. Switch it on: sudo raspi-config nonint do_i2c 0.",
    port_denied: () =>
      "this user may not open this bus. Add the user to the group i2c, then log in again.",
    port_unplugged: () =>
      "the part does not answer any more. Check its wires: measuring goes on by itself.",
    port_failed: () =>
      "no part answers at this address. Check SDA, SCL, its power, the address, and that i2c-tools is installed.",
  },
};

/** What is said otherwise of a microphone at ALSA. */
const ofMicrophones: typeof ofDevices = {
  fr: {
    check_wires: () => "aucun son n'arrive. Vérifiez les fils du microphone et son alimentation.",
    noise: () => "ce qui arrive n'est pas du son. Vérifiez l'appareil nommé dans SENSORS.",
    no_value: () =>
      "le microphone ne donne qu'une valeur, toujours la même : vérifiez ses fils (DOUT, BCLK, LRCL), et que SEL est à la masse.",
    port_absent: () =>
      "ALSA ne connaît pas ce microphone. Mettez le sien en marche dans /boot/firmware/config.txt (dtoverlay=googlevoicehat-soundcard), redémarrez, puis cherchez son nom : arecord -L.",
    port_denied: () =>
      "cet utilisateur n'a pas le droit d'enregistrer. Ajoutez-le au groupe audio, puis reconnectez-vous.",
    port_busy: () => "un autre programme enregistre avec ce microphone. Arrêtez-le.",
    port_unplugged: () => "le microphone n'est plus là. Rebranchez-le : la mesure reprend seule.",
    port_failed: () =>
      "aucun son n'arrive comme il faut de ce microphone. Vérifiez que alsa-utils est installé (sudo apt install alsa-utils), et que le microphone donne la fréquence de MICROPHONE_RATE.",
  },
  en: {
    check_wires: () => "no sound arrives. Check the microphone's wires and its power.",
    noise: () => "what arrives is no sound. Check the device that SENSORS names.",
    no_value: () =>
      "the microphone gives one value, always the same: check its wires (DOUT, BCLK, LRCL), and that SEL is at ground.",
    port_absent: () =>
      "ALSA knows no such microphone. Switch its driver on in /boot/firmware/config.txt (dtoverlay=googlevoicehat-soundcard), restart, then look for its name: arecord -L.",
    port_denied: () =>
      "this user may not record. Add the user to the group audio, then log in again.",
    port_busy: () => "another program records from this microphone. Stop it.",
    port_unplugged: () => "the microphone is gone. Plug it in again: measuring goes on by itself.",
    port_failed: () =>
      "no sound arrives as it should from this microphone. Check that alsa-utils is installed (sudo apt install alsa-utils), and that the microphone gives the rate of MICROPHONE_RATE.",
  },
};

/** What is said otherwise of a part on the machine's SPI bus. */
const onSpi: typeof ofDevices = {
  fr: {
    check_question: () =>
      "la pièce ne répond pas. Vérifiez SCK, MISO, MOSI, SS, les 5 V et la masse.",
    port_absent: () =>
      "ce bus SPI n'existe pas. Mettez-le en marche : sudo raspi-config nonint do_spi 0.",
    port_denied: () =>
      "cet utilisateur n'a pas le droit d'ouvrir ce bus. Ajoutez-le au groupe spi, puis reconnectez-vous.",
    port_failed: () =>
      "la pièce ne répond pas. Vérifiez SCK, MISO, MOSI, SS, les 5 V et la masse, et que spi-tools est installé.",
  },
  en: {
    check_question: () =>
      "the part does not answer. Check SCK, MISO, MOSI, SS, the 5 V and ground.",
    port_absent: () => "there is no such SPI bus. Switch it on: sudo raspi-config nonint do_spi 0.",
    port_denied: () =>
      "this user may not open this bus. Add the user to the group spi, then log in again.",
    port_failed: () =>
      "the part does not answer. Check SCK, MISO, MOSI, SS, the 5 V and ground, and that spi-tools is installed.",
  },
};

/** What is said otherwise of a part on the 1-Wire bus. */
const onOneWire: typeof ofDevices = {
  fr: {
    check_wires: () =>
      "la pièce ne dit rien. Vérifiez DQ, la résistance de 4,7 kΩ vers 3,3 V et la masse.",
    damaged_frames: () =>
      "les réponses arrivent abîmées. Raccourcissez le fil, et vérifiez la résistance de 4,7 kΩ vers 3,3 V.",
    port_absent: () =>
      "aucune pièce de ce genre sur le bus 1-Wire. Mettez-le en marche (sudo raspi-config nonint do_onewire 0, puis un redémarrage), vérifiez DQ sur GPIO4 et la résistance de 4,7 kΩ.",
    port_unplugged: () => "la pièce ne répond plus. Vérifiez ses fils : la mesure reprend seule.",
    port_failed: () => "la pièce ne répond pas. Vérifiez DQ, la résistance de 4,7 kΩ et la masse.",
  },
  en: {
    check_wires: () => "the part says nothing. Check DQ, the 4.7 kΩ resistor to 3.3 V and ground.",
    damaged_frames: () =>
      "the answers arrive damaged. Shorten the wire, and check the 4.7 kΩ resistor to 3.3 V.",
    port_absent: () =>
      "there is no such part on the 1-Wire bus. Switch it on (sudo raspi-config nonint do_onewire 0, then a restart), check DQ at GPIO4 and the 4.7 kΩ resistor.",
    port_unplugged: () =>
      "the part does not answer any more. Check its wires: measuring goes on by itself.",
    port_failed: () => "the part does not answer. Check DQ, the 4.7 kΩ resistor and ground.",
  },
};

/** How the place of a sensor begins, and what is said otherwise of what is there. */
const byPlace: readonly (readonly [place: RegExp, texts: typeof ofDevices])[] = [
  [/^https?:/, ofDevices],
  [/^\/dev\/i2c/, onBuses],
  [/^\/dev\/spidev/, onSpi],
  [/^\/sys\/bus\/w1/, onOneWire],
  [/^alsa:/, ofMicrophones],
];

const texts = { fr, en } as const;

/** From this share of its life on, somebody should have the next sensor ready. */
const WORN_SHARE = 0.9;
const HOURS_A_MONTH = 730;

/** Whether a sensor has worked nearly as long as its maker says that it can. */
export const isWorn = ({ hours, life }: Pick<Line, "hours" | "life">): boolean =>
  hours !== undefined && life !== undefined && hours >= life * WORN_SHARE;

const wearTexts = {
  fr: (name: string, hours: string, life: string, months: string, worn: boolean) =>
    `${name} : ${hours} h de travail sur les ${life} que son fabricant annonce${worn ? " : prévoyez son remplacement." : `, soit encore ${months} mois sans repos.`}`,
  en: (name: string, hours: string, life: string, months: string, worn: boolean) =>
    `${name}: ${hours} h of work of the ${life} that its maker gives it${worn ? ": have the next one ready." : `, some ${months} months more without rest.`}`,
};

const selfCalibrationTexts = {
  fr: {
    on: (name: string) =>
      `${name} : auto-étalonnage en marche, il lui faut souvent de l'air frais.`,
    off: (name: string) => `${name} : auto-étalonnage coupé.`,
  },
  en: {
    on: (name: string) => `${name}: self-calibration on, it needs fresh air often.`,
    off: (name: string) => `${name}: self-calibration off.`,
  },
};

/** How long a sensor has worked and how long it may, and what it was told of calibrating itself. */
export const describeCare = (
  { model, hours, life, selfCalibration }: Omit<Line, "port" | "state" | "bytes">,
  language: Language,
): string[] => {
  const name = nameOf(model);
  const written = new Intl.NumberFormat(language === "fr" ? "fr-FR" : "en-GB");
  const sentences: string[] = [];
  if (hours !== undefined && life !== undefined) {
    const months = Math.max(0, Math.round((life - hours) / HOURS_A_MONTH));
    sentences.push(
      wearTexts[language](
        name,
        written.format(hours),
        written.format(life),
        written.format(months),
        isWorn({ hours, life }),
      ),
    );
  }
  if (selfCalibration !== undefined)
    sentences.push(selfCalibrationTexts[language][selfCalibration](name));
  return sentences;
};

/** What arrives on a line and what to do, as one or two sentences; undefined when all is well. */
export const describeLine = (line: Line, language: Language): string | undefined => {
  if (line.advice === undefined) return undefined;
  const colon = language === "fr" ? " :" : ":";
  const [, others] = byPlace.find(([place]) => place.test(line.port)) ?? [];
  const sentence = others?.[language][line.advice] ?? texts[language][line.advice];
  return `${line.port} (${nameOf(line.model)})${colon} ${sentence(line)}`;
};
