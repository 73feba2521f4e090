import type { Texts } from "../texts.ts";

const fr = {
  noToken: (file: string) =>
    `Le jeton de l'administrateur ne se lit pas dans ${file} : démarrez le cloud (npm start), ou lancez cette commande sous le compte du cloud, avec le même DATA_DIR.`,
  unreachable: (url: string) =>
    `Le cloud ne répond pas sur ${url} : démarrez-le (npm start), ou réglez HOST et HTTP_PORT comme les siens.`,
  refused: (status: number, detail: string) => `Le cloud a refusé (${status}) : ${detail}`,
  wrongId: (given: string) => `Un numéro est un nombre entier, pas « ${given} ».`,
};

const en: typeof fr = {
  noToken: (file) =>
    `The administrator's token cannot be read from ${file}: start the cloud (npm start), or run this as the cloud's user, with the same DATA_DIR.`,
  unreachable: (url) =>
    `The cloud does not answer at ${url}: start it (npm start), or set HOST and HTTP_PORT as it has them.`,
  refused: (status, detail) => `The cloud refused (${status}): ${detail}`,
  wrongId: (given) => `A number is a whole number, not "${given}".`,
};

export const administrationTexts: Texts<typeof fr> = { fr, en };
