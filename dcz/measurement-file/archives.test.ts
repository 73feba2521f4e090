import { expect, test } from "vitest";
import { brief, good, open, rowsOf } from "./rows-of-text.fixture.ts";

test("of Sensor.Community, a BME280 that has not measured has no humidity and no pressure either", async () => {
  const text =
    "sensor_id;sensor_type;location;lat;lon;timestamp;pressure;altitude;pressure_sealevel;temperature;humidity\n" +
    "13;BME280;5;48.8;9.1;2026-07-01T00:02:11;65226;;;-144.70;100.00\n" +
    "13;BME280;5;48.8;9.1;2026-07-01T00:04:41;100012;;;21.30;44.00\n";
  const rows = await good(text, { quantities: ["humidity", "temperature"] });
  expect(rows.map(({ values }) => values)).toEqual([{}, { humidity: 44, temperature: 21.3 }]);
});

test("a PPD42NS is noted once", async () => {
  const opened = await open(
    "timestamp;P1;durP1;ratioP1\n2026-07-01T00:02:11;213.23;1000;0.41\n2026-07-01T00:04:11;213.23;1000;0.41\n",
  );
  if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
  for await (const batch of opened.file.rows()) expect(batch).toBeDefined();
  expect(opened.file.notes()).toEqual([{ kind: "particle_counts", line: 2 }]);
});

