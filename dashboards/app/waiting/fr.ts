export const fr = {
  waiting: {
    title: "Salle d'attente",
    intro:
      "Ces stations se connectent et personne ne les connaît encore. Personne d'autre ne voit ce qu'elles envoient. Une boîte déclarée par son hôte sort d'elle-même.",
    none: "Aucune station n'attend.",
    count_one: "{{count, number}} station attend.",
    count_other: "{{count, number}} stations attendent.",
    since: "Depuis le {{date}}",
    proved: "Elle prouve son nom par un secret.",
    notProved: "Elle ne prouve pas son nom : n'importe qui du même réseau peut l'employer.",
    gateways: "Transmise par {{gateways}}",
    letIn: "Faire entrer, sans hôte",
    toRefuse: "Refuser la station",
    refuseText:
      "Elle est oubliée, avec son code, et son secret ne permet plus de se connecter. On ne peut pas revenir en arrière.",
    refuse: "Refuser pour toujours",
    secretTitle: "Le secret d'une station",
    station: "Le nom de la station",
    stationHint: "Par exemple station-0a1b2c3d4e5f6g7h.",
    secretText:
      "Une boîte prouve son nom par un secret, qu'elle seule connaît. S'il ne vaut plus, elle est déconnectée.",
    what: "Que s'est-il passé ?",
    happened: {
      shut: "La boîte est perdue ou volée, ou quelqu'un a pu copier son secret",
      proof: "La boîte a un nouveau secret : j'en ai l'empreinte",
    },
    shutText:
      "La boîte est déconnectée et ne pourra plus rien envoyer, jusqu'à ce que l'empreinte d'un nouveau secret soit donnée ici. Ce qu'elle a mesuré reste.",
    shutSure: "Je veux que le secret actuel ne vaille plus",
    shut: "Annuler le secret",
    proof: "L'empreinte du nouveau secret",
    proofHint:
      "64 chiffres et lettres de a à f, que la commande « dcz secret renew » affiche sur la boîte. Ce n'est pas le secret lui-même : celui-ci, ne l'écrivez nulle part.",
    replace: "Remplacer le secret",
    toSecret: "Secret perdu, volé ou changé",
    done: {
      let_in: "La station est entrée : tout le monde la voit.",
      refused: "La station est refusée.",
      secret: "Le secret d'avant ne vaut plus.",
    },
  },
};
