import type { Texts } from "../texts.ts";

const fr = {
  description: "Node-RED à côté de la passerelle : qui peut ouvrir l'éditeur des flux de la maison",
  user: "ajoute un compte de l'éditeur, ou change son mot de passe",
  name: "le nom du compte",
  passwordFile: "le fichier dont la première ligne est le mot de passe, 12 signes au moins",
  readOnly: "voit les flux et ne change rien",
  remove: "retire le compte ; sa session ouverte se ferme à la prochaine demande",
  dataDir: "le dossier des données (sinon DATA_DIR)",
  examples: `Exemples :
  dcz node-red user nadia --password-file mot-de-passe.txt
  dcz node-red user invite --password-file autre.txt --read-only
  dcz node-red user nadia --remove
L'éditeur ne s'ouvre qu'avec NODE_RED_EDITOR=on ; ses comptes ne sont pas ceux de la plateforme.`,
  noPassword:
    "Nommez un fichier par --password-file : un mot de passe dans la commande serait vu de toute la machine.",
  badPassword: (file: string) =>
    `${file} : la première ligne doit être un mot de passe d'au moins 12 signes.`,
  badName: (name: string) =>
    `« ${name} » n'est pas un nom de compte : 2 à 40 lettres, chiffres, points ou traits d'union.`,
  unknown: (name: string) => `Aucun compte « ${name} ».`,
  added: (name: string) => `« ${name} » peut ouvrir l'éditeur.`,
  removed: (name: string) => `« ${name} » ne peut plus ouvrir l'éditeur.`,
  failed: (detail: string) =>
    `Le fichier des comptes n'a pas pu être écrit (${detail}) : lancez la commande avec le compte qui fait tourner la passerelle.`,
};

const en: typeof fr = {
  description: "Node-RED beside the gateway: who may open the editor of the house's flows",
  user: "add a user of the editor, or change the password",
  name: "the user's name",
  passwordFile: "the file whose first line is the password, 12 characters at least",
  readOnly: "sees the flows and changes nothing",
  remove: "remove the user; an open session ends at its next request",
  dataDir: "the folder of the data (else DATA_DIR)",
  examples: `Examples:
  dcz node-red user nadia --password-file password.txt
  dcz node-red user guest --password-file other.txt --read-only
  dcz node-red user nadia --remove
The editor opens with NODE_RED_EDITOR=on only; its users are not those of the platform.`,
  noPassword:
    "Name a file by --password-file: a password in the command would be seen by the whole machine.",
  badPassword: (file) => `${file}: the first line must be a password of at least 12 characters.`,
  badName: (name) => `"${name}" is no name of a user: 2 to 40 letters, figures, points or hyphens.`,
  unknown: (name) => `There is no user "${name}".`,
  added: (name) => `"${name}" may open the editor.`,
  removed: (name) => `"${name}" may no longer open the editor.`,
  failed: (detail) =>
    `The file of users could not be written (${detail}): run the command as the user that runs the gateway.`,
};

export const nodeRedTexts: Texts<typeof fr> = { fr, en };