test.each([
  [
    "Sensor.Community",
    "sensor_id;sensor_type;location;lat;lon;timestamp;P1;durP1;ratioP1;P2;durP2;ratioP2\n12;SDS011;5;48.8;9.1;2026-07-01T00:02:11;30;;;12.5;;\n",
    "2026-07-01T00:02:11Z",
    { pm2_5: 12.5, pm10: 30 },
  ],
  [
    "Sensor.Community, a PPD42NS, which counts particles",
    "sensor_id;sensor_type;location;lat;lon;timestamp;P1;durP1;ratioP1;P2;durP2;ratioP2\n12;PPD42NS;5;48.8;9.1;2026-07-01T00:02:11;213.23;1000;0.41;42.12;200;0.08\n",
    "2026-07-01T00:02:11Z",
    {},
  ],
  [
    "Sensor.Community, a PPD42NS without its name",
    "timestamp;P1;durP1;ratioP1;P2;durP2;ratioP2\n2026-07-01T00:02:11;213.23;1000;0.41;42.12;200;0.08\n",
    "2026-07-01T00:02:11Z",
    {},
  ],
  [
    "Sensor.Community, cut",
    "timestamp;P1;P2;temperature;humidity\n2026-07-01T00:02:11;30;12.5;20;50\n",
    "2026-07-01T00:02:11Z",
    { pm2_5: 12.5, pm10: 30 },
  ],
  [
    "openSenseMap",
    "createdAt,value\n2026-07-01T00:02:11.123Z,12.5\n",
    "2026-07-01T00:02:11.123Z",
    { pm2_5: 12.5 },
  ],
  [
    "OpenAQ",
    'location_id,location_name,parameter,value,unit,datetimeUtc,datetimeLocal\n1,"Bègles, rue",pm25,12.5,µg/m³,2026-07-01T00:00:00Z,2026-07-01T02:00:00+02:00\n',
    "2026-07-01T00:00:00Z",
    { pm2_5: 12.5 },
  ],
  [
    "PurpleAir",
    "time_stamp,humidity,pm2.5_atm,pm2.5_cf_1,pm10.0_atm\n1782864000,40,12.5,14,30\n",
    "2026-07-01T00:00:00Z",
    { pm2_5: 12.5, pm10: 30 },
  ],
  [
    "AirGradient",
    '"Location ID","Local Date/Time","UTC Date/Time","PM2.5 (μg/m³) raw","PM2.5 (μg/m³) corrected","PM10 (μg/m³)"\n7,"2026-07-01 02:00:00","2026-07-01 00:00:00",12.5,9,30\n',
    "2026-07-01T00:00:00Z",
    { pm2_5: 12.5, pm10: 30 },
  ],
  [
    "AirNow at embassies",
    "Site,Parameter,Date (LT),Year,Month,Day,Hour,NowCast Conc.,AQI,AQI Category,Raw Conc.,Conc. Unit,Duration,QC Name\nParis,PM2.5 - Principal,2026-07-01 01:00 AM,2026,7,1,1,34.7,98,Moderate,12.5,UG/M3,1 Hr,Valid\n",
    "2026-07-01T01:00:00+02:00",
    { pm2_5: 12.5 },
  ],
  [
    "AirNow at embassies, an hour that was found to be wrong",
    "Site,Parameter,Date (LT),Year,Month,Day,Hour,NowCast Conc.,AQI,AQI Category,Raw Conc.,Conc. Unit,Duration,QC Name\nParis,PM2.5 - Principal,2026-07-01 01:00 PM,2026,7,1,13,34.7,98,Moderate,985,UG/M3,1 Hr,Invalid\n",
    "2026-07-01T13:00:00+02:00",
    {},
  ],
  [
    "EEA",
    "Samplingpoint,Pollutant,Start,End,Value,Unit,Validity\nFR/1,http://dd.eionet.europa.eu/vocabulary/aq/pollutant/6001,2026-07-01 00:00:00 +01:00,2026-07-01 01:00:00 +01:00,12.5,ug.m-3,1\n",
    "2026-07-01T00:00:00+01:00",
    { pm2_5: 12.5 },
  ],
  [
    "EEA of today, whose hours are of UTC+1",
    "Samplingpoint,Pollutant,Start,End,Value,Unit,AggType,Validity,Verification,ResultTime,DataCapture,FkObservationLog\nFR/1,6001,2026-07-01 00:00:00,2026-07-01 01:00:00,12.5,ug.m-3,hour,1,1,2026-08-01,,\n",
    "2026-07-01T00:00:00+01:00",
    { pm2_5: 12.5 },
  ],
  [
    "Open-Meteo",
    "time (UTC),pm2_5 (μg/m³),carbon_monoxide (μg/m³),birch_pollen (grains/m³)\n2026-07-01T00:00,12.5,180,3\n",
    "2026-07-01T00:00:00Z",
    { pm2_5: 12.5, co: 0.18 },
  ],
  [
    "US EPA, AQS",
    '"State Code","Parameter Code","POC","Date Local","Time Local","Date GMT","Time GMT","Sample Measurement","Units of Measure"\n"06","44201",1,"2026-07-01","01:00","2026-07-01","09:00",0.078,"Parts per million"\n',
    "2026-07-01T09:00:00Z",
    { o3: 0.078 },
  ],
  [
    "US EPA, daily",
    "Date,Source,Site ID,POC,Daily Mean PM2.5 Concentration,Units,Daily AQI Value\n07/13/2026,AQS,1,1,12.5,ug/m3 LC,57\n",
    "2026-07-13",
    { pm2_5: 12.5 },
  ],
  [
    "Geneva",
    "date;PM2.5;PM10;NO2;O3\n2026-01-01 00:00:00;;28.7;;4.21\n",
    "2026-01-01T00:00:00+01:00",
    { pm10: 28.7, o3: 4.21 },
  ],
  [
    "Geod'air",
    "Date de début;Date de fin;Organisme;code site;Polluant;valeur;valeur brute;unité de mesure\n2026/07/01 00:00:00;2026/07/01 01:00:00;ATMO;FR1;PM2.5;12.5;12,5;µg-m3\n",
    "2026-07-01T00:00:00+02:00",
    { pm2_5: 12.5 },
  ],
  [
    "our own export",
    "station,sensor,origin,quantity,unit,at,value,received,flags,first\r\nschool,sds011,live,pm2_5,ug/m3,2026-07-01T00:00:00.000Z,12.5,,,\r\n",
    "2026-07-01T00:00:00.000Z",
    { pm2_5: 12.5 },
  ],
  [
    "UK-AIR",
    "Date,time,PM<sub>2.5</sub> particulate matter (Hourly measured),status,unit\n01-07-2026,24:00,12.5,R,ugm-3\n",
    "2026-07-02T00:00:00+02:00",
    { pm2_5: 12.5 },
  ],
  [
    "the EEA, up to date (E2a)",
    "network_timezone,pollutant,samplingpoint_localid,station_code,value_datetime_begin,value_datetime_end,value_numeric,value_validity,value_verification,value_unit\nUTC+01,PM2.5,SPO-1,FR1,2026-07-01 00:00:00+01:00,2026-07-01 01:00:00+01:00,12.5,1,3,ug.m-3\n",
    "2026-07-01T00:00:00+01:00",
    { pm2_5: 12.5 },
  ],
  [
    "a French association (Atmo)",
    "nom_dept,nom_com,insee_com,nom_station,code_station,typologie,influence,nom_poll,id_poll_ue,valeur,unite,metrique,date_debut,date_fin,statut_valid\nGironde,Bordeaux,33063,Gautier,FR1,Urbaine,Trafic,PM2.5,6001,12.5,ug.m-3,horaire,2026-07-01T00:00:00+00:00,2026-07-01T01:00:00+00:00,t\n",
    "2026-07-01T00:00:00+00:00",
    { pm2_5: 12.5 },
  ],
  [
    "Germany's agency, whose times stand in apostrophes",
    "Stationscode;Datum;Uhrzeit;Schadstoff;Mittelungstyp;Messwert;Einheit\n'DEBW019';'01.07.2026';'24:00';PM2.5;Stundenmittel;'12,5';µg/m³\n",
    "2026-07-02T00:00:00+02:00",
    { pm2_5: 12.5 },
  ],
  [
    "LUBW",
    "Stationsnummer;Stationsname;Datum;Stunde;Messwert;Einheit;Komponente\n4444;S;01.07.2026;1;12,5;µg/m³;PM2,5\n",
    "2026-07-01T01:00:00+02:00",
    { pm2_5: 12.5 },
  ],
  [
    "the Netherlands (samenmeten)",
    "timestamp_measured;PM10;PM25\n2026-07-01 00:00:00+00:00;30;12,5\n",
    "2026-07-01T00:00:00+00:00",
    { pm2_5: 12.5, pm10: 30 },
  ],
  [
    "InfluxDB, where _start is that of the question",
    "#group,false,false,true,true,false,false,true,true\n#datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339,double,string,string\n#default,_result,,,,,,,\n,result,table,_start,_stop,_time,_value,_field,_measurement\n,,0,2026-06-30T00:00:00Z,2026-07-02T00:00:00Z,2026-07-01T00:00:00Z,12.5,pm2_5,air\n",
    "2026-07-01T00:00:00Z",
    { pm2_5: 12.5 },
  ],
  [
    "Smart Citizen, which names the instrument behind the unit",
    "timestamp,PM 2.5 in ug/m3 (PMS5003_AVG-PM2.5)\n2026-07-01T00:00:00Z,12.5\n",
    "2026-07-01T00:00:00Z",
    { pm2_5: 12.5 },
  ],
] as const)("a file of %s", async (_, text, at, values) => {
  const line = text.split("\n").length - 1;
  const rows = await rowsOf(text, { valueIs: "pm2_5" });
  expect(rows.map(brief)).toEqual([[line, at, values]]);
});

