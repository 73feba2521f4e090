export const fr = {
  site: {
    name: "DataCityZen",
    motto: "Ce qui nous entoure, mesuré par nous",
    skip: "Aller au contenu",
    home: "Toutes les stations",
    map: "La carte",
    atlas: "Lieux et aides",
    pages: "Pages principales",
    languages: "Langue",
    about:
      "Ces mesures sont faites par des habitants avec des capteurs à bas coût. Elles sont indicatives et ne remplacent pas les mesures réglementaires. Les valeurs rejouées ou simulées sont signalées.",
    api: "Description de l'API (JSON)",
    licence: "Logiciel libre, licence AGPL-3.0",
    dataOf: "Données du {{moment}}.",
    notPrinted: "Le document n'a pas pu être fait. Réessayez dans quelques minutes.",
  },
  levels: {
    ofSix: "{{level}} sur 6 : {{name}}",
    unknown: "Pas connu",
    "1": "Bon",
    "2": "Moyen",
    "3": "Dégradé",
    "4": "Mauvais",
    "5": "Très mauvais",
    "6": "Extrêmement mauvais",
  },
  distance: {
    away: "à {{distance}}",
    lessThan: "moins de {{distance}}",
  },
  legal: {
    about: "À propos de ce service",
    call: "Besoin d'aide ? Appelez le",
    help: "Aide",
    notice: "Mentions légales",
    terms: "Conditions d'utilisation",
    privacy: "Vie privée",
    accessibility: "Accessibilité : {{state}}",
    states: {
      full: "totalement conforme",
      partial: "partiellement conforme",
      none: "non conforme",
    },
    incomplete:
      "Cette page est incomplète : la personne qui exploite ce service ne l'a pas encore remplie.",
    phone: "Téléphone",
    email: "Adresse e-mail",
    address: "Adresse postale",
    web: "Site internet",
    sourceOfThis: "Le code source de cette installation",
  },
  own: {
    signIn: "Se connecter",
    account: "Mon compte",
    of: "Mon compte : {{name}}",
    assist: "Les personnes que vous aidez",
    administer: "Administration",
    label: "Votre compte",
  },
  acting: {
    band: "Vous agissez pour {{name}}. Vos deux noms sont notés.",
    stop: "Arrêter d'agir pour cette personne",
  },
  held: {
    title: {
      session: "Vous n'êtes plus connecté",
      again: "Confirmez que c'est bien vous",
      silent: "La plateforme ne répond pas",
      records: "Les comptes ne sont pas disponibles",
    },
    text: {
      session: "Votre session est terminée. Ce que vous avez écrit est gardé sur cette page.",
      again:
        "Pour cette action, il faut une connexion récente. Ce que vous avez écrit est gardé sur cette page.",
      silent:
        "Rien n'a été enregistré. Ce que vous avez écrit est gardé sur cette page : réessayez dans une minute.",
      records:
        "Rien n'a été enregistré. Ce que vous avez écrit est gardé sur cette page : réessayez dans une minute.",
    },
    first: "1. Connectez-vous dans un nouvel onglet :",
    open: "Ouvrir la page de connexion (nouvel onglet)",
    second: "2. Revenez sur cette page et envoyez de nouveau :",
    send: "Envoyer de nouveau",
    secrets: "Les mots de passe et les codes sont à écrire de nouveau.",
  },
  refused: {
    recordsTitle: "Les comptes ne sont pas disponibles",
    recordsText:
      "La base des comptes ne répond pas pour l'instant. Les mesures continuent d'arriver et se lisent normalement.",
    forbiddenTitle: "Vous n'avez pas accès à cette page",
    forbiddenText:
      "Votre compte n'a pas ce droit. Si vous agissez pour une autre personne, certaines pages sont fermées : arrêtez d'abord d'agir pour elle.",
  },
  failure: {
    silentTitle: "Les mesures sont injoignables",
    silentText:
      "Cette page n'a pas pu joindre le service qui garde les mesures. Rien n'est perdu : les stations gardent leurs mesures et les enverront plus tard.",
    silentHelp:
      "Réessayez dans une minute. Si cela dure, prévenez la personne qui s'occupe de l'installation.",
    retry: "Réessayer",
    stationTitle: "Cette station n'existe pas",
    stationText:
      "Aucune station ne porte le nom « {{id}} ». Elle n'a peut-être pas encore envoyé de mesure, ou le nom contient une faute.",
    quantityTitle: "Cette grandeur n'existe pas",
    quantityText: "Aucune grandeur ne porte le nom « {{quantity}} ».",
    missingTitle: "Cette page n'existe pas",
    missingText: "L'adresse contient peut-être une faute, ou la page a été retirée.",
    bugTitle: "Cette page ne fonctionne pas",
    bugText:
      "Une erreur de notre côté empêche de montrer cette page. Elle a été notée ; les mesures, elles, sont gardées.",
    toHome: "Voir toutes les stations",
  },
  clock: {
    behind: "L'horloge de notre machine retarde de {{length}}",
    ahead: "L'horloge de notre machine avance de {{length}}",
    how_one: "{{count, number}} station est d'accord là-dessus.",
    how_other: "{{count, number}} stations sont d'accord là-dessus.",
    meaning:
      "Les mesures sont gardées, à l'heure que les stations donnent : rien n'est perdu. Mais cette page compte avec une heure fausse : les durées (« il y a 5 min »), « en ligne » ou « sans mesure » et les dernières 24 heures peuvent se tromper d'autant.",
    remedy:
      "À faire par la personne qui s'occupe de l'installation : remettre la machine à l'heure (réglages de date et heure automatiques ; sous Linux « timedatectl set-ntp true »). Ce message part ensuite tout seul.",
  },
  demonstration: {
    name: "Démonstration.",
    text: "Ces stations et ces communes n'existent pas : leurs mesures sont inventées.",
    link: "Voir la démonstration",
  },
  store: {
    recordsDown:
      "Les comptes, les organisations et tout ce qui n'est pas une mesure ne peuvent être ni lus ni changés pour le moment. Les mesures continuent. Réessayez dans quelques minutes.",
    waiting:
      "La plateforme ne peut pas enregistrer pour l'instant : les nouvelles mesures attendent dans les stations et arriveront plus tard. Rien n'est perdu.",
    missing_one: "Il manque {{count, number}} enregistrement dans la base de données",
    missing_other: "Il manque {{count, number}} enregistrements dans la base de données",
    missingSome: "Des mesures manquent peut-être dans la base de données",
    missingSince: "Constaté pour la première fois : {{moment}}.",
    missingText:
      "Chaque enregistrement contient un message d'une station, ou plusieurs. Les fichiers abîmés ont été mis de côté, rien n'a été effacé, et ce qui pouvait être lu a été repris.",
    remedy:
      "Que faire : vérifiez le disque ou la carte mémoire ; s'ils s'usent, copiez le dossier DATA_DIR sur un autre disque. Puis arrêtez DataCityZen, et lancez cette commande, qui examine les fichiers et dit ce qui peut être sauvé :",
    damages_one: "{{count, number}} dégât, en détail",
    damages_other: "Les {{count, number}} derniers dégâts, en détail",
    whole: "Tout a été retrouvé.",
    lost_one: "Il manque {{count, number}} enregistrement.",
    lost_other: "Il manque {{count, number}} enregistrements.",
    aside: "Fichiers mis de côté : ",
  },
};
