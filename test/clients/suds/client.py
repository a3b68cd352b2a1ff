"""Calls PartnerAPI through suds: a call a line comes in, what came of it goes out.

client.py ADDRESS LOGIN PASSWORD 1.1
"""
import datetime
import json
import sys

from suds import WebFault
from suds.client import Client
from suds.sudsobject import asdict
from suds.transport.http import HttpAuthenticated

address, login, password, _ = sys.argv[1:]
# It sends Basic credentials in the URL-safe alphabet of base64.
client = Client(address + "?wsdl", transport=HttpAuthenticated(username=login, password=password), cache=None)


def native(value):
    """An operand in Python's types."""
    if isinstance(value, dict):
        return datetime.datetime.fromisoformat(value["moment"])
    return value


def shown(value):
    """What suds made of an answer, for the test to look at."""
    if isinstance(value, datetime.datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, list):
        return [shown(child) for child in value]
    if hasattr(value, "__keylist__"):
        return {name: shown(child) for name, child in asdict(value).items()}
    return None if value is None else value if isinstance(value, (bool, int)) else str(value)


def call(operation, operands):
    operands = {name: native(value) for name, value in operands.items()}
    try:
        answer = shown(getattr(client.service, operation)(**operands))
        return {"return": None if answer == "" else answer}
    except WebFault as error:
        fault = error.fault
        return {"fault": {"code": fault.faultcode, "text": fault.faultstring, "detail": shown(fault.detail.error)}}
    except Exception as error:  # so it shows every status but 200 and 500
        return {"status": error.args[0][0]}


for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(call(request["operation"], request["operands"])), flush=True)