test.each([
  [
    "Sensor.Community's firmware (Madavi), of an SDS011 and a BME280",
    "Time;durP1;ratioP1;P1;durP2;ratioP2;P2;SDS_P1;SDS_P2;PMS_P1;PMS_P2;Temp;Humidity;BME280_temperature;BME280_humidity\n2026/07/01 00:02:11;;;;;;;30;12.5;;;;;20;50\n",
    "2026-07-01T00:02:11Z",
    { pm2_5: 12.5, pm10: 30, humidity: 50 },
  ],
  [
    "Sensor.Community's firmware (Madavi), of an SPS30, or of a PMS beside an SDS011 that was taken off",
    "Time;P1;P2;SDS_P1;SDS_P2;PMS_P1;PMS_P2;SPS30_P1;SPS30_P2;Humidity\n2026/07/01 00:02:11;;;;;30;12.5;;;50\n",
    "2026-07-01T00:02:11Z",
    { pm2_5: 12.5, pm10: 30, humidity: 50 },
  ],
  [
    "Open-Meteo as it is downloaded, with the place above",
    "latitude,longitude,elevation,utc_offset_seconds,timezone,timezone_abbreviation\n52.5,13.4,38.0,0,GMT,GMT\n\ntime,pm2_5 (μg/m³),pm10 (μg/m³)\n2026-07-01T00:00,12.5,30\n",
    "2026-07-01T00:00:00+02:00",
    { pm2_5: 12.5, pm10: 30 },
  ],
  [
    "London Air",
    "Site,Species,ReadingDateTime,Value,Units,Provisional or Ratified\nBL0,PM2.5,01/07/2026 00:00,12.5,ug m-3,R\n",
    "2026-07-01T00:00:00+02:00",
    { pm2_5: 12.5 },
  ],
  [
    "PurpleAir, with its other estimate alone",
    "time_stamp,sensor_index,humidity,pm2.5_alt\n1782864000,12,50,12.5\n",
    "2026-07-01T00:00:00Z",
    { pm2_5: 12.5, humidity: 50 },
  ],
  [
    "PurpleAir, where the other estimate stands beside",
    "time_stamp,pm2.5_alt,pm2.5_atm\n1782864000,9,12.5\n",
    "2026-07-01T00:00:00Z",
    { pm2_5: 12.5 },
  ],
  [
    "year, month, day and hour apart (Beijing's PRSA)",
    "No,year,month,day,hour,PM2.5,PM10\n1,2026,7,1,8,12.5,30\n",
    "2026-07-01T08:00:00+02:00",
    { pm2_5: 12.5, pm10: 30 },
  ],
  [
    "année, mois, jour et heure",
    "annee;mois;jour;heure;PM2,5\n2026;7;1;8;12,5\n",
    "2026-07-01T08:00:00+02:00",
    { pm2_5: 12.5 },
  ],
  [
    "jour et heure",
    "jour;heure;PM2,5\n01/07/2026;8;12,5\n",
    "2026-07-01T08:00:00+02:00",
    { pm2_5: 12.5 },
  ],
  [
    "PyPMS, whose raw25 is CF=1",
    "time, raw01, raw25, raw10, pm01, pm25, pm10, rhum\n1782864000, 23, 39, 41, 22.0, 35.0, 41.0, 22.4\n",
    "2026-07-01T00:00:00Z",
    { pm2_5_cf1: 39, pm2_5: 35, pm10: 41, humidity: 22.4 },
  ],
  [
    "Geod'air, of a value that was found invalid",
    "Date de début;Polluant;valeur;unité de mesure;code qualité;validité\n2026/07/01 00:00:00;PM2.5;12.5;µg-m3;N;-1\n",
    "2026-07-01T00:00:00+02:00",
    {},
  ],
] as const)("a file of %s", async (_, text, at, values) => {
  const [row] = await good(text, { quantities: ["pm2_5_cf1", "pm2_5", "pm10", "humidity"] });
  expect([row?.at, row?.values]).toEqual([at, values]);
});

