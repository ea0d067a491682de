/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError, $TypeError = $util.global.TypeError, $Array = $util.global.Array, $String = $util.global.String, $Boolean = $util.global.Boolean, $parseInt = $util.global.parseInt, $Number = $util.global.Number, $BigInt = $util.global.BigInt, $isFinite = $util.global.isFinite;

const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const ExportTraceServiceRequest = $root.ExportTraceServiceRequest = (() => {

    const ExportTraceServiceRequest = function (properties) {
        this.resourceSpans = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    ExportTraceServiceRequest.prototype.resourceSpans = $util.emptyArray;

    ExportTraceServiceRequest.create = function(properties) {
        return new ExportTraceServiceRequest(properties);
    };

    ExportTraceServiceRequest.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.resourceSpans != null && message.resourceSpans.length)
            for (let i = 0; i < message.resourceSpans.length; ++i)
                $root.ResourceSpans.encode(message.resourceSpans[i], writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    ExportTraceServiceRequest.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.ExportTraceServiceRequest();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if (!(message.resourceSpans && message.resourceSpans.length))
                        message.resourceSpans = [];
                    message.resourceSpans.push($root.ResourceSpans.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    ExportTraceServiceRequest.fromObject = function (object, _depth) {
        if (object instanceof $root.ExportTraceServiceRequest)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".ExportTraceServiceRequest: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.ExportTraceServiceRequest();
        if (object.resourceSpans) {
            if (!$Array.isArray(object.resourceSpans))
                throw $TypeError(".ExportTraceServiceRequest.resourceSpans: array expected");
            message.resourceSpans = $Array(object.resourceSpans.length);
            for (let i = 0; i < object.resourceSpans.length; ++i) {
                if (!$util.isObject(object.resourceSpans[i]))
                    throw $TypeError(".ExportTraceServiceRequest.resourceSpans: object expected");
                message.resourceSpans[i] = $root.ResourceSpans.fromObject(object.resourceSpans[i], _depth + 1);
            }
        }
        return message;
    };

    ExportTraceServiceRequest.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (options.arrays || options.defaults)
            object.resourceSpans = [];
        if (message.resourceSpans && message.resourceSpans.length) {
            object.resourceSpans = $Array(message.resourceSpans.length);
            for (let j = 0; j < message.resourceSpans.length; ++j)
                object.resourceSpans[j] = $root.ResourceSpans.toObject(message.resourceSpans[j], options, _depth + 1);
        }
        return object;
    };

    ExportTraceServiceRequest.prototype.toJSON = function() {
        return ExportTraceServiceRequest.toObject(this, $protobuf.util.toJSONOptions);
    };

    return ExportTraceServiceRequest;
})();

export const ExportMetricsServiceRequest = $root.ExportMetricsServiceRequest = (() => {

    const ExportMetricsServiceRequest = function (properties) {
        this.resourceMetrics = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    ExportMetricsServiceRequest.prototype.resourceMetrics = $util.emptyArray;

    ExportMetricsServiceRequest.create = function(properties) {
        return new ExportMetricsServiceRequest(properties);
    };

    ExportMetricsServiceRequest.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.resourceMetrics != null && message.resourceMetrics.length)
            for (let i = 0; i < message.resourceMetrics.length; ++i)
                $root.ResourceMetrics.encode(message.resourceMetrics[i], writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    ExportMetricsServiceRequest.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.ExportMetricsServiceRequest();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if (!(message.resourceMetrics && message.resourceMetrics.length))
                        message.resourceMetrics = [];
                    message.resourceMetrics.push($root.ResourceMetrics.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    ExportMetricsServiceRequest.fromObject = function (object, _depth) {
        if (object instanceof $root.ExportMetricsServiceRequest)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".ExportMetricsServiceRequest: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.ExportMetricsServiceRequest();
        if (object.resourceMetrics) {
            if (!$Array.isArray(object.resourceMetrics))
                throw $TypeError(".ExportMetricsServiceRequest.resourceMetrics: array expected");
            message.resourceMetrics = $Array(object.resourceMetrics.length);
            for (let i = 0; i < object.resourceMetrics.length; ++i) {
                if (!$util.isObject(object.resourceMetrics[i]))
                    throw $TypeError(".ExportMetricsServiceRequest.resourceMetrics: object expected");
                message.resourceMetrics[i] = $root.ResourceMetrics.fromObject(object.resourceMetrics[i], _depth + 1);
            }
        }
        return message;
    };

    ExportMetricsServiceRequest.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (options.arrays || options.defaults)
            object.resourceMetrics = [];
        if (message.resourceMetrics && message.resourceMetrics.length) {
            object.resourceMetrics = $Array(message.resourceMetrics.length);
            for (let j = 0; j < message.resourceMetrics.length; ++j)
                object.resourceMetrics[j] = $root.ResourceMetrics.toObject(message.resourceMetrics[j], options, _depth + 1);
        }
        return object;
    };

    ExportMetricsServiceRequest.prototype.toJSON = function() {
        return ExportMetricsServiceRequest.toObject(this, $protobuf.util.toJSONOptions);
    };

    return ExportMetricsServiceRequest;
})();

export const ExportLogsServiceRequest = $root.ExportLogsServiceRequest = (() => {

    const ExportLogsServiceRequest = function (properties) {
        this.resourceLogs = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    ExportLogsServiceRequest.prototype.resourceLogs = $util.emptyArray;

    ExportLogsServiceRequest.create = function(properties) {
        return new ExportLogsServiceRequest(properties);
    };

    ExportLogsServiceRequest.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.resourceLogs != null && message.resourceLogs.length)
            for (let i = 0; i < message.resourceLogs.length; ++i)
                $root.ResourceLogs.encode(message.resourceLogs[i], writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    ExportLogsServiceRequest.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.ExportLogsServiceRequest();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if (!(message.resourceLogs && message.resourceLogs.length))
                        message.resourceLogs = [];
                    message.resourceLogs.push($root.ResourceLogs.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    ExportLogsServiceRequest.fromObject = function (object, _depth) {
        if (object instanceof $root.ExportLogsServiceRequest)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".ExportLogsServiceRequest: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.ExportLogsServiceRequest();
        if (object.resourceLogs) {
            if (!$Array.isArray(object.resourceLogs))
                throw $TypeError(".ExportLogsServiceRequest.resourceLogs: array expected");
            message.resourceLogs = $Array(object.resourceLogs.length);
            for (let i = 0; i < object.resourceLogs.length; ++i) {
                if (!$util.isObject(object.resourceLogs[i]))
                    throw $TypeError(".ExportLogsServiceRequest.resourceLogs: object expected");
                message.resourceLogs[i] = $root.ResourceLogs.fromObject(object.resourceLogs[i], _depth + 1);
            }
        }
        return message;
    };

    ExportLogsServiceRequest.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (options.arrays || options.defaults)
            object.resourceLogs = [];
        if (message.resourceLogs && message.resourceLogs.length) {
            object.resourceLogs = $Array(message.resourceLogs.length);
            for (let j = 0; j < message.resourceLogs.length; ++j)
                object.resourceLogs[j] = $root.ResourceLogs.toObject(message.resourceLogs[j], options, _depth + 1);
        }
        return object;
    };

    ExportLogsServiceRequest.prototype.toJSON = function() {
        return ExportLogsServiceRequest.toObject(this, $protobuf.util.toJSONOptions);
    };

    return ExportLogsServiceRequest;
})();

export const AnyValue = $root.AnyValue = (() => {

    const AnyValue = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    AnyValue.prototype.stringValue = null;
    AnyValue.prototype.boolValue = null;
    AnyValue.prototype.intValue = null;
    AnyValue.prototype.doubleValue = null;
    AnyValue.prototype.arrayValue = null;
    AnyValue.prototype.kvlistValue = null;
    AnyValue.prototype.bytesValue = null;

    let $oneOfFields;

    $Object.defineProperty(AnyValue.prototype, "value", {
        get: $util.oneOfGetter($oneOfFields = ["stringValue", "boolValue", "intValue", "doubleValue", "arrayValue", "kvlistValue", "bytesValue"]),
        set: $util.oneOfSetter($oneOfFields)
    });

    AnyValue.create = function(properties) {
        return new AnyValue(properties);
    };

    AnyValue.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.stringValue != null && $Object.hasOwnProperty.call(message, "stringValue"))
            writer.uint32(10).string(message.stringValue);
        if (message.boolValue != null && $Object.hasOwnProperty.call(message, "boolValue"))
            writer.uint32(16).bool(message.boolValue);
        if (message.intValue != null && $Object.hasOwnProperty.call(message, "intValue"))
            writer.uint32(24).int64(message.intValue);
        if (message.doubleValue != null && $Object.hasOwnProperty.call(message, "doubleValue"))
            writer.uint32(33).double(message.doubleValue);
        if (message.arrayValue != null && $Object.hasOwnProperty.call(message, "arrayValue"))
            $root.ArrayValue.encode(message.arrayValue, writer.uint32(42).fork(), _depth + 1).ldelim();
        if (message.kvlistValue != null && $Object.hasOwnProperty.call(message, "kvlistValue"))
            $root.KeyValueList.encode(message.kvlistValue, writer.uint32(50).fork(), _depth + 1).ldelim();
        if (message.bytesValue != null && $Object.hasOwnProperty.call(message, "bytesValue"))
            writer.uint32(58).bytes(message.bytesValue);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    AnyValue.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.AnyValue();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    message.stringValue = reader.stringVerify();
                    message.value = "stringValue";
                    continue;
                }
            case 2: {
                    if (wireType !== 0)
                        break;
                    message.boolValue = reader.bool();
                    message.value = "boolValue";
                    continue;
                }
            case 3: {
                    if (wireType !== 0)
                        break;
                    message.intValue = reader.int64();
                    message.value = "intValue";
                    continue;
                }
            case 4: {
                    if (wireType !== 1)
                        break;
                    message.doubleValue = reader.double();
                    message.value = "doubleValue";
                    continue;
                }
            case 5: {
                    if (wireType !== 2)
                        break;
                    message.arrayValue = $root.ArrayValue.decode(reader, reader.size(), $undefined, _depth + 1, message.arrayValue);
                    message.value = "arrayValue";
                    continue;
                }
            case 6: {
                    if (wireType !== 2)
                        break;
                    message.kvlistValue = $root.KeyValueList.decode(reader, reader.size(), $undefined, _depth + 1, message.kvlistValue);
                    message.value = "kvlistValue";
                    continue;
                }
            case 7: {
                    if (wireType !== 2)
                        break;
                    message.bytesValue = reader.bytes();
                    message.value = "bytesValue";
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    AnyValue.fromObject = function (object, _depth) {
        if (object instanceof $root.AnyValue)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".AnyValue: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.AnyValue();
        if (object.stringValue != null)
            message.stringValue = $String(object.stringValue);
        if (object.boolValue != null)
            message.boolValue = $Boolean(object.boolValue);
        if (object.intValue != null)
            if ($util.Long)
                message.intValue = $util.Long.fromValue(object.intValue, false);
            else if (typeof object.intValue === "string")
                message.intValue = $parseInt(object.intValue, 10);
            else if (typeof object.intValue === "number")
                message.intValue = object.intValue;
            else if (typeof object.intValue === "object")
                message.intValue = new $util.LongBits(object.intValue.low >>> 0, object.intValue.high >>> 0).toNumber();
        if (object.doubleValue != null)
            message.doubleValue = $Number(object.doubleValue);
        if (object.arrayValue != null) {
            if (!$util.isObject(object.arrayValue))
                throw $TypeError(".AnyValue.arrayValue: object expected");
            message.arrayValue = $root.ArrayValue.fromObject(object.arrayValue, _depth + 1);
        }
        if (object.kvlistValue != null) {
            if (!$util.isObject(object.kvlistValue))
                throw $TypeError(".AnyValue.kvlistValue: object expected");
            message.kvlistValue = $root.KeyValueList.fromObject(object.kvlistValue, _depth + 1);
        }
        if (object.bytesValue != null)
            if (typeof object.bytesValue === "string")
                $util.base64.decode(object.bytesValue, message.bytesValue = $util.newBuffer($util.base64.length(object.bytesValue)), 0);
            else if (object.bytesValue.length >= 0)
                message.bytesValue = object.bytesValue;
        return message;
    };

    AnyValue.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (message.stringValue != null && $Object.hasOwnProperty.call(message, "stringValue")) {
            object.stringValue = message.stringValue;
            if (options.oneofs)
                object.value = "stringValue";
        }
        if (message.boolValue != null && $Object.hasOwnProperty.call(message, "boolValue")) {
            object.boolValue = message.boolValue;
            if (options.oneofs)
                object.value = "boolValue";
        }
        if (message.intValue != null && $Object.hasOwnProperty.call(message, "intValue")) {
            if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                object.intValue = typeof message.intValue === "number" ? $BigInt(message.intValue) : $util.Long.fromBits(message.intValue.low >>> 0, message.intValue.high >>> 0, false).toBigInt();
            else if (typeof message.intValue === "number")
                object.intValue = options.longs === $String ? $String(message.intValue) : message.intValue;
            else
                object.intValue = options.longs === $String ? $util.Long.prototype.toString.call(message.intValue) : options.longs === $Number ? new $util.LongBits(message.intValue.low >>> 0, message.intValue.high >>> 0).toNumber() : message.intValue;
            if (options.oneofs)
                object.value = "intValue";
        }
        if (message.doubleValue != null && $Object.hasOwnProperty.call(message, "doubleValue")) {
            object.doubleValue = options.json && !$isFinite(message.doubleValue) ? $String(message.doubleValue) : message.doubleValue;
            if (options.oneofs)
                object.value = "doubleValue";
        }
        if (message.arrayValue != null && $Object.hasOwnProperty.call(message, "arrayValue")) {
            object.arrayValue = $root.ArrayValue.toObject(message.arrayValue, options, _depth + 1);
            if (options.oneofs)
                object.value = "arrayValue";
        }
        if (message.kvlistValue != null && $Object.hasOwnProperty.call(message, "kvlistValue")) {
            object.kvlistValue = $root.KeyValueList.toObject(message.kvlistValue, options, _depth + 1);
            if (options.oneofs)
                object.value = "kvlistValue";
        }
        if (message.bytesValue != null && $Object.hasOwnProperty.call(message, "bytesValue")) {
            object.bytesValue = options.bytes === $String ? $util.base64.encode(message.bytesValue, 0, message.bytesValue.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.bytesValue) : message.bytesValue;
            if (options.oneofs)
                object.value = "bytesValue";
        }
        return object;
    };

    AnyValue.prototype.toJSON = function() {
        return AnyValue.toObject(this, $protobuf.util.toJSONOptions);
    };

    return AnyValue;
})();

export const ArrayValue = $root.ArrayValue = (() => {

    const ArrayValue = function (properties) {
        this.values = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    ArrayValue.prototype.values = $util.emptyArray;

    ArrayValue.create = function(properties) {
        return new ArrayValue(properties);
    };

    ArrayValue.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.values != null && message.values.length)
            for (let i = 0; i < message.values.length; ++i)
                $root.AnyValue.encode(message.values[i], writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    ArrayValue.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.ArrayValue();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if (!(message.values && message.values.length))
                        message.values = [];
                    message.values.push($root.AnyValue.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    ArrayValue.fromObject = function (object, _depth) {
        if (object instanceof $root.ArrayValue)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".ArrayValue: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.ArrayValue();
        if (object.values) {
            if (!$Array.isArray(object.values))
                throw $TypeError(".ArrayValue.values: array expected");
            message.values = $Array(object.values.length);
            for (let i = 0; i < object.values.length; ++i) {
                if (!$util.isObject(object.values[i]))
                    throw $TypeError(".ArrayValue.values: object expected");
                message.values[i] = $root.AnyValue.fromObject(object.values[i], _depth + 1);
            }
        }
        return message;
    };

    ArrayValue.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (options.arrays || options.defaults)
            object.values = [];
        if (message.values && message.values.length) {
            object.values = $Array(message.values.length);
            for (let j = 0; j < message.values.length; ++j)
                object.values[j] = $root.AnyValue.toObject(message.values[j], options, _depth + 1);
        }
        return object;
    };

    ArrayValue.prototype.toJSON = function() {
        return ArrayValue.toObject(this, $protobuf.util.toJSONOptions);
    };

    return ArrayValue;
})();

export const KeyValueList = $root.KeyValueList = (() => {

    const KeyValueList = function (properties) {
        this.values = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    KeyValueList.prototype.values = $util.emptyArray;

    KeyValueList.create = function(properties) {
        return new KeyValueList(properties);
    };

    KeyValueList.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.values != null && message.values.length)
            for (let i = 0; i < message.values.length; ++i)
                $root.KeyValue.encode(message.values[i], writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    KeyValueList.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.KeyValueList();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if (!(message.values && message.values.length))
                        message.values = [];
                    message.values.push($root.KeyValue.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    KeyValueList.fromObject = function (object, _depth) {
        if (object instanceof $root.KeyValueList)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".KeyValueList: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.KeyValueList();
        if (object.values) {
            if (!$Array.isArray(object.values))
                throw $TypeError(".KeyValueList.values: array expected");
            message.values = $Array(object.values.length);
            for (let i = 0; i < object.values.length; ++i) {
                if (!$util.isObject(object.values[i]))
                    throw $TypeError(".KeyValueList.values: object expected");
                message.values[i] = $root.KeyValue.fromObject(object.values[i], _depth + 1);
            }
        }
        return message;
    };

    KeyValueList.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (options.arrays || options.defaults)
            object.values = [];
        if (message.values && message.values.length) {
            object.values = $Array(message.values.length);
            for (let j = 0; j < message.values.length; ++j)
                object.values[j] = $root.KeyValue.toObject(message.values[j], options, _depth + 1);
        }
        return object;
    };

    KeyValueList.prototype.toJSON = function() {
        return KeyValueList.toObject(this, $protobuf.util.toJSONOptions);
    };

    return KeyValueList;
})();

export const KeyValue = $root.KeyValue = (() => {

    const KeyValue = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    KeyValue.prototype.key = "";
    KeyValue.prototype.value = null;

    KeyValue.create = function(properties) {
        return new KeyValue(properties);
    };

    KeyValue.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key !== "")
            writer.uint32(10).string(message.key);
        if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
            $root.AnyValue.encode(message.value, writer.uint32(18).fork(), _depth + 1).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    KeyValue.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.KeyValue();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.key = value;
                    else
                        delete message.key;
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    message.value = $root.AnyValue.decode(reader, reader.size(), $undefined, _depth + 1, message.value);
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    KeyValue.fromObject = function (object, _depth) {
        if (object instanceof $root.KeyValue)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".KeyValue: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.KeyValue();
        if (object.key != null)
            if (typeof object.key !== "string" || object.key.length)
                message.key = $String(object.key);
        if (object.value != null) {
            if (!$util.isObject(object.value))
                throw $TypeError(".KeyValue.value: object expected");
            message.value = $root.AnyValue.fromObject(object.value, _depth + 1);
        }
        return message;
    };

    KeyValue.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (options.defaults) {
            object.key = "";
            object.value = null;
        }
        if (message.key != null && $Object.hasOwnProperty.call(message, "key"))
            object.key = message.key;
        if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
            object.value = $root.AnyValue.toObject(message.value, options, _depth + 1);
        return object;
    };

    KeyValue.prototype.toJSON = function() {
        return KeyValue.toObject(this, $protobuf.util.toJSONOptions);
    };

    return KeyValue;
})();

export const InstrumentationScope = $root.InstrumentationScope = (() => {

    const InstrumentationScope = function (properties) {
        this.attributes = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    InstrumentationScope.prototype.name = "";
    InstrumentationScope.prototype.version = "";
    InstrumentationScope.prototype.attributes = $util.emptyArray;
    InstrumentationScope.prototype.droppedAttributesCount = 0;

    InstrumentationScope.create = function(properties) {
        return new InstrumentationScope(properties);
    };

    InstrumentationScope.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
            writer.uint32(10).string(message.name);
        if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== "")
            writer.uint32(18).string(message.version);
        if (message.attributes != null && message.attributes.length)
            for (let i = 0; i < message.attributes.length; ++i)
                $root.KeyValue.encode(message.attributes[i], writer.uint32(26).fork(), _depth + 1).ldelim();
        if (message.droppedAttributesCount != null && $Object.hasOwnProperty.call(message, "droppedAttributesCount") && message.droppedAttributesCount !== 0)
            writer.uint32(32).uint32(message.droppedAttributesCount);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    InstrumentationScope.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.InstrumentationScope();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.name = value;
                    else
                        delete message.name;
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.version = value;
                    else
                        delete message.version;
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    if (!(message.attributes && message.attributes.length))
                        message.attributes = [];
                    message.attributes.push($root.KeyValue.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 4: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.uint32())
                        message.droppedAttributesCount = value;
                    else
                        delete message.droppedAttributesCount;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    InstrumentationScope.fromObject = function (object, _depth) {
        if (object instanceof $root.InstrumentationScope)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".InstrumentationScope: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.InstrumentationScope();
        if (object.name != null)
            if (typeof object.name !== "string" || object.name.length)
                message.name = $String(object.name);
        if (object.version != null)
            if (typeof object.version !== "string" || object.version.length)
                message.version = $String(object.version);
        if (object.attributes) {
            if (!$Array.isArray(object.attributes))
                throw $TypeError(".InstrumentationScope.attributes: array expected");
            message.attributes = $Array(object.attributes.length);
            for (let i = 0; i < object.attributes.length; ++i) {
                if (!$util.isObject(object.attributes[i]))
                    throw $TypeError(".InstrumentationScope.attributes: object expected");
                message.attributes[i] = $root.KeyValue.fromObject(object.attributes[i], _depth + 1);
            }
        }
        if (object.droppedAttributesCount != null)
            if ($Number(object.droppedAttributesCount) !== 0)
                message.droppedAttributesCount = object.droppedAttributesCount >>> 0;
        return message;
    };

    InstrumentationScope.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (options.arrays || options.defaults)
            object.attributes = [];
        if (options.defaults) {
            object.name = "";
            object.version = "";
            object.droppedAttributesCount = 0;
        }
        if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
            object.name = message.name;
        if (message.version != null && $Object.hasOwnProperty.call(message, "version"))
            object.version = message.version;
        if (message.attributes && message.attributes.length) {
            object.attributes = $Array(message.attributes.length);
            for (let j = 0; j < message.attributes.length; ++j)
                object.attributes[j] = $root.KeyValue.toObject(message.attributes[j], options, _depth + 1);
        }
        if (message.droppedAttributesCount != null && $Object.hasOwnProperty.call(message, "droppedAttributesCount"))
            object.droppedAttributesCount = message.droppedAttributesCount;
        return object;
    };

    InstrumentationScope.prototype.toJSON = function() {
        return InstrumentationScope.toObject(this, $protobuf.util.toJSONOptions);
    };

    return InstrumentationScope;
})();

