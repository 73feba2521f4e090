import type { Texts } from "../texts.ts";

const fr = {
  description:
    "Remet un boîtier dans l'état de sa sortie d'atelier : nom, secret, étiquette et mesures de l'ancien logement sont effacés",
  dataDir: "le dossier des données (sinon DATA_DIR)",
  yes: "efface vraiment ; sans cette option, la commande dit seulement ce qui serait effacé",
  evenUnsent: "efface aussi les mesures que la plateforme n'a pas encore",
  examples: `Exemples :
  systemctl stop datacityzen-edge datacityzen-gateway
  dcz reset
  dcz reset --yes
  systemctl start datacityzen-gateway datacityzen-edge
Les réglages de /etc/datacityzen/box.env restent. Au prochain démarrage, le boîtier tire un nouveau nom et une
nouvelle étiquette (« dcz secret show ») ; celui qui l'avait retire la station sur la plateforme, sous « Mes stations ».`,
  none: (folder: string) => `Rien à effacer : aucun boîtier n'a tourné avec ${folder}.`,
  held: (process: string, detail: string) =>
    `${process} tourne, ou ses données ne s'ouvrent pas (${detail}) : arrêtez d'abord la station et la passerelle.`,
  names: (names: string) => `Ce boîtier est : ${names}.`,
  unsent: (count: number) => `${count} envois n'ont pas encore atteint la plateforme.`,
  askUnsent:
    "Laissez le boîtier connecté jusqu'à ce que tout soit parti, ou ajoutez --even-unsent pour les perdre.",
  ask: "Rien n'a été effacé. Ajoutez --yes pour effacer ces noms et ces données, sans retour.",
  failed: (detail: string) =>
    `Les données n'ont pas pu être effacées (${detail}) : lancez la commande avec le compte qui fait tourner le boîtier.`,
  done: "Effacé. Au prochain démarrage, le boîtier a un nouveau nom et une nouvelle étiquette : « dcz secret show ».",
};

const en: typeof fr = {
  description:
    "Bring a box back to how it left the workshop: name, secret, label and readings of the former house are deleted",
  dataDir: "the folder of the data (else DATA_DIR)",
  yes: "really delete; without it the command only says what would be deleted",
  evenUnsent: "delete readings too that the platform does not have yet",
  examples: `Examples:
  systemctl stop datacityzen-edge datacityzen-gateway
  dcz reset
  dcz reset --yes
  systemctl start datacityzen-gateway datacityzen-edge
The settings in /etc/datacityzen/box.env stay. At its next start the box draws a new name and a new label
("dcz secret show"); whoever had it takes the station out of service on the platform, under "My stations".`,
  none: (folder) => `Nothing to delete: no box has run with ${folder}.`,
  held: (process, detail) =>
    `${process} runs, or its data cannot be opened (${detail}): stop the station and the gateway first.`,
  names: (names) => `This box is: ${names}.`,
  unsent: (count) => `${count} messages have not reached the platform yet.`,
  askUnsent: "Leave the box connected until all is sent, or add --even-unsent to lose them.",
  ask: "Nothing was deleted. Add --yes to delete these names and data for good.",
  failed: (detail) =>
    `The data could not be deleted (${detail}): run the command as the user that runs the box.`,
  done: 'Deleted. At its next start the box has a new name and a new label: "dcz secret show".',
};

export const resetTexts: Texts<typeof fr> = { fr, en };
