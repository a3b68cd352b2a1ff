"""Calls PartnerAPI through zeep: a call a line comes in, what came of it goes out.

client.py ADDRESS LOGIN PASSWORD 1.1|1.2
"""
import base64
import datetime
import json
import sys

from requests import Session
from requests.auth import HTTPBasicAuth
from zeep import Client, Transport
from zeep.exceptions import Fault
from zeep.helpers import serialize_object

address, login, password, version = sys.argv[1:]
session = Session()
session.auth = HTTPBasicAuth(login.encode(), password.encode())  # requests would send str as Latin-1
client = Client(address + "?wsdl", transport=Transport(session=session))
service = client.bind("PartnerAPI", {"1.1": "PartnerAPISoap", "1.2": "PartnerAPISoap12"}[version])


def native(value):
    """An operand in Python's types."""
    if isinstance(value, dict):
        return datetime.datetime.fromisoformat(value["moment"])
    return value


def shown(value):
    """What zeep made of an answer, for the test to look at."""
    if isinstance(value, datetime.datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, bytes):
        return {"binary": base64.b64encode(value).decode()}
    if isinstance(value, dict):
        return {name: shown(child) for name, child in value.items()}
    if isinstance(value, list):
        return [shown(child) for child in value]
    return value


def call(operation, operands):
    operands = {name: native(value) for name, value in operands.items()}
    try:
        return {"return": shown(serialize_object(service[operation](**operands), dict))}
    except Fault as fault:
        error = [] if fault.detail is None else fault.detail[0]
        detail = {child.tag.split("}")[1]: child.text for child in error}
        return {"fault": {"code": fault.code, "text": fault.message, "detail": detail}}


for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(call(request["operation"], request["operands"])), flush=True)
