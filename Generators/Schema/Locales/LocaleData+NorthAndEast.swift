extension LocaleData {
  static let svSE = LocaleData(
    "sv_SE", country: "Sverige", currency: "SEK",
    female: """
      Anna Eva Maria Karin Kristina Lena Kerstin Sara Emma Ingrid Elin Malin Jenny Hanna Linnea Ida Sofia Johanna Alice Maja
      Elsa Astrid Birgitta Marianne Ulla Åsa|Asa
      """,
    male: """
      Lars Anders Mikael Johan Per Erik Karl Peter Jan Thomas Daniel Fredrik Andreas Hans Oskar Magnus Gustav Mattias Nils
      Björn|Bjorn Henrik Axel Elias Hugo Göran|Goran Sven
      """,
    family: """
      Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson Pettersson Jonsson Jansson
      Hansson Bengtsson Lindberg Lindström|Lindstrom Lindqvist Lindgren Berg Axelsson Bergström|Bergstrom Lundberg Lind
      Lundgren Lundqvist Mattsson Berglund Fredriksson Sandberg Forsberg Sjöberg|Sjoberg
      """,
    titles: "Fru;Herr",
    streets: """
      Storgatan;Skolgatan;Kyrkogatan;Drottninggatan;Kungsgatan;Järnvägsgatan;Nygatan;Parkgatan;Ringvägen;Björkvägen;\
      Skogsvägen;Granvägen;Strandvägen;Södra vägen
      """,
    streetFormat: "{street} {number}",
    cities: """
      Stockholm;Stockholms län;11# ##;59.3293;18.0686
      Göteborg;Västra Götalands län;41# ##;57.7089;11.9746
      Malmö;Skåne län;21# ##;55.6050;13.0038
      Uppsala;Uppsala län;75# ##;59.8586;17.6389
      Västerås;Västmanlands län;72# ##;59.6099;16.5448
      Örebro;Örebro län;70# ##;59.2753;15.2134
      Linköping;Östergötlands län;58# ##;58.4108;15.6214
      Helsingborg;Skåne län;25# ##;56.0465;12.6945
      Jönköping;Jönköpings län;55# ##;57.7826;14.1618
      Umeå;Västerbottens län;90# ##;63.8258;20.2630
      Lund;Skåne län;22# ##;55.7047;13.1910
      Gävle;Gävleborgs län;80# ##;60.6749;17.1413
      """,
    addressFormat: "{street}, {postcode} {city}",
    phones: "08-465 004 ##;031-390 06##;040-628 04##;070-174 06 ##",
    internationalPhones: "+46 8 465 004 ##;+46 31 390 06##;+46 40 628 04##;+46 70 174 06 ##",
    iban: "####################", companySuffixes: "AB;HB;KB;& Söner AB")

  static let fiFI = LocaleData(
    "fi_FI", country: "Suomi", currency: "EUR",
    female: """
      Maria Helena Johanna Anneli Kaarina Marjatta Anna Liisa Annika Hannele Tuulikki Kristiina Emilia Sofia Aino Aada Eevi
      Helmi Venla Tiina Päivi|Paivi Minna Sari Riitta Leena Pirjo
      """,
    male: """
      Juhani Johannes Mikael Olavi Antero Tapani Kalevi Tapio Matti Ilmari Pekka Timo Jari Mika Antti Jukka Markku Eino Leo
      Väinö|Vaino Oliver Elias Onni Heikki Kari Ville
      """,
    family: """
      Korhonen Virtanen Mäkinen|Makinen Nieminen Mäkelä|Makela Hämäläinen|Hamalainen Laine Heikkinen Koskinen
      Järvinen|Jarvinen Lehtonen Lehtinen Saarinen Salminen Heinonen Niemi Salonen Turunen Laitinen Tuominen Rantanen
      Karjalainen Jokinen Mattila Savolainen Lahtinen Ahonen Ojala Leppänen|Leppanen Kallio
      """,
    titles: "Rouva;Herra",
    streets: """
      Mannerheimintie;Koulukatu;Kirkkokatu;Rantatie;Asematie;Koivutie;Metsätie;Puistokatu;Satamakatu;Kauppakatu;\
      Urheilutie;Mäntytie
      """,
    streetFormat: "{street} {number}",
    cities: """
      Helsinki;Uusimaa;001#0;60.1699;24.9384
      Espoo;Uusimaa;021#0;60.2055;24.6559
      Tampere;Pirkanmaa;331#0;61.4978;23.7610
      Vantaa;Uusimaa;013#0;60.2934;25.0378
      Oulu;Pohjois-Pohjanmaa;901#0;65.0121;25.4651
      Turku;Varsinais-Suomi;201#0;60.4518;22.2666
      Jyväskylä;Keski-Suomi;401#0;62.2426;25.7473
      Lahti;Päijät-Häme;151#0;60.9827;25.6612
      Kuopio;Pohjois-Savo;701#0;62.8924;27.6770
      Pori;Satakunta;281#0;61.4851;21.7974
      Joensuu;Pohjois-Karjala;801#0;62.6010;29.7636
      Rovaniemi;Lappi;961#0;66.5039;25.7294
      """,
    addressFormat: "{street}, {postcode} {city}",
    phones: "09 555 0###;03 555 0###;02 555 0###;050 555 0###",
    internationalPhones: "+358 9 555 0###;+358 3 555 0###;+358 2 555 0###;+358 50 555 0###",
    iban: "##############", companySuffixes: "Oy;Oyj;Ky;ja Pojat Oy")

  static let jaJP = LocaleData(
    "ja_JP", country: "日本", currency: "JPY",
    female: """
      陽子|yoko 恵子|keiko 幸子|sachiko 和子|kazuko 洋子|hiroko 久美子|kumiko 由美子|yumiko 美咲|misaki 葵|aoi 結衣|yui
      さくら|sakura 陽菜|hina 愛|ai 彩|aya 真由美|mayumi 直美|naomi 智子|tomoko 裕子|yuko 美穂|miho 七海|nanami 優子|yuko
      千尋|chihiro
      """,
    male: """
      誠|makoto 浩|hiroshi 健一|kenichi 大輔|daisuke 翔太|shota 拓也|takuya 健太|kenta 蓮|ren 悠真|yuma 隆|takashi
      直樹|naoki 和也|kazuya 学|manabu 修|osamu 剛|tsuyoshi 大樹|daiki 陸|riku 亮|ryo 聡|satoshi 正|tadashi 雄太|yuta
      浩二|koji
      """,
    family: """
      佐藤|sato 鈴木|suzuki 高橋|takahashi 田中|tanaka 伊藤|ito 渡辺|watanabe 山本|yamamoto 中村|nakamura 小林|kobayashi
      加藤|kato 吉田|yoshida 山田|yamada 佐々木|sasaki 山口|yamaguchi 松本|matsumoto 井上|inoue 木村|kimura 林|hayashi
      斎藤|saito 清水|shimizu 山崎|yamazaki 森|mori 池田|ikeda 橋本|hashimoto 阿部|abe 石川|ishikawa 中島|nakajima
      前田|maeda 藤田|fujita 小川|ogawa
      """,
    titles: "様;様", isFamilyFirst: true,
    streets: "中央;本町;栄町;緑町;東町;西町;南町;北町;旭町;若葉町;桜町;泉町",
    streetFormat: "{street}{number}",
    cities: """
      新宿区;東京都;160-00##;35.6938;139.7036
      横浜市;神奈川県;220-00##;35.4437;139.6380
      大阪市;大阪府;530-00##;34.6937;135.5023
      名古屋市;愛知県;450-00##;35.1815;136.9066
      札幌市;北海道;060-00##;43.0618;141.3545
      福岡市;福岡県;810-00##;33.5902;130.4017
      神戸市;兵庫県;650-00##;34.6901;135.1956
      京都市;京都府;600-80##;35.0116;135.7681
      川崎市;神奈川県;210-00##;35.5308;139.7029
      さいたま市;埼玉県;330-00##;35.8617;139.6455
      広島市;広島県;730-00##;34.3853;132.4553
      仙台市;宮城県;980-00##;38.2682;140.8694
      """,
    addressFormat: "〒{postcode} {region}{city}{street}",
    phones: "03-5550-####;06-5550-####;052-555-####;011-555-####;090-5550-####",
    internationalPhones: "+81 3-5550-####;+81 6-5550-####;+81 52-555-####;+81 11-555-####;+81 90-5550-####",
    iban: "", companySuffixes: "株式会社;合同会社;商店;工業")
}
