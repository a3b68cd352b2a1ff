#!/usr/bin/env python3
"""A client of the USERSIDE API on nothing but the standard library.

It is called with the address, a key and the dialect that the key has, reads
calls from standard input, one a line of JSON, {"action", "method", "params"},
and answers each with a line: {"status", "body"} and "failure" when the answer
is not what such a client lives on. Like the clients that are around it goes by
the order of keys and by types, so an object is a list of pairs here.
"""
import datetime
import ipaddress
import json
import math
import sys
import urllib.error
import urllib.parse
import urllib.request


class Members(list):
    """An object as its members, in the order they came in."""

    def names(self):
        return [name for name, _ in self]

    def __getitem__(self, at):
        if type(at) is str:
            return next(value for name, value in self if name == at)
        return super().__getitem__(at)


def fail(message):
    raise ValueError(message)


def members(value, *names):
    """The values of an object with just these keys in this order; a key that
    ends in ? may be left out."""
    type(value) is Members or fail(f"no object: {value}")
    want = [n.rstrip("?") for n in names if not n.endswith("?") or n.rstrip("?") in value.names()]
    value.names() == want or fail(f"keys {value.names()} for {want}")
    return value


def text(value):
    type(value) is str or fail(f"no text: {value!r}")
    return value


def number(value):
    type(value) is int or fail(f"no integer: {value!r}")
    return value


def flag(value):
    number(value) in (0, 1) or fail(f"no flag: {value!r}")


def money(value):
    type(value) in (int, float) or fail(f"no amount: {value!r}")
    return value


def moment(value):
    return datetime.datetime.strptime(text(value), "%Y-%m-%d %H:%M:%S")


def date(value):
    return datetime.datetime.strptime(text(value), "%Y-%m-%d")


def ip(value):
    """An address is the decimal text of its 32 bits."""
    return ipaddress.IPv4Address(int(text(value)))


def mac(value):
    text(value) == "" or len(bytes.fromhex(value)) == 6 or fail(f"no MAC address: {value}")


def rows(value, read):
    type(value) is list or fail(f"no list: {value!r}")
    for row in value:
        read(row)


def numbered(value, read):
    """A map by numbers as text."""
    type(value) is Members or fail(f"no map: {value!r}")
    for key, row in value:
        read(row, int(key))


def named(row, key):
    members(row, "id", "name")
    number(row["id"]) == key or fail(f"{row['id']} under {key}")
    text(row["name"])


def marked(row, key):
    number(members(row, "id")["id"]) == key or fail(f"{row} under {key}")


def service(row, key):
    members(row, "cost", "comment", "date_add")
    money(row["cost"]), text(row["comment"]), moment(row["date_add"])


def address_row(row, key):
    members(row, "ip", "mac", "ip_net")
    ip(row["ip"]), mac(row["mac"])
    row["ip_net"] == "" or ipaddress.IPv4Network(row["ip_net"])


def phone(row):
    members(row, "number", "flag_main?")
    text(row["number"])


def customer(c):
    members(c, "id", "login", "full_name", "flag_corporate", "is_disable", "is_potential", "is_in_billing", "balance", "credit", "state_id", "agreement",
            "account_number", "traffic", "date_create", "date_connect", "date_activity", "date_activity_inet", "date_positive_balance", "phone", "email",
            "address", "billing_id", "billing?", "tariff", "service?", "group?", "parent_id", "mark?", "ip_mac?", "comment", "manager_id", "additional_data?")
    for key in "login", "full_name", "account_number", "billing_id", "comment":
        text(c[key])
    for key in "flag_corporate", "is_disable", "is_potential", "is_in_billing":
        flag(c[key])
    for key in "date_create", "date_activity", "date_activity_inet":
        moment(c[key])
    for key in "id", "credit", "state_id", "manager_id", "parent_id":
        number(c[key])
    date(c["date_connect"]), date(c["date_positive_balance"])
    math.floor(money(c["balance"]))
    agreement = members(c["agreement"][0], "number", "date")
    text(agreement["number"]), date(agreement["date"])
    month = members(members(c["traffic"], "month")["month"], "up", "down")
    number(month["up"]), number(month["down"])
    rows(c["phone"], phone)
    c["phone"] == [] or number(c["phone"][0]["flag_main"]) == 1 or fail("no main telephone number")
    for row in c["email"]:
        members(row, "address", "flag_main")
    where = members(c["address"][0], "type", "house_id", "apartment?", "entrance?", "floor?")
    number(where["house_id"])
    if "apartment" in where.names():
        text(members(where["apartment"], "number")["number"])
    if "floor" in where.names():
        number(where["floor"])
    c["billing_id"] == "" or int(math.floor(float(c["billing_id"])))
    if "billing" in c.names():
        members(c["billing"], "id", "uuid")
        number(c["billing"]["id"]), text(c["billing"]["uuid"]) == c["billing_id"] or fail("two ids inside the billing")
    members(c["tariff"], "current", "new")
    for row in c["tariff"]["current"]:
        int(text(members(row, "id")["id"]))
    for key, read in (("service", service), ("group", marked), ("mark", marked), ("ip_mac", address_row)):
        if key in c.names():
            c[key] or fail(f"an empty {key}")
            numbered(c[key], read)
    if "additional_data" in c.names():
        members(members(c["additional_data"], "1")["1"], "id", "name", "value")


