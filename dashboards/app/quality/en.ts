export const en = {
  how: {
    title: "Where this figure comes from",
    of: "{{quantity}}, station {{station}}",
    lead: "Every figure on this site can be followed to the measurement that it comes from. This is the way of this one.",
    none: "No measurement of this quantity is known in the hour before {{moment}}. The table below says what came that day.",
    hidden:
      "What was measured then is shown only to the person who was the station's host at the time.",
    sensor: "Sensor {{sensor}}",
    rawTitle: "The raw measurement",
    raw: "On {{moment}}, the sensor measured {{value}}.",
    rawOf: "It is a sensor of the model {{model}}.",
    arrived:
      "The measurement came here {{duration}} later. It is kept as it is: a raw measurement is never changed.",
    calibration:
      "On {{moment}}, the sensor gave nothing but the value of its factory calibration: {{value}}.",
    first:
      "Two different values came for this instant. The first one was {{value}}; a person chose the other.",
    flags: "The station remarked: {{flags}}.",
    noFlags: "The station had nothing to remark.",
    checksTitle: "The checks",
    noDoubt: "No automatic check doubts this measurement.",
    doubted: "Automatic checks doubt this measurement. They do not change the value.",
    doubt_one: "{{says}}: {{count, number}} value, from {{from}} until {{until}} (rule {{check}}).",
    doubt_other:
      "{{says}}: {{count, number}} values, from {{from}} until {{until}} (rule {{check}}).",
    annotated: "What people say of this time:",
    annotation: "{{says}}, from {{from}} until {{until}}, by {{by}}.",
    annotationNote: "{{says}} (“{{note}}”), from {{from}} until {{until}}, by {{by}}.",
    by: {
      host: "the host of the station",
      steward: "a data steward",
    },
    madeTitle: "The reprocessed value",
    made: "The recipe “{{title}}” makes {{value}} of it, give or take {{uncertainty}} (one standard deviation).",
    recipe: "Name of the recipe: {{recipe}}, version {{version}}. It is valid for: {{valid}}.",
    line: 'It is a line of this sensor: {{intercept}} + {{slope}} × {{of}}. It was found in {{hours}} hours, compared with "{{reference}}", then reviewed and put in force.',
    rawValue: "the raw measurement",
    valueOf: "what {{recipe}} makes of it",
    inputs: "It is computed from:",
    input: "{{quantity}}: {{value}}, of the sensor {{sensor}}, at {{clock}}",
    uncertaintyFrom: "Where the uncertainty comes from:",
    sources: "Where the recipe comes from:",
    agrees:
      "We have just computed it again from the raw measurement: it is exactly the value that is kept.",
    differs:
      "We have just computed it again: it differs from the value that is kept ({{value}}), because inputs have come since.",
    notStored: "It is not kept yet: it will be with the next computation.",
    whyNot: {
      no_recipe: "There is none: no recipe is chosen for this sensor.",
      not_corrected: "There is none: the recipe of this sensor corrects other quantities.",
      indoors: "There is none: the station was indoors, and the recipe is for air outdoors.",
      no_humidity:
        "There is none: the recipe needs the humidity, and the station gave none in the ten minutes before.",
      not_valid:
        "There is none: the measurement is outside the range in which the recipe is valid.",
    },
    consolidatedTitle: "The consolidated value of the hour",
    consolidated:
      "From {{from}} to {{until}} all that is known gives {{value}}, within {{uncertainty}}, more or less (one standard deviation):",
    ofOwn: "{{share}}: the station itself, {{value}} within {{uncertainty}};",
    ofAround:
      "{{share}}: the median of {{stations}} stations within 5 km, {{value}} within {{uncertainty}};",
    ofReference: '{{share}}: the reference "{{name}}", {{value}} within {{uncertainty}}.',
    consolidatedRecipe:
      "Each part weighs more the surer it is (recipe {{recipe}}, version {{version}}). The raw measurement and the reprocessed value stay what they are.",
    consolidatedAgrees: "We have just computed it again: it is exactly the value that is kept.",
    consolidatedDiffers:
      "We have just computed it again: it differs from the one that is kept, since more is known.",
    consolidatedLater: "It is not kept yet: it will be after the day.",
    consolidatedSources: "Where the rule comes from:",
    whyNotConsolidated: {
      hour_not_over: "There is none yet: the hour is not over.",
      not_reprocessed:
        "There is none: the hour has too few reprocessed values, three quarters of them are needed.",
      other_sensor: "It is made of another sensor of the station.",
      stands_alone:
        "There is none: neither three public stations within 5 km nor a reference measured in this hour.",
    },
    meansTitle: "The means of which it is part",
    meanKinds: {
      arithmetic: "They are arithmetic means.",
      energetic: "They are energetic means: noise adds up as energy, not as decibels.",
      maximum: "It is the highest value of the period, not a mean.",
      minimum: "It is the lowest value of the period, not a mean.",
      circular: "They are means on a circle: no direction is the largest.",
    },
    hour: "From {{from}} to {{until}}",
    day: "The whole of {{day}}",
    ofRaw: "raw measurements",
    ofMade: "reprocessed values",
    meanExpected:
      "{{value}}, made of {{count, number}} values of {{expected}} that were expected ({{share}}).",
    mean: "{{value}}, made of {{count, number}} values; how many were expected is not known.",
    noMean: "no value.",
    running: "The period is not over.",
    enough: "That is 75% or more: an index may use it.",
    tooFew: "That is less than 75%: no index uses it.",
    colon: ": ",
    rule: "The rule of 75% is that of the European directive 2008/50/EC, annex VII.",
    arrivalsTitle: "What came that day",
    arrivals:
      "On {{day}}, {{expected}} measurements of the sensor {{sensor}} were expected until {{until}}. {{present}} have come.",
    arrivalsUnknown:
      "On {{day}}, {{present}} measurements of the sensor {{sensor}} came until {{until}}. How many were expected is not known.",
    state: "State",
    number: "Measurements",
    meaning: "What it means",
    states: {
      late: {
        name: "Late",
        meaning: "They came more than {{duration}} after the measurement.",
      },
      missing_at_source: {
        name: "Missing at the source",
        meaning: "Other sensors of the station spoke, this one did not.",
      },
      lost_on_the_way: {
        name: "Lost on the way",
        meaning: "The station was running, and nothing came.",
      },
      rejected: {
        name: "Rejected",
        meaning: "They came, could not be accepted, and are set aside.",
      },
      not_known: {
        name: "Not explained",
        meaning: "Nothing came, and whether the station was running is not known.",
      },
    },
    gaps: "The gaps, one after the other",
    gap_one: "From {{from}} to {{until}}: {{count, number}} measurement. {{state}}.",
    gap_other: "From {{from}} to {{until}}: {{count, number}} measurements. {{state}}.",
    moreTitle: "Further",
    earlier: "One hour earlier",
    later: "One hour later",
    data: "The same facts as data (JSON)",
    command: "The same on the command line:",
  },
  trust: {
    link: "Can this station be trusted?",
    title: "Can this station be trusted?",
    lead: "Month by month what is known of it, in sentences. This is no score: what is not known is said to be so, and a station that differs from its neighbours may be the one that is right.",
    none: "It has measured nothing yet.",
    aspects: {
      coverage: "What came",
      agreement: "Its neighbours",
      sensors: "Its sensors",
      care: "Its care",
    },
    rulesTitle: "Where each word begins",
    rules: {
      coverage:
        "What came: from 90 % of the expected readings on a month is whole; below 75 % there are too few for a mean (directive 2008/50/EC, annex I).",
      agreement:
        "Its neighbours: it says the same as long as 2 % of its hours at most differ, mostly the same up to 10 %. It takes three stations of the same type around it.",
      sensors: "Its sensors: the daily checks say whether they were stuck or drifted.",
      care: "Its care: what people noted. A sensor of particles is cleaned every six months.",
    },
  },
};
