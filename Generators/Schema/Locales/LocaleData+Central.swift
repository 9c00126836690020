extension LocaleData {
  static let deDE = LocaleData(
    "de_DE", country: "Deutschland", currency: "EUR",
    female: """
      Anna Maria Ursula Sabine Petra Monika Andrea Susanne Claudia Stefanie Julia Katharina Lena Laura Lea Sarah Emma Mia
      Hannah Sophie Birgit Renate Karin Gabriele Nicole Christina Melanie Kathrin Jana Franziska Ingrid Käthe
      """,
    male: """
      Peter Michael Thomas Andreas Wolfgang Klaus Jürgen Günter Stefan Christian Markus Martin Frank Jan Tobias Felix Lukas
      Leon Paul Jonas Finn Maximilian Alexander Sebastian Florian Matthias Uwe Ralf Bernd Dieter Jörg Björn
      """,
    family: """
      Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf
      Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt Werner Krause Meier Lehmann Schmid
      Schulze Maier Köhler Herrmann König Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung Hahn
      """,
    titles: "Frau;Herr",
    streets: """
      Hauptstraße;Schulstraße;Gartenstraße;Bahnhofstraße;Dorfstraße;Bergstraße;Birkenweg;Lindenstraße;Kirchstraße;\
      Waldstraße;Ringstraße;Schillerstraße;Goethestraße;Jahnstraße;Wiesenweg;Am Sportplatz;Mühlenweg;Rosenstraße
      """,
    streetFormat: "{street} {number}",
    cities: """
      Berlin;Berlin;104##;52.5200;13.4050
      Hamburg;Hamburg;203##;53.5511;9.9937
      München;Bayern;803##;48.1351;11.5820
      Köln;Nordrhein-Westfalen;506##;50.9375;6.9603
      Frankfurt am Main;Hessen;603##;50.1109;8.6821
      Stuttgart;Baden-Württemberg;701##;48.7758;9.1829
      Düsseldorf;Nordrhein-Westfalen;402##;51.2277;6.7735
      Leipzig;Sachsen;041##;51.3397;12.3731
      Dortmund;Nordrhein-Westfalen;441##;51.5136;7.4653
      Dresden;Sachsen;010##;51.0504;13.7373
      Hannover;Niedersachsen;301##;52.3759;9.7320
      Nürnberg;Bayern;904##;49.4521;11.0767
      Bremen;Bremen;281##;53.0793;8.8017
      Freiburg im Breisgau;Baden-Württemberg;791##;47.9990;7.8421
      Kiel;Schleswig-Holstein;241##;54.3233;10.1228
      """,
    addressFormat: "{street}, {postcode} {city}",
    phones: "030 23125 ###;040 66969 ###;089 99998 ###;0221 4710 ###;069 90009 ###",
    internationalPhones: "+49 30 23125 ###;+49 40 66969 ###;+49 89 99998 ###;+49 221 4710 ###;+49 69 90009 ###",
    iban: "##################", companySuffixes: "GmbH;AG;KG;GmbH & Co. KG;e.K.")

  static let nlNL = LocaleData(
    "nl_NL", country: "Nederland", currency: "EUR",
    female: """
      Emma Julia Sophie Anna Sanne Lisa Lotte Eva Fleur Femke Anouk Maria Johanna Wilhelmina Cornelia Hendrika Ingrid
      Marieke Esther Monique Saskia Petra Linda Iris Roos Noor
      """,
    male: """
      Jan Johannes Cornelis Pieter Hendrik Willem Daan Bram Sem Lucas Thijs Lars Tim Jeroen Maarten Bas Sander Niels Ruben
      Koen Joost Wouter Dirk Gerrit Kees Henk
      """,
    family: """
      Jansen Bakker Visser Smit Meijer Mulder Bos Vos Peters Hendriks Dekker Brouwer Koning Maas Verhoeven Koster Prins
      Huisman Peeters Kuipers Veenstra Kramer Postma Schouten Willems Hoekstra Koopman Scholten de_Jong de_Vries van_Dijk
      de_Boer de_Groot van_Dam
      """,
    titles: "Mevrouw;De heer",
    streets: """
      Kerkstraat;Schoolstraat;Molenstraat;Dorpsstraat;Molenweg;Julianastraat;Wilhelminastraat;Nieuwstraat;Parallelweg;\
      Hoofdstraat;Stationsweg;Beatrixstraat;Kastanjelaan;Eikenlaan;Beukenlaan
      """,
    streetFormat: "{street} {number}",
    cities: """
      Amsterdam;Noord-Holland;101# ??;52.3676;4.9041
      Rotterdam;Zuid-Holland;301# ??;51.9244;4.4777
      Den Haag;Zuid-Holland;251# ??;52.0705;4.3007
      Utrecht;Utrecht;351# ??;52.0907;5.1214
      Eindhoven;Noord-Brabant;561# ??;51.4416;5.4697
      Groningen;Groningen;971# ??;53.2194;6.5665
      Tilburg;Noord-Brabant;503# ??;51.5555;5.0913
      Breda;Noord-Brabant;481# ??;51.5719;4.7683
      Nijmegen;Gelderland;651# ??;51.8126;5.8372
      Maastricht;Limburg;621# ??;50.8514;5.6910
      Haarlem;Noord-Holland;201# ??;52.3874;4.6462
      Zwolle;Overijssel;801# ??;52.5168;6.0830
      """,
    addressFormat: "{street}, {postcode} {city}",
    phones: "020 555 0###;010 555 0###;070 555 0###;030 555 0###;06 555 00 ###",
    internationalPhones: "+31 20 555 0###;+31 10 555 0###;+31 70 555 0###;+31 30 555 0###;+31 6 555 00 ###",
    iban: "????##########", companySuffixes: "B.V.;N.V.;V.O.F.;Groep")

  static let plPL = LocaleData(
    "pl_PL", country: "Polska", currency: "PLN",
    female: """
      Anna Maria Katarzyna Małgorzata Agnieszka Barbara Ewa Krystyna Elżbieta Magdalena Zofia Teresa Joanna Aleksandra
      Monika Danuta Natalia Karolina Marta Julia Beata Dorota Halina Irena Paulina Zuzanna
      """,
    male: """
      Piotr Krzysztof Andrzej Tomasz Jan Paweł Michał Marcin Stanisław Jakub Adam Marek Łukasz Grzegorz Mateusz Wojciech
      Mariusz Dariusz Zbigniew Jerzy Maciej Rafał Robert Kamil Jacek Antoni
      """,
    family: """
      Nowak Wójcik Kowalczyk Woźniak Mazur Krawczyk Kaczmarek Zając Król Wróbel Stępień Pawlak Walczak Duda Sikora Baran
      Michalak Szewczyk Pietrzak Marciniak Bąk Włodarczyk Jasiński|Jasinski Adamczyk Dudek Kubiak Wilk Mazurek Sobczak
      Czajka Urban Tomczak Kozak Banaś|Banas
      """,
    titles: "Pani;Pan",
    streets: """
      Polna;Leśna;Słoneczna;Krótka;Szkolna;Ogrodowa;Lipowa;Brzozowa;Łąkowa;Kwiatowa;Sosnowa;Kościelna;Akacjowa;Parkowa;\
      Zielona;Kolejowa
      """,
    streetFormat: "ul. {street} {number}",
    cities: """
      Warszawa;mazowieckie;00-###;52.2297;21.0122
      Kraków;małopolskie;30-###;50.0647;19.9450
      Łódź;łódzkie;90-###;51.7592;19.4560
      Wrocław;dolnośląskie;50-###;51.1079;17.0385
      Poznań;wielkopolskie;60-###;52.4064;16.9252
      Gdańsk;pomorskie;80-###;54.3520;18.6466
      Szczecin;zachodniopomorskie;70-###;53.4285;14.5528
      Bydgoszcz;kujawsko-pomorskie;85-###;53.1235;18.0084
      Lublin;lubelskie;20-###;51.2465;22.5684
      Katowice;śląskie;40-###;50.2649;19.0238
      Białystok;podlaskie;15-###;53.1325;23.1688
      Rzeszów;podkarpackie;35-###;50.0412;21.9991
      """,
    addressFormat: "{street}, {postcode} {city}",
    phones: "22 555 0# ##;12 555 0# ##;61 555 0# ##;500 555 0##",
    internationalPhones: "+48 22 555 0# ##;+48 12 555 0# ##;+48 61 555 0# ##;+48 500 555 0##",
    iban: "########################", companySuffixes: "Sp. z o.o.;S.A.;Sp. j.;Sp. k.")
}