export const Resource = $root.Resource = (() => {

    const Resource = function (properties) {
        this.attributes = [];
        this.entityRefs = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    Resource.prototype.attributes = $util.emptyArray;
    Resource.prototype.droppedAttributesCount = 0;
    Resource.prototype.entityRefs = $util.emptyArray;

    Resource.create = function(properties) {
        return new Resource(properties);
    };

    Resource.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.attributes != null && message.attributes.length)
            for (let i = 0; i < message.attributes.length; ++i)
                $root.KeyValue.encode(message.attributes[i], writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.droppedAttributesCount != null && $Object.hasOwnProperty.call(message, "droppedAttributesCount") && message.droppedAttributesCount !== 0)
            writer.uint32(16).uint32(message.droppedAttributesCount);
        if (message.entityRefs != null && message.entityRefs.length)
            for (let i = 0; i < message.entityRefs.length; ++i)
                $root.EntityRef.encode(message.entityRefs[i], writer.uint32(26).fork(), _depth + 1).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    Resource.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.Resource();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if (!(message.attributes && message.attributes.length))
                        message.attributes = [];
                    message.attributes.push($root.KeyValue.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 2: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.uint32())
                        message.droppedAttributesCount = value;
                    else
                        delete message.droppedAttributesCount;
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    if (!(message.entityRefs && message.entityRefs.length))
                        message.entityRefs = [];
                    message.entityRefs.push($root.EntityRef.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    Resource.fromObject = function (object, _depth) {
        if (object instanceof $root.Resource)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".Resource: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.Resource();
        if (object.attributes) {
            if (!$Array.isArray(object.attributes))
                throw $TypeError(".Resource.attributes: array expected");
            message.attributes = $Array(object.attributes.length);
            for (let i = 0; i < object.attributes.length; ++i) {
                if (!$util.isObject(object.attributes[i]))
                    throw $TypeError(".Resource.attributes: object expected");
                message.attributes[i] = $root.KeyValue.fromObject(object.attributes[i], _depth + 1);
            }
        }
        if (object.droppedAttributesCount != null)
            if ($Number(object.droppedAttributesCount) !== 0)
                message.droppedAttributesCount = object.droppedAttributesCount >>> 0;
        if (object.entityRefs) {
            if (!$Array.isArray(object.entityRefs))
                throw $TypeError(".Resource.entityRefs: array expected");
            message.entityRefs = $Array(object.entityRefs.length);
            for (let i = 0; i < object.entityRefs.length; ++i) {
                if (!$util.isObject(object.entityRefs[i]))
                    throw $TypeError(".Resource.entityRefs: object expected");
                message.entityRefs[i] = $root.EntityRef.fromObject(object.entityRefs[i], _depth + 1);
            }
        }
        return message;
    };

    Resource.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (options.arrays || options.defaults) {
            object.attributes = [];
            object.entityRefs = [];
        }
        if (options.defaults)
            object.droppedAttributesCount = 0;
        if (message.attributes && message.attributes.length) {
            object.attributes = $Array(message.attributes.length);
            for (let j = 0; j < message.attributes.length; ++j)
                object.attributes[j] = $root.KeyValue.toObject(message.attributes[j], options, _depth + 1);
        }
        if (message.droppedAttributesCount != null && $Object.hasOwnProperty.call(message, "droppedAttributesCount"))
            object.droppedAttributesCount = message.droppedAttributesCount;
        if (message.entityRefs && message.entityRefs.length) {
            object.entityRefs = $Array(message.entityRefs.length);
            for (let j = 0; j < message.entityRefs.length; ++j)
                object.entityRefs[j] = $root.EntityRef.toObject(message.entityRefs[j], options, _depth + 1);
        }
        return object;
    };

    Resource.prototype.toJSON = function() {
        return Resource.toObject(this, $protobuf.util.toJSONOptions);
    };

    return Resource;
})();

export const EntityRef = $root.EntityRef = (() => {

    const EntityRef = function (properties) {
        this.idKeys = [];
        this.descriptionKeys = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    EntityRef.prototype.schemaUrl = "";
    EntityRef.prototype.type = "";
    EntityRef.prototype.idKeys = $util.emptyArray;
    EntityRef.prototype.descriptionKeys = $util.emptyArray;

    EntityRef.create = function(properties) {
        return new EntityRef(properties);
    };

    EntityRef.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.schemaUrl != null && $Object.hasOwnProperty.call(message, "schemaUrl") && message.schemaUrl !== "")
            writer.uint32(10).string(message.schemaUrl);
        if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== "")
            writer.uint32(18).string(message.type);
        if (message.idKeys != null && message.idKeys.length)
            for (let i = 0; i < message.idKeys.length; ++i)
                writer.uint32(26).string(message.idKeys[i]);
        if (message.descriptionKeys != null && message.descriptionKeys.length)
            for (let i = 0; i < message.descriptionKeys.length; ++i)
                writer.uint32(34).string(message.descriptionKeys[i]);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    EntityRef.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.EntityRef();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.schemaUrl = value;
                    else
                        delete message.schemaUrl;
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.type = value;
                    else
                        delete message.type;
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    if (!(message.idKeys && message.idKeys.length))
                        message.idKeys = [];
                    message.idKeys.push(reader.stringVerify());
                    continue;
                }
            case 4: {
                    if (wireType !== 2)
                        break;
                    if (!(message.descriptionKeys && message.descriptionKeys.length))
                        message.descriptionKeys = [];
                    message.descriptionKeys.push(reader.stringVerify());
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    EntityRef.fromObject = function (object, _depth) {
        if (object instanceof $root.EntityRef)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".EntityRef: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.EntityRef();
        if (object.schemaUrl != null)
            if (typeof object.schemaUrl !== "string" || object.schemaUrl.length)
                message.schemaUrl = $String(object.schemaUrl);
        if (object.type != null)
            if (typeof object.type !== "string" || object.type.length)
                message.type = $String(object.type);
        if (object.idKeys) {
            if (!$Array.isArray(object.idKeys))
                throw $TypeError(".EntityRef.idKeys: array expected");
            message.idKeys = $Array(object.idKeys.length);
            for (let i = 0; i < object.idKeys.length; ++i)
                message.idKeys[i] = $String(object.idKeys[i]);
        }
        if (object.descriptionKeys) {
            if (!$Array.isArray(object.descriptionKeys))
                throw $TypeError(".EntityRef.descriptionKeys: array expected");
            message.descriptionKeys = $Array(object.descriptionKeys.length);
            for (let i = 0; i < object.descriptionKeys.length; ++i)
                message.descriptionKeys[i] = $String(object.descriptionKeys[i]);
        }
        return message;
    };

    EntityRef.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (options.arrays || options.defaults) {
            object.idKeys = [];
            object.descriptionKeys = [];
        }
        if (options.defaults) {
            object.schemaUrl = "";
            object.type = "";
        }
        if (message.schemaUrl != null && $Object.hasOwnProperty.call(message, "schemaUrl"))
            object.schemaUrl = message.schemaUrl;
        if (message.type != null && $Object.hasOwnProperty.call(message, "type"))
            object.type = message.type;
        if (message.idKeys && message.idKeys.length) {
            object.idKeys = $Array(message.idKeys.length);
            for (let j = 0; j < message.idKeys.length; ++j)
                object.idKeys[j] = message.idKeys[j];
        }
        if (message.descriptionKeys && message.descriptionKeys.length) {
            object.descriptionKeys = $Array(message.descriptionKeys.length);
            for (let j = 0; j < message.descriptionKeys.length; ++j)
                object.descriptionKeys[j] = message.descriptionKeys[j];
        }
        return object;
    };

    EntityRef.prototype.toJSON = function() {
        return EntityRef.toObject(this, $protobuf.util.toJSONOptions);
    };

    return EntityRef;
})();

export const ResourceSpans = $root.ResourceSpans = (() => {

    const ResourceSpans = function (properties) {
        this.scopeSpans = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    ResourceSpans.prototype.resource = null;
    ResourceSpans.prototype.scopeSpans = $util.emptyArray;
    ResourceSpans.prototype.schemaUrl = "";

    ResourceSpans.create = function(properties) {
        return new ResourceSpans(properties);
    };

    ResourceSpans.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.resource != null && $Object.hasOwnProperty.call(message, "resource"))
            $root.Resource.encode(message.resource, writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.scopeSpans != null && message.scopeSpans.length)
            for (let i = 0; i < message.scopeSpans.length; ++i)
                $root.ScopeSpans.encode(message.scopeSpans[i], writer.uint32(18).fork(), _depth + 1).ldelim();
        if (message.schemaUrl != null && $Object.hasOwnProperty.call(message, "schemaUrl") && message.schemaUrl !== "")
            writer.uint32(26).string(message.schemaUrl);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    ResourceSpans.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.ResourceSpans();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    message.resource = $root.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.resource);
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    if (!(message.scopeSpans && message.scopeSpans.length))
                        message.scopeSpans = [];
                    message.scopeSpans.push($root.ScopeSpans.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.schemaUrl = value;
                    else
                        delete message.schemaUrl;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    ResourceSpans.fromObject = function (object, _depth) {
        if (object instanceof $root.ResourceSpans)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".ResourceSpans: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.ResourceSpans();
        if (object.resource != null) {
            if (!$util.isObject(object.resource))
                throw $TypeError(".ResourceSpans.resource: object expected");
            message.resource = $root.Resource.fromObject(object.resource, _depth + 1);
        }
        if (object.scopeSpans) {
            if (!$Array.isArray(object.scopeSpans))
                throw $TypeError(".ResourceSpans.scopeSpans: array expected");
            message.scopeSpans = $Array(object.scopeSpans.length);
            for (let i = 0; i < object.scopeSpans.length; ++i) {
                if (!$util.isObject(object.scopeSpans[i]))
                    throw $TypeError(".ResourceSpans.scopeSpans: object expected");
                message.scopeSpans[i] = $root.ScopeSpans.fromObject(object.scopeSpans[i], _depth + 1);
            }
        }
        if (object.schemaUrl != null)
            if (typeof object.schemaUrl !== "string" || object.schemaUrl.length)
                message.schemaUrl = $String(object.schemaUrl);
        return message;
    };

    ResourceSpans.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (options.arrays || options.defaults)
            object.scopeSpans = [];
        if (options.defaults) {
            object.resource = null;
            object.schemaUrl = "";
        }
        if (message.resource != null && $Object.hasOwnProperty.call(message, "resource"))
            object.resource = $root.Resource.toObject(message.resource, options, _depth + 1);
        if (message.scopeSpans && message.scopeSpans.length) {
            object.scopeSpans = $Array(message.scopeSpans.length);
            for (let j = 0; j < message.scopeSpans.length; ++j)
                object.scopeSpans[j] = $root.ScopeSpans.toObject(message.scopeSpans[j], options, _depth + 1);
        }
        if (message.schemaUrl != null && $Object.hasOwnProperty.call(message, "schemaUrl"))
            object.schemaUrl = message.schemaUrl;
        return object;
    };

    ResourceSpans.prototype.toJSON = function() {
        return ResourceSpans.toObject(this, $protobuf.util.toJSONOptions);
    };

    return ResourceSpans;
})();

export const ScopeSpans = $root.ScopeSpans = (() => {

    const ScopeSpans = function (properties) {
        this.spans = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    ScopeSpans.prototype.scope = null;
    ScopeSpans.prototype.spans = $util.emptyArray;
    ScopeSpans.prototype.schemaUrl = "";

    ScopeSpans.create = function(properties) {
        return new ScopeSpans(properties);
    };

    ScopeSpans.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.scope != null && $Object.hasOwnProperty.call(message, "scope"))
            $root.InstrumentationScope.encode(message.scope, writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.spans != null && message.spans.length)
            for (let i = 0; i < message.spans.length; ++i)
                $root.Span.encode(message.spans[i], writer.uint32(18).fork(), _depth + 1).ldelim();
        if (message.schemaUrl != null && $Object.hasOwnProperty.call(message, "schemaUrl") && message.schemaUrl !== "")
            writer.uint32(26).string(message.schemaUrl);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    ScopeSpans.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.ScopeSpans();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    message.scope = $root.InstrumentationScope.decode(reader, reader.size(), $undefined, _depth + 1, message.scope);
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    if (!(message.spans && message.spans.length))
                        message.spans = [];
                    message.spans.push($root.Span.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.schemaUrl = value;
                    else
                        delete message.schemaUrl;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    ScopeSpans.fromObject = function (object, _depth) {
        if (object instanceof $root.ScopeSpans)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".ScopeSpans: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.ScopeSpans();
        if (object.scope != null) {
            if (!$util.isObject(object.scope))
                throw $TypeError(".ScopeSpans.scope: object expected");
            message.scope = $root.InstrumentationScope.fromObject(object.scope, _depth + 1);
        }
        if (object.spans) {
            if (!$Array.isArray(object.spans))
                throw $TypeError(".ScopeSpans.spans: array expected");
            message.spans = $Array(object.spans.length);
            for (let i = 0; i < object.spans.length; ++i) {
                if (!$util.isObject(object.spans[i]))
                    throw $TypeError(".ScopeSpans.spans: object expected");
                message.spans[i] = $root.Span.fromObject(object.spans[i], _depth + 1);
            }
        }
        if (object.schemaUrl != null)
            if (typeof object.schemaUrl !== "string" || object.schemaUrl.length)
                message.schemaUrl = $String(object.schemaUrl);
        return message;
    };

    ScopeSpans.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (options.arrays || options.defaults)
            object.spans = [];
        if (options.defaults) {
            object.scope = null;
            object.schemaUrl = "";
        }
        if (message.scope != null && $Object.hasOwnProperty.call(message, "scope"))
            object.scope = $root.InstrumentationScope.toObject(message.scope, options, _depth + 1);
        if (message.spans && message.spans.length) {
            object.spans = $Array(message.spans.length);
            for (let j = 0; j < message.spans.length; ++j)
                object.spans[j] = $root.Span.toObject(message.spans[j], options, _depth + 1);
        }
        if (message.schemaUrl != null && $Object.hasOwnProperty.call(message, "schemaUrl"))
            object.schemaUrl = message.schemaUrl;
        return object;
    };

    ScopeSpans.prototype.toJSON = function() {
        return ScopeSpans.toObject(this, $protobuf.util.toJSONOptions);
    };

    return ScopeSpans;
})();

