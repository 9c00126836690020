extension LocaleData {
  static let frFR = LocaleData(
    "fr_FR", country: "France", currency: "EUR",
    female: """
      Marie Nathalie Isabelle Sylvie Catherine Martine Christine Françoise Valérie Sandrine Stéphanie Sophie Céline Julie
      Aurélie Camille Léa Manon Emma Chloé Inès Jade Louise Alice Monique Jacqueline Anne Hélène Élodie|Elodie Margaux
      """,
    male: """
      Jean Pierre Michel Philippe Alain Patrick Nicolas Christophe Laurent Frédéric Thierry Stéphane Julien Sébastien
      Thomas Alexandre Antoine Maxime Lucas Hugo Louis Gabriel Arthur Jules Bernard Daniel Olivier Guillaume François Rémi
      """,
    family: """
      Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy Roux David
      Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Faure Mercier Blanc Guérin Boyer
      Garnier Chevalier François Legrand Gauthier Perrin Robin Clément Morin Henry Roussel Gautier Masson Marchand
      """,
    titles: "Mme;M.",
    streets: """
      rue de l'Église;rue du Moulin;rue Victor Hugo;place de la Mairie;rue Pasteur;rue de la Gare;avenue de la République;\
      rue Jean Jaurès;rue des Écoles;grande rue;rue du Château;rue de la Fontaine;boulevard Gambetta;rue Molière;\
      rue des Jardins;chemin des Vignes
      """,
    streetFormat: "{number} {street}",
    cities: """
      Paris;Île-de-France;7501#;48.8566;2.3522
      Marseille;Provence-Alpes-Côte d'Azur;1300#;43.2965;5.3698
      Lyon;Auvergne-Rhône-Alpes;6900#;45.7640;4.8357
      Toulouse;Occitanie;31#00;43.6047;1.4442
      Nice;Provence-Alpes-Côte d'Azur;06#00;43.7102;7.2620
      Nantes;Pays de la Loire;44#00;47.2184;-1.5536
      Strasbourg;Grand Est;67#00;48.5734;7.7521
      Montpellier;Occitanie;340#0;43.6108;3.8767
      Bordeaux;Nouvelle-Aquitaine;33#00;44.8378;-0.5792
      Lille;Hauts-de-France;59#00;50.6292;3.0573
      Rennes;Bretagne;35#00;48.1173;-1.6778
      Reims;Grand Est;51#00;49.2583;4.0317
      Grenoble;Auvergne-Rhône-Alpes;380#0;45.1885;5.7245
      Dijon;Bourgogne-Franche-Comté;210#0;47.3220;5.0415
      """,
    addressFormat: "{street}, {postcode} {city}",
    phones: "01 99 00 ## ##;02 61 91 ## ##;03 53 01 ## ##;04 65 71 ## ##;05 36 49 ## ##;06 39 98 ## ##",
    internationalPhones:
      "+33 1 99 00 ## ##;+33 2 61 91 ## ##;+33 3 53 01 ## ##;+33 4 65 71 ## ##;+33 5 36 49 ## ##;+33 6 39 98 ## ##",
    iban: "#######################", companySuffixes: "SARL;SA;SAS;et Fils;SNC")

  static let esES = LocaleData(
    "es_ES", country: "España", currency: "EUR",
    female: """
      María Carmen Ana Isabel Dolores Pilar Josefa Teresa Rosa Cristina Laura Marta Elena Lucía Paula Sara Raquel Beatriz
      Patricia Silvia Rocío Mercedes Julia Irene Alba Sofía Nuria Montserrat
      """,
    male: """
      Antonio José Manuel Francisco Juan David Javier Daniel Jesús Carlos Miguel Alejandro Rafael Pedro Pablo Ángel|Angel
      Sergio Fernando Luis Jorge Alberto Álvaro|Alvaro Diego Adrián Raúl Enrique Vicente Rubén
      """,
    family: """
      García González Rodríguez Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Ruiz Hernández Díaz Moreno
      Muñoz Álvarez|Alvarez Romero Alonso Gutiérrez Navarro Torres Domínguez Vázquez Ramos Gil Ramírez Serrano Blanco
      Molina Morales Suárez Ortega Delgado Castro Ortiz Rubio Marín Sanz Iglesias
      """,
    titles: "Sra.;Sr.",
    streets: """
      Calle Mayor;Calle Real;Calle Nueva;Calle de la Iglesia;Avenida de la Constitución;Calle San José;Plaza de España;\
      Calle del Sol;Calle Cervantes;Calle Ancha;Paseo de la Estación;Calle Goya;Calle de la Fuente;Avenida de Andalucía
      """,
    streetFormat: "{street} {number}",
    cities: """
      Madrid;Madrid;280##;40.4168;-3.7038
      Barcelona;Cataluña;080##;41.3874;2.1686
      Valencia;Comunidad Valenciana;460##;39.4699;-0.3763
      Sevilla;Andalucía;410##;37.3891;-5.9845
      Zaragoza;Aragón;500##;41.6488;-0.8891
      Málaga;Andalucía;290##;36.7213;-4.4214
      Murcia;Región de Murcia;300##;37.9922;-1.1307
      Palma;Islas Baleares;070##;39.5696;2.6502
      Bilbao;País Vasco;480##;43.2630;-2.9350
      Alicante;Comunidad Valenciana;030##;38.3452;-0.4810
      Valladolid;Castilla y León;470##;41.6523;-4.7245
      Vigo;Galicia;362##;42.2406;-8.7207
      """,
    addressFormat: "{street}, {postcode} {city}",
    phones: "91 055 5# ##;93 055 5# ##;96 055 5# ##;95 055 5# ##;600 055 5##",
    internationalPhones: "+34 91 055 5# ##;+34 93 055 5# ##;+34 96 055 5# ##;+34 95 055 5# ##;+34 600 055 5##",
    iban: "####################", companySuffixes: "S.L.;S.A.;y Asociados;Hermanos")

  static let itIT = LocaleData(
    "it_IT", country: "Italia", currency: "EUR",
    female: """
      Maria Anna Giuseppina Rosa Angela Giovanna Teresa Lucia Carmela Caterina Francesca Paola Laura Giulia Sara Chiara
      Valentina Alessandra Elena Silvia Martina Federica Sofia Aurora Alice Ginevra Simona Roberta
      """,
    male: """
      Giuseppe Giovanni Antonio Mario Luigi Francesco Angelo Vincenzo Pietro Salvatore Marco Andrea Alessandro Luca Matteo
      Stefano Roberto Paolo Davide Simone Lorenzo Leonardo Riccardo Tommaso Fabio Massimo Claudio Daniele
      """,
    family: """
      Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti Costa Giordano Mancini Rizzo
      Lombardi Moretti Barbieri Fontana Santoro Mariani Rinaldi Caruso Ferrara Galli Martini Leone Longo Gentile Martinelli
      Vitale Lombardo Serra Coppola De_Luca De_Santis
      """,
    titles: "Sig.ra;Sig.",
    streets: """
      Via Roma;Via Giuseppe Garibaldi;Via Guglielmo Marconi;Via Giuseppe Mazzini;Via Dante Alighieri;Corso Italia;\
      Via Vittorio Emanuele;Via Giacomo Matteotti;Piazza del Popolo;Via San Francesco;Via Camillo Benso di Cavour;\
      Via dei Mille;Via della Libertà;Viale dei Pini
      """,
    streetFormat: "{street} {number}",
    cities: """
      Roma;Lazio;001##;41.9028;12.4964
      Milano;Lombardia;201##;45.4642;9.1900
      Napoli;Campania;801##;40.8518;14.2681
      Torino;Piemonte;101##;45.0703;7.6869
      Palermo;Sicilia;901##;38.1157;13.3615
      Genova;Liguria;161##;44.4056;8.9463
      Bologna;Emilia-Romagna;401##;44.4949;11.3426
      Firenze;Toscana;501##;43.7696;11.2558
      Bari;Puglia;701##;41.1171;16.8719
      Catania;Sicilia;951##;37.5079;15.0830
      Venezia;Veneto;301##;45.4408;12.3155
      Verona;Veneto;371##;45.4384;10.9916
      """,
    addressFormat: "{street}, {postcode} {city}",
    phones: "06 5550 ####;02 5550 ####;081 555 ####;011 555 ####",
    internationalPhones: "+39 06 5550 ####;+39 02 5550 ####;+39 081 555 ####;+39 011 555 ####",
    iban: "?######################", companySuffixes: "S.r.l.;S.p.A.;e Figli;S.n.c.")

  static let ptBR = LocaleData(
    "pt_BR", country: "Brasil", currency: "BRL",
    female: """
      Maria Ana Francisca Antônia|Antonia Adriana Juliana Márcia Fernanda Patrícia Aline Sandra Camila Amanda Bruna Jéssica
      Letícia Júlia Luciana Vanessa Mariana Gabriela Vera Beatriz Larissa Cláudia Rafaela
      """,
    male: """
      José João Antônio|Antonio Francisco Carlos Paulo Pedro Lucas Luiz Marcos Luís Gabriel Rafael Daniel Marcelo Bruno
      Eduardo Felipe Raimundo Rodrigo Manoel Mateus André Fernando Gustavo Thiago
      """,
    family: """
      Silva Santos Oliveira Souza Rodrigues Ferreira Alves Pereira Lima Gomes Ribeiro Carvalho Almeida Lopes Soares
      Fernandes Vieira Barbosa Rocha Dias Nascimento Andrade Moreira Nunes Marques Machado Mendes Freitas Cardoso Ramos
      Gonçalves Santana Teixeira Araújo
      """,
    titles: "Sra.;Sr.",
    streets: """
      Rua Sete de Setembro;Rua Quinze de Novembro;Rua São José;Avenida Brasil;Rua Tiradentes;Rua Santos Dumont;\
      Rua Dom Pedro II;Rua São João;Avenida Getúlio Vargas;Rua das Flores;Rua Castro Alves;Rua Rui Barbosa
      """,
    streetFormat: "{street} {number}",
    cities: """
      São Paulo;São Paulo;01###-###;-23.5505;-46.6333
      Rio de Janeiro;Rio de Janeiro;20###-###;-22.9068;-43.1729
      Brasília;Distrito Federal;70###-###;-15.7939;-47.8828
      Salvador;Bahia;40###-###;-12.9777;-38.5016
      Fortaleza;Ceará;60###-###;-3.7319;-38.5267
      Belo Horizonte;Minas Gerais;30###-###;-19.9167;-43.9345
      Manaus;Amazonas;69###-###;-3.1190;-60.0217
      Curitiba;Paraná;80###-###;-25.4284;-49.2733
      Recife;Pernambuco;50###-###;-8.0476;-34.8770
      Porto Alegre;Rio Grande do Sul;90###-###;-30.0346;-51.2177
      Belém;Pará;66###-###;-1.4558;-48.4902
      Goiânia;Goiás;74###-###;-16.6869;-49.2648
      """,
    addressFormat: "{street}, {city} - {region}, {postcode}",
    phones: "(11) 5550-####;(21) 5550-####;(31) 5550-####;(41) 5550-####;(51) 5550-####",
    internationalPhones: "+55 11 5550-####;+55 21 5550-####;+55 31 5550-####;+55 41 5550-####;+55 51 5550-####",
    iban: "#######################??", companySuffixes: "Ltda.;S.A.;e Filhos;ME")
}
