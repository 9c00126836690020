extension LocaleData {
  static let enUS = LocaleData(
    "en_US", country: "United States", currency: "USD",
    female: """
      Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Betty Sandra Margaret Ashley
      Kimberly Emily Donna Michelle Carol Amanda Melissa Deborah Stephanie Rebecca Laura Helen Sharon Cynthia Kathleen Amy
      """,
    male: """
      James Robert John Michael David William Richard Joseph Thomas Charles Christopher Daniel Matthew Anthony Mark Donald
      Steven Andrew Paul Joshua Kenneth Kevin Brian George Timothy Ronald Jason Edward Jeffrey Ryan Jacob Gary
      """,
    family: """
      Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson
      Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young
      Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter
      """,
    titles: "Ms.;Mr.",
    streets: """
      Main Street;Oak Street;Maple Avenue;Park Avenue;Pine Street;Cedar Street;Elm Street;Washington Street;Lake Street;\
      Hill Street;Walnut Street;Spring Street;Church Street;Second Street;Third Avenue;Lincoln Avenue;Jackson Street;\
      Highland Avenue;Sunset Boulevard;River Road
      """,
    streetFormat: "{number} {street}",
    cities: """
      New York;New York;100##;40.7128;-74.0060
      Los Angeles;California;900##;34.0522;-118.2437
      Chicago;Illinois;606##;41.8781;-87.6298
      Houston;Texas;770##;29.7604;-95.3698
      Phoenix;Arizona;850##;33.4484;-112.0740
      Philadelphia;Pennsylvania;191##;39.9526;-75.1652
      San Antonio;Texas;782##;29.4241;-98.4936
      San Diego;California;921##;32.7157;-117.1611
      Dallas;Texas;752##;32.7767;-96.7970
      Austin;Texas;787##;30.2672;-97.7431
      Columbus;Ohio;432##;39.9612;-82.9988
      Seattle;Washington;981##;47.6062;-122.3321
      Denver;Colorado;802##;39.7392;-104.9903
      Boston;Massachusetts;021##;42.3601;-71.0589
      Portland;Oregon;972##;45.5152;-122.6784
      Minneapolis;Minnesota;554##;44.9778;-93.2650
      Atlanta;Georgia;303##;33.7490;-84.3880
      Miami;Florida;331##;25.7617;-80.1918
      """,
    addressFormat: "{street}, {city}, {region} {postcode}",
    phones: "(212) 555-01##;(312) 555-01##;(415) 555-01##;(206) 555-01##;(303) 555-01##;(617) 555-01##",
    internationalPhones:
      "+1 212 555 01##;+1 312 555 01##;+1 415 555 01##;+1 206 555 01##;+1 303 555 01##;+1 617 555 01##",
    iban: "", companySuffixes: "Inc.;LLC;Corp.;Group;Partners")

  static let enGB = LocaleData(
    "en_GB", country: "United Kingdom", currency: "GBP",
    female: """
      Olivia Amelia Isla Ava Emily Sophie Grace Jessica Charlotte Lucy Margaret Susan Sarah Karen Jacqueline Elizabeth
      Helen Nicola Emma Claire Rebecca Laura Gemma Hannah Chloe Megan Alice Eleanor Freya Poppy
      """,
    male: """
      Oliver George Harry Noah Jack Leo Arthur Oscar Charlie Thomas David Paul Andrew Mark Stephen Ian Gary Richard Peter
      Simon Christopher James Daniel Matthew Craig Stuart Graham Alan Kevin Neil
      """,
    family: """
      Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker White Roberts Green
      Hall Wood Jackson Clarke Patel Khan Lewis James Phillips Harris Cooper Ward Turner Carter Hughes Edwards Hill Moore
      Clark Harrison Scott Young Morris Watson Cook Bailey O'Brien Murphy
      """,
    titles: "Ms;Mr",
    streets: """
      High Street;Station Road;Church Lane;Victoria Road;Church Street;Park Road;Mill Lane;Manor Road;London Road;\
      The Green;Queens Road;New Road;Kings Road;Grove Road;York Road;Springfield Road;Alexandra Road;Windsor Road
      """,
    streetFormat: "{number} {street}",
    cities: """
      London;Greater London;SE1 #??;51.5074;-0.1278
      Manchester;Greater Manchester;M4 #??;53.4808;-2.2426
      Birmingham;West Midlands;B15 #??;52.4862;-1.8904
      Leeds;West Yorkshire;LS6 #??;53.8008;-1.5491
      Liverpool;Merseyside;L8 #??;53.4084;-2.9916
      Bristol;Bristol;BS6 #??;51.4545;-2.5879
      Sheffield;South Yorkshire;S10 #??;53.3811;-1.4701
      Newcastle upon Tyne;Tyne and Wear;NE2 #??;54.9783;-1.6178
      Nottingham;Nottinghamshire;NG7 #??;52.9548;-1.1581
      Edinburgh;Midlothian;EH3 #??;55.9533;-3.1883
      Glasgow;Lanarkshire;G12 #??;55.8642;-4.2518
      Cardiff;South Glamorgan;CF10 #??;51.4816;-3.1791
      Belfast;Antrim;BT9 #??;54.5973;-5.9301
      Oxford;Oxfordshire;OX4 #??;51.7520;-1.2577
      Cambridge;Cambridgeshire;CB1 #??;52.2053;0.1218
      """,
    addressFormat: "{street}, {city} {postcode}",
    phones: "020 7946 0###;0161 496 0###;0121 496 0###;0113 496 0###;0117 496 0###;07700 900###",
    internationalPhones:
      "+44 20 7946 0###;+44 161 496 0###;+44 121 496 0###;+44 113 496 0###;+44 117 496 0###;+44 7700 900###",
    iban: "????##############", companySuffixes: "Ltd;plc;LLP;Group;& Sons")
}
