/** What one area of `src` may import besides npm packages and itself. */
export interface AreaRule {
  /** Areas whose values and types may be used. */
  readonly values: readonly string[];
  /** Areas of which only types may be used, with `import type`. */
  readonly types: readonly string[];
  /** A pure area does no I/O and reads no clock, no environment and no randomness. */
  readonly pure: boolean;
}

const STAGES = ['request', 'policy', 'approval', 'evidence', 'decision', 'plan', 'apply', 'records'];
const COLLECTORS = ['approval/collect', 'evidence/collect', 'records/store'];
const SHARED = ['support', 'generated'];

/**
 * Who may import whom: the only place that says so. The rows stand in the order of the data flow, and whatever isn't
 * listed is refused.
 */
export const IMPORT_RULES: Readonly<Record<string, AreaRule>> = {
  support: { values: [], types: [], pure: false },
  generated: { values: [], types: [], pure: true },
  // Whom a token may be shown to: policies are checked against it, and adapters keep to it.
  clouds: { values: [], types: [], pure: true },
  // What a port takes may be a value that the schemas describe.
  ports: { values: [], types: ['support', 'request', 'generated'], pure: true },

  // What Microsoft writes about a restriction, as far as that can be read.
  reasons: { values: [], types: ['ports'], pure: true },

  // A request is checked against the policy that holds for it, so it knows how a policy looks, not how one is read.
  request: { values: [...SHARED, 'schemas'], types: ['policy'], pure: true },
  policy: { values: [...SHARED, 'clouds', 'schemas', 'request'], types: ['ports'], pure: true },
  approval: { values: [...SHARED, 'request', 'policy'], types: ['ports'], pure: true },
  'approval/collect': { values: [...SHARED, 'request', 'policy', 'approval', 'ports'], types: [], pure: false },
  evidence: { values: [...SHARED, 'request', 'policy'], types: ['ports'], pure: true },
  'evidence/collect': { values: [...SHARED, 'request', 'policy', 'evidence', 'ports'], types: [], pure: false },
  decision: { values: [...SHARED, 'request', 'policy', 'approval', 'evidence'], types: ['ports'], pure: true },
  // Cases judge the policy by the very stages a run goes through.
  'policy-test': {
    values: [...SHARED, 'schemas', 'request', 'policy', 'approval', 'evidence', 'decision'],
    types: ['ports'],
    pure: true,
  },
  // What a new request needs is worked out from what the tenant shows, read as a decision reads it.
  drafting: { values: [...SHARED, 'request', 'policy', 'decision'], types: ['ports'], pure: true },
  plan: { values: [...SHARED, 'request', 'policy', 'approval', 'evidence', 'decision'], types: ['ports'], pure: true },
  apply: { values: ['support', 'plan', 'ports'], types: ['request', 'records'], pure: false },
  records: {
    values: [...SHARED, 'schemas', 'request', 'policy'],
    types: ['ports', 'approval', 'evidence', 'decision', 'plan'],
    pure: true,
  },
  'records/store': { values: [...SHARED, 'request', 'records', 'ports'], types: ['plan'], pure: false },
  // What a person sees of restricted entities, before it becomes text, a comment or a page.
  overview: {
    values: [...SHARED, 'request', 'policy', 'evidence', 'decision'],
    types: ['ports', 'records'],
    pure: true,
  },
  // What doctor says about facts it is handed, apart from how they are gathered.
  diagnosis: { values: [...SHARED, 'clouds', 'schemas', 'request', 'policy'], types: ['ports'], pure: true },
  'diagnosis/collect': { values: [...SHARED, 'request', 'policy', 'diagnosis', 'ports'], types: [], pure: false },
  report: {
    values: [...SHARED, 'reasons', 'request', 'policy', 'records', 'ports', 'overview'],
    types: [...STAGES, ...COLLECTORS, 'policy-test', 'drafting', 'diagnosis', 'init', 'reconcile', 'observe'],
    pure: false,
  },

  // What an adopting repository holds, and which of it is still as it was written.
  init: { values: [...SHARED, 'schemas'], types: [], pure: true },

  reconcile: { values: [...SHARED, ...STAGES, ...COLLECTORS, 'report', 'ports'], types: [], pure: false },
  // Gathers what an overview shows. It judges no request and changes nothing.
  observe: {
    values: [...SHARED, 'request', 'policy', 'evidence', 'evidence/collect', 'records/store', 'overview', 'reconcile'],
    types: ['ports', 'records'],
    pure: false,
  },
  'adapters/*': { values: ['ports', 'clouds', 'reasons', ...SHARED], types: STAGES, pure: false },
  sandbox: { values: [], types: [], pure: false },
  commands: {
    values: [
      ...SHARED,
      'schemas',
      'manifest',
      'reasons',
      ...STAGES,
      ...COLLECTORS,
      'policy-test',
      'drafting',
      'diagnosis',
      'diagnosis/collect',
      'init',
      'overview',
      'observe',
      'report',
      'reconcile',
      'ports',
      'adapters/*',
    ],
    types: [],
    pure: false,
  },
  'commands/sandbox': {
    values: [...SHARED, 'manifest', 'commands', 'ports', 'report', 'sandbox'],
    types: [],
    pure: false,
  },
  // One file a verb: its arguments, and which command carries it out.
  'command-line': { values: ['commands', 'commands/sandbox', 'report'], types: [], pure: false },
  cli: { values: ['manifest', 'commands', 'command-line'], types: [], pure: false },
  // The same verbs, started by a workflow's runner instead of a shell.
  action: { values: ['support', 'manifest', 'report', 'commands', 'command-line'], types: ['ports'], pure: false },
};