test("AirNow's files of an hour have no header, their times are of UTC, and each row says its unit", async () => {
  const rows = await rowsOf(
    "07/13/26|09:00|000010102|St. John's|-4|PM2.5|UG/M3|12.5|Environment Canada\n" +
      "07/13/26|09:00|000010102|St. John's|-4|OZONE|PPB|31|Environment Canada\n" +
      "07/13/26|09:00|000010102|St. John's|-4|RHUM|PERCENT|61|Environment Canada\n",
  );
  expect(rows.map(brief)).toEqual([
    [1, "2026-07-13T09:00:00Z", { pm2_5: 12.5 }],
    [2, "2026-07-13T09:00:00Z", { o3: 31 }],
  ]);
  expect(rows[1]).toMatchObject({ ratios: { o3: "ppb" }, series: "000010102/St. John's" });
});

test("of AirNow's files of a day, means that an index of days is made of are read, month first", async () => {
  const rows = await rowsOf(
    "07/02/26|000010102|St. John's|PM2.5-24hr|UG/M3|3.1|24|Environment Canada|13|0|47.65|-52.81|124000010102\n" +
      "07/02/26|000010102|St. John's|OZONE-1HR|PPB|39|1|Environment Canada|0|0|47.65|-52.81|124000010102\n" +
      "07/02/26|000010102|St. John's|OZONE-8HR|PPB|31|8|Environment Canada|28|0|47.65|-52.81|124000010102\n",
  );
  expect(rows.map(brief)).toEqual([
    [1, "2026-07-02", { pm2_5: 3.1 }],
    [3, "2026-07-02", { o3: 31 }],
  ]);
});

