const locale = process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || "";
/** French first, English where the locale asks for it: as language.ts, which an old Node cannot run. */
export const pick = (fr, en) => (locale.toLowerCase().startsWith("en") ? en : fr);

/** What went wrong in an installation and what to do about it, read from what npm or the system said. */
export const explainFailure = (text, root) => {
  const path = /(?:npm error path |open '|link '[^']*' -> ')([^'\n]+)/.exec(text)?.[1] ?? root;
  if (/ENOSPC|EDQUOT/.test(text))
    return pick(
      "Le disque est plein : il faut environ 700 Mo libres. Voyez `df -h`, faites de la place, puis relancez la commande.",
      "The disk is full: about 700 MB must be free. See `df -h`, make room, then repeat the command.",
    );
  if (/EACCES|EPERM|EROFS/.test(text))
    return pick(
      `Le droit d'écrire manque : ${path}. Remède : sudo chown -R "$USER" "${path}" (et jamais « sudo npm »), puis relancez la commande.`,
      `Not allowed to write: ${path}. Remedy: sudo chown -R "$USER" "${path}" (and never "sudo npm"), then repeat the command.`,
    );
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|SOCKET_TIMEOUT/.test(
      text,
    )
  )
    return pick(
      "Le réseau ne répond pas : npm n'atteint pas son dépôt de paquets. Vérifiez la connexion (et `npm config get proxy`), puis relancez la commande.",
      "The network does not answer: npm cannot reach its package registry. Check the connection (and `npm config get proxy`), then repeat the command.",
    );
  if (/EUSAGE|in sync/.test(text))
    return pick(
      "package-lock.json et package.json ne vont pas ensemble. Remède : git checkout package-lock.json, ou `npm install` si vous avez changé les dépendances.",
      "package-lock.json and package.json do not agree. Remedy: git checkout package-lock.json, or `npm install` if you changed the dependencies.",
    );
  if (/EBADENGINE|Unsupported engine|lockfileVersion|Unknown command: "?ci/.test(text))
    return npmTooOld();
  if (/EINTEGRITY/.test(text))
    return pick(
      "Un paquet reçu n'est pas celui qui est attendu. Remède : npm cache verify, puis relancez la commande.",
      "A package is not the one expected. Remedy: npm cache verify, then repeat the command.",
    );
  if (/E40[134]|ETARGET/.test(text))
    return pick(
      "Le dépôt de paquets refuse ou ne connaît pas un paquet. Vérifiez `npm config get registry`, puis relancez la commande.",
      "The package registry refuses or does not know a package. Check `npm config get registry`, then repeat the command.",
    );
  if (/ENOENT.*spawn|spawn.*ENOENT/.test(text))
    return pick(
      "npm est introuvable. Installez Node.js avec npm (https://nodejs.org), puis relancez la commande.",
      "npm was not found. Install Node.js with npm (https://nodejs.org), then repeat the command.",
    );
  return pick(
    "L'installation a échoué ; lancez `npm ci` pour voir pourquoi.",
    "The installation failed; run `npm ci` to see why.",
  );
};

export const npmTooOld = () =>
  pick(
    "Node.js ou npm est trop ancien : il faut Node.js 20 et npm 10 ou plus récents (https://nodejs.org). Mettez-les à jour, puis relancez la commande.",
    "Node.js or npm is too old: Node.js 20 and npm 10 or later are needed (https://nodejs.org). Update them, then repeat the command.",
  );