export const Span = $root.Span = (() => {

    const Span = function (properties) {
        this.attributes = [];
        this.events = [];
        this.links = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    Span.prototype.traceId = $util.newBuffer([]);
    Span.prototype.spanId = $util.newBuffer([]);
    Span.prototype.traceState = "";
    Span.prototype.parentSpanId = $util.newBuffer([]);
    Span.prototype.flags = 0;
    Span.prototype.name = "";
    Span.prototype.kind = 0;
    Span.prototype.startTimeUnixNano = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
    Span.prototype.endTimeUnixNano = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
    Span.prototype.attributes = $util.emptyArray;
    Span.prototype.droppedAttributesCount = 0;
    Span.prototype.events = $util.emptyArray;
    Span.prototype.droppedEventsCount = 0;
    Span.prototype.links = $util.emptyArray;
    Span.prototype.droppedLinksCount = 0;
    Span.prototype.status = null;

    Span.create = function(properties) {
        return new Span(properties);
    };

    Span.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.traceId != null && $Object.hasOwnProperty.call(message, "traceId") && message.traceId.length)
            writer.uint32(10).bytes(message.traceId);
        if (message.spanId != null && $Object.hasOwnProperty.call(message, "spanId") && message.spanId.length)
            writer.uint32(18).bytes(message.spanId);
        if (message.traceState != null && $Object.hasOwnProperty.call(message, "traceState") && message.traceState !== "")
            writer.uint32(26).string(message.traceState);
        if (message.parentSpanId != null && $Object.hasOwnProperty.call(message, "parentSpanId") && message.parentSpanId.length)
            writer.uint32(34).bytes(message.parentSpanId);
        if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
            writer.uint32(42).string(message.name);
        if (message.kind != null && $Object.hasOwnProperty.call(message, "kind") && message.kind !== 0)
            writer.uint32(48).int32(message.kind);
        if (message.startTimeUnixNano != null && $Object.hasOwnProperty.call(message, "startTimeUnixNano") && (typeof message.startTimeUnixNano === "object" ? message.startTimeUnixNano.low || message.startTimeUnixNano.high : message.startTimeUnixNano !== 0))
            writer.uint32(57).fixed64(message.startTimeUnixNano);
        if (message.endTimeUnixNano != null && $Object.hasOwnProperty.call(message, "endTimeUnixNano") && (typeof message.endTimeUnixNano === "object" ? message.endTimeUnixNano.low || message.endTimeUnixNano.high : message.endTimeUnixNano !== 0))
            writer.uint32(65).fixed64(message.endTimeUnixNano);
        if (message.attributes != null && message.attributes.length)
            for (let i = 0; i < message.attributes.length; ++i)
                $root.KeyValue.encode(message.attributes[i], writer.uint32(74).fork(), _depth + 1).ldelim();
        if (message.droppedAttributesCount != null && $Object.hasOwnProperty.call(message, "droppedAttributesCount") && message.droppedAttributesCount !== 0)
            writer.uint32(80).uint32(message.droppedAttributesCount);
        if (message.events != null && message.events.length)
            for (let i = 0; i < message.events.length; ++i)
                $root.Span.Event.encode(message.events[i], writer.uint32(90).fork(), _depth + 1).ldelim();
        if (message.droppedEventsCount != null && $Object.hasOwnProperty.call(message, "droppedEventsCount") && message.droppedEventsCount !== 0)
            writer.uint32(96).uint32(message.droppedEventsCount);
        if (message.links != null && message.links.length)
            for (let i = 0; i < message.links.length; ++i)
                $root.Span.Link.encode(message.links[i], writer.uint32(106).fork(), _depth + 1).ldelim();
        if (message.droppedLinksCount != null && $Object.hasOwnProperty.call(message, "droppedLinksCount") && message.droppedLinksCount !== 0)
            writer.uint32(112).uint32(message.droppedLinksCount);
        if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
            $root.Status.encode(message.status, writer.uint32(122).fork(), _depth + 1).ldelim();
        if (message.flags != null && $Object.hasOwnProperty.call(message, "flags") && message.flags !== 0)
            writer.uint32(133).fixed32(message.flags);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    Span.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.Span();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.bytes()).length)
                        message.traceId = value;
                    else
                        delete message.traceId;
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.bytes()).length)
                        message.spanId = value;
                    else
                        delete message.spanId;
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.traceState = value;
                    else
                        delete message.traceState;
                    continue;
                }
            case 4: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.bytes()).length)
                        message.parentSpanId = value;
                    else
                        delete message.parentSpanId;
                    continue;
                }
            case 16: {
                    if (wireType !== 5)
                        break;
                    if (value = reader.fixed32())
                        message.flags = value;
                    else
                        delete message.flags;
                    continue;
                }
            case 5: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.name = value;
                    else
                        delete message.name;
                    continue;
                }
            case 6: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.int32())
                        message.kind = value;
                    else
                        delete message.kind;
                    continue;
                }
            case 7: {
                    if (wireType !== 1)
                        break;
                    if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                        message.startTimeUnixNano = value;
                    else
                        delete message.startTimeUnixNano;
                    continue;
                }
            case 8: {
                    if (wireType !== 1)
                        break;
                    if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                        message.endTimeUnixNano = value;
                    else
                        delete message.endTimeUnixNano;
                    continue;
                }
            case 9: {
                    if (wireType !== 2)
                        break;
                    if (!(message.attributes && message.attributes.length))
                        message.attributes = [];
                    message.attributes.push($root.KeyValue.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 10: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.uint32())
                        message.droppedAttributesCount = value;
                    else
                        delete message.droppedAttributesCount;
                    continue;
                }
            case 11: {
                    if (wireType !== 2)
                        break;
                    if (!(message.events && message.events.length))
                        message.events = [];
                    message.events.push($root.Span.Event.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 12: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.uint32())
                        message.droppedEventsCount = value;
                    else
                        delete message.droppedEventsCount;
                    continue;
                }
            case 13: {
                    if (wireType !== 2)
                        break;
                    if (!(message.links && message.links.length))
                        message.links = [];
                    message.links.push($root.Span.Link.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 14: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.uint32())
                        message.droppedLinksCount = value;
                    else
                        delete message.droppedLinksCount;
                    continue;
                }
            case 15: {
                    if (wireType !== 2)
                        break;
                    message.status = $root.Status.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    Span.fromObject = function (object, _depth) {
        if (object instanceof $root.Span)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".Span: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.Span();
        if (object.traceId != null)
            if (object.traceId.length)
                if (typeof object.traceId === "string")
                    $util.base64.decode(object.traceId, message.traceId = $util.newBuffer($util.base64.length(object.traceId)), 0);
                else if (object.traceId.length >= 0)
                    message.traceId = object.traceId;
        if (object.spanId != null)
            if (object.spanId.length)
                if (typeof object.spanId === "string")
                    $util.base64.decode(object.spanId, message.spanId = $util.newBuffer($util.base64.length(object.spanId)), 0);
                else if (object.spanId.length >= 0)
                    message.spanId = object.spanId;
        if (object.traceState != null)
            if (typeof object.traceState !== "string" || object.traceState.length)
                message.traceState = $String(object.traceState);
        if (object.parentSpanId != null)
            if (object.parentSpanId.length)
                if (typeof object.parentSpanId === "string")
                    $util.base64.decode(object.parentSpanId, message.parentSpanId = $util.newBuffer($util.base64.length(object.parentSpanId)), 0);
                else if (object.parentSpanId.length >= 0)
                    message.parentSpanId = object.parentSpanId;
        if (object.flags != null)
            if ($Number(object.flags) !== 0)
                message.flags = object.flags >>> 0;
        if (object.name != null)
            if (typeof object.name !== "string" || object.name.length)
                message.name = $String(object.name);
        if (object.kind != null)
            if ($Number(object.kind) !== 0)
                message.kind = object.kind | 0;
        if (object.startTimeUnixNano != null)
            if (typeof object.startTimeUnixNano === "object" ? object.startTimeUnixNano.low || object.startTimeUnixNano.high : $Number(object.startTimeUnixNano) !== 0)
                if ($util.Long)
                    message.startTimeUnixNano = $util.Long.fromValue(object.startTimeUnixNano, true);
                else if (typeof object.startTimeUnixNano === "string")
                    message.startTimeUnixNano = $parseInt(object.startTimeUnixNano, 10);
                else if (typeof object.startTimeUnixNano === "number")
                    message.startTimeUnixNano = object.startTimeUnixNano;
                else if (typeof object.startTimeUnixNano === "object")
                    message.startTimeUnixNano = new $util.LongBits(object.startTimeUnixNano.low >>> 0, object.startTimeUnixNano.high >>> 0).toNumber(true);
        if (object.endTimeUnixNano != null)
            if (typeof object.endTimeUnixNano === "object" ? object.endTimeUnixNano.low || object.endTimeUnixNano.high : $Number(object.endTimeUnixNano) !== 0)
                if ($util.Long)
                    message.endTimeUnixNano = $util.Long.fromValue(object.endTimeUnixNano, true);
                else if (typeof object.endTimeUnixNano === "string")
                    message.endTimeUnixNano = $parseInt(object.endTimeUnixNano, 10);
                else if (typeof object.endTimeUnixNano === "number")
                    message.endTimeUnixNano = object.endTimeUnixNano;
                else if (typeof object.endTimeUnixNano === "object")
                    message.endTimeUnixNano = new $util.LongBits(object.endTimeUnixNano.low >>> 0, object.endTimeUnixNano.high >>> 0).toNumber(true);
        if (object.attributes) {
            if (!$Array.isArray(object.attributes))
                throw $TypeError(".Span.attributes: array expected");
            message.attributes = $Array(object.attributes.length);
            for (let i = 0; i < object.attributes.length; ++i) {
                if (!$util.isObject(object.attributes[i]))
                    throw $TypeError(".Span.attributes: object expected");
                message.attributes[i] = $root.KeyValue.fromObject(object.attributes[i], _depth + 1);
            }
        }
        if (object.droppedAttributesCount != null)
            if ($Number(object.droppedAttributesCount) !== 0)
                message.droppedAttributesCount = object.droppedAttributesCount >>> 0;
        if (object.events) {
            if (!$Array.isArray(object.events))
                throw $TypeError(".Span.events: array expected");
            message.events = $Array(object.events.length);
            for (let i = 0; i < object.events.length; ++i) {
                if (!$util.isObject(object.events[i]))
                    throw $TypeError(".Span.events: object expected");
                message.events[i] = $root.Span.Event.fromObject(object.events[i], _depth + 1);
            }
        }
        if (object.droppedEventsCount != null)
            if ($Number(object.droppedEventsCount) !== 0)
                message.droppedEventsCount = object.droppedEventsCount >>> 0;
        if (object.links) {
            if (!$Array.isArray(object.links))
                throw $TypeError(".Span.links: array expected");
            message.links = $Array(object.links.length);
            for (let i = 0; i < object.links.length; ++i) {
                if (!$util.isObject(object.links[i]))
                    throw $TypeError(".Span.links: object expected");
                message.links[i] = $root.Span.Link.fromObject(object.links[i], _depth + 1);
            }
        }
        if (object.droppedLinksCount != null)
            if ($Number(object.droppedLinksCount) !== 0)
                message.droppedLinksCount = object.droppedLinksCount >>> 0;
        if (object.status != null) {
            if (!$util.isObject(object.status))
                throw $TypeError(".Span.status: object expected");
            message.status = $root.Status.fromObject(object.status, _depth + 1);
        }
        return message;
    };

    Span.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (options.arrays || options.defaults) {
            object.attributes = [];
            object.events = [];
            object.links = [];
        }
        if (options.defaults) {
            if (options.bytes === $String)
                object.traceId = "";
            else {
                object.traceId = [];
                if (options.bytes !== $Array)
                    object.traceId = $util.newBuffer(object.traceId);
            }
            if (options.bytes === $String)
                object.spanId = "";
            else {
                object.spanId = [];
                if (options.bytes !== $Array)
                    object.spanId = $util.newBuffer(object.spanId);
            }
            object.traceState = "";
            if (options.bytes === $String)
                object.parentSpanId = "";
            else {
                object.parentSpanId = [];
                if (options.bytes !== $Array)
                    object.parentSpanId = $util.newBuffer(object.parentSpanId);
            }
            object.name = "";
            object.kind = 0;
            if ($util.Long) {
                let long = new $util.Long(0, 0, true);
                object.startTimeUnixNano = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
            } else
                object.startTimeUnixNano = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            if ($util.Long) {
                let long = new $util.Long(0, 0, true);
                object.endTimeUnixNano = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
            } else
                object.endTimeUnixNano = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            object.droppedAttributesCount = 0;
            object.droppedEventsCount = 0;
            object.droppedLinksCount = 0;
            object.status = null;
            object.flags = 0;
        }
        if (message.traceId != null && $Object.hasOwnProperty.call(message, "traceId"))
            object.traceId = options.bytes === $String ? $util.base64.encode(message.traceId, 0, message.traceId.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.traceId) : message.traceId;
        if (message.spanId != null && $Object.hasOwnProperty.call(message, "spanId"))
            object.spanId = options.bytes === $String ? $util.base64.encode(message.spanId, 0, message.spanId.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.spanId) : message.spanId;
        if (message.traceState != null && $Object.hasOwnProperty.call(message, "traceState"))
            object.traceState = message.traceState;
        if (message.parentSpanId != null && $Object.hasOwnProperty.call(message, "parentSpanId"))
            object.parentSpanId = options.bytes === $String ? $util.base64.encode(message.parentSpanId, 0, message.parentSpanId.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.parentSpanId) : message.parentSpanId;
        if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
            object.name = message.name;
        if (message.kind != null && $Object.hasOwnProperty.call(message, "kind"))
            object.kind = message.kind;
        if (message.startTimeUnixNano != null && $Object.hasOwnProperty.call(message, "startTimeUnixNano"))
            if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                object.startTimeUnixNano = typeof message.startTimeUnixNano === "number" ? $BigInt(message.startTimeUnixNano) : $util.Long.fromBits(message.startTimeUnixNano.low >>> 0, message.startTimeUnixNano.high >>> 0, true).toBigInt();
            else if (typeof message.startTimeUnixNano === "number")
                object.startTimeUnixNano = options.longs === $String ? $String(message.startTimeUnixNano) : message.startTimeUnixNano;
            else
                object.startTimeUnixNano = options.longs === $String ? $util.Long.prototype.toString.call(message.startTimeUnixNano) : options.longs === $Number ? new $util.LongBits(message.startTimeUnixNano.low >>> 0, message.startTimeUnixNano.high >>> 0).toNumber(true) : message.startTimeUnixNano;
        if (message.endTimeUnixNano != null && $Object.hasOwnProperty.call(message, "endTimeUnixNano"))
            if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                object.endTimeUnixNano = typeof message.endTimeUnixNano === "number" ? $BigInt(message.endTimeUnixNano) : $util.Long.fromBits(message.endTimeUnixNano.low >>> 0, message.endTimeUnixNano.high >>> 0, true).toBigInt();
            else if (typeof message.endTimeUnixNano === "number")
                object.endTimeUnixNano = options.longs === $String ? $String(message.endTimeUnixNano) : message.endTimeUnixNano;
            else
                object.endTimeUnixNano = options.longs === $String ? $util.Long.prototype.toString.call(message.endTimeUnixNano) : options.longs === $Number ? new $util.LongBits(message.endTimeUnixNano.low >>> 0, message.endTimeUnixNano.high >>> 0).toNumber(true) : message.endTimeUnixNano;
        if (message.attributes && message.attributes.length) {
            object.attributes = $Array(message.attributes.length);
            for (let j = 0; j < message.attributes.length; ++j)
                object.attributes[j] = $root.KeyValue.toObject(message.attributes[j], options, _depth + 1);
        }
        if (message.droppedAttributesCount != null && $Object.hasOwnProperty.call(message, "droppedAttributesCount"))
            object.droppedAttributesCount = message.droppedAttributesCount;
        if (message.events && message.events.length) {
            object.events = $Array(message.events.length);
            for (let j = 0; j < message.events.length; ++j)
                object.events[j] = $root.Span.Event.toObject(message.events[j], options, _depth + 1);
        }
        if (message.droppedEventsCount != null && $Object.hasOwnProperty.call(message, "droppedEventsCount"))
            object.droppedEventsCount = message.droppedEventsCount;
        if (message.links && message.links.length) {
            object.links = $Array(message.links.length);
            for (let j = 0; j < message.links.length; ++j)
                object.links[j] = $root.Span.Link.toObject(message.links[j], options, _depth + 1);
        }
        if (message.droppedLinksCount != null && $Object.hasOwnProperty.call(message, "droppedLinksCount"))
            object.droppedLinksCount = message.droppedLinksCount;
        if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
            object.status = $root.Status.toObject(message.status, options, _depth + 1);
        if (message.flags != null && $Object.hasOwnProperty.call(message, "flags"))
            object.flags = message.flags;
        return object;
    };

    Span.prototype.toJSON = function() {
        return Span.toObject(this, $protobuf.util.toJSONOptions);
    };

    Span.Event = (function() {

        const Event = function (properties) {
            this.attributes = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Event.prototype.timeUnixNano = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
        Event.prototype.name = "";
        Event.prototype.attributes = $util.emptyArray;
        Event.prototype.droppedAttributesCount = 0;

        Event.create = function(properties) {
            return new Event(properties);
        };

        Event.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.timeUnixNano != null && $Object.hasOwnProperty.call(message, "timeUnixNano") && (typeof message.timeUnixNano === "object" ? message.timeUnixNano.low || message.timeUnixNano.high : message.timeUnixNano !== 0))
                writer.uint32(9).fixed64(message.timeUnixNano);
            if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                writer.uint32(18).string(message.name);
            if (message.attributes != null && message.attributes.length)
                for (let i = 0; i < message.attributes.length; ++i)
                    $root.KeyValue.encode(message.attributes[i], writer.uint32(26).fork(), _depth + 1).ldelim();
            if (message.droppedAttributesCount != null && $Object.hasOwnProperty.call(message, "droppedAttributesCount") && message.droppedAttributesCount !== 0)
                writer.uint32(32).uint32(message.droppedAttributesCount);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Event.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.Span.Event();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 1)
                            break;
                        if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                            message.timeUnixNano = value;
                        else
                            delete message.timeUnixNano;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.name = value;
                        else
                            delete message.name;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if (!(message.attributes && message.attributes.length))
                            message.attributes = [];
                        message.attributes.push($root.KeyValue.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.droppedAttributesCount = value;
                        else
                            delete message.droppedAttributesCount;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        Event.fromObject = function (object, _depth) {
            if (object instanceof $root.Span.Event)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".Span.Event: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.Span.Event();
            if (object.timeUnixNano != null)
                if (typeof object.timeUnixNano === "object" ? object.timeUnixNano.low || object.timeUnixNano.high : $Number(object.timeUnixNano) !== 0)
                    if ($util.Long)
                        message.timeUnixNano = $util.Long.fromValue(object.timeUnixNano, true);
                    else if (typeof object.timeUnixNano === "string")
                        message.timeUnixNano = $parseInt(object.timeUnixNano, 10);
                    else if (typeof object.timeUnixNano === "number")
                        message.timeUnixNano = object.timeUnixNano;
                    else if (typeof object.timeUnixNano === "object")
                        message.timeUnixNano = new $util.LongBits(object.timeUnixNano.low >>> 0, object.timeUnixNano.high >>> 0).toNumber(true);
            if (object.name != null)
                if (typeof object.name !== "string" || object.name.length)
                    message.name = $String(object.name);
            if (object.attributes) {
                if (!$Array.isArray(object.attributes))
                    throw $TypeError(".Span.Event.attributes: array expected");
                message.attributes = $Array(object.attributes.length);
                for (let i = 0; i < object.attributes.length; ++i) {
                    if (!$util.isObject(object.attributes[i]))
                        throw $TypeError(".Span.Event.attributes: object expected");
                    message.attributes[i] = $root.KeyValue.fromObject(object.attributes[i], _depth + 1);
                }
            }
            if (object.droppedAttributesCount != null)
                if ($Number(object.droppedAttributesCount) !== 0)
                    message.droppedAttributesCount = object.droppedAttributesCount >>> 0;
            return message;
        };

        Event.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults)
                object.attributes = [];
            if (options.defaults) {
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.timeUnixNano = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.timeUnixNano = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                object.name = "";
                object.droppedAttributesCount = 0;
            }
            if (message.timeUnixNano != null && $Object.hasOwnProperty.call(message, "timeUnixNano"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.timeUnixNano = typeof message.timeUnixNano === "number" ? $BigInt(message.timeUnixNano) : $util.Long.fromBits(message.timeUnixNano.low >>> 0, message.timeUnixNano.high >>> 0, true).toBigInt();
                else if (typeof message.timeUnixNano === "number")
                    object.timeUnixNano = options.longs === $String ? $String(message.timeUnixNano) : message.timeUnixNano;
                else
                    object.timeUnixNano = options.longs === $String ? $util.Long.prototype.toString.call(message.timeUnixNano) : options.longs === $Number ? new $util.LongBits(message.timeUnixNano.low >>> 0, message.timeUnixNano.high >>> 0).toNumber(true) : message.timeUnixNano;
            if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                object.name = message.name;
            if (message.attributes && message.attributes.length) {
                object.attributes = $Array(message.attributes.length);
                for (let j = 0; j < message.attributes.length; ++j)
                    object.attributes[j] = $root.KeyValue.toObject(message.attributes[j], options, _depth + 1);
            }
            if (message.droppedAttributesCount != null && $Object.hasOwnProperty.call(message, "droppedAttributesCount"))
                object.droppedAttributesCount = message.droppedAttributesCount;
            return object;
        };

        Event.prototype.toJSON = function() {
            return Event.toObject(this, $protobuf.util.toJSONOptions);
        };

        return Event;
    })();

    Span.Link = (function() {

        const Link = function (properties) {
            this.attributes = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Link.prototype.traceId = $util.newBuffer([]);
        Link.prototype.spanId = $util.newBuffer([]);
        Link.prototype.traceState = "";
        Link.prototype.attributes = $util.emptyArray;
        Link.prototype.droppedAttributesCount = 0;
        Link.prototype.flags = 0;

        Link.create = function(properties) {
            return new Link(properties);
        };

        Link.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.traceId != null && $Object.hasOwnProperty.call(message, "traceId") && message.traceId.length)
                writer.uint32(10).bytes(message.traceId);
            if (message.spanId != null && $Object.hasOwnProperty.call(message, "spanId") && message.spanId.length)
                writer.uint32(18).bytes(message.spanId);
            if (message.traceState != null && $Object.hasOwnProperty.call(message, "traceState") && message.traceState !== "")
                writer.uint32(26).string(message.traceState);
            if (message.attributes != null && message.attributes.length)
                for (let i = 0; i < message.attributes.length; ++i)
                    $root.KeyValue.encode(message.attributes[i], writer.uint32(34).fork(), _depth + 1).ldelim();
            if (message.droppedAttributesCount != null && $Object.hasOwnProperty.call(message, "droppedAttributesCount") && message.droppedAttributesCount !== 0)
                writer.uint32(40).uint32(message.droppedAttributesCount);
            if (message.flags != null && $Object.hasOwnProperty.call(message, "flags") && message.flags !== 0)
                writer.uint32(53).fixed32(message.flags);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Link.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.Span.Link();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.traceId = value;
                        else
                            delete message.traceId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.spanId = value;
                        else
                            delete message.spanId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.traceState = value;
                        else
                            delete message.traceState;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if (!(message.attributes && message.attributes.length))
                            message.attributes = [];
                        message.attributes.push($root.KeyValue.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.droppedAttributesCount = value;
                        else
                            delete message.droppedAttributesCount;
                        continue;
                    }
                case 6: {
                        if (wireType !== 5)
                            break;
                        if (value = reader.fixed32())
                            message.flags = value;
                        else
                            delete message.flags;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        Link.fromObject = function (object, _depth) {
            if (object instanceof $root.Span.Link)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".Span.Link: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.Span.Link();
            if (object.traceId != null)
                if (object.traceId.length)
                    if (typeof object.traceId === "string")
                        $util.base64.decode(object.traceId, message.traceId = $util.newBuffer($util.base64.length(object.traceId)), 0);
                    else if (object.traceId.length >= 0)
                        message.traceId = object.traceId;
            if (object.spanId != null)
                if (object.spanId.length)
                    if (typeof object.spanId === "string")
                        $util.base64.decode(object.spanId, message.spanId = $util.newBuffer($util.base64.length(object.spanId)), 0);
                    else if (object.spanId.length >= 0)
                        message.spanId = object.spanId;
            if (object.traceState != null)
                if (typeof object.traceState !== "string" || object.traceState.length)
                    message.traceState = $String(object.traceState);
            if (object.attributes) {
                if (!$Array.isArray(object.attributes))
                    throw $TypeError(".Span.Link.attributes: array expected");
                message.attributes = $Array(object.attributes.length);
                for (let i = 0; i < object.attributes.length; ++i) {
                    if (!$util.isObject(object.attributes[i]))
                        throw $TypeError(".Span.Link.attributes: object expected");
                    message.attributes[i] = $root.KeyValue.fromObject(object.attributes[i], _depth + 1);
                }
            }
            if (object.droppedAttributesCount != null)
                if ($Number(object.droppedAttributesCount) !== 0)
                    message.droppedAttributesCount = object.droppedAttributesCount >>> 0;
            if (object.flags != null)
                if ($Number(object.flags) !== 0)
                    message.flags = object.flags >>> 0;
            return message;
        };

        Link.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults)
                object.attributes = [];
            if (options.defaults) {
                if (options.bytes === $String)
                    object.traceId = "";
                else {
                    object.traceId = [];
                    if (options.bytes !== $Array)
                        object.traceId = $util.newBuffer(object.traceId);
                }
                if (options.bytes === $String)
                    object.spanId = "";
                else {
                    object.spanId = [];
                    if (options.bytes !== $Array)
                        object.spanId = $util.newBuffer(object.spanId);
                }
                object.traceState = "";
                object.droppedAttributesCount = 0;
                object.flags = 0;
            }
            if (message.traceId != null && $Object.hasOwnProperty.call(message, "traceId"))
                object.traceId = options.bytes === $String ? $util.base64.encode(message.traceId, 0, message.traceId.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.traceId) : message.traceId;
            if (message.spanId != null && $Object.hasOwnProperty.call(message, "spanId"))
                object.spanId = options.bytes === $String ? $util.base64.encode(message.spanId, 0, message.spanId.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.spanId) : message.spanId;
            if (message.traceState != null && $Object.hasOwnProperty.call(message, "traceState"))
                object.traceState = message.traceState;
            if (message.attributes && message.attributes.length) {
                object.attributes = $Array(message.attributes.length);
                for (let j = 0; j < message.attributes.length; ++j)
                    object.attributes[j] = $root.KeyValue.toObject(message.attributes[j], options, _depth + 1);
            }
            if (message.droppedAttributesCount != null && $Object.hasOwnProperty.call(message, "droppedAttributesCount"))
                object.droppedAttributesCount = message.droppedAttributesCount;
            if (message.flags != null && $Object.hasOwnProperty.call(message, "flags"))
                object.flags = message.flags;
            return object;
        };

        Link.prototype.toJSON = function() {
            return Link.toObject(this, $protobuf.util.toJSONOptions);
        };

        return Link;
    })();

    return Span;
})();

export const Status = $root.Status = (() => {

    const Status = function (properties) {
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    Status.prototype.message = "";
    Status.prototype.code = 0;

    Status.create = function(properties) {
        return new Status(properties);
    };

    Status.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
            writer.uint32(18).string(message.message);
        if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== 0)
            writer.uint32(24).int32(message.code);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    Status.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.Status();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 2: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.message = value;
                    else
                        delete message.message;
                    continue;
                }
            case 3: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.int32())
                        message.code = value;
                    else
                        delete message.code;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    Status.fromObject = function (object, _depth) {
        if (object instanceof $root.Status)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".Status: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.Status();
        if (object.message != null)
            if (typeof object.message !== "string" || object.message.length)
                message.message = $String(object.message);
        if (object.code != null)
            if ($Number(object.code) !== 0)
                message.code = object.code | 0;
        return message;
    };

    Status.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (options.defaults) {
            object.message = "";
            object.code = 0;
        }
        if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
            object.message = message.message;
        if (message.code != null && $Object.hasOwnProperty.call(message, "code"))
            object.code = message.code;
        return object;
    };

    Status.prototype.toJSON = function() {
        return Status.toObject(this, $protobuf.util.toJSONOptions);
    };

    return Status;
})();

export const ResourceMetrics = $root.ResourceMetrics = (() => {

    const ResourceMetrics = function (properties) {
        this.scopeMetrics = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    ResourceMetrics.prototype.resource = null;
    ResourceMetrics.prototype.scopeMetrics = $util.emptyArray;
    ResourceMetrics.prototype.schemaUrl = "";

    ResourceMetrics.create = function(properties) {
        return new ResourceMetrics(properties);
    };

    ResourceMetrics.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.resource != null && $Object.hasOwnProperty.call(message, "resource"))
            $root.Resource.encode(message.resource, writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.scopeMetrics != null && message.scopeMetrics.length)
            for (let i = 0; i < message.scopeMetrics.length; ++i)
                $root.ScopeMetrics.encode(message.scopeMetrics[i], writer.uint32(18).fork(), _depth + 1).ldelim();
        if (message.schemaUrl != null && $Object.hasOwnProperty.call(message, "schemaUrl") && message.schemaUrl !== "")
            writer.uint32(26).string(message.schemaUrl);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    ResourceMetrics.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.ResourceMetrics();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    message.resource = $root.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.resource);
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    if (!(message.scopeMetrics && message.scopeMetrics.length))
                        message.scopeMetrics = [];
                    message.scopeMetrics.push($root.ScopeMetrics.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.schemaUrl = value;
                    else
                        delete message.schemaUrl;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    ResourceMetrics.fromObject = function (object, _depth) {
        if (object instanceof $root.ResourceMetrics)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".ResourceMetrics: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.ResourceMetrics();
        if (object.resource != null) {
            if (!$util.isObject(object.resource))
                throw $TypeError(".ResourceMetrics.resource: object expected");
            message.resource = $root.Resource.fromObject(object.resource, _depth + 1);
        }
        if (object.scopeMetrics) {
            if (!$Array.isArray(object.scopeMetrics))
                throw $TypeError(".ResourceMetrics.scopeMetrics: array expected");
            message.scopeMetrics = $Array(object.scopeMetrics.length);
            for (let i = 0; i < object.scopeMetrics.length; ++i) {
                if (!$util.isObject(object.scopeMetrics[i]))
                    throw $TypeError(".ResourceMetrics.scopeMetrics: object expected");
                message.scopeMetrics[i] = $root.ScopeMetrics.fromObject(object.scopeMetrics[i], _depth + 1);
            }
        }
        if (object.schemaUrl != null)
            if (typeof object.schemaUrl !== "string" || object.schemaUrl.length)
                message.schemaUrl = $String(object.schemaUrl);
        return message;
    };

    ResourceMetrics.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (options.arrays || options.defaults)
            object.scopeMetrics = [];
        if (options.defaults) {
            object.resource = null;
            object.schemaUrl = "";
        }
        if (message.resource != null && $Object.hasOwnProperty.call(message, "resource"))
            object.resource = $root.Resource.toObject(message.resource, options, _depth + 1);
        if (message.scopeMetrics && message.scopeMetrics.length) {
            object.scopeMetrics = $Array(message.scopeMetrics.length);
            for (let j = 0; j < message.scopeMetrics.length; ++j)
                object.scopeMetrics[j] = $root.ScopeMetrics.toObject(message.scopeMetrics[j], options, _depth + 1);
        }
        if (message.schemaUrl != null && $Object.hasOwnProperty.call(message, "schemaUrl"))
            object.schemaUrl = message.schemaUrl;
        return object;
    };

    ResourceMetrics.prototype.toJSON = function() {
        return ResourceMetrics.toObject(this, $protobuf.util.toJSONOptions);
    };

    return ResourceMetrics;
})();

