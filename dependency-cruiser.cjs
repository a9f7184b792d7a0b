// Who may import whom (CONTRIBUTING.md). The order of the server's modules stands in server/cli/module-order.cjs.
const modules = require("./server/cli/module-order.cjs");

/** What the browser may run too. */
const isomorphic = "^server/.+[/.](schema|rules)\\.ts$|^server/platform/(money|errors|contact|code|text)\\.ts$";
const anyType = { dependencyTypesNot: ["type-only"] };
const tests = "\\.test\\.tsx?$|^server/testing/";

/** No module imports one that stands after it, not even a type. */
const downwards = modules.slice(0, -1).map((name, i) => ({
  name: `${name}-imports-downwards`,
  comment: "the order of modules: server/cli/module-order.cjs",
  severity: "error",
  from: { path: `^server/${name}/`, pathNot: tests },
  to: { path: `^server/(${modules.slice(i + 1).join("|")})/` },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    { name: "not-unresolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    ...downwards,
    {
      name: "known-module",
      comment: "a new module takes its place in server/cli/module-order.cjs",
      severity: "error",
      from: {},
      to: { path: "^server/[^/]+/", pathNot: `^server/(${modules.join("|")}|cli|testing)/` },
    },
    {
      name: "testing-for-tests",
      severity: "error",
      from: { pathNot: `${tests}|\\.(test|spec)\\.tsx?$|^e2e/` },
      to: { path: "^server/testing/" },
    },
    {
      name: "demo-from-main",
      comment: "the demo shop and the local payment provider are no part of the product",
      severity: "error",
      from: {
        pathNot: `^server/(app/demo|app/installation\\.ts|payments/local-stripe|cli|testing)|\\.(test|spec)\\.tsx?$|^e2e/`,
      },
      to: { path: "^server/(app/demo|payments/local-stripe)/", ...anyType },
    },
    {
      name: "components-server",
      comment: "from server only schema, rules, money, errors and types",
      severity: "error",
      from: { path: "^components/", pathNot: "^components/sync/testing/" },
      to: { path: "^server/", pathNot: isomorphic, ...anyType },
    },
    { name: "components-db", severity: "error", from: { path: "^components/" }, to: { path: "^db/" } },
    {
      name: "ui-nothing-of-ours",
      severity: "error",
      from: { path: "^components/ui/", pathNot: "\\.test\\.tsx?$" },
      to: { path: "^(app|server|db|components/(?!ui/))", pathNot: isomorphic, ...anyType },
    },
    {
      name: "app-thin",
      comment: "routes reach the server through components and its composition only",
      severity: "error",
      from: { path: "^app/" },
      to: { path: "^(server|db)/", pathNot: `^server/app/[^/]+\\.ts$|${isomorphic}`, ...anyType },
    },
    {
      name: "router-no-db",
      severity: "error",
      from: { path: "^server/.*/router\\.ts$" },
      to: { path: "^db/", ...anyType },
    },
    {
      name: "isomorphic",
      comment: "schema and rules run in the browser too",
      severity: "error",
      from: { path: "^server/(?!app/demo).+[/.](schema|rules)\\.ts$" },
      to: { path: "^(server|db|components|app)/", pathNot: isomorphic, ...anyType },
    },
    {
      name: "db-drizzle-only",
      severity: "error",
      from: { path: "^db/", pathNot: tests },
      to: { path: "^(app|components|server|e2e)/" },
    },
    {
      name: "no-server-to-ui",
      comment: "but for the words of what is sent and printed",
      severity: "error",
      from: { path: "^server/", pathNot: "^server/(main|messaging/.*|cli/.*)" },
      to: { path: "^(app|components)/" },
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