def data(value):
    """One customer, or a map of them."""
    if value and value[0][0] == "id":
        return customer(value)
    numbered(value, lambda row, key: (customer(row), row["id"] == key or fail(f"{row['id']} under {key}")))


def entry(row):
    members(row, "Id", "Typer", "DateDo", "empoyee_id", "BalansBefore", "Amount", "Comment")
    number(row["Id"]), text(row["Typer"]), moment(row["DateDo"]), number(row["empoyee_id"]), money(row["BalansBefore"]), money(row["Amount"]), text(row["Comment"])
    (row["Amount"] != 0) == (row["Typer"] == "balance") or fail(f"an amount of {row['Typer']}")


def wired(row):
    members(row, "customer_id", "ip", "mac", "device_id", "device_ip", "port")
    number(row["customer_id"]), ip(row["ip"]), mac(row["mac"]), number(row["device_id"]), number(row["port"])
    row["device_ip"] == "" or ipaddress.IPv4Address(row["device_ip"])


def stop(row):
    members(row, "date_stop", "ip", "mac")
    moment(row["date_stop"]), ip(row["ip"]), mac(row["mac"])


def message(row):
    members(row, "Id", "DateMsg", "employee_id", "MsgTyper", "Text", "customer_id")
    number(row["Id"]), moment(row["DateMsg"]), number(row["employee_id"]), text(row["Text"]), number(row["customer_id"])
    row["MsgTyper"] == ("in" if row["employee_id"] == 0 else "out") or fail(row["MsgTyper"])


def found(value):
    """One id, or a list of several."""
    rows(value, number) if type(value) is list else number(value)


READ = {
    "add": number, "change_balance": number, "msg_add": number, "msg_add_to_customer": number, "service_add": number, "get_abon_id": found,
    "abon_hist": lambda v: rows(v, entry),
    "get_activity_counter": number, "get_max_agreement_number": number,
    "get_customer_group": lambda v: numbered(v, named), "list_tarif_available": lambda v: numbered(v, named),
    "get_customers_id": lambda v: rows(v, number),
    "get_data": data,
    "get_ip_port_device_commutation": lambda v: rows(v, wired),
    "get_last_ip": lambda v: v == "" or ipaddress.IPv4Address(v),
    "get_mac_history": lambda v: rows(v, stop),
    "msg": lambda v: rows(v, message),
}

# Which keys an answer has, in their order: of OK alone, an id, data and a refusal.
ENVELOPES = {
    "modern": (["result"], ["result", "Id"], ["result", "data"], ["result", "error", "error_code"]),
    "legacy": (["Result"], ["Result", "Id"], ["Result", "Data", "data"], ["Result", "ErrorText", "error_code"]),
    "both": (["result", "Result"], ["result", "Id", "Result"], ["result", "data", "Data", "Result"], ["result", "error", "error_code", "Result", "ErrorText"]),
}


def read(dialect, action, phone, status, body):
    """What the clients of a dialect take out of an answer."""
    answer = json.loads(body, object_pairs_hook=Members)
    ok, with_id, with_data, refused = ENVELOPES[dialect]
    names = ("Result", "ErrorText") if dialect == "legacy" else ("result", "error")
    refusal = status != 200
    if dialect == "legacy":
        refusal = answer["Result"] != "OK"  # these clients look at nothing else
        status in (200, 405, 503) or fail(f"status {status}")
    answer[names[0]] == ("ERROR" if refusal else "OK") or fail(answer[names[0]])
    if refusal:
        members(answer, *refused)
        return text(answer[names[1]])
    if action not in READ:
        members(answer, *ok)
        return None
    # The first key that is neither result nor error is the payload.
    key, payload = next((k, v) for k, v in answer if k.lower() not in ("result", "error"))
    want = with_id if key == "Id" else with_data
    if "count" in answer.names():
        want = [k for k in want if k != "Result" or want[0] == "Result"]
        members(answer, *([*want, "count"] if dialect != "both" else ["result", "data", "count", "Data", "Result"]))
    else:
        members(answer, *want)
    READ[action](payload)
    if phone and dialect == "legacy":
        payload[0]  # these clients take the first of a list, always
    return payload


def call(url, key, dialect, line):
    asked = json.loads(line)
    form = urllib.parse.urlencode([("key", key), ("cat", "customer"), ("action", asked["action"]), *asked["params"].items()])
    request = urllib.request.Request(url, form.encode()) if asked["method"] == "POST" else urllib.request.Request(url + "?" + form)
    try:
        with urllib.request.urlopen(request) as r:
            status, body = r.status, r.read().decode()
    except urllib.error.HTTPError as e:
        status, body = e.code, e.read().decode()
    said = {"status": status, "body": body}
    try:
        read(dialect, asked["action"], asked["params"].get("data_typer") == "phone", status, body)
    except Exception as e:
        said["failure"] = f"{type(e).__name__}: {e}"
    return said


def main():
    url, key, dialect = sys.argv[1:]
    for line in sys.stdin:
        print(json.dumps(call(url, key, dialect, line)), flush=True)


main()