export const ScopeMetrics = $root.ScopeMetrics = (() => {

    const ScopeMetrics = function (properties) {
        this.metrics = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    ScopeMetrics.prototype.scope = null;
    ScopeMetrics.prototype.metrics = $util.emptyArray;
    ScopeMetrics.prototype.schemaUrl = "";

    ScopeMetrics.create = function(properties) {
        return new ScopeMetrics(properties);
    };

    ScopeMetrics.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.scope != null && $Object.hasOwnProperty.call(message, "scope"))
            $root.InstrumentationScope.encode(message.scope, writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.metrics != null && message.metrics.length)
            for (let i = 0; i < message.metrics.length; ++i)
                $root.Metric.encode(message.metrics[i], writer.uint32(18).fork(), _depth + 1).ldelim();
        if (message.schemaUrl != null && $Object.hasOwnProperty.call(message, "schemaUrl") && message.schemaUrl !== "")
            writer.uint32(26).string(message.schemaUrl);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    ScopeMetrics.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.ScopeMetrics();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    message.scope = $root.InstrumentationScope.decode(reader, reader.size(), $undefined, _depth + 1, message.scope);
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    if (!(message.metrics && message.metrics.length))
                        message.metrics = [];
                    message.metrics.push($root.Metric.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.schemaUrl = value;
                    else
                        delete message.schemaUrl;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    ScopeMetrics.fromObject = function (object, _depth) {
        if (object instanceof $root.ScopeMetrics)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".ScopeMetrics: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.ScopeMetrics();
        if (object.scope != null) {
            if (!$util.isObject(object.scope))
                throw $TypeError(".ScopeMetrics.scope: object expected");
            message.scope = $root.InstrumentationScope.fromObject(object.scope, _depth + 1);
        }
        if (object.metrics) {
            if (!$Array.isArray(object.metrics))
                throw $TypeError(".ScopeMetrics.metrics: array expected");
            message.metrics = $Array(object.metrics.length);
            for (let i = 0; i < object.metrics.length; ++i) {
                if (!$util.isObject(object.metrics[i]))
                    throw $TypeError(".ScopeMetrics.metrics: object expected");
                message.metrics[i] = $root.Metric.fromObject(object.metrics[i], _depth + 1);
            }
        }
        if (object.schemaUrl != null)
            if (typeof object.schemaUrl !== "string" || object.schemaUrl.length)
                message.schemaUrl = $String(object.schemaUrl);
        return message;
    };

    ScopeMetrics.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (options.arrays || options.defaults)
            object.metrics = [];
        if (options.defaults) {
            object.scope = null;
            object.schemaUrl = "";
        }
        if (message.scope != null && $Object.hasOwnProperty.call(message, "scope"))
            object.scope = $root.InstrumentationScope.toObject(message.scope, options, _depth + 1);
        if (message.metrics && message.metrics.length) {
            object.metrics = $Array(message.metrics.length);
            for (let j = 0; j < message.metrics.length; ++j)
                object.metrics[j] = $root.Metric.toObject(message.metrics[j], options, _depth + 1);
        }
        if (message.schemaUrl != null && $Object.hasOwnProperty.call(message, "schemaUrl"))
            object.schemaUrl = message.schemaUrl;
        return object;
    };

    ScopeMetrics.prototype.toJSON = function() {
        return ScopeMetrics.toObject(this, $protobuf.util.toJSONOptions);
    };

    return ScopeMetrics;
})();

export const Metric = $root.Metric = (() => {

    const Metric = function (properties) {
        this.metadata = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    Metric.prototype.name = "";
    Metric.prototype.description = "";
    Metric.prototype.unit = "";
    Metric.prototype.gauge = null;
    Metric.prototype.sum = null;
    Metric.prototype.histogram = null;
    Metric.prototype.exponentialHistogram = null;
    Metric.prototype.summary = null;
    Metric.prototype.metadata = $util.emptyArray;

    let $oneOfFields;

    $Object.defineProperty(Metric.prototype, "data", {
        get: $util.oneOfGetter($oneOfFields = ["gauge", "sum", "histogram", "exponentialHistogram", "summary"]),
        set: $util.oneOfSetter($oneOfFields)
    });

    Metric.create = function(properties) {
        return new Metric(properties);
    };

    Metric.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
            writer.uint32(10).string(message.name);
        if (message.description != null && $Object.hasOwnProperty.call(message, "description") && message.description !== "")
            writer.uint32(18).string(message.description);
        if (message.unit != null && $Object.hasOwnProperty.call(message, "unit") && message.unit !== "")
            writer.uint32(26).string(message.unit);
        if (message.gauge != null && $Object.hasOwnProperty.call(message, "gauge"))
            $root.Gauge.encode(message.gauge, writer.uint32(42).fork(), _depth + 1).ldelim();
        if (message.sum != null && $Object.hasOwnProperty.call(message, "sum"))
            $root.Sum.encode(message.sum, writer.uint32(58).fork(), _depth + 1).ldelim();
        if (message.histogram != null && $Object.hasOwnProperty.call(message, "histogram"))
            $root.Histogram.encode(message.histogram, writer.uint32(74).fork(), _depth + 1).ldelim();
        if (message.exponentialHistogram != null && $Object.hasOwnProperty.call(message, "exponentialHistogram"))
            $root.ExponentialHistogram.encode(message.exponentialHistogram, writer.uint32(82).fork(), _depth + 1).ldelim();
        if (message.summary != null && $Object.hasOwnProperty.call(message, "summary"))
            $root.Summary.encode(message.summary, writer.uint32(90).fork(), _depth + 1).ldelim();
        if (message.metadata != null && message.metadata.length)
            for (let i = 0; i < message.metadata.length; ++i)
                $root.KeyValue.encode(message.metadata[i], writer.uint32(98).fork(), _depth + 1).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    Metric.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.Metric();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.name = value;
                    else
                        delete message.name;
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.description = value;
                    else
                        delete message.description;
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.unit = value;
                    else
                        delete message.unit;
                    continue;
                }
            case 5: {
                    if (wireType !== 2)
                        break;
                    message.gauge = $root.Gauge.decode(reader, reader.size(), $undefined, _depth + 1, message.gauge);
                    message.data = "gauge";
                    continue;
                }
            case 7: {
                    if (wireType !== 2)
                        break;
                    message.sum = $root.Sum.decode(reader, reader.size(), $undefined, _depth + 1, message.sum);
                    message.data = "sum";
                    continue;
                }
            case 9: {
                    if (wireType !== 2)
                        break;
                    message.histogram = $root.Histogram.decode(reader, reader.size(), $undefined, _depth + 1, message.histogram);
                    message.data = "histogram";
                    continue;
                }
            case 10: {
                    if (wireType !== 2)
                        break;
                    message.exponentialHistogram = $root.ExponentialHistogram.decode(reader, reader.size(), $undefined, _depth + 1, message.exponentialHistogram);
                    message.data = "exponentialHistogram";
                    continue;
                }
            case 11: {
                    if (wireType !== 2)
                        break;
                    message.summary = $root.Summary.decode(reader, reader.size(), $undefined, _depth + 1, message.summary);
                    message.data = "summary";
                    continue;
                }
            case 12: {
                    if (wireType !== 2)
                        break;
                    if (!(message.metadata && message.metadata.length))
                        message.metadata = [];
                    message.metadata.push($root.KeyValue.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    Metric.fromObject = function (object, _depth) {
        if (object instanceof $root.Metric)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".Metric: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.Metric();
        if (object.name != null)
            if (typeof object.name !== "string" || object.name.length)
                message.name = $String(object.name);
        if (object.description != null)
            if (typeof object.description !== "string" || object.description.length)
                message.description = $String(object.description);
        if (object.unit != null)
            if (typeof object.unit !== "string" || object.unit.length)
                message.unit = $String(object.unit);
        if (object.gauge != null) {
            if (!$util.isObject(object.gauge))
                throw $TypeError(".Metric.gauge: object expected");
            message.gauge = $root.Gauge.fromObject(object.gauge, _depth + 1);
        }
        if (object.sum != null) {
            if (!$util.isObject(object.sum))
                throw $TypeError(".Metric.sum: object expected");
            message.sum = $root.Sum.fromObject(object.sum, _depth + 1);
        }
        if (object.histogram != null) {
            if (!$util.isObject(object.histogram))
                throw $TypeError(".Metric.histogram: object expected");
            message.histogram = $root.Histogram.fromObject(object.histogram, _depth + 1);
        }
        if (object.exponentialHistogram != null) {
            if (!$util.isObject(object.exponentialHistogram))
                throw $TypeError(".Metric.exponentialHistogram: object expected");
            message.exponentialHistogram = $root.ExponentialHistogram.fromObject(object.exponentialHistogram, _depth + 1);
        }
        if (object.summary != null) {
            if (!$util.isObject(object.summary))
                throw $TypeError(".Metric.summary: object expected");
            message.summary = $root.Summary.fromObject(object.summary, _depth + 1);
        }
        if (object.metadata) {
            if (!$Array.isArray(object.metadata))
                throw $TypeError(".Metric.metadata: array expected");
            message.metadata = $Array(object.metadata.length);
            for (let i = 0; i < object.metadata.length; ++i) {
                if (!$util.isObject(object.metadata[i]))
                    throw $TypeError(".Metric.metadata: object expected");
                message.metadata[i] = $root.KeyValue.fromObject(object.metadata[i], _depth + 1);
            }
        }
        return message;
    };

    Metric.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (options.arrays || options.defaults)
            object.metadata = [];
        if (options.defaults) {
            object.name = "";
            object.description = "";
            object.unit = "";
        }
        if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
            object.name = message.name;
        if (message.description != null && $Object.hasOwnProperty.call(message, "description"))
            object.description = message.description;
        if (message.unit != null && $Object.hasOwnProperty.call(message, "unit"))
            object.unit = message.unit;
        if (message.gauge != null && $Object.hasOwnProperty.call(message, "gauge")) {
            object.gauge = $root.Gauge.toObject(message.gauge, options, _depth + 1);
            if (options.oneofs)
                object.data = "gauge";
        }
        if (message.sum != null && $Object.hasOwnProperty.call(message, "sum")) {
            object.sum = $root.Sum.toObject(message.sum, options, _depth + 1);
            if (options.oneofs)
                object.data = "sum";
        }
        if (message.histogram != null && $Object.hasOwnProperty.call(message, "histogram")) {
            object.histogram = $root.Histogram.toObject(message.histogram, options, _depth + 1);
            if (options.oneofs)
                object.data = "histogram";
        }
        if (message.exponentialHistogram != null && $Object.hasOwnProperty.call(message, "exponentialHistogram")) {
            object.exponentialHistogram = $root.ExponentialHistogram.toObject(message.exponentialHistogram, options, _depth + 1);
            if (options.oneofs)
                object.data = "exponentialHistogram";
        }
        if (message.summary != null && $Object.hasOwnProperty.call(message, "summary")) {
            object.summary = $root.Summary.toObject(message.summary, options, _depth + 1);
            if (options.oneofs)
                object.data = "summary";
        }
        if (message.metadata && message.metadata.length) {
            object.metadata = $Array(message.metadata.length);
            for (let j = 0; j < message.metadata.length; ++j)
                object.metadata[j] = $root.KeyValue.toObject(message.metadata[j], options, _depth + 1);
        }
        return object;
    };

    Metric.prototype.toJSON = function() {
        return Metric.toObject(this, $protobuf.util.toJSONOptions);
    };

    return Metric;
})();

export const Gauge = $root.Gauge = (() => {

    const Gauge = function (properties) {
        this.dataPoints = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    Gauge.prototype.dataPoints = $util.emptyArray;

    Gauge.create = function(properties) {
        return new Gauge(properties);
    };

    Gauge.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.dataPoints != null && message.dataPoints.length)
            for (let i = 0; i < message.dataPoints.length; ++i)
                $root.NumberDataPoint.encode(message.dataPoints[i], writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    Gauge.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.Gauge();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if (!(message.dataPoints && message.dataPoints.length))
                        message.dataPoints = [];
                    message.dataPoints.push($root.NumberDataPoint.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    Gauge.fromObject = function (object, _depth) {
        if (object instanceof $root.Gauge)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".Gauge: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.Gauge();
        if (object.dataPoints) {
            if (!$Array.isArray(object.dataPoints))
                throw $TypeError(".Gauge.dataPoints: array expected");
            message.dataPoints = $Array(object.dataPoints.length);
            for (let i = 0; i < object.dataPoints.length; ++i) {
                if (!$util.isObject(object.dataPoints[i]))
                    throw $TypeError(".Gauge.dataPoints: object expected");
                message.dataPoints[i] = $root.NumberDataPoint.fromObject(object.dataPoints[i], _depth + 1);
            }
        }
        return message;
    };

    Gauge.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (options.arrays || options.defaults)
            object.dataPoints = [];
        if (message.dataPoints && message.dataPoints.length) {
            object.dataPoints = $Array(message.dataPoints.length);
            for (let j = 0; j < message.dataPoints.length; ++j)
                object.dataPoints[j] = $root.NumberDataPoint.toObject(message.dataPoints[j], options, _depth + 1);
        }
        return object;
    };

    Gauge.prototype.toJSON = function() {
        return Gauge.toObject(this, $protobuf.util.toJSONOptions);
    };

    return Gauge;
})();

export const Sum = $root.Sum = (() => {

    const Sum = function (properties) {
        this.dataPoints = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    Sum.prototype.dataPoints = $util.emptyArray;
    Sum.prototype.aggregationTemporality = 0;
    Sum.prototype.isMonotonic = false;

    Sum.create = function(properties) {
        return new Sum(properties);
    };

    Sum.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.dataPoints != null && message.dataPoints.length)
            for (let i = 0; i < message.dataPoints.length; ++i)
                $root.NumberDataPoint.encode(message.dataPoints[i], writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.aggregationTemporality != null && $Object.hasOwnProperty.call(message, "aggregationTemporality") && message.aggregationTemporality !== 0)
            writer.uint32(16).int32(message.aggregationTemporality);
        if (message.isMonotonic != null && $Object.hasOwnProperty.call(message, "isMonotonic") && message.isMonotonic !== false)
            writer.uint32(24).bool(message.isMonotonic);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    Sum.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.Sum();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if (!(message.dataPoints && message.dataPoints.length))
                        message.dataPoints = [];
                    message.dataPoints.push($root.NumberDataPoint.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 2: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.int32())
                        message.aggregationTemporality = value;
                    else
                        delete message.aggregationTemporality;
                    continue;
                }
            case 3: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.bool())
                        message.isMonotonic = value;
                    else
                        delete message.isMonotonic;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    Sum.fromObject = function (object, _depth) {
        if (object instanceof $root.Sum)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".Sum: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.Sum();
        if (object.dataPoints) {
            if (!$Array.isArray(object.dataPoints))
                throw $TypeError(".Sum.dataPoints: array expected");
            message.dataPoints = $Array(object.dataPoints.length);
            for (let i = 0; i < object.dataPoints.length; ++i) {
                if (!$util.isObject(object.dataPoints[i]))
                    throw $TypeError(".Sum.dataPoints: object expected");
                message.dataPoints[i] = $root.NumberDataPoint.fromObject(object.dataPoints[i], _depth + 1);
            }
        }
        if (object.aggregationTemporality != null)
            if ($Number(object.aggregationTemporality) !== 0)
                message.aggregationTemporality = object.aggregationTemporality | 0;
        if (object.isMonotonic != null)
            if (object.isMonotonic)
                message.isMonotonic = $Boolean(object.isMonotonic);
        return message;
    };

    Sum.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (options.arrays || options.defaults)
            object.dataPoints = [];
        if (options.defaults) {
            object.aggregationTemporality = 0;
            object.isMonotonic = false;
        }
        if (message.dataPoints && message.dataPoints.length) {
            object.dataPoints = $Array(message.dataPoints.length);
            for (let j = 0; j < message.dataPoints.length; ++j)
                object.dataPoints[j] = $root.NumberDataPoint.toObject(message.dataPoints[j], options, _depth + 1);
        }
        if (message.aggregationTemporality != null && $Object.hasOwnProperty.call(message, "aggregationTemporality"))
            object.aggregationTemporality = message.aggregationTemporality;
        if (message.isMonotonic != null && $Object.hasOwnProperty.call(message, "isMonotonic"))
            object.isMonotonic = message.isMonotonic;
        return object;
    };

    Sum.prototype.toJSON = function() {
        return Sum.toObject(this, $protobuf.util.toJSONOptions);
    };

    return Sum;
})();

export const Histogram = $root.Histogram = (() => {

    const Histogram = function (properties) {
        this.dataPoints = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    Histogram.prototype.dataPoints = $util.emptyArray;
    Histogram.prototype.aggregationTemporality = 0;

    Histogram.create = function(properties) {
        return new Histogram(properties);
    };

    Histogram.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.dataPoints != null && message.dataPoints.length)
            for (let i = 0; i < message.dataPoints.length; ++i)
                $root.HistogramDataPoint.encode(message.dataPoints[i], writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.aggregationTemporality != null && $Object.hasOwnProperty.call(message, "aggregationTemporality") && message.aggregationTemporality !== 0)
            writer.uint32(16).int32(message.aggregationTemporality);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    Histogram.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.Histogram();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if (!(message.dataPoints && message.dataPoints.length))
                        message.dataPoints = [];
                    message.dataPoints.push($root.HistogramDataPoint.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 2: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.int32())
                        message.aggregationTemporality = value;
                    else
                        delete message.aggregationTemporality;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    Histogram.fromObject = function (object, _depth) {
        if (object instanceof $root.Histogram)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".Histogram: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.Histogram();
        if (object.dataPoints) {
            if (!$Array.isArray(object.dataPoints))
                throw $TypeError(".Histogram.dataPoints: array expected");
            message.dataPoints = $Array(object.dataPoints.length);
            for (let i = 0; i < object.dataPoints.length; ++i) {
                if (!$util.isObject(object.dataPoints[i]))
                    throw $TypeError(".Histogram.dataPoints: object expected");
                message.dataPoints[i] = $root.HistogramDataPoint.fromObject(object.dataPoints[i], _depth + 1);
            }
        }
        if (object.aggregationTemporality != null)
            if ($Number(object.aggregationTemporality) !== 0)
                message.aggregationTemporality = object.aggregationTemporality | 0;
        return message;
    };

    Histogram.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (options.arrays || options.defaults)
            object.dataPoints = [];
        if (options.defaults)
            object.aggregationTemporality = 0;
        if (message.dataPoints && message.dataPoints.length) {
            object.dataPoints = $Array(message.dataPoints.length);
            for (let j = 0; j < message.dataPoints.length; ++j)
                object.dataPoints[j] = $root.HistogramDataPoint.toObject(message.dataPoints[j], options, _depth + 1);
        }
        if (message.aggregationTemporality != null && $Object.hasOwnProperty.call(message, "aggregationTemporality"))
            object.aggregationTemporality = message.aggregationTemporality;
        return object;
    };

    Histogram.prototype.toJSON = function() {
        return Histogram.toObject(this, $protobuf.util.toJSONOptions);
    };

    return Histogram;
})();

export const ExponentialHistogram = $root.ExponentialHistogram = (() => {

    const ExponentialHistogram = function (properties) {
        this.dataPoints = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    ExponentialHistogram.prototype.dataPoints = $util.emptyArray;
    ExponentialHistogram.prototype.aggregationTemporality = 0;

    ExponentialHistogram.create = function(properties) {
        return new ExponentialHistogram(properties);
    };

    ExponentialHistogram.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.dataPoints != null && message.dataPoints.length)
            for (let i = 0; i < message.dataPoints.length; ++i)
                $root.ExponentialHistogramDataPoint.encode(message.dataPoints[i], writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.aggregationTemporality != null && $Object.hasOwnProperty.call(message, "aggregationTemporality") && message.aggregationTemporality !== 0)
            writer.uint32(16).int32(message.aggregationTemporality);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    ExponentialHistogram.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.ExponentialHistogram();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if (!(message.dataPoints && message.dataPoints.length))
                        message.dataPoints = [];
                    message.dataPoints.push($root.ExponentialHistogramDataPoint.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 2: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.int32())
                        message.aggregationTemporality = value;
                    else
                        delete message.aggregationTemporality;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    ExponentialHistogram.fromObject = function (object, _depth) {
        if (object instanceof $root.ExponentialHistogram)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".ExponentialHistogram: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.ExponentialHistogram();
        if (object.dataPoints) {
            if (!$Array.isArray(object.dataPoints))
                throw $TypeError(".ExponentialHistogram.dataPoints: array expected");
            message.dataPoints = $Array(object.dataPoints.length);
            for (let i = 0; i < object.dataPoints.length; ++i) {
                if (!$util.isObject(object.dataPoints[i]))
                    throw $TypeError(".ExponentialHistogram.dataPoints: object expected");
                message.dataPoints[i] = $root.ExponentialHistogramDataPoint.fromObject(object.dataPoints[i], _depth + 1);
            }
        }
        if (object.aggregationTemporality != null)
            if ($Number(object.aggregationTemporality) !== 0)
                message.aggregationTemporality = object.aggregationTemporality | 0;
        return message;
    };

    ExponentialHistogram.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (options.arrays || options.defaults)
            object.dataPoints = [];
        if (options.defaults)
            object.aggregationTemporality = 0;
        if (message.dataPoints && message.dataPoints.length) {
            object.dataPoints = $Array(message.dataPoints.length);
            for (let j = 0; j < message.dataPoints.length; ++j)
                object.dataPoints[j] = $root.ExponentialHistogramDataPoint.toObject(message.dataPoints[j], options, _depth + 1);
        }
        if (message.aggregationTemporality != null && $Object.hasOwnProperty.call(message, "aggregationTemporality"))
            object.aggregationTemporality = message.aggregationTemporality;
        return object;
    };

    ExponentialHistogram.prototype.toJSON = function() {
        return ExponentialHistogram.toObject(this, $protobuf.util.toJSONOptions);
    };

    return ExponentialHistogram;
})();

