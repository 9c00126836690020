"""Rows per CPU-second of the ten-column person table by Faker and Mimesis, and by sundog in the same minute.

usage: schema_peers.py SUNDOG SCHEMA     (pip install faker mimesis)
"""
import csv
import io
import resource
import subprocess
import sys
import time
import uuid


def cpu(make, rows):
    out = csv.writer(io.StringIO())
    start = time.process_time()
    for _ in range(rows):
        out.writerow(make())
    return rows / (time.process_time() - start)


def faker_row():
    return (fake.uuid4(), fake.first_name(), fake.last_name(), fake.unique.email(), fake.phone_number(),
            fake.street_address(), fake.city(), fake.postcode(), fake.date_of_birth(), fake.pyfloat(min_value=0, max_value=1e5, right_digits=2))


def mimesis_row():
    return (code.uuid(), person.first_name(), person.last_name(), person.email(unique=True), person.telephone(),
            address.address(), address.city(), address.postal_code(), dates.date(1940, 2006), numbers.float_number(0, 1e5, 2))


def sundog(binary, schema, rows):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([binary, "sample", schema, "--rows", str(rows), "--seed", "1", "--threads", "1", "-o", "-"],
                   stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return rows / (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


rates = {"faker": [], "mimesis": [], "sundog": []}
from faker import Faker
from mimesis import Address, Cryptographic, Datetime, Numeric, Person
from mimesis.locales import Locale

fake = Faker("en_US")
person, address, code, dates, numbers = Person(Locale.EN), Address(Locale.EN), Cryptographic(), Datetime(), Numeric()
for _ in range(3):
    rates["faker"].append(cpu(faker_row, 3000))
    rates["mimesis"].append(cpu(mimesis_row, 20000))
    rates["sundog"].append(sundog(sys.argv[1], sys.argv[2], 1_000_000))
middle = {name: sorted(values)[1] for name, values in rates.items()}
for name, value in middle.items():
    print(f"{name}: {value:,.0f} rows per CPU-second, sundog is {middle['sundog'] / value:,.0f} times as fast")
