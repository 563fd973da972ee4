/** The dependency rules of engine/ARCHITECTURE.md, checked by `npm run lint:deps`. */
const layer = (name, from, to) => ({ name, severity: "error", from: { path: from }, to: { path: to } });
const src = (...folders) => `^engine/src/(${folders.join("|")})/`;
const values = { dependencyTypesNot: ["type-only"] };

/** Types may point upwards (a contract that names its user); values may not. Tests may use what they need. */
const below = (name, folders, forbidden) => ({
  name,
  severity: "error",
  from: { path: src(...folders), pathNot: "\\.test\\.ts$" },
  to: { path: src(...forbidden), ...values },
});

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    below(
      "time-and-schema-are-the-ground",
      ["time", "schema"],
      [
        "expression",
        "aggregation",
        "group-by",
        "tile",
        "operators",
        "serving",
        "offline",
        "runtime",
        "simulation",
        "worker",
        "adapters",
        "conformance",
      ],
    ),
    below(
      "expression-and-aggregation-below-group-by",
      ["expression", "aggregation"],
      ["tile", "operators", "serving", "offline", "runtime", "simulation", "worker", "adapters", "conformance"],
    ),
    below(
      "group-by-below-tile",
      ["group-by"],
      ["tile", "operators", "serving", "offline", "runtime", "simulation", "worker", "adapters", "conformance"],
    ),
    below(
      "tile-below-operators",
      ["tile"],
      ["operators", "serving", "offline", "runtime", "simulation", "worker", "adapters", "conformance"],
    ),
    below(
      "operators-serving-offline-below-runtime",
      ["operators", "serving", "offline"],
      ["runtime", "simulation", "worker", "adapters", "conformance"],
    ),
    below("runtime-below-simulation", ["runtime"], ["simulation", "worker", "adapters", "conformance"]),
    below("simulation-below-worker", ["simulation"], ["worker", "adapters", "conformance"]),
    below(
      "adapters-know-ports-only",
      ["adapters"],
      [
        "operators",
        "serving",
        "offline",
        "runtime",
        "simulation",
        "worker",
        "group-by",
        "aggregation",
        "expression",
        "conformance",
      ],
    ),
    {
      name: "client-is-small",
      severity: "error",
      from: { path: "^engine/src/client/" },
      to: { path: "^engine/src/(?!client/|schema/)[^/]+/", ...values },
    },
    layer("core-imports-no-page", "^engine/", "^(app|components|e2e)/"),
    layer("components-import-no-route", "^components/", "^app/"),
    {
      name: "components-use-entry-points",
      severity: "error",
      from: { path: "^components/" },
      to: { path: "^engine/src/(adapters|server)/" },
    },
    {
      name: "core-imports-no-node",
      severity: "error",
      from: {
        path: "^engine/src/(time|schema|expression|aggregation|group-by|tile|operators|serving|offline|runtime|simulation|worker|notebook|notebook-file|client|ports|adapters/memory)/",
        pathNot: "\\.test\\.ts$",
      },
      to: { dependencyTypes: ["core"] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(\\.next|dist|node_modules/(?!@tilescope))" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "default"] },
  },
};
