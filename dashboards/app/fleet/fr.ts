export const fr = {
  fleet: {
    intro:
      "Les stations et les passerelles qui ont besoin d'aide, parmi celles dont vous vous occupez. Une station qui rattrape son retard n'y est pas, ni celles en maintenance.",
    notJudged:
      "On ne peut pas dire pour l'instant si vos stations vont bien. Réessayez dans un moment.",
    none: "Aucune n'a besoin d'aide.",
    count_one: "{{count, number}} a besoin d'aide.",
    count_other: "{{count, number}} ont besoin d'aide.",
    showAll: "Voir tous les problèmes",
    board: "Ce qui ne va pas",
    well_one: "{{well, number}} sur {{count, number}} va bien.",
    well_other: "{{well, number}} sur {{count, number}} vont bien.",
    lookedAfter: "{{stations}} et {{gateways}} en service.",
    stations_one: "{{count, number}} station",
    stations_other: "{{count, number}} stations",
    gateways_one: "{{count, number}} passerelle",
    gateways_other: "{{count, number}} passerelles",
    nothing: "Vous ne vous occupez d'aucune station en service.",
    gateway: "Passerelle {{name}}",
    gatewaysTitle: "Les passerelles",
    gatewayThere: "Elle est là.",
    gatewayLinked: "Reliée à la plateforme par {{by}} depuis le {{date}}.",
    gatewayAway: "Absente depuis le {{date}}.",
    gatewayAwayNote:
      "On n'entend pas ses stations, mais rien ne dit qu'elles soient en panne : elles gardent ce qu'elles mesurent.",
    heardThrough_one: "On entend {{count, number}} station à travers elle.",
    heardThrough_other: "On entend {{count, number}} stations à travers elle.",
    outages_one: "La liaison a été coupée {{count, number}} fois depuis son démarrage.",
    outages_other: "La liaison a été coupée {{count, number}} fois depuis son démarrage.",
    links: { mqtt: "Internet", gprs: "le réseau mobile", lora: "LoRa" },
    spent: {
      mqtt: "{{percent}} % de ce que la liaison peut coûter ce mois-ci est utilisé.",
      gprs: "{{percent}} % des données mobiles du mois sont utilisées.",
      lora: "{{percent}} % du temps d'antenne d'une journée est utilisé.",
    },
    gatewaySays: {
      silent: "Elle est là, mais n'entend plus :",
      late: "Ne lui parvient que ce qui a été mesuré plus tôt, de :",
      unreadable: "Envoient ce que personne ne sait lire :",
    },
    failedUpdate:
      "La version {{version}} a été essayée et n'a pas été gardée ({{date}}) : {{why}}. La version {{runs}} tourne à nouveau.",
    failedUpdateWhy: {
      silent: "la passerelle ne répondait pas",
      other_version: "une autre version répondait",
      no_readings: "aucune mesure n'arrivait des capteurs",
      not_acknowledged: "la plateforme n'a acquitté aucune mesure",
      restarts: "elle redémarrait sans cesse",
      interrupted: "la machine s'est arrêtée trois fois entre-temps",
      not_restarted: "les services n'ont pas pu être démarrés",
      other: "elle n'a pas fait ses preuves",
    },
    since: "{{what}}, depuis le {{date}}",
    toDo: "À faire : {{what}}",
    names: {
      silent: "N'envoie plus rien",
      late: "En retard",
      not_heard: "Passerelle coupée",
      disk_error: "Disque en panne",
      disk_full: "Disque plein",
      low_battery: "Batterie faible",
      weak_link: "Signal faible",
      stuck: "Capteur bloqué",
      drifting: "Capteur qui dérive",
      old_software: "Logiciel ancien",
    },
    problems: {
      silent: {
        station: "Elle n'envoie plus rien",
        gateway: "Elle n'a plus de lien avec la plateforme",
      },
      late: { station: "Une mesure manque", gateway: "Un message manque" },
      not_heard: {
        station: "On ne l'entend pas : sa passerelle est coupée",
        gateway: "On ne l'entend pas",
      },
      disk_error: {
        station: "Son disque a une panne",
        gateway: "Son disque a une panne : elle ne garde plus rien",
      },
      disk_full: {
        station: "Son disque est plein, ou presque",
        gateway: "Son disque est plein, ou presque",
      },
      low_battery: {
        station: "Sa batterie est faible ({{value}} %)",
        gateway: "Sa batterie est faible ({{value}} %)",
      },
      weak_link: {
        station: "Son signal radio est faible ({{value}} dBm)",
        gateway: "Son signal radio est faible ({{value}} dBm)",
      },
      stuck: {
        station: "Un de ses capteurs répète toujours la même valeur",
        gateway: "Un de ses capteurs répète toujours la même valeur",
      },
      drifting: {
        station: "Un de ses capteurs s'éloigne de ses voisins, semaine après semaine",
        gateway: "Un de ses capteurs s'éloigne de ses voisins, semaine après semaine",
      },
      old_software: {
        station: "Son logiciel est ancien : il en existe un plus récent",
        gateway: "Son logiciel est ancien : il en existe un plus récent",
      },
    },
    toDoFor: {
      silent: {
        station:
          "vérifier l'alimentation, puis le réseau de la maison. Si la page de la passerelle la montre en ligne, redémarrer la passerelle.",
        gateway:
          "vérifier son alimentation et l'accès à Internet. Ses stations continuent de mesurer, et elle garde leurs mesures.",
      },
      late: {
        station: "attendre un peu. Si rien ne vient, vérifier l'alimentation et le réseau.",
        gateway: "attendre un peu.",
      },
      not_heard: {
        station: "s'occuper de sa passerelle. Les mesures de la station arriveront ensuite.",
        gateway: "vérifier son alimentation et son réseau.",
      },
      disk_error: {
        station: "remplacer la carte mémoire.",
        gateway: "remplacer la carte mémoire. La commande dcz rescue sauve ce qui peut l'être.",
      },
      disk_full: {
        station: "faire de la place sur le disque.",
        gateway:
          "faire de la place sur le disque. Tant qu'il est plein, les stations gardent elles-mêmes ce qu'elles mesurent.",
      },
      low_battery: {
        station:
          "recharger ou remplacer la batterie, et nettoyer le panneau solaire s'il y en a un.",
        gateway: "recharger ou remplacer la batterie.",
      },
      weak_link: {
        station:
          "rapprocher la station de la box ou de la passerelle, ou placer l'antenne plus haut. Des mesures peuvent arriver en retard.",
        gateway: "rapprocher la passerelle de la box, ou la relier par un câble.",
      },
      stuck: {
        station:
          "couper puis remettre son alimentation. S'il se bloque encore, remplacer le capteur.",
        gateway:
          "couper puis remettre son alimentation. S'il se bloque encore, remplacer le capteur.",
      },
      drifting: {
        station:
          "nettoyer le capteur, son entrée d'air et son ventilateur. S'il dérive encore, le remplacer.",
        gateway:
          "nettoyer le capteur, son entrée d'air et son ventilateur. S'il dérive encore, le remplacer.",
      },
      old_software: {
        station: "mettre la station à jour, quand quelqu'un passe sur place.",
        gateway: "mettre la passerelle à jour, quand quelqu'un passe sur place.",
      },
    },
  },
};
