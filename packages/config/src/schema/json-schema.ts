/**
 * The part of JSON Schema (draft 2020-12) that the builders write. Keywords that begin with `x-` carry what JSON Schema
 * has no word for; editors ignore them.
 */
export interface JsonSchema {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly deprecated?: boolean;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly maxProperties?: number;
  readonly if?: JsonSchema;
  readonly else?: JsonSchema;
  readonly const?: unknown;
  /** What tables of settings call the type, for example `duration`. */
  readonly "x-type"?: string;
  /** Completes "must be …" in messages. */
  readonly "x-expected"?: string;
  /** The value is never printed. */
  readonly "x-secret"?: boolean;
  /** A list of texts may also be one text with commas. */
  readonly "x-comma-separated"?: boolean;
  /** An optional section, and how it begins: otelcol's None, Default and Some. */
  readonly "x-section"?: "none" | "default" | "some";
  /** Another spelling of the key named here. */
  readonly "x-alias-of"?: string;
  /** The key is gone; says what to write instead. */
  readonly "x-removed"?: string;
  /** The key still works, but should not be used; says what to write instead. */
  readonly "x-deprecated"?: string;
  /** The ID of an extension that provides the capability with this key. */
  readonly "x-extension"?: string;
  /** The values of `enum` are matched without regard to case. */
  readonly "x-ignore-case"?: boolean;
}