export const Summary = $root.Summary = (() => {

    const Summary = function (properties) {
        this.dataPoints = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    Summary.prototype.dataPoints = $util.emptyArray;

    Summary.create = function(properties) {
        return new Summary(properties);
    };

    Summary.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.dataPoints != null && message.dataPoints.length)
            for (let i = 0; i < message.dataPoints.length; ++i)
                $root.SummaryDataPoint.encode(message.dataPoints[i], writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    Summary.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.Summary();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if (!(message.dataPoints && message.dataPoints.length))
                        message.dataPoints = [];
                    message.dataPoints.push($root.SummaryDataPoint.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    Summary.fromObject = function (object, _depth) {
        if (object instanceof $root.Summary)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".Summary: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.Summary();
        if (object.dataPoints) {
            if (!$Array.isArray(object.dataPoints))
                throw $TypeError(".Summary.dataPoints: array expected");
            message.dataPoints = $Array(object.dataPoints.length);
            for (let i = 0; i < object.dataPoints.length; ++i) {
                if (!$util.isObject(object.dataPoints[i]))
                    throw $TypeError(".Summary.dataPoints: object expected");
                message.dataPoints[i] = $root.SummaryDataPoint.fromObject(object.dataPoints[i], _depth + 1);
            }
        }
        return message;
    };

    Summary.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (options.arrays || options.defaults)
            object.dataPoints = [];
        if (message.dataPoints && message.dataPoints.length) {
            object.dataPoints = $Array(message.dataPoints.length);
            for (let j = 0; j < message.dataPoints.length; ++j)
                object.dataPoints[j] = $root.SummaryDataPoint.toObject(message.dataPoints[j], options, _depth + 1);
        }
        return object;
    };

    Summary.prototype.toJSON = function() {
        return Summary.toObject(this, $protobuf.util.toJSONOptions);
    };

    return Summary;
})();

export const NumberDataPoint = $root.NumberDataPoint = (() => {

    const NumberDataPoint = function (properties) {
        this.attributes = [];
        this.exemplars = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    NumberDataPoint.prototype.attributes = $util.emptyArray;
    NumberDataPoint.prototype.startTimeUnixNano = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
    NumberDataPoint.prototype.timeUnixNano = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
    NumberDataPoint.prototype.asDouble = null;
    NumberDataPoint.prototype.asInt = null;
    NumberDataPoint.prototype.exemplars = $util.emptyArray;
    NumberDataPoint.prototype.flags = 0;

    let $oneOfFields;

    $Object.defineProperty(NumberDataPoint.prototype, "value", {
        get: $util.oneOfGetter($oneOfFields = ["asDouble", "asInt"]),
        set: $util.oneOfSetter($oneOfFields)
    });

    NumberDataPoint.create = function(properties) {
        return new NumberDataPoint(properties);
    };

    NumberDataPoint.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.startTimeUnixNano != null && $Object.hasOwnProperty.call(message, "startTimeUnixNano") && (typeof message.startTimeUnixNano === "object" ? message.startTimeUnixNano.low || message.startTimeUnixNano.high : message.startTimeUnixNano !== 0))
            writer.uint32(17).fixed64(message.startTimeUnixNano);
        if (message.timeUnixNano != null && $Object.hasOwnProperty.call(message, "timeUnixNano") && (typeof message.timeUnixNano === "object" ? message.timeUnixNano.low || message.timeUnixNano.high : message.timeUnixNano !== 0))
            writer.uint32(25).fixed64(message.timeUnixNano);
        if (message.asDouble != null && $Object.hasOwnProperty.call(message, "asDouble"))
            writer.uint32(33).double(message.asDouble);
        if (message.exemplars != null && message.exemplars.length)
            for (let i = 0; i < message.exemplars.length; ++i)
                $root.Exemplar.encode(message.exemplars[i], writer.uint32(42).fork(), _depth + 1).ldelim();
        if (message.asInt != null && $Object.hasOwnProperty.call(message, "asInt"))
            writer.uint32(49).sfixed64(message.asInt);
        if (message.attributes != null && message.attributes.length)
            for (let i = 0; i < message.attributes.length; ++i)
                $root.KeyValue.encode(message.attributes[i], writer.uint32(58).fork(), _depth + 1).ldelim();
        if (message.flags != null && $Object.hasOwnProperty.call(message, "flags") && message.flags !== 0)
            writer.uint32(64).uint32(message.flags);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    NumberDataPoint.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.NumberDataPoint();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 7: {
                    if (wireType !== 2)
                        break;
                    if (!(message.attributes && message.attributes.length))
                        message.attributes = [];
                    message.attributes.push($root.KeyValue.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 2: {
                    if (wireType !== 1)
                        break;
                    if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                        message.startTimeUnixNano = value;
                    else
                        delete message.startTimeUnixNano;
                    continue;
                }
            case 3: {
                    if (wireType !== 1)
                        break;
                    if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                        message.timeUnixNano = value;
                    else
                        delete message.timeUnixNano;
                    continue;
                }
            case 4: {
                    if (wireType !== 1)
                        break;
                    message.asDouble = reader.double();
                    message.value = "asDouble";
                    continue;
                }
            case 6: {
                    if (wireType !== 1)
                        break;
                    message.asInt = reader.sfixed64();
                    message.value = "asInt";
                    continue;
                }
            case 5: {
                    if (wireType !== 2)
                        break;
                    if (!(message.exemplars && message.exemplars.length))
                        message.exemplars = [];
                    message.exemplars.push($root.Exemplar.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 8: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.uint32())
                        message.flags = value;
                    else
                        delete message.flags;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    NumberDataPoint.fromObject = function (object, _depth) {
        if (object instanceof $root.NumberDataPoint)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".NumberDataPoint: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.NumberDataPoint();
        if (object.attributes) {
            if (!$Array.isArray(object.attributes))
                throw $TypeError(".NumberDataPoint.attributes: array expected");
            message.attributes = $Array(object.attributes.length);
            for (let i = 0; i < object.attributes.length; ++i) {
                if (!$util.isObject(object.attributes[i]))
                    throw $TypeError(".NumberDataPoint.attributes: object expected");
                message.attributes[i] = $root.KeyValue.fromObject(object.attributes[i], _depth + 1);
            }
        }
        if (object.startTimeUnixNano != null)
            if (typeof object.startTimeUnixNano === "object" ? object.startTimeUnixNano.low || object.startTimeUnixNano.high : $Number(object.startTimeUnixNano) !== 0)
                if ($util.Long)
                    message.startTimeUnixNano = $util.Long.fromValue(object.startTimeUnixNano, true);
                else if (typeof object.startTimeUnixNano === "string")
                    message.startTimeUnixNano = $parseInt(object.startTimeUnixNano, 10);
                else if (typeof object.startTimeUnixNano === "number")
                    message.startTimeUnixNano = object.startTimeUnixNano;
                else if (typeof object.startTimeUnixNano === "object")
                    message.startTimeUnixNano = new $util.LongBits(object.startTimeUnixNano.low >>> 0, object.startTimeUnixNano.high >>> 0).toNumber(true);
        if (object.timeUnixNano != null)
            if (typeof object.timeUnixNano === "object" ? object.timeUnixNano.low || object.timeUnixNano.high : $Number(object.timeUnixNano) !== 0)
                if ($util.Long)
                    message.timeUnixNano = $util.Long.fromValue(object.timeUnixNano, true);
                else if (typeof object.timeUnixNano === "string")
                    message.timeUnixNano = $parseInt(object.timeUnixNano, 10);
                else if (typeof object.timeUnixNano === "number")
                    message.timeUnixNano = object.timeUnixNano;
                else if (typeof object.timeUnixNano === "object")
                    message.timeUnixNano = new $util.LongBits(object.timeUnixNano.low >>> 0, object.timeUnixNano.high >>> 0).toNumber(true);
        if (object.asDouble != null)
            message.asDouble = $Number(object.asDouble);
        if (object.asInt != null)
            if ($util.Long)
                message.asInt = $util.Long.fromValue(object.asInt, false);
            else if (typeof object.asInt === "string")
                message.asInt = $parseInt(object.asInt, 10);
            else if (typeof object.asInt === "number")
                message.asInt = object.asInt;
            else if (typeof object.asInt === "object")
                message.asInt = new $util.LongBits(object.asInt.low >>> 0, object.asInt.high >>> 0).toNumber();
        if (object.exemplars) {
            if (!$Array.isArray(object.exemplars))
                throw $TypeError(".NumberDataPoint.exemplars: array expected");
            message.exemplars = $Array(object.exemplars.length);
            for (let i = 0; i < object.exemplars.length; ++i) {
                if (!$util.isObject(object.exemplars[i]))
                    throw $TypeError(".NumberDataPoint.exemplars: object expected");
                message.exemplars[i] = $root.Exemplar.fromObject(object.exemplars[i], _depth + 1);
            }
        }
        if (object.flags != null)
            if ($Number(object.flags) !== 0)
                message.flags = object.flags >>> 0;
        return message;
    };

    NumberDataPoint.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (options.arrays || options.defaults) {
            object.exemplars = [];
            object.attributes = [];
        }
        if (options.defaults) {
            if ($util.Long) {
                let long = new $util.Long(0, 0, true);
                object.startTimeUnixNano = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
            } else
                object.startTimeUnixNano = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            if ($util.Long) {
                let long = new $util.Long(0, 0, true);
                object.timeUnixNano = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
            } else
                object.timeUnixNano = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            object.flags = 0;
        }
        if (message.startTimeUnixNano != null && $Object.hasOwnProperty.call(message, "startTimeUnixNano"))
            if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                object.startTimeUnixNano = typeof message.startTimeUnixNano === "number" ? $BigInt(message.startTimeUnixNano) : $util.Long.fromBits(message.startTimeUnixNano.low >>> 0, message.startTimeUnixNano.high >>> 0, true).toBigInt();
            else if (typeof message.startTimeUnixNano === "number")
                object.startTimeUnixNano = options.longs === $String ? $String(message.startTimeUnixNano) : message.startTimeUnixNano;
            else
                object.startTimeUnixNano = options.longs === $String ? $util.Long.prototype.toString.call(message.startTimeUnixNano) : options.longs === $Number ? new $util.LongBits(message.startTimeUnixNano.low >>> 0, message.startTimeUnixNano.high >>> 0).toNumber(true) : message.startTimeUnixNano;
        if (message.timeUnixNano != null && $Object.hasOwnProperty.call(message, "timeUnixNano"))
            if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                object.timeUnixNano = typeof message.timeUnixNano === "number" ? $BigInt(message.timeUnixNano) : $util.Long.fromBits(message.timeUnixNano.low >>> 0, message.timeUnixNano.high >>> 0, true).toBigInt();
            else if (typeof message.timeUnixNano === "number")
                object.timeUnixNano = options.longs === $String ? $String(message.timeUnixNano) : message.timeUnixNano;
            else
                object.timeUnixNano = options.longs === $String ? $util.Long.prototype.toString.call(message.timeUnixNano) : options.longs === $Number ? new $util.LongBits(message.timeUnixNano.low >>> 0, message.timeUnixNano.high >>> 0).toNumber(true) : message.timeUnixNano;
        if (message.asDouble != null && $Object.hasOwnProperty.call(message, "asDouble")) {
            object.asDouble = options.json && !$isFinite(message.asDouble) ? $String(message.asDouble) : message.asDouble;
            if (options.oneofs)
                object.value = "asDouble";
        }
        if (message.exemplars && message.exemplars.length) {
            object.exemplars = $Array(message.exemplars.length);
            for (let j = 0; j < message.exemplars.length; ++j)
                object.exemplars[j] = $root.Exemplar.toObject(message.exemplars[j], options, _depth + 1);
        }
        if (message.asInt != null && $Object.hasOwnProperty.call(message, "asInt")) {
            if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                object.asInt = typeof message.asInt === "number" ? $BigInt(message.asInt) : $util.Long.fromBits(message.asInt.low >>> 0, message.asInt.high >>> 0, false).toBigInt();
            else if (typeof message.asInt === "number")
                object.asInt = options.longs === $String ? $String(message.asInt) : message.asInt;
            else
                object.asInt = options.longs === $String ? $util.Long.prototype.toString.call(message.asInt) : options.longs === $Number ? new $util.LongBits(message.asInt.low >>> 0, message.asInt.high >>> 0).toNumber() : message.asInt;
            if (options.oneofs)
                object.value = "asInt";
        }
        if (message.attributes && message.attributes.length) {
            object.attributes = $Array(message.attributes.length);
            for (let j = 0; j < message.attributes.length; ++j)
                object.attributes[j] = $root.KeyValue.toObject(message.attributes[j], options, _depth + 1);
        }
        if (message.flags != null && $Object.hasOwnProperty.call(message, "flags"))
            object.flags = message.flags;
        return object;
    };

    NumberDataPoint.prototype.toJSON = function() {
        return NumberDataPoint.toObject(this, $protobuf.util.toJSONOptions);
    };

    return NumberDataPoint;
})();

export const HistogramDataPoint = $root.HistogramDataPoint = (() => {

    const HistogramDataPoint = function (properties) {
        this.attributes = [];
        this.bucketCounts = [];
        this.explicitBounds = [];
        this.exemplars = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    HistogramDataPoint.prototype.attributes = $util.emptyArray;
    HistogramDataPoint.prototype.startTimeUnixNano = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
    HistogramDataPoint.prototype.timeUnixNano = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
    HistogramDataPoint.prototype.count = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
    HistogramDataPoint.prototype.sum = null;
    HistogramDataPoint.prototype.bucketCounts = $util.emptyArray;
    HistogramDataPoint.prototype.explicitBounds = $util.emptyArray;
    HistogramDataPoint.prototype.exemplars = $util.emptyArray;
    HistogramDataPoint.prototype.flags = 0;
    HistogramDataPoint.prototype.min = null;
    HistogramDataPoint.prototype.max = null;

    let $oneOfFields;

    // Virtual OneOf for proto3 optional field
    $Object.defineProperty(HistogramDataPoint.prototype, "_sum", {
        get: $util.oneOfGetter($oneOfFields = ["sum"]),
        set: $util.oneOfSetter($oneOfFields)
    });

    // Virtual OneOf for proto3 optional field
    $Object.defineProperty(HistogramDataPoint.prototype, "_min", {
        get: $util.oneOfGetter($oneOfFields = ["min"]),
        set: $util.oneOfSetter($oneOfFields)
    });

    // Virtual OneOf for proto3 optional field
    $Object.defineProperty(HistogramDataPoint.prototype, "_max", {
        get: $util.oneOfGetter($oneOfFields = ["max"]),
        set: $util.oneOfSetter($oneOfFields)
    });

    HistogramDataPoint.create = function(properties) {
        return new HistogramDataPoint(properties);
    };

    HistogramDataPoint.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.startTimeUnixNano != null && $Object.hasOwnProperty.call(message, "startTimeUnixNano") && (typeof message.startTimeUnixNano === "object" ? message.startTimeUnixNano.low || message.startTimeUnixNano.high : message.startTimeUnixNano !== 0))
            writer.uint32(17).fixed64(message.startTimeUnixNano);
        if (message.timeUnixNano != null && $Object.hasOwnProperty.call(message, "timeUnixNano") && (typeof message.timeUnixNano === "object" ? message.timeUnixNano.low || message.timeUnixNano.high : message.timeUnixNano !== 0))
            writer.uint32(25).fixed64(message.timeUnixNano);
        if (message.count != null && $Object.hasOwnProperty.call(message, "count") && (typeof message.count === "object" ? message.count.low || message.count.high : message.count !== 0))
            writer.uint32(33).fixed64(message.count);
        if (message.sum != null && $Object.hasOwnProperty.call(message, "sum"))
            writer.uint32(41).double(message.sum);
        if (message.bucketCounts != null && message.bucketCounts.length)
            writer.uint32(50).fixed64s(message.bucketCounts);
        if (message.explicitBounds != null && message.explicitBounds.length)
            writer.uint32(58).doubles(message.explicitBounds);
        if (message.exemplars != null && message.exemplars.length)
            for (let i = 0; i < message.exemplars.length; ++i)
                $root.Exemplar.encode(message.exemplars[i], writer.uint32(66).fork(), _depth + 1).ldelim();
        if (message.attributes != null && message.attributes.length)
            for (let i = 0; i < message.attributes.length; ++i)
                $root.KeyValue.encode(message.attributes[i], writer.uint32(74).fork(), _depth + 1).ldelim();
        if (message.flags != null && $Object.hasOwnProperty.call(message, "flags") && message.flags !== 0)
            writer.uint32(80).uint32(message.flags);
        if (message.min != null && $Object.hasOwnProperty.call(message, "min"))
            writer.uint32(89).double(message.min);
        if (message.max != null && $Object.hasOwnProperty.call(message, "max"))
            writer.uint32(97).double(message.max);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    HistogramDataPoint.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.HistogramDataPoint();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 9: {
                    if (wireType !== 2)
                        break;
                    if (!(message.attributes && message.attributes.length))
                        message.attributes = [];
                    message.attributes.push($root.KeyValue.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 2: {
                    if (wireType !== 1)
                        break;
                    if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                        message.startTimeUnixNano = value;
                    else
                        delete message.startTimeUnixNano;
                    continue;
                }
            case 3: {
                    if (wireType !== 1)
                        break;
                    if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                        message.timeUnixNano = value;
                    else
                        delete message.timeUnixNano;
                    continue;
                }
            case 4: {
                    if (wireType !== 1)
                        break;
                    if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                        message.count = value;
                    else
                        delete message.count;
                    continue;
                }
            case 5: {
                    if (wireType !== 1)
                        break;
                    message.sum = reader.double();
                    message._sum = "sum";
                    continue;
                }
            case 6: {
                    if (wireType === 2) {
                        if (!(message.bucketCounts && message.bucketCounts.length))
                            message.bucketCounts = [];
                        reader.fixed64s(message.bucketCounts);
                        continue;
                    }
                    if (wireType !== 1)
                        break;
                    if (!(message.bucketCounts && message.bucketCounts.length))
                        message.bucketCounts = [];
                    message.bucketCounts.push(reader.fixed64());
                    continue;
                }
            case 7: {
                    if (wireType === 2) {
                        if (!(message.explicitBounds && message.explicitBounds.length))
                            message.explicitBounds = [];
                        reader.doubles(message.explicitBounds);
                        continue;
                    }
                    if (wireType !== 1)
                        break;
                    if (!(message.explicitBounds && message.explicitBounds.length))
                        message.explicitBounds = [];
                    message.explicitBounds.push(reader.double());
                    continue;
                }
            case 8: {
                    if (wireType !== 2)
                        break;
                    if (!(message.exemplars && message.exemplars.length))
                        message.exemplars = [];
                    message.exemplars.push($root.Exemplar.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 10: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.uint32())
                        message.flags = value;
                    else
                        delete message.flags;
                    continue;
                }
            case 11: {
                    if (wireType !== 1)
                        break;
                    message.min = reader.double();
                    message._min = "min";
                    continue;
                }
            case 12: {
                    if (wireType !== 1)
                        break;
                    message.max = reader.double();
                    message._max = "max";
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    HistogramDataPoint.fromObject = function (object, _depth) {
        if (object instanceof $root.HistogramDataPoint)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".HistogramDataPoint: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.HistogramDataPoint();
        if (object.attributes) {
            if (!$Array.isArray(object.attributes))
                throw $TypeError(".HistogramDataPoint.attributes: array expected");
            message.attributes = $Array(object.attributes.length);
            for (let i = 0; i < object.attributes.length; ++i) {
                if (!$util.isObject(object.attributes[i]))
                    throw $TypeError(".HistogramDataPoint.attributes: object expected");
                message.attributes[i] = $root.KeyValue.fromObject(object.attributes[i], _depth + 1);
            }
        }
        if (object.startTimeUnixNano != null)
            if (typeof object.startTimeUnixNano === "object" ? object.startTimeUnixNano.low || object.startTimeUnixNano.high : $Number(object.startTimeUnixNano) !== 0)
                if ($util.Long)
                    message.startTimeUnixNano = $util.Long.fromValue(object.startTimeUnixNano, true);
                else if (typeof object.startTimeUnixNano === "string")
                    message.startTimeUnixNano = $parseInt(object.startTimeUnixNano, 10);
                else if (typeof object.startTimeUnixNano === "number")
                    message.startTimeUnixNano = object.startTimeUnixNano;
                else if (typeof object.startTimeUnixNano === "object")
                    message.startTimeUnixNano = new $util.LongBits(object.startTimeUnixNano.low >>> 0, object.startTimeUnixNano.high >>> 0).toNumber(true);
        if (object.timeUnixNano != null)
            if (typeof object.timeUnixNano === "object" ? object.timeUnixNano.low || object.timeUnixNano.high : $Number(object.timeUnixNano) !== 0)
                if ($util.Long)
                    message.timeUnixNano = $util.Long.fromValue(object.timeUnixNano, true);
                else if (typeof object.timeUnixNano === "string")
                    message.timeUnixNano = $parseInt(object.timeUnixNano, 10);
                else if (typeof object.timeUnixNano === "number")
                    message.timeUnixNano = object.timeUnixNano;
                else if (typeof object.timeUnixNano === "object")
                    message.timeUnixNano = new $util.LongBits(object.timeUnixNano.low >>> 0, object.timeUnixNano.high >>> 0).toNumber(true);
        if (object.count != null)
            if (typeof object.count === "object" ? object.count.low || object.count.high : $Number(object.count) !== 0)
                if ($util.Long)
                    message.count = $util.Long.fromValue(object.count, true);
                else if (typeof object.count === "string")
                    message.count = $parseInt(object.count, 10);
                else if (typeof object.count === "number")
                    message.count = object.count;
                else if (typeof object.count === "object")
                    message.count = new $util.LongBits(object.count.low >>> 0, object.count.high >>> 0).toNumber(true);
        if (object.sum != null)
            message.sum = $Number(object.sum);
        if (object.bucketCounts) {
            if (!$Array.isArray(object.bucketCounts))
                throw $TypeError(".HistogramDataPoint.bucketCounts: array expected");
            message.bucketCounts = $Array(object.bucketCounts.length);
            for (let i = 0; i < object.bucketCounts.length; ++i)
                if ($util.Long)
                    message.bucketCounts[i] = $util.Long.fromValue(object.bucketCounts[i], true);
                else if (typeof object.bucketCounts[i] === "string")
                    message.bucketCounts[i] = $parseInt(object.bucketCounts[i], 10);
                else if (typeof object.bucketCounts[i] === "number")
                    message.bucketCounts[i] = object.bucketCounts[i];
                else if (typeof object.bucketCounts[i] === "object")
                    message.bucketCounts[i] = new $util.LongBits(object.bucketCounts[i].low >>> 0, object.bucketCounts[i].high >>> 0).toNumber(true);
        }
        if (object.explicitBounds) {
            if (!$Array.isArray(object.explicitBounds))
                throw $TypeError(".HistogramDataPoint.explicitBounds: array expected");
            message.explicitBounds = $Array(object.explicitBounds.length);
            for (let i = 0; i < object.explicitBounds.length; ++i)
                message.explicitBounds[i] = $Number(object.explicitBounds[i]);
        }
        if (object.exemplars) {
            if (!$Array.isArray(object.exemplars))
                throw $TypeError(".HistogramDataPoint.exemplars: array expected");
            message.exemplars = $Array(object.exemplars.length);
            for (let i = 0; i < object.exemplars.length; ++i) {
                if (!$util.isObject(object.exemplars[i]))
                    throw $TypeError(".HistogramDataPoint.exemplars: object expected");
                message.exemplars[i] = $root.Exemplar.fromObject(object.exemplars[i], _depth + 1);
            }
        }
        if (object.flags != null)
            if ($Number(object.flags) !== 0)
                message.flags = object.flags >>> 0;
        if (object.min != null)
            message.min = $Number(object.min);
        if (object.max != null)
            message.max = $Number(object.max);
        return message;
    };

    HistogramDataPoint.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (options.arrays || options.defaults) {
            object.bucketCounts = [];
            object.explicitBounds = [];
            object.exemplars = [];
            object.attributes = [];
        }
        if (options.defaults) {
            if ($util.Long) {
                let long = new $util.Long(0, 0, true);
                object.startTimeUnixNano = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
            } else
                object.startTimeUnixNano = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            if ($util.Long) {
                let long = new $util.Long(0, 0, true);
                object.timeUnixNano = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
            } else
                object.timeUnixNano = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            if ($util.Long) {
                let long = new $util.Long(0, 0, true);
                object.count = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
            } else
                object.count = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            object.flags = 0;
        }
        if (message.startTimeUnixNano != null && $Object.hasOwnProperty.call(message, "startTimeUnixNano"))
            if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                object.startTimeUnixNano = typeof message.startTimeUnixNano === "number" ? $BigInt(message.startTimeUnixNano) : $util.Long.fromBits(message.startTimeUnixNano.low >>> 0, message.startTimeUnixNano.high >>> 0, true).toBigInt();
            else if (typeof message.startTimeUnixNano === "number")
                object.startTimeUnixNano = options.longs === $String ? $String(message.startTimeUnixNano) : message.startTimeUnixNano;
            else
                object.startTimeUnixNano = options.longs === $String ? $util.Long.prototype.toString.call(message.startTimeUnixNano) : options.longs === $Number ? new $util.LongBits(message.startTimeUnixNano.low >>> 0, message.startTimeUnixNano.high >>> 0).toNumber(true) : message.startTimeUnixNano;
        if (message.timeUnixNano != null && $Object.hasOwnProperty.call(message, "timeUnixNano"))
            if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                object.timeUnixNano = typeof message.timeUnixNano === "number" ? $BigInt(message.timeUnixNano) : $util.Long.fromBits(message.timeUnixNano.low >>> 0, message.timeUnixNano.high >>> 0, true).toBigInt();
            else if (typeof message.timeUnixNano === "number")
                object.timeUnixNano = options.longs === $String ? $String(message.timeUnixNano) : message.timeUnixNano;
            else
                object.timeUnixNano = options.longs === $String ? $util.Long.prototype.toString.call(message.timeUnixNano) : options.longs === $Number ? new $util.LongBits(message.timeUnixNano.low >>> 0, message.timeUnixNano.high >>> 0).toNumber(true) : message.timeUnixNano;
        if (message.count != null && $Object.hasOwnProperty.call(message, "count"))
            if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                object.count = typeof message.count === "number" ? $BigInt(message.count) : $util.Long.fromBits(message.count.low >>> 0, message.count.high >>> 0, true).toBigInt();
            else if (typeof message.count === "number")
                object.count = options.longs === $String ? $String(message.count) : message.count;
            else
                object.count = options.longs === $String ? $util.Long.prototype.toString.call(message.count) : options.longs === $Number ? new $util.LongBits(message.count.low >>> 0, message.count.high >>> 0).toNumber(true) : message.count;
        if (message.sum != null && $Object.hasOwnProperty.call(message, "sum"))
            object.sum = options.json && !$isFinite(message.sum) ? $String(message.sum) : message.sum;
        if (message.bucketCounts && message.bucketCounts.length) {
            object.bucketCounts = $Array(message.bucketCounts.length);
            for (let j = 0; j < message.bucketCounts.length; ++j)
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.bucketCounts[j] = typeof message.bucketCounts[j] === "number" ? $BigInt(message.bucketCounts[j]) : $util.Long.fromBits(message.bucketCounts[j].low >>> 0, message.bucketCounts[j].high >>> 0, true).toBigInt();
                else if (typeof message.bucketCounts[j] === "number")
                    object.bucketCounts[j] = options.longs === $String ? $String(message.bucketCounts[j]) : message.bucketCounts[j];
                else
                    object.bucketCounts[j] = options.longs === $String ? $util.Long.prototype.toString.call(message.bucketCounts[j]) : options.longs === $Number ? new $util.LongBits(message.bucketCounts[j].low >>> 0, message.bucketCounts[j].high >>> 0).toNumber(true) : message.bucketCounts[j];
        }
        if (message.explicitBounds && message.explicitBounds.length) {
            object.explicitBounds = $Array(message.explicitBounds.length);
            for (let j = 0; j < message.explicitBounds.length; ++j)
                object.explicitBounds[j] = options.json && !$isFinite(message.explicitBounds[j]) ? $String(message.explicitBounds[j]) : message.explicitBounds[j];
        }
        if (message.exemplars && message.exemplars.length) {
            object.exemplars = $Array(message.exemplars.length);
            for (let j = 0; j < message.exemplars.length; ++j)
                object.exemplars[j] = $root.Exemplar.toObject(message.exemplars[j], options, _depth + 1);
        }
        if (message.attributes && message.attributes.length) {
            object.attributes = $Array(message.attributes.length);
            for (let j = 0; j < message.attributes.length; ++j)
                object.attributes[j] = $root.KeyValue.toObject(message.attributes[j], options, _depth + 1);
        }
        if (message.flags != null && $Object.hasOwnProperty.call(message, "flags"))
            object.flags = message.flags;
        if (message.min != null && $Object.hasOwnProperty.call(message, "min"))
            object.min = options.json && !$isFinite(message.min) ? $String(message.min) : message.min;
        if (message.max != null && $Object.hasOwnProperty.call(message, "max"))
            object.max = options.json && !$isFinite(message.max) ? $String(message.max) : message.max;
        return object;
    };

    HistogramDataPoint.prototype.toJSON = function() {
        return HistogramDataPoint.toObject(this, $protobuf.util.toJSONOptions);
    };

    return HistogramDataPoint;
})();

export const ExponentialHistogramDataPoint = $root.ExponentialHistogramDataPoint = (() => {

    const ExponentialHistogramDataPoint = function (properties) {
        this.attributes = [];
        this.exemplars = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    ExponentialHistogramDataPoint.prototype.attributes = $util.emptyArray;
    ExponentialHistogramDataPoint.prototype.startTimeUnixNano = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
    ExponentialHistogramDataPoint.prototype.timeUnixNano = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
    ExponentialHistogramDataPoint.prototype.count = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
    ExponentialHistogramDataPoint.prototype.sum = null;
    ExponentialHistogramDataPoint.prototype.scale = 0;
    ExponentialHistogramDataPoint.prototype.zeroCount = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
    ExponentialHistogramDataPoint.prototype.positive = null;
    ExponentialHistogramDataPoint.prototype.negative = null;
    ExponentialHistogramDataPoint.prototype.flags = 0;
    ExponentialHistogramDataPoint.prototype.exemplars = $util.emptyArray;
    ExponentialHistogramDataPoint.prototype.min = null;
    ExponentialHistogramDataPoint.prototype.max = null;
    ExponentialHistogramDataPoint.prototype.zeroThreshold = 0;

    let $oneOfFields;

    // Virtual OneOf for proto3 optional field
    $Object.defineProperty(ExponentialHistogramDataPoint.prototype, "_sum", {
        get: $util.oneOfGetter($oneOfFields = ["sum"]),
        set: $util.oneOfSetter($oneOfFields)
    });

    // Virtual OneOf for proto3 optional field
    $Object.defineProperty(ExponentialHistogramDataPoint.prototype, "_min", {
        get: $util.oneOfGetter($oneOfFields = ["min"]),
        set: $util.oneOfSetter($oneOfFields)
    });

    // Virtual OneOf for proto3 optional field
    $Object.defineProperty(ExponentialHistogramDataPoint.prototype, "_max", {
        get: $util.oneOfGetter($oneOfFields = ["max"]),
        set: $util.oneOfSetter($oneOfFields)
    });

    ExponentialHistogramDataPoint.create = function(properties) {
        return new ExponentialHistogramDataPoint(properties);
    };

    ExponentialHistogramDataPoint.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.attributes != null && message.attributes.length)
            for (let i = 0; i < message.attributes.length; ++i)
                $root.KeyValue.encode(message.attributes[i], writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.startTimeUnixNano != null && $Object.hasOwnProperty.call(message, "startTimeUnixNano") && (typeof message.startTimeUnixNano === "object" ? message.startTimeUnixNano.low || message.startTimeUnixNano.high : message.startTimeUnixNano !== 0))
            writer.uint32(17).fixed64(message.startTimeUnixNano);
        if (message.timeUnixNano != null && $Object.hasOwnProperty.call(message, "timeUnixNano") && (typeof message.timeUnixNano === "object" ? message.timeUnixNano.low || message.timeUnixNano.high : message.timeUnixNano !== 0))
            writer.uint32(25).fixed64(message.timeUnixNano);
        if (message.count != null && $Object.hasOwnProperty.call(message, "count") && (typeof message.count === "object" ? message.count.low || message.count.high : message.count !== 0))
            writer.uint32(33).fixed64(message.count);
        if (message.sum != null && $Object.hasOwnProperty.call(message, "sum"))
            writer.uint32(41).double(message.sum);
        if (message.scale != null && $Object.hasOwnProperty.call(message, "scale") && message.scale !== 0)
            writer.uint32(48).sint32(message.scale);
        if (message.zeroCount != null && $Object.hasOwnProperty.call(message, "zeroCount") && (typeof message.zeroCount === "object" ? message.zeroCount.low || message.zeroCount.high : message.zeroCount !== 0))
            writer.uint32(57).fixed64(message.zeroCount);
        if (message.positive != null && $Object.hasOwnProperty.call(message, "positive"))
            $root.ExponentialHistogramDataPoint.Buckets.encode(message.positive, writer.uint32(66).fork(), _depth + 1).ldelim();
        if (message.negative != null && $Object.hasOwnProperty.call(message, "negative"))
            $root.ExponentialHistogramDataPoint.Buckets.encode(message.negative, writer.uint32(74).fork(), _depth + 1).ldelim();
        if (message.flags != null && $Object.hasOwnProperty.call(message, "flags") && message.flags !== 0)
            writer.uint32(80).uint32(message.flags);
        if (message.exemplars != null && message.exemplars.length)
            for (let i = 0; i < message.exemplars.length; ++i)
                $root.Exemplar.encode(message.exemplars[i], writer.uint32(90).fork(), _depth + 1).ldelim();
        if (message.min != null && $Object.hasOwnProperty.call(message, "min"))
            writer.uint32(97).double(message.min);
        if (message.max != null && $Object.hasOwnProperty.call(message, "max"))
            writer.uint32(105).double(message.max);
        if (message.zeroThreshold != null && $Object.hasOwnProperty.call(message, "zeroThreshold") && !$Object.is(message.zeroThreshold, 0))
            writer.uint32(113).double(message.zeroThreshold);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    ExponentialHistogramDataPoint.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.ExponentialHistogramDataPoint();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    if (!(message.attributes && message.attributes.length))
                        message.attributes = [];
                    message.attributes.push($root.KeyValue.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 2: {
                    if (wireType !== 1)
                        break;
                    if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                        message.startTimeUnixNano = value;
                    else
                        delete message.startTimeUnixNano;
                    continue;
                }
            case 3: {
                    if (wireType !== 1)
                        break;
                    if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                        message.timeUnixNano = value;
                    else
                        delete message.timeUnixNano;
                    continue;
                }
            case 4: {
                    if (wireType !== 1)
                        break;
                    if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                        message.count = value;
                    else
                        delete message.count;
                    continue;
                }
            case 5: {
                    if (wireType !== 1)
                        break;
                    message.sum = reader.double();
                    message._sum = "sum";
                    continue;
                }
            case 6: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.sint32())
                        message.scale = value;
                    else
                        delete message.scale;
                    continue;
                }
            case 7: {
                    if (wireType !== 1)
                        break;
                    if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                        message.zeroCount = value;
                    else
                        delete message.zeroCount;
                    continue;
                }
            case 8: {
                    if (wireType !== 2)
                        break;
                    message.positive = $root.ExponentialHistogramDataPoint.Buckets.decode(reader, reader.size(), $undefined, _depth + 1, message.positive);
                    continue;
                }
            case 9: {
                    if (wireType !== 2)
                        break;
                    message.negative = $root.ExponentialHistogramDataPoint.Buckets.decode(reader, reader.size(), $undefined, _depth + 1, message.negative);
                    continue;
                }
            case 10: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.uint32())
                        message.flags = value;
                    else
                        delete message.flags;
                    continue;
                }
            case 11: {
                    if (wireType !== 2)
                        break;
                    if (!(message.exemplars && message.exemplars.length))
                        message.exemplars = [];
                    message.exemplars.push($root.Exemplar.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 12: {
                    if (wireType !== 1)
                        break;
                    message.min = reader.double();
                    message._min = "min";
                    continue;
                }
            case 13: {
                    if (wireType !== 1)
                        break;
                    message.max = reader.double();
                    message._max = "max";
                    continue;
                }
            case 14: {
                    if (wireType !== 1)
                        break;
                    if (!$Object.is(value = reader.double(), 0))
                        message.zeroThreshold = value;
                    else
                        delete message.zeroThreshold;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    ExponentialHistogramDataPoint.fromObject = function (object, _depth) {
        if (object instanceof $root.ExponentialHistogramDataPoint)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".ExponentialHistogramDataPoint: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.ExponentialHistogramDataPoint();
        if (object.attributes) {
            if (!$Array.isArray(object.attributes))
                throw $TypeError(".ExponentialHistogramDataPoint.attributes: array expected");
            message.attributes = $Array(object.attributes.length);
            for (let i = 0; i < object.attributes.length; ++i) {
                if (!$util.isObject(object.attributes[i]))
                    throw $TypeError(".ExponentialHistogramDataPoint.attributes: object expected");
                message.attributes[i] = $root.KeyValue.fromObject(object.attributes[i], _depth + 1);
            }
        }
        if (object.startTimeUnixNano != null)
            if (typeof object.startTimeUnixNano === "object" ? object.startTimeUnixNano.low || object.startTimeUnixNano.high : $Number(object.startTimeUnixNano) !== 0)
                if ($util.Long)
                    message.startTimeUnixNano = $util.Long.fromValue(object.startTimeUnixNano, true);
                else if (typeof object.startTimeUnixNano === "string")
                    message.startTimeUnixNano = $parseInt(object.startTimeUnixNano, 10);
                else if (typeof object.startTimeUnixNano === "number")
                    message.startTimeUnixNano = object.startTimeUnixNano;
                else if (typeof object.startTimeUnixNano === "object")
                    message.startTimeUnixNano = new $util.LongBits(object.startTimeUnixNano.low >>> 0, object.startTimeUnixNano.high >>> 0).toNumber(true);
        if (object.timeUnixNano != null)
            if (typeof object.timeUnixNano === "object" ? object.timeUnixNano.low || object.timeUnixNano.high : $Number(object.timeUnixNano) !== 0)
                if ($util.Long)
                    message.timeUnixNano = $util.Long.fromValue(object.timeUnixNano, true);
                else if (typeof object.timeUnixNano === "string")
                    message.timeUnixNano = $parseInt(object.timeUnixNano, 10);
                else if (typeof object.timeUnixNano === "number")
                    message.timeUnixNano = object.timeUnixNano;
                else if (typeof object.timeUnixNano === "object")
                    message.timeUnixNano = new $util.LongBits(object.timeUnixNano.low >>> 0, object.timeUnixNano.high >>> 0).toNumber(true);
        if (object.count != null)
            if (typeof object.count === "object" ? object.count.low || object.count.high : $Number(object.count) !== 0)
                if ($util.Long)
                    message.count = $util.Long.fromValue(object.count, true);
                else if (typeof object.count === "string")
                    message.count = $parseInt(object.count, 10);
                else if (typeof object.count === "number")
                    message.count = object.count;
                else if (typeof object.count === "object")
                    message.count = new $util.LongBits(object.count.low >>> 0, object.count.high >>> 0).toNumber(true);
        if (object.sum != null)
            message.sum = $Number(object.sum);
        if (object.scale != null)
            if ($Number(object.scale) !== 0)
                message.scale = object.scale | 0;
        if (object.zeroCount != null)
            if (typeof object.zeroCount === "object" ? object.zeroCount.low || object.zeroCount.high : $Number(object.zeroCount) !== 0)
                if ($util.Long)
                    message.zeroCount = $util.Long.fromValue(object.zeroCount, true);
                else if (typeof object.zeroCount === "string")
                    message.zeroCount = $parseInt(object.zeroCount, 10);
                else if (typeof object.zeroCount === "number")
                    message.zeroCount = object.zeroCount;
                else if (typeof object.zeroCount === "object")
                    message.zeroCount = new $util.LongBits(object.zeroCount.low >>> 0, object.zeroCount.high >>> 0).toNumber(true);
        if (object.positive != null) {
            if (!$util.isObject(object.positive))
                throw $TypeError(".ExponentialHistogramDataPoint.positive: object expected");
            message.positive = $root.ExponentialHistogramDataPoint.Buckets.fromObject(object.positive, _depth + 1);
        }
        if (object.negative != null) {
            if (!$util.isObject(object.negative))
                throw $TypeError(".ExponentialHistogramDataPoint.negative: object expected");
            message.negative = $root.ExponentialHistogramDataPoint.Buckets.fromObject(object.negative, _depth + 1);
        }
        if (object.flags != null)
            if ($Number(object.flags) !== 0)
                message.flags = object.flags >>> 0;
        if (object.exemplars) {
            if (!$Array.isArray(object.exemplars))
                throw $TypeError(".ExponentialHistogramDataPoint.exemplars: array expected");
            message.exemplars = $Array(object.exemplars.length);
            for (let i = 0; i < object.exemplars.length; ++i) {
                if (!$util.isObject(object.exemplars[i]))
                    throw $TypeError(".ExponentialHistogramDataPoint.exemplars: object expected");
                message.exemplars[i] = $root.Exemplar.fromObject(object.exemplars[i], _depth + 1);
            }
        }
        if (object.min != null)
            message.min = $Number(object.min);
        if (object.max != null)
            message.max = $Number(object.max);
        if (object.zeroThreshold != null)
            if (!$Object.is($Number(object.zeroThreshold), 0))
                message.zeroThreshold = $Number(object.zeroThreshold);
        return message;
    };

    ExponentialHistogramDataPoint.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (options.arrays || options.defaults) {
            object.attributes = [];
            object.exemplars = [];
        }
        if (options.defaults) {
            if ($util.Long) {
                let long = new $util.Long(0, 0, true);
                object.startTimeUnixNano = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
            } else
                object.startTimeUnixNano = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            if ($util.Long) {
                let long = new $util.Long(0, 0, true);
                object.timeUnixNano = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
            } else
                object.timeUnixNano = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            if ($util.Long) {
                let long = new $util.Long(0, 0, true);
                object.count = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
            } else
                object.count = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            object.scale = 0;
            if ($util.Long) {
                let long = new $util.Long(0, 0, true);
                object.zeroCount = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
            } else
                object.zeroCount = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            object.positive = null;
            object.negative = null;
            object.flags = 0;
            object.zeroThreshold = 0;
        }
        if (message.attributes && message.attributes.length) {
            object.attributes = $Array(message.attributes.length);
            for (let j = 0; j < message.attributes.length; ++j)
                object.attributes[j] = $root.KeyValue.toObject(message.attributes[j], options, _depth + 1);
        }
        if (message.startTimeUnixNano != null && $Object.hasOwnProperty.call(message, "startTimeUnixNano"))
            if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                object.startTimeUnixNano = typeof message.startTimeUnixNano === "number" ? $BigInt(message.startTimeUnixNano) : $util.Long.fromBits(message.startTimeUnixNano.low >>> 0, message.startTimeUnixNano.high >>> 0, true).toBigInt();
            else if (typeof message.startTimeUnixNano === "number")
                object.startTimeUnixNano = options.longs === $String ? $String(message.startTimeUnixNano) : message.startTimeUnixNano;
            else
                object.startTimeUnixNano = options.longs === $String ? $util.Long.prototype.toString.call(message.startTimeUnixNano) : options.longs === $Number ? new $util.LongBits(message.startTimeUnixNano.low >>> 0, message.startTimeUnixNano.high >>> 0).toNumber(true) : message.startTimeUnixNano;
        if (message.timeUnixNano != null && $Object.hasOwnProperty.call(message, "timeUnixNano"))
            if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                object.timeUnixNano = typeof message.timeUnixNano === "number" ? $BigInt(message.timeUnixNano) : $util.Long.fromBits(message.timeUnixNano.low >>> 0, message.timeUnixNano.high >>> 0, true).toBigInt();
            else if (typeof message.timeUnixNano === "number")
                object.timeUnixNano = options.longs === $String ? $String(message.timeUnixNano) : message.timeUnixNano;
            else
                object.timeUnixNano = options.longs === $String ? $util.Long.prototype.toString.call(message.timeUnixNano) : options.longs === $Number ? new $util.LongBits(message.timeUnixNano.low >>> 0, message.timeUnixNano.high >>> 0).toNumber(true) : message.timeUnixNano;
        if (message.count != null && $Object.hasOwnProperty.call(message, "count"))
            if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                object.count = typeof message.count === "number" ? $BigInt(message.count) : $util.Long.fromBits(message.count.low >>> 0, message.count.high >>> 0, true).toBigInt();
            else if (typeof message.count === "number")
                object.count = options.longs === $String ? $String(message.count) : message.count;
            else
                object.count = options.longs === $String ? $util.Long.prototype.toString.call(message.count) : options.longs === $Number ? new $util.LongBits(message.count.low >>> 0, message.count.high >>> 0).toNumber(true) : message.count;
        if (message.sum != null && $Object.hasOwnProperty.call(message, "sum"))
            object.sum = options.json && !$isFinite(message.sum) ? $String(message.sum) : message.sum;
        if (message.scale != null && $Object.hasOwnProperty.call(message, "scale"))
            object.scale = message.scale;
        if (message.zeroCount != null && $Object.hasOwnProperty.call(message, "zeroCount"))
            if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                object.zeroCount = typeof message.zeroCount === "number" ? $BigInt(message.zeroCount) : $util.Long.fromBits(message.zeroCount.low >>> 0, message.zeroCount.high >>> 0, true).toBigInt();
            else if (typeof message.zeroCount === "number")
                object.zeroCount = options.longs === $String ? $String(message.zeroCount) : message.zeroCount;
            else
                object.zeroCount = options.longs === $String ? $util.Long.prototype.toString.call(message.zeroCount) : options.longs === $Number ? new $util.LongBits(message.zeroCount.low >>> 0, message.zeroCount.high >>> 0).toNumber(true) : message.zeroCount;
        if (message.positive != null && $Object.hasOwnProperty.call(message, "positive"))
            object.positive = $root.ExponentialHistogramDataPoint.Buckets.toObject(message.positive, options, _depth + 1);
        if (message.negative != null && $Object.hasOwnProperty.call(message, "negative"))
            object.negative = $root.ExponentialHistogramDataPoint.Buckets.toObject(message.negative, options, _depth + 1);
        if (message.flags != null && $Object.hasOwnProperty.call(message, "flags"))
            object.flags = message.flags;
        if (message.exemplars && message.exemplars.length) {
            object.exemplars = $Array(message.exemplars.length);
            for (let j = 0; j < message.exemplars.length; ++j)
                object.exemplars[j] = $root.Exemplar.toObject(message.exemplars[j], options, _depth + 1);
        }
        if (message.min != null && $Object.hasOwnProperty.call(message, "min"))
            object.min = options.json && !$isFinite(message.min) ? $String(message.min) : message.min;
        if (message.max != null && $Object.hasOwnProperty.call(message, "max"))
            object.max = options.json && !$isFinite(message.max) ? $String(message.max) : message.max;
        if (message.zeroThreshold != null && $Object.hasOwnProperty.call(message, "zeroThreshold"))
            object.zeroThreshold = options.json && !$isFinite(message.zeroThreshold) ? $String(message.zeroThreshold) : message.zeroThreshold;
        return object;
    };

    ExponentialHistogramDataPoint.prototype.toJSON = function() {
        return ExponentialHistogramDataPoint.toObject(this, $protobuf.util.toJSONOptions);
    };

    ExponentialHistogramDataPoint.Buckets = (function() {

        const Buckets = function (properties) {
            this.bucketCounts = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        Buckets.prototype.offset = 0;
        Buckets.prototype.bucketCounts = $util.emptyArray;

        Buckets.create = function(properties) {
            return new Buckets(properties);
        };

        Buckets.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && message.offset !== 0)
                writer.uint32(8).sint32(message.offset);
            if (message.bucketCounts != null && message.bucketCounts.length)
                writer.uint32(18).uint64s(message.bucketCounts);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        Buckets.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.ExponentialHistogramDataPoint.Buckets();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.sint32())
                            message.offset = value;
                        else
                            delete message.offset;
                        continue;
                    }
                case 2: {
                        if (wireType === 2) {
                            if (!(message.bucketCounts && message.bucketCounts.length))
                                message.bucketCounts = [];
                            reader.uint64s(message.bucketCounts);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.bucketCounts && message.bucketCounts.length))
                            message.bucketCounts = [];
                        message.bucketCounts.push(reader.uint64());
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        Buckets.fromObject = function (object, _depth) {
            if (object instanceof $root.ExponentialHistogramDataPoint.Buckets)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".ExponentialHistogramDataPoint.Buckets: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.ExponentialHistogramDataPoint.Buckets();
            if (object.offset != null)
                if ($Number(object.offset) !== 0)
                    message.offset = object.offset | 0;
            if (object.bucketCounts) {
                if (!$Array.isArray(object.bucketCounts))
                    throw $TypeError(".ExponentialHistogramDataPoint.Buckets.bucketCounts: array expected");
                message.bucketCounts = $Array(object.bucketCounts.length);
                for (let i = 0; i < object.bucketCounts.length; ++i)
                    if ($util.Long)
                        message.bucketCounts[i] = $util.Long.fromValue(object.bucketCounts[i], true);
                    else if (typeof object.bucketCounts[i] === "string")
                        message.bucketCounts[i] = $parseInt(object.bucketCounts[i], 10);
                    else if (typeof object.bucketCounts[i] === "number")
                        message.bucketCounts[i] = object.bucketCounts[i];
                    else if (typeof object.bucketCounts[i] === "object")
                        message.bucketCounts[i] = new $util.LongBits(object.bucketCounts[i].low >>> 0, object.bucketCounts[i].high >>> 0).toNumber(true);
            }
            return message;
        };

        Buckets.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults)
                object.bucketCounts = [];
            if (options.defaults)
                object.offset = 0;
            if (message.offset != null && $Object.hasOwnProperty.call(message, "offset"))
                object.offset = message.offset;
            if (message.bucketCounts && message.bucketCounts.length) {
                object.bucketCounts = $Array(message.bucketCounts.length);
                for (let j = 0; j < message.bucketCounts.length; ++j)
                    if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                        object.bucketCounts[j] = typeof message.bucketCounts[j] === "number" ? $BigInt(message.bucketCounts[j]) : $util.Long.fromBits(message.bucketCounts[j].low >>> 0, message.bucketCounts[j].high >>> 0, true).toBigInt();
                    else if (typeof message.bucketCounts[j] === "number")
                        object.bucketCounts[j] = options.longs === $String ? $String(message.bucketCounts[j]) : message.bucketCounts[j];
                    else
                        object.bucketCounts[j] = options.longs === $String ? $util.Long.prototype.toString.call(message.bucketCounts[j]) : options.longs === $Number ? new $util.LongBits(message.bucketCounts[j].low >>> 0, message.bucketCounts[j].high >>> 0).toNumber(true) : message.bucketCounts[j];
            }
            return object;
        };

        Buckets.prototype.toJSON = function() {
            return Buckets.toObject(this, $protobuf.util.toJSONOptions);
        };

        return Buckets;
    })();

    return ExponentialHistogramDataPoint;
})();