test("AirNow's wide files have a column of units beside each quantity, UTC, and the month first", async () => {
  const text =
    '"AQSID","SiteName","Status","GMTOffset","ValidDate","ValidTime","OZONE_AQI","PM25_AQI","OZONE_Measured","PM25_Measured","PM25","PM25_Unit","OZONE","OZONE_Unit","NO2","NO2_Unit"\n' +
    '"000010102","St. Johns","Active","-3.5","07/01/2026","09:00","28","13","1","1","12.5","UG/M3","31.0","PPB","",""\n';
  const [row] = await rowsOf(text);
  expect(row).toMatchObject({
    at: "2026-07-01T09:00:00Z",
    values: { pm2_5: 12.5, o3: 31 },
    ratios: { o3: "ppb" },
  });
});

test.each([
  ["CESVA", "Date hour;Elapsed t;LAeqt;LAFmax\n01/07/2026 00:00:00;00:00:01;45,2;50\n"],
  ["01dB", "Date;LAeq;L90\n01/07/2026 00:00:00:000;45,2;40\n"],
  [
    "NTi XL2",
    "# Broadband LOG Results\n\tDate\tTime\tTimer\tLAeq_dt\tLAFmax_dt\n\t2026-07-01\t00:00:00\t00:00:01\t45.2\t50.0\n",
  ],
  ["NoiseCapture", "leq_mean;time_date;accuracy\n45.2;2026-07-01T00:00:00+02:00;3\n"],
  ["a sound level meter", 'Horodatage;"LAeq,1s (dB(A))";LAFmax\n01/07/2026 00:00;45,2;50\n'],
  ["a school", "Horodatage;Niveau sonore (dB(A))\n01/07/2026 00:00;45,2\n"],
  ["a spreadsheet", "time,dBA\n2026-07-01 00:00,45.2\n"],
])("the levels of %s", async (_, text) => {
  const rows = await good(text, { quantities: ["laeq"] });
  expect(rows.map(({ ms, values }) => [new Date(ms).toISOString(), values])).toEqual([
    ["2026-06-30T22:00:00.000Z", { laeq: 45.2 }],
  ]);
});

test("of PurpleAir's two counters the mean is read where they agree, as the EPA cleans them", async () => {
  const rows = await good(
    "time_stamp,humidity_a,pm2.5_cf_1_a,pm2.5_cf_1_b\n1782864000,50,13,15\n1782864120,50,13,45\n1782864240,50,13,\n1782864360,50,1,5\n",
    { quantities: ["pm2_5_cf1", "pm2_5", "humidity"] },
  );
  expect(rows.map(({ values }) => values)).toEqual([
    { pm2_5_cf1: 14, humidity: 50 },
    { humidity: 50 },
    { humidity: 50 },
    // A small difference is none, whatever its part.
    { pm2_5_cf1: 3, humidity: 50 },
  ]);
  const [both] = await good(
    "time_stamp,pm2.5_cf_1,pm2.5_cf_1_a,pm2.5_cf_1_b\n1782864000,12,13,15\n",
    { quantities: ["pm2_5_cf1"] },
  );
  expect(both?.values).toEqual({ pm2_5_cf1: 12 });
});
