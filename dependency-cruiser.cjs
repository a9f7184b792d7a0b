// Who may import whom; the table stands in ARCHITECTURE.md.
const isomorphic = "^server/.*/([^/]+\\.)?(schema|rules)\\.ts$|^server/platform/(money|errors|contact|code|text)\\.ts$";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-circular",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    { name: "not-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "components-server",
      comment: "from server only schema, rules, money, errors and types",
      severity: "error",
      from: { path: "^components/" },
      to: { path: "^server/", pathNot: isomorphic, dependencyTypesNot: ["type-only"] },
    },
    { name: "components-db", severity: "error", from: { path: "^components/" }, to: { path: "^db/" } },
    {
      name: "ui-nothing-of-ours",
      severity: "error",
      from: { path: "^components/ui/", pathNot: "\\.test\\.tsx?$" },
      to: { path: "^(app|server|db|components/(?!ui/))", pathNot: isomorphic, dependencyTypesNot: ["type-only"] },
    },
    {
      name: "app-thin",
      comment: "routes reach the server through components and tRPC only",
      severity: "error",
      from: { path: "^app/" },
      to: {
        path: "^(server|db)/",
        pathNot: `^server/trpc/|^server/shoppers/sign-in/provider\\.ts$|${isomorphic}`,
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "router-no-db",
      severity: "error",
      from: { path: "^server/.*/router\\.ts$" },
      to: { path: "^db/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "isomorphic",
      comment: "schema and rules run in the browser too",
      severity: "error",
      from: { path: "^server/(?!trpc|app/demo).*/([^/]+\\.)?(schema|rules)\\.ts$" },
      to: { path: "^(server|db|components|app)/", pathNot: isomorphic, dependencyTypesNot: ["type-only"] },
    },
    {
      name: "db-drizzle-only",
      severity: "error",
      from: { path: "^db/" },
      to: { path: "^(app|components|server|e2e)/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "no-server-to-ui",
      severity: "error",
      from: { path: "^server/", pathNot: "^server/(main|messaging/.*|cli/.*)" },
      to: { path: "^(app|components)/" },
    },
    {
      name: "platform-first",
      severity: "error",
      from: { path: "^server/platform/" },
      to: { path: "^server/(?!platform/)", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "catalogue-before-trade",
      comment:
        "order: platform, sync/commit, stores, audit, shoppers, assistance, staff, catalogue, inventory, cart and favourites, orders and fittings",
      severity: "error",
      from: { path: "^server/(stores|audit|shoppers|assistance|staff|catalogue|inventory)/", pathNot: "\\.test\\.ts$" },
      to: { path: "^server/(cart|favourites|orders|fittings)/", dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|dist|test-results|\\.data)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
