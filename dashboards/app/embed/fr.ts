export const fr = {
  embed: {
    ofStation: "L'air à la station {{name}}",
    ofPlace: "L'air à {{name}}",
    lastReading: "Dernière mesure : {{day}}, {{clock}}",
    never: "Aucune mesure reçue",
    asOf: "{{day}}, {{clock}}.",
    toStation: "La page de la station, sur {{site}}",
    toPlace: "En savoir plus, sur {{site}}",
    missing: "Cette station ou cette commune n'est pas connue ici, ou elle n'est pas publique.",
    silent: "Les mesures ne peuvent pas être lues en ce moment.",
    toSite: "Aller sur {{site}}",
    title: "Mettre ces mesures sur votre site",
    intro:
      "Copiez ces lignes dans une page de votre site : elles y montrent l'air d'ici, toujours à jour quand la page s'ouvre. Sans script, sans cookie, sans publicité : vos visiteurs ne sont suivis par personne.",
    in: "Langue",
    readers: "Celle du lecteur",
    scheme: "Couleurs",
    schemes: { auto: "Comme l'appareil du lecteur", light: "Claires", dark: "Sombres" },
    size: "Largeur",
    sizes: { small: "Étroit (220 px)", medium: "Moyen (340 px)", wide: "Large (600 px)" },
    apply: "Appliquer",
    lines: "Les lignes à copier",
    linesHint:
      "La largeur et la hauteur peuvent être changées, de 200 à 600 px de large. Gardez le titre : les lecteurs d'écran le disent.",
    preview: "Ce qu'elles montrent",
    choose:
      "Ouvrez la page d'une station, ou cherchez une commune sur la page d'accueil : le lien vers cette page s'y trouve.",
    linkStation: "Montrer cette station sur votre site",
    linkPlace: "Montrer ce lieu sur votre site",
  },
};
