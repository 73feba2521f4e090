export const fr = {
  state: {
    online: "En ligne",
    starting: "En ligne, première mesure attendue d'ici {{duration}}",
    catching_up: "En ligne, envoie ses mesures passées : reçues jusqu'à {{moment}}",
    silent: "Aucune mesure depuis {{duration}}",
    cut_off: "Sa passerelle est injoignable depuis {{duration}} ({{moment}})",
    cut_off_named: "Sa passerelle « {{gateway}} » est injoignable depuis {{duration}} ({{moment}})",
    sleeping: "En veille depuis {{duration}}",
    offline: "Hors ligne depuis {{duration}}",
    unknown: "État inconnu",
  },
  origin: {
    replayed: "Démonstration : mesures enregistrées ailleurs, rejouées",
    simulated: "Démonstration : valeurs simulées, personne ne les a mesurées",
    mixed: "Certaines valeurs sont rejouées ou simulées. Elles sont signalées.",
    named: {
      replayed: "{{name}} (rejoué)",
      simulated: "{{name}} (simulé)",
    },
  },
  list: {
    title: "Les stations",
    count_one: "{{count, number}} station a mesuré ici.",
    count_other: "{{count, number}} stations ont mesuré ici.",
    demonstrations_one: "{{count, number}} station de démonstration n'est pas comptée.",
    demonstrations_other: "{{count, number}} stations de démonstration ne sont pas comptées.",
    onlyDemonstrations_one: "Aucune mesure d'ici pour l'instant, {{count, number}} démonstration.",
    onlyDemonstrations_other:
      "Aucune mesure d'ici pour l'instant, {{count, number}} démonstrations.",
    stateLabel: "État",
    anyState: "Tous",
    stateCount: "{{state}} ({{count, number}})",
    shortState: {
      online: "En ligne",
      starting: "Vient de démarrer",
      catching_up: "Envoie son passé",
      silent: "Sans mesure",
      cut_off: "Passerelle injoignable",
      sleeping: "En veille",
      offline: "Hors ligne",
      unknown: "État inconnu",
    },
    toCheck_one: "{{count, number}} point à vérifier",
    toCheck_other: "{{count, number}} points à vérifier",
    implausible: "sans doute une erreur",
    never: "Aucune mesure reçue.",
    findLabel: "Nom de la station, ou une partie",
    findButton: "Chercher",
    found_one: "{{count, number}} station trouvée.",
    found_other: "{{count, number}} stations trouvées.",
    showAll: "Voir toutes les stations",
    pages: "Pages de la liste",
    first: "Revenir au début de la liste",
    next: "Stations suivantes",
    emptyTitle: "Aucune station pour le moment",
    emptyText:
      "Dès qu'une station envoie sa première mesure, elle apparaît ici. Pour en voir une tout de suite, aucun matériel n'est nécessaire :",
    emptyDemo:
      "Sur l'ordinateur où DataCityZen est installé, lancez la station de démonstration, qui rejoue de vraies mesures :",
    emptyReal: "Ou branchez un capteur SDS011 sur un port USB, puis lancez :",
    emptyReload: "Rechargez ensuite cette page.",
  },
  station: {
    about: "À propos de cette station",
    title: "Station {{id}}",
    inMaintenance:
      "Quelqu'un travaille sur cette station depuis le {{day}} : ses mesures peuvent être faussées.",
    retired: "Cette station ne mesure plus depuis le {{day}}.",
    hostedBy: "Station hébergée par {{credit}}.",
    licence: "Mesures sous licence {{licence}}.",
    sensorReplaced: "Le capteur {{sensor}} a été remplacé le {{day}}.",
    sensorReplacedBy: "Le capteur {{sensor}} a été remplacé par {{successor}} le {{day}}.",
    kit: "Kit : {{kit}}",
    lastReading: "Dernière mesure : ",
    doubtfulTime: "reçue à l'instant, mais son heure est douteuse",
    inBursts: "Envoie ses mesures par lots, toutes les {{duration}} environ",
    never: "Aucune mesure reçue de cette station.",
    how: "D'où viennent ces chiffres",
    latest: "En ce moment",
    latestCaption: "Dernière valeur de chaque grandeur",
    older: "Dernières valeurs connues",
    olderCount_one: "{{count, number}} valeur",
    olderCount_other: "{{count, number}} valeurs",
    olderNote: "Ces valeurs sont trop anciennes pour décrire la situation actuelle.",
    olderCaption: "Dernière valeur connue de chaque grandeur",
    more: "Autres grandeurs ({{count, number}})",
    moreCaption: "Dernière valeur des autres grandeurs",
    quantity: "Grandeur",
    value: "Valeur",
    lastDay: "24 heures",
    lastDayOf: "Moyennes des dernières 24 heures : de {{from}} à {{to}}, maintenant {{last}}",
    worth: "Sur 24 heures",
    trend: { rising: "en hausse", falling: "en baisse", steady: "stable" },
    sensor: "Capteur",
    age: "Âge",
    remarks: "Remarques",
    noRemark: "aucune",
    showDay: "{{quantity}} : voir les dernières 24 heures",
  },
  headline: {
    label: "En bref",
    over: {
      day: "{{quantity}}, moyenne des dernières 24 heures",
      highestHour: "{{quantity}}, heure la plus haute des dernières 24 heures",
      hour: "{{quantity}}, moyenne de la dernière heure",
      now: "{{quantity}}, dernière mesure",
    },
    noiseOfDay: "Bruit, jour, soir et nuit ensemble (Lden), dernières 24 heures",
    band: "{{level}} sur 6 : {{band}}",
    unknown: "Pas connu",
    trend: {
      rising: "En hausse depuis trois heures",
      falling: "En baisse depuis trois heures",
      steady: "Stable depuis trois heures",
    },
    guideline: {
      day: "L'OMS conseille de rester sous {{value}} en moyenne sur une journée",
      eightHours: "L'OMS conseille de rester sous {{value}} en moyenne sur huit heures",
      year: "L'OMS conseille de rester sous {{value}} en moyenne sur une année, pour le bruit de la route",
    },
    above: "c'est au-dessus.",
    below: "c'est en dessous.",
    aboveUnknown: "on ne sait pas si c'est le cas.",
    source: "Source",
    now: "À l'instant :",
    advice: "Que faire ?",
    sensitive: "Asthme, maladie des poumons ou du cœur : {{advice}}",
    adviceSource: "D'où vient ce conseil ?",
    readOn: "lu le {{day}}.",
    how: "Comment ce chiffre est-il fait ?",
  },
  notice: {
    title: "À vérifier",
    clock:
      "L'horloge de la station n'est pas à l'heure. Ses mesures sont gardées, mais leur heure est douteuse. Vérifiez que la station a accès à internet pour se remettre à l'heure, ou changez la pile de son horloge.",
    clock_repaired:
      "L'horloge de la station était décalée. Le décalage est connu : l'heure de ses mesures a été corrigée, et chaque valeur corrigée est marquée. Pour que ce ne soit plus nécessaire, donnez à la station un accès à internet, ou changez la pile de son horloge.",
    duplicate_name:
      "Deux appareils utilisent ce nom et se coupent la connexion l'un à l'autre : leurs mesures se mélangent. Donnez à chacun un nom différent dans ses réglages.",
    aside: {
      topic:
        "Des messages sont arrivés à une adresse qui n'existe pas. Vérifiez le nom de la station et le « topic » dans ses réglages.",
      malformed:
        "Des messages étaient illisibles. Mettez à jour le programme de la station ; si cela continue, vérifiez sa connexion.",
      invalid:
        "Des messages contenaient une valeur ou un champ que la plateforme ne connaît pas. Mettez à jour le programme de la station.",
      clock_ahead:
        "L'horloge de la station avance sur l'heure réelle : ce qu'elle envoie est gardé à part tant qu'elle n'est pas à l'heure. Vérifiez qu'elle a accès à internet pour se mettre à l'heure, ou changez la pile de son horloge.",
      too_large:
        "Des messages étaient trop gros. Réglez la station pour qu'elle envoie moins de mesures à la fois.",
      conflict:
        "Deux valeurs différentes sont arrivées pour le même instant. Les deux sont gardées ; la personne qui administre la machine peut choisir. Deux appareils portent peut-être le même nom : donnez à chacun le sien.",
      not_allowed:
        "Des messages venaient d'un appareil qui n'a pas le droit d'envoyer sous ce nom. Deux appareils portent peut-être le même nom : donnez à chacun le sien.",
      too_many:
        "La station a annoncé trop de noms de capteurs ou de stations. Vérifiez que ces noms ne changent pas à chaque démarrage.",
      refused:
        "La base de données a refusé des messages. Ils sont gardés ; prévenez la personne qui s'occupe de l'installation.",
    },
    asideCount_one: "{{count, number}} message est à part, reçu ",
    asideCount_other: "{{count, number}} messages sont à part, le dernier reçu ",
    rejected: {
      checksum:
        "{{sensor}} : {{count, number}} mesures sont arrivées abîmées. Vérifiez le câble et l'alimentation du capteur.",
      length:
        "{{sensor}} : {{count, number}} mesures sont arrivées incomplètes. Vérifiez le câble et le modèle de capteur choisi.",
      truncated:
        "{{sensor}} : {{count, number}} mesures sont arrivées coupées. Vérifiez le câble et l'alimentation du capteur.",
      foreign:
        "{{sensor}} : ce qui arrive vient d'un autre modèle de capteur ({{count, number}} fois). Corrigez le modèle dans les réglages de la station.",
      noise:
        "{{sensor}} : ce qui arrive ne ressemble à aucune mesure ({{count, number}} fois). Vérifiez la vitesse du port et les fils.",
      silent: "{{sensor}} : rien n'arrive du capteur. Vérifiez qu'il est branché et alimenté.",
      unplugged: "{{sensor}} : le capteur a été débranché. Rebranchez-le.",
      warming_up: "{{sensor}} : le capteur chauffe encore. Attendez quelques minutes.",
      other:
        "{{sensor}} : {{count, number}} mesures n'ont pas pu être lues. Vérifiez le capteur et son câble.",
    },
    dropped:
      "La station a dû effacer {{count, number}} envois, faute de place, parce que la connexion a manqué trop longtemps. Vérifiez son accès à internet ; pour qu'elle garde plus longtemps, donnez-lui une plus grande carte mémoire.",
    line: "{{text}}",
    sensorSilent:
      "{{sensor}} : rien de ce capteur depuis {{duration}}, alors que la station envoie. Vérifiez qu'il est branché et alimenté, puis redémarrez la station.",
    sensorNever:
      "{{sensor}} : la station annonce ce capteur, mais rien n'en est jamais arrivé. Vérifiez qu'il est branché et alimenté, ou retirez-le des réglages de la station.",
    mistake:
      "{{sensor}} : {{text}} La valeur est gardée et marquée. Vérifiez l'unité dans le programme de la station, et le branchement du capteur.",
  },
};