/** Areas cut out of their folder because they do the folder's I/O: the first pattern that matches names the area. */
const NAMED_FILES: readonly (readonly [RegExp, string])[] = [
  [/^src\/(approval|evidence|diagnosis)\/collect[^/]*\.ts$/, '$1/collect'],
  [/^src\/records\/store[^/]*\.ts$/, 'records/store'],
  [/^src\/commands\/(sandbox|demo)([-/].*)?\.ts$/, 'commands/sandbox'],
  [/^src\/adapters\/([^/]+?)(\/.*|\.ts)$/, 'adapters/$1'],
  [/^src\/([^/]+)\/.*$/, '$1'],
  [/^src\/([^/]+)\.ts$/, '$1'],
  [/^schemas\/[^/]+\.schema\.json$/, 'schemas'],
  [/^package\.json$/, 'manifest'],
];

/** The area a file of the repository belongs to; undefined for a file that no area may import. */
export function areaOf(path: string): string | undefined {
  const named = NAMED_FILES.find(([pattern]) => pattern.test(path));
  return named && path.replace(named[0], named[1]);
}

/** The row of an area; every adapter shares one. Undefined where the table has no such row. */
export function ruleOf(area: string): AreaRule | undefined {
  const row = rowOf(area);
  return Object.hasOwn(IMPORT_RULES, row) ? IMPORT_RULES[row] : undefined;
}

/** The name of an area's row. */
export function rowOf(area: string): string {
  return area.startsWith('adapters/') ? 'adapters/*' : area;
}

/** Packages that open a door to the outside, and the only areas which may go through it. */
export const PACKAGE_HOMES: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['@octokit/rest', ['adapters/github']],
  ['@octokit/request-error', ['adapters/github']],
  ['@octokit/types', ['adapters/github', 'sandbox']],
  ['@azure/identity', ['adapters/entra']],
  ['hono', ['sandbox']],
  ['@hono/node-server', ['sandbox']],
  ['selfsigned', ['sandbox']],
  // Rules are compiled and judged in one place, under a bound.
  ['@marcbachmann/cel-js', ['policy']],
  ['re2js', ['policy']],
  ['commander', ['cli', 'command-line']],
  ['node:process', ['cli', 'action', 'commands', 'commands/sandbox']],
  ['node:child_process', ['adapters/git', 'sandbox', 'commands/sandbox']],
  ['node:module', []],
  ['node:vm', []],
]);

/** Globals that open such a door, in the same way. */
export const GLOBAL_HOMES: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  // Octokit is given a fetch of ours, as the token must not follow a redirect to another origin.
  ['fetch', ['adapters/exchange', 'adapters/graph', 'adapters/entra', 'adapters/github', 'adapters/webhooks']],
  ['process', ['cli', 'action', 'commands', 'commands/sandbox']],
]);

/** Parts of Node's library that compute and touch nothing: the only ones that a pure area may import. */
export const PURE_BUILTINS: readonly string[] = ['node:path', 'node:path/posix', 'node:util', 'node:buffer'];

/** What a pure area may not reach for: it is handed times, settings and answers as values. */
export const IMPURE_GLOBALS: readonly string[] = [
  'process',
  'fetch',
  'performance',
  'crypto',
  'setTimeout',
  'setInterval',
  'Date.now',
  'new Date()',
  'Date()',
  'Math.random',
];
