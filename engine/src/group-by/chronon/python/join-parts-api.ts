import { bindArguments } from "./bind-arguments.ts";
import { fieldsOf, structTypeOf } from "./data-types-api.ts";
import { type Place, PythonProblem } from "./place.ts";
import { PythonFunction, PythonStruct, type PythonValue } from "./python-value.ts";
import { type Parameter, placesByField, structFunction, structOf, structsOf } from "./struct-api.ts";

/** `JoinPart(group_by=..., ...)`. */
export const joinPart = structFunction(
  "JoinPart",
  "JoinPart",
  [["group_by", "groupBy"], ["key_mapping", "keyMapping"], "prefix", "tags"],
  {
    required: ["group_by"],
    complete: (part, values) => {
      part.tags = values.get("tags") ?? null;
      part.fields.delete("tags");
      const place = part.places.get("groupBy") ?? part.place;
      const groupBy = structOf(part.get("groupBy"), "GroupBy", "group_by", place);
      const metaData = groupBy.get("metaData");
      if (metaData instanceof PythonStruct && metaData.get("name") === null)
        throw new PythonProblem(
          "unnamed-group-by",
          place,
          "The GroupBy of this part has no name: it is not made in a file under group_bys.",
          'Give it one: GroupBy(name="…", …), or move it into a file of its own under group_bys.',
        );
    },
  },
);

const EXTERNAL = [
  "name",
  "team",
  "key_fields",
  "value_fields",
  "custom_json",
  "factory_name",
  "factory_params",
  "offline_group_by",
];

/** `ExternalSource(...)`. */
export const externalSource = new PythonFunction("ExternalSource", (call) => {
  const bound = bindArguments(call, { name: "ExternalSource", parameters: EXTERNAL, required: EXTERNAL.slice(0, 4) });
  const given = (parameter: string): PythonValue => bound.values.get(parameter) ?? null;
  const placeOf = (parameter: string): Place => bound.places.get(parameter) ?? call.place;
  const factory = [
    ["factoryName", given("factory_name")],
    ["factoryParams", given("factory_params")],
  ] as const;
  const schema = (parameter: string, kind: string) =>
    structTypeOf(
      call.place,
      `ext_${String(given("name"))}_${kind}`,
      fieldsOf(given(parameter), parameter, placeOf(parameter)),
    );
  return new PythonStruct("ExternalSource", call.place, [
    [
      "metadata",
      new PythonStruct("MetaData", call.place, [
        ["name", given("name")],
        ["team", given("team")],
        ["customJson", given("custom_json")],
      ]),
    ],
    ["keySchema", schema("key_fields", "keys")],
    ["valueSchema", schema("value_fields", "values")],
    [
      "factoryConfig",
      factory.every(([, value]) => value === null) ? null : new PythonStruct("FactoryConfig", call.place, factory),
    ],
    ["offlineGroupBy", given("offline_group_by")],
  ]);
});

/** `ContextualSource(fields)`: values that the request itself brings. */
export const contextualSource = new PythonFunction("ContextualSource", (call) => {
  const name = "ContextualSource";
  const { values } = bindArguments(call, { name, parameters: ["fields", "team"], required: ["fields"] });
  const fields = () => fieldsOf(values.get("fields") ?? null, "fields", call.place);
  const metadata = new PythonStruct("MetaData", call.place, [
    ["name", "contextual"],
    ["team", values.get("team") ?? "default"],
  ]);
  return new PythonStruct("ExternalSource", call.place, [
    ["metadata", metadata],
    ["keySchema", structTypeOf(call.place, "contextual_keys", fields())],
    ["valueSchema", structTypeOf(call.place, "contextual_values", fields())],
  ]);
});

export const externalPart = structFunction(
  "ExternalPart",
  "ExternalPart",
  ["source", ["key_mapping", "keyMapping"], "prefix"],
  { required: ["source"] },
);

export const bootstrapPart = structFunction(
  "BootstrapPart",
  "BootstrapPart",
  ["table", ["key_columns", "keyColumns"], "query"],
  { required: ["table"] },
);

const LABEL_PART = [
  ["labels", "labels"],
  ["left_start_offset", "leftStartOffset"],
  ["left_end_offset", "leftEndOffset"],
  ["label_offline_schedule", "offlineSchedule"],
] as const satisfies readonly Parameter[];

/** `LabelPart(...)`; the join adds what its job waits for. */
export const labelPart = new PythonFunction("LabelPart", (call) => {
  const parameters = LABEL_PART.map(([parameter]) => parameter);
  const { values, places } = bindArguments(call, { name: "LabelPart", parameters, required: parameters.slice(0, 3) });
  const labels = structsOf(values.get("labels") ?? null, "JoinPart", "labels", places.get("labels") ?? call.place);
  return new PythonStruct(
    "LabelPart",
    call.place,
    [
      ["labels", labels],
      ["leftStartOffset", values.get("left_start_offset") ?? null],
      ["leftEndOffset", values.get("left_end_offset") ?? null],
      [
        "metaData",
        new PythonStruct("MetaData", call.place, [
          ["offlineSchedule", values.get("label_offline_schedule") ?? "@daily"],
        ]),
      ],
    ],
    placesByField(LABEL_PART, places),
  );
});
