"""A plain script with `requests`: the calls that it is given, one after the other.

In: a JSON list of `[method, path, body or null]`; address and token are in the environment.
"""

import json
import os
import sys

import requests

SECONDS = 60

session = requests.Session()
session.headers["Authorization"] = f"Bearer {os.environ['NORTHFLANK_API_TOKEN']}"
for method, path, body in json.load(sys.stdin):
    url = os.environ["NORTHFLANK_BASE_URL"] + path
    session.request(method, url, json=body, timeout=SECONDS).raise_for_status()
