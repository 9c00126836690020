/// Words that belong to no language's records: filler, trades, products of the internet.
enum WordList {
  static let words = """
    amber anchor april arch arrow autumn basket beacon bell birch bloom blue bridge bright brook candle canvas cedar cherry
    circle clay clear cloud clover coast copper coral corner cotton crane crystal dawn deep delta dune eagle early east
    echo elm ember fern field finch flame fleet forest fountain frost garden gate gentle glass golden grain granite green
    harbor hazel heron high hill honey horizon iron island ivory jade juniper kind lake lantern late leaf light linen
    little lodge long maple marble market meadow mild mill mint mirror mist moon moss north oak ocean old olive orchard
    paper path pearl pebble pine plain plum pond poplar quiet quick rain raven reed ridge river robin rose sage salt sand
    shell silver sky slate slow small snow soft solid south sparrow spring star stone storm stream summer sun swan swift
    tall thistle thyme tide timber tower trail valley velvet violet walnut warm water wave west wheat white wide wild
    willow wind winter wood wren yellow young
    """.split { $0 == " " || $0 == "\n" }.map(String.init)

  static let industries = """
    Agriculture;Automotive;Banking;Chemicals;Construction;Consulting;Education;Energy;Engineering;Fashion;Food;Furniture;\
    Health care;Hospitality;Insurance;Logistics;Machinery;Media;Pharmaceuticals;Printing;Real estate;Retail;Software;\
    Telecommunications;Textiles;Tourism
    """.split(separator: ";").map(String.init)

  static let jobs = """
    Accountant;Administrator;Analyst;Architect;Baker;Bookkeeper;Bricklayer;Bus driver;Buyer;Carpenter;Chemist;Clerk;Cook;\
    Dentist;Designer;Developer;Doctor;Editor;Electrician;Engineer;Farmer;Firefighter;Gardener;Hairdresser;Journalist;\
    Lawyer;Librarian;Machinist;Manager;Mechanic;Nurse;Optician;Painter;Paramedic;Pharmacist;Physiotherapist;Pilot;Plumber;\
    Police officer;Postal worker;Receptionist;Researcher;Roofer;Salesperson;Secretary;Social worker;Surveyor;Tailor;Teacher;\
    Technician;Translator;Truck driver;Veterinarian;Waiter;Warehouse worker;Welder
    """.split(separator: ";").map(String.init)

  static let userAgents = [
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0",
  ]
}