export const SummaryDataPoint = $root.SummaryDataPoint = (() => {

    const SummaryDataPoint = function (properties) {
        this.attributes = [];
        this.quantileValues = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    SummaryDataPoint.prototype.attributes = $util.emptyArray;
    SummaryDataPoint.prototype.startTimeUnixNano = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
    SummaryDataPoint.prototype.timeUnixNano = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
    SummaryDataPoint.prototype.count = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
    SummaryDataPoint.prototype.sum = 0;
    SummaryDataPoint.prototype.quantileValues = $util.emptyArray;
    SummaryDataPoint.prototype.flags = 0;

    SummaryDataPoint.create = function(properties) {
        return new SummaryDataPoint(properties);
    };

    SummaryDataPoint.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.startTimeUnixNano != null && $Object.hasOwnProperty.call(message, "startTimeUnixNano") && (typeof message.startTimeUnixNano === "object" ? message.startTimeUnixNano.low || message.startTimeUnixNano.high : message.startTimeUnixNano !== 0))
            writer.uint32(17).fixed64(message.startTimeUnixNano);
        if (message.timeUnixNano != null && $Object.hasOwnProperty.call(message, "timeUnixNano") && (typeof message.timeUnixNano === "object" ? message.timeUnixNano.low || message.timeUnixNano.high : message.timeUnixNano !== 0))
            writer.uint32(25).fixed64(message.timeUnixNano);
        if (message.count != null && $Object.hasOwnProperty.call(message, "count") && (typeof message.count === "object" ? message.count.low || message.count.high : message.count !== 0))
            writer.uint32(33).fixed64(message.count);
        if (message.sum != null && $Object.hasOwnProperty.call(message, "sum") && !$Object.is(message.sum, 0))
            writer.uint32(41).double(message.sum);
        if (message.quantileValues != null && message.quantileValues.length)
            for (let i = 0; i < message.quantileValues.length; ++i)
                $root.SummaryDataPoint.ValueAtQuantile.encode(message.quantileValues[i], writer.uint32(50).fork(), _depth + 1).ldelim();
        if (message.attributes != null && message.attributes.length)
            for (let i = 0; i < message.attributes.length; ++i)
                $root.KeyValue.encode(message.attributes[i], writer.uint32(58).fork(), _depth + 1).ldelim();
        if (message.flags != null && $Object.hasOwnProperty.call(message, "flags") && message.flags !== 0)
            writer.uint32(64).uint32(message.flags);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    SummaryDataPoint.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.SummaryDataPoint();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 7: {
                    if (wireType !== 2)
                        break;
                    if (!(message.attributes && message.attributes.length))
                        message.attributes = [];
                    message.attributes.push($root.KeyValue.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 2: {
                    if (wireType !== 1)
                        break;
                    if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                        message.startTimeUnixNano = value;
                    else
                        delete message.startTimeUnixNano;
                    continue;
                }
            case 3: {
                    if (wireType !== 1)
                        break;
                    if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                        message.timeUnixNano = value;
                    else
                        delete message.timeUnixNano;
                    continue;
                }
            case 4: {
                    if (wireType !== 1)
                        break;
                    if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                        message.count = value;
                    else
                        delete message.count;
                    continue;
                }
            case 5: {
                    if (wireType !== 1)
                        break;
                    if (!$Object.is(value = reader.double(), 0))
                        message.sum = value;
                    else
                        delete message.sum;
                    continue;
                }
            case 6: {
                    if (wireType !== 2)
                        break;
                    if (!(message.quantileValues && message.quantileValues.length))
                        message.quantileValues = [];
                    message.quantileValues.push($root.SummaryDataPoint.ValueAtQuantile.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 8: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.uint32())
                        message.flags = value;
                    else
                        delete message.flags;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    SummaryDataPoint.fromObject = function (object, _depth) {
        if (object instanceof $root.SummaryDataPoint)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".SummaryDataPoint: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.SummaryDataPoint();
        if (object.attributes) {
            if (!$Array.isArray(object.attributes))
                throw $TypeError(".SummaryDataPoint.attributes: array expected");
            message.attributes = $Array(object.attributes.length);
            for (let i = 0; i < object.attributes.length; ++i) {
                if (!$util.isObject(object.attributes[i]))
                    throw $TypeError(".SummaryDataPoint.attributes: object expected");
                message.attributes[i] = $root.KeyValue.fromObject(object.attributes[i], _depth + 1);
            }
        }
        if (object.startTimeUnixNano != null)
            if (typeof object.startTimeUnixNano === "object" ? object.startTimeUnixNano.low || object.startTimeUnixNano.high : $Number(object.startTimeUnixNano) !== 0)
                if ($util.Long)
                    message.startTimeUnixNano = $util.Long.fromValue(object.startTimeUnixNano, true);
                else if (typeof object.startTimeUnixNano === "string")
                    message.startTimeUnixNano = $parseInt(object.startTimeUnixNano, 10);
                else if (typeof object.startTimeUnixNano === "number")
                    message.startTimeUnixNano = object.startTimeUnixNano;
                else if (typeof object.startTimeUnixNano === "object")
                    message.startTimeUnixNano = new $util.LongBits(object.startTimeUnixNano.low >>> 0, object.startTimeUnixNano.high >>> 0).toNumber(true);
        if (object.timeUnixNano != null)
            if (typeof object.timeUnixNano === "object" ? object.timeUnixNano.low || object.timeUnixNano.high : $Number(object.timeUnixNano) !== 0)
                if ($util.Long)
                    message.timeUnixNano = $util.Long.fromValue(object.timeUnixNano, true);
                else if (typeof object.timeUnixNano === "string")
                    message.timeUnixNano = $parseInt(object.timeUnixNano, 10);
                else if (typeof object.timeUnixNano === "number")
                    message.timeUnixNano = object.timeUnixNano;
                else if (typeof object.timeUnixNano === "object")
                    message.timeUnixNano = new $util.LongBits(object.timeUnixNano.low >>> 0, object.timeUnixNano.high >>> 0).toNumber(true);
        if (object.count != null)
            if (typeof object.count === "object" ? object.count.low || object.count.high : $Number(object.count) !== 0)
                if ($util.Long)
                    message.count = $util.Long.fromValue(object.count, true);
                else if (typeof object.count === "string")
                    message.count = $parseInt(object.count, 10);
                else if (typeof object.count === "number")
                    message.count = object.count;
                else if (typeof object.count === "object")
                    message.count = new $util.LongBits(object.count.low >>> 0, object.count.high >>> 0).toNumber(true);
        if (object.sum != null)
            if (!$Object.is($Number(object.sum), 0))
                message.sum = $Number(object.sum);
        if (object.quantileValues) {
            if (!$Array.isArray(object.quantileValues))
                throw $TypeError(".SummaryDataPoint.quantileValues: array expected");
            message.quantileValues = $Array(object.quantileValues.length);
            for (let i = 0; i < object.quantileValues.length; ++i) {
                if (!$util.isObject(object.quantileValues[i]))
                    throw $TypeError(".SummaryDataPoint.quantileValues: object expected");
                message.quantileValues[i] = $root.SummaryDataPoint.ValueAtQuantile.fromObject(object.quantileValues[i], _depth + 1);
            }
        }
        if (object.flags != null)
            if ($Number(object.flags) !== 0)
                message.flags = object.flags >>> 0;
        return message;
    };

    SummaryDataPoint.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (options.arrays || options.defaults) {
            object.quantileValues = [];
            object.attributes = [];
        }
        if (options.defaults) {
            if ($util.Long) {
                let long = new $util.Long(0, 0, true);
                object.startTimeUnixNano = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
            } else
                object.startTimeUnixNano = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            if ($util.Long) {
                let long = new $util.Long(0, 0, true);
                object.timeUnixNano = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
            } else
                object.timeUnixNano = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            if ($util.Long) {
                let long = new $util.Long(0, 0, true);
                object.count = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
            } else
                object.count = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            object.sum = 0;
            object.flags = 0;
        }
        if (message.startTimeUnixNano != null && $Object.hasOwnProperty.call(message, "startTimeUnixNano"))
            if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                object.startTimeUnixNano = typeof message.startTimeUnixNano === "number" ? $BigInt(message.startTimeUnixNano) : $util.Long.fromBits(message.startTimeUnixNano.low >>> 0, message.startTimeUnixNano.high >>> 0, true).toBigInt();
            else if (typeof message.startTimeUnixNano === "number")
                object.startTimeUnixNano = options.longs === $String ? $String(message.startTimeUnixNano) : message.startTimeUnixNano;
            else
                object.startTimeUnixNano = options.longs === $String ? $util.Long.prototype.toString.call(message.startTimeUnixNano) : options.longs === $Number ? new $util.LongBits(message.startTimeUnixNano.low >>> 0, message.startTimeUnixNano.high >>> 0).toNumber(true) : message.startTimeUnixNano;
        if (message.timeUnixNano != null && $Object.hasOwnProperty.call(message, "timeUnixNano"))
            if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                object.timeUnixNano = typeof message.timeUnixNano === "number" ? $BigInt(message.timeUnixNano) : $util.Long.fromBits(message.timeUnixNano.low >>> 0, message.timeUnixNano.high >>> 0, true).toBigInt();
            else if (typeof message.timeUnixNano === "number")
                object.timeUnixNano = options.longs === $String ? $String(message.timeUnixNano) : message.timeUnixNano;
            else
                object.timeUnixNano = options.longs === $String ? $util.Long.prototype.toString.call(message.timeUnixNano) : options.longs === $Number ? new $util.LongBits(message.timeUnixNano.low >>> 0, message.timeUnixNano.high >>> 0).toNumber(true) : message.timeUnixNano;
        if (message.count != null && $Object.hasOwnProperty.call(message, "count"))
            if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                object.count = typeof message.count === "number" ? $BigInt(message.count) : $util.Long.fromBits(message.count.low >>> 0, message.count.high >>> 0, true).toBigInt();
            else if (typeof message.count === "number")
                object.count = options.longs === $String ? $String(message.count) : message.count;
            else
                object.count = options.longs === $String ? $util.Long.prototype.toString.call(message.count) : options.longs === $Number ? new $util.LongBits(message.count.low >>> 0, message.count.high >>> 0).toNumber(true) : message.count;
        if (message.sum != null && $Object.hasOwnProperty.call(message, "sum"))
            object.sum = options.json && !$isFinite(message.sum) ? $String(message.sum) : message.sum;
        if (message.quantileValues && message.quantileValues.length) {
            object.quantileValues = $Array(message.quantileValues.length);
            for (let j = 0; j < message.quantileValues.length; ++j)
                object.quantileValues[j] = $root.SummaryDataPoint.ValueAtQuantile.toObject(message.quantileValues[j], options, _depth + 1);
        }
        if (message.attributes && message.attributes.length) {
            object.attributes = $Array(message.attributes.length);
            for (let j = 0; j < message.attributes.length; ++j)
                object.attributes[j] = $root.KeyValue.toObject(message.attributes[j], options, _depth + 1);
        }
        if (message.flags != null && $Object.hasOwnProperty.call(message, "flags"))
            object.flags = message.flags;
        return object;
    };

    SummaryDataPoint.prototype.toJSON = function() {
        return SummaryDataPoint.toObject(this, $protobuf.util.toJSONOptions);
    };

    SummaryDataPoint.ValueAtQuantile = (function() {

        const ValueAtQuantile = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        ValueAtQuantile.prototype.quantile = 0;
        ValueAtQuantile.prototype.value = 0;

        ValueAtQuantile.create = function(properties) {
            return new ValueAtQuantile(properties);
        };

        ValueAtQuantile.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.quantile != null && $Object.hasOwnProperty.call(message, "quantile") && !$Object.is(message.quantile, 0))
                writer.uint32(9).double(message.quantile);
            if (message.value != null && $Object.hasOwnProperty.call(message, "value") && !$Object.is(message.value, 0))
                writer.uint32(17).double(message.value);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        ValueAtQuantile.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.SummaryDataPoint.ValueAtQuantile();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.quantile = value;
                        else
                            delete message.quantile;
                        continue;
                    }
                case 2: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.value = value;
                        else
                            delete message.value;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        ValueAtQuantile.fromObject = function (object, _depth) {
            if (object instanceof $root.SummaryDataPoint.ValueAtQuantile)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".SummaryDataPoint.ValueAtQuantile: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.SummaryDataPoint.ValueAtQuantile();
            if (object.quantile != null)
                if (!$Object.is($Number(object.quantile), 0))
                    message.quantile = $Number(object.quantile);
            if (object.value != null)
                if (!$Object.is($Number(object.value), 0))
                    message.value = $Number(object.value);
            return message;
        };

        ValueAtQuantile.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.quantile = 0;
                object.value = 0;
            }
            if (message.quantile != null && $Object.hasOwnProperty.call(message, "quantile"))
                object.quantile = options.json && !$isFinite(message.quantile) ? $String(message.quantile) : message.quantile;
            if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
                object.value = options.json && !$isFinite(message.value) ? $String(message.value) : message.value;
            return object;
        };

        ValueAtQuantile.prototype.toJSON = function() {
            return ValueAtQuantile.toObject(this, $protobuf.util.toJSONOptions);
        };

        return ValueAtQuantile;
    })();

    return SummaryDataPoint;
})();

