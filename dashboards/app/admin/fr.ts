export const fr = {
  operator: {
    title: "L'exploitant du service",
    intro:
      "Ce que tout service public doit aux personnes (mentions légales, vie privée, accessibilité, téléphone d'aide) vient d'un seul fichier. Modifiez-le avec un éditeur de texte : les pages le relisent aussitôt.",
    path: "Le fichier :",
    faults: "À corriger dans le fichier",
    wholeFile: "Le fichier",
    missing_one: "Il reste {{count}} point à remplir",
    missing_other: "Il reste {{count}} points à remplir",
    nothingMissing: "Tout ce qui est dû est rempli.",
    expiredAudit:
      "L'audit d'accessibilité a plus de trois ans : le service compte comme non conforme.",
    optional: "Facultatif, pas encore rempli",
    example: "Un fichier à compléter",
    exampleText:
      "Copiez ceci dans le fichier, et remplacez chaque texte. Ce qui n'est pas prêt s'enlève.",
    parts: {
      name: "le nom de l'exploitant",
      legalForm: "sa forme juridique",
      registration: "son immatriculation (SIRET, RNA…)",
      address: "son adresse postale",
      phone: "son téléphone",
      email: "son adresse e-mail",
      publicationDirector: "le nom du responsable de la publication",
      host: "l'hébergeur : nom, adresse, téléphone",
      help: "le téléphone d'aide, ses horaires",
      privacy: "l'adresse e-mail pour les questions sur les données personnelles",
      accessibility: "l'accessibilité : date de la déclaration, audit",
      country: "le pays (France sans ce réglage)",
      authorities: "les autorités auxquelles se plaindre (connues pour la France)",
      sourceCode: "l'adresse du code source, si vous l'avez modifié",
    },
  },
};
