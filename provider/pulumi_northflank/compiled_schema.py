"""The JSON Schema as Python, which fastjsonschema wrote: `make schema` does it anew."""

VERSION = "2.22.3"
from decimal import Decimal
import re
from fastjsonschema import JsonSchemaValueException, JsonSchemaValuesException


REGEX_PATTERNS = {
    '^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$': re.compile('^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*\\Z'),
    '^(?!\\.{1,2}$)[^\\s\\u0000-\\u001f\\u007f-\\u009f/\\\\?#%]+$': re.compile('^(?!\\.{1,2}\\Z)[^\\s\\u0000-\\u001f\\u007f-\\u009f/\\\\?#%]+\\Z')
}

NoneType = type(None)

def validate(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, (dict)):
        raise JsonSchemaValueException("" + (name_prefix or "data") + " must be object", value=data, name="" + (name_prefix or "data") + "", definition={'$schema': 'http://json-schema.org/draft-07/schema#', 'type': 'object', 'required': ['projectId', 'addonId', 'backupType', 'scheduling', 'retentionTime'], 'additionalProperties': False, 'properties': {'projectId': {'type': 'string', 'minLength': 1, 'maxLength': 100, 'pattern': '^(?!\\.{1,2}$)[^\\s\\u0000-\\u001f\\u007f-\\u009f/\\\\?#%]+$'}, 'addonId': {'type': 'string', 'minLength': 1, 'maxLength': 100, 'pattern': '^(?!\\.{1,2}$)[^\\s\\u0000-\\u001f\\u007f-\\u009f/\\\\?#%]+$'}, 'teamId': {'type': 'string', 'minLength': 1, 'maxLength': 100, 'pattern': '^(?!\\.{1,2}$)[^\\s\\u0000-\\u001f\\u007f-\\u009f/\\\\?#%]+$'}, 'backupType': {'type': 'string', 'enum': ['dump', 'snapshot']}, 'scheduling': {'type': 'object', 'required': ['interval', 'minute'], 'additionalProperties': False, 'properties': {'interval': {'type': 'string', 'enum': ['hourly', 'daily', 'weekly']}, 'minute': {'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 59}}, 'hour': {'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 23}}, 'day': {'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 6}}}, 'allOf': [{'if': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'hourly'}}}, 'then': {'properties': {'hour': {'not': {}}, 'day': {'not': {}}}}}, {'if': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'daily'}}}, 'then': {'required': ['hour'], 'properties': {'day': {'not': {}}}}}, {'if': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'weekly'}}}, 'then': {'allOf': [{'required': ['hour']}, {'required': ['day']}]}}]}, 'retentionTime': {'type': 'integer', 'minimum': 1, 'maximum': 120}, 'compressionType': {'type': 'string', 'enum': ['gz', 'zstd']}, 'customDestinationId': {'type': 'string', 'minLength': 3, 'maxLength': 100, 'pattern': '^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$'}, 'additionalDestinations': {'type': 'array', 'uniqueItems': True, 'items': {'type': 'object', 'required': ['destinationId', 'type'], 'additionalProperties': False, 'properties': {'destinationId': {'type': 'string', 'minLength': 3, 'maxLength': 100, 'pattern': '^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$'}, 'retentionTime': {'type': 'integer', 'minimum': 1, 'maximum': 120}, 'type': {'type': 'string', 'enum': ['custom']}}}}, 'ifExists': {'type': 'string', 'enum': ['adopt', 'error', 'replace']}}, 'allOf': [{'if': {'type': 'object', 'required': ['scheduling'], 'properties': {'scheduling': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'hourly'}}}}}, 'then': {'properties': {'retentionTime': {'maximum': 7}, 'additionalDestinations': {'items': {'properties': {'retentionTime': {'maximum': 7}}}}}}}, {'if': {'type': 'object', 'required': ['scheduling'], 'properties': {'scheduling': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'daily'}}}}}, 'then': {'properties': {'retentionTime': {'maximum': 60}, 'additionalDestinations': {'items': {'properties': {'retentionTime': {'maximum': 60}}}}}}}, {'if': {'type': 'object', 'required': ['backupType'], 'properties': {'backupType': {'const': 'dump'}}}, 'then': {'properties': {'additionalDestinations': {'not': {}}}}}, {'if': {'type': 'object', 'required': ['backupType'], 'properties': {'backupType': {'const': 'snapshot'}}}, 'then': {'properties': {'customDestinationId': {'not': {}}}}}], '$defs': {'pathId': {'type': 'string', 'minLength': 1, 'maxLength': 100, 'pattern': '^(?!\\.{1,2}$)[^\\s\\u0000-\\u001f\\u007f-\\u009f/\\\\?#%]+$'}, 'destinationId': {'type': 'string', 'minLength': 3, 'maxLength': 100, 'pattern': '^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$'}, 'retentionTime': {'type': 'integer', 'minimum': 1, 'maximum': 120}, 'scheduling': {'type': 'object', 'required': ['interval', 'minute'], 'additionalProperties': False, 'properties': {'interval': {'type': 'string', 'enum': ['hourly', 'daily', 'weekly']}, 'minute': {'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 59}}, 'hour': {'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 23}}, 'day': {'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 6}}}, 'allOf': [{'if': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'hourly'}}}, 'then': {'properties': {'hour': {'not': {}}, 'day': {'not': {}}}}}, {'if': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'daily'}}}, 'then': {'required': ['hour'], 'properties': {'day': {'not': {}}}}}, {'if': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'weekly'}}}, 'then': {'allOf': [{'required': ['hour']}, {'required': ['day']}]}}]}}}, rule='type')
    try:
        if not isinstance(data, (dict)):
            raise JsonSchemaValueException("" + (name_prefix or "data") + " must be object", value=data, name="" + (name_prefix or "data") + "", definition={'type': 'object', 'required': ['scheduling'], 'properties': {'scheduling': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'hourly'}}}}}, rule='type')
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data__missing_keys = set(['scheduling']) - data.keys()
            if data__missing_keys:
                raise JsonSchemaValueException("" + (name_prefix or "data") + " must contain " + (str(sorted(data__missing_keys)) + " properties"), value=data, name="" + (name_prefix or "data") + "", definition={'type': 'object', 'required': ['scheduling'], 'properties': {'scheduling': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'hourly'}}}}}, rule='required')
            data_keys = set(data.keys())
            if "scheduling" in data_keys:
                data_keys.remove("scheduling")
                data__scheduling = data["scheduling"]
                if not isinstance(data__scheduling, (dict)):
                    raise JsonSchemaValueException("" + (name_prefix or "data") + ".scheduling must be object", value=data__scheduling, name="" + (name_prefix or "data") + ".scheduling", definition={'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'hourly'}}}, rule='type')
                data__scheduling_is_dict = isinstance(data__scheduling, dict)
                if data__scheduling_is_dict:
                    data__scheduling__missing_keys = set(['interval']) - data__scheduling.keys()
                    if data__scheduling__missing_keys:
                        raise JsonSchemaValueException("" + (name_prefix or "data") + ".scheduling must contain " + (str(sorted(data__scheduling__missing_keys)) + " properties"), value=data__scheduling, name="" + (name_prefix or "data") + ".scheduling", definition={'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'hourly'}}}, rule='required')
                    data__scheduling_keys = set(data__scheduling.keys())
                    if "interval" in data__scheduling_keys:
                        data__scheduling_keys.remove("interval")
                        data__scheduling__interval = data__scheduling["interval"]
                        if not (isinstance(data__scheduling__interval, str) and data__scheduling__interval == 'hourly'):
                            raise JsonSchemaValueException("" + (name_prefix or "data") + ".scheduling.interval must be same as const definition: hourly", value=data__scheduling__interval, name="" + (name_prefix or "data") + ".scheduling.interval", definition={'const': 'hourly'}, rule='const')
    except (JsonSchemaValueException, JsonSchemaValuesException):
        pass
    else:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data_keys = set(data.keys())
            if "retentionTime" in data_keys:
                data_keys.remove("retentionTime")
                data__retentionTime = data["retentionTime"]
                if isinstance(data__retentionTime, (int, float, Decimal)) and not isinstance(data__retentionTime, bool):
                    if data__retentionTime > 7:
                        raise JsonSchemaValueException("" + (name_prefix or "data") + ".retentionTime must be smaller than or equal to 7", value=data__retentionTime, name="" + (name_prefix or "data") + ".retentionTime", definition={'maximum': 7}, rule='maximum')
            if "additionalDestinations" in data_keys:
                data_keys.remove("additionalDestinations")
                data__additionalDestinations = data["additionalDestinations"]
                data__additionalDestinations_is_list = isinstance(data__additionalDestinations, (list, tuple))
                if data__additionalDestinations_is_list:
                    data__additionalDestinations_len = len(data__additionalDestinations)
                    for data__additionalDestinations_x, data__additionalDestinations_item in enumerate(data__additionalDestinations):
                        data__additionalDestinations_item_is_dict = isinstance(data__additionalDestinations_item, dict)
                        if data__additionalDestinations_item_is_dict:
                            data__additionalDestinations_item_keys = set(data__additionalDestinations_item.keys())
                            if "retentionTime" in data__additionalDestinations_item_keys:
                                data__additionalDestinations_item_keys.remove("retentionTime")
                                data__additionalDestinations_item__retentionTime = data__additionalDestinations_item["retentionTime"]
                                if isinstance(data__additionalDestinations_item__retentionTime, (int, float, Decimal)) and not isinstance(data__additionalDestinations_item__retentionTime, bool):
                                    if data__additionalDestinations_item__retentionTime > 7:
                                        raise JsonSchemaValueException("" + (name_prefix or "data") + ".additionalDestinations[{data__additionalDestinations_x}].retentionTime".format(**locals()) + " must be smaller than or equal to 7", value=data__additionalDestinations_item__retentionTime, name="" + (name_prefix or "data") + ".additionalDestinations[{data__additionalDestinations_x}].retentionTime".format(**locals()) + "", definition={'maximum': 7}, rule='maximum')
    try:
        if not isinstance(data, (dict)):
            raise JsonSchemaValueException("" + (name_prefix or "data") + " must be object", value=data, name="" + (name_prefix or "data") + "", definition={'type': 'object', 'required': ['scheduling'], 'properties': {'scheduling': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'daily'}}}}}, rule='type')
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data__missing_keys = set(['scheduling']) - data.keys()
            if data__missing_keys:
                raise JsonSchemaValueException("" + (name_prefix or "data") + " must contain " + (str(sorted(data__missing_keys)) + " properties"), value=data, name="" + (name_prefix or "data") + "", definition={'type': 'object', 'required': ['scheduling'], 'properties': {'scheduling': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'daily'}}}}}, rule='required')
            data_keys = set(data.keys())
            if "scheduling" in data_keys:
                data_keys.remove("scheduling")
                data__scheduling = data["scheduling"]
                if not isinstance(data__scheduling, (dict)):
                    raise JsonSchemaValueException("" + (name_prefix or "data") + ".scheduling must be object", value=data__scheduling, name="" + (name_prefix or "data") + ".scheduling", definition={'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'daily'}}}, rule='type')
                data__scheduling_is_dict = isinstance(data__scheduling, dict)
                if data__scheduling_is_dict:
                    data__scheduling__missing_keys = set(['interval']) - data__scheduling.keys()
                    if data__scheduling__missing_keys:
                        raise JsonSchemaValueException("" + (name_prefix or "data") + ".scheduling must contain " + (str(sorted(data__scheduling__missing_keys)) + " properties"), value=data__scheduling, name="" + (name_prefix or "data") + ".scheduling", definition={'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'daily'}}}, rule='required')
                    data__scheduling_keys = set(data__scheduling.keys())
                    if "interval" in data__scheduling_keys:
                        data__scheduling_keys.remove("interval")
                        data__scheduling__interval = data__scheduling["interval"]
                        if not (isinstance(data__scheduling__interval, str) and data__scheduling__interval == 'daily'):
                            raise JsonSchemaValueException("" + (name_prefix or "data") + ".scheduling.interval must be same as const definition: daily", value=data__scheduling__interval, name="" + (name_prefix or "data") + ".scheduling.interval", definition={'const': 'daily'}, rule='const')
    except (JsonSchemaValueException, JsonSchemaValuesException):
        pass
    else:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data_keys = set(data.keys())
            if "retentionTime" in data_keys:
                data_keys.remove("retentionTime")
                data__retentionTime = data["retentionTime"]
                if isinstance(data__retentionTime, (int, float, Decimal)) and not isinstance(data__retentionTime, bool):
                    if data__retentionTime > 60:
                        raise JsonSchemaValueException("" + (name_prefix or "data") + ".retentionTime must be smaller than or equal to 60", value=data__retentionTime, name="" + (name_prefix or "data") + ".retentionTime", definition={'maximum': 60}, rule='maximum')
            if "additionalDestinations" in data_keys:
                data_keys.remove("additionalDestinations")
                data__additionalDestinations = data["additionalDestinations"]
                data__additionalDestinations_is_list = isinstance(data__additionalDestinations, (list, tuple))
                if data__additionalDestinations_is_list:
                    data__additionalDestinations_len = len(data__additionalDestinations)
                    for data__additionalDestinations_x, data__additionalDestinations_item in enumerate(data__additionalDestinations):
                        data__additionalDestinations_item_is_dict = isinstance(data__additionalDestinations_item, dict)
                        if data__additionalDestinations_item_is_dict:
                            data__additionalDestinations_item_keys = set(data__additionalDestinations_item.keys())
                            if "retentionTime" in data__additionalDestinations_item_keys:
                                data__additionalDestinations_item_keys.remove("retentionTime")
                                data__additionalDestinations_item__retentionTime = data__additionalDestinations_item["retentionTime"]
                                if isinstance(data__additionalDestinations_item__retentionTime, (int, float, Decimal)) and not isinstance(data__additionalDestinations_item__retentionTime, bool):
                                    if data__additionalDestinations_item__retentionTime > 60:
                                        raise JsonSchemaValueException("" + (name_prefix or "data") + ".additionalDestinations[{data__additionalDestinations_x}].retentionTime".format(**locals()) + " must be smaller than or equal to 60", value=data__additionalDestinations_item__retentionTime, name="" + (name_prefix or "data") + ".additionalDestinations[{data__additionalDestinations_x}].retentionTime".format(**locals()) + "", definition={'maximum': 60}, rule='maximum')
    try:
        if not isinstance(data, (dict)):
            raise JsonSchemaValueException("" + (name_prefix or "data") + " must be object", value=data, name="" + (name_prefix or "data") + "", definition={'type': 'object', 'required': ['backupType'], 'properties': {'backupType': {'const': 'dump'}}}, rule='type')
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data__missing_keys = set(['backupType']) - data.keys()
            if data__missing_keys:
                raise JsonSchemaValueException("" + (name_prefix or "data") + " must contain " + (str(sorted(data__missing_keys)) + " properties"), value=data, name="" + (name_prefix or "data") + "", definition={'type': 'object', 'required': ['backupType'], 'properties': {'backupType': {'const': 'dump'}}}, rule='required')
            data_keys = set(data.keys())
            if "backupType" in data_keys:
                data_keys.remove("backupType")
                data__backupType = data["backupType"]
                if not (isinstance(data__backupType, str) and data__backupType == 'dump'):
                    raise JsonSchemaValueException("" + (name_prefix or "data") + ".backupType must be same as const definition: dump", value=data__backupType, name="" + (name_prefix or "data") + ".backupType", definition={'const': 'dump'}, rule='const')
    except (JsonSchemaValueException, JsonSchemaValuesException):
        pass
    else:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data_keys = set(data.keys())
            if "additionalDestinations" in data_keys:
                data_keys.remove("additionalDestinations")
                data__additionalDestinations = data["additionalDestinations"]
                raise JsonSchemaValueException("" + (name_prefix or "data") + ".additionalDestinations must NOT match a disallowed definition", value=data__additionalDestinations, name="" + (name_prefix or "data") + ".additionalDestinations", definition={'not': {}}, rule='not')
    try:
        if not isinstance(data, (dict)):
            raise JsonSchemaValueException("" + (name_prefix or "data") + " must be object", value=data, name="" + (name_prefix or "data") + "", definition={'type': 'object', 'required': ['backupType'], 'properties': {'backupType': {'const': 'snapshot'}}}, rule='type')
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data__missing_keys = set(['backupType']) - data.keys()
            if data__missing_keys:
                raise JsonSchemaValueException("" + (name_prefix or "data") + " must contain " + (str(sorted(data__missing_keys)) + " properties"), value=data, name="" + (name_prefix or "data") + "", definition={'type': 'object', 'required': ['backupType'], 'properties': {'backupType': {'const': 'snapshot'}}}, rule='required')
            data_keys = set(data.keys())
            if "backupType" in data_keys:
                data_keys.remove("backupType")
                data__backupType = data["backupType"]
                if not (isinstance(data__backupType, str) and data__backupType == 'snapshot'):
                    raise JsonSchemaValueException("" + (name_prefix or "data") + ".backupType must be same as const definition: snapshot", value=data__backupType, name="" + (name_prefix or "data") + ".backupType", definition={'const': 'snapshot'}, rule='const')
    except (JsonSchemaValueException, JsonSchemaValuesException):
        pass
    else:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data_keys = set(data.keys())
            if "customDestinationId" in data_keys:
                data_keys.remove("customDestinationId")
                data__customDestinationId = data["customDestinationId"]
                raise JsonSchemaValueException("" + (name_prefix or "data") + ".customDestinationId must NOT match a disallowed definition", value=data__customDestinationId, name="" + (name_prefix or "data") + ".customDestinationId", definition={'not': {}}, rule='not')
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data__missing_keys = set(['projectId', 'addonId', 'backupType', 'scheduling', 'retentionTime']) - data.keys()
        if data__missing_keys:
            raise JsonSchemaValueException("" + (name_prefix or "data") + " must contain " + (str(sorted(data__missing_keys)) + " properties"), value=data, name="" + (name_prefix or "data") + "", definition={'$schema': 'http://json-schema.org/draft-07/schema#', 'type': 'object', 'required': ['projectId', 'addonId', 'backupType', 'scheduling', 'retentionTime'], 'additionalProperties': False, 'properties': {'projectId': {'type': 'string', 'minLength': 1, 'maxLength': 100, 'pattern': '^(?!\\.{1,2}$)[^\\s\\u0000-\\u001f\\u007f-\\u009f/\\\\?#%]+$'}, 'addonId': {'type': 'string', 'minLength': 1, 'maxLength': 100, 'pattern': '^(?!\\.{1,2}$)[^\\s\\u0000-\\u001f\\u007f-\\u009f/\\\\?#%]+$'}, 'teamId': {'type': 'string', 'minLength': 1, 'maxLength': 100, 'pattern': '^(?!\\.{1,2}$)[^\\s\\u0000-\\u001f\\u007f-\\u009f/\\\\?#%]+$'}, 'backupType': {'type': 'string', 'enum': ['dump', 'snapshot']}, 'scheduling': {'type': 'object', 'required': ['interval', 'minute'], 'additionalProperties': False, 'properties': {'interval': {'type': 'string', 'enum': ['hourly', 'daily', 'weekly']}, 'minute': {'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 59}}, 'hour': {'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 23}}, 'day': {'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 6}}}, 'allOf': [{'if': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'hourly'}}}, 'then': {'properties': {'hour': {'not': {}}, 'day': {'not': {}}}}}, {'if': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'daily'}}}, 'then': {'required': ['hour'], 'properties': {'day': {'not': {}}}}}, {'if': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'weekly'}}}, 'then': {'allOf': [{'required': ['hour']}, {'required': ['day']}]}}]}, 'retentionTime': {'type': 'integer', 'minimum': 1, 'maximum': 120}, 'compressionType': {'type': 'string', 'enum': ['gz', 'zstd']}, 'customDestinationId': {'type': 'string', 'minLength': 3, 'maxLength': 100, 'pattern': '^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$'}, 'additionalDestinations': {'type': 'array', 'uniqueItems': True, 'items': {'type': 'object', 'required': ['destinationId', 'type'], 'additionalProperties': False, 'properties': {'destinationId': {'type': 'string', 'minLength': 3, 'maxLength': 100, 'pattern': '^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$'}, 'retentionTime': {'type': 'integer', 'minimum': 1, 'maximum': 120}, 'type': {'type': 'string', 'enum': ['custom']}}}}, 'ifExists': {'type': 'string', 'enum': ['adopt', 'error', 'replace']}}, 'allOf': [{'if': {'type': 'object', 'required': ['scheduling'], 'properties': {'scheduling': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'hourly'}}}}}, 'then': {'properties': {'retentionTime': {'maximum': 7}, 'additionalDestinations': {'items': {'properties': {'retentionTime': {'maximum': 7}}}}}}}, {'if': {'type': 'object', 'required': ['scheduling'], 'properties': {'scheduling': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'daily'}}}}}, 'then': {'properties': {'retentionTime': {'maximum': 60}, 'additionalDestinations': {'items': {'properties': {'retentionTime': {'maximum': 60}}}}}}}, {'if': {'type': 'object', 'required': ['backupType'], 'properties': {'backupType': {'const': 'dump'}}}, 'then': {'properties': {'additionalDestinations': {'not': {}}}}}, {'if': {'type': 'object', 'required': ['backupType'], 'properties': {'backupType': {'const': 'snapshot'}}}, 'then': {'properties': {'customDestinationId': {'not': {}}}}}], '$defs': {'pathId': {'type': 'string', 'minLength': 1, 'maxLength': 100, 'pattern': '^(?!\\.{1,2}$)[^\\s\\u0000-\\u001f\\u007f-\\u009f/\\\\?#%]+$'}, 'destinationId': {'type': 'string', 'minLength': 3, 'maxLength': 100, 'pattern': '^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$'}, 'retentionTime': {'type': 'integer', 'minimum': 1, 'maximum': 120}, 'scheduling': {'type': 'object', 'required': ['interval', 'minute'], 'additionalProperties': False, 'properties': {'interval': {'type': 'string', 'enum': ['hourly', 'daily', 'weekly']}, 'minute': {'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 59}}, 'hour': {'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 23}}, 'day': {'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 6}}}, 'allOf': [{'if': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'hourly'}}}, 'then': {'properties': {'hour': {'not': {}}, 'day': {'not': {}}}}}, {'if': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'daily'}}}, 'then': {'required': ['hour'], 'properties': {'day': {'not': {}}}}}, {'if': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'weekly'}}}, 'then': {'allOf': [{'required': ['hour']}, {'required': ['day']}]}}]}}}, rule='required')
        data_keys = set(data.keys())
        if "projectId" in data_keys:
            data_keys.remove("projectId")
            data__projectId = data["projectId"]
            validate____defs_pathid(data__projectId, custom_formats, (name_prefix or "data") + ".projectId")
        if "addonId" in data_keys:
            data_keys.remove("addonId")
            data__addonId = data["addonId"]
            validate____defs_pathid(data__addonId, custom_formats, (name_prefix or "data") + ".addonId")
        if "teamId" in data_keys:
            data_keys.remove("teamId")
            data__teamId = data["teamId"]
            validate____defs_pathid(data__teamId, custom_formats, (name_prefix or "data") + ".teamId")
        if "backupType" in data_keys:
            data_keys.remove("backupType")
            data__backupType = data["backupType"]
            if not isinstance(data__backupType, (str)):
                raise JsonSchemaValueException("" + (name_prefix or "data") + ".backupType must be string", value=data__backupType, name="" + (name_prefix or "data") + ".backupType", definition={'type': 'string', 'enum': ['dump', 'snapshot']}, rule='type')
            if not (isinstance(data__backupType, str) and data__backupType == 'dump' or isinstance(data__backupType, str) and data__backupType == 'snapshot'):
                raise JsonSchemaValueException("" + (name_prefix or "data") + ".backupType must be one of ['dump', 'snapshot']", value=data__backupType, name="" + (name_prefix or "data") + ".backupType", definition={'type': 'string', 'enum': ['dump', 'snapshot']}, rule='enum')
        if "scheduling" in data_keys:
            data_keys.remove("scheduling")
            data__scheduling = data["scheduling"]
            validate____defs_scheduling(data__scheduling, custom_formats, (name_prefix or "data") + ".scheduling")
        if "retentionTime" in data_keys:
            data_keys.remove("retentionTime")
            data__retentionTime = data["retentionTime"]
            validate____defs_retentiontime(data__retentionTime, custom_formats, (name_prefix or "data") + ".retentionTime")
        if "compressionType" in data_keys:
            data_keys.remove("compressionType")
            data__compressionType = data["compressionType"]
            if not isinstance(data__compressionType, (str)):
                raise JsonSchemaValueException("" + (name_prefix or "data") + ".compressionType must be string", value=data__compressionType, name="" + (name_prefix or "data") + ".compressionType", definition={'type': 'string', 'enum': ['gz', 'zstd']}, rule='type')
            if not (isinstance(data__compressionType, str) and data__compressionType == 'gz' or isinstance(data__compressionType, str) and data__compressionType == 'zstd'):
                raise JsonSchemaValueException("" + (name_prefix or "data") + ".compressionType must be one of ['gz', 'zstd']", value=data__compressionType, name="" + (name_prefix or "data") + ".compressionType", definition={'type': 'string', 'enum': ['gz', 'zstd']}, rule='enum')
        if "customDestinationId" in data_keys:
            data_keys.remove("customDestinationId")
            data__customDestinationId = data["customDestinationId"]
            validate____defs_destinationid(data__customDestinationId, custom_formats, (name_prefix or "data") + ".customDestinationId")
        if "additionalDestinations" in data_keys:
            data_keys.remove("additionalDestinations")
            data__additionalDestinations = data["additionalDestinations"]
            if not isinstance(data__additionalDestinations, (list, tuple)):
                raise JsonSchemaValueException("" + (name_prefix or "data") + ".additionalDestinations must be array", value=data__additionalDestinations, name="" + (name_prefix or "data") + ".additionalDestinations", definition={'type': 'array', 'uniqueItems': True, 'items': {'type': 'object', 'required': ['destinationId', 'type'], 'additionalProperties': False, 'properties': {'destinationId': {'type': 'string', 'minLength': 3, 'maxLength': 100, 'pattern': '^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$'}, 'retentionTime': {'type': 'integer', 'minimum': 1, 'maximum': 120}, 'type': {'type': 'string', 'enum': ['custom']}}}}, rule='type')
            data__additionalDestinations_is_list = isinstance(data__additionalDestinations, (list, tuple))
            if data__additionalDestinations_is_list:
                def fn(var): return frozenset(dict((k, fn(v)) for k, v in var.items()).items()) if hasattr(var, "items") else tuple(fn(v) for v in var) if isinstance(var, (dict, list)) else (bool, var) if isinstance(var, bool) else var
                data__additionalDestinations_len = len(data__additionalDestinations)
                if data__additionalDestinations_len > len(set(fn(data__additionalDestinations_x) for data__additionalDestinations_x in data__additionalDestinations)):
                    raise JsonSchemaValueException("" + (name_prefix or "data") + ".additionalDestinations must contain unique items", value=data__additionalDestinations, name="" + (name_prefix or "data") + ".additionalDestinations", definition={'type': 'array', 'uniqueItems': True, 'items': {'type': 'object', 'required': ['destinationId', 'type'], 'additionalProperties': False, 'properties': {'destinationId': {'type': 'string', 'minLength': 3, 'maxLength': 100, 'pattern': '^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$'}, 'retentionTime': {'type': 'integer', 'minimum': 1, 'maximum': 120}, 'type': {'type': 'string', 'enum': ['custom']}}}}, rule='uniqueItems')
                for data__additionalDestinations_x, data__additionalDestinations_item in enumerate(data__additionalDestinations):
                    if not isinstance(data__additionalDestinations_item, (dict)):
                        raise JsonSchemaValueException("" + (name_prefix or "data") + ".additionalDestinations[{data__additionalDestinations_x}]".format(**locals()) + " must be object", value=data__additionalDestinations_item, name="" + (name_prefix or "data") + ".additionalDestinations[{data__additionalDestinations_x}]".format(**locals()) + "", definition={'type': 'object', 'required': ['destinationId', 'type'], 'additionalProperties': False, 'properties': {'destinationId': {'type': 'string', 'minLength': 3, 'maxLength': 100, 'pattern': '^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$'}, 'retentionTime': {'type': 'integer', 'minimum': 1, 'maximum': 120}, 'type': {'type': 'string', 'enum': ['custom']}}}, rule='type')
                    data__additionalDestinations_item_is_dict = isinstance(data__additionalDestinations_item, dict)
                    if data__additionalDestinations_item_is_dict:
                        data__additionalDestinations_item__missing_keys = set(['destinationId', 'type']) - data__additionalDestinations_item.keys()
                        if data__additionalDestinations_item__missing_keys:
                            raise JsonSchemaValueException("" + (name_prefix or "data") + ".additionalDestinations[{data__additionalDestinations_x}]".format(**locals()) + " must contain " + (str(sorted(data__additionalDestinations_item__missing_keys)) + " properties"), value=data__additionalDestinations_item, name="" + (name_prefix or "data") + ".additionalDestinations[{data__additionalDestinations_x}]".format(**locals()) + "", definition={'type': 'object', 'required': ['destinationId', 'type'], 'additionalProperties': False, 'properties': {'destinationId': {'type': 'string', 'minLength': 3, 'maxLength': 100, 'pattern': '^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$'}, 'retentionTime': {'type': 'integer', 'minimum': 1, 'maximum': 120}, 'type': {'type': 'string', 'enum': ['custom']}}}, rule='required')
                        data__additionalDestinations_item_keys = set(data__additionalDestinations_item.keys())
                        if "destinationId" in data__additionalDestinations_item_keys:
                            data__additionalDestinations_item_keys.remove("destinationId")
                            data__additionalDestinations_item__destinationId = data__additionalDestinations_item["destinationId"]
                            validate____defs_destinationid(data__additionalDestinations_item__destinationId, custom_formats, (name_prefix or "data") + ".additionalDestinations[{data__additionalDestinations_x}].destinationId".format(**locals()))
                        if "retentionTime" in data__additionalDestinations_item_keys:
                            data__additionalDestinations_item_keys.remove("retentionTime")
                            data__additionalDestinations_item__retentionTime = data__additionalDestinations_item["retentionTime"]
                            validate____defs_retentiontime(data__additionalDestinations_item__retentionTime, custom_formats, (name_prefix or "data") + ".additionalDestinations[{data__additionalDestinations_x}].retentionTime".format(**locals()))
                        if "type" in data__additionalDestinations_item_keys:
                            data__additionalDestinations_item_keys.remove("type")
                            data__additionalDestinations_item__type = data__additionalDestinations_item["type"]
                            if not isinstance(data__additionalDestinations_item__type, (str)):
                                raise JsonSchemaValueException("" + (name_prefix or "data") + ".additionalDestinations[{data__additionalDestinations_x}].type".format(**locals()) + " must be string", value=data__additionalDestinations_item__type, name="" + (name_prefix or "data") + ".additionalDestinations[{data__additionalDestinations_x}].type".format(**locals()) + "", definition={'type': 'string', 'enum': ['custom']}, rule='type')
                            if not (isinstance(data__additionalDestinations_item__type, str) and data__additionalDestinations_item__type == 'custom'):
                                raise JsonSchemaValueException("" + (name_prefix or "data") + ".additionalDestinations[{data__additionalDestinations_x}].type".format(**locals()) + " must be one of ['custom']", value=data__additionalDestinations_item__type, name="" + (name_prefix or "data") + ".additionalDestinations[{data__additionalDestinations_x}].type".format(**locals()) + "", definition={'type': 'string', 'enum': ['custom']}, rule='enum')
                        if data__additionalDestinations_item_keys:
                            raise JsonSchemaValueException("" + (name_prefix or "data") + ".additionalDestinations[{data__additionalDestinations_x}]".format(**locals()) + " must not contain "+str(data__additionalDestinations_item_keys)+" properties", value=data__additionalDestinations_item, name="" + (name_prefix or "data") + ".additionalDestinations[{data__additionalDestinations_x}]".format(**locals()) + "", definition={'type': 'object', 'required': ['destinationId', 'type'], 'additionalProperties': False, 'properties': {'destinationId': {'type': 'string', 'minLength': 3, 'maxLength': 100, 'pattern': '^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$'}, 'retentionTime': {'type': 'integer', 'minimum': 1, 'maximum': 120}, 'type': {'type': 'string', 'enum': ['custom']}}}, rule='additionalProperties')
        if "ifExists" in data_keys:
            data_keys.remove("ifExists")
            data__ifExists = data["ifExists"]
            if not isinstance(data__ifExists, (str)):
                raise JsonSchemaValueException("" + (name_prefix or "data") + ".ifExists must be string", value=data__ifExists, name="" + (name_prefix or "data") + ".ifExists", definition={'type': 'string', 'enum': ['adopt', 'error', 'replace']}, rule='type')
            if not (isinstance(data__ifExists, str) and data__ifExists == 'adopt' or isinstance(data__ifExists, str) and data__ifExists == 'error' or isinstance(data__ifExists, str) and data__ifExists == 'replace'):
                raise JsonSchemaValueException("" + (name_prefix or "data") + ".ifExists must be one of ['adopt', 'error', 'replace']", value=data__ifExists, name="" + (name_prefix or "data") + ".ifExists", definition={'type': 'string', 'enum': ['adopt', 'error', 'replace']}, rule='enum')
        if data_keys:
            raise JsonSchemaValueException("" + (name_prefix or "data") + " must not contain "+str(data_keys)+" properties", value=data, name="" + (name_prefix or "data") + "", definition={'$schema': 'http://json-schema.org/draft-07/schema#', 'type': 'object', 'required': ['projectId', 'addonId', 'backupType', 'scheduling', 'retentionTime'], 'additionalProperties': False, 'properties': {'projectId': {'type': 'string', 'minLength': 1, 'maxLength': 100, 'pattern': '^(?!\\.{1,2}$)[^\\s\\u0000-\\u001f\\u007f-\\u009f/\\\\?#%]+$'}, 'addonId': {'type': 'string', 'minLength': 1, 'maxLength': 100, 'pattern': '^(?!\\.{1,2}$)[^\\s\\u0000-\\u001f\\u007f-\\u009f/\\\\?#%]+$'}, 'teamId': {'type': 'string', 'minLength': 1, 'maxLength': 100, 'pattern': '^(?!\\.{1,2}$)[^\\s\\u0000-\\u001f\\u007f-\\u009f/\\\\?#%]+$'}, 'backupType': {'type': 'string', 'enum': ['dump', 'snapshot']}, 'scheduling': {'type': 'object', 'required': ['interval', 'minute'], 'additionalProperties': False, 'properties': {'interval': {'type': 'string', 'enum': ['hourly', 'daily', 'weekly']}, 'minute': {'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 59}}, 'hour': {'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 23}}, 'day': {'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 6}}}, 'allOf': [{'if': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'hourly'}}}, 'then': {'properties': {'hour': {'not': {}}, 'day': {'not': {}}}}}, {'if': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'daily'}}}, 'then': {'required': ['hour'], 'properties': {'day': {'not': {}}}}}, {'if': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'weekly'}}}, 'then': {'allOf': [{'required': ['hour']}, {'required': ['day']}]}}]}, 'retentionTime': {'type': 'integer', 'minimum': 1, 'maximum': 120}, 'compressionType': {'type': 'string', 'enum': ['gz', 'zstd']}, 'customDestinationId': {'type': 'string', 'minLength': 3, 'maxLength': 100, 'pattern': '^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$'}, 'additionalDestinations': {'type': 'array', 'uniqueItems': True, 'items': {'type': 'object', 'required': ['destinationId', 'type'], 'additionalProperties': False, 'properties': {'destinationId': {'type': 'string', 'minLength': 3, 'maxLength': 100, 'pattern': '^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$'}, 'retentionTime': {'type': 'integer', 'minimum': 1, 'maximum': 120}, 'type': {'type': 'string', 'enum': ['custom']}}}}, 'ifExists': {'type': 'string', 'enum': ['adopt', 'error', 'replace']}}, 'allOf': [{'if': {'type': 'object', 'required': ['scheduling'], 'properties': {'scheduling': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'hourly'}}}}}, 'then': {'properties': {'retentionTime': {'maximum': 7}, 'additionalDestinations': {'items': {'properties': {'retentionTime': {'maximum': 7}}}}}}}, {'if': {'type': 'object', 'required': ['scheduling'], 'properties': {'scheduling': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'daily'}}}}}, 'then': {'properties': {'retentionTime': {'maximum': 60}, 'additionalDestinations': {'items': {'properties': {'retentionTime': {'maximum': 60}}}}}}}, {'if': {'type': 'object', 'required': ['backupType'], 'properties': {'backupType': {'const': 'dump'}}}, 'then': {'properties': {'additionalDestinations': {'not': {}}}}}, {'if': {'type': 'object', 'required': ['backupType'], 'properties': {'backupType': {'const': 'snapshot'}}}, 'then': {'properties': {'customDestinationId': {'not': {}}}}}], '$defs': {'pathId': {'type': 'string', 'minLength': 1, 'maxLength': 100, 'pattern': '^(?!\\.{1,2}$)[^\\s\\u0000-\\u001f\\u007f-\\u009f/\\\\?#%]+$'}, 'destinationId': {'type': 'string', 'minLength': 3, 'maxLength': 100, 'pattern': '^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$'}, 'retentionTime': {'type': 'integer', 'minimum': 1, 'maximum': 120}, 'scheduling': {'type': 'object', 'required': ['interval', 'minute'], 'additionalProperties': False, 'properties': {'interval': {'type': 'string', 'enum': ['hourly', 'daily', 'weekly']}, 'minute': {'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 59}}, 'hour': {'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 23}}, 'day': {'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 6}}}, 'allOf': [{'if': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'hourly'}}}, 'then': {'properties': {'hour': {'not': {}}, 'day': {'not': {}}}}}, {'if': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'daily'}}}, 'then': {'required': ['hour'], 'properties': {'day': {'not': {}}}}}, {'if': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'weekly'}}}, 'then': {'allOf': [{'required': ['hour']}, {'required': ['day']}]}}]}}}, rule='additionalProperties')
    return data

def validate____defs_destinationid(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, (str)):
        raise JsonSchemaValueException("" + (name_prefix or "data") + " must be string", value=data, name="" + (name_prefix or "data") + "", definition={'type': 'string', 'minLength': 3, 'maxLength': 100, 'pattern': '^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$'}, rule='type')
    if isinstance(data, str):
        data_len = len(data)
        if data_len < 3:
            raise JsonSchemaValueException("" + (name_prefix or "data") + " must be longer than or equal to 3 characters", value=data, name="" + (name_prefix or "data") + "", definition={'type': 'string', 'minLength': 3, 'maxLength': 100, 'pattern': '^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$'}, rule='minLength')
        if data_len > 100:
            raise JsonSchemaValueException("" + (name_prefix or "data") + " must be shorter than or equal to 100 characters", value=data, name="" + (name_prefix or "data") + "", definition={'type': 'string', 'minLength': 3, 'maxLength': 100, 'pattern': '^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$'}, rule='maxLength')
        if not REGEX_PATTERNS['^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$'].search(data):
            raise JsonSchemaValueException("" + (name_prefix or "data") + " must match pattern ^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$", value=data, name="" + (name_prefix or "data") + "", definition={'type': 'string', 'minLength': 3, 'maxLength': 100, 'pattern': '^[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$'}, rule='pattern')
    return data

def validate____defs_retentiontime(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, (int)) and not (isinstance(data, float) and data.is_integer()) or isinstance(data, bool):
        raise JsonSchemaValueException("" + (name_prefix or "data") + " must be integer", value=data, name="" + (name_prefix or "data") + "", definition={'type': 'integer', 'minimum': 1, 'maximum': 120}, rule='type')
    if isinstance(data, (int, float, Decimal)) and not isinstance(data, bool):
        if data < 1:
            raise JsonSchemaValueException("" + (name_prefix or "data") + " must be bigger than or equal to 1", value=data, name="" + (name_prefix or "data") + "", definition={'type': 'integer', 'minimum': 1, 'maximum': 120}, rule='minimum')
        if data > 120:
            raise JsonSchemaValueException("" + (name_prefix or "data") + " must be smaller than or equal to 120", value=data, name="" + (name_prefix or "data") + "", definition={'type': 'integer', 'minimum': 1, 'maximum': 120}, rule='maximum')
    return data

def validate____defs_scheduling(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, (dict)):
        raise JsonSchemaValueException("" + (name_prefix or "data") + " must be object", value=data, name="" + (name_prefix or "data") + "", definition={'type': 'object', 'required': ['interval', 'minute'], 'additionalProperties': False, 'properties': {'interval': {'type': 'string', 'enum': ['hourly', 'daily', 'weekly']}, 'minute': {'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 59}}, 'hour': {'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 23}}, 'day': {'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 6}}}, 'allOf': [{'if': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'hourly'}}}, 'then': {'properties': {'hour': {'not': {}}, 'day': {'not': {}}}}}, {'if': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'daily'}}}, 'then': {'required': ['hour'], 'properties': {'day': {'not': {}}}}}, {'if': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'weekly'}}}, 'then': {'allOf': [{'required': ['hour']}, {'required': ['day']}]}}]}, rule='type')
    try:
        if not isinstance(data, (dict)):
            raise JsonSchemaValueException("" + (name_prefix or "data") + " must be object", value=data, name="" + (name_prefix or "data") + "", definition={'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'hourly'}}}, rule='type')
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data__missing_keys = set(['interval']) - data.keys()
            if data__missing_keys:
                raise JsonSchemaValueException("" + (name_prefix or "data") + " must contain " + (str(sorted(data__missing_keys)) + " properties"), value=data, name="" + (name_prefix or "data") + "", definition={'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'hourly'}}}, rule='required')
            data_keys = set(data.keys())
            if "interval" in data_keys:
                data_keys.remove("interval")
                data__interval = data["interval"]
                if not (isinstance(data__interval, str) and data__interval == 'hourly'):
                    raise JsonSchemaValueException("" + (name_prefix or "data") + ".interval must be same as const definition: hourly", value=data__interval, name="" + (name_prefix or "data") + ".interval", definition={'const': 'hourly'}, rule='const')
    except (JsonSchemaValueException, JsonSchemaValuesException):
        pass
    else:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data_keys = set(data.keys())
            if "hour" in data_keys:
                data_keys.remove("hour")
                data__hour = data["hour"]
                raise JsonSchemaValueException("" + (name_prefix or "data") + ".hour must NOT match a disallowed definition", value=data__hour, name="" + (name_prefix or "data") + ".hour", definition={'not': {}}, rule='not')
            if "day" in data_keys:
                data_keys.remove("day")
                data__day = data["day"]
                raise JsonSchemaValueException("" + (name_prefix or "data") + ".day must NOT match a disallowed definition", value=data__day, name="" + (name_prefix or "data") + ".day", definition={'not': {}}, rule='not')
    try:
        if not isinstance(data, (dict)):
            raise JsonSchemaValueException("" + (name_prefix or "data") + " must be object", value=data, name="" + (name_prefix or "data") + "", definition={'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'daily'}}}, rule='type')
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data__missing_keys = set(['interval']) - data.keys()
            if data__missing_keys:
                raise JsonSchemaValueException("" + (name_prefix or "data") + " must contain " + (str(sorted(data__missing_keys)) + " properties"), value=data, name="" + (name_prefix or "data") + "", definition={'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'daily'}}}, rule='required')
            data_keys = set(data.keys())
            if "interval" in data_keys:
                data_keys.remove("interval")
                data__interval = data["interval"]
                if not (isinstance(data__interval, str) and data__interval == 'daily'):
                    raise JsonSchemaValueException("" + (name_prefix or "data") + ".interval must be same as const definition: daily", value=data__interval, name="" + (name_prefix or "data") + ".interval", definition={'const': 'daily'}, rule='const')
    except (JsonSchemaValueException, JsonSchemaValuesException):
        pass
    else:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data__missing_keys = set(['hour']) - data.keys()
            if data__missing_keys:
                raise JsonSchemaValueException("" + (name_prefix or "data") + " must contain " + (str(sorted(data__missing_keys)) + " properties"), value=data, name="" + (name_prefix or "data") + "", definition={'required': ['hour'], 'properties': {'day': {'not': {}}}}, rule='required')
            data_keys = set(data.keys())
            if "day" in data_keys:
                data_keys.remove("day")
                data__day = data["day"]
                raise JsonSchemaValueException("" + (name_prefix or "data") + ".day must NOT match a disallowed definition", value=data__day, name="" + (name_prefix or "data") + ".day", definition={'not': {}}, rule='not')
    try:
        if not isinstance(data, (dict)):
            raise JsonSchemaValueException("" + (name_prefix or "data") + " must be object", value=data, name="" + (name_prefix or "data") + "", definition={'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'weekly'}}}, rule='type')
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data__missing_keys = set(['interval']) - data.keys()
            if data__missing_keys:
                raise JsonSchemaValueException("" + (name_prefix or "data") + " must contain " + (str(sorted(data__missing_keys)) + " properties"), value=data, name="" + (name_prefix or "data") + "", definition={'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'weekly'}}}, rule='required')
            data_keys = set(data.keys())
            if "interval" in data_keys:
                data_keys.remove("interval")
                data__interval = data["interval"]
                if not (isinstance(data__interval, str) and data__interval == 'weekly'):
                    raise JsonSchemaValueException("" + (name_prefix or "data") + ".interval must be same as const definition: weekly", value=data__interval, name="" + (name_prefix or "data") + ".interval", definition={'const': 'weekly'}, rule='const')
    except (JsonSchemaValueException, JsonSchemaValuesException):
        pass
    else:
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data__missing_keys = set(['hour']) - data.keys()
            if data__missing_keys:
                raise JsonSchemaValueException("" + (name_prefix or "data") + " must contain " + (str(sorted(data__missing_keys)) + " properties"), value=data, name="" + (name_prefix or "data") + "", definition={'required': ['hour']}, rule='required')
        data_is_dict = isinstance(data, dict)
        if data_is_dict:
            data__missing_keys = set(['day']) - data.keys()
            if data__missing_keys:
                raise JsonSchemaValueException("" + (name_prefix or "data") + " must contain " + (str(sorted(data__missing_keys)) + " properties"), value=data, name="" + (name_prefix or "data") + "", definition={'required': ['day']}, rule='required')
    data_is_dict = isinstance(data, dict)
    if data_is_dict:
        data__missing_keys = set(['interval', 'minute']) - data.keys()
        if data__missing_keys:
            raise JsonSchemaValueException("" + (name_prefix or "data") + " must contain " + (str(sorted(data__missing_keys)) + " properties"), value=data, name="" + (name_prefix or "data") + "", definition={'type': 'object', 'required': ['interval', 'minute'], 'additionalProperties': False, 'properties': {'interval': {'type': 'string', 'enum': ['hourly', 'daily', 'weekly']}, 'minute': {'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 59}}, 'hour': {'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 23}}, 'day': {'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 6}}}, 'allOf': [{'if': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'hourly'}}}, 'then': {'properties': {'hour': {'not': {}}, 'day': {'not': {}}}}}, {'if': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'daily'}}}, 'then': {'required': ['hour'], 'properties': {'day': {'not': {}}}}}, {'if': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'weekly'}}}, 'then': {'allOf': [{'required': ['hour']}, {'required': ['day']}]}}]}, rule='required')
        data_keys = set(data.keys())
        if "interval" in data_keys:
            data_keys.remove("interval")
            data__interval = data["interval"]
            if not isinstance(data__interval, (str)):
                raise JsonSchemaValueException("" + (name_prefix or "data") + ".interval must be string", value=data__interval, name="" + (name_prefix or "data") + ".interval", definition={'type': 'string', 'enum': ['hourly', 'daily', 'weekly']}, rule='type')
            if not (isinstance(data__interval, str) and data__interval == 'hourly' or isinstance(data__interval, str) and data__interval == 'daily' or isinstance(data__interval, str) and data__interval == 'weekly'):
                raise JsonSchemaValueException("" + (name_prefix or "data") + ".interval must be one of ['hourly', 'daily', 'weekly']", value=data__interval, name="" + (name_prefix or "data") + ".interval", definition={'type': 'string', 'enum': ['hourly', 'daily', 'weekly']}, rule='enum')
        if "minute" in data_keys:
            data_keys.remove("minute")
            data__minute = data["minute"]
            if not isinstance(data__minute, (list, tuple)):
                raise JsonSchemaValueException("" + (name_prefix or "data") + ".minute must be array", value=data__minute, name="" + (name_prefix or "data") + ".minute", definition={'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 59}}, rule='type')
            data__minute_is_list = isinstance(data__minute, (list, tuple))
            if data__minute_is_list:
                data__minute_len = len(data__minute)
                if data__minute_len < 1:
                    raise JsonSchemaValueException("" + (name_prefix or "data") + ".minute must contain at least 1 items", value=data__minute, name="" + (name_prefix or "data") + ".minute", definition={'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 59}}, rule='minItems')
                def fn(var): return frozenset(dict((k, fn(v)) for k, v in var.items()).items()) if hasattr(var, "items") else tuple(fn(v) for v in var) if isinstance(var, (dict, list)) else (bool, var) if isinstance(var, bool) else var
                if data__minute_len > len(set(fn(data__minute_x) for data__minute_x in data__minute)):
                    raise JsonSchemaValueException("" + (name_prefix or "data") + ".minute must contain unique items", value=data__minute, name="" + (name_prefix or "data") + ".minute", definition={'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 59}}, rule='uniqueItems')
                for data__minute_x, data__minute_item in enumerate(data__minute):
                    if not isinstance(data__minute_item, (int)) and not (isinstance(data__minute_item, float) and data__minute_item.is_integer()) or isinstance(data__minute_item, bool):
                        raise JsonSchemaValueException("" + (name_prefix or "data") + ".minute[{data__minute_x}]".format(**locals()) + " must be integer", value=data__minute_item, name="" + (name_prefix or "data") + ".minute[{data__minute_x}]".format(**locals()) + "", definition={'type': 'integer', 'minimum': 0, 'maximum': 59}, rule='type')
                    if isinstance(data__minute_item, (int, float, Decimal)) and not isinstance(data__minute_item, bool):
                        if data__minute_item < 0:
                            raise JsonSchemaValueException("" + (name_prefix or "data") + ".minute[{data__minute_x}]".format(**locals()) + " must be bigger than or equal to 0", value=data__minute_item, name="" + (name_prefix or "data") + ".minute[{data__minute_x}]".format(**locals()) + "", definition={'type': 'integer', 'minimum': 0, 'maximum': 59}, rule='minimum')
                        if data__minute_item > 59:
                            raise JsonSchemaValueException("" + (name_prefix or "data") + ".minute[{data__minute_x}]".format(**locals()) + " must be smaller than or equal to 59", value=data__minute_item, name="" + (name_prefix or "data") + ".minute[{data__minute_x}]".format(**locals()) + "", definition={'type': 'integer', 'minimum': 0, 'maximum': 59}, rule='maximum')
        if "hour" in data_keys:
            data_keys.remove("hour")
            data__hour = data["hour"]
            if not isinstance(data__hour, (list, tuple)):
                raise JsonSchemaValueException("" + (name_prefix or "data") + ".hour must be array", value=data__hour, name="" + (name_prefix or "data") + ".hour", definition={'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 23}}, rule='type')
            data__hour_is_list = isinstance(data__hour, (list, tuple))
            if data__hour_is_list:
                data__hour_len = len(data__hour)
                if data__hour_len < 1:
                    raise JsonSchemaValueException("" + (name_prefix or "data") + ".hour must contain at least 1 items", value=data__hour, name="" + (name_prefix or "data") + ".hour", definition={'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 23}}, rule='minItems')
                def fn(var): return frozenset(dict((k, fn(v)) for k, v in var.items()).items()) if hasattr(var, "items") else tuple(fn(v) for v in var) if isinstance(var, (dict, list)) else (bool, var) if isinstance(var, bool) else var
                if data__hour_len > len(set(fn(data__hour_x) for data__hour_x in data__hour)):
                    raise JsonSchemaValueException("" + (name_prefix or "data") + ".hour must contain unique items", value=data__hour, name="" + (name_prefix or "data") + ".hour", definition={'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 23}}, rule='uniqueItems')
                for data__hour_x, data__hour_item in enumerate(data__hour):
                    if not isinstance(data__hour_item, (int)) and not (isinstance(data__hour_item, float) and data__hour_item.is_integer()) or isinstance(data__hour_item, bool):
                        raise JsonSchemaValueException("" + (name_prefix or "data") + ".hour[{data__hour_x}]".format(**locals()) + " must be integer", value=data__hour_item, name="" + (name_prefix or "data") + ".hour[{data__hour_x}]".format(**locals()) + "", definition={'type': 'integer', 'minimum': 0, 'maximum': 23}, rule='type')
                    if isinstance(data__hour_item, (int, float, Decimal)) and not isinstance(data__hour_item, bool):
                        if data__hour_item < 0:
                            raise JsonSchemaValueException("" + (name_prefix or "data") + ".hour[{data__hour_x}]".format(**locals()) + " must be bigger than or equal to 0", value=data__hour_item, name="" + (name_prefix or "data") + ".hour[{data__hour_x}]".format(**locals()) + "", definition={'type': 'integer', 'minimum': 0, 'maximum': 23}, rule='minimum')
                        if data__hour_item > 23:
                            raise JsonSchemaValueException("" + (name_prefix or "data") + ".hour[{data__hour_x}]".format(**locals()) + " must be smaller than or equal to 23", value=data__hour_item, name="" + (name_prefix or "data") + ".hour[{data__hour_x}]".format(**locals()) + "", definition={'type': 'integer', 'minimum': 0, 'maximum': 23}, rule='maximum')
        if "day" in data_keys:
            data_keys.remove("day")
            data__day = data["day"]
            if not isinstance(data__day, (list, tuple)):
                raise JsonSchemaValueException("" + (name_prefix or "data") + ".day must be array", value=data__day, name="" + (name_prefix or "data") + ".day", definition={'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 6}}, rule='type')
            data__day_is_list = isinstance(data__day, (list, tuple))
            if data__day_is_list:
                data__day_len = len(data__day)
                if data__day_len < 1:
                    raise JsonSchemaValueException("" + (name_prefix or "data") + ".day must contain at least 1 items", value=data__day, name="" + (name_prefix or "data") + ".day", definition={'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 6}}, rule='minItems')
                def fn(var): return frozenset(dict((k, fn(v)) for k, v in var.items()).items()) if hasattr(var, "items") else tuple(fn(v) for v in var) if isinstance(var, (dict, list)) else (bool, var) if isinstance(var, bool) else var
                if data__day_len > len(set(fn(data__day_x) for data__day_x in data__day)):
                    raise JsonSchemaValueException("" + (name_prefix or "data") + ".day must contain unique items", value=data__day, name="" + (name_prefix or "data") + ".day", definition={'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 6}}, rule='uniqueItems')
                for data__day_x, data__day_item in enumerate(data__day):
                    if not isinstance(data__day_item, (int)) and not (isinstance(data__day_item, float) and data__day_item.is_integer()) or isinstance(data__day_item, bool):
                        raise JsonSchemaValueException("" + (name_prefix or "data") + ".day[{data__day_x}]".format(**locals()) + " must be integer", value=data__day_item, name="" + (name_prefix or "data") + ".day[{data__day_x}]".format(**locals()) + "", definition={'type': 'integer', 'minimum': 0, 'maximum': 6}, rule='type')
                    if isinstance(data__day_item, (int, float, Decimal)) and not isinstance(data__day_item, bool):
                        if data__day_item < 0:
                            raise JsonSchemaValueException("" + (name_prefix or "data") + ".day[{data__day_x}]".format(**locals()) + " must be bigger than or equal to 0", value=data__day_item, name="" + (name_prefix or "data") + ".day[{data__day_x}]".format(**locals()) + "", definition={'type': 'integer', 'minimum': 0, 'maximum': 6}, rule='minimum')
                        if data__day_item > 6:
                            raise JsonSchemaValueException("" + (name_prefix or "data") + ".day[{data__day_x}]".format(**locals()) + " must be smaller than or equal to 6", value=data__day_item, name="" + (name_prefix or "data") + ".day[{data__day_x}]".format(**locals()) + "", definition={'type': 'integer', 'minimum': 0, 'maximum': 6}, rule='maximum')
        if data_keys:
            raise JsonSchemaValueException("" + (name_prefix or "data") + " must not contain "+str(data_keys)+" properties", value=data, name="" + (name_prefix or "data") + "", definition={'type': 'object', 'required': ['interval', 'minute'], 'additionalProperties': False, 'properties': {'interval': {'type': 'string', 'enum': ['hourly', 'daily', 'weekly']}, 'minute': {'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 59}}, 'hour': {'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 23}}, 'day': {'type': 'array', 'minItems': 1, 'uniqueItems': True, 'items': {'type': 'integer', 'minimum': 0, 'maximum': 6}}}, 'allOf': [{'if': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'hourly'}}}, 'then': {'properties': {'hour': {'not': {}}, 'day': {'not': {}}}}}, {'if': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'daily'}}}, 'then': {'required': ['hour'], 'properties': {'day': {'not': {}}}}}, {'if': {'type': 'object', 'required': ['interval'], 'properties': {'interval': {'const': 'weekly'}}}, 'then': {'allOf': [{'required': ['hour']}, {'required': ['day']}]}}]}, rule='additionalProperties')
    return data

def validate____defs_pathid(data, custom_formats={}, name_prefix=None):
    if not isinstance(data, (str)):
        raise JsonSchemaValueException("" + (name_prefix or "data") + " must be string", value=data, name="" + (name_prefix or "data") + "", definition={'type': 'string', 'minLength': 1, 'maxLength': 100, 'pattern': '^(?!\\.{1,2}$)[^\\s\\u0000-\\u001f\\u007f-\\u009f/\\\\?#%]+$'}, rule='type')
    if isinstance(data, str):
        data_len = len(data)
        if data_len < 1:
            raise JsonSchemaValueException("" + (name_prefix or "data") + " must be longer than or equal to 1 characters", value=data, name="" + (name_prefix or "data") + "", definition={'type': 'string', 'minLength': 1, 'maxLength': 100, 'pattern': '^(?!\\.{1,2}$)[^\\s\\u0000-\\u001f\\u007f-\\u009f/\\\\?#%]+$'}, rule='minLength')
        if data_len > 100:
            raise JsonSchemaValueException("" + (name_prefix or "data") + " must be shorter than or equal to 100 characters", value=data, name="" + (name_prefix or "data") + "", definition={'type': 'string', 'minLength': 1, 'maxLength': 100, 'pattern': '^(?!\\.{1,2}$)[^\\s\\u0000-\\u001f\\u007f-\\u009f/\\\\?#%]+$'}, rule='maxLength')
        if not REGEX_PATTERNS['^(?!\\.{1,2}$)[^\\s\\u0000-\\u001f\\u007f-\\u009f/\\\\?#%]+$'].search(data):
            raise JsonSchemaValueException("" + (name_prefix or "data") + " must match pattern ^(?!\\.{1,2}$)[^\\s\\u0000-\\u001f\\u007f-\\u009f/\\\\?#%]+$", value=data, name="" + (name_prefix or "data") + "", definition={'type': 'string', 'minLength': 1, 'maxLength': 100, 'pattern': '^(?!\\.{1,2}$)[^\\s\\u0000-\\u001f\\u007f-\\u009f/\\\\?#%]+$'}, rule='pattern')
    return data