export const Exemplar = $root.Exemplar = (() => {

    const Exemplar = function (properties) {
        this.filteredAttributes = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    Exemplar.prototype.filteredAttributes = $util.emptyArray;
    Exemplar.prototype.timeUnixNano = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
    Exemplar.prototype.asDouble = null;
    Exemplar.prototype.asInt = null;
    Exemplar.prototype.spanId = $util.newBuffer([]);
    Exemplar.prototype.traceId = $util.newBuffer([]);

    let $oneOfFields;

    $Object.defineProperty(Exemplar.prototype, "value", {
        get: $util.oneOfGetter($oneOfFields = ["asDouble", "asInt"]),
        set: $util.oneOfSetter($oneOfFields)
    });

    Exemplar.create = function(properties) {
        return new Exemplar(properties);
    };

    Exemplar.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.timeUnixNano != null && $Object.hasOwnProperty.call(message, "timeUnixNano") && (typeof message.timeUnixNano === "object" ? message.timeUnixNano.low || message.timeUnixNano.high : message.timeUnixNano !== 0))
            writer.uint32(17).fixed64(message.timeUnixNano);
        if (message.asDouble != null && $Object.hasOwnProperty.call(message, "asDouble"))
            writer.uint32(25).double(message.asDouble);
        if (message.spanId != null && $Object.hasOwnProperty.call(message, "spanId") && message.spanId.length)
            writer.uint32(34).bytes(message.spanId);
        if (message.traceId != null && $Object.hasOwnProperty.call(message, "traceId") && message.traceId.length)
            writer.uint32(42).bytes(message.traceId);
        if (message.asInt != null && $Object.hasOwnProperty.call(message, "asInt"))
            writer.uint32(49).sfixed64(message.asInt);
        if (message.filteredAttributes != null && message.filteredAttributes.length)
            for (let i = 0; i < message.filteredAttributes.length; ++i)
                $root.KeyValue.encode(message.filteredAttributes[i], writer.uint32(58).fork(), _depth + 1).ldelim();
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    Exemplar.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.Exemplar();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 7: {
                    if (wireType !== 2)
                        break;
                    if (!(message.filteredAttributes && message.filteredAttributes.length))
                        message.filteredAttributes = [];
                    message.filteredAttributes.push($root.KeyValue.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 2: {
                    if (wireType !== 1)
                        break;
                    if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                        message.timeUnixNano = value;
                    else
                        delete message.timeUnixNano;
                    continue;
                }
            case 3: {
                    if (wireType !== 1)
                        break;
                    message.asDouble = reader.double();
                    message.value = "asDouble";
                    continue;
                }
            case 6: {
                    if (wireType !== 1)
                        break;
                    message.asInt = reader.sfixed64();
                    message.value = "asInt";
                    continue;
                }
            case 4: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.bytes()).length)
                        message.spanId = value;
                    else
                        delete message.spanId;
                    continue;
                }
            case 5: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.bytes()).length)
                        message.traceId = value;
                    else
                        delete message.traceId;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    Exemplar.fromObject = function (object, _depth) {
        if (object instanceof $root.Exemplar)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".Exemplar: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.Exemplar();
        if (object.filteredAttributes) {
            if (!$Array.isArray(object.filteredAttributes))
                throw $TypeError(".Exemplar.filteredAttributes: array expected");
            message.filteredAttributes = $Array(object.filteredAttributes.length);
            for (let i = 0; i < object.filteredAttributes.length; ++i) {
                if (!$util.isObject(object.filteredAttributes[i]))
                    throw $TypeError(".Exemplar.filteredAttributes: object expected");
                message.filteredAttributes[i] = $root.KeyValue.fromObject(object.filteredAttributes[i], _depth + 1);
            }
        }
        if (object.timeUnixNano != null)
            if (typeof object.timeUnixNano === "object" ? object.timeUnixNano.low || object.timeUnixNano.high : $Number(object.timeUnixNano) !== 0)
                if ($util.Long)
                    message.timeUnixNano = $util.Long.fromValue(object.timeUnixNano, true);
                else if (typeof object.timeUnixNano === "string")
                    message.timeUnixNano = $parseInt(object.timeUnixNano, 10);
                else if (typeof object.timeUnixNano === "number")
                    message.timeUnixNano = object.timeUnixNano;
                else if (typeof object.timeUnixNano === "object")
                    message.timeUnixNano = new $util.LongBits(object.timeUnixNano.low >>> 0, object.timeUnixNano.high >>> 0).toNumber(true);
        if (object.asDouble != null)
            message.asDouble = $Number(object.asDouble);
        if (object.asInt != null)
            if ($util.Long)
                message.asInt = $util.Long.fromValue(object.asInt, false);
            else if (typeof object.asInt === "string")
                message.asInt = $parseInt(object.asInt, 10);
            else if (typeof object.asInt === "number")
                message.asInt = object.asInt;
            else if (typeof object.asInt === "object")
                message.asInt = new $util.LongBits(object.asInt.low >>> 0, object.asInt.high >>> 0).toNumber();
        if (object.spanId != null)
            if (object.spanId.length)
                if (typeof object.spanId === "string")
                    $util.base64.decode(object.spanId, message.spanId = $util.newBuffer($util.base64.length(object.spanId)), 0);
                else if (object.spanId.length >= 0)
                    message.spanId = object.spanId;
        if (object.traceId != null)
            if (object.traceId.length)
                if (typeof object.traceId === "string")
                    $util.base64.decode(object.traceId, message.traceId = $util.newBuffer($util.base64.length(object.traceId)), 0);
                else if (object.traceId.length >= 0)
                    message.traceId = object.traceId;
        return message;
    };

    Exemplar.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (options.arrays || options.defaults)
            object.filteredAttributes = [];
        if (options.defaults) {
            if ($util.Long) {
                let long = new $util.Long(0, 0, true);
                object.timeUnixNano = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
            } else
                object.timeUnixNano = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            if (options.bytes === $String)
                object.spanId = "";
            else {
                object.spanId = [];
                if (options.bytes !== $Array)
                    object.spanId = $util.newBuffer(object.spanId);
            }
            if (options.bytes === $String)
                object.traceId = "";
            else {
                object.traceId = [];
                if (options.bytes !== $Array)
                    object.traceId = $util.newBuffer(object.traceId);
            }
        }
        if (message.timeUnixNano != null && $Object.hasOwnProperty.call(message, "timeUnixNano"))
            if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                object.timeUnixNano = typeof message.timeUnixNano === "number" ? $BigInt(message.timeUnixNano) : $util.Long.fromBits(message.timeUnixNano.low >>> 0, message.timeUnixNano.high >>> 0, true).toBigInt();
            else if (typeof message.timeUnixNano === "number")
                object.timeUnixNano = options.longs === $String ? $String(message.timeUnixNano) : message.timeUnixNano;
            else
                object.timeUnixNano = options.longs === $String ? $util.Long.prototype.toString.call(message.timeUnixNano) : options.longs === $Number ? new $util.LongBits(message.timeUnixNano.low >>> 0, message.timeUnixNano.high >>> 0).toNumber(true) : message.timeUnixNano;
        if (message.asDouble != null && $Object.hasOwnProperty.call(message, "asDouble")) {
            object.asDouble = options.json && !$isFinite(message.asDouble) ? $String(message.asDouble) : message.asDouble;
            if (options.oneofs)
                object.value = "asDouble";
        }
        if (message.spanId != null && $Object.hasOwnProperty.call(message, "spanId"))
            object.spanId = options.bytes === $String ? $util.base64.encode(message.spanId, 0, message.spanId.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.spanId) : message.spanId;
        if (message.traceId != null && $Object.hasOwnProperty.call(message, "traceId"))
            object.traceId = options.bytes === $String ? $util.base64.encode(message.traceId, 0, message.traceId.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.traceId) : message.traceId;
        if (message.asInt != null && $Object.hasOwnProperty.call(message, "asInt")) {
            if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                object.asInt = typeof message.asInt === "number" ? $BigInt(message.asInt) : $util.Long.fromBits(message.asInt.low >>> 0, message.asInt.high >>> 0, false).toBigInt();
            else if (typeof message.asInt === "number")
                object.asInt = options.longs === $String ? $String(message.asInt) : message.asInt;
            else
                object.asInt = options.longs === $String ? $util.Long.prototype.toString.call(message.asInt) : options.longs === $Number ? new $util.LongBits(message.asInt.low >>> 0, message.asInt.high >>> 0).toNumber() : message.asInt;
            if (options.oneofs)
                object.value = "asInt";
        }
        if (message.filteredAttributes && message.filteredAttributes.length) {
            object.filteredAttributes = $Array(message.filteredAttributes.length);
            for (let j = 0; j < message.filteredAttributes.length; ++j)
                object.filteredAttributes[j] = $root.KeyValue.toObject(message.filteredAttributes[j], options, _depth + 1);
        }
        return object;
    };

    Exemplar.prototype.toJSON = function() {
        return Exemplar.toObject(this, $protobuf.util.toJSONOptions);
    };

    return Exemplar;
})();

