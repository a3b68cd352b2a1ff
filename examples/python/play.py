"""Calls every method that reads with the examples of a file, a method that writes, and one
that is refused; prints what came as JSON. play.py ADDRESS TOKEN FILE
"""

import datetime
import json
import sys

from partnerapi import PartnerAPI, Refused

address, token, file = sys.argv[1:]
api = PartnerAPI(address, token)
with open(file, encoding="utf-8") as text:
    examples = json.load(text)
rows = {name: len(getattr(api, name)(**params)) for name, params in examples.items()}
made = api.client_add_its(client_name="Из Python", region_id=examples["client_read"]["region_id"])
service = api.service_read()[0]
edited = api.service_edit(service_id=service["service_id"], service_end_date=datetime.date(2031, 2, 28))
try:
    api.client_edit(client_id="нет такого", client_name="Н")
    refusal = None
except Refused as error:
    refusal = [str(error), error.mnemonic, error.field]
print(json.dumps({"rows": rows, "made": made[0]["client_name"], "end": edited[0]["service_end_date"], "refusal": refusal}))
