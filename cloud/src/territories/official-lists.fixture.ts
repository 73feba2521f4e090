/** Municipalities, with their parts and districts (INSEE). */
export const COG = `TYPECOM,COM,REG,DEP,CTCD,ARR,TNCC,NCC,NCCENR,LIBELLE,CAN,COMPARENT
COM,33063,75,33,33D,332,0,BORDEAUX,Bordeaux,Bordeaux,3399,
COM,33449,75,33,33D,332,0,SAINT MEDARD EN JALLES,Saint-Médard-en-Jalles,Saint-Médard-en-Jalles,3321,
COM,33018,75,33,33D,335,0,VAL DE VIRVEE,Val de Virvée,Val de Virvée,3313,
COMD,33018,,,,,1,AUBIE ET ESPESSAS,Aubie-et-Espessas,Aubie-et-Espessas,,33018
COMD,33486,,,,,0,SAINT ROMAIN LA VIRVEE,Saint-Romain-la-Virvée,Saint-Romain-la-Virvée,,33018
COM,75056,11,75,75C,751,0,PARIS,Paris,Paris,7599,
ARM,75101,,,,,0,PARIS 01,Paris 1er Arrondissement,Paris 1er Arrondissement,,75056
COM,69123,84,69,69M,691,0,LYON,Lyon,Lyon,6999,
ARM,69381,,,,,0,LYON 01,Lyon 1er Arrondissement,Lyon 1er Arrondissement,,69123
COM,13055,93,13,13D,133,0,MARSEILLE,Marseille,Marseille,1398,
ARM,13201,,,,,0,MARSEILLE 01,Marseille 1er Arrondissement,Marseille 1er Arrondissement,,13055
COM,2A004,94,2A,20R,2A1,1,AJACCIO,Ajaccio,Ajaccio,2A99,
COM,2B033,94,2B,20R,2B2,0,BASTIA,Bastia,Bastia,2B99,
COM,97105,01,971,971D,9711,0,BASSE TERRE,Basse-Terre,Basse-Terre,97199,
COM,97411,04,974,974D,9741,0,SAINT DENIS,Saint-Denis,Saint-Denis,97499,
COM,51410,44,51,51D,511,1,OEUILLY,Œuilly,Œuilly,5104,
COM,94038,11,94,94D,943,5,HAY LES ROSES,Haÿ-les-Roses,L'Haÿ-les-Roses,9412,
`;

/** Départements (INSEE). */
export const DEPARTEMENTS = `DEP,REG,CHEFLIEU,TNCC,NCC,NCCENR,LIBELLE
33,75,33063,3,GIRONDE,Gironde,Gironde
75,11,75056,0,PARIS,Paris,Paris
2A,94,2A004,3,CORSE DU SUD,Corse-du-Sud,Corse-du-Sud
971,01,97105,3,GUADELOUPE,Guadeloupe,Guadeloupe
974,04,97411,0,LA REUNION,La Réunion,La Réunion
`;

/** Régions (INSEE). */
export const REGIONS = `REG,CHEFLIEU,TNCC,NCC,NCCENR,LIBELLE
75,33063,3,NOUVELLE AQUITAINE,Nouvelle-Aquitaine,Nouvelle-Aquitaine
11,75056,1,ILE DE FRANCE,Île-de-France,Île-de-France
01,97105,3,GUADELOUPE,Guadeloupe,Guadeloupe
`;

/** Which municipalities an intercommunalité has (INSEE). */
export const EPCI = `Composition communale;;;;;
Géographie au 01/01/2026;;;;;
CODGEO;LIBGEO;EPCI;LIBEPCI;DEP;REG
33063;Bordeaux;243300316;Bordeaux Métropole;33;75
33449;Saint-Médard-en-Jalles;243300316;Bordeaux Métropole;33;75
33018;Val de Virvée;ZZZZZZZZZ;Sans objet;33;75
`;

/** How densely municipalities are settled (INSEE); the last line is damaged. */
export const DENSITY = `CODGEO,LIBGEO,DENS,LIBDENS,PMUN23,P1,P2,P3,P4,P5,P6,P7
33063,Bordeaux,1,Grands centres urbains,261804,100,0,0,0,0,0,0
33018,Val de Virvée,6,Rural à habitat dispersé,3700,0,0,0,0,10,85,5
33449,Saint-Médard-en-Jalles,9,?,1,0,0,0,0,0,0,0
`;

/** The coordinates of a square, in degrees. */
export const square = (west: number, south: number, size: number) => [
  [
    [west, south],
    [west + size, south],
    [west + size, south + size],
    [west, south + size],
    [west, south],
  ],
];

/** Outlines of two municipalities, side by side. */
export const OUTLINES = JSON.stringify({
  type: "FeatureCollection",
  features: [
    ["33063", "Bordeaux", -0.6],
    ["33449", "Saint-Médard-en-Jalles", -0.7],
  ].map(([code, nom, west]) => ({
    type: "Feature",
    properties: { code, nom, departement: "33", region: "75", epci: "243300316" },
    geometry: { type: "Polygon", coordinates: square(Number(west), 44.8, 0.1) },
  })),
});

/** All of them, by the names of their files, in an order in which each finds what it refers to. */
export const officialLists: Readonly<Record<string, string>> = {
  "v_commune_2026.csv": COG,
  "v_departement_2026.csv": DEPARTEMENTS,
  "v_region_2026.csv": REGIONS,
  "epci.csv": EPCI,
  "grille.csv": DENSITY,
  "communes-1000m.geojson": OUTLINES,
};
