export const fr = {
  calibrations: {
    intro:
      "Une droite d'étalonnage dit ce qu'un capteur mesure à côté d'un meilleur instrument. Elle est proposée, relue par quelqu'un d'autre, puis mise en vigueur.",
    of: "{{quantity}}, capteur {{sensor}}, station {{station}}",
    line: "référence = {{slope}} × capteur {{sign}} {{intercept}} (R² {{r2}}, {{hours}} heures)",
    proposed: "Proposée le {{moment}}",
    states: {
      proposed: "Proposée",
      reviewed: "Relue",
      active: "En vigueur",
      ended: "Terminée",
      refused: "Refusée",
    },
    next: {
      proposed: "Rien n'a changé encore. Elle attend d'être relue.",
      reviewed: "Rien n'a changé encore. Elle peut être mise en vigueur.",
      active: "Les valeurs du capteur, l'air de la station et la carte l'utilisent.",
      ended: "Elle vaut encore pour les mesures faites quand elle était en vigueur.",
      refused: "Elle ne sert pas.",
    },
    done: {
      accepted: "C'est noté : la droite est relue.",
      refused: "C'est noté : la droite est refusée.",
      active:
        "La droite est en vigueur. Les valeurs d'avant aujourd'hui, s'il y en a, sont refaites en arrière-plan.",
      ended: "La droite n'est plus en vigueur.",
    },
    kinds: {
      colocation: "À côté d'une référence",
      network: "D'après les stations voisines",
    },
    raw: "les valeurs brutes",
    fromUntil: "du {{from}} au {{until}}",
    beforeAfter: "{{before}} avant, {{after}} après",
    lowHigh: "de {{low}} à {{high}}",
    facts: {
      kind: "Comparaison",
      reference: "Comparé à",
      base: "Appliquée à",
      period: "Période",
      fit: "Droite",
      slope: "Pente (erreur type)",
      intercept: "Ordonnée à l'origine (erreur type)",
      bias: "Biais avant (capteur moins référence)",
      rmse: "Écart quadratique moyen",
      valid: "Valable",
      note: "Mot de qui la propose",
      review: "Mot de qui l'a relue",
      since: "En vigueur depuis",
      until: "Jusqu'à",
    },
    picture:
      "Nuage de points : une heure par point, le capteur vers la droite, la référence vers le haut, et la droite",
    pictureText:
      "Chaque point est une heure : le capteur vers la droite, la référence vers le haut. Le trait plein est la droite ; sur le trait interrompu, les deux diraient la même chose.",
    station: "La station {{station}}",
    verdict: "Cette droite peut-elle servir ?",
    verdictHint:
      "Regardez si les deux instruments étaient au même endroit, si la période est assez longue et variée, et si les points suivent la droite.",
    verdicts: { accepted: "Oui, elle peut servir", refused: "Non" },
    reviewNote: "Pourquoi",
    sayReview: "Enregistrer la relecture",
    ownText: "Vous avez proposé cette droite : quelqu'un d'autre la relit.",
    day: "En vigueur à partir du",
    dayHint:
      "Aujourd'hui : dès maintenant. Un jour passé : les valeurs depuis ce jour sont refaites.",
    activate: "Mettre en vigueur",
    end: "Mettre fin à cette droite",
    endText: "Dès maintenant, la recette du modèle de capteur compte de nouveau.",
  },
};