export const ResourceLogs = $root.ResourceLogs = (() => {

    const ResourceLogs = function (properties) {
        this.scopeLogs = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    ResourceLogs.prototype.resource = null;
    ResourceLogs.prototype.scopeLogs = $util.emptyArray;
    ResourceLogs.prototype.schemaUrl = "";

    ResourceLogs.create = function(properties) {
        return new ResourceLogs(properties);
    };

    ResourceLogs.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.resource != null && $Object.hasOwnProperty.call(message, "resource"))
            $root.Resource.encode(message.resource, writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.scopeLogs != null && message.scopeLogs.length)
            for (let i = 0; i < message.scopeLogs.length; ++i)
                $root.ScopeLogs.encode(message.scopeLogs[i], writer.uint32(18).fork(), _depth + 1).ldelim();
        if (message.schemaUrl != null && $Object.hasOwnProperty.call(message, "schemaUrl") && message.schemaUrl !== "")
            writer.uint32(26).string(message.schemaUrl);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    ResourceLogs.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.ResourceLogs();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    message.resource = $root.Resource.decode(reader, reader.size(), $undefined, _depth + 1, message.resource);
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    if (!(message.scopeLogs && message.scopeLogs.length))
                        message.scopeLogs = [];
                    message.scopeLogs.push($root.ScopeLogs.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.schemaUrl = value;
                    else
                        delete message.schemaUrl;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    ResourceLogs.fromObject = function (object, _depth) {
        if (object instanceof $root.ResourceLogs)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".ResourceLogs: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.ResourceLogs();
        if (object.resource != null) {
            if (!$util.isObject(object.resource))
                throw $TypeError(".ResourceLogs.resource: object expected");
            message.resource = $root.Resource.fromObject(object.resource, _depth + 1);
        }
        if (object.scopeLogs) {
            if (!$Array.isArray(object.scopeLogs))
                throw $TypeError(".ResourceLogs.scopeLogs: array expected");
            message.scopeLogs = $Array(object.scopeLogs.length);
            for (let i = 0; i < object.scopeLogs.length; ++i) {
                if (!$util.isObject(object.scopeLogs[i]))
                    throw $TypeError(".ResourceLogs.scopeLogs: object expected");
                message.scopeLogs[i] = $root.ScopeLogs.fromObject(object.scopeLogs[i], _depth + 1);
            }
        }
        if (object.schemaUrl != null)
            if (typeof object.schemaUrl !== "string" || object.schemaUrl.length)
                message.schemaUrl = $String(object.schemaUrl);
        return message;
    };

    ResourceLogs.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (options.arrays || options.defaults)
            object.scopeLogs = [];
        if (options.defaults) {
            object.resource = null;
            object.schemaUrl = "";
        }
        if (message.resource != null && $Object.hasOwnProperty.call(message, "resource"))
            object.resource = $root.Resource.toObject(message.resource, options, _depth + 1);
        if (message.scopeLogs && message.scopeLogs.length) {
            object.scopeLogs = $Array(message.scopeLogs.length);
            for (let j = 0; j < message.scopeLogs.length; ++j)
                object.scopeLogs[j] = $root.ScopeLogs.toObject(message.scopeLogs[j], options, _depth + 1);
        }
        if (message.schemaUrl != null && $Object.hasOwnProperty.call(message, "schemaUrl"))
            object.schemaUrl = message.schemaUrl;
        return object;
    };

    ResourceLogs.prototype.toJSON = function() {
        return ResourceLogs.toObject(this, $protobuf.util.toJSONOptions);
    };

    return ResourceLogs;
})();

export const ScopeLogs = $root.ScopeLogs = (() => {

    const ScopeLogs = function (properties) {
        this.logRecords = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    ScopeLogs.prototype.scope = null;
    ScopeLogs.prototype.logRecords = $util.emptyArray;
    ScopeLogs.prototype.schemaUrl = "";

    ScopeLogs.create = function(properties) {
        return new ScopeLogs(properties);
    };

    ScopeLogs.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.scope != null && $Object.hasOwnProperty.call(message, "scope"))
            $root.InstrumentationScope.encode(message.scope, writer.uint32(10).fork(), _depth + 1).ldelim();
        if (message.logRecords != null && message.logRecords.length)
            for (let i = 0; i < message.logRecords.length; ++i)
                $root.LogRecord.encode(message.logRecords[i], writer.uint32(18).fork(), _depth + 1).ldelim();
        if (message.schemaUrl != null && $Object.hasOwnProperty.call(message, "schemaUrl") && message.schemaUrl !== "")
            writer.uint32(26).string(message.schemaUrl);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    ScopeLogs.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.ScopeLogs();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 2)
                        break;
                    message.scope = $root.InstrumentationScope.decode(reader, reader.size(), $undefined, _depth + 1, message.scope);
                    continue;
                }
            case 2: {
                    if (wireType !== 2)
                        break;
                    if (!(message.logRecords && message.logRecords.length))
                        message.logRecords = [];
                    message.logRecords.push($root.LogRecord.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.schemaUrl = value;
                    else
                        delete message.schemaUrl;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    ScopeLogs.fromObject = function (object, _depth) {
        if (object instanceof $root.ScopeLogs)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".ScopeLogs: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.ScopeLogs();
        if (object.scope != null) {
            if (!$util.isObject(object.scope))
                throw $TypeError(".ScopeLogs.scope: object expected");
            message.scope = $root.InstrumentationScope.fromObject(object.scope, _depth + 1);
        }
        if (object.logRecords) {
            if (!$Array.isArray(object.logRecords))
                throw $TypeError(".ScopeLogs.logRecords: array expected");
            message.logRecords = $Array(object.logRecords.length);
            for (let i = 0; i < object.logRecords.length; ++i) {
                if (!$util.isObject(object.logRecords[i]))
                    throw $TypeError(".ScopeLogs.logRecords: object expected");
                message.logRecords[i] = $root.LogRecord.fromObject(object.logRecords[i], _depth + 1);
            }
        }
        if (object.schemaUrl != null)
            if (typeof object.schemaUrl !== "string" || object.schemaUrl.length)
                message.schemaUrl = $String(object.schemaUrl);
        return message;
    };

    ScopeLogs.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (options.arrays || options.defaults)
            object.logRecords = [];
        if (options.defaults) {
            object.scope = null;
            object.schemaUrl = "";
        }
        if (message.scope != null && $Object.hasOwnProperty.call(message, "scope"))
            object.scope = $root.InstrumentationScope.toObject(message.scope, options, _depth + 1);
        if (message.logRecords && message.logRecords.length) {
            object.logRecords = $Array(message.logRecords.length);
            for (let j = 0; j < message.logRecords.length; ++j)
                object.logRecords[j] = $root.LogRecord.toObject(message.logRecords[j], options, _depth + 1);
        }
        if (message.schemaUrl != null && $Object.hasOwnProperty.call(message, "schemaUrl"))
            object.schemaUrl = message.schemaUrl;
        return object;
    };

    ScopeLogs.prototype.toJSON = function() {
        return ScopeLogs.toObject(this, $protobuf.util.toJSONOptions);
    };

    return ScopeLogs;
})();

export const LogRecord = $root.LogRecord = (() => {

    const LogRecord = function (properties) {
        this.attributes = [];
        if (properties)
            for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                if (properties[keys[i]] != null && keys[i] !== "__proto__")
                    this[keys[i]] = properties[keys[i]];
    };

    LogRecord.prototype.timeUnixNano = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
    LogRecord.prototype.observedTimeUnixNano = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
    LogRecord.prototype.severityNumber = 0;
    LogRecord.prototype.severityText = "";
    LogRecord.prototype.body = null;
    LogRecord.prototype.attributes = $util.emptyArray;
    LogRecord.prototype.droppedAttributesCount = 0;
    LogRecord.prototype.flags = 0;
    LogRecord.prototype.traceId = $util.newBuffer([]);
    LogRecord.prototype.spanId = $util.newBuffer([]);
    LogRecord.prototype.eventName = "";

    LogRecord.create = function(properties) {
        return new LogRecord(properties);
    };

    LogRecord.encode = function (message, writer, _depth) {
        if (!writer)
            writer = $Writer.create();
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        if (message.timeUnixNano != null && $Object.hasOwnProperty.call(message, "timeUnixNano") && (typeof message.timeUnixNano === "object" ? message.timeUnixNano.low || message.timeUnixNano.high : message.timeUnixNano !== 0))
            writer.uint32(9).fixed64(message.timeUnixNano);
        if (message.severityNumber != null && $Object.hasOwnProperty.call(message, "severityNumber") && message.severityNumber !== 0)
            writer.uint32(16).int32(message.severityNumber);
        if (message.severityText != null && $Object.hasOwnProperty.call(message, "severityText") && message.severityText !== "")
            writer.uint32(26).string(message.severityText);
        if (message.body != null && $Object.hasOwnProperty.call(message, "body"))
            $root.AnyValue.encode(message.body, writer.uint32(42).fork(), _depth + 1).ldelim();
        if (message.attributes != null && message.attributes.length)
            for (let i = 0; i < message.attributes.length; ++i)
                $root.KeyValue.encode(message.attributes[i], writer.uint32(50).fork(), _depth + 1).ldelim();
        if (message.droppedAttributesCount != null && $Object.hasOwnProperty.call(message, "droppedAttributesCount") && message.droppedAttributesCount !== 0)
            writer.uint32(56).uint32(message.droppedAttributesCount);
        if (message.flags != null && $Object.hasOwnProperty.call(message, "flags") && message.flags !== 0)
            writer.uint32(69).fixed32(message.flags);
        if (message.traceId != null && $Object.hasOwnProperty.call(message, "traceId") && message.traceId.length)
            writer.uint32(74).bytes(message.traceId);
        if (message.spanId != null && $Object.hasOwnProperty.call(message, "spanId") && message.spanId.length)
            writer.uint32(82).bytes(message.spanId);
        if (message.observedTimeUnixNano != null && $Object.hasOwnProperty.call(message, "observedTimeUnixNano") && (typeof message.observedTimeUnixNano === "object" ? message.observedTimeUnixNano.low || message.observedTimeUnixNano.high : message.observedTimeUnixNano !== 0))
            writer.uint32(89).fixed64(message.observedTimeUnixNano);
        if (message.eventName != null && $Object.hasOwnProperty.call(message, "eventName") && message.eventName !== "")
            writer.uint32(98).string(message.eventName);
        if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
            for (let i = 0; i < message.$unknowns.length; ++i)
                writer.raw(message.$unknowns[i]);
        return writer;
    };

    LogRecord.decode = function (reader, length, _end, _depth, _target) {
        if (!(reader instanceof $Reader))
            reader = $Reader.create(reader);
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $Reader.recursionLimit)
            throw $Error("max depth exceeded");
        let end, message, value;
        if (length === $undefined)
            end = reader.len;
        else {
            end = reader.pos + length;
            if (end > reader.len)
                throw $RangeError("index out of range");
            length = reader.len;
            reader.len = end;
        }
        message = _target || new $root.LogRecord();
        while (reader.pos < end) {
            let start = reader.pos;
            let tag = reader.tag();
            if (tag === _end) {
                _end = $undefined;
                break;
            }
            let wireType = tag & 7;
            switch (tag >>>= 3) {
            case 1: {
                    if (wireType !== 1)
                        break;
                    if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                        message.timeUnixNano = value;
                    else
                        delete message.timeUnixNano;
                    continue;
                }
            case 11: {
                    if (wireType !== 1)
                        break;
                    if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                        message.observedTimeUnixNano = value;
                    else
                        delete message.observedTimeUnixNano;
                    continue;
                }
            case 2: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.int32())
                        message.severityNumber = value;
                    else
                        delete message.severityNumber;
                    continue;
                }
            case 3: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.severityText = value;
                    else
                        delete message.severityText;
                    continue;
                }
            case 5: {
                    if (wireType !== 2)
                        break;
                    message.body = $root.AnyValue.decode(reader, reader.size(), $undefined, _depth + 1, message.body);
                    continue;
                }
            case 6: {
                    if (wireType !== 2)
                        break;
                    if (!(message.attributes && message.attributes.length))
                        message.attributes = [];
                    message.attributes.push($root.KeyValue.decode(reader, reader.size(), $undefined, _depth + 1));
                    continue;
                }
            case 7: {
                    if (wireType !== 0)
                        break;
                    if (value = reader.uint32())
                        message.droppedAttributesCount = value;
                    else
                        delete message.droppedAttributesCount;
                    continue;
                }
            case 8: {
                    if (wireType !== 5)
                        break;
                    if (value = reader.fixed32())
                        message.flags = value;
                    else
                        delete message.flags;
                    continue;
                }
            case 9: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.bytes()).length)
                        message.traceId = value;
                    else
                        delete message.traceId;
                    continue;
                }
            case 10: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.bytes()).length)
                        message.spanId = value;
                    else
                        delete message.spanId;
                    continue;
                }
            case 12: {
                    if (wireType !== 2)
                        break;
                    if ((value = reader.stringVerify()).length)
                        message.eventName = value;
                    else
                        delete message.eventName;
                    continue;
                }
            }
            reader.skipType(wireType, _depth, tag);
            if (!reader.discardUnknown) {
                $util.makeProp(message, "$unknowns", false);
                (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
            }
        }
        if (length !== $undefined) {
            if (reader.pos !== end)
                throw $RangeError("index out of range");
            reader.len = length;
        }
        if (_end !== $undefined)
            throw $Error("missing end group");
        return message;
    };

    LogRecord.fromObject = function (object, _depth) {
        if (object instanceof $root.LogRecord)
            return object;
        if (!$util.isObject(object))
            throw $TypeError(".LogRecord: object expected");
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let message = new $root.LogRecord();
        if (object.timeUnixNano != null)
            if (typeof object.timeUnixNano === "object" ? object.timeUnixNano.low || object.timeUnixNano.high : $Number(object.timeUnixNano) !== 0)
                if ($util.Long)
                    message.timeUnixNano = $util.Long.fromValue(object.timeUnixNano, true);
                else if (typeof object.timeUnixNano === "string")
                    message.timeUnixNano = $parseInt(object.timeUnixNano, 10);
                else if (typeof object.timeUnixNano === "number")
                    message.timeUnixNano = object.timeUnixNano;
                else if (typeof object.timeUnixNano === "object")
                    message.timeUnixNano = new $util.LongBits(object.timeUnixNano.low >>> 0, object.timeUnixNano.high >>> 0).toNumber(true);
        if (object.observedTimeUnixNano != null)
            if (typeof object.observedTimeUnixNano === "object" ? object.observedTimeUnixNano.low || object.observedTimeUnixNano.high : $Number(object.observedTimeUnixNano) !== 0)
                if ($util.Long)
                    message.observedTimeUnixNano = $util.Long.fromValue(object.observedTimeUnixNano, true);
                else if (typeof object.observedTimeUnixNano === "string")
                    message.observedTimeUnixNano = $parseInt(object.observedTimeUnixNano, 10);
                else if (typeof object.observedTimeUnixNano === "number")
                    message.observedTimeUnixNano = object.observedTimeUnixNano;
                else if (typeof object.observedTimeUnixNano === "object")
                    message.observedTimeUnixNano = new $util.LongBits(object.observedTimeUnixNano.low >>> 0, object.observedTimeUnixNano.high >>> 0).toNumber(true);
        if (object.severityNumber != null)
            if ($Number(object.severityNumber) !== 0)
                message.severityNumber = object.severityNumber | 0;
        if (object.severityText != null)
            if (typeof object.severityText !== "string" || object.severityText.length)
                message.severityText = $String(object.severityText);
        if (object.body != null) {
            if (!$util.isObject(object.body))
                throw $TypeError(".LogRecord.body: object expected");
            message.body = $root.AnyValue.fromObject(object.body, _depth + 1);
        }
        if (object.attributes) {
            if (!$Array.isArray(object.attributes))
                throw $TypeError(".LogRecord.attributes: array expected");
            message.attributes = $Array(object.attributes.length);
            for (let i = 0; i < object.attributes.length; ++i) {
                if (!$util.isObject(object.attributes[i]))
                    throw $TypeError(".LogRecord.attributes: object expected");
                message.attributes[i] = $root.KeyValue.fromObject(object.attributes[i], _depth + 1);
            }
        }
        if (object.droppedAttributesCount != null)
            if ($Number(object.droppedAttributesCount) !== 0)
                message.droppedAttributesCount = object.droppedAttributesCount >>> 0;
        if (object.flags != null)
            if ($Number(object.flags) !== 0)
                message.flags = object.flags >>> 0;
        if (object.traceId != null)
            if (object.traceId.length)
                if (typeof object.traceId === "string")
                    $util.base64.decode(object.traceId, message.traceId = $util.newBuffer($util.base64.length(object.traceId)), 0);
                else if (object.traceId.length >= 0)
                    message.traceId = object.traceId;
        if (object.spanId != null)
            if (object.spanId.length)
                if (typeof object.spanId === "string")
                    $util.base64.decode(object.spanId, message.spanId = $util.newBuffer($util.base64.length(object.spanId)), 0);
                else if (object.spanId.length >= 0)
                    message.spanId = object.spanId;
        if (object.eventName != null)
            if (typeof object.eventName !== "string" || object.eventName.length)
                message.eventName = $String(object.eventName);
        return message;
    };

    LogRecord.toObject = function (message, options, _depth) {
        if (!options)
            options = {};
        if (_depth === $undefined)
            _depth = 0;
        if (_depth > $util.recursionLimit)
            throw $Error("max depth exceeded");
        let object = {};
        if (options.arrays || options.defaults)
            object.attributes = [];
        if (options.defaults) {
            if ($util.Long) {
                let long = new $util.Long(0, 0, true);
                object.timeUnixNano = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
            } else
                object.timeUnixNano = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            object.severityNumber = 0;
            object.severityText = "";
            object.body = null;
            object.droppedAttributesCount = 0;
            object.flags = 0;
            if (options.bytes === $String)
                object.traceId = "";
            else {
                object.traceId = [];
                if (options.bytes !== $Array)
                    object.traceId = $util.newBuffer(object.traceId);
            }
            if (options.bytes === $String)
                object.spanId = "";
            else {
                object.spanId = [];
                if (options.bytes !== $Array)
                    object.spanId = $util.newBuffer(object.spanId);
            }
            if ($util.Long) {
                let long = new $util.Long(0, 0, true);
                object.observedTimeUnixNano = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
            } else
                object.observedTimeUnixNano = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            object.eventName = "";
        }
        if (message.timeUnixNano != null && $Object.hasOwnProperty.call(message, "timeUnixNano"))
            if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                object.timeUnixNano = typeof message.timeUnixNano === "number" ? $BigInt(message.timeUnixNano) : $util.Long.fromBits(message.timeUnixNano.low >>> 0, message.timeUnixNano.high >>> 0, true).toBigInt();
            else if (typeof message.timeUnixNano === "number")
                object.timeUnixNano = options.longs === $String ? $String(message.timeUnixNano) : message.timeUnixNano;
            else
                object.timeUnixNano = options.longs === $String ? $util.Long.prototype.toString.call(message.timeUnixNano) : options.longs === $Number ? new $util.LongBits(message.timeUnixNano.low >>> 0, message.timeUnixNano.high >>> 0).toNumber(true) : message.timeUnixNano;
        if (message.severityNumber != null && $Object.hasOwnProperty.call(message, "severityNumber"))
            object.severityNumber = message.severityNumber;
        if (message.severityText != null && $Object.hasOwnProperty.call(message, "severityText"))
            object.severityText = message.severityText;
        if (message.body != null && $Object.hasOwnProperty.call(message, "body"))
            object.body = $root.AnyValue.toObject(message.body, options, _depth + 1);
        if (message.attributes && message.attributes.length) {
            object.attributes = $Array(message.attributes.length);
            for (let j = 0; j < message.attributes.length; ++j)
                object.attributes[j] = $root.KeyValue.toObject(message.attributes[j], options, _depth + 1);
        }
        if (message.droppedAttributesCount != null && $Object.hasOwnProperty.call(message, "droppedAttributesCount"))
            object.droppedAttributesCount = message.droppedAttributesCount;
        if (message.flags != null && $Object.hasOwnProperty.call(message, "flags"))
            object.flags = message.flags;
        if (message.traceId != null && $Object.hasOwnProperty.call(message, "traceId"))
            object.traceId = options.bytes === $String ? $util.base64.encode(message.traceId, 0, message.traceId.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.traceId) : message.traceId;
        if (message.spanId != null && $Object.hasOwnProperty.call(message, "spanId"))
            object.spanId = options.bytes === $String ? $util.base64.encode(message.spanId, 0, message.spanId.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.spanId) : message.spanId;
        if (message.observedTimeUnixNano != null && $Object.hasOwnProperty.call(message, "observedTimeUnixNano"))
            if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                object.observedTimeUnixNano = typeof message.observedTimeUnixNano === "number" ? $BigInt(message.observedTimeUnixNano) : $util.Long.fromBits(message.observedTimeUnixNano.low >>> 0, message.observedTimeUnixNano.high >>> 0, true).toBigInt();
            else if (typeof message.observedTimeUnixNano === "number")
                object.observedTimeUnixNano = options.longs === $String ? $String(message.observedTimeUnixNano) : message.observedTimeUnixNano;
            else
                object.observedTimeUnixNano = options.longs === $String ? $util.Long.prototype.toString.call(message.observedTimeUnixNano) : options.longs === $Number ? new $util.LongBits(message.observedTimeUnixNano.low >>> 0, message.observedTimeUnixNano.high >>> 0).toNumber(true) : message.observedTimeUnixNano;
        if (message.eventName != null && $Object.hasOwnProperty.call(message, "eventName"))
            object.eventName = message.eventName;
        return object;
    };

    LogRecord.prototype.toJSON = function() {
        return LogRecord.toObject(this, $protobuf.util.toJSONOptions);
    };

    return LogRecord;
})();

export {
  $root as default
};
