"""Calls PartnerAPI through pysimplesoap: a call a line comes in, what came of it goes out.

client.py ADDRESS LOGIN PASSWORD 1.1
"""
import base64
import datetime
import json
import sys
import xml.etree.ElementTree as ElementTree

from pysimplesoap.client import SoapClient, SoapFault

address, login, password, _ = sys.argv[1:]
credentials = base64.b64encode(f"{login}:{password}".encode()).decode()
client = SoapClient(wsdl=address + "?wsdl", cache=None, http_headers={"Authorization": "Basic " + credentials})


def native(value):
    """An operand in Python's types."""
    if isinstance(value, dict):
        return datetime.datetime.fromisoformat(value["moment"])
    return value


def shown(value):
    """What pysimplesoap made of an answer, for the test to look at."""
    if isinstance(value, datetime.datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, dict):
        return {name: shown(child) for name, child in value.items()}
    if isinstance(value, list):
        return [shown(child) for child in value]
    return value


def call(operation, operands):
    operands = {name: native(value) for name, value in operands.items()}
    try:
        return shown(getattr(client, operation)(**operands))
    except SoapFault as fault:
        # Of the detail's elements it shows the first without its children.
        error = ElementTree.fromstring(client.xml_response).find(".//detail/*")
        detail = {child.tag.split("}")[1]: child.text for child in error}
        return {"fault": {"code": fault.faultcode, "text": fault.faultstring, "detail": detail}}


for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(call(request["operation"], request["operands"])), flush=True)
