export const fr = {
  how: {
    title: "D'où vient ce chiffre",
    of: "{{quantity}}, station {{station}}",
    lead: "Chaque chiffre de ce site peut être suivi jusqu'à la mesure dont il vient. Voici le chemin de celui-ci.",
    none: "Aucune mesure de cette grandeur n'est connue dans l'heure qui précède le {{moment}}. Le tableau plus bas dit ce qui est arrivé ce jour-là.",
    hidden:
      "Ce qui a été mesuré à ce moment n'est montré qu'à la personne qui hébergeait alors la station.",
    sensor: "Capteur {{sensor}}",
    rawTitle: "La mesure brute",
    raw: "Le {{moment}}, le capteur a mesuré {{value}}.",
    rawOf: "C'est un capteur {{model}}.",
    arrived:
      "La mesure est arrivée ici {{duration}} plus tard. Elle est gardée telle quelle : une mesure brute n'est jamais modifiée.",
    calibration:
      "Le {{moment}}, le capteur n'a donné que la valeur de son étalonnage d'usine : {{value}}.",
    first:
      "Deux valeurs différentes sont arrivées pour cet instant. La première était {{value}} ; une personne a choisi l'autre.",
    flags: "La station a signalé : {{flags}}.",
    noFlags: "La station n'a rien signalé de particulier.",
    checksTitle: "Les contrôles",
    noDoubt: "Aucun contrôle automatique ne met cette mesure en doute.",
    doubted:
      "Des contrôles automatiques mettent cette mesure en doute. Ils ne changent pas la valeur.",
    doubt_one: "{{says}} : {{count, number}} valeur, du {{from}} au {{until}} (règle {{check}}).",
    doubt_other:
      "{{says}} : {{count, number}} valeurs, du {{from}} au {{until}} (règle {{check}}).",
    annotated: "Ce que des personnes disent de ce moment :",
    annotation: "{{says}}, du {{from}} au {{until}}, selon {{by}}.",
    annotationNote: "{{says}} (« {{note}} »), du {{from}} au {{until}}, selon {{by}}.",
    by: {
      host: "la personne qui héberge la station",
      steward: "une personne chargée des données",
    },
    madeTitle: "La valeur retraitée",
    made: "La recette « {{title}} » en fait {{value}}, à {{uncertainty}} près, en plus ou en moins (un écart type).",
    recipe: "Nom de la recette : {{recipe}}, version {{version}}. Elle vaut pour : {{valid}}.",
    line: "C'est une droite de ce capteur : {{intercept}} + {{slope}} × {{of}}. Elle a été trouvée sur {{hours}} heures, comparées à « {{reference}} », puis relue et mise en vigueur.",
    rawValue: "la mesure brute",
    valueOf: "ce qu'en fait {{recipe}}",
    inputs: "Elle est calculée à partir de :",
    input: "{{quantity}} : {{value}}, du capteur {{sensor}}, à {{clock}}",
    uncertaintyFrom: "D'où vient l'incertitude :",
    sources: "D'où vient la recette :",
    agrees:
      "Nous venons de la recalculer depuis la mesure brute : c'est exactement la valeur qui est gardée.",
    differs:
      "Nous venons de la recalculer : elle diffère de la valeur gardée ({{value}}), parce que des entrées sont arrivées depuis.",
    notStored: "Elle n'est pas encore gardée : elle le sera au prochain calcul.",
    whyNot: {
      no_recipe: "Il n'y en a pas : aucune recette n'est choisie pour ce capteur.",
      not_corrected: "Il n'y en a pas : la recette de ce capteur corrige d'autres grandeurs.",
      indoors:
        "Il n'y en a pas : la station était à l'intérieur, et la recette vaut pour l'air extérieur.",
      no_humidity:
        "Il n'y en a pas : la recette a besoin de l'humidité, et la station n'en a donné aucune dans les dix minutes d'avant.",
      not_valid: "Il n'y en a pas : la mesure sort du domaine où la recette est valable.",
    },
    consolidatedTitle: "La valeur consolidée de l'heure",
    consolidated:
      "De {{from}} à {{until}}, tout ce qui est connu donne {{value}}, à {{uncertainty}} près, en plus ou en moins (un écart type) :",
    ofOwn: "{{share}} : la station elle-même, {{value}} à {{uncertainty}} près ;",
    ofAround:
      "{{share}} : la médiane de {{stations}} stations à moins de 5 km, {{value}} à {{uncertainty}} près ;",
    ofReference: "{{share}} : la référence « {{name}} », {{value}} à {{uncertainty}} près.",
    consolidatedRecipe:
      "Chaque part pèse d'autant plus qu'elle est sûre (recette {{recipe}}, version {{version}}). La mesure brute et la valeur retraitée restent ce qu'elles sont.",
    consolidatedAgrees: "Nous venons de la recalculer : c'est exactement la valeur qui est gardée.",
    consolidatedDiffers:
      "Nous venons de la recalculer : elle diffère de celle qui est gardée, parce que plus de choses sont connues.",
    consolidatedLater: "Elle n'est pas encore gardée : elle le sera après la journée.",
    consolidatedSources: "D'où vient la règle :",
    whyNotConsolidated: {
      hour_not_over: "Il n'y en a pas encore : l'heure n'est pas finie.",
      not_reprocessed:
        "Il n'y en a pas : l'heure n'a pas assez de valeurs retraitées, il en faut trois quarts.",
      other_sensor: "Elle est faite d'un autre capteur de la station.",
      stands_alone:
        "Il n'y en a pas : ni trois stations publiques à moins de 5 km, ni station de référence, n'ont mesuré à cette heure.",
    },
    meansTitle: "Les moyennes dont elle fait partie",
    meanKinds: {
      arithmetic: "Ce sont des moyennes arithmétiques.",
      energetic:
        "Ce sont des moyennes énergétiques : le bruit s'ajoute en énergie, pas en décibels.",
      maximum: "C'est la valeur la plus haute de la période, pas une moyenne.",
      minimum: "C'est la valeur la plus basse de la période, pas une moyenne.",
      circular: "Ce sont des moyennes sur un cercle : une direction n'a pas de plus grand nombre.",
    },
    hour: "De {{from}} à {{until}}",
    day: "Toute la journée du {{day}}",
    ofRaw: "mesures brutes",
    ofMade: "valeurs retraitées",
    meanExpected:
      "{{value}}, faite de {{count, number}} valeurs sur {{expected}} attendues ({{share}}).",
    mean: "{{value}}, faite de {{count, number}} valeurs ; on ne sait pas combien étaient attendues.",
    noMean: "aucune valeur.",
    running: "La période n'est pas finie.",
    enough: "C'est au moins 75 % : elle peut servir à un indice.",
    tooFew: "C'est moins de 75 % : elle ne sert à aucun indice.",
    colon: " : ",
    rule: "La règle des 75 % est celle de la directive européenne 2008/50/CE, annexe VII.",
    arrivalsTitle: "Ce qui est arrivé ce jour-là",
    arrivals:
      "Le {{day}}, {{expected}} mesures du capteur {{sensor}} étaient attendues jusqu'à {{until}}. {{present}} sont arrivées.",
    arrivalsUnknown:
      "Le {{day}}, {{present}} mesures du capteur {{sensor}} sont arrivées jusqu'à {{until}}. On ne sait pas combien étaient attendues.",
    state: "État",
    number: "Mesures",
    meaning: "Ce que cela veut dire",
    states: {
      late: {
        name: "En retard",
        meaning: "Elles sont arrivées plus de {{duration}} après la mesure.",
      },
      missing_at_source: {
        name: "Manquent à la source",
        meaning: "D'autres capteurs de la station ont parlé, pas celui-ci.",
      },
      lost_on_the_way: {
        name: "Perdues en route",
        meaning: "La station fonctionnait, et rien n'est arrivé.",
      },
      rejected: {
        name: "Refusées",
        meaning: "Elles sont arrivées, n'ont pas pu être acceptées, et sont mises de côté.",
      },
      not_known: {
        name: "Sans explication",
        meaning: "Rien n'est arrivé, et on ne sait pas si la station fonctionnait.",
      },
    },
    gaps: "Les trous, l'un après l'autre",
    gap_one: "De {{from}} à {{until}} : {{count, number}} mesure. {{state}}.",
    gap_other: "De {{from}} à {{until}} : {{count, number}} mesures. {{state}}.",
    moreTitle: "Plus loin",
    earlier: "Une heure plus tôt",
    later: "Une heure plus tard",
    data: "Les mêmes faits en données (JSON)",
    command: "La même chose à la ligne de commande :",
  },
  trust: {
    link: "Peut-on se fier à cette station ?",
    title: "Peut-on se fier à cette station ?",
    lead: "Mois par mois, ce que l'on sait d'elle, en phrases. Ce n'est pas une note : ce qui n'est pas connu est dit comme tel, et une station qui s'écarte de ses voisines est peut-être celle qui a raison.",
    none: "Elle n'a encore rien mesuré.",
    aspects: {
      coverage: "Ce qui est arrivé",
      agreement: "Ses voisines",
      sensors: "Ses capteurs",
      care: "L'entretien",
    },
    rulesTitle: "Où commence chaque mot",
    rules: {
      coverage:
        "Ce qui est arrivé : à partir de 90 % des mesures attendues le mois est entier ; en dessous de 75 % il y en a trop peu pour une moyenne (directive 2008/50/CE, annexe I).",
      agreement:
        "Ses voisines : elle dit la même chose tant que 2 % de ses heures au plus s'en écartent, le plus souvent jusqu'à 10 %. Il faut au moins trois stations du même type autour d'elle.",
      sensors: "Ses capteurs : les contrôles du jour disent s'ils se sont bloqués ou ont dérivé.",
      care: "L'entretien : ce que des personnes ont noté. Un capteur de particules se nettoie tous les six mois.",
    },
  },
  pollen: {
    link: "Les pollens comptés ici, et leurs saisons",
    title: "Mes pollens",
    lead: "Les plantes dont les pollens sont comptés à cette station, leurs saisons et les jours qui viennent. Choisissez celles auxquelles vous réagissez : le choix reste dans l'adresse de la page, et nulle part ailleurs.",
    none: "Cette station ne compte pas de pollens.",
    which: "Quelles plantes ?",
    show: "Montrer ces plantes",
    keep: "L'adresse de cette page avec ces plantes, à garder dans vos favoris",
    newestTitle: "Le dernier comptage",
    plant: "Plante",
    day: "Jour",
    grains: "Grains par m³",
    grainsUnit: "grains/m³",
    level: "Niveau",
    noCount: "aucun comptage",
    belowScale: "sous l'échelle",
    nameOfSensor: "{{name}} (capteur {{sensor}})",
    seasonsTitle: "Les saisons",
    year: "Année",
    start: "Début",
    end: "Fin",
    days: "Jours",
    noSeason: "pas de saison trouvée",
    incomplete:
      "Des jours sans comptage ont pu déplacer le début ou la fin de cette saison ; une année en cours n'est pas finie.",
    max: "Le jour le plus chargé : {{value}} grains/m³, le {{day}}.",
    forecastsTitle: "Les jours qui viennent",
    forecastsLead: "Ce que d'autres prévoient ; rien de cela n'est mesuré.",
    forecastBy: "Prévision : {{source}}, faite le {{moment}}.",
    forecastUnder: "Prévision : {{name}} (licence : {{licence}}), faite le {{moment}}.",
    allTaxa: "Tous les pollens",
    howTitle: "Comment c'est compté",
    scale: "Les niveaux sont ceux de l'échelle « {{scale}} » ({{source}}).",
    rule: "Une saison va du premier au dernier jour que sa règle désigne : celle de l'EAACI quand elle existe pour la plante, sinon 95 % de la somme de l'année. Un jour sans comptage n'est pas un zéro.",
  },
};
